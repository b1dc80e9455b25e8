//! Alerts: what a customer says that somebody must hear of at once, and whom it reaches.
//!
//! Write path: the projector leaves interactions that a rule may speak of in a queue, inside its own transaction
//! ([`AlertRules`]); [`AlertWatch`] takes them out, reads their words, and raises what the rules say, in one
//! transaction with the notices on the pages, the e-mails ([`crate::messages`]) and the calls of webhooks
//! ([`crate::webhooks`]). So nothing is lost in a crash and nothing told twice: an interaction has one alert, whatever
//! number of rules speak of it.

mod body;
mod condition;
mod matching;
mod mine;
mod queue;
mod recipients;
mod rules;
#[cfg(test)]
mod tests;
mod themes;
mod watching;

pub use body::{AlertBody, AlertMail, AlertTexts, RuleNamed, Why};
pub use mine::{AlertShown, Unseen, by_email, choose_email, my_alerts, see, unseen};
pub use queue::AlertRules;
pub use rules::{add_rule, change_rule, presets, remove_rule, rules, switch_rule};
pub use watching::{ALERTS, AlertWatch, AlertWays, watch};

pub(crate) use recipients::{People, raise_to_administrators};
pub(crate) use watching::{Raising, Told};

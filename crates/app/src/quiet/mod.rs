//! Quiet risk: customers who are about to leave without a word.
//!
//! A complaint is a gift; whoever complained, got no answer or a bad one, and now is silent for longer than is usual
//! for them, is leaving. [`history`] reads what each customer did from the interactions, [`rule`] decides from it at
//! any moment, [`backtest`] decides at past moments and sees who came back, so that the list shows how often it is
//! right. [`list`] is what the page shows, [`recover`] the one click.

mod backtest;
mod history;
mod list;
mod recover;
mod rule;
#[cfg(test)]
mod tests;

pub use backtest::{Backtest, HORIZON_DAYS};
pub use history::{Complaint, Feeling, History};
pub use list::{AtRisk, Money, QuietRisk, quiet_risk};
pub use recover::open_recovery;
pub use rule::{Risk, Sign, Step, Verdict};

pub(crate) use history::{DAY_MICROS, day_of, histories};
pub(crate) use list::Decided;

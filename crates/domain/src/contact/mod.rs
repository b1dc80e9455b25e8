//! The contact ledger's rules: whether a customer may be contacted now, later or not, and why.
//!
//! Every contact with a customer, survey, offer or service, is first reserved in the one book; what is decided
//! here, from a policy and a customer's [`Book`], the store carries out in one transaction with the reservation.
//! Each cap states its window, rolling or of a calendar in whose zone, its channels and categories, and for each
//! category whether it counts and whether it obeys.

mod book;
mod category;
mod changes;
mod decide;
mod policy;
mod quiet;
mod reason;
mod replay;
#[cfg(test)]
mod tests;
mod window;
mod zones;

pub use book::{Book, Consent, Contact, ContactState, Hold, SuppressedFor, Suppression, Wish};
pub use category::{Category, Part, Scope};
pub use changes::{PolicyChange, PolicyMove, PolicyPart, changes};
pub use decide::{Decision, after_quiet_hours, decide, lasting_reasons};
pub use policy::{Cap, ConsentRule, Policy, PolicyFault, Rest};
pub use quiet::{DAY_MINUTES, Day, QuietHours};
pub use reason::Reason;
pub use replay::{LONGEST_WAIT, Past, PastHold, PastWish, Replayed, replay};
pub use window::{LONGEST_WINDOW, Period, Window, ZoneOf};
pub use zones::{Utc, WallClock, Zones};

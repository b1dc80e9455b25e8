//! The clocks of a case and the policy in force.

use hamdel_domain::Instant;
use hamdel_domain::cases::clocks::{Rules, Stepped, live_through};
use hamdel_domain::cases::{Case, Happening, Severity};
use hamdel_domain::clocks::{BusinessCalendar, Facts};

use crate::clocks::Clocks;

/// Lets the clocks of a case live through something under the policy in force; gives what they did up to then.
pub(super) fn live(case: &mut Case, what: Happening, at: Instant, clocks: &Clocks) -> Vec<Stepped> {
    let unit = case.facts.unit.clone().unwrap_or_default();
    let facts =
        Facts { kind: case.facts.matter.as_str(), severity: case.severity().map(Severity::as_str), unit: &unit };
    let (rule, targets) = clocks.targets(facts);
    let calendar = |name: &str| -> Option<&BusinessCalendar> { clocks.calendar(name) };
    let rules = Rules { policy: clocks.version, rule, targets, calendar: &calendar };
    live_through(&mut case.clocks, what, at, &rules)
}

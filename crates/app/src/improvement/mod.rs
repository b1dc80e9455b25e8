//! What is learned of cases: problems that many of them hang on, actions against causes, and whether they worked.

mod actions;
mod effect;
mod problems;
mod recurring;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_recurring;

pub use actions::{ActionChange, ActionSeen, ActionsDone, actions, actions_done, add_action, change_action};
pub use effect::{Effect, WINDOW_DAYS};
pub use problems::{ProblemChange, ProblemSeen, add_problem, cases_of_problem, change_problem, hang, problems};

pub use recurring::{
    DAYS as RECURRING_DAYS, MOST_CASES as RECURRING_AMONG, Recurring, RecurringFound, RecurringKept, make_problem,
    recurring,
};

pub(crate) use problems::{add_problem_in, check_problem};

use hamdel_domain::rights::Right;
use hamdel_store::audit::AuditEntry;

use crate::App;
use crate::accounts::SignedIn;
use crate::error::AppError;

/// Whether somebody may change what belongs to a unit.
fn may_manage(who: &SignedIn, unit: Option<&str>) -> Result<(), AppError> {
    if who.scope(Right::ManageActions).holds_unit(unit) {
        Ok(())
    } else {
        Err(AppError::refused("unit", "not-your-unit", unit.unwrap_or_default()))
    }
}

/// A title that can be kept.
fn checked_title(title: &str) -> Result<String, AppError> {
    let title = title.trim();
    if title.is_empty() {
        return Err(AppError::refused("title", "no-words", ""));
    }
    if title.chars().count() > hamdel_domain::improvement::LONGEST_TITLE || title.chars().any(char::is_control) {
        return Err(AppError::refused("title", "too-long", "200"));
    }
    Ok(title.to_owned())
}

/// An entry of the audit log with what was before and after.
fn changed(
    app: &App,
    who: &SignedIn,
    action: &str,
    subject: String,
    before: &impl serde::Serialize,
    after: &impl serde::Serialize,
) -> AuditEntry {
    AuditEntry {
        at: app.clock.now(),
        actor: who.actor(),
        action: action.to_owned(),
        subject,
        detail: serde_json::json!({ "before": before, "after": after }).to_string(),
    }
}

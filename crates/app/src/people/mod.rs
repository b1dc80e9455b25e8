//! People of the company and the units they are in.
//!
//! [`Directory`] answers who is in what, who answers for it and who takes work: routing and escalation ask it.
//! `units` and `manage` change the tree and the people, `own` is what everybody may do with the own account. Every
//! change is in the audit log with what was before and after, in the transaction that makes it.

mod directory;
mod manage;
mod own;
#[cfg(test)]
mod tests;
mod units;

pub use directory::{Directory, Person};
pub use manage::{
    Invited, NewPerson, PersonChange, TeamChange, bar_person, change_person, change_team, invite_person, new_link,
};
pub use own::{
    OwnSession, change_own_account, change_password, choose_presence, end_other_sessions, end_session, own_sessions,
};
pub use units::{UnitChange, add_unit, archive_unit, change_unit, undo_unit};

use hamdel_store::audit::AuditEntry;

use crate::App;

/// An entry of what was before and after a change.
fn changed(
    app: &App,
    actor: &str,
    action: &str,
    subject: String,
    before: &impl serde::Serialize,
    after: &impl serde::Serialize,
) -> AuditEntry {
    AuditEntry {
        at: app.clock.now(),
        actor: actor.to_owned(),
        action: action.to_owned(),
        subject,
        detail: serde_json::json!({ "before": before, "after": after }).to_string(),
    }
}

//! Writing down who changed or read what.

use hamdel_store::audit::AuditEntry;

use crate::App;
use crate::error::AppError;

/// Records what needs no transaction of its own: `actor` such as `user:1`, `action` such as `customer.read`,
/// `subject` such as `customer:17`, and in `words` what was searched for or named; empty for nothing.
///
/// # Errors
/// When the database fails.
pub async fn record(app: &App, actor: &str, action: &str, subject: &str, words: &str) -> Result<(), AppError> {
    let detail = if words.is_empty() { serde_json::json!({}) } else { serde_json::json!({ "words": words }) };
    let entry = AuditEntry {
        at: app.clock.now(),
        actor: actor.to_owned(),
        action: action.to_owned(),
        subject: subject.to_owned(),
        detail: detail.to_string(),
    };
    Ok(app.store.record_audit(&entry).await?)
}

//! The audit log.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::audit::{AuditRecord, read_log};

use crate::error::Failure;
use crate::pages::audit::question_of;
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/audit`: `actor` (`user:1`), `action`, `subject` (`customer:17`), `from` and `to` (days), and `before`
/// the number that the page before it ended with.
pub(crate) async fn list(State(state): State<WebState>, _: Signed, params: Params) -> Result<Json<Value>, Failure> {
    let (question, wrong_day) = question_of(&params, state.app.zone);
    if let Some(day) = wrong_day {
        return Err(AppError::refused("day", "no-day", &day).into());
    }
    let page = read_log(&state.app, &question).await?;
    let entry = |AuditRecord { id, entry }: &AuditRecord| {
        let detail: Value = serde_json::from_str(&entry.detail).unwrap_or_default();
        json!({
            "entry": id, "at": entry.at.to_string(), "actor": entry.actor, "action": entry.action,
            "subject": entry.subject, "detail": detail,
        })
    };
    Ok(Json(json!({ "entries": page.records.iter().map(entry).collect::<Vec<_>>(), "before": page.older })))
}

//! Reports.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use hamdel_app::improvement::ActionSeen;
use hamdel_app::reports::{self, CauseLine};
use hamdel_stats::median::Median;

use super::causes::estimate;
use crate::error::Failure;
use crate::pages::reports::month_of;
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/reports`: the cases received in a `month` (`1405-08` or `2026-11`) by a `unit` and those below it.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let month = month_of(&state, &signed, &params);
    let found = reports::report(&state.app, month, params.get("unit"), &signed.user).await?;
    let causes: Vec<Value> = found.causes.iter().map(cause).collect();
    Ok(Json(json!({
        "month": month.to_string(), "unit": found.unit, "from": found.from.to_string(),
        "until": found.until.to_string(), "received": found.received, "received_before": found.before,
        "matters": found.matters, "answered": found.answered, "open": found.open,
        "response_on_time": found.response_on_time.as_ref().map(estimate),
        "on_time": found.on_time.as_ref().map(estimate),
        "response_hours": found.response_hours.as_ref().map(median),
        "solution_hours": found.solution_hours.as_ref().map(median),
        "decisions": found.decisions, "rejected": found.rejected, "reopened": found.reopened, "causes": causes,
        "other_causes": found.other_causes, "complete": !found.more,
        "actions": {
            "begun": actions(&found.actions.begun), "done": actions(&found.actions.done),
            "under_way": actions(&found.actions.under_way), "measured_since": actions(&found.actions.worked),
        },
    })))
}

fn actions(held: &[ActionSeen]) -> Value {
    held.iter().map(super::improvement::action).collect()
}

fn cause(line: &CauseLine) -> Value {
    json!({ "cause": line.cause, "cases": line.cases, "before": line.before })
}

fn median(held: &Median) -> Value {
    json!({
        "value": held.value, "low": held.low, "high": held.high, "n": held.n, "open": held.open,
        "method": held.method.as_str(),
    })
}

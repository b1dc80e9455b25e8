//! Recovery.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use hamdel_app::recovery::{self, Compared, WINDOW_DAYS};

use crate::error::Failure;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/recovery`: those who complained against those who were alike, by how they were answered and in what.
pub(crate) async fn show(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let found = recovery::recovery(&state.app).await?;
    let compared: Vec<Value> = found.compared.iter().map(compared).collect();
    Ok(Json(json!({
        "from": found.from.map(|from| from.to_string()), "until": found.until.to_string(), "window_days": WINDOW_DAYS,
        "compared": compared, "up_to": found.freshness.up_to.to_string(),
    })))
}

fn compared(held: &Compared) -> Value {
    let effect = held.effect.as_ref().map(|effect| {
        let compared = &effect.comparison;
        json!({
            "complained": effect.treated, "others": effect.others, "difference": compared.difference,
            "low": compared.low, "high": compared.high, "p_value": compared.p_value,
            "n": { "complained": compared.n.1, "others": compared.n.0 }, "unmatched": effect.unmatched,
            "method": compared.method.as_str(),
        })
    });
    json!({
        "answered": held.answered.as_str(), "outcome": held.outcome.as_str(), "n": held.complained, "effect": effect,
    })
}

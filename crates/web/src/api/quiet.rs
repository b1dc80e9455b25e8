//! Quiet risk.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use hamdel_app::quiet::{self, AtRisk, HORIZON_DAYS, Sign};

use super::causes::estimate;
use crate::error::Failure;
use crate::pages::quiet::words;
use crate::params::CustomerPath;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/quiet-risk`: those at risk, and how often the rule was right in the past.
pub(crate) async fn list(State(state): State<WebState>, signed: Signed) -> Result<Json<Value>, Failure> {
    let found = quiet::quiet_risk(&state.app, &signed.user).await?;
    let back = &found.backtest;
    let at_risk: Vec<Value> = found.at_risk.iter().map(risk).collect();
    Ok(Json(json!({
        "at_risk": at_risk, "count": found.count, "judged": found.judged, "came_once": found.came_once,
        "backtest": {
            "moments": back.moments.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "horizon_days": HORIZON_DAYS, "named": back.named, "left": back.left,
            "precision": back.precision.as_ref().map(estimate), "others": back.others,
            "others_left": back.others_left.as_ref().map(estimate),
        },
        "up_to": found.freshness.up_to.to_string(),
    })))
}

fn risk(held: &AtRisk) -> Value {
    let signs: Vec<Value> = held.risk.signs.iter().map(sign).collect();
    json!({
        "customer_id": held.customer, "name": held.name, "unit": held.unit, "signs": signs,
        "silent_days": held.risk.silent_days, "step": held.risk.step.as_str(), "recovery": held.case,
        "value": held.value.as_ref().map(|value| json!({ "amount": value.amount.to_string(), "currency": value.currency })),
    })
}

fn sign(held: &Sign) -> Value {
    let name = held.as_str();
    match held {
        Sign::Unanswered { complaints, last } | Sign::BadlyAnswered { complaints, last } => {
            json!({ "sign": name, "complaints": complaints, "last": last.to_string() })
        }
        Sign::Falling { before, now } => json!({ "sign": name, "before": before, "now": now }),
        Sign::Silence { days, usual, chance } => {
            json!({ "sign": name, "days": days, "usual_days": usual, "chance": chance })
        }
        Sign::SilentSinceComplaint { days } => json!({ "sign": name, "days": days }),
    }
}

/// `POST /api/v1/quiet-risk/{customer}/recover`: begins a recovery; the same one where it was begun already.
pub(crate) async fn recover(
    State(state): State<WebState>,
    signed: Signed,
    CustomerPath(customer): CustomerPath,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let taken = quiet::open_recovery(&state.app, customer, &signed.user, |held| words(texts, held)).await?;
    let status = if taken.already { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, Json(json!({ "case": taken.id, "reference": taken.reference.to_string(), "already": taken.already }))))
}

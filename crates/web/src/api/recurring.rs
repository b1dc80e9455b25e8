//! What recurs in cases of late.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::improvement::{self, RECURRING_AMONG, RECURRING_DAYS, Recurring};
use hamdel_domain::Instant;

use crate::error::Failure;
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

fn moment(text: Option<&str>) -> Result<Option<Instant>, AppError> {
    let read = |text: &str| Instant::parse_iso(text).ok_or_else(|| AppError::invalid("until", "is no moment"));
    text.map(read).transpose()
}

/// `GET /api/v1/problems/recurring`: words that come together in many cases of the four weeks up to `until` (ISO 8601;
/// now), against the four weeks before. `grows` allows for how many pairs were looked at, the interval does not.
pub(crate) async fn list(
    State(state): State<WebState>,
    signed: Signed,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let found = improvement::recurring(&state.app, moment(params.get("until"))?, &signed.user).await?;
    let one = |held: &Recurring| {
        let growth = &held.growth;
        json!({
            "key": held.key, "words": held.words, "unit": held.unit, "touchpoint": held.touchpoint,
            "cause": held.cause, "problem": held.problem, "cases": held.cases, "grows": held.grows,
            "growth": {
                "ratio": growth.ratio.is_finite().then_some(growth.ratio), "low": growth.low,
                "high": growth.high.is_finite().then_some(growth.high), "p_value": growth.p_value,
                "n": { "before": growth.n.0, "after": growth.n.1 }, "method": growth.method.as_str(),
            },
            "sentences": held.sentences.iter().map(|(case, text)| json!({ "case": case, "text": text }))
                .collect::<Value>(),
        })
    };
    Ok(Json(json!({
        "recurring": found.recurring.iter().map(one).collect::<Value>(), "days": RECURRING_DAYS,
        "until": found.until.to_string(), "cases": found.cases.0, "cases_before": found.cases.1,
        "at_most_among": RECURRING_AMONG,
    })))
}

/// Of what a problem is made.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Made {
    key: String,
    #[serde(default)]
    title: String,
    until: Option<String>,
}

/// `POST /api/v1/problems/recurring`: makes a problem of the `key` of something that recurs, with a `title`, and hangs
/// its cases on it.
pub(crate) async fn make(
    State(state): State<WebState>,
    signed: Signed,
    Json(made): Json<Made>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let until = moment(made.until.as_deref())?;
    let (problem, hung) = improvement::make_problem(&state.app, &made.key, until, &made.title, &signed.user).await?;
    Ok((StatusCode::CREATED, Json(json!({ "problem": problem, "hung": hung }))))
}

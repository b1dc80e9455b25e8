//! Segments.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::segments;
use hamdel_domain::segments::{Segment, SegmentId};

use crate::error::Failure;
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/segments`: each with its condition and how many customers meet it now.
pub(crate) async fn list(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let kept = segments::segments(&state.app).await?;
    let conditions: Vec<String> = kept.iter().map(|held| held.condition.clone()).collect();
    let counted = segments::count(&state.app, &conditions).await?;
    let row = |(held, met): (&Segment, &Result<u64, String>)| {
        json!({
            "segment": held.id, "name": held.name, "condition": held.condition, "retired": held.retired,
            "customers": met.as_ref().ok(), "problem": met.as_ref().err(),
        })
    };
    let rows: Vec<Value> = kept.iter().zip(&counted.met).map(row).collect();
    Ok(Json(json!({ "segments": rows, "all_customers": counted.customers })))
}

/// `GET /api/v1/segments/count`: how many customers meet a `condition`.
pub(crate) async fn count(State(state): State<WebState>, _: Signed, params: Params) -> Result<Json<Value>, Failure> {
    let condition = params.get("condition").unwrap_or_default().to_owned();
    let mut counted = segments::count(&state.app, &[condition]).await?;
    let met = counted.met.pop().unwrap_or_else(|| Err(String::new()));
    let met = met.map_err(|problem| AppError::invalid("condition", problem))?;
    Ok(Json(json!({ "customers": met, "all_customers": counted.customers })))
}

/// A segment as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    name: String,
    condition: String,
    #[serde(default)]
    retired: bool,
}

/// `POST /api/v1/segments`: a `name` and a `condition` (CEL over `traits`, `stage`, `standing`, `interactions`,
/// `value`, `days_since_first`, `days_since_last`, `kinds`).
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Json(written): Json<Written>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let id = segments::add_segment(&state.app, &written.name, &written.condition, &signed.user.actor()).await?;
    Ok((StatusCode::CREATED, Json(json!({ "segment": id }))))
}

/// `PUT /api/v1/segments/{segment}`: the segment as it is to be; `retired` puts it away.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(written): Json<Written>,
) -> Result<StatusCode, Failure> {
    let Written { name, condition, retired } = written;
    let segment = Segment { id: SegmentId(id), name, condition, retired };
    segments::change_segment(&state.app, &segment, &signed.user.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! Sources and keys.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::sources::{self, NewSource, SourceHealth};

use crate::error::Failure;
use crate::params::{Params, SourcePath};
use crate::reader::Signed;
use crate::state::WebState;

/// A source with how it does.
pub(crate) fn health_json(health: &SourceHealth) -> Value {
    let dropped: serde_json::Map<String, Value> =
        health.dropped.iter().map(|tally| (tally.reason.as_str().to_owned(), tally.dropped.into())).collect();
    json!({
        "source_id": health.source.id,
        "name": health.source.name,
        "kind": health.source.kind.as_str(),
        "state": health.state.as_str(),
        "write_key_hint": health.source.write_key_hint,
        "created_at": health.source.created_at.to_string(),
        "accepted": health.accepted,
        "last_received_at": health.last_received_at.map(|at| at.to_string()),
        "dropped_seven_days": dropped,
    })
}

fn made(status: StatusCode, source: &NewSource) -> Response {
    (status, Json(json!({ "source_id": source.id, "name": source.name, "write_key": source.write_key })))
        .into_response()
}

/// `GET /api/v1/sources`.
pub(crate) async fn list(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let all = sources::sources_with_health(&state.app).await?;
    Ok(Json(json!({ "sources": all.iter().map(health_json).collect::<Vec<_>>() })))
}

/// `POST /api/v1/sources` with a `name`: the source and the only sight of its key.
pub(crate) async fn create(State(state): State<WebState>, signed: Signed, body: String) -> Result<Response, Failure> {
    let body: Value =
        serde_json::from_str(&body).map_err(|_| AppError::invalid("body", "is a JSON object with a name"))?;
    let name = body.get("name").and_then(Value::as_str).ok_or_else(|| AppError::invalid("name", "is missing"))?;
    let source = sources::create_source(&state.app, name, &signed.user.actor()).await?;
    Ok(made(StatusCode::CREATED, &source))
}

/// `GET /api/v1/sources/{source}`.
pub(crate) async fn show(
    State(state): State<WebState>,
    _: Signed,
    SourcePath(source): SourcePath,
) -> Result<Json<Value>, Failure> {
    Ok(Json(health_json(&sources::source_health(&state.app, source).await?)))
}

/// `POST /api/v1/sources/{source}/retire`.
pub(crate) async fn retire(
    State(state): State<WebState>,
    signed: Signed,
    SourcePath(source): SourcePath,
) -> Result<Json<Value>, Failure> {
    sources::retire_source(&state.app, source, &signed.user.actor()).await?;
    Ok(Json(json!({ "success": true })))
}

/// `POST /api/v1/sources/{source}/key`: another key and its only sight.
pub(crate) async fn rotate(
    State(state): State<WebState>,
    signed: Signed,
    SourcePath(source): SourcePath,
) -> Result<Response, Failure> {
    let source = sources::rotate_key(&state.app, source, &signed.user.actor()).await?;
    Ok(made(StatusCode::OK, &source))
}

/// `GET /api/v1/sources/{source}/rejected`: a page of what was left out, youngest first; `before`.
pub(crate) async fn rejected(
    State(state): State<WebState>,
    _: Signed,
    SourcePath(source): SourcePath,
    params: Params,
) -> Result<Json<Value>, Failure> {
    sources::source_health(&state.app, source).await?;
    let (events, older) =
        sources::rejected_page(&state.app, source, params.known("before", |before| before.parse().ok())).await?;
    let shown: Vec<Value> = events
        .iter()
        .map(|event| {
            json!({
                "received_at": event.received_at.to_string(),
                "reason": event.reason.as_str(),
                "detail": event.detail,
                "payload": event.payload,
            })
        })
        .collect();
    Ok(Json(json!({ "rejected": shown, "before": older })))
}

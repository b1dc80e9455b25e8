//! Canned answers.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use hamdel_app::canned::{self, KeptCanned};
use hamdel_app::{AppError, cases};
use hamdel_domain::canned::CannedAnswer;
use hamdel_domain::cases::CaseId;

use crate::error::Failure;
use crate::reader::Signed;
use crate::state::WebState;

fn answer(kept: &KeptCanned) -> Value {
    json!({
        "answer": kept.id, "says": kept.answer, "changed_at": kept.changed_at.to_string(), "changed_by": kept.changed_by,
    })
}

/// `GET /api/v1/canned-answers`: those of one's units and of the whole company.
pub(crate) async fn list(State(state): State<WebState>, signed: Signed) -> Result<Json<Value>, Failure> {
    let held = canned::canned_answers(&state.app, &signed.user).await?;
    Ok(Json(json!({ "answers": held.iter().map(answer).collect::<Vec<_>>() })))
}

fn read(body: Value) -> Result<CannedAnswer, AppError> {
    serde_json::from_value(body).map_err(|problem| AppError::invalid("answer", problem.to_string()))
}

/// `POST /api/v1/canned-answers`: `name`, `unit`, `text_fa`, `text_en`.
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Json(body): Json<Value>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let id = canned::add(&state.app, read(body)?, &signed.user).await?;
    Ok((StatusCode::CREATED, Json(json!({ "answer": id }))))
}

/// `PUT /api/v1/canned-answers/{answer}`: what it says from now on.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(body): Json<Value>,
) -> Result<StatusCode, Failure> {
    canned::change(&state.app, id, read(body)?, &signed.user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/canned-answers/{answer}/remove`.
pub(crate) async fn remove(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<StatusCode, Failure> {
    canned::remove(&state.app, id, &signed.user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/v1/cases/{case}/canned-answers`: those for its unit, the nearest first.
pub(crate) async fn for_case(
    State(state): State<WebState>,
    signed: Signed,
    Path(case): Path<i64>,
) -> Result<Json<Value>, Failure> {
    let read = cases::one(&state.app, CaseId(case), &signed.user).await?;
    let held = canned::for_case(&state.app, &read.case).await?;
    Ok(Json(json!({ "answers": held.iter().map(answer).collect::<Vec<_>>() })))
}

/// `GET /api/v1/cases/{case}/canned-answers/{answer}`: its text filled for the case, and the places that stayed empty.
pub(crate) async fn filled(
    State(state): State<WebState>,
    signed: Signed,
    Path((case, id)): Path<(i64, i64)>,
) -> Result<Json<Value>, Failure> {
    let read = cases::one(&state.app, CaseId(case), &signed.user).await?;
    let filled = canned::filled(&state.app, id, &read.case, &signed.user).await?;
    Ok(Json(json!({ "text": filled.text, "missing": filled.missing })))
}

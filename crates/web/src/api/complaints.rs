//! What the company says to who complains, and files of cases, as JSON.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::cases::{self, Attachment, ComplaintWords, Doer};
use hamdel_domain::cases::CaseId;

use crate::error::Failure;
use crate::public::complaints::{Upload, download};
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/complaint-settings`.
pub(crate) async fn words(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    Ok(Json(json!(cases::complaint_words(&state.app).await?)))
}

/// `PUT /api/v1/complaint-settings`: `company_fa`, `company_en`, `other_ways_fa`, `other_ways_en`.
pub(crate) async fn change_words(
    State(state): State<WebState>,
    signed: Signed,
    Json(body): Json<Value>,
) -> Result<StatusCode, Failure> {
    let words: ComplaintWords =
        serde_json::from_value(body).map_err(|problem| AppError::invalid("body", problem.to_string()))?;
    cases::change_complaint_words(&state.app, &words, &signed.user.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/v1/cases/{case}/attachments`: the files of a case.
pub(crate) async fn files(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Json<Value>, Failure> {
    let held = cases::files(&state.app, CaseId(id), &signed.user).await?;
    Ok(Json(json!({ "attachments": held.iter().map(attachment).collect::<Value>() })))
}

/// A file, without its bytes.
pub(super) fn attachment(file: &Attachment) -> Value {
    json!({
        "attachment_id": file.id, "event": file.event, "name": file.name, "media_type": file.media_type,
        "size": file.size, "sha256": file.sha256, "by_customer": file.by_customer, "visible": file.visible,
        "at": file.at.to_string(),
    })
}

/// `POST /api/v1/cases/{case}/attachments`: files of a form (`multipart/form-data`); with `visible` the customer sees
/// them.
pub(crate) async fn attach(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    request: Request,
) -> Result<StatusCode, Failure> {
    let case = cases::one(&state.app, CaseId(id), &signed.user).await?.case;
    let upload = Upload::read(&state, request).await?;
    let visible = upload.fields.iter().any(|(name, _)| name == "visible");
    cases::attach(&state.app, &case, upload.files, visible, &Doer::Staff(&signed.user)).await?;
    Ok(StatusCode::CREATED)
}

/// `GET /care/attachments/{attachment}` and `GET /api/v1/attachments/{attachment}`: a file, as a download.
pub(crate) async fn file(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Response, Failure> {
    let (held, bytes) = cases::file(&state.app, id, &signed.user).await?;
    Ok(download(&held.name, &held.media_type, bytes))
}

//! Doing something with a case; when somebody else was faster, what they did is shown and what was typed stays.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use hamdel_app::cases::{Bulk, NewFile, bulk, desk, do_at_desk};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::cases::{CaseAction, CaseId};

use super::form::read;
use super::item::{Typed, draw};
use super::{PATH, people};
use crate::error::{Failure, message_of};
use crate::params::{CasePath, Params, query};
use crate::public::complaints::Upload;
use crate::reader::Signed;
use crate::state::WebState;

/// `POST /care/cases/{case}`: `do` (see [`super::form::DOINGS`]) with its fields, `revision` of what was read, `seen`
/// the last event that was read, `back`; with a note, a reply or an answer, `files` (`multipart/form-data`).
pub(crate) async fn act(
    State(state): State<WebState>,
    signed: Signed,
    CasePath(id): CasePath,
    request: Request,
) -> Result<Response, Failure> {
    let upload = Upload::read(&state, request).await?;
    let form = Params::of(upload.fields);
    let doing = form.get("do").unwrap_or_default().to_owned();
    match done(&state, &signed, id, &form, upload.files).await {
        Ok(change) => {
            let change = change.map(|number| number.to_string());
            let asked = [("back", form.get("back")), ("changed", change.as_deref()), ("sent", Some(doing.as_str()))];
            Ok(Redirect::to(&format!("{PATH}/cases/{id}{}", query(&asked))).into_response())
        }
        Err(problem) if stays(&problem) => typed_again(&state, &signed, id, &form, &problem).await,
        Err(problem) => Err(problem.into()),
    }
}

/// Whether the page comes back with what was typed.
fn stays(problem: &AppError) -> bool {
    matches!(problem.code(), ErrorCode::ChangedMeanwhile | ErrorCode::CaseProblem | ErrorCode::Invalid)
        || matches!(problem, AppError::NeedsRight(_))
}

/// Does it; gives the change by which it is taken back, where it can be.
async fn done(
    state: &WebState,
    signed: &Signed,
    id: CaseId,
    form: &Params,
    files: Vec<NewFile>,
) -> Result<Option<i64>, AppError> {
    let people = people(state).await.map_err(Failure::into_error)?;
    let action = read(form, signed.user.id, &people)?;
    let revision = form.known("revision", |revision| revision.parse().ok());
    if let CaseAction::Assign { owner, unit, note } = action {
        return give(state, signed, id, revision, Bulk::Assign { owner, unit, note }).await;
    }
    do_at_desk(&state.app, id, revision, &action, files, &signed.user).await?;
    Ok(None)
}

/// Gives a case to somebody in a way that can be taken back.
async fn give(
    state: &WebState,
    signed: &Signed,
    id: CaseId,
    revision: Option<i64>,
    what: Bulk,
) -> Result<Option<i64>, AppError> {
    let done = bulk(&state.app, &[(id, revision)], &what, &signed.user).await?;
    match done.left.into_iter().next() {
        Some((_, problem)) => Err(problem),
        None => Ok(done.change),
    }
}

/// The page again, with what was typed and why it could not be done.
async fn typed_again(
    state: &WebState,
    signed: &Signed,
    id: CaseId,
    form: &Params,
    problem: &AppError,
) -> Result<Response, Failure> {
    let found = desk(&state.app, id, &signed.user).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let meanwhile = matches!(problem, AppError::ChangedMeanwhile);
    let typed = Typed {
        doing: form.get("do").unwrap_or_default().to_owned(),
        fields: form.pairs().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        problem: (!meanwhile).then(|| message_of(texts, problem)),
        field: problem.field().unwrap_or_default(),
        meanwhile,
    };
    let seen = form.known("seen", |seen| seen.parse().ok()).filter(|_| meanwhile);
    let page = draw(state, signed, &found, form, typed, seen).await?;
    let status = match problem.code() {
        ErrorCode::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::Forbidden => StatusCode::FORBIDDEN,
        _ => StatusCode::CONFLICT,
    };
    Ok((status, page).into_response())
}

//! The own account.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::people::{self, Directory};
use hamdel_domain::people::Presence;

use crate::error::Failure;
use crate::pages::account::token_of;
use crate::reader::Signed;
use crate::state::WebState;

/// The own name and language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    name: String,
    /// `fa` or `en`.
    language: String,
}

/// A password, and the one there is where there is one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Passwords {
    #[serde(default)]
    present_password: String,
    password: String,
}

/// Whether one takes work.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chosen {
    presence: Presence,
}

/// `GET /api/v1/account`: oneself and one's sessions.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    headers: HeaderMap,
) -> Result<Json<Value>, Failure> {
    let directory = Directory::of(&state.app).await?;
    let held = directory.person(signed.user.id).ok_or(AppError::SignInNeeded)?;
    let sessions = people::own_sessions(&state.app, &signed.user, token_of(&headers)).await?;
    let session = |one: &people::OwnSession| {
        json!({
            "session": one.name, "client": one.client, "this": one.this, "begun_at": one.created_at.to_string(),
            "last_used_at": one.last_used_at.to_string(),
        })
    };
    Ok(Json(json!({
        "person": held.id, "name": held.name, "email": held.email, "role": held.role, "language": held.language.code(),
        "units": held.parts, "skills": held.skills, "presence": held.presence.presence,
        "has_password": held.has_password, "sessions": sessions.iter().map(session).collect::<Vec<_>>(),
    })))
}

/// `PUT /api/v1/account`: `name` and `language`.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Json(written): Json<Written>,
) -> Result<StatusCode, Failure> {
    let language =
        written.language.parse().map_err(|_| AppError::refused("language", "no-language", &written.language))?;
    people::change_own_account(&state.app, &signed.user, &written.name, language).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/account/password`: `password`, and `present_password` where there is one.
pub(crate) async fn password(
    State(state): State<WebState>,
    signed: Signed,
    headers: HeaderMap,
    Json(typed): Json<Passwords>,
) -> Result<StatusCode, Failure> {
    let token = token_of(&headers);
    people::change_password(&state.app, &signed.user, &typed.present_password, &typed.password, token).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `PUT /api/v1/account/presence`: `presence`, `available`, `away` or `off`.
pub(crate) async fn presence(
    State(state): State<WebState>,
    signed: Signed,
    Json(chosen): Json<Chosen>,
) -> Result<StatusCode, Failure> {
    people::choose_presence(&state.app, &signed.user, chosen.presence).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/account/sessions/end`: every session but this one.
pub(crate) async fn end_others(
    State(state): State<WebState>,
    signed: Signed,
    headers: HeaderMap,
) -> Result<Json<Value>, Failure> {
    let ended = people::end_other_sessions(&state.app, &signed.user, token_of(&headers)).await?;
    Ok(Json(json!({ "ended": ended })))
}

/// `POST /api/v1/account/sessions/{session}/end`.
pub(crate) async fn end(
    State(state): State<WebState>,
    signed: Signed,
    Path(session): Path<String>,
) -> Result<StatusCode, Failure> {
    people::end_session(&state.app, &signed.user, &session).await?;
    Ok(StatusCode::NO_CONTENT)
}

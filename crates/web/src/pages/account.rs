//! The own account: name, language, password, presence, sessions.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::people::{self, Directory};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::people::{Part, Presence};
use hamdel_text::Language;

use super::language::language_cookie;
use crate::error::{Failure, message_of};
use crate::params::{Params, own_address};
use crate::reader::{SESSION_COOKIE, Signed, cookie};
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

/// The page.
#[derive(Serialize)]
pub(crate) struct AccountPage {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: &'static str,
    /// `fa` or `en`.
    pub(crate) language: &'static str,
    pub(crate) presence: &'static str,
    pub(crate) units: Vec<super::people::UnitPart>,
    pub(crate) skills: Vec<String>,
    pub(crate) has_password: bool,
    pub(crate) sessions: Vec<SessionRow>,
    /// What was done just now: `saved`, `password` or `ended`.
    pub(crate) done: Option<&'static str>,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "pages/account/page.html";
}

/// A session of one's own.
#[derive(Serialize)]
pub(crate) struct SessionRow {
    pub(crate) name: String,
    pub(crate) client: Option<String>,
    pub(crate) begun: i64,
    pub(crate) used: i64,
    pub(crate) this: bool,
}

/// The token of the session that asks.
pub(crate) fn token_of(headers: &HeaderMap) -> &str {
    cookie(headers, SESSION_COOKIE).unwrap_or_default()
}

/// `GET /account`.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, Failure> {
    let known = |name: &str| ["saved", "password", "ended"].into_iter().find(|held| *held == name);
    draw(&state, &signed, token_of(&headers), params.known("done", known), None).await
}

/// `POST /account`: `name`, `language`.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let Some(language) = form.known("language", |code| code.parse::<Language>().ok()) else {
        let problem = AppError::refused("language", "no-language", form.get("language").unwrap_or_default());
        return answer(&state, &signed, &headers, "saved", Err(problem)).await;
    };
    let name = form.get("name").unwrap_or_default();
    let made = people::change_own_account(&state.app, &signed.user, name, language).await;
    let mut answer = answer(&state, &signed, &headers, "saved", made).await?;
    if answer.status() == StatusCode::SEE_OTHER
        && let Ok(cookie) = HeaderValue::from_str(&language_cookie(language))
    {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}

/// `POST /account/password`: `present_password`, `password`.
pub(crate) async fn password(
    State(state): State<WebState>,
    signed: Signed,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let typed = |name: &str| fields.iter().find(|(held, _)| held == name).map_or("", |(_, value)| value.as_str());
    let (present, new) = (typed("present_password"), typed("password"));
    let made = people::change_password(&state.app, &signed.user, present, new, token_of(&headers)).await;
    answer(&state, &signed, &headers, "password", made).await
}

/// `POST /account/presence`: `presence`, and `next` where to go on.
pub(crate) async fn presence(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let presence = form.known("presence", Presence::parse);
    let presence = presence
        .ok_or_else(|| AppError::refused("presence", "no-presence", form.get("presence").unwrap_or_default()))?;
    people::choose_presence(&state.app, &signed.user, presence).await?;
    Ok(Redirect::to(own_address(form.get("next"))).into_response())
}

/// `POST /account/sessions/end`: every session but this one.
pub(crate) async fn end_others(
    State(state): State<WebState>,
    signed: Signed,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let made = people::end_other_sessions(&state.app, &signed.user, token_of(&headers)).await.map(|_| ());
    answer(&state, &signed, &headers, "ended", made).await
}

/// `POST /account/sessions/{session}/end`.
pub(crate) async fn end(
    State(state): State<WebState>,
    signed: Signed,
    headers: HeaderMap,
    Path(session): Path<String>,
) -> Result<Response, Failure> {
    let made = people::end_session(&state.app, &signed.user, &session).await;
    answer(&state, &signed, &headers, "ended", made).await
}

async fn answer(
    state: &WebState,
    signed: &Signed,
    headers: &HeaderMap,
    done: &'static str,
    made: Result<(), AppError>,
) -> Result<Response, Failure> {
    match made {
        Ok(()) => Ok(Redirect::to(&format!("/account?done={done}")).into_response()),
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let page = draw(state, signed, token_of(headers), None, Some(problem)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn draw(
    state: &WebState,
    signed: &Signed,
    token: &str,
    done: Option<&'static str>,
    problem: Option<AppError>,
) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let directory = Directory::of(&state.app).await?;
    let person = directory.person(signed.user.id).ok_or(AppError::SignInNeeded)?;
    let sessions = people::own_sessions(&state.app, &signed.user, token).await?.into_iter();
    let page = AccountPage {
        name: person.name.clone(),
        email: person.email.clone(),
        role: person.role.as_str(),
        language: person.language.code(),
        presence: person.presence.presence.as_str(),
        units: person
            .parts
            .iter()
            .map(|(unit, part)| super::people::UnitPart {
                title: texts.title("unit", unit),
                manager: *part == Part::Manager,
            })
            .collect(),
        skills: person.skills.clone(),
        has_password: person.has_password,
        sessions: sessions
            .map(|held| SessionRow {
                name: held.name,
                client: held.client,
                begun: held.created_at.micros(),
                used: held.last_used_at.micros(),
                this: held.this,
            })
            .collect(),
        done,
        field: problem.as_ref().and_then(AppError::field).unwrap_or_default(),
        problem: problem.map(|problem| message_of(texts, &problem)),
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Settings), &page)
}

//! One person: role, units and skills, barring and letting in.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::accounts::UserId;
use hamdel_app::people::{self, Directory, Person, TeamChange};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::people::Presence;
use hamdel_domain::rights::Right;

use super::form::{fields_of, form_of, person_of, skills_of};
use super::{Link, PersonForm, PersonRow, row, sign_in_address};
use crate::error::{Failure, message_of};
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

/// The page.
#[derive(Serialize)]
pub(crate) struct PersonPage {
    pub(crate) person: PersonRow,
    pub(crate) barred_at: Option<i64>,
    pub(crate) since: i64,
    pub(crate) has_password: bool,
    pub(crate) language: &'static str,
    pub(crate) employee: Option<String>,
    /// Whether the reader may change skills and presence here.
    pub(crate) may_team: bool,
    pub(crate) form: PersonForm,
    /// A link that was made just now.
    pub(crate) link: Option<Link>,
    pub(crate) saved: bool,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for PersonPage {
    const TEMPLATE: &'static str = "pages/people/person.html";
}

/// `GET /settings/people/{person}`.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    let drawn = Drawn { saved: params.get("saved").is_some(), ..Drawn::default() };
    draw(&state, &signed, UserId(id), drawn).await
}

/// `POST /settings/people/{person}`: the fields of a person.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let made = match person_of(&form) {
        Ok(change) => people::change_person(&state.app, UserId(id), change, &signed.user.actor()).await,
        Err(problem) => Err(problem),
    };
    answer(&state, &signed, UserId(id), Some(form), made).await
}

/// `POST /settings/people/{person}/team`: `skills`, `presence`.
pub(crate) async fn team(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let change = TeamChange {
        skills: form.has("skills").then(|| skills_of(form.get("skills").unwrap_or_default())),
        presence: form.known("presence", Presence::parse),
    };
    let made = people::change_team(&state.app, UserId(id), change, &signed.scope, &signed.user.actor()).await;
    answer(&state, &signed, UserId(id), None, made).await
}

/// `POST /settings/people/{person}/bar`: `barred` where they are to be.
pub(crate) async fn bar(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let barred = Params::of(fields).get("barred").is_some();
    let made = people::bar_person(&state.app, UserId(id), barred, &signed.user.actor()).await;
    answer(&state, &signed, UserId(id), None, made).await
}

/// `POST /settings/people/{person}/link`: a link that signs them in once, seen once.
pub(crate) async fn link(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let token = people::new_link(&state.app, UserId(id), &signed.user.actor()).await?;
    let address = sign_in_address(&headers, &token);
    let drawn = Drawn { link: Some(address), ..Drawn::default() };
    draw(&state, &signed, UserId(id), drawn).await
}

async fn answer(
    state: &WebState,
    signed: &Signed,
    id: UserId,
    form: Option<Params>,
    made: Result<(), AppError>,
) -> Result<Response, Failure> {
    match made {
        Ok(()) => Ok(Redirect::to(&format!("/settings/people/{id}?saved=1")).into_response()),
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let page = draw(state, signed, id, Drawn { form, problem: Some(problem), ..Drawn::default() }).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// What the page is drawn with.
#[derive(Default)]
struct Drawn {
    form: Option<Params>,
    link: Option<String>,
    saved: bool,
    problem: Option<AppError>,
}

async fn draw(state: &WebState, signed: &Signed, id: UserId, drawn: Drawn) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let directory = Directory::of(&state.app).await?;
    let reach = |right| signed.user.scope(right);
    let held_by = |right| directory.within(&reach(right)).any(|held| held.id == id);
    let person: &Person =
        directory.person(id).filter(|_| held_by(Right::ReadPeople)).ok_or(AppError::NotFound("person"))?;
    let fields = drawn.form.unwrap_or_else(|| fields_of(person));
    let page = PersonPage {
        person: row(texts, person),
        barred_at: person.barred_at.map(|at| at.micros()),
        since: person.created_at.micros(),
        has_password: person.has_password,
        language: person.language.code(),
        employee: person.employee.clone(),
        may_team: held_by(Right::ManageTeams),
        form: form_of(texts, &directory, &fields, person.role),
        link: drawn.link.map(|address| Link { name: person.name.clone(), address, days: 1 }),
        saved: drawn.saved,
        field: drawn.problem.as_ref().and_then(AppError::field).unwrap_or_default(),
        problem: drawn.problem.map(|problem| message_of(texts, &problem)),
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Settings), &page)
}

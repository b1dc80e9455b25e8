//! Employees: how people answer cases, each drawn towards all, and what is noted for the work with them.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::employees::{self, EmployeeFigures, Employees, MINIMUM};
use hamdel_app::pulse::Period;
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::people::UserId;
use hamdel_stats::interval::Estimate;
use hamdel_text::format;

use super::care::{self, ShareView, Way};
use super::reports::duration;
use crate::error::{Failure, message_of};
use crate::navigation::{self, Tab};
use crate::params::{Params, query};
use crate::reader::Signed;
use crate::shell::{self, Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// Where the page is.
const PATH: &str = "/care/employees";

/// The page.
#[derive(Serialize)]
pub(crate) struct EmployeesPage {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) periods: Vec<Way>,
    pub(crate) period: &'static str,
    pub(crate) people: Vec<PersonView>,
    pub(crate) minimum: u64,
    /// The share of all that was solved on time.
    pub(crate) on_time: Option<String>,
    /// Whether people differ in it by more than chance; none where fewer than two have enough cases to be seen.
    pub(crate) differ: Option<bool>,
    pub(crate) from: i64,
}

impl Page for EmployeesPage {
    const TEMPLATE: &'static str = "pages/employees/page.html";
}

/// A person in the list.
#[derive(Serialize)]
pub(crate) struct PersonView {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) answered: u64,
    pub(crate) on_time: Option<ShareView>,
    pub(crate) content: Option<ShareView>,
    pub(crate) hours: Option<ShareView>,
}

/// The page of notes on somebody.
#[derive(Serialize)]
pub(crate) struct NotesPage {
    pub(crate) user: i64,
    pub(crate) name: String,
    pub(crate) notes: Vec<NoteView>,
    pub(crate) text: String,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for NotesPage {
    const TEMPLATE: &'static str = "pages/employees/notes.html";
}

/// A note.
#[derive(Serialize)]
pub(crate) struct NoteView {
    pub(crate) at: i64,
    pub(crate) by: String,
    pub(crate) text: String,
}

/// `GET /care/employees`: `period`.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let period = period_of(&params);
    let found = employees::employees(&state.app, period, &signed.user).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    shell::show(&state, &signed.reader, Area::Care, &page(texts, period, &found))
}

/// The period that an address asks for.
pub(crate) fn period_of(params: &Params) -> Period {
    params.known("period", Period::parse).unwrap_or(Period::Quarter)
}

fn page(texts: &Texts, period: Period, found: &Employees) -> EmployeesPage {
    let are_compared = found.people.iter().filter(|held| held.on_time.is_some()).count() > 1;
    EmployeesPage {
        tabs: navigation::tabs(Area::Care, "employees", ""),
        periods: care::periods(period, |period| format!("{PATH}{}", query(&[("period", Some(period.as_str()))]))),
        period: period.as_str(),
        people: found.people.iter().map(|held| person(texts, held)).collect(),
        minimum: MINIMUM,
        on_time: found.on_time.map(|(share, _)| format::percent(texts.language(), share, 0)),
        differ: found.on_time.map(|(_, differ)| differ).filter(|_| are_compared),
        from: found.from.micros(),
    }
}

fn person(texts: &Texts, held: &EmployeeFigures) -> PersonView {
    let share = |estimate: &Option<Estimate>| estimate.as_ref().map(|held| ShareView::of(texts, held));
    let hours = |estimate: &Estimate| ShareView {
        value: duration(texts, estimate.value),
        low: duration(texts, estimate.low),
        high: duration(texts, estimate.high),
        n: estimate.n,
    };
    PersonView {
        href: format!("{PATH}/{}/notes", held.user),
        name: held.name.clone(),
        answered: held.answered,
        on_time: share(&held.on_time),
        content: share(&held.content),
        hours: held.hours.as_ref().map(hours),
    }
}

/// `GET /care/employees/{user}/notes`: the coaching notes on somebody, for themselves and for those who write them.
pub(crate) async fn notes(
    State(state): State<WebState>,
    signed: Signed,
    Path(user): Path<i64>,
) -> Result<Response, Failure> {
    let page = notes_page(&state, &signed, UserId(user), String::new(), None).await?;
    shell::show(&state, &signed.reader, Area::Care, &page)
}

/// `POST /care/employees/{user}/notes`: `text`.
pub(crate) async fn write(
    State(state): State<WebState>,
    signed: Signed,
    Path(user): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let text = Params::of(fields).get("text").unwrap_or_default().to_owned();
    match employees::write_note(&state.app, UserId(user), &text, &signed.user).await {
        Ok(()) => Ok(Redirect::to(&format!("{PATH}/{user}/notes")).into_response()),
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let page = notes_page(&state, &signed, UserId(user), text, Some(problem)).await?;
            let shell = Shell::new(&state, &signed.reader, Area::Care);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, show_in(&state, &shell, &page)?).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn notes_page(
    state: &WebState,
    signed: &Signed,
    user: UserId,
    text: String,
    problem: Option<AppError>,
) -> Result<NotesPage, Failure> {
    let (name, notes) = employees::notes(&state.app, user, &signed.user).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let notes = notes.into_iter().map(|note| NoteView { at: note.at.micros(), by: note.by, text: note.text });
    Ok(NotesPage {
        user: user.0,
        name,
        notes: notes.collect(),
        text,
        field: problem.as_ref().and_then(AppError::field).unwrap_or_default(),
        problem: problem.map(|problem| message_of(texts, &problem)),
    })
}

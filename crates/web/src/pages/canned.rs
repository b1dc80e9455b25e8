//! Settings: what is written to customers again and again.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::canned::{self, KeptCanned};
use hamdel_app::people::Directory;
use hamdel_app::{AppError, ErrorCode, cases};
use hamdel_domain::canned::{CannedAnswer, Placeholder};
use hamdel_domain::cases::CaseId;
use hamdel_domain::rights::Right;

use crate::error::{Failure, message_of};
use crate::pages::routing::{UnitChoice, unit_choices};
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

/// Where the page is.
const PATH: &str = "/settings/canned-answers";

/// The page.
#[derive(Serialize)]
pub(crate) struct CannedPage {
    pub(crate) answers: Vec<CannedRow>,
    /// Whether the reader may write any.
    pub(crate) may: bool,
    pub(crate) form: CannedForm,
    /// Places that a text may have, by name.
    pub(crate) places: Vec<&'static str>,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for CannedPage {
    const TEMPLATE: &'static str = "pages/canned/page.html";
}

/// A canned answer in the list.
#[derive(Serialize)]
pub(crate) struct CannedRow {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) unit: Option<String>,
    /// Its beginning in the reader's language.
    pub(crate) text: String,
    pub(crate) persian: bool,
    pub(crate) english: bool,
    /// Whether the reader may change it.
    pub(crate) own: bool,
}

/// The form.
#[derive(Serialize)]
pub(crate) struct CannedForm {
    /// The one that is changed.
    pub(crate) id: Option<i64>,
    pub(crate) name: String,
    pub(crate) units: Vec<UnitChoice>,
    /// Whether it may be the whole company's.
    pub(crate) everybody: bool,
    pub(crate) text_fa: String,
    pub(crate) text_en: String,
}

/// A canned answer that may be put into a reply.
#[derive(Serialize)]
pub(crate) struct CannedChoice {
    pub(crate) id: i64,
    pub(crate) name: String,
}

/// The choice of canned answers for a reply, which the page of a case puts beside its field.
#[derive(Serialize)]
pub(crate) struct CannedPart {
    pub(crate) case: i64,
    pub(crate) answers: Vec<CannedChoice>,
    /// The id of the field they are put into.
    pub(crate) into: String,
}

impl Page for CannedPart {
    const TEMPLATE: &'static str = "pages/canned/part.html";
}

/// `GET /care/cases/{case}/canned-answers`: `into` the id of the field they are put into.
pub(crate) async fn part(
    State(state): State<WebState>,
    signed: Signed,
    Path(case): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    let read = cases::one(&state.app, CaseId(case), &signed.user).await?;
    let held = canned::for_case(&state.app, &read.case).await?;
    let into: String = params.get("into").unwrap_or("reply-text").chars().filter(|c| is_of_id(*c)).collect();
    let answers = held.into_iter().map(|one| CannedChoice { id: one.id, name: one.answer.name }).collect();
    let part = CannedPart { case, answers, into };
    show_in(&state, &Shell::new(&state, &signed.reader, Area::Care), &part)
}

fn is_of_id(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '-'
}

/// `GET /settings/canned-answers`: `answer` to change one.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let chosen = params.known("answer", |number| number.parse::<i64>().ok());
    let held = canned::canned_answers(&state.app, &signed.user).await?;
    let found = held.iter().find(|one| Some(one.id) == chosen);
    let drawn = Drawn {
        id: found.map(|one| one.id),
        answer: found.map(|one| one.answer.clone()).unwrap_or_default(),
        problem: None,
    };
    draw(&state, &signed, held, drawn).await
}

/// `POST /settings/canned-answers`: `name`, `unit`, `text_fa`, `text_en`.
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let answer = read(&Params::of(fields));
    let made = canned::add(&state.app, answer.clone(), &signed.user).await.map(|_| ());
    done(&state, &signed, None, answer, made).await
}

/// `POST /settings/canned-answers/{answer}`: the same fields, or `do` with `remove`.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    if form.get("do") == Some("remove") {
        canned::remove(&state.app, id, &signed.user).await?;
        return Ok(Redirect::to(PATH).into_response());
    }
    let answer = read(&form);
    let made = canned::change(&state.app, id, answer.clone(), &signed.user).await;
    done(&state, &signed, Some(id), answer, made).await
}

fn read(form: &Params) -> CannedAnswer {
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    CannedAnswer {
        name: text("name"),
        unit: form.get("unit").map(str::to_owned),
        text_fa: text("text_fa"),
        text_en: text("text_en"),
    }
}

async fn done(
    state: &WebState,
    signed: &Signed,
    id: Option<i64>,
    answer: CannedAnswer,
    made: Result<(), AppError>,
) -> Result<Response, Failure> {
    match made {
        Ok(()) => Ok(Redirect::to(PATH).into_response()),
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let held = canned::canned_answers(&state.app, &signed.user).await?;
            let page = draw(state, signed, held, Drawn { id, answer, problem: Some(problem) }).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// What the page is drawn with.
struct Drawn {
    id: Option<i64>,
    answer: CannedAnswer,
    problem: Option<AppError>,
}

async fn draw(state: &WebState, signed: &Signed, held: Vec<KeptCanned>, drawn: Drawn) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let scope = signed.user.scope(Right::EditCannedAnswers);
    let directory = Directory::of(&state.app).await?;
    let mut units = unit_choices(state, signed, &directory, drawn.answer.unit.as_deref());
    units.retain(|unit| scope.holds_unit(Some(&unit.name)));
    let row = |one: &KeptCanned| CannedRow {
        id: one.id,
        name: one.answer.name.clone(),
        unit: one.answer.unit.clone(),
        text: one.answer.text(signed.reader.language.code()).chars().take(BEGINNING).collect(),
        persian: !one.answer.text_fa.trim().is_empty(),
        english: !one.answer.text_en.trim().is_empty(),
        own: scope.holds_unit(one.answer.unit.as_deref()),
    };
    let page = CannedPage {
        answers: held.iter().map(row).collect(),
        may: scope.holds_unit(None) || !units.is_empty(),
        form: CannedForm {
            id: drawn.id,
            name: drawn.answer.name,
            units,
            everybody: scope.holds_unit(None),
            text_fa: drawn.answer.text_fa,
            text_en: drawn.answer.text_en,
        },
        places: Placeholder::ALL.map(Placeholder::as_str).into(),
        field: drawn.problem.as_ref().and_then(AppError::field).unwrap_or_default(),
        problem: drawn.problem.map(|problem| message_of(texts, &problem)),
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Settings), &page)
}

/// Characters of a text that its row shows.
const BEGINNING: usize = 160;

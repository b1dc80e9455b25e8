//! Problems: what many cases hang on, why, and whether it grows.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::causes::cause_tree;
use hamdel_app::improvement::{self, ProblemChange, ProblemSeen};
use hamdel_app::people::Directory;
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::improvement::{MOST_WHYS, Problem, ProblemState};
use hamdel_domain::rights::Right;

use super::{named_options, owner_of, people_options, revision_of};
use crate::error::{Failure, message_of};
use crate::navigation::{self, Tab};
use crate::pages::care::Choice;
use crate::pages::causes::behind::CaseRow;
use crate::pages::tree::options;
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

/// Where the page is.
const PATH: &str = "/care/problems";

/// The page.
#[derive(Serialize)]
pub(crate) struct ProblemsPage {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) rows: Vec<ProblemRow>,
    pub(crate) open: usize,
    pub(crate) growing: usize,
    /// Cases that hang on open problems.
    pub(crate) hanging: u64,
    pub(crate) form: ProblemForm,
    /// Cases of the problem that is shown.
    pub(crate) cases: Vec<CaseRow>,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for ProblemsPage {
    const TEMPLATE: &'static str = "pages/improvement/problems.html";
}

/// A problem in the list.
#[derive(Serialize)]
pub(crate) struct ProblemRow {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) state: &'static str,
    pub(crate) cases: u64,
    /// Of the last thirty days, and of the thirty before.
    pub(crate) now: u64,
    pub(crate) before: u64,
    pub(crate) grows: bool,
    pub(crate) cause: Option<String>,
    pub(crate) unit: Option<String>,
}

/// The form of a problem.
#[derive(Serialize)]
pub(crate) struct ProblemForm {
    /// The problem that is changed.
    pub(crate) id: Option<i64>,
    pub(crate) action: String,
    pub(crate) revision: i64,
    pub(crate) title: String,
    pub(crate) states: Vec<Choice>,
    pub(crate) causes: Vec<Choice>,
    pub(crate) units: Vec<Choice>,
    pub(crate) people: Vec<Choice>,
    /// Five of them, empty ones too.
    pub(crate) whys: Vec<String>,
}

/// `GET /care/problems`: `problem` to see and change one; `cause` for a new one.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let seen = improvement::problems(&state.app).await?;
    let chosen: Option<i64> = params.known("problem", |number| number.parse().ok());
    let held = seen.iter().map(|seen| &seen.problem).find(|problem| Some(problem.id) == chosen);
    let new = || params.get("cause").map(|cause| ("cause".to_owned(), cause.to_owned())).into_iter().collect();
    let fields = held.map_or_else(new, fields_of);
    let drawn = Drawn { seen: &seen, id: held.map(|problem| problem.id), form: &Params::of(fields), problem: None };
    draw(&state, &signed, drawn).await
}

/// `POST /care/problems`: a new one, by the fields of the form.
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let made = match read(&form) {
        Ok(change) => improvement::add_problem(&state.app, &change, &signed.user).await,
        Err(problem) => Err(problem),
    };
    answer(&state, &signed, &form, None, made).await
}

/// `POST /care/problems/{problem}`: the problem as the form has it, `revision` the one that was read.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let made = match read(&form) {
        Ok(change) => {
            improvement::change_problem(&state.app, id, revision_of(&form), &change, &signed.user).await.map(|()| id)
        }
        Err(problem) => Err(problem),
    };
    answer(&state, &signed, &form, Some(id), made).await
}

/// `POST /care/problems/{problem}/cases`: hangs the case of a `reference` on it.
pub(crate) async fn hang(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let reference = Params::of(fields).get("reference").unwrap_or_default().to_owned();
    let held = improvement::problems(&state.app).await?;
    let held = held.iter().find(|seen| seen.problem.id == id).ok_or(AppError::NotFound("problem"))?;
    let form = Params::of(fields_of(&held.problem));
    let made = improvement::hang(&state.app, id, &reference, &signed.user).await.map(|()| id);
    answer(&state, &signed, &form, Some(id), made).await
}

async fn answer(
    state: &WebState,
    signed: &Signed,
    form: &Params,
    id: Option<i64>,
    made: Result<i64, AppError>,
) -> Result<Response, Failure> {
    match made {
        Ok(id) => Ok(Redirect::to(&format!("{PATH}?problem={id}#problem")).into_response()),
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let seen = improvement::problems(&state.app).await?;
            let drawn = Drawn { seen: &seen, id, form, problem: Some(problem) };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(state, signed, drawn).await?).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

fn read(form: &Params) -> Result<ProblemChange, AppError> {
    let text = |name: &str| form.get(name).map(str::to_owned);
    let whys = form.pairs().filter(|(name, _)| *name == "why").map(|(_, value)| value.to_owned());
    Ok(ProblemChange {
        title: text("title").unwrap_or_default(),
        cause: text("cause"),
        unit: text("unit"),
        whys: whys.collect(),
        state: form.known("state", ProblemState::parse).unwrap_or(ProblemState::Open),
        owner: owner_of(form)?,
    })
}

fn fields_of(problem: &Problem) -> Vec<(String, String)> {
    let mut fields = vec![
        ("title", problem.title.clone()),
        ("state", problem.state.as_str().to_owned()),
        ("revision", problem.revision.to_string()),
    ];
    fields.extend(problem.cause.clone().map(|cause| ("cause", cause)));
    fields.extend(problem.unit.clone().map(|unit| ("unit", unit)));
    fields.extend(problem.owner.map(|owner| ("owner", owner.to_string())));
    fields.extend(problem.whys.iter().map(|why| ("why", why.clone())));
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What the page is drawn with.
struct Drawn<'a> {
    seen: &'a [ProblemSeen],
    id: Option<i64>,
    form: &'a Params,
    problem: Option<AppError>,
}

async fn draw(state: &WebState, signed: &Signed, drawn: Drawn<'_>) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let directory = Directory::of(&state.app).await?;
    let tree = cause_tree(&state.app).await?;
    let cases = match drawn.id.filter(|_| signed.user.may(Right::ReadCases)) {
        Some(id) => improvement::cases_of_problem(&state.app, id, &signed.user).await?,
        None => Vec::new(),
    };
    let form = drawn.form;
    let mut whys: Vec<String> =
        form.pairs().filter(|(name, _)| *name == "why").map(|(_, why)| why.to_owned()).collect();
    whys.resize(MOST_WHYS, String::new());
    let states: Vec<&'static str> = ProblemState::ALL.iter().map(|state| state.as_str()).collect();
    let row = |seen: &ProblemSeen| ProblemRow {
        href: format!("{PATH}?problem={}#problem", seen.problem.id),
        title: seen.problem.title.clone(),
        state: seen.problem.state.as_str(),
        cases: seen.cases,
        now: seen.growth.n.1,
        before: seen.growth.n.0,
        grows: seen.grows(),
        cause: seen.problem.cause.as_ref().map(|cause| texts.title("cause", cause)),
        unit: seen.problem.unit.as_ref().map(|unit| texts.title("unit", unit)),
    };
    let open = || drawn.seen.iter().filter(|seen| seen.problem.state == ProblemState::Open);
    let page = ProblemsPage {
        tabs: navigation::tabs(Area::Care, "problems", ""),
        rows: drawn.seen.iter().map(row).collect(),
        open: open().count(),
        growing: open().filter(|seen| seen.grows()).count(),
        hanging: open().map(|seen| seen.cases).sum(),
        form: ProblemForm {
            id: drawn.id,
            action: drawn.id.map_or_else(|| PATH.to_owned(), |id| format!("{PATH}/{id}")),
            revision: revision_of(form),
            title: form.get("title").unwrap_or_default().to_owned(),
            states: named_options(texts, "problem-state", &states, form.get("state").unwrap_or("open")),
            causes: options(texts, "cause", &tree, form.get("cause")),
            units: options(texts, "unit", directory.tree(), form.get("unit")),
            people: people_options(&directory, form.get("owner")),
            whys,
        },
        cases: cases.iter().map(|held| CaseRow::of(texts, held)).collect(),
        field: drawn.problem.as_ref().and_then(AppError::field).unwrap_or_default(),
        problem: drawn.problem.map(|problem| message_of(texts, &problem)),
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Care), &page)
}

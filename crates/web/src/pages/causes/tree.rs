//! The tree of causes: what there is, and the form that changes it.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::causes::{self, CauseChange, cause_tree};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::causes::{Cause, CauseTree};

use crate::error::{Failure, message_of};
use crate::pages::care::Choice;
use crate::params::{Params, encoded, query};
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// Where the page is.
const PATH: &str = "/care/causes/tree";

/// The page.
#[derive(Serialize)]
pub(crate) struct CauseTreePage {
    pub(crate) causes: Vec<CauseRow>,
    /// How many a case can be given.
    pub(crate) in_use: usize,
    /// Whether it is the ready tree, which nobody has changed.
    pub(crate) ready: bool,
    pub(crate) form: CauseForm,
    /// What was done just now, to be taken back.
    pub(crate) done: Option<i64>,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for CauseTreePage {
    const TEMPLATE: &'static str = "pages/causes/tree.html";
}

/// A cause in the tree.
#[derive(Serialize)]
pub(crate) struct CauseRow {
    pub(crate) name: String,
    pub(crate) title: String,
    /// How many are above it; more than five are drawn as five.
    pub(crate) depth: usize,
    pub(crate) href: String,
    pub(crate) cases_href: String,
    pub(crate) archived: bool,
}

/// The form of a cause.
#[derive(Serialize)]
pub(crate) struct CauseForm {
    /// The cause that is changed, by its title; `None` for a new one.
    pub(crate) cause: Option<String>,
    /// Where it is sent to.
    pub(crate) action: String,
    pub(crate) archived: bool,
    pub(crate) title_fa: String,
    pub(crate) title_en: String,
    pub(crate) parents: Vec<Choice>,
}

/// `GET /care/causes/tree`: `cause` to change one, `done` the entry of the audit log that can be taken back.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let tree = cause_tree(&state.app).await?;
    let chosen = params.get("cause").and_then(|name| tree.get(name)).cloned();
    let fields = chosen.as_ref().map(fields_of).unwrap_or_default();
    let done = params.known("done", |number| number.parse().ok());
    draw(&state, &signed, Drawn { cause: chosen.as_ref(), form: &Params::of(fields), done, problem: None }).await
}

/// `POST /care/causes/tree`: `title_fa`, `title_en`, `parent`.
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let made = causes::add_cause(&state.app, &change_of(&form), &signed.user.actor()).await;
    answer(&state, &signed, &form, None, made.map(|(_, entry)| entry)).await
}

/// `POST /care/causes/tree/{cause}`: `title_fa`, `title_en`, `parent`.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(cause): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let made = causes::change_cause(&state.app, &cause, &change_of(&form), &signed.user.actor()).await;
    answer(&state, &signed, &form, Some(&cause), made).await
}

/// `POST /care/causes/tree/{cause}/archive`: `archived` where it is to be.
pub(crate) async fn archive(
    State(state): State<WebState>,
    signed: Signed,
    Path(cause): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let archived = Params::of(fields).get("archived").is_some();
    let made = causes::archive_cause(&state.app, &cause, archived, &signed.user.actor()).await;
    let fields = cause_tree(&state.app).await?.get(&cause).map(fields_of).unwrap_or_default();
    answer(&state, &signed, &Params::of(fields), Some(&cause), made).await
}

/// `POST /care/causes/tree/undo`: `entry` of the audit log, which tells what is taken back.
pub(crate) async fn undo(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let entry = Params::of(fields).known("entry", |number| number.parse().ok()).ok_or(AppError::NotFound("change"))?;
    let made = causes::undo_cause(&state.app, entry, &signed.user.actor()).await;
    answer(&state, &signed, &Params::of(Vec::new()), None, made).await
}

async fn answer(
    state: &WebState,
    signed: &Signed,
    form: &Params,
    cause: Option<&str>,
    made: Result<i64, AppError>,
) -> Result<Response, Failure> {
    match made {
        Ok(entry) => {
            let address = format!("{PATH}{}", query(&[("done", Some(&entry.to_string()))]));
            Ok(Redirect::to(&address).into_response())
        }
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let held = match cause {
                Some(name) => cause_tree(&state.app).await?.get(name).cloned(),
                None => None,
            };
            let drawn = Drawn { cause: held.as_ref(), form, done: None, problem: Some(problem) };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(state, signed, drawn).await?).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

fn change_of(form: &Params) -> CauseChange {
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    CauseChange {
        title_fa: text("title_fa"),
        title_en: text("title_en"),
        parent: form.get("parent").map(str::to_owned),
    }
}

fn fields_of(cause: &Cause) -> Vec<(String, String)> {
    let mut fields = vec![("title_fa", cause.title_fa.clone()), ("title_en", cause.title_en.clone())];
    fields.extend(cause.parent.clone().map(|parent| ("parent", parent)));
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What the page is drawn with.
struct Drawn<'a> {
    cause: Option<&'a Cause>,
    form: &'a Params,
    done: Option<i64>,
    problem: Option<AppError>,
}

async fn draw(state: &WebState, signed: &Signed, drawn: Drawn<'_>) -> Result<Response, Failure> {
    let tree = cause_tree(&state.app).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let row = |(depth, cause): (usize, &Cause)| CauseRow {
        name: cause.name.clone(),
        title: texts.title("cause", &cause.name),
        depth: depth.min(5),
        href: format!("{PATH}?cause={}#cause", encoded(&cause.name)),
        cases_href: format!("/care/causes/cases{}", query(&[("period", Some("12m")), ("cause", Some(&cause.name))])),
        archived: cause.archived_at.is_some(),
    };
    let page = CauseTreePage {
        causes: tree.in_order().into_iter().map(row).collect(),
        in_use: tree.nodes().filter(|cause| cause.archived_at.is_none()).count(),
        ready: !causes::are_own(&state.app).await?,
        form: form_of(texts, &tree, &drawn),
        done: drawn.done,
        field: drawn.problem.as_ref().and_then(AppError::field).unwrap_or_default(),
        problem: drawn.problem.map(|problem| message_of(texts, &problem)),
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Care), &page)
}

fn form_of(texts: &Texts, tree: &CauseTree, drawn: &Drawn<'_>) -> CauseForm {
    let text = |name: &str| drawn.form.get(name).unwrap_or_default().to_owned();
    let own = drawn.cause.map(|cause| tree.with_all_below([cause.name.as_str()])).unwrap_or_default();
    let parents = tree.in_order().into_iter().filter(|(_, cause)| {
        !own.contains(&cause.name)
            && (cause.archived_at.is_none() || drawn.form.get("parent") == Some(cause.name.as_str()))
    });
    let parent = |(depth, cause): (usize, &Cause)| Choice {
        value: cause.name.clone(),
        name: texts.title("cause", &cause.name),
        chosen: drawn.form.get("parent") == Some(cause.name.as_str()),
        depth,
    };
    CauseForm {
        cause: drawn.cause.map(|cause| texts.title("cause", &cause.name)),
        action: drawn.cause.map_or_else(|| PATH.to_owned(), |cause| format!("{PATH}/{}", encoded(&cause.name))),
        archived: drawn.cause.is_some_and(|cause| cause.archived_at.is_some()),
        title_fa: text("title_fa"),
        title_en: text("title_en"),
        parents: parents.map(parent).collect(),
    }
}

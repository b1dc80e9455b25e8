//! The tree of causes: what there is, and the form that changes it.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use hamdel_app::causes::{self, CauseChange, cause_tree};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::causes::Cause;

use crate::error::{Failure, message_of};
use crate::pages::tree::{Drawn, NodeForm, TreePage, drawn_depth, entry_of, fields_of};
use crate::params::{Params, query};
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

const PAGE: TreePage = TreePage { family: "cause", path: "/care/causes/tree" };

/// The page.
#[derive(Serialize)]
pub(crate) struct CauseTreePage {
    pub(crate) causes: Vec<CauseRow>,
    /// How many a case can be given.
    pub(crate) in_use: usize,
    /// Whether it is the ready tree, which nobody has changed.
    pub(crate) ready: bool,
    pub(crate) form: NodeForm,
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
    /// How far from the edge it is drawn.
    pub(crate) depth: usize,
    pub(crate) href: String,
    pub(crate) cases_href: String,
    pub(crate) archived: bool,
}

/// `GET /care/causes/tree`: `cause` to change one, `done` the entry of the audit log that can be taken back.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let tree = cause_tree(&state.app).await?;
    let chosen = params.get("cause").and_then(|name| tree.get(name)).cloned();
    let done = params.known("done", |number| number.parse().ok());
    let form = fields_of(chosen.as_ref());
    draw(&state, &signed, Drawn { node: chosen.as_ref(), form: &form, done, problem: None }).await
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
    let form = fields_of(cause_tree(&state.app).await?.get(&cause));
    answer(&state, &signed, &form, Some(&cause), made).await
}

/// `POST /care/causes/tree/undo`: `entry` of the audit log, which tells what is taken back.
pub(crate) async fn undo(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let entry = entry_of(&Params::of(fields))?;
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
        Ok(entry) => Ok(PAGE.done(entry)),
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let held = match cause {
                Some(name) => cause_tree(&state.app).await?.get(name).cloned(),
                None => None,
            };
            let drawn = Drawn { node: held.as_ref(), form, done: None, problem: Some(problem) };
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

async fn draw(state: &WebState, signed: &Signed, drawn: Drawn<'_, Cause>) -> Result<Response, Failure> {
    let tree = cause_tree(&state.app).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let row = |(depth, cause): (usize, &Cause)| CauseRow {
        name: cause.name.clone(),
        title: texts.title("cause", &cause.name),
        depth: drawn_depth(depth),
        href: PAGE.href(&cause.name),
        cases_href: format!("/care/causes/cases{}", query(&[("period", Some("12m")), ("cause", Some(&cause.name))])),
        archived: cause.archived_at.is_some(),
    };
    let page = CauseTreePage {
        causes: tree.in_order().into_iter().map(row).collect(),
        in_use: tree.nodes().filter(|cause| cause.archived_at.is_none()).count(),
        ready: !causes::are_own(&state.app).await?,
        form: PAGE.form(texts, &tree, &drawn),
        done: drawn.done,
        field: drawn.problem.as_ref().and_then(AppError::field).unwrap_or_default(),
        problem: drawn.problem.map(|problem| message_of(texts, &problem)),
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Care), &page)
}

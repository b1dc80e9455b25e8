//! Settings: the units of the company as a tree, and who answers for each.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use hamdel_app::people::{self, Directory, UnitChange};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::people::Part;
use hamdel_domain::rights::Right;
use hamdel_domain::units::Unit;

use crate::error::{Failure, message_of};
use crate::pages::tree::{Drawn, NodeForm, TreePage, drawn_depth, entry_of, fields_of};
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

const PAGE: TreePage = TreePage { family: "unit", path: "/settings/units" };

/// The page.
#[derive(Serialize)]
pub(crate) struct UnitsPage {
    pub(crate) units: Vec<UnitRow>,
    /// Units in use that nobody answers for, they or those above them.
    pub(crate) without: usize,
    /// How many are in use.
    pub(crate) in_use: usize,
    pub(crate) form: NodeForm,
    /// The name in interactions: what was typed for a new one, and what one has that is changed.
    pub(crate) name: String,
    /// What was done just now, to be taken back.
    pub(crate) done: Option<i64>,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for UnitsPage {
    const TEMPLATE: &'static str = "pages/units/page.html";
}

/// A unit in the tree.
#[derive(Serialize)]
pub(crate) struct UnitRow {
    pub(crate) name: String,
    pub(crate) title: String,
    /// How far from the edge it is drawn.
    pub(crate) depth: usize,
    pub(crate) href: String,
    pub(crate) archived: bool,
    /// Who answers for it.
    pub(crate) managers: Vec<PersonLink>,
    /// How many work in it beside them.
    pub(crate) members: usize,
}

/// Somebody, with their page where the reader may see it.
#[derive(Serialize)]
pub(crate) struct PersonLink {
    pub(crate) name: String,
    pub(crate) href: Option<String>,
}

/// `GET /settings/units`: `unit` to change one, `done` the entry of the audit log that can be taken back.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let directory = Directory::of(&state.app).await?;
    let chosen = params.get("unit").and_then(|name| directory.tree().get(name)).cloned();
    let done = params.known("done", |number| number.parse().ok());
    let form = fields_of(chosen.as_ref());
    draw(&state, &signed, &directory, Drawn { node: chosen.as_ref(), form: &form, done, problem: None })
}

/// `POST /settings/units`: `title_fa`, `title_en`, `name`, `parent`.
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let made = people::add_unit(&state.app, form.get("name"), &change_of(&form), &signed.user.actor()).await;
    answer(&state, &signed, &form, None, made.map(|(_, entry)| entry)).await
}

/// `POST /settings/units/{unit}`: `title_fa`, `title_en`, `parent`.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(unit): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let made = people::change_unit(&state.app, &unit, &change_of(&form), &signed.user.actor()).await;
    answer(&state, &signed, &form, Some(&unit), made).await
}

/// `POST /settings/units/{unit}/archive`: `archived` where it is to be.
pub(crate) async fn archive(
    State(state): State<WebState>,
    signed: Signed,
    Path(unit): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let archived = Params::of(fields).get("archived").is_some();
    let made = people::archive_unit(&state.app, &unit, archived, &signed.user.actor()).await;
    let form = fields_of(Directory::of(&state.app).await?.tree().get(&unit));
    answer(&state, &signed, &form, Some(&unit), made).await
}

/// `POST /settings/units/undo`: `entry` of the audit log, which tells what is taken back.
pub(crate) async fn undo(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let entry = entry_of(&Params::of(fields))?;
    let made = people::undo_unit(&state.app, entry, &signed.user.actor()).await;
    answer(&state, &signed, &Params::of(Vec::new()), None, made).await
}

async fn answer(
    state: &WebState,
    signed: &Signed,
    form: &Params,
    unit: Option<&str>,
    made: Result<i64, AppError>,
) -> Result<Response, Failure> {
    match made {
        Ok(entry) => Ok(PAGE.done(entry)),
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let directory = Directory::of(&state.app).await?;
            let held = unit.and_then(|name| directory.tree().get(name)).cloned();
            let drawn = Drawn { node: held.as_ref(), form, done: None, problem: Some(problem) };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(state, signed, &directory, drawn)?).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

fn change_of(form: &Params) -> UnitChange {
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    UnitChange { title_fa: text("title_fa"), title_en: text("title_en"), parent: form.get("parent").map(str::to_owned) }
}

fn draw(state: &WebState, signed: &Signed, directory: &Directory, drawn: Drawn<'_, Unit>) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let sees_people = signed.user.scope(Right::ReadPeople);
    let row = |(depth, unit): (usize, &Unit)| {
        let (managers, members): (Vec<_>, Vec<_>) =
            directory.in_unit(&unit.name).partition(|(_, part)| *part == Part::Manager);
        let link = |(person, _): (&people::Person, Part)| PersonLink {
            name: person.name.clone(),
            href: directory
                .within(&sees_people)
                .any(|held| held.id == person.id)
                .then(|| format!("/settings/people/{}", person.id)),
        };
        UnitRow {
            name: unit.name.clone(),
            title: texts.title("unit", &unit.name),
            depth: drawn_depth(depth),
            href: PAGE.href(&unit.name),
            archived: unit.archived_at.is_some(),
            managers: managers.into_iter().map(link).collect(),
            members: members.len(),
        }
    };
    let in_use = || directory.tree().units().filter(|unit| unit.archived_at.is_none());
    let page = UnitsPage {
        units: directory.tree().in_order().into_iter().map(row).collect(),
        without: in_use().filter(|unit| directory.nearest_managers(&unit.name).is_empty()).count(),
        in_use: in_use().count(),
        form: PAGE.form(texts, directory.tree(), &drawn),
        name: drawn.node.map_or_else(|| drawn.form.get("name").unwrap_or_default(), |unit| &unit.name).to_owned(),
        done: drawn.done,
        field: drawn.problem.as_ref().and_then(AppError::field).unwrap_or_default(),
        problem: drawn.problem.map(|problem| message_of(texts, &problem)),
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Settings), &page)
}

//! Settings: the units of the company as a tree, and who answers for each.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::people::{self, Directory, UnitChange};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::people::Part;
use hamdel_domain::rights::Right;
use hamdel_domain::units::Unit;

use crate::error::{Failure, message_of};
use crate::params::{Params, encoded, query};
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// The page.
#[derive(Serialize)]
pub(crate) struct UnitsPage {
    pub(crate) units: Vec<UnitRow>,
    /// Units in use that nobody answers for, they or those above them.
    pub(crate) without: usize,
    /// How many are in use.
    pub(crate) in_use: usize,
    pub(crate) form: UnitForm,
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
    /// How many are above it; more than five are drawn as five.
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

/// The form of a unit.
#[derive(Serialize)]
pub(crate) struct UnitForm {
    /// The unit that is changed; `None` for a new one.
    pub(crate) unit: Option<String>,
    /// Where it is sent to.
    pub(crate) action: String,
    pub(crate) archived: bool,
    pub(crate) name: String,
    pub(crate) title_fa: String,
    pub(crate) title_en: String,
    pub(crate) parents: Vec<ParentChoice>,
}

/// A unit to stand below.
#[derive(Serialize)]
pub(crate) struct ParentChoice {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) depth: usize,
    pub(crate) chosen: bool,
}

/// `GET /settings/units`: `unit` to change one, `done` the entry of the audit log that can be taken back.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let directory = Directory::of(&state.app).await?;
    let chosen = params.get("unit").and_then(|name| directory.tree().get(name)).cloned();
    let fields = chosen.as_ref().map(fields_of).unwrap_or_default();
    let done = params.known("done", |number| number.parse().ok());
    let drawn = Drawn { unit: chosen.as_ref(), form: &Params::of(fields), done, problem: None };
    draw(&state, &signed, &directory, drawn)
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
    let fields = Directory::of(&state.app).await?.tree().get(&unit).map(fields_of).unwrap_or_default();
    answer(&state, &signed, &Params::of(fields), Some(&unit), made).await
}

/// `POST /settings/units/undo`: `entry` of the audit log, which tells what is taken back.
pub(crate) async fn undo(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let entry = Params::of(fields).known("entry", |number| number.parse().ok()).ok_or(AppError::NotFound("change"))?;
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
        Ok(entry) => {
            let address = format!("/settings/units{}", query(&[("done", Some(&entry.to_string()))]));
            Ok(Redirect::to(&address).into_response())
        }
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let directory = Directory::of(&state.app).await?;
            let held = unit.and_then(|name| directory.tree().get(name)).cloned();
            let drawn = Drawn { unit: held.as_ref(), form, done: None, problem: Some(problem) };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(state, signed, &directory, drawn)?).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

fn change_of(form: &Params) -> UnitChange {
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    UnitChange { title_fa: text("title_fa"), title_en: text("title_en"), parent: form.get("parent").map(str::to_owned) }
}

fn fields_of(unit: &Unit) -> Vec<(String, String)> {
    let mut fields = vec![("title_fa", unit.title_fa.clone()), ("title_en", unit.title_en.clone())];
    fields.extend(unit.parent.clone().map(|parent| ("parent", parent)));
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What the page is drawn with.
struct Drawn<'a> {
    unit: Option<&'a Unit>,
    form: &'a Params,
    done: Option<i64>,
    problem: Option<AppError>,
}

fn draw(state: &WebState, signed: &Signed, directory: &Directory, drawn: Drawn<'_>) -> Result<Response, Failure> {
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
            depth: depth.min(5),
            href: format!("/settings/units?unit={}#unit", encoded(&unit.name)),
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
        form: form_of(texts, directory, &drawn),
        done: drawn.done,
        field: drawn.problem.as_ref().and_then(AppError::field).unwrap_or_default(),
        problem: drawn.problem.map(|problem| message_of(texts, &problem)),
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Settings), &page)
}

fn form_of(texts: &Texts, directory: &Directory, drawn: &Drawn<'_>) -> UnitForm {
    let text = |name: &str| drawn.form.get(name).unwrap_or_default().to_owned();
    let own = drawn.unit.map(|unit| unit.name.as_str());
    // A unit cannot stand below itself, nor new things below what is archived.
    let below = directory.tree().with_all_below(own);
    let chosen = drawn.form.get("parent");
    let open = |unit: &Unit| unit.archived_at.is_none() || chosen == Some(unit.name.as_str());
    let parents = directory.tree().in_order().into_iter();
    let parents = parents.filter(|(_, unit)| !below.contains(&unit.name) && open(unit));
    UnitForm {
        unit: drawn.unit.map(|unit| texts.title("unit", &unit.name)),
        action: own.map_or_else(|| "/settings/units".to_owned(), |name| format!("/settings/units/{}", encoded(name))),
        archived: drawn.unit.is_some_and(|unit| unit.archived_at.is_some()),
        name: own.map_or_else(|| text("name"), str::to_owned),
        title_fa: text("title_fa"),
        title_en: text("title_en"),
        parents: parents
            .map(|(depth, unit)| ParentChoice {
                name: unit.name.clone(),
                title: texts.title("unit", &unit.name),
                depth,
                chosen: chosen == Some(unit.name.as_str()),
            })
            .collect(),
    }
}

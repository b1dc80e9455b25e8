//! Settings: the places of contact, what they are called, in which stage and channel they are, and who owns them.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::people::Directory;
use hamdel_app::touchpoints;
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::Channel;
use hamdel_domain::touchpoint::{STAGES, Touchpoint};

use crate::error::{Failure, message_of};
use crate::params::{Params, encoded};
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// The page.
#[derive(Serialize)]
pub(crate) struct TouchpointsPage {
    pub(crate) touchpoints: Vec<TouchpointRow>,
    /// Those that no unit owns.
    pub(crate) without: usize,
    pub(crate) form: TouchpointForm,
    pub(crate) saved: bool,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for TouchpointsPage {
    const TEMPLATE: &'static str = "pages/touchpoints/page.html";
}

/// A touchpoint in the list.
#[derive(Serialize)]
pub(crate) struct TouchpointRow {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) stage: Option<String>,
    pub(crate) channel: Option<&'static str>,
    pub(crate) unit: Option<String>,
    pub(crate) kinds: Vec<String>,
}

/// The form of a touchpoint.
#[derive(Serialize)]
pub(crate) struct TouchpointForm {
    /// Its title, where one is changed.
    pub(crate) changed: Option<String>,
    pub(crate) action: String,
    pub(crate) name: String,
    pub(crate) title_fa: String,
    pub(crate) title_en: String,
    pub(crate) stages: Vec<Choice>,
    pub(crate) channels: Vec<Choice>,
    pub(crate) units: Vec<Choice>,
    pub(crate) kinds: String,
}

/// Something to choose.
#[derive(Serialize)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) title: String,
    pub(crate) chosen: bool,
}

/// `GET /settings/touchpoints`: `touchpoint` to change one.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let held = touchpoints::touchpoints(&state.app).await?;
    let chosen = params.get("touchpoint").and_then(|name| held.iter().find(|held| held.name == name)).cloned();
    let fields = chosen.as_ref().map(fields_of).unwrap_or_default();
    let drawn = Drawn { changed: chosen.as_ref(), form: &Params::of(fields), problem: None };
    draw(&state, &signed, &held, params.get("saved").is_some(), drawn).await
}

/// `POST /settings/touchpoints`: `name`, `title_fa`, `title_en`, `stage`, `channel`, `unit`, `kinds`.
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let name = form.get("name").unwrap_or_default().to_owned();
    put(&state, &signed, &form, name, true).await
}

/// `POST /settings/touchpoints/{touchpoint}`: the same without its name.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(name): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    put(&state, &signed, &Params::of(fields), name, false).await
}

async fn put(
    state: &WebState,
    signed: &Signed,
    form: &Params,
    name: String,
    is_new: bool,
) -> Result<Response, Failure> {
    match touchpoints::put(&state.app, read(form, name.clone()), is_new, &signed.user.actor()).await {
        Ok(()) => Ok(Redirect::to("/settings/touchpoints?saved=1").into_response()),
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let held = touchpoints::touchpoints(&state.app).await?;
            let changed = held.iter().find(|held| !is_new && held.name == name);
            let page = draw(state, signed, &held, false, Drawn { changed, form, problem: Some(problem) }).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

fn read(form: &Params, name: String) -> Touchpoint {
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let kinds = form.get("kinds").unwrap_or_default().split([',', '،', '\n', ' ']);
    Touchpoint {
        name,
        title_fa: text("title_fa"),
        title_en: text("title_en"),
        channel: form.known("channel", Channel::parse),
        stage: form.get("stage").map(str::to_owned),
        unit: form.get("unit").map(str::to_owned),
        kinds: kinds.map(str::trim).filter(|kind| !kind.is_empty()).map(str::to_owned).collect(),
    }
}

fn fields_of(held: &Touchpoint) -> Vec<(String, String)> {
    let mut fields = vec![
        ("title_fa", held.title_fa.clone()),
        ("title_en", held.title_en.clone()),
        ("kinds", held.kinds.join(", ")),
    ];
    fields.extend(held.channel.map(|channel| ("channel", channel.as_str().to_owned())));
    fields.extend(held.stage.clone().map(|stage| ("stage", stage)));
    fields.extend(held.unit.clone().map(|unit| ("unit", unit)));
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What the form is drawn with.
struct Drawn<'a> {
    changed: Option<&'a Touchpoint>,
    form: &'a Params,
    problem: Option<AppError>,
}

async fn draw(
    state: &WebState,
    signed: &Signed,
    held: &[Touchpoint],
    saved: bool,
    drawn: Drawn<'_>,
) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let directory = Directory::of(&state.app).await?;
    let row = |held: &Touchpoint| TouchpointRow {
        name: held.name.clone(),
        title: texts.title("touchpoint", &held.name),
        href: format!("/settings/touchpoints?touchpoint={}#touchpoint", encoded(&held.name)),
        stage: held.stage.clone(),
        channel: held.channel.map(Channel::as_str),
        unit: held.unit.as_ref().map(|unit| texts.title("unit", unit)),
        kinds: held.kinds.clone(),
    };
    let page = TouchpointsPage {
        touchpoints: held.iter().map(row).collect(),
        without: held.iter().filter(|held| held.unit.is_none()).count(),
        form: form_of(texts, &directory, &drawn),
        saved,
        field: drawn.problem.as_ref().and_then(AppError::field).unwrap_or_default(),
        problem: drawn.problem.map(|problem| message_of(texts, &problem)),
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Settings), &page)
}

fn form_of(texts: &Texts, directory: &Directory, drawn: &Drawn<'_>) -> TouchpointForm {
    let text = |name: &str| drawn.form.get(name).unwrap_or_default().to_owned();
    let choices = |field: &str, family: &'static str, names: Vec<String>| -> Vec<Choice> {
        let chosen = drawn.form.get(field);
        let mut names = names;
        // What is chosen stays to choose, though it is none of those there are.
        names.extend(chosen.map(str::to_owned).filter(|chosen| !names.contains(chosen)));
        let choice = |name: String| Choice {
            title: texts.title(family, &name),
            chosen: chosen == Some(name.as_str()),
            value: name,
        };
        names.into_iter().map(choice).collect()
    };
    let units = directory.tree().in_order().into_iter().filter(|(_, unit)| unit.archived_at.is_none());
    let own = drawn.changed.map(|held| held.name.as_str());
    TouchpointForm {
        changed: own.map(|name| texts.title("touchpoint", name)),
        action: own.map_or_else(
            || "/settings/touchpoints".to_owned(),
            |name| format!("/settings/touchpoints/{}", encoded(name)),
        ),
        name: own.map_or_else(|| text("name"), str::to_owned),
        title_fa: text("title_fa"),
        title_en: text("title_en"),
        stages: choices("stage", "stage", STAGES.iter().map(|stage| (*stage).to_owned()).collect()),
        channels: choices(
            "channel",
            "channel",
            Channel::ALL.iter().map(|channel| channel.as_str().to_owned()).collect(),
        ),
        units: choices("unit", "unit", units.map(|(_, unit)| unit.name.clone()).collect()),
        kinds: text("kinds"),
    }
}

//! Corrective and preventive actions: who does what until when, and whether it worked.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::causes::cause_tree;
use hamdel_app::improvement::{self, ActionChange, ActionSeen, Effect, ProblemSeen};
use hamdel_app::people::Directory;
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::improvement::{Action, ActionKind, ActionState};
use hamdel_text::{DateStyle, format};

use super::{day_of, named_options, owner_of, people_options, revision_of};
use crate::error::{Failure, message_of};
use crate::navigation::{self, Tab};
use crate::pages::care::Choice;
use crate::pages::tree::options;
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// Where the page is.
const PATH: &str = "/care/actions";

/// The page.
#[derive(Serialize)]
pub(crate) struct ActionsPage {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) rows: Vec<ActionRow>,
    pub(crate) open: usize,
    pub(crate) late: usize,
    /// Of those that could be measured: how many, and how many brought cases down by more than chance.
    pub(crate) measured: usize,
    pub(crate) worked: usize,
    pub(crate) form: ActionForm,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for ActionsPage {
    const TEMPLATE: &'static str = "pages/improvement/actions.html";
}

/// An action in the list.
#[derive(Serialize)]
pub(crate) struct ActionRow {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) kind: &'static str,
    pub(crate) state: &'static str,
    pub(crate) late: bool,
    pub(crate) owner: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) cause: Option<String>,
    pub(crate) due_at: Option<i64>,
    pub(crate) effect: EffectView,
}

/// What came of an action, in words of the language.
#[derive(Serialize)]
pub(crate) struct EffectView {
    /// By its name in the locales.
    pub(crate) name: &'static str,
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) low: String,
    pub(crate) high: String,
    pub(crate) n: u64,
    pub(crate) have: u64,
    pub(crate) need: u64,
    pub(crate) days: i64,
    pub(crate) ready_at: Option<i64>,
    /// `down`, `up` or `same`.
    pub(crate) direction: &'static str,
    pub(crate) beyond: bool,
}

/// The form of an action.
#[derive(Serialize)]
pub(crate) struct ActionForm {
    /// The action that is changed.
    pub(crate) id: Option<i64>,
    pub(crate) action: String,
    pub(crate) revision: i64,
    pub(crate) title: String,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) states: Vec<Choice>,
    pub(crate) causes: Vec<Choice>,
    pub(crate) units: Vec<Choice>,
    pub(crate) people: Vec<Choice>,
    pub(crate) problems: Vec<Choice>,
    pub(crate) due: String,
}

/// `GET /care/actions`: `action` to change one; `problem`, `cause` for a new one.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let seen = improvement::actions(&state.app).await?;
    let chosen: Option<i64> = params.known("action", |number| number.parse().ok());
    let held = seen.iter().map(|seen| &seen.action).find(|action| Some(action.id) == chosen);
    let texts = &state.templates.face(signed.reader.language).texts;
    let new = ["problem", "cause"].into_iter().filter_map(|name| Some((name.to_owned(), params.get(name)?.to_owned())));
    let fields = held.map_or_else(|| new.collect(), |action| fields_of(&state, texts, action));
    let drawn = Drawn { seen: &seen, id: held.map(|action| action.id), form: &Params::of(fields), problem: None };
    draw(&state, &signed, drawn).await
}

/// `POST /care/actions`: a new one, by the fields of the form.
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let made = match read(&state, &form) {
        Ok(change) => improvement::add_action(&state.app, &change, &signed.user).await.map(|_| ()),
        Err(problem) => Err(problem),
    };
    answer(&state, &signed, &form, None, made).await
}

/// `POST /care/actions/{action}`: the action as the form has it, `revision` the one that was read.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let made = match read(&state, &form) {
        Ok(change) => improvement::change_action(&state.app, id, revision_of(&form), &change, &signed.user).await,
        Err(problem) => Err(problem),
    };
    answer(&state, &signed, &form, Some(id), made).await
}

async fn answer(
    state: &WebState,
    signed: &Signed,
    form: &Params,
    id: Option<i64>,
    made: Result<(), AppError>,
) -> Result<Response, Failure> {
    match made {
        Ok(()) => Ok(Redirect::to(PATH).into_response()),
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let seen = improvement::actions(&state.app).await?;
            let drawn = Drawn { seen: &seen, id, form, problem: Some(problem) };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(state, signed, drawn).await?).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

fn read(state: &WebState, form: &Params) -> Result<ActionChange, AppError> {
    let text = |name: &str| form.get(name).map(str::to_owned);
    Ok(ActionChange {
        title: text("title").unwrap_or_default(),
        kind: form.known("kind", ActionKind::parse).unwrap_or(ActionKind::Corrective),
        state: form.known("state", ActionState::parse).unwrap_or(ActionState::Planned),
        problem: form.known("problem", |number| number.parse().ok()),
        cause: text("cause"),
        unit: text("unit"),
        owner: owner_of(form)?,
        due_at: day_of(state, form, "due")?,
    })
}

fn fields_of(state: &WebState, texts: &Texts, action: &Action) -> Vec<(String, String)> {
    let date =
        |at: hamdel_domain::Instant| format::date(texts.language(), state.app.zone.local(at).date(), DateStyle::Short);
    let mut fields = vec![
        ("title", action.title.clone()),
        ("kind", action.kind.as_str().to_owned()),
        ("state", action.state.as_str().to_owned()),
        ("revision", action.revision.to_string()),
    ];
    fields.extend(action.problem.map(|problem| ("problem", problem.to_string())));
    fields.extend(action.cause.clone().map(|cause| ("cause", cause)));
    fields.extend(action.unit.clone().map(|unit| ("unit", unit)));
    fields.extend(action.owner.map(|owner| ("owner", owner.to_string())));
    fields.extend(action.due_at.map(|due| ("due", date(due))));
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What the page is drawn with.
struct Drawn<'a> {
    seen: &'a [ActionSeen],
    id: Option<i64>,
    form: &'a Params,
    problem: Option<AppError>,
}

async fn draw(state: &WebState, signed: &Signed, drawn: Drawn<'_>) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let directory = Directory::of(&state.app).await?;
    let tree = cause_tree(&state.app).await?;
    let problems = improvement::problems(&state.app).await?;
    let form = drawn.form;
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let problem = |seen: &ProblemSeen| Choice {
        value: seen.problem.id.to_string(),
        name: seen.problem.title.clone(),
        chosen: form.get("problem") == Some(seen.problem.id.to_string().as_str()),
        depth: 0,
    };
    let kinds: Vec<&'static str> = ActionKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let states: Vec<&'static str> = ActionState::ALL.iter().map(|state| state.as_str()).collect();
    let ratios = || {
        drawn.seen.iter().filter_map(|seen| match &seen.effect {
            Effect::Measured { ratio, .. } => Some(ratio),
            _ => None,
        })
    };
    let page = ActionsPage {
        tabs: navigation::tabs(Area::Care, "actions", ""),
        rows: drawn.seen.iter().map(|seen| row(texts, &directory, seen)).collect(),
        open: drawn.seen.iter().filter(|seen| seen.action.state.is_open()).count(),
        late: drawn.seen.iter().filter(|seen| seen.late).count(),
        measured: ratios().count(),
        worked: ratios().filter(|ratio| ratio.more_than_chance() && ratio.ratio < 1.0).count(),
        form: ActionForm {
            id: drawn.id,
            action: drawn.id.map_or_else(|| PATH.to_owned(), |id| format!("{PATH}/{id}")),
            revision: revision_of(form),
            title: text("title"),
            kinds: named_options(texts, "action-kind", &kinds, form.get("kind").unwrap_or("corrective")),
            states: named_options(texts, "action-state", &states, form.get("state").unwrap_or("planned")),
            causes: options(texts, "cause", &tree, form.get("cause")),
            units: options(texts, "unit", directory.tree(), form.get("unit")),
            people: people_options(&directory, form.get("owner")),
            problems: problems.iter().map(problem).collect(),
            due: text("due"),
        },
        field: drawn.problem.as_ref().and_then(AppError::field).unwrap_or_default(),
        problem: drawn.problem.map(|problem| message_of(texts, &problem)),
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Care), &page)
}

/// An action as a list shows it.
pub(crate) fn row(texts: &Texts, directory: &Directory, seen: &ActionSeen) -> ActionRow {
    let action = &seen.action;
    ActionRow {
        href: format!("{PATH}?action={}#action", action.id),
        title: action.title.clone(),
        kind: action.kind.as_str(),
        state: action.state.as_str(),
        late: seen.late,
        owner: action.owner.and_then(|owner| directory.person(owner)).map(|person| person.name.clone()),
        unit: action.unit.as_ref().map(|unit| texts.title("unit", unit)),
        cause: action.cause.as_ref().map(|cause| texts.title("cause", cause)),
        due_at: action.due_at.map(|due| due.micros()),
        effect: effect(texts, &seen.effect),
    }
}

fn effect(texts: &Texts, held: &Effect) -> EffectView {
    let number = |value: f64, places: usize| format::decimal(texts.language(), value, places);
    let mut view = EffectView {
        name: held.as_str(),
        before: String::new(),
        after: String::new(),
        low: String::new(),
        high: String::new(),
        n: 0,
        have: 0,
        need: 0,
        days: 0,
        ready_at: None,
        direction: "same",
        beyond: false,
    };
    match held {
        Effect::NotDone | Effect::NoCause => {}
        Effect::TooSoon(ready) => view.ready_at = Some(ready.micros()),
        Effect::TooFew { have, need } => (view.have, view.need) = (*have, *need),
        Effect::Measured { before, after, days, ratio } => {
            (view.before, view.after) = (number(*before, 1), number(*after, 1));
            view.low = number(ratio.low, 2);
            view.high = if ratio.high.is_finite() { number(ratio.high, 2) } else { "∞".to_owned() };
            (view.n, view.days, view.beyond) = (ratio.n.0 + ratio.n.1, *days, ratio.more_than_chance());
            view.direction = if after < before {
                "down"
            } else if after > before {
                "up"
            } else {
                "same"
            };
        }
    }
    view
}

//! Changing drafts: the builder, one change a form; steps back and forth; translating.

use axum::extract::{Path, RawForm, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use hamdel_app::conditions::Variable;
use hamdel_app::customers::known_traits;
use hamdel_app::surveys::{self, StepBack, SurveyWork, TRAITS, trait_variables};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::surveys::{SurveyId, SurveyLanguage};

use super::builder::translate::{self, TranslatePage};
use super::builder::{self, Builder, Fields, Item};
use crate::error::Failure;
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{Area, show as show_page};
use crate::state::WebState;
use crate::texts::Texts;

/// Traits that conditions may look at, with the titles they have on profiles.
pub(crate) async fn traits(state: &WebState, texts: &Texts) -> Result<Vec<Variable>, Failure> {
    let mut variables = trait_variables(&known_traits(&state.app).await?);
    for variable in variables.iter_mut().filter(|variable| variable.group == TRAITS) {
        variable.title = texts.title("trait", &variable.title);
    }
    Ok(variables)
}

/// `GET /voice/surveys/{survey}/edit`: the parts of the draft, with the one that `open` names.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    let work = surveys::open_survey(&state.app, SurveyId(id)).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let traits = traits(&state, texts).await?;
    let open = params.known("open", Item::parse);
    let page = Builder { texts, work: &work, traits: &traits, open, typed: None }.page(None);
    show_page(&state, &signed.reader, Area::Voice, &page)
}

fn fields(body: &[u8]) -> Result<Fields, Failure> {
    let all = serde_urlencoded::from_bytes(body).map_err(|problem| AppError::invalid("body", problem.to_string()))?;
    Ok(Fields::new(all))
}

/// `POST /voice/surveys/{survey}/edit`: one change of the draft.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    RawForm(body): RawForm,
) -> Result<Response, Failure> {
    let typed = fields(&body)?;
    let mut work = surveys::open_survey(&state.app, SurveyId(id)).await?;
    let edition = typed.get("edition").and_then(|text| text.parse().ok()).unwrap_or(work.edition);
    let asked = typed.get("do").unwrap_or_default();
    if let Some(way) = step(asked) {
        return match surveys::step_draft(&state.app, SurveyId(id), edition, way, &signed.user.actor()).await {
            Ok(_) => Ok(to_builder(id, None)),
            Err(problem) => conflict(&state, &signed, id, problem, &typed, None).await,
        };
    }
    let texts = &state.templates.face(signed.reader.language).texts;
    let traits = traits(&state, texts).await?;
    let saved_item = asked.strip_prefix("save:").and_then(Item::parse);
    let open = builder::apply(&mut work.definition, &typed, &traits, &texts.plain("answer-other"));
    if !typed.is_read() {
        // Nothing was saved: what was typed stands in the form, with what is wrong beside it.
        let page = Builder { texts, work: &work, traits: &traits, open: saved_item, typed: Some(&typed) }.page(None);
        let shown = show_page(&state, &signed.reader, Area::Voice, &page)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response());
    }
    if saved_item == Some(Item::About) {
        rename(&state, &signed, &work, &typed).await?;
    }
    match surveys::save_draft(&state.app, work.survey.id, edition, &work.definition, &signed.user.actor()).await {
        Ok(_) => Ok(to_builder(id, stays_open(&work, saved_item.is_some(), open).as_ref())),
        Err(problem) => conflict(&state, &signed, id, problem, &typed, saved_item).await,
    }
}

fn step(asked: &str) -> Option<StepBack> {
    match asked {
        "undo" => Some(StepBack::Undo),
        "redo" => Some(StepBack::Redo),
        _ => None,
    }
}

/// What is open after a change: something new, or what was saved while something is still wrong with it.
fn stays_open(work: &SurveyWork, was_saved: bool, changed: Option<Item>) -> Option<Item> {
    let item = changed?;
    if !was_saved {
        return Some(item);
    }
    let problems = surveys::check_definition(&work.definition);
    builder::lies_in(&work.definition, &problems, &item).then_some(item)
}

fn to_builder(id: i64, open: Option<&Item>) -> Response {
    let address = match open {
        Some(item) => format!("/voice/surveys/{id}/edit?open={0}#{0}", item.written()),
        None => format!("/voice/surveys/{id}/edit"),
    };
    Redirect::to(&address).into_response()
}

async fn rename(state: &WebState, signed: &Signed, work: &SurveyWork, typed: &Fields) -> Result<(), Failure> {
    let name = typed.get("name").filter(|name| !name.is_empty() && *name != work.survey.name);
    if let Some(name) = name {
        surveys::rename_survey(&state.app, work.survey.id, name, &signed.user.actor()).await?;
    }
    Ok(())
}

/// The draft as it is now, with what was typed into one that somebody else changed meanwhile.
async fn conflict(
    state: &WebState,
    signed: &Signed,
    id: i64,
    problem: AppError,
    typed: &Fields,
    open: Option<Item>,
) -> Result<Response, Failure> {
    if problem.code() != ErrorCode::Conflict {
        return Err(problem.into());
    }
    let work = surveys::open_survey(&state.app, SurveyId(id)).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let traits = traits(state, texts).await?;
    let page = Builder { texts, work: &work, traits: &traits, open, typed: None }.page(Some(typed));
    Ok((StatusCode::CONFLICT, show_page(state, &signed.reader, Area::Voice, &page)?).into_response())
}

/// `GET /voice/surveys/{survey}/translate`: texts that are missing in the language `to`; `all` shows the others too.
pub(crate) async fn show_translation(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    let work = surveys::open_survey(&state.app, SurveyId(id)).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let to = params.known("to", SurveyLanguage::parse).unwrap_or(SurveyLanguage::En);
    let page = TranslatePage::of(texts, &work, to, params.get("all").is_some(), None);
    show_page(&state, &signed.reader, Area::Voice, &page)
}

/// `POST /voice/surveys/{survey}/translate`: texts in one language.
pub(crate) async fn save_translation(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    RawForm(body): RawForm,
) -> Result<Response, Failure> {
    let typed = fields(&body)?;
    let to = typed.get("to").and_then(SurveyLanguage::parse).unwrap_or(SurveyLanguage::En);
    let all = typed.get("all").is_some_and(|all| !all.is_empty());
    let mut work = surveys::open_survey(&state.app, SurveyId(id)).await?;
    let edition = typed.get("edition").and_then(|text| text.parse().ok()).unwrap_or(work.edition);
    translate::write(&mut work.definition, to, &typed);
    match surveys::save_draft(&state.app, work.survey.id, edition, &work.definition, &signed.user.actor()).await {
        Ok(_) => {
            let all = if all { "&all=1" } else { "" };
            Ok(Redirect::to(&format!("/voice/surveys/{id}/translate?to={to}{all}")).into_response())
        }
        Err(problem) if problem.code() == ErrorCode::Conflict => {
            let work = surveys::open_survey(&state.app, SurveyId(id)).await?;
            let texts = &state.templates.face(signed.reader.language).texts;
            let page = TranslatePage::of(texts, &work, to, all, Some(&typed));
            Ok((StatusCode::CONFLICT, show_page(&state, &signed.reader, Area::Voice, &page)?).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

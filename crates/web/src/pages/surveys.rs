//! Surveys: making them, changing drafts, publishing, sharing, and what was answered.

pub(crate) mod asking;
pub(crate) mod builder;
pub(crate) mod building;
pub(crate) mod trigger_form;

use axum::Form;
use axum::extract::{Path, RawForm, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use qrcodegen::{QrCode, QrCodeEcc};
use serde::{Deserialize, Serialize};

use hamdel_app::pulse::Period;
use hamdel_app::surveys::{self, Publication, Step, Survey, SurveyOrigin, SurveyState, Towards};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::surveys::library::LIBRARY;
use hamdel_domain::surveys::{CheckProblem, Form as AnswerForm, SurveyId, SurveyLanguage};
use hamdel_text::Language;

use super::voice::{self, Tab};
use crate::error::Failure;
use crate::params::Params;
use crate::public::answering;
use crate::reader::Signed;
use crate::shell::{Area, show as show_page};
use crate::state::WebState;
use crate::templates::Page;

/// The page of all surveys.
#[derive(Serialize)]
pub(crate) struct SurveysPage {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) surveys: Vec<SurveyRow>,
    pub(crate) archived: Vec<SurveyRow>,
    pub(crate) library: Vec<ReadyMade>,
    /// What was typed, and what is wrong with it.
    pub(crate) typed: String,
    pub(crate) problem: bool,
}

impl Page for SurveysPage {
    const TEMPLATE: &'static str = "pages/surveys/list.html";
}

/// A survey in a list.
#[derive(Serialize)]
pub(crate) struct SurveyRow {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) state: &'static str,
    pub(crate) audience: &'static str,
    pub(crate) version: i64,
    pub(crate) submitted: i64,
    pub(crate) changed: i64,
}

/// A survey to begin with.
#[derive(Serialize)]
pub(crate) struct ReadyMade {
    pub(crate) name: &'static str,
    pub(crate) title: String,
    pub(crate) purpose: String,
}

/// The page of one survey.
#[derive(Serialize)]
pub(crate) struct SurveyPage {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) survey: SurveyRow,
    /// The public link, and the same as a square code: the side in modules and the path of the dark ones.
    pub(crate) link: String,
    pub(crate) code: Option<(i32, String)>,
    pub(crate) is_changed: bool,
    pub(crate) edition: i64,
    pub(crate) problems: Vec<ProblemView>,
    pub(crate) opened: i64,
    pub(crate) started: i64,
    pub(crate) submitted: i64,
}

impl Page for SurveyPage {
    const TEMPLATE: &'static str = "pages/surveys/survey.html";
}

/// What keeps a draft from being published.
#[derive(Serialize)]
pub(crate) struct ProblemView {
    pub(crate) place: String,
    pub(crate) code: &'static str,
    pub(crate) detail: String,
}

impl ProblemView {
    pub(crate) fn of(problem: &CheckProblem) -> Self {
        Self { place: problem.place.clone(), code: problem.code.as_str(), detail: problem.detail.clone() }
    }
}

/// What is typed for a new survey.
#[derive(Deserialize)]
pub(crate) struct Typed {
    name: String,
    #[serde(default)]
    from: String,
}

/// The pages of the area, this one among them.
pub(crate) fn voice_tabs() -> Vec<Tab> {
    voice::tabs("surveys", Period::Quarter, None)
}

/// The language of surveys that a reader reads.
pub(crate) fn survey_language(language: Language) -> SurveyLanguage {
    match language {
        Language::Persian => SurveyLanguage::Fa,
        Language::English => SurveyLanguage::En,
    }
}

/// `GET /voice/surveys`.
pub(crate) async fn list(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    show_list(&state, &signed, String::new(), false).await
}

async fn show_list(state: &WebState, signed: &Signed, typed: String, problem: bool) -> Result<Response, Failure> {
    let mut rows = Vec::new();
    for survey in surveys::surveys(&state.app).await? {
        rows.push((survey.state, row(state, &survey).await?));
    }
    let (archived, current): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|(state, _)| *state == SurveyState::Archived);
    let language = survey_language(signed.reader.language);
    let ready = |ready: &hamdel_domain::surveys::library::LibrarySurvey| ReadyMade {
        name: ready.name,
        title: ready.definition().title.read(language).to_owned(),
        purpose: ready.purpose().read(language).to_owned(),
    };
    let page = SurveysPage {
        tabs: voice_tabs(),
        surveys: current.into_iter().map(|(_, row)| row).collect(),
        archived: archived.into_iter().map(|(_, row)| row).collect(),
        library: LIBRARY.iter().map(ready).collect(),
        typed,
        problem,
    };
    show_page(state, &signed.reader, Area::Voice, &page)
}

async fn row(state: &WebState, survey: &Survey) -> Result<SurveyRow, Failure> {
    let funnel = surveys::survey_funnel(&state.app, survey.id, None).await?;
    Ok(SurveyRow {
        id: survey.id.0,
        name: survey.name.clone(),
        state: survey.state.as_str(),
        audience: survey.audience.as_str(),
        version: survey.version,
        submitted: funnel.submitted,
        changed: survey.changed_at.micros(),
    })
}

/// `POST /voice/surveys`: a new survey, blank or ready-made.
pub(crate) async fn create(
    State(state): State<WebState>,
    signed: Signed,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let copied = typed.from.strip_prefix("copy:").and_then(|id| id.parse().ok()).map(SurveyId);
    let origin = match (typed.from.as_str(), copied) {
        (_, Some(id)) => SurveyOrigin::CopyOf(id),
        ("", None) => SurveyOrigin::Blank,
        (ready, None) => SurveyOrigin::Library(ready),
    };
    match surveys::create_survey(&state.app, &typed.name, origin, &signed.user.actor()).await {
        Ok(survey) => Ok(Redirect::to(&format!("/voice/surveys/{}/edit", survey.id)).into_response()),
        Err(problem) if matches!(problem.code(), ErrorCode::Invalid | ErrorCode::Conflict) => {
            let page = show_list(&state, &signed, typed.name, true).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// `GET /voice/surveys/{survey}`: how it does.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let id = SurveyId(id);
    let work = surveys::open_survey(&state.app, id).await?;
    let funnel = surveys::survey_funnel(&state.app, id, None).await?;
    let link = link(&headers, &work.survey.public_token);
    let page = SurveyPage {
        tabs: voice_tabs(),
        survey: row(&state, &work.survey).await?,
        code: square(&link),
        link,
        is_changed: work.is_changed,
        edition: work.edition,
        problems: work.problems.iter().map(ProblemView::of).collect(),
        opened: funnel.opened,
        started: funnel.started,
        submitted: funnel.submitted,
    };
    show_page(&state, &signed.reader, Area::Voice, &page)
}

/// The public link of a survey, as this server is reached now.
fn link(headers: &HeaderMap, token: &str) -> String {
    format!("{}/s/{token}", server_address(headers))
}

/// This server, as it is reached now: `https://ask.example.com`.
pub(crate) fn server_address(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or("localhost:8080");
    let secure = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    format!("{}://{host}", if secure { "https" } else { "http" })
}

/// A link as a QR code (ISO/IEC 18004): its side in modules with the quiet zone, and the path of the dark ones.
pub(crate) fn square(link: &str) -> Option<(i32, String)> {
    const QUIET: i32 = 4;
    let code = QrCode::encode_text(link, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            path.push_str(&format!("M{},{}h1v1h-1z", x + QUIET, y + QUIET));
        }
    }
    Some((code.size() + 2 * QUIET, path))
}

/// `GET /voice/surveys/{survey}/code.svg`: the square code of the public link, to be printed.
pub(crate) async fn code(
    State(state): State<WebState>,
    _: Signed,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let work = surveys::open_survey(&state.app, SurveyId(id)).await?;
    let (side, path) = square(&link(&headers, &work.survey.public_token)).ok_or(AppError::NotFound("code"))?;
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\"><path fill=\"#fff\" d=\"M0,0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    );
    let kept = (header::CONTENT_DISPOSITION, format!("attachment; filename=\"survey-{id}.svg\""));
    Ok(([(header::CONTENT_TYPE, "image/svg+xml".to_owned()), kept], svg).into_response())
}

/// What the buttons of a survey post.
#[derive(Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    edition: i64,
}

/// `POST /voice/surveys/{survey}/publish`.
pub(crate) async fn publish(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(done): Form<Done>,
) -> Result<Response, Failure> {
    let published = surveys::publish_survey(&state.app, SurveyId(id), done.edition, &signed.user.actor()).await?;
    let next = match published {
        Publication::Published(_) => format!("/voice/surveys/{id}"),
        Publication::Refused(_) => format!("/voice/surveys/{id}/edit#problems"),
    };
    Ok(Redirect::to(&next).into_response())
}

/// `POST /voice/surveys/{survey}/archive`.
pub(crate) async fn archive(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Response, Failure> {
    surveys::archive_survey(&state.app, SurveyId(id), &signed.user.actor()).await?;
    Ok(Redirect::to("/voice/surveys").into_response())
}

/// `POST /voice/surveys/{survey}/restore`.
pub(crate) async fn restore(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Response, Failure> {
    surveys::restore_survey(&state.app, SurveyId(id), &signed.user.actor()).await?;
    Ok(Redirect::to(&format!("/voice/surveys/{id}")).into_response())
}

/// `GET /voice/surveys/{survey}/preview`: a page of the draft as those who answer would see it.
pub(crate) async fn preview(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    let work = surveys::open_survey(&state.app, SurveyId(id)).await?;
    let language = params.known("lang", SurveyLanguage::parse).unwrap_or_default();
    let page = params.get("page").or_else(|| work.definition.sections.first().map(|section| section.key.as_str()));
    let nobody = std::collections::BTreeMap::new();
    let nothing = AnswerForm::default();
    let (step, _) = surveys::preview(&work.definition, page, &nothing, &nobody, language);
    answering::show_trial(&state, &signed.reader, &format!("/voice/surveys/{id}/preview"), &step, &nothing, Vec::new())
}

/// `POST /voice/surveys/{survey}/preview`: on from a page with the answers so far, which the form carries; nothing is kept.
pub(crate) async fn preview_on(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    RawForm(body): RawForm,
) -> Result<Response, Failure> {
    let work = surveys::open_survey(&state.app, SurveyId(id)).await?;
    let (form, get) = answering::read(&body)?;
    let language = get("lang").and_then(|code| SurveyLanguage::parse(&code)).unwrap_or_default();
    let towards = if get("_to").as_deref() == Some("back") { Towards::Back } else { Towards::Next };
    let step = surveys::try_out(&work.definition, &get("_page").unwrap_or_default(), &form, towards, language);
    let carried = match &step {
        Step::Page(page) => form
            .fields()
            .filter(|(name, _)| !name.starts_with('_') && *name != "lang")
            .filter(|(name, _)| {
                page.questions.iter().all(|question| name.split('.').next() != Some(question.key.as_str()))
            })
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        Step::Closing(_) => Vec::new(),
    };
    answering::show_trial(&state, &signed.reader, &format!("/voice/surveys/{id}/preview"), &step, &form, carried)
}

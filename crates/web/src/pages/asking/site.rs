//! How does this survey stand on our own site's pages?

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};

use hamdel_app::surveys::{self, Embedding, SurveyState};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::digits::latin_digits;
use hamdel_domain::surveys::{Embed, EmbedShape, EmbedSide, SurveyId, SurveyLanguage, Words};

use super::{WayLink, ways};
use crate::error::{Failure, message_of};
use crate::pages::surveys::{server_address, voice_tabs};
use crate::pages::voice::Tab;
use crate::params::Params;
use crate::public::answering::{self, Way};
use crate::public::embedding::{Trial, script, script_answer};
use crate::reader::Signed;
use crate::shell::{Area, show as show_page};
use crate::state::WebState;
use crate::templates::Page;

/// The page.
#[derive(Serialize)]
pub(crate) struct SitePage {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) ways: Vec<WayLink>,
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) is_published: bool,
    pub(crate) is_shown: bool,
    pub(crate) shape: &'static str,
    pub(crate) sites: usize,
    pub(crate) typed: Typed,
    pub(crate) problem: Option<String>,
    /// What stands on the site: the script, and where the survey is a part of the page its place.
    pub(crate) snippet: String,
    /// What a content policy of the site must allow.
    pub(crate) policy: String,
    /// The secret for signatures.
    pub(crate) secret: Option<String>,
    /// The shape that is tried out.
    pub(crate) trial: &'static str,
    pub(crate) shapes: Vec<&'static str>,
    pub(crate) sides: Vec<&'static str>,
}

impl Page for SitePage {
    const TEMPLATE: &'static str = "pages/asking/site.html";
}

/// What is typed.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Typed {
    pub(crate) enabled: String,
    pub(crate) origins: String,
    pub(crate) shape: String,
    pub(crate) side: String,
    pub(crate) label_fa: String,
    pub(crate) label_en: String,
    pub(crate) seconds: String,
    pub(crate) scroll: String,
    pub(crate) exit: String,
    pub(crate) share: String,
    pub(crate) rest: String,
}

impl Typed {
    fn of(embed: &Embed) -> Self {
        let on = |on: bool| if on { "1".to_owned() } else { String::new() };
        Self {
            enabled: on(embed.enabled),
            origins: embed.origins.join("\n"),
            shape: embed.shape.as_str().to_owned(),
            side: embed.side.as_str().to_owned(),
            label_fa: embed.label.fa.clone(),
            label_en: embed.label.en.clone(),
            seconds: embed.after_seconds.map(|seconds| seconds.to_string()).unwrap_or_default(),
            scroll: embed.after_scroll.map(|share| share.to_string()).unwrap_or_default(),
            exit: on(embed.on_exit),
            share: (f64::from(embed.share) / 10_000.0).to_string(),
            rest: embed.rest_days.to_string(),
        }
    }

    fn embed(&self) -> Result<Embed, AppError> {
        let shape = EmbedShape::parse(&self.shape).ok_or(AppError::invalid("shape", "is inline, popup or tab"))?;
        let side = EmbedSide::parse(&self.side).ok_or(AppError::invalid("side", "is start or end"))?;
        let share: f64 = number("share", &self.share)?.unwrap_or(0.0);
        Ok(Embed {
            enabled: !self.enabled.is_empty(),
            origins: self.origins.split([' ', ',', '\n', '\r', '،']).map(str::trim).filter(some).map(into).collect(),
            shape,
            side,
            label: Words::new(self.label_fa.trim(), self.label_en.trim()),
            after_seconds: number("after_seconds", &self.seconds)?,
            after_scroll: number("after_scroll", &self.scroll)?,
            on_exit: !self.exit.is_empty(),
            share: (share * 10_000.0).round() as u32,
            rest_days: number("rest_days", &self.rest)?.unwrap_or(0),
        })
    }
}

fn some(text: &&str) -> bool {
    !text.is_empty()
}

fn into(text: &str) -> String {
    text.to_owned()
}

/// A number in any digits; `None` where nothing is typed.
fn number<N: std::str::FromStr>(field: &'static str, text: &str) -> Result<Option<N>, AppError> {
    let text = latin_digits(text.trim());
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| AppError::invalid(field, format!("\"{text}\" is no number for it")))
}

/// `GET /voice/surveys/{survey}/asking/site`; `trial` is the shape to try out.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let embedding = surveys::embedding(&state.app, SurveyId(id)).await?;
    let typed = Typed::of(&embedding.embed);
    let trial = params.known("trial", EmbedShape::parse).unwrap_or(embedding.embed.shape);
    draw(&state, &signed, &headers, embedding, trial, typed, None)
}

fn draw(
    state: &WebState,
    signed: &Signed,
    headers: &HeaderMap,
    embedding: Embedding,
    trial: EmbedShape,
    typed: Typed,
    problem: Option<String>,
) -> Result<Response, Failure> {
    let (id, token) = (embedding.survey.id.0, &embedding.survey.public_token);
    let server = server_address(headers);
    let script = format!("<script async src=\"{server}/e/{token}/widget.js\"></script>");
    let snippet = match embedding.embed.shape {
        EmbedShape::Inline => format!("<div data-hamdel=\"{token}\"></div>\n{script}"),
        EmbedShape::Popup | EmbedShape::Tab => script,
    };
    let page = SitePage {
        tabs: voice_tabs(),
        ways: ways(id, "site"),
        id,
        name: embedding.survey.name,
        is_published: embedding.survey.state == SurveyState::Published,
        is_shown: embedding.embed.enabled,
        shape: embedding.embed.shape.as_str(),
        sites: embedding.embed.origins.len(),
        typed,
        problem,
        snippet,
        policy: format!("script-src {server}; frame-src {server}"),
        secret: embedding.secret,
        trial: trial.as_str(),
        shapes: EmbedShape::ALL.map(EmbedShape::as_str).into(),
        sides: EmbedSide::ALL.map(EmbedSide::as_str).into(),
    };
    show_page(state, &signed.reader, Area::Voice, &page)
}

/// `POST /voice/surveys/{survey}/asking/site`.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let changed = match typed.embed() {
        Ok(embed) => surveys::change_embed(&state.app, SurveyId(id), embed, &signed.user.actor()).await,
        Err(problem) => Err(problem),
    };
    match changed {
        Ok(()) => Ok(Redirect::to(&format!("/voice/surveys/{id}/asking/site")).into_response()),
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let texts = &state.templates.face(signed.reader.language).texts;
            let sentence = message_of(texts, &problem);
            let embedding = surveys::embedding(&state.app, SurveyId(id)).await?;
            let trial = embedding.embed.shape;
            let page = draw(&state, &signed, &headers, embedding, trial, typed, Some(sentence))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// `POST /voice/surveys/{survey}/asking/site/secret`: a new secret for signatures.
pub(crate) async fn renew(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Response, Failure> {
    surveys::renew_secret(&state.app, SurveyId(id), &signed.user.actor()).await?;
    Ok(Redirect::to(&format!("/voice/surveys/{id}/asking/site#signing")).into_response())
}

/// A page as it might be on a site, on which the survey is tried out.
#[derive(Serialize)]
pub(crate) struct SampleSitePage {
    pub(crate) script: String,
    pub(crate) token: String,
}

impl Page for SampleSitePage {
    const TEMPLATE: &'static str = "pages/asking/sample_site.html";
}

/// `GET /voice/surveys/{survey}/asking/site/sample`: a page with the survey on it; `trial` is its shape.
pub(crate) async fn sample(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    let embedding = surveys::embedding(&state.app, SurveyId(id)).await?;
    let shape = params.known("trial", EmbedShape::parse).unwrap_or(embedding.embed.shape);
    let script = format!("/voice/surveys/{id}/asking/site/widget.js?trial={}", shape.as_str());
    let page = SampleSitePage { script, token: embedding.survey.public_token };
    let mut drawn = show_page(&state, &signed.reader, Area::Voice, &page)?;
    Way::tried_out().let_frame(&mut drawn);
    Ok(drawn)
}

/// `GET /voice/surveys/{survey}/asking/site/widget.js`: the script, for trying out.
pub(crate) async fn trial_script(
    State(state): State<WebState>,
    _: Signed,
    Path(id): Path<i64>,
    params: Params,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let embedding = surveys::embedding(&state.app, SurveyId(id)).await?;
    let frame = format!("/voice/surveys/{id}/asking/site/frame");
    let trial = Trial { frame, shape: params.known("trial", EmbedShape::parse) };
    let mut answer = script_answer(&script(&state, &embedding, Some(&trial))?, &headers);
    answer.headers_mut().remove(axum::http::header::CACHE_CONTROL);
    Ok(answer)
}

/// `GET /voice/surveys/{survey}/asking/site/frame`: the survey in the frame, for trying out; nothing is kept.
pub(crate) async fn trial_frame(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    let embedding = surveys::embedding(&state.app, SurveyId(id)).await?;
    let definition = &embedding.definition;
    let language = params.known("lang", SurveyLanguage::parse).unwrap_or_default();
    let page = params.get("page").or_else(|| definition.sections.first().map(|section| section.key.as_str()));
    let (nobody, form) = Default::default();
    let (step, _) = surveys::preview(definition, page, &form, &nobody, language);
    let here = format!("/voice/surveys/{id}/asking/site/frame");
    answering::show_preview(&state, &signed.reader, &here, definition, &step, &Way::tried_out())
}

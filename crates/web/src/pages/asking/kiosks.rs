//! At which kiosks does this survey stand open?

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};

use hamdel_app::surveys::{self, SurveyState};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::digits::latin_digits;
use hamdel_domain::surveys::{Kiosk, SurveyId, SurveyLanguage};

use super::{WayLink, ways};
use crate::error::{Failure, message_of};
use crate::pages::surveys::{server_address, voice_tabs};
use crate::pages::voice::Tab;
use crate::reader::Signed;
use crate::shell::{Area, show as show_page};
use crate::state::WebState;
use crate::templates::Page;

/// The page.
#[derive(Serialize)]
pub(crate) struct KiosksPage {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) ways: Vec<WayLink>,
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) is_published: bool,
    pub(crate) kiosks: Vec<KioskView>,
    pub(crate) open: usize,
    /// The address of the kiosk that was just made; seen this once.
    pub(crate) made: Option<String>,
    pub(crate) typed: Typed,
    pub(crate) problem: Option<String>,
}

impl Page for KiosksPage {
    const TEMPLATE: &'static str = "pages/asking/kiosks.html";
}

/// A kiosk.
#[derive(Serialize)]
pub(crate) struct KioskView {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) touchpoint: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) idle_seconds: i64,
    pub(crate) last_seen: Option<i64>,
    pub(crate) closed: Option<i64>,
}

/// What is typed for a new kiosk.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Typed {
    pub(crate) name: String,
    pub(crate) touchpoint: String,
    pub(crate) unit: String,
    pub(crate) language: String,
    pub(crate) idle: String,
    #[serde(skip_serializing)]
    pub(crate) pin: String,
}

impl Typed {
    fn kiosk(&self) -> Result<Kiosk, AppError> {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let idle = latin_digits(self.idle.trim());
        Ok(Kiosk {
            name: self.name.trim().to_owned(),
            touchpoint: given(&self.touchpoint),
            unit: given(&self.unit),
            language: SurveyLanguage::parse(&self.language),
            idle_seconds: idle.parse().map_err(|_| AppError::invalid("idle_seconds", "is no number of seconds"))?,
        })
    }
}

/// `GET /voice/surveys/{survey}/asking/kiosks`.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Response, Failure> {
    draw(&state, &signed, id, fresh(&state, &signed), None, None).await
}

fn fresh(state: &WebState, signed: &Signed) -> Typed {
    let texts = &state.templates.face(signed.reader.language).texts;
    Typed { idle: hamdel_text::format::digits(texts.language(), "45"), ..Typed::default() }
}

async fn draw(
    state: &WebState,
    signed: &Signed,
    id: i64,
    typed: Typed,
    made: Option<String>,
    problem: Option<String>,
) -> Result<Response, Failure> {
    let work = surveys::open_survey(&state.app, SurveyId(id)).await?;
    let kiosks: Vec<KioskView> = surveys::kiosks(&state.app, SurveyId(id))
        .await?
        .into_iter()
        .map(|kept| KioskView {
            id: kept.id,
            name: kept.kiosk.name,
            touchpoint: kept.kiosk.touchpoint,
            unit: kept.kiosk.unit,
            idle_seconds: i64::from(kept.kiosk.idle_seconds),
            last_seen: kept.last_seen_at.map(|at| at.micros()),
            closed: kept.closed_at.map(|at| at.micros()),
        })
        .collect();
    let page = KiosksPage {
        tabs: voice_tabs(),
        ways: ways(id, "kiosks"),
        id,
        name: work.survey.name,
        is_published: work.survey.state == SurveyState::Published,
        open: kiosks.iter().filter(|kiosk| kiosk.closed.is_none()).count(),
        kiosks,
        made,
        typed,
        problem,
    };
    show_page(state, &signed.reader, Area::Voice, &page)
}

/// `POST /voice/surveys/{survey}/asking/kiosks`: a new one; its address is shown this once.
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let made = match typed.kiosk() {
        Ok(kiosk) => surveys::add_kiosk(&state.app, SurveyId(id), kiosk, &typed.pin, &signed.user.actor()).await,
        Err(problem) => Err(problem),
    };
    match made {
        Ok((_, token)) => {
            let address = format!("{}/k/{token}", server_address(&headers));
            draw(&state, &signed, id, fresh(&state, &signed), Some(address), None).await
        }
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let texts = &state.templates.face(signed.reader.language).texts;
            let sentence = format!("{} ({problem})", message_of(texts, &problem));
            let page = draw(&state, &signed, id, typed, None, Some(sentence)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// `POST /voice/surveys/{survey}/asking/kiosks/{kiosk}/close`.
pub(crate) async fn close(
    State(state): State<WebState>,
    signed: Signed,
    Path((id, kiosk)): Path<(i64, i64)>,
) -> Result<Response, Failure> {
    surveys::close_kiosk(&state.app, SurveyId(id), kiosk, &signed.user.actor()).await?;
    Ok(Redirect::to(&format!("/voice/surveys/{id}/asking/kiosks")).into_response())
}

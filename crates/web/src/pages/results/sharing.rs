//! Links to results: making them, seeing whether they are used, withdrawing them.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};

use hamdel_app::customers::touchpoints;
use hamdel_app::results::{self, LEAST_SHARED, MOST_DAYS, MOST_SHARED, Narrowing, Share, ShareRequest};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::surveys::SurveyId;

use super::{Head, Names, head};
use crate::error::{Failure, message_of};
use crate::pages::surveys::server_address;
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{self, Area};
use crate::state::WebState;
use crate::templates::Page;

/// The page.
#[derive(Serialize)]
pub(crate) struct SharePage {
    pub(crate) head: Head,
    pub(crate) links: Vec<LinkView>,
    /// A link that was just made; it is shown this once.
    pub(crate) fresh: Option<String>,
    pub(crate) problem: Option<String>,
    pub(crate) typed: Typed,
    pub(crate) bounds: Bounds,
}

impl Page for SharePage {
    const TEMPLATE: &'static str = "pages/results/share.html";
}

/// What may be typed.
#[derive(Serialize)]
pub(crate) struct Bounds {
    pub(crate) least: u64,
    pub(crate) most: u64,
    pub(crate) days: i64,
}

/// A link.
#[derive(Serialize)]
pub(crate) struct LinkView {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) minimum: i64,
    pub(crate) created: i64,
    pub(crate) expires: i64,
    /// `open`, `withdrawn` or `expired`.
    pub(crate) state: &'static str,
    pub(crate) opened: i64,
    pub(crate) opened_at: Option<i64>,
}

/// What is typed for a link.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Typed {
    #[serde(default)]
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) minimum: String,
    #[serde(default)]
    pub(crate) days: String,
}

impl Default for Typed {
    fn default() -> Self {
        Self { title: String::new(), minimum: "10".to_owned(), days: "30".to_owned() }
    }
}

/// `GET /voice/surveys/{survey}/results/share`: the links, and the form for another with the narrowing of the address.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    page(&state, &signed, id, &params, Outcome::default()).await
}

#[derive(Default)]
struct Outcome {
    fresh: Option<String>,
    problem: Option<String>,
    typed: Typed,
}

async fn page(
    state: &WebState,
    signed: &Signed,
    id: i64,
    params: &Params,
    outcome: Outcome,
) -> Result<Response, Failure> {
    let narrowing = Narrowing::read(params.pairs());
    let asked = results::asked(&state.app, SurveyId(id), &narrowing).await?;
    let ways = results::ways(&state.app, &asked).await?;
    let links = results::shares(&state.app, SurveyId(id)).await?;
    let places = touchpoints(&state.app).await?;
    let names =
        Names { texts: &state.templates.face(signed.reader.language).texts, asked: &asked, touchpoints: &places };
    let now = state.app.clock.now();
    let link = |share: &Share| LinkView {
        id: share.id,
        title: share.title.clone(),
        minimum: share.minimum,
        created: share.created_at.micros(),
        expires: share.expires_at.micros(),
        state: match share.withdrawn_at {
            Some(_) => "withdrawn",
            None if results::is_open(share, now) => "open",
            None => "expired",
        },
        opened: share.opened,
        opened_at: share.opened_at.map(|at| at.micros()),
    };
    let page = SharePage {
        head: head(&names, "share", &narrowing, &ways, &[]),
        links: links.iter().map(link).collect(),
        fresh: outcome.fresh,
        problem: outcome.problem,
        typed: outcome.typed,
        bounds: Bounds { least: LEAST_SHARED, most: MOST_SHARED, days: MOST_DAYS },
    };
    shell::show(state, &signed.reader, Area::Voice, &page)
}

/// What is typed, as a wish for a link.
pub(crate) fn wanted(typed: &Typed, narrowing: Narrowing) -> Result<ShareRequest, AppError> {
    let number = |name: &'static str, text: &str| {
        let plain = hamdel_domain::digits::latin_digits(text.trim());
        plain.parse::<i64>().map_err(|_| AppError::invalid(name, "needs a whole number"))
    };
    Ok(ShareRequest {
        title: typed.title.clone(),
        narrowing,
        minimum: u64::try_from(number("minimum", &typed.minimum)?).unwrap_or_default(),
        days: number("days", &typed.days)?,
    })
}

/// `POST /voice/surveys/{survey}/results/share`: a link; it is shown this once.
pub(crate) async fn make(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let made = match wanted(&typed, Narrowing::read(params.pairs())) {
        Ok(request) => results::share_results(&state.app, SurveyId(id), &request, &signed.user.actor()).await,
        Err(problem) => Err(problem),
    };
    match made {
        Ok((_, token)) => {
            let fresh = Some(format!("{}/shared/{token}", server_address(&headers)));
            page(&state, &signed, id, &params, Outcome { fresh, ..Outcome::default() }).await
        }
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let texts = &state.templates.face(signed.reader.language).texts;
            let problem = Some(message_of(texts, &problem));
            let shown = page(&state, &signed, id, &params, Outcome { fresh: None, problem, typed }).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// `POST /voice/surveys/{survey}/results/share/{share}/withdraw`.
pub(crate) async fn withdraw(
    State(state): State<WebState>,
    signed: Signed,
    Path((id, share)): Path<(i64, i64)>,
) -> Result<Response, Failure> {
    results::withdraw_share(&state.app, SurveyId(id), share, &signed.user.actor()).await?;
    Ok(Redirect::to(&format!("/voice/surveys/{id}/results/share")).into_response())
}

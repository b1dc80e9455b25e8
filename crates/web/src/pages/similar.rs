//! Which cases were like this one, and how did they end?

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::cases::{Similar, SimilarCase, hang_together, similar_cases};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::cases::{CaseId, Decision};
use hamdel_domain::rights::Right;

use crate::error::{Failure, message_of};
use crate::params::{CasePath, Params};
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

/// Hours of a day.
const DAY_HOURS: i64 = 24;
/// Microseconds of an hour.
const HOUR: i64 = 3_600_000_000;

/// The page, of which the page of a case takes its list.
#[derive(Serialize)]
pub(crate) struct SimilarPage {
    pub(crate) case: i64,
    pub(crate) rows: Vec<SimilarRow>,
    /// How many cases were compared.
    pub(crate) among: usize,
    /// Whether past cases are still being read.
    pub(crate) reading: bool,
    /// The problem this case hangs on.
    pub(crate) hangs_on: Option<i64>,
    /// Whether a problem can be made for two that hang on none.
    pub(crate) may_make: bool,
    pub(crate) problem: Option<String>,
}

impl Page for SimilarPage {
    const TEMPLATE: &'static str = "pages/similar/page.html";
}

/// A case like it.
#[derive(Serialize)]
pub(crate) struct SimilarRow {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) state: &'static str,
    pub(crate) received_at: i64,
    /// How alike the words are, per cent.
    pub(crate) alike: i64,
    pub(crate) cause: Option<String>,
    pub(crate) decision: Option<&'static str>,
    pub(crate) remedy: Option<String>,
    /// How long it took until it was closed: hours up to two days, days from then on.
    pub(crate) hours: Option<i64>,
    pub(crate) days: Option<i64>,
    /// The problem it hangs on.
    pub(crate) problem: Option<i64>,
    /// Whether one click hangs both on one problem.
    pub(crate) can_hang: bool,
}

/// `GET /care/cases/{case}/similar`.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    CasePath(id): CasePath,
) -> Result<Response, Failure> {
    draw(&state, &signed, id, None).await
}

/// `POST /care/cases/{case}/similar`: hangs it and `other` on one problem, and shows that.
pub(crate) async fn hang(
    State(state): State<WebState>,
    signed: Signed,
    CasePath(id): CasePath,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let other = Params::of(fields).known("other", |number| number.parse().ok());
    let other = other.ok_or_else(|| AppError::refused("case", "no-such-case", ""))?;
    match hang_together(&state.app, id, CaseId(other), &signed.user).await {
        Ok(problem) => Ok(Redirect::to(&format!("/care/problems?problem={problem}#problem")).into_response()),
        Err(problem) if matches!(problem.code(), ErrorCode::Invalid | ErrorCode::ChangedMeanwhile) => {
            let page = draw(&state, &signed, id, Some(&problem)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn draw(state: &WebState, signed: &Signed, id: CaseId, problem: Option<&AppError>) -> Result<Response, Failure> {
    let found = similar_cases(&state.app, id, &signed.user).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let page = SimilarPage { problem: problem.map(|problem| message_of(texts, problem)), ..page(&found, signed) };
    show_in(state, &Shell::new(state, &signed.reader, Area::Care), &page)
}

fn page(found: &Similar, signed: &Signed) -> SimilarPage {
    let may_make = signed.user.may(Right::ManageActions);
    let may_hang = signed.user.may(Right::WorkCases);
    let own = found.case.problem;
    let row = |similar: &SimilarCase| {
        let case = &similar.case;
        let took = case.closed_at.map(|closed| closed.micros_since(case.received_at) / HOUR);
        let can_hang = match (own, case.problem) {
            (None, None) => may_make,
            (Some(_), Some(_)) => false,
            _ => true,
        };
        SimilarRow {
            id: case.id.0,
            title: case.facts.title.clone(),
            state: case.state.as_str(),
            received_at: case.received_at.micros(),
            alike: (similar.alike * 100.0).round() as i64,
            cause: case.cause.clone(),
            decision: case.decision.map(Decision::as_str),
            remedy: case.facts.remedy.clone(),
            hours: took.filter(|hours| *hours < 2 * DAY_HOURS),
            days: took.filter(|hours| *hours >= 2 * DAY_HOURS).map(|hours| hours / DAY_HOURS),
            problem: case.problem,
            can_hang: can_hang && may_hang,
        }
    };
    SimilarPage {
        case: found.case.id.0,
        rows: found.cases.iter().map(row).collect(),
        among: found.among,
        reading: found.reading,
        hangs_on: own,
        may_make,
        problem: None,
    }
}

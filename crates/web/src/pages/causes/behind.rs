//! The cases behind a bar of the chart of causes.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use hamdel_app::causes::{self, Behind, CaseOutline, PAGE, ParetoQuestion};

use super::{PATH, question, written};
use crate::error::Failure;
use crate::pages::pager::{Pager, Place};
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{self, Area};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// The page.
#[derive(Serialize)]
pub(crate) struct CausedPage {
    /// The cause, by its title; `None` for cases that name none.
    pub(crate) cause: Option<String>,
    pub(crate) back: String,
    pub(crate) period: &'static str,
    pub(crate) cases: Vec<CaseRow>,
    pub(crate) count: u64,
    /// Those beyond the reader's reach.
    pub(crate) hidden: u64,
    pub(crate) pager: Pager,
}

impl Page for CausedPage {
    const TEMPLATE: &'static str = "pages/causes/cases.html";
}

/// A case in a list that looks back.
#[derive(Serialize)]
pub(crate) struct CaseRow {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) matter: &'static str,
    pub(crate) state: &'static str,
    pub(crate) unit: Option<String>,
    pub(crate) cause: Option<String>,
    pub(crate) received_at: i64,
    pub(crate) decision: Option<&'static str>,
}

impl CaseRow {
    pub(crate) fn of(texts: &Texts, held: &CaseOutline) -> Self {
        Self {
            href: format!("/care/cases/{}", held.id),
            title: held.title.clone(),
            matter: held.matter.as_str(),
            state: held.state.as_str(),
            unit: held.unit.as_ref().map(|unit| texts.title("unit", unit)),
            cause: held.cause.as_ref().map(|cause| texts.title("cause", cause)),
            received_at: held.received_at.micros(),
            decision: held.decision.map(|decision| decision.as_str()),
        }
    }
}

/// `GET /care/causes/cases`: `cause`, or none for cases without one; `page`, and what the chart asks.
pub(crate) async fn list(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let question = question(&params);
    let page = params.known("page", |number| number.parse().ok()).unwrap_or(1_u64).max(1);
    let cause = params.get("cause");
    let found = causes::behind(&state.app, &question, cause, page, &signed.user).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    shell::show(&state, &signed.reader, Area::Care, &page_of(texts, &question, cause, page, &found))
}

fn page_of(texts: &Texts, question: &ParetoQuestion, cause: Option<&str>, page: u64, found: &Behind) -> CausedPage {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let place = Place {
        page: number(page),
        last: number(found.count.div_ceil(u64::from(PAGE)).max(1)),
        per_page: i64::from(PAGE),
        count: number(found.count),
        more: false,
    };
    CausedPage {
        cause: cause.map(|cause| texts.title("cause", cause)),
        back: format!("{PATH}{}", written(question, &[])),
        period: question.period.as_str(),
        cases: found.cases.iter().map(|held| CaseRow::of(texts, held)).collect(),
        count: found.count,
        hidden: found.whole.saturating_sub(found.count),
        pager: Pager::of(&place, |number| {
            format!("{PATH}/cases{}", written(question, &[("cause", cause), ("page", Some(&number.to_string()))]))
        }),
    }
}

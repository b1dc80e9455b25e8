//! Service quality: how far what customers find is from what they expect, in every survey that asks for both.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use hamdel_app::results::{self, Privacy, ServiceQuality};
use hamdel_domain::rights::Scope;
use hamdel_stats::interval::MinimumN;
use hamdel_text::format;

use super::results::{Drawing, Figure, Names};
use super::surveys::survey_language;
use crate::error::Failure;
use crate::reader::Signed;
use crate::shell::{self, Area};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// The page.
#[derive(Serialize)]
pub(crate) struct ServiceQualityPage {
    pub(crate) widest: Option<WidestView>,
    pub(crate) surveys: Vec<SurveyView>,
}

impl Page for ServiceQualityPage {
    const TEMPLATE: &'static str = "pages/scores/service_quality.html";
}

/// Where customers find least of what they expected.
#[derive(Serialize)]
pub(crate) struct WidestView {
    pub(crate) dimension: String,
    pub(crate) survey: String,
    /// Without its sign.
    pub(crate) gap: String,
    pub(crate) low: String,
    pub(crate) high: String,
    pub(crate) n: u64,
}

/// A survey with its blocks.
#[derive(Serialize)]
pub(crate) struct SurveyView {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) submitted: u64,
    /// Answers that are missing before figures of employees may be shown.
    pub(crate) hidden: Option<u64>,
    pub(crate) figures: Vec<Figure>,
}

/// `GET /voice/scores/service-quality`.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    let found = results::service_quality(&state.app).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    shell::show(&state, &signed.reader, Area::Voice, &page(texts, &found))
}

fn page(texts: &Texts, found: &[ServiceQuality]) -> ServiceQualityPage {
    let number = |value: f64| format::decimal(texts.language(), value, 2);
    let widest = results::widest_shortfall(found).and_then(|(survey, line)| {
        let gap = line.gap.estimate()?;
        Some(WidestView {
            dimension: line.words.read(survey_language(texts.language())).to_owned(),
            survey: survey.asked.name.clone(),
            gap: number(gap.value.abs()),
            low: number(gap.high.abs()),
            high: number(gap.low.abs()),
            n: gap.n,
        })
    });
    ServiceQualityPage { widest, surveys: found.iter().map(|survey| view(texts, survey)).collect() }
}

fn view(texts: &Texts, survey: &ServiceQuality) -> SurveyView {
    let names = Names { texts, asked: &survey.asked, touchpoints: &[] };
    let drawing = Drawing { names: &names, behind: None, verbatim: Scope::Nothing, least: MinimumN::default().get() };
    SurveyView {
        name: survey.asked.name.clone(),
        href: format!("/voice/surveys/{}/results", survey.asked.survey),
        submitted: survey.submitted,
        hidden: match survey.privacy {
            Privacy::Open => None,
            Privacy::TooFew(missing) => Some(missing),
            Privacy::TooFewLeftOut => Some(1),
        },
        figures: survey.blocks.iter().map(|block| drawing.figure(block)).collect(),
    }
}

//! Results as they are printed, and as a link shows them: a cover line, how far those who were asked came, the figures.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;

use hamdel_app::customers::touchpoints;
use hamdel_app::results::{self, Narrowing, SurveyResults};
use hamdel_domain::rights::{Right, Scope};
use hamdel_domain::surveys::SurveyId;

use super::{Drawing, Figure, FunnelStep, Names, funnel, question, withheld};
use crate::error::Failure;
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{self, Area};
use crate::state::WebState;
use crate::templates::Page;

/// A report.
#[derive(Serialize)]
pub(crate) struct ReportPage {
    pub(crate) title: String,
    pub(crate) submitted: u64,
    /// The period in words, when one was asked for.
    pub(crate) from: Option<String>,
    pub(crate) until: Option<String>,
    pub(crate) between: Option<(i64, i64)>,
    pub(crate) narrowed: Vec<String>,
    pub(crate) made_at: i64,
    pub(crate) withheld: Option<&'static str>,
    pub(crate) missing: u64,
    pub(crate) funnel: Vec<FunnelStep>,
    pub(crate) figures: Vec<Figure>,
    /// Fewest answers of a figure; 0 where it is no matter.
    pub(crate) least: u64,
    /// Where it came from, for those who may go there.
    pub(crate) back: Option<String>,
    /// When its link ends.
    pub(crate) expires: Option<i64>,
}

impl Page for ReportPage {
    const TEMPLATE: &'static str = "pages/results/report.html";
}

/// How a report is made.
pub(crate) struct Cover<'a> {
    pub(crate) title: String,
    pub(crate) narrowing: &'a Narrowing,
    pub(crate) least: u64,
    pub(crate) verbatim: Scope,
    pub(crate) back: Option<String>,
    pub(crate) expires: Option<i64>,
    pub(crate) made_at: i64,
}

/// The report of results.
pub(crate) fn report(names: &Names<'_>, cover: Cover<'_>, found: &SurveyResults) -> ReportPage {
    let drawing = Drawing { names, behind: None, verbatim: cover.verbatim, least: cover.least };
    let (held, missing) = withheld(found.privacy);
    let few = found.submitted < cover.least;
    ReportPage {
        title: cover.title,
        submitted: found.submitted,
        from: cover.narrowing.from.map(|day| names.day(day)),
        until: cover.narrowing.until.map(|day| names.day(day)),
        between: found.between.map(|(first, last)| (first.micros(), last.micros())),
        narrowed: cover.narrowing.conditions.iter().map(|condition| names.condition(condition)).collect(),
        made_at: cover.made_at,
        withheld: if few { Some("few") } else { held },
        missing: if few { cover.least - found.submitted } else { missing },
        funnel: if few { Vec::new() } else { funnel(names.texts, &found.funnel) },
        figures: found.questions.iter().map(|result| drawing.figure(result)).collect(),
        least: cover.least,
        back: cover.back,
        expires: cover.expires,
    }
}

/// `GET /voice/surveys/{survey}/report`: the results as they are printed on A4, narrowed as those are; `words=1` with
/// what was written.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    let question = question(signed.reader.language, &params);
    let found = results::survey_results(&state.app, SurveyId(id), &question).await?;
    let places = touchpoints(&state.app).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let names = Names { texts, asked: &found.asked, touchpoints: &places };
    let cover = Cover {
        title: found.asked.name.clone(),
        narrowing: &question.narrowing,
        least: 0,
        verbatim: if params.get("words").is_some() { signed.user.scope(Right::ReadFeedback) } else { Scope::Nothing },
        back: Some(super::address(&format!("/voice/surveys/{id}/results"), &question.narrowing, &[])),
        expires: None,
        made_at: state.app.clock.now().micros(),
    };
    shell::show(&state, &signed.reader, Area::Voice, &report(&names, cover, &found))
}

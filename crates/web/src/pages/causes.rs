//! Causes: which of them make most cases, and what changed.

pub(crate) mod behind;
pub(crate) mod tree;

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use hamdel_app::causes::{self, CauseBar, LEAST_CASES, Level, Pareto, ParetoQuestion};
use hamdel_app::people::Directory;
use hamdel_app::pulse::Period;
use hamdel_domain::cases::Matter;
use hamdel_text::format;

use super::care::{self, ChangeView, Choice, ShareView, Way};
use super::tree::options;
use crate::error::Failure;
use crate::navigation::{self, Tab};
use crate::params::{Params, query};
use crate::reader::Signed;
use crate::shell::{self, Area};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// Where the page is.
const PATH: &str = "/care/causes";
/// Bars that are drawn; the table has them all.
const MOST_DRAWN: usize = 12;

/// The page.
#[derive(Serialize)]
pub(crate) struct CausesPage {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) periods: Vec<Way>,
    pub(crate) period: &'static str,
    pub(crate) levels: Vec<Way>,
    pub(crate) level: &'static str,
    pub(crate) units: Vec<Choice>,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) matters: Vec<Choice>,
    pub(crate) narrowed: bool,
    pub(crate) named: u64,
    pub(crate) unnamed: u64,
    pub(crate) unnamed_href: String,
    /// Cases with a cause that are missing to a share.
    pub(crate) missing: u64,
    pub(crate) few: usize,
    pub(crate) few_share: Option<ShareView>,
    /// The first of the bars, by its title.
    pub(crate) first: Option<String>,
    pub(crate) bars: Vec<BarView>,
    pub(crate) chart: Option<ParetoChart>,
    pub(crate) from: i64,
    pub(crate) until: i64,
}

impl Page for CausesPage {
    const TEMPLATE: &'static str = "pages/causes/page.html";
}

/// A cause in the table.
#[derive(Serialize)]
pub(crate) struct BarView {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) cases: u64,
    pub(crate) share: Option<ShareView>,
    pub(crate) cumulative: String,
    pub(crate) before: u64,
    pub(crate) change: Option<ChangeView>,
    /// Whether it is among the few that make most.
    pub(crate) vital: bool,
}

/// What `charts.js` draws: lying bars, and a line of what they add up to.
#[derive(Serialize)]
pub(crate) struct ParetoChart {
    pub(crate) kind: &'static str,
    pub(crate) horizontal: bool,
    pub(crate) categories: Vec<String>,
    pub(crate) series: Vec<ParetoSeries>,
}

/// The bars, or the line over them.
#[derive(Serialize)]
pub(crate) struct ParetoSeries {
    pub(crate) name: String,
    pub(crate) values: Vec<f64>,
    pub(crate) labels: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) href: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tone: Option<&'static str>,
    /// Whether it is a share of the whole, drawn as a line over the bars.
    pub(crate) over: bool,
}

/// `GET /care/causes`: `period`, `unit`, `kind`, `matter`, `level`.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let question = question(&params);
    let found = causes::pareto(&state.app, &question).await?;
    let directory = Directory::of(&state.app).await?;
    let kinds = causes::kinds(&state.app).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    shell::show(&state, &signed.reader, Area::Care, &page(texts, &question, &found, &directory, &kinds))
}

/// What an address asks of causes.
pub(crate) fn question(params: &Params) -> ParetoQuestion {
    ParetoQuestion {
        period: params.known("period", Period::parse).unwrap_or(Period::Quarter),
        unit: params.get("unit").map(str::to_owned),
        kind: params.get("kind").map(str::to_owned),
        matter: params.known("matter", Matter::parse),
        level: params.known("level", Level::parse).unwrap_or_default(),
    }
}

/// The query of an address that asks this.
fn written(question: &ParetoQuestion, more: &[(&str, Option<&str>)]) -> String {
    let mut fields = vec![
        ("period", Some(question.period.as_str())),
        ("level", Some(question.level.as_str())),
        ("unit", question.unit.as_deref()),
        ("kind", question.kind.as_deref()),
        ("matter", question.matter.map(Matter::as_str)),
    ];
    fields.extend_from_slice(more);
    query(&fields)
}

/// The tabs of the area.
pub(crate) fn tabs() -> Vec<Tab> {
    navigation::tabs(Area::Care, "causes", "")
}

fn page(
    texts: &Texts,
    question: &ParetoQuestion,
    found: &Pareto,
    directory: &Directory,
    kinds: &[String],
) -> CausesPage {
    let narrowed = question.unit.is_some() || question.kind.is_some() || question.matter.is_some();
    let level = |level: Level| Way {
        name: level.as_str(),
        href: format!("{PATH}{}", written(&ParetoQuestion { level, ..question.clone() }, &[])),
        chosen: level == question.level,
    };
    let kind = |kind: &String| Choice {
        value: kind.clone(),
        name: texts.title("case-kind", kind),
        chosen: question.kind.as_ref() == Some(kind),
        depth: 0,
    };
    let matter = |matter: Matter| Choice {
        value: matter.as_str().to_owned(),
        name: texts.title("case-matter", matter.as_str()),
        chosen: question.matter == Some(matter),
        depth: 0,
    };
    let bars: Vec<BarView> =
        found.bars.iter().enumerate().map(|(place, held)| bar(texts, question, held, place < found.few)).collect();
    CausesPage {
        tabs: tabs(),
        periods: care::periods(question.period, |period| {
            format!("{PATH}{}", written(&ParetoQuestion { period, ..question.clone() }, &[]))
        }),
        period: question.period.as_str(),
        levels: Level::ALL.into_iter().map(level).collect(),
        level: question.level.as_str(),
        units: options(texts, "unit", directory.tree(), question.unit.as_deref()),
        kinds: kinds.iter().map(kind).collect(),
        matters: Matter::ALL.into_iter().map(matter).collect(),
        narrowed,
        named: found.named,
        unnamed: found.unnamed,
        unnamed_href: cases_of(question, None),
        missing: LEAST_CASES.saturating_sub(found.named),
        few: found.few,
        few_share: found.few_share.as_ref().map(|estimate| ShareView::of(texts, estimate)),
        first: bars.first().map(|bar| bar.title.clone()),
        chart: chart(texts, question, found),
        bars,
        from: found.from.micros(),
        until: found.until.micros(),
    }
}

/// The address of the cases behind a bar.
fn cases_of(question: &ParetoQuestion, cause: Option<&str>) -> String {
    format!("{PATH}/cases{}", written(question, &[("cause", cause)]))
}

fn bar(texts: &Texts, question: &ParetoQuestion, held: &CauseBar, vital: bool) -> BarView {
    BarView {
        title: texts.title("cause", &held.cause),
        href: cases_of(question, Some(&held.cause)),
        cases: held.cases,
        share: held.share.as_ref().map(|estimate| ShareView::of(texts, estimate)),
        cumulative: format::percent(texts.language(), held.cumulative, 0),
        before: held.before,
        change: held.change.as_ref().map(|compared| ChangeView::of_share(texts, compared)),
        vital,
    }
}

fn chart(texts: &Texts, question: &ParetoQuestion, found: &Pareto) -> Option<ParetoChart> {
    let drawn: Vec<&CauseBar> = found.bars.iter().take(MOST_DRAWN).collect();
    if drawn.is_empty() {
        return None;
    }
    let language = texts.language();
    let bars = ParetoSeries {
        name: texts.plain("causes-cases"),
        values: drawn.iter().map(|bar| bar.cases as f64).collect(),
        labels: drawn
            .iter()
            .map(|bar| format::integer(language, i64::try_from(bar.cases).unwrap_or(i64::MAX)))
            .collect(),
        href: drawn.iter().map(|bar| cases_of(question, Some(&bar.cause))).collect(),
        tone: None,
        over: false,
    };
    let line = ParetoSeries {
        name: texts.plain("causes-cumulative"),
        values: drawn.iter().map(|bar| bar.cumulative).collect(),
        labels: drawn.iter().map(|bar| format::percent(language, bar.cumulative, 0)).collect(),
        href: Vec::new(),
        tone: Some("passive"),
        over: true,
    };
    Some(ParetoChart {
        kind: "bar",
        horizontal: true,
        categories: drawn.iter().map(|bar| texts.title("cause", &bar.cause)).collect(),
        series: vec![bars, line],
    })
}

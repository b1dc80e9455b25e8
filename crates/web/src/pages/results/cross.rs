//! Two questions at once, and two groups side by side.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;

use hamdel_app::customers::touchpoints;
use hamdel_app::results::{
    self, Axis, CompareQuestion, Compared, Condition, CrossQuestion, CrossTable, Difference, Measure, Narrowing, Ways,
};
use hamdel_domain::surveys::{Audience, SurveyId};
use hamdel_stats::interval::Published;
use hamdel_text::Language;
use hamdel_text::format;

use super::{FilterOption, Head, Names, address, axes, head, withheld};
use crate::error::Failure;
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{self, Area};
use crate::state::WebState;
use crate::templates::Page;

/// The page of a table of two axes.
#[derive(Serialize)]
pub(crate) struct CrossPage {
    pub(crate) head: Head,
    pub(crate) rows: Vec<FilterOption>,
    pub(crate) columns: Vec<FilterOption>,
    pub(crate) table: Option<CrossView>,
}

impl Page for CrossPage {
    const TEMPLATE: &'static str = "pages/results/cross.html";
}

/// The table.
#[derive(Serialize)]
pub(crate) struct CrossView {
    pub(crate) row_name: String,
    pub(crate) column_name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) column_totals: Vec<u64>,
    pub(crate) rows: Vec<CrossRow>,
    pub(crate) n: u64,
    pub(crate) several: bool,
    pub(crate) test: Option<TestView>,
    pub(crate) withheld: Option<&'static str>,
    pub(crate) missing: u64,
}

/// A row of it.
#[derive(Serialize)]
pub(crate) struct CrossRow {
    pub(crate) label: String,
    pub(crate) total: u64,
    pub(crate) cells: Vec<super::HeatCell>,
}

/// What the test says.
#[derive(Serialize)]
pub(crate) struct TestView {
    pub(crate) name: &'static str,
    pub(crate) chi_square: String,
    pub(crate) degrees: u64,
    pub(crate) p_value: String,
    pub(crate) beyond: bool,
    pub(crate) strength: String,
    pub(crate) thin: bool,
    pub(crate) thin_share: String,
}

/// `GET /voice/surveys/{survey}/results/cross`: `rows` and `columns` are axes.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    let language = signed.reader.language;
    let (narrowing, asked, ways) = begin(&state, id, &params).await?;
    let chosen = (params.known("rows", Axis::parse), params.known("columns", Axis::parse));
    let found = match chosen.clone() {
        (Some(rows), Some(columns)) if rows != columns => {
            let question =
                CrossQuestion { rows, columns, narrowing: narrowing.clone(), jalali: language == Language::Persian };
            Some((results::cross(&state.app, SurveyId(id), &question).await?, question))
        }
        _ => None,
    };
    let places = touchpoints(&state.app).await?;
    let names = Names { texts: &state.templates.face(language).texts, asked: &asked, touchpoints: &places };
    let kept: Vec<(&'static str, &str)> =
        ["rows", "columns"].into_iter().filter_map(|name| Some((name, params.get(name)?))).collect();
    let page = CrossPage {
        head: head(&names, "cross", &narrowing, &ways, &kept),
        rows: axes(&names, &asked, &ways, chosen.0.as_ref()),
        columns: axes(&names, &asked, &ways, chosen.1.as_ref()),
        table: found.map(|(found, question)| table(&names, &question, &found)),
    };
    shell::show(&state, &signed.reader, Area::Voice, &page)
}

async fn begin(state: &WebState, id: i64, params: &Params) -> Result<(Narrowing, results::Asked, Ways), Failure> {
    let narrowing = Narrowing::read(params.pairs());
    let asked = results::asked(&state.app, SurveyId(id), &narrowing).await?;
    let ways = results::ways(&state.app, &asked).await?;
    Ok((narrowing, asked, ways))
}

/// A p value as it is written: below a thousandth it is only said to be.
pub(crate) fn p_value(names: &Names<'_>, p: f64) -> String {
    let language = names.texts.language();
    if p < 0.001 { format!("< {}", format::decimal(language, 0.001, 3)) } else { format::decimal(language, p, 3) }
}

fn table(names: &Names<'_>, question: &CrossQuestion, found: &CrossTable) -> CrossView {
    let language = names.texts.language();
    let base = format!("/voice/surveys/{}/results/responses", found.asked.survey);
    let leads = found.asked.definition.audience == Audience::Customers;
    let href = |row: &str, column: &str, n: u64| {
        let condition = |axis: &Axis, value: &str| Condition { axis: axis.clone(), value: value.to_owned() };
        let narrowed = question.narrowing.and(condition(&question.rows, row)).and(condition(&question.columns, column));
        let known = row != results::REST && column != results::REST;
        (leads && known && n > 0).then(|| address(&base, &narrowed, &[]))
    };
    let row = |((name, cells), total): ((&String, &Vec<u64>), &u64)| CrossRow {
        label: names.value(&question.rows, name),
        total: *total,
        cells: cells
            .iter()
            .zip(&found.columns)
            .map(|(n, column)| super::HeatCell {
                n: *n,
                share: format::percent(language, *n as f64 / (*total).max(1) as f64, 0),
                heat: (5 * n).div_ceil((*total).max(1)).min(5),
                href: href(name, column, *n),
            })
            .collect(),
    };
    let (held, missing) = withheld(found.privacy);
    CrossView {
        row_name: names.axis(&question.rows),
        column_name: names.axis(&question.columns),
        columns: found.columns.iter().map(|column| names.value(&question.columns, column)).collect(),
        column_totals: found.column_totals.clone(),
        rows: found.rows.iter().zip(&found.cells).zip(&found.row_totals).map(row).collect(),
        n: found.n,
        several: found.several,
        test: found.association.map(|test| TestView {
            name: test.test.as_str(),
            chi_square: format::decimal(language, test.chi_square, 2),
            degrees: test.degrees,
            p_value: p_value(names, test.p_value),
            beyond: test.p_value < 0.05,
            strength: format::decimal(language, test.strength, 2),
            thin: test.is_thin(),
            thin_share: format::percent(language, test.thin, 0),
        }),
        withheld: held,
        missing,
    }
}

/// The page of two groups.
#[derive(Serialize)]
pub(crate) struct ComparePage {
    pub(crate) head: Head,
    pub(crate) axes: Vec<FilterOption>,
    /// Values of the axis, for the first group and the second.
    pub(crate) first: Vec<FilterOption>,
    pub(crate) second: Vec<FilterOption>,
    pub(crate) compared: Option<ComparedView>,
}

impl Page for ComparePage {
    const TEMPLATE: &'static str = "pages/results/compare.html";
}

/// Two groups side by side.
#[derive(Serialize)]
pub(crate) struct ComparedView {
    pub(crate) first: String,
    pub(crate) second: String,
    pub(crate) n: (u64, u64),
    pub(crate) both: u64,
    pub(crate) comparisons: usize,
    pub(crate) beyond: usize,
    pub(crate) rows: Vec<DifferenceView>,
    pub(crate) withheld: Option<&'static str>,
    pub(crate) missing: u64,
}

/// A figure in both groups.
#[derive(Serialize)]
pub(crate) struct DifferenceView {
    pub(crate) question: String,
    pub(crate) part: Option<String>,
    pub(crate) first: Option<String>,
    pub(crate) second: Option<String>,
    pub(crate) n: (u64, u64),
    pub(crate) difference: Option<String>,
    pub(crate) interval: String,
    pub(crate) p_value: String,
    pub(crate) beyond: bool,
    /// `up`, `down` or `same`.
    pub(crate) direction: &'static str,
}

/// `GET /voice/surveys/{survey}/results/compare`: `by` an axis, `first` and `second` two of its values.
pub(crate) async fn compare(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    let language = signed.reader.language;
    let (narrowing, asked, ways) = begin(&state, id, &params).await?;
    let axis = params.known("by", Axis::parse);
    let values = match &axis {
        Some(axis) => results::axis_values(&state.app, &asked, axis, &narrowing, language == Language::Persian).await?,
        None => Vec::new(),
    };
    let chosen = (params.get("first"), params.get("second"));
    let found = match (&axis, chosen) {
        (Some(axis), (Some(first), Some(second))) if first != second => {
            let (first, second) = (first.to_owned(), second.to_owned());
            let question = CompareQuestion { axis: axis.clone(), first, second, narrowing: narrowing.clone() };
            Some((results::compare_groups(&state.app, SurveyId(id), &question).await?, question))
        }
        _ => None,
    };
    let places = touchpoints(&state.app).await?;
    let names = Names { texts: &state.templates.face(language).texts, asked: &asked, touchpoints: &places };
    let kept: Vec<(&'static str, &str)> =
        ["by", "first", "second"].into_iter().filter_map(|name| Some((name, params.get(name)?))).collect();
    let options = |chosen: Option<&str>| {
        let of = |value: &String| FilterOption {
            chosen: chosen == Some(value.as_str()),
            name: axis.as_ref().map_or_else(|| value.clone(), |axis| names.value(axis, value)),
            value: value.clone(),
        };
        values.iter().filter(|value| *value != results::REST).map(of).collect()
    };
    let page = ComparePage {
        head: head(&names, "compare", &narrowing, &ways, &kept),
        axes: axes(&names, &asked, &ways, axis.as_ref()),
        first: options(chosen.0),
        second: options(chosen.1),
        compared: found.map(|(found, question)| compared(&names, &question, &found)),
    };
    shell::show(&state, &signed.reader, Area::Voice, &page)
}

fn compared(names: &Names<'_>, question: &CompareQuestion, found: &Compared) -> ComparedView {
    let (held, missing) = withheld(found.privacy);
    let rows: Vec<DifferenceView> = found.differences.iter().map(|difference| row(names, difference)).collect();
    ComparedView {
        first: names.value(&question.axis, &question.first),
        second: names.value(&question.axis, &question.second),
        n: found.n,
        both: found.both,
        comparisons: found.comparisons,
        beyond: rows.iter().filter(|row| row.beyond).count(),
        rows,
        withheld: held,
        missing,
    }
}

fn row(names: &Names<'_>, difference: &Difference) -> DifferenceView {
    let language = names.texts.language();
    let number = |value: f64| match difference.measure {
        Measure::Nps => format::decimal(language, value, 0),
        Measure::Share => format::percent(language, value, 0),
        Measure::Mean => format::decimal(language, value, 2),
    };
    let points = |value: f64| match difference.measure {
        Measure::Share => names.texts.filled("score-points", &[("points", (100.0 * value).round().into())]),
        _ => number(value),
    };
    let shown = |published: &Published| published.estimate().map(|estimate| number(estimate.value));
    let n = |published: &Published| match published {
        Published::Estimate(estimate) => estimate.n,
        Published::TooFew { have, .. } => *have,
    };
    let words = difference.part.as_ref().map(|words| words.read(names.language()).to_owned());
    let is_text = names
        .asked
        .definition
        .question(difference.question.as_str())
        .is_some_and(|question| question.kind.as_str() == "text");
    let part = words.map(|words| match (words.is_empty(), is_text) {
        (true, true) => names.texts.plain("results-unhappy-share"),
        (true, false) => names.texts.plain("answer-other"),
        _ => words,
    });
    let compared = difference.compared;
    DifferenceView {
        question: names.axis(&Axis::Question(difference.question.clone(), None)),
        part,
        first: shown(&difference.first),
        second: shown(&difference.second),
        n: (n(&difference.first), n(&difference.second)),
        difference: compared.map(|held| points(held.difference.abs())),
        interval: compared.map_or_else(String::new, |held| {
            names.texts.filled("score-between", &[("low", points(held.low).into()), ("high", points(held.high).into())])
        }),
        p_value: compared.map_or_else(String::new, |held| p_value(names, held.p_value)),
        beyond: compared.is_some_and(|held| held.more_than_chance()),
        direction: match compared.map(|held| held.difference) {
            Some(difference) if difference > 0.0 => "up",
            Some(difference) if difference < 0.0 => "down",
            _ => "same",
        },
    }
}

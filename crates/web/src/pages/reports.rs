//! The complaint report of a month: of the company, or of a unit and those below it; also printed.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use hamdel_app::improvement::ActionsDone;
use hamdel_app::people::Directory;
use hamdel_app::reports::{self, CauseLine, Month, Report, ReportWords};
use hamdel_domain::cases::{Decision, Matter};
use hamdel_domain::clock::DAY;
use hamdel_stats::median::Median;
use hamdel_text::calendar::{gregorian_month_name, jalali_month_name};
use hamdel_text::{Language, format};

use super::care::{Choice, ShareView};
use super::improvement::actions::{ActionRow, row};
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
const PATH: &str = "/care/reports";
/// Days of a month before it is shown unasked.
const LEAST_DAYS: i64 = 10;
/// Months to choose from, this one among them.
const MONTHS: i32 = 13;

/// The page.
#[derive(Serialize)]
pub(crate) struct ReportsPage {
    pub(crate) tabs: Vec<Tab>,
    /// The unit, by its title.
    pub(crate) unit: Option<String>,
    /// The month in words.
    pub(crate) month: String,
    pub(crate) months: Vec<Choice>,
    pub(crate) units: Vec<Choice>,
    /// Whether the month has not ended.
    pub(crate) running: bool,
    pub(crate) received: u64,
    pub(crate) before: u64,
    pub(crate) answered: u64,
    pub(crate) open: u64,
    pub(crate) rejected: u64,
    pub(crate) reopened: u64,
    pub(crate) on_time: Option<ShareView>,
    pub(crate) response_on_time: Option<ShareView>,
    pub(crate) response: Option<HoursView>,
    pub(crate) solution: Option<HoursView>,
    pub(crate) matters: Vec<CountView>,
    pub(crate) decisions: Vec<CountView>,
    pub(crate) causes: Vec<CauseView>,
    pub(crate) other_causes: u64,
    pub(crate) more: bool,
    /// What was done about causes.
    pub(crate) actions: ActionsView,
    pub(crate) csv: String,
    pub(crate) xlsx: String,
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) made_at: i64,
}

impl Page for ReportsPage {
    const TEMPLATE: &'static str = "pages/reports/page.html";
}

/// What was done about causes in the month.
#[derive(Default, Serialize)]
pub(crate) struct ActionsView {
    pub(crate) begun: usize,
    pub(crate) done: usize,
    pub(crate) under_way: usize,
    /// Those done in the half year before whose effect is known by now.
    pub(crate) worked: usize,
    /// Each with which of these it is: `done`, `begun`, `under_way`, `worked`.
    pub(crate) rows: Vec<(&'static str, ActionRow)>,
}

/// A median of times, in hours or days as they are large.
#[derive(Serialize)]
pub(crate) struct HoursView {
    /// None when half or more have not ended.
    pub(crate) value: Option<String>,
    pub(crate) low: Option<String>,
    pub(crate) high: Option<String>,
    pub(crate) n: u64,
    pub(crate) open: u64,
}

/// A count under a name of the locales.
#[derive(Serialize)]
pub(crate) struct CountView {
    pub(crate) name: &'static str,
    pub(crate) n: u64,
    pub(crate) share: String,
}

/// A cause with its cases.
#[derive(Serialize)]
pub(crate) struct CauseView {
    pub(crate) title: Option<String>,
    pub(crate) cases: u64,
    pub(crate) share: String,
    pub(crate) before: u64,
}

/// `GET /care/reports`: `month` as `1405-08` or `2026-11`; or `unit`, as the form has it.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let unit = params.get("unit").map(str::to_owned);
    draw(&state, &signed, unit.as_deref(), &params).await
}

/// `GET /care/reports/{unit}`: `month`.
pub(crate) async fn of_unit(
    State(state): State<WebState>,
    signed: Signed,
    Path(unit): Path<String>,
    params: Params,
) -> Result<Response, Failure> {
    draw(&state, &signed, Some(&unit), &params).await
}

/// `GET /care/reports.csv`: `month`, `unit`; a figure a row.
pub(crate) async fn csv(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let month = month_of(&state, &signed, &params);
    let found = reports::report(&state.app, month, params.get("unit"), &signed.user).await?;
    let name = format!("attachment; filename=\"report-{month}.csv\"");
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, reports::report_csv(&found)?).into_response())
}

/// `GET /care/reports.xlsx`: the same as a workbook, in the reader's language.
pub(crate) async fn xlsx(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let month = month_of(&state, &signed, &params);
    let found = reports::report(&state.app, month, params.get("unit"), &signed.user).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let columns = ["figure", "value", "low", "high", "n"].map(|name| texts.plain(&format!("report-column-{name}")));
    let figure = |name: &str| figure_title(texts, name);
    let words = ReportWords {
        sheet: &texts.plain("report-sheet"),
        columns,
        figure: &figure,
        persian: signed.reader.language == Language::Persian,
    };
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned();
    let name = format!("attachment; filename=\"report-{month}.xlsx\"");
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, reports::report_workbook(&found, &words)?).into_response())
}

/// What a figure of a file is called.
fn figure_title(texts: &Texts, name: &str) -> String {
    match name.split_once(':') {
        Some(("cause", "")) => texts.plain("report-no-cause"),
        Some(("cause", cause)) => format!("{}: {}", texts.plain("causes-cause"), texts.title("cause", cause)),
        Some(("effect", action)) => format!("{}: {action}", texts.plain("report-figure-effect")),
        Some(("matter", matter)) => texts.title("case-matter", matter),
        Some((_, decision)) => texts.title("case-decision", decision),
        None => texts.plain(&format!("report-figure-{name}")),
    }
}

/// The month an address asks for; where it asks for none, this one in the reader's calendar, or the one before while
/// this one has hardly begun.
pub(crate) fn month_of(state: &WebState, signed: &Signed, params: &Params) -> Month {
    let worth_a_report = state.app.clock.now().plus_micros(-LEAST_DAYS * DAY);
    let month = || Month::of(signed.reader.language, state.app.zone, worth_a_report);
    params.known("month", Month::parse).unwrap_or_else(month)
}

async fn draw(state: &WebState, signed: &Signed, unit: Option<&str>, params: &Params) -> Result<Response, Failure> {
    let month = month_of(state, signed, params);
    let found = reports::report(&state.app, month, unit, &signed.user).await?;
    let directory = Directory::of(&state.app).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let now = state.app.clock.now();
    let this = Month::of(signed.reader.language, state.app.zone, now);
    let months = (0..MONTHS).filter_map(|back| this.plus(-back)).map(|held| Choice {
        value: held.to_string(),
        name: month_name(texts, held),
        chosen: held == month,
        depth: 0,
    });
    let reached = signed.scope.units();
    let mut units = options(texts, "unit", directory.tree(), unit);
    units.retain(|choice| reached.as_ref().is_none_or(|reached| reached.contains(&choice.value)));
    let address =
        |kind: &str| format!("{PATH}.{kind}{}", query(&[("month", Some(&month.to_string())), ("unit", unit)]));
    let page = ReportsPage {
        tabs: navigation::tabs(Area::Care, "reports", ""),
        unit: unit.map(|unit| texts.title("unit", unit)),
        month: month_name(texts, month),
        months: months.collect(),
        units,
        running: found.until > now,
        csv: address("csv"),
        xlsx: address("xlsx"),
        made_at: now.micros(),
        actions: actions(texts, &directory, &found.actions),
        ..figures(texts, &found)
    };
    shell::show(state, &signed.reader, Area::Care, &page)
}

/// A month in words, with its year.
fn month_name(texts: &Texts, month: Month) -> String {
    let language = texts.language();
    let (year, number) = month.year_and_number();
    let name = match month {
        Month::Jalali(_) => jalali_month_name(language, number),
        Month::Gregorian(_) => gregorian_month_name(language, number),
    };
    format!("{name} {}", format::digits(language, &year.to_string()))
}

fn figures(texts: &Texts, found: &Report) -> ReportsPage {
    let language = texts.language();
    let share = |part: u64| format::percent(language, part as f64 / found.received.max(1) as f64, 0);
    let count = |name: &'static str, n: u64| CountView { name, n, share: share(n) };
    let estimate =
        |held: &Option<hamdel_stats::interval::Estimate>| held.as_ref().map(|held| ShareView::of(texts, held));
    let cause = |line: &CauseLine| CauseView {
        title: line.cause.as_ref().map(|cause| texts.title("cause", cause)),
        cases: line.cases,
        share: share(line.cases),
        before: line.before,
    };
    ReportsPage {
        tabs: Vec::new(),
        unit: None,
        month: String::new(),
        months: Vec::new(),
        units: Vec::new(),
        running: false,
        received: found.received,
        before: found.before,
        answered: found.answered,
        open: found.open,
        rejected: found.rejected,
        reopened: found.reopened,
        on_time: estimate(&found.on_time),
        response_on_time: estimate(&found.response_on_time),
        response: found.response_hours.as_ref().map(|held| hours(texts, held)),
        solution: found.solution_hours.as_ref().map(|held| hours(texts, held)),
        matters: found.matters.iter().map(|(matter, n)| count(Matter::as_str(*matter), *n)).collect(),
        decisions: found.decisions.iter().map(|(decision, n)| count(Decision::as_str(*decision), *n)).collect(),
        causes: found.causes.iter().map(cause).collect(),
        other_causes: found.other_causes,
        more: found.more,
        actions: ActionsView::default(),
        csv: String::new(),
        xlsx: String::new(),
        from: found.from.micros(),
        until: found.until.micros(),
        made_at: 0,
    }
}

fn actions(texts: &Texts, directory: &Directory, held: &ActionsDone) -> ActionsView {
    let groups =
        [("done", &held.done), ("begun", &held.begun), ("under_way", &held.under_way), ("worked", &held.worked)];
    let rows = groups.into_iter().flat_map(|(name, actions)| actions.iter().map(move |seen| (name, seen)));
    ActionsView {
        begun: held.begun.len(),
        done: held.done.len(),
        under_way: held.under_way.len(),
        worked: held.worked.len(),
        rows: rows.map(|(name, seen)| (name, row(texts, directory, seen))).collect(),
    }
}

fn hours(texts: &Texts, held: &Median) -> HoursView {
    let words = |value: Option<f64>| value.map(|value| duration(texts, value));
    HoursView { value: words(held.value), low: words(held.low), high: words(held.high), n: held.n, open: held.open }
}

/// A time in hours, or in days from two days on.
pub(crate) fn duration(texts: &Texts, hours: f64) -> String {
    let number = |number: f64| {
        let places = usize::from(number < 10.0);
        [("n", format::decimal(texts.language(), number, places).into())]
    };
    if hours < 48.0 {
        texts.filled("report-hours", &number(hours))
    } else {
        texts.filled("report-days", &number(hours / 24.0))
    }
}

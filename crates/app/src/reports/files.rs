//! A report as a file: one figure a row, with its interval and its n.

use hamdel_stats::interval::Estimate;
use hamdel_stats::median::Median;
use rust_xlsxwriter::{Format, Workbook};

use super::Report;
use crate::error::AppError;
use crate::improvement::Effect;

/// How a workbook names things, in the reader's language.
pub struct ReportWords<'a> {
    /// The sheet.
    pub sheet: &'a str,
    /// The columns: figure, value, low, high, n.
    pub columns: [String; 5],
    /// A figure by its name, as [`report_csv`] has it.
    pub figure: &'a dyn Fn(&str) -> String,
    /// Whether it reads from the right.
    pub persian: bool,
}

/// A figure in a file.
struct Line {
    /// Its name, such as `received` or `cause:late-delivery`.
    name: String,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    n: Option<u64>,
}

fn lines(report: &Report) -> Vec<Line> {
    let count = |name: &str, value: u64| Line {
        name: name.to_owned(),
        value: Some(value as f64),
        low: None,
        high: None,
        n: None,
    };
    let share = |name: &str, held: &Option<Estimate>| Line {
        name: name.to_owned(),
        value: held.map(|held| held.value),
        low: held.map(|held| held.low),
        high: held.map(|held| held.high),
        n: held.map(|held| held.n),
    };
    let hours = |name: &str, held: &Option<Median>| Line {
        name: name.to_owned(),
        value: held.and_then(|held| held.value),
        low: held.and_then(|held| held.low),
        high: held.and_then(|held| held.high),
        n: held.map(|held| held.n),
    };
    let mut lines = vec![count("received", report.received), count("received_before", report.before)];
    lines.extend(report.matters.iter().map(|(matter, cases)| count(&format!("matter:{}", matter.as_str()), *cases)));
    lines.extend([
        count("answered", report.answered),
        count("open", report.open),
        share("response_on_time", &report.response_on_time),
        share("on_time", &report.on_time),
        hours("response_hours", &report.response_hours),
        hours("solution_hours", &report.solution_hours),
    ]);
    lines.extend(
        report.decisions.iter().map(|(decision, cases)| count(&format!("decision:{}", decision.as_str()), *cases)),
    );
    lines.extend([count("rejected", report.rejected), count("reopened", report.reopened)]);
    for line in &report.causes {
        lines.push(count(&format!("cause:{}", line.cause.as_deref().unwrap_or_default()), line.cases));
    }
    let groups = [
        ("actions_begun", &report.actions.begun),
        ("actions_done", &report.actions.done),
        ("actions_under_way", &report.actions.under_way),
    ];
    lines.extend(groups.map(|(name, actions)| count(name, actions.len() as u64)));
    for seen in report.actions.done.iter().chain(&report.actions.worked) {
        if let Effect::Measured { ratio, .. } = &seen.effect {
            lines.push(Line {
                name: format!("effect:{}", seen.action.title),
                value: Some(ratio.ratio).filter(|ratio| ratio.is_finite()),
                low: Some(ratio.low),
                high: Some(ratio.high).filter(|high| high.is_finite()),
                n: Some(ratio.n.0 + ratio.n.1),
            });
        }
    }
    lines
}

/// The report as CSV: `figure`, `value`, `low`, `high`, `n`; shares from 0 to 1, times in hours.
///
/// # Errors
/// When it cannot be written.
pub fn report_csv(report: &Report) -> Result<Vec<u8>, AppError> {
    let broken = |problem: csv::Error| AppError::File {
        what: "a report".to_owned(),
        source: std::io::Error::other(problem.to_string()),
    };
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["figure", "value", "low", "high", "n"]).map_err(broken)?;
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    for line in lines(report) {
        let n = line.n.map(|n| n.to_string()).unwrap_or_default();
        let record = [line.name, number(line.value), number(line.low), number(line.high), n];
        out.write_record(record).map_err(broken)?;
    }
    out.into_inner().map_err(|problem| AppError::File {
        what: "a report".to_owned(),
        source: std::io::Error::other(problem.to_string()),
    })
}

/// The report as a workbook, in the reader's language.
///
/// # Errors
/// When it cannot be written.
pub fn report_workbook(report: &Report, words: &ReportWords<'_>) -> Result<Vec<u8>, AppError> {
    let made = || -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
        let mut book = Workbook::new();
        let head = Format::new().set_bold();
        let sheet = book.add_worksheet();
        sheet.set_name(words.sheet)?;
        sheet.set_right_to_left(words.persian);
        sheet.set_column_width(0, 44)?;
        for (column, title) in (0..).zip(&words.columns) {
            sheet.write_with_format(0, column, title, &head)?;
        }
        for (row, line) in (1..).zip(lines(report)) {
            sheet.write(row, 0, (words.figure)(&line.name))?;
            let numbers = [line.value, line.low, line.high, line.n.map(|n| n as f64)];
            for (column, number) in (1..).zip(numbers) {
                if let Some(number) = number {
                    sheet.write(row, column, number)?;
                }
            }
        }
        book.save_to_buffer()
    };
    made().map_err(|problem| AppError::File {
        what: "a report".to_owned(),
        source: std::io::Error::other(problem.to_string()),
    })
}

//! Lists of customers as files, a chunk at a time, so that a million customers never stand in memory.

use hamdel_domain::CustomerId;
use hamdel_store::customers::{CustomerFilter, CustomerLine, FoundBy};

use super::find::{CustomerQuestion, MOST_SELECTED, count_all, found_by};
use super::search::{Found, gather};
use super::sight::Sight;
use crate::App;
use crate::error::AppError;

/// Customers in a chunk.
pub const EXPORT_CHUNK: i64 = 2_000;

/// An export under way.
pub struct Export {
    app: App,
    /// Whether names are written.
    sight: Sight,
    /// Those that were gathered already, in order.
    gathered: std::vec::IntoIter<CustomerLine>,
    /// The list of the others, by number after the last one given; `None` at its end.
    listed: Option<(CustomerFilter, CustomerId)>,
}

impl Export {
    /// Begins an export of the customers that answer the question, all pages of them. That `actor` took them is
    /// recorded.
    ///
    /// # Errors
    /// When too many are named by their numbers, or the store fails.
    pub async fn begin(app: &App, question: &CustomerQuestion, actor: &str) -> Result<Self, AppError> {
        if question.selected.len() > MOST_SELECTED {
            return Err(AppError::invalid("selected", format!("names more than {MOST_SELECTED} customers")));
        }
        let (gathered, listed) = if question.names_some() {
            match gather(app, question).await? {
                Found::Ranked { lines, .. } => (lines, None),
                Found::Broad(broad) => (broad.by_identifier, Some(broad.by_name)),
            }
        } else {
            let counted = if question.sight.units.is_some() { Some(count_all(app, question).await?.0) } else { None };
            let found_by = counted.map_or(FoundBy::Order, |count| found_by(question, count));
            (Vec::new(), Some(CustomerFilter { found_by, ..question.filter(app) }))
        };
        let selected: Vec<String> = question.selected.iter().map(ToString::to_string).collect();
        let words = if selected.is_empty() { question.words.clone() } else { selected.join(",") };
        crate::audit::record(app, actor, "customers.export", "customers", &words).await?;
        Ok(Self {
            app: app.clone(),
            sight: question.sight.clone(),
            gathered: gathered.into_iter(),
            listed: listed.map(|filter| (filter, CustomerId(i64::MIN))),
        })
    }

    /// The next customers; none at the end.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn next_lines(&mut self) -> Result<Vec<CustomerLine>, AppError> {
        let lines: Vec<CustomerLine> = self.gathered.by_ref().take(EXPORT_CHUNK as usize).collect();
        if !lines.is_empty() {
            return Ok(self.shown(lines));
        }
        let Some((filter, after)) = &mut self.listed else { return Ok(Vec::new()) };
        let lines = self.app.store.customer_export(filter, *after, EXPORT_CHUNK).await?;
        match lines.last() {
            Some(last) => *after = last.customer,
            None => self.listed = None,
        }
        Ok(self.shown(lines))
    }

    fn shown(&self, lines: Vec<CustomerLine>) -> Vec<CustomerLine> {
        lines.into_iter().map(|line| CustomerLine { name: self.sight.name(line.name), ..line }).collect()
    }

    /// The company's zone, in which a workbook writes its times.
    pub(super) fn zone(&self) -> hamdel_text::Zone {
        self.app.zone
    }
}

/// An export as CSV (RFC 4180) in UTF-8.
pub struct CsvExport {
    export: Export,
    begun: bool,
}

impl CsvExport {
    /// This export as CSV.
    #[must_use]
    pub fn new(export: Export) -> Self {
        Self { export, begun: false }
    }

    /// The next piece; `None` at the end. The first begins with the names of the columns.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, AppError> {
        let lines = self.export.next_lines().await?;
        if lines.is_empty() && self.begun {
            return Ok(None);
        }
        let head = !std::mem::replace(&mut self.begun, true);
        csv_of(&lines, head).map(Some)
    }
}

fn csv_of(lines: &[CustomerLine], head: bool) -> Result<Vec<u8>, AppError> {
    let failed = |problem: csv::Error| AppError::File { what: "customers.csv".to_owned(), source: problem.into() };
    let mut out = Vec::new();
    if head {
        // Spreadsheets take a file without this mark for Windows-1252 and garble Persian.
        out.extend_from_slice("\u{FEFF}".as_bytes());
    }
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    if head {
        let names = ["customer_id", "standing", "name", "first_seen", "last_seen", "interactions", "value", "stage"];
        writer.write_record(names).map_err(failed)?;
    }
    for line in lines {
        let moment = |at: Option<hamdel_domain::Instant>| at.map(|at| at.to_string()).unwrap_or_default();
        let record = [
            line.customer.to_string(),
            line.standing.as_str().to_owned(),
            harmless(line.name.as_deref().unwrap_or_default()),
            moment(line.first_seen),
            moment(line.last_seen),
            line.interactions.to_string(),
            line.value.to_string(),
            harmless(line.stage.as_deref().unwrap_or_default()),
        ];
        writer.write_record(record).map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|problem| AppError::File { what: "customers.csv".to_owned(), source: problem.into_error() })
}

/// A text that a spreadsheet would run as a formula, with the mark that makes it a text. The first characters
/// are those of OWASP's page on CSV injection, the full-width ones of East Asian spreadsheets among them.
pub(crate) fn harmless(text: &str) -> String {
    let dangerous = ['=', '+', '-', '@', '\t', '\r', '\n', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'];
    // Some spreadsheets look past spaces.
    if text.trim_start_matches(' ').starts_with(dangerous) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod formula_tests {
    use super::*;

    #[test]
    fn no_text_becomes_a_formula() {
        for text in ["=1+1", "+98912", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u{FF1D}1"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        for text in ["", "سارا", "a=b", "O'Brien", "1-2"] {
            assert_eq!(harmless(text), text);
        }
    }
}

//! Responses as files: a row each, as CSV, as a workbook, or as numbers with a syntax file that labels them.

mod layout;
mod syntax;
mod workbook;

use hamdel_domain::surveys::{Audience, ResponseId, SurveyId, SurveyLanguage};

pub use workbook::{ResultsWorkbookWords, results_workbook};

use super::asked::Narrowing;
use super::behind::{MASK, Sight};
use super::definition::Asked;
use super::read::{Seen, Wanted, asked, known};
use crate::customers::harmless;
use crate::{App, AppError, audit};
use layout::{Cell, Column, layout};

/// Responses in a piece of an export.
const AT_ONCE: u32 = 500;

/// How choices are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Values {
    /// In their words.
    #[default]
    Labels,
    /// By their keys.
    Codes,
    /// By their numbers, from 1, as the labelled CSV for statistics programs has them.
    Numbers,
}

impl Values {
    /// Reads the name of an address.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "labels" => Some(Self::Labels),
            "codes" => Some(Self::Codes),
            "numbers" => Some(Self::Numbers),
            _ => None,
        }
    }
}

/// What an export is to hold.
#[derive(Clone, Debug)]
pub struct ExportQuestion {
    /// Of which responses.
    pub narrowing: Narrowing,
    /// How choices are written.
    pub values: Values,
    /// In which language.
    pub language: SurveyLanguage,
    /// What who exports may see.
    pub sight: Sight,
}

/// An export that has begun.
pub struct ResultsExport {
    app: App,
    asked: Asked,
    question: ExportQuestion,
    columns: Vec<Column>,
    /// The last response that was looked at; `None` at the end.
    after: Option<ResponseId>,
    begun: bool,
}

impl ResultsExport {
    /// Begins an export; that `actor` took it is recorded.
    ///
    /// # Errors
    /// When there is no such survey, or employees answered it: their answers are shown to nobody one by one.
    pub async fn begin(app: &App, id: SurveyId, question: ExportQuestion, actor: &str) -> Result<Self, AppError> {
        let asked = asked(app, id, &question.narrowing).await?;
        if asked.definition.audience == Audience::Employees {
            return Err(AppError::Forbidden);
        }
        let words: Vec<String> =
            question.narrowing.written().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        audit::record(app, actor, "responses.export", &format!("survey:{id}"), &words.join("&")).await?;
        let columns = layout(&asked.definition);
        Ok(Self { app: app.clone(), asked, question, columns, after: Some(ResponseId(0)), begun: false })
    }

    /// What the survey asked.
    #[must_use]
    pub fn asked(&self) -> &Asked {
        &self.asked
    }

    /// The next rows; none at the end.
    async fn next_rows(&mut self) -> Result<Vec<Vec<Cell>>, AppError> {
        while let Some(after) = self.after {
            let stored = self.question.narrowing.stored(&self.app, self.asked.survey, true);
            let responses = self.app.store.responses_narrowed(&stored, after, AT_ONCE).await?;
            self.after = responses.last().map(|last| last.id);
            let wanted = if self.question.narrowing.looks_at_traits() { Wanted::Traits } else { Wanted::Customers };
            let mut seen = known(&self.app, &self.asked, responses, wanted).await?;
            let conditions = &self.question.narrowing.conditions;
            let sight = &self.question.sight;
            seen.retain(|seen| {
                sight.responses.holds_unit(seen.response.place.unit.as_deref())
                    && conditions.iter().all(|condition| condition.holds(seen, &self.asked.definition))
            });
            if !seen.is_empty() {
                let row = |seen: &Seen| {
                    let personal = sight.personal.holds_unit(seen.response.place.unit.as_deref());
                    self.columns.iter().map(|column| masked(column.cell(seen), personal)).collect()
                };
                return Ok(seen.iter().map(row).collect());
            }
        }
        Ok(Vec::new())
    }

    /// The next piece of the CSV (RFC 4180, UTF-8); `None` at the end. The first begins with the names of the columns.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn next_csv(&mut self) -> Result<Option<Vec<u8>>, AppError> {
        let rows = self.next_rows().await?;
        if rows.is_empty() && self.begun {
            return Ok(None);
        }
        let head = !std::mem::replace(&mut self.begun, true);
        self.csv_of(&rows, head).map(Some)
    }

    fn csv_of(&self, rows: &[Vec<Cell>], head: bool) -> Result<Vec<u8>, AppError> {
        let failed = |problem: csv::Error| AppError::File { what: "results.csv".to_owned(), source: problem.into() };
        // Spreadsheets take a file without this mark for Windows-1252 and garble Persian.
        let out = if head { "\u{FEFF}".as_bytes().to_vec() } else { Vec::new() };
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        if head {
            let names = syntax::names(&self.columns, self.question.values);
            writer.write_record(names).map_err(failed)?;
        }
        for row in rows {
            let cells = self.columns.iter().zip(row).map(|(column, cell)| self.text(column, cell));
            writer.write_record(cells).map_err(failed)?;
        }
        writer
            .into_inner()
            .map_err(|problem| AppError::File { what: "results.csv".to_owned(), source: problem.into_error() })
    }

    fn text(&self, column: &Column, cell: &Cell) -> String {
        match cell {
            Cell::Empty => String::new(),
            Cell::Number(number) => number.to_string(),
            Cell::Text(text) | Cell::Personal(text) => harmless(text),
            Cell::Coded(place) => match (self.question.values, column.values.get(*place)) {
                (_, None) => String::new(),
                (Values::Labels, Some((_, words))) => harmless(words.read(self.question.language)),
                (Values::Codes, Some((code, _))) => code.clone(),
                (Values::Numbers, Some(_)) => column.number_of(*place).to_string(),
            },
        }
    }

    /// The syntax of SPSS (and PSPP) that reads the CSV with [`Values::Numbers`] of this name and labels its variables
    /// and their values, UTF-8.
    #[must_use]
    pub fn syntax(&self, csv: &str) -> String {
        syntax::syntax(&self.columns, csv, self.question.language)
    }
}

/// A cell as who exports may see it.
fn masked(cell: Cell, personal: bool) -> Cell {
    match cell {
        Cell::Personal(_) if !personal => Cell::Personal(MASK.to_owned()),
        cell => cell,
    }
}

impl Column {
    /// The number of a value: itself for yes and no, otherwise its place from 1.
    fn number_of(&self, place: usize) -> usize {
        if matches!(self.holds, layout::Holds::Among(..)) { place } else { place + 1 }
    }
}

//! A list of customers as CSV, a chunk at a time, so that a million customers never stand in memory.

use hamdel_domain::CustomerId;
use hamdel_store::customers::{CustomerFilter, CustomerLine};

use super::find::{CustomerQuestion, Gathered, gather};
use crate::App;
use crate::error::AppError;

/// Customers in a chunk.
pub const EXPORT_CHUNK: i64 = 2_000;

/// An export under way.
pub struct Export {
    app: App,
    rest: Rest,
    begun: bool,
}

enum Rest {
    Gathered(std::vec::IntoIter<CustomerLine>),
    Listed { filter: CustomerFilter, after: CustomerId },
    Done,
}

impl Export {
    /// Begins an export of the customers that answer the question, all pages of them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin(app: &App, question: &CustomerQuestion, actor: &str) -> Result<Self, AppError> {
        let rest = if question.words.trim().is_empty() {
            let filter = CustomerFilter {
                standing: question.standing,
                stage: question.stage.clone(),
                ..CustomerFilter::default()
            };
            Rest::Listed { filter, after: CustomerId(i64::MIN) }
        } else {
            match gather(app, question).await? {
                Gathered::Ranked { lines, .. } => Rest::Gathered(lines.into_iter()),
                Gathered::Broad(filter) => Rest::Listed { filter, after: CustomerId(i64::MIN) },
            }
        };
        crate::audit::record(app, actor, "customers.export", "customers", &question.words).await?;
        Ok(Self { app: app.clone(), rest, begun: false })
    }

    /// The next piece of CSV in UTF-8; `None` at the end. The first begins with the names of the columns.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, AppError> {
        let lines = match &mut self.rest {
            Rest::Gathered(lines) => lines.by_ref().take(EXPORT_CHUNK as usize).collect(),
            Rest::Listed { filter, after } => self.app.store.customer_export(filter, *after, EXPORT_CHUNK).await?,
            Rest::Done => return Ok(None),
        };
        match (&mut self.rest, lines.last()) {
            (_, None) => self.rest = Rest::Done,
            (Rest::Listed { after, .. }, Some(last)) => *after = last.customer,
            _ => {}
        }
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

/// A text that a spreadsheet would run as a formula, with the mark that makes it a text (OWASP, CSV injection).
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

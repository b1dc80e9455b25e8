//! A look at a file: its columns and rows from all over its beginning.

use super::encoding::Encoding;
use super::plan::SeenFile;
use super::rows::{FileFormat, OpenRequest, Row, open};
use crate::AppError;

/// Rows taken from the start.
const FIRST_ROWS: u64 = 1_000;
/// Behind them every so manieth is taken, for dates of one day say little of their format …
const EVERY: u64 = 49;
/// … through this row.
const LAST_ROW: u64 = 50_000;

/// What a look at a file showed.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Its columns.
    pub columns: Vec<String>,
    /// About 2,000 of its rows.
    pub rows: Vec<Row>,
    /// Its format.
    pub format: FileFormat,
    /// Whether it is compressed.
    pub gzipped: bool,
    /// How its text is written, as far as the rows show.
    pub encoding: Encoding,
    /// What is between its fields.
    pub delimiter: Option<u8>,
}

impl Sample {
    /// Looks at a file.
    pub(super) fn take(request: &OpenRequest) -> Result<Self, AppError> {
        let mut file = open(request)?;
        let mut rows = Vec::new();
        let mut row = Row::default();
        let mut broken = None;
        loop {
            match file.reader.next(&mut row) {
                Ok(true) => {}
                Ok(false) => break,
                Err(found) => {
                    broken = Some(found);
                    break;
                }
            }
            let number = row.number;
            let taken = number <= FIRST_ROWS || number % EVERY == 0;
            if taken && row.problem.is_none() {
                rows.push(std::mem::take(&mut row));
            }
            if number >= LAST_ROW {
                break;
            }
        }
        // A file that breaks off later on is good until then; one without any row has nothing to import.
        if let (Some(broken), true) = (broken, rows.is_empty()) {
            return Err(AppError::invalid("file", format!("{}: {}", request.path.display(), broken.problem)));
        }
        let columns = file.reader.columns().to_vec();
        if columns.is_empty() {
            return Err(AppError::invalid("file", format!("{} holds no rows", request.path.display())));
        }
        Ok(Self {
            columns,
            rows,
            format: file.format,
            gzipped: file.gzipped,
            encoding: file.encoding(),
            delimiter: file.reader.delimiter(),
        })
    }

    /// The file as far as it was looked at.
    pub(super) fn seen(&self) -> SeenFile<'_> {
        SeenFile { columns: &self.columns, rows: &self.rows }
    }
}

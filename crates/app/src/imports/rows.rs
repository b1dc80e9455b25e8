//! Rows of a file of any format, one after another.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use hamdel_domain::lake::Cell;

use super::delimited::DelimitedRows;
use super::encoding::Encoding;
use super::input::{self, Meter};
use super::lines::JsonRows;
use super::parquet::ParquetRows;
use super::value::Value;
use super::workbook::WorkbookRows;
use super::xes::XesRows;
use crate::AppError;

/// The longest row that enters, in bytes.
pub(super) const LARGEST_ROW: usize = 1024 * 1024;
/// Columns that an export of bad rows adds, and which are never data.
pub(super) const OWN_PREFIX: &str = "hamdel_";

/// The format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FileFormat {
    /// Fields with a delimiter.
    Csv,
    /// A JSON object a line.
    JsonLines,
    /// Parquet.
    Parquet,
    /// An event log of the XES standard (IEEE 1849).
    Xes,
    /// The first sheet of an XLSX workbook.
    Xlsx,
}

impl FileFormat {
    /// The name in summaries.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::JsonLines => "JSON Lines",
            Self::Parquet => "Parquet",
            Self::Xes => "XES",
            Self::Xlsx => "XLSX",
        }
    }
}

/// A Parquet file that somebody opened.
pub struct ParquetFile {
    /// Names of its columns.
    pub columns: Vec<String>,
    /// Whether a column holds times without a zone, which are then local to the zone of the map; columns
    /// past the end do not.
    pub local_times: Vec<bool>,
    /// How many rows it holds.
    pub total_rows: u64,
    /// Its rows, in their order, a cell a column.
    pub rows: Box<dyn Iterator<Item = Result<Vec<Cell>, String>> + Send>,
}

/// The port through which a Parquet file is opened; errors are in words for the reader.
pub type OpenParquet = dyn Fn(&Path) -> Result<ParquetFile, String> + Send + Sync;

/// A row as the file has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Its number; the first row of data is 1.
    pub number: u64,
    /// Its values, in the order of the columns; columns past the end are missing.
    pub values: Vec<Value>,
    /// Its size in the file, about; bytes.
    pub size: usize,
    /// Why it cannot be read, with the field where it is one field's fault.
    pub problem: Option<RowProblem>,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// The field or column; empty for the row as a whole.
    pub field: String,
    /// What is wrong with it.
    pub reason: String,
}

impl RowProblem {
    /// A problem of one field or column.
    pub(crate) fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { field: field.into(), reason: reason.into() }
    }
}

/// Where a file stopped being readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// What happened there.
    pub problem: String,
}

/// Reads rows.
pub(crate) trait RowReader: Send {
    /// The columns known so far; formats whose rows name their own fields find more as they go.
    fn columns(&self) -> &[String];
    /// The next row into `row`; `false` after the last.
    fn next(&mut self, row: &mut Row) -> Result<bool, Broken>;
    /// The delimiter, in a file that has one.
    fn delimiter(&self) -> Option<u8> {
        None
    }
}

/// What to open, and what was told about it.
#[derive(Clone, Default)]
pub(crate) struct OpenRequest {
    pub(crate) path: PathBuf,
    pub(crate) encoding: Option<Encoding>,
    pub(crate) delimiter: Option<u8>,
    /// Whether the first line names the columns.
    pub(crate) header: bool,
    pub(crate) parquet: Option<Arc<OpenParquet>>,
    /// Where a compressed Parquet file is unpacked; the system's folder for such files when there is none.
    pub(crate) scratch: Option<PathBuf>,
}

/// An open file.
pub(crate) struct OpenRows {
    pub(crate) reader: Box<dyn RowReader>,
    pub(crate) format: FileFormat,
    pub(crate) gzipped: bool,
    pub(crate) meter: Meter,
    found: Arc<AtomicU64>,
}

impl OpenRows {
    /// The encoding, as far as it is known by now.
    pub(crate) fn encoding(&self) -> Encoding {
        Encoding::of_cell(&self.found)
    }
}

/// Opens a file and finds out what it is.
///
/// # Errors
/// When it cannot be read, is empty, or is of no format that can be imported.
pub(crate) fn open(request: &OpenRequest) -> Result<OpenRows, AppError> {
    let path = &request.path;
    let failed = |source| AppError::File { what: path.display().to_string(), source };
    let meter = Meter::default();
    let mut input = input::open(path, &meter).map_err(failed)?;
    let gzipped = input.gzipped;
    let first = input.reader.fill_buf().map_err(failed)?;
    if first.is_empty() {
        return Err(AppError::invalid("file", format!("{} is empty", path.display())));
    }
    if first.starts_with(b"PAR1") {
        let reader = Box::new(ParquetRows::open(request, &mut input, &meter)?);
        return Ok(OpenRows { reader, format: FileFormat::Parquet, gzipped, meter, found: Arc::default() });
    }
    if first.starts_with(b"PK\x03\x04") && !gzipped {
        let reader = Box::new(WorkbookRows::open(path, meter.clone())?);
        return Ok(OpenRows { reader, format: FileFormat::Xlsx, gzipped, meter, found: Arc::default() });
    }
    if let Some(what) = not_a_table(first) {
        return Err(AppError::invalid("file", format!("{} is {what}", path.display())));
    }
    let (mut text, found) = input::text(input, request.encoding, &meter).map_err(failed)?;
    let start = text.fill_buf().map_err(failed)?;
    let (reader, format): (Box<dyn RowReader>, _) = match start.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => return Err(AppError::invalid("file", format!("{} holds no rows", path.display()))),
        Some(b'{') => (Box::new(JsonRows::new(text, meter.clone())), FileFormat::JsonLines),
        Some(b'<') => (Box::new(XesRows::new(text, meter.clone())), FileFormat::Xes),
        Some(b'[') if looks_like_json(start) => {
            let words = format!(
                "{} is one JSON array; JSON Lines has an object a line, without brackets around them",
                path.display()
            );
            return Err(AppError::invalid("file", words));
        }
        Some(_) => (Box::new(DelimitedRows::new(text, request, meter.clone()).map_err(failed)?), FileFormat::Csv),
    };
    if reader.columns().is_empty() && format == FileFormat::Csv {
        return Err(AppError::invalid("file", format!("{} holds no columns", path.display())));
    }
    Ok(OpenRows { reader, format, gzipped, meter, found })
}

fn looks_like_json(start: &[u8]) -> bool {
    start
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace())
        .nth(1)
        .is_some_and(|byte| matches!(byte, b'{' | b'[' | b']' | b'"'))
}

/// Names files that people try and that are no table.
fn not_a_table(first: &[u8]) -> Option<&'static str> {
    Some(match first {
        [b'P', b'K', 3, 4, ..] => "a ZIP archive; unpack it",
        [0xd0, 0xcf, 0x11, 0xe0, ..] => "an XLS workbook; save it as XLSX or CSV",
        [b'%', b'P', b'D', b'F', ..] => "a PDF",
        [0x28, 0xb5, 0x2f, 0xfd, ..] => "compressed with Zstandard; unpack it or use gzip",
        [0xfd, b'7', b'z', b'X', b'Z', ..] => "compressed with xz; unpack it or use gzip",
        [b'B', b'Z', b'h', ..] => "compressed with bzip2; unpack it or use gzip",
        [b'S', b'Q', b'L', b'i', b't', b'e', ..] => "an SQLite database",
        _ => return None,
    })
}

/// Names of columns that are filled, trimmed and different from one another.
pub(super) fn column_names<'a>(written: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (place, name) in written.enumerate() {
        let name = name.trim().replace('\0', "\u{fffd}");
        let mut unique = if name.is_empty() { format!("column_{}", place + 1) } else { name };
        let base = unique.clone();
        let mut count = 1;
        while names.contains(&unique) {
            count += 1;
            unique = format!("{base}_{count}");
        }
        names.push(unique);
    }
    names
}

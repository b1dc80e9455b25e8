//! A list of customers as a workbook (Office Open XML, `.xlsx`), written to a temporary file row by row.

use hamdel_domain::{Amount, Instant, Standing};
use hamdel_store::customers::CustomerLine;
use hamdel_text::Zone;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatBorder, Workbook, Worksheet, XlsxError};

use super::export::Export;
use crate::error::AppError;

/// Most customers in a workbook: the rows of a sheet (1,048,576, ECMA-376) without its head.
pub const MOST_IN_WORKBOOK: usize = 1_048_575;
/// Most characters in a cell (ECMA-376).
const LONGEST_TEXT: usize = 32_767;
/// From here on a number of Excel is no longer exact.
const MOST_EXACT: i64 = 1_000_000_000_000_000;
/// Columns of the sheet with their widths, in characters.
const WIDTHS: [f64; 8] = [12.0, 14.0, 28.0, 18.0, 18.0, 14.0, 18.0, 18.0];

/// What a workbook says, in its reader's language.
pub struct WorkbookWords<'w> {
    /// The name of the sheet.
    pub sheet: &'w str,
    /// Titles of the columns: number, standing, name, first and last contact, interactions, value, stage.
    pub columns: [String; 8],
    /// The title of a standing.
    pub standing: &'w (dyn Fn(Standing) -> String + Send + Sync),
    /// The title of a stage.
    pub stage: &'w (dyn Fn(&str) -> String + Send + Sync),
    /// Whether it is read from the right, with dates of the Jalali calendar.
    pub persian: bool,
}

/// The whole export as a workbook. Numbers are numbers and times are times of the company's zone; no text can be
/// a formula. While it is written, memory holds one row; in the end, the packed file.
///
/// # Errors
/// [`AppError::TooManyForWorkbook`] when there are more than [`MOST_IN_WORKBOOK`]; when the store
/// or the temporary file fails.
pub async fn workbook(mut export: Export, words: &WorkbookWords<'_>) -> Result<Vec<u8>, AppError> {
    let cells = Cells::new(export.zone(), words.persian);
    let mut book = Workbook::new();
    head(&mut book, words).map_err(failed)?;
    let mut rows = 0;
    loop {
        let lines = export.next_lines().await?;
        if lines.is_empty() {
            break;
        }
        if rows + lines.len() > MOST_IN_WORKBOOK {
            return Err(AppError::TooManyForWorkbook(MOST_IN_WORKBOOK));
        }
        let sheet = book.worksheet_from_index(0).map_err(failed)?;
        for line in &lines {
            rows += 1;
            cells.write(sheet, rows as u32, line, words).map_err(failed)?;
        }
    }
    let sheet = book.worksheet_from_index(0).map_err(failed)?;
    sheet.autofilter(0, 0, rows as u32, WIDTHS.len() as u16 - 1).map_err(failed)?;
    let packed = tokio::task::spawn_blocking(move || book.save_to_buffer()).await;
    packed.map_err(|problem| file(std::io::Error::other(problem)))?.map_err(failed)
}

fn failed(problem: XlsxError) -> AppError {
    match problem {
        XlsxError::IoError(problem) => file(problem),
        other => file(std::io::Error::other(other)),
    }
}

fn file(source: std::io::Error) -> AppError {
    AppError::File { what: "customers.xlsx".to_owned(), source }
}

fn head(book: &mut Workbook, words: &WorkbookWords<'_>) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(words.sheet)?;
    sheet.set_right_to_left(words.persian);
    sheet.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    for (place, (title, width)) in (0..).zip(words.columns.iter().zip(WIDTHS)) {
        sheet.set_column_width(place, width)?;
        sheet.write_string_with_format(0, place, title, &bold)?;
    }
    Ok(())
}

/// How cells are written.
struct Cells {
    zone: Zone,
    number: Format,
    whole: Format,
    broken: Format,
    time: Format,
}

impl Cells {
    fn new(zone: Zone, persian: bool) -> Self {
        // The language in front of the format is Persian (0429) with the Persian calendar (16): the cell holds
        // the same time, and shows it in the reader's calendar.
        let time = if persian { "[$-160429]yyyy/mm/dd hh:mm" } else { "yyyy-mm-dd hh:mm" };
        Self {
            zone,
            number: Format::new().set_num_format("0"),
            whole: Format::new().set_num_format("#,##0"),
            broken: Format::new().set_num_format("#,##0.00##"),
            time: Format::new().set_num_format(time),
        }
    }

    fn write(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        line: &CustomerLine,
        words: &WorkbookWords<'_>,
    ) -> Result<(), XlsxError> {
        let number = line.customer.0;
        if number.abs() < MOST_EXACT {
            sheet.write_number_with_format(row, 0, number as f64, &self.number)?;
        } else {
            sheet.write_string(row, 0, number.to_string())?;
        }
        sheet.write_string(row, 1, (words.standing)(line.standing))?;
        if let Some(name) = &line.name {
            sheet.write_string(row, 2, cut(name))?;
        }
        self.time(sheet, row, 3, line.first_seen)?;
        self.time(sheet, row, 4, line.last_seen)?;
        sheet.write_number_with_format(row, 5, line.interactions as f64, &self.whole)?;
        self.amount(sheet, row, 6, line.value)?;
        if let Some(stage) = &line.stage {
            sheet.write_string(row, 7, cut(&(words.stage)(stage)))?;
        }
        Ok(())
    }

    /// A time of the company's zone; empty where there is none, or one before 1900, which no cell can hold.
    fn time(&self, sheet: &mut Worksheet, row: u32, column: u16, at: Option<Instant>) -> Result<(), XlsxError> {
        let seconds = at.map(|at| self.zone.local(at).and_utc().timestamp());
        if let Some(time) = seconds.and_then(|seconds| ExcelDateTime::from_timestamp(seconds).ok()) {
            sheet.write_datetime_with_format(row, column, time, &self.time)?;
        }
        Ok(())
    }

    fn amount(&self, sheet: &mut Worksheet, row: u32, column: u16, amount: Amount) -> Result<(), XlsxError> {
        let parts = amount.ten_thousandths();
        let format = if parts % 10_000 == 0 { &self.whole } else { &self.broken };
        sheet.write_number_with_format(row, column, parts as f64 / 10_000.0, format)?;
        Ok(())
    }
}

/// The text as far as a cell holds it.
fn cut(text: &str) -> &str {
    // A cell counts UTF-16 units, of which no character has more than two.
    text.char_indices().nth(LONGEST_TEXT / 2).map_or(text, |(end, _)| text.get(..end).unwrap_or_default())
}

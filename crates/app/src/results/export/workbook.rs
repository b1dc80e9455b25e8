//! Responses as a workbook (Office Open XML, `.xlsx`): a sheet of them, and one that says what its columns mean.

use rust_xlsxwriter::{Format, FormatBorder, Workbook, Worksheet, XlsxError};

use super::layout::{Cell, Column};
use super::{ResultsExport, Values};
use crate::customers::MOST_IN_WORKBOOK;
use crate::error::AppError;

/// Most characters in a cell (ECMA-376).
const LONGEST_TEXT: usize = 32_767;

/// What a workbook says, in its reader's language.
pub struct ResultsWorkbookWords<'w> {
    /// The names of the two sheets.
    pub sheets: [&'w str; 2],
    /// Titles of the second: column, what it is, value, what it means.
    pub columns: [&'w str; 4],
    /// Whether it is read from the right.
    pub persian: bool,
}

/// The whole export as a workbook. Numbers are numbers; no text can be a formula.
///
/// # Errors
/// [`AppError::TooManyForWorkbook`] when there are more rows than a sheet holds; when the store or a temporary file
/// fails.
pub async fn results_workbook(
    mut export: ResultsExport,
    words: &ResultsWorkbookWords<'_>,
) -> Result<Vec<u8>, AppError> {
    let mut book = Workbook::new();
    begin(&mut book, &export, words).map_err(failed)?;
    let mut row = 0;
    loop {
        let rows = export.next_rows().await?;
        if rows.is_empty() {
            break;
        }
        if row + rows.len() > MOST_IN_WORKBOOK {
            return Err(AppError::TooManyForWorkbook(MOST_IN_WORKBOOK));
        }
        let sheet = book.worksheet_from_index(0).map_err(failed)?;
        for cells in &rows {
            row += 1;
            write(sheet, row as u32, &export, cells).map_err(failed)?;
        }
    }
    meanings(&mut book, &export).map_err(failed)?;
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
    AppError::File { what: "results.xlsx".to_owned(), source }
}

fn begin(book: &mut Workbook, export: &ResultsExport, words: &ResultsWorkbookWords<'_>) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(words.sheets[0])?;
    sheet.set_right_to_left(words.persian);
    sheet.set_freeze_panes(1, 0)?;
    for (place, column) in (0_u16..).zip(&export.columns) {
        sheet.write_string_with_format(0, place, &column.name, &bold)?;
    }
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(words.sheets[1])?;
    sheet.set_right_to_left(words.persian);
    sheet.set_freeze_panes(1, 0)?;
    for (place, title) in (0_u16..).zip(words.columns) {
        sheet.set_column_width(place, if place == 1 { 60.0 } else { 24.0 })?;
        sheet.write_string_with_format(0, place, title, &bold)?;
    }
    Ok(())
}

fn write(sheet: &mut Worksheet, row: u32, export: &ResultsExport, cells: &[Cell]) -> Result<(), XlsxError> {
    for ((place, column), cell) in (0_u16..).zip(&export.columns).zip(cells) {
        match cell {
            Cell::Empty => {}
            Cell::Number(number) => drop(sheet.write_number(row, place, *number)?),
            Cell::Text(text) | Cell::Personal(text) => drop(sheet.write_string(row, place, cut(text))?),
            Cell::Coded(held) => coded(sheet, (row, place), export, (column, *held))?,
        }
    }
    Ok(())
}

fn coded(
    sheet: &mut Worksheet,
    (row, place): (u32, u16),
    export: &ResultsExport,
    (column, held): (&Column, usize),
) -> Result<(), XlsxError> {
    let Some((code, words)) = column.values.get(held) else { return Ok(()) };
    match export.question.values {
        Values::Labels => drop(sheet.write_string(row, place, cut(words.read(export.question.language)))?),
        Values::Codes => drop(sheet.write_string(row, place, code)?),
        Values::Numbers => drop(sheet.write_number(row, place, column.number_of(held) as f64)?),
    }
    Ok(())
}

/// The second sheet: a line for each column, and one for each value that means something.
fn meanings(book: &mut Workbook, export: &ResultsExport) -> Result<(), XlsxError> {
    let language = export.question.language;
    let sheet = book.worksheet_from_index(1)?;
    let mut row = 0;
    for column in &export.columns {
        row += 1;
        sheet.write_string(row, 0, &column.name)?;
        sheet.write_string(row, 1, cut(column.label.read(language)))?;
        for (place, (code, meaning)) in column.values.iter().enumerate() {
            row += 1;
            sheet.write_string(row, 0, &column.name)?;
            match export.question.values {
                Values::Numbers => drop(sheet.write_number(row, 2, column.number_of(place) as f64)?),
                _ => drop(sheet.write_string(row, 2, code)?),
            }
            sheet.write_string(row, 3, cut(meaning.read(language)))?;
        }
    }
    Ok(())
}

/// The text as far as a cell holds it.
fn cut(text: &str) -> &str {
    // A cell counts UTF-16 units, of which no character has more than two.
    text.char_indices().nth(LONGEST_TEXT / 2).map_or(text, |(end, _)| text.get(..end).unwrap_or_default())
}

//! Rows of the first sheet of an XLSX workbook.
//!
//! A thread reads the sheet cell by cell and hands rows over as they are complete: a reader of cells borrows the
//! workbook, and a row is asked for at a time.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, open_workbook};
use chrono::{NaiveDate, NaiveDateTime};

use super::input::Meter;
use super::rows::{Broken, Row, RowReader, column_names};
use super::value::Value;
use crate::AppError;

/// Rows read ahead.
const AHEAD: usize = 256;
/// The largest workbook, in bytes: its shared texts are held in memory.
const LARGEST: u64 = 256 * 1024 * 1024;

/// What the thread hands over: the values of a row in their columns.
type Line = Result<Vec<Value>, String>;

/// Reads a sheet.
pub(super) struct WorkbookRows {
    lines: Receiver<Line>,
    columns: Vec<String>,
    number: u64,
    meter: Meter,
}

impl WorkbookRows {
    pub(super) fn open(path: &Path, meter: Meter) -> Result<Self, AppError> {
        let shown = path.display();
        let size = std::fs::metadata(path).map_err(|source| AppError::File { what: shown.to_string(), source })?.len();
        if size > LARGEST {
            return Err(AppError::invalid("file", format!("{shown} is larger than 256 MiB; save the sheet as CSV")));
        }
        let wrong = |problem: String| AppError::invalid("file", format!("{shown} is no readable workbook: {problem}"));
        let book: Xlsx<BufReader<File>> =
            open_workbook(path).map_err(|problem: calamine::XlsxError| wrong(problem.to_string()))?;
        let (sender, lines) = sync_channel(AHEAD);
        std::thread::spawn(move || read(book, &sender));
        let first = lines.recv().map_err(|_| AppError::invalid("file", format!("{shown} holds no rows")))?;
        let first = first.map_err(wrong)?;
        let texts: Vec<String> =
            first.iter().map(|value| value.text().map_or_else(String::new, |text| text.into_owned())).collect();
        Ok(Self { lines, columns: column_names(texts.iter().map(String::as_str)), number: 0, meter })
    }
}

impl RowReader for WorkbookRows {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn next(&mut self, row: &mut Row) -> Result<bool, Broken> {
        let Ok(line) = self.lines.recv() else { return Ok(false) };
        let mut values = line.map_err(|problem| Broken { problem })?;
        values.truncate(self.columns.len());
        self.number += 1;
        let size = values.iter().map(|value| value.text().map_or(0, |text| text.len())).sum();
        *row = Row { number: self.number, values, size, problem: None };
        self.meter.row_ended();
        Ok(true)
    }
}

fn read(mut book: Xlsx<BufReader<File>>, lines: &SyncSender<Line>) {
    let Some(sheet) = book.sheet_names().first().cloned() else { return };
    if let Err(problem) = read_sheet(&mut book, &sheet, lines) {
        // Nobody waits any more when the import was stopped.
        let _ = lines.send(Err(problem));
    }
}

fn read_sheet(book: &mut Xlsx<BufReader<File>>, sheet: &str, lines: &SyncSender<Line>) -> Result<(), String> {
    let words = |problem: calamine::XlsxError| problem.to_string();
    let mut cells = book.worksheet_cells_reader(sheet).map_err(words)?;
    let mut line: Vec<Value> = Vec::new();
    let mut at = None;
    while let Some(cell) = cells.next_cell().map_err(words)? {
        let (row, column) = cell.get_position();
        if at.is_some_and(|open| open != row) && lines.send(Ok(std::mem::take(&mut line))).is_err() {
            return Ok(());
        }
        at = Some(row);
        let column = column as usize;
        if line.len() <= column {
            line.resize(column + 1, Value::Missing);
        }
        line[column] = value(cell.get_value());
    }
    if at.is_some() {
        let _ = lines.send(Ok(line));
    }
    Ok(())
}

fn value(data: &DataRef<'_>) -> Value {
    match data {
        DataRef::Int(number) => Value::Integer(*number),
        DataRef::Float(number) => whole(*number).map_or_else(|| Value::of_float(*number), Value::Integer),
        DataRef::Bool(truth) => Value::Boolean(*truth),
        DataRef::DateTime(moment) => time(moment).map_or_else(|| Value::of_float(moment.as_f64()), Value::LocalTime),
        DataRef::Error(_) | DataRef::Empty => Value::Missing,
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Value::of_text(text),
        DataRef::SharedString(text) => Value::of_text(text),
    }
}

/// A workbook keeps every number as a double; one that is whole is meant so.
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}

fn time(moment: &ExcelDateTime) -> Option<NaiveDateTime> {
    if !moment.is_datetime() {
        return None;
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))?.and_hms_milli_opt(
        u32::from(hour),
        u32::from(minute),
        u32::from(second),
        u32::from(milli),
    )
}

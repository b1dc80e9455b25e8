//! Rows of a JSON Lines file: an object a line.

use std::collections::HashMap;
use std::io::BufRead;

use serde_json::Value as Json;

use super::input::Meter;
use super::rows::{Broken, Row, RowProblem, RowReader};
use super::value::Value;

/// Members of members are columns of their own, `customer.email`, so deep; deeper ones stay JSON.
const DEEPEST: usize = 4;
/// Most columns; further members stay unread.
const MOST_COLUMNS: usize = 2_000;

/// Columns that are found as rows bring them.
#[derive(Debug, Default)]
pub(super) struct FoundColumns {
    names: Vec<String>,
    places: HashMap<String, usize>,
    /// The place behind the one that was asked for last: rows name their fields in the same order.
    next: usize,
}

impl FoundColumns {
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The place of a column, which is new when nobody named it before; `None` when there are too many.
    fn place(&mut self, name: &str) -> Option<usize> {
        if self.names.get(self.next).is_some_and(|held| held == name) {
            return Some(self.next);
        }
        if let Some(place) = self.places.get(name) {
            return Some(*place);
        }
        let place = self.names.len();
        if place >= MOST_COLUMNS {
            return None;
        }
        self.places.insert(name.to_owned(), place);
        self.names.push(name.to_owned());
        Some(place)
    }

    /// Puts a value into its column of a row; of two values the first stays.
    pub(super) fn put(&mut self, values: &mut Vec<Value>, name: &str, value: Value) {
        let Some(place) = self.place(name) else { return };
        self.next = place + 1;
        if values.len() <= place {
            values.resize(place + 1, Value::Missing);
        }
        if values[place].is_missing() {
            values[place] = value;
        }
    }
}

/// Reads JSON Lines.
pub(super) struct JsonRows {
    reader: Box<dyn BufRead + Send>,
    columns: FoundColumns,
    line: Vec<u8>,
    number: u64,
    meter: Meter,
}

impl JsonRows {
    pub(super) fn new(reader: Box<dyn BufRead + Send>, meter: Meter) -> Self {
        Self { reader, columns: FoundColumns::default(), line: Vec::new(), number: 0, meter }
    }

    fn read_into(&mut self, row: &mut Row) -> Result<(), RowProblem> {
        let text = std::str::from_utf8(&self.line).map_err(|problem| {
            RowProblem::new("", format!("not UTF-8 at byte {} of the line", problem.valid_up_to() + 1))
        })?;
        match serde_json::from_str::<Json>(text) {
            Ok(Json::Object(members)) => {
                for (name, value) in &members {
                    spread(&mut self.columns, &mut row.values, name, value, 1);
                }
                Ok(())
            }
            Ok(_) => Err(RowProblem::new("", "not a JSON object")),
            Err(problem) => Err(RowProblem::new("", format!("not JSON: {problem}"))),
        }
    }
}

fn spread(columns: &mut FoundColumns, values: &mut Vec<Value>, name: &str, json: &Json, depth: usize) {
    match json {
        Json::Object(members) if depth < DEEPEST => {
            for (inner, value) in members {
                spread(columns, values, &format!("{name}.{inner}"), value, depth + 1);
            }
        }
        other => columns.put(values, name, Value::of_json(other)),
    }
}

impl RowReader for JsonRows {
    fn columns(&self) -> &[String] {
        self.columns.names()
    }

    fn next(&mut self, row: &mut Row) -> Result<bool, Broken> {
        loop {
            self.line.clear();
            let read = self
                .reader
                .read_until(b'\n', &mut self.line)
                .map_err(|problem| Broken { problem: problem.to_string() })?;
            self.meter.row_ended();
            if read == 0 {
                return Ok(false);
            }
            if self.line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            self.number += 1;
            *row = Row { number: self.number, size: self.line.len(), ..Row::default() };
            if let Err(problem) = self.read_into(row) {
                let text = String::from_utf8_lossy(&self.line).trim().to_owned();
                self.columns.put(&mut row.values, "hamdel_line", Value::of_text(&text));
                row.problem = Some(problem);
            }
            return Ok(true);
        }
    }
}

//! A file as a table: columns by name, rows one after another.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::AppError;
use crate::imports::OpenParquet;
use crate::imports::rows::{OpenRequest, OpenRows, Row, open};

/// A file to analyse: CSV, XLSX, Parquet or JSON Lines, the texts also gzipped.
#[derive(Clone)]
pub struct TableFile {
    /// Where it is.
    pub path: PathBuf,
    /// Values that mean "no answer" beside an empty field, such as `0` or `NA`.
    pub missing: Vec<String>,
    /// How a Parquet file is opened.
    pub parquet: Arc<OpenParquet>,
}

/// What a field holds of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Of(f64),
    Missing,
    /// Text that is no number.
    Other,
}

/// An open table; `row` is the one read last.
pub(super) struct Table {
    rows: OpenRows,
    columns: Vec<String>,
    row: Row,
    /// The first row is read to learn the columns, where rows name their own.
    ahead: bool,
    missing: Vec<String>,
    name: String,
    /// Rows that could not be read.
    pub(super) unreadable: u64,
}

impl Table {
    pub(super) fn open(file: &TableFile) -> Result<Self, AppError> {
        let request = OpenRequest {
            path: file.path.clone(),
            header: true,
            parquet: Some(file.parquet.clone()),
            ..OpenRequest::default()
        };
        let rows = open(&request)?;
        let mut opened = Self {
            rows,
            columns: Vec::new(),
            row: Row::default(),
            ahead: false,
            missing: file.missing.clone(),
            name: file.path.display().to_string(),
            unreadable: 0,
        };
        opened.ahead = opened.read()?;
        opened.columns = opened.rows.reader.columns().to_vec();
        Ok(opened)
    }

    /// The places of the columns of a list: names with commas between them, or `first..last` for all from one to
    /// the other as the file has them.
    pub(super) fn places(&self, option: &'static str, list: &str) -> Result<Vec<usize>, AppError> {
        let mut places = Vec::new();
        for part in list.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            match part.split_once("..") {
                Some((first, last)) if !self.columns.iter().any(|name| name == part) => {
                    let (first, last) = (self.place(option, first.trim())?, self.place(option, last.trim())?);
                    if first > last {
                        return Err(AppError::invalid(
                            option,
                            format!("{part}: the last column stands before the first"),
                        ));
                    }
                    places.extend(first..=last);
                }
                _ => places.push(self.place(option, part)?),
            }
        }
        if places.is_empty() {
            return Err(AppError::invalid(option, "names no column"));
        }
        Ok(places)
    }

    pub(super) fn place(&self, option: &'static str, name: &str) -> Result<usize, AppError> {
        let found = self.columns.iter().position(|column| column == name).or_else(|| {
            let alike = |column: &&String| column.to_lowercase() == name.to_lowercase();
            let mut alike = self.columns.iter().filter(alike);
            let one = alike.next()?;
            // Two that differ only in case must be told apart by whoever asks.
            alike.next().is_none().then(|| self.columns.iter().position(|column| column == one))?
        });
        found.ok_or_else(|| {
            let known = self.columns.iter().take(60).map(String::as_str).collect::<Vec<_>>().join(", ");
            AppError::invalid(option, format!("{} has no column {name}; it has {known}", self.name))
        })
    }

    pub(super) fn column(&self, place: usize) -> &str {
        self.columns.get(place).map_or("", String::as_str)
    }

    /// Reads the next row; `false` after the last.
    pub(super) fn next(&mut self) -> Result<bool, AppError> {
        if std::mem::take(&mut self.ahead) {
            return Ok(true);
        }
        self.read()
    }

    fn read(&mut self) -> Result<bool, AppError> {
        loop {
            let read = self.rows.reader.next(&mut self.row);
            match read.map_err(|broken| AppError::invalid("file", format!("{}: {}", self.name, broken.problem)))? {
                true if self.row.problem.is_some() => self.unreadable += 1,
                read => return Ok(read),
            }
        }
    }

    pub(super) fn number(&self, place: usize) -> Number {
        let Some(value) = self.row.values.get(place) else { return Number::Missing };
        match value.number() {
            _ if value.is_missing() || self.means_missing(&value.text().unwrap_or_default()) => Number::Missing,
            Some(number) => Number::Of(number),
            None => Number::Other,
        }
    }

    pub(super) fn text(&self, place: usize) -> Option<Cow<'_, str>> {
        self.row.values.get(place)?.key_text().filter(|text| !self.means_missing(text))
    }

    fn means_missing(&self, text: &str) -> bool {
        self.missing.iter().any(|missing| missing == text)
    }
}

/// Why answers were left out, with how many.
#[derive(Debug, Default, serde::Serialize)]
#[serde(transparent)]
pub(super) struct LeftOut(BTreeMap<&'static str, u64>);

impl LeftOut {
    pub(super) fn add(&mut self, reason: &'static str, count: u64) {
        if count > 0 {
            *self.0.entry(reason).or_default() += count;
        }
    }

    /// The number in a field, with what is none counted.
    pub(super) fn number(&mut self, number: Number) -> Option<f64> {
        match number {
            Number::Of(value) => return Some(value),
            Number::Missing => self.add("missing", 1),
            Number::Other => self.add("not a number", 1),
        }
        None
    }
}

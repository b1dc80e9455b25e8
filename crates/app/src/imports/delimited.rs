//! Rows of a file of delimited fields.

use std::io::{self, BufRead, Read};

use csv::{ByteRecord, ReaderBuilder};

use super::input::Meter;
use super::rows::{Broken, OpenRequest, Row, RowProblem, RowReader, column_names};
use super::value::Value;

/// Delimiters that are recognised, the likelier first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Bytes in which the delimiter is looked for, and rows of them.
const LOOKED_AT: usize = 64 * 1024;
const ROWS_LOOKED_AT: usize = 50;

/// Reads delimited fields; quotation marks as in RFC 4180.
pub(super) struct DelimitedRows {
    reader: csv::Reader<Box<dyn Read + Send>>,
    columns: Vec<String>,
    delimiter: u8,
    record: ByteRecord,
    number: u64,
    meter: Meter,
    /// The first record of a file without a header.
    held: bool,
}

impl DelimitedRows {
    pub(super) fn new(mut text: Box<dyn BufRead + Send>, request: &OpenRequest, meter: Meter) -> io::Result<Self> {
        let mut sample = Vec::new();
        let looked = (&mut text).take(LOOKED_AT as u64).read_to_end(&mut sample);
        let delimiter = request.delimiter.unwrap_or_else(|| recognise(&sample));
        // A fault within the sample is met again behind what was good of it.
        let rest: Box<dyn Read + Send> = match looked {
            Ok(_) => Box::new(text),
            Err(problem) => Box::new(Fault(Some(problem))),
        };
        let whole: Box<dyn Read + Send> = Box::new(io::Cursor::new(sample).chain(rest));
        let mut reader = builder(delimiter).buffer_capacity(256 * 1024).from_reader(whole);
        let mut record = ByteRecord::new();
        let mut held = false;
        let mut columns = Vec::new();
        if reader.read_byte_record(&mut record).map_err(io::Error::other)? {
            let names: Vec<_> = record.iter().map(String::from_utf8_lossy).collect();
            held = !request.header;
            columns = column_names(names.iter().map(|name| if held { "" } else { name }));
        }
        Ok(Self { reader, columns, delimiter, record, number: 0, meter, held })
    }

    fn read_into(&mut self, row: &mut Row) {
        for (place, field) in self.record.iter().enumerate() {
            match std::str::from_utf8(field) {
                Ok(text) => row.values.push(Value::of_text(text)),
                Err(_) => {
                    row.values.push(Value::of_text(&String::from_utf8_lossy(field)));
                    let column = self.columns.get(place).map_or("", String::as_str);
                    row.problem.get_or_insert_with(|| RowProblem::new(column, "not UTF-8"));
                }
            }
        }
        let (fields, columns) = (self.record.len(), self.columns.len());
        if fields != columns {
            let which = if fields > columns { "too many" } else { "too few" };
            row.problem = Some(RowProblem::new("", format!("{which} fields: {fields}, the header has {columns}")));
        }
    }
}

impl RowReader for DelimitedRows {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn next(&mut self, row: &mut Row) -> Result<bool, Broken> {
        let held = std::mem::take(&mut self.held);
        if !held
            && !self.reader.read_byte_record(&mut self.record).map_err(|problem| Broken { problem: words(problem) })?
        {
            return Ok(false);
        }
        self.meter.row_ended();
        self.number += 1;
        let size = self.record.as_slice().len() + self.record.len();
        *row = Row { number: self.number, values: Vec::with_capacity(self.columns.len()), size, problem: None };
        self.read_into(row);
        Ok(true)
    }

    fn delimiter(&self) -> Option<u8> {
        Some(self.delimiter)
    }
}

/// A reader that fails once.
struct Fault(Option<io::Error>);

impl Read for Fault {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

fn words(problem: csv::Error) -> String {
    match problem.into_kind() {
        csv::ErrorKind::Io(problem) => problem.to_string(),
        other => format!("{other:?}"),
    }
}

fn builder(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).has_headers(false).flexible(true);
    builder
}

/// The delimiter under which most rows have the same number of fields, and more than one.
fn recognise(sample: &[u8]) -> u8 {
    let mut best = ((false, 0, 0), b',');
    for delimiter in DELIMITERS {
        let mut reader = builder(delimiter).from_reader(sample);
        let mut lengths: Vec<usize> =
            reader.byte_records().take(ROWS_LOOKED_AT).map_while(Result::ok).map(|record| record.len()).collect();
        if sample.len() == LOOKED_AT && lengths.len() > 1 && lengths.len() < ROWS_LOOKED_AT {
            lengths.pop();
        }
        let Some(&first) = lengths.first() else { continue };
        let alike = lengths.iter().filter(|length| **length == first).count() * 100 / lengths.len();
        let score = (first > 1 && alike >= 80, first, alike);
        if score.0 && score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

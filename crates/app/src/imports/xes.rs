//! Rows of an event log of the XES standard (IEEE 1849): an event a row.
//!
//! Columns are named as process-mining tools name them in tables: an attribute of the event by its key,
//! an attribute of its trace by `case:` and the key. A map therefore serves a log and its CSV alike.

use std::io::BufRead;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::input::Meter;
use super::lines::FoundColumns;
use super::rows::{Broken, Row, RowReader};
use super::value::Value;

/// Before the key of a trace's attribute.
pub(super) const OF_CASE: &str = "case:";
/// Attributes within attributes are read so deep.
const DEEPEST: usize = 8;

/// Where in the log the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Outside,
    Log,
    Trace,
    Event,
    /// An event that belongs to no trace.
    LooseEvent,
    Done,
}

/// Reads a log, holding one event and the attributes of its trace.
pub(super) struct XesRows {
    xml: Reader<Box<dyn BufRead + Send>>,
    columns: FoundColumns,
    place: Place,
    /// Attributes of the open trace, in their columns.
    case: Vec<Value>,
    /// Keys of the attributes that are open around the next one.
    path: Vec<String>,
    buffer: Vec<u8>,
    number: u64,
    meter: Meter,
}

impl XesRows {
    pub(super) fn new(reader: Box<dyn BufRead + Send>, meter: Meter) -> Self {
        let mut xml = Reader::from_reader(reader);
        xml.config_mut().trim_text(true);
        Self {
            xml,
            columns: FoundColumns::default(),
            place: Place::Outside,
            case: Vec::new(),
            path: Vec::new(),
            buffer: Vec::new(),
            number: 0,
            meter,
        }
    }

    fn begin(&mut self, row: &mut Row, from: u64) {
        self.number += 1;
        *row = Row { number: self.number, values: self.case.clone(), size: from as usize, problem: None };
    }

    /// Opens an element; `true` when it was an event that is whole already.
    fn open(&mut self, tag: &BytesStart<'_>, empty: bool, row: &mut Row, at: u64) -> Result<bool, Broken> {
        match (tag.local_name().as_ref(), self.place) {
            ("log", Place::Outside) => self.place = if empty { Place::Done } else { Place::Log },
            (_, Place::Outside) => {
                return Err(Broken {
                    problem: "not a log of the XES standard: its first element is not <log>".to_owned(),
                });
            }
            ("trace", Place::Log) => {
                self.case.clear();
                self.place = if empty { Place::Log } else { Place::Trace };
            }
            ("event", Place::Log | Place::Trace) => {
                self.begin(row, at);
                if empty {
                    return Ok(true);
                }
                self.place = if self.place == Place::Trace { Place::Event } else { Place::LooseEvent };
            }
            (_, Place::Trace | Place::Event | Place::LooseEvent) => self.attribute(tag, empty, row),
            _ => {}
        }
        Ok(false)
    }

    fn attribute(&mut self, tag: &BytesStart<'_>, empty: bool, row: &mut Row) {
        let Some(key) = attribute_of(tag, "key") else {
            // The `<values>` of a list: its members are named by the list.
            if !empty {
                self.path.push(String::new());
            }
            return;
        };
        if let Some(text) = attribute_of(tag, "value")
            && self.path.len() < DEEPEST
        {
            let value = typed(tag.local_name().as_ref(), &text);
            let outer: String =
                self.path.iter().filter(|part| !part.is_empty()).flat_map(|part| [part.as_str(), "."]).collect();
            match (self.place, outer.is_empty()) {
                (Place::Event | Place::LooseEvent, true) => self.columns.put(&mut row.values, &key, value),
                (Place::Event | Place::LooseEvent, false) => {
                    self.columns.put(&mut row.values, &format!("{outer}{key}"), value);
                }
                _ => self.columns.put(&mut self.case, &format!("{OF_CASE}{outer}{key}"), value),
            }
        }
        if !empty {
            self.path.push(key);
        }
    }

    /// Closes an element; `true` when it was an event.
    fn close(&mut self, name: &str) -> bool {
        if self.path.pop().is_some() {
            return false;
        }
        match (name, self.place) {
            ("event", Place::Event) => self.place = Place::Trace,
            ("event", Place::LooseEvent) => self.place = Place::Log,
            ("trace", Place::Trace) => {
                self.case.clear();
                self.place = Place::Log;
            }
            ("log", Place::Log) => self.place = Place::Done,
            _ => {}
        }
        name == "event"
    }
}

/// The value of an XML attribute, its entities resolved; what is wrong in them stays as written.
fn attribute_of(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok().flatten()?;
    match attribute.normalized_value(XmlVersion::Implicit1_0) {
        Ok(text) => Some(text.into_owned()),
        Err(_) => Some(attribute.value.clone().into_owned()),
    }
}

/// The value of an attribute by its type; one that is not of its type stays text.
fn typed(kind: &str, text: &str) -> Value {
    match kind {
        "int" => text.trim().parse().map_or_else(|_| Value::of_text(text), Value::Integer),
        "float" => text.trim().parse().map_or_else(|_| Value::of_text(text), Value::of_float),
        "boolean" => text.trim().parse().map_or_else(|_| Value::of_text(text), Value::Boolean),
        _ => Value::of_text(text),
    }
}

impl RowReader for XesRows {
    fn columns(&self) -> &[String] {
        self.columns.names()
    }

    fn next(&mut self, row: &mut Row) -> Result<bool, Broken> {
        let mut buffer = std::mem::take(&mut self.buffer);
        let found = loop {
            buffer.clear();
            let at = self.xml.buffer_position();
            // Elements that hold no event are not part of a row that grows too long.
            self.meter.row_ended();
            let done = match self.xml.read_event_into(&mut buffer) {
                Ok(Event::Start(tag)) => self.open(&tag, false, row, at),
                Ok(Event::Empty(tag)) => self.open(&tag, true, row, at),
                Ok(Event::End(tag)) => Ok(self.close(tag.local_name().as_ref())),
                Ok(Event::Eof) => {
                    break match self.place {
                        Place::Outside => Err(Broken { problem: "not a log of the XES standard".to_owned() }),
                        Place::Done => Ok(false),
                        _ => Err(Broken { problem: "the log ends before its </log>".to_owned() }),
                    };
                }
                Ok(_) => Ok(false),
                Err(quick_xml::Error::Io(problem)) => Err(Broken { problem: problem.to_string() }),
                Err(problem) => {
                    Err(Broken { problem: format!("not XML at byte {}: {problem}", self.xml.error_position()) })
                }
            };
            match done {
                Ok(false) => {}
                Ok(true) => break Ok(true),
                Err(broken) => break Err(broken),
            }
        };
        self.buffer = buffer;
        if let Ok(true) = found {
            row.size = (self.xml.buffer_position() as usize).saturating_sub(row.size);
        }
        found
    }
}

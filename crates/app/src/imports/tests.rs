//! Imports of small files of every format, of broken ones, and of the real ones where they are there.

mod formats;
mod journal;
mod proposals;
mod real;

use std::path::{Path, PathBuf};

use hamdel_domain::{Instant, Interaction, SourceId};
use hamdel_text::calendar::Zone;

use super::convert::{Converter, Naming, Stamp};
use super::map::ImportMap;
use super::propose::{ProposeRequest, ProposedMap, propose};
use super::rows::{OpenRequest, Row, RowProblem, open};
use super::sample::Sample;
use crate::AppError;

/// Noon of 2026-03-21 in UTC.
const NOW: Instant = Instant::from_micros(1_774_094_400_000_000);

/// A small file of this crate.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/imports").join(name)
}

/// What became of every row of a file.
struct Converted {
    good: Vec<(Interaction, Naming)>,
    bad: Vec<(u64, RowProblem)>,
    broken: Option<String>,
}

impl Converted {
    fn interactions(&self) -> Vec<&Interaction> {
        self.good.iter().map(|(interaction, _)| interaction).collect()
    }

    /// Good rows' identifiers, `kind:value` joined by spaces.
    fn customers(&self) -> Vec<String> {
        let names = |interaction: &Interaction| {
            interaction.identifiers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        self.good.iter().map(|(interaction, _)| names(interaction)).collect()
    }

    fn reasons(&self) -> Vec<String> {
        self.bad.iter().map(|(row, problem)| format!("{row} {}: {}", problem.field, problem.reason)).collect()
    }
}

fn open_request(path: &Path, map: &ImportMap) -> OpenRequest {
    OpenRequest {
        path: path.to_owned(),
        encoding: map.encoding,
        delimiter: map.delimiter,
        header: map.header,
        ..OpenRequest::default()
    }
}

/// Converts a whole file without writing anything.
fn convert(path: &Path, map: &ImportMap) -> Result<Converted, AppError> {
    let request = open_request(path, map);
    let sample = Sample::take(&request)?;
    let stamp = Stamp {
        source: SourceId(7),
        source_name: "test".to_owned(),
        begun_at: NOW,
        received_at: NOW,
        zone: Zone::TEHRAN,
    };
    let mut converter = Converter::new(map, sample.seen(), stamp)?;
    let mut file = open(&request)?;
    let mut converted = Converted { good: Vec::new(), bad: Vec::new(), broken: None };
    let mut row = Row::default();
    loop {
        match file.reader.next(&mut row) {
            Ok(true) => {}
            Ok(false) => return Ok(converted),
            Err(broken) => {
                converted.broken = Some(broken.problem);
                return Ok(converted);
            }
        }
        converter.learn(file.reader.columns());
        match converter.convert(&row) {
            Ok(good) => converted.good.push(good),
            Err(problem) => converted.bad.push((row.number, problem)),
        }
    }
}

fn map(text: &str) -> ImportMap {
    ImportMap::parse(text).unwrap()
}

fn proposed(path: &Path) -> ProposedMap {
    let request = ProposeRequest {
        path: path.to_owned(),
        rows_as: None,
        zone: Zone::TEHRAN,
        now: NOW,
        open_parquet: None,
        scratch: None,
    };
    let open = OpenRequest { path: path.to_owned(), header: true, ..OpenRequest::default() };
    propose(&request, &Sample::take(&open).unwrap()).unwrap()
}

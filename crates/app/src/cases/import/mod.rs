//! Importing past cases: complaints of another system with their times, so that causes, units, clocks and reports
//! have a history.
//!
//! A case keeps the times that the file has; its clock is one of every minute of every day, recomputed from them.
//! Whatever a row's case is called there is its origin here, so that a second run changes nothing. Rows that cannot
//! be read are kept aside with their reasons, as in other imports.

mod convert;
mod map;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_real;

pub use map::CaseMap;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hamdel_domain::Instant;
use hamdel_domain::cases::{Case, CaseKind, CaseState};
use hamdel_domain::units::Unit;
use hamdel_store::audit::{AuditEntry, append};
use hamdel_store::cases::{NewEvent, add_event, case_origins, insert_case, put_case_kind};
use hamdel_store::imports::{BadRow, Import, ImportProgress, ImportState};
use hamdel_store::sources::SourceKind;
use hamdel_store::units::add_unit;
use hamdel_store::{StoreError, Transaction};
use serde::Serialize;
use serde_json::json;

use super::take_down::RECEIVED;
use super::tell::enqueue_telling;
use crate::App;
use crate::error::AppError;
use crate::imports::rows::{OpenParquet, OpenRequest, Row, open};
use convert::{Converter, Read};

/// Cases of one transaction.
const AT_ONCE: usize = 200;
/// Bad rows shown in a summary.
const SHOWN: usize = 10;
/// Who did it, in threads and the audit log.
const ACTOR: &str = "program:import";

/// What to import.
#[derive(Clone)]
pub struct CaseImportRequest {
    /// The file.
    pub path: PathBuf,
    /// The map, as text.
    pub map: String,
    /// Whether everything is done but writing.
    pub dry_run: bool,
    /// Opens Parquet files.
    pub open_parquet: Option<Arc<OpenParquet>>,
    /// A folder for the unpacked form of a compressed Parquet file.
    pub scratch: Option<PathBuf>,
}

/// What an import of cases did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CaseImportSummary {
    /// Its name, by which its bad rows are asked for; empty after a dry run.
    pub import_id: String,
    /// The file.
    pub file: String,
    /// The source that the map names.
    pub source: String,
    /// Rows read.
    pub rows_read: u64,
    /// Rows left out and kept aside.
    pub rows_bad: u64,
    /// Cases that were there already.
    pub known_before: u64,
    /// Cases taken in; in a dry run those that would be.
    pub cases: u64,
    /// Of the good rows, those whose case is closed.
    pub closed: u64,
    /// Of the good rows, those that were answered and had a moment until when.
    pub with_clock: u64,
    /// Of these, those answered in time.
    pub in_time: u64,
    /// The first bad rows: number, field, reason.
    pub first_bad: Vec<(u64, String, String)>,
}

/// Imports a file of past cases.
///
/// # Errors
/// When the file cannot be opened, or the map is wrong or does not fit it.
pub async fn import_cases(app: &App, request: &CaseImportRequest) -> Result<CaseImportSummary, AppError> {
    let map = CaseMap::parse(&request.map)?;
    let now = app.clock.now();
    let (reads, bad, file) = {
        let (request, map) = (request.clone(), map.clone());
        let (zone, entropy) = (app.zone, app.entropy.clone());
        let read = tokio::task::spawn_blocking(move || read_all(&request, &map, zone, &*entropy, now));
        read.await.map_err(|_| AppError::invalid("file", "reading it stopped without a word"))??
    };
    let mut summary = CaseImportSummary {
        file,
        source: map.source.clone(),
        rows_read: (reads.len() + bad.len()) as u64,
        rows_bad: bad.len() as u64,
        closed: reads.iter().filter(|read| read.case.state == CaseState::Closed).count() as u64,
        with_clock: reads.iter().filter(|read| read.in_time.is_some()).count() as u64,
        in_time: reads.iter().filter(|read| read.in_time == Some(true)).count() as u64,
        first_bad: bad.iter().take(SHOWN).map(|row| (row.row_number, row.field.clone(), row.reason.clone())).collect(),
        ..CaseImportSummary::default()
    };
    if !request.dry_run {
        summary.import_id = begin(app, request, &summary, now).await?;
        add_names(app, &reads).await?;
    }
    for chunk in reads.chunks(AT_ONCE) {
        let (taken, known) = write(app, chunk, request.dry_run, now).await?;
        summary.cases += taken;
        summary.known_before += known;
    }
    if !request.dry_run {
        let progress = ImportProgress {
            rows_read: summary.rows_read,
            rows_good: summary.rows_read - summary.rows_bad,
            rows_bad: summary.rows_bad,
            byte_offset: 0,
        };
        app.store.record_import(&summary.import_id, progress, &bad).await?;
        app.store.set_import_state(&summary.import_id, ImportState::Finished, Some(app.clock.now())).await?;
    }
    Ok(summary)
}

/// The import's row in the store; the same file and map have the same name.
async fn begin(
    app: &App,
    request: &CaseImportRequest,
    summary: &CaseImportSummary,
    now: Instant,
) -> Result<String, AppError> {
    let source = app.store.find_or_create_source(&summary.source, SourceKind::Import, now).await?;
    let named = format!("cases\0{}\0{}\0{}", summary.file, summary.rows_read, request.map);
    let id = format!("{:016x}", xxhash_rust::xxh3::xxh3_64(named.as_bytes()));
    if app.store.import(&id).await?.is_some() {
        app.store.set_import_state(&id, ImportState::Running, None).await?;
        return Ok(id);
    }
    let import = Import {
        id: id.clone(),
        file_name: summary.file.clone(),
        source: source.id,
        state: ImportState::Running,
        progress: ImportProgress::default(),
        map: request.map.clone(),
        started_at: now,
        finished_at: None,
    };
    app.store.start_import(&import).await?;
    Ok(id)
}

/// Every row of the file, read or bad, and the file's name.
fn read_all(
    request: &CaseImportRequest,
    map: &CaseMap,
    zone: hamdel_text::Zone,
    entropy: &dyn hamdel_domain::Entropy,
    now: Instant,
) -> Result<(Vec<Read>, Vec<BadRow>, String), AppError> {
    let mut file = open(&OpenRequest {
        path: request.path.clone(),
        encoding: None,
        delimiter: None,
        header: true,
        parquet: request.open_parquet.clone(),
        scratch: request.scratch.clone(),
    })?;
    let converter = Converter::new(map, file.reader.columns(), zone, entropy, now)?;
    let columns = file.reader.columns().to_vec();
    let (mut reads, mut bad, mut row) = (Vec::new(), Vec::new(), Row::default());
    loop {
        match file.reader.next(&mut row) {
            Ok(true) => {}
            Ok(false) => break,
            Err(broken) => return Err(AppError::invalid("file", broken.problem)),
        }
        match converter.read(&row) {
            Ok(read) => reads.push(read),
            Err(problem) => bad.push(BadRow {
                row_number: row.number,
                field: problem.field,
                reason: problem.reason,
                raw: raw(&columns, &row),
            }),
        }
    }
    let name = Path::new(&request.path).file_name().map(|name| name.to_string_lossy().into_owned());
    Ok((reads, bad, name.unwrap_or_default()))
}

/// A row as a JSON object, as bad rows are kept.
fn raw(columns: &[String], row: &Row) -> String {
    let fields = columns.iter().zip(&row.values).filter_map(|(name, value)| Some((name, value.text()?)));
    serde_json::Value::Object(fields.map(|(name, text)| (name.clone(), text.into_owned().into())).collect()).to_string()
}

/// Adds the kinds and units that the file names and the company has not.
async fn add_names(app: &App, reads: &[Read]) -> Result<(), AppError> {
    let kinds: BTreeSet<String> = app.store.case_kinds().await?.into_iter().map(|kind| kind.name).collect();
    let units: BTreeSet<String> = app.store.units().await?.into_iter().map(|unit| unit.name).collect();
    let mut new_kinds: BTreeMap<&str, &str> = BTreeMap::new();
    let mut new_units: BTreeSet<&str> = BTreeSet::new();
    for read in reads {
        if let (Some(name), Some(title)) = (&read.case.facts.kind, &read.kind)
            && !kinds.contains(name)
        {
            new_kinds.insert(name, title);
        }
        if let Some(unit) = read.case.facts.unit.as_ref().filter(|unit| !units.contains(*unit)) {
            new_units.insert(unit);
        }
    }
    let mut tx = app.store.state().begin().await?;
    for (name, title) in new_kinds {
        let title: String = title.chars().take(100).collect();
        let kind = CaseKind { name: name.to_owned(), title_fa: title.clone(), title_en: title, ..CaseKind::default() };
        put_case_kind(&mut tx, &kind).await?;
    }
    for name in new_units {
        let unit = Unit {
            name: name.to_owned(),
            title_fa: name.to_owned(),
            title_en: name.to_owned(),
            parent: None,
            archived_at: None,
        };
        add_unit(&mut tx, &unit).await?;
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

/// Writes those that are not there yet, in one transaction; gives how many, and how many were there.
async fn write(app: &App, reads: &[Read], dry_run: bool, now: Instant) -> Result<(u64, u64), AppError> {
    let origins: Vec<&str> = reads.iter().filter_map(|read| read.case.origin.as_deref()).collect();
    let mut tx = app.store.state().begin().await?;
    let mut there = case_origins(&mut tx, &origins).await?;
    let (mut taken, mut known) = (0, 0);
    for read in reads {
        // A file may name one case twice; the first row of it counts.
        if !there.insert(read.case.origin.clone().unwrap_or_default()) {
            known += 1;
            continue;
        }
        taken += 1;
        if !dry_run {
            write_case(&mut tx, &read.case, now).await?;
        }
    }
    if !dry_run && taken > 0 {
        let entry = AuditEntry {
            at: now,
            actor: ACTOR.to_owned(),
            action: "case.imported".to_owned(),
            subject: "cases".to_owned(),
            detail: json!({ "cases": taken }).to_string(),
        };
        append(&mut tx, &entry).await?;
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok((taken, known))
}

async fn write_case(tx: &mut Transaction, case: &Case, now: Instant) -> Result<(), AppError> {
    let id = insert_case(tx, case).await?;
    let event = NewEvent {
        case: id,
        at: case.received_at,
        actor: "customer",
        by: "",
        did: RECEIVED,
        visible: true,
        text: &case.text,
        detail: "{}",
    };
    let received = add_event(tx, event).await?;
    enqueue_telling(tx, received, now).await?;
    let steps = [("answered", case.answered_at), ("closed", case.closed_at)];
    for (did, at) in steps.into_iter().filter_map(|(did, at)| Some((did, at?))) {
        let step = add_event(tx, NewEvent { at, did, text: "", actor: ACTOR, ..event }).await?;
        enqueue_telling(tx, step, now).await?;
    }
    Ok(())
}

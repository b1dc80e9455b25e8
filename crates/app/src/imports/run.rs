//! One import, from its file into the journal.
//!
//! A thread of its own reads, converts and encodes; this side waits until batches are durable and only then
//! records how far the import is. What was in flight at a crash is sent again, under the same names.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::stream::{FuturesOrdered, StreamExt};
use hamdel_domain::{Instant, SourceId};
use hamdel_store::imports::{BadRow, Import, ImportProgress, ImportState};
use hamdel_store::sources::SourceKind;
use serde::Serialize;
use tokio::sync::mpsc;

use super::convert::Stamp;
use super::map::{ImportMap, RowsAs};
use super::prepare::{Prepared, prepare};
use super::progress::Progress;
use super::rows::{FileFormat, OpenParquet, OpenRequest};
use super::work::{Batch, Outcome, Work};
use crate::intake::queue::QueueError;
use crate::{App, AppError};

/// Batches that are encoded and not yet on their way to the journal.
const WAITING: usize = 4;
/// Batches on their way to the journal; they share its commits.
const IN_FLIGHT: usize = 8;
/// Batches after which progress is recorded, and bad rows that make it sooner.
const RECORDED_EVERY: usize = 16;
const BAD_HELD: usize = 500;

/// What to import.
#[derive(Clone)]
pub struct ImportRequest {
    /// The file.
    pub path: PathBuf,
    /// How its columns become fields.
    pub map: ImportMap,
    /// Whether everything is done but writing.
    pub dry_run: bool,
    /// Whether a file that was imported whole is sent once more; the projector then drops what it knows.
    pub again: bool,
    /// Opens Parquet files.
    pub open_parquet: Option<Arc<OpenParquet>>,
    /// A folder for the unpacked form of a compressed Parquet file.
    pub scratch: Option<PathBuf>,
    /// Set by whoever wants to stop; what is durable by then stays, and the import can be resumed.
    pub stop: Arc<AtomicBool>,
}

impl ImportRequest {
    /// An import of a file with a map, to be run for good.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, map: ImportMap) -> Self {
        Self {
            path: path.into(),
            map,
            dry_run: false,
            again: false,
            open_parquet: None,
            scratch: None,
            stop: Arc::default(),
        }
    }

    pub(super) fn open_request(&self) -> OpenRequest {
        OpenRequest {
            path: self.path.clone(),
            encoding: self.map.encoding,
            delimiter: self.map.delimiter,
            header: self.map.header,
            parquet: self.open_parquet.clone(),
            scratch: self.scratch.clone(),
        }
    }
}

/// What an import did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImportSummary {
    /// Its name, by which its bad rows are asked for; empty after a dry run.
    pub import_id: String,
    /// The file.
    pub file: String,
    /// The source its interactions carry.
    pub source: String,
    /// What its rows are.
    #[serde(rename = "as")]
    pub rows_as: String,
    /// The file's format.
    pub format: FileFormat,
    /// Whether the file is compressed.
    pub gzipped: bool,
    /// How its text is written.
    pub encoding: String,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Rows read.
    pub rows_read: u64,
    /// Rows that are interactions.
    pub rows_good: u64,
    /// Rows left out and kept aside.
    pub rows_bad: u64,
    /// Of the good rows, those an earlier run of the same import sent already; they were not sent again.
    pub rows_sent_before: u64,
    /// How many rows were left out for what: field and reason, without the value.
    pub reasons: BTreeMap<String, u64>,
    /// The first bad rows.
    pub first_bad: Vec<FirstBad>,
    /// Different customers that are named.
    pub customers_named: u64,
    /// Rows of a customer that is named.
    pub rows_named: u64,
    /// Rows that are an anonymous customer each.
    pub rows_anonymous: u64,
    /// Rows without a customer.
    pub rows_unjoined: u64,
    /// The row behind which an earlier run was taken up.
    pub resumed_from: Option<u64>,
    /// Whether every row of the file was read.
    pub finished: bool,
    /// Why not, when the file could not be read on.
    pub incomplete: Option<String>,
    /// Seconds it took.
    pub seconds: f64,
    /// The map.
    pub map: String,
}

/// A bad row as a summary shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FirstBad {
    /// Its number.
    pub row: u64,
    /// The field; empty for the row as a whole.
    pub field: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Imports a file, or goes on with an import of the same file and map that was cut off.
///
/// # Errors
/// When the file cannot be opened or the map does not fit it; when the journal cannot be written. A file that
/// breaks off later on is no error: what was good of it has entered, and the summary says so.
pub async fn run_import(
    app: &App,
    request: &ImportRequest,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<ImportSummary, AppError> {
    let began = app.clock.now();
    let prepared = in_thread({
        let request = request.clone();
        move || prepare(&request)
    })
    .await?;
    let ledger =
        if request.dry_run { Ledger::dry(began) } else { Ledger::open(app, request, &prepared, began).await? };
    let stamp = Stamp {
        source: ledger.source,
        source_name: prepared.source.clone(),
        begun_at: ledger.started_at,
        received_at: began,
        zone: app.zone,
    };
    let total_bytes = prepared.bytes;
    let (sender, batches) = mpsc::channel(WAITING);
    let working = tokio::task::spawn_blocking({
        let work =
            Work { request: request.clone(), sample: prepared.sample.clone(), stamp, sent_before: ledger.sent_before };
        move || work.run(&sender)
    });
    let watched = |batch: &Batch| {
        progress(Progress::at(began, app.clock.now(), batch.rows_read, batch.rows_bad, batch.bytes, total_bytes));
    };
    let sent = send(app, &ledger, batches, &watched).await;
    let outcome = working.await.map_err(|_| AppError::invalid("file", "reading it stopped without a word"))?;
    if let Err(problem) = sent {
        // The import stays as recorded, to be resumed; where the disk is full this cannot be written either.
        let _ = ledger.close(app, ImportState::Stopped).await;
        return Err(problem);
    }
    let outcome = outcome?;
    let state = match () {
        () if outcome.broken.is_some() => ImportState::Failed,
        () if outcome.stopped => ImportState::Stopped,
        () => ImportState::Finished,
    };
    ledger.close(app, state).await?;
    let seconds = app.clock.now().micros_since(began) as f64 / hamdel_domain::clock::SECOND as f64;
    Ok(summary(request, &prepared, &ledger, outcome, seconds))
}

/// Hands batches to the journal, several at a time, and records what is durable.
async fn send(
    app: &App,
    ledger: &Ledger,
    mut batches: mpsc::Receiver<Batch>,
    watched: &(dyn Fn(&Batch) + Send + Sync),
) -> Result<(), AppError> {
    let mut in_flight = FuturesOrdered::new();
    let mut durable = Vec::new();
    let mut open = true;
    while open || !in_flight.is_empty() {
        tokio::select! {
            batch = batches.recv(), if open && in_flight.len() < IN_FLIGHT => match batch {
                Some(batch) => in_flight.push_back(append(app, batch)),
                None => open = false,
            },
            Some(batch) = in_flight.next(), if !in_flight.is_empty() => {
                let batch: Batch = batch?;
                watched(&batch);
                durable.push(batch);
                let bad: usize = durable.iter().map(|batch| batch.bad.len()).sum();
                if durable.len() >= RECORDED_EVERY || bad >= BAD_HELD {
                    ledger.record(app, &mut durable).await?;
                }
            }
        }
    }
    ledger.record(app, &mut durable).await
}

async fn append(app: &App, mut batch: Batch) -> Result<Batch, QueueError> {
    if let Some(encoded) = batch.encoded.take() {
        app.intake.queue().append_when_there_is_room(encoded).await?;
    }
    Ok(batch)
}

/// The import's row in the store; none in a dry run.
struct Ledger {
    id: String,
    source: SourceId,
    started_at: Instant,
    /// Rows that an earlier run of the same import sent.
    sent_before: u64,
}

impl Ledger {
    fn dry(now: Instant) -> Self {
        Self { id: String::new(), source: SourceId(0), started_at: now, sent_before: 0 }
    }

    async fn open(app: &App, request: &ImportRequest, prepared: &Prepared, now: Instant) -> Result<Self, AppError> {
        let source = app.store.find_or_create_source(&prepared.source, SourceKind::Import, now).await?;
        let id = prepared.import_id.clone();
        if let Some(known) = app.store.import(&id).await? {
            let sent_before = if request.again { 0 } else { known.progress.rows_read };
            app.store.set_import_state(&id, ImportState::Running, None).await?;
            return Ok(Self { id, source: source.id, started_at: known.started_at, sent_before });
        }
        let import = Import {
            id: id.clone(),
            file_name: prepared.file_name.clone(),
            source: source.id,
            state: ImportState::Running,
            progress: ImportProgress::default(),
            map: request.map.text.clone(),
            started_at: now,
            finished_at: None,
        };
        app.store.start_import(&import).await?;
        Ok(Self { id, source: source.id, started_at: now, sent_before: 0 })
    }

    async fn record(&self, app: &App, durable: &mut Vec<Batch>) -> Result<(), AppError> {
        let Some(last) = durable.last() else { return Ok(()) };
        let progress = ImportProgress {
            rows_read: last.rows_read,
            rows_good: last.rows_read - last.rows_bad,
            rows_bad: last.rows_bad,
            byte_offset: last.bytes,
        };
        let bad: Vec<BadRow> = durable.drain(..).flat_map(|batch| batch.bad).collect();
        // While rows of an earlier run are passed over, the record is ahead of this run.
        if !self.id.is_empty() && (progress.rows_read > self.sent_before || !bad.is_empty()) {
            app.store.record_import(&self.id, progress, &bad).await?;
        }
        Ok(())
    }

    async fn close(&self, app: &App, state: ImportState) -> Result<(), AppError> {
        if self.id.is_empty() {
            return Ok(());
        }
        Ok(app.store.set_import_state(&self.id, state, Some(app.clock.now())).await?)
    }
}

fn summary(
    request: &ImportRequest,
    prepared: &Prepared,
    ledger: &Ledger,
    outcome: Outcome,
    seconds: f64,
) -> ImportSummary {
    ImportSummary {
        import_id: ledger.id.clone(),
        file: prepared.file_name.clone(),
        source: prepared.source.clone(),
        rows_as: request.map.rows_as.as_str().to_owned(),
        format: prepared.sample.format,
        gzipped: prepared.sample.gzipped,
        encoding: outcome.encoding.as_str().to_owned(),
        dry_run: request.dry_run,
        rows_read: outcome.rows_read,
        rows_good: outcome.rows_read - outcome.rows_bad,
        rows_bad: outcome.rows_bad,
        rows_sent_before: outcome.sent_before,
        reasons: outcome.reasons,
        first_bad: outcome.first_bad,
        customers_named: outcome.named.len() as u64,
        rows_named: outcome.rows_named,
        rows_anonymous: outcome.rows_anonymous,
        rows_unjoined: outcome.rows_unjoined,
        resumed_from: (ledger.sent_before > 0).then_some(ledger.sent_before),
        finished: !outcome.stopped && outcome.broken.is_none(),
        incomplete: outcome.broken,
        seconds,
        map: request.map.text.clone(),
    }
}

/// Runs what blocks on a thread of its own.
pub(super) async fn in_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| AppError::invalid("file", "reading it stopped without a word"))?
}

/// Whether somebody wants it to stop.
pub(super) fn stopping(request: &ImportRequest) -> bool {
    request.stop.load(Ordering::Relaxed)
}

/// The default name of a source: the file's name without its endings.
pub(super) fn source_of(path: &std::path::Path, rows_as: RowsAs) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = name.split('.').find(|part| !part.is_empty()).unwrap_or(rows_as.as_str());
    stem.trim().chars().take(100).collect()
}

//! Whole imports, into a journal on the disk.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use async_trait::async_trait;
use hamdel_domain::lake::{Lake, LakeError, LakeSize, PendingBatch, QueryResult, TimelineRequest};
use hamdel_domain::{Entropy, InteractionId, Position, RecordedInteraction};
use hamdel_store::imports::ImportState;
use hamdel_store::{Store, StoreLocation};
use hamdel_testkit::clock::FixedClock;
use hamdel_testkit::folder::temporary;

use super::*;
use crate::App;
use crate::imports::{ImportRequest, ImportSummary, export_bad_rows, run_import};

/// A lake that an import never asks.
struct NoLake;

#[async_trait]
impl Lake for NoLake {
    async fn filed_through(&self) -> Result<Position, LakeError> {
        Ok(Position(0))
    }
    async fn file(&self, _: &[PendingBatch]) -> Result<(), LakeError> {
        Ok(())
    }
    async fn query(&self, _: &str) -> Result<QueryResult, LakeError> {
        Ok(QueryResult::default())
    }
    async fn timeline(&self, _: &TimelineRequest) -> Result<Vec<RecordedInteraction>, LakeError> {
        Ok(Vec::new())
    }
    async fn compact(&self) -> Result<u64, LakeError> {
        Ok(0)
    }
    async fn vacuum(&self, _: i64) -> Result<u64, LakeError> {
        Ok(0)
    }
    async fn size(&self) -> Result<LakeSize, LakeError> {
        Ok(LakeSize::default())
    }
}

struct NoEntropy;

impl Entropy for NoEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(7);
    }
}

pub(super) async fn app(folder: &Path) -> App {
    let store = Store::open(&StoreLocation::Folder(folder.to_owned())).await.unwrap();
    let (clock, entropy) = (Arc::new(FixedClock::new(NOW)), Arc::new(NoEntropy));
    App::new(store, Arc::new(NoLake), clock, entropy)
}

pub(super) async fn run(app: &App, request: &ImportRequest) -> ImportSummary {
    run_import(app, request, &|_| {}).await.unwrap()
}

/// The interactions of the whole journal.
async fn journal(app: &App) -> Vec<InteractionId> {
    let mut ids = Vec::new();
    let mut after = Position(0);
    loop {
        let entries = app.store.read_journal(after, 10_000, 100).await.unwrap();
        let Some(last) = entries.last() else { return ids };
        after = last.position;
        ids.extend(entries.iter().flat_map(|entry| entry.batch.interactions.iter().map(|interaction| interaction.id)));
    }
}

/// A file of many rows, of which some are bad.
fn many_rows(path: &Path, rows: u64) {
    let mut text = "customer_id,occurred_at,comment\n".to_owned();
    for row in 0..rows {
        let day = if row % 1_000 == 999 { "someday" } else { "2024-01-01T00:00:00Z" };
        text.push_str(&format!("{},{day},same words\n", row % 50 + 1));
    }
    std::fs::write(path, text).unwrap();
}

fn request(path: &Path) -> ImportRequest {
    let text = r#"
        source = "calls"
        [customer]
        user_id = "customer_id"
        [fields]
        kind = { text = "review" }
        occurred_at = "occurred_at"
        text = "comment"
    "#;
    ImportRequest::new(path, map(text))
}

#[tokio::test]
async fn a_dry_run_checks_everything_and_writes_nothing() {
    let folder = temporary().unwrap();
    let app = app(folder.path()).await;
    let summary = run(&app, &ImportRequest { dry_run: true, ..request(&fixture("quoted.csv")) }).await;
    assert_eq!((summary.rows_read, summary.rows_good, summary.rows_bad), (8, 4, 4));
    assert_eq!((summary.customers_named, summary.rows_named, summary.rows_anonymous), (2, 3, 1));
    assert_eq!(summary.reasons["occurred_at: not a date in a known form"], 1);
    assert!(summary.finished && summary.import_id.is_empty());
    assert!(journal(&app).await.is_empty());
    assert!(app.store.imports().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_import_enters_once_and_is_on_record() {
    let folder = temporary().unwrap();
    let app = app(folder.path()).await;
    let path = folder.path().join("calls.csv");
    many_rows(&path, 10_000);
    let seen = std::sync::Mutex::new(Vec::new());
    let summary = run_import(&app, &request(&path), &|progress| seen.lock().unwrap().push(progress)).await.unwrap();
    assert_eq!((summary.rows_good, summary.rows_bad, summary.customers_named), (9_990, 10, 50));
    let last = *seen.lock().unwrap().last().unwrap();
    assert_eq!((last.rows, last.bytes), (10_000, last.total_bytes));
    let ids = journal(&app).await;
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), 9_990);

    let record = app.store.import(&summary.import_id).await.unwrap().unwrap();
    assert_eq!(
        (record.state, record.progress.rows_read, record.progress.rows_bad),
        (ImportState::Finished, 10_000, 10)
    );
    let second = run(&app, &request(&path)).await;
    assert_eq!((second.rows_read, second.rows_good, second.rows_sent_before), (10_000, 9_990, 9_990));
    assert_eq!(journal(&app).await.len(), 9_990);

    // Sent once more on purpose, rows have the names they had, so that the projector knows them.
    run(&app, &ImportRequest { again: true, ..request(&path) }).await;
    let again = journal(&app).await;
    assert_eq!(again.len(), 2 * 9_990);
    assert_eq!(again.iter().collect::<HashSet<_>>().len(), 9_990);
}

#[tokio::test]
async fn a_stopped_import_goes_on_where_it_was() {
    let folder = temporary().unwrap();
    let app = app(folder.path()).await;
    let path = folder.path().join("calls.csv");
    many_rows(&path, 100_000);
    let first = request(&path);
    let stop = first.stop.clone();
    let summary =
        run_import(&app, &first, &|progress| stop.store(progress.rows >= 10_000, Ordering::Relaxed)).await.unwrap();
    assert!(!summary.finished && summary.rows_read < 100_000, "{summary:?}");
    let record = app.store.import(&summary.import_id).await.unwrap().unwrap();
    assert_eq!((record.state, record.progress.rows_read), (ImportState::Stopped, summary.rows_read));

    let rest = run(&app, &request(&path)).await;
    assert_eq!(rest.resumed_from, Some(summary.rows_read));
    assert_eq!((rest.rows_read, rest.rows_good, rest.rows_bad), (100_000, 99_900, 100));
    assert_eq!(rest.rows_sent_before, summary.rows_good);
    let ids = journal(&app).await;
    assert_eq!((ids.len(), ids.iter().collect::<HashSet<_>>().len()), (99_900, 99_900));
    assert_eq!(app.store.import_bad_rows(&rest.import_id, 0, 1_000).await.unwrap().len(), 100);
}

#[tokio::test]
async fn bad_rows_come_back_corrected_and_enter_once() {
    let folder = temporary().unwrap();
    let app = app(folder.path()).await;
    let summary = run(&app, &request(&fixture("quoted.csv"))).await;
    let mut table = Vec::new();
    assert_eq!(export_bad_rows(&app.store, &summary.import_id, &mut table).await.unwrap(), 4);
    let text = String::from_utf8(table).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "hamdel_row,hamdel_reason,customer_id,occurred_at,comment,hamdel_extra_1");
    assert!(
        lines[1].starts_with(&format!("{}-5,\"too many fields: 4, the header has 3\",17850,", summary.import_id)),
        "{text}"
    );
    assert!(lines[3].ends_with(",17850,someday,not a date,"), "{text}");

    let corrected = folder.path().join("corrected.csv");
    std::fs::write(&corrected, text.replace("someday", "2024-02-01").replace("2150-", "2015-")).unwrap();
    let second = run(&app, &request(&corrected)).await;
    assert_eq!((second.rows_good, second.rows_bad, second.finished), (4, 0, true), "{second:?}");
    // Corrected once more, with other words around it, the rows have the same names.
    std::fs::write(&corrected, text.replace("someday", "2024-02-02").replace("2150-", "2015-")).unwrap();
    run(&app, &request(&corrected)).await;
    let ids = journal(&app).await;
    assert_eq!((ids.len(), ids.iter().collect::<HashSet<_>>().len()), (4 + 4 + 4, 8));

    // A row that is still bad keeps its first name in the next export.
    std::fs::write(&corrected, text.replace("2150-", "2015-")).unwrap();
    let third = run(&app, &request(&corrected)).await;
    let mut table = Vec::new();
    export_bad_rows(&app.store, &third.import_id, &mut table).await.unwrap();
    assert!(String::from_utf8(table).unwrap().contains(&format!("{}-7,", summary.import_id)));
}

#[tokio::test]
async fn a_file_that_breaks_off_is_incomplete_and_keeps_its_rows() {
    let folder = temporary().unwrap();
    let app = app(folder.path()).await;
    let path = folder.path().join("cut.xes");
    let log = std::fs::read(fixture("small.xes")).unwrap();
    std::fs::write(&path, &log[..log.len() - 200]).unwrap();
    let summary = run(&app, &ImportRequest::new(&path, proposed(&fixture("small.xes")).map)).await;
    assert!(!summary.finished);
    let words = summary.incomplete.unwrap();
    assert!(words.contains("2 rows are good until there"), "{words}");
    assert_eq!(journal(&app).await.len(), 2);
    assert_eq!(app.store.import(&summary.import_id).await.unwrap().unwrap().state, ImportState::Failed);
}

#[tokio::test]
async fn an_unknown_import_has_no_bad_rows() {
    let folder = temporary().unwrap();
    let app = app(folder.path()).await;
    let problem = export_bad_rows(&app.store, "none", &mut Vec::new()).await.unwrap_err();
    assert_eq!(problem.to_string(), "no such import");
}

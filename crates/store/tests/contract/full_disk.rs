//! A full disk, acted by SQLite's limit of pages; PostgreSQL has no such limit to set.

use hamdel_domain::{Instant, Position, SourceId};
use hamdel_store::codec::EncodedBatch;

use crate::place::Place;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_writing_goes_on_once_there_is_room() {
    let place = Place::folder().await;
    let store = &place.store;
    let batch = EncodedBatch {
        source: SourceId(1),
        received_at: Instant::from_micros(0),
        events: 1,
        payload: vec![7; 100_000],
    };
    // Room for itself is made by the fresh connection, which has no limit.
    sqlx::query("PRAGMA max_page_count = 50").fetch_all(store.journal_database().writer()).await.unwrap();
    let mut appended = 0;
    let error = loop {
        match store.append_encoded(&[batch.clone(), batch.clone()]).await {
            Ok(places) => appended += places.len() as i64,
            Err(error) => break error,
        }
    };
    assert!(error.is_full(), "{error:?}");
    assert!(appended > 0);
    assert_eq!(store.journal_end().await.unwrap(), Position(appended));
    assert_eq!(store.append_encoded(std::slice::from_ref(&batch)).await.unwrap(), [Position(appended + 1)]);
    let entries = store.read_journal_encoded(Position(0), u64::MAX, 1000).await.unwrap();
    assert_eq!(entries.len() as i64, appended + 1);
}

//! Compaction and vacuum change files, never rows.

use std::sync::Arc;

use hamdel_domain::clock::DAY;
use hamdel_domain::lake::{Lake, PendingBatch, QueryResult};

use super::world::{World, batch, queried, totals};
use crate::DeltaLake;
use crate::rows::decode;

async fn everything(lake: &DeltaLake) -> QueryResult {
    lake.query("SELECT * FROM interactions ORDER BY interaction_id").await.unwrap()
}

#[tokio::test]
async fn compaction_keeps_every_row_in_order() {
    let world = World::new();
    let lake = world.open().await;
    let batches: Vec<_> = (1..=40).map(|position| batch(position, 300, 25)).collect();
    for one in &batches {
        lake.file(std::slice::from_ref(one)).await.unwrap();
    }
    let before = everything(&lake).await;
    assert_eq!(lake.compact().await.unwrap(), 41, "32 at first, their one file and the other 8 then");
    assert_eq!(lake.size().await.unwrap().files, 1);
    assert_eq!(everything(&lake).await, before);
    assert_eq!(lake.filed_through().await.unwrap().0, 40);
    assert_eq!(lake.compact().await.unwrap(), 0);

    // The file that is left is sorted, and holds also what a query does not see.
    let version = lake.inner.table.refresh().await.unwrap();
    let file = std::fs::File::open(world.table().join(&version.files[0].name)).unwrap();
    let reader = datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let rows: Vec<_> = reader.build().unwrap().flat_map(|batch| decode(&batch.unwrap()).unwrap()).collect();
    let key = |row: &hamdel_domain::interaction::RecordedInteraction| {
        (row.customer.is_none(), row.customer, row.interaction.occurred_at, row.interaction.id)
    };
    assert!(rows.is_sorted_by_key(key));
    let mut expected: Vec<_> = batches.iter().flat_map(|batch| batch.rows.iter().cloned()).collect();
    expected.sort_by_key(key);
    assert_eq!(rows, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn compaction_filing_and_queries_at_once_lose_nothing() {
    let world = World::new();
    let (one, two) = (Arc::new(world.open().await), Arc::new(world.open().await));
    let batches: Vec<PendingBatch> = (1..=30).map(|position| batch(position, 100, 25)).collect();
    let filing = tokio::spawn({
        let (one, batches) = (Arc::clone(&one), batches.clone());
        async move {
            for batch in &batches {
                one.file(std::slice::from_ref(batch)).await.unwrap();
            }
        }
    });
    while !filing.is_finished() {
        // Two processes compact the same files.
        let (first, second) = tokio::join!(one.compact(), two.compact());
        first.unwrap();
        second.unwrap();
        let (count, _) = queried(&two).await;
        assert_eq!(count % 100, 0);
    }
    filing.await.unwrap();
    let (first, second) = tokio::join!(one.compact(), two.compact());
    assert!(first.unwrap() + second.unwrap() < 40);
    for lake in [&one, &two] {
        assert_eq!(queried(lake).await, totals(&batches));
        assert_eq!(lake.filed_through().await.unwrap().0, 30);
    }
}

#[tokio::test]
async fn vacuum_deletes_what_no_kept_version_uses() {
    let world = World::new();
    let lake = world.open().await;
    let batches: Vec<_> = (1..=5).map(|position| batch(position, 50, 5)).collect();
    for one in &batches {
        lake.file(std::slice::from_ref(one)).await.unwrap();
    }
    world.clock.forward(10 * DAY);
    assert_eq!(lake.compact().await.unwrap(), 5);
    assert_eq!(world.parquet_files().len(), 6);
    world.clock.forward(DAY);
    assert_eq!(lake.vacuum(2 * DAY).await.unwrap(), 0);
    assert_eq!(lake.vacuum(DAY).await.unwrap(), 5);
    assert_eq!(lake.vacuum(0).await.unwrap(), 0);
    assert_eq!(world.parquet_files().len(), 1);
    assert_eq!(queried(&lake).await, totals(&batches));
}

#[tokio::test]
async fn a_large_file_waits_for_company() {
    let world = World::new();
    let lake = world.open().await;
    lake.file(&[batch(1, 60_000, 500)]).await.unwrap();
    lake.file(&[batch(2, 20, 5)]).await.unwrap();
    assert_eq!(lake.compact().await.unwrap(), 0, "a large file is not written anew for twenty rows");
    lake.file(&[batch(3, 20, 5)]).await.unwrap();
    assert_eq!(lake.compact().await.unwrap(), 2);
    assert_eq!(lake.size().await.unwrap().files, 2);
}

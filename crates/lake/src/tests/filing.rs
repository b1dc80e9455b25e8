//! Filing: once and only once, whatever happens in between.

use std::sync::Arc;

use hamdel_domain::customer::Position;
use hamdel_domain::lake::Lake;

use super::world::{World, batch, queried, totals};
use crate::writer::{FileLimits, SortedWriter};

#[tokio::test]
async fn filing_twice_is_filing_once() {
    let world = World::new();
    let lake = world.open().await;
    let batches = [batch(3, 500, 20), batch(8, 300, 20)];
    assert_eq!(lake.filed_through().await.unwrap(), Position(0));
    lake.file(&batches[..1]).await.unwrap();
    lake.file(&batches).await.unwrap();
    lake.file(&batches).await.unwrap();
    lake.file(&[]).await.unwrap();
    assert_eq!(lake.filed_through().await.unwrap(), Position(8));
    assert_eq!(queried(&lake).await, totals(&batches));
    let size = lake.size().await.unwrap();
    assert_eq!((size.files, size.rows, size.version), (2, 800, 2));
    drop(lake);

    let again = world.open().await;
    assert_eq!(again.filed_through().await.unwrap(), Position(8));
    assert_eq!(queried(&again).await, totals(&batches));
}

#[tokio::test]
async fn two_processes_file_the_same_once() {
    let world = World::new();
    let (one, two) = (world.open().await, world.open().await);
    let batches: Vec<_> = (1..=12).map(|position| batch(position, 200, 30)).collect();
    for part in batches.chunks(3) {
        let (first, second) = tokio::join!(one.file(part), two.file(part));
        first.unwrap();
        second.unwrap();
    }
    assert_eq!(queried(&one).await, totals(&batches));
    assert_eq!(queried(&two).await, totals(&batches));
    assert_eq!(world.parquet_files().len() as u64, one.size().await.unwrap().files, "the losers leave nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_missing_or_double_while_filing_runs() {
    let world = World::new();
    let lake = Arc::new(world.open().await);
    let batches: Vec<_> = (1..=40).map(|position| batch(position, 100, 30)).collect();
    *world.store.pending.lock().unwrap() = batches.clone();
    let filing = tokio::spawn({
        let (lake, store, batches) = (Arc::clone(&lake), Arc::clone(&world.store), batches.clone());
        async move {
            for part in batches.chunks(2) {
                lake.file(part).await.unwrap();
                // The store forgets a batch some time after it was filed.
                tokio::task::yield_now().await;
                store.pending.lock().unwrap().retain(|batch| batch.through > part[part.len() - 1].through);
            }
        }
    });
    let expected = totals(&batches);
    while !filing.is_finished() {
        assert_eq!(queried(&lake).await, expected);
    }
    filing.await.unwrap();
    assert_eq!(queried(&lake).await, expected);
    assert!(world.store.pending.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_crash_before_the_commit_leaves_the_old_version() {
    let world = World::new();
    let lake = world.open().await;
    let batches = [batch(1, 400, 10), batch(2, 400, 10)];
    lake.file(&batches[..1]).await.unwrap();
    // What such a crash leaves: a whole file and half a one, and no commit that names them.
    let mut orphan = SortedWriter::new(&world.table(), FileLimits { rows: 1_000, bytes: 1 << 20 });
    orphan.write(&crate::rows::encode(batches[1].rows.iter()).unwrap()).unwrap();
    orphan.finish().unwrap();
    std::fs::write(world.table().join("part-half.zstd.parquet"), b"PAR1").unwrap();
    std::fs::write(world.table().join("_delta_log/00000000000000000002.json#77"), b"{").unwrap();
    drop(lake);

    let lake = world.open().await;
    assert_eq!(queried(&lake).await, totals(&batches[..1]));
    lake.file(&batches).await.unwrap();
    assert_eq!(queried(&lake).await, totals(&batches));
    assert_eq!(world.parquet_files().len(), 4);
    assert_eq!(lake.vacuum(0).await.unwrap(), 0, "they might be another process's work");
    world.clock.forward(2 * 3_600 * hamdel_domain::clock::SECOND);
    assert_eq!(lake.vacuum(0).await.unwrap(), 2);
    assert_eq!(queried(&lake).await, totals(&batches));
}

#[tokio::test]
async fn large_filings_are_split_and_checkpoints_are_read() {
    let world = World::new();
    let mut options = world.options();
    options.file_rows = 65_536;
    let lake = world.open_with(options).await;
    let large = batch(1, 150_000, 5_000);
    lake.file(std::slice::from_ref(&large)).await.unwrap();
    assert_eq!(lake.size().await.unwrap().files, 3);
    let mut all = vec![large];
    for position in 2..=45 {
        all.push(batch(position, 20, 10));
        lake.file(&all[all.len() - 1..]).await.unwrap();
    }
    assert!(world.table().join("_delta_log/_last_checkpoint").exists());
    drop(lake);
    let lake = world.open().await;
    assert_eq!(lake.filed_through().await.unwrap(), Position(45));
    assert_eq!(queried(&lake).await, totals(&all));
}

#[tokio::test]
async fn a_full_folder_is_an_error_and_not_a_loss() {
    let world = World::new();
    let lake = world.open().await;
    lake.file(&[batch(1, 10, 3)]).await.unwrap();
    let hidden = world.folder.path().join("elsewhere");
    std::fs::rename(world.table(), &hidden).unwrap();
    let problem = lake.file(&[batch(2, 10, 3)]).await.unwrap_err();
    assert!(problem.to_string().starts_with("interaction history: "), "{problem}");
    std::fs::rename(&hidden, world.table()).unwrap();
    lake.file(&[batch(2, 10, 3)]).await.unwrap();
    assert_eq!(lake.size().await.unwrap().rows, 20);
}

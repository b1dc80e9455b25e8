use std::collections::HashSet;

use hamdel_domain::InteractionId;
use hamdel_store::Store;
use hamdel_store::seen::{Keep, SeenRuns, recent_messages, remember_messages};

use crate::place::{Place, at};

/// Ids as good as hashes.
fn ids(numbers: std::ops::Range<u128>) -> Vec<InteractionId> {
    let mixed = |number: u128| number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    let mut ids: Vec<InteractionId> =
        numbers.map(|number| InteractionId(mixed(number) ^ (mixed(number) >> 67))).collect();
    ids.sort_unstable();
    ids
}

async fn remember(store: &Store, ids: &[InteractionId], keep: Keep, second: i64) {
    let mut tx = store.state().begin().await.unwrap();
    remember_messages(&mut tx, ids, keep, at(second).micros()).await.unwrap();
    tx.commit().await.unwrap();
}

/// How many ids wait to become a run, and which of these the runs hold.
async fn look(store: &Store, runs: &mut SeenRuns, ids: &[InteractionId]) -> (usize, HashSet<InteractionId>) {
    let mut tx = store.state().begin().await.unwrap();
    let recent: HashSet<InteractionId> = recent_messages(&mut tx).await.unwrap();
    runs.refresh(&mut tx).await.unwrap();
    (recent.len(), runs.having(&mut tx, ids).await.unwrap())
}

pub async fn every_message_is_known_again(place: &Place) {
    let store = &place.store;
    let mut runs = SeenRuns::default();
    let (known, strangers) = (ids(0..3_000), ids(3_000..5_000));
    assert_eq!(store.merge_recent_messages().await.unwrap(), 0);
    for (second, part) in known.chunks(700).enumerate() {
        remember(store, part, Keep::Window, second as i64).await;
        if second % 2 == 1 {
            store.merge_recent_messages().await.unwrap();
        }
    }
    assert_eq!(look(store, &mut runs, &known).await, (200, known[..2_800].iter().copied().collect()));
    assert_eq!(store.merge_recent_messages().await.unwrap(), 200);
    assert_eq!(look(store, &mut runs, &known).await, (0, known.iter().copied().collect()));
    assert!(look(store, &mut runs, &strangers).await.1.is_empty());
    // The same ids once more, of which nothing is lost and nothing made twice.
    remember(store, &known, Keep::Window, 9).await;
    assert_eq!(store.merge_recent_messages().await.unwrap(), 3_000);
    assert_eq!(look(store, &mut SeenRuns::default(), &known).await.1.len(), 3_000);
}

pub async fn runs_of_the_window_go_and_others_stay(place: &Place) {
    let store = &place.store;
    let mut runs = SeenRuns::default();
    let (old, young, kept) = (ids(0..500), ids(500..600), ids(600..601));
    remember(store, &old, Keep::Window, 10).await;
    remember(store, &kept, Keep::ForGood, 11).await;
    store.merge_recent_messages().await.unwrap();
    remember(store, &young, Keep::Window, 20).await;
    store.merge_recent_messages().await.unwrap();
    let all = ids(0..601);
    assert_eq!(look(store, &mut runs, &all).await.1.len(), 601);
    assert_eq!(store.forget_seen(at(10)).await.unwrap(), 0);
    assert_eq!(store.forget_seen(at(20)).await.unwrap(), 500);
    // Whether the filters of the runs that went are still at hand or not.
    let mut tx = store.state().begin().await.unwrap();
    let left: HashSet<InteractionId> = young.iter().chain(&kept).copied().collect();
    assert_eq!(runs.having(&mut tx, &all).await.unwrap(), left);
    drop(tx);
    assert_eq!(look(store, &mut runs, &all).await.1, left);
}

pub async fn a_run_made_elsewhere_is_taken_in(place: &Place) {
    let store = &place.store;
    let (mut here, mut there) = (SeenRuns::default(), SeenRuns::default());
    let all = ids(0..300);
    remember(store, &all[..100], Keep::Window, 1).await;
    store.merge_recent_messages().await.unwrap();
    assert_eq!(look(store, &mut here, &all).await.1.len(), 100);
    assert_eq!(look(store, &mut there, &all).await.1.len(), 100);
    remember(store, &all[100..], Keep::Window, 2).await;
    store.merge_recent_messages().await.unwrap();
    assert_eq!(look(store, &mut there, &all).await, (0, all.iter().copied().collect()));
    assert_eq!(look(store, &mut here, &all).await, (0, all.iter().copied().collect()));
}

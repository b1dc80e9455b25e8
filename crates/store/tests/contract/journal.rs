use hamdel_domain::{DropReason, Interaction, JournalBatch, Position, Rejection, SourceId};
use hamdel_store::StoreError;
use hamdel_store::codec::encode_batch;

use crate::place::{Place, at};

fn batch(source: i64, events: usize, second: i64) -> JournalBatch {
    let interaction = |number: usize| Interaction {
        message_id: format!("{source}-{second}-{number}"),
        text: Some("سلام".repeat(20)),
        ..Interaction::default()
    };
    JournalBatch {
        source: SourceId(source),
        received_at: at(second),
        interactions: (0..events).map(interaction).collect(),
        rejections: Vec::new(),
    }
}

fn positions(range: std::ops::RangeInclusive<i64>) -> Vec<Position> {
    range.map(Position).collect()
}

pub async fn batches_come_back_in_order(place: &Place) {
    let store = &place.store;
    assert_eq!(store.journal_end().await.unwrap(), Position(0));
    assert_eq!(store.append_batches(&[]).await.unwrap(), []);
    let mut first = batch(1, 3, 0);
    first.rejections.push(Rejection {
        reason: DropReason::NoIdentifier,
        detail: "userId: \0".to_owned(),
        payload: "{\"type\":\"track\"}".to_owned(),
    });
    assert_eq!(store.append_batches(&[first.clone(), batch(2, 1, 1)]).await.unwrap(), positions(1..=2));
    assert_eq!(store.append_encoded(&[encode_batch(&batch(3, 0, 2)).unwrap()]).await.unwrap(), positions(3..=3));
    let entries = store.read_journal(Position(0), 1000, 1000).await.unwrap();
    assert_eq!(entries.iter().map(|entry| entry.position).collect::<Vec<_>>(), positions(1..=3));
    assert_eq!(entries[0].batch, first);
    assert_eq!(entries[1].batch, batch(2, 1, 1));
    assert_eq!(store.journal_end().await.unwrap(), Position(3));
    assert!(store.journal_size().await.unwrap() > 0);
}

pub async fn reading_is_bounded(place: &Place) {
    let store = &place.store;
    let batches: Vec<_> = (0..120).map(|second| batch(1, 10, second)).collect();
    store.append_batches(&batches).await.unwrap();
    for (after, events, most, expected) in [
        (0, 25, 100, 1..=3),
        (0, 1, 100, 1..=1),
        (0, 10, 100, 1..=1),
        (0, 11, 100, 1..=2),
        (5, 1000, 4, 6..=9),
        (110, 1000, 100, 111..=120),
    ] {
        let entries = store.read_journal(Position(after), events, most).await.unwrap();
        assert_eq!(entries.iter().map(|entry| entry.position).collect::<Vec<_>>(), positions(expected));
    }
    assert_eq!(store.read_journal(Position(120), 10, 10).await.unwrap(), []);
    assert_eq!(store.read_journal(Position(0), 10, 0).await.unwrap(), []);
}

pub async fn writers_at_once_leave_no_gap(place: &Place) {
    let writers = (0..8_i64).map(|source| {
        let store = place.store.clone();
        tokio::spawn(async move {
            let mut given = Vec::new();
            for round in 0..20 {
                let batches: Vec<_> = (0..=round % 3).map(|_| batch(source, 2, round)).collect();
                let places = store.append_batches(&batches).await.unwrap();
                assert!(places.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1), "{places:?}");
                given.extend(places.into_iter().map(|position| (position, source)));
            }
            given
        })
    });
    let mut given = Vec::new();
    for writer in writers.collect::<Vec<_>>() {
        given.extend(writer.await.unwrap());
    }
    given.sort();
    let end = place.store.journal_end().await.unwrap();
    assert_eq!(given.iter().map(|(position, _)| *position).collect::<Vec<_>>(), positions(1..=end.0));
    let entries = place.store.read_journal(Position(0), u64::MAX, u32::MAX).await.unwrap();
    let stored: Vec<_> = entries.iter().map(|entry| (entry.position, entry.batch.source.0)).collect();
    assert_eq!(stored, given);
}

/// A place that becomes visible before an earlier one would be skipped by the projector for good.
pub async fn readers_never_miss_a_place(place: &Place) {
    let writers: Vec<_> = (0..4)
        .map(|source| {
            let store = place.store.clone();
            tokio::spawn(async move {
                for round in 0..25 {
                    store.append_batches(&[batch(source, 1, round)]).await.unwrap();
                }
            })
        })
        .collect();
    let mut cursor = Position(0);
    while cursor.0 < 100 {
        for entry in place.store.read_journal(cursor, 7, 7).await.unwrap() {
            assert_eq!(entry.position.0, cursor.0 + 1);
            cursor = entry.position;
        }
    }
    for writer in writers {
        writer.await.unwrap();
    }
}

pub async fn pruning_takes_the_old_ones(place: &Place) {
    let store = &place.store;
    let batches: Vec<_> = (0..450).map(|second| batch(1, 1, second)).collect();
    store.append_batches(&batches).await.unwrap();
    assert_eq!(store.prune_journal(Position(0), at(1000)).await.unwrap(), 0);
    assert_eq!(store.prune_journal(Position(450), at(0)).await.unwrap(), 0);
    // Received before, but not yet past the position.
    assert_eq!(store.prune_journal(Position(10), at(1000)).await.unwrap(), 10);
    // Past the position, but received later.
    assert_eq!(store.prune_journal(Position(450), at(300)).await.unwrap(), 290);
    let left = store.read_journal(Position(0), u64::MAX, 1000).await.unwrap();
    assert_eq!(left.iter().map(|entry| entry.position).collect::<Vec<_>>(), positions(301..=450));
    assert_eq!(store.prune_journal(Position(450), at(1000)).await.unwrap(), 150);
    // A place is never given twice.
    assert_eq!(store.append_batches(&batches[..1]).await.unwrap(), positions(451..=451));
}

pub async fn damage_is_named(place: &Place) {
    let mut encoded = encode_batch(&batch(1, 3, 0)).unwrap();
    encoded.payload.truncate(20);
    place.store.append_encoded(&[encoded]).await.unwrap();
    let error = place.store.read_journal(Position(0), 10, 10).await.unwrap_err();
    assert!(matches!(&error, StoreError::Corrupt { what } if what.contains("position 1")), "{error:?}");
}

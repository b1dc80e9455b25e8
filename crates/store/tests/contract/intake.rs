use hamdel_domain::clock::DAY;
use hamdel_domain::touchpoint::Touchpoint;
use hamdel_domain::{Channel, DropReason, Interaction, Position, RecordedInteraction, SourceId};
use hamdel_store::StoreError;
use hamdel_store::codec::encode_recorded;
use hamdel_store::pending::PendingSize;
use hamdel_store::rows::{Param, insert_many};
use hamdel_store::sources::{SourceKind, WriteKey};

use crate::place::{Place, at};

fn key(hash: &str) -> WriteKey<'_> {
    WriteKey { hash, hint: "…7f" }
}

pub async fn sources_and_their_keys(place: &Place) {
    let store = &place.store;
    let site = store.create_source("سایت", SourceKind::Segment, Some(key("h1")), at(0)).await.unwrap();
    let app = store.create_source("app", SourceKind::Segment, Some(key("h2")), at(1)).await.unwrap();
    assert_eq!(store.source_by_key_hash("h1").await.unwrap().as_ref(), Some(&site));
    assert_eq!(store.source_by_key_hash("h3").await.unwrap(), None);
    assert_eq!(store.sources().await.unwrap(), [site.clone(), app.clone()]);
    assert_eq!(store.source(site.id).await.unwrap(), Some(site.clone()));
    let taken = store.create_source("app", SourceKind::Import, None, at(2)).await;
    assert!(matches!(taken, Err(StoreError::Conflict { .. })));
    let key_taken = store.rotate_write_key(app.id, key("h1")).await;
    assert!(matches!(key_taken, Err(StoreError::Conflict { .. })));
    store.rotate_write_key(site.id, key("h9")).await.unwrap();
    assert_eq!(store.source_by_key_hash("h1").await.unwrap(), None);
    assert_eq!(store.source_by_key_hash("h9").await.unwrap().map(|source| source.id), Some(site.id));
    store.retire_source(site.id, at(5)).await.unwrap();
    assert_eq!(store.source_by_key_hash("h9").await.unwrap(), None);
    assert_eq!(store.source(site.id).await.unwrap().and_then(|source| source.retired_at), Some(at(5)));
    assert!(matches!(store.retire_source(site.id, at(6)).await, Err(StoreError::NotFound { .. })));
    assert!(matches!(store.rotate_write_key(SourceId(99), key("h")).await, Err(StoreError::NotFound { .. })));
}

pub async fn one_source_of_a_name(place: &Place) {
    let finding = (0..8).map(|_| {
        let store = place.store.clone();
        tokio::spawn(async move { store.find_or_create_source("orders.csv", SourceKind::Import, at(0)).await.unwrap() })
    });
    let mut found = Vec::new();
    for source in finding.collect::<Vec<_>>() {
        found.push(source.await.unwrap());
    }
    assert!(found.iter().all(|source| *source == found[0] && source.kind == SourceKind::Import));
    assert_eq!(place.store.sources().await.unwrap().len(), 1);
}

pub async fn source_health(place: &Place) {
    let store = &place.store;
    let day = at(0).micros() / DAY;
    let mut transaction = store.state().begin().await.unwrap();
    let head = "INSERT INTO source_activity (source_id, accepted, last_received_at)";
    let activity = [[Param::Integer(1), Param::Integer(12), Param::Integer(at(7).micros())]];
    insert_many(&mut transaction, head, &activity, "").await.unwrap();
    let head = "INSERT INTO drop_counts (source_id, day, reason, dropped)";
    let counts: Vec<_> = [(day - 1, "malformed", 2), (day, "duplicate", 3), (day, "malformed", 4)]
        .map(|(day, reason, count)| {
            [Param::Integer(1), Param::Integer(day), Param::Text(reason), Param::Integer(count)]
        })
        .to_vec();
    insert_many(&mut transaction, head, &counts, "").await.unwrap();
    let head = "INSERT INTO rejected (source_id, received_at, reason, detail, payload)";
    let rejected: Vec<_> = (0..5_i64)
        .map(|second| {
            let texts = ["no_identifier", "userId", "{}"].map(Param::Text);
            [Param::Integer(1 + second % 2), Param::Integer(at(second).micros()), texts[0], texts[1], texts[2]]
        })
        .collect();
    insert_many(&mut transaction, head, &rejected, "").await.unwrap();
    transaction.commit().await.unwrap();

    let activity = store.source_activity().await.unwrap();
    assert_eq!((activity[0].source, activity[0].accepted, activity[0].last_received_at), (SourceId(1), 12, at(7)));
    let counts = store.drop_counts(day, day).await.unwrap();
    let counts: Vec<_> = counts.iter().map(|count| (count.reason, count.dropped)).collect();
    assert_eq!(counts, [(DropReason::Duplicate, 3), (DropReason::Malformed, 4)]);
    assert_eq!(store.drop_counts(0, day).await.unwrap().len(), 3);

    let newest = store.rejected_page(SourceId(1), None, 2).await.unwrap();
    assert_eq!(newest.iter().map(|event| event.received_at).collect::<Vec<_>>(), [at(4), at(2)]);
    let next = store.rejected_page(SourceId(1), Some(newest[1].id), 2).await.unwrap();
    assert_eq!(next.iter().map(|event| event.received_at).collect::<Vec<_>>(), [at(0)]);
    let oldest = store.rejected_export(SourceId(1), 0, 2).await.unwrap();
    assert_eq!(oldest.iter().map(|event| event.received_at).collect::<Vec<_>>(), [at(0), at(2)]);
    assert_eq!(store.rejected_export(SourceId(1), oldest[1].id, 2).await.unwrap().len(), 1);
    assert_eq!(store.prune_rejected(at(3)).await.unwrap(), 3);
    assert_eq!(store.rejected_page(SourceId(1), None, 9).await.unwrap().len(), 1);
}

pub async fn touchpoints_keep_their_order(place: &Place) {
    let store = &place.store;
    let touchpoint = |name: &str| Touchpoint {
        name: name.to_owned(),
        title_fa: "صندوق".to_owned(),
        title_en: "Checkout".to_owned(),
        channel: Some(Channel::Branch),
        stage: Some("purchase".to_owned()),
        unit: None,
        kinds: vec!["order_completed".to_owned(), "خرید".to_owned()],
    };
    store.replace_touchpoints(&[touchpoint("b"), touchpoint("a")]).await.unwrap();
    store.put_touchpoint(&touchpoint("c")).await.unwrap();
    let changed = Touchpoint { unit: Some("sales".to_owned()), channel: None, ..touchpoint("b") };
    store.put_touchpoint(&changed).await.unwrap();
    assert_eq!(store.touchpoints().await.unwrap(), [changed, touchpoint("a"), touchpoint("c")]);
    store.replace_touchpoints(&[touchpoint("z")]).await.unwrap();
    assert_eq!(store.touchpoints().await.unwrap(), [touchpoint("z")]);
}

pub async fn pending_batches(place: &Place) {
    let store = &place.store;
    assert_eq!(store.pending_size().await.unwrap(), PendingSize::default());
    let recorded = vec![RecordedInteraction {
        customer: None,
        position: Position(5),
        interaction: Interaction { kind: "page".to_owned(), ..Interaction::default() },
    }];
    let payload = encode_recorded(&recorded).unwrap();
    let rows: Vec<_> = (1..=3_i64)
        .map(|number| {
            [Param::Integer(number * 5), Param::Integer(1), Param::Integer(at(number).micros()), Param::Blob(&payload)]
        })
        .collect();
    let mut transaction = store.state().begin().await.unwrap();
    let head = "INSERT INTO pending_batches (through, events, created_at, payload)";
    insert_many(&mut transaction, head, &rows, "").await.unwrap();
    transaction.commit().await.unwrap();

    let size = PendingSize { events: 3, bytes: 3 * payload.len() as u64, oldest: Some(at(1)) };
    assert_eq!(store.pending_size().await.unwrap(), size);
    let batches = store.pending_batches(Position(5), 9).await.unwrap();
    assert_eq!(batches.iter().map(|batch| batch.through.0).collect::<Vec<_>>(), [10, 15]);
    assert_eq!(batches[0].decode().unwrap(), recorded);
    assert_eq!(store.delete_pending(Position(10)).await.unwrap(), 2);
    assert_eq!(store.pending_batches(Position(0), 9).await.unwrap().len(), 1);
}

pub async fn settings(place: &Place) {
    let store = &place.store;
    assert_eq!(store.setting("company").await.unwrap(), None);
    assert_eq!(store.setting_or_put("company", "سپهر").await.unwrap(), "سپهر");
    assert_eq!(store.setting_or_put("company", "other").await.unwrap(), "سپهر");
    store.put_setting("company", "x").await.unwrap();
    assert_eq!(store.setting("company").await.unwrap().as_deref(), Some("x"));
    store.remove_setting("company").await.unwrap();
    assert_eq!(store.setting("company").await.unwrap(), None);
}

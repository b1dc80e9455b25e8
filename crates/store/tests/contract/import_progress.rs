use hamdel_domain::SourceId;
use hamdel_store::StoreError;
use hamdel_store::imports::{BadRow, Import, ImportProgress, ImportState};

use crate::place::{Place, at};

pub async fn an_import_goes_on_where_it_was(place: &Place) {
    let store = &place.store;
    let import = Import {
        id: "orders-1".to_owned(),
        file_name: "سفارش‌ها.csv".to_owned(),
        source: SourceId(3),
        state: ImportState::Running,
        progress: ImportProgress::default(),
        map: "[columns]".to_owned(),
        started_at: at(0),
        finished_at: None,
    };
    store.start_import(&import).await.unwrap();
    assert!(matches!(store.start_import(&import).await, Err(StoreError::Conflict { .. })));
    let bad = |row_number: u64| BadRow {
        row_number,
        field: "date".to_owned(),
        reason: "no such day".to_owned(),
        raw: "1,۱۴۰۳/۱۳/۰۱".to_owned(),
    };
    let progress = ImportProgress { rows_read: 100, rows_good: 97, rows_bad: 3, byte_offset: 4096 };
    store.record_import("orders-1", progress, &[bad(4), bad(9), bad(70)]).await.unwrap();
    // Resumed from before row 70, which is bad again.
    store.record_import("orders-1", progress, &[bad(70)]).await.unwrap();
    assert_eq!(store.import_bad_rows("orders-1", 0, 2).await.unwrap(), [bad(4), bad(9)]);
    assert_eq!(store.import_bad_rows("orders-1", 9, 9).await.unwrap(), [bad(70)]);
    store.set_import_state("orders-1", ImportState::Finished, Some(at(9))).await.unwrap();
    let finished = Import { progress, state: ImportState::Finished, finished_at: Some(at(9)), ..import };
    assert_eq!(store.import("orders-1").await.unwrap().as_ref(), Some(&finished));
    assert_eq!(store.imports().await.unwrap(), [finished]);
    assert_eq!(store.import("none").await.unwrap(), None);
    let nothing = store.record_import("none", progress, &[]).await;
    assert!(matches!(nothing, Err(StoreError::NotFound { .. })));
    let nothing = store.set_import_state("none", ImportState::Failed, None).await;
    assert!(matches!(nothing, Err(StoreError::NotFound { .. })));
}

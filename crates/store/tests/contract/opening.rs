use hamdel_domain::Position;
use hamdel_store::Store;

use crate::place::Place;

pub async fn migrations_run_twice(place: &Place) {
    place.store.put_setting("a", "1").await.unwrap();
    let again = Store::open(&place.location).await.unwrap();
    assert_eq!(again.setting("a").await.unwrap().as_deref(), Some("1"));
    assert_eq!(again.journal_end().await.unwrap(), Position(0));
    again.close().await;
    place.store.close().await;
    let third = Store::open(&place.location).await.unwrap();
    assert_eq!(third.setting("a").await.unwrap().as_deref(), Some("1"));
}

pub async fn several_open_at_once(place: &Place) {
    let opening = (0..4).map(|_| {
        let location = place.location.clone();
        tokio::spawn(async move { Store::open(&location).await.map(drop) })
    });
    for opened in opening.collect::<Vec<_>>() {
        opened.await.unwrap().unwrap();
    }
}

pub async fn a_dropped_transaction_leaves_nothing(place: &Place) {
    let mut transaction = place.store.state().begin().await.unwrap();
    sqlx::query("INSERT INTO settings (name, value) VALUES ('a', '1')").execute(&mut *transaction).await.unwrap();
    drop(transaction);
    assert_eq!(place.store.setting("a").await.unwrap(), None);
    // The connection is usable again.
    place.store.put_setting("a", "2").await.unwrap();
    assert_eq!(place.store.setting("a").await.unwrap().as_deref(), Some("2"));
}

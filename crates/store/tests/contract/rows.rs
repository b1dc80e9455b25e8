use hamdel_store::rows::{Param, insert_many, select_in};
use sqlx::Row;

use crate::place::Place;

pub async fn many_rows_of_any_number(place: &Place) {
    let mut transaction = place.store.state().begin().await.unwrap();
    let mut next = 0_i64;
    for count in [0_usize, 1, 2, 49, 50, 51, 499, 500, 501, 1234] {
        let rows: Vec<_> = (next..).take(count).map(|id| [id, id + 1, id + 2].map(Param::Integer)).collect();
        let head = "INSERT INTO seen_messages (id_high, id_low, stamp)";
        let written = insert_many(&mut transaction, head, &rows, "ON CONFLICT DO NOTHING").await.unwrap();
        assert_eq!(written, count as u64);
        let again = insert_many(&mut transaction, head, &rows, "ON CONFLICT DO NOTHING").await.unwrap();
        assert_eq!(again, 0);
        next += count as i64;
    }
    transaction.commit().await.unwrap();
    let (count, sum): (i64, i64) =
        sqlx::query_as("SELECT COUNT(*), CAST(SUM(stamp - id_high) AS BIGINT) FROM seen_messages")
            .fetch_one(place.store.state().reader())
            .await
            .unwrap();
    assert_eq!((count, sum), (next, 2 * next));
}

pub async fn lists_of_keys(place: &Place) {
    let mut connection = place.store.state().writer().acquire().await.unwrap();
    let texts: Vec<String> = (0..700).map(|number| format!("value {number}")).collect();
    let rows: Vec<_> = texts
        .iter()
        .zip(0..)
        .map(|(text, id)| {
            let own = if id % 2 == 0 { Some(id) } else { None };
            [Param::Integer(id), Param::Text("phone"), Param::Text(text), Param::OptInteger(own), Param::Integer(id)]
        })
        .collect();
    let head = "INSERT INTO identifiers (identifier_id, kind, value, own_customer, customer_id)";
    insert_many(&mut connection, head, &rows, "").await.unwrap();
    for count in [0, 1, 3, 50, 60, 500, 501, 700] {
        let keys: Vec<_> = (0..count).map(|id| [Param::Integer(id)]).collect();
        let head = "SELECT identifier_id, own_customer FROM identifiers WHERE customer_id IN";
        let found = select_in(&mut connection, head, &keys, "ORDER BY identifier_id").await.unwrap();
        assert_eq!(found.len() as i64, count);
        for row in &found {
            let (id, own): (i64, Option<i64>) = (row.get(0), row.get(1));
            assert_eq!(own, (id % 2 == 0).then_some(id));
        }
    }
    let pairs: Vec<_> = texts.iter().take(70).map(|text| [Param::Text("phone"), Param::Text(text)]).collect();
    let head = "SELECT identifier_id FROM identifiers WHERE (kind, value) IN";
    assert_eq!(select_in(&mut connection, head, &pairs, "").await.unwrap().len(), 70);
    let strangers = [[Param::Text("email"), Param::Text("value 1")]];
    assert!(select_in(&mut connection, head, &strangers, "").await.unwrap().is_empty());
}

pub async fn text_that_postgres_cannot_keep(place: &Place) {
    let mut connection = place.store.state().writer().acquire().await.unwrap();
    let head = "INSERT INTO customers (customer_id, today, state, standing, name, interactions, value)";
    let rows = [[
        Param::Integer(1),
        Param::Integer(1),
        Param::Blob(b"\0"),
        Param::Text("known"),
        Param::OptText(Some("a\0b")),
        Param::Integer(0),
        Param::Integer(0),
    ]];
    insert_many(&mut connection, head, &rows, "").await.unwrap();
    let name: String = sqlx::query_scalar("SELECT name FROM customers WHERE customer_id = 1")
        .fetch_one(&mut *connection)
        .await
        .unwrap();
    assert_eq!(name, "a\u{fffd}b");
}

//! The program with store and journal on PostgreSQL.

use hamdel_testkit::postgres::database;
use hamdel_testkit::server::Server;
use serde_json::json;

use crate::support::{Reader, Source, count, program, rows, wait_for, write_key};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_intake_to_profile_and_query() {
    let Some(database) = tokio::task::block_in_place(database).unwrap() else { return };
    let program = program().with_database(database.url());
    let key = write_key(&program, "shop");
    let server = Server::start(&program).unwrap();
    let source = Source::new(&server, &key);
    let visit = json!({ "type": "page", "anonymousId": "browser-1", "name": "خانه", "messageId": "m-1" });
    let known = json!({ "type": "identify", "anonymousId": "browser-1", "userId": "u-1", "messageId": "m-2",
        "traits": { "name": "سارا رضایی", "email": "sara@example.com" } });
    let order = json!({ "type": "track", "userId": "u-1", "event": "order_completed", "messageId": "m-3",
        "properties": { "value": 1_250_000, "currency": "IRT", "channel": "web" } });
    let batch = json!({ "batch": [visit, known, order] });
    for _ in 0..2 {
        assert_eq!(source.post("batch", &batch).await.status, 200);
    }
    let other = source.post("track", &json!({ "userId": "u-2", "event": "page_seen" })).await;
    assert_eq!(other.status, 200);

    tokio::task::block_in_place(|| wait_for(&program, "SELECT count(*) FROM interactions", 4));
    let profile = rows(&program, "SELECT customer_id, interactions, value FROM customers WHERE name = 'سارا رضایی'");
    assert_eq!((&profile[0]["interactions"], profile[0]["value"].as_f64()), (&3.into(), Some(1_250_000.0)));
    let reader = Reader::sign_in(&program, &server).await;
    let shown = reader.get(&format!("/api/v1/customers/{}", profile[0]["customer_id"])).await.to_string();
    assert!(shown.contains("sara@example.com") && shown.contains("browser-1"), "{shown}");

    // Another process finds all of it in the database.
    server.stop().unwrap();
    let _server = Server::start(&program).unwrap();
    assert_eq!(count(&program, "SELECT count(*) FROM interactions"), 4);
    assert_eq!(count(&program, "SELECT sum(interactions) FROM customers"), 4);
}

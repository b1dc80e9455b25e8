//! A unit sees its own customers; who may not read personal data sees none, on any page, in any file.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use serde_json::json;

use hamdel_app::people::{NewPerson, PersonChange, invite_person};
use hamdel_domain::people::Part;
use hamdel_domain::rights::Role;
use hamdel_text::Language;

use super::server::Server;

const BATCH: &str = r#"{"batch":[
 {"type":"identify","userId":"u-1","messageId":"m1","timestamp":"2026-11-20T09:00:00Z",
  "traits":{"name":"Mahin Rostami","email":"mahin@example.ir","phone":"09121234567","city":"Shiraz"}},
 {"type":"track","userId":"u-1","event":"comment_left","messageId":"m2","timestamp":"2026-11-21T08:30:00Z",
  "properties":{"unit":"shops","text":"the queue was long","delivery_address":"12 Hafez street"}},
 {"type":"identify","userId":"u-2","messageId":"m3","timestamp":"2026-11-20T10:00:00Z","traits":{"name":"Kian Sadri","phone":"09127654321"}},
 {"type":"track","userId":"u-2","event":"comment_left","messageId":"m4","timestamp":"2026-11-21T09:30:00Z",
  "properties":{"unit":"post","text":"came two days late"}}
]}"#;
/// What tells who somebody is.
const PERSONAL: [&str; 6] = ["Mahin", "mahin@", "1234567", "Kian", "7654321", "Hafez"];

async fn with_two() -> (Server, i64, i64, String) {
    let mut server = Server::start().await;
    let key = server.source("shop").await;
    server.call("batch", &key, BATCH, &[]).await;
    super::inbox::show(&mut server).await;
    let session = server.administrator().await;
    for unit in ["shops", "post"] {
        server.send(Method::POST, "/api/v1/units", &session, &json!({ "name": unit, "title_en": unit })).await;
    }
    let number = async |words: &str| {
        let found = server.get(&format!("/api/v1/customers?q={words}"), &session).await.json();
        found["customers"][0]["customer_id"].as_i64().unwrap()
    };
    let (shops, post) = (number("u-1").await, number("u-2").await);
    (server, shops, post, session)
}

/// The session of somebody of a role, in a unit where one is named.
async fn somebody(server: &Server, role: Role, unit: Option<&str>) -> String {
    let parts: BTreeMap<String, Part> = unit.iter().map(|unit| ((*unit).to_owned(), Part::Member)).collect();
    let person = PersonChange {
        name: role.to_string(),
        role,
        language: Language::English,
        employee: None,
        parts,
        skills: Vec::new(),
    };
    let new = NewPerson { email: format!("{role}@example.ir"), person };
    let token = invite_person(&server.app, new, "test").await.unwrap().token;
    format!("{}; language=en", server.post(&format!("/sign-in/link/{token}"), "", "").await.session())
}

/// Every address at which a customer is read.
fn addresses(customer: i64) -> Vec<String> {
    let of = ["", "/timeline", "/contacts"];
    let pages =
        of.iter().flat_map(|part| ["/customers", "/api/v1/customers"].map(|root| format!("{root}/{customer}{part}")));
    pages.collect()
}

#[tokio::test]
async fn a_unit_sees_its_own_customers_and_no_others() {
    let (server, own, foreign, _) = with_two().await;
    for role in [Role::UnitManager, Role::Agent] {
        let session = somebody(&server, role, Some("shops")).await;
        for address in addresses(own) {
            let status = server.get(&address, &session).await.status;
            // The book of contacts needs a right that agents have not.
            let expected = if role == Role::Agent && address.ends_with("contacts") {
                StatusCode::FORBIDDEN
            } else {
                StatusCode::OK
            };
            assert_eq!(status, expected, "{role}: {address}");
        }
        for address in addresses(foreign) {
            let status = server.get(&address, &session).await.status;
            assert!(matches!(status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN), "{role}: {address} {status}");
        }
        for list in ["/api/v1/customers", "/api/v1/customers?sort=name", "/api/v1/customers?stage=&seen=7d"] {
            let found = server.get(list, &session).await.json();
            assert_eq!((&found["count"], &found["customers"][0]["customer_id"]), (&json!(1), &json!(own)), "{list}");
            assert_eq!(found["customers"][0]["name"], "Mahin Rostami");
        }
        for words in ["Kian", "u-2", "09127654321", &foreign.to_string()] {
            let found = server.get(&format!("/api/v1/customers?q={words}"), &session).await.json();
            assert_eq!(found["count"], 0, "{role}: {words}");
        }
        let selected = server.get(&format!("/api/v1/customers?selected={own},{foreign}"), &session).await.json();
        assert_eq!(selected["count"], 1);
    }
    let manager = somebody_again(&server, "unit_manager@example.ir").await;
    let file = server.get("/customers.csv", &manager).await.body;
    assert!(file.contains("Mahin") && !file.contains("Kian"), "{file}");
}

async fn somebody_again(server: &Server, email: &str) -> String {
    server.enter(email).await
}

#[tokio::test]
async fn who_may_not_read_personal_data_meets_none() {
    let (server, shops, post, administrator) = with_two().await;
    let session = somebody(&server, Role::Analyst, None).await;
    let mut read = vec![
        "/customers".to_owned(),
        "/api/v1/customers".to_owned(),
        "/customers?sort=name".to_owned(),
        "/customers.csv".to_owned(),
        "/api/v1/customers.csv".to_owned(),
        "/voice/feedback".to_owned(),
        "/api/v1/feedback".to_owned(),
        "/voice/feedback.csv".to_owned(),
        "/voice/words".to_owned(),
        "/api/v1/words".to_owned(),
    ];
    for customer in [shops, post] {
        read.extend(addresses(customer));
        read.push(format!("/customers?q={customer}"));
    }
    for address in &read {
        let answer = server.get(address, &session).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        for part in PERSONAL {
            assert!(!answer.body.contains(part), "{address} tells {part}: {}", answer.body);
        }
    }
    // What they are looked for by would tell who they are.
    for words in ["Mahin", "09121234567", "mahin@example.ir", "u-1"] {
        assert_eq!(server.get(&format!("/api/v1/customers?q={words}"), &session).await.json()["count"], 0, "{words}");
    }
    let profile = server.get(&format!("/api/v1/customers/{shops}"), &session).await.json();
    assert_eq!(
        (&profile["traits"]["city"]["value"], &profile["traits"]["email"]["value"]),
        (&json!("Shiraz"), &json!("•••"))
    );
    // The same pages do tell whom may know.
    for address in [format!("/customers/{shops}"), "/api/v1/customers".to_owned(), "/customers.csv".to_owned()] {
        assert!(server.get(&address, &administrator).await.body.contains("Mahin"), "{address}");
    }
}

#[tokio::test]
async fn reading_personal_data_is_in_the_log() {
    let (server, shops, _, session) = with_two().await;
    server.get("/api/v1/customers?q=Mahin", &session).await;
    server.get(&format!("/customers/{shops}"), &session).await;
    server.get("/customers.csv", &session).await;
    let log = server.get("/api/v1/audit", &session).await.json();
    for action in ["customers.read", "customer.read", "customers.export", "unit.added"] {
        let found = log["entries"].as_array().unwrap().iter().any(|entry| entry["action"] == action);
        assert!(found, "{action}: {log}");
    }
    let page =
        server.get(&format!("/settings/audit?subject=customer:{shops}"), &format!("{session}; language=en")).await;
    let table = page.body.split("<tbody>").nth(1).unwrap();
    assert!(table.contains("Read a customer") && !table.contains("Added a unit"), "{table}");
    let changes = server.get("/settings/audit?action=unit.added", &format!("{session}; language=fa")).await.body;
    assert!(changes.contains("واحدی افزود") && changes.contains("<ins><bdi>shops</bdi></ins>"), "{changes}");
    let file = server.get("/settings/audit.csv?action=unit.added", &session).await.body;
    assert_eq!(file.lines().count(), 3, "{file}");
    let wrong = server.get("/settings/audit?from=yesterday", &format!("{session}; language=en")).await.body;
    assert!(wrong.contains("is no day"), "{wrong}");
}

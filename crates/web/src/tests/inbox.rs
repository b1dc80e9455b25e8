//! The inbox over HTTP: a note is taken in, assigned, tagged, done, taken back, and found by its views.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use hamdel_domain::Channel;
use hamdel_domain::lake::Cell;
use serde_json::{Value, json};

use super::server::{Answer, Server};

async fn json_to(server: &Server, cookie: &str, path: &str, body: &Value) -> Answer {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::COOKIE, cookie)
        .header(header::HOST, "hamdel.test")
        .header(header::CONTENT_TYPE, "application/json");
    server.ask(request.body(Body::from(body.to_string())).unwrap()).await
}

/// Shows the history what was taken in, as the query of comments reads it.
pub(super) async fn show(server: &mut Server) {
    server.project().await;
    let word = |text: &Option<String>| text.clone().map_or(Cell::Null, Cell::Text);
    let rows: Vec<Vec<Cell>> = server
        .lake
        .rows()
        .iter()
        .map(|row| {
            let one = &row.interaction;
            vec![
                Cell::Text(one.id.to_string()),
                row.customer.map_or(Cell::Null, |customer| Cell::Integer(customer.0)),
                Cell::Instant(one.occurred_at),
                Cell::Text(one.kind.clone()),
                Cell::Text(one.source.clone()),
                word(&one.touchpoint),
                one.channel.map(Channel::as_str).map_or(Cell::Null, |name| Cell::Text(name.to_owned())),
                word(&one.unit),
                word(&one.employee),
                word(&one.metric),
                one.score.map_or(Cell::Null, Cell::Float),
                word(&one.text),
            ]
        })
        .collect();
    server.lake.answer("text IS NOT NULL", rows);
}

async fn taken_in(server: &mut Server, cookie: &str) -> String {
    let told = json!({
        "text": "پیک خیلی بی‌ادب بود", "source": "play-store", "external_id": "r-1", "kind": "review",
        "channel": "app", "author": "sara_m", "metric": "rating", "score": 1,
    });
    let first = json_to(server, cookie, "/api/v1/feedback", &told).await;
    assert_eq!(first.status, StatusCode::ACCEPTED, "{}", first.body);
    let again = json_to(server, cookie, "/api/v1/feedback", &told).await;
    assert_eq!(first.json()["interaction_id"], again.json()["interaction_id"]);
    show(server).await;
    assert_eq!(server.lake.rows().len(), 1, "sent twice, it counts once");
    first.json()["interaction_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_comment_is_taken_tagged_done_and_taken_back() {
    let mut server = Server::start().await;
    let cookie = server.administrator().await;
    let id = taken_in(&mut server, &cookie).await;
    let state = |answer: Answer| answer.json()["comments"][0]["state"].as_str().unwrap_or_default().to_owned();
    assert_eq!(state(server.get("/api/v1/feedback", &cookie).await), "new");

    let form = format!("selected={id}&do=take&next=/voice/feedback%3Fq%3D%26period%3D90d");
    let answer = server.post("/voice/feedback/triage", &cookie, &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(answer.header("location"), "/voice/feedback?q=&period=90d&changed=1");
    let page = server.get(answer.header("location"), &cookie).await;
    assert!(page.body.contains("data-key=\"z\"") && page.body.contains("مدیر"), "{}", page.body);

    let tag = json!({ "items": [id], "do": "tag", "tag": "#پیک" });
    assert_eq!(json_to(&server, &cookie, "/api/v1/feedback/triage", &tag).await.json()["items"], 1);
    let done = json!({ "items": [id], "do": "done" });
    let change = json_to(&server, &cookie, "/api/v1/feedback/triage", &done).await.json()["change"].clone();
    let counted = server.get("/api/v1/feedback", &cookie).await.json();
    assert_eq!((&counted["states"]["done"], &counted["tags"][0]["tag"]), (&json!(1), &json!("پیک")));
    assert_eq!(server.get("/api/v1/feedback?state=open", &cookie).await.json()["count"], 0);

    let undo = json!({ "change": change });
    assert_eq!(json_to(&server, &cookie, "/api/v1/feedback/undo", &undo).await.json()["items"], 1);
    assert_eq!(json_to(&server, &cookie, "/api/v1/feedback/undo", &undo).await.status, StatusCode::NOT_FOUND);
    assert_eq!(state(server.get("/api/v1/feedback?owner=me&tag=پیک", &cookie).await), "assigned");
    assert_eq!(server.get("/api/v1/feedback?owner=nobody", &cookie).await.json()["count"], 0);
    let log = server.app.store.audit_log(Some("feedback"), None, 20).await.unwrap();
    let actions: Vec<&str> = log.iter().map(|record| record.entry.action.as_str()).collect();
    assert!(actions.contains(&"feedback.done.undone") && actions.contains(&"feedback.assign"), "{actions:?}");
}

#[tokio::test]
async fn one_comment_has_its_customer_and_its_notes() {
    let mut server = Server::start().await;
    let cookie = server.administrator().await;
    let id = taken_in(&mut server, &cookie).await;
    let note = format!("text=تماس+گرفتم&next=/voice/feedback/{id}");
    assert_eq!(server.post(&format!("/voice/feedback/{id}/note"), &cookie, &note).await.status, StatusCode::SEE_OTHER);
    let whole = server.get(&format!("/api/v1/feedback/{id}"), &cookie).await.json();
    assert_eq!((&whole["notes"][0]["text"], &whole["story"][0]["kind"]), (&json!("تماس گرفتم"), &json!("review")));
    let page = server.get(&format!("/voice/feedback/{id}?period=90d"), &cookie).await;
    assert!(page.body.contains("/customers/") && page.body.contains("تماس گرفتم"), "{}", page.body);
    assert_eq!(server.get("/voice/feedback/zzz", &cookie).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn wrong_fields_are_named() {
    let server = Server::start().await;
    let cookie = server.administrator().await;
    let told = |more: Value| {
        let mut told = json!({ "text": "سلام", "source": "inbox" });
        told.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        told
    };
    for (field, more) in [
        ("text", json!({ "text": " " })),
        ("source", json!({ "source": "" })),
        ("channel", json!({ "channel": "pigeon" })),
        ("score", json!({ "score": 3 })),
        ("at", json!({ "at": "yesterday" })),
        ("identifiers", json!({ "identifiers": { "email": "nobody" } })),
    ] {
        let answer = json_to(&server, &cookie, "/api/v1/feedback", &told(more)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {}", answer.body);
    }
    for body in [json!({ "items": [], "do": "done" }), json!({ "items": ["x"], "do": "done" })] {
        let answer = json_to(&server, &cookie, "/api/v1/feedback/triage", &body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    }
    let nobody = json!({ "items": ["0123456789abcdef0123456789abcdef"], "do": "assign", "owner": 99 });
    let answer = json_to(&server, &cookie, "/api/v1/feedback/triage", &nobody).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    let note = server.post("/voice/feedback/new", &cookie, "text=&who=&channel=&touchpoint=&unit=").await;
    assert_eq!(note.status, StatusCode::UNPROCESSABLE_ENTITY);
    let note = server.post("/voice/feedback/new", &cookie, "text=خوب+بود&who=&channel=phone").await;
    assert_eq!((note.status, note.header("location")), (StatusCode::SEE_OTHER, "/voice/feedback?noted=1"));
}

#[tokio::test]
async fn a_view_is_kept_with_its_count_and_is_its_owners() {
    let mut server = Server::start().await;
    let cookie = server.administrator().await;
    taken_in(&mut server, &cookie).await;
    let form = "name=منفی‌ها&query=sentiment%3Dnegative%26period%3D90d&shared=1";
    let answer = server.post("/voice/feedback/views", &cookie, form).await;
    assert_eq!(answer.header("location"), "/voice/feedback?sentiment=negative&period=90d");
    let views = server.get("/api/v1/feedback/views", &cookie).await.json();
    assert_eq!((&views["views"][0]["comments"], &views["views"][0]["own"]), (&json!(1), &json!(true)));
    let part = server.get("/voice/feedback/views", &cookie).await;
    assert!(part.body.contains("منفی‌ها"), "{}", part.body);
    let gone = json_to(&server, &cookie, "/api/v1/feedback/views/1/remove", &json!({})).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let again = json_to(&server, &cookie, "/api/v1/feedback/views/1/remove", &json!({})).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

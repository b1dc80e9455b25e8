//! Themes and corrections, over HTTP.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use hamdel_domain::Instant;
use hamdel_domain::lake::Cell;
use hamdel_domain::rights::Role;

use super::server::{Answer, Server};
use crate::params::encoded;

fn row(number: i64, text: &str) -> Vec<Cell> {
    let word = |text: &str| Cell::Text(text.to_owned());
    vec![
        word(&format!("{number:032x}")),
        Cell::Integer(number),
        Cell::Instant(Instant::parse_iso("2026-11-20T10:00:00Z").unwrap().plus_micros(-number)),
        word("comment_left"),
        word("shop"),
        Cell::Null,
        word("phone"),
        word("shiraz"),
        Cell::Null,
        word("nps"),
        Cell::Float(2.0),
        word(text),
    ]
}

const LATE: &str = "بسته دیر رسید و کسی پاسخ نداد";
const FINE: &str = "همه چیز خوب بود";

async fn with_comments() -> Server {
    let server = Server::start().await;
    let late = (1..=8).map(|number| row(number, LATE));
    let rows: Vec<_> = late.chain((9..=20).map(|number| row(number, FINE))).collect();
    server.lake.answer("text IS NOT NULL", rows);
    server.lake.answer(&format!("interaction_id = '{:032x}'", 1), vec![row(1, LATE)]);
    server
}

async fn send(server: &Server, method: &str, path: &str, session: &str, body: &Value) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::COOKIE, session)
        .header(header::HOST, "hamdel.test")
        .header(header::CONTENT_TYPE, "application/json");
    server.ask(request.body(Body::from(body.to_string())).unwrap()).await
}

#[tokio::test]
async fn a_theme_is_made_seen_in_comments_and_taken_back() {
    let server = with_comments().await;
    let session = server.administrator().await;
    let page = server.get("/voice/words/themes", &format!("{session}; language=fa")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("هنوز مضمونی نساخته‌اید"), "{}", page.body);

    let form = format!("do=make&name_fa={}&name_en=Late&include={}", encoded("دیرکرد"), encoded("دیر رسیدن\nتأخیر"));
    let made = server.post("/voice/words/themes", &session, &form).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let undo_at = made.header("location").to_owned();
    assert!(undo_at.starts_with("/voice/words/themes?changed="), "{undo_at}");

    let english = format!("{session}; language=en");
    let page = server.get(&undo_at, &english).await;
    assert!(
        page.body.contains("8 of 20 comments") && page.body.contains("action=\"/voice/words/themes/undo\""),
        "{}",
        page.body
    );
    let found = server.get("/api/v1/feedback?theme=theme-1", &session).await.json();
    assert_eq!((&found["count"], &found["comments"][0]["themes"]), (&8.into(), &json!(["theme-1"])));
    let one = server.get("/voice/words/themes/theme-1", &english).await;
    assert!(one.body.contains("8 comments of 20") && one.body.contains(LATE), "{}", one.body);

    let change = undo_at.rsplit('=').next().unwrap();
    let undone = server.post("/voice/words/themes/undo", &session, &format!("change={change}")).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.body);
    assert_eq!(server.get("/voice/words/themes/theme-1", &session).await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.get("/api/v1/themes", &session).await.json()["themes"], json!([]));
}

#[tokio::test]
async fn the_interface_edits_the_hierarchy_and_names_what_is_wrong() {
    let server = with_comments().await;
    let session = server.administrator().await;
    let themes = "/api/v1/themes";
    let top = send(&server, "POST", themes, &session, &json!({ "name_en": "Delivery" })).await;
    assert_eq!(top.status, StatusCode::CREATED, "{}", top.body);
    let below = json!({ "name_fa": "دیرکرد", "parent": "theme-1", "include": ["دیر رسید"] });
    assert_eq!(send(&server, "POST", themes, &session, &below).await.json()["theme"], "theme-2");
    let told = server.get(themes, &session).await.json();
    assert_eq!((&told["themes"][0]["said"]["comments"], &told["under_a_theme"]), (&8.into(), &8.into()));
    assert_eq!(told["themes"][1]["parent"], "theme-1");

    let circle = json!({ "name_en": "Delivery", "parent": "theme-2" });
    let refused = send(&server, "PUT", "/api/v1/themes/theme-1", &format!("{session}; language=en"), &circle).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("The theme above"), "{}", refused.body);
    for wrong in [
        json!({}),
        json!({ "name_fa": "x", "include": ["!!"] }),
        json!({ "name_fa": "x", "parent": "nobody" }),
        json!({ "name_fa": "x".repeat(81) }),
    ] {
        let refused = send(&server, "POST", themes, &session, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong} {}", refused.body);
    }
    let hidden = send(&server, "POST", "/api/v1/themes/theme-2/hide", &session, &json!({ "hidden": true })).await;
    assert_eq!(hidden.status, StatusCode::OK);
    let told = server.get(themes, &session).await.json();
    assert_eq!((&told["themes"][0]["said"]["comments"], &told["hidden"][0]["theme"]), (&0.into(), &"theme-2".into()));
    let viewer = server.signed_in_as(Role::Viewer).await;
    assert_eq!(send(&server, "POST", themes, &viewer, &below).await.status, StatusCode::FORBIDDEN);
    assert_eq!(server.get(themes, &viewer).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_correction_holds_for_the_same_words_and_can_be_taken_back() {
    let server = with_comments().await;
    let session = server.administrator().await;
    let path = format!("/api/v1/feedback/{:032x}/correction", 1);
    let meant = json!({
        "sentiment": "mixed", "subjects": [{ "kind": "facet", "key": "support", "sentiment": "negative" }],
    });
    assert_eq!(send(&server, "PUT", &path, &session, &meant).await.status, StatusCode::NO_CONTENT);
    let all = server.get("/api/v1/feedback?sentiment=mixed", &session).await.json();
    assert_eq!(all["count"], 8, "the same words mean the same");
    let comment = &all["comments"][0];
    assert_eq!((&comment["sentiment"]["method"], &comment["corrected_by"]), (&"corrected".into(), &"user:1".into()));
    assert_eq!(comment["speaks_of"].as_array().unwrap().len(), 1);
    let item = server.get(&format!("/voice/feedback/{:032x}", 1), &format!("{session}; language=en")).await;
    assert!(item.body.contains("corrected this comment") && item.body.contains("take_back"), "{}", item.body);

    for wrong in [
        json!({ "sentiment": "furious" }),
        json!({ "themes": ["theme-9"] }),
        json!({ "subjects": [{ "kind": "facet", "key": "nothing", "sentiment": "negative" }] }),
    ] {
        let refused = send(&server, "PUT", &path, &session, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong} {}", refused.body);
    }
    assert_eq!(send(&server, "PUT", &path, &session, &json!({})).await.status, StatusCode::NO_CONTENT);
    let all = server.get("/api/v1/feedback?sentiment=mixed", &session).await.json();
    assert_eq!(all["count"], 0);
    let log = server.app.store.audit_log(Some(&format!("feedback:{:032x}", 1)), None, 10).await.unwrap();
    let actions: Vec<&str> = log.iter().map(|entry| entry.entry.action.as_str()).collect();
    assert!(actions.contains(&"comment.corrected") && actions.contains(&"comment.correction_removed"), "{actions:?}");
}

#[tokio::test]
async fn a_theme_learns_phrases_from_what_people_put_under_it() {
    let server = with_comments().await;
    let session = server.administrator().await;
    let new = json!({ "name_en": "Lateness", "include": ["تأخیر"] });
    send(&server, "POST", "/api/v1/themes", &session, &new).await;
    let second = "بسته خیلی دیر رسید";
    server.lake.answer(&format!("interaction_id = '{:032x}'", 2), vec![row(2, second)]);
    for number in [1, 2] {
        let path = format!("/api/v1/feedback/{number:032x}/correction");
        let done = send(&server, "PUT", &path, &session, &json!({ "themes": ["theme-1"] })).await;
        assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.body);
    }
    let told = server.get("/api/v1/themes", &session).await.json();
    let theme = &told["themes"][0];
    assert_eq!(theme["put_there_and_not_found"], 2);
    let phrases = theme["suggested_phrases"].as_array().unwrap();
    assert!(phrases.iter().any(|phrase| phrase.as_str().unwrap().contains("دیر")), "{phrases:?}");
    let phrase = phrases[0].as_str().unwrap();
    let form = format!("do=add&phrase={}", encoded(phrase));
    assert_eq!(server.post("/voice/words/themes/theme-1", &session, &form).await.status, StatusCode::SEE_OTHER);
    let told = server.get("/api/v1/themes", &session).await.json();
    assert_eq!(told["themes"][0]["put_there_and_not_found"], 0, "{told}");
}

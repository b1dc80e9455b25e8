//! The contact policy and the book, through pages and the API.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};

use hamdel_app::contact::withhold;
use hamdel_domain::contact::{Category, Reason, Wish};
use hamdel_domain::rights::Role;
use hamdel_domain::{Channel, CustomerId};

use super::server::{Answer, Server};
use super::surveys::sent_to;

async fn ask(server: &Server, method: Method, path: &str, session: &str, body: &Value) -> Answer {
    let request = Request::builder().method(method).uri(path).header(header::COOKIE, session);
    let request = request.header(header::CONTENT_TYPE, "application/json");
    server.ask(request.body(Body::from(body.to_string())).unwrap()).await
}

fn wish(number: i64) -> Wish {
    Wish {
        channel: Channel::Email,
        category: Category::Survey,
        topic: "survey:1".to_owned(),
        subject: format!("invitation:{number}"),
        good_until: None,
    }
}

#[tokio::test]
async fn a_policy_is_read_tried_changed_and_its_versions_told() {
    let server = Server::start().await;
    let session = format!("{}; language=en", server.administrator().await);
    let held = server.get("/api/v1/contact-policy", &session).await.json();
    assert_eq!((&held["version"], &held["policy"]["caps"][0]["at_most"]), (&json!(0), &json!(1)));
    // Three surveys to one customer within an hour, as no cap was in force then.
    for number in 1..=3 {
        let outcome = hamdel_app::contact::reserve(&server.app, CustomerId(7), &wish(number), "a@b.ir").await.unwrap();
        assert_eq!(matches!(outcome, hamdel_app::contact::Outcome::Reserved(_)), number == 1, "{outcome:?}");
    }
    withhold(&server.app, CustomerId(7), &wish(4), &[Reason::NotEligible]).await.unwrap();
    let mut policy = held["policy"].clone();
    policy["caps"] = json!([]);
    let tried =
        ask(&server, Method::POST, "/api/v1/contact-policy/preview", &session, &json!({ "policy": policy })).await;
    let tried = tried.json();
    assert_eq!((&tried["messages_tried"], &tried["beyond_any_policy"]), (&json!(1), &json!(1)), "{tried}");
    assert_eq!(tried["proposed"]["sent_at_once"], 1);
    let put =
        ask(&server, Method::PUT, "/api/v1/contact-policy", &session, &json!({ "version": 0, "policy": policy })).await;
    assert_eq!(put.json()["version"], 1);
    let late =
        ask(&server, Method::PUT, "/api/v1/contact-policy", &session, &json!({ "version": 0, "policy": policy })).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    policy["caps"] = json!([{ "name": "", "window": { "kind": "rolling", "micros": 1 }, "scope": { "categories": {} }, "at_most": 1 }]);
    let wrong =
        ask(&server, Method::PUT, "/api/v1/contact-policy", &session, &json!({ "version": 1, "policy": policy })).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let versions = server.get("/api/v1/contact-policy/versions", &session).await.json();
    let first = &versions["versions"][0];
    assert_eq!((&first["name"], &first["changes"][0]["change"]), (&json!("مدیر"), &json!("removed")));
    let page = server.get("/settings/contact-policy", &session).await;
    assert!(page.body.contains("Cap removed: Messages a day") && page.body.contains("in force"), "{}", page.body);
    let older = server.get("/settings/contact-policy?version=1", &session).await;
    assert_eq!(older.status, StatusCode::OK);
}

#[tokio::test]
async fn the_form_tries_without_saving_and_saves_what_it_says() {
    let server = Server::start().await;
    let session = format!("{}; language=en", server.administrator().await);
    let path = "/settings/contact-policy";
    let form = "version=0&cap.0.name=mine&cap.0.at_most=%DB%B2&cap.0.window=jalali_month&cap.0.zone=customer\
                &cap.0.counts=survey&cap.0.obeys=survey&cap.1.name=gone&cap.1.remove=1&quiet.0.name=noon\
                &quiet.0.from=12:00&quiet.0.until=13:30&quiet.0.obeys=survey&consent.marketing=some\
                &consent.marketing.channel=sms&recovery=survey";
    let tried = server.post(path, &session, &format!("{form}&do=try&preview_days=7")).await;
    assert_eq!(tried.status, StatusCode::OK);
    assert!(tried.body.contains("What would have happened?"), "{}", tried.body);
    assert_eq!(server.app.store.contact_policy().await.unwrap().version, 0);
    assert_eq!(sent_to(&server.post(path, &session, &format!("{form}&do=save")).await), path);
    let kept = server.app.store.contact_policy().await.unwrap();
    assert_eq!((kept.version, kept.policy.caps.len(), kept.policy.caps[0].at_most), (1, 1, 2));
    assert!(!kept.policy.needs_consent(Channel::Email, Category::Marketing));
    // Saved from a page that is out of date, nothing changes, and it says so.
    let late = server.post(path, &session, &format!("{form}&do=save")).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("Somebody changed the policy"), "{}", late.body);
    let wrong = server.post(path, &session, &form.replace("12:00", "noon")).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.body.contains("noon"), "{}", wrong.body);
    for days in ["0", "91", "x"] {
        let refused = server.post(path, &session, &format!("{form}&do=try&preview_days={days}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{days}");
    }
}

#[tokio::test]
async fn a_book_says_in_words_why_a_message_was_withheld() {
    let mut server = Server::start().await;
    let session = server.administrator().await;
    let key = server.source("shop").await;
    let event = json!({ "userId": "u1", "traits": { "email": "sara@example.ir", "name": "Sara" } });
    server.call("identify", &key, event.to_string(), &[]).await;
    server.project().await;
    let full = Reason::Objected {
        channel: None,
        category: Category::Survey,
        source: "unsubscribe".to_owned(),
        at: server.app.clock.now(),
    };
    withhold(&server.app, CustomerId(1), &wish(1), &[full]).await.unwrap();
    for (language, words) in
        [("en", "the customer objected to “Surveys” on every channel"), ("fa", "مخالفت کرد (با پیوند لغو اشتراک)")]
    {
        let page = server.get("/customers/1/contacts", &format!("{session}; language={language}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains(words), "{}", page.body);
    }
    let book = server.get("/api/v1/customers/1/contacts", &session).await.json();
    assert_eq!(
        (&book["contacts"][0]["state"], &book["contacts"][0]["reasons"][0]["code"]),
        (&json!("withheld"), &json!("objected"))
    );
    let marketing = book["now"].as_array().unwrap().iter().find(|held| held["category"] == "marketing").unwrap();
    assert_eq!((&marketing["outcome"], &marketing["reasons"][0]["code"]), (&json!("not"), &json!("no_consent")));
    assert_eq!(server.get("/customers/9/contacts", &session).await.status, StatusCode::NOT_FOUND);
    let viewer = server.signed_in_as(Role::Viewer).await;
    assert_eq!(server.get("/customers/1/contacts", &viewer).await.status, StatusCode::FORBIDDEN);
}

//! Alerts and webhooks over HTTP: a rule is made by a click, an answer alerts, the bell rings; a webhook is tried.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use hamdel_app::alerts::{AlertWays, watch};
use serde_json::{Value, json};

use super::server::{Answer, Server};
use crate::Emails;

async fn json_to(server: &Server, method: Method, cookie: &str, path: &str, body: &Value) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::COOKIE, cookie)
        .header(header::HOST, "hamdel.test")
        .header(header::CONTENT_TYPE, "application/json");
    server.ask(request.body(Body::from(body.to_string())).unwrap()).await
}

#[tokio::test]
async fn a_rule_is_a_click_and_a_bad_review_rings_the_bell() {
    let mut server = Server::start().await;
    let cookie = server.administrator().await;
    let answer = server.post("/settings/alerts", &cookie, "preset=csat").await;
    assert_eq!(answer.header("location"), "/settings/alerts");
    let page = server.get("/settings/alerts", &cookie).await;
    assert!(page.body.contains("رضایت پایین"), "{}", page.body);
    let told = json!({ "text": "خیلی بد بود", "source": "play-store", "metric": "csat", "score": 1 });
    json_to(&server, Method::POST, &cookie, "/api/v1/feedback", &told).await;
    server.project().await;
    let texts = Arc::new(Emails::new(server.state.clone()));
    let ways = AlertWays { texts, mail: true, base_url: "https://cx.example.com".to_owned() };
    assert_eq!(watch(&server.app, &ways).await.unwrap(), 1);

    let bell = server.get("/alerts/bell", &cookie).await;
    assert!(bell.body.contains("۱"), "{}", bell.body);
    let alerts = server.get("/api/v1/alerts", &cookie).await.json();
    assert_eq!((&alerts["unseen"], &alerts["alerts"][0]["why"][0]["why"]), (&json!(1), &json!("low_score")));
    let page = server.get("/alerts", &cookie).await;
    assert!(page.body.contains("خیلی بد بود") && page.body.contains("/voice/feedback/"), "{}", page.body);
    let mail = server.app.store.messages_due(server.app.clock.now(), 10).await.unwrap().remove(0);
    assert!(mail.new.subject.starts_with("هشدار: نمرهٔ پایین"), "{}", mail.new.subject);
    assert!(mail.new.text.contains("https://cx.example.com/voice/feedback/"), "{}", mail.new.text);
    let newest = alerts["alerts"][0]["alert"].clone();
    server.post("/alerts/seen", &cookie, &format!("through={newest}")).await;
    assert_eq!(server.get("/api/v1/alerts", &cookie).await.json()["unseen"], 0);
    assert!(!server.get("/alerts/bell", &cookie).await.body.contains("۱"));
}

#[tokio::test]
async fn a_rule_of_ones_own_is_made_changed_and_switched_off() {
    let server = Server::start().await;
    let cookie = server.administrator().await;
    let form = "name=پول&when=words&phrases=پس+بدهید%0Aشکایت&to=unit_manager&to=experience_manager&email=1&condition=";
    assert_eq!(server.post("/settings/alerts", &cookie, form).await.status, StatusCode::SEE_OTHER);
    let rules = server.get("/api/v1/alert-rules", &cookie).await.json();
    let says = &rules["rules"][0]["says"];
    assert_eq!(says["when"]["phrases"], json!(["پس بدهید", "شکایت"]));
    assert_eq!(says["to"].as_array().unwrap().len(), 2);
    let change = server.get("/settings/alerts?rule=1", &cookie).await;
    assert!(change.body.contains("action=\"/settings/alerts/1\"") && change.body.contains("شکایت"), "{}", change.body);
    let wrong =
        server.post("/settings/alerts/1", &cookie, "name=x&when=fury&to=unit_manager&condition=nonsense(").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("id=\"condition\"") && wrong.body.contains("field-error"), "{}", wrong.body);
    let mut changed = says.clone();
    changed["when"] = json!({ "on": "low_score", "metric": "ces", "at_most": 3 });
    let put = json_to(&server, Method::PUT, &cookie, "/api/v1/alert-rules/1", &changed).await;
    assert_eq!(put.status, StatusCode::NO_CONTENT, "{}", put.body);
    let off = json_to(&server, Method::POST, &cookie, "/api/v1/alert-rules/1/switch", &json!({ "on": false })).await;
    assert_eq!(off.status, StatusCode::NO_CONTENT);
    assert_eq!(server.get("/api/v1/alert-rules", &cookie).await.json()["rules"][0]["enabled_since"], Value::Null);
    let nobody = json!({ "name": "x", "when": { "on": "fury" }, "to": [] });
    let refused = json_to(&server, Method::POST, &cookie, "/api/v1/alert-rules", &nobody).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
}

#[tokio::test]
async fn a_webhook_is_made_tried_and_looked_into() {
    let server = Server::start().await;
    let cookie = server.administrator().await;
    let bad = server.post("/settings/webhooks", &cookie, "name=crm&url=http%3A%2F%2F169.254.169.254%2F").await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let made = server.post("/settings/webhooks", &cookie, "name=crm&url=https%3A%2F%2Fexample.com%2Fhook").await;
    assert_eq!(made.header("location"), "/settings/webhooks/1");
    assert_eq!(server.post("/settings/webhooks/1/do", &cookie, "do=test").await.status, StatusCode::SEE_OTHER);
    let page = server.get("/settings/webhooks/1?delivery=1", &cookie).await;
    assert!(page.body.contains("whsec_") && page.body.contains("webhook.test"), "{}", page.body);
    let log = server.get("/api/v1/webhooks/1", &cookie).await.json();
    assert_eq!(
        (&log["deliveries"][0]["state"], &log["deliveries"][0]["type"]),
        (&json!("ready"), &json!("webhook.test"))
    );
    assert_eq!(
        server.get("/api/v1/webhooks/1/deliveries/1", &cookie).await.json()["attempts"].as_array().unwrap().len(),
        0
    );
    let taken = json!({ "name": "crm", "url": "https://example.com/x" });
    let again = json_to(&server, Method::POST, &cookie, "/api/v1/webhooks", &taken).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    server.post("/settings/webhooks/1/do", &cookie, "do=off").await;
    server.post("/settings/webhooks/1/do", &cookie, "do=remove").await;
    assert_eq!(server.get("/settings/webhooks/1", &cookie).await.status, StatusCode::NOT_FOUND);
}

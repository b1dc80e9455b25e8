//! Taking cases down over HTTP: typed, proposed, chosen, saved, taken back.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use hamdel_domain::cases::CaseId;
use hamdel_domain::rights::Role;
use serde_json::{Value, json};

use super::server::{Answer, Server};

async fn json_to(server: &Server, method: Method, cookie: &str, path: &str, body: &Value) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::COOKIE, cookie)
        .header(header::HOST, "hamdel.test")
        .header(header::CONTENT_TYPE, "application/json");
    server.ask(request.body(Body::from(body.to_string())).unwrap()).await
}

fn form(fields: &[(&str, &str)]) -> String {
    serde_urlencoded::to_string(fields).unwrap()
}

const LATE: &str = "سفارشم پنج روز دیر رسید";

async fn shop() -> (Server, String) {
    let server = Server::start().await;
    let manager = server.administrator().await;
    assert_eq!(server.post("/settings/case-kinds/ready", &manager, "").await.status, StatusCode::SEE_OTHER);
    let cookie = server.signed_in_as(Role::Agent).await;
    (server, cookie)
}

#[tokio::test]
async fn a_complaint_is_typed_proposed_and_saved_once() {
    let (server, cookie) = shop().await;
    let page = server.get("/care/new", &cookie).await;
    assert!(page.status == StatusCode::OK && page.body.contains("data-capture-form"), "{}", page.body);
    let token = page.body.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let proposed = server.post("/care/new/proposals", &cookie, &form(&[("text", LATE), ("token", &token)])).await;
    assert!(proposed.body.contains("id=\"capture-kind-late_delivery\" checked"), "{}", proposed.body);
    assert!(!proposed.body.contains("<html"), "only the piece");
    // Another kind is one click; it stays whatever is typed after it.
    let other = form(&[("text", LATE), ("kind", "staff"), ("kind_was", "late_delivery")]);
    let chosen = server.post("/care/new/proposals", &cookie, &other).await;
    assert!(chosen.body.contains("id=\"capture-kind-staff\" checked"), "{}", chosen.body);
    assert!(chosen.body.contains("name=\"kind_was\" value=\"\""), "{}", chosen.body);
    let fields =
        form(&[("text", LATE), ("token", &token), ("kind", "staff"), ("kind_was", ""), ("remedy", "عذرخواهی")]);
    let (one, again) =
        (server.post("/care/new", &cookie, &fields).await, server.post("/care/new", &cookie, &fields).await);
    assert_eq!((one.status, one.header("location")), (StatusCode::SEE_OTHER, again.header("location")));
    let taken = server.get(one.header("location"), &cookie).await;
    let case = server.app.store.case(CaseId(1)).await.unwrap().unwrap();
    assert_eq!(case.facts.kind.as_deref(), Some("staff"));
    assert_eq!(case.facts.remedy.as_deref(), Some("عذرخواهی"));
    assert!(taken.body.contains("data-taken-next") && taken.body.contains("/care/new/undo"), "{}", taken.body);
    assert!(
        taken.body.contains(&hamdel_text::format::digits(hamdel_text::Language::Persian, &case.reference.to_string()))
    );
    assert_eq!(server.app.store.case(CaseId(2)).await.unwrap(), None);
}

#[tokio::test]
async fn what_nobody_chose_is_taken_from_what_is_proposed() {
    let (server, cookie) = shop().await;
    server.post("/care/new", &cookie, &form(&[("text", "the yoghurt was expired and my son was poisoned")])).await;
    let case = server.app.store.case(CaseId(1)).await.unwrap().unwrap();
    assert_eq!(case.facts.kind.as_deref(), Some("safety"));
    assert_eq!((case.severity().map(|held| held.as_str()), case.language.as_str()), (Some("critical"), "en"));
    let none = form(&[("text", LATE), ("kind", "-"), ("kind_was", "late_delivery")]);
    server.post("/care/new", &cookie, &none).await;
    assert_eq!(server.app.store.case(CaseId(2)).await.unwrap().unwrap().facts.kind, None, "none was chosen");
}

#[tokio::test]
async fn what_was_taken_down_can_be_taken_back_and_written_again() {
    let (server, cookie) = shop().await;
    server.post("/care/new", &cookie, &form(&[("text", LATE)])).await;
    let back = server.post("/care/new/undo", &cookie, "case=1").await;
    assert!(back.status == StatusCode::OK && back.body.contains(LATE), "{}", back.body);
    assert_eq!(server.app.store.case(CaseId(1)).await.unwrap(), None);
    server.post("/care/new", &cookie, &form(&[("text", LATE)])).await;
    let other = server.administrator_again().await;
    assert_eq!(server.post("/care/new/undo", &other, "case=1").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_wrong_name_and_no_words_are_named() {
    let (server, cookie) = shop().await;
    let nothing = server.post("/care/new", &cookie, "text=").await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.body.contains("form-errors"));
    let unit = server.post("/care/new", &cookie, &form(&[("text", LATE), ("unit_more", "nowhere")])).await;
    assert!(unit.status == StatusCode::UNPROCESSABLE_ENTITY && unit.body.contains("واحد"), "{}", unit.body);
    let kind = server.post("/settings/case-kinds", &cookie, "name=x").await;
    assert_eq!(kind.status, StatusCode::FORBIDDEN);
    let manager = server.administrator_again().await;
    let kind = server.post("/settings/case-kinds", &manager, "name=Bad Name").await;
    assert_eq!(kind.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn programs_take_cases_down_too() {
    let (server, cookie) = shop().await;
    let new = json!({ "text": LATE, "channel": "chat", "kind": "late_delivery", "external_id": "crm-7",
        "identifiers": [{ "kind": "phone", "value": "09121234567" }] });
    let first = json_to(&server, Method::POST, &cookie, "/api/v1/cases", &new).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    let again = json_to(&server, Method::POST, &cookie, "/api/v1/cases", &new).await;
    assert_eq!((again.status, &again.json()["reference"]), (StatusCode::OK, &first.json()["reference"]));
    let wrong = json!({ "text": LATE, "channel": "chat", "kind": "nothing_like_it" });
    let wrong = json_to(&server, Method::POST, &cookie, "/api/v1/cases", &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let proposed = json_to(&server, Method::POST, &cookie, "/api/v1/cases/proposals", &json!({ "text": LATE })).await;
    assert_eq!(proposed.json()["kinds"][0]["name"], "late_delivery", "{}", proposed.body);
    let kinds = server.get("/api/v1/case-kinds", &cookie).await;
    assert!(kinds.json()["kinds"].as_array().unwrap().len() >= 10);
}

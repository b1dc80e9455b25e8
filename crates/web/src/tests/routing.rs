//! Routing, canned answers, tasks and the loop back, over HTTP.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use hamdel_app::cases::{Doer, NewCase, take_down};
use hamdel_domain::Channel;
use hamdel_domain::cases::{CaseFacts, Contact};

use super::server::Server;

async fn with_unit() -> (Server, String) {
    let server = Server::start().await;
    let session = format!("{}; language=en", server.administrator().await);
    server.send(Method::POST, "/api/v1/units", &session, &json!({ "title_en": "Delivery" })).await;
    (server, session)
}

async fn case(server: &Server) -> (i64, String) {
    let new = NewCase {
        customer: None,
        contact: Contact { name: Some("Sara".to_owned()), identifiers: Vec::new() },
        facts: CaseFacts { unit: Some("delivery".to_owned()), ..CaseFacts::default() },
        text: "Late <q>".to_owned(),
        channel: Channel::Phone,
        language: "en".to_owned(),
        origin: None,
        received_at: None,
        acknowledged: true,
    };
    let taken = take_down(&server.app, &new, &Doer::Program("test")).await.unwrap();
    (taken.id.0, taken.reference.to_string())
}

#[tokio::test]
async fn a_rule_is_written_tried_moved_and_refused_where_it_is_wrong() {
    let (server, session) = with_unit().await;
    let form =
        "version=0&name=Refunds&condition=kind+%3D%3D+%27refund%27&unit=delivery&owner=round_robin&severity=high";
    assert_eq!(server.post("/settings/routing", &session, form).await.status, StatusCode::SEE_OTHER);
    let wrong =
        server.post("/settings/routing", &session, "version=1&name=x&condition=who+%3D%3D+1&unit=delivery").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("condition-wrong") && wrong.body.contains("there is no who"), "{}", wrong.body);
    assert_eq!(server.post("/settings/routing", &session, form).await.status, StatusCode::CONFLICT, "an old version");
    server.post("/settings/routing", &session, "version=1&name=Rest&unit=delivery").await;
    server.post("/settings/routing", &session, "version=2&place=2&do=up").await;
    server.post("/settings/routing", &session, "version=3&place=1&do=off").await;
    let rules = server.get("/api/v1/routing", &session).await.json();
    assert_eq!((&rules["rules"][0]["name"], &rules["rules"][0]["off"]), (&json!("Rest"), &json!(true)));
    let tried = json!({ "text": "x", "kind": "refund" });
    let tried = server.send(Method::POST, "/api/v1/routing/try", &session, &tried).await.json();
    let verdicts: Vec<&Value> = tried["rules"].as_array().unwrap().iter().map(|rule| &rule["verdict"]).collect();
    assert_eq!(verdicts, ["off", "caught"]);
    assert_eq!((&tried["severity"], &tried["candidates"]), (&json!("high"), &json!([])));
    let (_, reference) = case(&server).await;
    let page = server.get(&format!("/settings/routing/try?reference={reference}"), &session).await.body;
    assert!(page.contains("No rule catches it") && page.contains("Condition not met"), "{page}");
    let page = server.get("/settings/routing/try?reference=12", &session).await.body;
    assert!(page.contains("no case of this reference"), "{page}");
}

#[tokio::test]
async fn a_canned_answer_is_written_and_filled_for_a_case() {
    let (server, session) = with_unit().await;
    let wrong = server.post("/settings/canned-answers", &session, "name=Sorry&text_en=Dear+%7B%7Bnmae%7D%7D").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("text_en-wrong") && wrong.body.contains("nmae"), "{}", wrong.body);
    let good = "name=Sorry&unit=delivery&text_en=Dear+%7B%7Bname%7D%7D%3A+%7B%7Bremedy%7D%7D";
    assert_eq!(server.post("/settings/canned-answers", &session, good).await.status, StatusCode::SEE_OTHER);
    let (case, _) = case(&server).await;
    let offered = server.get(&format!("/api/v1/cases/{case}/canned-answers"), &session).await.json();
    let id = &offered["answers"][0]["answer"];
    let filled = server.get(&format!("/api/v1/cases/{case}/canned-answers/{id}"), &session).await.json();
    assert_eq!((&filled["text"], &filled["missing"]), (&json!("Dear Sara: "), &json!(["remedy"])));
    let removed = server.post(&format!("/settings/canned-answers/{id}"), &session, "do=remove").await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER);
    assert_eq!(
        server.get(&format!("/api/v1/cases/{case}/canned-answers/{id}"), &session).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_task_is_made_handed_over_and_done() {
    let (server, session) = with_unit().await;
    let (case, _) = case(&server).await;
    let path = format!("/care/cases/{case}/tasks");
    let wrong = server.post(&path, &session, "title=Ask&hours=many").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("task-hours-wrong"), "{}", wrong.body);
    assert_eq!(
        server.post(&path, &session, "title=Ask+the+courier&hours=%DB%B8&unit=delivery").await.status,
        StatusCode::SEE_OTHER
    );
    let page = server.get(&path, &session).await.body;
    assert!(page.contains("Ask the courier") && page.contains("One task is open"), "{page}");
    let tasks = server.get(&format!("/api/v1/cases/{case}/tasks"), &session).await.json();
    let id = &tasks["tasks"][0]["task"];
    assert_eq!(
        server.post(&format!("{path}/{id}"), &session, "do=hand_over&owner=1&revision=1").await.status,
        StatusCode::SEE_OTHER
    );
    let mine = server.get("/api/v1/tasks", &session).await.json();
    assert_eq!((&mine["tasks"][0]["task"], &mine["tasks"][0]["owner"]), (id, &json!(1)));
    let stale = server
        .send(Method::POST, &format!("/api/v1/tasks/{id}"), &session, &json!({ "do": "finish", "revision": 1 }))
        .await;
    assert_eq!(stale.json()["error"]["code"], "changed-meanwhile");
    let done = server
        .send(Method::POST, &format!("/api/v1/tasks/{id}"), &session, &json!({ "do": "finish", "note": "found" }))
        .await;
    assert_eq!((done.status, &done.json()["state"]), (StatusCode::OK, &json!("done")));
    let again = server.post(&format!("{path}/{id}"), &session, "do=cancel").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn customers_are_asked_after_closing_by_one_click() {
    let (server, session) = with_unit().await;
    assert!(server.get("/settings/after-closing", &session).await.body.contains("nobody asks the customer"));
    server.post("/settings/after-closing", &session, "on=1").await;
    let held = server.get("/api/v1/after-closing", &session).await.json();
    assert_eq!((&held["on"], &held["survey"]), (&json!(true), &json!(1)));
    let page = server.get("/settings/after-closing", &session).await.body;
    assert!(page.contains("Nobody has answered so far") && page.contains("/voice/surveys/1"), "{page}");
    let off = server.send(Method::PUT, "/api/v1/after-closing", &session, &json!({ "on": false })).await.json();
    assert_eq!((&off["on"], &off["survey"]), (&json!(false), &json!(1)), "the survey stays");
}

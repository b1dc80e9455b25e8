//! Units, people and the own account, over HTTP.

use axum::http::{Method, StatusCode};
use serde_json::json;

use hamdel_domain::rights::Role;

use super::server::Server;

#[tokio::test]
async fn a_unit_is_added_moved_and_the_move_taken_back() {
    let server = Server::start().await;
    let session = format!("{}; language=en", server.administrator().await);
    for (name, title) in [("all", "Whole+company"), ("shops", "Shops")] {
        let form = format!("title_fa=%D9%87&title_en={title}&name={name}");
        assert_eq!(server.post("/settings/units", &session, &form).await.status, StatusCode::SEE_OTHER);
    }
    let moved = server.post("/settings/units/shops", &session, "title_en=Stores&parent=all").await;
    let done = moved.header("location").to_owned();
    let page = server.get(&done, &session).await.body;
    assert!(page.contains(">Stores</bdi>") && page.contains("tree-1"), "{page}");
    let entry = done.rsplit('=').next().unwrap();
    let undone = server.post("/settings/units/undo", &session, &format!("entry={entry}")).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER);
    let units = server.get("/api/v1/units", &session).await.json();
    assert_eq!((&units["units"][1]["title_en"], &units["units"][1]["parent"]), (&json!("Shops"), &json!(null)));
    let wrong = server.post("/settings/units/all", &session, "title_en=x&parent=all").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("cannot stand below itself") && wrong.body.contains("parent-wrong"), "{}", wrong.body);
}

#[tokio::test]
async fn somebody_is_invited_and_sees_through_the_own_eyes() {
    let server = Server::start().await;
    let session = format!("{}; language=en", server.administrator().await);
    server.send(Method::POST, "/api/v1/units", &session, &json!({ "title_en": "Shops" })).await;
    let new = json!({
        "email": "sara@example.ir", "name": "Sara", "role": "unit_manager", "language": "en",
        "units": { "shops": "manager" }, "skills": ["english"],
    });
    let made = server.send(Method::POST, "/api/v1/people", &session, &new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let hers = server.post(made.json()["sign_in_path"].as_str().unwrap(), "", "").await.session();
    let seen = server.get("/api/v1/people", &hers).await.json();
    assert_eq!(seen["people"].as_array().unwrap().len(), 1, "she sees her unit's people only: {seen}");
    assert_eq!(server.get("/settings/people/1", &hers).await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.get("/settings/people/2", &hers).await.status, StatusCode::OK);
    let page = server.get("/account", &hers).await.body;
    assert!(page.contains("Sara") && page.contains("Shops"), "{page}");
    let away = server.post("/account/presence", &hers, "presence=away&next=/account").await;
    assert_eq!((away.status, away.header("location")), (StatusCode::SEE_OTHER, "/account"));
    assert!(server.get("/account", &hers).await.body.contains("presence presence-away"));
    let wrong = server.send(Method::POST, "/api/v1/people", &session, &new).await;
    assert_eq!((wrong.status, &wrong.json()["error"]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("email")));
    let barred = server.post("/settings/people/2/bar", &session, "barred=1").await;
    assert_eq!(barred.status, StatusCode::SEE_OTHER);
    assert_eq!(server.get("/account", &hers).await.header("location"), "/sign-in?next=%2Faccount");
    let last = server.post("/settings/people/1/bar", &session, "barred=1").await;
    assert!(last.body.contains("only administrator"), "{}", last.body);
}

#[tokio::test]
async fn units_and_touchpoints_go_by_their_titles() {
    let server = Server::start().await;
    let session = server.signed_in_as(Role::Administrator).await;
    let place =
        json!({ "name": "till", "title_en": "The till", "title_fa": "صندوق", "unit": "shops", "kinds": ["sale"] });
    let early = server.send(Method::POST, "/api/v1/touchpoints", &session, &place).await;
    assert_eq!((early.status, &early.json()["error"]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("unit")));
    let unit = json!({ "name": "shops", "title_en": "The shops", "title_fa": "فروشگاه‌ها" });
    server.send(Method::POST, "/api/v1/units", &session, &unit).await;
    let made = server.send(Method::POST, "/api/v1/touchpoints", &session, &place).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let changed =
        server.post("/settings/touchpoints/till", &session, "title_en=Checkout&channel=branch&unit=shops").await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
    let page = server.get("/settings/touchpoints", &format!("{session}; language=en")).await.body;
    assert!(page.contains("Checkout") && page.contains("The shops") && page.contains("Branch"), "{page}");
    for (language, title) in [("fa", "فروشگاه‌ها"), ("en", "The shops")] {
        let page = server.get("/settings/units", &format!("{session}; language={language}")).await;
        assert!(page.body.contains(title), "{}", page.body);
    }
}

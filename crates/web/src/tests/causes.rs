//! Causes over HTTP: the tree is edited by form and by API, and a change is taken back.

use axum::http::StatusCode;

use super::server::Server;

#[tokio::test]
async fn the_tree_is_edited_and_a_change_is_taken_back() {
    let server = Server::start().await;
    let cookie = server.administrator().await;
    let page = server.get("/care/causes/tree", &cookie).await;
    assert!(page.body.contains("دیرکرد در تحویل"), "{}", page.body);
    let made = server.post("/care/causes/tree", &cookie, "title_fa=برف&title_en=Snow&parent=delivery").await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    let done = made.header("location").to_owned();
    assert!(server.get(&done, &cookie).await.body.contains("برف"));
    let causes = server.get("/api/v1/causes", &cookie).await.json();
    let held = causes["causes"].as_array().unwrap().iter().find(|cause| cause["cause"] == "snow").unwrap().clone();
    assert_eq!((&held["parent"], &held["archived_at"]), (&"delivery".into(), &serde_json::Value::Null));

    let wrong = server.post("/care/causes/tree/delivery", &cookie, "title_fa=تحویل&parent=snow").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("parent-wrong"), "{}", wrong.body);

    let entry = done.split_once("done=").unwrap().1;
    let undone = server.post("/care/causes/tree/undo", &cookie, &format!("entry={entry}")).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER);
    let causes = server.get("/api/v1/causes", &cookie).await.json();
    assert!(causes["causes"].as_array().unwrap().iter().all(|cause| cause["cause"] != "snow"));
}

#[tokio::test]
async fn without_cases_the_page_says_what_to_do() {
    let server = Server::start().await;
    let cookie = server.administrator().await;
    let page = server.get("/care/causes?unit=nowhere&period=12m", &cookie).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("علت هیچ پرونده‌ای مشخص نشده است"), "{}", page.body);
    let told = server.get("/api/v1/causes/pareto", &cookie).await.json();
    assert_eq!((&told["named"], &told["causes"]), (&0.into(), &serde_json::json!([])));
    assert_eq!(server.get("/care/causes/cases?cause=courier", &cookie).await.status, StatusCode::OK);
}

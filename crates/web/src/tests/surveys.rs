//! From a ready-made survey to an answer in the customer's story, in both languages and without a script.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::json;

use hamdel_app::surveys::tell_responses;
use hamdel_domain::surveys::library::LIBRARY;

use super::server::{Answer, Server};
use crate::params::encoded;

/// The address an answer sends on to.
pub(super) fn sent_to(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.headers[header::LOCATION].to_str().unwrap().to_owned()
}

/// What stands between two texts.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}")).1;
    rest.split_once(end).unwrap().0
}

/// Makes a ready-made survey and publishes it; gives its page and its public path.
pub(super) async fn published(server: &Server, session: &str, ready: &str) -> (String, String) {
    let made = server.post("/voice/surveys", session, &format!("name=x-{ready}&from={ready}")).await;
    let edit = sent_to(&made);
    let page = edit.trim_end_matches("/edit").to_owned();
    let draft = server.get(&edit, session).await;
    assert_eq!(draft.status, StatusCode::OK, "{}", draft.body);
    let edition = between(&draft.body, "name=\"edition\" value=\"", "\"").to_owned();
    let done = server.post(&format!("{page}/publish"), session, &format!("edition={edition}")).await;
    assert_eq!(sent_to(&done), page);
    let shown = server.get(&page, session).await;
    let path = format!("/s/{}", between(&shown.body, "http://hamdel.test/s/", "<"));
    (page, path)
}

pub(super) fn hidden(body: &str, name: &str) -> String {
    between(body, &format!("name=\"{name}\" value=\""), "\"").to_owned()
}

#[tokio::test]
async fn a_survey_is_made_shared_answered_and_read() {
    let mut server = Server::start().await;
    let session = server.administrator().await;
    let (page, path) = published(&server, &session, "after_purchase").await;
    let first = server.get(&format!("{path}?lang=fa"), "").await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    assert!(first.body.contains("dir=\"rtl\"") && first.body.contains("چقدر احتمال دارد"), "{}", first.body);
    assert!(first.body.len() < 12_000, "{}", first.body.len());
    let (token, section) = (hidden(&first.body, "_token"), hidden(&first.body, "_page"));
    // Nothing was answered: the page comes again and says so.
    let empty = server.post(&path, "", &format!("_token={token}&_page={section}&lang=fa&_to=next")).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("لطفاً به این پرسش پاسخ دهید"), "{}", empty.body);
    // Persian digits count, and words stay what they were.
    let words = encoded("پیک <b>بی‌ادب</b> بود");
    let form = format!("_token={token}&_page={section}&lang=fa&_to=next&nps={}&why={words}", encoded("۳"));
    let next = sent_to(&server.post(&path, "", &form).await);
    assert_eq!(next, format!("/r/{token}"));
    let second = server.get(&next, "").await;
    assert_eq!(second.status, StatusCode::OK);
    let back = format!("_page={}&_to=back", hidden(&second.body, "_page"));
    assert_eq!(sent_to(&server.post(&next, "", &back).await), next);
    let again = server.get(&next, "").await;
    assert!(again.body.contains("پیک &lt;b&gt;بی‌ادب&lt;/b&gt; بود"), "{}", again.body);
    // On to the end, with everything else left open.
    let mut at = again;
    for _ in 0..10 {
        if at.body.contains("data-done") {
            break;
        }
        let mut form = format!("_page={}&_to=next", hidden(&at.body, "_page"));
        if at.body.contains("name=\"nps\"") {
            form.push_str(&format!("&nps=3&why={words}"));
        }
        let answer = server.post(&next, "", &form).await;
        at = server.get(&sent_to(&answer), "").await;
    }
    assert!(at.body.contains("data-done"), "{}", at.body);
    // The same page posted again, and the link used again, change nothing.
    let again = server.post(&path, "", &format!("_token={token}&_page={section}&_to=next&nps=10")).await;
    assert!(server.get(&sent_to(&again), "").await.body.contains("data-done"));
    assert_eq!(tell_responses(&server.app).await.unwrap(), 1);
    server.project().await;
    let rows = server.lake.rows();
    let main = rows.iter().find(|row| row.interaction.kind == "survey_response").unwrap();
    assert_eq!((main.interaction.metric.as_deref(), main.interaction.score), (Some("nps"), Some(3.0)));
    assert_eq!(main.interaction.text.as_deref(), Some("پیک <b>بی‌ادب</b> بود"));
    server.lake.answer("text IS NOT NULL", Vec::new());
    let results = server.get(&format!("{page}/results"), &session).await;
    assert!(results.body.contains("پیک &lt;b&gt;بی‌ادب&lt;/b&gt; بود"), "{}", results.body);
}

/// The form of a page with the first choice of everything, as somebody in a hurry fills it in.
fn answered(body: &str) -> String {
    let mut form = vec!["_to=next".to_owned()];
    let mut chosen = std::collections::BTreeSet::new();
    for tag in body.split('<').filter(|tag| tag.starts_with("input ") || tag.starts_with("textarea ")) {
        let held = |name: &str| tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split('"').next());
        let (Some(name), value) = (held("name"), held("value").unwrap_or_default()) else { continue };
        let is_new = chosen.insert(name.to_owned());
        match held("type") {
            Some("hidden") => form.push(format!("{}={}", encoded(name), encoded(value))),
            Some("radio" | "checkbox") if is_new => form.push(format!("{}={}", encoded(name), encoded(value))),
            Some("radio" | "checkbox") => {}
            _ if name == "_website" || name.ends_with(".other") => {}
            _ if name.contains(".importance.") => form.push(format!("{}=20", encoded(name))),
            _ => form.push(format!("{}=", encoded(name))),
        }
    }
    form.join("&")
}

#[tokio::test]
async fn every_ready_made_survey_can_be_published_previewed_and_opened() {
    let server = Server::start().await;
    let session = server.administrator().await;
    for ready in LIBRARY {
        let (page, path) = published(&server, &session, ready.name).await;
        for language in ["fa", "en"] {
            let opened = server.get(&format!("{path}?lang={language}"), "").await;
            assert_eq!(opened.status, StatusCode::OK, "{}: {}", ready.name, opened.body);
            assert!(!opened.body.contains(" style=") && !opened.body.contains("onclick"), "{}", ready.name);
            let address = format!("{page}/preview");
            let mut shown = server.get(&format!("{address}?lang={language}"), &session).await;
            for _ in 0..20 {
                assert_eq!(shown.status, StatusCode::OK, "{address}: {}", shown.body);
                if shown.body.contains("data-done") {
                    break;
                }
                shown = server.post(&address, &session, &answered(&shown.body)).await;
            }
            assert!(shown.body.contains("data-done"), "{}: the preview has no end", ready.name);
        }
        assert_eq!(server.get(&format!("{page}/code.svg"), &session).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn links_that_lead_nowhere_and_programs_that_fill_in_everything() {
    let server = Server::start().await;
    let session = server.administrator().await;
    let (page, path) = published(&server, &session, "after_call").await;
    for address in ["/s/none", "/r/none", "/i/none", "/u/none", "/look/zz.css", "/look/0b7a75"] {
        assert_eq!(server.get(address, "").await.status, StatusCode::NOT_FOUND, "{address}");
    }
    let first = server.get(&path, "").await;
    let (token, section) = (hidden(&first.body, "_token"), hidden(&first.body, "_page"));
    let filled = server.post(&path, "", &format!("_token={token}&_page={section}&_website=x&_to=next")).await;
    assert_eq!(sent_to(&filled), "/");
    let long = "x".repeat(1_000_000);
    let long = server.post(&path, "", &format!("_token={token}&_page={section}&_to=next&comment={long}")).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(server.get("/look/0b7a75.css", "").await.body.contains("--on-accent:#fff"));
    assert!(server.get("/look/ffff00.css", "").await.body.contains("--on-accent:#111"));
    assert_eq!(server.get(&format!("{page}/archive"), &session).await.status, StatusCode::METHOD_NOT_ALLOWED);
    sent_to(&server.post(&format!("{page}/archive"), &session, "").await);
    assert_eq!(server.get(&path, "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_a_page_does_the_api_does() {
    let server = Server::start().await;
    let session = server.administrator().await;
    let send = |method: &str, path: &str, body: &str| {
        let request = Request::builder().method(method).uri(path).header(header::COOKIE, &session);
        request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_owned())).unwrap()
    };
    let made = server.ask(send("POST", "/api/v1/surveys", r#"{"name":"x","from":"after_call"}"#)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let draft = server.get("/api/v1/surveys/1", &session).await.json();
    assert_eq!((&draft["edition"], draft["problems"].as_array().unwrap().len()), (&json!(1), 0));
    let mut changed = draft["definition"].clone();
    changed["sections"][0]["questions"][0]["condition"] = json!("later > 3");
    let body = json!({ "edition": 1, "definition": changed }).to_string();
    let saved = server.ask(send("PUT", "/api/v1/surveys/1/draft", &body)).await.json();
    assert_eq!((&saved["edition"], &saved["problems"][0]["code"]), (&json!(2), &json!("unknown-question")));
    assert_eq!(server.ask(send("PUT", "/api/v1/surveys/1/draft", &body)).await.status, StatusCode::CONFLICT);
    let refused = server.ask(send("POST", "/api/v1/surveys/1/publish", r#"{"edition":2}"#)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let body = json!({ "edition": 2, "definition": draft["definition"] }).to_string();
    assert_eq!(server.ask(send("PUT", "/api/v1/surveys/1/draft", &body)).await.json()["edition"], 3);
    let published = server.ask(send("POST", "/api/v1/surveys/1/publish", r#"{"edition":3}"#)).await;
    assert_eq!(published.json()["version"], 1);
    let wrong = r#"{"name":"y","definition":{"sections":[{"key":"Bad Key"}]}}"#;
    let wrong = server.ask(send("POST", "/api/v1/surveys", wrong)).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

//! Surveys on other sites' pages.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::json;

use hamdel_app::surveys::{sign, tell_responses};
use hamdel_domain::clock::DAY;
use hamdel_domain::{Identifier, IdentifierKind};

use super::server::Server;
use super::surveys::{hidden, published, sent_to};
use crate::assets;
use crate::params::encoded;
use crate::public::embedding::packed;

const SITE: &str = "https://shop.example.com";

fn settings(shape: &str) -> String {
    let (label, site) = (encoded("نظر شما"), encoded(SITE));
    format!("enabled=1&origins={site}&shape={shape}&side=end&label_fa={label}&label_en=Opinion&share=100&rest=30")
}

/// A published survey on a site; gives its page of settings and its frame.
async fn on_a_site(server: &Server, session: &str, shape: &str) -> (String, String) {
    let (page, path) = published(server, session, "after_call").await;
    let site = format!("{page}/asking/site");
    assert_eq!(sent_to(&server.post(&site, session, &settings(shape)).await), site);
    (site, path.replacen("/s/", "/e/", 1))
}

#[tokio::test]
async fn the_script_is_small_and_asks_nothing_of_a_strict_policy() {
    let server = Server::start().await;
    let session = server.administrator().await;
    let (site, frame) = on_a_site(&server, &session, "tab").await;
    let script = server.get(&format!("{frame}/widget.js"), "").await;
    assert_eq!(script.status, StatusCode::OK, "{}", script.body);
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(script.header("cross-origin-resource-policy"), "cross-origin");
    assert!(script.body.contains("\"shape\":\"tab\"") && !script.body.contains("__HAMDEL__"), "{}", script.body);
    assert!(packed(&script.body).unwrap().len() < 15 * 1024);
    for banned in ["innerHTML", "outerHTML", "eval(", "new Function", "cssText", "\"style\"", "fetch(", "XMLHttp"] {
        assert!(!script.body.contains(banned), "{banned}");
    }
    assert!(!assets::text("js/embed.js").unwrap().contains("postMessage({ hamdel: kind, ...more }, \"*\")"));
    let shown = server.get(&site, &session).await;
    assert!(shown.body.contains(&format!("http://hamdel.test{frame}/widget.js")), "{}", shown.body);
    for trial in ["inline", "popup", "tab"] {
        let sample = server.get(&format!("{site}/sample?trial={trial}"), &session).await;
        assert_eq!(sample.status, StatusCode::OK);
        assert!(sample.header("content-security-policy").ends_with("frame-ancestors 'self'"));
        let script = server.get(&format!("{site}/widget.js?trial={trial}"), &session).await;
        assert!(script.body.contains(&format!("\"shape\":\"{trial}\"")) && script.body.contains("\"preview\":true"));
    }
    let tried = server.get(&format!("{site}/frame?lang=fa"), &session).await;
    assert!(tried.body.contains("dir=\"rtl\"") && tried.body.contains("embed.js"), "{}", tried.body);
    assert_eq!(server.get(&format!("{site}/frame"), "").await.status, StatusCode::SEE_OTHER, "not without a session");
}

#[tokio::test]
async fn the_api_does_what_the_page_does() {
    let server = Server::start().await;
    let session = server.administrator().await;
    on_a_site(&server, &session, "inline").await;
    let held = server.get("/api/v1/surveys/1/site", &session).await.json();
    assert_eq!((&held["embed"]["shape"], &held["embed"]["origins"][0]), (&json!("inline"), &json!(SITE)));
    let mut changed = held["embed"].clone();
    changed["shape"] = json!("popup");
    let put = async |body: &serde_json::Value| {
        let request = Request::put("/api/v1/surveys/1/site").header(header::COOKIE, &session);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        server.ask(request.body(Body::from(body.to_string())).unwrap()).await
    };
    let answer = put(&changed).await.json();
    assert_eq!((&answer["embed"]["shape"], &answer["secret"]), (&json!("popup"), &held["secret"]));
    changed["share"] = json!(0);
    let refused = put(&changed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("invalid"), "{}", refused.body);
    assert_eq!(server.get("/api/v1/surveys/1/site", "").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn only_the_sites_that_are_named_may_frame_it_and_nothing_else() {
    let server = Server::start().await;
    let session = server.administrator().await;
    let (_, path) = published(&server, &session, "after_purchase").await;
    let frame = path.replacen("/s/", "/e/", 1);
    for address in [frame.clone(), format!("{frame}/widget.js")] {
        assert_eq!(server.get(&address, "").await.status, StatusCode::NOT_FOUND, "{address}");
    }
    let (site, frame) = on_a_site(&server, &session, "popup").await;
    let framed = server.get(&frame, "").await;
    let policy = framed.header("content-security-policy").to_owned();
    assert!(policy.ends_with(&format!("frame-ancestors 'self' {SITE}")) && policy.starts_with("default-src 'self'"));
    assert_eq!(framed.header("x-frame-options"), "");
    for address in [frame.replacen("/e/", "/s/", 1), "/sign-in".to_owned(), format!("{frame}/none")] {
        let plain = server.get(&address, "").await;
        assert!(plain.header("content-security-policy").ends_with("frame-ancestors 'none'"), "{address}");
        assert_eq!(plain.header("x-frame-options"), "DENY", "{address}");
    }
    for wrong in ["http://shop.example.com", "https://shop.example.com/x", "*"] {
        let form = settings("popup").replace(&encoded(SITE), &encoded(wrong));
        let refused = server.post(&site, &session, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(refused.body.contains(wrong), "what was typed is shown again");
    }
}

async fn answered(server: &Server, frame: &str, who: &str) {
    let first = server.get(&format!("{frame}?lang=en&{who}"), "").await;
    let (token, page) = (hidden(&first.body, "_token"), hidden(&first.body, "_page"));
    let form = format!("_token={token}&_page={page}&lang=en&_to=next&channel=web&{who}");
    let mut at = server.post(frame, "", &format!("{form}&effort=6&solved=yes&agent=5")).await;
    for _ in 0..8 {
        let next = sent_to(&at);
        assert!(next.starts_with(&format!("{frame}/r/")), "{next}");
        let shown = server.get(&next, "").await;
        assert!(shown.header("content-security-policy").contains(SITE));
        if shown.body.contains("data-done") {
            return;
        }
        at = server.post(&next, "", &format!("_page={}&_to=next", hidden(&shown.body, "_page"))).await;
    }
    panic!("no end");
}

#[tokio::test]
async fn a_user_counts_by_signature_alone_and_a_browser_as_itself() {
    let mut server = Server::start().await;
    let session = server.administrator().await;
    let (site, frame) = on_a_site(&server, &session, "popup").await;
    let secret = server.get(&site, &session).await.body;
    let secret = secret.split_once("id=\"secret\" dir=\"ltr\">").unwrap().1.split_once('<').unwrap().0.to_owned();
    let signed = sign(&secret, "u-42");
    answered(&server, &frame, &format!("user=u-42&sig={signed}&anon=b-1")).await;
    answered(&server, &frame, &format!("user=u-43&sig={signed}&anon=b-2")).await;
    answered(&server, &frame, "user=u-44").await;
    assert_eq!(tell_responses(&server.app).await.unwrap(), 3);
    server.project().await;
    let named = |kind, value: &str| Identifier::new(kind, value).unwrap();
    let find = async |identifier| server.app.store.customer_of_identifier(&identifier).await.unwrap();
    let known = find(named(IdentifierKind::UserId, "u-42")).await;
    assert!(known.is_some());
    assert_eq!(find(named(IdentifierKind::AnonymousId, "b-1")).await, known);
    assert!(find(named(IdentifierKind::AnonymousId, "b-2")).await.is_some());
    for forged in ["u-43", "u-44"] {
        assert_eq!(find(named(IdentifierKind::UserId, forged)).await, None, "{forged}");
    }
    let rows = server.lake.rows();
    assert!(rows.iter().all(|row| row.interaction.channel == Some(hamdel_domain::Channel::Web)));

    // The ledger lets one window through to whom it knows, and says no more than yes or no.
    let ask = async |who: &str| server.post(&format!("{frame}/show"), "", who).await.json()["show"].clone();
    let who = format!("user=u-42&sig={signed}");
    assert_eq!(ask(&who).await, true);
    assert_eq!(ask(&who).await, false, "once a day");
    assert_eq!(ask("anon=b-1").await, false, "the same customer by the browser");
    server.clock.advance(2 * DAY);
    assert_eq!(ask(&who).await, false, "one survey in two weeks");
    for _ in 0..2 {
        assert_eq!(ask("anon=new-browser").await, true, "nobody is known there");
        assert_eq!(ask("user=u-42&sig=00").await, true, "nor by a signature that is none");
    }
    let contacts = server.app.store.contacts_of(known.unwrap(), 10).await.unwrap();
    assert_eq!(contacts.len(), 2, "one for each day that was asked about");
    let renewed = server.post(&format!("{site}/secret"), &session, "").await;
    sent_to(&renewed);
    assert_eq!(ask(&who).await, true, "an old secret signs nobody");
}

//! What people and programs post that nobody asked for: each is an error at its place, and nothing is lost or shown raw.

use axum::http::StatusCode;

use hamdel_app::surveys::tell_responses;

use super::server::Server;
use super::surveys::{hidden, published, sent_to};
use crate::params::encoded;

/// Marks of direction around a script, as somebody would post them who means harm.
const NASTY: &str = "\u{202e}<script>alert(1)</script>\u{2066}</textarea>\"'&\u{0}\u{7} می\u{200c}شود\u{feff}";
/// What is kept of it: the words, without what turns or ends the text around them.
const KEPT: &str = "<script>alert(1)</script></textarea>\"'& می\u{200c}شود";

#[tokio::test]
async fn scripts_and_marks_of_direction_are_words_and_nothing_else() {
    let mut server = Server::start().await;
    let session = server.administrator().await;
    let (page, path) = published(&server, &session, "after_purchase").await;
    let first = server.get(&path, "").await;
    let (token, section) = (hidden(&first.body, "_token"), hidden(&first.body, "_page"));
    let form = format!("_token={token}&_page={section}&lang=fa&_to=next&nps=3&why={}", encoded(NASTY));
    let place = sent_to(&server.post(&path, "", &form).await);
    let back = server.get(&format!("{place}?page={section}"), "").await;
    let escaped = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;/textarea&gt;&quot;&#39;&amp; می\u{200c}شود";
    assert!(back.body.contains(escaped), "{}", back.body);
    for _ in 0..10 {
        let at = server.get(&place, "").await;
        if at.body.contains("data-done") {
            break;
        }
        sent_to(&server.post(&place, "", &format!("_page={}&_to=next", hidden(&at.body, "_page"))).await);
    }
    assert_eq!(tell_responses(&server.app).await.unwrap(), 1);
    server.project().await;
    let rows = server.lake.rows();
    let main = rows.iter().find(|row| row.interaction.kind == "survey_response").unwrap();
    assert_eq!(main.interaction.text.as_deref(), Some(KEPT));
    server.lake.answer("text IS NOT NULL", Vec::new());
    let results = server.get(&format!("{page}/results"), &session).await.body;
    assert!(results.contains(escaped), "{results}");
    for body in [&back.body, &results] {
        assert!(!body.contains("<script>alert") && !body.contains(['\u{202e}', '\u{2066}', '\u{0}']));
    }
}

#[tokio::test]
async fn a_comment_too_long_is_said_at_its_field_and_stays_there() {
    let server = Server::start().await;
    let session = server.administrator().await;
    let (_, path) = published(&server, &session, "after_purchase").await;
    let first = server.get(&path, "").await;
    let (token, section) = (hidden(&first.body, "_token"), hidden(&first.body, "_page"));
    let long = "د".repeat(5_001);
    let form = format!("_token={token}&_page={section}&lang=fa&_to=next&nps=3&why={}", encoded(&long));
    let refused = server.post(&path, "", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains(&long) && refused.body.contains("id=\"wrong-why\""),
        "said at the field, and still there"
    );
    assert!(refused.body.contains("href=\"#f-why\""), "the summary leads to the field");
    let kept = server.get(&format!("/r/{token}?page={section}"), "").await;
    assert!(
        kept.body.contains("value=\"3\" checked") || kept.body.contains("value=\"3\" id=\"f-nps\" checked"),
        "{}",
        kept.body
    );
    // A megabyte is more than any survey's page can hold; the response is as it was.
    for size in [600_000, 1_000_000, 3_000_000] {
        let form = format!("_page={section}&_to=next&nps=9&why={}", "x".repeat(size));
        let refused = server.post(&format!("/r/{token}"), "", &form).await;
        assert!(
            matches!(refused.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::PAYLOAD_TOO_LARGE),
            "{size}: {}",
            refused.status
        );
        let kept = server.get(&format!("/r/{token}?page={section}"), "").await;
        assert!(!kept.body.contains("value=\"9\" checked"), "{size}");
    }
}

#[tokio::test]
async fn a_tampered_token_opens_nothing_and_a_short_one_begins_nothing() {
    let server = Server::start().await;
    let session = server.administrator().await;
    let (_, path) = published(&server, &session, "after_purchase").await;
    let first = server.get(&path, "").await;
    let (token, section) = (hidden(&first.body, "_token"), hidden(&first.body, "_page"));
    let form = |token: &str| format!("_token={token}&_page={section}&lang=fa&_to=next&nps=3");
    for wrong in ["x", "%00", &"x".repeat(5_000)] {
        let refused = server.post(&path, "", &form(wrong)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    sent_to(&server.post(&path, "", &form(&token)).await);
    let tampered = format!("{}{}", &token[..token.len() - 1], if token.ends_with('a') { 'b' } else { 'a' });
    assert_eq!(server.get(&format!("/r/{tampered}"), "").await.status, StatusCode::NOT_FOUND);
    let posted = server.post(&format!("/r/{tampered}"), "", &format!("_page={section}&_to=next&nps=1")).await;
    assert_eq!(posted.status, StatusCode::NOT_FOUND);
    let posted = server.post(&format!("/r/{token}"), "", "_page=none&_to=next&nps=1").await;
    assert_eq!(posted.status, StatusCode::NOT_FOUND, "no page of that name");
    // The link used again is the same response.
    sent_to(&server.post(&path, "", &form(&token)).await);
    let funnel = server.get("/api/v1/surveys/1", &session).await.json()["funnel"].clone();
    assert_eq!(funnel["started"], 1);
}

#[tokio::test]
async fn pages_for_weak_lines_are_compressed_for_those_who_take_it() {
    use axum::body::Body;
    use axum::http::{Request, header};

    let server = Server::start().await;
    let session = server.administrator().await;
    let (_, path) = published(&server, &session, "servqual").await;
    let plain = server.get(&path, "").await;
    assert_eq!(plain.header("content-encoding"), "");
    let packed =
        server.ask(Request::get(&path).header(header::ACCEPT_ENCODING, "gzip").body(Body::empty()).unwrap()).await;
    assert_eq!((packed.header("content-encoding"), packed.header("vary")), ("gzip", "Accept-Encoding"));
    let scores = Request::get("/voice/scores").header(header::COOKIE, &session).header(header::ACCEPT_ENCODING, "gzip");
    assert_eq!(server.ask(scores.body(Body::empty()).unwrap()).await.header("content-encoding"), "");
}

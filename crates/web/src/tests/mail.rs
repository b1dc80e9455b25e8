//! The door for mail, from the settings page to the comment in the inbox.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::json;

use super::server::{Answer, Server};

const RAW: &str =
    "From: Sara <sara@example.ir>\r\nMessage-ID: <1@example.ir>\r\nSubject: Late\r\n\r\nTwo days late!\r\n";

async fn bring(server: &Server, path: &str, kind: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post(path).header(header::CONTENT_TYPE, kind);
    server.ask(request.body(body.into()).unwrap()).await
}

#[tokio::test]
async fn a_mail_through_the_door_becomes_a_comment_of_its_customer_once() {
    let mut server = Server::start().await;
    let session = format!("{}; language=en", server.administrator().await);
    assert_eq!(bring(&server, "/mail/guess", "message/rfc822", RAW).await.status, StatusCode::NOT_FOUND);
    let made = server.post("/settings/mail/secret", &session, "").await;
    assert!(made.body.contains("http://hamdel.test/mail/"), "{}", made.body);
    let path = ask_secret(&server, &session).await;
    assert!(!server.get("/settings/mail", &session).await.body.contains(&path), "a secret is shown once");
    let taken = bring(&server, &path, "message/rfc822", RAW).await;
    assert_eq!((taken.status, &taken.json()["outcome"]), (StatusCode::OK, &json!("feedback")), "{}", taken.body);
    let form = format!("sender=x&body-mime={}", crate::params::encoded(RAW));
    let again = bring(&server, &path, "application/x-www-form-urlencoded", form).await;
    assert_eq!(again.json()["outcome"], "feedback");
    server.project().await;
    let rows = server.lake.rows();
    let said: Vec<_> =
        rows.iter().map(|row| (row.interaction.kind.as_str(), row.interaction.text.as_deref())).collect();
    assert_eq!(said, [("email", Some("Late\n\nTwo days late!"))]);
    let customer = server.get("/api/v1/customers/1", &session).await.body;
    assert!(customer.contains("sara@example.ir"), "{customer}");
    let told = server.get("/api/v1/mail", &session).await.json();
    assert_eq!((&told["mails"]["feedback"], &told["mails"]["report"]), (&json!(1), &json!(null)));
    let page = server.get("/settings/mail", &session).await;
    assert!(page.body.contains("one of them became a comment"), "{}", page.body);
    assert_eq!(server.post("/api/v1/mail/shut", &session, "").await.status, StatusCode::OK);
    assert_eq!(bring(&server, &path, "message/rfc822", RAW).await.status, StatusCode::NOT_FOUND);
}

async fn ask_secret(server: &Server, session: &str) -> String {
    server.post("/api/v1/mail/secret", session, "").await.json()["path"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_wrong_with_a_mail_is_said_and_never_asked_for_again() {
    let server = Server::start().await;
    let session = server.administrator().await;
    let path = ask_secret(&server, &session).await;
    let auto = RAW.replace("Subject:", "Auto-Submitted: auto-replied\r\nSubject:");
    for (kind, body, status, outcome) in [
        ("message/rfc822", auto.as_str(), StatusCode::OK, "auto_reply"),
        ("message/rfc822", "", StatusCode::OK, "unreadable"),
        ("application/octet-stream", "\0\0\0", StatusCode::OK, "unreadable"),
        ("application/x-www-form-urlencoded", "a=b", StatusCode::BAD_REQUEST, "no_mail_in_the_form"),
        ("multipart/form-data; boundary=x", "--x--", StatusCode::BAD_REQUEST, "no_mail_in_the_form"),
    ] {
        let answer = bring(&server, &path, kind, body.to_owned()).await;
        let told = answer.json();
        let said = if status == StatusCode::OK { &told["outcome"] } else { &told["error"]["code"] };
        assert_eq!((answer.status, said), (status, &json!(outcome)), "{kind} {body}");
    }
    let large = bring(&server, &path, "message/rfc822", vec![b'a'; 30 * 1024 * 1024]).await;
    assert_eq!(large.json()["outcome"], "too_large");
}

//! The customer's side over HTTP: complaining, following, answering; guesses, files, double clicks.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use hamdel_domain::cases::{Assessment, CaseAction, CaseId, CaseState, Decision, Grade, Severity};
use hamdel_domain::clock::SECOND;

use super::server::{Answer, Server};

const BOUNDARY: &str = "XtheboundaryX";

/// A form with files: name, claimed type, content.
pub(super) fn multipart(fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    for (name, kind, content) in files {
        let part = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
        );
        body.extend_from_slice(part.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

async fn send(server: &Server, path: &str, body: Vec<u8>) -> Answer {
    send_as(server, path, "", body).await
}

pub(super) async fn send_as(server: &Server, path: &str, cookie: &str, body: Vec<u8>) -> Answer {
    let request = Request::post(path)
        .header(header::COOKIE, cookie)
        .header(header::HOST, "hamdel.test")
        .header(header::CONTENT_LENGTH, body.len())
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
    server.ask(request.body(Body::from(body)).unwrap()).await
}

pub(super) const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0, 0, 16, b'J', b'F', b'I', b'F', 0];

async fn complained(server: &Server) -> String {
    let fields = [("text", "بسته نرسید <b>"), ("remedy", "پولم"), ("token", "t-1"), ("lang", "fa"), ("contact", "")];
    let body = multipart(&fields, &[("عکس.jpg", "image/jpeg", JPEG)]);
    let answer = send(server, "/complain", body.clone()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let again = send(server, "/complain", body).await;
    assert_eq!(again.header("location"), answer.header("location"), "sent twice, it is one");
    answer.header("location").split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_complaint_is_written_followed_and_its_file_is_a_download() {
    let server = Server::start().await;
    for lang in ["fa", "en"] {
        let form = server.get(&format!("/complain?lang={lang}"), "").await;
        assert!(form.status == StatusCode::OK && form.body.contains("multipart/form-data"), "{}", form.body);
        assert!(!form.body.contains("<script"), "works without a script");
        assert_eq!(form.header("x-robots-tag"), "noindex, nofollow");
    }
    let path = complained(&server).await;
    let page = server.get(&path, "").await;
    assert!(page.status == StatusCode::OK && page.body.contains("بسته نرسید &lt;b&gt;"), "{}", page.body);
    assert!(page.body.contains("عکس.jpg") && page.body.contains("پولم"), "{}", page.body);
    let file = server.get(&format!("{path}/files/1"), "").await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.header("content-disposition").starts_with("attachment;"));
    assert_eq!((file.header("content-type"), file.header("x-content-type-options")), ("image/jpeg", "nosniff"));
    assert!(file.header("content-security-policy").contains("sandbox"));
    assert_eq!(server.app.store.case(CaseId(2)).await.unwrap(), None);
}

#[tokio::test]
async fn an_answer_is_rejected_and_the_other_ways_are_stated() {
    let server = Server::start().await;
    let manager = server.administrator().await;
    let ways = "other_ways_fa=اتحادیه&company_fa=فروشگاه";
    assert_eq!(server.post("/settings/complaints", &manager, ways).await.status, StatusCode::SEE_OTHER);
    let path = complained(&server).await;
    let id = CaseId(1);
    let by = hamdel_app::cases::Doer::Program("test");
    let assessment = Assessment {
        severity: Severity::High,
        safety: false,
        complexity: Grade::Low,
        impact: Grade::Low,
        urgency: Grade::Low,
    };
    let answer = CaseAction::Answer { text: "نمی‌شود".to_owned(), decision: Decision::Refused };
    for action in [CaseAction::Assess(assessment), answer] {
        hamdel_app::cases::act(&server.app, id, None, &action, &by).await.unwrap();
    }
    let page = server.get(&path, "").await;
    assert!(page.body.contains("نمی‌شود") && page.body.contains("اتحادیه"), "{}", page.body);
    let revision = page.body.split("name=\"revision\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let body = multipart(&[("do", "reject"), ("text", "هنوز نرسیده"), ("revision", &revision)], &[]);
    for _ in 0..2 {
        assert_eq!(send(&server, &path, body.clone()).await.status, StatusCode::SEE_OTHER, "a double click is one");
    }
    let case = server.app.store.case(id).await.unwrap().unwrap();
    assert_eq!(case.state, CaseState::Rejected);
    let stale = multipart(&[("do", "hear"), ("text", "other words"), ("revision", &revision)], &[]);
    let stale = send(&server, &path, stale).await;
    assert!(stale.status == StatusCode::CONFLICT && stale.body.contains("other words"), "nothing typed is lost");
}

#[tokio::test]
async fn guesses_get_one_answer_and_are_stopped() {
    let server = Server::start().await;
    let path = complained(&server).await;
    let mut bodies = std::collections::BTreeSet::new();
    for guess in ["0000-0000-0000-0000", "1234-5678-9012-3456", "abc", "0000-0000-0000-0001"] {
        let answer = server.get(&format!("/case/{guess}"), "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        bodies.insert(answer.body.replace(guess, ""));
    }
    assert_eq!(bodies.len(), 1, "what is wrong looks the same however wrong it is");
    for _ in 0..16 {
        server.get("/case/1234-5678-9012-3456", "").await;
    }
    assert_eq!(server.get("/case/1234-5678-9012-3456", "").await.status, StatusCode::TOO_MANY_REQUESTS);
    server.clock.advance(16 * 60 * SECOND);
    assert_eq!(server.get(&path, "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_file_that_lies_or_is_too_large_is_named() {
    let server = Server::start().await;
    let fields = [("text", "kept words"), ("token", "t-9"), ("lang", "en")];
    let lies = send(&server, "/complain", multipart(&fields, &[("a.png", "image/png", JPEG)])).await;
    assert_eq!(lies.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(lies.body.contains("a.png") && lies.body.contains("kept words"), "{}", lies.body);
    let program = send(&server, "/complain", multipart(&fields, &[("a.exe", "application/x", b"MZ")])).await;
    assert!(program.status == StatusCode::UNPROCESSABLE_ENTITY && program.body.contains("a.exe"));
    let large = vec![b'x'; 11 * 1024 * 1024];
    let large = send(&server, "/complain", multipart(&fields, &[("a.txt", "text/plain", &large)])).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    // What says that it is too large is not read at all.
    let request = Request::post("/complain")
        .header(header::HOST, "hamdel.test")
        .header(header::CONTENT_LENGTH, 80 * 1024 * 1024)
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
    let refused = server.ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(server.app.store.case(CaseId(1)).await.unwrap(), None);
}

//! Files of cases over HTTP: who sent them, who sees them, and that nothing is kept in halves.

use axum::http::StatusCode;
use hamdel_domain::rights::Role;
use serde_json::json;

use super::cases::take;
use super::complaints::{JPEG, multipart, send_as};
use super::server::Server;

const PDF: &[u8] = b"%PDF-1.7\n";

#[tokio::test]
async fn files_of_a_reply_are_the_customers_and_those_of_a_note_are_not() {
    let server = Server::start().await;
    let cookie = server.administrator().await;
    let case = take(&server, "بسته خیس بود").await;
    let path = format!("/care/cases/{case}");
    let note = multipart(
        &[("do", "note"), ("text", "فقط همکاران"), ("revision", "1")],
        &[("درون.pdf", "application/pdf", PDF)],
    );
    let kept = send_as(&server, &path, &cookie, note).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    let reply = [("do", "reply"), ("text", "رسید پیوست است"), ("waits", "0"), ("revision", "2")];
    let kept = send_as(&server, &path, &cookie, multipart(&reply, &[("رسید.jpg", "image/jpeg", JPEG)])).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);

    let page = server.get(&path, &cookie).await.body;
    assert!(page.contains("درون.pdf") && page.contains("رسید.jpg") && page.contains("event-files"), "{page}");
    assert!(page.contains("<img src=\"/care/attachments/2\""), "a picture has a preview: {page}");
    assert!(!page.contains("<img src=\"/care/attachments/1\""), "{page}");
    let file = server.get("/care/attachments/2", &cookie).await;
    assert!(file.header("content-disposition").starts_with("attachment;"));
    assert_eq!((file.header("content-type"), file.header("x-content-type-options")), ("image/jpeg", "nosniff"));
    assert!(file.header("content-security-policy").contains("sandbox"));

    let reference = server.app.store.case(case).await.unwrap().unwrap().reference;
    let seen = server.get(&format!("/case/{reference}"), "").await.body;
    assert!(seen.contains("رسید.jpg") && !seen.contains("درون.pdf"), "{seen}");
    assert_eq!(server.get(&format!("/case/{reference}/files/2"), "").await.status, StatusCode::OK);
    assert_eq!(server.get(&format!("/case/{reference}/files/1"), "").await.status, StatusCode::NOT_FOUND);
    let other = take(&server, "دیگری").await;
    let other = server.app.store.case(other).await.unwrap().unwrap().reference;
    assert_eq!(server.get(&format!("/case/{other}/files/2"), "").await.status, StatusCode::NOT_FOUND);

    // Who reads replies only sees the files of replies only.
    let viewer = server.signed_in_as(Role::Viewer).await;
    let page = server.get(&path, &viewer).await.body;
    assert!(page.contains("رسید.jpg") && !page.contains("درون.pdf") && !page.contains("type=\"file\""), "{page}");
    assert_eq!(server.get("/care/attachments/1", &viewer).await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.get("/care/attachments/2", &viewer).await.status, StatusCode::OK);
    let files = server.get(&format!("/api/v1/cases/{case}"), &viewer).await.json()["attachments"].clone();
    assert_eq!((files.as_array().unwrap().len(), &files[0]["attachment_id"]), (1, &json!(2)));
    let refused = send_as(&server, &path, &viewer, multipart(&reply, &[("x.jpg", "image/jpeg", JPEG)])).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_file_that_lies_takes_its_words_along() {
    let server = Server::start().await;
    let cookie = server.administrator().await;
    let case = take(&server, "بسته خیس بود").await;
    let path = format!("/care/cases/{case}");
    let reply = [("do", "reply"), ("text", "واژه‌های نگه‌داشته"), ("waits", "0"), ("revision", "1")];
    let lies = send_as(&server, &path, &cookie, multipart(&reply, &[("رسید.pdf", "application/pdf", JPEG)])).await;
    assert_eq!(lies.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", lies.body);
    assert!(lies.body.contains("واژه‌های نگه‌داشته") && lies.body.contains("رسید.pdf"), "{}", lies.body);
    let case_now = server.app.store.case(case).await.unwrap().unwrap();
    assert_eq!(case_now.revision, 1, "neither the words nor the file were kept");
    assert!(server.app.store.case_attachments(case, false).await.unwrap().is_empty());
    // Without an answer to a case that changed meanwhile, nothing is kept either.
    let stale = [("do", "note"), ("text", "دیر"), ("revision", "7")];
    let stale = send_as(&server, &path, &cookie, multipart(&stale, &[("a.jpg", "image/jpeg", JPEG)])).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(server.app.store.case_attachments(case, false).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_api_sends_files_with_words_or_by_themselves() {
    let server = Server::start().await;
    let cookie = server.administrator().await;
    let case = take(&server, "بسته خیس بود").await;
    let path = format!("/api/v1/cases/{case}");
    let note = multipart(&[("do", "note"), ("text", "x")], &[("a.jpg", "image/jpeg", JPEG)]);
    let done = send_as(&server, &format!("{path}/actions"), &cookie, note).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let alone = multipart(&[("visible", "1")], &[("b.pdf", "application/pdf", PDF)]);
    assert_eq!(send_as(&server, &format!("{path}/attachments"), &cookie, alone).await.status, StatusCode::CREATED);
    let none = send_as(&server, &format!("{path}/attachments"), &cookie, multipart(&[], &[])).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let whole = server.get(&path, &cookie).await.json();
    let files = whole["attachments"].as_array().unwrap();
    assert_eq!((files.len(), &files[0]["visible"], &files[1]["visible"]), (2, &json!(false), &json!(true)));
    assert_eq!(whole["with_customer"].as_array().unwrap().last().unwrap()["did"], "attached");
    assert_eq!(files[1]["event"], whole["with_customer"].as_array().unwrap().last().unwrap()["event"]);
}

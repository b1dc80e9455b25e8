//! A receiver that fails and recovers, one that is gone, one that never answers.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::rights::Role;
use hamdel_store::users::NewUser;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::accounts::SignedIn;
use crate::alerts::{Why, my_alerts};
use crate::http_out::HttpOut;
use crate::invitations::tests_bench::Bench;

/// A server that answers with these statuses in turn, the last one for ever, and keeps what it was asked.
struct Receiver {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
    statuses: Arc<Mutex<Vec<u16>>>,
}

impl Receiver {
    async fn start(statuses: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let (asked, statuses) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(statuses.to_vec())));
        let (kept, turns) = (asked.clone(), statuses.clone());
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut request = String::new();
                let mut buffer = [0; 4096];
                while !whole(&request) {
                    let read = stream.read(&mut buffer).await.unwrap();
                    request.push_str(&String::from_utf8_lossy(&buffer[..read]));
                }
                kept.lock().unwrap().push(request);
                let status = {
                    let mut turns = turns.lock().unwrap();
                    if turns.len() > 1 { turns.remove(0) } else { turns[0] }
                };
                let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 4\r\nconnection: close\r\n\r\nword");
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        Self { url, asked, statuses }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let length = header(head, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    body.len() >= length
}

fn header(head: &str, name: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (held, value) = line.split_once(": ")?;
        held.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

fn http() -> HttpOut {
    HttpOut::new(Duration::from_secs(5)).unwrap()
}

async fn log(bench: &Bench, id: i64) -> Vec<WebhookDelivery> {
    deliveries(&bench.app, id, None).await.unwrap().0
}

#[tokio::test]
async fn what_fails_is_tried_again_with_one_id_until_it_is_taken() {
    let bench = Bench::new().await;
    let receiver = Receiver::start(&[500, 503, 204]).await;
    let id = add_webhook(&bench.app, "crm", &receiver.url, "user:1").await.unwrap();
    test_webhook(&bench.app, id, "user:1").await.unwrap();
    assert_eq!(send_webhooks(&bench.app, &http()).await.unwrap(), 0);
    assert_eq!(send_webhooks(&bench.app, &http()).await.unwrap(), 0, "not before its time");
    bench.clock.advance(6 * SECOND);
    assert_eq!(send_webhooks(&bench.app, &http()).await.unwrap(), 0);
    assert!(webhook(&bench.app, id).await.unwrap().failing_since.is_some());
    bench.clock.advance(361 * SECOND);
    assert_eq!(send_webhooks(&bench.app, &http()).await.unwrap(), 1);
    bench.clock.advance(DAY);
    assert_eq!(send_webhooks(&bench.app, &http()).await.unwrap(), 0, "what is taken is not sent again");

    let (held, asked) = (webhook(&bench.app, id).await.unwrap(), receiver.asked());
    assert_eq!((asked.len(), held.failing_since), (3, None));
    let mut ids = Vec::new();
    for request in &asked {
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let get = |name| header(head, name).unwrap();
        let signed = signature(&held.secret, &get("webhook-id"), get("webhook-timestamp").parse().unwrap(), body);
        assert_eq!(signed, Some(get("webhook-signature")));
        ids.push(get("webhook-id"));
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "one event has one id");
    let delivery = &log(&bench, id).await[0];
    assert_eq!((delivery.state.as_str(), delivery.attempts), ("delivered", 3));
    let tried = attempts(&bench.app, id, delivery.id, "user:1").await.unwrap();
    let statuses: Vec<Option<u16>> = tried.iter().map(|attempt| attempt.status).collect();
    assert_eq!((statuses, tried[0].answer.as_str()), (vec![Some(500), Some(503), Some(204)], "word"));
}

#[tokio::test]
async fn after_another_secret_both_sign() {
    let bench = Bench::new().await;
    let receiver = Receiver::start(&[200]).await;
    let id = add_webhook(&bench.app, "crm", &receiver.url, "user:1").await.unwrap();
    let before = webhook(&bench.app, id).await.unwrap().secret;
    new_secret(&bench.app, id, "user:1").await.unwrap();
    let after = webhook(&bench.app, id).await.unwrap().secret;
    assert!(before != after && after.starts_with("whsec_"));
    test_webhook(&bench.app, id, "user:1").await.unwrap();
    send_webhooks(&bench.app, &http()).await.unwrap();
    let request = receiver.asked().remove(0);
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let at = header(head, "webhook-timestamp").unwrap().parse().unwrap();
    let event = header(head, "webhook-id").unwrap();
    let both = [&after, &before].map(|secret| signature(secret, &event, at, body).unwrap()).join(" ");
    assert_eq!(header(head, "webhook-signature"), Some(both));
}

#[tokio::test]
async fn three_days_of_failing_switch_it_off_and_the_administrators_hear_of_it() {
    let bench = Bench::new().await;
    let new = NewUser {
        email: "admin@company.test",
        name: "admin",
        password_hash: None,
        role: Role::Administrator,
        language: "fa",
    };
    let who = SignedIn::from(bench.app.store.create_user(new, bench.app.clock.now()).await.unwrap());
    let receiver = Receiver::start(&[500]).await;
    let id = add_webhook(&bench.app, "crm", &receiver.url, "user:1").await.unwrap();
    test_webhook(&bench.app, id, "user:1").await.unwrap();
    for _ in 0..40 {
        send_webhooks(&bench.app, &http()).await.unwrap();
        bench.clock.advance(DAY / 8);
    }
    assert_eq!(webhook(&bench.app, id).await.unwrap().state, WebhookState::Broken);
    assert!(receiver.asked().len() <= 10);
    let alerts = my_alerts(&bench.app, &who, None).await.unwrap().0;
    assert_eq!(alerts.len(), 1);
    assert!(matches!(&alerts[0].body.why[0], Why::WebhookBroken { name, .. } if name == "crm"), "{alerts:?}");
    let problem = test_webhook(&bench.app, id, "user:1").await.unwrap_err();
    assert!(matches!(problem, crate::AppError::Invalid { field: "webhook", .. }));

    // Mended, switched on, and what was given up is sent again by hand.
    *receiver.statuses.lock().unwrap() = vec![200];
    switch_webhook(&bench.app, id, true, "user:1").await.unwrap();
    let delivery = log(&bench, id).await[0].id;
    resend(&bench.app, id, delivery, "user:1").await.unwrap();
    assert_eq!(send_webhooks(&bench.app, &http()).await.unwrap(), 1);
    assert_eq!(log(&bench, id).await[0].state, "delivered");
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_switched_off_at_once_and_a_redirect_is_a_failure() {
    let bench = Bench::new().await;
    let gone = Receiver::start(&[410]).await;
    let id = add_webhook(&bench.app, "gone", &gone.url, "user:1").await.unwrap();
    test_webhook(&bench.app, id, "user:1").await.unwrap();
    send_webhooks(&bench.app, &http()).await.unwrap();
    assert_eq!(webhook(&bench.app, id).await.unwrap().state, WebhookState::Broken);

    let elsewhere = Receiver::start(&[302]).await;
    let id = add_webhook(&bench.app, "elsewhere", &elsewhere.url, "user:1").await.unwrap();
    test_webhook(&bench.app, id, "user:1").await.unwrap();
    assert_eq!(send_webhooks(&bench.app, &http()).await.unwrap(), 0);
    assert_eq!((log(&bench, id).await[0].state.as_str(), elsewhere.asked().len()), ("ready", 1));
}

#[tokio::test]
async fn only_addresses_that_are_services_are_taken() {
    let bench = Bench::new().await;
    for bad in ["http://169.254.169.254/latest", "file:///etc/passwd", "https://user:pass@example.com/", "x"] {
        let problem = add_webhook(&bench.app, "crm", bad, "user:1").await.unwrap_err();
        assert!(matches!(problem, crate::AppError::Invalid { field: "url", .. }), "{bad}: {problem}");
    }
    add_webhook(&bench.app, "crm", "https://example.com/x", "user:1").await.unwrap();
    let again = add_webhook(&bench.app, "crm", "https://example.com/y", "user:1").await.unwrap_err();
    assert_eq!(again.code(), crate::ErrorCode::Conflict);
}

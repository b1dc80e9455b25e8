//! Bad input over HTTP: a clear refusal each time, and the server still up.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use hamdel_testkit::server::Server;
use serde_json::{Value, json};

use crate::support::{Answer, Reader, Source, count, is_well, program, wait_for, write_key};

/// Bytes that a bomb grows to.
const BOMB: usize = 100 << 20;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn bomb() -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..BOMB / spaces.len() {
        writer.write_all(&spaces).unwrap();
    }
    writer.finish().unwrap()
}

fn track(user: &str) -> Value {
    json!({ "type": "track", "userId": user, "event": "clicked" })
}

/// A call, whether its body is gzip, and the status and reason it is answered with.
type Case = (&'static str, &'static str, Vec<u8>, bool, u16, &'static str);

fn cases() -> Vec<Case> {
    let good = track("u").to_string().into_bytes();
    let truncated = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    let deep = format!(r#"{{"userId":"u","event":"e","properties":{}1{}}}"#, "[".repeat(5_000), "]".repeat(5_000));
    let many = json!({ "batch": vec![track("u"); 2_501] }).to_string().into_bytes();
    let long =
        json!({ "userId": "u", "event": "e", "properties": { "text": "x".repeat(33 << 10) } }).to_string().into_bytes();
    let longer = json!({ "batch": [], "padding": "x".repeat(501 << 10) }).to_string().into_bytes();
    vec![
        ("malformed JSON", "track", br#"{"userId":"u","event":"#.to_vec(), false, 400, "malformed"),
        ("an empty body", "track", Vec::new(), false, 400, "malformed"),
        ("JSON that is no object", "track", b"[1,2]".to_vec(), false, 400, "malformed"),
        ("a batch without one", "batch", b"{}".to_vec(), false, 400, "malformed"),
        ("invalid UTF-8", "track", b"{\"userId\":\"u\xff\xfe\",\"event\":\"e\"}".to_vec(), false, 400, "not_utf8"),
        ("a gzip bomb", "batch", bomb(), true, 400, "too_large"),
        ("a truncated gzip", "track", truncated(&gzip(&good)), true, 400, "malformed"),
        ("no gzip at all", "track", good.clone(), true, 400, "malformed"),
        ("gzip that is not said to be", "track", gzip(&good), false, 400, "not_utf8"),
        ("deep nesting", "track", deep.into_bytes(), false, 400, "too_deep"),
        ("too many events", "batch", many, false, 400, "too_many_events"),
        ("a call that is too large", "track", long, false, 400, "too_large"),
        ("a batch that is too large", "batch", longer, false, 400, "too_large"),
        ("nobody", "track", br#"{"event":"e"}"#.to_vec(), false, 400, "no_identifier"),
        ("a placeholder", "track", br#"{"userId":"undefined","event":"e"}"#.to_vec(), false, 400, "no_identifier"),
        ("no event", "track", br#"{"userId":"u"}"#.to_vec(), false, 400, "no_event_name"),
        (
            "an unknown type",
            "batch",
            br#"{"batch":[{"type":"dance","userId":"u"}]}"#.to_vec(),
            false,
            400,
            "unknown_type",
        ),
        ("half an alias", "alias", br#"{"userId":"u"}"#.to_vec(), false, 400, "no_alias_ids"),
        (
            "a time that is none",
            "track",
            br#"{"userId":"u","event":"e","timestamp":"soon"}"#.to_vec(),
            false,
            400,
            "bad_timestamp",
        ),
        ("a call that is none", "dance", good, false, 404, "no_such_call"),
    ]
}

#[tokio::test]
async fn each_is_refused_with_its_reason_and_the_server_stays_up() {
    let program = program();
    let key = write_key(&program, "shop");
    let mut server = Server::start(&program).unwrap();
    let source = Source::new(&server, &key);
    for (name, call, body, gzipped, status, reason) in cases() {
        let answer = source.send(call, body, gzipped).await.unwrap_or_else(|problem| panic!("{name}: {problem}"));
        assert_eq!((answer.status, answer.reason()), (status, reason), "{name}: {answer:?}");
        let words = answer.json.pointer("/error/message").and_then(Value::as_str).unwrap_or_default();
        assert!(words.len() > 10, "{name} is not explained: {answer:?}");
        assert!(server.is_up() && is_well(&server).await, "{name}: {}", server.said());
    }
    // A good call is taken in as if nothing had been.
    assert_eq!(source.post("track", &track("u")).await.status, 200);
    wait_for(&program, "SELECT count(*) FROM interactions", 1);
}

#[tokio::test]
async fn a_wrong_key_is_refused_whatever_comes_with_it() {
    let program = program();
    let key = write_key(&program, "shop");
    let server = Server::start(&program).unwrap();
    for wrong in ["", "x", "' OR 1=1 --", &key[..key.len() - 1], &format!("{key}x")] {
        let answer = Source::new(&server, wrong).post("track", &track("u")).await;
        assert_eq!((answer.status, answer.reason()), (401, "wrong_key"), "{wrong:?}");
    }
    // The key may be in the body instead of the header.
    let mut body = track("u");
    body["writeKey"] = json!(key);
    let answer =
        crate::support::http().post(format!("{}/v1/track", server.address())).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    wait_for(&program, "SELECT count(*) FROM interactions", 1);
}

#[tokio::test]
async fn of_a_batch_the_good_enter_and_the_bad_are_kept_aside() {
    let program = program();
    let key = write_key(&program, "shop");
    let server = Server::start(&program).unwrap();
    let source = Source::new(&server, &key);
    let mut ahead = track("traveller");
    ahead["timestamp"] = json!("2126-11-21T00:00:00Z");
    ahead["messageId"] = json!("from-the-future");
    let answer = source
        .post("batch", &json!({ "batch": [track("a"), ahead, track("b"), { "type": "track", "userId": "c" }] }))
        .await;
    assert_eq!(answer.status, 200);
    let dropped: Vec<(u64, &str)> = dropped(&answer);
    assert_eq!(dropped, [(1, "in_the_future"), (3, "no_event_name")]);
    wait_for(&program, "SELECT count(*) FROM interactions", 2);
    assert_eq!(count(&program, "SELECT count(*) FROM customers"), 2);
    let reader = Reader::sign_in(&program, &server).await;
    assert_eq!(reader.status_for_a_stranger("/api/v1/sources").await, 401);
    let sources = reader.get("/api/v1/sources").await;
    let health = &sources["sources"][0];
    assert_eq!(health["accepted"], 2);
    assert_eq!(health["dropped_seven_days"], json!({ "in_the_future": 1, "no_event_name": 1 }));
    let kept = reader.get(&format!("/api/v1/sources/{}/rejected", health["source_id"])).await.to_string();
    assert!(kept.contains("from-the-future") && kept.contains("2126"), "{kept}");
}

fn dropped(answer: &Answer) -> Vec<(u64, &str)> {
    let events = answer.json["dropped"].as_array().unwrap();
    events.iter().map(|event| (event["index"].as_u64().unwrap(), event["reason"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn a_repeated_message_counts_once_also_after_a_restart() {
    let program = program();
    let key = write_key(&program, "shop");
    let server = Server::start(&program).unwrap();
    let mut event = track("u");
    event["messageId"] = json!("once");
    let source = Source::new(&server, &key);
    for _ in 0..3 {
        assert_eq!(source.post("track", &event).await.status, 200);
    }
    wait_for(&program, "SELECT count(*) FROM interactions", 1);
    server.stop().unwrap();
    let server = Server::start(&program).unwrap();
    let source = Source::new(&server, &key);
    assert_eq!(source.post("track", &event).await.status, 200);
    event["messageId"] = json!("twice");
    assert_eq!(source.post("track", &event).await.status, 200);
    wait_for(&program, "SELECT count(*) FROM interactions", 2);
    assert_eq!(count(&program, "SELECT sum(interactions) FROM customers"), 2);
}

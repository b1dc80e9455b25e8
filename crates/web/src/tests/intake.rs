//! The tracking API, as clients meet it.

use std::io::Write;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::server::Server;

const TRACK: &str = r#"{"userId":"u1","event":"order_completed","properties":{"value":5}}"#;

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn success_is_exactly_what_clients_expect() {
    let server = Server::start().await;
    let key = server.source("shop").await;
    for (call, body) in [
        ("track", TRACK.to_owned()),
        ("t", TRACK.to_owned()),
        ("identify", r#"{"userId":"u1","traits":{"name":"سارا"}}"#.to_owned()),
        ("page", r#"{"anonymousId":"a1"}"#.to_owned()),
        ("batch", format!(r#"{{"batch":[{{"type":"track",{}]}}"#, &TRACK[1..])),
        ("import", r#"{"batch":[]}"#.to_owned()),
    ] {
        let answer = server.call(call, &key, body.clone(), &[("content-type", "text/plain")]).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, r#"{"success":true}"#), "{call}");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        let packed = server.call(call, &key, gzip(body.as_bytes()), &[("content-encoding", "gzip")]).await;
        assert_eq!(packed.body, r#"{"success":true}"#, "{call}");
    }
    let in_body = format!(r#"{{"writeKey":"{key}",{}"#, &TRACK[1..]);
    assert_eq!(server.call("track", "", in_body, &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_left_out_of_a_batch_is_named() {
    let server = Server::start().await;
    let key = server.source("shop").await;
    let body = format!(r#"{{"batch":[{{"type":"track",{},{{"type":"track","userId":"u1"}}]}}"#, &TRACK[1..]);
    let answer = server.call("batch", &key, body, &[]).await.json();
    assert_eq!(answer["success"], true);
    assert_eq!(answer["dropped"][0]["index"], 1);
    assert_eq!(answer["dropped"][0]["reason"], "no_event_name");
}

#[tokio::test]
async fn bad_calls_get_clear_answers() {
    let server = Server::start().await;
    let key = server.source("shop").await;
    let bomb = gzip(&vec![b' '; 50 * 1024 * 1024]);
    let vast = vec![b'x'; 3 * 1024 * 1024];
    let mut cut = gzip(TRACK.as_bytes());
    cut.truncate(cut.len() / 2);
    let gzipped: &[(&str, &str)] = &[("content-encoding", "gzip")];
    for (call, key, body, headers, status, code) in [
        ("track", "wk_wrong", TRACK.as_bytes().to_vec(), &[][..], StatusCode::UNAUTHORIZED, "wrong_key"),
        ("track", "", TRACK.as_bytes().to_vec(), &[], StatusCode::UNAUTHORIZED, "wrong_key"),
        ("track", &key, b"{".to_vec(), &[], StatusCode::BAD_REQUEST, "malformed"),
        ("track", &key, b"{\"a\":\"\xff\"}".to_vec(), &[], StatusCode::BAD_REQUEST, "not_utf8"),
        ("track", &key, vast.clone(), &[], StatusCode::BAD_REQUEST, "too_large"),
        ("batch", &key, vast, gzipped, StatusCode::BAD_REQUEST, "too_large"),
        ("batch", &key, bomb, gzipped, StatusCode::BAD_REQUEST, "too_large"),
        ("track", &key, cut, gzipped, StatusCode::BAD_REQUEST, "malformed"),
        ("nothing", &key, Vec::new(), &[], StatusCode::NOT_FOUND, "no_such_call"),
    ] {
        let answer = server.call(call, key, body, headers).await;
        let json = answer.json();
        assert_eq!(
            (answer.status, json["error"]["code"].as_str(), &json["success"]),
            (status, Some(code), &false.into()),
            "{call} {code}"
        );
        assert!(json["error"]["message"].as_str().is_some_and(|message| !message.is_empty()));
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    }
}

#[tokio::test]
async fn a_browser_may_ask_first() {
    let server = Server::start().await;
    let request = Request::options("/v1/t").header("origin", "https://shop.example").body(Body::empty()).unwrap();
    let answer = server.ask(request).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(answer.header("access-control-allow-methods").contains("POST"));
    assert!(answer.header("access-control-allow-headers").contains("Authorization"));
    let settings = server.get("/v1/projects/wk_any/settings", "").await.json();
    assert_eq!(settings["integrations"]["Segment.io"]["apiHost"], "hamdel.test/v1");
}

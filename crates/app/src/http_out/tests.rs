//! Answers, redirects, addresses that are never called, and servers that do not answer.

use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{HttpOut, HttpProblem, address_of, may_be_called};

fn client() -> HttpOut {
    HttpOut::new(Duration::from_secs(5)).unwrap()
}

/// A server that answers one request with these bytes, and gives what it was asked.
async fn server(answer: &'static str) -> (url::Url, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/in?x=1", listener.local_addr().unwrap()).parse().unwrap();
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = String::new();
        let mut buffer = [0; 4096];
        while !asked.ends_with("body") {
            let read = stream.read(&mut buffer).await.unwrap();
            if read == 0 {
                break;
            }
            asked.push_str(&String::from_utf8_lossy(&buffer[..read]));
        }
        stream.write_all(answer.as_bytes()).await.unwrap();
        asked
    });
    (url, asked)
}

#[tokio::test]
async fn a_request_goes_out_as_it_is_and_its_answer_comes_back() {
    let (url, asked) = server("HTTP/1.1 429 Too Many Requests\r\nretry-after: 7\r\ncontent-length: 2\r\n\r\nno").await;
    let answer = client().post(&url, &[("x-one", "1")], Bytes::from_static(b"body")).await.unwrap();
    assert_eq!((answer.status, answer.retry_after, answer.body.as_slice()), (429, Some(7), b"no".as_slice()));
    assert!(!answer.is_success());
    let asked = asked.await.unwrap().to_lowercase();
    assert!(asked.starts_with("post /in?x=1 http/1.1\r\nhost: 127.0.0.1:"), "{asked}");
    assert!(asked.contains("x-one: 1") && asked.contains("user-agent: hamdel/"), "{asked}");
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let (url, _) = server("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n").await;
    let answer = client().post(&url, &[], Bytes::from_static(b"body")).await.unwrap();
    assert_eq!(answer.status, 302);
}

#[tokio::test]
async fn whether_anything_left_is_known() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let url = format!("http://{closed}/").parse().unwrap();
    let problem = client().post(&url, &[], Bytes::new()).await.unwrap_err();
    assert!(matches!(problem, HttpProblem::NoConnection(_)), "{problem:?}");
    let (url, _) = server("").await;
    let problem = client().post(&url, &[], Bytes::from_static(b"body")).await.unwrap_err();
    assert!(matches!(problem, HttpProblem::NoAnswer(_)), "{problem:?}");
}

#[test]
fn addresses_of_the_own_link_are_never_called() {
    for bad in ["169.254.169.254", "0.0.0.0", "224.0.0.1", "255.255.255.255", "fe80::1", "::ffff:169.254.169.254", "::"]
    {
        assert!(!may_be_called(bad.parse().unwrap()), "{bad}");
    }
    for good in ["127.0.0.1", "10.0.0.7", "192.168.1.1", "93.184.216.34", "::1", "fd00::1"] {
        assert!(may_be_called(good.parse().unwrap()), "{good}");
    }
    assert!(address_of("https://hooks.example.com/x").is_ok());
    for bad in [
        "ftp://x",
        "javascript:alert(1)",
        "x",
        "http://user:p@x/",
        "http://169.254.169.254/latest",
        "http://[fe80::1]/",
    ] {
        assert!(address_of(bad).is_err(), "{bad}");
    }
}

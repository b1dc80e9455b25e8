//! What is sent, what comes back, who stands above it, and an endpoint that says nothing or nonsense.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use hamdel_store::themes::StoredCorrection;

use super::*;
use crate::feedback::hear;
use crate::feedback::tests::{app, row};

const UNSURE_ONE: &str = "سفارش شمارهٔ ۳ را امروز گرفتم، زنگ بزنید ۰۹۱۲۳۴۵۶۷۸۹";
const UNSURE_TWO: &str = "پاکت آبی بود";
const SURE: &str = "غذا عالی و خوشمزه و بی‌نظیر بود، خیلی ممنون";

/// An endpoint that answers every request with a status and what `content` makes of the comments it was asked of.
/// Gives its address and the bodies it was sent.
async fn endpoint(status: u16, content: fn(&Value) -> String) -> (Url, Arc<Mutex<Vec<Value>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1/", listener.local_addr().unwrap()).parse().unwrap();
    let asked: Arc<Mutex<Vec<Value>>> = Arc::default();
    let kept = asked.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (head, body) = request(&mut stream).await;
            assert!(head.starts_with("POST /v1/chat/completions ") && head.contains("Bearer secret"), "{head}");
            let comments: Value = serde_json::from_str(body["messages"][1]["content"].as_str().unwrap()).unwrap();
            let answer = json!({ "choices": [{ "message": { "content": content(&comments["comments"]) } }] });
            kept.lock().unwrap().push(body);
            let answer = answer.to_string();
            let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {}\r\n\r\n", answer.len());
            stream.write_all((head + &answer).as_bytes()).await.unwrap();
        }
    });
    (url, asked)
}

async fn request(stream: &mut TcpStream) -> (String, Value) {
    let (mut read, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let count = stream.read(&mut buffer).await.unwrap();
        read.extend_from_slice(&buffer[..count]);
        if let Some(end) = read.windows(4).position(|held| held == b"\r\n\r\n")
            && let Ok(body) = serde_json::from_slice(&read[end + 4..])
        {
            return (String::from_utf8_lossy(&read[..end]).into_owned(), body);
        }
        assert!(count > 0, "the request broke off");
    }
}

fn reader(base: Url) -> SecondReader {
    SecondReader::new(SecondReaderSettings { base, model: "house".to_owned(), key: Some("secret".to_owned()) }).unwrap()
}

async fn three_comments(folder: &std::path::Path) -> App {
    let (app, lake) = app(folder).await;
    lake.answer("FROM interactions", vec![row(1, None, UNSURE_ONE), row(2, None, UNSURE_TWO), row(3, None, SURE)]);
    app
}

async fn understood(app: &App) -> Vec<(Label, Method, usize)> {
    let now = app.clock.now();
    let (read, _) = comments(app, (now.plus_micros(-READS), now), None, None).await.unwrap();
    let heard = hear(app, read).await.unwrap();
    let of =
        |understood: &Understood| (understood.sentiment.label, understood.sentiment.method, understood.facets.len());
    heard.iter().map(|held| of(&held.understood)).collect()
}

fn all_bad(comments: &Value) -> String {
    let read = |comment: &Value| {
        json!({ "n": comment["n"], "sentiment": "negative",
            "subjects": [{ "subject": "facet:staff", "sentiment": "negative" }] })
    };
    json!({ "readings": comments.as_array().unwrap().iter().map(read).collect::<Vec<_>>() }).to_string()
}

#[tokio::test]
async fn what_is_unsure_is_read_once_and_a_person_stands_above() {
    let folder = tempfile::tempdir().unwrap();
    let app = three_comments(folder.path()).await;
    let (url, asked) = endpoint(200, all_bad).await;
    let reader = reader(url);
    assert_eq!(understood(&app).await[2].0, Label::Positive);
    assert_eq!(read_again(&app, &reader).await.unwrap(), (2, None));
    let sent = asked.lock().unwrap()[0]["messages"][1]["content"].as_str().unwrap().to_owned();
    assert!(sent.contains(UNSURE_TWO) && !sent.contains(SURE), "{sent}");
    assert!(sent.contains("•••") && !sent.contains("۰۹۱۲"), "a telephone number left the house: {sent}");
    let bad = (Label::Negative, Method::SecondReader, 1);
    let read = understood(&app).await;
    assert_eq!((read[0], read[1]), (bad, bad));
    assert_eq!((read[2].0, read[2].1), (Label::Positive, Method::Lexicon), "it was sure of this one");

    assert_eq!(read_again(&app, &reader).await.unwrap(), (0, None), "each is asked of once");
    let correction = StoredCorrection {
        interaction: format!("{:032x}", 2),
        text: UNSURE_TWO.to_owned(),
        sentiment: Some("neutral".to_owned()),
        by: "user:1".to_owned(),
        ..StoredCorrection::default()
    };
    app.store.correct_comment(&correction, app.clock.now()).await.unwrap();
    let read = understood(&app).await;
    assert_eq!((read[0], read[1].0, read[1].1), (bad, Label::Neutral, Method::Corrected));
}

#[tokio::test]
async fn an_endpoint_that_fails_leaves_everything_as_it_is_and_is_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    let app = three_comments(folder.path()).await;
    let before = understood(&app).await;
    let (url, asked) = endpoint(500, all_bad).await;
    let failing = reader(url);
    for times in 1..=2 {
        let (read, problem) = read_again(&app, &failing).await.unwrap();
        assert_eq!((read, problem.unwrap().to_string().as_str()), (0, "the endpoint answered 500"));
        assert_eq!(asked.lock().unwrap().len(), times);
    }
    assert_eq!(understood(&app).await, before);
    let (url, _) = endpoint(200, all_bad).await;
    assert_eq!(read_again(&app, &reader(url)).await.unwrap(), (2, None));
}

#[tokio::test]
async fn nonsense_says_nothing_and_is_not_asked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let app = three_comments(folder.path()).await;
    let before = understood(&app).await;
    let (url, asked) = endpoint(200, |_| "I would rather talk about the weather.".to_owned()).await;
    let reader = reader(url);
    assert_eq!(read_again(&app, &reader).await.unwrap(), (2, None));
    assert_eq!(read_again(&app, &reader).await.unwrap(), (0, None));
    assert_eq!(asked.lock().unwrap().len(), 1);
    assert_eq!(understood(&app).await, before);
}

#[test]
fn an_answer_is_taken_for_what_it_says_and_no_more() {
    let fenced = "```json\n{\"readings\":[{\"n\":2,\"sentiment\":\"mixed\",\"subjects\":[
        {\"subject\":\"facet:staff\",\"sentiment\":\"positive\"},{\"subject\":\"facet:moon\",\"sentiment\":\"negative\"},
        {\"subject\":\"staff\",\"sentiment\":\"negative\"},{\"subject\":\"facet:price\",\"sentiment\":\"awful\"}]},
        {\"n\":1,\"sentiment\":\"furious\"},{\"n\":0,\"sentiment\":\"negative\"},{\"n\":9,\"sentiment\":\"negative\"}]}\n```";
    let staff = Subject { kind: SubjectKind::Facet, key: "staff".to_owned() };
    let second = SecondReading {
        sentiment: Label::Mixed,
        subjects: vec![SubjectMeant { subject: staff, sentiment: Label::Positive }],
    };
    assert_eq!(readings(fenced, 2), [None, Some(second)]);
    for nothing in ["", "}{", "[]", "{\"readings\":[{\"n\":-1}]}", "{\"readings\":7}"] {
        assert_eq!(readings(nothing, 1), [None], "{nothing}");
    }
}

//! What customers said, over HTTP.

use axum::http::StatusCode;

use hamdel_domain::Instant;
use hamdel_domain::lake::Cell;

use super::server::Server;
use crate::params::encoded;

/// A row as the history gives it: who, when, unit, score and words.
fn row(customer: Option<i64>, at: &str, unit: &str, score: Option<f64>, text: &str) -> Vec<Cell> {
    let word = |text: &str| if text.is_empty() { Cell::Null } else { Cell::Text(text.to_owned()) };
    vec![
        word(&format!("{:032x}", text.len())),
        customer.map_or(Cell::Null, Cell::Integer),
        Cell::Instant(Instant::parse_iso(at).unwrap()),
        word("comment_left"),
        word("shop"),
        Cell::Null,
        word("phone"),
        word(unit),
        Cell::Null,
        score.map_or(Cell::Null, |_| word("nps")),
        score.map_or(Cell::Null, Cell::Float),
        word(text),
    ]
}

async fn with_comments() -> (Server, String) {
    let server = Server::start().await;
    let session = server.administrator().await;
    server.lake.answer(
        "text IS NOT NULL",
        vec![
            row(None, "2026-11-21T10:00:00Z", "", None, "=cmd()|' همه چیز عالی بود"),
            row(Some(1), "2026-11-20T10:00:00Z", "shiraz", Some(0.0), "پیک خیلی بی‌ادب بود <b>چرا</b>"),
            row(Some(1), "2026-11-19T10:00:00Z", "shiraz", Some(1.0), "مسموم شدم، از شما شکایت قانونی می‌کنم"),
        ],
    );
    (server, session)
}

#[tokio::test]
async fn feedback_is_listed_filtered_and_taken_away() {
    let (server, session) = with_comments().await;
    assert_eq!(server.get("/voice/feedback", "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(server.get("/api/v1/feedback", "").await.status, StatusCode::UNAUTHORIZED);

    let page = server.get("/voice/feedback", &format!("{session}; language=fa")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("پیک خیلی بی‌ادب بود &lt;b&gt;چرا&lt;/b&gt;") && !page.body.contains("<b>چرا"));
    assert!(page.body.contains("href=\"/customers/1\"") && page.body.contains("گوینده ناشناس است"));
    assert!(page.body.contains("href=\"/voice/feedback?period=90d&amp;within=unit%3Ashiraz\""), "{}", page.body);
    // What needs someone at once stands first, whatever its time.
    let (urgent, rude) =
        (page.body.find("مسموم شدم، از").unwrap(), page.body.find("پیک خیلی بی‌ادب بود &lt;b").unwrap());
    assert!(urgent < rude);

    let all = server.get("/api/v1/feedback", &session).await.json();
    assert_eq!((&all["count"], &all["count_is_exact"], &all["pages"]), (&3.into(), &true.into(), &1.into()));
    assert_eq!(all["comments"][0]["urgency"]["level"], "now");
    let count = async |fields: &str| {
        let found = server.get(&format!("/api/v1/feedback?{fields}"), &session).await.json();
        found["count"].as_i64().unwrap()
    };
    assert_eq!(count("sentiment=positive").await, 1);
    assert_eq!(count("urgency=now").await, 1);
    assert_eq!(count("subject=touchpoint:courier").await, 1);
    assert_eq!(count("subject=facet:smell").await, 0);
    assert_eq!(count(&format!("q={}", encoded("بي ادب"))).await, 1);
    assert_eq!(count(&format!("q={}", encoded("بي‌ادب"))).await, 1);
    let none = server.get("/voice/feedback?subject=facet%3Asmell", &format!("{session}; language=en")).await;
    assert!(none.body.contains("No comment answers") && none.body.contains("0 of 3 comments"), "{}", none.body);

    let file = server.get("/voice/feedback.csv?sentiment=positive", &session).await;
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"feedback.csv\"");
    assert!(file.body.starts_with('\u{FEFF}') && file.body.lines().count() == 2, "{}", file.body);
    assert!(file.body.contains(",'=cmd()|'"), "{}", file.body);

    let log = server.app.store.audit_log(None, None, 50).await.unwrap();
    let actions: Vec<&str> = log.iter().map(|entry| entry.entry.action.as_str()).collect();
    assert!(actions.contains(&"feedback.read") && actions[0] == "feedback.export", "{actions:?}");
}

#[tokio::test]
async fn words_are_summed_up_with_their_sentences() {
    let (server, session) = with_comments().await;
    let page = server.get("/voice/words?period=30d&within=unit%3Ashiraz", &format!("{session}; language=en")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for shown in [
        "There are 3 comments in this period; 7 more are needed",
        "href=\"/voice/feedback?subject=touchpoint%3Acourier&amp;period=30d&amp;within=unit%3Ashiraz\"",
        "پیک خیلی بی‌ادب بود &lt;b&gt;چرا&lt;/b&gt;",
        "href=\"/voice/scores?period=30d&amp;within=unit%3Ashiraz\"",
        "198 more are needed to learn",
        "href=\"/voice/words?period=30d\"",
    ] {
        let escaped = shown.replace("&amp;", "&");
        assert!(page.body.contains(shown) || page.body.contains(&escaped), "{shown}: {}", page.body);
    }
    let persian = server.get("/voice/words?period=30d", &format!("{session}; language=fa")).await;
    assert!(persian.body.contains(">پیک</"), "what comments speak of has a name in either language: {}", persian.body);
    let words = server.get("/api/v1/words", &session).await.json();
    assert_eq!(words["comments"], 3);
    assert_eq!(words["good"], serde_json::Value::Null);
    assert_eq!(words["model"]["verdict"], "too_few_labels");
    let courier = words["subjects"].as_array().unwrap().iter().find(|subject| subject["key"] == "courier").unwrap();
    assert_eq!((&courier["comments"], &courier["bad"]), (&1.into(), &1.into()));
    assert_eq!(server.get("/api/v1/words", "").await.status, StatusCode::UNAUTHORIZED);
    let log = server.app.store.audit_log(None, None, 50).await.unwrap();
    assert!(log.iter().filter(|entry| entry.entry.action == "words.read").count() == 3);
}

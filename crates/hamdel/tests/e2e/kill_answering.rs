//! A server that is killed while people answer loses no answer that it acknowledged, and makes no second response.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use hamdel_testkit::program::Program;
use hamdel_testkit::server::Server;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use reqwest::header::{CONTENT_TYPE, LOCATION};
use serde_json::json;
use tokio::time::sleep;

use crate::support::{Reader, http, program, rows, wait_for};
use page::Form;

#[path = "../../src/cli/bench/answering/page.rs"]
mod page;

/// How often the server is killed.
const KILLS: u32 = 8;
/// How long it lives, in milliseconds from the moment it is ready.
const LIVES: std::ops::Range<u64> = 150..1_200;
/// People who answer at once.
const PEOPLE: u64 = 24;
/// One in so many leaves behind the first page.
const LEAVES: u64 = 4;
/// What people think about a page.
const THOUGHT: Duration = Duration::from_millis(15);
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(40);
/// Text questions of the survey.
const TEXTS: usize = 2;

/// What all share.
#[derive(Default)]
struct Crowd {
    next: AtomicU64,
    stop: AtomicBool,
    failures: AtomicU64,
}

/// What somebody remembers of having answered.
struct Answered {
    /// What they wrote wherever there was room.
    words: String,
    /// The score they gave.
    nps: String,
    /// Where their response is.
    response: String,
    finished: bool,
}

/// A browser without scripts that does not give up.
struct Browser {
    http: reqwest::Client,
    address: String,
    crowd: Arc<Crowd>,
}

impl Browser {
    /// Asks until there is an answer; a form that was not acknowledged is sent again as it was.
    async fn ask(&self, path: &str, form: Option<&str>) -> reqwest::Response {
        loop {
            let address = format!("{}{path}", self.address);
            let request = match form {
                Some(form) => {
                    let request = self.http.post(address).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
                    request.body(form.to_owned())
                }
                None => self.http.get(address),
            };
            match request.send().await {
                Ok(answer) if answer.status() != 503 => return answer,
                _ => {
                    self.crowd.failures.fetch_add(1, Ordering::Relaxed);
                    sleep(PAUSE_AFTER_FAILURE).await;
                }
            }
        }
    }

    /// A page, whole.
    async fn page(&self, path: &str) -> String {
        loop {
            let answer = self.ask(path, None).await;
            assert_eq!(answer.status(), 200, "{path}");
            if let Ok(text) = answer.text().await {
                return text;
            }
        }
    }

    /// One person answers, to the end or the first page only.
    async fn answer(&self, link: &str, number: u64, random: &mut StdRng) -> Answered {
        let words = format!("person-{number}.");
        let is_to_finish = !number.is_multiple_of(LEAVES);
        let mut answered = Answered { words, nps: String::new(), response: String::new(), finished: false };
        let mut html = self.page(link).await;
        for _ in 0..20 {
            let Some(form) = Form::of(&html) else {
                answered.finished = true;
                return answered;
            };
            if !is_to_finish && !answered.response.is_empty() {
                return answered;
            }
            sleep(THOUGHT).await;
            let body = form.filled(&answered.words, |choices| random.random_range(0..choices));
            let given = body.split('&').find_map(|pair| pair.strip_prefix("nps="));
            let posted = self.ask(&form.action, Some(&body)).await;
            assert_eq!(posted.status(), 303, "{}: {:?}", form.action, posted.text().await);
            let next = posted.headers()[LOCATION].to_str().unwrap().to_owned();
            // Acknowledged: from here on it must be there.
            answered.nps = given.map_or(answered.nps, str::to_owned);
            answered.response.clone_from(&next);
            html = self.page(&next).await;
        }
        panic!("the survey has no end: {html}");
    }
}

async fn keep_answering(browser: Browser, link: String, seed: u64) -> Vec<Answered> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut all = Vec::new();
    while !browser.crowd.stop.load(Ordering::Relaxed) {
        let number = browser.crowd.next.fetch_add(1, Ordering::Relaxed);
        all.push(browser.answer(&link, number, &mut random).await);
    }
    all
}

/// Publishes a survey of two pages; gives its number and the path of its link.
async fn published(reader: &Reader) -> (i64, String) {
    let made = reader.post("/api/v1/surveys", &json!({ "name": "kills", "from": "after_purchase" })).await;
    let id = made["survey_id"].as_i64().unwrap();
    let edition = reader.get(&format!("/api/v1/surveys/{id}")).await["edition"].clone();
    let done = reader.post(&format!("/api/v1/surveys/{id}/publish"), &json!({ "edition": edition })).await;
    assert_eq!(done["version"], 1, "{done}");
    (id, made["public_path"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_while_people_answer_lose_no_answer_and_make_no_second_response() {
    let program = program();
    let mut server = Server::start(&program).unwrap();
    let listen = server.host_and_port().to_owned();
    let reader = Reader::sign_in(&program, &server).await;
    let (survey, link) = published(&reader).await;
    let crowd = Arc::new(Crowd::default());
    let places: Vec<_> = (0..PEOPLE)
        .map(|seed| {
            let browser = Browser { http: http(), address: server.address().to_owned(), crowd: crowd.clone() };
            tokio::spawn(keep_answering(browser, link.clone(), seed))
        })
        .collect();
    let mut random = StdRng::seed_from_u64(1405);
    for _ in 0..KILLS {
        sleep(Duration::from_millis(random.random_range(LIVES))).await;
        assert!(server.is_up(), "{}", server.said());
        server.kill();
        server = Server::start_on(&program, &listen).unwrap();
    }
    crowd.stop.store(true, Ordering::Relaxed);
    let mut all = Vec::new();
    for place in places {
        all.extend(place.await.unwrap());
    }
    let failures = crowd.failures.load(Ordering::Relaxed);
    eprintln!("{} people answered; {failures} requests failed and were repeated", all.len());
    assert!(failures >= u64::from(KILLS), "the kills did not meet the load");
    let (finished, left): (Vec<&Answered>, Vec<&Answered>) = all.iter().partition(|answered| answered.finished);
    assert!(finished.len() > 20 && left.len() > 5, "{} finished, {} left", finished.len(), left.len());

    let funnel = reader.get(&format!("/api/v1/surveys/{survey}")).await["funnel"].clone();
    assert_eq!(funnel["started"], all.len(), "as many responses as people: {funnel}");
    assert_eq!(funnel["submitted"], finished.len(), "{funnel}");
    let file = reader.text(&format!("/api/v1/surveys/{survey}/results.csv?values=codes")).await;
    for answered in &finished {
        assert_eq!(file.matches(&answered.words).count(), TEXTS, "{} in the answers", answered.words);
    }
    let browser = Browser { http: http(), address: server.address().to_owned(), crowd };
    for answered in &left {
        let html = browser.page(&format!("{}?page=recommend", answered.response)).await;
        assert!(html.contains(&answered.words), "{} was acknowledged and is lost: {html}", answered.words);
        let kept = format!("value=\"{}\"", answered.nps);
        let is_kept = html.split("name=\"nps\" ").any(|input| {
            input.starts_with(&kept) && input.split('>').next().is_some_and(|tag| tag.contains("checked"))
        });
        assert!(is_kept, "the score of {} was acknowledged and is lost", answered.words);
    }
    tokio::task::block_in_place(|| stories(&program, &finished));
    server.stop().unwrap();
}

/// Each submitted response stands once in the story of a customer of its own.
fn stories(program: &Program, finished: &[&Answered]) {
    wait_for(program, "SELECT count(*) FROM interactions WHERE kind = 'survey_response'", finished.len() as u64);
    let told = rows(
        program,
        "SELECT customer_id, text, CAST(score AS INT) AS score FROM interactions WHERE kind = 'survey_response'",
    );
    let mut known: HashMap<&str, String> =
        told.iter().map(|row| (row["text"].as_str().unwrap_or_default(), row["score"].to_string())).collect();
    assert_eq!(known.len(), finished.len(), "a response stands twice in the story");
    for answered in finished {
        assert_eq!(known.remove(answered.words.as_str()).as_deref(), Some(answered.nps.as_str()), "{}", answered.words);
    }
    let customers: std::collections::HashSet<String> = told.iter().map(|row| row["customer_id"].to_string()).collect();
    assert_eq!(customers.len(), finished.len(), "people who answered by themselves are one customer");
}

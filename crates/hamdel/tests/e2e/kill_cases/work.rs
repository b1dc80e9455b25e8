//! People who work on cases as fast as they can, over one another's heads, and remember what was acknowledged.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hamdel_domain::cases::life::steps;
use hamdel_domain::cases::{CaseState, CaseStep};
use hamdel_domain::clock::SECOND;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::CAME_IN_BEFORE;
use crate::support::{Answer, Reader, now};

/// Each so many turns a case is taken down, up to [`MOST_CASES`]; the others act on one.
const TURNS_A_CASE: u64 = 15;
const MOST_CASES: u64 = 300;
/// What somebody waits after a failure.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(40);
const GRADES: [&str; 3] = ["low", "medium", "high"];
const SEVERITIES: [&str; 4] = ["low", "medium", "high", "critical"];

/// A case as it was last seen.
#[derive(Clone, Copy, Debug)]
struct Seen {
    case: i64,
    revision: i64,
    state: CaseState,
    waits: bool,
}

impl Seen {
    fn of(json: &Value) -> Self {
        Self {
            case: json["case"].as_i64().unwrap(),
            revision: json["revision"].as_i64().unwrap(),
            state: CaseState::parse(json["state"].as_str().unwrap()).unwrap(),
            waits: !json["waiting_since"].is_null(),
        }
    }
}

/// An action that was acknowledged.
#[derive(Clone, Debug)]
pub struct Done {
    pub case: i64,
    /// The revision it made.
    pub revision: i64,
    /// What the thread and the audit log call it.
    pub did: &'static str,
    /// Its words, which no other action has; empty where it has none.
    pub words: String,
}

/// What all share.
pub struct Work {
    pub stop: AtomicBool,
    /// Calls that came to nothing because the server was gone.
    pub failures: AtomicU64,
    /// Actions that somebody else came before.
    pub too_late: AtomicU64,
    customers: Vec<i64>,
    cause: String,
    turns: AtomicU64,
    count: AtomicU64,
    seen: Mutex<Vec<Seen>>,
    done: Mutex<Vec<Done>>,
}

impl Work {
    pub fn new(customers: Vec<i64>, cause: String) -> Self {
        Self {
            stop: AtomicBool::new(false),
            failures: AtomicU64::new(0),
            too_late: AtomicU64::new(0),
            customers,
            cause,
            turns: AtomicU64::new(0),
            count: AtomicU64::new(0),
            seen: Mutex::default(),
            done: Mutex::default(),
        }
    }

    /// How many actions were acknowledged, taking down included.
    pub fn acknowledged(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// Every case that was taken down.
    pub fn cases(&self) -> Vec<i64> {
        self.seen.lock().unwrap().iter().map(|seen| seen.case).collect()
    }

    /// Whether the case of an origin was taken down with the reference told.
    pub fn is_born_acknowledged(origin: &str) -> bool {
        let turn: u64 = origin.trim_start_matches("api:kill-").parse().unwrap();
        turn.is_multiple_of(3)
    }

    /// What was acknowledged besides taking down.
    pub fn done(&self) -> Vec<Done> {
        self.done.lock().unwrap().clone()
    }

    fn saw(&self, now: Seen) {
        let mut seen = self.seen.lock().unwrap();
        match seen.iter_mut().find(|held| held.case == now.case) {
            Some(held) if held.revision < now.revision => *held = now,
            Some(_) => {}
            None => seen.push(now),
        }
    }

    /// Notes a call that the server did not answer, and lets it come back.
    async fn failed(&self) {
        self.failures.fetch_add(1, Ordering::Relaxed);
        sleep(PAUSE_AFTER_FAILURE).await;
    }
}

/// Works until it is told to stop.
pub async fn keep_working(agent: Reader, work: Arc<Work>) {
    while !work.stop.load(Ordering::Relaxed) {
        let turn = work.turns.fetch_add(1, Ordering::Relaxed);
        let random = StdRng::seed_from_u64(turn);
        if turn.is_multiple_of(TURNS_A_CASE) && turn / TURNS_A_CASE < MOST_CASES {
            take_down(&agent, &work, turn, random).await;
        } else {
            act(&agent, &work, turn, random).await;
        }
    }
}

/// Whether an answer says that the server is not there or not ready.
fn is_gone(answer: &reqwest::Result<Answer>) -> bool {
    answer.as_ref().map_or(true, |answer| matches!(answer.status, 429 | 503))
}

/// Takes a case down, until it is acknowledged: under its name it is one however often it is sent.
async fn take_down(agent: &Reader, work: &Work, turn: u64, mut random: StdRng) {
    let before = random.random_range(0..CAME_IN_BEFORE) * SECOND;
    let body = json!({
        "text": format!("complaint {turn}"), "channel": "email", "language": "en", "external_id": format!("kill-{turn}"),
        "customer_id": (!turn.is_multiple_of(4)).then(|| work.customers.choose(&mut random)),
        "severity": SEVERITIES.choose(&mut random), "acknowledged": Work::is_born_acknowledged(&format!("api:kill-{turn}")),
        "received_at": now().plus_micros(-before).to_string(),
    });
    loop {
        match agent.ask(Method::POST, "/api/v1/cases", Some(&body)).await {
            answer if is_gone(&answer) => work.failed().await,
            Ok(answer) => {
                assert!(matches!(answer.status, 200 | 201), "taking down {turn}: {answer:?}");
                work.count.fetch_add(1, Ordering::Relaxed);
                look(agent, work, answer.json["case_id"].as_i64().unwrap()).await;
                return;
            }
            Err(_) => unreachable!("told apart above"),
        }
    }
}

/// Reads a case until the server tells.
async fn look(agent: &Reader, work: &Work, case: i64) {
    loop {
        match agent.ask(Method::GET, &format!("/api/v1/cases/{case}"), None).await {
            answer if is_gone(&answer) => work.failed().await,
            Ok(answer) => {
                assert_eq!(answer.status, 200, "case {case}: {answer:?}");
                work.saw(Seen::of(&answer.json));
                return;
            }
            Err(_) => unreachable!("told apart above"),
        }
    }
}

/// Does something that may be done with one of the cases.
async fn act(agent: &Reader, work: &Work, turn: u64, mut random: StdRng) {
    let Some(seen) = work.seen.lock().unwrap().choose(&mut random).copied() else {
        sleep(PAUSE_AFTER_FAILURE).await;
        return;
    };
    let (did, mut body) = choose(&seen, work, turn, &mut random);
    body["revision"] = json!(seen.revision);
    let answer = agent.ask(Method::POST, &format!("/api/v1/cases/{}/actions", seen.case), Some(&body)).await;
    if is_gone(&answer) {
        // Done or not: nobody was told. The case says.
        work.failed().await;
        look(agent, work, seen.case).await;
        return;
    }
    let answer = answer.unwrap();
    match answer.status {
        200 => {
            let after = Seen::of(&answer.json);
            assert_eq!(after.revision, seen.revision + 1, "{body}: {answer:?}");
            work.saw(after);
            let words = ["text", "why", "note"].iter().find_map(|name| body[*name].as_str()).unwrap_or_default();
            let done = Done { case: seen.case, revision: after.revision, did, words: words.to_owned() };
            work.done.lock().unwrap().push(done);
            work.count.fetch_add(1, Ordering::Relaxed);
        }
        409 if answer.reason() == "changed-meanwhile" => {
            work.too_late.fetch_add(1, Ordering::Relaxed);
            look(agent, work, seen.case).await;
        }
        _ => panic!("{body} with {seen:?} was answered by {answer:?}"),
    }
}

/// What is done with a case in this turn: one of the steps that the table of its life allows, or one of the things that
/// can be done at any time. Gives what the thread calls it, and its JSON.
fn choose(seen: &Seen, work: &Work, turn: u64, random: &mut StdRng) -> (&'static str, Value) {
    let words = format!("turn {turn}");
    let allowed: Vec<CaseStep> = steps(seen.state).collect();
    if let Some(step) = allowed.choose(random).filter(|_| random.random_bool(0.5)) {
        return match step {
            CaseStep::Acknowledge => ("acknowledged", json!({ "do": "acknowledge" })),
            CaseStep::Assess => ("assessed", assess(random)),
            CaseStep::Investigate => ("investigating", json!({ "do": "investigate" })),
            CaseStep::Answer => ("answered", json!({ "do": "answer", "text": words, "decision": "partly" })),
            CaseStep::Accept => ("accepted", json!({ "do": "accept" })),
            CaseStep::Reject => ("rejected", json!({ "do": "reject", "why": words })),
            // Nothing closes without an answer, which a case of these states has.
            CaseStep::Close => ("closed", json!({ "do": "close", "cause": work.cause })),
            CaseStep::Reopen => ("reopened", json!({ "do": "reopen", "why": words })),
        };
    }
    let owner = ["me", "nobody", "2", "3", "4"].choose(random);
    match random.random_range(0..6) {
        0 => ("assigned", json!({ "do": "assign", "owner": owner, "note": words })),
        1 if seen.state != CaseState::Closed => {
            ("replied", json!({ "do": "reply", "text": words, "waits": random.random_bool(0.3) }))
        }
        2 => ("heard", json!({ "do": "hear", "text": words })),
        3 => {
            let severity = SEVERITIES.choose(random);
            let title = format!("complaint, {words}");
            ("corrected", json!({ "do": "correct", "matter": "complaint", "title": title, "looked": severity }))
        }
        4 if seen.waits => ("going_on", json!({ "do": "go_on" })),
        4 if seen.state != CaseState::Closed => ("waiting", json!({ "do": "wait" })),
        5 => ("cause_named", json!({ "do": "name_cause", "cause": work.cause })),
        _ => ("noted", json!({ "do": "note", "text": words })),
    }
}

fn assess(random: &mut StdRng) -> Value {
    json!({
        "do": "assess", "severity": SEVERITIES.choose(random), "safety": random.random_bool(0.1),
        "complexity": GRADES.choose(random), "impact": GRADES.choose(random), "urgency": GRADES.choose(random),
    })
}

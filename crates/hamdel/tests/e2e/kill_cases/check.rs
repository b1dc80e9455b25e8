//! What a store holds after the kills, against what was acknowledged.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::{Duration, Instant as Stopwatch};

use hamdel_domain::cases::life::after;
use hamdel_domain::cases::{Case, CaseId, CaseState, CaseStep};
use hamdel_domain::clock::SECOND;
use hamdel_domain::people::UserId;
use hamdel_store::cases::CaseEvent;
use hamdel_store::{Store, StoreLocation};
use hamdel_testkit::program::Program;
use hamdel_testkit::server::Server;
use hamdel_testkit::smtp::SmtpSink;
use serde_json::Value;
use tokio::time::sleep;

use super::AGENTS;
use super::work::{Done, Work};
use crate::support::{now, rows, wait_for};

/// What follows from an action as a job.
const JOBS: [&str; 4] = ["case.tell", "case.send", "case.notice", "case.acknowledge"];
/// Within what everything follows: a dead process's locks, and the half minute in which a case may be taken back.
const FOLLOWS_WITHIN: Duration = Duration::from_secs(150);
/// More than a case has entries.
const MANY: u32 = 100_000;
/// The steps of a life, as the thread calls them.
const STEPS: [(&str, CaseStep); 8] = [
    ("acknowledged", CaseStep::Acknowledge),
    ("assessed", CaseStep::Assess),
    ("investigating", CaseStep::Investigate),
    ("answered", CaseStep::Answer),
    ("accepted", CaseStep::Accept),
    ("rejected", CaseStep::Reject),
    ("closed", CaseStep::Close),
    ("reopened", CaseStep::Reopen),
];
/// What people do besides.
const OTHERS: [&str; 8] = ["replied", "heard", "noted", "assigned", "corrected", "cause_named", "waiting", "going_on"];

/// Waits for what follows, stops the server, and compares.
pub async fn check(program: &Program, server: Server, work: &Work, post: &SmtpSink) {
    let store = Store::open(&StoreLocation::Folder(program.data().to_owned())).await.unwrap();
    wait_for_jobs(&store).await;
    let mut done: HashMap<i64, Vec<Done>> = HashMap::new();
    for one in work.done() {
        done.entry(one.case).or_default().push(one);
    }
    let mut ids = work.cases();
    ids.sort_unstable();
    let mut cases = Vec::new();
    for id in &ids {
        cases.push(Held::read(&store, *id).await);
    }
    let told: u64 = cases.iter().map(|held| held.told().count() as u64).sum();
    let named = "SELECT count(*) FROM interactions WHERE message_id LIKE 'case:%'";
    tokio::task::block_in_place(|| wait_for(program, named, told));
    server.stop().unwrap();

    assert_eq!(ids, (1..=ids.len() as i64).collect::<Vec<_>>(), "a case that nobody was told of");
    assert!(store.case(CaseId(ids.len() as i64 + 1)).await.unwrap().is_none(), "a case that nobody was told of");
    let mut cases = Vec::new();
    for id in &ids {
        let held = Held::read(&store, *id).await;
        held.check_life(done.get(id).map_or(&[], Vec::as_slice));
        held.check_audit(&store).await;
        held.check_clocks();
        held.check_sending();
        cases.push(held);
    }
    let mut became: BTreeMap<String, u32> = BTreeMap::new();
    for outcome in cases.iter().flat_map(Held::became) {
        *became.entry(outcome).or_default() += 1;
    }
    eprintln!("what was written to customers: {became:?}");
    check_notices(&store, &cases).await;
    tokio::task::block_in_place(|| check_journal(program, &cases));
    check_mails(post);
    assert_eq!(store.job_counts().await.unwrap().failed, 0);
    store.close().await;
}

/// Waits until nothing that follows from an action waits, and no clock has anything to do.
async fn wait_for_jobs(store: &Store) {
    let began = Stopwatch::now();
    loop {
        let later = now().plus_micros(86_400 * SECOND);
        let mut waiting = Vec::new();
        for kind in JOBS {
            if store.is_job_due(kind, later).await.unwrap() {
                waiting.push(kind);
            }
        }
        if store.is_clock_due(now().plus_micros(-5 * SECOND)).await.unwrap() {
            waiting.push("clocks");
        }
        if waiting.is_empty() {
            return;
        }
        assert!(began.elapsed() < FOLLOWS_WITHIN, "{waiting:?} still wait: {:?}", store.job_counts().await);
        sleep(Duration::from_millis(200)).await;
    }
}

/// A case and everything that happened with it.
struct Held {
    case: Case,
    events: Vec<CaseEvent>,
    /// Whether its customer had the reference when it was taken down.
    born_acknowledged: bool,
}

impl Held {
    async fn read(store: &Store, id: i64) -> Self {
        let case = store.case(CaseId(id)).await.unwrap().unwrap_or_else(|| panic!("case {id} is lost"));
        let events = store.case_events(CaseId(id), false).await.unwrap();
        assert_eq!(events[0].did, "received", "case {id}");
        let born_acknowledged = Work::is_born_acknowledged(case.origin.as_deref().unwrap());
        Self { case, events, born_acknowledged }
    }

    /// What people, and the program in their place, did.
    fn actions(&self) -> Vec<&CaseEvent> {
        let is_action =
            |event: &&CaseEvent| STEPS.iter().any(|(did, _)| *did == event.did) || OTHERS.contains(&&*event.did);
        self.events.iter().filter(is_action).skip(usize::from(self.born_acknowledged)).collect()
    }

    /// What the journal is told of.
    fn told(&self) -> impl Iterator<Item = &CaseEvent> {
        let is_told = |event: &&CaseEvent| {
            STEPS.iter().any(|(did, _)| *did == event.did) || matches!(&*event.did, "replied" | "heard")
        };
        std::iter::once(&self.events[0]).chain(self.actions().into_iter().filter(is_told))
    }

    /// Every acknowledged action is there, at its place; what the case is follows from its actions.
    fn check_life(&self, done: &[Done]) {
        let (id, actions) = (self.case.id, self.actions());
        assert_eq!(self.case.revision, 1 + actions.len() as i64, "case {id}: its revision counts otherwise");
        for one in done {
            let there = usize::try_from(one.revision - 2).ok().and_then(|place| actions.get(place));
            let there = there.unwrap_or_else(|| panic!("case {id}: {one:?} was acknowledged and is lost"));
            assert_eq!((&*there.did, &*there.text), (one.did, &*one.words), "case {id}: another stands for {one:?}");
        }
        let (mut state, mut owner, mut reopened) = (CaseState::Received, None, 0);
        if self.born_acknowledged {
            state = CaseState::Acknowledged;
        }
        for action in &actions {
            let detail: Value = serde_json::from_str(&action.detail).unwrap();
            if let Some((_, step)) = STEPS.iter().find(|(did, _)| *did == action.did) {
                let next = after(state, *step);
                state = next.unwrap_or_else(|| panic!("case {id}: {} cannot be {}", state.as_str(), action.did));
                reopened += u32::from(*step == CaseStep::Reopen);
            } else if action.did == "assigned" {
                owner = detail["owner"].as_i64().map(UserId);
            }
        }
        assert_eq!((self.case.state, self.case.owner, self.case.reopened), (state, owner, reopened), "case {id}");
        assert_eq!(self.case.closed_at.is_some(), state == CaseState::Closed, "case {id}");
    }

    /// The log says the same as the thread, in the same order.
    async fn check_audit(&self, store: &Store) {
        let id = self.case.id;
        let mut log = store.audit_log(Some(&format!("case:{id}")), None, MANY).await.unwrap();
        log.reverse();
        let taken = log.iter().filter(|record| record.entry.action == "case.taken_down").count();
        assert_eq!(taken, 1, "case {id}: taken down in the log");
        let is_action = |did: &str| STEPS.iter().any(|(held, _)| *held == did) || OTHERS.contains(&did);
        let logged = log.iter().filter_map(|record| {
            let did = record.entry.action.strip_prefix("case.")?;
            is_action(did).then_some((did, &*record.entry.actor))
        });
        let logged: Vec<(&str, &str)> = logged.collect();
        let thread: Vec<(&str, &str)> = self.actions().iter().map(|event| (&*event.did, &*event.actor)).collect();
        assert_eq!(logged, thread, "case {id}: log and thread");
    }

    /// No clock did the same thing twice, and each that ran out said so.
    fn check_clocks(&self) {
        let (id, mut steps, mut breaches) = (self.case.id, HashSet::new(), 0);
        for event in self.clock_events() {
            let detail: Value = serde_json::from_str(&event.detail).unwrap();
            let (clock, rung) = (detail["clock"].to_string(), detail["rung"].as_str().unwrap().to_owned());
            breaches += usize::from(rung == "breach");
            assert!(steps.insert((clock, rung, event.at)), "case {id}: twice {event:?}");
        }
        let ran_out = self.case.clocks.iter().filter(|clock| clock.state.is_breached()).count();
        assert_eq!(breaches, ran_out, "case {id}: clocks that ran out");
    }

    fn clock_events(&self) -> impl Iterator<Item = &CaseEvent> {
        self.events.iter().filter(|event| event.did == "clock")
    }

    /// What became of everything that was written to the customer is said once.
    fn check_sending(&self) {
        let written = self.events.iter().filter(|event| matches!(&*event.did, "answered" | "replied"));
        let written: Vec<i64> = written.map(|event| event.id).collect();
        let became = self.events.iter().filter(|event| matches!(&*event.did, "sent" | "sent_later" | "not_sent"));
        let about =
            |event: &CaseEvent| serde_json::from_str::<Value>(&event.detail).unwrap()["event"].as_i64().unwrap();
        let mut became: Vec<i64> = became.map(about).collect();
        became.sort_unstable();
        assert_eq!(became, written, "case {}: what became of what was written", self.case.id);
    }

    /// What became of everything that was written to the customer, and why.
    fn became(&self) -> impl Iterator<Item = String> {
        let became = self.events.iter().filter(|event| matches!(&*event.did, "sent" | "sent_later" | "not_sent"));
        became.map(|event| format!("{} {}", event.did, serde_json::from_str::<Value>(&event.detail).unwrap()["why"]))
    }
}

/// Each thing a clock did is told once, to somebody.
async fn check_notices(store: &Store, cases: &[Held]) {
    let later = now().plus_micros(86_400 * SECOND);
    // What a clock did between the last look and the end is still to be told.
    let waiting = store.claim_jobs_of("case.notice", later, later.plus_micros(SECOND), MANY).await.unwrap();
    let event_of = |payload: &str| serde_json::from_str::<Value>(payload).unwrap()["event"].as_i64().unwrap();
    let waiting: HashSet<i64> = waiting.iter().map(|job| event_of(&job.payload)).collect();
    let mut told = BTreeSet::new();
    for user in 1..=AGENTS as i64 + 1 {
        let alerts = store.alerts_of(user, None, i64::from(MANY)).await.unwrap();
        let keys: BTreeSet<String> = alerts.iter().map(|alert| alert.new.key.clone()).collect();
        assert_eq!(keys.len(), alerts.len(), "somebody was told twice");
        told.extend(keys);
    }
    let mut clocks = 0;
    for held in cases {
        for event in held.clock_events() {
            let key = format!("case:{}:{}", held.case.id, event.id);
            assert!(told.contains(&key) != waiting.contains(&event.id), "nobody was told of {event:?}");
            clocks += 1;
        }
    }
    eprintln!("{clocks} warnings and escalations, {} told", told.len());
    assert!(clocks > 200, "the clocks did not run out");
}

/// The journal holds what happened with cases, each once.
fn check_journal(program: &Program, cases: &[Held]) {
    let held = rows(program, "SELECT message_id FROM interactions WHERE message_id LIKE 'case:%'");
    let mut held: Vec<String> = held.iter().map(|row| row["message_id"].as_str().unwrap().to_owned()).collect();
    held.sort_unstable();
    let named = cases.iter().flat_map(|held| held.told().map(|event| format!("case:{}:{}", held.case.id, event.id)));
    let mut named: Vec<String> = named.collect();
    named.sort_unstable();
    assert_eq!(held, named);
}

/// No customer got anything twice. Few answers arrive within the test: who sends holds a lease, and that of a server that
/// was killed has to run out first.
fn check_mails(post: &SmtpSink) {
    let mut seen = HashSet::new();
    for mail in post.mails() {
        let Some(words) = mail.content.lines().find(|line| line.starts_with("turn ")) else { continue };
        assert!(seen.insert((mail.to.clone(), words.to_owned())), "twice: {mail:?}");
    }
    eprintln!("{} answers arrived", seen.len());
}

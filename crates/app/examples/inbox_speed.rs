//! The inbox with many cases, timed from within the program on either database.
//!
//! ```sh
//! cargo run --release -p hamdel-app --example inbox_speed -- /tmp/inbox-speed 2000000 200000 300
//! scripts/with-postgres cargo run --release -p hamdel-app --example inbox_speed -- POSTGRES_URL 2000000 200000 300
//! ```
//!
//! Arguments: a folder or an address of PostgreSQL, cases, how many of them are open, questions of each sort. A place
//! that holds so many cases already is taken again. Prints how long a process takes to read the open cases, the median
//! and the 99th percentile of each sort of question, and how long a change takes to be heard.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a measurement reads the clock, prints, and stops at the first problem"
)]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant as Moment, SystemTime, UNIX_EPOCH};

use hamdel_app::App;
use hamdel_app::accounts::SignedIn;
use hamdel_app::cases::inbox::live::Heard;
use hamdel_app::cases::inbox::{CaseQuestion, CaseSort, CaseWatch, InboxView, Place, counts, inbox, sync};
use hamdel_app::cases::{Doer, Draft, act, propose};
use hamdel_app::clocks::clocks;
use hamdel_domain::cases::clocks::{Rules, live_through};
use hamdel_domain::cases::{
    Case, CaseAction, CaseFacts, CaseId, CaseReference, CaseState, Contact, Decision, Happening, Matter, Severity,
};
use hamdel_domain::clock::SECOND;
use hamdel_domain::clocks::Facts;
use hamdel_domain::people::{Presence, UserId};
use hamdel_domain::rights::Role;
use hamdel_domain::{Channel, Clock, CustomerId, Entropy, Instant};
use hamdel_store::cases::insert_cases;
use hamdel_store::{Store, StoreLocation};
use hamdel_testkit::lake::FakeLake;
use hamdel_text::Language;

/// Cases written in one transaction.
const AT_ONCE: i64 = 5_000;
const UNITS: i64 = 40;
const OWNERS: i64 = 300;
/// What customers complain with, some of these each.
const SENTENCES: [&str; 24] = [
    "بسته پنج روز دیر رسید و کسی پاسخ نمی‌دهد. ",
    "پیک بی‌ادب بود و بسته را جلوی در رها کرد. ",
    "کالا شکسته به دستم رسید و جعبه پاره بود. ",
    "دو بار از کارت من پول برداشته‌اند. ",
    "نزدیک نیم ساعت پشت خط منتظر ماندم. ",
    "رنگ پیراهن با عکس سایت فرق دارد. ",
    "کد تخفیف در برنامک کار نمی‌کند. ",
    "پول مرجوعی هنوز برنگشته است. ",
    "صندوق‌دار شعبهٔ ونک رفتار بدی داشت. ",
    "یخچال صدای زیادی می‌دهد و خنک نمی‌کند. ",
    "تعمیرکار نیامد و خبری هم نداد. ",
    "فاکتور رسمی صادر نکردید. ",
    "My order arrived a week late and nobody told me. ",
    "The courier was rude and left the parcel outside. ",
    "I was charged twice for the same order. ",
    "The screen was cracked when I opened the box. ",
    "I waited forty minutes on the phone. ",
    "The app crashes whenever I open my basket. ",
    "Refund has not reached my account yet. ",
    "The fitting room was dirty and smelled bad. ",
    "اندازهٔ کفش اشتباه بود و تعویض نکردند. ",
    "پشتیبانی گفت‌وگو را وسط حرف من بست. ",
    "گارانتی را قبول نمی‌کنند و مرا سر می‌دوانند. ",
    "بوی بدی در فروشگاه پیچیده بود. ",
];
/// Characters after which the screen asks for proposals while somebody types.
const ASKED_EVERY: usize = 4;

struct Machine;

impl Clock for Machine {
    fn now(&self) -> Instant {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Instant::from_micros(since.as_micros() as i64)
    }
}

/// A sequence of numbers that differ (SplitMix64).
struct Numbers(std::sync::Mutex<u64>);

impl Numbers {
    fn next(&self) -> u64 {
        let mut state = self.0.lock().unwrap();
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut drawn = *state;
        drawn = (drawn ^ (drawn >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        drawn = (drawn ^ (drawn >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        drawn ^ (drawn >> 31)
    }

    fn below(&self, most: i64) -> i64 {
        (self.next() % most as u64) as i64
    }
}

impl Entropy for Numbers {
    fn fill(&self, buffer: &mut [u8]) {
        for part in buffer.chunks_mut(8) {
            let drawn = self.next().to_le_bytes();
            part.copy_from_slice(&drawn[..part.len()]);
        }
    }
}

#[tokio::main]
async fn main() {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, usual: i64| given.get(place).map_or(usual, |text| text.parse().unwrap());
    let (cases, open, times) = (number(1, 2_000_000), number(2, 200_000), number(3, 300));
    let app = app(&given[0]).await;
    fill(&app, cases, open).await;
    let begun = Moment::now();
    sync(&app).await.unwrap();
    println!("a process reads the open cases in {:.0?}", begun.elapsed());
    measure(&app, times).await;
    propose_while_typing(&app).await;
    hear(app).await;
}

async fn app(place: &str) -> App {
    let location = if place.starts_with("postgres") {
        StoreLocation::Postgres(place.to_owned())
    } else {
        StoreLocation::Folder(place.into())
    };
    let store = Store::open(&location).await.unwrap();
    let (clock, entropy) = (Arc::new(Machine), Arc::new(Numbers(std::sync::Mutex::new(1))));
    App::new(store, Arc::new(FakeLake::default()), clock, entropy)
}

/// Writes cases until there are so many, the open ones spread among the others.
async fn fill(app: &App, cases: i64, open: i64) {
    if app.store.case(CaseId(cases)).await.unwrap().is_some() {
        return;
    }
    let (begun, numbers, rules) = (Moment::now(), Numbers(std::sync::Mutex::new(42)), clocks(app).await.unwrap());
    let every = cases / open;
    for first in (0..cases).step_by(AT_ONCE as usize) {
        let made: Vec<Case> = (first..(first + AT_ONCE).min(cases))
            .map(|number| case(app, &numbers, number, number % every == 0, &rules))
            .collect();
        let mut tx = app.store.state().begin().await.unwrap();
        insert_cases(&mut tx, &made).await.unwrap();
        tx.commit().await.unwrap();
    }
    println!("{cases} cases, {open} open, written in {:.0?}", begun.elapsed());
}

fn case(app: &App, numbers: &Numbers, number: i64, open: bool, rules: &hamdel_app::clocks::Clocks) -> Case {
    let now = app.clock.now();
    // Open ones of the last five days, closed ones of three years.
    let span = if open { 5 } else { 3 * 365 } * 86_400 * SECOND;
    let received_at = now.plus_micros(-numbers.below(span));
    let unit = format!("unit-{}", numbers.below(UNITS));
    let severity = Severity::ALL[numbers.below(4) as usize];
    let mut case = Case {
        id: CaseId(0),
        reference: CaseReference::draw(numbers),
        customer: Some(CustomerId(numbers.below(500_000))),
        contact: Contact::default(),
        facts: CaseFacts {
            matter: Matter::Complaint,
            kind: Some(format!("kind-{}", numbers.below(30))),
            unit: Some(unit.clone()),
            severity: Some(severity),
            title: format!("بسته‌ای که دیر رسید، شمارهٔ {number}"),
            ..CaseFacts::default()
        },
        text: (0..2 + numbers.below(3)).map(|_| SENTENCES[numbers.below(SENTENCES.len() as i64) as usize]).collect(),
        channel: Channel::ALL[numbers.below(Channel::ALL.len() as i64) as usize],
        language: "fa".to_owned(),
        origin: None,
        state: CaseState::Acknowledged,
        assessment: None,
        owner: (numbers.below(10) > 2).then(|| UserId(numbers.below(OWNERS) + 1)),
        cause: None,
        problem: None,
        received_at,
        acknowledged_at: Some(received_at),
        answered_at: None,
        decision: None,
        closed_at: None,
        waiting_since: (open && numbers.below(10) == 0).then_some(now),
        reopened: 0,
        clocks: Vec::new(),
        revision: 1,
        changed_at: received_at,
    };
    let (rule, targets) = rules.targets(Facts { kind: "complaint", severity: Some(severity.as_str()), unit: &unit });
    let calendar = |name: &str| rules.calendar(name);
    let rules = Rules { policy: rules.version, rule, targets, calendar: &calendar };
    live_through(&mut case.clocks, Happening::Taken, received_at, &rules);
    if !open {
        let closed_at = received_at.plus_micros(2 * 86_400 * SECOND).min(now);
        live_through(&mut case.clocks, Happening::Closed, closed_at, &rules);
        case.state = CaseState::Closed;
        (case.answered_at, case.closed_at) = (Some(closed_at), Some(closed_at));
        (case.decision, case.cause) = (Some(Decision::Granted), Some(format!("cause-{}", numbers.below(50))));
    }
    case
}

fn somebody(role: Role, units: &[i64]) -> SignedIn {
    SignedIn {
        id: UserId(7),
        name: "Measure".to_owned(),
        email: String::new(),
        role,
        language: Language::English,
        units: Arc::new(units.iter().map(|number| format!("unit-{number}")).collect::<BTreeSet<String>>()),
        employee: None,
        presence: Presence::Available,
    }
}

async fn measure(app: &App, times: i64) {
    let manager = somebody(Role::ExperienceManager, &[]);
    let agent = somebody(Role::Agent, &[3, 4, 5]);
    for (name, who) in [("everything", &manager), ("three of 40 units", &agent)] {
        let mut took = Vec::new();
        for _ in 0..times {
            let begun = Moment::now();
            counts(app, who).await.unwrap();
            took.push(begun.elapsed());
        }
        say(&format!("{name}: counts of all views"), took);
        for view in InboxView::ALL {
            let question = CaseQuestion { view: *view, ..CaseQuestion::default() };
            say(&format!("{name}: {}", view.as_str()), ask(app, &question, who, times).await);
        }
        let filtered = CaseQuestion {
            kind: Some("kind-7".to_owned()),
            severity: Some(Severity::High),
            words: "دیر".to_owned(),
            sort: CaseSort::Oldest,
            ..CaseQuestion::default()
        };
        say(&format!("{name}: kind, severity and a word"), ask(app, &filtered, who, times).await);
        let closed = CaseQuestion { view: InboxView::Closed, words: String::new(), ..filtered };
        say(&format!("{name}: closed, kind and severity"), ask(app, &closed, who, times).await);
    }
}

/// Asks for pages one after the other, from the first again behind the tenth.
async fn ask(app: &App, question: &CaseQuestion, who: &SignedIn, times: i64) -> Vec<Duration> {
    let (mut took, mut place) = (Vec::new(), Place::First);
    for time in 0..times {
        let begun = Moment::now();
        let page = inbox(app, &CaseQuestion { place, ..question.clone() }, who).await.unwrap();
        took.push(begun.elapsed());
        place = page.next.filter(|_| time % 10 != 9).map_or(Place::First, Place::After);
    }
    took
}

fn say(what: &str, mut took: Vec<Duration>) {
    took.sort_unstable();
    let at = |share: usize| took[(took.len() * share / 100).min(took.len() - 1)];
    println!("{what}: p50 {:.1?}, p99 {:.1?}", at(50), at(99));
}

/// What an agent is shown while taking complaints down.
async fn propose_while_typing(app: &App) {
    let begun = Moment::now();
    app.case_memory.take_in(app).await.unwrap();
    println!("the words of {} cases are taken in within {:.0?}", app.case_memory.len(), begun.elapsed());
    let (agent, mut took) = (somebody(Role::Agent, &[3, 4, 5]), Vec::new());
    for pair in SENTENCES.windows(2) {
        let whole: Vec<char> = pair.concat().chars().collect();
        for typed in (ASKED_EVERY..=whole.len()).step_by(ASKED_EVERY) {
            let draft = Draft { text: whole[..typed].iter().collect(), ..Draft::default() };
            let begun = Moment::now();
            propose(app, &draft, &agent).await.unwrap();
            took.push(begun.elapsed());
        }
    }
    say("proposals while typing", took);
}

/// How long a change takes from its acknowledgement to a listener of another look.
async fn hear(app: App) {
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let watching = tokio::spawn(CaseWatch::new(app.clone()).run(stopped));
    let mut listener = app.inbox.listen().unwrap();
    let open = app.store.open_cases(CaseId(0), 50).await.unwrap();
    let mut took = Vec::new();
    for case in open {
        let note = CaseAction::Note { text: "x".to_owned(), mentions: Vec::new() };
        act(&app, case.id, None, &note, &Doer::Program("measure")).await.unwrap();
        let begun = Moment::now();
        while !matches!(listener.next().await, Heard::Changes(changes) if changes.iter().any(|c| c.case == case.id)) {}
        took.push(begun.elapsed());
    }
    say("a change is heard after", took);
    stop.send_replace(true);
    watching.await.unwrap();
}

//! Cases of Sepehr Stores: what became of each complaint in its history.
//!
//! The interactions are the history already, so nothing of these cases is told to the journal again. Who complained and
//! was never answered has an open case whose clocks ran out; the others were answered when the history says so, most
//! in time, some late, some rejected by the customer and answered again.

use std::collections::HashMap;

use hamdel_domain::cases::{
    Assessment, Case, CaseAction, CaseFacts, CaseId, CaseReference, CaseState, Contact, Decision, Grade, Happening,
    Matter, Severity, action::apply,
};
use hamdel_domain::clock::SECOND;
use hamdel_domain::lake::Cell;
use hamdel_domain::people::UserId;
use hamdel_domain::rights::Role;
use hamdel_domain::{Channel, CustomerId, Instant};
use hamdel_store::cases::{NewEvent, add_event, insert_case};
use hamdel_store::contact::hold_contacts;
use hamdel_store::{StoreError, Transaction};

use crate::App;
use crate::cases::{live, subject};
use crate::clocks::{Clocks, clocks};
use crate::error::AppError;
use crate::people::Directory;

/// One hour; microseconds.
const HOUR: i64 = 3_600 * SECOND;
/// When somebody writes that it is looked into; microseconds.
const FIRST_WORDS_AFTER: i64 = 40 * 60 * SECOND;
/// Who does it, in threads.
const ACTOR: &str = "demo";

/// A complaint of the history.
struct Told {
    id: String,
    customer: CustomerId,
    at: Instant,
    channel: Channel,
    text: String,
}

/// What the history says around complaints.
#[derive(Default)]
struct History {
    complaints: Vec<Told>,
    /// Answers by customer, with the redress, oldest first.
    answers: HashMap<CustomerId, Vec<(Instant, String)>>,
    /// Deliveries by customer, with the unit, oldest first.
    deliveries: HashMap<CustomerId, Vec<(Instant, String)>>,
}

/// Makes a case of every complaint that has none yet; gives how many it made.
///
/// # Errors
/// When the history or the database fails.
pub async fn make_cases(app: &App) -> Result<usize, AppError> {
    let history = read(app).await?;
    let rules = clocks(app).await?;
    let agents = agents(app).await?;
    let mut tx = app.store.state().begin().await?;
    let mut made = 0;
    for (number, told) in history.complaints.iter().enumerate() {
        let origin = format!("interaction:{}", told.id);
        if app.store.case_of_origin(&origin).await?.is_some() {
            continue;
        }
        let story = Story::of(&history, told, number);
        let owner = (!agents.is_empty()).then(|| agents[number % agents.len()].clone());
        Maker { app, tx: &mut tx, rules: &rules, owner }.make(told, origin, &story).await?;
        made += 1;
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(made)
}

/// Those who work on cases, by number and name.
async fn agents(app: &App) -> Result<Vec<(UserId, String)>, AppError> {
    let directory = Directory::of(app).await?;
    let agents = directory.people().filter(|person| person.role == Role::Agent);
    Ok(agents.map(|person| (person.id, person.name.clone())).collect())
}

async fn read(app: &App) -> Result<History, AppError> {
    let columns = "interaction_id, customer_id, occurred_at, kind, channel, unit, text, properties";
    let complaints = format!(
        "SELECT {columns} FROM interactions WHERE kind IN ('complaint_made', 'complaint_answered') \
         AND customer_id IS NOT NULL ORDER BY occurred_at, interaction_id"
    );
    let deliveries = format!(
        "SELECT {columns} FROM interactions WHERE kind = 'delivery_arrived' AND customer_id IN \
         (SELECT customer_id FROM interactions WHERE kind = 'complaint_made') ORDER BY occurred_at, interaction_id"
    );
    let mut rows = app.lake.query(&complaints).await?.rows;
    rows.append(&mut app.lake.query(&deliveries).await?.rows);
    let mut history = History::default();
    for row in rows {
        let [id, Cell::Integer(customer), Cell::Instant(at), Cell::Text(kind), channel, unit, text, properties] =
            &row[..]
        else {
            continue;
        };
        let (customer, at) = (CustomerId(*customer), *at);
        match kind.as_str() {
            "complaint_answered" => {
                history.answers.entry(customer).or_default().push((at, redress(&word(properties))));
            }
            "delivery_arrived" => history.deliveries.entry(customer).or_default().push((at, word(unit))),
            _ => history.complaints.push(Told {
                id: word(id),
                customer,
                at,
                channel: Channel::parse(&word(channel)).unwrap_or(Channel::Phone),
                text: word(text),
            }),
        }
    }
    Ok(history)
}

fn word(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        _ => String::new(),
    }
}

fn redress(properties: &str) -> String {
    let held: serde_json::Value = serde_json::from_str(properties).unwrap_or_default();
    held["redress"].as_str().unwrap_or_default().to_owned()
}

/// What became of a complaint.
struct Story {
    unit: String,
    cause: &'static str,
    severity: Severity,
    answered_at: Option<Instant>,
    /// Whether somebody wrote within the hour that it is looked into.
    heard_soon: bool,
    decision: Decision,
    ending: Ending,
}

/// How the customer took the answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// It was closed.
    Closed,
    /// The customer was content, and it waits to be closed.
    Accepted,
    /// The customer was not content.
    Rejected,
    /// It was closed, and the customer came back.
    CameBack,
}

/// A cause by words of complaints, in each of the three ways that Sepehr's customers write.
const CAUSES: [(&str, &[&str]); 6] = [
    ("late-delivery", &["دیر", "نرسید", "تأخیر", "تاخیر", "dir ", "naresid", "late", "delay", "waiting for"]),
    (
        "faulty-product",
        &["خراب", "شکسته", "معیوب", "کیفیت", "kharab", "shekaste", "keyfiat", "broken", "fault", "quality"],
    ),
    ("rude-staff", &["برخورد", "بی‌ادب", "رفتار", "barkhord", "raftar", "rude", "manner"]),
    ("wrong-price", &["گران", "قیمت", "geroon", "gheymat", "price", "expensive"]),
    ("long-wait", &["صف", "معطل", "منتظر", "moattal", "montazer", "queue", "on hold"]),
    ("nobody-answered", &["جواب", "پاسخ", "javab", "answered", "heard nothing", "reply"]),
];

impl Story {
    fn of(history: &History, told: &Told, number: usize) -> Self {
        let said = |(_, words): &&(&'static str, &[&str])| words.iter().any(|word| told.text.contains(word));
        let cause = CAUSES.iter().find(said).map_or("promise-not-kept", |(cause, _)| *cause);
        let mut before = history.deliveries.get(&told.customer).into_iter().flatten();
        let delivery = before.rfind(|(at, _)| *at <= told.at).map(|(_, unit)| unit.clone());
        let unit = match (cause, delivery) {
            ("late-delivery" | "rude-staff", Some(unit)) => unit,
            ("faulty-product" | "wrong-price", _) => "online-shop".to_owned(),
            ("long-wait", _) => "call-centre-mashhad".to_owned(),
            _ => "customer-experience".to_owned(),
        };
        let answers = history.answers.get(&told.customer).into_iter().flatten();
        let answer = answers.filter(|(at, _)| *at >= told.at).min_by_key(|(at, _)| *at);
        let decision = match answer.map(|(_, redress)| redress.as_str()) {
            Some("refund" | "replacement") => Decision::Granted,
            Some("voucher") => Decision::Partly,
            _ if number.is_multiple_of(3) => Decision::Refused,
            _ => Decision::Explained,
        };
        let ending = match (decision, number % 10) {
            (Decision::Refused, 0..5) => Ending::Rejected,
            (_, 0) => Ending::CameBack,
            (_, 1) => Ending::Accepted,
            _ => Ending::Closed,
        };
        let severity = if number.is_multiple_of(4) { Severity::High } else { Severity::Medium };
        let answered_at = answer.map(|(at, _)| *at);
        Self { unit, cause, severity, answered_at, heard_soon: !number.is_multiple_of(6), decision, ending }
    }
}

/// Makes one case.
struct Maker<'a> {
    app: &'a App,
    tx: &'a mut Transaction,
    rules: &'a Clocks,
    owner: Option<(UserId, String)>,
}

impl Maker<'_> {
    async fn make(&mut self, told: &Told, origin: String, story: &Story) -> Result<(), AppError> {
        let mut case = self.received(told, origin, story);
        live(&mut case, Happening::Taken, told.at, self.rules);
        let mut done: Vec<(CaseAction, Instant)> = vec![(CaseAction::Acknowledge, told.at.plus_micros(60 * SECOND))];
        if let Some(answered) = story.answered_at {
            if story.heard_soon {
                let first = CaseAction::Reply { text: first_words(&case.language).to_owned(), waits: false };
                done.push((first, told.at.plus_micros(FIRST_WORDS_AFTER)));
            }
            // Half of the way to the answer it was looked at.
            let looked = told.at.plus_micros(answered.micros_since(told.at) / 2);
            done.push((CaseAction::Assess(assessment(story.severity)), looked));
            done.push((answer(&case.language, story.decision), answered));
            done.extend(ending(story, answered));
        }
        let mut thread: Vec<(CaseAction, Instant)> = Vec::new();
        let now = self.app.clock.now();
        for (action, at) in done.into_iter().filter(|(_, at)| *at < now) {
            let Ok(effect) = apply(&mut case, &action, 0, at) else { continue };
            for happening in effect.happenings {
                live(&mut case, happening, at, self.rules);
            }
            thread.push((action, at));
        }
        // Clocks that run on have run out by now where their time has come.
        live(&mut case, Happening::Regraded, now, self.rules);
        case.id = insert_case(self.tx, &case).await?;
        if case.is_open() {
            hold_contacts(self.tx, told.customer, &subject(case.id), told.at).await?;
        }
        self.write_thread(&case, &thread).await
    }

    async fn write_thread(&mut self, case: &Case, thread: &[(CaseAction, Instant)]) -> Result<(), AppError> {
        let (actor, by) = match &self.owner {
            Some((id, name)) => (format!("user:{id}"), name.clone()),
            None => (ACTOR.to_owned(), String::new()),
        };
        let received = NewEvent {
            case: case.id,
            at: case.received_at,
            actor: "customer",
            by: "",
            did: "received",
            visible: true,
            text: &case.text,
            detail: "{}",
        };
        add_event(self.tx, received).await?;
        for (action, at) in thread {
            let by_customer = matches!(action, CaseAction::Accept | CaseAction::Reject { .. });
            let event = NewEvent {
                case: case.id,
                at: *at,
                actor: if by_customer { "customer" } else { &actor },
                by: if by_customer { "" } else { &by },
                did: action.as_str(),
                visible: action.is_visible(),
                text: action.text(),
                detail: "{}",
            };
            add_event(self.tx, event).await?;
        }
        Ok(())
    }

    fn received(&self, told: &Told, origin: String, story: &Story) -> Case {
        let persian = told.text.chars().any(|letter| ('\u{0600}'..'\u{0700}').contains(&letter));
        let title: String = told.text.chars().take(80).collect();
        Case {
            id: CaseId(0),
            reference: CaseReference::draw(&*self.app.entropy),
            customer: Some(told.customer),
            contact: Contact::default(),
            facts: CaseFacts {
                matter: Matter::Complaint,
                kind: None,
                touchpoint: Some("complaints_desk".to_owned()),
                unit: Some(story.unit.clone()),
                severity: Some(story.severity),
                title,
                remedy: None,
            },
            text: told.text.clone(),
            channel: told.channel,
            language: if persian { "fa" } else { "en" }.to_owned(),
            origin: Some(origin),
            state: CaseState::Received,
            assessment: None,
            owner: self.owner.as_ref().map(|(id, _)| *id),
            cause: story.answered_at.map(|_| story.cause.to_owned()),
            problem: None,
            received_at: told.at,
            acknowledged_at: None,
            answered_at: None,
            decision: None,
            closed_at: None,
            waiting_since: None,
            reopened: 0,
            clocks: Vec::new(),
            revision: 1,
            changed_at: told.at,
        }
    }
}

fn assessment(severity: Severity) -> Assessment {
    Assessment { severity, safety: false, complexity: Grade::Low, impact: Grade::Medium, urgency: Grade::Medium }
}

fn answer(language: &str, decision: Decision) -> CaseAction {
    let text = match (language, decision) {
        ("fa", Decision::Granted) => "حق با شماست. آنچه خواسته بودید انجام شد و از این پیشامد پوزش می‌خواهیم.",
        ("fa", Decision::Partly) => "از این پیشامد پوزش می‌خواهیم. یک اعتبار خرید برای شما در نظر گرفتیم.",
        ("fa", Decision::Refused) => "پروندهٔ شما را بررسی کردیم و متأسفانه این خواسته شدنی نیست.",
        ("fa", Decision::Explained) => "از این پیشامد پوزش می‌خواهیم. آنچه رخ داده بود برایتان توضیح داده شد.",
        (_, Decision::Granted) => "You are right. What you asked for is done, and we are sorry.",
        (_, Decision::Partly) => "We are sorry. There is a voucher for you.",
        (_, Decision::Refused) => "We looked into it, and unfortunately this cannot be done.",
        (_, Decision::Explained) => "We are sorry. We explained to you what had happened.",
    };
    CaseAction::Answer { text: text.to_owned(), decision }
}

/// What is written before anything is decided.
fn first_words(language: &str) -> &'static str {
    match language {
        "fa" => "شکایت شما به دستم رسید و آن را پیگیری می‌کنم. نتیجه را به شما خبر می‌دهم.",
        _ => "I have your complaint and am looking into it. I will tell you what comes of it.",
    }
}

/// What happened after the answer.
fn ending(story: &Story, answered: Instant) -> Vec<(CaseAction, Instant)> {
    let close = CaseAction::Close { cause: Some(story.cause.to_owned()) };
    let after = |hours: i64| answered.plus_micros(hours * HOUR);
    match story.ending {
        Ending::Closed => vec![(CaseAction::Accept, after(20)), (close, after(26))],
        Ending::Accepted => vec![(CaseAction::Accept, after(30))],
        Ending::Rejected => vec![(CaseAction::Reject { why: String::new() }, after(9))],
        Ending::CameBack => {
            let back = CaseAction::Reopen { why: String::new() };
            vec![
                (close.clone(), after(24)),
                (back, after(96)),
                (answer("fa", Decision::Partly), after(120)),
                (close, after(150)),
            ]
        }
    }
}

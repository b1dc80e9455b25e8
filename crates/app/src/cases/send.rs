//! Sending answers to customers, through the contact ledger, by the way the customer came.

use hamdel_domain::cases::{Case, Decision};
use hamdel_domain::clock::SECOND;
use hamdel_domain::contact::{Category, Reason};
use hamdel_domain::{Channel, CustomerId, Instant};
use hamdel_store::cases::{CaseEvent, NewEvent, add_event};
use hamdel_store::jobs::{Job, NewJob, enqueue, finish};
use hamdel_store::messages::MessageState;
use hamdel_store::{StoreError, Transaction};
use serde_json::json;

use super::letters::{CaseLetter, CaseTexts, LetterHead};
use super::subject;
use super::tell::{LOCK, MOST_ATTEMPTS, event_of};
use crate::messages::{Reply, Wrote, ways_to, write_to_customer};
use crate::{App, AppError};

/// The job that sends an event's words.
const SEND_CASE_EVENT: &str = "case.send";
/// Answers sent in one look.
const AT_ONCE: u32 = 50;
/// How long an answer waits for its customer to be known, in microseconds: the projector is behind at most.
const CUSTOMER_WITHIN: i64 = 15 * 60 * SECOND;

/// Has an event's words sent to the customer, in the transaction that keeps it.
pub(super) async fn enqueue_sending(tx: &mut Transaction, event: i64, now: Instant) -> Result<(), AppError> {
    let payload = json!({ "event": event }).to_string();
    enqueue(tx, NewJob { kind: SEND_CASE_EVENT, payload: &payload, run_at: now, dedup_key: None }).await?;
    Ok(())
}

/// Hands over what waits; gives how many. Twice for one event is once: a message has the name of its event, and the
/// thread says what became of it in the transaction that ends the job.
///
/// # Errors
/// When the store does not answer; the jobs then come back by themselves.
pub async fn send_answers(app: &App, texts: &dyn CaseTexts, base_url: &str) -> Result<usize, AppError> {
    let now = app.clock.now();
    if !app.store.is_job_due(SEND_CASE_EVENT, now).await? {
        return Ok(0);
    }
    let jobs = app.store.claim_jobs_of(SEND_CASE_EVENT, now, now.plus_micros(LOCK), AT_ONCE).await?;
    let mut handed = 0;
    for job in &jobs {
        match send_one(app, job, (texts, base_url), now).await {
            Ok(true) => handed += 1,
            Ok(false) => {
                app.store.fail_job(job, "the customer is not known yet", now, MOST_ATTEMPTS).await?;
            }
            Err(problem) => {
                tracing::error!(%problem, job = job.id, "an answer to a case was not sent");
                app.store.fail_job(job, &problem.to_string(), now, MOST_ATTEMPTS).await?;
            }
        }
    }
    Ok(handed)
}

/// What became of what was written to a customer, as the thread says it.
struct Became {
    did: &'static str,
    why: String,
}

impl Became {
    fn sent(channel: Channel) -> Self {
        Self { did: "sent", why: channel.as_str().to_owned() }
    }

    fn later(channel: Channel) -> Self {
        Self { did: "sent_later", why: channel.as_str().to_owned() }
    }

    fn not_sent(reasons: &[Reason]) -> Self {
        Self { did: "not_sent", why: reasons.iter().map(Reason::code).collect::<Vec<_>>().join(",") }
    }

    fn none(why: &str) -> Self {
        Self { did: "not_sent", why: why.to_owned() }
    }
}

/// Whether there is nothing left to do for this event; the job is then finished.
async fn send_one(app: &App, job: &Job, letters: (&dyn CaseTexts, &str), now: Instant) -> Result<bool, AppError> {
    let found = match app.store.case_event(event_of(job)?).await? {
        Some((id, event)) => app.store.case(id).await?.map(|case| (case, event)),
        None => None,
    };
    let Some((case, event)) = found else {
        // The case was erased.
        app.store.finish_job(job).await?;
        return Ok(true);
    };
    let became = match case.customer {
        None if now.micros_since(event.at) < CUSTOMER_WITHIN && !case.contact.identifiers.is_empty() => {
            return Ok(false);
        }
        None => Became::none("no_customer"),
        Some(customer) => match way(app, &case, customer).await? {
            None => Became::none("no_way"),
            Some(channel) => write(app, &case, &event, (customer, channel), letters).await?,
        },
    };
    tell(app, job, &case, &event, &became, now).await?;
    Ok(true)
}

/// Writes an event's words to the customer.
async fn write(
    app: &App,
    case: &Case,
    event: &CaseEvent,
    (customer, channel): (CustomerId, Channel),
    (texts, base_url): (&dyn CaseTexts, &str),
) -> Result<Became, AppError> {
    let about = subject(case.id);
    let detail: serde_json::Value = serde_json::from_str(&event.detail).unwrap_or_default();
    let files = app.store.case_attachments(case.id, true).await?;
    let letter = texts.letter(&CaseLetter {
        head: LetterHead::of(app, case, channel, base_url).await?,
        text: event.text.clone(),
        decision: detail["decision"].as_str().and_then(Decision::parse),
        asks: detail["waits"] == true,
        files: files.iter().filter(|file| file.event == Some(event.id)).count(),
    });
    let reply = Reply {
        key: format!("{about}:{}", event.id),
        customer,
        channel,
        category: Category::Service,
        subject: letter.subject,
        text: letter.text,
        html: letter.html,
        about: about.clone(),
    };
    match write_to_customer(app, &reply, &event.actor).await? {
        Wrote::GoesOut(_) => Ok(Became::sent(channel)),
        Wrote::Waits(..) => Ok(Became::later(channel)),
        Wrote::Withheld(reasons) => Ok(Became::not_sent(&reasons)),
        // A process died between the message and the word of it in the thread.
        Wrote::Already => {
            let written = app.store.messages_about(&about).await?;
            let there = written.into_iter().find(|message| message.new.key == reply.key);
            let there = there.ok_or_else(|| StoreError::corrupt("a message that was written under its key"))?;
            Ok(match there.state {
                MessageState::Withheld => Became::not_sent(&there.reasons),
                MessageState::Planned => Became::later(there.new.channel),
                _ => Became::sent(there.new.channel),
            })
        }
    }
}

/// The way the customer came, where it is open; otherwise the first that is.
pub(super) async fn way(app: &App, case: &Case, customer: CustomerId) -> Result<Option<Channel>, AppError> {
    let open = ways_to(app, customer).await?.open;
    Ok(open.iter().find(|channel| **channel == case.channel).or(open.first()).copied())
}

/// Keeps in the thread what became of an answer, and ends its job with it: no death in between makes two of it or none.
async fn tell(
    app: &App,
    job: &Job,
    case: &Case,
    event: &CaseEvent,
    became: &Became,
    now: Instant,
) -> Result<(), AppError> {
    let detail = json!({ "event": event.id, "why": became.why }).to_string();
    let mut tx = app.store.state().begin().await?;
    if !finish(&mut tx, job).await? {
        return Ok(());
    }
    let kept = NewEvent {
        case: case.id,
        at: now,
        actor: "program:cases",
        by: "",
        did: became.did,
        visible: false,
        text: "",
        detail: &detail,
    };
    add_event(&mut tx, kept).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

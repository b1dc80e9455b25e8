//! Sending answers to customers, through the contact ledger, by the way the customer came.

use hamdel_domain::cases::{Case, Decision};
use hamdel_domain::clock::SECOND;
use hamdel_domain::contact::Category;
use hamdel_domain::{Channel, CustomerId, Instant};
use hamdel_store::cases::{CaseEvent, NewEvent, add_event};
use hamdel_store::jobs::{Job, NewJob, enqueue};
use hamdel_store::{StoreError, Transaction};
use serde_json::json;

use super::letters::{CaseLetter, CaseTexts, LetterHead};
use super::subject;
use super::tell::{LOCK, MOST_ATTEMPTS, event_of};
use crate::messages::{Reply, Wrote, ways_to, write_to_customer};
use crate::{App, AppError};

/// The job that sends an event's words.
pub(super) const SEND_CASE_EVENT: &str = "case.send";
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

/// Hands over what waits; gives how many. Twice for one event is once: a message has the name of its event.
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
            Ok(true) => {
                app.store.finish_job(job).await?;
                handed += 1;
            }
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

/// Whether there is nothing left to do for this event.
async fn send_one(
    app: &App,
    job: &Job,
    (texts, base_url): (&dyn CaseTexts, &str),
    now: Instant,
) -> Result<bool, AppError> {
    let Some((id, event)) = app.store.case_event(event_of(job)?).await? else { return Ok(true) };
    let Some(case) = app.store.case(id).await? else { return Ok(true) };
    let Some(customer) = case.customer else {
        if now.micros_since(event.at) < CUSTOMER_WITHIN && !case.contact.identifiers.is_empty() {
            return Ok(false);
        }
        told(app, &case, &event, "not_sent", "no_customer", now).await?;
        return Ok(true);
    };
    let Some(channel) = way(app, &case, customer).await? else {
        told(app, &case, &event, "not_sent", "no_way", now).await?;
        return Ok(true);
    };
    let detail: serde_json::Value = serde_json::from_str(&event.detail).unwrap_or_default();
    let files = app.store.case_attachments(id, true).await?;
    let letter = texts.letter(&CaseLetter {
        head: LetterHead::of(app, &case, channel, base_url).await?,
        text: event.text.clone(),
        decision: detail["decision"].as_str().and_then(Decision::parse),
        asks: detail["waits"] == true,
        files: files.iter().filter(|file| file.event == Some(event.id)).count(),
    });
    let reply = Reply {
        key: format!("{}:{}", subject(id), event.id),
        customer,
        channel,
        category: Category::Service,
        subject: letter.subject,
        text: letter.text,
        html: letter.html,
        about: subject(id),
    };
    match write_to_customer(app, &reply, &event.actor).await? {
        Wrote::GoesOut(_) => told(app, &case, &event, "sent", channel.as_str(), now).await?,
        Wrote::Waits(..) => told(app, &case, &event, "sent_later", channel.as_str(), now).await?,
        Wrote::Withheld(reasons) => {
            let codes: Vec<&str> = reasons.iter().map(hamdel_domain::contact::Reason::code).collect();
            told(app, &case, &event, "not_sent", &codes.join(","), now).await?;
        }
        Wrote::Already => {}
    }
    Ok(true)
}

/// The way the customer came, where it is open; otherwise the first that is.
pub(super) async fn way(app: &App, case: &Case, customer: CustomerId) -> Result<Option<Channel>, AppError> {
    let open = ways_to(app, customer).await?.open;
    Ok(open.iter().find(|channel| **channel == case.channel).or(open.first()).copied())
}

/// Keeps in the thread what became of an answer.
async fn told(app: &App, case: &Case, event: &CaseEvent, did: &str, why: &str, now: Instant) -> Result<(), AppError> {
    let detail = json!({ "event": event.id, "why": why }).to_string();
    let mut tx = app.store.state().begin().await?;
    let kept = NewEvent {
        case: case.id,
        at: now,
        actor: "program:cases",
        by: "",
        did,
        visible: false,
        text: "",
        detail: &detail,
    };
    add_event(&mut tx, kept).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

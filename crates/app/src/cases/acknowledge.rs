//! Telling a customer at once that a case was received: its number, and where to follow it; and the worker that writes
//! to customers of their cases.

use std::sync::Arc;
use std::time::Duration;

use hamdel_domain::Instant;
use hamdel_domain::cases::{Case, CaseAction, CaseState};
use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::contact::Category;
use hamdel_store::Transaction;
use hamdel_store::jobs::{Job, NewJob, enqueue};
use hamdel_store::messages::MessageState;
use serde_json::json;
use tokio::sync::watch;

use super::letters::{Acknowledgement, CaseTexts, LetterHead};
use super::send::{send_answers, way};
use super::tell::{LOCK, MOST_ATTEMPTS, event_of};
use super::{Doer, act, subject};
use crate::messages::{Reply, Wrote, write_to_customer};
use crate::work::{Next, Rounds, until_stopped};
use crate::{App, AppError};

/// The job that acknowledges.
const ACKNOWLEDGE: &str = "case.acknowledge";
/// Acknowledgements of one look.
const AT_ONCE: u32 = 50;
/// How long an acknowledgement waits for its customer to be known; microseconds.
const CUSTOMER_WITHIN: i64 = 15 * 60 * SECOND;
/// What reached the company longer ago than this is history, and nobody is written to of it; microseconds.
const WORTH_SAYING: i64 = 7 * DAY;

/// Has a case acknowledged from then on, in the transaction that takes it down.
pub(super) async fn enqueue_acknowledging(
    tx: &mut Transaction,
    case: &Case,
    event: i64,
    (run_at, now): (Instant, Instant),
) -> Result<(), AppError> {
    let reachable = case.customer.is_some() || !case.contact.identifiers.is_empty();
    if !reachable || now.micros_since(case.received_at) > WORTH_SAYING {
        return Ok(());
    }
    let (payload, key) = (json!({ "event": event }).to_string(), acknowledging_key(event));
    enqueue(tx, NewJob { kind: ACKNOWLEDGE, payload: &payload, run_at, dedup_key: Some(&key) }).await?;
    Ok(())
}

/// The key of the job that acknowledges a case, as long as it waits.
pub(super) fn acknowledging_key(event: i64) -> String {
    format!("{ACKNOWLEDGE}:{event}")
}

/// Acknowledges what waits; gives how many were written to. Twice for one case is once.
///
/// # Errors
/// When the store does not answer; the jobs then come back by themselves.
pub async fn acknowledge_cases(app: &App, texts: &dyn CaseTexts, base_url: &str) -> Result<usize, AppError> {
    let now = app.clock.now();
    if !app.store.is_job_due(ACKNOWLEDGE, now).await? {
        return Ok(0);
    }
    let jobs = app.store.claim_jobs_of(ACKNOWLEDGE, now, now.plus_micros(LOCK), AT_ONCE).await?;
    let mut written = 0;
    for job in &jobs {
        match acknowledge(app, job, texts, base_url, now).await {
            Ok(Some(wrote)) => {
                app.store.finish_job(job).await?;
                written += usize::from(wrote);
            }
            Ok(None) => {
                app.store.fail_job(job, "the customer is not known yet", now, MOST_ATTEMPTS).await?;
            }
            Err(problem) => {
                tracing::error!(%problem, job = job.id, "a case was not acknowledged");
                app.store.fail_job(job, &problem.to_string(), now, MOST_ATTEMPTS).await?;
            }
        }
    }
    Ok(written)
}

/// Whether the customer was written to; `None` while it is not known who that is.
async fn acknowledge(
    app: &App,
    job: &Job,
    texts: &dyn CaseTexts,
    base_url: &str,
    now: Instant,
) -> Result<Option<bool>, AppError> {
    let Some((id, _)) = app.store.case_event(event_of(job)?).await? else { return Ok(Some(false)) };
    let Some(case) = app.store.case(id).await? else { return Ok(Some(false)) };
    let Some(customer) = case.customer else {
        return Ok((now.micros_since(case.received_at) >= CUSTOMER_WITHIN).then_some(false));
    };
    let Some(channel) = way(app, &case, customer).await? else { return Ok(Some(false)) };
    let head = LetterHead::of(app, &case, channel, base_url).await?;
    let letter = texts.acknowledge(&Acknowledgement { head, due_at: case.due_at() });
    let reply = Reply {
        key: format!("{}:acknowledged", subject(id)),
        customer,
        channel,
        category: Category::Service,
        subject: letter.subject,
        text: letter.text,
        html: letter.html,
        about: subject(id),
    };
    let goes = match write_to_customer(app, &reply, "program:cases").await? {
        Wrote::GoesOut(_) | Wrote::Waits(..) => true,
        Wrote::Withheld(_) => false,
        // A process died between the message and the step: the message says whether the customer hears of it.
        Wrote::Already => {
            let written = app.store.messages_about(&reply.about).await?;
            written.iter().any(|held| held.new.key == reply.key && held.state != MessageState::Withheld)
        }
    };
    if goes && case.state == CaseState::Received {
        match act(app, id, None, &CaseAction::Acknowledge, &Doer::Program("cases")).await {
            // Somebody else acknowledged it between the look and the write.
            Err(AppError::Case(_)) => {}
            done => {
                done?;
            }
        }
    }
    Ok(Some(goes))
}

/// The worker that acknowledges and sends answers, until it is told to stop.
pub struct CaseAcknowledger {
    app: App,
    texts: Arc<dyn CaseTexts>,
    base_url: String,
}

impl CaseAcknowledger {
    /// A worker of this program; `base_url` is where customers reach it, without a slash at its end, or empty.
    #[must_use]
    pub fn new(app: App, texts: Arc<dyn CaseTexts>, base_url: String) -> Self {
        Self { app, texts, base_url }
    }

    /// Works until `stop` says so. A failure is logged and tried again at the next look.
    pub async fn run(mut self, stop: watch::Receiver<bool>) {
        until_stopped(&mut self, stop).await;
    }
}

impl Rounds for CaseAcknowledger {
    const DOES: &'static str = "acknowledging cases and sending answers";
    const EVERY: Duration = Duration::from_millis(250);

    async fn round(&mut self) -> Result<Next, AppError> {
        // Neither waits for the other.
        let acknowledged = acknowledge_cases(&self.app, &*self.texts, &self.base_url).await;
        let sent = send_answers(&self.app, &*self.texts, &self.base_url).await;
        acknowledged.and(sent).map(|_| Next::AfterPause)
    }
}

//! Telling the journal what happens with cases, and finding out whose they are.

use std::time::Duration;

use hamdel_domain::cases::{Case, CaseId, Matter};
use hamdel_domain::clock::SECOND;
use hamdel_domain::{Identifier, Instant, Interaction, JournalBatch, SourceId};
use hamdel_store::audit::{AuditEntry, append};
use hamdel_store::cases::{CaseEvent, give_customer};
use hamdel_store::contact::hold_contacts;
use hamdel_store::jobs::{Job, NewJob, enqueue};
use hamdel_store::sources::SourceKind;
use hamdel_store::{StoreError, Transaction, encode_batch};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::watch;

use super::proposals::remember;
use super::{SOURCE, subject};
use crate::intake::event::interaction_id;
use crate::work::{Next, Rounds, until_stopped};
use crate::{App, AppError};

/// The job that tells an event to the journal.
const TELL_CASE_EVENT: &str = "case.tell";
/// Events told in one batch.
const AT_ONCE: u32 = 200;
/// How long a worker holds a job, in microseconds.
pub(super) const LOCK: i64 = 60 * SECOND;
/// Attempts before a job is given up and shown as failed.
pub(super) const MOST_ATTEMPTS: i64 = 20;
/// Looks between two searches for whose cases are.
const LOOKS_BETWEEN: u32 = 8;

#[derive(Deserialize)]
struct Payload {
    event: i64,
}

/// The number of the event a job is about.
pub(super) fn event_of(job: &Job) -> Result<i64, AppError> {
    let payload: Payload =
        serde_json::from_str(&job.payload).map_err(|_| StoreError::corrupt("the payload of a job"))?;
    Ok(payload.event)
}

/// Has an event told to the journal from then on, in the transaction that keeps it.
pub(super) async fn enqueue_telling(tx: &mut Transaction, event: i64, run_at: Instant) -> Result<(), AppError> {
    let (payload, key) = (json!({ "event": event }).to_string(), telling_key(event));
    enqueue(tx, NewJob { kind: TELL_CASE_EVENT, payload: &payload, run_at, dedup_key: Some(&key) }).await?;
    Ok(())
}

/// The key of the job that tells an event, as long as it waits.
pub(super) fn telling_key(event: i64) -> String {
    format!("{TELL_CASE_EVENT}:{event}")
}

/// Tells what waits to the journal, and gives how many events it told. What is in the journal and not yet finished at
/// a crash is told again under the same names.
///
/// # Errors
/// When store or journal do not answer; the jobs then come back by themselves.
pub async fn tell_cases(app: &App) -> Result<usize, AppError> {
    let now = app.clock.now();
    if !app.store.is_job_due(TELL_CASE_EVENT, now).await? {
        return Ok(0);
    }
    let jobs = app.store.claim_jobs_of(TELL_CASE_EVENT, now, now.plus_micros(LOCK), AT_ONCE).await?;
    let source = app.store.find_or_create_source(SOURCE, SourceKind::System, now).await?.id;
    let mut batch = JournalBatch { source, received_at: now, interactions: Vec::new(), rejections: Vec::new() };
    let mut told: Vec<&Job> = Vec::new();
    for job in &jobs {
        match interaction_of(app, event_of(job)?, source, now).await {
            Ok(interaction) => {
                batch.interactions.extend(interaction);
                told.push(job);
            }
            Err(problem) => {
                tracing::error!(%problem, job = job.id, "what happened with a case was not told to the journal");
                app.store.fail_job(job, &problem.to_string(), now, MOST_ATTEMPTS).await?;
            }
        }
    }
    if !batch.interactions.is_empty() {
        app.intake.queue().append_when_there_is_room(encode_batch(&batch)?).await?;
    }
    for job in &told {
        app.store.finish_job(job).await?;
    }
    Ok(told.len())
}

/// The interaction that an event is; none where the case was erased.
async fn interaction_of(
    app: &App,
    event: i64,
    source: SourceId,
    now: Instant,
) -> Result<Option<Interaction>, AppError> {
    let Some((id, event)) = app.store.case_event(event).await? else { return Ok(None) };
    let Some(case) = app.store.case(id).await? else { return Ok(None) };
    let identifiers = identifiers(app, &case).await?;
    let message_id = format!("case:{id}:{}", event.id);
    let owner = match case.owner {
        Some(owner) => app.store.user(owner).await?.and_then(|user| user.employee),
        None => None,
    };
    Ok(Some(Interaction {
        id: interaction_id(source, &message_id),
        message_id,
        source: SOURCE.to_owned(),
        kind: kind_of(&case, &event),
        occurred_at: event.at,
        received_at: now,
        identifiers,
        touchpoint: case.facts.touchpoint.clone(),
        channel: Some(case.channel),
        unit: case.facts.unit.clone(),
        employee: owner,
        // Only the customer's own words are a text of the customer's.
        text: (event.did == super::take_down::RECEIVED || event.did == "heard").then_some(event.text),
        session: Some(subject(id)),
        properties: json!({
            "case": id,
            "reference": case.reference.to_string(),
            "matter": case.facts.matter,
            "kind": case.facts.kind,
            "severity": case.severity(),
            "cause": case.cause,
            "decision": case.decision,
        })
        .to_string(),
        ..Interaction::default()
    }))
}

/// `complaint_received`, `request_received` when it begins; `case_answered`, `case_closed` … after that.
fn kind_of(case: &Case, event: &CaseEvent) -> String {
    if event.did == super::take_down::RECEIVED {
        return match case.facts.matter {
            Matter::Complaint => "complaint_received".to_owned(),
            Matter::Request => "request_received".to_owned(),
            Matter::Recovery => "recovery_begun".to_owned(),
        };
    }
    format!("case_{}", event.did)
}

/// Who it is about: today's customer by the strongest identifier, or what was given as contact.
async fn identifiers(app: &App, case: &Case) -> Result<Vec<Identifier>, AppError> {
    if let Some(customer) = case.customer
        && let Some(today) = app.store.customer_today(customer).await?
    {
        let record = app.store.profile_record(today).await?;
        let strongest: Vec<Identifier> = record.identifiers.into_iter().take(1).map(|row| row.identifier).collect();
        if !strongest.is_empty() {
            return Ok(strongest);
        }
    }
    let mut given = case.contact.identifiers.clone();
    given.sort();
    given.dedup();
    Ok(given)
}

/// Finds out whose cases are that came from somebody not known yet; gives how many it found. An identifier that is
/// told to the journal is somebody's as soon as the projector has read it.
///
/// # Errors
/// When the store does not answer.
pub async fn find_customers(app: &App) -> Result<usize, AppError> {
    let (mut found, mut after) = (0, CaseId(0));
    loop {
        let cases = app.store.cases_without_customer(after, AT_ONCE).await?;
        let Some(last) = cases.last() else { return Ok(found) };
        after = last.id;
        for case in &cases {
            found += usize::from(find_customer(app, case).await?);
        }
    }
}

async fn find_customer(app: &App, case: &Case) -> Result<bool, AppError> {
    let mut given = case.contact.identifiers.clone();
    given.sort();
    for identifier in given {
        let Some(customer) = app.store.customer_of_identifier(&identifier).await? else { continue };
        let now = app.clock.now();
        let mut tx = app.store.state().begin().await?;
        if !give_customer(&mut tx, case.id, customer).await? {
            return Ok(false);
        }
        if case.is_open() && case.facts.matter == Matter::Complaint {
            hold_contacts(&mut tx, customer, &subject(case.id), now).await?;
        }
        let entry = AuditEntry {
            at: now,
            actor: "program:cases".to_owned(),
            action: "case.customer_found".to_owned(),
            subject: subject(case.id),
            detail: json!({ "after": { "customer": customer, "by": identifier.kind().as_str() } }).to_string(),
        };
        append(&mut tx, &entry).await?;
        tx.commit().await.map_err(StoreError::from)?;
        return Ok(true);
    }
    Ok(false)
}

/// The worker that tells and finds, until it is told to stop.
pub struct CaseTeller {
    app: App,
    looks: u32,
}

impl CaseTeller {
    /// A worker of this program.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self { app, looks: 0 }
    }

    /// Works until `stop` says so. A failure is logged and tried again at the next look.
    pub async fn run(mut self, stop: watch::Receiver<bool>) {
        until_stopped(&mut self, stop).await;
    }
}

impl Rounds for CaseTeller {
    const DOES: &'static str = "telling cases to the journal";
    const EVERY: Duration = Duration::from_millis(250);

    async fn round(&mut self) -> Result<Next, AppError> {
        remember(&self.app);
        let told = tell_cases(&self.app).await;
        if self.looks.is_multiple_of(LOOKS_BETWEEN)
            && let Err(problem) = find_customers(&self.app).await
        {
            tracing::warn!(%problem, "whose cases are was not looked for");
        }
        self.looks = self.looks.wrapping_add(1);
        told.map(|_| Next::AfterPause)
    }
}

//! Telling responses to the journal, and leaving those that nobody goes on with.

use std::time::Duration;

use hamdel_domain::JournalBatch;
use hamdel_domain::clock::SECOND;
use hamdel_domain::surveys::ResponseId;
use hamdel_store::encode_batch;
use hamdel_store::jobs::Job;
use hamdel_store::responses::TELL_RESPONSE;
use hamdel_store::sources::SourceKind;
use serde::Deserialize;
use tokio::sync::watch;

use super::interactions::{SOURCE, interactions_of};
use crate::work::{Next, Rounds, until_stopped};
use crate::{App, AppError};

/// Responses told in one batch.
const AT_ONCE: u32 = 100;
/// How long a worker holds a job, in microseconds: many times what a batch takes, and no longer than customers' stories
/// may wait when the process that holds it is killed. Told by two, a response is told once.
const LOCK: i64 = 10 * SECOND;
/// Attempts before a job is given up and shown as failed.
const MOST_ATTEMPTS: i64 = 20;
/// Looks between two searches for responses that were left.
const LOOKS_BETWEEN: u32 = 240;
/// How long nobody goes on with a response before it counts as left, in microseconds.
pub const LEFT_AFTER: i64 = 6 * 3600 * SECOND;

#[derive(Deserialize)]
struct Payload {
    response: i64,
}

/// Tells what waits to the journal, and gives how many responses it told. What is in the journal and not yet
/// finished at a crash is told again under the same names.
///
/// # Errors
/// When store or journal do not answer; the jobs then come back by themselves.
pub async fn tell_responses(app: &App) -> Result<usize, AppError> {
    let now = app.clock.now();
    if !app.store.is_job_due(TELL_RESPONSE, now).await? {
        return Ok(0);
    }
    let jobs = app.store.claim_jobs_of(TELL_RESPONSE, now, now.plus_micros(LOCK), AT_ONCE).await?;
    let source = app.store.find_or_create_source(SOURCE, SourceKind::System, now).await?.id;
    let mut batch = JournalBatch { source, received_at: now, interactions: Vec::new(), rejections: Vec::new() };
    let mut told: Vec<&Job> = Vec::new();
    for job in &jobs {
        match one(app, job, &mut batch).await {
            Ok(()) => told.push(job),
            Err(problem) => {
                tracing::error!(%problem, job = job.id, "a response was not told to the journal");
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

async fn one(app: &App, job: &Job, batch: &mut JournalBatch) -> Result<(), AppError> {
    let payload: Payload =
        serde_json::from_str(&job.payload).map_err(|_| hamdel_store::StoreError::corrupt("the payload of a job"))?;
    // A response that was erased has nothing to tell.
    let Some(response) = app.store.response(ResponseId(payload.response)).await? else { return Ok(()) };
    crate::cases::reopen_unsolved(app, &response).await?;
    batch.interactions.extend(interactions_of(app, response, batch.source, batch.received_at).await?);
    Ok(())
}

/// Makes responses partial that have answers and that nobody goes on with; gives how many.
///
/// # Errors
/// When the store does not answer.
pub async fn leave_responses(app: &App) -> Result<u64, AppError> {
    let now = app.clock.now();
    Ok(app.store.leave_responses(now.plus_micros(-LEFT_AFTER), AT_ONCE, now).await?)
}

/// The worker that does both, until it is told to stop.
pub struct ResponseTeller {
    app: App,
    looks: u32,
}

impl ResponseTeller {
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

impl Rounds for ResponseTeller {
    const DOES: &'static str = "telling responses to the journal";
    /// A response is in the customer's story within a second.
    const EVERY: Duration = Duration::from_millis(250);

    async fn round(&mut self) -> Result<Next, AppError> {
        let told = tell_responses(&self.app).await;
        if self.looks.is_multiple_of(LOOKS_BETWEEN)
            && let Err(problem) = leave_responses(&self.app).await
        {
            tracing::warn!(%problem, "responses that were left were not looked for");
        }
        self.looks = self.looks.wrapping_add(1);
        told.map(|_| Next::AfterPause)
    }
}

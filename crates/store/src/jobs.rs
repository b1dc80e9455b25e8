//! Work that waits for its time. Enqueued inside the transaction that causes it; every job is written so that
//! running it twice does no harm.
//!
//! ```text
//! waiting --claim--> running --finish--> gone
//!    ^                 |  \--the lock runs out--> may be claimed again
//!    \---fail, later---/---fail for the last time--> failed --retry--> waiting
//! ```

use hamdel_domain::Instant;
use hamdel_domain::clock::SECOND;
use sqlx::{AnyConnection, AssertSqlSafe};

use crate::Store;
use crate::error::StoreError;
use crate::rows::{Param, storable};

/// The first pause after a failure; each further one is twice as long, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: i64 = 10 * SECOND;
/// The longest pause after a failure.
const LONGEST_PAUSE: i64 = 3600 * SECOND;

/// A job to be enqueued.
#[derive(Clone, Copy, Debug)]
pub struct NewJob<'a> {
    /// Which job: `lake.compact`.
    pub kind: &'a str,
    /// What it needs to know, as JSON text.
    pub payload: &'a str,
    /// Not before.
    pub run_at: Instant,
    /// While a job with this key waits, another one is not enqueued.
    pub dedup_key: Option<&'a str>,
}

/// A job that its holder has claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub id: i64,
    /// Which job.
    pub kind: String,
    /// What it needs to know, as JSON text.
    pub payload: String,
    /// How often it was begun, this time included.
    pub attempts: i64,
}

/// A job that failed for the last time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedJob {
    /// What it was.
    pub job: Job,
    /// What went wrong.
    pub error: String,
}

/// How many jobs are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobCounts {
    /// Waiting for their time or for a worker.
    pub waiting: u64,
    /// Claimed.
    pub running: u64,
    /// Given up.
    pub failed: u64,
}

type Row = (i64, String, String, i64);

fn job((id, kind, payload, attempts): Row) -> Job {
    Job { id, kind, payload, attempts }
}

/// Enqueues a job inside the transaction that causes it. Gives its number, or `None` when one with the same
/// key waits already.
///
/// # Errors
/// When the database fails.
pub async fn enqueue(connection: &mut AnyConnection, new: NewJob<'_>) -> Result<Option<i64>, StoreError> {
    let query = sqlx::query_scalar(
        "INSERT INTO jobs (kind, payload, run_at, attempts, state, dedup_key) VALUES ($1, $2, $3, 0, 'waiting', $4)
         ON CONFLICT (dedup_key) DO NOTHING RETURNING job_id",
    );
    Ok(query
        .bind(new.kind)
        .bind(storable(new.payload))
        .bind(new.run_at.micros())
        .bind(new.dedup_key.map(str::to_owned))
        .fetch_optional(connection)
        .await?)
}

/// Takes back a job that has not begun, by its key; whether it was there.
///
/// # Errors
/// When the database fails.
pub async fn take_back(connection: &mut AnyConnection, dedup_key: &str) -> Result<bool, StoreError> {
    let query = sqlx::query("DELETE FROM jobs WHERE dedup_key = $1 AND state = 'waiting' AND attempts = 0");
    Ok(query.bind(dedup_key.to_owned()).execute(connection).await?.rows_affected() == 1)
}

/// A claimed job is done, in the transaction that does it: what is done and the job's end are one. `false` when the lock
/// ran out and another has it.
///
/// # Errors
/// When the database fails.
pub async fn finish(connection: &mut AnyConnection, job: &Job) -> Result<bool, StoreError> {
    let query = sqlx::query("DELETE FROM jobs WHERE job_id = $1 AND attempts = $2 AND state = 'running'");
    Ok(query.bind(job.id).bind(job.attempts).execute(connection).await?.rows_affected() == 1)
}

impl Store {
    /// Enqueues a job that nothing else causes, such as one of a schedule.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue_job(&self, new: NewJob<'_>) -> Result<Option<i64>, StoreError> {
        let mut connection = self.state.writer().acquire().await?;
        enqueue(&mut connection, new).await
    }

    /// Claims jobs that are due, and those whose holder's lock ran out, oldest first. No job is claimed by two
    /// at once. From here on another job with the same key may be enqueued, as this one may have read already
    /// what that one is about.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_jobs(&self, now: Instant, locked_until: Instant, limit: u32) -> Result<Vec<Job>, StoreError> {
        let sql = format!(
            "UPDATE jobs SET state = 'running', attempts = attempts + 1, locked_until = $2, dedup_key = NULL
             WHERE job_id IN (
                 SELECT job_id FROM jobs
                 WHERE (state = 'waiting' AND run_at <= $1) OR (state = 'running' AND locked_until <= $1)
                 ORDER BY run_at, job_id LIMIT $3{}
             )
             RETURNING job_id, kind, payload, attempts",
            self.state.dialect().skip_locked()
        );
        let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(sql))
            .bind(now.micros())
            .bind(locked_until.micros())
            .bind(i64::from(limit))
            .fetch_all(self.state.writer())
            .await?;
        let mut jobs: Vec<Job> = rows.into_iter().map(job).collect();
        jobs.sort_by_key(|job| job.id);
        Ok(jobs)
    }

    /// The same for jobs of one kind, for a worker that knows no other.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_jobs_of(
        &self,
        kind: &str,
        now: Instant,
        locked_until: Instant,
        limit: u32,
    ) -> Result<Vec<Job>, StoreError> {
        let sql = format!(
            "UPDATE jobs SET state = 'running', attempts = attempts + 1, locked_until = $2, dedup_key = NULL
             WHERE job_id IN (
                 SELECT job_id FROM jobs
                 WHERE kind = $4
                     AND ((state = 'waiting' AND run_at <= $1) OR (state = 'running' AND locked_until <= $1))
                 ORDER BY run_at, job_id LIMIT $3{}
             )
             RETURNING job_id, kind, payload, attempts",
            self.state.dialect().skip_locked()
        );
        let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(sql))
            .bind(now.micros())
            .bind(locked_until.micros())
            .bind(i64::from(limit))
            .bind(kind)
            .fetch_all(self.state.writer())
            .await?;
        let mut jobs: Vec<Job> = rows.into_iter().map(job).collect();
        jobs.sort_by_key(|job| job.id);
        Ok(jobs)
    }

    /// Whether a job of a kind could be claimed: a read, so that a worker that looks often never holds up those
    /// who write.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_job_due(&self, kind: &str, now: Instant) -> Result<bool, StoreError> {
        let found: Option<i64> = sqlx::query_scalar(
            "SELECT job_id FROM jobs
             WHERE kind = $1 AND ((state = 'waiting' AND run_at <= $2) OR (state = 'running' AND locked_until <= $2))
             LIMIT 1",
        )
        .bind(kind)
        .bind(now.micros())
        .fetch_optional(self.state.reader())
        .await?;
        Ok(found.is_some())
    }

    /// Holds a claimed job for longer. `false` when the lock ran out and another has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn extend_job(&self, job: &Job, locked_until: Instant) -> Result<bool, StoreError> {
        let held =
            sqlx::query("UPDATE jobs SET locked_until = $3 WHERE job_id = $1 AND attempts = $2 AND state = 'running'")
                .bind(job.id)
                .bind(job.attempts)
                .bind(locked_until.micros())
                .execute(self.state.writer())
                .await?;
        Ok(held.rows_affected() == 1)
    }

    /// A claimed job is done. `false` when the lock ran out and another has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish_job(&self, job: &Job) -> Result<bool, StoreError> {
        let mut connection = self.state.writer().acquire().await?;
        finish(&mut connection, job).await
    }

    /// A claimed job failed: it waits for its next attempt, longer each time, or after `most_attempts` is kept
    /// as failed. `false` when the lock ran out and another has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fail_job(&self, job: &Job, error: &str, now: Instant, most_attempts: i64) -> Result<bool, StoreError> {
        let state = if job.attempts >= most_attempts { "failed" } else { "waiting" };
        let failed = sqlx::query(
            "UPDATE jobs SET state = $3, run_at = $4, last_error = $5, locked_until = NULL
             WHERE job_id = $1 AND attempts = $2 AND state = 'running'",
        )
        .bind(job.id)
        .bind(job.attempts)
        .bind(state)
        .bind(now.plus_micros(pause(job.attempts)).micros());
        let failed = Param::Text(error).bind_to(failed).execute(self.state.writer()).await?;
        Ok(failed.rows_affected() == 1)
    }

    /// Jobs that failed for the last time, youngest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn failed_jobs(&self, limit: u32) -> Result<Vec<FailedJob>, StoreError> {
        let rows: Vec<(i64, String, String, i64, Option<String>)> = sqlx::query_as(
            "SELECT job_id, kind, payload, attempts, last_error FROM jobs WHERE state = 'failed'
             ORDER BY job_id DESC LIMIT $1",
        )
        .bind(i64::from(limit))
        .fetch_all(self.state.reader())
        .await?;
        let failed = |(id, kind, payload, attempts, error): (i64, String, String, i64, Option<String>)| FailedJob {
            job: job((id, kind, payload, attempts)),
            error: error.unwrap_or_default(),
        };
        Ok(rows.into_iter().map(failed).collect())
    }

    /// Lets a failed job wait again, with all its attempts. `false` when no such job failed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn retry_job(&self, id: i64, run_at: Instant) -> Result<bool, StoreError> {
        let retried = sqlx::query(
            "UPDATE jobs SET state = 'waiting', attempts = 0, run_at = $2 WHERE job_id = $1 AND state = 'failed'",
        )
        .bind(id)
        .bind(run_at.micros())
        .execute(self.state.writer())
        .await?;
        Ok(retried.rows_affected() == 1)
    }

    /// How many jobs are in which state.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_counts(&self) -> Result<JobCounts, StoreError> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT state, COUNT(*) FROM jobs GROUP BY state").fetch_all(self.state.reader()).await?;
        let mut counts = JobCounts::default();
        for (state, count) in rows {
            match state.as_str() {
                "waiting" => counts.waiting = count.unsigned_abs(),
                "running" => counts.running = count.unsigned_abs(),
                _ => counts.failed = count.unsigned_abs(),
            }
        }
        Ok(counts)
    }
}

fn pause(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(20);
    FIRST_PAUSE.saturating_mul(1 << doublings).min(LONGEST_PAUSE)
}

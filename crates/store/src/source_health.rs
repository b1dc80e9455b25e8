//! How sources do: what they sent, what was left out and why. Written by the projector.

use hamdel_domain::{DropReason, Instant, SourceId};

use crate::Store;
use crate::error::StoreError;

/// What a source has sent so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceActivity {
    /// Which source.
    pub source: SourceId,
    /// How many interactions were let in.
    pub accepted: u64,
    /// When the last of them was received.
    pub last_received_at: Instant,
}

/// How many events of a source were left out on one day for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DropCount {
    /// Which source.
    pub source: SourceId,
    /// The day in UTC, in days since 1970-01-01.
    pub day: i64,
    /// Why.
    pub reason: DropReason,
    /// How many.
    pub dropped: u64,
}

/// An event that was left out and kept aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedEvent {
    /// Its number; younger ones have greater ones.
    pub id: i64,
    /// Who sent it.
    pub source: SourceId,
    /// When it was received.
    pub received_at: Instant,
    /// Why it was left out.
    pub reason: DropReason,
    /// Which field, and what was wrong with it.
    pub detail: String,
    /// The event as it came, cut at 32 KiB.
    pub payload: String,
}

type RejectedRow = (i64, i64, i64, String, String, String);

fn rejected((id, source, received_at, reason, detail, payload): RejectedRow) -> Result<RejectedEvent, StoreError> {
    Ok(RejectedEvent {
        id,
        source: SourceId(source),
        received_at: Instant::from_micros(received_at),
        reason: reason_of(&reason)?,
        detail,
        payload,
    })
}

fn reason_of(text: &str) -> Result<DropReason, StoreError> {
    DropReason::parse(text).ok_or_else(|| StoreError::corrupt("the reason of an event left out"))
}

impl Store {
    /// What every source that has sent something sent.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn source_activity(&self) -> Result<Vec<SourceActivity>, StoreError> {
        let rows: Vec<(i64, i64, i64)> =
            sqlx::query_as("SELECT source_id, accepted, last_received_at FROM source_activity ORDER BY source_id")
                .fetch_all(self.state.reader())
                .await?;
        let activity = |(source, accepted, last): (i64, i64, i64)| SourceActivity {
            source: SourceId(source),
            accepted: accepted.unsigned_abs(),
            last_received_at: Instant::from_micros(last),
        };
        Ok(rows.into_iter().map(activity).collect())
    }

    /// What was left out from one day through another (days since 1970-01-01, UTC), by source, day and reason.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_counts(&self, from_day: i64, through_day: i64) -> Result<Vec<DropCount>, StoreError> {
        let rows: Vec<(i64, i64, String, i64)> = sqlx::query_as(
            "SELECT source_id, day, reason, dropped FROM drop_counts WHERE day >= $1 AND day <= $2
             ORDER BY source_id, day, reason",
        )
        .bind(from_day)
        .bind(through_day)
        .fetch_all(self.state.reader())
        .await?;
        rows.into_iter()
            .map(|(source, day, reason, dropped)| {
                let reason = reason_of(&reason)?;
                Ok(DropCount { source: SourceId(source), day, reason, dropped: dropped.unsigned_abs() })
            })
            .collect()
    }

    /// A page of what was left out of a source, youngest first: `before` is the number of the last one seen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rejected_page(
        &self,
        source: SourceId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<RejectedEvent>, StoreError> {
        sqlx::query_as(
            "SELECT rejected_id, source_id, received_at, reason, detail, payload FROM rejected
             WHERE source_id = $1 AND rejected_id < $2 ORDER BY rejected_id DESC LIMIT $3",
        )
        .bind(source.0)
        .bind(before.unwrap_or(i64::MAX))
        .bind(i64::from(limit))
        .fetch_all(self.state.reader())
        .await?
        .into_iter()
        .map(rejected)
        .collect()
    }

    /// The next of what was left out of a source, oldest first, for an export: `after` is the number of the
    /// last one written, 0 to begin.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rejected_export(
        &self,
        source: SourceId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<RejectedEvent>, StoreError> {
        sqlx::query_as(
            "SELECT rejected_id, source_id, received_at, reason, detail, payload FROM rejected
             WHERE source_id = $1 AND rejected_id > $2 ORDER BY rejected_id LIMIT $3",
        )
        .bind(source.0)
        .bind(after)
        .bind(i64::from(limit))
        .fetch_all(self.state.reader())
        .await?
        .into_iter()
        .map(rejected)
        .collect()
    }

    /// Deletes what was left out before an instant; the counts stay. Gives how many went.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn prune_rejected(&self, received_before: Instant) -> Result<u64, StoreError> {
        let pruned = sqlx::query("DELETE FROM rejected WHERE received_at < $1")
            .bind(received_before.micros())
            .execute(self.state.writer())
            .await?;
        Ok(pruned.rows_affected())
    }
}

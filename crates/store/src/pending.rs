//! Interactions that are in the state but not yet in a file of the lake. Written by the projector.

use hamdel_domain::{Instant, Position, RecordedInteraction};

use crate::Store;
use crate::codec::decode_recorded;
use crate::error::StoreError;

/// The interactions of one transaction of the projector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingBatch {
    /// The last place of the journal it comes from.
    pub through: Position,
    /// How many interactions.
    pub events: u64,
    /// When the projector wrote it.
    pub created_at: Instant,
    /// Its bytes.
    pub payload: Vec<u8>,
}

/// How much waits for the lake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PendingSize {
    /// How many interactions.
    pub events: u64,
    /// Their bytes as they are stored.
    pub bytes: u64,
    /// When the oldest was written; `None` when nothing waits.
    pub oldest: Option<Instant>,
}

impl PendingBatch {
    /// Its interactions.
    ///
    /// # Errors
    /// When the bytes are damaged; the error names the position.
    pub fn decode(&self) -> Result<Vec<RecordedInteraction>, StoreError> {
        decode_recorded(&self.payload)
            .map_err(|_| StoreError::corrupt(format!("the batch for the lake through position {}", self.through)))
    }
}

impl Store {
    /// What waits for the lake after a position, in order, at most `limit` batches.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pending_batches(&self, after: Position, limit: u32) -> Result<Vec<PendingBatch>, StoreError> {
        let rows: Vec<(i64, i64, i64, Vec<u8>)> = sqlx::query_as(
            "SELECT through, events, created_at, payload FROM pending_batches WHERE through > $1
             ORDER BY through LIMIT $2",
        )
        .bind(after.0)
        .bind(i64::from(limit))
        .fetch_all(self.state.reader())
        .await?;
        let batch = |(through, events, created_at, payload): (i64, i64, i64, Vec<u8>)| PendingBatch {
            through: Position(through),
            events: events.unsigned_abs(),
            created_at: Instant::from_micros(created_at),
            payload,
        };
        Ok(rows.into_iter().map(batch).collect())
    }

    /// How much waits for the lake.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pending_size(&self) -> Result<PendingSize, StoreError> {
        let (events, bytes, oldest): (i64, i64, Option<i64>) = sqlx::query_as(
            "SELECT CAST(COALESCE(SUM(events), 0) AS BIGINT), CAST(COALESCE(SUM(LENGTH(payload)), 0) AS BIGINT),
                 MIN(created_at) FROM pending_batches",
        )
        .fetch_one(self.state.reader())
        .await?;
        let oldest = oldest.map(Instant::from_micros);
        Ok(PendingSize { events: events.unsigned_abs(), bytes: bytes.unsigned_abs(), oldest })
    }

    /// Deletes what the lake now has, through a position. Gives how many batches went.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_pending(&self, through: Position) -> Result<u64, StoreError> {
        let deleted = sqlx::query("DELETE FROM pending_batches WHERE through <= $1")
            .bind(through.0)
            .execute(self.state.writer())
            .await?;
        Ok(deleted.rows_affected())
    }
}

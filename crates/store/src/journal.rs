//! The journal: whole intake batches, durable and in order.

use hamdel_domain::{Instant, JournalBatch, JournalEntry, Position};
use sqlx::Row;

use crate::codec::{EncodedBatch, decode_batch, encode_batch};
use crate::error::StoreError;
use crate::rows::{Param, insert_many};
use crate::{Store, Transaction};

/// Batches deleted in one transaction, so that an append waits for a few milliseconds at most.
const PRUNED_AT_ONCE: i64 = 200;

/// An entry as it was read; decoding it is left to the core that wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedEntry {
    /// Its place in the journal.
    pub position: Position,
    /// How many events it carries, let in and left out.
    pub events: u64,
    /// Its bytes.
    pub payload: Vec<u8>,
}

impl EncodedEntry {
    /// The batch with its place.
    ///
    /// # Errors
    /// When the bytes are damaged; the error names the position.
    pub fn decode(&self) -> Result<JournalEntry, StoreError> {
        let batch = decode_batch(&self.payload)
            .map_err(|_| StoreError::corrupt(format!("the journal at position {}", self.position)))?;
        Ok(JournalEntry { position: self.position, batch })
    }
}

impl Store {
    /// Appends batches in one transaction and gives their places, which follow each other. When it returns,
    /// they are on the disk.
    ///
    /// # Errors
    /// When the database fails or its disk is full; none of them is then in the journal.
    pub async fn append_batches(&self, batches: &[JournalBatch]) -> Result<Vec<Position>, StoreError> {
        let encoded = batches.iter().map(encode_batch).collect::<Result<Vec<_>, _>>()?;
        self.append_encoded(&encoded).await
    }

    /// Appends batches that are encoded already; see [`Store::append_batches`].
    ///
    /// # Errors
    /// When the database fails or its disk is full; none of them is then in the journal.
    pub async fn append_encoded(&self, batches: &[EncodedBatch]) -> Result<Vec<Position>, StoreError> {
        if batches.is_empty() {
            return Ok(Vec::new());
        }
        let mut transaction = self.journal.begin().await?;
        let first = take_places(&mut transaction, batches.len()).await?;
        let rows: Vec<_> = (first..)
            .zip(batches)
            .map(|(position, batch)| {
                [
                    Param::Integer(position),
                    Param::Integer(batch.source.0),
                    Param::Integer(batch.received_at.micros()),
                    Param::Integer(i64::try_from(batch.events).unwrap_or(i64::MAX)),
                    Param::Blob(&batch.payload),
                ]
            })
            .collect();
        let head = "INSERT INTO journal (position, source_id, received_at, events, payload)";
        insert_many(&mut transaction, head, &rows, "").await?;
        transaction.commit().await?;
        Ok((first..).take(batches.len()).map(Position).collect())
    }

    /// Reads on after a position: as many batches as hold `max_events`, at least one when there is one, at
    /// most `max_batches`.
    ///
    /// # Errors
    /// When the database fails or an entry is damaged.
    pub async fn read_journal(
        &self,
        after: Position,
        max_events: u64,
        max_batches: u32,
    ) -> Result<Vec<JournalEntry>, StoreError> {
        let entries = self.read_journal_encoded(after, max_events, max_batches).await?;
        entries.iter().map(EncodedEntry::decode).collect()
    }

    /// The same as [`Store::read_journal`], not yet decoded.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_journal_encoded(
        &self,
        after: Position,
        max_events: u64,
        max_batches: u32,
    ) -> Result<Vec<EncodedEntry>, StoreError> {
        let sizes: Vec<(i64, i64)> =
            sqlx::query_as("SELECT position, events FROM journal WHERE position > $1 ORDER BY position LIMIT $2")
                .bind(after.0)
                .bind(i64::from(max_batches))
                .fetch_all(self.journal.reader())
                .await?;
        let mut room = i64::try_from(max_events).unwrap_or(i64::MAX);
        let fits = |&(_, events): &(i64, i64)| {
            let before = room;
            room = room.saturating_sub(events);
            // An entry that fills the rest of the room is taken, so one entry always is.
            before > 0
        };
        let Some((last, _)) = sizes.into_iter().take_while(fits).last() else { return Ok(Vec::new()) };
        sqlx::query(
            "SELECT position, events, payload FROM journal WHERE position > $1 AND position <= $2 ORDER BY position",
        )
        .bind(after.0)
        .bind(last)
        .fetch_all(self.journal.reader())
        .await?
        .iter()
        .map(|row| {
            Ok(EncodedEntry {
                position: Position(row.try_get(0)?),
                events: row.try_get::<i64, _>(1)?.unsigned_abs(),
                payload: row.try_get(2)?,
            })
        })
        .collect()
    }

    /// The place of the last batch; 0 for an empty journal.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn journal_end(&self) -> Result<Position, StoreError> {
        let last: i64 =
            sqlx::query_scalar("SELECT last FROM journal_head WHERE id = 1").fetch_one(self.journal.reader()).await?;
        Ok(Position(last))
    }

    /// Deletes batches up to a position that were received before an instant, in groups from the oldest on,
    /// and ends with the group in which one is younger. Gives how many went.
    ///
    /// # Errors
    /// When the database fails; what was deleted by then stays deleted.
    pub async fn prune_journal(&self, through: Position, received_before: Instant) -> Result<u64, StoreError> {
        let mut pruned = 0;
        loop {
            let deleted = sqlx::query(
                "DELETE FROM journal WHERE received_at < $2 AND position IN
                     (SELECT position FROM journal WHERE position <= $1 ORDER BY position LIMIT $3)",
            )
            .bind(through.0)
            .bind(received_before.micros())
            .bind(PRUNED_AT_ONCE)
            .execute(self.journal.writer())
            .await?
            .rows_affected();
            pruned += deleted;
            if deleted < PRUNED_AT_ONCE.unsigned_abs() {
                return Ok(pruned);
            }
        }
    }

    /// The bytes that the journal takes on the disk.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn journal_size(&self) -> Result<u64, StoreError> {
        let bytes: i64 =
            sqlx::query_scalar(self.journal.dialect().journal_size_query()).fetch_one(self.journal.reader()).await?;
        Ok(bytes.unsigned_abs())
    }
}

/// Takes the next `count` places and gives the first. The row stays locked until the transaction ends, so
/// that with several writers places become visible in their order and a reader never misses one.
async fn take_places(transaction: &mut Transaction, count: usize) -> Result<i64, StoreError> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let last: i64 = sqlx::query_scalar("UPDATE journal_head SET last = last + $1 WHERE id = 1 RETURNING last")
        .bind(count)
        .fetch_one(&mut **transaction)
        .await?;
    Ok(last - count + 1)
}

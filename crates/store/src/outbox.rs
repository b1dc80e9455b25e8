//! What is to be told to the outside, written in the transaction in which it became true.

use hamdel_domain::Instant;
use sqlx::AnyConnection;

use crate::Store;
use crate::error::StoreError;
use crate::rows::storable;

/// Something that waits to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    /// Its number; they are told in this order.
    pub id: i64,
    /// What it is about.
    pub topic: String,
    /// What to tell, as JSON text.
    pub payload: String,
    /// Since when it waits.
    pub created_at: Instant,
}

/// Writes an entry inside the transaction in which it becomes true, and gives its number.
///
/// # Errors
/// When the database fails.
pub async fn put(connection: &mut AnyConnection, topic: &str, payload: &str, now: Instant) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("INSERT INTO outbox (topic, payload, created_at) VALUES ($1, $2, $3) RETURNING outbox_id")
        .bind(topic)
        .bind(storable(payload))
        .bind(now.micros())
        .fetch_one(connection)
        .await?)
}

impl Store {
    /// What waits to be told, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn outbox_waiting(&self, limit: u32) -> Result<Vec<OutboxEntry>, StoreError> {
        let rows: Vec<(i64, String, String, i64)> = sqlx::query_as(
            "SELECT outbox_id, topic, payload, created_at FROM outbox WHERE delivered_at IS NULL
             ORDER BY outbox_id LIMIT $1",
        )
        .bind(i64::from(limit))
        .fetch_all(self.state.reader())
        .await?;
        let entry = |(id, topic, payload, created_at): (i64, String, String, i64)| OutboxEntry {
            id,
            topic,
            payload,
            created_at: Instant::from_micros(created_at),
        };
        Ok(rows.into_iter().map(entry).collect())
    }

    /// Marks entries as told. Gives how many were waiting.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_delivered(&self, ids: &[i64], now: Instant) -> Result<u64, StoreError> {
        let mut transaction = self.state.begin().await?;
        let mut marked = 0;
        for id in ids {
            marked += sqlx::query("UPDATE outbox SET delivered_at = $2 WHERE outbox_id = $1 AND delivered_at IS NULL")
                .bind(*id)
                .bind(now.micros())
                .execute(&mut *transaction)
                .await?
                .rows_affected();
        }
        transaction.commit().await?;
        Ok(marked)
    }

    /// Deletes what was told before an instant.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn prune_outbox(&self, delivered_before: Instant) -> Result<u64, StoreError> {
        let pruned = sqlx::query("DELETE FROM outbox WHERE delivered_at < $1")
            .bind(delivered_before.micros())
            .execute(self.state.writer())
            .await?;
        Ok(pruned.rows_affected())
    }
}

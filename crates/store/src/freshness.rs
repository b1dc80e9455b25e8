//! How far what readers see is behind what was acknowledged.

use sqlx::Row;

use hamdel_domain::{Instant, Position};

use crate::Store;
use crate::error::StoreError;

impl Store {
    /// The position a cursor has reached, read without waiting for whoever moves it; 0 for one that never moved.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cursor_position(&self, name: &str) -> Result<Position, StoreError> {
        let query = sqlx::query("SELECT position FROM cursor WHERE name = $1").bind(name.to_owned());
        let row = query.fetch_optional(self.state().reader()).await?;
        Ok(Position(row.map_or(Ok(0), |row| row.try_get(0))?))
    }

    /// How many events the journal holds after a position, and when the oldest of them was received.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn journal_after(&self, position: Position) -> Result<(i64, Option<Instant>), StoreError> {
        let sql = "SELECT CAST(COALESCE(SUM(events), 0) AS BIGINT), MIN(received_at) FROM journal WHERE position > $1";
        let row = sqlx::query(sql).bind(position.0).fetch_one(self.journal_database().reader()).await?;
        Ok((row.try_get(0)?, row.try_get::<Option<i64>, _>(1)?.map(Instant::from_micros)))
    }
}

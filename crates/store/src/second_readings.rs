//! How the company's own language model reads comments of which the program was unsure.

use sqlx::Row;
use sqlx::any::AnyRow;

use hamdel_domain::Instant;

use crate::Store;
use crate::error::StoreError;
use crate::rows::Param;
use crate::themes::rise;

/// A second reading of a comment, as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredReading {
    /// The comment, as the 32 hexadecimal digits of its interaction.
    pub interaction: String,
    /// The name of its sentiment; `None` where the model was asked and said none.
    pub sentiment: Option<String>,
    /// What it speaks of, as JSON text.
    pub subjects: String,
    /// The model that read it.
    pub model: String,
}

impl Store {
    /// The newest second readings, at most so many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn second_readings(&self, limit: u32) -> Result<Vec<StoredReading>, StoreError> {
        let sql = "SELECT interaction_id, sentiment, subjects, model FROM second_readings
             ORDER BY read_at DESC, interaction_id LIMIT $1";
        let rows = sqlx::query(sql).bind(i64::from(limit)).fetch_all(self.state().reader()).await?;
        rows.iter().map(reading).collect()
    }

    /// Keeps readings; whatever was understood with the earlier ones is understood anew.
    ///
    /// # Errors
    /// When the database fails; none is kept then.
    pub async fn keep_second_readings(&self, readings: &[StoredReading], now: Instant) -> Result<(), StoreError> {
        let mut tx = self.state().begin().await?;
        rise(&mut tx).await?;
        let sql = "INSERT INTO second_readings (interaction_id, sentiment, subjects, model, read_at)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (interaction_id) DO UPDATE SET sentiment = excluded.sentiment, subjects = excluded.subjects,
                 model = excluded.model, read_at = excluded.read_at";
        for held in readings {
            let params = [
                Param::Text(&held.interaction),
                Param::OptText(held.sentiment.as_deref()),
                Param::Text(&held.subjects),
                Param::Text(&held.model),
                Param::Integer(now.micros()),
            ];
            params.into_iter().fold(sqlx::query(sql), |query, param| param.bind_to(query)).execute(&mut *tx).await?;
        }
        Ok(tx.commit().await?)
    }
}

fn reading(row: &AnyRow) -> Result<StoredReading, StoreError> {
    Ok(StoredReading {
        interaction: row.try_get(0)?,
        sentiment: row.try_get(1)?,
        subjects: row.try_get(2)?,
        model: row.try_get(3)?,
    })
}

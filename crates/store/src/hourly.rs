//! Interactions counted by the hour: what charts over time are drawn from.

use sqlx::Row;

use hamdel_domain::Amount;

use crate::Store;
use crate::error::StoreError;

/// Interactions of one local day on one channel and in one stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayCount {
    /// Days since 1970-01-01, by the offset that was asked for.
    pub day: i64,
    /// The channel; empty where none was given.
    pub channel: String,
    /// The stage; empty where none was given.
    pub stage: String,
    /// How many.
    pub interactions: i64,
    /// Sum of their values, all currencies together.
    pub value: Amount,
}

impl Store {
    /// Counts by day for the hours `from..to` (hours since the epoch), with local time `offset_minutes` ahead
    /// of UTC. An hour belongs to the day in which it starts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn counts_by_day(&self, from: i64, to: i64, offset_minutes: i64) -> Result<Vec<DayCount>, StoreError> {
        let sql = "SELECT (hour * 60 + $3) / 1440 AS local_day, channel, stage,
                CAST(SUM(interactions) AS BIGINT), CAST(SUM(value) AS BIGINT)
            FROM hourly WHERE hour >= $1 AND hour < $2
            GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
        let rows = sqlx::query(sql).bind(from).bind(to).bind(offset_minutes).fetch_all(self.state().reader()).await?;
        rows.iter()
            .map(|row| {
                Ok(DayCount {
                    day: row.try_get(0)?,
                    channel: row.try_get(1)?,
                    stage: row.try_get(2)?,
                    interactions: row.try_get(3)?,
                    value: Amount::from_ten_thousandths(row.try_get(4)?).unwrap_or_default(),
                })
            })
            .collect()
    }

    /// Interactions of each hour of `from..to` (hours since the epoch) that has any.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn counts_by_hour(&self, from: i64, to: i64) -> Result<Vec<(i64, i64)>, StoreError> {
        let sql = "SELECT hour, CAST(SUM(interactions) AS BIGINT) FROM hourly
            WHERE hour >= $1 AND hour < $2 GROUP BY hour ORDER BY hour";
        let rows = sqlx::query(sql).bind(from).bind(to).fetch_all(self.state().reader()).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }

    /// Sources that sent something in the hours `from..to`, by day; as for [`Store::counts_by_day`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sources_by_day(&self, from: i64, to: i64, offset_minutes: i64) -> Result<Vec<(i64, i64)>, StoreError> {
        let sql = "SELECT (hour * 60 + $3) / 1440 AS local_day, COUNT(DISTINCT source_id)
            FROM hourly WHERE hour >= $1 AND hour < $2 GROUP BY 1 ORDER BY 1";
        let rows = sqlx::query(sql).bind(from).bind(to).bind(offset_minutes).fetch_all(self.state().reader()).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }

    /// The first and the last hour that have interactions; `None` before the first one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hours_counted(&self) -> Result<Option<(i64, i64)>, StoreError> {
        let row = sqlx::query("SELECT MIN(hour), MAX(hour) FROM hourly").fetch_one(self.state().reader()).await?;
        let (first, last): (Option<i64>, Option<i64>) = (row.try_get(0)?, row.try_get(1)?);
        Ok(first.zip(last))
    }
}

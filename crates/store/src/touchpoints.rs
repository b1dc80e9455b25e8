//! The company's touchpoints, in its own order.

use hamdel_domain::Channel;
use hamdel_domain::touchpoint::Touchpoint;
use sqlx::AnyConnection;

use crate::Store;
use crate::error::StoreError;

type Row = (String, String, String, Option<String>, Option<String>, Option<String>, String);

fn touchpoint((name, title_fa, title_en, channel, stage, unit, kinds): Row) -> Result<Touchpoint, StoreError> {
    let damaged = || StoreError::corrupt(format!("the touchpoint {name}"));
    let channel = channel.map(|text| Channel::parse(&text).ok_or_else(damaged)).transpose()?;
    let kinds = serde_json::from_str(&kinds).map_err(|_| damaged())?;
    Ok(Touchpoint { name, title_fa, title_en, channel, stage, unit, kinds })
}

const IN_ORDER: &str =
    "SELECT name, title_fa, title_en, channel, stage, unit, kinds FROM touchpoints ORDER BY ordinal, name";

/// Every touchpoint, for a transaction that will change one: until it ends nobody else changes one that is there.
///
/// # Errors
/// When the database fails.
pub async fn touchpoints_to_change(connection: &mut AnyConnection) -> Result<Vec<Touchpoint>, StoreError> {
    sqlx::query("UPDATE touchpoints SET ordinal = ordinal").execute(&mut *connection).await?;
    let rows: Vec<Row> = sqlx::query_as(IN_ORDER).fetch_all(connection).await?;
    rows.into_iter().map(touchpoint).collect()
}

/// Changes the touchpoint of that name, or adds it at the end.
///
/// # Errors
/// When the database fails.
pub async fn put_touchpoint(connection: &mut AnyConnection, touchpoint: &Touchpoint) -> Result<(), StoreError> {
    let last: Option<i64> =
        sqlx::query_scalar("SELECT MAX(ordinal) FROM touchpoints").fetch_one(&mut *connection).await?;
    write(connection, touchpoint, last.map_or(0, |last| last + 1)).await
}

impl Store {
    /// Every touchpoint, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touchpoints(&self) -> Result<Vec<Touchpoint>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(IN_ORDER).fetch_all(self.state.reader()).await?;
        rows.into_iter().map(touchpoint).collect()
    }

    /// Changes the touchpoint of that name, or adds it at the end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_touchpoint(&self, touchpoint: &Touchpoint) -> Result<(), StoreError> {
        let mut transaction = self.state.begin().await?;
        put_touchpoint(&mut transaction, touchpoint).await?;
        Ok(transaction.commit().await?)
    }

    /// Makes these the company's touchpoints, in this order; others go.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn replace_touchpoints(&self, touchpoints: &[Touchpoint]) -> Result<(), StoreError> {
        let mut transaction = self.state.begin().await?;
        sqlx::query("DELETE FROM touchpoints").execute(&mut *transaction).await?;
        for (ordinal, touchpoint) in (0..).zip(touchpoints) {
            write(&mut transaction, touchpoint, ordinal).await?;
        }
        Ok(transaction.commit().await?)
    }
}

async fn write(connection: &mut AnyConnection, touchpoint: &Touchpoint, ordinal: i64) -> Result<(), StoreError> {
    let kinds =
        serde_json::to_string(&touchpoint.kinds).map_err(|_| StoreError::corrupt("the kinds of a touchpoint"))?;
    sqlx::query(
        "INSERT INTO touchpoints (name, title_fa, title_en, channel, stage, unit, kinds, ordinal)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (name) DO UPDATE SET title_fa = excluded.title_fa, title_en = excluded.title_en,
             channel = excluded.channel, stage = excluded.stage, unit = excluded.unit, kinds = excluded.kinds",
    )
    .bind(touchpoint.name.as_str())
    .bind(touchpoint.title_fa.as_str())
    .bind(touchpoint.title_en.as_str())
    .bind(touchpoint.channel.map(Channel::as_str))
    .bind(touchpoint.stage.clone())
    .bind(touchpoint.unit.clone())
    .bind(kinds)
    .bind(ordinal)
    .execute(connection)
    .await?;
    Ok(())
}

//! Kiosks, and how much they are used.

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use hamdel_domain::Instant;
use hamdel_domain::surveys::{Kiosk, SurveyId};

use crate::Store;
use crate::contact::{from_json, to_json};
use crate::error::StoreError;

/// A kiosk as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptKiosk {
    /// Its number.
    pub id: i64,
    /// The survey it asks with.
    pub survey: SurveyId,
    /// How it asks.
    pub kiosk: Kiosk,
    /// The hash of the PIN that leaves it.
    pub pin_hash: String,
    /// When it was made.
    pub made_at: Instant,
    /// Since when it is closed.
    pub closed_at: Option<Instant>,
    /// When its page was last opened.
    pub last_seen_at: Option<Instant>,
}

/// What is kept of a kiosk beside its columns.
#[derive(serde::Serialize, serde::Deserialize)]
struct Body {
    kiosk: Kiosk,
    pin_hash: String,
}

const COLUMNS: &str = "kiosk_id, survey_id, body, made_at, closed_at, last_seen_at";

fn kiosk(row: &AnyRow) -> Result<KeptKiosk, StoreError> {
    let body: Body = from_json(&row.try_get::<String, _>(2)?, "a kiosk")?;
    let instant = |place: usize| row.try_get::<Option<i64>, _>(place).map(|at| at.map(Instant::from_micros));
    Ok(KeptKiosk {
        id: row.try_get(0)?,
        survey: SurveyId(row.try_get(1)?),
        kiosk: body.kiosk,
        pin_hash: body.pin_hash,
        made_at: Instant::from_micros(row.try_get(3)?),
        closed_at: instant(4)?,
        last_seen_at: instant(5)?,
    })
}

impl Store {
    /// Keeps a kiosk; gives its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_kiosk(
        &self,
        survey: SurveyId,
        held: &Kiosk,
        pin_hash: &str,
        token_hash: &str,
        by: &str,
        now: Instant,
    ) -> Result<i64, StoreError> {
        let body = Body { kiosk: held.clone(), pin_hash: pin_hash.to_owned() };
        let sql = "INSERT INTO kiosks (survey_id, name, body, token_hash, made_at, made_by)
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING kiosk_id";
        let row = sqlx::query(sql)
            .bind(survey.0)
            .bind(held.name.clone())
            .bind(to_json(&body)?)
            .bind(token_hash.to_owned())
            .bind(now.micros())
            .bind(by.to_owned())
            .fetch_one(self.state().writer())
            .await?;
        Ok(row.try_get(0)?)
    }

    /// Kiosks of a survey, those that are open first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kiosks_of(&self, survey: SurveyId) -> Result<Vec<KeptKiosk>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM kiosks WHERE survey_id = $1
             ORDER BY CASE WHEN closed_at IS NULL THEN 0 ELSE 1 END, kiosk_id DESC LIMIT 500"
        );
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(survey.0).fetch_all(self.state().reader()).await?;
        rows.iter().map(kiosk).collect()
    }

    /// The kiosk of a token.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kiosk_by_token(&self, token_hash: &str) -> Result<Option<KeptKiosk>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM kiosks WHERE token_hash = $1");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(token_hash.to_owned());
        query.fetch_optional(self.state().reader()).await?.as_ref().map(kiosk).transpose()
    }

    /// Closes a kiosk of a survey. `false` when none of that number was open.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_kiosk(&self, survey: SurveyId, id: i64, now: Instant) -> Result<bool, StoreError> {
        let sql = "UPDATE kiosks SET closed_at = $3 WHERE kiosk_id = $1 AND survey_id = $2 AND closed_at IS NULL";
        let query = sqlx::query(sql).bind(id).bind(survey.0).bind(now.micros());
        Ok(query.execute(self.state().writer()).await?.rows_affected() == 1)
    }

    /// Says that a kiosk was seen, once a minute at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kiosk_seen(&self, id: i64, now: Instant) -> Result<(), StoreError> {
        let minute = now.plus_micros(-60 * hamdel_domain::clock::SECOND);
        let sql = "UPDATE kiosks SET last_seen_at = $2
             WHERE kiosk_id = $1 AND (last_seen_at IS NULL OR last_seen_at < $3)";
        let query = sqlx::query(sql).bind(id).bind(now.micros()).bind(minute.micros());
        query.execute(self.state().writer()).await?;
        Ok(())
    }

    /// How many responses were begun through somebody or something (`kiosk:2`) since a moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn responses_taken_by(&self, taken_by: &str, since: Instant) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) FROM responses WHERE taken_by = $1 AND started_at >= $2";
        let query = sqlx::query_scalar(sql).bind(taken_by.to_owned()).bind(since.micros());
        Ok(query.fetch_one(self.state().reader()).await?)
    }
}

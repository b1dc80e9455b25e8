//! Results that were shared by a link.

use hamdel_domain::Instant;
use hamdel_domain::surveys::SurveyId;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::Store;
use crate::audit::{AuditEntry, append};
use crate::error::StoreError;
use crate::rows::{Param, storable};

/// A link to results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Its number.
    pub id: i64,
    /// The survey.
    pub survey: SurveyId,
    /// What those who share it call it.
    pub title: String,
    /// What its figures are narrowed to, as the query of an address.
    pub narrowing: String,
    /// The fewest answers of which a figure is shown.
    pub minimum: i64,
    /// When it was made.
    pub created_at: Instant,
    /// Who made it.
    pub created_by: String,
    /// When it ends.
    pub expires_at: Instant,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Instant>,
    /// How often it was opened.
    pub opened: i64,
    /// When it was last opened.
    pub opened_at: Option<Instant>,
}

/// A link to be made.
#[derive(Clone, Debug)]
pub struct NewShare<'a> {
    /// The survey.
    pub survey: SurveyId,
    /// What those who share it call it.
    pub title: &'a str,
    /// The hash of its token.
    pub token_hash: &'a str,
    /// What its figures are narrowed to, as the query of an address.
    pub narrowing: &'a str,
    /// The fewest answers of which a figure is shown.
    pub minimum: i64,
    /// When it ends.
    pub expires_at: Instant,
    /// Who makes it.
    pub by: &'a str,
}

const COLUMNS: &str = "share_id, survey_id, title, narrowing, minimum, created_at, created_by, expires_at, withdrawn_at, opened, opened_at";

fn share(row: &AnyRow) -> Result<Share, StoreError> {
    let instant = |column: usize| row.try_get::<i64, _>(column).map(Instant::from_micros);
    let perhaps = |column: usize| row.try_get::<Option<i64>, _>(column).map(|at| at.map(Instant::from_micros));
    Ok(Share {
        id: row.try_get(0)?,
        survey: SurveyId(row.try_get(1)?),
        title: row.try_get(2)?,
        narrowing: row.try_get(3)?,
        minimum: row.try_get(4)?,
        created_at: instant(5)?,
        created_by: row.try_get(6)?,
        expires_at: instant(7)?,
        withdrawn_at: perhaps(8)?,
        opened: row.try_get(9)?,
        opened_at: perhaps(10)?,
    })
}

impl Store {
    /// Makes a link, with the entry of the audit log that says so.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_share(&self, new: &NewShare<'_>, now: Instant) -> Result<Share, StoreError> {
        let mut transaction = self.state().begin().await?;
        let sql = format!(
            "INSERT INTO result_shares (survey_id, title, token_hash, narrowing, minimum, created_at, created_by, expires_at, opened)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0) RETURNING {COLUMNS}"
        );
        let values = [
            Param::Integer(new.survey.0),
            Param::Text(new.title),
            Param::Text(new.token_hash),
            Param::Text(new.narrowing),
            Param::Integer(new.minimum),
            Param::Integer(now.micros()),
            Param::Text(new.by),
            Param::Integer(new.expires_at.micros()),
        ];
        let query = sqlx::query(AssertSqlSafe(sql));
        let query = values.into_iter().fold(query, |query, value| value.bind_to(query));
        let made = share(&query.fetch_one(&mut *transaction).await?)?;
        let detail =
            serde_json::json!({ "share": made.id, "title": made.title, "expires_at": made.expires_at.to_string() });
        append(&mut transaction, &entry(new.by, "results.shared", &made, &detail, now)).await?;
        transaction.commit().await?;
        Ok(made)
    }

    /// The links to a survey's results, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shares(&self, survey: SurveyId) -> Result<Vec<Share>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM result_shares WHERE survey_id = $1 ORDER BY share_id DESC");
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(survey.0).fetch_all(self.state().reader()).await?;
        rows.iter().map(share).collect()
    }

    /// The link of that token, whether it still opens anything or not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn share_by_token(&self, token_hash: &str) -> Result<Option<Share>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM result_shares WHERE token_hash = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(storable(token_hash)).fetch_optional(self.state().reader());
        row.await?.as_ref().map(share).transpose()
    }

    /// Counts that a link was opened.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_share_opened(&self, id: i64, now: Instant) -> Result<(), StoreError> {
        sqlx::query("UPDATE result_shares SET opened = opened + 1, opened_at = $2 WHERE share_id = $1")
            .bind(id)
            .bind(now.micros())
            .execute(self.state().writer())
            .await?;
        Ok(())
    }

    /// Withdraws a link: it opens nothing from now on. Withdrawn twice it was withdrawn once.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the survey has no such link.
    pub async fn withdraw_share(&self, survey: SurveyId, id: i64, by: &str, now: Instant) -> Result<(), StoreError> {
        let mut transaction = self.state().begin().await?;
        let sql = format!("SELECT {COLUMNS} FROM result_shares WHERE share_id = $1 AND survey_id = $2");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(id).bind(survey.0).fetch_optional(&mut *transaction).await?;
        let held = row.as_ref().map(share).transpose()?;
        let held = held.ok_or_else(|| StoreError::not_found(format!("the link {id}")))?;
        let withdrawn = sqlx::query(
            "UPDATE result_shares SET withdrawn_at = $2, withdrawn_by = $3 WHERE share_id = $1 AND withdrawn_at IS NULL",
        )
        .bind(id)
        .bind(now.micros())
        .bind(storable(by))
        .execute(&mut *transaction)
        .await?;
        if withdrawn.rows_affected() == 1 {
            let detail = serde_json::json!({ "share": id, "title": held.title });
            append(&mut transaction, &entry(by, "results.withdrawn", &held, &detail, now)).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

fn entry(by: &str, action: &str, share: &Share, detail: &serde_json::Value, now: Instant) -> AuditEntry {
    AuditEntry {
        at: now,
        actor: by.to_owned(),
        action: action.to_owned(),
        subject: format!("survey:{}", share.survey),
        detail: detail.to_string(),
    }
}

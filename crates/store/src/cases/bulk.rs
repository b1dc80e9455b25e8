//! What was done with many cases at once, so that it can be taken back.

use hamdel_domain::Instant;
use hamdel_domain::cases::CaseId;
use hamdel_domain::people::UserId;
use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, Row};

use crate::Store;
use crate::contact::{from_json, to_json};
use crate::error::StoreError;

/// What a case was before it was changed with others, and the revision that the change made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkBefore {
    /// Which case.
    pub case: CaseId,
    /// Who had it.
    pub owner: Option<UserId>,
    /// The unit it belonged to.
    pub unit: Option<String>,
    /// Its kind.
    pub kind: Option<String>,
    /// The revision that the change made.
    pub revision: i64,
}

/// A change of many cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptBulk {
    /// Its number.
    pub id: i64,
    /// What was done.
    pub action: String,
    /// What the cases were before.
    pub before: Vec<BulkBefore>,
    /// Whether it was taken back.
    pub undone: bool,
}

/// Keeps a change of many cases; gives its number.
///
/// # Errors
/// When the database fails.
pub async fn keep_bulk(
    connection: &mut AnyConnection,
    at: Instant,
    actor: &str,
    action: &str,
    before: &[BulkBefore],
) -> Result<i64, StoreError> {
    let sql = "INSERT INTO case_bulks (at, by_actor, action, before) VALUES ($1, $2, $3, $4) RETURNING bulk_id";
    let query = sqlx::query(sql).bind(at.micros()).bind(actor.to_owned()).bind(action.to_owned());
    Ok(query.bind(to_json(&before)?).fetch_one(connection).await?.try_get(0)?)
}

/// Marks a change as taken back; `false` when it is already.
///
/// # Errors
/// When the database fails.
pub async fn mark_undone(connection: &mut AnyConnection, id: i64, at: Instant) -> Result<bool, StoreError> {
    let sql = "UPDATE case_bulks SET undone_at = $2 WHERE bulk_id = $1 AND undone_at IS NULL";
    Ok(sqlx::query(sql).bind(id).bind(at.micros()).execute(connection).await?.rows_affected() == 1)
}

impl Store {
    /// A change of many cases that somebody made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn case_bulk(&self, id: i64, actor: &str) -> Result<Option<KeptBulk>, StoreError> {
        let sql = "SELECT action, before, undone_at FROM case_bulks WHERE bulk_id = $1 AND by_actor = $2";
        let query = sqlx::query(sql).bind(id).bind(actor.to_owned());
        let Some(row) = query.fetch_optional(self.state().reader()).await? else { return Ok(None) };
        Ok(Some(KeptBulk {
            id,
            action: row.try_get("action")?,
            before: from_json(&row.try_get::<String, _>("before")?, "what cases were before a change")?,
            undone: row.try_get::<Option<i64>, _>("undone_at")?.is_some(),
        }))
    }
}

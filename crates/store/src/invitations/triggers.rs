//! Triggers of invitations.

use sqlx::Row;
use sqlx::any::AnyRow;

use hamdel_domain::Instant;
use hamdel_domain::invitations::{KeptTrigger, Trigger};

use crate::Store;
use crate::contact::{from_json, to_json};
use crate::error::StoreError;

impl Store {
    /// Every trigger.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn triggers(&self) -> Result<Vec<KeptTrigger>, StoreError> {
        let sql = "SELECT trigger_id, body, enabled_since, created_at FROM invitation_triggers ORDER BY trigger_id";
        sqlx::query(sql).fetch_all(self.state().reader()).await?.iter().map(kept).collect()
    }

    /// One trigger.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn trigger(&self, id: i64) -> Result<Option<KeptTrigger>, StoreError> {
        let sql = "SELECT trigger_id, body, enabled_since, created_at FROM invitation_triggers WHERE trigger_id = $1";
        let row = sqlx::query(sql).bind(id).fetch_optional(self.state().reader()).await?;
        row.as_ref().map(kept).transpose()
    }

    /// Keeps a new trigger, switched off. Gives its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_trigger(&self, trigger: &Trigger, now: Instant) -> Result<i64, StoreError> {
        let sql = "INSERT INTO invitation_triggers (body, created_at) VALUES ($1, $2) RETURNING trigger_id";
        let query = sqlx::query(sql).bind(to_json(trigger)?).bind(now.micros());
        Ok(query.fetch_one(self.state().writer()).await?.try_get(0)?)
    }

    /// Changes what a trigger says.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of that number.
    pub async fn change_trigger(&self, id: i64, trigger: &Trigger) -> Result<(), StoreError> {
        let sql = "UPDATE invitation_triggers SET body = $2 WHERE trigger_id = $1";
        let changed = sqlx::query(sql).bind(id).bind(to_json(trigger)?).execute(self.state().writer()).await?;
        found(changed.rows_affected(), id)
    }

    /// Switches a trigger on from a moment on, or off.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of that number.
    pub async fn switch_trigger(&self, id: i64, enabled_since: Option<Instant>) -> Result<(), StoreError> {
        let sql = "UPDATE invitation_triggers SET enabled_since = $2 WHERE trigger_id = $1";
        let query = sqlx::query(sql).bind(id).bind(enabled_since.map(Instant::micros));
        found(query.execute(self.state().writer()).await?.rows_affected(), id)
    }
}

fn found(rows: u64, id: i64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::not_found(format!("trigger {id}"))) }
}

fn kept(row: &AnyRow) -> Result<KeptTrigger, StoreError> {
    Ok(KeptTrigger {
        id: row.try_get(0)?,
        trigger: from_json(&row.try_get::<String, _>(1)?, "a trigger")?,
        enabled_since: row.try_get::<Option<i64>, _>(2)?.map(Instant::from_micros),
        created_at: Instant::from_micros(row.try_get(3)?),
    })
}

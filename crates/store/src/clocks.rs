//! The versions of calendars and of the rules that give clocks to cases.

use hamdel_domain::Instant;
use hamdel_domain::clocks::ClockPolicy;
use sqlx::Row;

use crate::Store;
use crate::audit::{self, AuditEntry};
use crate::contact::{from_json, to_json};
use crate::error::{StoreError, name_clash};

/// A policy with its version; 0 is the one that comes with the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptClockPolicy {
    /// The version; greater is younger.
    pub version: i64,
    /// Calendars and rules.
    pub policy: ClockPolicy,
}

impl Store {
    /// The clock policy in force.
    ///
    /// # Errors
    /// When the database fails, or the policy cannot be read back.
    pub async fn clock_policy(&self) -> Result<KeptClockPolicy, StoreError> {
        let row = sqlx::query("SELECT version, policy FROM clock_policies ORDER BY version DESC LIMIT 1")
            .fetch_optional(self.state().reader())
            .await?;
        let Some(row) = row else { return Ok(KeptClockPolicy { version: 0, policy: ClockPolicy::default() }) };
        let policy = from_json(&row.try_get::<String, _>(1)?, "the clock policy")?;
        Ok(KeptClockPolicy { version: row.try_get(0)?, policy })
    }

    /// The version of the clock policy in force; 0 while it is the one that comes with the program.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn clock_policy_version(&self) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT COALESCE(MAX(version), 0) FROM clock_policies")
            .fetch_one(self.state().reader())
            .await?;
        Ok(row.try_get(0)?)
    }

    /// Puts a policy in force, as the version after the one that was read, together with its entry in the audit log.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another version was written meanwhile.
    pub async fn put_clock_policy(&self, kept: &KeptClockPolicy, entry: &AuditEntry) -> Result<i64, StoreError> {
        let version = kept.version + 1;
        let mut tx = self.state().begin().await?;
        sqlx::query("INSERT INTO clock_policies (version, policy, changed_at, changed_by) VALUES ($1, $2, $3, $4)")
            .bind(version)
            .bind(to_json(&kept.policy)?)
            .bind(entry.at.micros())
            .bind(entry.actor.clone())
            .execute(&mut *tx)
            .await
            .map_err(|error| name_clash(error, || "the clock policy".to_owned()))?;
        audit::append(&mut tx, entry).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// Who put the versions of the clock policy in force and when, the youngest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn clock_policy_changes(&self, limit: i64) -> Result<Vec<(i64, Instant, String)>, StoreError> {
        let sql = "SELECT version, changed_at, changed_by FROM clock_policies ORDER BY version DESC LIMIT $1";
        let rows = sqlx::query(sql).bind(limit).fetch_all(self.state().reader()).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, Instant::from_micros(row.try_get(1)?), row.try_get(2)?))).collect()
    }
}

//! Leases: what one process at a time may do, such as being the projector.

use hamdel_domain::Instant;

use crate::Store;
use crate::error::StoreError;

impl Store {
    /// Takes a lease, or keeps one that `holder` has, until `ttl_micros` from now. `false` when another holds
    /// it. One statement: of any number of callers at once, one gets it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn acquire_lease(
        &self,
        name: &str,
        holder: &str,
        now: Instant,
        ttl_micros: i64,
    ) -> Result<bool, StoreError> {
        let taken = sqlx::query(
            "INSERT INTO leases (name, holder, expires_at) VALUES ($1, $2, $4)
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
             WHERE leases.holder = excluded.holder OR leases.expires_at <= $3",
        )
        .bind(name)
        .bind(holder)
        .bind(now.micros())
        .bind(now.plus_micros(ttl_micros).micros())
        .execute(self.state.writer())
        .await?;
        Ok(taken.rows_affected() == 1)
    }

    /// Keeps a lease for longer. `false` when it ran out or another holds it: what it allowed must stop.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_lease(
        &self,
        name: &str,
        holder: &str,
        now: Instant,
        ttl_micros: i64,
    ) -> Result<bool, StoreError> {
        let renewed =
            sqlx::query("UPDATE leases SET expires_at = $4 WHERE name = $1 AND holder = $2 AND expires_at > $3")
                .bind(name)
                .bind(holder)
                .bind(now.micros())
                .bind(now.plus_micros(ttl_micros).micros())
                .execute(self.state.writer())
                .await?;
        Ok(renewed.rows_affected() == 1)
    }

    /// Gives a lease back, if `holder` has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_lease(&self, name: &str, holder: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM leases WHERE name = $1 AND holder = $2")
            .bind(name)
            .bind(holder)
            .execute(self.state.writer())
            .await?;
        Ok(())
    }

    /// Who holds a lease.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lease_holder(&self, name: &str, now: Instant) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT holder FROM leases WHERE name = $1 AND expires_at > $2")
            .bind(name)
            .bind(now.micros())
            .fetch_optional(self.state.reader())
            .await?)
    }
}

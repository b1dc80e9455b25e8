//! Settings of the company, by name; their shapes belong to the features that own them.

use crate::Store;
use crate::error::StoreError;

impl Store {
    /// The value of a setting.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT value FROM settings WHERE name = $1")
            .bind(name)
            .fetch_optional(self.state.reader())
            .await?)
    }

    /// Sets a setting.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_setting(&self, name: &str, value: &str) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(name)
        .bind(value)
        .execute(self.state.writer())
        .await?;
        Ok(())
    }

    /// The value of a setting, which is set to `value` when it has none; one value under any concurrency.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn setting_or_put(&self, name: &str, value: &str) -> Result<String, StoreError> {
        sqlx::query("INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
            .bind(name)
            .bind(value)
            .execute(self.state.writer())
            .await?;
        Ok(sqlx::query_scalar("SELECT value FROM settings WHERE name = $1")
            .bind(name)
            .fetch_one(self.state.writer())
            .await?)
    }

    /// Takes a setting away.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_setting(&self, name: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM settings WHERE name = $1").bind(name).execute(self.state.writer()).await?;
        Ok(())
    }
}

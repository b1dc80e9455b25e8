//! People of the company who sign in.

use hamdel_domain::Instant;
use sqlx::AnyConnection;

use crate::Store;
use crate::error::{StoreError, name_clash};

/// The number of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(pub i64);

/// A user as they are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Their number.
    pub id: UserId,
    /// Their e-mail address in lower case, of which there is one.
    pub email: String,
    /// Their name.
    pub name: String,
    /// The hash of their password in PHC form; `None` while they have none.
    pub password_hash: Option<String>,
    /// The name of their role.
    pub role: String,
    /// The language they read, `fa` or `en`.
    pub language: String,
    /// When they were added.
    pub created_at: Instant,
    /// Since when they may not sign in.
    pub disabled_at: Option<Instant>,
}

/// A user to be added.
#[derive(Clone, Copy, Debug)]
pub struct NewUser<'a> {
    /// Their e-mail address, in any case.
    pub email: &'a str,
    /// Their name.
    pub name: &'a str,
    /// The hash of their password in PHC form, if they have one.
    pub password_hash: Option<&'a str>,
    /// The name of their role.
    pub role: &'a str,
    /// The language they read, `fa` or `en`.
    pub language: &'a str,
}

/// The columns of a user, in the order of [`user`].
pub(crate) type Row = (i64, String, String, Option<String>, String, String, i64, Option<i64>);

pub(crate) fn user((id, email, name, password_hash, role, language, created_at, disabled_at): Row) -> User {
    User {
        id: UserId(id),
        email,
        name,
        password_hash,
        role,
        language,
        created_at: Instant::from_micros(created_at),
        disabled_at: disabled_at.map(Instant::from_micros),
    }
}

impl Store {
    /// Adds a user.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the e-mail address is taken.
    pub async fn create_user(&self, new: NewUser<'_>, now: Instant) -> Result<User, StoreError> {
        let row = sqlx::query_as(
            "INSERT INTO users (email, name, password_hash, role, language, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             RETURNING user_id, email, name, password_hash, role, language, created_at, disabled_at",
        )
        .bind(new.email.to_lowercase())
        .bind(new.name)
        .bind(new.password_hash.map(str::to_owned))
        .bind(new.role)
        .bind(new.language)
        .bind(now.micros())
        .fetch_one(self.state.writer())
        .await
        .map_err(|error| name_clash(error, || format!("the user {}", new.email)))?;
        Ok(user(row))
    }

    /// The user of an e-mail address in any case, disabled or not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<User>, StoreError> {
        let row = sqlx::query_as(
            "SELECT user_id, email, name, password_hash, role, language, created_at, disabled_at FROM users
             WHERE email = $1",
        )
        .bind(email.to_lowercase())
        .fetch_optional(self.state.reader())
        .await?;
        Ok(row.map(user))
    }

    /// The user of that number, disabled or not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        let row = sqlx::query_as(
            "SELECT user_id, email, name, password_hash, role, language, created_at, disabled_at FROM users
             WHERE user_id = $1",
        )
        .bind(id.0)
        .fetch_optional(self.state.reader())
        .await?;
        Ok(row.map(user))
    }

    /// Every user in the order of adding, disabled ones too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT user_id, email, name, password_hash, role, language, created_at, disabled_at FROM users
             ORDER BY user_id",
        )
        .fetch_all(self.state.reader())
        .await?;
        Ok(rows.into_iter().map(user).collect())
    }

    /// Changes a password and ends every session of the user.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such user.
    pub async fn set_password(&self, id: UserId, password_hash: &str) -> Result<(), StoreError> {
        let mut transaction = self.state.begin().await?;
        let changed = sqlx::query("UPDATE users SET password_hash = $2 WHERE user_id = $1")
            .bind(id.0)
            .bind(password_hash)
            .execute(&mut *transaction)
            .await?;
        found(changed.rows_affected(), id)?;
        end_sessions(&mut transaction, id).await?;
        Ok(transaction.commit().await?)
    }

    /// Changes a role.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such user.
    pub async fn set_role(&self, id: UserId, role: &str) -> Result<(), StoreError> {
        let changed = sqlx::query("UPDATE users SET role = $2 WHERE user_id = $1")
            .bind(id.0)
            .bind(role)
            .execute(self.state.writer())
            .await?;
        found(changed.rows_affected(), id)
    }

    /// Changes the language a user reads.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such user.
    pub async fn set_language(&self, id: UserId, language: &str) -> Result<(), StoreError> {
        let changed = sqlx::query("UPDATE users SET language = $2 WHERE user_id = $1")
            .bind(id.0)
            .bind(language)
            .execute(self.state.writer())
            .await?;
        found(changed.rows_affected(), id)
    }

    /// Bars a user from signing in and ends every session, or lets them in again (`since` of `None`).
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such user.
    pub async fn disable_user(&self, id: UserId, since: Option<Instant>) -> Result<(), StoreError> {
        let mut transaction = self.state.begin().await?;
        let changed = sqlx::query("UPDATE users SET disabled_at = $2 WHERE user_id = $1")
            .bind(id.0)
            .bind(since.map(Instant::micros))
            .execute(&mut *transaction)
            .await?;
        found(changed.rows_affected(), id)?;
        if since.is_some() {
            end_sessions(&mut transaction, id).await?;
        }
        Ok(transaction.commit().await?)
    }
}

async fn end_sessions(connection: &mut AnyConnection, id: UserId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sessions WHERE user_id = $1").bind(id.0).execute(connection).await?;
    Ok(())
}

fn found(rows: u64, id: UserId) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::not_found(format!("the user {}", id.0))) } else { Ok(()) }
}

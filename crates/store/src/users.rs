//! People of the company who sign in.

use hamdel_domain::Instant;
pub use hamdel_domain::people::UserId;
use hamdel_domain::rights::Role;
use sqlx::{AnyConnection, AssertSqlSafe};

use crate::Store;
use crate::error::{StoreError, name_clash};
use crate::people::bar_user;

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
    /// Their role.
    pub role: Role,
    /// The language they read, `fa` or `en`.
    pub language: String,
    /// When they were added.
    pub created_at: Instant,
    /// Since when they may not sign in.
    pub disabled_at: Option<Instant>,
    /// Their name as an employee in interactions, where they have one.
    pub employee: Option<String>,
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
    /// Their role.
    pub role: Role,
    /// The language they read, `fa` or `en`.
    pub language: &'a str,
}

/// The columns of a user, in the order of [`user`].
pub(crate) const COLUMNS: &str =
    "user_id, email, name, password_hash, role, language, created_at, disabled_at, employee";
pub(crate) type Row = (i64, String, String, Option<String>, String, String, i64, Option<i64>, Option<String>);

pub(crate) fn user((id, email, name, password_hash, role, language, created, disabled, employee): Row) -> User {
    User {
        id: UserId(id),
        email,
        name,
        password_hash,
        role: Role::parse(&role).unwrap_or(Role::LEAST),
        language,
        created_at: Instant::from_micros(created),
        disabled_at: disabled.map(Instant::from_micros),
        employee,
    }
}

/// Adds a user.
///
/// # Errors
/// [`StoreError::Conflict`] when the e-mail address is taken.
pub async fn add_user(connection: &mut AnyConnection, new: NewUser<'_>, now: Instant) -> Result<User, StoreError> {
    let sql = format!(
        "INSERT INTO users (email, name, password_hash, role, language, created_at)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING {COLUMNS}"
    );
    let row = sqlx::query_as(AssertSqlSafe(sql))
        .bind(new.email.to_lowercase())
        .bind(new.name)
        .bind(new.password_hash.map(str::to_owned))
        .bind(new.role.as_str())
        .bind(new.language)
        .bind(now.micros())
        .fetch_one(connection)
        .await
        .map_err(|error| name_clash(error, || format!("the user {}", new.email)))?;
    Ok(user(row))
}

/// Changes a password.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such user.
pub async fn put_password(connection: &mut AnyConnection, id: UserId, password_hash: &str) -> Result<(), StoreError> {
    let changed = sqlx::query("UPDATE users SET password_hash = $2 WHERE user_id = $1")
        .bind(id.0)
        .bind(password_hash.to_owned())
        .execute(connection)
        .await?;
    found(changed.rows_affected(), id)
}

impl Store {
    /// Adds a user.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the e-mail address is taken.
    pub async fn create_user(&self, new: NewUser<'_>, now: Instant) -> Result<User, StoreError> {
        let mut connection = self.state.writer().acquire().await?;
        add_user(&mut connection, new, now).await
    }

    /// The user of an e-mail address in any case, disabled or not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<User>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM users WHERE email = $1");
        let row =
            sqlx::query_as(AssertSqlSafe(sql)).bind(email.to_lowercase()).fetch_optional(self.state.reader()).await?;
        Ok(row.map(user))
    }

    /// The user of that number, disabled or not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM users WHERE user_id = $1");
        let row = sqlx::query_as(AssertSqlSafe(sql)).bind(id.0).fetch_optional(self.state.reader()).await?;
        Ok(row.map(user))
    }

    /// Every user in the order of adding, disabled ones too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM users ORDER BY user_id");
        let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(sql)).fetch_all(self.state.reader()).await?;
        Ok(rows.into_iter().map(user).collect())
    }

    /// Changes a password and ends every session of the user.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such user.
    pub async fn set_password(&self, id: UserId, password_hash: &str) -> Result<(), StoreError> {
        let mut transaction = self.state.begin().await?;
        put_password(&mut transaction, id, password_hash).await?;
        end_sessions(&mut transaction, id).await?;
        Ok(transaction.commit().await?)
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
        bar_user(&mut transaction, id, since).await?;
        Ok(transaction.commit().await?)
    }
}

pub(crate) async fn end_sessions(connection: &mut AnyConnection, id: UserId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sessions WHERE user_id = $1").bind(id.0).execute(connection).await?;
    Ok(())
}

fn found(rows: u64, id: UserId) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::not_found(format!("the user {}", id.0))) } else { Ok(()) }
}

//! Who is signed in: sessions, sign-in links that open once, and the count of failed attempts. Tokens are
//! handed in as hashes.

use hamdel_domain::Instant;
use hamdel_domain::clock::SECOND;
use hamdel_domain::people::Presence;
use sqlx::{AnyConnection, FromRow, Row as _};

use crate::Store;
use crate::error::StoreError;
use crate::users::{Row, User, UserId, user};

/// A session of a user who may be signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub user: User,
    /// When it began.
    pub created_at: Instant,
    /// When it ends.
    pub expires_at: Instant,
    /// When it was last used, as far as it was recorded by [`Store::touch_session`].
    pub last_used_at: Instant,
    /// Whether its user takes work now.
    pub presence: Presence,
}

/// A session among those of its user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// The hash of its token.
    pub token_hash: String,
    /// When it began.
    pub created_at: Instant,
    /// When it was last used, to some minutes.
    pub last_used_at: Instant,
    /// What it runs in: `Firefox, Linux`.
    pub client: Option<String>,
}

/// The sessions of somebody that have not ended, the one used last first.
///
/// # Errors
/// When the database fails.
pub async fn sessions_of(
    connection: &mut AnyConnection,
    user: UserId,
    now: Instant,
) -> Result<Vec<OwnSession>, StoreError> {
    let rows: Vec<(String, i64, i64, Option<String>)> = sqlx::query_as(
        "SELECT token_hash, created_at, last_used_at, client FROM sessions
         WHERE user_id = $1 AND expires_at > $2 ORDER BY last_used_at DESC, token_hash",
    )
    .bind(user.0)
    .bind(now.micros())
    .fetch_all(connection)
    .await?;
    let session = |(token_hash, created, used, client): (String, i64, i64, Option<String>)| OwnSession {
        token_hash,
        created_at: Instant::from_micros(created),
        last_used_at: Instant::from_micros(used),
        client,
    };
    Ok(rows.into_iter().map(session).collect())
}

/// Ends every session of somebody but one.
///
/// # Errors
/// When the database fails.
pub async fn end_other_sessions(
    connection: &mut AnyConnection,
    user: UserId,
    kept_token_hash: &str,
) -> Result<u64, StoreError> {
    let sql = "DELETE FROM sessions WHERE user_id = $1 AND token_hash <> $2";
    Ok(sqlx::query(sql).bind(user.0).bind(kept_token_hash.to_owned()).execute(connection).await?.rows_affected())
}

/// Makes a link that signs a user in once.
///
/// # Errors
/// When the database fails, or there is no such user.
pub async fn add_sign_in_link(
    connection: &mut AnyConnection,
    token_hash: &str,
    user: UserId,
    expires_at: Instant,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO sign_in_links (token_hash, user_id, expires_at) VALUES ($1, $2, $3)")
        .bind(token_hash.to_owned())
        .bind(user.0)
        .bind(expires_at.micros())
        .execute(connection)
        .await?;
    Ok(())
}

impl Store {
    /// Begins a session; `client` is what it runs in, where it is known.
    ///
    /// # Errors
    /// When the database fails, or there is no such user.
    pub async fn start_session(
        &self,
        token_hash: &str,
        user: UserId,
        now: Instant,
        expires_at: Instant,
        client: Option<&str>,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO sessions (token_hash, user_id, created_at, expires_at, last_used_at, client)
             VALUES ($1, $2, $3, $4, $3, $5)",
        )
        .bind(token_hash)
        .bind(user.0)
        .bind(now.micros())
        .bind(expires_at.micros())
        .bind(client.map(str::to_owned))
        .execute(self.state.writer())
        .await?;
        Ok(())
    }

    /// The session of a token, unless it has ended or its user is disabled.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(&self, token_hash: &str, now: Instant) -> Result<Option<Session>, StoreError> {
        let row = sqlx::query(
            "SELECT u.user_id, u.email, u.name, u.password_hash, u.role, u.language, u.created_at, u.disabled_at,
                 u.employee, s.created_at, s.expires_at, s.last_used_at, p.state
             FROM sessions s JOIN users u ON u.user_id = s.user_id
                 LEFT JOIN presence p ON p.user_id = s.user_id
             WHERE s.token_hash = $1 AND s.expires_at > $2 AND u.disabled_at IS NULL",
        )
        .bind(token_hash)
        .bind(now.micros())
        .fetch_optional(self.state.reader())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let at = |column: usize| row.try_get(column).map(Instant::from_micros);
        Ok(Some(Session {
            user: user(Row::from_row(&row)?),
            created_at: at(9)?,
            expires_at: at(10)?,
            last_used_at: at(11)?,
            presence: row
                .try_get::<Option<String>, _>(12)?
                .and_then(|state| Presence::parse(&state))
                .unwrap_or_default(),
        }))
    }

    /// Records that a session is used, and until when it now lasts. Every use costs a write: callers do so at
    /// most once a minute.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touch_session(&self, token_hash: &str, now: Instant, expires_at: Instant) -> Result<(), StoreError> {
        sqlx::query("UPDATE sessions SET last_used_at = $2, expires_at = $3 WHERE token_hash = $1 AND expires_at > $2")
            .bind(token_hash)
            .bind(now.micros())
            .bind(expires_at.micros())
            .execute(self.state.writer())
            .await?;
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_session(&self, token_hash: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM sessions WHERE token_hash = $1").bind(token_hash).execute(self.state.writer()).await?;
        Ok(())
    }

    /// Makes a link that signs a user in once.
    ///
    /// # Errors
    /// When the database fails, or there is no such user.
    pub async fn create_sign_in_link(
        &self,
        token_hash: &str,
        user: UserId,
        expires_at: Instant,
    ) -> Result<(), StoreError> {
        let mut connection = self.state.writer().acquire().await?;
        add_sign_in_link(&mut connection, token_hash, user, expires_at).await
    }

    /// Uses a link up and says whom it signs in; `None` when it is unknown, used, too old, or its user is
    /// disabled. Of any number of callers at once, one gets the user.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_sign_in_link(&self, token_hash: &str, now: Instant) -> Result<Option<UserId>, StoreError> {
        let user: Option<i64> = sqlx::query_scalar(
            "UPDATE sign_in_links SET used_at = $2
             WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
                 AND user_id IN (SELECT user_id FROM users WHERE disabled_at IS NULL)
             RETURNING user_id",
        )
        .bind(token_hash)
        .bind(now.micros())
        .fetch_optional(self.state.writer())
        .await?;
        Ok(user.map(UserId))
    }

    /// Counts a failed attempt to sign in against a subject, such as an e-mail address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record_sign_in_failure(&self, subject: &str, now: Instant) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO sign_in_failures (subject, minute, failures) VALUES ($1, $2, 1)
             ON CONFLICT (subject, minute) DO UPDATE SET failures = sign_in_failures.failures + 1",
        )
        .bind(subject)
        .bind(minute(now))
        .execute(self.state.writer())
        .await?;
        Ok(())
    }

    /// How often signing in failed for a subject since an instant, to the minute.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in_failures(&self, subject: &str, since: Instant) -> Result<u64, StoreError> {
        let failures: i64 = sqlx::query_scalar(
            "SELECT CAST(COALESCE(SUM(failures), 0) AS BIGINT) FROM sign_in_failures
             WHERE subject = $1 AND minute >= $2",
        )
        .bind(subject)
        .bind(minute(since))
        .fetch_one(self.state.reader())
        .await?;
        Ok(failures.unsigned_abs())
    }

    /// Forgets the failed attempts of a subject, after one that succeeded.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn clear_sign_in_failures(&self, subject: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM sign_in_failures WHERE subject = $1")
            .bind(subject)
            .execute(self.state.writer())
            .await?;
        Ok(())
    }

    /// Deletes sessions and links that have ended by `now`, and failed attempts before `failures_before`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn prune_sign_ins(&self, now: Instant, failures_before: Instant) -> Result<(), StoreError> {
        let mut transaction = self.state.begin().await?;
        for sql in ["DELETE FROM sessions WHERE expires_at <= $1", "DELETE FROM sign_in_links WHERE expires_at <= $1"] {
            sqlx::query(sql).bind(now.micros()).execute(&mut *transaction).await?;
        }
        sqlx::query("DELETE FROM sign_in_failures WHERE minute < $1")
            .bind(minute(failures_before))
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }
}

fn minute(at: Instant) -> i64 {
    at.micros().div_euclid(60 * SECOND)
}

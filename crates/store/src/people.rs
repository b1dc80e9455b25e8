//! What is known of users as people who work: their skills, and whether they take work now.

use std::collections::HashMap;

use hamdel_domain::Instant;
use hamdel_domain::people::Presence;
use sqlx::AnyConnection;

use crate::Store;
use crate::error::{StoreError, name_clash};
use crate::rows::{Param, insert_many};
use crate::users::{COLUMNS, Row, User, UserId, end_sessions, user};

/// Whether somebody takes work, and since when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PresenceSince {
    /// Whether.
    pub presence: Presence,
    /// Since when; `None` for somebody who never said.
    pub since: Option<Instant>,
}

/// What changes of a user at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserChange<'a> {
    /// Their name.
    pub name: &'a str,
    /// Their role.
    pub role: hamdel_domain::rights::Role,
    /// The language they read, `fa` or `en`.
    pub language: &'a str,
    /// Their name as an employee in interactions.
    pub employee: Option<&'a str>,
}

/// Every user, for a transaction that will change one: until it ends nobody else changes any, so that two
/// changes at once cannot leave the company without an administrator.
///
/// # Errors
/// When the database fails.
pub async fn users_to_change(connection: &mut AnyConnection) -> Result<Vec<User>, StoreError> {
    sqlx::query("UPDATE users SET role = role").execute(&mut *connection).await?;
    let sql = format!("SELECT {COLUMNS} FROM users ORDER BY user_id");
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(connection).await?;
    Ok(rows.into_iter().map(user).collect())
}

/// Changes a user.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such user, [`StoreError::Conflict`] when the employee is another user.
pub async fn change_user(
    connection: &mut AnyConnection,
    id: UserId,
    change: &UserChange<'_>,
) -> Result<(), StoreError> {
    let params = [
        Param::Integer(id.0),
        Param::Text(change.name),
        Param::Text(change.role.as_str()),
        Param::Text(change.language),
        Param::OptText(change.employee),
    ];
    let query = sqlx::query("UPDATE users SET name = $2, role = $3, language = $4, employee = $5 WHERE user_id = $1");
    let done = params
        .into_iter()
        .fold(query, |query, param| param.bind_to(query))
        .execute(connection)
        .await
        .map_err(|error| name_clash(error, || format!("the employee {}", change.employee.unwrap_or_default())))?
        .rows_affected();
    if done == 0 { Err(StoreError::not_found(format!("the user {id}"))) } else { Ok(()) }
}

/// Bars a user from signing in and ends every session, or lets them in again (`since` of `None`).
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such user.
pub async fn bar_user(connection: &mut AnyConnection, id: UserId, since: Option<Instant>) -> Result<(), StoreError> {
    let done = sqlx::query("UPDATE users SET disabled_at = $2 WHERE user_id = $1")
        .bind(id.0)
        .bind(since.map(Instant::micros))
        .execute(&mut *connection)
        .await?
        .rows_affected();
    if done == 0 {
        return Err(StoreError::not_found(format!("the user {id}")));
    }
    if since.is_some() {
        end_sessions(connection, id).await?;
    }
    Ok(())
}

/// The skills of somebody, by name.
///
/// # Errors
/// When the database fails.
pub async fn skills_of(connection: &mut AnyConnection, user: UserId) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT skill FROM skills WHERE user_id = $1 ORDER BY skill";
    Ok(sqlx::query_scalar(sql).bind(user.0).fetch_all(connection).await?)
}

/// Gives somebody these skills in place of those they had; each is named once.
///
/// # Errors
/// When the database fails.
pub async fn replace_skills(connection: &mut AnyConnection, user: UserId, skills: &[String]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM skills WHERE user_id = $1").bind(user.0).execute(&mut *connection).await?;
    let rows: Vec<[Param<'_>; 2]> = skills.iter().map(|skill| [Param::Integer(user.0), Param::Text(skill)]).collect();
    insert_many(connection, "INSERT INTO skills (user_id, skill)", &rows, "").await?;
    Ok(())
}

/// Says whether somebody takes work now; `since` stays where it is the same as before. Gives what it was.
///
/// # Errors
/// When the database fails.
pub async fn put_presence(
    connection: &mut AnyConnection,
    user: UserId,
    presence: Presence,
    now: Instant,
) -> Result<Presence, StoreError> {
    let before: Option<String> = sqlx::query_scalar("SELECT state FROM presence WHERE user_id = $1")
        .bind(user.0)
        .fetch_optional(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO presence (user_id, state, since) VALUES ($1, $2, $3)
         ON CONFLICT (user_id) DO UPDATE SET state = excluded.state, since = excluded.since
             WHERE presence.state <> excluded.state",
    )
    .bind(user.0)
    .bind(presence.as_str())
    .bind(now.micros())
    .execute(connection)
    .await?;
    Ok(before.and_then(|state| Presence::parse(&state)).unwrap_or_default())
}

impl Store {
    /// The skills of every user that has some, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn skills(&self) -> Result<HashMap<UserId, Vec<String>>, StoreError> {
        let rows: Vec<(i64, String)> = sqlx::query_as("SELECT user_id, skill FROM skills ORDER BY user_id, skill")
            .fetch_all(self.state.reader())
            .await?;
        let mut held: HashMap<UserId, Vec<String>> = HashMap::new();
        for (user, skill) in rows {
            held.entry(UserId(user)).or_default().push(skill);
        }
        Ok(held)
    }

    /// The presence of every user who ever said it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn presences(&self) -> Result<HashMap<UserId, PresenceSince>, StoreError> {
        let rows: Vec<(i64, String, i64)> =
            sqlx::query_as("SELECT user_id, state, since FROM presence").fetch_all(self.state.reader()).await?;
        let read = |(user, state, since): (i64, String, i64)| {
            let presence = Presence::parse(&state).unwrap_or_default();
            (UserId(user), PresenceSince { presence, since: Some(Instant::from_micros(since)) })
        };
        Ok(rows.into_iter().map(read).collect())
    }
}

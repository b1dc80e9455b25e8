//! The versions of the routing rules, whose turn it is, and rules that could not be worked out.

use std::collections::HashMap;

use hamdel_domain::Instant;
use hamdel_domain::people::UserId;
use hamdel_domain::routing::RoutingPolicy;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use crate::Store;
use crate::audit::{self, AuditEntry};
use crate::contact::{from_json, to_json};
use crate::error::{StoreError, name_clash};
use crate::rows::Param;

/// Rules with their version; 0 is a company without any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptRouting {
    /// The version; greater is younger.
    pub version: i64,
    /// The rules.
    pub policy: RoutingPolicy,
}

/// A rule that could not be worked out for a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoutingFault {
    /// The rule, by name.
    pub rule: String,
    /// What was wrong the last time.
    pub problem: String,
    /// When that was.
    pub at: Instant,
    /// How often it happened since the rules were last changed.
    pub times: i64,
}

/// Who is next among those who share work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Who has waited longest.
    LongestWait,
    /// Who has the fewest open cases, and among those who has waited longest.
    FewestOpen,
}

/// Gives a turn to one of these people, in the transaction that gives them the case: turns of one pool are given one
/// after the other, whatever happens at once. `None` where nobody is among them.
///
/// # Errors
/// When the database fails.
pub async fn take_turn(
    connection: &mut AnyConnection,
    pool: &str,
    people: &[UserId],
    by: Turn,
) -> Result<Option<UserId>, StoreError> {
    if people.is_empty() {
        return Ok(None);
    }
    // Holds the pool's row until the transaction ends.
    let sql = "INSERT INTO routing_pools (pool, turn) VALUES ($1, 1)
         ON CONFLICT (pool) DO UPDATE SET turn = routing_pools.turn + 1 RETURNING turn";
    let turn: i64 = sqlx::query_scalar(sql).bind(pool.to_owned()).fetch_one(&mut *connection).await?;
    let rows: Vec<(i64, i64)> = sqlx::query_as("SELECT user_id, turn FROM routing_turns WHERE pool = $1")
        .bind(pool.to_owned())
        .fetch_all(&mut *connection)
        .await?;
    let turns: HashMap<i64, i64> = rows.into_iter().collect();
    let loads = match by {
        Turn::LongestWait => HashMap::new(),
        Turn::FewestOpen => open_cases(&mut *connection, people).await?,
    };
    let wait = |user: &UserId| {
        let load = loads.get(&user.0).copied().unwrap_or_default();
        (load, turns.get(&user.0).copied().unwrap_or_default(), user.0)
    };
    let Some(next) = people.iter().copied().min_by_key(wait) else { return Ok(None) };
    let sql = "INSERT INTO routing_turns (pool, user_id, turn) VALUES ($1, $2, $3)
         ON CONFLICT (pool, user_id) DO UPDATE SET turn = excluded.turn";
    sqlx::query(sql).bind(pool.to_owned()).bind(next.0).bind(turn).execute(connection).await?;
    Ok(Some(next))
}

/// How many open cases each of these people has; those with none are left out.
async fn open_cases(connection: &mut AnyConnection, people: &[UserId]) -> Result<HashMap<i64, i64>, StoreError> {
    let places: Vec<String> = (1..=people.len()).map(|place| format!("${place}")).collect();
    let sql = format!(
        "SELECT owner_id, COUNT(*) FROM cases WHERE closed_at IS NULL AND owner_id IN ({}) GROUP BY owner_id",
        places.join(", ")
    );
    let query = people.iter().fold(sqlx::query_as(AssertSqlSafe(sql)), |query, user| query.bind(user.0));
    let rows: Vec<(i64, i64)> = query.fetch_all(connection).await?;
    Ok(rows.into_iter().collect())
}

/// Who takes work of a unit now, and has a skill where one is asked for, by their numbers.
///
/// # Errors
/// When the database fails.
pub async fn available_people(
    connection: &mut AnyConnection,
    unit: &str,
    skill: Option<&str>,
) -> Result<Vec<UserId>, StoreError> {
    let sql = "SELECT p.user_id FROM unit_people p
         JOIN users u ON u.user_id = p.user_id AND u.disabled_at IS NULL
         JOIN presence w ON w.user_id = p.user_id AND w.state = 'available'
         WHERE p.unit = $1 AND ($2 = '' OR EXISTS
             (SELECT 1 FROM skills s WHERE s.user_id = p.user_id AND s.skill = $2))
         ORDER BY p.user_id";
    let query = sqlx::query_scalar(sql).bind(unit.to_owned()).bind(skill.unwrap_or_default().to_owned());
    let ids: Vec<i64> = query.fetch_all(connection).await?;
    Ok(ids.into_iter().map(UserId).collect())
}

/// The rules in force, as a transaction sees them.
///
/// # Errors
/// When the database fails, or they cannot be read back.
pub async fn routing_in_force(connection: &mut AnyConnection) -> Result<KeptRouting, StoreError> {
    let sql = "SELECT version, policy FROM routing_policies ORDER BY version DESC LIMIT 1";
    let Some(row) = sqlx::query(sql).fetch_optional(connection).await? else { return Ok(KeptRouting::default()) };
    Ok(KeptRouting { version: row.try_get(0)?, policy: from_json(&row.try_get::<String, _>(1)?, "the routing rules")? })
}

/// Keeps that a rule could not be worked out.
///
/// # Errors
/// When the database fails.
pub async fn keep_routing_fault(
    connection: &mut AnyConnection,
    rule: &str,
    problem: &str,
    now: Instant,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO routing_faults (rule, problem, at, times) VALUES ($1, $2, $3, 1)
         ON CONFLICT (rule) DO UPDATE SET problem = excluded.problem, at = excluded.at, times = routing_faults.times + 1";
    let query = Param::Text(problem).bind_to(Param::Text(rule).bind_to(sqlx::query(sql))).bind(now.micros());
    query.execute(connection).await?;
    Ok(())
}

impl Store {
    /// The rules in force.
    ///
    /// # Errors
    /// When the database fails, or they cannot be read back.
    pub async fn routing(&self) -> Result<KeptRouting, StoreError> {
        routing_in_force(&mut *self.state().reader().acquire().await?).await
    }

    /// Puts rules in force, as the version after the one that was read, together with their entry in the audit log.
    /// What could not be worked out before is forgotten.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another version was written meanwhile.
    pub async fn put_routing(&self, kept: &KeptRouting, entry: &AuditEntry) -> Result<i64, StoreError> {
        let version = kept.version + 1;
        let mut tx = self.state().begin().await?;
        sqlx::query("INSERT INTO routing_policies (version, policy, changed_at, changed_by) VALUES ($1, $2, $3, $4)")
            .bind(version)
            .bind(to_json(&kept.policy)?)
            .bind(entry.at.micros())
            .bind(entry.actor.clone())
            .execute(&mut *tx)
            .await
            .map_err(|error| name_clash(error, || "the routing rules".to_owned()))?;
        sqlx::query("DELETE FROM routing_faults").execute(&mut *tx).await?;
        audit::append(&mut tx, entry).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// The rules of a version.
    ///
    /// # Errors
    /// When the database fails, or they cannot be read back.
    pub async fn routing_version(&self, version: i64) -> Result<Option<RoutingPolicy>, StoreError> {
        let sql = "SELECT policy FROM routing_policies WHERE version = $1";
        let row = sqlx::query(sql).bind(version).fetch_optional(self.state().reader()).await?;
        row.map(|row| from_json(&row.try_get::<String, _>(0)?, "the routing rules")).transpose()
    }

    /// Who put the versions of the rules in force and when, the youngest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn routing_changes(&self, limit: i64) -> Result<Vec<(i64, Instant, String)>, StoreError> {
        let sql = "SELECT version, changed_at, changed_by FROM routing_policies ORDER BY version DESC LIMIT $1";
        let rows = sqlx::query(sql).bind(limit).fetch_all(self.state().reader()).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, Instant::from_micros(row.try_get(1)?), row.try_get(2)?))).collect()
    }

    /// Rules that could not be worked out since they were last changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn routing_faults(&self) -> Result<Vec<RoutingFault>, StoreError> {
        let sql = "SELECT rule, problem, at, times FROM routing_faults ORDER BY rule";
        let rows: Vec<(String, String, i64, i64)> = sqlx::query_as(sql).fetch_all(self.state().reader()).await?;
        let fault = |(rule, problem, at, times)| RoutingFault { rule, problem, at: Instant::from_micros(at), times };
        Ok(rows.into_iter().map(fault).collect())
    }
}

//! Alerts: their rules, what the projector left to be looked at, and who is told of what.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use hamdel_domain::alerts::{AlertRule, KeptRule};
use hamdel_domain::{CustomerId, Instant};

use crate::Store;
use crate::contact::{from_json, to_json};
use crate::database::Transaction;
use crate::error::StoreError;
use crate::rows::{Param, insert_many};

/// Interactions that wait to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedInteractions {
    /// Their number.
    pub id: i64,
    /// Their bytes, as [`crate::encode_recorded`] writes them.
    pub payload: Vec<u8>,
}

/// An alert to be raised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAlert {
    /// Its key; of one key there is one alert.
    pub key: String,
    /// The interaction it is about, as 32 hexadecimal digits.
    pub interaction: Option<String>,
    /// Whose interaction it is.
    pub customer: Option<CustomerId>,
    /// Where it happened.
    pub unit: Option<String>,
    /// What it says, as JSON text.
    pub body: String,
}

/// An alert as somebody is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Its number.
    pub id: i64,
    /// What was raised.
    pub new: NewAlert,
    /// When.
    pub at: Instant,
    /// When whoever is told saw it.
    pub seen_at: Option<Instant>,
}

/// Leaves interactions to be looked at, inside the projector's transaction.
///
/// # Errors
/// When the database fails.
pub async fn queue_for_alerts(connection: &mut AnyConnection, payload: &[u8]) -> Result<(), StoreError> {
    let query = sqlx::query("INSERT INTO alert_queue (payload) VALUES ($1)").bind(payload.to_vec());
    query.execute(connection).await?;
    Ok(())
}

/// Takes what was looked at out of the queue, in the transaction that raises what came of it. `false` when somebody
/// else has done so.
///
/// # Errors
/// When the database fails.
pub async fn leave_queue(tx: &mut Transaction, id: i64) -> Result<bool, StoreError> {
    let gone = sqlx::query("DELETE FROM alert_queue WHERE queue_id = $1").bind(id).execute(&mut **tx).await?;
    Ok(gone.rows_affected() == 1)
}

/// Raises an alert and tells these people of it on their pages. `None` when one of its key was raised before.
///
/// # Errors
/// When the database fails.
pub async fn raise(
    tx: &mut Transaction,
    new: &NewAlert,
    told: &[i64],
    now: Instant,
) -> Result<Option<i64>, StoreError> {
    let sql = "INSERT INTO alerts (alert_key, interaction_id, customer_id, unit, body, at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (alert_key) DO NOTHING RETURNING alert_id";
    let query = Param::Text(&new.key).bind_to(sqlx::query(sql)).bind(new.interaction.clone());
    let query = Param::OptText(new.unit.as_deref()).bind_to(query.bind(new.customer.map(|customer| customer.0)));
    let query = Param::Text(&new.body).bind_to(query).bind(now.micros());
    let Some(row) = query.fetch_optional(&mut **tx).await? else { return Ok(None) };
    let id: i64 = row.try_get(0)?;
    let mut people = told.to_vec();
    people.sort_unstable();
    people.dedup();
    let notices: Vec<[Param<'_>; 2]> = people.iter().map(|user| [Param::Integer(*user), Param::Integer(id)]).collect();
    insert_many(tx, "INSERT INTO alert_notices (user_id, alert_id)", &notices, "").await?;
    Ok(Some(id))
}

const COLUMNS: &str = "a.alert_id, a.alert_key, a.interaction_id, a.customer_id, a.unit, a.body, a.at, n.seen_at";

impl Store {
    /// Every rule.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn alert_rules(&self) -> Result<Vec<KeptRule>, StoreError> {
        let sql = "SELECT rule_id, body, enabled_since FROM alert_rules ORDER BY rule_id";
        sqlx::query(sql).fetch_all(self.state().reader()).await?.iter().map(rule).collect()
    }

    /// Keeps a rule, switched on from a moment on or off. Gives its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_alert_rule(
        &self,
        rule: &AlertRule,
        enabled_since: Option<Instant>,
        now: Instant,
    ) -> Result<i64, StoreError> {
        let sql = "INSERT INTO alert_rules (body, enabled_since, created_at) VALUES ($1, $2, $3) RETURNING rule_id";
        let query = sqlx::query(sql).bind(to_json(rule)?).bind(enabled_since.map(Instant::micros)).bind(now.micros());
        Ok(query.fetch_one(self.state().writer()).await?.try_get(0)?)
    }

    /// Changes what a rule says.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of that number.
    pub async fn change_alert_rule(&self, id: i64, rule: &AlertRule) -> Result<(), StoreError> {
        let query = sqlx::query("UPDATE alert_rules SET body = $2 WHERE rule_id = $1").bind(id).bind(to_json(rule)?);
        found(query.execute(self.state().writer()).await?.rows_affected(), id)
    }

    /// Switches a rule on from a moment on, or off.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of that number.
    pub async fn switch_alert_rule(&self, id: i64, enabled_since: Option<Instant>) -> Result<(), StoreError> {
        let sql = "UPDATE alert_rules SET enabled_since = $2 WHERE rule_id = $1";
        let query = sqlx::query(sql).bind(id).bind(enabled_since.map(Instant::micros));
        found(query.execute(self.state().writer()).await?.rows_affected(), id)
    }

    /// Takes a rule away; what it raised stays.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of that number.
    pub async fn remove_alert_rule(&self, id: i64) -> Result<(), StoreError> {
        let query = sqlx::query("DELETE FROM alert_rules WHERE rule_id = $1").bind(id);
        found(query.execute(self.state().writer()).await?.rows_affected(), id)
    }

    /// What waits to be looked at, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn alert_queue(&self, limit: i64) -> Result<Vec<QueuedInteractions>, StoreError> {
        let sql = "SELECT queue_id, payload FROM alert_queue ORDER BY queue_id LIMIT $1";
        let rows: Vec<(i64, Vec<u8>)> = sqlx::query_as(sql).bind(limit).fetch_all(self.state().reader()).await?;
        Ok(rows.into_iter().map(|(id, payload)| QueuedInteractions { id, payload }).collect())
    }

    /// What somebody is told of, newest first; `before` is the number of the last one seen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn alerts_of(&self, user: i64, before: Option<i64>, limit: i64) -> Result<Vec<Alert>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM alert_notices n JOIN alerts a ON a.alert_id = n.alert_id
             WHERE n.user_id = $1 AND n.alert_id < $2 ORDER BY n.alert_id DESC LIMIT $3"
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(user).bind(before.unwrap_or(i64::MAX)).bind(limit);
        query.fetch_all(self.state().reader()).await?.iter().map(alert).collect()
    }

    /// How much somebody was told of and has not seen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unseen_alerts(&self, user: i64) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) FROM alert_notices WHERE user_id = $1 AND seen_at IS NULL";
        Ok(sqlx::query_scalar(sql).bind(user).fetch_one(self.state().reader()).await?)
    }

    /// Somebody saw all they were told of, up to and with an alert. Gives how many were new.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn see_alerts(&self, user: i64, through: i64, now: Instant) -> Result<u64, StoreError> {
        let sql = "UPDATE alert_notices SET seen_at = $3 WHERE user_id = $1 AND alert_id <= $2 AND seen_at IS NULL";
        let seen = sqlx::query(sql).bind(user).bind(through).bind(now.micros());
        Ok(seen.execute(self.state().writer()).await?.rows_affected())
    }
}

fn found(rows: u64, id: i64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::not_found(format!("alert rule {id}"))) }
}

fn rule(row: &AnyRow) -> Result<KeptRule, StoreError> {
    Ok(KeptRule {
        id: row.try_get(0)?,
        rule: from_json(&row.try_get::<String, _>(1)?, "an alert rule")?,
        enabled_since: row.try_get::<Option<i64>, _>(2)?.map(Instant::from_micros),
    })
}

fn alert(row: &AnyRow) -> Result<Alert, StoreError> {
    Ok(Alert {
        id: row.try_get(0)?,
        new: NewAlert {
            key: row.try_get(1)?,
            interaction: row.try_get(2)?,
            customer: row.try_get::<Option<i64>, _>(3)?.map(CustomerId),
            unit: row.try_get(4)?,
            body: row.try_get(5)?,
        },
        at: Instant::from_micros(row.try_get(6)?),
        seen_at: row.try_get::<Option<i64>, _>(7)?.map(Instant::from_micros),
    })
}

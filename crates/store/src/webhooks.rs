//! Webhooks, what they are told, and what came of each attempt.
//!
//! A delivery is held by whoever tries it until its lock runs out, and tried until it is taken or given up: the
//! receiver knows one that comes twice by its event.

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use hamdel_domain::Instant;
use hamdel_domain::webhooks::WebhookState;

use crate::Store;
use crate::database::Transaction;
use crate::error::{StoreError, name_clash};
use crate::rows::Param;

/// A webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its number.
    pub id: i64,
    /// Its name for people.
    pub name: String,
    /// Its address.
    pub url: String,
    /// The secret that signs: `whsec_` and base64.
    pub secret: String,
    /// The secret before it, which signs too until the next change.
    pub old_secret: Option<String>,
    /// Where it stands.
    pub state: WebhookState,
    /// Since when nothing gets through.
    pub failing_since: Option<Instant>,
    /// When it was made.
    pub made_at: Instant,
}

/// Something to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookEvent {
    /// Names it for the receiver.
    pub id: String,
    /// What it is: `alert.raised`.
    pub kind: String,
    /// Its bytes.
    pub payload: String,
}

/// A delivery as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookDelivery {
    /// Its number.
    pub id: i64,
    /// To which webhook.
    pub webhook: i64,
    /// What is told.
    pub event: WebhookEvent,
    /// `ready`, `delivered` or `failed`.
    pub state: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried again, while it is ready.
    pub next_at: Instant,
    /// When it was made.
    pub made_at: Instant,
}

/// One attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookAttempt {
    /// When.
    pub at: Instant,
    /// The status that came back; none where nothing did.
    pub status: Option<u16>,
    /// What came back, or what went wrong.
    pub answer: String,
    /// How long it took; microseconds.
    pub took: i64,
}

/// What becomes of a delivery after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterAttempt {
    /// It was taken.
    Delivered,
    /// It is tried again.
    Again(Instant),
    /// It is given up.
    GivenUp,
}

const WEBHOOK: &str = "webhook_id, name, url, secret, old_secret, state, failing_since, made_at";
const DELIVERY: &str = "delivery_id, webhook_id, event_id, kind, payload, state, attempts, next_at, made_at";

/// Has a webhook told of an event, once. `false` when it is told already, or there is no such webhook that is on.
///
/// # Errors
/// When the database fails.
pub async fn tell_webhook(
    tx: &mut Transaction,
    webhook: i64,
    event: &WebhookEvent,
    now: Instant,
) -> Result<bool, StoreError> {
    let sql = "INSERT INTO webhook_deliveries
             (webhook_id, event_id, kind, payload, state, attempts, next_at, held_until, made_at, changed_at)
         SELECT webhook_id, $2, $3, $4, 'ready', 0, $5, 0, $5, $5 FROM webhooks WHERE webhook_id = $1 AND state = 'on'
         ON CONFLICT (webhook_id, event_id) DO NOTHING";
    let query = sqlx::query(sql).bind(webhook).bind(event.id.clone()).bind(event.kind.clone());
    let told = Param::Text(&event.payload).bind_to(query).bind(now.micros()).execute(&mut **tx).await?;
    Ok(told.rows_affected() == 1)
}

impl Store {
    /// Every webhook, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, StoreError> {
        let sql = format!("SELECT {WEBHOOK} FROM webhooks ORDER BY name");
        sqlx::query(AssertSqlSafe(sql)).fetch_all(self.state().reader()).await?.iter().map(webhook).collect()
    }

    /// One webhook.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhook(&self, id: i64) -> Result<Option<Webhook>, StoreError> {
        let sql = format!("SELECT {WEBHOOK} FROM webhooks WHERE webhook_id = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(id).fetch_optional(self.state().reader()).await?;
        row.as_ref().map(webhook).transpose()
    }

    /// Keeps a webhook, switched on. Gives its number.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when its name is taken.
    pub async fn add_webhook(&self, name: &str, url: &str, secret: &str, now: Instant) -> Result<i64, StoreError> {
        let sql = "INSERT INTO webhooks (name, url, secret, state, made_at, changed_at)
             VALUES ($1, $2, $3, 'on', $4, $4) RETURNING webhook_id";
        let query = Param::Text(url).bind_to(Param::Text(name).bind_to(sqlx::query(sql)));
        let made = query.bind(secret.to_owned()).bind(now.micros()).fetch_one(self.state().writer()).await;
        Ok(made.map_err(|error| name_clash(error, || format!("the webhook {name}")))?.try_get(0)?)
    }

    /// Changes a webhook's name and address.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of that number, [`StoreError::Conflict`] when the name is taken.
    pub async fn change_webhook(&self, id: i64, name: &str, url: &str, now: Instant) -> Result<(), StoreError> {
        let sql = "UPDATE webhooks SET name = $2, url = $3, changed_at = $4 WHERE webhook_id = $1";
        let query = Param::Text(url).bind_to(Param::Text(name).bind_to(sqlx::query(sql).bind(id)));
        let done = query.bind(now.micros()).execute(self.state().writer()).await;
        found(done.map_err(|error| name_clash(error, || format!("the webhook {name}")))?.rows_affected(), id)
    }

    /// Gives a webhook another secret; the one before it signs beside it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of that number.
    pub async fn change_webhook_secret(&self, id: i64, secret: &str, now: Instant) -> Result<(), StoreError> {
        let sql = "UPDATE webhooks SET old_secret = secret, secret = $2, changed_at = $3 WHERE webhook_id = $1";
        let query = sqlx::query(sql).bind(id).bind(secret.to_owned()).bind(now.micros());
        found(query.execute(self.state().writer()).await?.rows_affected(), id)
    }

    /// Switches a webhook; one that is on again has not failed yet. `false` when it stood there already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn switch_webhook(&self, id: i64, state: WebhookState, now: Instant) -> Result<bool, StoreError> {
        let sql = "UPDATE webhooks SET state = $2, changed_at = $3, failing_since = NULL
             WHERE webhook_id = $1 AND state <> $2";
        let query = sqlx::query(sql).bind(id).bind(state.as_str()).bind(now.micros());
        Ok(query.execute(self.state().writer()).await?.rows_affected() == 1)
    }

    /// Takes a webhook away with all it was told.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of that number.
    pub async fn remove_webhook(&self, id: i64) -> Result<(), StoreError> {
        let mut tx = self.state().begin().await?;
        let sql = "DELETE FROM webhook_attempts WHERE delivery_id IN
             (SELECT delivery_id FROM webhook_deliveries WHERE webhook_id = $1)";
        sqlx::query(sql).bind(id).execute(&mut *tx).await?;
        sqlx::query("DELETE FROM webhook_deliveries WHERE webhook_id = $1").bind(id).execute(&mut *tx).await?;
        let gone = sqlx::query("DELETE FROM webhooks WHERE webhook_id = $1").bind(id).execute(&mut *tx).await?;
        found(gone.rows_affected(), id)?;
        Ok(tx.commit().await?)
    }

    /// Has a webhook told of an event, in a transaction of its own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tell_webhook(&self, webhook: i64, event: &WebhookEvent, now: Instant) -> Result<bool, StoreError> {
        let mut tx = self.state().begin().await?;
        let told = tell_webhook(&mut tx, webhook, event, now).await?;
        tx.commit().await?;
        Ok(told)
    }

    /// Takes deliveries that are due of webhooks that are on, each for one holder until `held_until`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hold_webhook_deliveries(
        &self,
        now: Instant,
        held_until: Instant,
        limit: i64,
    ) -> Result<Vec<WebhookDelivery>, StoreError> {
        let sql = format!(
            "UPDATE webhook_deliveries SET held_until = $2 WHERE delivery_id IN (
                 SELECT d.delivery_id FROM webhook_deliveries d
                 WHERE d.state = 'ready' AND d.next_at <= $1 AND d.held_until <= $1
                     AND d.webhook_id IN (SELECT webhook_id FROM webhooks WHERE state = 'on')
                 ORDER BY d.next_at, d.delivery_id LIMIT $3{}
             ) RETURNING {DELIVERY}",
            self.state().dialect().skip_locked()
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(now.micros()).bind(held_until.micros()).bind(limit);
        let rows = query.fetch_all(self.state().writer()).await?;
        let mut held = rows.iter().map(delivery).collect::<Result<Vec<_>, _>>()?;
        held.sort_by_key(|delivery| delivery.id);
        Ok(held)
    }

    /// Whether a delivery could be taken: a read, so that a worker that looks often holds nobody up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_webhook_due(&self, now: Instant) -> Result<bool, StoreError> {
        let sql = "SELECT d.delivery_id FROM webhook_deliveries d
             JOIN webhooks w ON w.webhook_id = d.webhook_id AND w.state = 'on'
             WHERE d.state = 'ready' AND d.next_at <= $1 AND d.held_until <= $1 LIMIT 1";
        let found: Option<i64> =
            sqlx::query_scalar(sql).bind(now.micros()).fetch_optional(self.state().reader()).await?;
        Ok(found.is_some())
    }

    /// Writes down an attempt and what becomes of the delivery. Gives since when nothing got through to its webhook.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_webhook_attempt(
        &self,
        delivery: &WebhookDelivery,
        attempt: &WebhookAttempt,
        after: AfterAttempt,
        now: Instant,
    ) -> Result<Option<Instant>, StoreError> {
        let mut tx = self.state().begin().await?;
        let sql = "INSERT INTO webhook_attempts (delivery_id, at, status, answer, took) VALUES ($1, $2, $3, $4, $5)";
        let query = sqlx::query(sql).bind(delivery.id).bind(attempt.at.micros());
        let query = Param::Text(&attempt.answer).bind_to(query.bind(attempt.status.map(i64::from)));
        query.bind(attempt.took).execute(&mut *tx).await?;
        let (state, next) = match after {
            AfterAttempt::Delivered => ("delivered", now),
            AfterAttempt::Again(next) => ("ready", next),
            AfterAttempt::GivenUp => ("failed", now),
        };
        let sql = "UPDATE webhook_deliveries SET state = $2, attempts = attempts + 1, next_at = $3, held_until = 0,
             changed_at = $4 WHERE delivery_id = $1";
        let query = sqlx::query(sql).bind(delivery.id).bind(state).bind(next.micros()).bind(now.micros());
        query.execute(&mut *tx).await?;
        let failing = if after == AfterAttempt::Delivered { None } else { Some(now.micros()) };
        let sql =
            "UPDATE webhooks SET failing_since = CASE WHEN $2 IS NULL THEN NULL ELSE COALESCE(failing_since, $2) END
             WHERE webhook_id = $1 RETURNING failing_since";
        let sql = sql.replace("$2", "CAST($2 AS BIGINT)");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(delivery.webhook).bind(failing);
        let row = query.fetch_optional(&mut *tx).await?;
        tx.commit().await?;
        let since = row.map(|row| row.try_get::<Option<i64>, _>(0)).transpose()?.flatten();
        Ok(since.map(Instant::from_micros))
    }

    /// Has a delivery tried again now, from the first pause on.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the webhook has none of that number.
    pub async fn resend_webhook(&self, webhook: i64, delivery: i64, now: Instant) -> Result<(), StoreError> {
        let sql = "UPDATE webhook_deliveries SET state = 'ready', attempts = 0, next_at = $3, changed_at = $3
             WHERE delivery_id = $2 AND webhook_id = $1";
        let done = sqlx::query(sql).bind(webhook).bind(delivery).bind(now.micros());
        found(done.execute(self.state().writer()).await?.rows_affected(), delivery)
    }

    /// What a webhook was told, newest first; `before` is the number of the last one seen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhook_deliveries(
        &self,
        webhook: i64,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<WebhookDelivery>, StoreError> {
        let sql = format!(
            "SELECT {DELIVERY} FROM webhook_deliveries WHERE webhook_id = $1 AND delivery_id < $2
             ORDER BY delivery_id DESC LIMIT $3"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(webhook).bind(before.unwrap_or(i64::MAX)).bind(limit);
        query.fetch_all(self.state().reader()).await?.iter().map(delivery).collect()
    }

    /// The attempts of a delivery, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhook_attempts(&self, delivery: i64) -> Result<Vec<WebhookAttempt>, StoreError> {
        let sql = "SELECT at, status, answer, took FROM webhook_attempts WHERE delivery_id = $1 ORDER BY attempt_id";
        let rows: Vec<(i64, Option<i64>, String, i64)> =
            sqlx::query_as(sql).bind(delivery).fetch_all(self.state().reader()).await?;
        let attempt = |(at, status, answer, took): (i64, Option<i64>, String, i64)| WebhookAttempt {
            at: Instant::from_micros(at),
            status: status.and_then(|status| u16::try_from(status).ok()),
            answer,
            took,
        };
        Ok(rows.into_iter().map(attempt).collect())
    }
}

fn found(rows: u64, id: i64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::not_found(format!("webhook {id}"))) }
}

fn webhook(row: &AnyRow) -> Result<Webhook, StoreError> {
    let state: String = row.try_get(5)?;
    Ok(Webhook {
        id: row.try_get(0)?,
        name: row.try_get(1)?,
        url: row.try_get(2)?,
        secret: row.try_get(3)?,
        old_secret: row.try_get(4)?,
        state: WebhookState::parse(&state).ok_or_else(|| StoreError::corrupt("the state of a webhook"))?,
        failing_since: row.try_get::<Option<i64>, _>(6)?.map(Instant::from_micros),
        made_at: Instant::from_micros(row.try_get(7)?),
    })
}

fn delivery(row: &AnyRow) -> Result<WebhookDelivery, StoreError> {
    Ok(WebhookDelivery {
        id: row.try_get(0)?,
        webhook: row.try_get(1)?,
        event: WebhookEvent { id: row.try_get(2)?, kind: row.try_get(3)?, payload: row.try_get(4)? },
        state: row.try_get(5)?,
        attempts: u32::try_from(row.try_get::<i64, _>(6)?).unwrap_or(u32::MAX),
        next_at: Instant::from_micros(row.try_get(7)?),
        made_at: Instant::from_micros(row.try_get(8)?),
    })
}

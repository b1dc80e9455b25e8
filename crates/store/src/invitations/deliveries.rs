//! Messages on their way out.
//!
//! ```text
//! ready --begin--> sending --> sent | bounced | gave_up
//!   ^                 |  \--nobody knows, or a crash--> unknown (never sent again)
//!   \--certainly not--/
//! ```

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use hamdel_domain::invitations::Step;
use hamdel_domain::{Channel, Instant};

use crate::Store;
use crate::contact::channel;
use crate::error::StoreError;
use crate::rows::Param;

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// Waits to be handed over.
    Ready,
    /// Being handed over, or its process died meanwhile.
    Sending,
    /// Handed over.
    Sent,
    /// Handed over, perhaps: no answer came. It is never sent again.
    Unknown,
    /// Refused, or came back.
    Bounced,
    /// Certainly not handed over, and not tried any more.
    GaveUp,
}

impl DeliveryState {
    const ALL: &'static [Self] = &[Self::Ready, Self::Sending, Self::Sent, Self::Unknown, Self::Bounced, Self::GaveUp];

    /// The name used in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Unknown => "unknown",
            Self::Bounced => "bounced",
            Self::GaveUp => "gave_up",
        }
    }
}

/// A message to be handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDelivery {
    /// The invitation it carries.
    pub invitation: i64,
    /// Which message of it.
    pub step: Step,
    /// Its reservation.
    pub contact: i64,
    /// Names it in headers and bounces.
    pub tag: String,
    /// On which channel.
    pub channel: Channel,
    /// Where to.
    pub address: String,
}

/// A message as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its number.
    pub id: i64,
    /// What it is.
    pub new: NewDelivery,
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it was begun.
    pub attempts: u32,
}

const COLUMNS: &str = "delivery_id, invitation_id, step, contact_id, tag, channel, address, state, attempts";

/// Keeps a message that is to be handed over now.
///
/// # Errors
/// When the database fails.
pub async fn begin_delivery(
    connection: &mut AnyConnection,
    new: &NewDelivery,
    now: Instant,
) -> Result<i64, StoreError> {
    let sql = "INSERT INTO message_deliveries
             (invitation_id, step, contact_id, tag, channel, address, state, attempts, next_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'ready', 0, $7, $7)
         ON CONFLICT (contact_id) DO UPDATE SET tag = excluded.tag, address = excluded.address, state = 'ready',
             attempts = 0, next_at = excluded.next_at, changed_at = excluded.changed_at
             WHERE message_deliveries.state = 'gave_up'
         RETURNING delivery_id";
    let row = sqlx::query(sql)
        .bind(new.invitation)
        .bind(new.step.as_str())
        .bind(new.contact)
        .bind(new.tag.clone())
        .bind(new.channel.as_str())
        .bind(new.address.clone())
        .bind(now.micros())
        .fetch_optional(connection)
        .await?;
    row.map_or_else(|| Err(StoreError::conflict("the message of a contact")), |row| Ok(row.try_get(0)?))
}

/// Ends a message that is being handed over. `false` when it is not any more.
///
/// # Errors
/// When the database fails.
pub async fn end_delivery(
    connection: &mut AnyConnection,
    delivery: i64,
    to: DeliveryState,
    answer: &str,
    now: Instant,
) -> Result<bool, StoreError> {
    let from = match to {
        // A bounce comes back long after, also for what nobody knew about.
        DeliveryState::Bounced => "('sending', 'sent', 'unknown')",
        DeliveryState::GaveUp => "('ready', 'sending')",
        _ => "('sending')",
    };
    let sql = format!(
        "UPDATE message_deliveries SET state = $2, answer = $3, changed_at = $4, sending_since = NULL
         WHERE delivery_id = $1 AND state IN {from}"
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(delivery).bind(to.as_str());
    let ended = Param::Text(answer).bind_to(query).bind(now.micros()).execute(connection).await?;
    Ok(ended.rows_affected() == 1)
}

/// Lets a message that was certainly not handed over wait for its next attempt. The one that failed `counts`, unless
/// there was nobody to talk to.
///
/// # Errors
/// When the database fails.
pub async fn retry_delivery(
    connection: &mut AnyConnection,
    delivery: i64,
    next_at: Instant,
    answer: &str,
    counts: bool,
    now: Instant,
) -> Result<bool, StoreError> {
    let sql = "UPDATE message_deliveries SET state = 'ready', answer = $2, next_at = $3, changed_at = $4,
             sending_since = NULL, attempts = attempts - $5
         WHERE delivery_id = $1 AND state = 'sending'";
    let query = Param::Text(answer).bind_to(sqlx::query(sql).bind(delivery));
    let query = query.bind(next_at.micros()).bind(now.micros()).bind(i64::from(!counts));
    Ok(query.execute(connection).await?.rows_affected() == 1)
}

impl Store {
    /// Messages whose next attempt is due, first come first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deliveries_due(&self, now: Instant, limit: i64) -> Result<Vec<Delivery>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM message_deliveries WHERE state = 'ready' AND next_at <= $1
             ORDER BY next_at, delivery_id LIMIT $2"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(now.micros()).bind(limit);
        query.fetch_all(self.state().reader()).await?.iter().map(delivery).collect()
    }

    /// Says that a message is being handed over from now on; committed before its first byte leaves, so that after
    /// a crash it is known to be in doubt. `false` when another has it, or it is not ready any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_sending(&self, delivery: &Delivery, now: Instant) -> Result<bool, StoreError> {
        let sql = "UPDATE message_deliveries SET state = 'sending', attempts = attempts + 1, sending_since = $3
             WHERE delivery_id = $1 AND attempts = $2 AND state = 'ready'";
        let begun = sqlx::query(sql)
            .bind(delivery.id)
            .bind(i64::from(delivery.attempts))
            .bind(now.micros())
            .execute(self.state().writer())
            .await?;
        Ok(begun.rows_affected() == 1)
    }

    /// Messages that were being handed over before a moment, and of which nothing was heard since.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deliveries_in_doubt(&self, before: Instant, limit: i64) -> Result<Vec<Delivery>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM message_deliveries WHERE state = 'sending' AND sending_since <= $1
             ORDER BY sending_since LIMIT $2"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(before.micros()).bind(limit);
        query.fetch_all(self.state().reader()).await?.iter().map(delivery).collect()
    }

    /// The message of a tag.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delivery_by_tag(&self, tag: &str) -> Result<Option<Delivery>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM message_deliveries WHERE tag = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(tag.to_owned()).fetch_optional(self.state().reader()).await?;
        row.as_ref().map(delivery).transpose()
    }

    /// The messages of an invitation, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deliveries_of(&self, invitation: i64) -> Result<Vec<Delivery>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM message_deliveries WHERE invitation_id = $1 ORDER BY delivery_id");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(invitation);
        query.fetch_all(self.state().reader()).await?.iter().map(delivery).collect()
    }
}

fn delivery(row: &AnyRow) -> Result<Delivery, StoreError> {
    let (step, state): (String, String) = (row.try_get(2)?, row.try_get(7)?);
    let damaged = || StoreError::corrupt("a message on its way");
    Ok(Delivery {
        id: row.try_get(0)?,
        new: NewDelivery {
            invitation: row.try_get(1)?,
            step: Step::parse(&step).ok_or_else(damaged)?,
            contact: row.try_get(3)?,
            tag: row.try_get(4)?,
            channel: channel(&row.try_get::<String, _>(5)?)?,
            address: row.try_get(6)?,
        },
        state: DeliveryState::ALL.iter().copied().find(|held| held.as_str() == state).ok_or_else(damaged)?,
        attempts: u32::try_from(row.try_get::<i64, _>(8)?).unwrap_or(u32::MAX),
    })
}

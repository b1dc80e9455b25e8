//! Messages to one person: a customer, or somebody of the company.
//!
//! ```text
//! planned --reserved--> ready --begin--> sending --> sent | bounced | gave_up
//!    |                    ^                 |  \--nobody knows, or a crash--> unknown (never sent again)
//!    \--> withheld        \--certainly not--/
//! ```

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use hamdel_domain::contact::{Category, Reason};
use hamdel_domain::{Channel, CustomerId, Instant};

use crate::Store;
use crate::contact::{category, channel, from_json, to_json};
use crate::error::StoreError;
use crate::rows::Param;

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// Waits for the contact ledger.
    Planned,
    /// The ledger says no.
    Withheld,
    /// Waits to be handed over.
    Ready,
    /// Being handed over, or its process died meanwhile.
    Sending,
    /// Handed over.
    Sent,
    /// Handed over, perhaps: no answer came. It is never sent again.
    Unknown,
    /// Refused.
    Bounced,
    /// Certainly not handed over, and not tried any more.
    GaveUp,
}

impl MessageState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Planned,
        Self::Withheld,
        Self::Ready,
        Self::Sending,
        Self::Sent,
        Self::Unknown,
        Self::Bounced,
        Self::GaveUp,
    ];

    /// The name in the database, the API and locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Withheld => "withheld",
            Self::Ready => "ready",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Unknown => "unknown",
            Self::Bounced => "bounced",
            Self::GaveUp => "gave_up",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == name)
    }
}

/// To whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// A customer; the category is what the contact ledger decides by.
    Customer(CustomerId, Category),
    /// Somebody of the company, by their number.
    Colleague(i64),
}

/// A message to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// Its key; of one key there is one message.
    pub key: String,
    /// To whom.
    pub to: Recipient,
    /// On which channel.
    pub channel: Channel,
    /// Where to.
    pub address: String,
    /// The subject of an e-mail.
    pub subject: String,
    /// The words.
    pub text: String,
    /// The words of an e-mail as a page, where they are written as one too.
    pub html: Option<String>,
    /// What it is about: `feedback:` and an interaction, `case:7`.
    pub about: String,
    /// Names it in its headers: 32 hexadecimal digits.
    pub tag: String,
    /// Who wrote it.
    pub made_by: String,
}

/// A message as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its number.
    pub id: i64,
    /// What it is.
    pub new: NewMessage,
    /// Where it stands.
    pub state: MessageState,
    /// Its reservation in the contact ledger.
    pub contact: Option<i64>,
    /// Why it waits or is withheld.
    pub reasons: Vec<Reason>,
    /// How often it was begun.
    pub attempts: u32,
    /// When it is looked at again, while it waits.
    pub next_at: Instant,
    /// When it was written.
    pub made_at: Instant,
}

const COLUMNS: &str = "message_id, message_key, customer_id, user_id, channel, category, address, subject, text, about,
     state, contact_id, reason, tag, attempts, next_at, made_at, made_by, html";

/// Keeps a message. `None` when there is one of its key already.
///
/// # Errors
/// When the database fails.
pub async fn put_message(
    connection: &mut AnyConnection,
    new: &NewMessage,
    state: MessageState,
    now: Instant,
) -> Result<Option<i64>, StoreError> {
    let (customer, user, category) = match new.to {
        Recipient::Customer(customer, category) => (Some(customer.0), None, category.as_str()),
        Recipient::Colleague(user) => (None, Some(user), ""),
    };
    let sql =
        "INSERT INTO messages (message_key, customer_id, user_id, channel, category, address, subject, text, about,
             state, tag, attempts, next_at, made_at, made_by, changed_at, told, html)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $12, $13, $12, $14, $15)
         ON CONFLICT (message_key) DO NOTHING RETURNING message_id";
    let query = Param::Text(&new.key).bind_to(sqlx::query(sql)).bind(customer).bind(user).bind(new.channel.as_str());
    let query = query.bind(category);
    let query = [&new.address, &new.subject, &new.text, &new.about]
        .into_iter()
        .fold(query, |query, text| Param::Text(text).bind_to(query));
    let query = query.bind(state.as_str()).bind(new.tag.clone()).bind(now.micros()).bind(new.made_by.clone());
    // What goes to a colleague is in no customer's story.
    let query = Param::OptText(new.html.as_deref()).bind_to(query.bind(i64::from(customer.is_none())));
    let row = query.fetch_optional(connection).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// A planned message is reserved in the contact ledger and can go.
///
/// # Errors
/// When the database fails.
pub async fn ready_message(
    connection: &mut AnyConnection,
    id: i64,
    contact: i64,
    now: Instant,
) -> Result<bool, StoreError> {
    let sql = "UPDATE messages SET state = 'ready', contact_id = $2, reason = NULL, next_at = $3, changed_at = $3
         WHERE message_id = $1 AND state = 'planned'";
    let done = sqlx::query(sql).bind(id).bind(contact).bind(now.micros()).execute(connection).await?;
    Ok(done.rows_affected() == 1)
}

/// A planned message waits until a moment, for a reason.
///
/// # Errors
/// When the database fails.
pub async fn postpone_message(
    connection: &mut AnyConnection,
    id: i64,
    until: Instant,
    reason: Option<&Reason>,
    now: Instant,
) -> Result<(), StoreError> {
    let sql = "UPDATE messages SET next_at = $2, reason = $3, changed_at = $4
         WHERE message_id = $1 AND state = 'planned'";
    let reason = reason.map(|reason| to_json(std::slice::from_ref(reason))).transpose()?;
    sqlx::query(sql).bind(id).bind(until.micros()).bind(reason).bind(now.micros()).execute(connection).await?;
    Ok(())
}

/// A planned message may not go.
///
/// # Errors
/// When the database fails.
pub async fn withhold_message(
    connection: &mut AnyConnection,
    id: i64,
    reasons: &[Reason],
    now: Instant,
) -> Result<(), StoreError> {
    let sql = "UPDATE messages SET state = 'withheld', reason = $2, changed_at = $3
         WHERE message_id = $1 AND state = 'planned'";
    sqlx::query(sql).bind(id).bind(to_json(reasons)?).bind(now.micros()).execute(connection).await?;
    Ok(())
}

/// Ends a message that is being handed over. `false` when it is not any more.
///
/// # Errors
/// When the database fails.
pub async fn end_message(
    connection: &mut AnyConnection,
    id: i64,
    to: MessageState,
    answer: &str,
    now: Instant,
) -> Result<bool, StoreError> {
    let from = if to == MessageState::GaveUp { "('ready', 'sending')" } else { "('sending')" };
    let sql = format!(
        "UPDATE messages SET state = $2, answer = $3, changed_at = $4, sending_since = NULL
         WHERE message_id = $1 AND state IN {from}"
    );
    let query = Param::Text(answer).bind_to(sqlx::query(AssertSqlSafe(sql)).bind(id).bind(to.as_str()));
    Ok(query.bind(now.micros()).execute(connection).await?.rows_affected() == 1)
}

impl Store {
    /// Messages that are planned or ready and due, first come first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn messages_due(&self, now: Instant, limit: i64) -> Result<Vec<Message>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM messages WHERE state IN ('planned', 'ready') AND next_at <= $1
             ORDER BY next_at, message_id LIMIT $2"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(now.micros()).bind(limit);
        query.fetch_all(self.state().reader()).await?.iter().map(message).collect()
    }

    /// Messages that were being handed over before a moment, and of which nothing was heard since.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn messages_in_doubt(&self, before: Instant, limit: i64) -> Result<Vec<Message>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM messages WHERE state = 'sending' AND sending_since <= $1
             ORDER BY sending_since LIMIT $2"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(before.micros()).bind(limit);
        query.fetch_all(self.state().reader()).await?.iter().map(message).collect()
    }

    /// Says that a message is being handed over from now on; committed before its first byte leaves. `false` when
    /// another has it, or it is not ready any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_message(&self, message: &Message, now: Instant) -> Result<bool, StoreError> {
        let sql = "UPDATE messages SET state = 'sending', attempts = attempts + 1, sending_since = $3
             WHERE message_id = $1 AND attempts = $2 AND state = 'ready'";
        let query = sqlx::query(sql).bind(message.id).bind(i64::from(message.attempts)).bind(now.micros());
        Ok(query.execute(self.state().writer()).await?.rows_affected() == 1)
    }

    /// Lets a message that was certainly not handed over wait for its next attempt. The one that failed `counts`,
    /// unless there was nobody to talk to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn retry_message(
        &self,
        id: i64,
        next_at: Instant,
        answer: &str,
        counts: bool,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let sql =
            "UPDATE messages SET state = 'ready', answer = $2, next_at = $3, changed_at = $4, sending_since = NULL,
                 attempts = attempts - $5 WHERE message_id = $1 AND state = 'sending'";
        let query = Param::Text(answer).bind_to(sqlx::query(sql).bind(id)).bind(next_at.micros());
        let query = query.bind(now.micros()).bind(i64::from(!counts));
        Ok(query.execute(self.state().writer()).await?.rows_affected() == 1)
    }

    /// Messages to customers that went out and are not in their story yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn messages_to_tell(&self, limit: i64) -> Result<Vec<Message>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM messages WHERE told = 0 AND state IN ('sent', 'unknown') ORDER BY message_id LIMIT $1"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(limit);
        query.fetch_all(self.state().reader()).await?.iter().map(message).collect()
    }

    /// Messages are in their customers' stories.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn messages_told(&self, ids: &[i64]) -> Result<(), StoreError> {
        let mut tx = self.state().begin().await?;
        for id in ids {
            sqlx::query("UPDATE messages SET told = 1 WHERE message_id = $1").bind(*id).execute(&mut *tx).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The messages to customers about something, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn messages_about(&self, about: &str) -> Result<Vec<Message>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM messages WHERE about = $1 AND customer_id IS NOT NULL ORDER BY message_id");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(about.to_owned());
        query.fetch_all(self.state().reader()).await?.iter().map(message).collect()
    }

    /// One message.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn message(&self, id: i64) -> Result<Option<Message>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM messages WHERE message_id = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(id).fetch_optional(self.state().reader()).await?;
        row.as_ref().map(message).transpose()
    }

    /// The message of a tag, which stands in its headers.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn message_of_tag(&self, tag: &str) -> Result<Option<Message>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM messages WHERE tag = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(tag.to_owned()).fetch_optional(self.state().reader()).await?;
        row.as_ref().map(message).transpose()
    }
}

fn message(row: &AnyRow) -> Result<Message, StoreError> {
    let damaged = || StoreError::corrupt("a message to one person");
    let (customer, user): (Option<i64>, Option<i64>) = (row.try_get(2)?, row.try_get(3)?);
    let to = match (customer, user) {
        (Some(customer), _) => Recipient::Customer(CustomerId(customer), category(&row.try_get::<String, _>(5)?)?),
        (None, Some(user)) => Recipient::Colleague(user),
        (None, None) => return Err(damaged()),
    };
    let reasons: Option<String> = row.try_get(12)?;
    Ok(Message {
        id: row.try_get(0)?,
        new: NewMessage {
            key: row.try_get(1)?,
            to,
            channel: channel(&row.try_get::<String, _>(4)?)?,
            address: row.try_get(6)?,
            subject: row.try_get(7)?,
            text: row.try_get(8)?,
            about: row.try_get(9)?,
            tag: row.try_get(13)?,
            made_by: row.try_get(17)?,
            html: row.try_get(18)?,
        },
        state: MessageState::parse(&row.try_get::<String, _>(10)?).ok_or_else(damaged)?,
        contact: row.try_get(11)?,
        reasons: reasons.map_or(Ok(Vec::new()), |text| from_json(&text, "the reasons of a message"))?,
        attempts: u32::try_from(row.try_get::<i64, _>(14)?).unwrap_or(u32::MAX),
        next_at: Instant::from_micros(row.try_get(15)?),
        made_at: Instant::from_micros(row.try_get(16)?),
    })
}

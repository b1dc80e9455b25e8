//! The contact ledger: policies, the one book of contacts, and what speaks against the next one.
//!
//! [`reserve()`] is the only way in: it holds the customer's row in `contact_books`, reads the book through the links
//! of identity, decides, and writes the reservation, all in the caller's transaction.

mod past;
mod reserve;
mod said;

pub use past::{PastAsked, PastRead};
pub use reserve::{Ask, Outcome, reserve, set_contact_state, withhold};
pub use said::{end_hold, hold_contacts, say, suppress};

use sqlx::Row;
use sqlx::any::AnyRow;

use hamdel_domain::contact::{Category, ContactState, Policy, Reason};
use hamdel_domain::{Channel, CustomerId, Instant};

use crate::Store;
use crate::error::{StoreError, name_clash};

/// A contact policy with its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPolicy {
    /// Its version, from 1 on; 0 for what a new company starts with.
    pub version: i64,
    /// What it says.
    pub policy: Policy,
}

/// A version of the contact policy, and who made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyVersion {
    /// The policy with its number.
    pub kept: KeptPolicy,
    /// When it came into force.
    pub changed_at: Instant,
    /// Who made it, as in the audit log: `user:1`.
    pub changed_by: String,
}

/// A row of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactRow {
    /// Its number.
    pub id: i64,
    /// The customer of the time.
    pub customer: CustomerId,
    /// On which channel.
    pub channel: Channel,
    /// About what.
    pub category: Category,
    /// What it is one of.
    pub topic: String,
    /// What was to be sent.
    pub subject: String,
    /// What became of it.
    pub state: ContactState,
    /// When it was reserved or withheld.
    pub at: Instant,
    /// Why it was withheld or released, the gravest reason first.
    pub reasons: Vec<Reason>,
}

/// How many contacts were withheld for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithheldCount {
    /// On which channel.
    pub channel: Channel,
    /// About what.
    pub category: Category,
    /// The reason's code.
    pub reason: String,
    /// How many.
    pub withheld: i64,
}

impl Store {
    /// The policy in force; the one a new company starts with while none was written.
    ///
    /// # Errors
    /// When the database fails, or the policy cannot be read back.
    pub async fn contact_policy(&self) -> Result<KeptPolicy, StoreError> {
        let row = sqlx::query("SELECT version, policy FROM contact_policies ORDER BY version DESC LIMIT 1")
            .fetch_optional(self.state().reader())
            .await?;
        let Some(row) = row else { return Ok(KeptPolicy { version: 0, policy: Policy::default() }) };
        let policy = from_json(&row.try_get::<String, _>(1)?, "the contact policy")?;
        Ok(KeptPolicy { version: row.try_get(0)?, policy })
    }

    /// The versions of the policy, youngest first.
    ///
    /// # Errors
    /// When the database fails, or a version cannot be read back.
    pub async fn contact_policies(&self, limit: i64) -> Result<Vec<PolicyVersion>, StoreError> {
        let sql = "SELECT version, policy, changed_at, changed_by FROM contact_policies ORDER BY version DESC LIMIT $1";
        let rows = sqlx::query(sql).bind(limit).fetch_all(self.state().reader()).await?;
        rows.iter()
            .map(|row| {
                let policy = from_json(&row.try_get::<String, _>(1)?, "the contact policy")?;
                Ok(PolicyVersion {
                    kept: KeptPolicy { version: row.try_get(0)?, policy },
                    changed_at: Instant::from_micros(row.try_get(2)?),
                    changed_by: row.try_get(3)?,
                })
            })
            .collect()
    }

    /// Puts a policy in force, as the version after the one that was read.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another version was written meanwhile.
    pub async fn put_contact_policy(&self, kept: &KeptPolicy, by: &str, now: Instant) -> Result<i64, StoreError> {
        let version = kept.version + 1;
        sqlx::query("INSERT INTO contact_policies (version, policy, changed_at, changed_by) VALUES ($1, $2, $3, $4)")
            .bind(version)
            .bind(to_json(&kept.policy)?)
            .bind(now.micros())
            .bind(by.to_owned())
            .execute(self.state().writer())
            .await
            .map_err(|error| name_clash(error, || "the contact policy".to_owned()))?;
        Ok(version)
    }

    /// Contacts of a customer of today, through the links, youngest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn contacts_of(&self, customer: CustomerId, limit: i64) -> Result<Vec<ContactRow>, StoreError> {
        let sql = "SELECT contact_id, customer_id, channel, category, topic, subject, state, at, reason FROM contacts
             WHERE customer_id = $1 OR customer_id IN (SELECT customer_id FROM customers WHERE today = $1)
             ORDER BY at DESC, contact_id DESC LIMIT $2";
        let rows = sqlx::query(sql).bind(customer.0).bind(limit).fetch_all(self.state().reader()).await?;
        rows.iter().map(contact_row).collect()
    }

    /// The contact of a subject.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn contact_of_subject(&self, subject: &str) -> Result<Option<ContactRow>, StoreError> {
        let sql = "SELECT contact_id, customer_id, channel, category, topic, subject, state, at, reason FROM contacts
             WHERE subject = $1";
        let row = sqlx::query(sql).bind(subject.to_owned()).fetch_optional(self.state().reader()).await?;
        row.as_ref().map(contact_row).transpose()
    }

    /// How many contacts were withheld from a day to a day (days of UTC since the epoch, both included), by reason.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn withheld_counts(&self, from: i64, to: i64) -> Result<Vec<WithheldCount>, StoreError> {
        let sql = "SELECT channel, category, reason, CAST(SUM(withheld) AS BIGINT) FROM withheld_counts
             WHERE day BETWEEN $1 AND $2 GROUP BY channel, category, reason ORDER BY 4 DESC, 1, 2, 3";
        let rows = sqlx::query(sql).bind(from).bind(to).fetch_all(self.state().reader()).await?;
        rows.iter()
            .map(|row| {
                Ok(WithheldCount {
                    channel: channel(&row.try_get::<String, _>(0)?)?,
                    category: category(&row.try_get::<String, _>(1)?)?,
                    reason: row.try_get(2)?,
                    withheld: row.try_get(3)?,
                })
            })
            .collect()
    }
}

fn contact_row(row: &AnyRow) -> Result<ContactRow, StoreError> {
    let state: String = row.try_get(6)?;
    let reasons: Option<String> = row.try_get(8)?;
    Ok(ContactRow {
        id: row.try_get(0)?,
        customer: CustomerId(row.try_get(1)?),
        channel: channel(&row.try_get::<String, _>(2)?)?,
        category: category(&row.try_get::<String, _>(3)?)?,
        topic: row.try_get(4)?,
        subject: row.try_get(5)?,
        state: ContactState::parse(&state).ok_or_else(|| StoreError::corrupt("the state of a contact"))?,
        at: Instant::from_micros(row.try_get(7)?),
        reasons: reasons.map_or(Ok(Vec::new()), |text| from_json(&text, "the reason of a contact"))?,
    })
}

pub(crate) fn channel(name: &str) -> Result<Channel, StoreError> {
    Channel::parse(name).ok_or_else(|| StoreError::corrupt("a channel"))
}

pub(crate) fn category(name: &str) -> Result<Category, StoreError> {
    Category::parse(name).ok_or_else(|| StoreError::corrupt("a category of contacts"))
}

pub(crate) fn to_json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::corrupt("a value to be written"))
}

pub(crate) fn from_json<T: serde::de::DeserializeOwned>(text: &str, what: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::corrupt(what))
}

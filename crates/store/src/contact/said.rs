//! What customers said, complaints that hold contacts back, and addresses that get nothing more.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use hamdel_domain::contact::{Category, Consent, SuppressedFor};
use hamdel_domain::{Channel, CustomerId, Instant};

use super::{category, channel};
use crate::Store;
use crate::database::Transaction;
use crate::error::StoreError;
use crate::rows::{Param, select_in};

/// Writes down what a customer said about being contacted; what was said before stays.
///
/// # Errors
/// When the database fails.
pub async fn say(tx: &mut Transaction, customer: CustomerId, consent: &Consent) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO consents (customer_id, channel, category, given, source, at) VALUES ($1, $2, $3, $4, $5, $6)";
    sqlx::query(sql)
        .bind(customer.0)
        .bind(consent.channel.map_or("", Channel::as_str))
        .bind(consent.category.as_str())
        .bind(i64::from(consent.given))
        .bind(consent.source.clone())
        .bind(consent.at.micros())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Suppresses an address, for one category or, with `None`, for all of them. One that is suppressed already
/// keeps its first reason.
///
/// # Errors
/// When the database fails.
pub async fn suppress(
    tx: &mut Transaction,
    on: Channel,
    address_hash: &str,
    about: Option<Category>,
    reason: SuppressedFor,
    now: Instant,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO suppressions (channel, address_hash, category, reason, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (channel, address_hash, category) DO NOTHING";
    sqlx::query(sql)
        .bind(on.as_str())
        .bind(address_hash.to_owned())
        .bind(about.map_or("", Category::as_str))
        .bind(reason.as_str())
        .bind(now.micros())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn consents(tx: &mut Transaction, members: &[[Param<'_>; 1]]) -> Result<Vec<Consent>, StoreError> {
    let head = "SELECT channel, category, given, source, at FROM consents WHERE customer_id IN";
    select_in(tx, head, members, "").await?.iter().map(consent).collect()
}

pub(super) fn consent(row: &AnyRow) -> Result<Consent, StoreError> {
    let on: String = row.try_get(0)?;
    Ok(Consent {
        channel: if on.is_empty() { None } else { Some(channel(&on)?) },
        category: category(&row.try_get::<String, _>(1)?)?,
        given: row.try_get::<i64, _>(2)? != 0,
        source: row.try_get(3)?,
        at: Instant::from_micros(row.try_get(4)?),
    })
}

/// Holds a customer's contacts back for as long as a complaint is open; a subject that was ended opens again.
///
/// # Errors
/// When the database fails.
pub async fn hold_contacts(
    connection: &mut AnyConnection,
    customer: CustomerId,
    subject: &str,
    since: Instant,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO contact_holds (subject, customer_id, since) VALUES ($1, $2, $3)
         ON CONFLICT (subject) DO UPDATE SET customer_id = excluded.customer_id, since = excluded.since, ended_at = NULL
         WHERE contact_holds.ended_at IS NOT NULL";
    sqlx::query(sql).bind(subject.to_owned()).bind(customer.0).bind(since.micros()).execute(connection).await?;
    Ok(())
}

/// Ends a hold. `false` when none of that subject was open.
///
/// # Errors
/// When the database fails.
pub async fn end_hold(connection: &mut AnyConnection, subject: &str, now: Instant) -> Result<bool, StoreError> {
    let sql = "UPDATE contact_holds SET ended_at = $2 WHERE subject = $1 AND ended_at IS NULL";
    let ended = sqlx::query(sql).bind(subject.to_owned()).bind(now.micros()).execute(connection).await?;
    Ok(ended.rows_affected() == 1)
}

impl Store {
    /// All that a customer of today said, through the links, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn consents_of(&self, customer: CustomerId) -> Result<Vec<Consent>, StoreError> {
        let sql = "SELECT channel, category, given, source, at FROM consents
             WHERE customer_id = $1 OR customer_id IN (SELECT customer_id FROM customers WHERE today = $1)
             ORDER BY at, consent_id";
        let rows = sqlx::query(sql).bind(customer.0).fetch_all(self.state().reader()).await?;
        rows.iter().map(consent).collect()
    }

    /// Which of these addresses (by hash) get nothing of a category any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn suppressed_among(
        &self,
        on: Channel,
        about: Category,
        hashes: &[String],
    ) -> Result<Vec<String>, StoreError> {
        let keys: Vec<[Param<'_>; 1]> = hashes.iter().map(|hash| [Param::Text(hash)]).collect();
        let head = "SELECT address_hash, channel, category FROM suppressions WHERE address_hash IN";
        let mut connection = self.state().reader().acquire().await?;
        let mut found = Vec::new();
        for row in select_in(&mut connection, head, &keys, "").await? {
            let (held_on, held_about): (String, String) = (row.try_get(1)?, row.try_get(2)?);
            if held_on == on.as_str() && (held_about.is_empty() || held_about == about.as_str()) {
                found.push(row.try_get(0)?);
            }
        }
        Ok(found)
    }

    /// [`hold_contacts`], as a transaction of its own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hold_contacts(&self, customer: CustomerId, subject: &str, since: Instant) -> Result<(), StoreError> {
        hold_contacts(&mut *self.state().writer().acquire().await?, customer, subject, since).await
    }

    /// [`end_hold`], as a transaction of its own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_hold(&self, subject: &str, now: Instant) -> Result<bool, StoreError> {
        end_hold(&mut *self.state().writer().acquire().await?, subject, now).await
    }
}

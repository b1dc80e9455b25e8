//! Reserving before sending.

use std::collections::BTreeSet;

use sqlx::Row;

use hamdel_domain::clock::DAY;
use hamdel_domain::contact::{
    Book, Contact, ContactState, Decision, Hold, Policy, Reason, SuppressedFor, Suppression, Wish, Zones, decide,
};
use hamdel_domain::{CustomerId, Instant};

use super::{category, channel, said, to_json};
use crate::Store;
use crate::database::Transaction;
use crate::error::StoreError;
use crate::rows::{Param, insert_many, select_in};

/// How often a reservation is tried again when two of them waited for each other.
const ATTEMPTS: u32 = 5;
/// How often the links of a customer may move while its book is being taken.
const MOST_MOVES: u32 = 4;

/// A wish, with all that decides on it but the book.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// Whom; the links say who that is today.
    pub customer: CustomerId,
    /// What.
    pub wish: &'a Wish,
    /// The hash of the address, for suppressions.
    pub address_hash: Option<&'a str>,
    /// The policy in force.
    pub policy: &'a Policy,
    /// The company's and the customer's time zone.
    pub zones: Zones<'a>,
    /// The present moment.
    pub now: Instant,
}

/// What came of a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the book now.
    Reserved(i64),
    /// It was in the book before, in this state.
    Already(i64, ContactState),
    /// It may be asked again at that moment. Nothing was written.
    Wait(Instant, Reason),
    /// It may not be sent; this is in the book, with its reasons.
    Withheld(Vec<Reason>),
}

/// Decides on a wish and writes what comes of it, in the caller's transaction.
///
/// Until that is committed nobody else reads the book of this customer to write in it: SQLite has one writer,
/// and in PostgreSQL the rows of `contact_books` of every customer that is today this one are held. So under any
/// concurrency no cap is exceeded.
///
/// # Errors
/// [`StoreError::Busy`] when two callers waited for each other: the transaction is lost and may be repeated.
pub async fn reserve(tx: &mut Transaction, ask: &Ask<'_>) -> Result<Outcome, StoreError> {
    let members = hold_book(tx, ask.customer).await?;
    let held = sqlx::query("SELECT contact_id, state FROM contacts WHERE subject = $1")
        .bind(ask.wish.subject.clone())
        .fetch_optional(&mut **tx)
        .await?;
    let mut withheld_before = false;
    if let Some(row) = held {
        let state = ContactState::parse(&row.try_get::<String, _>(1)?)
            .ok_or_else(|| StoreError::corrupt("the state of a contact"))?;
        match state {
            ContactState::Withheld => withheld_before = true,
            ContactState::Released => {}
            kept => return Ok(Outcome::Already(row.try_get(0)?, kept)),
        }
    }
    let book = read_book(tx, &members, ask).await?;
    Ok(match decide(ask.policy, &book, ask.wish, &ask.zones, ask.now) {
        Decision::Allowed => {
            let id = write(tx, ask.customer, ask.wish, ContactState::Reserved, &[], ask.now).await?;
            Outcome::Reserved(id)
        }
        Decision::WaitUntil(at, reason) => Outcome::Wait(at, reason),
        Decision::Withheld(reasons) => {
            write(tx, ask.customer, ask.wish, ContactState::Withheld, &reasons, ask.now).await?;
            if !withheld_before {
                count_withheld(tx, ask.wish, &reasons, ask.now).await?;
            }
            Outcome::Withheld(reasons)
        }
    })
}

/// Writes into the book that a wish was withheld, for a reason that the book itself does not know.
///
/// # Errors
/// When the database fails.
pub async fn withhold(
    tx: &mut Transaction,
    customer: CustomerId,
    wish: &Wish,
    reasons: &[Reason],
    now: Instant,
) -> Result<(), StoreError> {
    let held: Option<String> = sqlx::query_scalar("SELECT state FROM contacts WHERE subject = $1")
        .bind(wish.subject.clone())
        .fetch_optional(&mut **tx)
        .await?;
    write(tx, customer, wish, ContactState::Withheld, reasons, now).await?;
    if held.as_deref() != Some(ContactState::Withheld.as_str()) {
        count_withheld(tx, wish, reasons, now).await?;
    }
    Ok(())
}

/// Says what became of a reserved contact. `false` when it is not in one of the states before it.
///
/// # Errors
/// When the database fails.
pub async fn set_contact_state(
    tx: &mut Transaction,
    contact: i64,
    state: ContactState,
    reasons: &[Reason],
    now: Instant,
) -> Result<bool, StoreError> {
    let from = match state {
        ContactState::Sent | ContactState::Released => "('reserved')",
        ContactState::Delivered => "('reserved', 'sent')",
        ContactState::Bounced => "('reserved', 'sent', 'delivered')",
        ContactState::Reserved | ContactState::Withheld => return Ok(false),
    };
    let sql = format!(
        "UPDATE contacts SET state = $2, changed_at = $3, reason = $4 WHERE contact_id = $1 AND state IN {from}"
    );
    let reason = if reasons.is_empty() { None } else { Some(to_json(reasons)?) };
    let changed = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(contact)
        .bind(state.as_str())
        .bind(now.micros())
        .bind(reason)
        .execute(&mut **tx)
        .await?;
    Ok(changed.rows_affected() == 1)
}

impl Store {
    /// [`reserve()`] in a transaction of its own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reserve_contact(&self, ask: &Ask<'_>) -> Result<Outcome, StoreError> {
        for _ in 1..ATTEMPTS {
            match self.reserve_once(ask).await {
                Err(StoreError::Busy(_)) => {}
                done => return done,
            }
        }
        self.reserve_once(ask).await
    }

    async fn reserve_once(&self, ask: &Ask<'_>) -> Result<Outcome, StoreError> {
        let mut tx = self.state().begin().await?;
        let outcome = reserve(&mut tx, ask).await?;
        tx.commit().await?;
        Ok(outcome)
    }

    /// What [`reserve()`] would decide now; nothing is written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn would_contact(&self, ask: &Ask<'_>) -> Result<(Decision, Book), StoreError> {
        let mut tx = self.state().begin().await?;
        let members = members(&mut tx, ask.customer).await?;
        let book = read_book(&mut tx, &members, ask).await?;
        Ok((decide(ask.policy, &book, ask.wish, &ask.zones, ask.now), book))
    }
}

/// Holds the book of everyone who is today this customer. Links that move meanwhile are followed.
async fn hold_book(tx: &mut Transaction, customer: CustomerId) -> Result<BTreeSet<i64>, StoreError> {
    let mut held = BTreeSet::new();
    for _ in 0..MOST_MOVES {
        let members = members(tx, customer).await?;
        let new: Vec<[Param<'_>; 2]> =
            members.difference(&held).map(|member| [Param::Integer(*member), Param::Integer(1)]).collect();
        if new.is_empty() {
            return Ok(members);
        }
        // In the order of numbers, so that few wait for each other.
        let head = "INSERT INTO contact_books (customer_id, reservations)";
        let tail = "ON CONFLICT (customer_id) DO UPDATE SET reservations = contact_books.reservations + 1";
        insert_many(tx, head, &new, tail).await?;
        held.extend(members);
    }
    Err(StoreError::conflict(format!("the contact book of customer {customer}")))
}

async fn members(tx: &mut Transaction, customer: CustomerId) -> Result<BTreeSet<i64>, StoreError> {
    let sql = "SELECT customer_id FROM customers WHERE today = (SELECT today FROM customers WHERE customer_id = $1)";
    let rows = sqlx::query(sql).bind(customer.0).fetch_all(&mut **tx).await?;
    let mut members = rows.iter().map(|row| row.try_get(0)).collect::<Result<BTreeSet<i64>, _>>()?;
    members.insert(customer.0);
    Ok(members)
}

async fn read_book(tx: &mut Transaction, members: &BTreeSet<i64>, ask: &Ask<'_>) -> Result<Book, StoreError> {
    let keys: Vec<[Param<'_>; 1]> = members.iter().map(|member| [Param::Integer(*member)]).collect();
    let since = ask.now.plus_micros(-ask.policy.reach()).micros();
    let head = "SELECT channel, category, topic, at FROM contacts WHERE customer_id IN";
    let tail = format!("AND state IN ('reserved', 'sent', 'delivered') AND at >= {since}");
    let mut book = Book::default();
    for row in select_in(tx, head, &keys, &tail).await? {
        book.contacts.push(Contact {
            channel: channel(&row.try_get::<String, _>(0)?)?,
            category: category(&row.try_get::<String, _>(1)?)?,
            topic: row.try_get(2)?,
            at: Instant::from_micros(row.try_get(3)?),
        });
    }
    book.consents = said::consents(tx, &keys).await?;
    let head = "SELECT subject, since FROM contact_holds WHERE customer_id IN";
    for row in select_in(tx, head, &keys, "AND ended_at IS NULL").await? {
        book.holds.push(Hold { subject: row.try_get(0)?, since: Instant::from_micros(row.try_get(1)?) });
    }
    if let Some(hash) = ask.address_hash {
        let sql = "SELECT category, reason, at FROM suppressions WHERE channel = $1 AND address_hash = $2";
        let query = sqlx::query(sql).bind(ask.wish.channel.as_str()).bind(hash.to_owned());
        for row in query.fetch_all(&mut **tx).await? {
            let (about, reason): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            book.suppressions.push(Suppression {
                category: if about.is_empty() { None } else { Some(category(&about)?) },
                reason: SuppressedFor::parse(&reason).ok_or_else(|| StoreError::corrupt("a suppression"))?,
                at: Instant::from_micros(row.try_get(2)?),
            });
        }
    }
    Ok(book)
}

async fn write(
    tx: &mut Transaction,
    customer: CustomerId,
    wish: &Wish,
    state: ContactState,
    reasons: &[Reason],
    now: Instant,
) -> Result<i64, StoreError> {
    let sql = "INSERT INTO contacts (customer_id, channel, category, topic, subject, state, at, changed_at, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)
         ON CONFLICT (subject) DO UPDATE SET customer_id = excluded.customer_id, state = excluded.state,
             at = excluded.at, changed_at = excluded.changed_at, reason = excluded.reason
         RETURNING contact_id";
    let reason = if reasons.is_empty() { None } else { Some(to_json(reasons)?) };
    let row = sqlx::query(sql)
        .bind(customer.0)
        .bind(wish.channel.as_str())
        .bind(wish.category.as_str())
        .bind(wish.topic.clone())
        .bind(wish.subject.clone())
        .bind(state.as_str())
        .bind(now.micros())
        .bind(reason)
        .fetch_one(&mut **tx)
        .await?;
    Ok(row.try_get(0)?)
}

/// Counts under the gravest reason; the counts stay when rows of the book go.
async fn count_withheld(tx: &mut Transaction, wish: &Wish, reasons: &[Reason], now: Instant) -> Result<(), StoreError> {
    let sql = "INSERT INTO withheld_counts (day, channel, category, reason, withheld) VALUES ($1, $2, $3, $4, 1)
         ON CONFLICT (day, channel, category, reason) DO UPDATE SET withheld = withheld_counts.withheld + 1";
    sqlx::query(sql)
        .bind(now.micros().div_euclid(DAY))
        .bind(wish.channel.as_str())
        .bind(wish.category.as_str())
        .bind(reasons.first().map_or("unknown", Reason::code))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

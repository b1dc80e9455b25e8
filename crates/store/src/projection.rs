//! What the projector reads and writes, inside the one transaction that also moves its cursor.

use std::collections::HashMap;

use sqlx::Row;
use sqlx::any::AnyRow;

use hamdel_domain::identity::Verdict;
use hamdel_domain::{
    CustomerId, DropReason, Identifier, Instant, InteractionId, Position, ProfileState, SourceId, Standing,
};

use crate::codec::decode_state;
use crate::database::Transaction;
use crate::error::StoreError;
use crate::rows::{Param, insert_many, select_in};

/// An identifier as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct IdentifierRow {
    /// Its number.
    pub id: i64,
    /// Its kind and value.
    pub identifier: Identifier,
    /// The customer that interactions were written for where this was the strongest identifier.
    pub own_customer: Option<CustomerId>,
    /// The customer it points at today; `None` until it has one.
    pub customer: Option<CustomerId>,
}

/// A claim that two identifiers are one customer.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimRow {
    /// The number of the stronger identifier.
    pub stronger: i64,
    /// The number of the weaker identifier.
    pub weaker: i64,
    /// When the first interaction that says so happened.
    pub at: Instant,
    /// That interaction.
    pub by: InteractionId,
    /// The source that sent it.
    pub source: String,
    /// What became of the claim.
    pub verdict: Verdict,
}

/// A customer written for, with what its own interactions say.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnState {
    /// The customer.
    pub customer: CustomerId,
    /// The customer it is today.
    pub today: CustomerId,
    /// What its own interactions say.
    pub state: ProfileState,
    /// What lists show of it; means something where `today` is the customer itself.
    pub listed: Listed,
}

/// What of a customer changes seldom, and is counted and sorted by in lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Known or anonymous.
    pub standing: Standing,
    /// The name to show, of which the search words are made.
    pub name: Option<String>,
    /// Where the customer stands.
    pub stage: Option<String>,
}

/// A row of `customers`, ready to be written. The summary is that of the whole customer on the row of today's
/// customer, and left empty on a linked one.
#[derive(Clone, Debug)]
pub struct CustomerRow {
    /// The customer.
    pub customer: CustomerId,
    /// The customer it is today.
    pub today: CustomerId,
    /// Its own state, as [`crate::encode_state`] writes it.
    pub state: Vec<u8>,
    /// The summary.
    pub summary: Summary,
    /// Whether nothing of [`Listed`] differs from what is stored, nor does `today`.
    pub only_counts: bool,
}

/// What lists and searches show of a whole customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// What changes seldom.
    pub listed: Listed,
    /// The name to sort by.
    pub sort_name: Option<String>,
    /// First contact.
    pub first_seen: Option<Instant>,
    /// Last contact.
    pub last_seen: Option<Instant>,
    /// Interactions in all.
    pub interactions: i64,
    /// Sum of values, in ten-thousandths.
    pub value: i64,
}

/// An event left out, to be counted and kept aside.
#[derive(Clone, Debug)]
pub struct RejectedRow {
    /// The source.
    pub source: SourceId,
    /// When it came.
    pub received_at: Instant,
    /// Why it was left out.
    pub reason: DropReason,
    /// What was wrong.
    pub detail: String,
    /// The event.
    pub payload: String,
}

/// Interactions counted by hour, source, channel and stage; empty names where there is none.
pub type HourlyKey = (i64, SourceId, &'static str, String);

/// The cursor's position; 0 for one that has never moved.
///
/// # Errors
/// When the database fails.
pub async fn cursor(tx: &mut Transaction, name: &str) -> Result<Position, StoreError> {
    let row = sqlx::query("SELECT position FROM cursor WHERE name = $1")
        .bind(name.to_owned())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(Position(row.map_or(Ok(0), |row| row.try_get(0))?))
}

/// Moves the cursor from where the caller read it.
///
/// # Errors
/// [`StoreError::Conflict`] when another projector moved it meanwhile: the transaction must not be committed.
pub async fn advance_cursor(tx: &mut Transaction, name: &str, from: Position, to: Position) -> Result<(), StoreError> {
    let moved = if from.0 == 0 {
        let sql = "INSERT INTO cursor (name, position) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET position = excluded.position WHERE cursor.position = 0";
        sqlx::query(sql).bind(name.to_owned()).bind(to.0).execute(&mut **tx).await?
    } else {
        let sql = "UPDATE cursor SET position = $1 WHERE name = $2 AND position = $3";
        sqlx::query(sql).bind(to.0).bind(name.to_owned()).bind(from.0).execute(&mut **tx).await?
    };
    if moved.rows_affected() == 1 { Ok(()) } else { Err(StoreError::conflict(format!("the cursor {name}"))) }
}

/// Takes `count` consecutive numbers of a counter; gives the first.
///
/// # Errors
/// When the database fails.
pub async fn take_numbers(tx: &mut Transaction, counter: &str, count: i64) -> Result<i64, StoreError> {
    let sql = "INSERT INTO counters (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value RETURNING value";
    let row = sqlx::query(sql).bind(counter.to_owned()).bind(count).fetch_one(&mut **tx).await?;
    let last: i64 = row.try_get(0)?;
    Ok(last - count + 1)
}

const IDENTIFIER_COLUMNS: &str = "identifier_id, kind, value, own_customer, customer_id";

fn identifier_row(row: &AnyRow) -> Result<IdentifierRow, StoreError> {
    let kind: String = row.try_get(1)?;
    let customer: i64 = row.try_get(4)?;
    Ok(IdentifierRow {
        id: row.try_get(0)?,
        identifier: Identifier::from_storage(&kind, row.try_get(2)?),
        own_customer: row.try_get::<Option<i64>, _>(3)?.map(CustomerId),
        customer: (customer != 0).then_some(CustomerId(customer)),
    })
}

/// The rows of these identifiers, for those that have one.
///
/// # Errors
/// When the database fails.
pub async fn identifiers_by_value(
    tx: &mut Transaction,
    identifiers: &[&Identifier],
) -> Result<Vec<IdentifierRow>, StoreError> {
    let keys: Vec<[Param<'_>; 2]> = identifiers
        .iter()
        .map(|identifier| [Param::Text(identifier.value()), Param::Text(identifier.kind().as_str())])
        .collect();
    let head = format!("SELECT {IDENTIFIER_COLUMNS} FROM identifiers WHERE (value, kind) IN");
    select_in(tx, &head, &keys, "").await?.iter().map(identifier_row).collect()
}

/// The identifiers of these numbers.
///
/// # Errors
/// When the database fails.
pub async fn identifiers_by_id(tx: &mut Transaction, ids: &[i64]) -> Result<Vec<IdentifierRow>, StoreError> {
    let keys: Vec<[Param<'_>; 1]> = ids.iter().map(|id| [Param::Integer(*id)]).collect();
    let head = format!("SELECT {IDENTIFIER_COLUMNS} FROM identifiers WHERE identifier_id IN");
    select_in(tx, &head, &keys, "").await?.iter().map(identifier_row).collect()
}

/// Writes identifiers, new ones and changed ones.
///
/// # Errors
/// When the database fails.
pub async fn put_identifiers(tx: &mut Transaction, rows: &[IdentifierRow]) -> Result<(), StoreError> {
    let params: Vec<[Param<'_>; 5]> = rows
        .iter()
        .map(|row| {
            [
                Param::Integer(row.id),
                Param::Text(row.identifier.kind().as_str()),
                Param::Text(row.identifier.value()),
                Param::OptInteger(row.own_customer.map(|customer| customer.0)),
                Param::Integer(row.customer.map_or(0, |customer| customer.0)),
            ]
        })
        .collect();
    let head = format!("INSERT INTO identifiers ({IDENTIFIER_COLUMNS})");
    let tail = "ON CONFLICT (identifier_id) DO UPDATE SET own_customer = excluded.own_customer, customer_id = excluded.customer_id";
    insert_many(tx, &head, &params, tail).await.map(|_| ())
}

fn claim_row(row: &AnyRow) -> Result<ClaimRow, StoreError> {
    let verdict: String = row.try_get(6)?;
    Ok(ClaimRow {
        stronger: row.try_get(0)?,
        weaker: row.try_get(1)?,
        at: Instant::from_micros(row.try_get(2)?),
        by: InteractionId::from_halves(row.try_get(3)?, row.try_get(4)?),
        source: row.try_get(5)?,
        verdict: Verdict::parse(&verdict).ok_or_else(|| StoreError::corrupt(format!("a claim's verdict {verdict}")))?,
    })
}

/// Every claim in which one of these identifiers takes part; one that touches two of them comes once.
///
/// # Errors
/// When the database fails.
pub async fn claims_of(tx: &mut Transaction, ids: &[i64]) -> Result<Vec<ClaimRow>, StoreError> {
    let keys: Vec<[Param<'_>; 1]> = ids.iter().map(|id| [Param::Integer(*id)]).collect();
    let mut found = HashMap::new();
    for side in ["stronger", "weaker"] {
        let head = format!("SELECT stronger, weaker, at, by_high, by_low, source, verdict FROM claims WHERE {side} IN");
        for row in select_in(tx, &head, &keys, "").await? {
            let claim = claim_row(&row)?;
            found.insert((claim.stronger, claim.weaker), claim);
        }
    }
    Ok(found.into_values().collect())
}

/// Writes claims, new ones and changed ones.
///
/// # Errors
/// When the database fails.
pub async fn put_claims(tx: &mut Transaction, claims: &[ClaimRow]) -> Result<(), StoreError> {
    let params: Vec<[Param<'_>; 7]> = claims
        .iter()
        .map(|claim| {
            let (high, low) = claim.by.halves();
            [
                Param::Integer(claim.stronger),
                Param::Integer(claim.weaker),
                Param::Integer(claim.at.micros()),
                Param::Integer(high),
                Param::Integer(low),
                Param::Text(&claim.source),
                Param::Text(claim.verdict.as_str()),
            ]
        })
        .collect();
    let head = "INSERT INTO claims (stronger, weaker, at, by_high, by_low, source, verdict)";
    let tail = "ON CONFLICT (stronger, weaker) DO UPDATE SET at = excluded.at, by_high = excluded.by_high, by_low = excluded.by_low, source = excluded.source, verdict = excluded.verdict";
    insert_many(tx, head, &params, tail).await.map(|_| ())
}

/// The own states of every customer that is today one of these, or the one that these are today.
///
/// # Errors
/// When the database fails, or a state cannot be read back.
pub async fn states_with(tx: &mut Transaction, customers: &[CustomerId]) -> Result<Vec<OwnState>, StoreError> {
    let keys: Vec<[Param<'_>; 1]> = customers.iter().map(|customer| [Param::Integer(customer.0)]).collect();
    let head = "SELECT customer_id, today, state, standing, name, stage FROM customers WHERE today IN (SELECT today FROM customers WHERE customer_id IN";
    let mut states = HashMap::new();
    for row in select_in(tx, head, &keys, ")").await? {
        let customer = CustomerId(row.try_get(0)?);
        let state = decode_state(&row.try_get::<Vec<u8>, _>(2)?)?;
        let standing = if row.try_get::<String, _>(3)? == "known" { Standing::Known } else { Standing::Anonymous };
        states.insert(
            customer,
            OwnState {
                customer,
                today: CustomerId(row.try_get(1)?),
                state,
                listed: Listed { standing, name: row.try_get(4)?, stage: row.try_get(5)? },
            },
        );
    }
    Ok(states.into_values().collect())
}

/// Writes customers, new ones and changed ones.
///
/// A statement that names a column has SQLite write every index of it anew, changed or not: rows of which only
/// counts changed go by one that names none of the seldom ones.
///
/// # Errors
/// When the database fails.
pub async fn put_customers(tx: &mut Transaction, rows: &[CustomerRow]) -> Result<(), StoreError> {
    let head = "INSERT INTO customers (customer_id, today, state, standing, name, sort_name, first_seen, last_seen, interactions, value, stage)";
    let counts = "ON CONFLICT (customer_id) DO UPDATE SET state = excluded.state, first_seen = excluded.first_seen, last_seen = excluded.last_seen, interactions = excluded.interactions, value = excluded.value";
    let (counted, whole): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.only_counts);
    insert_many(tx, head, &customer_params(&counted), counts).await?;
    let rest = ", today = excluded.today, standing = excluded.standing, name = excluded.name, sort_name = excluded.sort_name, stage = excluded.stage";
    insert_many(tx, head, &customer_params(&whole), &format!("{counts}{rest}")).await.map(|_| ())
}

fn customer_params<'r>(rows: &[&'r CustomerRow]) -> Vec<[Param<'r>; 11]> {
    rows.iter()
        .map(|row| {
            let Summary { listed, sort_name, first_seen, last_seen, interactions, value } = &row.summary;
            [
                Param::Integer(row.customer.0),
                Param::Integer(row.today.0),
                Param::Blob(&row.state),
                Param::Text(listed.standing.as_str()),
                Param::OptText(listed.name.as_deref()),
                Param::OptText(sort_name.as_deref()),
                Param::OptInteger(first_seen.map(Instant::micros)),
                Param::OptInteger(last_seen.map(Instant::micros)),
                Param::Integer(*interactions),
                Param::Integer(*value),
                Param::OptText(listed.stage.as_deref()),
            ]
        })
        .collect()
}

/// Takes away the words of some customers, then gives others theirs.
///
/// # Errors
/// When the database fails.
pub async fn replace_terms(
    tx: &mut Transaction,
    stale: &[CustomerId],
    terms: &[(CustomerId, Vec<String>)],
) -> Result<(), StoreError> {
    let keys: Vec<[Param<'_>; 1]> = stale.iter().map(|customer| [Param::Integer(customer.0)]).collect();
    select_in(tx, "DELETE FROM customer_terms WHERE customer_id IN", &keys, "").await?;
    let rows: Vec<[Param<'_>; 2]> = terms
        .iter()
        .flat_map(|(customer, words)| words.iter().map(|word| [Param::Text(word), Param::Integer(customer.0)]))
        .collect();
    insert_many(tx, "INSERT INTO customer_terms (term, customer_id)", &rows, "ON CONFLICT DO NOTHING").await.map(|_| ())
}

/// Adds to the counts by hour: interactions, and their value in ten-thousandths.
///
/// # Errors
/// When the database fails.
pub async fn add_hourly(tx: &mut Transaction, counts: &HashMap<HourlyKey, (i64, i64)>) -> Result<(), StoreError> {
    let params: Vec<[Param<'_>; 6]> = counts
        .iter()
        .map(|((hour, source, channel, stage), (interactions, value))| {
            [
                Param::Integer(*hour),
                Param::Integer(source.0),
                Param::Text(channel),
                Param::Text(stage),
                Param::Integer(*interactions),
                Param::Integer(*value),
            ]
        })
        .collect();
    let head = "INSERT INTO hourly (hour, source_id, channel, stage, interactions, value)";
    let tail = "ON CONFLICT (hour, source_id, channel, stage) DO UPDATE SET interactions = hourly.interactions + excluded.interactions, value = hourly.value + excluded.value";
    insert_many(tx, head, &params, tail).await.map(|_| ())
}

/// Adds to what each source sent: interactions let in, and the last moment it was heard.
///
/// # Errors
/// When the database fails.
pub async fn add_activity(
    tx: &mut Transaction,
    activity: &HashMap<SourceId, (i64, Instant)>,
) -> Result<(), StoreError> {
    let params: Vec<[Param<'_>; 3]> = activity
        .iter()
        .map(|(source, (accepted, last))| {
            [Param::Integer(source.0), Param::Integer(*accepted), Param::Integer(last.micros())]
        })
        .collect();
    let head = "INSERT INTO source_activity (source_id, accepted, last_received_at)";
    let tail = "ON CONFLICT (source_id) DO UPDATE SET accepted = source_activity.accepted + excluded.accepted, last_received_at = excluded.last_received_at";
    insert_many(tx, head, &params, tail).await.map(|_| ())
}

/// Adds to the counts of what was left out, by source, day since the epoch and reason.
///
/// # Errors
/// When the database fails.
pub async fn add_drops(
    tx: &mut Transaction,
    drops: &HashMap<(SourceId, i64, DropReason), i64>,
) -> Result<(), StoreError> {
    let params: Vec<[Param<'_>; 4]> = drops
        .iter()
        .map(|((source, day, reason), count)| {
            [Param::Integer(source.0), Param::Integer(*day), Param::Text(reason.as_str()), Param::Integer(*count)]
        })
        .collect();
    let head = "INSERT INTO drop_counts (source_id, day, reason, dropped)";
    let tail = "ON CONFLICT (source_id, day, reason) DO UPDATE SET dropped = drop_counts.dropped + excluded.dropped";
    insert_many(tx, head, &params, tail).await.map(|_| ())
}

/// Keeps events aside that were left out.
///
/// # Errors
/// When the database fails.
pub async fn keep_rejected(tx: &mut Transaction, rows: &[RejectedRow]) -> Result<(), StoreError> {
    let params: Vec<[Param<'_>; 5]> = rows
        .iter()
        .map(|row| {
            [
                Param::Integer(row.source.0),
                Param::Integer(row.received_at.micros()),
                Param::Text(row.reason.as_str()),
                Param::Text(&row.detail),
                Param::Text(&row.payload),
            ]
        })
        .collect();
    insert_many(tx, "INSERT INTO rejected (source_id, received_at, reason, detail, payload)", &params, "")
        .await
        .map(|_| ())
}

/// Leaves projected interactions for the lake.
///
/// # Errors
/// When the database fails.
pub async fn put_pending(
    tx: &mut Transaction,
    through: Position,
    events: i64,
    at: Instant,
    payload: &[u8],
) -> Result<(), StoreError> {
    let row = [Param::Integer(through.0), Param::Integer(events), Param::Integer(at.micros()), Param::Blob(payload)];
    insert_many(tx, "INSERT INTO pending_batches (through, events, created_at, payload)", &[row], "").await.map(|_| ())
}

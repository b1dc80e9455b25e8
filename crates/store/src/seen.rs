//! Which messages were seen: the memory of deduplication.
//!
//! Message ids have no order, so that inserting each where it belongs would dirty a page for every message.
//! New ids are appended instead, a row for each transaction of the projector, which also keeps them in memory
//! ([`recent_messages`]); by the million they are merged, in order, into the table that is looked up
//! ([`Store::merge_recent_messages`]).

use std::collections::HashSet;
use std::hash::BuildHasher;

use sqlx::Row;

use hamdel_domain::{Instant, InteractionId};

use crate::Store;
use crate::database::Transaction;
use crate::error::StoreError;
use crate::rows::{Param, insert_many, select_in};

/// Bytes of an id.
const ID_BYTES: usize = 16;

/// How long a message is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Through the window of deduplication.
    Window,
    /// For good.
    ForGood,
}

/// Added to the stamp of a message that is to be remembered for good, such as a row of an import.
const FOR_GOOD: i64 = 1 << 61;

/// Reads every id that was appended and not yet merged.
///
/// # Errors
/// When the database fails, or a row cannot be read back.
pub async fn recent_messages<S: BuildHasher + Default>(
    tx: &mut Transaction,
) -> Result<HashSet<InteractionId, S>, StoreError> {
    let mut recent = HashSet::default();
    for row in sqlx::query("SELECT ids FROM recent_messages").fetch_all(&mut **tx).await? {
        recent.extend(ids_of(&row.try_get::<Vec<u8>, _>(0)?)?);
    }
    Ok(recent)
}

/// Those of the ids that were merged before.
///
/// # Errors
/// When the database fails.
pub async fn merged_messages(
    tx: &mut Transaction,
    ids: &[InteractionId],
) -> Result<HashSet<InteractionId>, StoreError> {
    let any: Option<i64> =
        sqlx::query_scalar("SELECT id_high FROM seen_messages LIMIT 1").fetch_optional(&mut **tx).await?;
    if any.is_none() {
        return Ok(HashSet::new());
    }
    let keys: Vec<[Param<'_>; 2]> = ids
        .iter()
        .map(|id| {
            let (high, low) = id.halves();
            [Param::Integer(high), Param::Integer(low)]
        })
        .collect();
    let rows = select_in(tx, "SELECT id_high, id_low FROM seen_messages WHERE (id_high, id_low) IN", &keys, "").await?;
    rows.iter().map(|row| Ok(InteractionId::from_halves(row.try_get(0)?, row.try_get(1)?))).collect()
}

/// Appends the ids of a transaction. No other transaction has the same `stamp`, the moment in microseconds.
///
/// # Errors
/// When the database fails.
pub async fn remember_messages(
    tx: &mut Transaction,
    ids: &[InteractionId],
    keep: Keep,
    stamp: i64,
) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let bytes: Vec<u8> = ids.iter().flat_map(|id| id.0.to_le_bytes()).collect();
    let stamp = match keep {
        Keep::Window => stamp,
        Keep::ForGood => stamp + FOR_GOOD,
    };
    insert_many(tx, "INSERT INTO recent_messages (stamp, ids)", &[[Param::Integer(stamp), Param::Blob(&bytes)]], "")
        .await
        .map(|_| ())
}

impl Store {
    /// Merges what was appended into the table that is looked up; gives the number of ids.
    ///
    /// # Errors
    /// When the database fails. What was appended then stays as it was.
    pub async fn merge_recent_messages(&self) -> Result<u64, StoreError> {
        let mut tx = self.state().begin().await?;
        let mut ids: Vec<(i64, i64, i64)> = Vec::new();
        for row in sqlx::query("SELECT stamp, ids FROM recent_messages").fetch_all(&mut *tx).await? {
            let stamp: i64 = row.try_get(0)?;
            ids.extend(ids_of(&row.try_get::<Vec<u8>, _>(1)?)?.map(|id| (id.halves().0, id.halves().1, stamp)));
        }
        // In the order of the table, so that its pages are walked once.
        ids.sort_unstable();
        let head = "INSERT INTO seen_messages (id_high, id_low, stamp)";
        for part in ids.chunks(50_000) {
            let rows: Vec<[Param<'_>; 3]> = part
                .iter()
                .map(|(high, low, stamp)| [Param::Integer(*high), Param::Integer(*low), Param::Integer(*stamp)])
                .collect();
            insert_many(&mut tx, head, &rows, "ON CONFLICT DO NOTHING").await?;
        }
        sqlx::query("DELETE FROM recent_messages").execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(ids.len() as u64)
    }

    /// Forgets messages seen before a moment, those remembered for good excepted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_seen(&self, before: Instant) -> Result<u64, StoreError> {
        let mut tx = self.state().begin().await?;
        sqlx::query("DELETE FROM recent_messages WHERE stamp < $1").bind(before.micros()).execute(&mut *tx).await?;
        let done =
            sqlx::query("DELETE FROM seen_messages WHERE stamp < $1").bind(before.micros()).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(done.rows_affected())
    }
}

fn ids_of(bytes: &[u8]) -> Result<impl Iterator<Item = InteractionId>, StoreError> {
    let (ids, rest) = bytes.as_chunks::<ID_BYTES>();
    if !rest.is_empty() {
        return Err(StoreError::corrupt("the messages seen last"));
    }
    Ok(ids.iter().map(|id| InteractionId(u128::from_le_bytes(*id))))
}

//! Which messages were seen: the memory of deduplication.
//!
//! Message ids have no order, so that inserting each where it belongs would dirty a page for every message.
//! New ids are appended instead, a row for each transaction of the projector, which also keeps them in memory
//! ([`recent_messages`]); by the million they become a run ([`Store::merge_recent_messages`]), which is written
//! once and never again. The filters of all runs stand in memory ([`SeenRuns`]), so that only an id that is
//! probably a repeat is looked up.

mod filter;
mod runs;

use std::collections::HashSet;
use std::hash::BuildHasher;

use sqlx::Row;

use hamdel_domain::{Instant, InteractionId};

use crate::Store;
use crate::database::Transaction;
use crate::error::StoreError;
use crate::rows::{Param, insert_many, select_in};

pub use runs::SeenRuns;

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

/// Reads every id that was appended and is in no run yet.
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
    /// Makes runs of what was appended, one of what is remembered for the window and one of what is for good;
    /// gives the number of ids.
    ///
    /// # Errors
    /// When the database fails. What was appended then stays as it was.
    pub async fn merge_recent_messages(&self) -> Result<u64, StoreError> {
        let mut tx = self.state().begin().await?;
        let (mut window, mut for_good) = (runs::NewRun::default(), runs::NewRun::default());
        let mut stamps = Vec::new();
        for row in sqlx::query("SELECT stamp, ids FROM recent_messages").fetch_all(&mut *tx).await? {
            let stamp: i64 = row.try_get(0)?;
            let run = if stamp < FOR_GOOD { &mut window } else { &mut for_good };
            run.add(ids_of(&row.try_get::<Vec<u8>, _>(1)?)?, stamp);
            stamps.push([Param::Integer(stamp)]);
        }
        let merged = window.write(&mut tx).await? + for_good.write(&mut tx).await?;
        // Those that were read and no others: whoever took the lease meanwhile may have appended.
        select_in(&mut tx, "DELETE FROM recent_messages WHERE stamp IN", &stamps, "").await?;
        tx.commit().await?;
        Ok(merged)
    }

    /// Forgets messages seen before a moment, those remembered for good excepted. A run goes when its newest
    /// message does.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_seen(&self, before: Instant) -> Result<u64, StoreError> {
        let mut tx = self.state().begin().await?;
        sqlx::query("DELETE FROM recent_messages WHERE stamp < $1").bind(before.micros()).execute(&mut *tx).await?;
        let done =
            sqlx::query("DELETE FROM seen_messages WHERE stamp < $1").bind(before.micros()).execute(&mut *tx).await?;
        let forgotten = runs::forget(&mut tx, before).await?;
        tx.commit().await?;
        Ok(done.rows_affected() + forgotten)
    }
}

fn ids_of(bytes: &[u8]) -> Result<impl Iterator<Item = InteractionId>, StoreError> {
    let (ids, rest) = bytes.as_chunks::<ID_BYTES>();
    if !rest.is_empty() {
        return Err(StoreError::corrupt("the messages seen last"));
    }
    Ok(ids.iter().map(|id| InteractionId(u128::from_le_bytes(*id))))
}

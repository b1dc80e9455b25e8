//! Runs of ids: written once, looked up by their filters, dropped whole.

use std::collections::{BTreeMap, HashSet};

use sqlx::Row;

use hamdel_domain::{Instant, InteractionId};

use super::filter::Filter;
use super::ids_of;
use crate::database::Transaction;
use crate::error::StoreError;
use crate::rows::{Param, insert_many, select_in};

/// Ids in a part, on average: about a KiB, so that PostgreSQL keeps it in its row and SQLite four on a page.
const IDS_IN_A_PART: usize = 64;
/// Bits of a part's number within its run, at most.
const PART_BITS: u32 = 24;
/// Bytes of all filters in memory from which on they are made coarser: 64 million ids at full precision, which is
/// 28 days of 2.4 million a day.
const MOST_FILTERS: usize = 128 * 1024 * 1024;
/// Bits for an id under which a filter is not made coarser: it would take every thirtieth stranger for its own.
const FEWEST_BITS_PER_ID: usize = 8;

/// A run on its way into the store.
#[derive(Default)]
pub(super) struct NewRun {
    ids: Vec<InteractionId>,
    newest: i64,
}

impl NewRun {
    pub(super) fn add(&mut self, ids: impl Iterator<Item = InteractionId>, stamp: i64) {
        self.ids.extend(ids);
        self.newest = self.newest.max(stamp);
    }

    /// Writes it, unless it is empty; gives the number of its ids.
    pub(super) async fn write(mut self, tx: &mut Transaction) -> Result<u64, StoreError> {
        if self.ids.is_empty() {
            return Ok(0);
        }
        self.ids.sort_unstable();
        self.ids.dedup();
        let last: i64 =
            sqlx::query_scalar("SELECT COALESCE(MAX(run_id), 0) FROM seen_runs").fetch_one(&mut **tx).await?;
        let (run, count) = (last + 1, self.ids.len());
        let filter = Filter::of(&self.ids).to_bytes();
        let row =
            [Param::Integer(run), Param::Integer(count as i64), Param::Integer(self.newest), Param::Blob(&filter)];
        insert_many(tx, "INSERT INTO seen_runs (run_id, ids, newest, filter)", &[row], "").await?;
        let bytes: Vec<u8> = self.ids.iter().flat_map(|id| id.0.to_le_bytes()).collect();
        let mut parts: Vec<[Param<'_>; 2]> = Vec::new();
        let mut begin = 0;
        for of_part in self.ids.chunk_by(|one, other| part(run, count, *one) == part(run, count, *other)) {
            let end = begin + size_of_val(of_part);
            parts.push([Param::Integer(part(run, count, of_part[0])), Param::Blob(&bytes[begin..end])]);
            begin = end;
        }
        insert_many(tx, "INSERT INTO seen_parts (part_id, ids)", &parts, "").await?;
        Ok(count as u64)
    }
}

/// The number of the part of a run of so many ids in which an id lies, if it does.
fn part(run: i64, ids: usize, id: InteractionId) -> i64 {
    let parts = ids.div_ceil(IDS_IN_A_PART).next_power_of_two();
    let bits = parts.trailing_zeros().min(PART_BITS);
    let first = if bits == 0 { 0 } else { id.0 >> (128 - bits) };
    (run << PART_BITS) | first as i64
}

/// Drops the runs of which every message was seen before a moment; gives the number of their ids.
pub(super) async fn forget(tx: &mut Transaction, before: Instant) -> Result<u64, StoreError> {
    let runs: Vec<(i64, i64)> = sqlx::query_as("SELECT run_id, ids FROM seen_runs WHERE newest < $1")
        .bind(before.micros())
        .fetch_all(&mut **tx)
        .await?;
    for (run, _) in &runs {
        sqlx::query("DELETE FROM seen_parts WHERE part_id >= $1 AND part_id < $2")
            .bind(run << PART_BITS)
            .bind((run + 1) << PART_BITS)
            .execute(&mut **tx)
            .await?;
        sqlx::query("DELETE FROM seen_runs WHERE run_id = $1").bind(*run).execute(&mut **tx).await?;
    }
    Ok(runs.iter().map(|(_, ids)| ids.unsigned_abs()).sum())
}

/// The runs of the store as whoever holds the projector's lease remembers them: their filters.
#[derive(Debug, Default)]
pub struct SeenRuns {
    runs: BTreeMap<i64, Run>,
}

#[derive(Debug)]
struct Run {
    ids: usize,
    filter: Filter,
}

impl Run {
    fn bits_per_id(&self) -> usize {
        self.filter.size() * 8 / self.ids.max(1)
    }
}

impl SeenRuns {
    /// Takes in the runs that came and lets go of those that went.
    ///
    /// # Errors
    /// When the database fails, or a filter cannot be read back.
    pub async fn refresh(&mut self, tx: &mut Transaction) -> Result<(), StoreError> {
        let stored: Vec<(i64, i64)> =
            sqlx::query_as("SELECT run_id, ids FROM seen_runs ORDER BY run_id").fetch_all(&mut **tx).await?;
        let held: HashSet<i64> = stored.iter().map(|(run, _)| *run).collect();
        self.runs.retain(|run, _| held.contains(run));
        for (run, ids) in stored {
            if self.runs.contains_key(&run) {
                continue;
            }
            let bytes: Vec<u8> = sqlx::query_scalar("SELECT filter FROM seen_runs WHERE run_id = $1")
                .bind(run)
                .fetch_one(&mut **tx)
                .await?;
            let filter = Filter::from_bytes(&bytes)
                .ok_or_else(|| StoreError::corrupt(format!("the filter of the messages of run {run}")))?;
            self.runs.insert(run, Run { ids: usize::try_from(ids).unwrap_or_default(), filter });
            self.bound(MOST_FILTERS);
        }
        Ok(())
    }

    /// Makes filters coarser until they fit, the finest first and of those the oldest.
    fn bound(&mut self, most: usize) {
        let mut size: usize = self.runs.values().map(|run| run.filter.size()).sum();
        while size > most {
            let finest = self.runs.values_mut().rev().max_by_key(|run| run.bits_per_id());
            let Some(run) = finest.filter(|run| run.bits_per_id() / 2 >= FEWEST_BITS_PER_ID) else { return };
            let before = run.filter.size();
            if !run.filter.halve() {
                return;
            }
            size -= before - run.filter.size();
        }
    }

    /// Those of the ids that a run holds. The ids come in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn having(
        &self,
        tx: &mut Transaction,
        ids: &[InteractionId],
    ) -> Result<HashSet<InteractionId>, StoreError> {
        let mut wanted: HashSet<InteractionId> = HashSet::new();
        let mut parts: Vec<[Param<'_>; 1]> = Vec::new();
        for (number, run) in &self.runs {
            for id in ids.iter().filter(|id| run.filter.may_hold(**id)) {
                wanted.insert(*id);
                parts.push([Param::Integer(part(*number, run.ids, *id))]);
            }
            // Ids in order lie in one part after the other.
            parts.dedup();
        }
        let mut found = merged_before(tx, ids).await?;
        for row in select_in(tx, "SELECT ids FROM seen_parts WHERE part_id IN", &parts, "").await? {
            found.extend(ids_of(&row.try_get::<Vec<u8>, _>(0)?)?.filter(|id| wanted.contains(id)));
        }
        Ok(found)
    }
}

/// Those of the ids that a program before this one merged into its one table. Nothing is added to it any more.
///
/// # Errors
/// When the database fails.
async fn merged_before(tx: &mut Transaction, ids: &[InteractionId]) -> Result<HashSet<InteractionId>, StoreError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(run: u128) -> Vec<InteractionId> {
        let mixed = |number: u128| number.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        (run * 5_000..run * 5_000 + 4_096).map(|number| InteractionId(mixed(number) ^ (mixed(number) >> 67))).collect()
    }

    #[test]
    fn filters_are_halved_from_the_oldest_on_and_deny_nothing() {
        let mut seen = SeenRuns::default();
        for run in 1..=4 {
            seen.runs.insert(run, Run { ids: 4_096, filter: Filter::of(&ids(run as u128)) });
        }
        let bits = |seen: &SeenRuns| seen.runs.values().map(Run::bits_per_id).collect::<Vec<_>>();
        seen.bound(4 * 8_192);
        assert_eq!(bits(&seen), [16, 16, 16, 16]);
        seen.bound(3 * 8_192);
        assert_eq!(bits(&seen), [8, 8, 16, 16]);
        seen.bound(0);
        assert_eq!(bits(&seen), [8, 8, 8, 8]);
        for (run, held) in &seen.runs {
            assert!(ids(*run as u128).into_iter().all(|id| held.filter.may_hold(id)));
        }
    }

    #[test]
    fn parts_follow_the_order_of_ids() {
        for count in [1, 64, 65, 900_000] {
            let ids = [0, 1 << 100, 1 << 127, u128::MAX].map(|id| part(3, count, InteractionId(id)));
            assert!(ids.is_sorted());
            assert!(ids.iter().all(|part| part >> PART_BITS == 3));
        }
        assert_eq!(part(1, 64, InteractionId(u128::MAX)), 1 << PART_BITS);
        assert_eq!(part(1, 65, InteractionId(u128::MAX)), (1 << PART_BITS) + 1);
    }
}

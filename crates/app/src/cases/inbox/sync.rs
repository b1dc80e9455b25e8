//! Keeping the open cases of a process true.

use std::collections::BTreeMap;

use hamdel_domain::Instant;
use hamdel_domain::cases::CaseId;
use hamdel_domain::clock::SECOND;
use hamdel_store::cases::Brief;

use super::live::CaseChange;
use super::open::OpenCases;
use crate::App;
use crate::error::AppError;

/// Changes that the store keeps. A process that is further behind reads all open cases anew.
const KEPT: i64 = 100_000;
/// Changes read in one look.
const AT_ONCE: u32 = 5_000;
/// Cases read in one piece when all are.
const LOADED_AT_ONCE: u32 = 5_000;
/// Before the newest change, so many are read again after a start: PostgreSQL gives numbers before transactions end,
/// so that a smaller number may appear after a greater one.
const OVERLAP: i64 = 1_000;
/// How long a number that is missing is waited for; a transaction that was given up leaves a gap for ever.
const GAP_WITHIN: i64 = 30 * SECOND;

/// How far a process has read.
#[derive(Default)]
pub(super) struct Reading {
    loaded: bool,
    /// Everything up to here was read, or is given up.
    floor: i64,
    /// What was read above it, and when.
    ahead: BTreeMap<i64, Instant>,
}

impl Reading {
    /// Takes what a look found, and gives the cases of changes not seen before, each with its last change.
    fn take(&mut self, found: &[(i64, CaseId)], now: Instant) -> BTreeMap<CaseId, i64> {
        let mut fresh = BTreeMap::new();
        for (change, case) in found {
            if self.ahead.insert(*change, now).is_none() {
                fresh.insert(*case, *change);
            }
        }
        // A number that was read keeps the moment it was first seen.
        self.close(now);
        fresh
    }

    /// Raises the floor over what is complete, and over gaps that nobody will fill.
    fn close(&mut self, now: Instant) {
        while let Some((first, seen)) = self.ahead.first_key_value().map(|(first, seen)| (*first, *seen)) {
            if first != self.floor + 1 && now.micros_since(seen) < GAP_WITHIN {
                break;
            }
            self.floor = first;
            self.ahead.remove(&first);
        }
    }
}

/// Brings the open cases of this process up to now, and tells what changed.
///
/// # Errors
/// When the store does not answer.
pub async fn sync(app: &App) -> Result<(), AppError> {
    let mut reading = app.inbox.reading.lock().await;
    if !reading.loaded {
        load(app, &mut reading).await?;
    }
    loop {
        let found = app.store.case_changes(reading.floor, AT_ONCE).await?;
        let now = app.clock.now();
        let unseen: Vec<(i64, CaseId)> =
            found.iter().filter(|(change, _)| !reading.ahead.contains_key(change)).copied().collect();
        let fresh = reading.take(&unseen, now);
        reading.close(now);
        if !fresh.is_empty() {
            apply(app, &fresh).await?;
        }
        if found.len() < AT_ONCE as usize || unseen.is_empty() {
            return Ok(());
        }
    }
}

/// Reads everything that is open. What changes meanwhile has a change above the place the reading goes on from.
async fn load(app: &App, reading: &mut Reading) -> Result<(), AppError> {
    let (_, newest) = app.store.case_changes_kept().await?;
    let mut open = OpenCases::default();
    let mut after = CaseId(0);
    loop {
        let cases = app.store.open_cases(after, LOADED_AT_ONCE).await?;
        let Some(last) = cases.last() else { break };
        after = last.id;
        for case in &cases {
            open.put(case);
        }
    }
    app.inbox.change(|held| *held = open);
    *reading = Reading { loaded: true, floor: (newest - OVERLAP).max(0), ahead: BTreeMap::new() };
    // The overlap is old news: nobody is told of it again.
    let known = app.store.case_changes(reading.floor, OVERLAP as u32).await?;
    let ids: Vec<CaseId> = known.iter().map(|(_, case)| *case).collect();
    let now = app.clock.now();
    reading.take(&known, now);
    let briefs = app.store.cases_in_brief(&ids).await?;
    put(app, &ids, &briefs);
    Ok(())
}

/// Puts changed cases in or takes them out, and tells who listens.
async fn apply(app: &App, fresh: &BTreeMap<CaseId, i64>) -> Result<(), AppError> {
    let ids: Vec<CaseId> = fresh.keys().copied().collect();
    let briefs = app.store.cases_in_brief(&ids).await?;
    let mut told = put(app, &ids, &briefs);
    for change in &mut told {
        change.change = fresh.get(&change.case).copied().unwrap_or_default();
    }
    told.sort_unstable_by_key(|change| change.change);
    app.inbox.tell(told);
    Ok(())
}

fn put(app: &App, ids: &[CaseId], briefs: &[Brief]) -> Vec<CaseChange> {
    app.inbox.change(|open| {
        ids.iter()
            .map(|id| {
                let brief = briefs.binary_search_by_key(id, |brief| brief.id).ok().and_then(|place| briefs.get(place));
                let stood = match brief {
                    Some(brief) if brief.closed_at.is_none() => open.put(brief),
                    _ => open.remove(*id),
                };
                CaseChange::of(*id, brief, stood)
            })
            .collect()
    })
}

/// Forgets changes that every process has read long ago, and has this one read anew where it is too far behind.
///
/// # Errors
/// When the store does not answer.
pub(super) async fn tidy(app: &App) -> Result<(), AppError> {
    let (oldest, newest) = app.store.case_changes_kept().await?;
    if newest - oldest > KEPT {
        app.store.forget_case_changes(newest - KEPT / 2).await?;
    }
    let mut reading = app.inbox.reading.lock().await;
    if reading.loaded && reading.floor + 1 < oldest && newest - reading.floor > KEPT / 4 {
        reading.loaded = false;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_number_is_still_read_and_a_gap_is_given_up() {
        let at = |seconds: i64| Instant::from_micros(seconds * SECOND);
        let mut reading = Reading::default();
        let found = |ids: &[i64]| ids.iter().map(|id| (*id, CaseId(*id))).collect::<Vec<_>>();
        assert_eq!(reading.take(&found(&[1, 2, 4]), at(0)).len(), 3);
        assert_eq!((reading.floor, reading.ahead.len()), (2, 1));
        // The transaction of 3 ends later than that of 4.
        assert_eq!(reading.take(&found(&[3]), at(1)).len(), 1);
        assert_eq!((reading.floor, reading.ahead.len()), (4, 0));
        // Nobody will ever write 5.
        reading.take(&found(&[6]), at(2));
        reading.close(at(20));
        assert_eq!(reading.floor, 4);
        reading.close(at(40));
        assert_eq!((reading.floor, reading.ahead.len()), (6, 0));
    }
}

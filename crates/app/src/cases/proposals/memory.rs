//! What this process remembers of past cases, so that proposals are there while somebody types.
//!
//! New cases are taken into the index of words as they come, a few thousand at a time and in the background; what was
//! learned of kinds, units, touchpoints and severity is learned anew when enough has been added. Corrections count:
//! learning reads the cases as they are now.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use hamdel_domain::cases::{CaseId, Severity};
use hamdel_domain::clock::SECOND;
use hamdel_store::cases::PastCase;
use hamdel_text::naming::{Namer, Proposed, Teacher};

use super::overlap::{Index, MOST_CASES, words_of};
use crate::App;
use crate::error::AppError;
use crate::improvement::RecurringKept;

/// Cases read at a time.
const AT_ONCE: u32 = 2_000;
/// Cases that are learned from, the newest.
const MOST_TAUGHT: i64 = 6_000;
/// New cases after which it is worth learning again.
const WORTH_LEARNING: i64 = 50;
/// Between two looks for new cases; microseconds.
const LOOK_EVERY: i64 = 5 * SECOND;
/// Between two lessons; microseconds.
const LEARN_EVERY: i64 = 60 * SECOND;
/// After so long it is learned again even of few new cases, for what was corrected; microseconds.
const LEARN_ANYWAY: i64 = 1_800 * SECOND;

/// What a text may call for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Aspect {
    Kind,
    Unit,
    Touchpoint,
    Severity,
}

impl Aspect {
    const ALL: [Self; 4] = [Self::Kind, Self::Unit, Self::Touchpoint, Self::Severity];

    fn of(self, case: &PastCase) -> Option<&str> {
        match self {
            Self::Kind => case.kind.as_deref(),
            Self::Unit => case.unit.as_deref(),
            Self::Touchpoint => case.touchpoint.as_deref(),
            Self::Severity => case.severity.map(Severity::as_str),
        }
    }
}

/// What was learned last.
#[derive(Debug, Default)]
struct Learned {
    namers: HashMap<Aspect, Namer>,
}

/// What a process remembers of past cases.
#[derive(Debug, Default)]
pub struct CaseMemory {
    index: RwLock<Index>,
    learned: RwLock<Arc<Learned>>,
    /// The last case that was taken into the index.
    through: AtomicI64,
    /// The last case when it was learned last, and when that was.
    learned_through: AtomicI64,
    learned_at: AtomicI64,
    looked_at: AtomicI64,
    at_work: AtomicBool,
    /// What recurs in the cases of late.
    pub(crate) recurring: RecurringKept,
}

/// Shared by everything that works with an [`App`].
pub type SharedCaseMemory = Arc<CaseMemory>;

/// Looks for new cases in the background, unless that was done a moment ago.
pub(crate) fn remember(app: &App) {
    let (memory, now) = (&app.case_memory, app.clock.now().micros());
    let last = memory.looked_at.load(Ordering::Relaxed);
    if now - last < LOOK_EVERY && last != 0 || memory.at_work.swap(true, Ordering::AcqRel) {
        return;
    }
    memory.looked_at.store(now, Ordering::Relaxed);
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(problem) = app.case_memory.take_in(&app).await {
            tracing::warn!(%problem, "past cases were not learned from");
        }
        app.case_memory.at_work.store(false, Ordering::Release);
    });
}

impl CaseMemory {
    /// Takes in what is new, and learns where it is worth it.
    ///
    /// # Errors
    /// When the store does not answer; what was read stays.
    pub async fn take_in(&self, app: &App) -> Result<(), AppError> {
        let last = app.store.last_case().await?;
        let oldest = last.0.saturating_sub(MOST_CASES as i64);
        self.through.fetch_max(oldest, Ordering::Relaxed);
        loop {
            let after = CaseId(self.through.load(Ordering::Relaxed));
            let cases = app.store.cases_after(after, AT_ONCE).await?;
            let Some(newest) = cases.last().map(|case| case.id) else { break };
            let read = tokio::task::spawn_blocking(move || {
                cases.iter().map(|case| (case.id, words_of(&case.text))).collect::<Vec<_>>()
            });
            let read = read.await.map_err(|_| AppError::invalid("text", "could not be read"))?;
            let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
            read.iter().for_each(|(id, stems)| index.add(*id, stems));
            drop(index);
            self.through.store(newest.0, Ordering::Relaxed);
        }
        self.learn(app, last).await
    }

    async fn learn(&self, app: &App, last: CaseId) -> Result<(), AppError> {
        let now = app.clock.now().micros();
        let since = now - self.learned_at.load(Ordering::Relaxed);
        let new = last.0 - self.learned_through.load(Ordering::Relaxed);
        let due = new >= WORTH_LEARNING && since >= LEARN_EVERY || new > 0 && since >= LEARN_ANYWAY;
        if !due {
            return Ok(());
        }
        let mut cases = Vec::new();
        let mut after = CaseId(last.0.saturating_sub(MOST_TAUGHT));
        loop {
            let mut read = app.store.cases_after(after, AT_ONCE).await?;
            let Some(newest) = read.last().map(|case| case.id) else { break };
            after = newest;
            cases.append(&mut read);
        }
        let learned = tokio::task::spawn_blocking(move || learn_of(&cases));
        let learned = learned.await.map_err(|_| AppError::invalid("text", "could not be learned from"))?;
        *self.learned.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(learned);
        self.learned_at.store(now, Ordering::Relaxed);
        self.learned_through.store(last.0, Ordering::Relaxed);
        Ok(())
    }

    /// What was learned that a text calls for, the likeliest first; empty as long as what was learned is not better
    /// than naming all alike.
    pub(super) fn calls_for(&self, aspect: Aspect, text: &str) -> Vec<Proposed> {
        let learned = self.learned.read().unwrap_or_else(PoisonError::into_inner).clone();
        learned.namers.get(&aspect).map(|namer| namer.propose(text)).unwrap_or_default()
    }

    /// The past cases most alike to a text.
    pub(in crate::cases) fn alike(&self, text: &str, most: usize) -> Vec<(CaseId, f32)> {
        self.index.read().unwrap_or_else(PoisonError::into_inner).alike(text, most)
    }

    /// How alike texts are to one.
    pub(super) fn likeness(&self, text: &str, other: &str) -> f32 {
        self.index.read().unwrap_or_else(PoisonError::into_inner).likeness(text, other)
    }

    /// How many cases it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.index.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn learn_of(cases: &[PastCase]) -> Learned {
    let mut learned = Learned::default();
    for aspect in Aspect::ALL {
        let mut teacher = Teacher::new();
        for case in cases {
            if let Some(name) = aspect.of(case) {
                teacher.teach(&case.text, name);
            }
        }
        if let Some(namer) = teacher.learn().filter(|namer| namer.skill().beats_majority()) {
            learned.namers.insert(aspect, namer);
        }
    }
    learned
}

//! Filing: projected interactions go from the store into files of the lake, by size and by age.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::lake::{Lake, PendingBatch};
use hamdel_domain::{Clock, Position};
use hamdel_store::Store;

use crate::error::AppError;
use crate::projector::PROJECTOR;
use crate::work::{Lease, Next, Rounds, until_stopped};

/// The name of the lease that one process files under.
pub const FILING: &str = "filing";
/// How long that lease lasts; microseconds.
const LEASE: i64 = 60 * SECOND;
/// Interactions that are worth a file.
const ENOUGH_EVENTS: u64 = 32_768;
/// Most interactions decoded at once, of one to two KiB each until the file is written.
const MOST_EVENTS: u64 = 32_768;
/// How often small files are joined.
const COMPACT_EVERY: i64 = 600 * SECOND;
/// How long files that no version uses are kept for readers that still have them open; microseconds.
const KEEP_FILES: i64 = DAY;
/// How long the journal keeps what is projected and filed; microseconds.
const KEEP_JOURNAL: i64 = 7 * DAY;
/// How long a message id is remembered (28 days, the window of deduplication); microseconds.
const KEEP_SEEN: i64 = 28 * DAY;
/// How long events that were left out are kept aside; microseconds.
const KEEP_REJECTED: i64 = 90 * DAY;

/// Files until told to stop.
pub struct Filing {
    store: Store,
    lake: Arc<dyn Lake>,
    clock: Arc<dyn Clock>,
    lease: Lease,
    file_after: i64,
    compacted_at: i64,
}

impl Filing {
    /// Filing that works for `holder`, a name no other process has; what waits is filed once it is `file_after`
    /// microseconds old, or enough for a file of good size.
    #[must_use]
    pub fn new(store: Store, lake: Arc<dyn Lake>, clock: Arc<dyn Clock>, holder: String, file_after: i64) -> Self {
        let compacted_at = clock.now().micros();
        let lease = Lease { name: FILING, lasts: LEASE, holder, store: store.clone(), clock: clock.clone() };
        Self { store, lake, clock, lease, file_after, compacted_at }
    }

    /// Runs until told to stop. A failure is logged and tried again: the store keeps what is not yet filed.
    pub async fn run(mut self, stop: watch::Receiver<bool>) {
        until_stopped(&mut self, stop).await;
        self.lease.release().await;
    }

    async fn tidy(&self) -> Result<(), AppError> {
        let joined = self.lake.compact().await?;
        let removed = self.lake.vacuum(KEEP_FILES).await?;
        let now = self.clock.now();
        let safe = self.lake.filed_through().await?.min(self.store.cursor_position(PROJECTOR).await?);
        let pruned = self.store.prune_journal(safe, now.plus_micros(-KEEP_JOURNAL)).await?;
        let forgotten = self.store.forget_seen(now.plus_micros(-KEEP_SEEN)).await?;
        let rejected = self.store.prune_rejected(now.plus_micros(-KEEP_REJECTED)).await?;
        tracing::info!(joined, removed, pruned, forgotten, rejected, "history tidied");
        Ok(())
    }
}

impl Rounds for Filing {
    const DOES: &'static str = "filing";
    const EVERY: Duration = Duration::from_secs(1);

    async fn round(&mut self) -> Result<Next, AppError> {
        let now = self.clock.now();
        let waiting = self.store.pending_size().await?;
        let old = waiting.oldest.is_some_and(|oldest| now.micros_since(oldest) > self.file_after);
        let tidy = now.micros() - self.compacted_at >= COMPACT_EVERY;
        // The lease is a write: it is taken only where there is something to file.
        if !(tidy || old || waiting.events >= ENOUGH_EVENTS) || !self.lease.hold().await? {
            return Ok(Next::AfterPause);
        }
        while file_once(&self.store, &*self.lake).await? >= ENOUGH_EVENTS {}
        if tidy {
            self.compacted_at = now.micros();
            self.tidy().await?;
        }
        Ok(Next::AfterPause)
    }
}

/// Files what waits, up to a bound; gives how many interactions it filed.
///
/// # Errors
/// When the store or the lake fails. Nothing is lost: the store keeps a batch until a file has it.
pub async fn file_once(store: &Store, lake: &dyn Lake) -> Result<u64, AppError> {
    let filed = lake.filed_through().await?;
    // Left behind by a process that ended between the commit and this.
    store.delete_pending(filed).await?;
    let mut batches: Vec<PendingBatch> = Vec::new();
    let mut events = 0;
    let mut after = filed;
    while events < MOST_EVENTS {
        let Some(stored) = store.pending_batches(after, 1).await?.pop() else { break };
        after = stored.through;
        events += stored.events;
        batches.push(PendingBatch { through: stored.through, rows: Arc::new(stored.decode()?) });
    }
    let Some(through) = batches.last().map(|batch| batch.through) else { return Ok(0) };
    lake.file(&batches).await?;
    store.delete_pending(through).await?;
    Ok(events)
}

/// Files everything that is projected.
///
/// # Errors
/// As [`file_once`].
pub async fn file_all(store: &Store, lake: &dyn Lake) -> Result<Position, AppError> {
    while file_once(store, lake).await? > 0 {}
    Ok(lake.filed_through().await?)
}

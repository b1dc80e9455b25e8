//! The projector: from the journal, in order, to profiles, counts and the rows of the lake.
//!
//! Write path of one batch, in one transaction that also moves the cursor: [`batch`] leaves out what was
//! seen before, [`identities`] finds whose each interaction is, those that a trigger waits for make
//! [`crate::invitations`], [`profiles`] takes them in, and the rows for the lake are left in the store until
//! [`crate::filing`] has put them in a file. Whoever holds the lease projects; a second process waits.

mod batch;
mod cache;
mod identities;
mod profiles;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use hamdel_domain::clock::SECOND;
use hamdel_domain::touchpoint::TouchpointRules;
use hamdel_domain::{Clock, JournalEntry, Position, SourceId};
use hamdel_store::sources::SourceKind;
use hamdel_store::{Store, StoreError};

use crate::alerts::AlertRules;
use crate::error::AppError;
use crate::invitations::matching::TriggerRules;
use crate::work::{Lease, Next, Rounds, until_stopped};
use batch::Batch;
use cache::Cache;

/// The name of the projector's cursor, and of its lease.
pub const PROJECTOR: &str = "projector";
/// Most interactions of one transaction.
const MOST_EVENTS: u64 = 8_192;
/// Most journal batches of one transaction.
const MOST_BATCHES: u32 = 2_048;
/// Message ids kept in memory before they become a run: as many as a set of 2^20 places holds, of 17 bytes each.
const MOST_RECENT: usize = 900_000;
/// How long a lease lasts without being renewed; microseconds.
const LEASE: i64 = 10 * SECOND;

/// What one transaction did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Projected {
    /// Journal batches taken in.
    pub batches: u64,
    /// Interactions that count.
    pub interactions: u64,
    /// Interactions that were there before.
    pub duplicates: u64,
}

/// The projector of one process.
pub struct Projector {
    store: Store,
    clock: Arc<dyn Clock>,
    lease: Lease,
    lease_until: i64,
    last_stamp: i64,
    rules: TouchpointRules,
    triggers: TriggerRules,
    alerts: AlertRules,
    imports: HashSet<SourceId>,
    /// [`MOST_RECENT`]; tests have runs made sooner.
    most_recent: usize,
    cache: Cache,
    /// The part of the journal that comes next, read while the one before it is projected.
    ahead: Option<Ahead>,
}

/// A part of the journal on its way.
struct Ahead {
    after: Position,
    entries: JoinHandle<Result<Vec<JournalEntry>, StoreError>>,
}

impl Projector {
    /// A projector that works for `holder`, a name no other process has.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>, holder: String) -> Self {
        let lease = Lease { name: PROJECTOR, lasts: LEASE, holder, store: store.clone(), clock: clock.clone() };
        Self {
            store,
            clock,
            lease,
            lease_until: 0,
            last_stamp: 0,
            rules: TouchpointRules::default(),
            triggers: TriggerRules::default(),
            alerts: AlertRules::default(),
            imports: HashSet::new(),
            most_recent: MOST_RECENT,
            cache: Cache::default(),
            ahead: None,
        }
    }

    /// Projects what the journal holds until told to stop.
    ///
    /// A failure is logged and tried again: the journal keeps what is not yet projected.
    pub async fn run(self, appended: Arc<Notify>, stop: watch::Receiver<bool>) {
        let mut work = Projecting { projector: self, appended };
        until_stopped(&mut work, stop).await;
        work.projector.lease.release().await;
    }

    /// Projects one transaction's worth; `None` while another process holds the lease.
    ///
    /// # Errors
    /// When the database fails. Nothing of the transaction remains then, and the step can be taken again.
    pub async fn step(&mut self) -> Result<Option<Projected>, StoreError> {
        if !self.hold_lease().await? {
            return Ok(None);
        }
        let outcome = self.project().await;
        if outcome.is_err() {
            // What was remembered may be ahead of what was committed.
            self.cache = Cache::default();
        }
        outcome.map(Some)
    }

    /// Renews the lease only when half of its time is over, not with every transaction; and forgets what it
    /// remembers when it may have been another's meanwhile.
    async fn hold_lease(&mut self) -> Result<bool, StoreError> {
        let now = self.clock.now();
        if now.micros() + LEASE / 2 < self.lease_until {
            return Ok(true);
        }
        let held = self.lease.hold().await?;
        if !held || self.lease_until == 0 || now.micros() > self.lease_until {
            // Another process may have projected meanwhile.
            self.cache = Cache::default();
        }
        self.lease_until = if held { now.micros() + LEASE } else { 0 };
        Ok(held)
    }

    async fn project(&mut self) -> Result<Projected, StoreError> {
        let after = self.store.cursor_position(PROJECTOR).await?;
        let entries = self.next_entries(after).await?;
        let Some(last) = entries.last().map(|entry| entry.position) else { return Ok(Projected::default()) };
        self.ahead = Some(read_ahead(&self.store, last));
        self.refresh_rules().await?;
        self.last_stamp = self.clock.now().micros().max(self.last_stamp + 1);
        let mut tx = self.store.state().begin().await?;
        let done = Batch::new(&mut tx, &mut self.cache, self.last_stamp, &self.imports)
            .project(entries, &self.rules, &self.triggers, &self.alerts, last)
            .await?;
        hamdel_store::projection::advance_cursor(&mut tx, PROJECTOR, after, last).await?;
        tx.commit().await?;
        self.merge_seen().await?;
        Ok(done)
    }

    async fn merge_seen(&mut self) -> Result<(), StoreError> {
        if self.cache.recent.as_ref().is_some_and(|recent| recent.len() >= self.most_recent) {
            self.store.merge_recent_messages().await?;
            // To be read anew, with the runs.
            self.cache.recent = None;
        }
        Ok(())
    }

    async fn next_entries(&mut self, after: Position) -> Result<Vec<JournalEntry>, StoreError> {
        if let Some(ahead) = self.ahead.take()
            && ahead.after == after
        {
            let entries = ahead.entries.await.map_err(|_| StoreError::corrupt("the journal read ahead"))??;
            // Read before the last batches came, it may be empty or short; what is short is taken as it is.
            if !entries.is_empty() {
                return Ok(entries);
            }
        }
        self.store.read_journal(after, MOST_EVENTS, MOST_BATCHES).await
    }

    async fn refresh_rules(&mut self) -> Result<(), StoreError> {
        self.rules = TouchpointRules::new(self.store.touchpoints().await?);
        self.triggers = TriggerRules::new(self.store.triggers().await?);
        self.alerts = AlertRules::new(self.store.alert_rules().await?);
        let sources = self.store.sources().await?;
        self.imports =
            sources.into_iter().filter(|source| source.kind == SourceKind::Import).map(|source| source.id).collect();
        Ok(())
    }
}

/// The projector at work, woken by what is appended to the journal.
struct Projecting {
    projector: Projector,
    appended: Arc<Notify>,
}

impl Rounds for Projecting {
    const DOES: &'static str = "projecting";
    const EVERY: Duration = Duration::from_millis(250);

    async fn round(&mut self) -> Result<Next, AppError> {
        let done = self.projector.step().await?;
        Ok(if done.is_some_and(|done| done.batches > 0) { Next::AtOnce } else { Next::AfterPause })
    }

    async fn pause(&mut self) {
        tokio::select! {
            () = self.appended.notified() => {}
            () = tokio::time::sleep(Self::EVERY) => {}
        }
    }
}

fn read_ahead(store: &Store, after: Position) -> Ahead {
    let store = store.clone();
    Ahead { after, entries: tokio::spawn(async move { store.read_journal(after, MOST_EVENTS, MOST_BATCHES).await }) }
}

/// Waits until everything that is in the journal now is projected, by whichever process holds the lease.
///
/// # Errors
/// When the database fails.
pub async fn wait_until_projected(store: &Store) -> Result<Position, StoreError> {
    let end = store.journal_end().await?;
    while store.cursor_position(PROJECTOR).await? < end {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(end)
}

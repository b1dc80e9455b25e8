//! Telling open inboxes which cases changed.

use std::sync::Arc;
use std::time::Duration;

use hamdel_domain::cases::CaseId;
use hamdel_domain::people::UserId;
use hamdel_store::cases::Brief;
use tokio::sync::{broadcast, watch};

use super::open::Stood;
use super::reach::Reached;
use super::sync::{sync, tidy};
use super::{Counts, Inbox};
use crate::App;
use crate::error::AppError;
use crate::work::{Next, Rounds, until_stopped};

/// What is told at once.
pub(super) type Told = Arc<Vec<CaseChange>>;

/// So many tellings may wait for a listener that is slow; one that misses more is told to look anew.
pub(super) const MOST_TOLD_BEHIND: usize = 256;
/// Listeners of one process.
const MOST_LISTENERS: usize = 2_000;
/// When somebody who could not listen may try again, in seconds.
const TRY_AGAIN_AFTER: u32 = 30;
/// Changes that a listener who comes back is told one by one.
const MOST_MISSED: u32 = 1_000;
/// Looks between two tidyings.
const LOOKS_BETWEEN: u32 = 240;

/// A case that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseChange {
    /// The number of the change; greater is later.
    pub change: i64,
    /// The case.
    pub case: CaseId,
    /// Its revision now; `None` where it was erased.
    pub revision: Option<i64>,
    /// Whether something is left to do.
    pub open: bool,
    /// Its unit now.
    pub unit: Option<String>,
    /// Its owner now.
    pub owner: Option<UserId>,
    /// The unit and the owner before, where it was open.
    before: Option<(Option<String>, Option<UserId>)>,
}

impl CaseChange {
    pub(super) fn of(case: CaseId, brief: Option<&Brief>, stood: Option<Stood>) -> Self {
        Self {
            change: 0,
            case,
            revision: brief.map(|brief| brief.revision),
            open: brief.is_some_and(|brief| brief.closed_at.is_none()),
            unit: brief.and_then(|brief| brief.unit.clone()),
            owner: brief.and_then(|brief| brief.owner),
            before: stood.map(|stood| (stood.unit, stood.owner)),
        }
    }

    /// What somebody is told of it: whether they reach it now; `None` where they neither do nor did.
    #[must_use]
    pub fn seen_by(&self, reached: &Reached) -> Option<bool> {
        if self.revision.is_some() && reached.holds(self.case, self.unit.as_deref(), self.owner) {
            return Some(true);
        }
        let (unit, owner) = self.before.as_ref()?;
        reached.holds(self.case, unit.as_deref(), *owner).then_some(false)
    }
}

/// Somebody who listens.
pub struct Listener {
    told: broadcast::Receiver<Told>,
    closing: watch::Receiver<bool>,
}

/// What a listener hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Cases changed.
    Changes(Arc<Vec<CaseChange>>),
    /// More changed than could be told.
    Missed,
    /// The process ends.
    End,
}

impl Listener {
    /// Waits for the next.
    pub async fn next(&mut self) -> Heard {
        tokio::select! {
            heard = self.told.recv() => match heard {
                Ok(changes) => Heard::Changes(changes),
                Err(broadcast::error::RecvError::Lagged(_)) => Heard::Missed,
                Err(broadcast::error::RecvError::Closed) => Heard::End,
            },
            _ = self.closing.wait_for(|closing| *closing) => Heard::End,
        }
    }
}

impl Inbox {
    /// Tells who listens.
    pub(super) fn tell(&self, changes: Vec<CaseChange>) {
        // Nobody may be listening.
        let _ = self.told.send(Arc::new(changes));
    }

    /// Listens from now on.
    ///
    /// # Errors
    /// [`AppError::TooManyTries`] while as many listen as a process bears.
    pub fn listen(&self) -> Result<Listener, AppError> {
        if self.told.receiver_count() >= MOST_LISTENERS {
            return Err(AppError::TooManyTries(TRY_AGAIN_AFTER));
        }
        Ok(Listener { told: self.told.subscribe(), closing: self.closing.subscribe() })
    }

    /// Ends what everybody listens to, so that the process can end.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// How many cases are in each view of what somebody reaches, as far as this process has read.
    #[must_use]
    pub fn counts(&self, reached: &Reached, app: &App) -> Counts {
        let now = app.clock.now();
        self.look(|open| open.counts(reached, now))
    }
}

/// What happened after a change that a listener heard last; `None` where too much did, or it is forgotten.
///
/// # Errors
/// When the store does not answer.
pub async fn missed(app: &App, after: i64) -> Result<Option<Vec<CaseChange>>, AppError> {
    let (oldest, _) = app.store.case_changes_kept().await?;
    if after + 1 < oldest {
        return Ok(None);
    }
    let changes = app.store.case_changes(after, MOST_MISSED).await?;
    if changes.len() == MOST_MISSED as usize {
        return Ok(None);
    }
    let ids: Vec<CaseId> = changes.iter().map(|(_, case)| *case).collect();
    let briefs = app.store.cases_in_brief(&ids).await?;
    let mut missed: Vec<CaseChange> = Vec::new();
    for (change, case) in changes {
        missed.retain(|held| held.case != case);
        let brief = briefs.iter().find(|brief| brief.id == case);
        // Where it stood before is no longer known; who reached it finds it gone at the next look.
        missed.push(CaseChange { change, ..CaseChange::of(case, brief, None) });
    }
    Ok(Some(missed))
}

/// The worker that keeps the open cases of a process true, until it is told to stop.
pub struct CaseWatch {
    app: App,
    looks: u32,
}

impl CaseWatch {
    /// A worker of this program.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self { app, looks: 0 }
    }

    /// Works until `stop` says so. A failure is logged and tried again at the next look.
    pub async fn run(mut self, stop: watch::Receiver<bool>) {
        until_stopped(&mut self, stop).await;
        self.app.inbox.close();
    }
}

impl Rounds for CaseWatch {
    const DOES: &'static str = "looking for changes of cases";
    const EVERY: Duration = Duration::from_millis(500);

    async fn round(&mut self) -> Result<Next, AppError> {
        let looked = sync(&self.app).await;
        if self.looks.is_multiple_of(LOOKS_BETWEEN)
            && let Err(problem) = tidy(&self.app).await
        {
            tracing::warn!(%problem, "old changes of cases were not forgotten");
        }
        self.looks = self.looks.wrapping_add(1);
        looked.map(|()| Next::AfterPause)
    }
}

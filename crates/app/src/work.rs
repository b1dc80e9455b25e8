//! How a worker works: round after round, until it is told to stop; and the lease under which one process at a time
//! does so.
//!
//! A lease keeps processes from doing the same in vain. It is held for a time, and a round that outlasts it may meet
//! another's: what a round does must be right then too, by the rows it takes and the transactions it writes.

#[cfg(test)]
mod tests;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use hamdel_domain::Clock;
use hamdel_store::{Store, StoreError};

use crate::App;
use crate::error::AppError;

/// When the next round begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// At once: there is more to do.
    AtOnce,
    /// After the pause.
    AfterPause,
}

/// What a worker does again and again.
pub(crate) trait Rounds: Send {
    /// What it does, in the words of the log: `sending messages`.
    const DOES: &'static str;
    /// How long the pause between two rounds is.
    const EVERY: Duration;

    /// One round. What it could not do is logged and comes again after the pause, so it must be kept until it is done.
    fn round(&mut self) -> impl Future<Output = Result<Next, AppError>> + Send;

    /// The pause; where something can wake the worker sooner, it ends with that.
    fn pause(&mut self) -> impl Future<Output = ()> + Send {
        tokio::time::sleep(Self::EVERY)
    }
}

/// Does rounds until `stop` says so, or nobody is left who could say it. A round that has begun is finished.
pub(crate) async fn until_stopped<W: Rounds>(work: &mut W, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match work.round().await {
            Ok(Next::AtOnce) => continue,
            Ok(Next::AfterPause) => {}
            Err(problem) => {
                tracing::error!(
                    error = &problem as &dyn std::error::Error,
                    worker = W::DOES,
                    "a round failed and will be tried again"
                );
            }
        }
        tokio::select! {
            () = work.pause() => {}
            () = told(&mut stop) => break,
        }
    }
}

/// Comes when a worker is told to stop.
pub(crate) async fn told(stop: &mut watch::Receiver<bool>) {
    // An error says that nobody is left who could tell.
    let _ = stop.wait_for(|told| *told).await;
}

/// Does rounds as [`until_stopped`], each only while the lease is held, and gives the lease back at the end.
pub(crate) async fn under_lease<W: Rounds>(work: W, lease: Lease, stop: watch::Receiver<bool>) {
    let mut leased = Leased { work, lease };
    until_stopped(&mut leased, stop).await;
    leased.lease.release().await;
}

struct Leased<W> {
    work: W,
    lease: Lease,
}

impl<W: Rounds> Rounds for Leased<W> {
    const DOES: &'static str = W::DOES;
    const EVERY: Duration = W::EVERY;

    async fn round(&mut self) -> Result<Next, AppError> {
        if self.lease.hold().await? { self.work.round().await } else { Ok(Next::AfterPause) }
    }

    async fn pause(&mut self) {
        self.work.pause().await;
    }
}

/// The right to do something that one process at a time has.
pub(crate) struct Lease {
    /// What it is called; at any time one has the lease of a name.
    pub(crate) name: &'static str,
    /// How long it lasts without being held anew; microseconds.
    pub(crate) lasts: i64,
    /// Who would hold it, a name no other process has.
    pub(crate) holder: String,
    /// Where it is kept.
    pub(crate) store: Store,
    /// By what it runs out.
    pub(crate) clock: Arc<dyn Clock>,
}

impl Lease {
    /// The lease of that name in the store of `app`, for `holder`; not taken yet.
    pub(crate) fn of(app: &App, name: &'static str, lasts: i64, holder: String) -> Self {
        Self { name, lasts, holder, store: app.store.clone(), clock: app.clock.clone() }
    }

    /// Takes it, or keeps it from now on for as long as it lasts; `false` while another holds it.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn hold(&self) -> Result<bool, StoreError> {
        self.store.acquire_lease(self.name, &self.holder, self.clock.now(), self.lasts).await
    }

    /// Gives it back, so that another process need not wait until it runs out.
    pub(crate) async fn release(&self) {
        if let Err(problem) = self.store.release_lease(self.name, &self.holder).await {
            tracing::warn!(%problem, lease = self.name, "a lease was not released and will run out by itself");
        }
    }
}

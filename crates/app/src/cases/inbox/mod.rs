//! The inbox: which open cases somebody reaches, in views that count, sorted, filtered, page by page.
//!
//! Every process holds the open cases in memory, a hundred bytes and a title each, so that any filter over 200,000 of
//! them is a walk of milliseconds on either database. What keeps them true is a table of changes that the database
//! writes by itself: [`sync`] reads on in it before every answer, and twice a second while the process runs, and tells
//! whoever listens ([`live`]). Rows that are shown are read from the store, never from here.

mod closed;
pub mod live;
mod open;
mod question;
mod reach;
mod sync;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use hamdel_domain::CustomerId;
use hamdel_domain::cases::CaseId;
use hamdel_domain::rights::Right;
use tokio::sync::{Mutex, broadcast, watch};

pub use closed::{AMONG, MOST_COUNTED};
pub use hamdel_store::cases::{Brief, OpenFacts};
pub use live::{CaseChange, CaseWatch};
pub use question::{CaseQuestion, CaseSort, CaseView as InboxView, Key, OwnerAsked, Place};
pub use reach::Reached;
pub use sync::sync;

use crate::App;
use crate::accounts::SignedIn;
use crate::error::AppError;
use open::OpenCases;
use sync::Reading;

/// Cases of one page of the inbox.
pub const PER_PAGE: usize = 50;

/// The open cases of a process, and who listens to their changes.
pub struct Inbox {
    reading: Mutex<Reading>,
    open: RwLock<OpenCases>,
    told: broadcast::Sender<live::Told>,
    closing: watch::Sender<bool>,
}

impl Default for Inbox {
    fn default() -> Self {
        Self {
            reading: Mutex::default(),
            open: RwLock::default(),
            told: broadcast::Sender::new(live::MOST_TOLD_BEHIND),
            closing: watch::Sender::new(false),
        }
    }
}

impl Inbox {
    /// Looks at the open cases.
    fn look<T>(&self, at: impl FnOnce(&OpenCases) -> T) -> T {
        at(&self.open.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the open cases.
    fn change<T>(&self, by: impl FnOnce(&mut OpenCases) -> T) -> T {
        by(&mut self.open.write().unwrap_or_else(PoisonError::into_inner))
    }
}

/// How many cases are in each view, whatever the filters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those of the asker.
    pub mine: u64,
    /// Those of the units that the asker is in.
    pub unit: u64,
    /// Those with a clock that has warned or run out.
    pub at_risk: u64,
    /// Those that nobody has.
    pub unassigned: u64,
    /// Those that wait for their customer.
    pub waiting: u64,
    /// All that are open.
    pub open: u64,
}

/// A page of the inbox.
#[derive(Clone, Debug)]
pub struct InboxPage {
    /// The cases, in order.
    pub cases: Vec<Brief>,
    /// The names of their customers, by the number in the case.
    pub names: HashMap<CustomerId, String>,
    /// How many answer the question.
    pub count: u64,
    /// Whether that is all of them; of closed cases at most [`MOST_COUNTED`] are counted.
    pub exact: bool,
    /// The place of the first case of the page, from 1.
    pub from: u64,
    /// Where the page before this one ends, where there is one.
    pub previous: Option<Key>,
    /// Where the page after this one begins, where there is one.
    pub next: Option<Key>,
    /// How many are in each view.
    pub counts: Counts,
}

/// A page of the inbox, as far as somebody reaches.
///
/// # Errors
/// When the store does not answer.
pub async fn inbox(app: &App, question: &CaseQuestion, who: &SignedIn) -> Result<InboxPage, AppError> {
    sync(app).await?;
    let reached = Reached::of(app, who, Right::ReadCases).await?;
    let now = app.clock.now();
    let counts = app.inbox.look(|open| open.counts(&reached, now));
    let (ids, page) = if question.view == InboxView::Closed {
        closed::closed(app, question, &reached).await?
    } else {
        let found = app.inbox.look(|open| open.find(question, &reached, now));
        (found.ids, found.page)
    };
    let mut cases = app.store.cases_in_brief(&ids).await?;
    let order: HashMap<CaseId, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    cases.sort_by_key(|case| order.get(&case.id).copied().unwrap_or(usize::MAX));
    let customers = cases.iter().filter_map(|case| case.customer);
    let names = names_of(app, customers, who).await?;
    Ok(InboxPage { cases, names, counts, ..page })
}

/// The names of customers, for who may read them.
pub(super) async fn names_of(
    app: &App,
    customers: impl Iterator<Item = CustomerId>,
    who: &SignedIn,
) -> Result<HashMap<CustomerId, String>, AppError> {
    if !who.may(Right::ReadPersonalData) {
        return Ok(HashMap::new());
    }
    let mut customers: Vec<CustomerId> = customers.collect();
    customers.sort_unstable();
    customers.dedup();
    let lines = app.store.customer_lines(&customers).await?;
    Ok(lines.into_iter().filter_map(|line| Some((line.customer, line.name?))).collect())
}

/// How many cases are in each view of somebody's.
///
/// # Errors
/// When the store does not answer.
pub async fn counts(app: &App, who: &SignedIn) -> Result<Counts, AppError> {
    sync(app).await?;
    let reached = Reached::of(app, who, Right::ReadCases).await?;
    Ok(app.inbox.look(|open| open.counts(&reached, app.clock.now())))
}

/// The kinds to choose from: those of the company's list that are not archived, and those that open cases have.
///
/// # Errors
/// When the store does not answer.
pub async fn kinds_to_choose(app: &App) -> Result<Vec<String>, AppError> {
    let listed = app.store.case_kinds().await?.into_iter().filter(|kind| kind.archived_at.is_none());
    let mut kinds: Vec<String> = listed.map(|kind| kind.name).collect();
    let in_use = app.inbox.look(OpenCases::kinds);
    kinds.extend(in_use.into_iter().filter(|name| !kinds.contains(name)).collect::<Vec<_>>());
    Ok(kinds)
}

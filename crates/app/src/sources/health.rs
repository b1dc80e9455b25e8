//! How sources do: when they were last heard, what was let in, what was left out and why.

use std::collections::BTreeMap;

use hamdel_domain::clock::DAY;
use hamdel_domain::{DropReason, Instant, SourceId};
use hamdel_store::source_health::{RejectedEvent, SourceActivity};
use hamdel_store::sources::Source;

use crate::App;
use crate::error::AppError;

/// Days of drops that a list counts, today included.
const DAYS_COUNTED: i64 = 7;
/// Days of drops that the page of one source shows.
const DAYS_SHOWN: i64 = 30;
/// Rejected events on a page.
const REJECTED_PER_PAGE: u32 = 25;
/// Rejected events in a chunk of an export.
const REJECTED_PER_CHUNK: u32 = 200;

/// Whether a source is alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceState {
    /// Heard within a day.
    Receiving,
    /// Heard before, but not within a day.
    Quiet,
    /// Never heard.
    Waiting,
    /// Ended.
    Retired,
}

impl SourceState {
    /// The name in the API and the locales (`source-state-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Quiet => "quiet",
            Self::Waiting => "waiting",
            Self::Retired => "retired",
        }
    }
}

/// Events left out for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DropTally {
    /// Why.
    pub reason: DropReason,
    /// How many.
    pub dropped: u64,
}

/// A source and how it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceHealth {
    /// The source.
    pub source: Source,
    /// Whether it is alive.
    pub state: SourceState,
    /// Interactions let in since it was made.
    pub accepted: u64,
    /// When it was last heard.
    pub last_received_at: Option<Instant>,
    /// What was left out in the last seven days (UTC), most frequent first.
    pub dropped: Vec<DropTally>,
}

impl SourceHealth {
    /// Events left out in the last seven days.
    #[must_use]
    pub fn dropped_in_all(&self) -> u64 {
        self.dropped.iter().map(|tally| tally.dropped).sum()
    }
}

fn today(app: &App) -> i64 {
    app.clock.now().micros().div_euclid(DAY)
}

/// Every source with how it does: those in use first, in the order of making.
///
/// # Errors
/// When the store fails.
pub async fn sources_with_health(app: &App) -> Result<Vec<SourceHealth>, AppError> {
    let now = app.clock.now();
    let activity = app.store.source_activity().await?;
    let drops = app.store.drop_counts(today(app) - DAYS_COUNTED + 1, today(app)).await?;
    let mut found: Vec<SourceHealth> = Vec::new();
    for source in app.store.sources().await? {
        let heard = activity.iter().find(|one| one.source == source.id);
        let mut tallies: BTreeMap<DropReason, u64> = BTreeMap::new();
        for count in drops.iter().filter(|count| count.source == source.id) {
            *tallies.entry(count.reason).or_default() += count.dropped;
        }
        let mut dropped: Vec<DropTally> =
            tallies.into_iter().map(|(reason, dropped)| DropTally { reason, dropped }).collect();
        dropped.sort_by_key(|tally| std::cmp::Reverse(tally.dropped));
        found.push(SourceHealth {
            state: state_of(&source, heard, now),
            accepted: heard.map_or(0, |heard| heard.accepted),
            last_received_at: heard.map(|heard| heard.last_received_at),
            dropped,
            source,
        });
    }
    found.sort_by_key(|health| health.state == SourceState::Retired);
    Ok(found)
}

fn state_of(source: &Source, heard: Option<&SourceActivity>, now: Instant) -> SourceState {
    match heard {
        _ if source.retired_at.is_some() => SourceState::Retired,
        None => SourceState::Waiting,
        Some(heard) if now.micros_since(heard.last_received_at) <= DAY => SourceState::Receiving,
        Some(_) => SourceState::Quiet,
    }
}

/// One source with how it does.
///
/// # Errors
/// [`AppError::NotFound`] when there is none of that number.
pub async fn source_health(app: &App, source: SourceId) -> Result<SourceHealth, AppError> {
    let all = sources_with_health(app).await?;
    all.into_iter().find(|health| health.source.id == source).ok_or(AppError::NotFound("source"))
}

/// What was left out of a source on each of the last thirty days that has any: the day (days since 1970-01-01,
/// UTC), youngest first, with its reasons.
///
/// # Errors
/// When the store fails.
pub async fn drops_by_day(app: &App, source: SourceId) -> Result<Vec<(i64, Vec<DropTally>)>, AppError> {
    let mut days: BTreeMap<i64, Vec<DropTally>> = BTreeMap::new();
    for count in app.store.drop_counts(today(app) - DAYS_SHOWN + 1, today(app)).await? {
        if count.source == source {
            days.entry(count.day).or_default().push(DropTally { reason: count.reason, dropped: count.dropped });
        }
    }
    Ok(days.into_iter().rev().collect())
}

/// A page of what was left out of a source, youngest first, and the number from which older ones follow.
///
/// # Errors
/// When the store fails.
pub async fn rejected_page(
    app: &App,
    source: SourceId,
    before: Option<i64>,
) -> Result<(Vec<RejectedEvent>, Option<i64>), AppError> {
    let events = app.store.rejected_page(source, before, REJECTED_PER_PAGE).await?;
    let full = events.len() == REJECTED_PER_PAGE as usize;
    let older = events.last().map(|event| event.id).filter(|_| full);
    Ok((events, older))
}

/// The next of what was left out of a source as JSON lines, and the number of the last of them; `None` at the
/// end. `after` is 0 to begin.
///
/// # Errors
/// When the store fails.
pub async fn rejected_lines(app: &App, source: SourceId, after: i64) -> Result<Option<(String, i64)>, AppError> {
    let events = app.store.rejected_export(source, after, REJECTED_PER_CHUNK).await?;
    let Some(last) = events.last().map(|event| event.id) else { return Ok(None) };
    let mut lines = String::new();
    for event in events {
        let line = serde_json::json!({
            "received_at": event.received_at.to_string(),
            "reason": event.reason.as_str(),
            "detail": event.detail,
            "payload": event.payload,
        });
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    Ok(Some((lines, last)))
}

//! A customer's history, a page at a time, newest first.

use std::fmt;
use std::str::FromStr;

use hamdel_domain::interaction::{InteractionId, RecordedInteraction};
use hamdel_domain::lake::TimelineRequest;
use hamdel_domain::touchpoint::Touchpoint;
use hamdel_domain::{Channel, CustomerId, Instant};

use super::sight::Sight;
use crate::App;
use crate::error::AppError;

/// Interactions on a page.
const PER_PAGE: usize = 50;
/// Pages of history that are looked through for one page of a channel.
const MOST_READS: usize = 10;

/// The place in a history from which on older interactions follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimelineCursor {
    /// When the last interaction shown happened.
    pub at: Instant,
    /// That interaction.
    pub by: InteractionId,
}

impl fmt::Display for TimelineCursor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}_{}", self.at.micros(), self.by)
    }
}

impl FromStr for TimelineCursor {
    type Err = AppError;

    fn from_str(text: &str) -> Result<Self, AppError> {
        let wrong = || AppError::invalid("before", "is not a place in a timeline");
        let (at, by) = text.split_once('_').ok_or_else(wrong)?;
        let at = at.parse().map_err(|_| wrong())?;
        let by = u128::from_str_radix(by, 16).map_err(|_| wrong())?;
        Ok(Self { at: Instant::from_micros(at), by: InteractionId(by) })
    }
}

/// A page of a history.
#[derive(Clone, Debug, Default)]
pub struct TimelinePage {
    /// Its interactions, newest first.
    pub interactions: Vec<RecordedInteraction>,
    /// Where older ones follow, if any may.
    pub older: Option<TimelineCursor>,
}

/// A page of the history of the customers that are one today, as who reads may see it.
///
/// # Errors
/// When the history cannot be read.
pub async fn timeline(
    app: &App,
    customers: &[CustomerId],
    before: Option<TimelineCursor>,
    channel: Option<Channel>,
    sight: &Sight,
) -> Result<TimelinePage, AppError> {
    let mut page = TimelinePage { interactions: Vec::new(), older: before };
    for _ in 0..MOST_READS {
        let request = TimelineRequest {
            customers: customers.to_vec(),
            before: page.older.map(|cursor| (cursor.at, cursor.by)),
            limit: PER_PAGE,
        };
        let read = app.lake.timeline(&request).await?;
        let last = read.last().map(|last| TimelineCursor { at: last.interaction.occurred_at, by: last.interaction.id });
        let full = read.len() == PER_PAGE;
        let wanted = |one: &RecordedInteraction| channel.is_none() || one.interaction.channel == channel;
        page.interactions.extend(read.into_iter().filter(wanted));
        page.older = last.filter(|_| full);
        if channel.is_none() || page.older.is_none() || page.interactions.len() >= PER_PAGE {
            break;
        }
    }
    sight.interactions(&mut page.interactions);
    Ok(page)
}

/// The company's touchpoints, for their titles.
///
/// # Errors
/// When the store fails.
pub async fn touchpoints(app: &App) -> Result<Vec<Touchpoint>, AppError> {
    Ok(app.store.touchpoints().await?)
}

#[cfg(test)]
mod cursor_tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back() {
        let cursor = TimelineCursor { at: Instant::from_micros(-5), by: InteractionId(u128::MAX - 1) };
        assert_eq!(cursor.to_string().parse::<TimelineCursor>().unwrap(), cursor);
        assert!("5".parse::<TimelineCursor>().is_err());
    }
}

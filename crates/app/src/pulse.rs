//! Pulse: what is happening now, and how it went over a period.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::{Amount, Instant, Standing};
use hamdel_text::Zone;

use crate::App;
use crate::error::AppError;
use crate::projector::PROJECTOR;
use crate::sources::{SourceHealth, sources_with_health};

/// One hour; microseconds.
const HOUR: i64 = 3_600 * SECOND;
/// Weeks before this one whose same weekday says what is usual.
const WEEKS_COMPARED: i64 = 8;
/// Fewest such weeks with interactions below which nothing is called usual.
const FEWEST_WEEKS: usize = 4;

/// A stretch of days up to today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Period {
    /// Seven days.
    Week,
    /// Thirty days.
    #[default]
    Month,
    /// Ninety days.
    Quarter,
    /// Twelve months, as 365 days.
    Year,
}

impl Period {
    /// Every period, from the shortest.
    pub const ALL: [Self; 4] = [Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// The name in addresses and locales (`period-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Week => "7d",
            Self::Month => "30d",
            Self::Quarter => "90d",
            Self::Year => "12m",
        }
    }

    /// The period of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.as_str() == name)
    }

    /// Its days, today included.
    #[must_use]
    pub fn days(self) -> u64 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
            Self::Year => 365,
        }
    }
}

/// How far what is shown is behind what was acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// Everything acknowledged before this moment is counted.
    pub up_to: Instant,
    /// Events that are acknowledged and not yet counted.
    pub waiting: i64,
}

/// What is happening now.
#[derive(Clone, Debug, PartialEq)]
pub struct Live {
    /// The day it is in the company's zone.
    pub day: NaiveDate,
    /// Interactions of today so far.
    pub today: i64,
    /// Interactions of the same weekday a week ago, up to the same hour.
    pub week_ago: i64,
    /// Least and most interactions of that weekday up to the same hour in the weeks before, and how many weeks
    /// those are; `None` with fewer than four of them.
    pub usual: Option<(i64, i64, usize)>,
    /// Interactions of the last seven days, today so far included.
    pub seven_days: i64,
    /// Known customers of today.
    pub known: i64,
    /// Anonymous customers of today.
    pub anonymous: i64,
    /// Sources and how they do.
    pub sources: Vec<SourceHealth>,
    /// How fresh it is.
    pub freshness: Freshness,
    /// Whether there is any interaction at all.
    pub any: bool,
}

/// Interactions of one day on one channel and in one stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayCount {
    /// The day in the company's zone.
    pub day: NaiveDate,
    /// The channel; empty where none was given.
    pub channel: String,
    /// The stage; empty where none was given.
    pub stage: String,
    /// How many.
    pub interactions: i64,
    /// Sum of their values, all currencies together.
    pub value: Amount,
}

/// What is happening now.
///
/// # Errors
/// When the store fails.
pub async fn live(app: &App) -> Result<Live, AppError> {
    let now = app.clock.now();
    let day = app.zone.local(now).date();
    let first = hour_of(app.zone.start_of_day(minus_days(day, 7 * WEEKS_COMPARED as u64)));
    let hours = app.store.counts_by_hour(first, hour_of(now) + 1).await?;
    let totals = app.store.customer_totals().await?;
    let of = |standing| totals.iter().filter(|total| total.standing == standing).map(|total| total.customers).sum();
    Ok(Live {
        day,
        today: so_far(&hours, app.zone, day, now, 0),
        week_ago: so_far(&hours, app.zone, day, now, 1),
        usual: usual(&hours, app.zone, day, now),
        seven_days: since(&hours, hour_of(app.zone.start_of_day(minus_days(day, 6)))),
        known: of(Standing::Known),
        anonymous: of(Standing::Anonymous),
        sources: sources_with_health(app).await?,
        freshness: freshness(app).await?,
        any: app.store.hours_counted().await?.is_some(),
    })
}

/// Interactions of the day `weeks` weeks ago, up to the same hour as now. Both days count their present hour
/// whole only once it is over: the hour that is running counts as far as it has come, which is least unfair.
fn so_far(hours: &[(i64, i64)], zone: Zone, day: NaiveDate, now: Instant, weeks: i64) -> i64 {
    let start = hour_of(zone.start_of_day(minus_days(day, 7 * weeks as u64)));
    let passed = hour_of(now) - hour_of(zone.start_of_day(day));
    hours.iter().filter(|(hour, _)| (start..=start + passed).contains(hour)).map(|(_, count)| count).sum()
}

fn usual(hours: &[(i64, i64)], zone: Zone, day: NaiveDate, now: Instant) -> Option<(i64, i64, usize)> {
    let counts: Vec<i64> =
        (1..=WEEKS_COMPARED).map(|weeks| so_far(hours, zone, day, now, weeks)).filter(|count| *count > 0).collect();
    let (least, most) = (counts.iter().min()?, counts.iter().max()?);
    (counts.len() >= FEWEST_WEEKS).then_some((*least, *most, counts.len()))
}

fn since(hours: &[(i64, i64)], first: i64) -> i64 {
    hours.iter().filter(|(hour, _)| *hour >= first).map(|(_, count)| count).sum()
}

/// How fresh what is shown is.
///
/// # Errors
/// When the store fails.
pub async fn freshness(app: &App) -> Result<Freshness, AppError> {
    let now = app.clock.now();
    let position = app.store.cursor_position(PROJECTOR).await?;
    let (waiting, oldest) = app.store.journal_after(position).await?;
    Ok(Freshness { up_to: oldest.unwrap_or(now), waiting })
}

/// Interactions of the period by day, channel and stage, in the order of days; and its first day.
///
/// # Errors
/// When the store fails.
pub async fn over_time(app: &App, period: Period) -> Result<(NaiveDate, Vec<DayCount>), AppError> {
    let now = app.clock.now();
    let first = minus_days(app.zone.local(now).date(), period.days() - 1);
    let mut counts: BTreeMap<(NaiveDate, String, String), (i64, Amount)> = BTreeMap::new();
    for span in spans(app.zone, first, now) {
        for count in app.store.counts_by_day(span.from, span.to, span.offset_minutes).await? {
            let Some(day) = day_of(count.day) else { continue };
            let held = counts.entry((day, count.channel, count.stage)).or_default();
            *held = (held.0 + count.interactions, held.1.saturating_add(count.value));
        }
    }
    let count = |((day, channel, stage), (interactions, value))| DayCount { day, channel, stage, interactions, value };
    Ok((first, counts.into_iter().map(count).collect()))
}

/// Hours in which the clocks of the zone were as far from UTC.
struct Span {
    from: i64,
    to: i64,
    offset_minutes: i64,
}

/// The hours from the start of `first` through now, cut where the zone changes its clocks.
fn spans(zone: Zone, first: NaiveDate, now: Instant) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut day = first;
    let end = hour_of(now) + 1;
    while hour_of(zone.start_of_day(day)) < end {
        let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
        let (from, to) = (hour_of(zone.start_of_day(day)), hour_of(zone.start_of_day(next)).min(end));
        let noon = zone.start_of_day(day).plus_micros(DAY / 2);
        let offset_minutes = (zone.local(noon).and_utc().timestamp() - noon.micros().div_euclid(SECOND)) / 60;
        match spans.last_mut() {
            Some(span) if span.offset_minutes == offset_minutes => span.to = to,
            _ => spans.push(Span { from, to, offset_minutes }),
        }
        if next == day {
            break;
        }
        day = next;
    }
    spans
}

/// The hour that holds a moment, in hours since the epoch.
fn hour_of(at: Instant) -> i64 {
    at.micros().div_euclid(HOUR)
}

fn day_of(days: i64) -> Option<NaiveDate> {
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1)?;
    if days >= 0 {
        epoch.checked_add_days(Days::new(days as u64))
    } else {
        epoch.checked_sub_days(Days::new(days.unsigned_abs()))
    }
}

fn minus_days(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

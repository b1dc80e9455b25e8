//! Pulse: what is happening now, and how it went over a period.

mod chance;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::{Amount, Instant, Standing};
use hamdel_text::Zone;

pub use chance::{Chance, FEWEST_WEEKS, chance};

use crate::App;
use crate::error::AppError;
use crate::projector::PROJECTOR;
use crate::sources::{SourceHealth, sources_with_health};

/// One hour; microseconds.
const HOUR: i64 = 3_600 * SECOND;
/// Weeks before this one whose same weekday says what is usual.
const WEEKS_COMPARED: i64 = 8;
/// Days of the week so far: today and the six before.
const WEEK_DAYS: u64 = 7;

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
    /// Interactions of each hour of today, the running one included.
    pub by_hour: Vec<i64>,
    /// Whether today differs from a week ago by more than chance.
    pub today_chance: Chance,
    /// Interactions of the last seven days, today so far included.
    pub seven_days: i64,
    /// Interactions of the seven days before, up to the same hour.
    pub seven_days_before: i64,
    /// The same of each of the last seven days, today last.
    pub by_day: Vec<i64>,
    /// Whether the last seven days differ from those before by more than chance.
    pub week_chance: Chance,
    /// Sources that sent something on each of the last seven days, today last.
    pub sources_by_day: Vec<i64>,
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
    let today = so_far(&hours, app.zone, day, now, 0);
    let weeks = |count: &dyn Fn(i64) -> i64, last: i64| (1..=last).map(count).collect::<Vec<i64>>();
    let same_days = weeks(&|ago| so_far(&hours, app.zone, day, now, ago), WEEKS_COMPARED);
    let seven_days = seven_days(&hours, app.zone, day, now, 0);
    // The oldest week that was read ends seven days later than it begins, so it is one less.
    let weeks_before = weeks(&|ago| self::seven_days(&hours, app.zone, day, now, ago), WEEKS_COMPARED - 1);
    Ok(Live {
        day,
        today,
        week_ago: same_days.first().copied().unwrap_or_default(),
        usual: usual(&same_days),
        by_hour: by_hour(&hours, app.zone, day, now),
        today_chance: chance(today, &same_days),
        seven_days,
        seven_days_before: weeks_before.first().copied().unwrap_or_default(),
        by_day: by_day(&hours, app.zone, day),
        week_chance: chance(seven_days, &weeks_before),
        sources_by_day: sources_by_day(app, day, now).await?,
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

/// Least and most of the weeks that have any.
fn usual(weeks: &[i64]) -> Option<(i64, i64, usize)> {
    let counts: Vec<i64> = weeks.iter().copied().filter(|count| *count > 0).collect();
    let (least, most) = (counts.iter().min()?, counts.iter().max()?);
    (counts.len() >= FEWEST_WEEKS).then_some((*least, *most, counts.len()))
}

/// Interactions of seven days, the last of them `weeks` weeks ago and up to the same hour as now.
fn seven_days(hours: &[(i64, i64)], zone: Zone, day: NaiveDate, now: Instant, weeks: i64) -> i64 {
    let last = minus_days(day, WEEK_DAYS * weeks as u64);
    let first = hour_of(zone.start_of_day(minus_days(last, WEEK_DAYS - 1)));
    let before = hour_of(zone.start_of_day(last));
    let whole: i64 = hours.iter().filter(|(hour, _)| (first..before).contains(hour)).map(|(_, count)| count).sum();
    whole + so_far(hours, zone, day, now, weeks)
}

fn by_hour(hours: &[(i64, i64)], zone: Zone, day: NaiveDate, now: Instant) -> Vec<i64> {
    let start = hour_of(zone.start_of_day(day));
    let count = |hour: i64| hours.iter().filter(|(held, _)| *held == hour).map(|(_, count)| count).sum();
    (start..=hour_of(now)).map(count).collect()
}

fn by_day(hours: &[(i64, i64)], zone: Zone, today: NaiveDate) -> Vec<i64> {
    let start = |ago: u64| hour_of(zone.start_of_day(minus_days(today, ago)));
    let count = |ago: u64| {
        let end = if ago == 0 { i64::MAX } else { start(ago - 1) };
        hours.iter().filter(|(hour, _)| (start(ago)..end).contains(hour)).map(|(_, count)| count).sum()
    };
    (0..WEEK_DAYS).rev().map(count).collect()
}

async fn sources_by_day(app: &App, today: NaiveDate, now: Instant) -> Result<Vec<i64>, AppError> {
    let first = minus_days(today, WEEK_DAYS - 1);
    let mut counts = vec![0; WEEK_DAYS as usize];
    for span in spans(app.zone, first, now) {
        for (day, sources) in app.store.sources_by_day(span.from, span.to, span.offset_minutes).await? {
            let place = day_of(day).and_then(|day| usize::try_from((day - first).num_days()).ok());
            if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
                *count = sources;
            }
        }
    }
    Ok(counts)
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

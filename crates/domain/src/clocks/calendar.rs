//! When the company works.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::open::open_stretches;
use super::years::{Year, Years};
use crate::clock::{DAY, Instant};
use crate::contact::WallClock;

/// Minutes of a day of 24 hours.
const MINUTES: u16 = 24 * 60;
/// Microseconds of a minute.
const MINUTE: i64 = DAY / 1440;
/// How many years after the one at hand are looked through for working time.
const MOST_YEARS: i32 = 10;
/// Shifts a day may have.
const MOST_SHIFTS: usize = 12;

/// The days of the week in the order in which they are kept and shown, Saturday first.
pub const WEEK: [Weekday; 7] =
    [Weekday::Sat, Weekday::Sun, Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];

/// A stretch of a day in which the company works, by the clock on the wall; minutes since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// Its first minute, 0 to 1439.
    pub from: u16,
    /// The minute after its last, 1 to 1440: 1440 is midnight at the end of the day.
    pub to: u16,
}

/// A day with other hours than its day of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The day.
    #[serde(with = "iso_day")]
    pub date: NaiveDate,
    /// Its name in Persian.
    pub name_fa: String,
    /// Its name in English.
    pub name_en: String,
    /// When the company works nevertheless; empty for a day off.
    #[serde(default)]
    pub shifts: Vec<Shift>,
    /// Whether the day is fixed. One that hangs on the moon is announced late and may move by a day.
    pub certain: bool,
}

/// A calendar as it is kept and edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarPlan {
    /// The time zone, by its IANA name.
    pub zone: String,
    /// Shifts of each day of the week, Saturday first.
    pub week: [Vec<Shift>; 7],
    /// Days with other hours, in the order of their dates.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
}

/// What is wrong with a calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// A shift that ends before it begins, or outside its day.
    #[error("{day}: the shift {shift} has to begin before it ends, between 00:00 and 24:00")]
    Backwards {
        /// The day.
        day: DayName,
        /// The shift.
        shift: ShiftName,
    },
    /// Two shifts share a minute.
    #[error("{day}: the shifts {first} and {second} overlap")]
    Overlap {
        /// The day.
        day: DayName,
        /// The earlier one.
        first: ShiftName,
        /// The later one.
        second: ShiftName,
    },
    /// More shifts on a day than can be.
    #[error("{day}: has more than 12 shifts")]
    TooMany {
        /// The day.
        day: DayName,
    },
    /// The same day twice among the holidays.
    #[error("{0}: is there twice")]
    Twice(NaiveDate),
    /// A week without working time: nothing would ever be due.
    #[error("no day of the week has a shift")]
    NeverOpen,
}

/// A day that an error speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayName {
    /// A day of every week.
    Weekly(Weekday),
    /// One day.
    Date(NaiveDate),
}

impl fmt::Display for DayName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weekly(day) => write!(out, "{day}"),
            Self::Date(date) => write!(out, "{date}"),
        }
    }
}

/// A shift that an error speaks of, written `08:00-17:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShiftName(pub Shift);

impl fmt::Display for ShiftName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Shift { from, to } = self.0;
        write!(out, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

impl CalendarPlan {
    /// Every minute of every day.
    #[must_use]
    pub fn always(zone: &str) -> Self {
        let whole = || vec![Shift { from: 0, to: MINUTES }];
        Self { zone: zone.to_owned(), week: std::array::from_fn(|_| whole()), holidays: Vec::new() }
    }

    /// The usual week of an office in Iran: Saturday to Wednesday from 8 to 17, Thursday from 8 to 13.
    #[must_use]
    pub fn iranian_office() -> Self {
        let hours = |day: usize| match day {
            0..=4 => vec![Shift { from: 8 * 60, to: 17 * 60 }],
            5 => vec![Shift { from: 8 * 60, to: 13 * 60 }],
            _ => Vec::new(),
        };
        Self { zone: "Asia/Tehran".to_owned(), week: std::array::from_fn(hours), holidays: Vec::new() }
    }
}

/// A calendar that can be reckoned with.
#[derive(Clone)]
pub struct BusinessCalendar {
    zone: Arc<dyn WallClock>,
    week: [Vec<Shift>; 7],
    holidays: HashMap<NaiveDate, Vec<Shift>>,
    always: bool,
    years: Years,
}

impl BusinessCalendar {
    /// The calendar of a plan; `zone` is the one that the plan names.
    ///
    /// # Errors
    /// The first thing that is wrong with the plan, by day and shift.
    pub fn new(plan: &CalendarPlan, zone: Arc<dyn WallClock>) -> Result<Self, CalendarError> {
        let mut week = plan.week.clone();
        for (shifts, day) in week.iter_mut().zip(WEEK) {
            put_in_order(shifts, DayName::Weekly(day))?;
        }
        if week.iter().all(Vec::is_empty) {
            return Err(CalendarError::NeverOpen);
        }
        let mut holidays = HashMap::new();
        for holiday in &plan.holidays {
            let mut shifts = holiday.shifts.clone();
            put_in_order(&mut shifts, DayName::Date(holiday.date))?;
            if holidays.insert(holiday.date, shifts).is_some() {
                return Err(CalendarError::Twice(holiday.date));
            }
        }
        let whole = |shifts: &Vec<Shift>| shifts.iter().map(|shift| shift.to - shift.from).sum::<u16>() == MINUTES;
        let always = week.iter().all(whole) && holidays.values().all(whole);
        Ok(Self { zone, week, holidays, always, years: Years::new() })
    }

    /// The zone.
    #[must_use]
    pub fn zone(&self) -> &dyn WallClock {
        self.zone.as_ref()
    }

    /// The shifts of a day, in their order.
    #[must_use]
    pub fn shifts(&self, day: NaiveDate) -> &[Shift] {
        let weekly = day.weekday().days_since(Weekday::Sat) as usize;
        self.holidays.get(&day).or_else(|| self.week.get(weekly)).map_or(&[], Vec::as_slice)
    }

    /// The stretches of a day in which the company works, in their order. The wall clock decides: an hour that it
    /// skips is none, one that it shows twice is two.
    #[must_use]
    pub fn open(&self, day: NaiveDate) -> Vec<(Instant, Instant)> {
        open_stretches(self.zone.as_ref(), day, self.shifts(day))
    }

    /// The first moment by which `working` microseconds of working time have passed since `from`: `from` itself for
    /// none, the end of a shift rather than the beginning of the next. `None` where ten years do not hold so much.
    #[must_use]
    pub fn after(&self, from: Instant, working: i64) -> Option<Instant> {
        if working <= 0 || self.always {
            return Some(from.plus_micros(working.max(0)));
        }
        let first = self.year(from);
        let mut left = working.saturating_add(self.look(first, |year| year.before(from)));
        for year in first..=first + MOST_YEARS {
            let (whole, moment) = self.look(year, |year| (year.whole(), year.moment(left)));
            if moment.is_some() {
                return moment;
            }
            left -= whole;
        }
        None
    }

    /// Working time between two moments, in microseconds; negative where `until` is the earlier.
    #[must_use]
    pub fn between(&self, from: Instant, until: Instant) -> i64 {
        if self.always || until == from {
            return until.micros_since(from);
        }
        if until < from {
            return -self.between(until, from);
        }
        let (first, last) = (self.year(from), self.year(until));
        let whole: i64 = (first..last).map(|year| self.look(year, Year::whole)).sum();
        whole + self.look(last, |year| year.before(until)) - self.look(first, |year| year.before(from))
    }

    fn year(&self, moment: Instant) -> i32 {
        self.zone.local(moment).year()
    }

    fn look<T>(&self, year: i32, look: impl FnOnce(&Year) -> T) -> T {
        self.years.look(year, |day| self.open(day), look)
    }
}

impl fmt::Debug for BusinessCalendar {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("BusinessCalendar").field("week", &self.week).field("holidays", &self.holidays).finish()
    }
}

fn put_in_order(shifts: &mut [Shift], day: DayName) -> Result<(), CalendarError> {
    if shifts.len() > MOST_SHIFTS {
        return Err(CalendarError::TooMany { day });
    }
    shifts.sort_unstable();
    if let Some(shift) = shifts.iter().find(|shift| shift.from >= shift.to || shift.to > MINUTES) {
        return Err(CalendarError::Backwards { day, shift: ShiftName(*shift) });
    }
    let overlap = shifts.windows(2).find(|pair| matches!(pair, [first, second] if second.from < first.to));
    match overlap {
        Some([first, second]) => {
            Err(CalendarError::Overlap { day, first: ShiftName(*first), second: ShiftName(*second) })
        }
        _ => Ok(()),
    }
}

/// The length of so many minutes, in microseconds.
#[must_use]
pub const fn minutes(count: i64) -> i64 {
    count.saturating_mul(MINUTE)
}

/// Days as text, `2026-03-21`.
mod iso_day {
    use chrono::NaiveDate;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(day: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(day)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::custom(format!("{text:?} is no day; one looks like 2026-03-21")))
    }
}

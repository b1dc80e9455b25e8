//! The windows in which contacts are counted.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

use super::zones::{WallClock, Zones};
use crate::clock::Instant;

/// Longest rolling window, and longest rest: 400 days in microseconds.
pub const LONGEST_WINDOW: i64 = 400 * crate::clock::DAY;
/// A calendar month is never longer than this, clocks put back included; microseconds.
const LONGEST_MONTH: i64 = 32 * crate::clock::DAY;

/// A window of a cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Window {
    /// So many microseconds up to now.
    Rolling {
        /// Its length; microseconds.
        micros: i64,
    },
    /// The day, week or month of the calendar that now is in.
    Calendar {
        /// Which.
        period: Period,
        /// In whose time zone.
        zone: ZoneOf,
    },
}

/// A period of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// From midnight to midnight.
    Day,
    /// From Saturday to Friday.
    Week,
    /// A Gregorian month.
    Month,
    /// A Jalali month.
    JalaliMonth,
}

/// In whose time zone a period begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneOf {
    /// The company's.
    #[default]
    Company,
    /// The customer's, or the company's while that is unknown.
    Customer,
}

impl Window {
    /// How far back contacts can matter; microseconds.
    #[must_use]
    pub fn reach(self) -> i64 {
        match self {
            Self::Rolling { micros } => micros,
            Self::Calendar { .. } => LONGEST_MONTH,
        }
    }
}

impl ZoneOf {
    /// That zone.
    #[must_use]
    pub fn of<'a>(self, zones: &Zones<'a>) -> &'a dyn WallClock {
        match self {
            Self::Company => zones.company,
            Self::Customer => zones.customer_or_company(),
        }
    }
}

impl Period {
    /// The first moment of the period that holds `moment`, and that of the period after it.
    #[must_use]
    pub fn around(self, moment: Instant, clock: &dyn WallClock) -> (Instant, Instant) {
        let (first, next) = self.days(clock.local(moment).date(), clock);
        let start = |day: NaiveDate| clock.instant(day.and_time(NaiveTime::MIN));
        (start(first), start(next))
    }

    fn days(self, day: NaiveDate, clock: &dyn WallClock) -> (NaiveDate, NaiveDate) {
        let after = |first: NaiveDate, days: u64| first.checked_add_days(Days::new(days)).unwrap_or(first);
        match self {
            Self::Day => (day, after(day, 1)),
            Self::Week => {
                let since = u64::from(day.weekday().days_since(Weekday::Sat));
                let first = day.checked_sub_days(Days::new(since)).unwrap_or(day);
                (first, after(first, 7))
            }
            Self::Month => {
                let first = day.with_day(1).unwrap_or(day);
                // Four days past the 28th is always in the next month.
                let next = after(first, 32).with_day(1).unwrap_or(day);
                (first, next)
            }
            Self::JalaliMonth => clock.jalali_month(day).unwrap_or_else(|| Self::Month.days(day, clock)),
        }
    }
}

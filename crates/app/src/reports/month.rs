//! A month of one of the two calendars.

use std::fmt;

use chrono::{Datelike, Months, NaiveDate};

use hamdel_domain::Instant;
use hamdel_text::{JalaliDate, Language, Zone};

/// Years before this one are of the Iranian calendar: both have the year 1700 in no company's life.
const FIRST_GREGORIAN_YEAR: i32 = 1_700;

/// A month of one of the two calendars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Month {
    /// Of the Iranian calendar, by its first day.
    Jalali(JalaliDate),
    /// Of the Gregorian calendar, by its first day.
    Gregorian(NaiveDate),
}

impl Month {
    /// The month of a moment, in the calendar of a language.
    #[must_use]
    pub fn of(language: Language, zone: Zone, at: Instant) -> Self {
        let date = zone.local(at).date();
        match (language, JalaliDate::from_gregorian(date)) {
            (Language::Persian, Some(jalali)) => Self::Jalali(jalali.first_of_month()),
            _ => Self::Gregorian(date.with_day(1).unwrap_or(date)),
        }
    }

    /// Reads `1405-08` or `2026-11`; the year says which calendar it is.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let (year, month): (i32, u32) = (year.parse().ok()?, month.parse().ok()?);
        if year < FIRST_GREGORIAN_YEAR {
            JalaliDate::new(year, month, 1).ok().map(Self::Jalali)
        } else {
            NaiveDate::from_ymd_opt(year, month, 1).map(Self::Gregorian)
        }
    }

    /// The month so many months later, or earlier.
    #[must_use]
    pub fn plus(self, months: i32) -> Option<Self> {
        match self {
            Self::Jalali(first) => first.plus_months(months).map(Self::Jalali),
            Self::Gregorian(first) if months >= 0 => {
                first.checked_add_months(Months::new(months.unsigned_abs())).map(Self::Gregorian)
            }
            Self::Gregorian(first) => first.checked_sub_months(Months::new(months.unsigned_abs())).map(Self::Gregorian),
        }
    }

    /// Its first moment, and that of the next month.
    #[must_use]
    pub fn span(self, zone: Zone) -> Option<(Instant, Instant)> {
        let day = |month: Self| match month {
            Self::Jalali(first) => first.to_gregorian(),
            Self::Gregorian(first) => first,
        };
        Some((zone.start_of_day(day(self)), zone.start_of_day(day(self.plus(1)?))))
    }

    /// Its year and its number in the year.
    #[must_use]
    pub fn year_and_number(self) -> (i32, u32) {
        match self {
            Self::Jalali(first) => (first.year(), first.month()),
            Self::Gregorian(first) => (first.year(), first.month()),
        }
    }
}

/// As addresses have it.
impl fmt::Display for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = self.year_and_number();
        write!(out, "{year:04}-{month:02}")
    }
}

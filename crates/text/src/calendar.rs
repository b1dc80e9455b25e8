//! The Jalali (Persian solar) calendar, time zones and weeks.
//!
//! The rule of leap years is ICU4X's: the 33-year cycle with its table of corrections, which agrees
//! with the vernal equinox at 52.5° east from 1178 to 3000.

mod names;
#[cfg(test)]
mod tests;
pub(crate) mod zone;

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use icu_calendar::Date;
use icu_calendar::cal::Persian;
use icu_calendar::types::RataDie;

use crate::scan::{Spelling, Written};

pub use names::{gregorian_month_name, jalali_month_name, weekday_name};
pub use zone::{Zone, ZoneError};

/// Years a [`JalaliDate`] may have: those whose leap years the rule was checked for end in 3000.
const YEARS: std::ops::RangeInclusive<i32> = 1..=3000;

/// A day of the Jalali calendar, Anno Persico 1 to 3000; every value is a day that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JalaliDate {
    year: i16,
    month: u8,
    day: u8,
}

/// Why a text or three numbers are not a day of the Jalali calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// Not of the form year, month, day.
    #[error("not a date such as 1403/07/15")]
    NotADate,
    /// The year is not in 1 to 3000.
    #[error("a Jalali year is from 1 to 3000")]
    NoSuchYear,
    /// The month is not in 1 to 12.
    #[error("a month is from 1 to 12")]
    NoSuchMonth,
    /// The month has fewer days; Esfand has 30 only in leap years.
    #[error("that month has no such day")]
    NoSuchDay,
    /// The hour, minute or second does not exist.
    #[error("no such time of day")]
    NoSuchTime,
}

impl JalaliDate {
    /// The day of a year, a month (1 Farvardin to 12 Esfand) and a day of the month.
    ///
    /// # Errors
    /// Names the first of the three that does not exist.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Self, CalendarError> {
        if !YEARS.contains(&year) {
            return Err(CalendarError::NoSuchYear);
        }
        let month =
            u8::try_from(month).ok().filter(|month| (1..=12).contains(month)).ok_or(CalendarError::NoSuchMonth)?;
        let day = u8::try_from(day).map_err(|_| CalendarError::NoSuchDay)?;
        if day == 0 || day > days_in_month(year, month) {
            return Err(CalendarError::NoSuchDay);
        }
        Ok(Self { year: year as i16, month, day })
    }

    /// Reads a day and the time of day when one follows: `۱۴۰۳/۰۷/۱۵`, `1403-7-15`, `15/7/1403`,
    /// `14030715`, `1403/07/15 14:30`, `1403/07/15 14:30:05`; Persian, Arabic or ASCII digits. `24:00`
    /// is midnight of the next day.
    ///
    /// # Errors
    /// When the text has another form or names a day or time that does not exist.
    pub fn parse(text: &str) -> Result<(Self, Option<NaiveTime>), CalendarError> {
        let spelling = Spelling::new(text).ok_or(CalendarError::NotADate)?;
        let written = Written::scan(spelling.bytes()).ok_or(CalendarError::NotADate)?;
        if written.offset_seconds.is_some() {
            return Err(CalendarError::NotADate);
        }
        let date = Self::from_written(&written)?;
        let Some(time) = written.time else { return Ok((date, None)) };
        let (days, time) = time.resolve().ok_or(CalendarError::NoSuchTime)?;
        let date = if days == 0 { date } else { date.next_day().ok_or(CalendarError::NoSuchYear)? };
        Ok((date, Some(time)))
    }

    /// The day of three written numbers, year first or year last.
    pub(crate) fn from_written(written: &Written) -> Result<Self, CalendarError> {
        let [first, second, third] = written.numbers;
        let (year, day) = match (first.digits, third.digits) {
            (4, 1 | 2) => (first.value, third.value),
            (1 | 2, 4) => (third.value, first.value),
            _ => return Err(CalendarError::NotADate),
        };
        Self::new(year as i32, second.value, day)
    }

    /// The same day of the Gregorian calendar.
    #[must_use]
    pub fn to_gregorian(self) -> NaiveDate {
        // The fallbacks are never reached: the day was checked when it was made.
        let days = Date::try_new_persian(i32::from(self.year), self.month, self.day)
            .map_or(0, |date| date.to_rata_die().to_i64_date());
        i32::try_from(days).ok().and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or_default()
    }

    /// The Jalali day of a Gregorian one; `None` before 622-03-21 and after the year 3000 AP.
    #[must_use]
    pub fn from_gregorian(date: NaiveDate) -> Option<Self> {
        let date = Date::from_rata_die(RataDie::new(i64::from(date.num_days_from_ce())), Persian);
        let year = date.year().extended_year();
        YEARS.contains(&year).then(|| Self {
            year: year as i16,
            month: date.month().ordinal,
            day: date.day_of_month().0,
        })
    }

    /// Anno Persico, 1 to 3000.
    #[must_use]
    pub fn year(self) -> i32 {
        i32::from(self.year)
    }

    /// 1 (Farvardin) to 12 (Esfand).
    #[must_use]
    pub fn month(self) -> u32 {
        u32::from(self.month)
    }

    /// 1 to 31.
    #[must_use]
    pub fn day(self) -> u32 {
        u32::from(self.day)
    }

    /// The first day of this day's month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        Self { day: 1, ..self }
    }

    /// The day so many months later or earlier, on the month's last day where the day does not
    /// exist; `None` outside the years 1 to 3000.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Option<Self> {
        let count = self.year() * 12 + i32::from(self.month) - 1;
        let count = count.checked_add(months)?;
        let (year, month) = (count.div_euclid(12), count.rem_euclid(12) as u8 + 1);
        let year = i16::try_from(year).ok().filter(|year| YEARS.contains(&i32::from(*year)))?;
        Some(Self { year, month, day: self.day.min(days_in_month(i32::from(year), month)) })
    }

    fn next_day(self) -> Option<Self> {
        Self::from_gregorian(self.to_gregorian().succ_opt()?)
    }
}

impl fmt::Display for JalaliDate {
    /// `1403/07/15`, in ASCII digits.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}/{:02}/{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for JalaliDate {
    type Err = CalendarError;

    /// A day alone, in the forms of [`JalaliDate::parse`].
    fn from_str(text: &str) -> Result<Self, CalendarError> {
        match Self::parse(text)? {
            (date, None) => Ok(date),
            (_, Some(_)) => Err(CalendarError::NotADate),
        }
    }
}

/// Whether Esfand of that year has 30 days; `false` outside the years 1 to 3000.
#[must_use]
pub fn is_jalali_leap_year(year: i32) -> bool {
    YEARS.contains(&year) && Date::try_new_persian(year, 12, 30).is_ok()
}

fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        1..=6 => 31,
        7..=11 => 30,
        _ => 29 + u8::from(is_jalali_leap_year(year)),
    }
}

/// The first day of the week that holds `date`, for weeks that start on `first`
/// ([`Language::week_start`](crate::Language::week_start)).
#[must_use]
pub fn start_of_week(date: NaiveDate, first: Weekday) -> NaiveDate {
    date.checked_sub_days(Days::new(u64::from(date.weekday().days_since(first)))).unwrap_or(date)
}

//! Instants as files and forms write them.

mod guess;
#[cfg(test)]
mod tests;

use std::str::FromStr;

use chrono::{Days, NaiveDate, NaiveTime};
use hamdel_domain::Instant;
use hamdel_domain::clock::SECOND;

use crate::calendar::zone::at_offset;
use crate::calendar::{CalendarError, JalaliDate, Zone};
use crate::scan::{NO_SEPARATOR, Spelling, Written};

pub use guess::guess_format;

/// How the dates of a column are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DateFormat {
    /// Whatever can be read in one way only; see [`parse_when`].
    #[default]
    Auto,
    /// Gregorian, year first: `2024-10-06`, `2024-10-06T14:30:05.250+03:30`, `20241006`, `2024/10/06 14:30`.
    Iso,
    /// Seconds since 1970-01-01T00:00:00Z, fraction and sign allowed.
    EpochSeconds,
    /// Milliseconds since 1970-01-01T00:00:00Z, fraction and sign allowed.
    EpochMillis,
    /// Jalali: `۱۴۰۳/۰۷/۱۵`, `1403-7-15 14:30`, `14030715`, `15/7/1403`.
    Jalali,
    /// Gregorian, day first: `6/10/2024 8:26`, `06.10.2024`; two digits of the year are 1969 to 2068.
    DayMonthYear,
    /// Gregorian, month first: `10/6/2024 8:26 AM`; two digits of the year are 1969 to 2068.
    MonthDayYear,
}

/// The text is not the name of a [`DateFormat`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a date format is one of auto, iso, epoch_seconds, epoch_millis, jalali, day_month_year, month_day_year")]
pub struct DateFormatError;

/// Why a text is not an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Nothing but blanks.
    #[error("empty")]
    Empty,
    /// Not of the form that was asked for, or of no known form.
    #[error("not a date in a known form")]
    NotADate,
    /// Day and month could be exchanged.
    #[error("could be day/month or month/day; name the date format")]
    Ambiguous,
    /// The month or the day does not exist.
    #[error("no such day in the calendar")]
    NoSuchDay,
    /// The hour, minute or second does not exist.
    #[error("no such time of day")]
    NoSuchTime,
    /// Before the year 1 or after the year 9999.
    #[error("outside the years 1 to 9999")]
    OutOfRange,
}

impl DateFormat {
    /// Every format.
    pub const ALL: [Self; 7] = [
        Self::Auto,
        Self::Iso,
        Self::EpochSeconds,
        Self::EpochMillis,
        Self::Jalali,
        Self::DayMonthYear,
        Self::MonthDayYear,
    ];

    /// The name in maps, configuration and the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Iso => "iso",
            Self::EpochSeconds => "epoch_seconds",
            Self::EpochMillis => "epoch_millis",
            Self::Jalali => "jalali",
            Self::DayMonthYear => "day_month_year",
            Self::MonthDayYear => "month_day_year",
        }
    }
}

impl FromStr for DateFormat {
    type Err = DateFormatError;

    fn from_str(text: &str) -> Result<Self, DateFormatError> {
        Self::ALL.into_iter().find(|format| format.code() == text).ok_or(DateFormatError)
    }
}

impl From<CalendarError> for DateError {
    fn from(error: CalendarError) -> Self {
        match error {
            CalendarError::NotADate => Self::NotADate,
            CalendarError::NoSuchYear => Self::OutOfRange,
            CalendarError::NoSuchMonth | CalendarError::NoSuchDay => Self::NoSuchDay,
            CalendarError::NoSuchTime => Self::NoSuchTime,
        }
    }
}

/// Reads an instant; digits may be ASCII, Persian or Arabic, a day without a time is its midnight,
/// and what carries no offset is local to `zone` (gaps and overlaps as in [`Zone::instant`]).
///
/// With [`DateFormat::Auto`], three numbers with separators are Jalali when their year is 1200 to
/// 1599, Gregorian when the year comes first, and with the year last day or month first when only
/// one of the two is possible. Eight digits are such a date without separators, fourteen one with its
/// time; other digits count from the epoch: up to 11 are seconds, up to 14 milliseconds, up to 17
/// microseconds, more nanoseconds.
///
/// # Errors
/// Says whether the text is empty, of another form, ambiguous, or names what does not exist.
pub fn parse_when(text: &str, zone: Zone, format: DateFormat) -> Result<Instant, DateError> {
    let spelling = Spelling::new(text).ok_or(DateError::NotADate)?;
    let bytes = spelling.bytes();
    if bytes.is_empty() {
        return Err(DateError::Empty);
    }
    match format {
        DateFormat::EpochSeconds => Count::scan(bytes).ok_or(DateError::NotADate)?.instant(Unit::Seconds),
        DateFormat::EpochMillis => Count::scan(bytes).ok_or(DateError::NotADate)?.instant(Unit::Millis),
        DateFormat::Auto => match Count::scan(bytes) {
            Some(count) if !count.may_be_date() => count.instant(count.likely_unit()),
            Some(count) => written_instant(bytes, zone, format).or_else(|_| count.instant(count.likely_unit())),
            None => written_instant(bytes, zone, format),
        },
        _ => written_instant(bytes, zone, format),
    }
}

fn written_instant(bytes: &[u8], zone: Zone, format: DateFormat) -> Result<Instant, DateError> {
    let written = Written::scan(bytes).ok_or(DateError::NotADate)?;
    let date = date_of(&written, format)?;
    let (days, time) = match written.time {
        None => (0, NaiveTime::MIN),
        Some(time) => time.resolve().ok_or(DateError::NoSuchTime)?,
    };
    let date = date.checked_add_days(Days::new(u64::from(days))).ok_or(DateError::OutOfRange)?;
    Ok(match written.offset_seconds {
        Some(seconds_east) => at_offset(date.and_time(time), seconds_east),
        None => zone.instant(date.and_time(time)),
    })
}

/// The day that three numbers name in a format.
fn date_of(written: &Written, format: DateFormat) -> Result<NaiveDate, DateError> {
    let [first, second, third] = written.numbers;
    match format {
        DateFormat::Jalali => Ok(JalaliDate::from_written(written)?.to_gregorian()),
        DateFormat::Iso if first.digits == 4 => gregorian(first.value, second.value, third.value),
        DateFormat::DayMonthYear => gregorian(full_year(written)?, second.value, first.value),
        DateFormat::MonthDayYear => gregorian(full_year(written)?, first.value, second.value),
        DateFormat::Auto => date_of(written, only_format(written)?),
        DateFormat::Iso | DateFormat::EpochSeconds | DateFormat::EpochMillis => Err(DateError::NotADate),
    }
}

/// The one format in which three numbers can be meant.
fn only_format(written: &Written) -> Result<DateFormat, DateError> {
    let [first, second, third] = written.numbers;
    match (first.digits, third.digits) {
        (4, 1 | 2) => match first.value {
            1200..=1599 => Ok(DateFormat::Jalali),
            1600.. if written.separator != NO_SEPARATOR || (1900..2200).contains(&first.value) => Ok(DateFormat::Iso),
            _ => Err(DateError::NotADate),
        },
        (1 | 2, 4) => match third.value {
            1200..=1599 => Ok(DateFormat::Jalali),
            1600.. if first.value == second.value => Ok(DateFormat::DayMonthYear),
            1600.. => match (first.value > 12, second.value > 12) {
                (true, false) => Ok(DateFormat::DayMonthYear),
                (false, true) => Ok(DateFormat::MonthDayYear),
                (true, true) => Err(DateError::NoSuchDay),
                (false, false) => Err(DateError::Ambiguous),
            },
            _ => Err(DateError::NotADate),
        },
        _ => Err(DateError::NotADate),
    }
}

fn gregorian(year: u32, month: u32, day: u32) -> Result<NaiveDate, DateError> {
    if year == 0 {
        return Err(DateError::OutOfRange);
    }
    NaiveDate::from_ymd_opt(year as i32, month, day).ok_or(DateError::NoSuchDay)
}

/// A year written last; two digits stand for 1969 to 2068, as in POSIX `%y`.
fn full_year(written: &Written) -> Result<u32, DateError> {
    let [first, _, year] = written.numbers;
    match (first.digits, year.digits) {
        (1 | 2, 4) => Ok(year.value),
        (1 | 2, 2) => Ok(year.value + if year.value < 69 { 2000 } else { 1900 }),
        _ => Err(DateError::NotADate),
    }
}

/// A count of time units since the epoch.
#[derive(Clone, Copy, Debug)]
struct Count {
    negative: bool,
    whole: i64,
    digits: usize,
    /// Millionths of one unit.
    millionths: i64,
    fraction: bool,
}

/// What an epoch count counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Seconds,
    Millis,
    Micros,
    Nanos,
}

impl Count {
    /// Up to nineteen digits with a sign and a fraction; `None` for anything else.
    fn scan(bytes: &[u8]) -> Option<Self> {
        let (negative, digits) = match bytes {
            [b'-', rest @ ..] => (true, rest),
            _ => (false, bytes),
        };
        let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (whole_part, rest) = digits.split_at(length);
        if length == 0 || length > 19 {
            return None;
        }
        let mut whole = 0_i64;
        for byte in whole_part {
            whole = whole.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
        }
        let mut count = Self { negative, whole, digits: length, millionths: 0, fraction: false };
        if let [b'.', places @ ..] = rest {
            if places.is_empty() || !places.iter().all(u8::is_ascii_digit) {
                return None;
            }
            count.fraction = true;
            let place = |at: usize| places.get(at).map_or(0, |byte| i64::from(byte - b'0'));
            count.millionths = (0..6).fold(0, |sum, at| sum * 10 + place(at));
            return Some(count);
        }
        rest.is_empty().then_some(count)
    }

    /// Whether the digits could also be a date without separators.
    fn may_be_date(self) -> bool {
        !self.negative && !self.fraction && matches!(self.digits, 8 | 14)
    }

    fn likely_unit(self) -> Unit {
        match self.digits {
            ..=11 => Unit::Seconds,
            12..=14 => Unit::Millis,
            15..=17 => Unit::Micros,
            _ => Unit::Nanos,
        }
    }

    fn instant(self, unit: Unit) -> Result<Instant, DateError> {
        let micros = match unit {
            Unit::Seconds => self.whole.checked_mul(SECOND).and_then(|micros| micros.checked_add(self.millionths)),
            Unit::Millis => {
                self.whole.checked_mul(1_000).and_then(|micros| micros.checked_add(self.millionths / 1_000))
            }
            Unit::Micros => Some(self.whole),
            Unit::Nanos => Some(self.whole / 1_000),
        };
        let micros = micros.ok_or(DateError::OutOfRange)?;
        let micros = if self.negative { -micros } else { micros };
        // 0001-01-01T00:00:00Z to the end of 9999-12-31.
        let years = -62_135_596_800 * SECOND..253_402_300_800 * SECOND;
        years.contains(&micros).then(|| Instant::from_micros(micros)).ok_or(DateError::OutOfRange)
    }
}

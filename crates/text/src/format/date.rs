//! Days and times of day: Jalali in Persian, Gregorian in English.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};
use hamdel_domain::Instant;

use super::{Language, digits};
use crate::calendar::{JalaliDate, Zone, gregorian_month_name, jalali_month_name, weekday_name};

/// How much of a date is spelled out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateStyle {
    /// For tables: `۱۴۰۳/۰۷/۱۵`, `6 Oct 2024`.
    Short,
    /// For sentences: `۱۵ مهر ۱۴۰۳`, `6 October 2024`.
    Long,
    /// With the day of the week: `یکشنبه ۱۵ مهر ۱۴۰۳`, `Sunday 6 October 2024`.
    Full,
}

/// A day. Days without a Jalali date (before 622 or after 3621) are Gregorian in Persian too.
#[must_use]
pub fn date(language: Language, day: NaiveDate, style: DateStyle) -> String {
    let parts = Parts::new(language, day);
    let (number, year) = (parts.day, parts.year);
    let plain = match (style, language) {
        (DateStyle::Short, Language::Persian) => format!("{year:04}/{:02}/{number:02}", parts.month),
        (DateStyle::Short, Language::English) => {
            format!("{number} {} {year}", parts.month_name.get(..3).unwrap_or(parts.month_name))
        }
        (DateStyle::Long, _) => format!("{number} {} {year}", parts.month_name),
        (DateStyle::Full, _) => {
            format!("{} {number} {} {year}", weekday_name(language, day.weekday()), parts.month_name)
        }
    };
    digits(language, &plain)
}

/// The month a day is in, for the head of a period: `مهر ۱۴۰۳`, `October 2024`.
#[must_use]
pub fn month(language: Language, day: NaiveDate) -> String {
    let parts = Parts::new(language, day);
    digits(language, &format!("{} {}", parts.month_name, parts.year))
}

/// A time of day to the minute: `۱۴:۳۰`, `14:30`.
#[must_use]
pub fn time(language: Language, time: NaiveTime) -> String {
    digits(language, &format!("{:02}:{:02}", time.hour(), time.minute()))
}

/// A moment as the clocks of `zone` show it, to the minute: `۱۴۰۳/۰۷/۱۵، ۱۴:۳۰`, `6 Oct 2024, 14:30`.
#[must_use]
pub fn date_time(language: Language, moment: Instant, zone: Zone, style: DateStyle) -> String {
    let local = zone.local(moment);
    let between = match (language, style) {
        (Language::Persian, DateStyle::Short) => "، ",
        (Language::Persian, DateStyle::Long | DateStyle::Full) => "، ساعت ",
        (Language::English, _) => ", ",
    };
    date(language, local.date(), style) + between + &time(language, local.time())
}

/// A day in the calendar of the language.
struct Parts {
    year: i32,
    month: u32,
    day: u32,
    month_name: &'static str,
}

impl Parts {
    fn new(language: Language, day: NaiveDate) -> Self {
        match JalaliDate::from_gregorian(day).filter(|_| language == Language::Persian) {
            Some(jalali) => Self {
                year: jalali.year(),
                month: jalali.month(),
                day: jalali.day(),
                month_name: jalali_month_name(language, jalali.month()),
            },
            None => Self {
                year: day.year(),
                month: day.month(),
                day: day.day(),
                month_name: gregorian_month_name(language, day.month()),
            },
        }
    }
}

//! Stretches of time, and sizes of files.

use hamdel_domain::Instant;
use hamdel_domain::clock::{DAY, SECOND};

use super::{Language, decimal, integer};

const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const WEEK: i64 = 7 * DAY;
/// A twelfth of the mean Gregorian year of 365.2425 days.
const MONTH: i64 = YEAR / 12;
const YEAR: i64 = 31_556_952 * SECOND;

/// A unit of time with its names.
struct Unit {
    micros: i64,
    persian: &'static str,
    /// With the ezafe that «دیگر» asks for.
    persian_ezafe: &'static str,
    english: &'static str,
    english_plural: &'static str,
}

const UNITS: [Unit; 7] = [
    Unit { micros: YEAR, persian: "سال", persian_ezafe: "سال", english: "year", english_plural: "years" },
    Unit { micros: MONTH, persian: "ماه", persian_ezafe: "ماه", english: "month", english_plural: "months" },
    Unit { micros: WEEK, persian: "هفته", persian_ezafe: "هفتهٔ", english: "week", english_plural: "weeks" },
    Unit { micros: DAY, persian: "روز", persian_ezafe: "روز", english: "day", english_plural: "days" },
    Unit { micros: HOUR, persian: "ساعت", persian_ezafe: "ساعت", english: "hour", english_plural: "hours" },
    Unit {
        micros: MINUTE, persian: "دقیقه", persian_ezafe: "دقیقهٔ", english: "minute", english_plural: "minutes"
    },
    Unit {
        micros: SECOND, persian: "ثانیه", persian_ezafe: "ثانیهٔ", english: "second", english_plural: "seconds"
    },
];

impl Unit {
    fn counted(&self, language: Language, count: i64) -> String {
        let name = match (language, count) {
            (Language::Persian, _) => self.persian,
            (Language::English, 1) => self.english,
            (Language::English, _) => self.english_plural,
        };
        format!("{} {name}", integer(language, count))
    }
}

/// How far a moment is from the present one, in its largest whole unit: `۵ دقیقه پیش`,
/// `5 minutes ago`, `۲ هفتهٔ دیگر`, `in 2 weeks`; within a minute `هم‌اکنون`, `just now`.
#[must_use]
pub fn relative(language: Language, moment: Instant, now: Instant) -> String {
    let micros = now.micros_since(moment);
    let distance = micros.saturating_abs();
    let Some(unit) = UNITS.iter().find(|unit| distance >= unit.micros).filter(|unit| unit.micros >= MINUTE) else {
        return language.choose("هم‌اکنون", "just now").to_owned();
    };
    let count = distance / unit.micros;
    match (language, micros > 0) {
        (Language::Persian, true) => format!("{} پیش", unit.counted(language, count)),
        (Language::Persian, false) => format!("{} {} دیگر", integer(language, count), unit.persian_ezafe),
        (Language::English, true) => format!("{} ago", unit.counted(language, count)),
        (Language::English, false) => format!("in {}", unit.counted(language, count)),
    }
}

/// A length of time in its two largest units, from days to milliseconds: `۲ ساعت و ۵ دقیقه`,
/// `2 hours 5 minutes`, `340 milliseconds`; the sign of `micros` does not count.
#[must_use]
pub fn duration(language: Language, micros: i64) -> String {
    let micros = micros.saturating_abs();
    if micros < SECOND {
        let count = micros / 1_000;
        let english = if count == 1 { "millisecond" } else { "milliseconds" };
        return format!("{} {}", integer(language, count), language.choose("میلی‌ثانیه", english));
    }
    let units = || UNITS.iter().skip_while(|unit| unit.micros > DAY);
    let mut following = units().skip_while(|unit| unit.micros > micros);
    let Some(largest) = following.next() else { return String::new() };
    let first = largest.counted(language, micros / largest.micros);
    let rest = micros % largest.micros;
    match following.next().filter(|unit| rest >= unit.micros) {
        Some(unit) => first + language.choose(" و ", " ") + &unit.counted(language, rest / unit.micros),
        None => first,
    }
}

/// The size of a file in decimal units: `۵۱۲ بایت`, `12.3 MB`.
#[must_use]
pub fn file_size(language: Language, bytes: u64) -> String {
    const UNITS: [(&str, &str); 5] =
        [("کیلوبایت", "kB"), ("مگابایت", "MB"), ("گیگابایت", "GB"), ("ترابایت", "TB"), ("پتابایت", "PB")];
    if bytes < 1_000 {
        let english = if bytes == 1 { "byte" } else { "bytes" };
        return format!("{} {}", integer(language, bytes as i64), language.choose("بایت", english));
    }
    let mut scaled = bytes as f64 / 1_000.0;
    let mut names = UNITS.iter();
    let mut name = names.next();
    // 999.95 would be written as 1,000.0.
    while scaled >= 999.95 {
        let Some(next) = names.next() else { break };
        name = Some(next);
        scaled /= 1_000.0;
    }
    let (persian, english) = name.copied().unwrap_or_default();
    format!("{} {}", decimal(language, scaled, 1), language.choose(persian, english))
}

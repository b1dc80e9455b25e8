//! Days as people type them.

use chrono::NaiveDate;

use hamdel_domain::digits::latin_digits;
use hamdel_text::JalaliDate;

/// The first Gregorian year: a day with an earlier one is of the Jalali calendar.
const FIRST_GREGORIAN_YEAR: i32 = 1700;

/// Reads a day of either calendar, told apart by its year: `۱۴۰۵/۱/۱`, `1405-01-01`, `2026-03-21`, `2026/3/21`;
/// Persian, Arabic or ASCII digits.
#[must_use]
pub fn read_day(text: &str) -> Option<NaiveDate> {
    if let Ok((day, None)) = JalaliDate::parse(text)
        && day.year() < FIRST_GREGORIAN_YEAR
    {
        return Some(day.to_gregorian());
    }
    let plain = latin_digits(text.trim()).replace(['/', '.'], "-");
    let day = NaiveDate::parse_from_str(&plain, "%Y-%m-%d").ok()?;
    let year = chrono::Datelike::year(&day);
    (FIRST_GREGORIAN_YEAR..=9999).contains(&year).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::read_day;

    #[test]
    fn both_calendars_and_all_digits_are_read() {
        let nowruz = "2026-03-21".parse().ok();
        for text in ["۱۴۰۵/۱/۱", "1405-01-01", "١٤٠٥/٠١/٠١", "2026-03-21", "2026/3/21", " ۲۰۲۶/۰۳/۲۱ "]
        {
            assert_eq!(read_day(text), nowruz, "{text}");
        }
        for text in ["", "1405", "1405/13/1", "2026-02-30", "31/12", "yesterday", "1404/12/30", "1405/1/1 10:00"] {
            assert_eq!(read_day(text), None, "{text}");
        }
    }
}

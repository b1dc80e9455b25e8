use super::Language::{English, Persian};
use super::*;
use crate::calendar::Zone;
use chrono::{NaiveDate, NaiveTime, Weekday};
use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::{Amount, Instant};
use proptest::prelude::*;

#[test]
fn languages_know_themselves() {
    assert_eq!((Persian.code(), Persian.direction(), Persian.week_start()), ("fa", "rtl", Weekday::Sat));
    assert_eq!((English.code(), English.direction(), English.week_start()), ("en", "ltr", Weekday::Mon));
    for (text, language) in [("fa", Persian), ("fa-IR", Persian), ("EN_gb", English), (" en ", English)] {
        assert_eq!(text.parse(), Ok(language));
    }
    assert_eq!("de".parse::<Language>(), Err(LanguageError));
    assert_eq!("".parse::<Language>(), Err(LanguageError));
}

#[test]
fn integers_in_groups() {
    for (number, persian, english) in [
        (0, "۰", "0"),
        (999, "۹۹۹", "999"),
        (1_000, "۱٬۰۰۰", "1,000"),
        (12_345, "۱۲٬۳۴۵", "12,345"),
        (1_234_567, "۱٬۲۳۴٬۵۶۷", "1,234,567"),
        (-12_345, "\u{200E}\u{2212}۱۲٬۳۴۵", "\u{2212}12,345"),
        (i64::MIN, "\u{200E}\u{2212}۹٬۲۲۳٬۳۷۲٬۰۳۶٬۸۵۴٬۷۷۵٬۸۰۸", "\u{2212}9,223,372,036,854,775,808"),
    ] {
        assert_eq!(integer(Persian, number), persian);
        assert_eq!(integer(English, number), english);
    }
}

#[test]
fn decimals_and_shares() {
    assert_eq!(decimal(Persian, 1234.5678, 2), "۱٬۲۳۴٫۵۷");
    assert_eq!(decimal(English, 1234.5678, 2), "1,234.57");
    assert_eq!(decimal(English, -0.04, 1), "0.0");
    assert_eq!(decimal(English, -0.06, 1), "\u{2212}0.1");
    assert_eq!(decimal(English, 7.0, 0), "7");
    assert_eq!(decimal(English, 0.1, 400), "0.100000000");
    assert_eq!(decimal(Persian, f64::NAN, 2), "—");
    assert_eq!(percent(Persian, 0.123, 1), "۱۲٫۳٪");
    assert_eq!(percent(English, 0.123, 1), "12.3%");
    assert_eq!(percent(English, f64::INFINITY, 1), "—");
}

#[test]
fn compact_numbers() {
    for (number, persian, english) in [
        (0.0, "۰", "0"),
        (7.25, "۷٫۳", "7.3"),
        (999.0, "۹۹۹", "999"),
        (1_000.0, "۱ هزار", "1K"),
        (12_345.0, "۱۲٫۳ هزار", "12.3K"),
        (99_960.0, "۱۰۰ هزار", "100K"),
        (123_456.0, "۱۲۳ هزار", "123K"),
        (999_950.0, "۱ میلیون", "1M"),
        (2_500_000.0, "۲٫۵ میلیون", "2.5M"),
        (3_000_000_000.0, "۳ میلیارد", "3B"),
        (4_200_000_000_000.0, "۴٫۲ هزار میلیارد", "4.2T"),
        (1e18, "۱٬۰۰۰٬۰۰۰ هزار میلیارد", "1,000,000T"),
        (-12_345.0, "\u{200E}\u{2212}۱۲٫۳ هزار", "\u{2212}12.3K"),
    ] {
        assert_eq!(compact(Persian, number), persian);
        assert_eq!(compact(English, number), english);
    }
}

#[test]
fn amounts_are_exact() {
    for (text, persian, english) in [
        ("0", "۰", "0"),
        ("1250000", "۱٬۲۵۰٬۰۰۰", "1,250,000"),
        ("12.5", "۱۲٫۵۰", "12.50"),
        ("9747747.93", "۹٬۷۴۷٬۷۴۷٫۹۳", "9,747,747.93"),
        ("-0.0001", "\u{200E}\u{2212}۰٫۰۰۰۱", "\u{2212}0.0001"),
        ("0.125", "۰٫۱۲۵", "0.125"),
    ] {
        let value: Amount = text.parse().unwrap();
        assert_eq!(amount(Persian, value), persian);
        assert_eq!(amount(English, value), english);
    }
    let value: Amount = "12500".parse().unwrap();
    assert_eq!(money(Persian, value, "IRT"), "۱۲٬۵۰۰ تومان");
    assert_eq!(money(English, value, "IRT"), "12,500 toman");
    assert_eq!(money(English, value, "GBP"), "12,500 GBP");
    assert_eq!(money(Persian, value, "SEK"), "۱۲٬۵۰۰ SEK");
    assert_eq!(money(Persian, value, ""), "۱۲٬۵۰۰");
}

#[test]
fn days_and_times() {
    let day = NaiveDate::from_ymd_opt(2024, 10, 6).unwrap();
    assert_eq!(date(Persian, day, DateStyle::Short), "۱۴۰۳/۰۷/۱۵");
    assert_eq!(date(English, day, DateStyle::Short), "6 Oct 2024");
    assert_eq!(date(Persian, day, DateStyle::Long), "۱۵ مهر ۱۴۰۳");
    assert_eq!(date(English, day, DateStyle::Long), "6 October 2024");
    assert_eq!(date(Persian, day, DateStyle::Full), "یکشنبه ۱۵ مهر ۱۴۰۳");
    assert_eq!(date(English, day, DateStyle::Full), "Sunday 6 October 2024");
    assert_eq!(month(Persian, day), "مهر ۱۴۰۳");
    assert_eq!(month(English, day), "October 2024");
    assert_eq!(time(Persian, NaiveTime::from_hms_opt(8, 5, 59).unwrap()), "۰۸:۰۵");
    let ancient = NaiveDate::from_ymd_opt(500, 1, 2).unwrap();
    assert_eq!(date(Persian, ancient, DateStyle::Long), "۲ ژانویه ۵۰۰");
}

#[test]
fn moments_are_shown_in_their_zone() {
    let moment = Instant::parse_iso("2024-10-06T21:00:00Z").unwrap();
    assert_eq!(date_time(Persian, moment, Zone::TEHRAN, DateStyle::Short), "۱۴۰۳/۰۷/۱۶، ۰۰:۳۰");
    assert_eq!(date_time(Persian, moment, Zone::UTC, DateStyle::Long), "۱۵ مهر ۱۴۰۳، ساعت ۲۱:۰۰");
    assert_eq!(date_time(English, moment, Zone::TEHRAN, DateStyle::Short), "7 Oct 2024, 00:30");
    assert_eq!(date_time(English, moment, Zone::UTC, DateStyle::Full), "Sunday 6 October 2024, 21:00");
}

#[test]
fn relative_times() {
    let now = Instant::parse_iso("2024-10-06T12:00:00Z").unwrap();
    for (seconds, persian, english) in [
        (0, "هم‌اکنون", "just now"),
        (59, "هم‌اکنون", "just now"),
        (60, "۱ دقیقه پیش", "1 minute ago"),
        (300, "۵ دقیقه پیش", "5 minutes ago"),
        (3_599, "۵۹ دقیقه پیش", "59 minutes ago"),
        (3_600, "۱ ساعت پیش", "1 hour ago"),
        (2 * 86_400, "۲ روز پیش", "2 days ago"),
        (15 * 86_400, "۲ هفته پیش", "2 weeks ago"),
        (62 * 86_400, "۲ ماه پیش", "2 months ago"),
        (800 * 86_400, "۲ سال پیش", "2 years ago"),
        (-30, "هم‌اکنون", "just now"),
        (-60, "۱ دقیقهٔ دیگر", "in 1 minute"),
        (-7_200, "۲ ساعت دیگر", "in 2 hours"),
        (-14 * 86_400, "۲ هفتهٔ دیگر", "in 2 weeks"),
    ] {
        let moment = now.plus_micros(-seconds * SECOND);
        assert_eq!(relative(Persian, moment, now), persian);
        assert_eq!(relative(English, moment, now), english);
    }
}

#[test]
fn durations() {
    for (micros, persian, english) in [
        (0, "۰ میلی‌ثانیه", "0 milliseconds"),
        (1_000, "۱ میلی‌ثانیه", "1 millisecond"),
        (340_000, "۳۴۰ میلی‌ثانیه", "340 milliseconds"),
        (SECOND, "۱ ثانیه", "1 second"),
        (90 * SECOND, "۱ دقیقه و ۳۰ ثانیه", "1 minute 30 seconds"),
        (7_500 * SECOND, "۲ ساعت و ۵ دقیقه", "2 hours 5 minutes"),
        (3_605 * SECOND, "۱ ساعت", "1 hour"),
        (40 * DAY, "۴۰ روز", "40 days"),
        (-DAY - 3_600 * SECOND, "۱ روز و ۱ ساعت", "1 day 1 hour"),
    ] {
        assert_eq!(duration(Persian, micros), persian);
        assert_eq!(duration(English, micros), english);
    }
}

#[test]
fn sizes_of_files() {
    for (bytes, persian, english) in [
        (0, "۰ بایت", "0 bytes"),
        (1, "۱ بایت", "1 byte"),
        (512, "۵۱۲ بایت", "512 bytes"),
        (1_000, "۱٫۰ کیلوبایت", "1.0 kB"),
        (999_999, "۱٫۰ مگابایت", "1.0 MB"),
        (12_345_678, "۱۲٫۳ مگابایت", "12.3 MB"),
        (u64::MAX, "۱۸٬۴۴۶٫۷ پتابایت", "18,446.7 PB"),
    ] {
        assert_eq!(file_size(Persian, bytes), persian);
        assert_eq!(file_size(English, bytes), english);
    }
}

/// Whether a text of the language has only its own digits and separators.
fn one_set_of_digits(language: Language, text: &str) -> bool {
    text.chars().all(|character| match language {
        Persian => !character.is_ascii_digit() && !matches!(character, ',' | '.'),
        English => !('\u{660}'..='\u{6F9}').contains(&character),
    })
}

proptest! {
    #[test]
    fn digits_are_never_mixed(
        number in any::<f64>(),
        whole in any::<i64>(),
        parts in -999_999_999_999_999_999_i64..=999_999_999_999_999_999,
        places in 0_usize..12,
    ) {
        for language in Language::ALL {
            let moment = Instant::from_micros(whole);
            for text in [
                integer(language, whole),
                decimal(language, number, places),
                percent(language, number, places),
                compact(language, number),
                amount(language, Amount::from_ten_thousandths(parts).unwrap()),
                relative(language, moment, Instant::from_micros(parts)),
                duration(language, whole),
                file_size(language, whole.unsigned_abs()),
                date(language, Zone::TEHRAN.local(moment).date(), DateStyle::Short),
            ] {
                prop_assert!(one_set_of_digits(language, &text), "{}", text);
            }
            prop_assert!(one_set_of_digits(language, &date_time(language, moment, Zone::TEHRAN, DateStyle::Long)));
        }
    }

    #[test]
    fn groups_hold_three(number in any::<i64>()) {
        let plain: String = integer(English, number).chars().filter(char::is_ascii_digit).collect();
        prop_assert_eq!(plain, number.unsigned_abs().to_string());
        let text = integer(English, number);
        prop_assert!(text.rsplit(',').take(text.matches(',').count()).all(|group| group.len() == 3));
    }
}

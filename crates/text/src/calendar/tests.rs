use super::*;
use crate::Language;
use chrono::NaiveDateTime;
use hamdel_domain::Instant;
use proptest::prelude::*;

fn day(year: i32, month: u32, day: u32) -> JalaliDate {
    JalaliDate::new(year, month, day).unwrap()
}

fn gregorian(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn local(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

#[test]
fn known_days() {
    for (jalali, expected) in [
        ((1403, 7, 15), "2024-10-06"),
        ((1404, 1, 1), "2025-03-21"),
        ((1403, 12, 30), "2025-03-20"),
        ((1403, 1, 1), "2024-03-20"),
        ((1399, 12, 30), "2021-03-20"),
        ((1400, 1, 1), "2021-03-21"),
        ((1357, 11, 22), "1979-02-11"),
        ((1348, 10, 11), "1970-01-01"),
        ((1304, 1, 11), "1925-03-31"),
        ((1405, 8, 30), "2026-11-21"),
        ((1408, 12, 30), "2030-03-20"),
        ((1, 1, 1), "0622-03-21"),
    ] {
        let date = day(jalali.0, jalali.1, jalali.2);
        assert_eq!(date.to_gregorian(), gregorian(expected), "{date}");
        assert_eq!(JalaliDate::from_gregorian(gregorian(expected)), Some(date));
    }
}

#[test]
fn leap_years_are_the_official_ones() {
    let leap: Vec<i32> = (1343..=1421).filter(|year| is_jalali_leap_year(*year)).collect();
    let official = [
        1346, 1350, 1354, 1358, 1362, 1366, 1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412, 1416,
        1420,
    ];
    assert_eq!(leap, official);
    assert!(!is_jalali_leap_year(0) && !is_jalali_leap_year(3001) && !is_jalali_leap_year(i32::MIN));
}

#[test]
fn days_that_do_not_exist() {
    for (numbers, error) in [
        ((1403, 7, 31), CalendarError::NoSuchDay),
        ((1400, 12, 30), CalendarError::NoSuchDay),
        ((1403, 1, 32), CalendarError::NoSuchDay),
        ((1403, 1, 0), CalendarError::NoSuchDay),
        ((1403, 1, u32::MAX), CalendarError::NoSuchDay),
        ((1403, 0, 1), CalendarError::NoSuchMonth),
        ((1403, 13, 1), CalendarError::NoSuchMonth),
        ((0, 1, 1), CalendarError::NoSuchYear),
        ((3001, 1, 1), CalendarError::NoSuchYear),
    ] {
        assert_eq!(JalaliDate::new(numbers.0, numbers.1, numbers.2), Err(error), "{numbers:?}");
    }
    assert_eq!(JalaliDate::from_gregorian(gregorian("0622-03-20")), None);
    assert_eq!(JalaliDate::from_gregorian(NaiveDate::MAX), None);
    assert_eq!(JalaliDate::from_gregorian(NaiveDate::MIN), None);
}

#[test]
fn reads_what_people_write() {
    let expected = day(1403, 7, 15);
    for text in [
        "1403/07/15",
        "1403-7-15",
        "۱۴۰۳/۰۷/۱۵",
        "۱۴۰۳/۷/۱۵",
        "١٤٠٣/٠٧/١٥",
        "1403.07.15",
        "14030715",
        "15/7/1403",
        " \u{200F}۱۴۰۳/۰۷/۱۵\u{A0}",
    ] {
        assert_eq!(text.parse(), Ok(expected), "{text}");
    }
    let half_past_two = NaiveTime::from_hms_opt(14, 30, 0);
    let and_five = NaiveTime::from_hms_opt(14, 30, 5);
    assert_eq!(JalaliDate::parse("1403/07/15 14:30"), Ok((expected, half_past_two)));
    assert_eq!(JalaliDate::parse("۱۴۰۳/۰۷/۱۵ ۱۴:۳۰:۰۵"), Ok((expected, and_five)));
    assert_eq!(JalaliDate::parse("۱۴۰۳/۰۷/۱۵، ۱۴:۳۰"), Ok((expected, half_past_two)));
    assert_eq!(JalaliDate::parse("1403-07-15T14:30:05"), Ok((expected, and_five)));
    assert_eq!(JalaliDate::parse("1403/12/30 24:00"), Ok((day(1404, 1, 1), Some(NaiveTime::MIN))));
}

#[test]
fn says_why_it_cannot_read() {
    for (text, error) in [
        ("", CalendarError::NotADate),
        ("مهر", CalendarError::NotADate),
        ("1403/07", CalendarError::NotADate),
        ("1403/07-15", CalendarError::NotADate),
        ("1403/07/15x", CalendarError::NotADate),
        ("03/07/15", CalendarError::NotADate),
        ("1403/07/31", CalendarError::NoSuchDay),
        ("۱۴۰۰/۱۲/۳۰", CalendarError::NoSuchDay),
        ("1403/13/01", CalendarError::NoSuchMonth),
        ("0000/01/01", CalendarError::NoSuchYear),
        ("1403/07/15 25:00", CalendarError::NoSuchTime),
        ("1403/07/15 24:01", CalendarError::NoSuchTime),
        ("1403/07/15 14:60", CalendarError::NoSuchTime),
        ("1403/07/15 14:30+03:30", CalendarError::NotADate),
    ] {
        assert_eq!(JalaliDate::parse(text).map(|_| ()), Err(error), "{text}");
    }
    assert_eq!("1403/07/15 14:30".parse::<JalaliDate>(), Err(CalendarError::NotADate));
}

#[test]
fn steps_by_months() {
    assert_eq!(day(1403, 6, 31).plus_months(1), Some(day(1403, 7, 30)));
    assert_eq!(day(1403, 12, 30).plus_months(12), Some(day(1404, 12, 29)));
    assert_eq!(day(1403, 1, 5).plus_months(-1), Some(day(1402, 12, 5)));
    assert_eq!(day(3000, 12, 1).plus_months(1), None);
    assert_eq!(day(1, 1, 1).plus_months(-1), None);
    assert_eq!(day(1, 1, 1).plus_months(i32::MAX), None);
    assert_eq!(day(1403, 7, 15).first_of_month(), day(1403, 7, 1));
}

#[test]
fn names_in_both_languages() {
    assert_eq!(jalali_month_name(Language::Persian, 1), "فروردین");
    assert_eq!(jalali_month_name(Language::English, 12), "Esfand");
    assert_eq!(gregorian_month_name(Language::English, 10), "October");
    assert_eq!(gregorian_month_name(Language::Persian, 5), "مه");
    assert_eq!(jalali_month_name(Language::Persian, 0), "");
    assert_eq!(jalali_month_name(Language::Persian, 13), "");
    assert_eq!(weekday_name(Language::Persian, gregorian("2024-10-06").weekday()), "یکشنبه");
    assert_eq!(weekday_name(Language::English, gregorian("2024-10-06").weekday()), "Sunday");
}

#[test]
fn weeks_start_where_the_language_says() {
    // 2024-10-06 is a Sunday.
    let sunday = gregorian("2024-10-06");
    assert_eq!(start_of_week(sunday, Language::Persian.week_start()), gregorian("2024-10-05"));
    assert_eq!(start_of_week(sunday, Language::English.week_start()), gregorian("2024-09-30"));
    assert_eq!(start_of_week(gregorian("2024-10-05"), Weekday::Sat), gregorian("2024-10-05"));
    assert_eq!(start_of_week(NaiveDate::MIN, Weekday::Sat), NaiveDate::MIN);
}

#[test]
fn zones_turn_instants_and_local_times_into_each_other() {
    let moment = Instant::parse_iso("2024-10-06T11:00:00Z").unwrap();
    assert_eq!(Zone::TEHRAN.local(moment), local("2024-10-06T14:30:00"));
    assert_eq!(Zone::TEHRAN.instant(local("2024-10-06T14:30:00")), moment);
    assert_eq!(Zone::UTC.instant(local("2024-10-06T11:00:00")), moment);
    assert_eq!(Zone::TEHRAN.start_of_day(gregorian("2024-10-06")), Instant::parse_iso("2024-10-05T20:30:00Z").unwrap());
    assert_eq!(" Asia/Tehran ".parse(), Ok(Zone::TEHRAN));
    assert_eq!(Zone::TEHRAN.to_string(), "Asia/Tehran");
    assert!("Asia/Tehrn".parse::<Zone>().unwrap_err().to_string().contains("Asia/Tehrn"));
}

#[test]
fn skipped_times_are_read_by_the_clock_of_before() {
    // Iran skipped 00:00 to 01:00 on 2022-03-22.
    let start = Instant::parse_iso("2022-03-21T20:30:00Z").unwrap();
    assert_eq!(Zone::TEHRAN.start_of_day(gregorian("2022-03-22")), start);
    assert_eq!(Zone::TEHRAN.local(start), local("2022-03-22T01:00:00"));
    let half_past = Zone::TEHRAN.instant(local("2022-03-22T00:30:00"));
    assert_eq!(Zone::TEHRAN.local(half_past), local("2022-03-22T01:30:00"));
    // Samoa skipped the whole of 2011-12-30.
    let apia: Zone = "Pacific/Apia".parse().unwrap();
    assert_eq!(apia.local(apia.instant(local("2011-12-30T12:00:00"))), local("2011-12-31T12:00:00"));
}

#[test]
fn repeated_times_are_the_first() {
    // Iran repeated 23:00 to 24:00 on 2022-09-21.
    let first = Zone::TEHRAN.instant(local("2022-09-21T23:30:00"));
    assert_eq!(first, Instant::parse_iso("2022-09-21T19:00:00Z").unwrap());
}

/// The breaks of the leap cycles by Kazimierz M. Borkowski, "The Persian calendar for 3000 years",
/// Earth, Moon and Planets 74 (1996), as published with his algorithm.
const BREAKS: [i32; 5] = [1111, 1181, 1210, 1635, 2060];

/// Leap years by Borkowski's cycles, independent of the 33-year rule in use.
fn oracle_leap(year: i32) -> bool {
    let place = BREAKS.iter().rposition(|start| *start <= year).unwrap();
    let (start, end) = (BREAKS[place], BREAKS[place + 1]);
    let (jump, mut n) = (end - start, year - start);
    if jump - n < 6 {
        n = n - jump + (jump + 4) / 33 * 33;
    }
    let leap = ((n + 1) % 33 - 1) % 4;
    leap == 0
}

#[test]
fn every_day_of_three_centuries_agrees_with_a_slow_calendar() {
    // Nowruz of 1206 was 1827-03-22.
    let mut expected = gregorian("1827-03-22");
    for year in 1206..=1498 {
        assert_eq!(is_jalali_leap_year(year), oracle_leap(year), "{year}");
        for month in 1..=12 {
            let days = match month {
                1..=6 => 31,
                7..=11 => 30,
                _ if oracle_leap(year) => 30,
                _ => 29,
            };
            for number in 1..=days {
                let date = day(year, month, number);
                assert_eq!(date.to_gregorian(), expected, "{date}");
                assert_eq!(JalaliDate::from_gregorian(expected), Some(date));
                expected = expected.succ_opt().unwrap();
            }
            assert!(JalaliDate::new(year, month, days + 1).is_err());
        }
    }
    assert_eq!(expected, gregorian("2120-03-21"));
}

proptest! {
    #[test]
    fn days_survive_writing_and_reading(days in 226_900_i32..1_300_000) {
        let date = JalaliDate::from_gregorian(NaiveDate::from_num_days_from_ce_opt(days).unwrap()).unwrap();
        prop_assert_eq!(date.to_gregorian().num_days_from_ce(), days);
        if date.year() >= 1000 {
            prop_assert_eq!(date.to_string().parse(), Ok(date));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        let _ = JalaliDate::parse(&text);
    }

    #[test]
    fn local_times_come_back(seconds in -2_000_000_000_i64..4_000_000_000) {
        let moment = Instant::from_micros(seconds * 1_000_000);
        let back = Zone::TEHRAN.instant(Zone::TEHRAN.local(moment));
        // Of an hour that is shown twice the first is meant.
        let apart = moment.micros_since(back);
        prop_assert!((0..=24 * 60 * 60 * 1_000_000).contains(&apart));
        prop_assert_eq!(Zone::TEHRAN.local(back), Zone::TEHRAN.local(moment));
    }
}

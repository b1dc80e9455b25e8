use super::*;
use proptest::prelude::*;

fn instant(iso: &str) -> Instant {
    Instant::parse_iso(iso).unwrap()
}

fn read(text: &str, format: DateFormat) -> Result<Instant, DateError> {
    parse_when(text, Zone::TEHRAN, format)
}

#[test]
fn iso_with_and_without_an_offset() {
    for (text, expected) in [
        ("2024-10-06T11:00:00Z", "2024-10-06T11:00:00Z"),
        ("2024-10-06T14:30:00+03:30", "2024-10-06T11:00:00Z"),
        ("2024-10-06 14:30:00 +0330", "2024-10-06T11:00:00Z"),
        ("2024-10-06T13:00+02", "2024-10-06T11:00:00Z"),
        ("2024-10-06T05:00:00-06:00", "2024-10-06T11:00:00Z"),
        ("2024-10-06 11:00:00 UTC", "2024-10-06T11:00:00Z"),
        ("2024-10-06T14:30:00", "2024-10-06T11:00:00Z"),
        ("2024-10-06 14:30", "2024-10-06T11:00:00Z"),
        ("2024/10/06 14:30", "2024-10-06T11:00:00Z"),
        ("2024-10-06", "2024-10-05T20:30:00Z"),
        ("20241006", "2024-10-05T20:30:00Z"),
        ("20241006T143000", "2024-10-06T11:00:00Z"),
        ("20241006143000", "2024-10-06T11:00:00Z"),
        ("2024-10-06T11:00:00.123456789Z", "2024-10-06T11:00:00.123456Z"),
        ("2024-10-06T11:00:00,5Z", "2024-10-06T11:00:00.500Z"),
        ("2024-10-05T24:00:00Z", "2024-10-06T00:00:00Z"),
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        ("  ۲۰۲۴-۱۰-۰۶ ۱۴:۳۰ ", "2024-10-06T11:00:00Z"),
    ] {
        assert_eq!(read(text, DateFormat::Auto), Ok(instant(expected)), "{text}");
        assert_eq!(read(text, DateFormat::Iso), Ok(instant(expected)), "{text}");
    }
}

#[test]
fn jalali_in_any_digits() {
    for text in [
        "1403/07/15 14:30",
        "۱۴۰۳/۷/۱۵ ۱۴:۳۰:۰۰",
        "1403-07-15T14:30",
        "١٤٠٣/٠٧/١٥ 14:30",
        "15/7/1403 14:30",
        "14030715 1430",
    ] {
        assert_eq!(read(text, DateFormat::Auto), Ok(instant("2024-10-06T11:00:00Z")), "{text}");
        assert_eq!(read(text, DateFormat::Jalali), Ok(instant("2024-10-06T11:00:00Z")), "{text}");
    }
    assert_eq!(read("۱۴۰۳/۰۷/۱۵", DateFormat::Auto), Ok(instant("2024-10-05T20:30:00Z")));
    assert_eq!(read("1403/07/31", DateFormat::Auto), Err(DateError::NoSuchDay));
    assert_eq!(read("1400/12/30", DateFormat::Auto), Err(DateError::NoSuchDay));
}

#[test]
fn epochs_by_their_length() {
    let expected = instant("2024-10-06T11:00:00Z");
    for (text, format) in [
        ("1728212400", DateFormat::EpochSeconds),
        ("1728212400.000", DateFormat::EpochSeconds),
        ("1728212400000", DateFormat::EpochMillis),
    ] {
        assert_eq!(read(text, DateFormat::Auto), Ok(expected), "{text}");
        assert_eq!(read(text, format), Ok(expected), "{text}");
    }
    assert_eq!(read("1728212400000000", DateFormat::Auto), Ok(expected));
    assert_eq!(read("1728212400000000000", DateFormat::Auto), Ok(expected));
    assert_eq!(read("1728212400.25", DateFormat::Auto), Ok(expected.plus_micros(250_000)));
    assert_eq!(read("۱۷۲۸۲۱۲۴۰۰", DateFormat::Auto), Ok(expected));
}

#[test]
fn times_at_the_epoch_are_times() {
    for format in [DateFormat::Auto, DateFormat::EpochSeconds, DateFormat::EpochMillis] {
        assert_eq!(read("0", format), Ok(Instant::from_micros(0)));
    }
    assert_eq!(read("-1.5", DateFormat::Auto), Ok(Instant::from_micros(-1_500_000)));
    assert_eq!(read("1970-01-01T03:30:00", DateFormat::Auto), Ok(Instant::from_micros(0)));
    // Eight digits that are no date count seconds.
    assert_eq!(read("20249999", DateFormat::Auto), Ok(Instant::from_micros(20_249_999_000_000)));
    assert_eq!(read("20241006", DateFormat::EpochSeconds), Ok(Instant::from_micros(20_241_006_000_000)));
}

#[test]
fn day_or_month_first() {
    let expected = Ok(instant("2010-12-01T04:56:00Z"));
    assert_eq!(read("12/1/2010 8:26", DateFormat::MonthDayYear), expected);
    assert_eq!(read("1/12/2010 8:26", DateFormat::DayMonthYear), expected);
    assert_eq!(read("01.12.2010 08:26", DateFormat::DayMonthYear), expected);
    assert_eq!(read("12/01/10 8:26 AM", DateFormat::MonthDayYear), expected);
    assert_eq!(read("12/1/2010 8:26", DateFormat::Auto), Err(DateError::Ambiguous));
    assert_eq!(read("12/13/2010", DateFormat::Auto), read("2010-12-13", DateFormat::Iso));
    assert_eq!(read("13/12/2010", DateFormat::Auto), read("2010-12-13", DateFormat::Iso));
    assert_eq!(read("12/12/2010", DateFormat::Auto), read("2010-12-12", DateFormat::Iso));
    assert_eq!(read("13/13/2010", DateFormat::Auto), Err(DateError::NoSuchDay));
    assert_eq!(read("13/1/2010", DateFormat::MonthDayYear), Err(DateError::NoSuchDay));
    assert_eq!(read("12/31/69", DateFormat::MonthDayYear), read("1969-12-31", DateFormat::Iso));
}

#[test]
fn noon_and_midnight_in_twelve_hours() {
    for (text, expected) in [("12:00 AM", "00:00"), ("12:30 pm", "12:30"), ("1:05PM", "13:05"), ("11:59 am", "11:59")] {
        let read = parse_when(&format!("12/13/2010 {text}"), Zone::UTC, DateFormat::Auto);
        assert_eq!(read, Ok(instant(&format!("2010-12-13 {expected}"))), "{text}");
    }
    assert_eq!(read("12/13/2010 13:00 PM", DateFormat::Auto), Err(DateError::NotADate));
}

#[test]
fn what_is_no_date_says_so() {
    for (text, error) in [
        ("", DateError::Empty),
        (" \u{200F}", DateError::Empty),
        ("NA", DateError::NotADate),
        ("yesterday", DateError::NotADate),
        ("2024-10", DateError::NotADate),
        ("2024-10-06T", DateError::NotADate),
        ("2024-10-06T14", DateError::NotADate),
        ("2024-10-06 14:3", DateError::NotADate),
        ("2024-10-06 14:30 x", DateError::NotADate),
        ("2024-10-06T14:30+", DateError::NotADate),
        ("2024-10-06T14:30+25:00", DateError::NotADate),
        ("2024-10/06", DateError::NotADate),
        ("24-10-06", DateError::NotADate),
        ("0000-01-01", DateError::NotADate),
        ("2024-02-30", DateError::NoSuchDay),
        ("2023-02-29", DateError::NoSuchDay),
        ("2024-13-01", DateError::NoSuchDay),
        ("2024-10-06 25:00", DateError::NoSuchTime),
        ("2024-10-06 14:30:60", DateError::NoSuchTime),
        ("9999999999999999999", DateError::NotADate),
        ("1.", DateError::NotADate),
        ("--1", DateError::NotADate),
    ] {
        assert_eq!(read(text, DateFormat::Auto), Err(error), "{text}");
    }
    assert_eq!(read("99999999999999", DateFormat::EpochSeconds), Err(DateError::OutOfRange));
    assert_eq!(read("-99999999999999", DateFormat::EpochSeconds), Err(DateError::OutOfRange));
    assert_eq!(read("9223372036854775807", DateFormat::EpochSeconds), Err(DateError::OutOfRange));
    assert_eq!(read("0000-01-01", DateFormat::Iso), Err(DateError::OutOfRange));
    assert_eq!(read("12/1/2010", DateFormat::Iso), Err(DateError::NotADate));
    assert_eq!(read("2024-10-06", DateFormat::EpochSeconds), Err(DateError::NotADate));
    assert_eq!(read(&"1".repeat(1_000_000), DateFormat::Auto), Err(DateError::NotADate));
}

#[test]
fn formats_have_names() {
    for format in DateFormat::ALL {
        assert_eq!(format.code().parse(), Ok(format));
    }
    assert_eq!("iso8601".parse::<DateFormat>(), Err(DateFormatError));
}

#[test]
fn a_column_shows_its_format() {
    for (samples, expected) in [
        (&["2024-10-06", "2024-10-07T10:00:00Z", ""][..], Some(DateFormat::Iso)),
        (&["19970101", "19980630"], Some(DateFormat::Iso)),
        (&["۱۴۰۳/۰۷/۱۵", "1403-7-16"], Some(DateFormat::Jalali)),
        (&["14030715", "14021229"], Some(DateFormat::Jalali)),
        (&["1728212400", "1728212401"], Some(DateFormat::EpochSeconds)),
        (&["1728212400000", "1728212401000"], Some(DateFormat::EpochMillis)),
        (&["12/1/2010 8:26", "12/9/2011 12:50", "1/31/2011 9:00"], Some(DateFormat::MonthDayYear)),
        (&["31/01/2011", "01/02/2011"], Some(DateFormat::DayMonthYear)),
        // The month varies less than the day.
        (&["01/02/2011", "02/02/2011", "03/03/2011"], Some(DateFormat::DayMonthYear)),
        (&["02/01/2011", "02/02/2011", "03/03/2011"], Some(DateFormat::MonthDayYear)),
        // All rows of the first day: only the way of writing tells.
        (&["12/1/2010 8:26", "12/1/2010 8:28"], Some(DateFormat::MonthDayYear)),
        (&["12/01/2010", "12/01/2010"], None),
        (&["06.10.2024", "06.10.2024"], None),
        (&["06.10.2024", "16.10.2024"], Some(DateFormat::DayMonthYear)),
        (&["0", "1", "2"], None),
        (&["09121234567", "09127654321"], None),
        (&["17850", "13047"], None),
        (&["United Kingdom", "France"], None),
        (&["2024-10-06", "France"], None),
        (&["", " "], None),
        (&[], None),
    ] {
        assert_eq!(guess_format(samples), expected, "{samples:?}");
    }
}

#[test]
fn a_few_bad_rows_do_not_hide_the_format() {
    let mut samples = vec!["12/13/2010 8:26"; 95];
    samples.extend(["NA", "-", "", "unknown", "31/31/2010"]);
    assert_eq!(guess_format(&samples), Some(DateFormat::MonthDayYear));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        for format in DateFormat::ALL {
            let _ = read(&text, format);
        }
        let _ = guess_format(&[&text]);
    }

    #[test]
    fn near_dates_are_read_or_refused(text in "[-+0-9/:. TZ۰-۹]{0,30}") {
        for format in DateFormat::ALL {
            let _ = read(&text, format);
        }
    }

    #[test]
    fn what_is_written_is_read(micros in -62_135_596_800_000_000_i64..253_402_300_799_000_000) {
        let moment = Instant::from_micros(micros);
        prop_assert_eq!(read(&moment.to_string(), DateFormat::Iso), Ok(moment));
        let seconds = Instant::from_micros(micros.div_euclid(SECOND) * SECOND);
        prop_assert_eq!(read(&micros.div_euclid(SECOND).to_string(), DateFormat::EpochSeconds), Ok(seconds));
    }
}

//! Names of months and days.

use chrono::Weekday;

use crate::format::Language;

const JALALI: [(&str, &str); 12] = [
    ("فروردین", "Farvardin"),
    ("اردیبهشت", "Ordibehesht"),
    ("خرداد", "Khordad"),
    ("تیر", "Tir"),
    ("مرداد", "Mordad"),
    ("شهریور", "Shahrivar"),
    ("مهر", "Mehr"),
    ("آبان", "Aban"),
    ("آذر", "Azar"),
    ("دی", "Dey"),
    ("بهمن", "Bahman"),
    ("اسفند", "Esfand"),
];

const GREGORIAN: [(&str, &str); 12] = [
    ("ژانویه", "January"),
    ("فوریه", "February"),
    ("مارس", "March"),
    ("آوریل", "April"),
    ("مه", "May"),
    ("ژوئن", "June"),
    ("ژوئیه", "July"),
    ("اوت", "August"),
    ("سپتامبر", "September"),
    ("اکتبر", "October"),
    ("نوامبر", "November"),
    ("دسامبر", "December"),
];

/// The name of a Jalali month (1 to 12), in Persian or in Latin letters; empty for another number.
#[must_use]
pub fn jalali_month_name(language: Language, month: u32) -> &'static str {
    named(&JALALI, language, month)
}

/// The name of a Gregorian month (1 to 12); empty for another number.
#[must_use]
pub fn gregorian_month_name(language: Language, month: u32) -> &'static str {
    named(&GREGORIAN, language, month)
}

fn named(names: &'static [(&'static str, &'static str); 12], language: Language, month: u32) -> &'static str {
    let names = (month as usize).checked_sub(1).and_then(|place| names.get(place));
    names.map_or("", |(persian, english)| language.choose(persian, english))
}

/// The name of a day of the week.
#[must_use]
pub fn weekday_name(language: Language, day: Weekday) -> &'static str {
    let (persian, english) = match day {
        Weekday::Sat => ("شنبه", "Saturday"),
        Weekday::Sun => ("یکشنبه", "Sunday"),
        Weekday::Mon => ("دوشنبه", "Monday"),
        Weekday::Tue => ("سه‌شنبه", "Tuesday"),
        Weekday::Wed => ("چهارشنبه", "Wednesday"),
        Weekday::Thu => ("پنجشنبه", "Thursday"),
        Weekday::Fri => ("جمعه", "Friday"),
    };
    language.choose(persian, english)
}

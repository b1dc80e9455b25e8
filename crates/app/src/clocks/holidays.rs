//! Official holidays of Iran.
//!
//! Those of the solar calendar are fixed. Those of the lunar one are reckoned by the arithmetical calendar (Reingold and
//! Dershowitz, Calendrical Calculations, chapter "The Islamic Calendar"); the sighting of the moon decides, so that each
//! may move by a day, and is marked as announced late. The list follows the council that makes the official calendar
//! (Institute of Geophysics, University of Tehran).

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use hamdel_domain::clocks::Holiday;
use hamdel_text::calendar::JalaliDate;

/// Month, day and names of the days off of every solar year.
const SOLAR: [(u32, u32, &str, &str); 10] = [
    (1, 1, "نوروز", "Nowruz"),
    (1, 2, "نوروز", "Nowruz"),
    (1, 3, "نوروز", "Nowruz"),
    (1, 4, "نوروز", "Nowruz"),
    (1, 12, "روز جمهوری اسلامی", "Islamic Republic Day"),
    (1, 13, "روز طبیعت", "Nature Day"),
    (3, 14, "رحلت امام خمینی", "Death of Imam Khomeini"),
    (3, 15, "قیام ۱۵ خرداد", "Uprising of 15 Khordad"),
    (11, 22, "پیروزی انقلاب اسلامی", "Victory of the Islamic Revolution"),
    (12, 29, "ملی شدن صنعت نفت", "Nationalisation of oil"),
];

/// Month, day and names of the days off of every lunar year.
const LUNAR: [(u32, u32, &str, &str); 17] = [
    (1, 9, "تاسوعا", "Tasua"),
    (1, 10, "عاشورا", "Ashura"),
    (2, 20, "اربعین", "Arbaeen"),
    (2, 28, "رحلت پیامبر و شهادت امام حسن", "Death of the Prophet, martyrdom of Imam Hasan"),
    (2, 29, "شهادت امام رضا", "Martyrdom of Imam Reza"),
    (3, 8, "شهادت امام حسن عسکری", "Martyrdom of Imam Hasan al-Askari"),
    (3, 17, "میلاد پیامبر و امام صادق", "Birth of the Prophet and of Imam Sadiq"),
    (6, 3, "شهادت حضرت فاطمه", "Martyrdom of Fatima"),
    (7, 13, "ولادت امام علی", "Birth of Imam Ali"),
    (7, 27, "مبعث", "Mab'ath"),
    (8, 15, "نیمهٔ شعبان", "Mid-Sha'ban"),
    (9, 21, "شهادت امام علی", "Martyrdom of Imam Ali"),
    (10, 1, "عید فطر", "Eid al-Fitr"),
    (10, 2, "تعطیل عید فطر", "Eid al-Fitr, second day"),
    (10, 25, "شهادت امام صادق", "Martyrdom of Imam Sadiq"),
    (12, 10, "عید قربان", "Eid al-Adha"),
    (12, 18, "عید غدیر", "Eid al-Ghadir"),
];

/// Days from the epoch of `NaiveDate::num_days_from_ce` to the first day of the lunar calendar (16 July 622, Julian).
const LUNAR_EPOCH: i32 = 227_015;

/// The official holidays of the Jalali years given, in the order of their dates. Where two fall on a day, the fixed one
/// is named first and the day is certain.
#[must_use]
pub fn official(years: RangeInclusive<i32>) -> Vec<Holiday> {
    let mut days: BTreeMap<NaiveDate, Holiday> = BTreeMap::new();
    let solar = years.clone().flat_map(|year| {
        SOLAR.into_iter().filter_map(move |(month, day, fa, en)| {
            Some((JalaliDate::new(year, month, day).ok()?.to_gregorian(), fa, en, true))
        })
    });
    let (first, last) = (first_day(*years.start()), first_day(years.end() + 1));
    let lunar_years = first.map_or(0, lunar_year)..=last.map_or(0, lunar_year) + 1;
    let lunar = lunar_years.flat_map(|year| {
        LUNAR.into_iter().filter_map(move |(month, day, fa, en)| Some((lunar_day(year, month, day)?, fa, en, false)))
    });
    let within = |day: &NaiveDate| first.is_some_and(|first| *day >= first) && last.is_some_and(|last| *day < last);
    for (date, fa, en, certain) in solar.chain(lunar).filter(|(date, ..)| within(date)) {
        let fresh = || Holiday { date, name_fa: fa.to_owned(), name_en: en.to_owned(), shifts: Vec::new(), certain };
        days.entry(date)
            .and_modify(|held| {
                held.name_fa = format!("{}، {fa}", held.name_fa);
                held.name_en = format!("{}; {en}", held.name_en);
            })
            .or_insert_with(fresh);
    }
    days.into_values().collect()
}

fn first_day(year: i32) -> Option<NaiveDate> {
    Some(JalaliDate::new(year, 1, 1).ok()?.to_gregorian())
}

/// The day of the arithmetical lunar calendar.
fn lunar_day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    let (month, day) = (month as i32, day as i32);
    let days = (year - 1) * 354 + (3 + 11 * year).div_euclid(30) + 29 * (month - 1) + month / 2 + day;
    NaiveDate::from_num_days_from_ce_opt(LUNAR_EPOCH - 1 + days)
}

/// The lunar year that a day is in, or the one before.
fn lunar_year(day: NaiveDate) -> i32 {
    (30 * (day.num_days_from_ce() - LUNAR_EPOCH)).div_euclid(10_631)
}

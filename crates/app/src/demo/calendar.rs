//! Days of the simulated history in Tehran's time, and the rhythm of an Iranian year, week and day.

use chrono::Datelike;
use hamdel_domain::Instant;
use hamdel_domain::clock::{DAY, SECOND};

use super::DemoOptions;

/// Microseconds by which Tehran is ahead of UTC: 3 hours and 30 minutes the whole year since 2022.
const TEHRAN: i64 = 12_600 * SECOND;

/// Thursday, counted from Saturday as 0.
pub(super) const THURSDAY: usize = 5;
/// Friday, counted from Saturday as 0.
pub(super) const FRIDAY: usize = 6;

/// How likely each hour of the day is on the website and in the app.
pub(super) const ONLINE_HOURS: [f64; 24] = [
    2.0, 1.0, 0.5, 0.3, 0.2, 0.3, 0.8, 1.8, 3.0, 4.2, 5.0, 5.4, 5.2, 4.6, 4.0, 4.0, 4.4, 5.0, 5.8, 6.6, 7.6, 8.4, 7.2,
    4.4,
];
/// How likely each hour of the day is in a branch (open from 10 to 22).
pub(super) const BRANCH_HOURS: [f64; 24] = [
    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 4.0, 6.0, 6.0, 3.5, 2.5, 3.5, 5.5, 8.0, 10.0, 10.5, 8.0, 4.0,
    0.0, 0.0,
];
/// How likely each hour of the day is at the call centres (open from 8 to 23).
pub(super) const CALL_HOURS: [f64; 24] = [
    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 3.0, 6.0, 7.0, 7.0, 6.0, 5.0, 4.0, 4.0, 5.0, 6.0, 7.5, 8.5, 8.5, 7.0, 4.0,
    0.0,
];
/// How likely each hour of the day is for a courier at the door.
pub(super) const COURIER_HOURS: [f64; 24] = [
    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 3.0, 6.0, 7.0, 6.0, 4.0, 4.0, 6.0, 7.0, 7.0, 6.0, 3.0, 0.0, 0.0, 0.0,
    0.0,
];

/// The days of the history; a day is counted from 1970-01-01 in Tehran's time.
#[derive(Clone, Copy)]
pub(super) struct Calendar {
    /// The first day.
    pub(super) first: i64,
    /// The day after the last one.
    pub(super) last: i64,
}

/// A stretch of whole days, as microseconds since the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// The first moment.
    pub(super) from: i64,
    /// The moment after the last one.
    pub(super) to: i64,
}

impl Window {
    /// Whether a moment lies in the window.
    pub(super) fn contains(self, moment: i64) -> bool {
        (self.from..self.to).contains(&moment)
    }
}

impl Calendar {
    /// The days that the options ask for: a month counts as a twelfth of 365 days.
    pub(super) fn of(options: &DemoOptions) -> Self {
        let last = day_of(options.until.micros());
        Self { first: last - i64::from(options.months.max(1)) * 365 / 12, last }
    }

    /// How many days the history has.
    pub(super) fn days(self) -> i64 {
        self.last - self.first
    }

    /// Days before the end at which something is planted: as asked in a history of a year or more,
    /// in proportion in a shorter one.
    pub(super) fn before_end(self, days: i64) -> i64 {
        days.min(days * self.days() / 365)
    }

    /// The stretch of `length` days that ends `gap` days before the end of the history.
    pub(super) fn window(self, gap: i64, length: i64) -> Window {
        let to = self.last - self.before_end(gap);
        let from = to - length.min(self.days() / 3);
        Window { from: moment(from, 0), to: moment(to, 0) }
    }
}

/// The day a moment falls on in Tehran.
pub(super) fn day_of(moment: i64) -> i64 {
    (moment + TEHRAN).div_euclid(DAY)
}

/// The moment of a day at so many seconds after Tehran's midnight.
pub(super) fn moment(day: i64, seconds: i64) -> i64 {
    day * DAY - TEHRAN + seconds * SECOND
}

/// The hour of the day in Tehran, 0 to 23.
pub(super) fn hour_of(moment: i64) -> i64 {
    (moment + TEHRAN).rem_euclid(DAY) / (3600 * SECOND)
}

/// The day of the week, from Saturday as 0 to Friday as 6.
pub(super) fn weekday(day: i64) -> usize {
    (day + 5).rem_euclid(7) as usize
}

/// The Jalali year, month and day of a day: the 33-year arithmetic rule, which agrees with Iran's
/// calendar from 1925 to 2088.
pub(super) fn jalali(day: i64) -> (i64, i64, i64) {
    let mut rest = day + 1_075_195;
    let mut year = -1595 + 33 * rest.div_euclid(12_053);
    rest = rest.rem_euclid(12_053);
    year += 4 * (rest / 1461);
    rest %= 1461;
    if rest > 365 {
        year += (rest - 1) / 365;
        rest = (rest - 1) % 365;
    }
    if rest < 186 { (year, 1 + rest / 31, 1 + rest % 31) } else { (year, 7 + (rest - 186) / 30, 1 + (rest - 186) % 30) }
}

/// How busy a day is against an ordinary one: the weeks before Nowruz and the week of Yalda are
/// peaks, the thirteen days of Nowruz are quiet, and Thursday is the great shopping day.
pub(super) fn bustle(day: i64) -> f64 {
    const WEEK: [f64; 7] = [0.95, 0.90, 0.90, 0.94, 1.02, 1.27, 1.02];
    let (_, month, date) = jalali(day);
    let season = match (month, date) {
        (12, 1..=9) => 1.25,
        (12, _) => 1.7,
        (1, 1..=13) => 0.55,
        (9, 23..=30) => 1.6,
        (5, _) => 0.9,
        _ => 1.0,
    };
    season * WEEK[weekday(day)]
}

/// A moment as the API takes it: ISO 8601 in UTC with milliseconds.
pub(super) fn iso(moment: i64) -> String {
    let date = Instant::from_micros(moment).to_utc();
    let millis = moment.div_euclid(1000).rem_euclid(86_400_000) as u32;
    let parts = [
        (date.year() as u32, 4, '-'),
        (date.month(), 2, '-'),
        (date.day(), 2, 'T'),
        (millis / 3_600_000, 2, ':'),
        (millis / 60_000 % 60, 2, ':'),
        (millis / 1000 % 60, 2, '.'),
        (millis % 1000, 3, 'Z'),
    ];
    let mut text = String::with_capacity(24);
    for (number, width, end) in parts {
        for place in (0..width).rev() {
            text.push(char::from(b'0' + (number / 10_u32.pow(place) % 10) as u8));
        }
        text.push(end);
    }
    text
}

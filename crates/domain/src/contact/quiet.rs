//! Quiet hours: times of the day at which nothing is sent.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Weekday};
use serde::{Deserialize, Serialize};

use super::category::Scope;
use super::zones::WallClock;
use crate::clock::Instant;

/// Minutes in a day.
pub const DAY_MINUTES: u16 = 1_440;

/// A day of the week, first the one a week starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "names of days")]
pub enum Day {
    Saturday,
    Sunday,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
}

impl Day {
    fn is(self, weekday: Weekday) -> bool {
        self as u32 == weekday.days_since(Weekday::Sat)
    }
}

/// Hours of a day in which those who obey are not contacted, in the customer's zone where it is known and
/// otherwise in the company's. They belong to the day they start in: 22:00 to 08:00 of Thursdays ends on Friday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    /// How explanations call them.
    pub name: String,
    /// First minute, 0 to 1439 after midnight.
    pub from: u16,
    /// The minute at which sending may go on, 0 to 1440; one that is not after `from` is of the next day.
    pub until: u16,
    /// The days they start in; empty for every day.
    #[serde(default)]
    pub days: Vec<Day>,
    /// Who obeys.
    pub scope: Scope,
}

impl QuietHours {
    /// The moment at which sending may go on, when `moment` is in quiet hours.
    #[must_use]
    pub fn over_at(&self, moment: Instant, clock: &dyn WallClock) -> Option<Instant> {
        let today = clock.local(moment).date();
        let yesterday = today.checked_sub_days(Days::new(1))?;
        [yesterday, today]
            .into_iter()
            .filter(|day| self.start_in(*day))
            .filter_map(|day| self.span(day, clock))
            .filter(|(from, until)| (*from..*until).contains(&moment))
            .map(|(_, until)| until)
            .max()
    }

    fn start_in(&self, day: NaiveDate) -> bool {
        self.days.is_empty() || self.days.iter().any(|named| named.is(day.weekday()))
    }

    fn span(&self, day: NaiveDate, clock: &dyn WallClock) -> Option<(Instant, Instant)> {
        let next_day = if self.until <= self.from { i64::from(DAY_MINUTES) } else { 0 };
        let at = |minutes: i64| {
            let local = day.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(minutes))?;
            Some(clock.instant(local))
        };
        Some((at(i64::from(self.from))?, at(i64::from(self.until) + next_day)?))
    }
}

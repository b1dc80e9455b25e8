//! Time zones: between instants and the local time people read and write.

use std::fmt;
use std::str::FromStr;

use chrono::{Duration, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone};
use chrono_tz::Tz;
use hamdel_domain::Instant;
use hamdel_domain::contact::WallClock;

use super::JalaliDate;

/// A time zone of the IANA database, such as `Asia/Tehran`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zone(Tz);

/// The name is not one of the IANA database.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no time zone is called {0:?}; a name looks like Asia/Tehran")]
pub struct ZoneError(String);

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(Tz::UTC);
    /// The zone of Iran.
    pub const TEHRAN: Self = Self(Tz::Asia__Tehran);

    /// The name in the IANA database.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// What a clock on the wall shows at that moment.
    #[must_use]
    pub fn local(self, moment: Instant) -> NaiveDateTime {
        moment.to_utc().with_timezone(&self.0).naive_local()
    }

    /// The moment at which a clock on the wall shows `local`.
    ///
    /// A time that clocks skip in spring is read by the clock of before the change: where 00:00
    /// becomes 01:00, 00:30 is the moment shown as 01:30. Of a time that clocks show twice in autumn
    /// it is the first. These are the rules of RFC 5545 section 3.3.5 and of `compatible` in
    /// ECMAScript's Temporal.
    #[must_use]
    pub fn instant(self, local: NaiveDateTime) -> Instant {
        let seconds_east = match self.0.offset_from_local_datetime(&local) {
            _ if self == Self::UTC => 0,
            LocalResult::Single(offset) | LocalResult::Ambiguous(offset, _) => offset.fix().local_minus_utc(),
            LocalResult::None => {
                let before = local.checked_sub_signed(Duration::days(1)).unwrap_or(local);
                self.0.offset_from_utc_datetime(&before).fix().local_minus_utc()
            }
        };
        at_offset(local, seconds_east)
    }

    /// The first moment of a day: midnight, or the first time after it where clocks skip midnight.
    #[must_use]
    pub fn start_of_day(self, date: NaiveDate) -> Instant {
        self.instant(date.and_time(NaiveTime::MIN))
    }
}

impl WallClock for Zone {
    fn local(&self, moment: Instant) -> NaiveDateTime {
        Self::local(*self, moment)
    }

    fn instant(&self, local: NaiveDateTime) -> Instant {
        Self::instant(*self, local)
    }

    fn jalali_month(&self, day: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let first = JalaliDate::from_gregorian(day)?.first_of_month();
        Some((first.to_gregorian(), first.plus_months(1)?.to_gregorian()))
    }
}

/// The moment of a local time that is `seconds_east` ahead of UTC.
pub(crate) fn at_offset(local: NaiveDateTime, seconds_east: i32) -> Instant {
    let micros = local.and_utc().timestamp_micros();
    Instant::from_micros(micros).plus_micros(-i64::from(seconds_east) * hamdel_domain::clock::SECOND)
}

impl FromStr for Zone {
    type Err = ZoneError;

    /// Reads a name of the IANA database.
    fn from_str(text: &str) -> Result<Self, ZoneError> {
        text.trim().parse().map(Self).map_err(|_| ZoneError(text.trim().chars().take(64).collect()))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

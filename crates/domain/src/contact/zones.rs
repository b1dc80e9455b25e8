//! The port for local time: what a clock on the wall shows, and the months people count by.

use chrono::{NaiveDate, NaiveDateTime};

use crate::clock::Instant;

/// Local time in one zone.
pub trait WallClock: Send + Sync {
    /// What a clock on the wall shows at that moment.
    fn local(&self, moment: Instant) -> NaiveDateTime;
    /// The moment at which a clock on the wall shows that.
    fn instant(&self, local: NaiveDateTime) -> Instant;
    /// The first day of the Jalali month that holds this day, and the first day of the month after it; `None`
    /// outside the years of that calendar.
    fn jalali_month(&self, day: NaiveDate) -> Option<(NaiveDate, NaiveDate)>;
}

/// The zones that rules are read in.
#[derive(Clone, Copy)]
pub struct Zones<'a> {
    /// The company's.
    pub company: &'a dyn WallClock,
    /// The customer's, where it is known.
    pub customer: Option<&'a dyn WallClock>,
}

impl<'a> Zones<'a> {
    /// The customer's where it is known, otherwise the company's.
    #[must_use]
    pub fn customer_or_company(&self) -> &'a dyn WallClock {
        self.customer.unwrap_or(self.company)
    }
}

/// Coordinated universal time, for those who know no other zone. It has no Jalali months; they are read as Gregorian.
#[derive(Clone, Copy, Debug, Default)]
pub struct Utc;

impl WallClock for Utc {
    fn local(&self, moment: Instant) -> NaiveDateTime {
        moment.to_utc().naive_utc()
    }

    fn instant(&self, local: NaiveDateTime) -> Instant {
        Instant::from_micros(local.and_utc().timestamp_micros())
    }

    fn jalali_month(&self, _day: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        None
    }
}

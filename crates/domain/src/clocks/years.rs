//! The working time of whole years, laid out once so that reckoning is a look-up rather than a walk over days.

use std::sync::{Arc, OnceLock};

use chrono::{Datelike, NaiveDate};

use crate::clock::Instant;

/// The first year that is kept once laid out; moments outside are laid out at every look.
const FIRST: i32 = 1970;
/// How many years are kept.
const KEPT: usize = 200;

/// The stretches of one local year, in the order in which they come.
#[derive(Debug, Default)]
pub(super) struct Year {
    stretches: Vec<Stretch>,
}

#[derive(Clone, Copy, Debug)]
struct Stretch {
    start: Instant,
    end: Instant,
    /// Working time of the year until the end of this stretch, microseconds.
    through: i64,
}

impl Year {
    fn new(year: i32, open: impl Fn(NaiveDate) -> Vec<(Instant, Instant)>) -> Self {
        let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else { return Self::default() };
        let days = first.iter_days().take_while(|day| day.year() == year);
        let mut found: Vec<(Instant, Instant)> = days.flat_map(open).collect();
        // The wall clock may go back over midnight: a day's last stretch is then after the next day's first.
        found.sort_unstable();
        let mut through = 0;
        let stretches = found.into_iter().map(|(start, end)| {
            through += end.micros_since(start);
            Stretch { start, end, through }
        });
        Self { stretches: stretches.collect() }
    }

    /// All working time of the year, microseconds.
    pub(super) fn whole(&self) -> i64 {
        self.stretches.last().map_or(0, |stretch| stretch.through)
    }

    /// Working time of the year before a moment, microseconds.
    pub(super) fn before(&self, moment: Instant) -> i64 {
        let begun = self.stretches.partition_point(|stretch| stretch.start < moment);
        let Some(stretch) = begun.checked_sub(1).and_then(|last| self.stretches.get(last)) else { return 0 };
        stretch.through - stretch.end.micros_since(moment).max(0)
    }

    /// The first moment by which so much working time of the year is over, more than none.
    pub(super) fn moment(&self, working: i64) -> Option<Instant> {
        let at = self.stretches.partition_point(|stretch| stretch.through < working);
        self.stretches.get(at).map(|stretch| stretch.end.plus_micros(working - stretch.through))
    }
}

/// The years of a calendar, each laid out when it is first asked for.
#[derive(Clone)]
pub(super) struct Years {
    kept: Arc<[OnceLock<Year>]>,
}

impl Years {
    pub(super) fn new() -> Self {
        Self { kept: (0..KEPT).map(|_| OnceLock::new()).collect() }
    }

    /// What `look` sees in a year; `open` gives the stretches of a day where it has to be laid out.
    pub(super) fn look<T>(
        &self,
        year: i32,
        open: impl Fn(NaiveDate) -> Vec<(Instant, Instant)>,
        look: impl FnOnce(&Year) -> T,
    ) -> T {
        let kept = usize::try_from(year - FIRST).ok().and_then(|index| self.kept.get(index));
        match kept {
            Some(slot) => look(slot.get_or_init(|| Year::new(year, open))),
            None => look(&Year::new(year, open)),
        }
    }
}

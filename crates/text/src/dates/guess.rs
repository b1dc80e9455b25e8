//! The format of a whole column, from samples of it.

use super::{Count, DateFormat, Unit, date_of};
use crate::scan::{NO_SEPARATOR, Spelling, Written};

/// The share of filled samples that must fit, in tenths: columns hold a few bad rows.
const FITTING_TENTHS: usize = 9;
/// Epoch counts that are taken for dates: 1990 to 2100, so that a column of numbers is not.
const LIKELY_SECONDS: std::ops::Range<i64> = 631_152_000..4_102_444_800;

/// The format in which at least nine tenths of the samples that are not blank are dates; `None` when
/// there is none. Never [`DateFormat::Auto`].
///
/// Take the samples from all over a file. Day or month first is decided in this order: by numbers
/// above twelve; by which of the two varies less, since a month stays while days pass; and, when
/// neither tells, by a day and month that are both written without leading zeros and with slashes,
/// which is how spreadsheets in the United States write (`12/1/2010 8:26`). Otherwise it is `None`.
#[must_use]
pub fn guess_format(samples: &[&str]) -> Option<DateFormat> {
    let mut tally = Tally::default();
    for sample in samples {
        tally.add(sample);
    }
    tally.format()
}

/// How many samples fit what.
#[derive(Default)]
struct Tally {
    filled: usize,
    iso: usize,
    jalali: usize,
    seconds: usize,
    millis: usize,
    day_first: usize,
    month_first: usize,
    /// Values seen as the first and the second number of dates that end in their year, a bit each.
    seen: [u32; 2],
    padded: bool,
    slashed: bool,
}

impl Tally {
    fn add(&mut self, sample: &str) {
        let Some(spelling) = Spelling::new(sample) else {
            self.filled += 1;
            return;
        };
        let bytes = spelling.bytes();
        if bytes.is_empty() {
            return;
        }
        self.filled += 1;
        match Count::scan(bytes) {
            Some(count) if !count.may_be_date() => self.add_count(count),
            _ => {
                if let Some(written) = Written::scan(bytes) {
                    self.add_written(&written);
                }
            }
        }
    }

    fn add_count(&mut self, count: Count) {
        match count.likely_unit() {
            Unit::Seconds if LIKELY_SECONDS.contains(&count.whole) => self.seconds += 1,
            Unit::Millis if LIKELY_SECONDS.contains(&(count.whole / 1_000)) => self.millis += 1,
            _ => {}
        }
    }

    fn add_written(&mut self, written: &Written) {
        let fits = |format| usize::from(date_of(written, format).is_ok());
        let [first, second, third] = written.numbers;
        let year = if first.digits == 4 { first.value } else { third.value };
        match (first.digits, third.digits) {
            _ if (1200..1600).contains(&year) => self.jalali += fits(DateFormat::Jalali),
            (4, 1 | 2) if written.separator != NO_SEPARATOR || (1900..2200).contains(&year) => {
                self.iso += fits(DateFormat::Iso);
            }
            (1 | 2, 4) if year >= 1600 => {
                self.day_first += fits(DateFormat::DayMonthYear);
                self.month_first += fits(DateFormat::MonthDayYear);
                for (seen, number) in self.seen.iter_mut().zip([first, second]) {
                    *seen |= 1_u32.checked_shl(number.value).unwrap_or(0);
                    self.padded |= number.digits == 2 && number.value < 10;
                }
                self.slashed |= written.separator == b'/';
            }
            _ => {}
        }
    }

    fn format(&self) -> Option<DateFormat> {
        let (year_last, count) = match self.day_first.cmp(&self.month_first) {
            std::cmp::Ordering::Greater => (Some(DateFormat::DayMonthYear), self.day_first),
            std::cmp::Ordering::Less => (Some(DateFormat::MonthDayYear), self.month_first),
            std::cmp::Ordering::Equal => (self.undecided(), self.day_first),
        };
        let candidates = [
            (Some(DateFormat::Iso), self.iso),
            (Some(DateFormat::Jalali), self.jalali),
            (Some(DateFormat::EpochSeconds), self.seconds),
            (Some(DateFormat::EpochMillis), self.millis),
            (year_last, count),
        ];
        let (format, fitting) = candidates.into_iter().max_by_key(|(_, count)| *count)?;
        (fitting > 0 && fitting * 10 >= self.filled * FITTING_TENTHS).then_some(format)?
    }

    /// Day or month first when every sample is a date either way.
    fn undecided(&self) -> Option<DateFormat> {
        let [first, second] = self.seen.map(u32::count_ones);
        match first.cmp(&second) {
            std::cmp::Ordering::Less => Some(DateFormat::MonthDayYear),
            std::cmp::Ordering::Greater => Some(DateFormat::DayMonthYear),
            std::cmp::Ordering::Equal => (self.slashed && !self.padded).then_some(DateFormat::MonthDayYear),
        }
    }
}

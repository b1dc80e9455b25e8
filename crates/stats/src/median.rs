//! Medians of times, those that have not ended among them.
//!
//! The interval is that of order statistics and holds for any distribution: the number of values below the median is
//! binomial with one half (Conover, Practical Nonparametric Statistics, 3.2). A time that has not ended is longer than
//! every one that has, as far as the median is concerned; so nobody looks fast by leaving the slow ones open.

use crate::error::StatsError;
use crate::interval::{Confidence, Method};
use crate::quantile;

/// A median with its interval. Only this crate makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Median {
    /// The median, in the unit of the values; none when half or more have not ended.
    pub value: Option<f64>,
    /// Lower end of the interval; none when so many have not ended that it cannot be told.
    pub low: Option<f64>,
    /// Upper end of the interval; none when it cannot be told.
    pub high: Option<f64>,
    /// Values and times that have not ended together.
    pub n: u64,
    /// Those that have not ended.
    pub open: u64,
    /// How the interval was computed.
    pub method: Method,
    /// How sure the interval is at least.
    pub confidence: Confidence,
}

/// The median of values, of which `open` more have not ended.
///
/// # Errors
///
/// [`StatsError::TooFew`] where no two order statistics hold the median with that confidence (six values at 95%),
/// [`StatsError::NotFinite`] of a value that is no number.
pub fn median(mut values: Vec<f64>, open: u64, confidence: Confidence) -> Result<Median, StatsError> {
    if values.iter().any(|value| !value.is_finite()) {
        return Err(StatsError::NotFinite);
    }
    values.sort_by(f64::total_cmp);
    let n = values.len() as u64 + open;
    let rank = lower_rank(n, confidence)
        .ok_or(StatsError::TooFew { have: usize::try_from(n).unwrap_or(usize::MAX), need: need(confidence) })?;
    let at = |place: u64| usize::try_from(place).ok().and_then(|place| values.get(place - 1)).copied();
    let value = match (at(n / 2 + n % 2), at(n / 2 + 1)) {
        (Some(below), Some(above)) => Some(f64::midpoint(below, above)),
        _ => None,
    };
    Ok(Median { value, low: at(rank), high: at(n - rank + 1), n, open, method: Method::OrderStatistics, confidence })
}

/// The largest rank `r` such that the values of ranks `r` and `n - r + 1` hold the median often enough: fewer than `r`
/// of `n` lie below it with a probability of at most half of alpha.
fn lower_rank(n: u64, confidence: Confidence) -> Option<u64> {
    let tail = confidence.alpha() / 2.0;
    // P(X <= r - 1) of Binomial(n, 1/2), as the beta distribution has it.
    let below = |rank: u64| quantile::beta_within((n - rank + 1) as f64, rank as f64, 0.5);
    let (mut low, mut high) = (0, n / 2 + 1);
    while low + 1 < high {
        let middle = low.midpoint(high);
        if below(middle) <= tail { low = middle } else { high = middle }
    }
    (low > 0).then_some(low)
}

/// The fewest values of which the least and the greatest hold the median often enough.
fn need(confidence: Confidence) -> usize {
    (1..=1_000_u32).find(|n| 0.5_f64.powi(n.cast_signed()) <= confidence.alpha() / 2.0).map_or(1_000, |n| n as usize)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(values: &[f64], open: u64) -> Median {
        median(values.to_vec(), open, Confidence::P95).unwrap()
    }

    #[test]
    fn ranks_are_those_of_the_tables() {
        // Conover, table A3: for n = 10 the second and the ninth hold the median with 97.9%; for n = 6 the ends do with
        // 96.9%; n = 20: sixth and fifteenth (95.9%); n = 100: fortieth and sixty-first (96.5%).
        for (n, rank) in [(6, 1), (8, 1), (9, 2), (10, 2), (20, 6), (100, 40)] {
            assert_eq!(lower_rank(n, Confidence::P95), Some(rank), "{n}");
        }
        assert_eq!(lower_rank(5, Confidence::P95), None);
        assert_eq!(median(vec![1.0; 5], 0, Confidence::P95), Err(StatsError::TooFew { have: 5, need: 6 }));
    }

    #[test]
    fn a_median_and_its_interval() {
        let ten: Vec<f64> = (1..=10).rev().map(f64::from).collect();
        let held = of(&ten, 0);
        assert_eq!((held.value, held.low, held.high, held.n), (Some(5.5), Some(2.0), Some(9.0), 10));
        let nine = of(&ten[1..], 0);
        assert_eq!((nine.value, nine.low, nine.high), (Some(5.0), Some(2.0), Some(8.0)));
    }

    #[test]
    fn what_has_not_ended_is_longer_than_all_that_has() {
        let held = of(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], 3);
        assert_eq!((held.value, held.low, held.high, held.open), (Some(5.5), Some(2.0), None, 3));
        let most = of(&[1.0, 2.0, 3.0], 7);
        assert_eq!((most.value, most.low, most.high), (None, Some(2.0), None));
        assert_eq!(median(vec![f64::NAN; 9], 0, Confidence::P95), Err(StatsError::NotFinite));
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_median(values in prop::collection::vec(-9.0_f64..9.0, 6..80), open in 0_u64..5) {
            let held = of(&values, open);
            if let (Some(low), Some(value)) = (held.low, held.value) {
                prop_assert!(low <= value);
            }
            if let (Some(high), Some(value)) = (held.high, held.value) {
                prop_assert!(value <= high);
            }
        }
    }
}

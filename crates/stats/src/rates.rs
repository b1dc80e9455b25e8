//! How often something happens, and whether it happens less often than before.
//!
//! Counts of things that happen one by one, independently of each other, follow a Poisson distribution; intervals here
//! are exact for it, so that they hold for a handful as well as for thousands. Where things come in bursts (one broken
//! van, thirty complaints) they are too narrow.

use crate::error::StatsError;
use crate::interval::{Confidence, Method};
use crate::quantile;

/// How often something was counted, in a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counted {
    count: u64,
    time: f64,
}

impl Counted {
    /// `count` in `time`, of any unit.
    ///
    /// # Errors
    ///
    /// [`StatsError::NotFinite`] unless the time is a number above 0.
    pub fn new(count: u64, time: f64) -> Result<Self, StatsError> {
        if time.is_finite() && time > 0.0 { Ok(Self { count, time }) } else { Err(StatsError::NotFinite) }
    }

    /// How many were counted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Per unit of time.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.count as f64 / self.time
    }
}

/// How many times as often something happens as before. Only this crate makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct RateRatio {
    /// The rate after, per unit of time, divided by the rate before; infinite when nothing was counted before, and not
    /// a number when nothing was counted at all.
    pub ratio: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval; infinite when nothing was counted before.
    pub high: f64,
    /// Probability of counts at least as far apart were both rates the same: twice the smaller tail, at most 1.
    pub p_value: f64,
    /// What was counted before and after.
    pub n: (u64, u64),
    /// How the interval was computed.
    pub method: Method,
    /// How sure the interval is.
    pub confidence: Confidence,
}

impl RateRatio {
    /// Whether chance alone would show such a difference less often than alpha.
    #[must_use]
    pub fn more_than_chance(&self) -> bool {
        self.p_value < self.confidence.alpha()
    }
}

/// The ratio of two rates with its exact interval: given both counts together, the later one is binomial, and its share
/// is a function of the ratio (Przyborowski and Wilenski 1940; Clopper and Pearson 1934).
#[must_use]
pub fn ratio(before: Counted, after: Counted, confidence: Confidence) -> RateRatio {
    let (n, later) = ((before.count + after.count) as f64, after.count as f64);
    let tail = confidence.alpha() / 2.0;
    let odds = |share: f64| share / (1.0 - share) * before.time / after.time;
    let low = if after.count == 0 { 0.0 } else { odds(quantile::beta_quantile(tail, later, n - later + 1.0)) };
    let high = if before.count == 0 {
        f64::INFINITY
    } else {
        odds(quantile::beta_quantile(1.0 - tail, later + 1.0, n - later))
    };
    // The share of the later time, were both rates the same.
    let share = after.time / (before.time + after.time);
    let at_least = if after.count == 0 { 1.0 } else { quantile::beta_within(later, n - later + 1.0, share) };
    let at_most = if before.count == 0 { 1.0 } else { 1.0 - quantile::beta_within(later + 1.0, n - later, share) };
    RateRatio {
        ratio: after.rate() / before.rate(),
        low,
        high,
        p_value: (2.0 * at_least.min(at_most)).min(1.0),
        n: (before.count, after.count),
        method: Method::ExactPoisson,
        confidence,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn counted(count: u64, time: f64) -> Counted {
        Counted::new(count, time).unwrap()
    }

    fn close(one: f64, other: f64, tolerance: f64) {
        assert!((one - other).abs() < tolerance, "{one} is not {other}");
    }

    /// The tails of the binomial distribution by adding up.
    fn tails(later: u64, n: u64, share: f64) -> (f64, f64) {
        let term = |k: u64| {
            let choose: f64 = (0..k).map(|i| ((n - i) as f64 / (k - i) as f64).ln()).sum();
            (choose + k as f64 * share.ln() + (n - k) as f64 * (1.0 - share).ln()).exp()
        };
        ((0..=later).map(term).sum(), (later..=n).map(term).sum())
    }

    #[test]
    fn fewer_complaints_than_before() {
        // 31 in a month, then 12 in the next. By hand: given 43 in all, Clopper and Pearson's interval of 12 in 43 is
        // [0.1533, 0.4367], and p / (1 - p) is [0.1811, 0.7752].
        let held = ratio(counted(31, 1.0), counted(12, 1.0), Confidence::P95);
        close(held.ratio, 12.0 / 31.0, 1e-12);
        for (end, tail) in [(held.low, 1), (held.high, 0)] {
            let share = end / (1.0 + end);
            let (at_most, at_least) = tails(12, 43, share);
            close(if tail == 1 { at_least } else { at_most }, 0.025, 1e-9);
        }
        let (at_most, _) = tails(12, 43, 0.5);
        close(held.p_value, 2.0 * at_most, 1e-9);
        assert!(held.more_than_chance() && held.high < 0.8);
    }

    #[test]
    fn the_breast_cancer_study_of_rothman() {
        // 41 cases in 28,010 and 15 in 19,017 woman-years (Rothman and Greenland, Modern Epidemiology, table 14-1):
        // ratio 1.86, exact 95% interval 1.01 to 3.61 (as R's poisson.test gives: 1.005 to 3.609, p = 0.0466 by the
        // method of small p; twice the smaller tail is 0.0476).
        let held = ratio(counted(15, 19_017.0), counted(41, 28_010.0), Confidence::P95);
        close(held.ratio, 1.8558, 5e-4);
        close(held.low, 1.005, 5e-3);
        close(held.high, 3.609, 5e-3);
        assert!(held.p_value > 0.03 && held.p_value < 0.05, "{}", held.p_value);
    }

    #[test]
    fn nothing_counted_is_no_news() {
        let none = ratio(counted(0, 1.0), counted(0, 2.0), Confidence::P95);
        assert!(none.ratio.is_nan() && none.low == 0.0 && none.high.is_infinite() && none.p_value == 1.0);
        let gone = ratio(counted(10, 1.0), counted(0, 1.0), Confidence::P95);
        assert!(gone.ratio == 0.0 && gone.low == 0.0 && gone.high < 0.5 && gone.more_than_chance());
        assert!(Counted::new(1, 0.0).is_err() && Counted::new(1, f64::NAN).is_err());
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_ratio_and_turns_round(
            before in 1_u64..400, after in 1_u64..400, first in 0.5_f64..50.0, second in 0.5_f64..50.0,
        ) {
            let held = ratio(counted(before, first), counted(after, second), Confidence::P95);
            prop_assert!(held.low <= held.ratio && held.ratio <= held.high);
            let turned = ratio(counted(after, second), counted(before, first), Confidence::P95);
            prop_assert!((turned.low * held.high - 1.0).abs() < 1e-6);
            prop_assert!((turned.p_value - held.p_value).abs() < 1e-9);
            prop_assert_eq!(held.more_than_chance(), held.low > 1.0 || held.high < 1.0);
        }
    }
}

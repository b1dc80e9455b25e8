//! A share and its interval.

use crate::error::StatsError;
use crate::interval::{Confidence, Estimate, Method};

/// A share of answers, with the n behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proportion {
    share: f64,
    n: u64,
    effective_n: f64,
}

impl Proportion {
    /// `successes` of `n` answers.
    ///
    /// # Errors
    ///
    /// [`StatsError::TooFew`] of no answers, [`StatsError::InconsistentSums`] with more successes than answers.
    pub fn of_counts(successes: u64, n: u64) -> Result<Self, StatsError> {
        if n == 0 {
            return Err(StatsError::TooFew { have: 0, need: 1 });
        }
        if successes > n {
            return Err(StatsError::InconsistentSums);
        }
        Ok(Self { share: successes as f64 / n as f64, n, effective_n: n as f64 })
    }

    /// A weighted share, in [0, 1], of `n` answers worth `effective_n` unweighted ones.
    pub(crate) fn weighted(share: f64, n: u64, effective_n: f64) -> Self {
        // Sums of weights leave the range by their rounding.
        Self { share: share.clamp(0.0, 1.0), n, effective_n }
    }

    /// The share, in [0, 1].
    #[must_use]
    pub fn share(&self) -> f64 {
        self.share
    }

    /// Number of answers.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Unweighted answers that would be worth as much.
    #[must_use]
    pub fn effective_n(&self) -> f64 {
        self.effective_n
    }

    /// The share with Wilson's score interval (1927), all in [0, 1]; weighted answers count with their effective n.
    #[must_use]
    pub fn wilson(&self, confidence: Confidence) -> Estimate {
        let (value, n, effective_n) = (self.share, self.n, self.effective_n);
        let square = confidence.z() * confidence.z();
        let scale = 1.0 + square / effective_n;
        let centre = (value + square / (2.0 * effective_n)) / scale;
        let spread = value * (1.0 - value) / effective_n + square / (4.0 * effective_n * effective_n);
        let half = confidence.z() * spread.sqrt() / scale;
        let (low, high) = (centre - half, centre + half);
        Estimate { value, low, high, n, effective_n, method: Method::Wilson, confidence }.within(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn intervals_are_those_of_newcombe_1998() {
        // Table I, method 3, of "Two-sided confidence intervals for the single proportion".
        for (successes, n, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let estimate = Proportion::of_counts(successes, n).unwrap().wilson(Confidence::P95);
            assert!((estimate.low - low).abs() < 5e-5 && (estimate.high - high).abs() < 5e-5, "{estimate:?}");
        }
    }

    #[test]
    fn impossible_counts_are_refused() {
        assert_eq!(Proportion::of_counts(0, 0), Err(StatsError::TooFew { have: 0, need: 1 }));
        assert_eq!(Proportion::of_counts(3, 2), Err(StatsError::InconsistentSums));
    }

    proptest! {
        #[test]
        fn the_ends_solve_the_score_equation(n in 1_u64..100_000, part in 0.0..=1.0, level in 0.5..0.999) {
            let confidence = Confidence::new(level).unwrap();
            let proportion = Proportion::of_counts((n as f64 * part) as u64, n).unwrap();
            let estimate = proportion.wilson(confidence);
            prop_assert!(0.0 <= estimate.low && estimate.low <= estimate.value);
            prop_assert!(estimate.value <= estimate.high && estimate.high <= 1.0);
            // Wilson's ends are the shares p with |observed - p| = z sqrt(p (1 - p) / n).
            for end in [estimate.low, estimate.high] {
                let distance = (estimate.value - end).powi(2);
                let allowed = confidence.z().powi(2) * end * (1.0 - end) / n as f64;
                prop_assert!((distance - allowed).abs() < 1e-9, "{} {}", distance, allowed);
            }
        }
    }
}

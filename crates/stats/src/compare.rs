//! Whether two numbers differ by more than chance.
//!
//! Differences are the second less the first: positive when the score rose, or when the second group is better.
//! The groups must be of different respondents. Where many pairs are compared, judge by the adjusted p values of
//! [`benjamini_hochberg`], or one pair in twenty will seem to differ though none does.

use crate::error::StatsError;
use crate::interval::{Confidence, Method};
use crate::mean::Moments;
use crate::nps::{Nps, NpsInterval};
use crate::proportion::Proportion;
use crate::quantile;

/// A difference with its interval. Only this crate makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Comparison {
    /// The second less the first, in their unit.
    pub difference: f64,
    /// Lower end of the interval of the difference.
    pub low: f64,
    /// Upper end of the interval of the difference.
    pub high: f64,
    /// Probability of a difference at least as large by chance alone, in [0, 1].
    pub p_value: f64,
    /// Answers behind the first and the second.
    pub n: (u64, u64),
    /// How the interval was computed.
    pub method: Method,
    /// How sure the interval is; 1 less this is the alpha of [`more_than_chance`](Self::more_than_chance).
    pub confidence: Confidence,
}

impl Comparison {
    /// Whether chance alone would show such a difference less often than alpha, by the p value.
    #[must_use]
    pub fn more_than_chance(&self) -> bool {
        self.p_value < self.confidence.alpha()
    }

    /// A difference with its standard error, by Student's t.
    pub(crate) fn by_t(
        difference: f64,
        standard_error: f64,
        degrees: f64,
        n: (u64, u64),
        method: Method,
        confidence: Confidence,
    ) -> Self {
        let half = confidence.t(degrees) * standard_error;
        let p_value = quantile::t_p(difference / standard_error, degrees);
        Self { difference, low: difference - half, high: difference + half, p_value, n, method, confidence }
    }
}

/// Two Net Promoter Scores: z test from their variances, all in points.
///
/// With [`NpsInterval::AdjustedWald`] interval and p value come from the adjusted shares of each, so that a handful of
/// answers that agree prove nothing (Rocks 2016); `difference` is that of the scores themselves.
#[must_use]
pub fn nps(first: &Nps, second: &Nps, interval: NpsInterval, confidence: Confidence) -> Comparison {
    let (one, other) = (first.spread(interval), second.spread(interval));
    let (centre, error) = (other.centre - one.centre, one.standard_error.hypot(other.standard_error));
    let p_value = if centre == 0.0 { 1.0 } else { quantile::normal_p(centre / error) };
    let half = confidence.z() * error;
    let method = match interval {
        NpsInterval::Wald => Method::Wald,
        NpsInterval::AdjustedWald => Method::AdjustedWald,
    };
    let difference = second.score() - first.score();
    let (low, high) = ((centre - half).max(-200.0).min(difference), (centre + half).min(200.0).max(difference));
    Comparison { difference, low, high, p_value, n: (first.n(), second.n()), method, confidence }
}

/// Two shares: Newcombe's interval (1998, method 10) and the p value of the z test with pooled variance.
///
/// Interval and test are not the same formula: near alpha one may include no difference and the other not.
#[must_use]
pub fn proportions(first: &Proportion, second: &Proportion, confidence: Confidence) -> Comparison {
    let (one, other) = (first.wilson(confidence), second.wilson(confidence));
    let difference = other.value - one.value;
    let low = difference - (other.value - other.low).hypot(one.high - one.value);
    let high = difference + (other.high - other.value).hypot(one.value - one.low);
    let answers = first.effective_n() + second.effective_n();
    let pooled = (one.value * first.effective_n() + other.value * second.effective_n()) / answers;
    let error = (pooled * (1.0 - pooled) * (1.0 / first.effective_n() + 1.0 / second.effective_n())).sqrt();
    let p_value = if difference == 0.0 { 1.0 } else { quantile::normal_p(difference / error) };
    Comparison { difference, low, high, p_value, n: (first.n(), second.n()), method: Method::Newcombe, confidence }
}

/// Two means, of unequal variance and n: Welch's t (1947), in the unit of the values.
///
/// # Errors
///
/// [`StatsError::TooFew`] of fewer than two values each, [`StatsError::NoSpread`] when neither varies.
pub fn means(first: &Moments, second: &Moments, confidence: Confidence) -> Result<Comparison, StatsError> {
    let parts = |moments: &Moments| Some((moments.mean()?, moments.standard_error()?.powi(2)));
    let have = usize::try_from(first.n().min(second.n())).unwrap_or(usize::MAX);
    let too_few = StatsError::TooFew { have, need: 2.max(have.saturating_add(1)) };
    let ((one, one_variance), (other, other_variance)) = parts(first).zip(parts(second)).ok_or(too_few)?;
    let variance = one_variance + other_variance;
    if variance <= 0.0 {
        return Err(StatsError::NoSpread);
    }
    let share = |variance: f64, moments: &Moments| variance * variance / (moments.effective_n() - 1.0);
    let degrees = variance * variance / (share(one_variance, first) + share(other_variance, second));
    let n = (first.n(), second.n());
    Ok(Comparison::by_t(other - one, variance.sqrt(), degrees, n, Method::Welch, confidence))
}

/// The p values adjusted for being many, in the order given: of those that stay below alpha, a share of alpha at most
/// is expected to be chance (Benjamini and Hochberg 1995).
///
/// # Errors
///
/// [`StatsError::OutOfScale`] for one outside [0, 1].
pub fn benjamini_hochberg(p_values: &[f64]) -> Result<Vec<f64>, StatsError> {
    if let Some(value) = p_values.iter().copied().find(|p| !(0.0..=1.0).contains(p)) {
        return Err(StatsError::OutOfScale { value, low: 0.0, high: 1.0 });
    }
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|one, other| p_values[*one].total_cmp(&p_values[*other]));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut least = 1.0_f64;
    for (rank, index) in order.into_iter().enumerate().rev() {
        least = least.min(p_values[index] * p_values.len() as f64 / (rank + 1) as f64);
        adjusted[index] = least;
    }
    Ok(adjusted)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn share(successes: u64, n: u64) -> Proportion {
        Proportion::of_counts(successes, n).unwrap()
    }

    #[test]
    fn intervals_of_two_shares_are_those_of_newcombe_1998() {
        // Table II, method 10, of "Interval estimation for the difference between independent proportions".
        for (second, first, low, high) in [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090)] {
            let compared = proportions(&share(first.0, first.1), &share(second.0, second.1), Confidence::P95);
            assert!((compared.low - low).abs() < 5e-5 && (compared.high - high).abs() < 5e-5, "{compared:?}");
            assert!(compared.more_than_chance());
            assert_eq!(compared.n, (first.1, second.1));
        }
    }

    #[test]
    fn the_test_of_two_shares_is_the_pooled_one() {
        // Pooled 104/150: z = 0.2 / sqrt(0.693333 * 0.306667 * (1/70 + 1/80)) = 2.650.
        let compared = proportions(&share(48, 80), &share(56, 70), Confidence::P95);
        assert!((compared.p_value - 0.008_05).abs() < 1e-4, "{compared:?}");
        let one_each = proportions(&share(0, 1), &share(1, 1), Confidence::P95);
        assert!(!one_each.more_than_chance() && one_each.low < 0.0);
        assert_eq!(proportions(&share(5, 5), &share(9, 9), Confidence::P95).p_value, 1.0);
    }

    #[test]
    fn two_scores_by_their_variances() {
        let (first, second) = (Nps::of_groups(50, 30, 20).unwrap(), Nps::of_groups(60, 25, 15).unwrap());
        // sqrt(0.61/100 + 0.5475/100) = 0.107587; 0.15 / 0.107587 = 1.39422.
        let compared = nps(&first, &second, NpsInterval::Wald, Confidence::P95);
        assert!((compared.difference - 15.0).abs() < 1e-9);
        assert!((compared.low - (15.0 - 1.959_964 * 10.7587)).abs() < 1e-3, "{compared:?}");
        assert!((compared.p_value - 0.163_25).abs() < 1e-4, "{compared:?}");
        assert!(!compared.more_than_chance());
        let (none, all) = (Nps::of_groups(0, 0, 1).unwrap(), Nps::of_groups(1, 0, 0).unwrap());
        assert!(!nps(&none, &all, NpsInterval::AdjustedWald, Confidence::P95).more_than_chance());
        assert_eq!(nps(&all, &all, NpsInterval::Wald, Confidence::P95).p_value, 1.0);
    }

    #[test]
    fn two_means_as_in_the_sleep_data() {
        // Student's sleep data as in R's `t.test(extra ~ group, data = sleep)`: t = -1.8608, df = 17.776,
        // p = 0.07939, interval [-3.3654832, 0.2054832] for the first less the second.
        let first = Moments::of([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]).unwrap();
        let second = Moments::of([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]).unwrap();
        let compared = means(&first, &second, Confidence::P95).unwrap();
        assert!((compared.difference - 1.58).abs() < 1e-9);
        assert!((compared.low + 0.205_483_2).abs() < 1e-6 && (compared.high - 3.365_483_2).abs() < 1e-6);
        assert!((compared.p_value - 0.079_39).abs() < 5e-6);
    }

    #[test]
    fn means_that_cannot_be_tested_are_refused() {
        let (one, same) = (Moments::of([1.0]).unwrap(), Moments::of([2.0, 2.0]).unwrap());
        assert_eq!(means(&one, &same, Confidence::P95), Err(StatsError::TooFew { have: 1, need: 2 }));
        assert_eq!(means(&same, &same, Confidence::P95), Err(StatsError::NoSpread));
    }

    #[test]
    fn many_comparisons_are_adjusted() {
        // R: p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.5), "BH").
        let adjusted = benjamini_hochberg(&[0.01, 0.04, 0.03, 0.005, 0.5]).unwrap();
        for (value, expected) in adjusted.iter().zip([0.025, 0.05, 0.05, 0.025, 0.5]) {
            assert!((value - expected).abs() < 1e-12, "{adjusted:?}");
        }
        assert_eq!(benjamini_hochberg(&[]), Ok(vec![]));
        assert!(benjamini_hochberg(&[f64::NAN]).is_err());
    }

    proptest! {
        #[test]
        fn swapping_the_groups_turns_the_sign(
            one in (0_u64..50, 0_u64..50, 1_u64..50),
            other in (0_u64..50, 0_u64..50, 1_u64..50),
        ) {
            let (first, second) = (Nps::of_groups(one.0, one.1, one.2).unwrap(), Nps::of_groups(other.0, other.1, other.2).unwrap());
            let forth = nps(&first, &second, NpsInterval::AdjustedWald, Confidence::P95);
            let back = nps(&second, &first, NpsInterval::AdjustedWald, Confidence::P95);
            prop_assert!((forth.low + back.high).abs() < 1e-9 && (forth.p_value - back.p_value).abs() < 1e-12);
            // The interval leaves out "no difference" exactly when the test says more than chance.
            let outside = forth.low > 0.0 || forth.high < 0.0;
            prop_assert!(!outside || forth.more_than_chance());
        }

        #[test]
        fn adjusting_agrees_with_the_definition(p_values in prop::collection::vec(0.0_f64..=1.0, 1..40), alpha in 0.001_f64..0.5) {
            let adjusted = benjamini_hochberg(&p_values).unwrap();
            let mut sorted = p_values.clone();
            sorted.sort_by(f64::total_cmp);
            let within = |rank: usize| sorted[rank - 1] <= alpha * rank as f64 / sorted.len() as f64;
            let kept = (1..=sorted.len()).rev().find(|rank| within(*rank)).unwrap_or(0);
            let close = adjusted.iter().any(|p| (p - alpha).abs() < 1e-12);
            prop_assert!(close || adjusted.iter().filter(|p| **p <= alpha).count() == kept);
        }
    }
}

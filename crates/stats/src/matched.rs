//! What something did to those it happened to, against others who were alike before.
//!
//! Customers who complained are not like those who did not: they buy more, or have been there longer. So both are put
//! into strata of people who were alike beforehand, and only differences within a stratum count: coarsened exact
//! matching (Iacus, King, Porro 2012), with the effect averaged over those it happened to. What sets both apart and is
//! not in the strata stays in the effect; it is an observation, not a trial.

use crate::compare::Comparison;
use crate::error::StatsError;
use crate::interval::{Confidence, Method};
use crate::mean::Moments;

/// People who were alike before: the outcome of those it happened to, and of the others.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stratum {
    /// Those it happened to.
    pub treated: Moments,
    /// The others.
    pub others: Moments,
}

/// The effect on those it happened to.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Matched {
    /// Mean outcome of those it happened to who have somebody to be compared with.
    pub treated: f64,
    /// Mean outcome of the others, weighted to the same strata.
    pub others: f64,
    /// The others against those it happened to: `difference` is treated less others, `n` others and treated.
    pub comparison: Comparison,
    /// How many it happened to who have nobody alike; they are in no figure.
    pub unmatched: u64,
}

/// The effect on those it happened to, in the unit of the outcome.
///
/// Within a stratum the means are compared; strata are weighted by how many it happened to. The variance of single
/// outcomes is pooled over strata, apart for both sides; degrees of freedom after Welch and Satterthwaite. With one
/// stratum this is [`compare::means`](crate::compare::means).
///
/// # Errors
///
/// [`StatsError::TooFew`] when no stratum has both, or a side has fewer than two outcomes in the stratum that has
/// most; [`StatsError::NoSpread`] when neither side varies within a stratum.
pub fn effect(strata: &[Stratum], confidence: Confidence) -> Result<Matched, StatsError> {
    let both: Vec<&Stratum> = strata.iter().filter(|held| held.treated.n() > 0 && held.others.n() > 0).collect();
    let happened: u64 = both.iter().map(|held| held.treated.n()).sum();
    let pooled = |side: fn(&Stratum) -> &Moments| pooled_variance(both.iter().map(|held| side(held)));
    let too_few = StatsError::TooFew { have: usize::try_from(happened.min(1)).unwrap_or(1), need: 2 };
    let (of_treated, of_others) = pooled(|held| &held.treated).zip(pooled(|held| &held.others)).ok_or(too_few)?;
    let (mut treated, mut others, mut treated_share, mut others_share) = (0.0, 0.0, 0.0, 0.0);
    for held in &both {
        let weight = held.treated.n() as f64 / happened as f64;
        treated += weight * held.treated.mean().unwrap_or_default();
        others += weight * held.others.mean().unwrap_or_default();
        treated_share += weight * weight / held.treated.n() as f64;
        others_share += weight * weight / held.others.n() as f64;
    }
    let parts = [(of_treated.0 * treated_share, of_treated.1), (of_others.0 * others_share, of_others.1)];
    let variance: f64 = parts.iter().map(|(part, _)| part).sum();
    if variance <= 0.0 {
        return Err(StatsError::NoSpread);
    }
    let degrees = variance * variance / parts.iter().map(|(part, degrees)| part * part / degrees).sum::<f64>();
    let n = (both.iter().map(|held| held.others.n()).sum(), happened);
    Ok(Matched {
        treated,
        others,
        comparison: Comparison::by_t(treated - others, variance.sqrt(), degrees, n, Method::Matched, confidence),
        unmatched: strata.iter().map(|held| held.treated.n()).sum::<u64>() - happened,
    })
}

/// Variance of single outcomes within strata, and its degrees of freedom; none when no stratum has two.
fn pooled_variance<'m>(sides: impl Iterator<Item = &'m Moments>) -> Option<(f64, f64)> {
    let (sum, degrees) = sides.fold((0.0, 0.0), |(sum, degrees), side| match side.variance() {
        Some(variance) => {
            let more = side.n() as f64 - 1.0;
            (sum + variance * more, degrees + more)
        }
        None => (sum, degrees),
    });
    (degrees > 0.0).then(|| (sum / degrees, degrees))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::compare;
    use crate::sampler::Sampler;

    fn stratum(treated: &[f64], others: &[f64]) -> Stratum {
        let moments = |values: &[f64]| Moments::of(values.iter().copied()).unwrap();
        Stratum { treated: moments(treated), others: moments(others) }
    }

    #[test]
    fn one_stratum_is_welch() {
        // Student's sleep data, as in the test of `compare::means`.
        let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
        let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
        let held = stratum(&second, &first);
        let welch = compare::means(&held.others, &held.treated, Confidence::P95).unwrap();
        let matched = effect(&[held], Confidence::P95).unwrap();
        assert!((matched.comparison.difference - welch.difference).abs() < 1e-12);
        assert!((matched.comparison.low - welch.low).abs() < 1e-9, "{matched:?}");
        assert!((matched.comparison.p_value - 0.079_39).abs() < 5e-6);
        assert_eq!(matched.unmatched, 0);
    }

    #[test]
    fn who_complains_more_often_does_not_count_as_an_effect() {
        // Buyers of much spend 100 and complain often, buyers of little spend 10 and hardly do; complaining does nothing.
        let much = stratum(&[99.0, 101.0, 100.0, 100.0], &[100.0, 98.0, 102.0]);
        let little = stratum(&[10.0, 10.0], &[9.0, 11.0, 10.0, 10.0, 10.0]);
        let matched = effect(&[much, little, stratum(&[5.0], &[])], Confidence::P95).unwrap();
        assert!(matched.comparison.difference.abs() < 1e-9, "{matched:?}");
        assert!((matched.treated - 70.0).abs() < 1e-9 && (matched.others - 70.0).abs() < 1e-9);
        assert_eq!((matched.unmatched, matched.comparison.n), (1, (8, 6)));
        assert!(!matched.comparison.more_than_chance());
    }

    #[test]
    fn what_cannot_be_compared_is_refused() {
        assert!(matches!(effect(&[], Confidence::P95), Err(StatsError::TooFew { .. })));
        let apart = [stratum(&[1.0, 2.0], &[]), stratum(&[], &[1.0, 2.0])];
        assert!(matches!(effect(&apart, Confidence::P95), Err(StatsError::TooFew { .. })));
        assert_eq!(effect(&[stratum(&[1.0, 1.0], &[2.0, 2.0])], Confidence::P95), Err(StatsError::NoSpread));
    }

    #[test]
    fn the_interval_holds_the_truth_as_often_as_it_says() {
        let mut sampler = Sampler::new(11);
        let truth = 3.0;
        let held = (0..600).filter(|_| {
            let mut strata = [Stratum::default(); 4];
            for (level, stratum) in strata.iter_mut().enumerate() {
                for _ in 0..=2 * level {
                    stratum.treated.push(10.0 * level as f64 + truth + 4.0 * sampler.normal()).unwrap();
                }
                for _ in 0..12 - 2 * level {
                    stratum.others.push(10.0 * level as f64 + 2.0 * sampler.normal()).unwrap();
                }
            }
            let found = effect(&strata, Confidence::P95).unwrap().comparison;
            found.low <= truth && truth <= found.high
        });
        let share = held.count() as f64 / 600.0;
        assert!((share - 0.95).abs() < 0.03, "{share}");
    }

    proptest! {
        #[test]
        fn a_gain_for_everybody_it_happened_to_is_the_effect(
            strata in prop::collection::vec((prop::collection::vec(-9.0_f64..9.0, 2..6), prop::collection::vec(-9.0_f64..9.0, 2..6)), 1..6),
            gain in -5.0_f64..5.0,
        ) {
            let before: Vec<Stratum> = strata.iter().map(|(treated, others)| stratum(treated, others)).collect();
            let after: Vec<Stratum> =
                before.iter().map(|held| Stratum { treated: held.treated.shifted(gain), others: held.others }).collect();
            if let (Ok(before), Ok(after)) = (effect(&before, Confidence::P95), effect(&after, Confidence::P95)) {
                let (before, after) = (before.comparison, after.comparison);
                prop_assert!((after.difference - before.difference - gain).abs() < 1e-9);
                prop_assert!((after.high - after.low - (before.high - before.low)).abs() < 1e-9);
            }
        }
    }
}

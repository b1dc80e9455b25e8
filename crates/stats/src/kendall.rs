//! Whether a series rises or falls, without assuming a straight line: Mann and Kendall.

use crate::error::StatsError;
use crate::quantile;

/// The trend of a series. Only this crate makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Trend {
    /// Kendall's tau-b of value and time, in [-1, 1]: 1 when every later value is higher.
    pub tau: f64,
    /// The median change per period over all pairs of periods (Sen 1968), in the unit of the values.
    pub slope: f64,
    /// Probability of so clear a trend by chance alone, in [0, 1].
    pub p_value: f64,
    /// Periods.
    pub n: usize,
}

/// The test of Mann (1945) and Kendall (1975) for a monotone trend, with correction for ties and for continuity.
///
/// Values are of equally long periods in their order. It takes values that follow each other by chance where there is
/// no trend; a season or a value that carries over into the next period makes it see trends too often.
///
/// # Errors
///
/// [`StatsError::TooFew`] below 8 periods, where the normal approximation is poor, [`StatsError::NotFinite`], or
/// [`StatsError::NoSpread`] when all values are equal.
pub fn trend(values: &[f64]) -> Result<Trend, StatsError> {
    let n = values.len();
    if n < 8 {
        return Err(StatsError::TooFew { have: n, need: 8 });
    }
    if values.iter().any(|value| !value.is_finite()) {
        return Err(StatsError::NotFinite);
    }
    let mut slopes = Vec::with_capacity(n * (n - 1) / 2);
    let mut score = 0.0;
    for (later, value) in values.iter().enumerate() {
        for (earlier, before) in values[..later].iter().enumerate() {
            let change = value - before;
            score += if change == 0.0 { 0.0 } else { change.signum() };
            slopes.push(change / (later - earlier) as f64);
        }
    }
    let variance_term = |count: f64| count * (count - 1.0) * (2.0 * count + 5.0);
    let pairs = |count: f64| count * (count - 1.0) / 2.0;
    let ties = ties(values);
    let variance = (variance_term(n as f64) - ties.iter().map(|tie| variance_term(*tie)).sum::<f64>()) / 18.0;
    if variance <= 0.0 {
        return Err(StatsError::NoSpread);
    }
    let all = pairs(n as f64);
    let tau = score / (all * (all - ties.iter().map(|tie| pairs(*tie)).sum::<f64>())).sqrt();
    let distance = (score.abs() - 1.0).max(0.0);
    let p_value = quantile::normal_p(distance / variance.sqrt());
    Ok(Trend { tau, slope: median(&mut slopes), p_value, n })
}

/// How many values share each value that occurs more than once.
fn ties(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.chunk_by(|one, other| one == other).map(|run| run.len() as f64).filter(|run| *run > 1.0).collect()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len().is_multiple_of(2) { (values[middle - 1] + values[middle]) / 2.0 } else { values[middle] }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sampler::Sampler;

    #[test]
    fn a_line_is_a_trend() {
        let rising: Vec<f64> = (0..10).map(f64::from).collect();
        let trend = trend(&rising).unwrap();
        // S = 45, variance 10 * 9 * 25 / 18 = 125, z = 44 / sqrt(125) = 3.935.
        assert_eq!((trend.tau, trend.slope, trend.n), (1.0, 1.0, 10));
        assert!((trend.p_value - 8.3e-5).abs() < 1e-6, "{trend:?}");
    }

    #[test]
    fn ties_take_from_the_variance() {
        // Two levels of four: S = 16 of 28 pairs; variance (8*7*21 - 2*4*3*13) / 18 / ... = 48.
        let trend = trend(&[1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0]).unwrap();
        assert!((trend.tau - 16.0 / (28.0_f64 * 16.0).sqrt()).abs() < 1e-12);
        assert!((trend.p_value - quantile::normal_p(15.0 / 48.0_f64.sqrt())).abs() < 1e-12);
    }

    #[test]
    fn what_has_no_trend_is_refused() {
        assert_eq!(trend(&[1.0; 7]), Err(StatsError::TooFew { have: 7, need: 8 }));
        assert_eq!(trend(&[1.0; 8]), Err(StatsError::NoSpread));
        assert_eq!(trend(&[f64::NAN; 8]), Err(StatsError::NotFinite));
    }

    #[test]
    fn chance_seldom_looks_like_a_trend() {
        let mut sampler = Sampler::new(7);
        let alarm = |_: &u32| {
            let values: Vec<f64> = (0..20).map(|_| sampler.normal()).collect();
            trend(&values).unwrap().p_value < 0.05
        };
        let alarms = (0..2000).filter(alarm).count();
        // 5 % of 2,000 with four standard errors.
        assert!((60..=140).contains(&alarms), "{alarms}");
    }

    proptest! {
        #[test]
        fn turning_the_series_turns_the_sign(values in prop::collection::vec(-9_i32..9, 8..30)) {
            let forth: Vec<f64> = values.iter().copied().map(f64::from).collect();
            let back: Vec<f64> = forth.iter().rev().copied().collect();
            prop_assume!(trend(&forth).is_ok());
            let (one, other) = (trend(&forth).unwrap(), trend(&back).unwrap());
            prop_assert!((one.tau + other.tau).abs() < 1e-12 && (one.slope + other.slope).abs() < 1e-12);
            prop_assert!((one.p_value - other.p_value).abs() < 1e-12 && one.tau.abs() <= 1.0 + 1e-12);
        }
    }
}

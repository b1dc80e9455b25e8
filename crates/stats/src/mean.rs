//! The mean and its interval, from values one by one, from sums, or from parts.

use crate::error::StatsError;
use crate::interval::{Confidence, Estimate, Method};

/// Weighted values worth fewer than this have no interval: Student's t would be in the hundred thousands.
const LEAST_EFFECTIVE_N: f64 = 1.25;

/// Count, mean and spread of values, weighted or not; parts merge in any order.
///
/// Values one by one follow Welford (1962) and West (1979), parts Chan, Golub and LeVeque (1983). The effective n
/// is Kish's (1965), `(sum of w)^2 / sum of w^2`: weights count by their proportions only.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    n: u64,
    weight: f64,
    weight_squared: f64,
    mean: f64,
    /// Sum of w (x - mean)^2.
    deviation: f64,
}

impl Moments {
    /// The values given, each of weight 1.
    ///
    /// # Errors
    ///
    /// [`StatsError::NotFinite`] for a value that is infinite or not a number.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Result<Self, StatsError> {
        values.into_iter().try_fold(Self::default(), |mut moments, value| moments.push(value).map(|()| moments))
    }

    /// From what a database returns: `count(x)`, `sum(x)`, `sum(x * x)`.
    ///
    /// Sums of whole numbers below 2^53 lose nothing. Where values are large beside their spread (a time in
    /// seconds since 1970), sum differences from a value near them and see [`shifted`](Self::shifted).
    ///
    /// # Errors
    ///
    /// [`StatsError::NotFinite`], or [`StatsError::InconsistentSums`] when no values have these sums.
    pub fn from_sums(n: u64, sum: f64, sum_of_squares: f64) -> Result<Self, StatsError> {
        Self::from_weighted_sums(n, n as f64, n as f64, sum, sum_of_squares)
    }

    /// From what a database returns of weighted values: `count(x)`, `sum(w)`, `sum(w * w)`, `sum(w * x)`,
    /// `sum(w * x * x)`.
    ///
    /// # Errors
    ///
    /// As [`from_sums`](Self::from_sums).
    pub fn from_weighted_sums(
        n: u64,
        weight: f64,
        weight_squared: f64,
        sum: f64,
        sum_of_squares: f64,
    ) -> Result<Self, StatsError> {
        check_weights(n, weight, weight_squared)?;
        if !sum.is_finite() || !sum_of_squares.is_finite() {
            return Err(StatsError::NotFinite);
        }
        if n == 0 {
            let empty = sum == 0.0 && sum_of_squares == 0.0;
            return if empty { Ok(Self::default()) } else { Err(StatsError::InconsistentSums) };
        }
        // weight * sum_of_squares - sum^2 with both products exact, so that only the sums' own rounding is left.
        let (left, right) = (weight * sum_of_squares, sum * sum);
        let left_rest = weight.mul_add(sum_of_squares, -left);
        let right_rest = sum.mul_add(sum, -right);
        let deviation = ((left - right) + (left_rest - right_rest)) / weight;
        let rounding = 4.0 * f64::EPSILON * n as f64 * sum_of_squares.abs();
        if !deviation.is_finite() {
            return Err(StatsError::NotFinite);
        }
        if deviation < -rounding || (n == 1 && deviation > rounding) {
            return Err(StatsError::InconsistentSums);
        }
        let deviation = if n == 1 { 0.0 } else { deviation.max(0.0) };
        Ok(Self { n, weight, weight_squared, mean: sum / weight, deviation })
    }

    /// The same values, each more by `shift`.
    #[must_use]
    pub fn shifted(mut self, shift: f64) -> Self {
        if self.n > 0 {
            self.mean += shift;
        }
        self
    }

    /// Adds a value of weight 1.
    ///
    /// # Errors
    ///
    /// [`StatsError::NotFinite`] for a value that is infinite or not a number; nothing is added.
    pub fn push(&mut self, value: f64) -> Result<(), StatsError> {
        self.push_weighted(value, 1.0)
    }

    /// Adds a value of the weight given.
    ///
    /// # Errors
    ///
    /// [`StatsError::NotFinite`] or [`StatsError::BadWeight`]; nothing is added.
    pub fn push_weighted(&mut self, value: f64, weight: f64) -> Result<(), StatsError> {
        if !value.is_finite() {
            return Err(StatsError::NotFinite);
        }
        if !(weight.is_finite() && weight > 0.0) {
            return Err(StatsError::BadWeight { weight });
        }
        self.n += 1;
        self.weight += weight;
        self.weight_squared += weight * weight;
        let before = value - self.mean;
        self.mean += before * weight / self.weight;
        self.deviation += weight * before * (value - self.mean);
        Ok(())
    }

    /// Adds the values that `other` summarises.
    pub fn merge(&mut self, other: &Self) {
        if other.n == 0 {
            return;
        }
        if self.n == 0 {
            *self = *other;
            return;
        }
        let total = self.weight + other.weight;
        let apart = other.mean - self.mean;
        self.n += other.n;
        self.deviation += other.deviation + apart * apart * self.weight * other.weight / total;
        self.mean += apart * other.weight / total;
        self.weight = total;
        self.weight_squared += other.weight_squared;
    }

    /// Number of values.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Unweighted values that would be worth as much (Kish 1965); 0 of none.
    #[must_use]
    pub fn effective_n(&self) -> f64 {
        effective_n(self.weight, self.weight_squared)
    }

    /// The mean, unless there are no values.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then_some(self.mean)
    }

    /// The variance of one value, with the divisor n - 1 (weighted: effective n less 1); none of fewer than two.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        let effective_n = self.effective_n();
        (self.n > 1 && effective_n > 1.0).then(|| self.deviation / self.weight * effective_n / (effective_n - 1.0))
    }

    /// The standard error of the mean; none of fewer than two values.
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        Some((self.variance()? / self.effective_n()).sqrt())
    }

    /// The mean with Student's t interval, in the unit of the values; none of fewer than two values, or when one of
    /// them has so much of the weight that they are worth less than 1.25 unweighted ones.
    #[must_use]
    pub fn estimate(&self, confidence: Confidence) -> Option<Estimate> {
        let effective_n = self.effective_n();
        let standard_error = self.standard_error().filter(|_| effective_n >= LEAST_EFFECTIVE_N)?;
        let half = confidence.t(effective_n - 1.0) * standard_error;
        let (value, n) = (self.mean, self.n);
        let (low, high) = (value - half, value + half);
        Some(Estimate { value, low, high, n, effective_n, method: Method::StudentT, confidence })
    }
}

/// Kish's effective n of weights; 0 of none.
pub(crate) fn effective_n(weight: f64, weight_squared: f64) -> f64 {
    if weight_squared > 0.0 { weight * weight / weight_squared } else { 0.0 }
}

/// Whether `n` positive weights can have this sum and this sum of squares.
pub(crate) fn check_weights(n: u64, weight: f64, weight_squared: f64) -> Result<(), StatsError> {
    if !weight.is_finite() || !weight_squared.is_finite() {
        return Err(StatsError::NotFinite);
    }
    let possible = if n == 0 {
        weight == 0.0 && weight_squared == 0.0
    } else {
        // Between one answer having all the weight and all having the same (Cauchy and Schwarz).
        let effective_n = effective_n(weight, weight_squared);
        weight > 0.0 && weight_squared > 0.0 && (1.0 - 1e-6..=n as f64 * (1.0 + 1e-6)).contains(&effective_n)
    };
    if possible { Ok(()) } else { Err(StatsError::InconsistentSums) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Two passes, slowly: mean, then the sum of squared distances.
    fn slow(values: &[(f64, f64)]) -> (f64, f64) {
        let weight: f64 = values.iter().map(|(_, weight)| weight).sum();
        let squared: f64 = values.iter().map(|(_, weight)| weight * weight).sum();
        let mean = values.iter().map(|(value, weight)| value * weight).sum::<f64>() / weight;
        let spread = values.iter().map(|(value, weight)| weight * (value - mean).powi(2)).sum::<f64>() / weight;
        let effective_n = weight * weight / squared;
        (mean, spread * effective_n / (effective_n - 1.0))
    }

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() <= 1e-9 * (1.0 + one.abs().max(other.abs()))
    }

    #[test]
    fn the_interval_of_a_worked_example() {
        // 1 to 5: variance 2.5, t(4) = 2.776445.
        let estimate = Moments::of([1.0, 2.0, 3.0, 4.0, 5.0]).unwrap().estimate(Confidence::P95).unwrap();
        let half = 2.776_445_105 * (2.5_f64 / 5.0).sqrt();
        assert!(near(estimate.value, 3.0) && near(estimate.low, 3.0 - half) && near(estimate.high, 3.0 + half));
        assert_eq!((estimate.n, estimate.effective_n, estimate.method), (5, 5.0, Method::StudentT));
    }

    #[test]
    fn large_values_with_a_small_spread_keep_it() {
        let values: Vec<f64> = (0..1000).map(|index| 1e9 + f64::from(index % 2)).collect();
        let pushed = Moments::of(values.iter().copied()).unwrap();
        let exact = 0.25 * 1000.0 / 999.0;
        assert!(near(pushed.variance().unwrap(), exact));
        let differences = Moments::from_sums(1000, 500.0, 500.0).unwrap().shifted(1e9);
        assert!(near(differences.variance().unwrap(), exact));
        assert!(near(differences.mean().unwrap(), 1e9 + 0.5));
        // Ten million scores around 8: the naive difference of squares already loses digits here.
        let many = Moments::from_sums(10_000_000, 80_000_001.0, 640_000_017.0).unwrap();
        assert!((many.variance().unwrap() - (1.0 - 1e-7) / 9_999_999.0).abs() < 1e-15);
    }

    #[test]
    fn impossible_sums_are_refused() {
        for (n, sum, squares) in [(0, 1.0, 1.0), (1, 2.0, 5.0), (2, 4.0, 7.0), (3, 0.0, -1.0)] {
            assert_eq!(Moments::from_sums(n, sum, squares), Err(StatsError::InconsistentSums), "{n} {sum} {squares}");
        }
        assert_eq!(Moments::from_sums(2, f64::NAN, 1.0), Err(StatsError::NotFinite));
        assert_eq!(Moments::from_weighted_sums(2, 2.0, 1.0, 2.0, 2.0), Err(StatsError::InconsistentSums));
        assert!(Moments::default().push_weighted(1.0, 0.0).is_err());
        assert!(Moments::of([f64::INFINITY]).is_err());
    }

    #[test]
    fn one_value_has_no_interval() {
        let one = Moments::of([3.0]).unwrap();
        assert_eq!((one.mean(), one.variance(), one.estimate(Confidence::P95)), (Some(3.0), None, None));
        assert_eq!(Moments::default().mean(), None);
        let mut uneven = Moments::default();
        uneven.push_weighted(3.0, 1e9).unwrap();
        uneven.push_weighted(3.0, 1.0).unwrap();
        assert_eq!(uneven.estimate(Confidence::P95), None);
    }

    proptest! {
        #[test]
        fn all_ways_agree_with_two_passes(
            values in prop::collection::vec((-1e3..1e3, 0.1..10.0), 2..60),
            cut in any::<prop::sample::Index>(),
        ) {
            let (mean, variance) = slow(&values);
            let gather = |part: &[(f64, f64)]| {
                let mut moments = Moments::default();
                part.iter().for_each(|(value, weight)| moments.push_weighted(*value, *weight).unwrap());
                moments
            };
            let (left, right) = values.split_at(cut.index(values.len()));
            let (mut forth, mut back) = (gather(left), gather(right));
            forth.merge(&gather(right));
            back.merge(&gather(left));
            let sum = |f: fn(&(f64, f64)) -> f64| values.iter().map(f).sum::<f64>();
            let summed = Moments::from_weighted_sums(
                values.len() as u64,
                sum(|(_, weight)| *weight),
                sum(|(_, weight)| weight * weight),
                sum(|(value, weight)| value * weight),
                sum(|(value, weight)| value * value * weight),
            ).unwrap();
            for moments in [gather(&values), forth, back, summed] {
                prop_assert_eq!(moments.n(), values.len() as u64);
                prop_assert!(near(moments.mean().unwrap(), mean));
                prop_assert!((moments.variance().unwrap() - variance).abs() <= 1e-6 * (1.0 + variance));
            }
        }

        #[test]
        fn weights_count_by_their_proportions_only(values in prop::collection::vec((-9.0..9.0, 0.5..2.0), 2..20), times in 0.1..50.0) {
            let (mut plain, mut scaled) = (Moments::default(), Moments::default());
            for (value, weight) in values {
                plain.push_weighted(value, weight).unwrap();
                scaled.push_weighted(value, weight * times).unwrap();
            }
            let (one, other) = (plain.estimate(Confidence::P95).unwrap(), scaled.estimate(Confidence::P95).unwrap());
            prop_assert!(near(one.low, other.low) && near(one.high, other.high) && near(one.effective_n, other.effective_n));
        }
    }
}

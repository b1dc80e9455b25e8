//! Means and covariances of several values of each respondent.

/// Count, means and covariances; parts merge in any order (Welford 1962; Chan, Golub, LeVeque 1983).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Joint {
    n: u64,
    means: Vec<f64>,
    /// Row by row: the sum over respondents of (x_i - mean_i) (x_j - mean_j).
    products: Vec<f64>,
}

impl Joint {
    pub(crate) fn new(width: usize) -> Self {
        Self { n: 0, means: vec![0.0; width], products: vec![0.0; width * width] }
    }

    pub(crate) fn n(&self) -> u64 {
        self.n
    }

    pub(crate) fn width(&self) -> usize {
        self.means.len()
    }

    #[cfg(test)]
    pub(crate) fn means(&self) -> &[f64] {
        &self.means
    }

    /// Adds the values of one respondent; `values` is as long as the width.
    pub(crate) fn push(&mut self, values: &[f64]) {
        self.n += 1;
        let share = 1.0 / self.n as f64;
        let before: Vec<f64> = values.iter().zip(&self.means).map(|(value, mean)| value - mean).collect();
        self.means.iter_mut().zip(&before).for_each(|(mean, apart)| *mean += apart * share);
        self.add_products(&before, 1.0 - share);
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        if other.n == 0 {
            return;
        }
        let total = (self.n + other.n) as f64;
        let apart: Vec<f64> = other.means.iter().zip(&self.means).map(|(theirs, ours)| theirs - ours).collect();
        self.products.iter_mut().zip(&other.products).for_each(|(ours, theirs)| *ours += theirs);
        self.add_products(&apart, self.n as f64 * other.n as f64 / total);
        self.means.iter_mut().zip(&apart).for_each(|(mean, apart)| *mean += apart * other.n as f64 / total);
        self.n += other.n;
    }

    fn add_products(&mut self, apart: &[f64], times: f64) {
        for (row, left) in self.products.chunks_mut(apart.len().max(1)).zip(apart) {
            row.iter_mut().zip(apart).for_each(|(product, right)| *product += times * left * right);
        }
    }

    /// Covariance with the divisor n - 1; not finite of fewer than two respondents.
    pub(crate) fn covariance(&self, one: usize, other: usize) -> f64 {
        self.products[one * self.width() + other] / (self.n as f64 - 1.0)
    }

    /// Variance of the sum of the values, each times its weight.
    pub(crate) fn variance_of_sum(&self, weights: &[f64]) -> f64 {
        let term = |one: usize, other: usize| weights[one] * weights[other] * self.covariance(one, other);
        (0..self.width()).flat_map(|one| (0..self.width()).map(move |other| term(one, other))).sum::<f64>().max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::mean::Moments;

    proptest! {
        #[test]
        fn the_variance_of_a_sum_is_that_of_the_sums(
            rows in prop::collection::vec(prop::array::uniform3(-9.0..9.0), 2..30),
            weights in prop::array::uniform3(-2.0..2.0),
            cut in any::<prop::sample::Index>(),
        ) {
            let gather = |rows: &[[f64; 3]]| {
                let mut joint = Joint::new(3);
                rows.iter().for_each(|row| joint.push(row));
                joint
            };
            let (left, right) = rows.split_at(cut.index(rows.len()));
            let mut joint = gather(right);
            joint.merge(&gather(left));
            let slow = Moments::of(rows.iter().map(|row| row.iter().zip(&weights).map(|(x, w)| x * w).sum())).unwrap();
            prop_assert!((joint.variance_of_sum(&weights) - slow.variance().unwrap()).abs() < 1e-8);
            let mean: f64 = joint.means().iter().zip(&weights).map(|(mean, weight)| mean * weight).sum();
            prop_assert!((mean - slow.mean().unwrap()).abs() < 1e-9);
        }
    }
}

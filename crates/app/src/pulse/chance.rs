//! Whether a count differs from the one before by more than chance.

/// Fewest weeks with interactions below which nothing is called usual or more than chance.
pub const FEWEST_WEEKS: usize = 4;

/// 97.5 % quantiles of Student's t for 3 to 7 degrees of freedom (NIST/SEMATECH e-Handbook, 1.3.6.7.2).
const QUANTILES: [f64; 5] = [3.182, 2.776, 2.571, 2.447, 2.365];

/// Whether two counts differ by more than chance, at 95 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chance {
    /// By more than chance.
    Beyond,
    /// By no more than weeks differ anyway.
    Within,
    /// There are too few weeks to tell, by so many.
    Unknown {
        /// Weeks that are missing.
        missing: usize,
    },
}

/// Compares a count with the last of `before`, counts of equally long stretches from the newest to the oldest, at
/// most eight.
///
/// People come in clusters, so that counts vary more than a Poisson distribution would have them. How much more is
/// estimated as Pearson's statistic over its degrees of freedom, from the stretches that have any interaction
/// (McCullagh and Nelder, Generalized Linear Models, 1989, section 4.5); never less than one. Two counts of one
/// mean then differ with the variance of that factor times their sum.
#[must_use]
pub fn chance(now: i64, before: &[i64]) -> Chance {
    let counts: Vec<f64> = before.iter().filter(|count| **count > 0).map(|count| *count as f64).collect();
    if counts.len() < FEWEST_WEEKS {
        return Chance::Unknown { missing: FEWEST_WEEKS - counts.len() };
    }
    let freedom = counts.len() - 1;
    let mean = counts.iter().sum::<f64>() / counts.len() as f64;
    let pearson: f64 = counts.iter().map(|count| (count - mean).powi(2) / mean).sum();
    let dispersion = (pearson / freedom as f64).max(1.0);
    let last = before.first().copied().unwrap_or_default() as f64;
    let quantile = QUANTILES.get(freedom - 3).copied().unwrap_or(QUANTILES[4]);
    let spread = (dispersion * (now as f64 + last)).sqrt();
    if (now as f64 - last).abs() > quantile * spread { Chance::Beyond } else { Chance::Within }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_weeks_are_needed() {
        assert_eq!(chance(9, &[]), Chance::Unknown { missing: 4 });
        assert_eq!(chance(9, &[5, 0, 7, 8]), Chance::Unknown { missing: 1 });
    }

    #[test]
    fn calm_weeks_vary_as_counts_do() {
        // Mean 101.25, Pearson's statistic 2.16 over 3, so the factor is one; 3.182 times the root of 230 is 48.3,
        // of 250 50.3 and of 260 51.3.
        let weeks = [100, 110, 90, 105];
        assert_eq!(chance(130, &weeks), Chance::Within);
        assert_eq!(chance(150, &weeks), Chance::Within);
        assert_eq!(chance(160, &weeks), Chance::Beyond);
    }

    #[test]
    fn weeks_that_swing_need_more() {
        // Mean 100, Pearson's statistic 64 over 7: the factor is 9.14; 2.365 times the root of it and 260 is 115.
        assert_eq!(chance(160, &[100, 140, 60, 100, 100, 140, 60, 100]), Chance::Within);
        assert_eq!(chance(1_000, &[100, 140, 60, 100, 100, 140, 60, 100]), Chance::Beyond);
    }
}

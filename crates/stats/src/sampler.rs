//! Repeatable pseudo-random numbers: the same seed gives the same ones, everywhere and always.

use std::f64::consts::PI;

/// A variance from which on a number of answers is as good as normal.
const MANY: f64 = 100.0;

/// SplitMix64 (Steele, Lea, Flood 2014): every seed gives an independent-looking sequence.
pub(crate) struct Sampler(u64);

impl Sampler {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// In [0, 1).
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        (mixed >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Bad ones among `n` that are drawn, without putting back, from `all` of which `bad` are bad; of more than there
    /// are, all are drawn. Where the number varies by more than [`MANY`] it is drawn from the normal distribution.
    pub(crate) fn hypergeometric(&mut self, all: u64, bad: u64, n: u64) -> u64 {
        let (bad, n) = (bad.min(all), n.min(all));
        if bad == 0 || n == 0 || n == all || bad == all {
            return n.min(bad);
        }
        let (size, share) = (all as f64, bad as f64 / all as f64);
        let mean = n as f64 * share;
        let variance = mean * (1.0 - share) * (size - n as f64) / (size - 1.0);
        if variance > MANY {
            let drawn = (mean + variance.sqrt() * self.normal()).round().max(0.0) as u64;
            return drawn.clamp((n + bad).saturating_sub(all), n.min(bad));
        }
        // Which are drawn and which are bad can be exchanged: the fewer are gone through.
        let (few, mut left) = (n.min(bad), n.max(bad));
        let mut drawn = 0;
        for gone in 0..few {
            if self.uniform() * ((all - gone) as f64) < left as f64 {
                drawn += 1;
                left -= 1;
            }
        }
        drawn
    }

    /// Standard normal (Box and Muller 1958).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (2.0 * PI * self.uniform()).cos()
    }

    /// Successes in `n` trials.
    #[cfg(test)]
    pub(crate) fn binomial(&mut self, n: u64, share: f64) -> u64 {
        (0..n).filter(|_| self.uniform() < share).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_without_putting_back_have_their_mean_and_variance() {
        for (all, bad, n) in [(20, 7, 5), (20, 5, 7), (1000, 3, 400), (50, 40, 45), (100_000, 30_000, 20_000)] {
            let mut sampler = Sampler::new(all ^ bad);
            let drawn: Vec<f64> = (0..4000).map(|_| sampler.hypergeometric(all, bad, n) as f64).collect();
            let mean = drawn.iter().sum::<f64>() / 4000.0;
            let variance = drawn.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / 3999.0;
            let share = bad as f64 / all as f64;
            let expected = n as f64 * share;
            let spread = expected * (1.0 - share) * (all - n) as f64 / (all - 1) as f64;
            // Four standard errors of either.
            assert!((mean - expected).abs() < 4.0 * (spread / 4000.0).sqrt(), "{mean} is not {expected}");
            assert!((variance / spread - 1.0).abs() < 0.12, "{variance} is not {spread}");
        }
    }

    #[test]
    fn draws_without_putting_back_stay_within_what_there_is() {
        let mut sampler = Sampler::new(1);
        assert_eq!((sampler.hypergeometric(9, 4, 9), sampler.hypergeometric(9, 0, 5)), (4, 0));
        assert_eq!((sampler.hypergeometric(9, 9, 5), sampler.hypergeometric(0, 0, 0)), (5, 0));
        assert_eq!((sampler.hypergeometric(5, 9, 9), sampler.hypergeometric(9, 4, 0)), (5, 0));
        assert!((0..200).all(|_| (3..=4).contains(&sampler.hypergeometric(9, 4, 8))));
    }
}

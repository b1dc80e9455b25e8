//! Whether a silence is longer than somebody's own rhythm explains.
//!
//! Everybody comes at a rate of their own; rates differ between customers as a gamma distribution, so that somebody of
//! whom little is known is judged by the others (Ehrenberg 1959; the buying half of Schmittlein, Morrison, Colombo
//! 1987). As long as nothing has changed, a silence lasts longer than `t` with probability
//! `((b + T) / (b + T + t)) ^ (a + x)` after `x` returns within `T`: the smaller it is, the less the silence looks like
//! rhythm. That is no probability of having left, and it says nothing of whoever came once only beyond what is known
//! of everybody.

use crate::error::StatsError;

/// How often somebody came back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Returns {
    /// Returns after the first time.
    pub returns: u64,
    /// The time in which they fell, in any unit that is the same for all: to learn the rhythm of all, the span that the
    /// customer was watched after the first time; of somebody to be judged, from the first time to the last, 0 without
    /// returns.
    pub within: f64,
}

/// How rates of customers differ, estimated from all of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rhythm {
    /// Mean rate, in returns per unit of time.
    pub rate: f64,
    /// Variance of rates between customers; 0 when they differ by no more than chance.
    pub variance: f64,
}

impl Rhythm {
    /// The mean and the variance of rates by the method of moments, from counts within spans that do not depend on them.
    ///
    /// # Errors
    ///
    /// [`StatsError::TooFew`] of fewer than two customers, [`StatsError::NotFinite`] of a span that is no number above
    /// 0, [`StatsError::NoSpread`] when nobody ever came back.
    pub fn of(counts: impl IntoIterator<Item = Returns>) -> Result<Self, StatsError> {
        let counts: Vec<Returns> = counts.into_iter().collect();
        if counts.len() < 2 {
            return Err(StatsError::TooFew { have: counts.len(), need: 2 });
        }
        if counts.iter().any(|held| !held.within.is_finite() || held.within <= 0.0) {
            return Err(StatsError::NotFinite);
        }
        let (returns, time) =
            counts.iter().fold((0.0, 0.0), |(returns, time), held| (returns + held.returns as f64, time + held.within));
        if returns == 0.0 {
            return Err(StatsError::NoSpread);
        }
        let rate = returns / time;
        // Var(x) = rate T + variance T^2, summed over customers.
        let (apart, squares) = counts.iter().fold((0.0, 0.0), |(apart, squares), held| {
            (apart + (held.returns as f64 - rate * held.within).powi(2), squares + held.within * held.within)
        });
        Ok(Self { rate, variance: ((apart - returns) / squares).max(0.0) })
    }

    /// The probability that somebody who has not changed is silent for longer than `silence`, in (0, 1].
    #[must_use]
    pub fn silent_longer(&self, own: Returns, silence: f64) -> f64 {
        let silence = silence.max(0.0);
        if self.variance == 0.0 {
            return (-self.rate * silence).exp();
        }
        let (a, b) = (self.rate * self.rate / self.variance, self.rate / self.variance);
        let (a, b) = (a + own.returns as f64, b + own.within.max(0.0));
        (-a * (silence / b).ln_1p()).exp()
    }

    /// The time after which somebody who has not changed has come back with probability `share`, which is in (0, 1); infinite
    /// where that is beyond every number.
    #[must_use]
    pub fn back_within(&self, own: Returns, share: f64) -> f64 {
        let stays_away = 1.0 - share;
        if self.variance == 0.0 {
            return -stays_away.ln() / self.rate;
        }
        let (a, b) = (self.rate * self.rate / self.variance, self.rate / self.variance);
        let (a, b) = (a + own.returns as f64, b + own.within.max(0.0));
        b * (-stays_away.ln() / a).exp_m1()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sampler::Sampler;

    fn returns(returns: u64, within: f64) -> Returns {
        Returns { returns, within }
    }

    /// The same probability by adding up over rates: the gamma density of the rate after what was seen, times the
    /// probability of silence at that rate.
    fn summed_up(a: f64, b: f64, silence: f64) -> f64 {
        let (mut above, mut below) = (0.0, 0.0);
        let step = 1e-4;
        for number in 1..400_000 {
            let rate = f64::from(number) * step;
            let density = ((a - 1.0) * rate.ln() - b * rate).exp();
            above += density * (-rate * silence).exp();
            below += density;
        }
        above / below
    }

    #[test]
    fn silence_is_what_adding_up_over_rates_gives() {
        let rhythm = Rhythm { rate: 0.5, variance: 0.125 };
        for (own, silence) in [(returns(3, 10.0), 4.0), (returns(0, 0.0), 1.0), (returns(12, 8.0), 2.5)] {
            let slow = summed_up(2.0 + own.returns as f64, 4.0 + own.within, silence);
            assert!((rhythm.silent_longer(own, silence) - slow).abs() < 1e-4, "{own:?}");
        }
    }

    #[test]
    fn moments_find_the_rates_that_made_the_counts() {
        // Rates of 0.1 and 0.3 in equal parts: mean 0.2, variance 0.01.
        let mut sampler = Sampler::new(3);
        let counts = (0..40_000).map(|number| {
            let (rate, within) = (if number % 2 == 0 { 0.1 } else { 0.3 }, 10.0 + f64::from(number % 7));
            let (mut passed, mut count) = (0.0, 0);
            loop {
                passed -= (1.0 - sampler.uniform()).ln() / rate;
                if passed > within {
                    return returns(count, within);
                }
                count += 1;
            }
        });
        let rhythm = Rhythm::of(counts).unwrap();
        assert!((rhythm.rate - 0.2).abs() < 0.003 && (rhythm.variance - 0.01).abs() < 0.001, "{rhythm:?}");
    }

    #[test]
    fn a_weekly_customer_is_missed_sooner_than_a_yearly_one() {
        let rhythm = Rhythm { rate: 0.05, variance: 0.0025 };
        let (weekly, yearly) = (returns(20, 140.0), returns(2, 730.0));
        assert!(rhythm.silent_longer(weekly, 60.0) < 0.01);
        assert!(rhythm.silent_longer(yearly, 60.0) > 0.7);
    }

    #[test]
    fn what_no_rate_can_be_had_from_is_refused() {
        assert_eq!(Rhythm::of([returns(1, 1.0)]), Err(StatsError::TooFew { have: 1, need: 2 }));
        assert_eq!(Rhythm::of([returns(0, 1.0); 3]), Err(StatsError::NoSpread));
        assert_eq!(Rhythm::of([returns(1, 0.0); 3]), Err(StatsError::NotFinite));
    }

    proptest! {
        #[test]
        fn longer_silence_is_less_likely_and_the_quantile_turns_it_round(
            rate in 0.001_f64..5.0, variance in 0.0_f64..4.0, count in 0_u64..50, within in 0.1_f64..900.0, silence in 0.0_f64..900.0,
        ) {
            let (rhythm, own) = (Rhythm { rate, variance }, returns(count, within));
            let held = rhythm.silent_longer(own, silence);
            prop_assert!(held > 0.0 || silence * rate > 500.0);
            prop_assert!(held <= 1.0 && rhythm.silent_longer(own, silence + 1.0) <= held);
            let back = rhythm.back_within(own, 0.9);
            // Of somebody who may as well never return, no number is large enough.
            prop_assert!(back == f64::INFINITY || (rhythm.silent_longer(own, back) - 0.1).abs() < 1e-6);
            prop_assert!(back.is_finite() || rhythm.silent_longer(own, 1e100) > 0.1);
        }
    }
}

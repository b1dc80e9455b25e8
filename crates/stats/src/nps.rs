//! The Net Promoter Score.
//!
//! Of answers from 0 to 10 those of 9 and 10 are promoters, 7 and 8 passives, 0 to 6 detractors; the score is
//! 100 times the share of promoters less that of detractors, from -100 to 100. The variance of the score of one
//! answer is `p + d - (p - d)^2`; the adjusted interval is that of Rocks (2016), "Interval estimation for the
//! 'net promoter score'", The American Statistician 70(4).

use crate::answers::Answers;
use crate::error::StatsError;
use crate::interval::{Confidence, Estimate, Method, MinimumN, Published};
use crate::proportion::Proportion;

/// Answers from 0 to 10 to "How likely is it that you would recommend us?".
pub type NpsAnswers = Answers<0, 11>;

/// Which interval a Net Promoter Score gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NpsInterval {
    /// From the answers alone; claims certainty where all agree.
    Wald,
    /// After three imagined answers: 3/4 promoters, 3/4 detractors, the rest passives.
    #[default]
    AdjustedWald,
}

impl NpsInterval {
    /// Imagined answers, and how many of them are promoters; as many are detractors.
    fn imagined(self) -> (f64, f64) {
        match self {
            Self::Wald => (0.0, 0.0),
            Self::AdjustedWald => (3.0, 0.75),
        }
    }
}

/// Centre and standard error of a score under one of the two intervals, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) centre: f64,
    pub(crate) standard_error: f64,
}

/// Shares of promoters and detractors, with the n behind them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nps {
    promoters: Proportion,
    detractors: Proportion,
}

impl Nps {
    /// From answers per score; none when there are no answers.
    #[must_use]
    pub fn of(answers: &NpsAnswers) -> Option<Self> {
        Some(Self { promoters: answers.share(9, 10)?, detractors: answers.share(0, 6)? })
    }

    /// From the sizes of the three groups.
    ///
    /// # Errors
    ///
    /// [`StatsError::TooFew`] when all three are empty.
    pub fn of_groups(promoters: u64, passives: u64, detractors: u64) -> Result<Self, StatsError> {
        let n = promoters + passives + detractors;
        let promoters = Proportion::of_counts(promoters, n)?;
        Ok(Self { promoters, detractors: Proportion::of_counts(detractors, n)? })
    }

    /// The score, from -100 to 100.
    #[must_use]
    pub fn score(&self) -> f64 {
        100.0 * (self.promoters.share() - self.detractors.share())
    }

    /// Share of promoters, in [0, 1].
    #[must_use]
    pub fn promoters(&self) -> f64 {
        self.promoters.share()
    }

    /// Share of detractors, in [0, 1].
    #[must_use]
    pub fn detractors(&self) -> f64 {
        self.detractors.share()
    }

    /// Share of passives, in [0, 1].
    #[must_use]
    pub fn passives(&self) -> f64 {
        (1.0 - self.promoters() - self.detractors()).max(0.0)
    }

    /// Number of answers.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.promoters.n()
    }

    /// Unweighted answers that would be worth as much.
    #[must_use]
    pub fn effective_n(&self) -> f64 {
        self.promoters.effective_n()
    }

    /// Variance of the score of one answer, in squared points: at most 10,000.
    #[must_use]
    pub fn variance_of_one(&self) -> f64 {
        let net = self.promoters() - self.detractors();
        (1e4 * (self.promoters() + self.detractors() - net * net)).max(0.0)
    }

    /// What the adjusted interval is centred on, in points: the score drawn a little towards 0.
    #[must_use]
    pub fn adjusted_centre(&self) -> f64 {
        self.spread(NpsInterval::AdjustedWald).centre
    }

    /// The score with its interval, in points, both ends within -100 and 100.
    #[must_use]
    pub fn estimate(&self, interval: NpsInterval, confidence: Confidence) -> Estimate {
        let Spread { centre, standard_error } = self.spread(interval);
        let half = confidence.z() * standard_error;
        let method = match interval {
            NpsInterval::Wald => Method::Wald,
            NpsInterval::AdjustedWald => Method::AdjustedWald,
        };
        let (n, effective_n) = (self.n(), self.effective_n());
        let (value, low, high) = (self.score(), centre - half, centre + half);
        Estimate { value, low, high, n, effective_n, method, confidence }.within(-100.0, 100.0)
    }

    pub(crate) fn spread(&self, interval: NpsInterval) -> Spread {
        let (imagined, extreme) = interval.imagined();
        let n = self.effective_n() + imagined;
        let promoters = (self.promoters() * self.effective_n() + extreme) / n;
        let detractors = (self.detractors() * self.effective_n() + extreme) / n;
        let net = promoters - detractors;
        let variance = (promoters + detractors - net * net).max(0.0) / n;
        Spread { centre: 100.0 * net, standard_error: 100.0 * variance.sqrt() }
    }
}

/// What is shown of the answers: the score with its adjusted interval, in points, or how many answers are missing.
#[must_use]
pub fn published(answers: &NpsAnswers, minimum: MinimumN, confidence: Confidence) -> Published {
    Published::of(answers.n(), minimum, || Some(Nps::of(answers)?.estimate(NpsInterval::AdjustedWald, confidence)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::answers::Tally;

    /// Equal to two decimals, as printed.
    fn prints_as(value: f64, printed: &str) {
        assert_eq!(format!("{value:.2}"), printed);
    }

    #[test]
    fn the_check_values_of_the_reference() {
        // Printed with z = 1.96; the exact quantile moves 6.88 to 6.89.
        let confidence = Confidence::from_z(1.96).unwrap();
        let hundred = Nps::of_groups(50, 30, 20).unwrap();
        prints_as(hundred.score(), "30.00");
        let plain = hundred.estimate(NpsInterval::Wald, confidence);
        prints_as(plain.low, "14.69");
        prints_as(plain.high, "45.31");
        prints_as(hundred.adjusted_centre(), "29.13");
        let adjusted = hundred.estimate(NpsInterval::AdjustedWald, confidence);
        prints_as(adjusted.low, "14.05");
        prints_as(adjusted.high, "44.20");

        let twenty = Nps::of_groups(10, 8, 2).unwrap();
        prints_as(twenty.score(), "40.00");
        prints_as(twenty.adjusted_centre(), "34.78");
        let adjusted = twenty.estimate(NpsInterval::AdjustedWald, confidence);
        prints_as(adjusted.low, "6.88");
        prints_as(adjusted.high, "62.68");
        assert_eq!((adjusted.value, adjusted.n, adjusted.method), (twenty.score(), 20, Method::AdjustedWald));
    }

    #[test]
    fn the_groups_end_where_they_should() {
        for (score, expected) in [(0, -100.0), (6, -100.0), (7, 0.0), (8, 0.0), (9, 100.0), (10, 100.0)] {
            let mut answers = NpsAnswers::default();
            answers.add(score).unwrap();
            assert_eq!(Nps::of(&answers).unwrap().score(), expected, "{score}");
        }
    }

    #[test]
    fn agreement_of_all_is_no_certainty() {
        let nps = Nps::of_groups(12, 0, 0).unwrap();
        assert!(nps.estimate(NpsInterval::Wald, Confidence::P95).is_degenerate());
        let adjusted = nps.estimate(NpsInterval::AdjustedWald, Confidence::P95);
        assert!(adjusted.low < 80.0 && adjusted.high == 100.0, "{adjusted:?}");
        assert!(Nps::of_groups(0, 0, 0).is_err());
    }

    #[test]
    fn few_answers_publish_no_score() {
        let answers = NpsAnswers::from_counts([0, 0, 0, 0, 0, 0, 1, 0, 0, 3, 5]);
        let shown = published(&answers, MinimumN::default(), Confidence::P95);
        assert_eq!(shown, Published::TooFew { have: 9, need: 10 });
        let minimum = MinimumN::new(9).unwrap();
        let value = published(&answers, minimum, Confidence::P95).estimate().unwrap().value;
        assert!((value - 700.0 / 9.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn counts_agree_with_the_list(list in prop::collection::vec(0_u8..=10, 1..200)) {
            let signs: Vec<f64> = list.iter().map(|score| match score { 0..=6 => -100.0, 7 | 8 => 0.0, _ => 100.0 }).collect();
            let n = signs.len() as f64;
            let mean = signs.iter().sum::<f64>() / n;
            let variance = signs.iter().map(|sign| (sign - mean).powi(2)).sum::<f64>() / n;
            let mut answers = NpsAnswers::default();
            list.iter().for_each(|score| answers.add(*score).unwrap());
            let nps = Nps::of(&answers).unwrap();
            prop_assert!((nps.score() - mean).abs() < 1e-9);
            prop_assert!((nps.variance_of_one() - variance).abs() < 1e-6);
            prop_assert!((nps.promoters() + nps.passives() + nps.detractors() - 1.0).abs() < 1e-12);
            let plain = nps.estimate(NpsInterval::Wald, Confidence::P95);
            let half = Confidence::P95.z() * (variance / n).sqrt();
            prop_assert!((plain.low - (mean - half).max(-100.0)).abs() < 1e-6);
            let adjusted = nps.estimate(NpsInterval::AdjustedWald, Confidence::P95);
            prop_assert!(adjusted.low <= nps.score() && nps.score() <= adjusted.high);
            prop_assert!(adjusted.width() > 0.0);
        }

        #[test]
        fn equal_weights_are_no_weights(counts in prop::array::uniform11(0_u64..100_000), weight in 0.1..9.0) {
            prop_assume!(counts.iter().sum::<u64>() > 0);
            let tally = |n: u64| Tally::weighted(n, n as f64 * weight, n as f64 * weight * weight).unwrap();
            let plain = Nps::of(&NpsAnswers::from_counts(counts)).unwrap();
            let weighted = Nps::of(&NpsAnswers::from_tallies(counts.map(tally))).unwrap();
            let one = plain.estimate(NpsInterval::AdjustedWald, Confidence::P95);
            let other = weighted.estimate(NpsInterval::AdjustedWald, Confidence::P95);
            prop_assert!((one.value - other.value).abs() < 1e-9 && (one.low - other.low).abs() < 1e-9);
        }

        #[test]
        fn uneven_weights_are_worth_less(weights in prop::collection::vec(0.1..10.0, 2..40)) {
            let mut answers = NpsAnswers::default();
            weights.iter().for_each(|weight| answers.add_weighted(9, *weight).unwrap());
            prop_assert!(answers.effective_n() <= answers.n() as f64 + 1e-9);
            let estimate = Nps::of(&answers).unwrap().estimate(NpsInterval::AdjustedWald, Confidence::P95);
            let even = Nps::of_groups(weights.len() as u64, 0, 0).unwrap().estimate(NpsInterval::AdjustedWald, Confidence::P95);
            prop_assert!(estimate.low <= even.low + 1e-9);
        }
    }
}

//! The Customer Effort Score 2.0: agreement from 1 to 7 with "made it easy for me to handle my issue".

use crate::answers::Answers;
use crate::interval::{Confidence, Estimate, MinimumN, Published};

/// Answers from 1, strongly disagree, to 7, strongly agree.
pub type CesAnswers = Answers<1, 7>;

/// The mean with Student's t interval, from 1 to 7; none of fewer than two answers.
#[must_use]
pub fn mean(answers: &CesAnswers, confidence: Confidence) -> Option<Estimate> {
    Some(answers.moments().estimate(confidence)?.within(1.0, 7.0))
}

/// The share of 5 to 7 with Wilson's interval, all in [0, 1]; none when there are no answers.
#[must_use]
pub fn easy(answers: &CesAnswers, confidence: Confidence) -> Option<Estimate> {
    Some(answers.share(5, 7)?.wilson(confidence))
}

/// What is shown of the answers about effort.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Ces {
    /// The mean, from 1 to 7.
    pub mean: Published,
    /// The share of those who found it easy (5 to 7), in [0, 1].
    pub easy: Published,
}

/// What is shown of the answers, each with its interval, or how many answers are missing.
#[must_use]
pub fn published(answers: &CesAnswers, minimum: MinimumN, confidence: Confidence) -> Ces {
    Ces {
        mean: Published::of(answers.n(), minimum, || mean(answers, confidence)),
        easy: Published::of(answers.n(), minimum, || easy(answers, confidence)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worked_example() {
        // 3, 4, 5, 5, 6, 6, 6, 7, 7, 7: mean 5.6, squared deviations 16.4; t(9) = 2.262157.
        let answers = CesAnswers::from_counts([0, 0, 1, 1, 2, 3, 3]);
        let ces = published(&answers, MinimumN::default(), Confidence::P95);
        let (mean, easy) = (ces.mean.estimate().unwrap(), ces.easy.estimate().unwrap());
        let half = 2.262_157_163 * (16.4_f64 / 9.0 / 10.0).sqrt();
        assert!((mean.value - 5.6).abs() < 1e-12);
        assert!((mean.low - (5.6 - half)).abs() < 1e-6 && (mean.high - (5.6 + half)).abs() < 1e-6);
        // 8 of 10: Wilson [0.4902, 0.9433].
        assert!((easy.value - 0.8).abs() < 1e-12);
        assert!((easy.low - 0.4902).abs() < 5e-5 && (easy.high - 0.9433).abs() < 5e-5);
    }

    #[test]
    fn the_interval_stays_on_the_scale() {
        let estimate = mean(&CesAnswers::from_counts([1, 0, 0, 0, 0, 0, 2]), Confidence::P95).unwrap();
        assert_eq!((estimate.low, estimate.high), (1.0, 7.0));
        assert_eq!(mean(&CesAnswers::from_counts([1, 0, 0, 0, 0, 0, 0]), Confidence::P95), None);
    }
}

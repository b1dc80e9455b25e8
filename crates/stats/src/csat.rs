//! Customer satisfaction: the share of the two best answers of five.

use crate::answers::Answers;
use crate::interval::{Confidence, Estimate, MinimumN, Published};

/// Answers from 1, very dissatisfied, to 5, very satisfied.
pub type CsatAnswers = Answers<1, 5>;

/// The share of 4 and 5 with Wilson's interval, all in [0, 1]; none when there are no answers.
///
/// Other scales have [`Answers::share`].
#[must_use]
pub fn estimate(answers: &CsatAnswers, confidence: Confidence) -> Option<Estimate> {
    Some(answers.share(4, 5)?.wilson(confidence))
}

/// What is shown of the answers: the share with its interval, in [0, 1], or how many answers are missing.
#[must_use]
pub fn published(answers: &CsatAnswers, minimum: MinimumN, confidence: Confidence) -> Published {
    Published::of(answers.n(), minimum, || estimate(answers, confidence))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::Tally;
    use crate::interval::Method;

    #[test]
    fn it_is_the_share_of_the_two_best() {
        // 81 of 263: Newcombe 1998.
        let answers = CsatAnswers::from_counts([100, 50, 32, 41, 40]);
        let estimate = estimate(&answers, Confidence::P95).unwrap();
        assert_eq!((estimate.value, estimate.n, estimate.method), (81.0 / 263.0, 263, Method::Wilson));
        assert!((estimate.low - 0.2553).abs() < 5e-5 && (estimate.high - 0.3662).abs() < 5e-5);
        assert_eq!(super::estimate(&CsatAnswers::default(), Confidence::P95), None);
    }

    #[test]
    fn the_minimum_counts_answers_not_weights() {
        let mut answers = CsatAnswers::default();
        answers.add_tally(5, Tally::weighted(9, 900.0, 90_000.0).unwrap()).unwrap();
        assert_eq!(published(&answers, MinimumN::default(), Confidence::P95).missing(), 1);
        answers.add_weighted(1, 900.0).unwrap();
        let shown = published(&answers, MinimumN::default(), Confidence::P95);
        let estimate = shown.estimate().unwrap();
        assert!((estimate.value - 0.5).abs() < 1e-12);
        // (900 + 900)^2 / (90,000 + 810,000).
        assert!((estimate.effective_n - 3.6).abs() < 1e-12);
        assert!(estimate.width() > 0.6, "{estimate:?}");
    }
}

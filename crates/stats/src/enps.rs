//! The Net Promoter Score asked of employees.

use crate::interval::{Confidence, MinimumN, Published};
use crate::nps::{self, NpsAnswers};

/// Answers of employees; a type of its own, so that they are never added to those of customers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct EnpsAnswers(NpsAnswers);

impl EnpsAnswers {
    /// The answers given as those of employees.
    #[must_use]
    pub fn new(answers: NpsAnswers) -> Self {
        Self(answers)
    }

    /// The answers per score.
    #[must_use]
    pub fn answers(&self) -> &NpsAnswers {
        &self.0
    }

    /// Adds the answers of another part.
    pub fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
    }
}

/// What is shown of the answers: the score with its adjusted interval, from -100 to 100 points, or how many answers
/// are missing. The minimum protects the single employee too: below it an answer could be guessed.
#[must_use]
pub fn published(answers: &EnpsAnswers, minimum: MinimumN, confidence: Confidence) -> Published {
    nps::published(answers.answers(), minimum, confidence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_score_of_customers() {
        let answers = NpsAnswers::from_counts([0, 0, 0, 0, 0, 0, 2, 4, 4, 5, 5]);
        let mut employees = EnpsAnswers::default();
        employees.merge(&EnpsAnswers::new(answers));
        let shown = published(&employees, MinimumN::default(), Confidence::from_z(1.96).unwrap());
        assert_eq!(format!("{:.2}", shown.estimate().unwrap().low), "6.88");
        let minimum = MinimumN::new(25).unwrap();
        assert_eq!(published(&employees, minimum, Confidence::P95).missing(), 5);
    }
}

//! How well a classifier does, against labels given by hand.

use crate::error::StatsError;
use crate::interval::{Confidence, Estimate};
use crate::proportion::Proportion;

/// How often each true class was given each class; parts merge in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confusion {
    classes: usize,
    /// Row by row: the true class, then the class given.
    counts: Vec<u64>,
}

/// One class of a [`Confusion`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct ClassScore {
    /// Share of those given the class that belong to it, in [0, 1]; none when it was never given.
    pub precision: Option<f64>,
    /// Share of those that belong to the class that were given it, in [0, 1]; none when none belong.
    pub recall: Option<f64>,
    /// Harmonic mean of the two, in [0, 1]; none when the class neither was given nor has members.
    pub f1: Option<f64>,
    /// How many belong to the class.
    pub members: u64,
}

impl Confusion {
    /// Nothing classified yet, into classes 0 to `classes` - 1.
    ///
    /// # Errors
    ///
    /// [`StatsError::TooFew`] of fewer than two classes.
    pub fn new(classes: usize) -> Result<Self, StatsError> {
        if classes < 2 {
            return Err(StatsError::TooFew { have: classes, need: 2 });
        }
        Ok(Self { classes, counts: vec![0; classes * classes] })
    }

    /// Adds a case of class `truth` that was given the class `given`.
    ///
    /// # Errors
    ///
    /// [`StatsError::BadReference`] for a class that is not there; nothing is added.
    pub fn add(&mut self, truth: usize, given: usize) -> Result<(), StatsError> {
        let number = truth.max(given);
        if number >= self.classes {
            return Err(StatsError::BadReference { number });
        }
        self.counts[truth * self.classes + given] += 1;
        Ok(())
    }

    /// Adds the cases of another part.
    ///
    /// # Errors
    ///
    /// [`StatsError::WrongLength`] when it has another number of classes.
    pub fn merge(&mut self, other: &Self) -> Result<(), StatsError> {
        if self.classes != other.classes {
            return Err(StatsError::WrongLength { expected: self.classes, given: other.classes });
        }
        self.counts.iter_mut().zip(&other.counts).for_each(|(ours, theirs)| *ours += theirs);
        Ok(())
    }

    /// Cases of class `truth` given the class `given`; 0 for classes that are not there.
    #[must_use]
    pub fn count(&self, truth: usize, given: usize) -> u64 {
        if truth.max(given) < self.classes { self.counts[truth * self.classes + given] } else { 0 }
    }

    /// Number of cases.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Share of cases given their true class, with Wilson's interval, in [0, 1]; none without cases.
    #[must_use]
    pub fn accuracy(&self, confidence: Confidence) -> Option<Estimate> {
        let right = (0..self.classes).map(|class| self.count(class, class)).sum();
        Some(Proportion::of_counts(right, self.n()).ok()?.wilson(confidence))
    }

    /// Each class, in order.
    #[must_use]
    pub fn classes(&self) -> Vec<ClassScore> {
        (0..self.classes).map(|class| self.class(class)).collect()
    }

    fn class(&self, class: usize) -> ClassScore {
        let right = self.count(class, class) as f64;
        let members = (0..self.classes).map(|given| self.count(class, given)).sum();
        let given: u64 = (0..self.classes).map(|truth| self.count(truth, class)).sum();
        ClassScore {
            precision: (given > 0).then(|| right / given as f64),
            recall: (members > 0).then(|| right / members as f64),
            f1: (given + members > 0).then(|| 2.0 * right / (given + members) as f64),
            members,
        }
    }

    /// The mean of the F1 of the classes, each counting the same however large, in [0, 1]; classes that neither were
    /// given nor have members are left out. None without cases.
    #[must_use]
    pub fn macro_f1(&self) -> Option<f64> {
        let scores: Vec<f64> = self.classes().into_iter().filter_map(|class| class.f1).collect();
        (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn gather(pairs: &[(usize, usize)]) -> Confusion {
        let mut confusion = Confusion::new(3).unwrap();
        pairs.iter().for_each(|(truth, given)| confusion.add(*truth, *given).unwrap());
        confusion
    }

    #[test]
    fn a_worked_example() {
        // The example of scikit-learn's `f1_score`: y_true 0 1 2 0 1 2, y_pred 0 2 1 0 0 1; macro F1 0.2667.
        let confusion = gather(&[(0, 0), (1, 2), (2, 1), (0, 0), (1, 0), (2, 1)]);
        assert!((confusion.macro_f1().unwrap() - 4.0 / 15.0).abs() < 1e-12);
        let zero = confusion.classes()[0];
        assert_eq!((zero.precision, zero.recall, zero.f1, zero.members), (Some(2.0 / 3.0), Some(1.0), Some(0.8), 2));
        let accuracy = confusion.accuracy(Confidence::P95).unwrap();
        assert_eq!((accuracy.value, accuracy.n), (2.0 / 6.0, 6));
    }

    #[test]
    fn absent_classes_are_left_out() {
        let confusion = gather(&[(0, 0), (1, 0)]);
        assert_eq!(confusion.classes()[2].f1, None);
        // 0: 2 / 3; 1: never given, so 0.
        assert!((confusion.macro_f1().unwrap() - 1.0 / 3.0).abs() < 1e-12);
        let empty = gather(&[]);
        assert_eq!((empty.macro_f1(), empty.accuracy(Confidence::P95)), (None, None));
    }

    #[test]
    fn unknown_classes_are_refused() {
        assert!(Confusion::new(1).is_err());
        let mut confusion = Confusion::new(2).unwrap();
        assert_eq!(confusion.add(0, 2), Err(StatsError::BadReference { number: 2 }));
        assert_eq!((confusion.n(), confusion.count(5, 0)), (0, 0));
        assert!(confusion.merge(&Confusion::new(3).unwrap()).is_err());
    }

    proptest! {
        #[test]
        fn f1_is_the_harmonic_mean(pairs in prop::collection::vec((0_usize..3, 0_usize..3), 1..60), cut in any::<prop::sample::Index>()) {
            let (left, right) = pairs.split_at(cut.index(pairs.len()));
            let mut confusion = gather(right);
            confusion.merge(&gather(left)).unwrap();
            let right = pairs.iter().filter(|(truth, given)| truth == given).count() as f64;
            prop_assert!((confusion.accuracy(Confidence::P95).unwrap().value - right / pairs.len() as f64).abs() < 1e-12);
            for class in confusion.classes() {
                if let (Some(precision), Some(recall), Some(f1)) = (class.precision, class.recall, class.f1) {
                    let harmonic = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
                    prop_assert!((f1 - harmonic).abs() < 1e-12);
                }
            }
        }
    }
}

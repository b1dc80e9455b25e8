//! Answers on a scale of whole numbers, counted per score.

use crate::error::StatsError;
use crate::mean::{Moments, check_weights, effective_n};
use crate::proportion::Proportion;

/// The answers that gave one score: how many, and the sums of their weights and of the squares of those.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    n: u64,
    weight: f64,
    weight_squared: f64,
}

impl Tally {
    /// `n` answers of weight 1.
    #[must_use]
    pub fn counted(n: u64) -> Self {
        Self { n, weight: n as f64, weight_squared: n as f64 }
    }

    /// What a database returns of weighted answers: `count(*)`, `sum(w)`, `sum(w * w)`.
    ///
    /// # Errors
    ///
    /// [`StatsError::NotFinite`], or [`StatsError::InconsistentSums`] when no positive weights have these sums.
    pub fn weighted(n: u64, weight: f64, weight_squared: f64) -> Result<Self, StatsError> {
        check_weights(n, weight, weight_squared)?;
        Ok(Self { n, weight, weight_squared })
    }

    fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.weight += other.weight;
        self.weight_squared += other.weight_squared;
    }
}

/// Answers on the scale from `LOW` to `LOW + CHOICES - 1`; parts merge in any order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answers<const LOW: u8, const CHOICES: usize> {
    tallies: [Tally; CHOICES],
}

impl<const LOW: u8, const CHOICES: usize> Default for Answers<LOW, CHOICES> {
    fn default() -> Self {
        Self { tallies: [Tally::default(); CHOICES] }
    }
}

impl<const LOW: u8, const CHOICES: usize> Answers<LOW, CHOICES> {
    /// From the number of answers of each score, lowest score first.
    #[must_use]
    pub fn from_counts(counts: [u64; CHOICES]) -> Self {
        Self { tallies: counts.map(Tally::counted) }
    }

    /// From the tally of each score, lowest score first.
    #[must_use]
    pub fn from_tallies(tallies: [Tally; CHOICES]) -> Self {
        Self { tallies }
    }

    /// Adds an answer of weight 1.
    ///
    /// # Errors
    ///
    /// [`StatsError::OutOfScale`]; nothing is added.
    pub fn add(&mut self, score: u8) -> Result<(), StatsError> {
        self.add_tally(score, Tally::counted(1))
    }

    /// Adds an answer of the weight given.
    ///
    /// # Errors
    ///
    /// [`StatsError::OutOfScale`] or [`StatsError::BadWeight`]; nothing is added.
    pub fn add_weighted(&mut self, score: u8, weight: f64) -> Result<(), StatsError> {
        if !(weight.is_finite() && weight > 0.0) {
            return Err(StatsError::BadWeight { weight });
        }
        self.add_tally(score, Tally { n: 1, weight, weight_squared: weight * weight })
    }

    /// Adds all answers of one score, as a row of a `group by` gives them.
    ///
    /// # Errors
    ///
    /// [`StatsError::OutOfScale`]; nothing is added.
    pub fn add_tally(&mut self, score: u8, tally: Tally) -> Result<(), StatsError> {
        let index = usize::from(score).checked_sub(usize::from(LOW)).filter(|index| *index < CHOICES);
        let out_of_scale = || {
            let high = f64::from(LOW) + CHOICES as f64 - 1.0;
            StatsError::OutOfScale { value: f64::from(score), low: f64::from(LOW), high }
        };
        self.tallies[index.ok_or_else(out_of_scale)?].merge(&tally);
        Ok(())
    }

    /// Adds the answers of another part.
    pub fn merge(&mut self, other: &Self) {
        self.tallies.iter_mut().zip(&other.tallies).for_each(|(tally, more)| tally.merge(more));
    }

    /// Number of answers.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.total().n
    }

    /// Unweighted answers that would be worth as much (Kish 1965); 0 of none.
    #[must_use]
    pub fn effective_n(&self) -> f64 {
        let total = self.total();
        effective_n(total.weight, total.weight_squared)
    }

    /// The share of answers of `from` to `to`, both included; none when there are no answers.
    #[must_use]
    pub fn share(&self, from: u8, to: u8) -> Option<Proportion> {
        let total = self.total();
        let scored = (usize::from(LOW)..).zip(&self.tallies);
        let within = scored.filter(|(score, _)| (usize::from(from)..=usize::from(to)).contains(score));
        let weight: f64 = within.map(|(_, tally)| tally.weight).sum();
        let effective_n = effective_n(total.weight, total.weight_squared);
        (total.n > 0).then(|| Proportion::weighted(weight / total.weight, total.n, effective_n))
    }

    /// Mean and spread of the scores.
    #[must_use]
    pub fn moments(&self) -> Moments {
        let mut moments = Moments::default();
        for (score, tally) in (u32::from(LOW)..).zip(&self.tallies) {
            let score = f64::from(score);
            let (sum, squares) = (score * tally.weight, score * score * tally.weight);
            // Answers of one score have sums that always agree; the empty part changes nothing.
            let part = Moments::from_weighted_sums(tally.n, tally.weight, tally.weight_squared, sum, squares);
            moments.merge(&part.unwrap_or_default());
        }
        moments
    }

    fn total(&self) -> Tally {
        let mut total = Tally::default();
        self.tallies.iter().for_each(|tally| total.merge(tally));
        total
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn answers_outside_the_scale_are_refused() {
        let mut answers = Answers::<1, 5>::default();
        for score in [0, 6, 255] {
            let error = StatsError::OutOfScale { value: f64::from(score), low: 1.0, high: 5.0 };
            assert_eq!(answers.add(score), Err(error));
        }
        for weight in [0.0, -1.0, f64::NAN] {
            assert!(answers.add_weighted(3, weight).is_err());
        }
        assert_eq!((answers.n(), answers.share(1, 5)), (0, None));
        assert_eq!(Tally::weighted(2, 5.0, 1.0), Err(StatsError::InconsistentSums));
        assert_eq!(Tally::weighted(0, 1.0, 1.0), Err(StatsError::InconsistentSums));
    }

    proptest! {
        #[test]
        fn counts_agree_with_the_list(list in prop::collection::vec((1_u8..=7, 0.2..5.0), 2..80), cut in any::<prop::sample::Index>()) {
            let gather = |part: &[(u8, f64)]| {
                let mut answers = Answers::<1, 7>::default();
                part.iter().for_each(|(score, weight)| answers.add_weighted(*score, *weight).unwrap());
                answers
            };
            let (left, right) = list.split_at(cut.index(list.len()));
            let mut answers = gather(right);
            answers.merge(&gather(left));
            let mut slow = Moments::default();
            list.iter().for_each(|(score, weight)| slow.push_weighted(f64::from(*score), *weight).unwrap());
            let moments = answers.moments();
            prop_assert_eq!(answers.n(), list.len() as u64);
            prop_assert!((moments.mean().unwrap() - slow.mean().unwrap()).abs() < 1e-9);
            prop_assert!((moments.variance().unwrap() - slow.variance().unwrap()).abs() < 1e-9);
            prop_assert!((answers.effective_n() - slow.effective_n()).abs() < 1e-9);
            let weight = |kept: fn(u8) -> bool| list.iter().filter(|(score, _)| kept(*score)).map(|(_, weight)| weight).sum::<f64>();
            let share = weight(|score| (3..=5).contains(&score)) / weight(|_| true);
            prop_assert!((answers.share(3, 5).unwrap().share() - share).abs() < 1e-12);
        }

        #[test]
        fn weights_of_one_change_nothing(counts in prop::array::uniform5(0_u64..2_000_000)) {
            let plain = Answers::<1, 5>::from_counts(counts);
            let tallies = counts.map(|n| Tally::weighted(n, n as f64, n as f64).unwrap());
            prop_assert_eq!(plain, Answers::from_tallies(tallies));
            prop_assert_eq!(plain.effective_n(), plain.n() as f64);
        }
    }
}

//! An index of a company's own: items of different scales, weighted, on one scale of 0 to 100.
//!
//! An item is rescaled as `100 (x - low) / (high - low)`, a respondent scores the weighted mean of the items
//! answered, and the index is the mean over respondents. This is how the customer satisfaction indices are
//! built (Fornell 1992; for the European one the items of satisfaction on 1 to 10).

use crate::error::StatsError;
use crate::interval::{Confidence, Estimate};
use crate::mean::Moments;

/// One item of an index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item {
    low: f64,
    high: f64,
    weight: f64,
}

impl Item {
    /// An item answered with `low` at worst and `high` at best, of the weight given; only proportions of weights count.
    ///
    /// # Errors
    ///
    /// [`StatsError::EmptyScale`] unless `low < high`, [`StatsError::BadWeight`] below 0.
    pub fn new(low: f64, high: f64, weight: f64) -> Result<Self, StatsError> {
        if !(low.is_finite() && high.is_finite() && low < high) {
            return Err(StatsError::EmptyScale { low, high });
        }
        if !(weight.is_finite() && weight >= 0.0) {
            return Err(StatsError::BadWeight { weight });
        }
        Ok(Self { low, high, weight })
    }

    /// The answer on 0 to 100.
    ///
    /// # Errors
    ///
    /// [`StatsError::OutOfScale`].
    pub fn rescale(&self, value: f64) -> Result<f64, StatsError> {
        if (self.low..=self.high).contains(&value) {
            Ok(100.0 * (value - self.low) / (self.high - self.low))
        } else {
            Err(StatsError::OutOfScale { value, low: self.low, high: self.high })
        }
    }
}

/// What an index consists of.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    items: Vec<Item>,
    answered: f64,
}

impl Definition {
    /// The items given; a respondent scores when the items answered hold at least the share `answered` of the weight,
    /// from 0 (any answer will do) to 1 (all items of weight).
    ///
    /// # Errors
    ///
    /// [`StatsError::TooFew`] when no item has weight, [`StatsError::OutOfScale`] for another share.
    pub fn new(items: Vec<Item>, answered: f64) -> Result<Self, StatsError> {
        if !(0.0..=1.0).contains(&answered) {
            return Err(StatsError::OutOfScale { value: answered, low: 0.0, high: 1.0 });
        }
        let weight: f64 = items.iter().map(|item| item.weight).sum();
        if weight > 0.0 { Ok(Self { items, answered }) } else { Err(StatsError::TooFew { have: 0, need: 1 }) }
    }

    /// The score of one respondent, from 0 to 100; none when too little was answered.
    ///
    /// # Errors
    ///
    /// [`StatsError::WrongLength`] unless there is a place for each item, [`StatsError::OutOfScale`].
    pub fn score(&self, answers: &[Option<f64>]) -> Result<Option<f64>, StatsError> {
        if answers.len() != self.items.len() {
            return Err(StatsError::WrongLength { expected: self.items.len(), given: answers.len() });
        }
        let (mut sum, mut answered, mut all) = (0.0, 0.0, 0.0);
        for (item, answer) in self.items.iter().zip(answers) {
            all += item.weight;
            if let Some(value) = answer {
                sum += item.weight * item.rescale(*value)?;
                answered += item.weight;
            }
        }
        // Weights such as 0.1 leave their sum by rounding.
        let enough = answered > 0.0 && answered >= self.answered * all * (1.0 - 1e-12);
        Ok(enough.then(|| sum / answered))
    }
}

/// The index over many respondents; parts merge in any order.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    definition: Definition,
    scores: Moments,
    unscored: u64,
}

impl Index {
    /// No respondents yet.
    #[must_use]
    pub fn new(definition: Definition) -> Self {
        Self { definition, scores: Moments::default(), unscored: 0 }
    }

    /// Adds a respondent of the weight given (1 without weighting); one who answered too little is only counted.
    ///
    /// # Errors
    ///
    /// As [`Definition::score`], and [`StatsError::BadWeight`]; nothing is added.
    pub fn add(&mut self, answers: &[Option<f64>], weight: f64) -> Result<(), StatsError> {
        match self.definition.score(answers)? {
            Some(score) => self.scores.push_weighted(score, weight)?,
            None => self.unscored += 1,
        }
        Ok(())
    }

    /// Adds the respondents of another part.
    ///
    /// # Errors
    ///
    /// [`StatsError::WrongLength`] when its definition is another one.
    pub fn merge(&mut self, other: &Self) -> Result<(), StatsError> {
        if self.definition != other.definition {
            let (expected, given) = (self.definition.items.len(), other.definition.items.len());
            return Err(StatsError::WrongLength { expected, given });
        }
        self.scores.merge(&other.scores);
        self.unscored += other.unscored;
        Ok(())
    }

    /// Respondents who answered too little to have a score.
    #[must_use]
    pub fn unscored(&self) -> u64 {
        self.unscored
    }

    /// The scores, from 0 to 100 each.
    #[must_use]
    pub fn scores(&self) -> &Moments {
        &self.scores
    }

    /// The index with Student's t interval, from 0 to 100; none of fewer than two scores.
    #[must_use]
    pub fn estimate(&self, confidence: Confidence) -> Option<Estimate> {
        Some(self.scores.estimate(confidence)?.within(0.0, 100.0))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;

    fn definition(items: &[(f64, f64, f64)], answered: f64) -> Definition {
        let item = |&(low, high, weight): &(f64, f64, f64)| Item::new(low, high, weight).unwrap();
        Definition::new(items.iter().map(item).collect(), answered).unwrap()
    }

    #[test]
    fn the_european_index_of_the_mobile_provider() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/ecsi_mobi/mobi.csv");
        let Ok(text) = std::fs::read_to_string(&path) else {
            eprintln!("skipped: {} is not there", path.display());
            return;
        };
        let mut lines = text.lines();
        let names: Vec<&str> = lines.next().unwrap().split(',').collect();
        let columns = ["CUSA1", "CUSA2", "CUSA3"].map(|name| names.iter().position(|known| *known == name).unwrap());
        let mut index = Index::new(definition(&[(1.0, 10.0, 1.0); 3], 1.0));
        for line in lines {
            let cells: Vec<&str> = line.split(',').collect();
            index.add(&columns.map(|column| Some(cells[column].parse().unwrap())), 1.0).unwrap();
        }
        let estimate = index.estimate(Confidence::P95).unwrap();
        assert_eq!((format!("{:.2}", estimate.value), estimate.n), ("71.97".to_owned(), 250));
        assert!(estimate.low > 69.0 && estimate.high < 75.0, "{estimate:?}");
    }

    #[test]
    fn scales_and_weights_count() {
        let definition = definition(&[(1.0, 5.0, 3.0), (0.0, 10.0, 1.0)], 0.5);
        assert_eq!(definition.score(&[Some(5.0), Some(0.0)]), Ok(Some(75.0)));
        assert_eq!(definition.score(&[Some(2.0), Some(10.0)]), Ok(Some(43.75)));
        assert_eq!(definition.score(&[Some(2.0), None]), Ok(Some(25.0)));
        assert_eq!(definition.score(&[None, Some(10.0)]), Ok(None));
        let error = StatsError::OutOfScale { value: 0.0, low: 1.0, high: 5.0 };
        assert_eq!(definition.score(&[Some(0.0), None]), Err(error));
        assert_eq!(definition.score(&[None]), Err(StatsError::WrongLength { expected: 2, given: 1 }));
    }

    #[test]
    fn definitions_that_make_no_sense_are_refused() {
        assert!(Item::new(5.0, 5.0, 1.0).is_err() && Item::new(1.0, 5.0, -1.0).is_err());
        let nothing = Item::new(1.0, 5.0, 0.0).unwrap();
        assert_eq!(Definition::new(vec![nothing], 0.5), Err(StatsError::TooFew { have: 0, need: 1 }));
        assert!(Definition::new(vec![], 0.5).is_err());
        assert!(Definition::new(vec![Item::new(1.0, 5.0, 1.0).unwrap()], 1.5).is_err());
    }

    #[test]
    fn those_who_answered_too_little_are_counted() {
        let mut index = Index::new(definition(&[(1.0, 5.0, 0.1), (1.0, 5.0, 0.2)], 1.0));
        index.add(&[Some(1.0), Some(5.0)], 1.0).unwrap();
        index.add(&[Some(1.0), None], 1.0).unwrap();
        assert_eq!((index.unscored(), index.scores().n(), index.estimate(Confidence::P95)), (1, 1, None));
        let mut other = Index::new(definition(&[(1.0, 5.0, 0.1), (1.0, 5.0, 0.2)], 1.0));
        other.add(&[Some(5.0), Some(5.0)], 1.0).unwrap();
        other.merge(&index).unwrap();
        assert_eq!((other.unscored(), other.scores().n()), (1, 2));
        assert!(other.merge(&Index::new(definition(&[(1.0, 5.0, 1.0)], 1.0))).is_err());
    }

    proptest! {
        #[test]
        fn the_index_is_the_mean_of_scores_and_only_proportions_of_weights_count(
            rows in prop::collection::vec(prop::array::uniform2(1.0..=7.0), 2..30),
            weights in prop::array::uniform2(0.1..9.0),
            times in 0.1..20.0,
        ) {
            let define = |times: f64| definition(&[(1.0, 7.0, weights[0] * times), (1.0, 7.0, weights[1] * times)], 1.0);
            let (mut index, mut scaled) = (Index::new(define(1.0)), Index::new(define(times)));
            let mut sum = 0.0;
            for row in &rows {
                index.add(&row.map(Some), 1.0).unwrap();
                scaled.add(&row.map(Some), 2.0).unwrap();
                sum += (weights[0] * (row[0] - 1.0) + weights[1] * (row[1] - 1.0)) / (weights[0] + weights[1]) / 6.0;
            }
            let (one, other) = (index.estimate(Confidence::P95).unwrap(), scaled.estimate(Confidence::P95).unwrap());
            prop_assert!((one.value - 100.0 * sum / rows.len() as f64).abs() < 1e-9);
            prop_assert!((one.value - other.value).abs() < 1e-9 && (one.low - other.low).abs() < 1e-6);
        }
    }
}

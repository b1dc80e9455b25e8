//! SERVQUAL (Parasuraman, Zeithaml, Berry 1988): expectations and perceptions of a service, item by item.
//!
//! The gap of an item is perception less expectation. A dimension is the mean of its items, the overall score the
//! mean of the dimensions, or their mean weighted by points of importance. Perceptions alone are SERVPERF (Cronin
//! and Taylor 1992).
//!
//! Missing answers are left out pairwise: an item counts those who gave both of its answers, a dimension those who
//! gave at least one of its items, each with the mean of the items they gave. Every number carries its own n.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::error::StatsError;
use crate::interval::{Confidence, Estimate, Method};
use crate::joint::Joint;
use crate::mean::Moments;

/// How far points of importance may be from 100 through rounding.
const ROUNDING: f64 = 1e-6;

/// The five dimensions of the original instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ServqualDimension {
    /// Premises, equipment, the look of the staff.
    Tangibles,
    /// Doing what was promised, dependably.
    Reliability,
    /// Willing and prompt help.
    Responsiveness,
    /// Knowledge and courtesy that inspire trust.
    Assurance,
    /// Care and attention to the single customer.
    Empathy,
}

impl ServqualDimension {
    /// Every dimension, in the order of its items.
    pub const ALL: &'static [Self] =
        &[Self::Tangibles, Self::Reliability, Self::Responsiveness, Self::Assurance, Self::Empathy];

    /// The name used in the API and the locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tangibles => "tangibles",
            Self::Reliability => "reliability",
            Self::Responsiveness => "responsiveness",
            Self::Assurance => "assurance",
            Self::Empathy => "empathy",
        }
    }

    /// Numbers of its items among the 22, from 1.
    #[must_use]
    pub fn items(self) -> RangeInclusive<usize> {
        match self {
            Self::Tangibles => 1..=4,
            Self::Reliability => 5..=9,
            Self::Responsiveness => 10..=13,
            Self::Assurance => 14..=17,
            Self::Empathy => 18..=22,
        }
    }
}

/// A named group of items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dimension {
    /// Its name.
    pub name: String,
    /// The numbers of its items, from 1.
    pub items: Vec<usize>,
}

/// Which items there are, on which scale, and which dimension each belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instrument {
    low: u8,
    high: u8,
    dimensions: Vec<Dimension>,
    items: usize,
}

impl Instrument {
    /// The original: 22 items on a scale of 1 to 7 in five dimensions.
    #[must_use]
    pub fn servqual() -> Self {
        let dimension =
            |known: &ServqualDimension| Dimension { name: known.as_str().to_owned(), items: known.items().collect() };
        Self { low: 1, high: 7, dimensions: ServqualDimension::ALL.iter().map(dimension).collect(), items: 22 }
    }

    /// An adapted instrument with answers of `low` to `high`; its items are numbered from 1 without a gap, and each
    /// belongs to one dimension.
    ///
    /// # Errors
    ///
    /// [`StatsError::EmptyScale`], [`StatsError::TooFew`] for no dimension or one without items, or
    /// [`StatsError::BadReference`] with the number of an item that is missing or there twice.
    pub fn new(low: u8, high: u8, dimensions: Vec<Dimension>) -> Result<Self, StatsError> {
        if low >= high {
            return Err(StatsError::EmptyScale { low: f64::from(low), high: f64::from(high) });
        }
        if dimensions.is_empty() || dimensions.iter().any(|dimension| dimension.items.is_empty()) {
            return Err(StatsError::TooFew { have: 0, need: 1 });
        }
        let mut seen = BTreeSet::new();
        for &number in dimensions.iter().flat_map(|dimension| &dimension.items) {
            if number == 0 || !seen.insert(number) {
                return Err(StatsError::BadReference { number });
            }
        }
        let items = seen.len();
        let gap = (1..=items).find(|number| !seen.contains(number));
        gap.map_or(Ok(Self { low, high, dimensions, items }), |number| Err(StatsError::BadReference { number }))
    }

    /// Number of items.
    #[must_use]
    pub fn items(&self) -> usize {
        self.items
    }

    /// The dimensions, in their order.
    #[must_use]
    pub fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    fn check(&self, answer: Option<u8>) -> Result<(), StatsError> {
        match answer {
            Some(value) if !(self.low..=self.high).contains(&value) => Err(StatsError::OutOfScale {
                value: f64::from(value),
                low: f64::from(self.low),
                high: f64::from(self.high),
            }),
            _ => Ok(()),
        }
    }
}

/// What one respondent said to one item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// What an excellent company should do, unless not answered.
    pub expectation: Option<u8>,
    /// What this company does, unless not answered.
    pub perception: Option<u8>,
}

impl Pair {
    /// Perception less expectation, when both were answered.
    #[must_use]
    pub fn gap(self) -> Option<f64> {
        Some(f64::from(self.perception?) - f64::from(self.expectation?))
    }
}

/// Points of importance, one for each dimension, that sum to 100.
#[derive(Clone, Debug, PartialEq)]
pub struct Importance(Vec<f64>);

impl Importance {
    /// The points given, in the order of the dimensions.
    ///
    /// # Errors
    ///
    /// [`StatsError::BadWeight`] below 0, or [`StatsError::ImportanceSum`] unless they sum to 100 up to a millionth.
    pub fn new(points: Vec<f64>) -> Result<Self, StatsError> {
        if let Some(&weight) = points.iter().find(|points| !(points.is_finite() && **points >= 0.0)) {
            return Err(StatsError::BadWeight { weight });
        }
        let sum: f64 = points.iter().sum();
        if (sum - 100.0).abs() <= ROUNDING { Ok(Self(points)) } else { Err(StatsError::ImportanceSum { sum }) }
    }

    /// As many equal points as there are dimensions.
    fn equal(dimensions: usize) -> Self {
        Self(vec![100.0 / dimensions as f64; dimensions])
    }

    /// The sum over the dimensions of points / 100 times value.
    ///
    /// # Errors
    ///
    /// [`StatsError::WrongLength`] unless there is one value for each dimension.
    pub fn weigh(&self, values: &[f64]) -> Result<f64, StatsError> {
        self.fits(values.len())?;
        Ok(self.0.iter().zip(values).map(|(points, value)| points / 100.0 * value).sum())
    }

    fn fits(&self, dimensions: usize) -> Result<(), StatsError> {
        let (expected, given) = (dimensions, self.0.len());
        if expected == given { Ok(()) } else { Err(StatsError::WrongLength { expected, given }) }
    }
}

/// The overall score of dimensions already scored: their mean; none without dimensions.
#[must_use]
pub fn overall(dimensions: &[f64]) -> Option<f64> {
    (!dimensions.is_empty()).then(|| dimensions.iter().sum::<f64>() / dimensions.len() as f64)
}

/// One reading of the answers: gaps, perceptions or expectations, per item, per dimension and overall.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    least: f64,
    most: f64,
    items: Vec<Moments>,
    dimensions: Vec<Moments>,
    /// Respondents with a value in every dimension.
    complete: Joint,
    /// Weighted by the points that each respondent gave.
    own_importance: Moments,
}

impl Profile {
    fn new(instrument: &Instrument, least: f64, most: f64) -> Self {
        let dimensions = instrument.dimensions.len();
        Self {
            least,
            most,
            items: vec![Moments::default(); instrument.items],
            dimensions: vec![Moments::default(); dimensions],
            complete: Joint::new(dimensions),
            own_importance: Moments::default(),
        }
    }

    fn add(
        &mut self,
        instrument: &Instrument,
        values: &[Option<f64>],
        importance: Option<&Importance>,
    ) -> Result<(), StatsError> {
        for (moments, value) in self.items.iter_mut().zip(values) {
            value.map_or(Ok(()), |value| moments.push(value))?;
        }
        let mean = |dimension: &Dimension| {
            Moments::of(dimension.items.iter().filter_map(|number| values[number - 1])).map(|moments| moments.mean())
        };
        let means = instrument.dimensions.iter().map(mean).collect::<Result<Vec<_>, _>>()?;
        for (moments, mean) in self.dimensions.iter_mut().zip(&means) {
            mean.map_or(Ok(()), |mean| moments.push(mean))?;
        }
        if let Some(means) = means.into_iter().collect::<Option<Vec<f64>>>() {
            self.complete.push(&means);
            if let Some(importance) = importance {
                self.own_importance.push(importance.weigh(&means)?)?;
            }
        }
        Ok(())
    }

    fn merge(&mut self, other: &Self) {
        self.items.iter_mut().zip(&other.items).for_each(|(ours, theirs)| ours.merge(theirs));
        self.dimensions.iter_mut().zip(&other.dimensions).for_each(|(ours, theirs)| ours.merge(theirs));
        self.complete.merge(&other.complete);
        self.own_importance.merge(&other.own_importance);
    }

    /// The mean of item `number`, from 1, in points of the scale; none of fewer than two answers.
    #[must_use]
    pub fn item(&self, number: usize, confidence: Confidence) -> Option<Estimate> {
        let moments = self.items.get(number.checked_sub(1)?)?;
        Some(moments.estimate(confidence)?.within(self.least, self.most))
    }

    /// The mean of the dimension at `index` (from 0, in the order of the instrument), in points of the scale, with
    /// Student's t interval over respondents; none of fewer than two.
    #[must_use]
    pub fn dimension(&self, index: usize, confidence: Confidence) -> Option<Estimate> {
        Some(self.dimensions.get(index)?.estimate(confidence)?.within(self.least, self.most))
    }

    /// The mean of the dimensions, unweighted, in points of the scale.
    ///
    /// The value is that of the dimensions as published; n and the width of the interval come from the respondents
    /// with a value in every dimension. None of fewer than two of them.
    #[must_use]
    pub fn overall(&self, confidence: Confidence) -> Option<Estimate> {
        self.weigh(&Importance::equal(self.dimensions.len()), confidence)
    }

    /// As [`overall`](Self::overall), weighted by one set of points of importance.
    ///
    /// # Errors
    ///
    /// [`StatsError::WrongLength`] unless there are points for each dimension.
    pub fn weighted(&self, importance: &Importance, confidence: Confidence) -> Result<Option<Estimate>, StatsError> {
        importance.fits(self.dimensions.len())?;
        Ok(self.weigh(importance, confidence))
    }

    /// The mean over respondents of their scores weighted by their own points of importance, as in the original
    /// instrument; none of fewer than two who gave points and a value in every dimension.
    #[must_use]
    pub fn weighted_by_own_importance(&self, confidence: Confidence) -> Option<Estimate> {
        Some(self.own_importance.estimate(confidence)?.within(self.least, self.most))
    }

    fn weigh(&self, importance: &Importance, confidence: Confidence) -> Option<Estimate> {
        let n = self.complete.n();
        if n < 2 {
            return None;
        }
        let means = self.dimensions.iter().map(Moments::mean).collect::<Option<Vec<f64>>>()?;
        let weights: Vec<f64> = importance.0.iter().map(|points| points / 100.0).collect();
        let value = importance.weigh(&means).ok()?;
        let effective_n = n as f64;
        let half = confidence.t(effective_n - 1.0) * (self.complete.variance_of_sum(&weights) / effective_n).sqrt();
        let (low, high) = (value - half, value + half);
        let estimate = Estimate { value, low, high, n, effective_n, method: Method::StudentT, confidence };
        Some(estimate.within(self.least, self.most))
    }
}

/// The answers of many respondents; parts merge in any order.
#[derive(Clone, Debug, PartialEq)]
pub struct Servqual {
    instrument: Instrument,
    gaps: Profile,
    perceptions: Profile,
    expectations: Profile,
}

impl Servqual {
    /// No answers yet.
    #[must_use]
    pub fn new(instrument: Instrument) -> Self {
        let (low, high) = (f64::from(instrument.low), f64::from(instrument.high));
        Self {
            gaps: Profile::new(&instrument, low - high, high - low),
            perceptions: Profile::new(&instrument, low, high),
            expectations: Profile::new(&instrument, low, high),
            instrument,
        }
    }

    /// Adds a respondent: a pair for each item in the order of their numbers, and the points of importance if the
    /// respondent gave them.
    ///
    /// # Errors
    ///
    /// [`StatsError::WrongLength`] or [`StatsError::OutOfScale`]; nothing is added.
    pub fn add(&mut self, pairs: &[Pair], importance: Option<&Importance>) -> Result<(), StatsError> {
        if pairs.len() != self.instrument.items {
            return Err(StatsError::WrongLength { expected: self.instrument.items, given: pairs.len() });
        }
        importance.map_or(Ok(()), |importance| importance.fits(self.instrument.dimensions.len()))?;
        for pair in pairs {
            self.instrument.check(pair.expectation)?;
            self.instrument.check(pair.perception)?;
        }
        let read = |value: fn(&Pair) -> Option<f64>| pairs.iter().map(value).collect::<Vec<_>>();
        self.gaps.add(&self.instrument, &read(|pair| pair.gap()), importance)?;
        self.perceptions.add(&self.instrument, &read(|pair| pair.perception.map(f64::from)), importance)?;
        self.expectations.add(&self.instrument, &read(|pair| pair.expectation.map(f64::from)), importance)
    }

    /// Adds the respondents of another part.
    ///
    /// # Errors
    ///
    /// [`StatsError::WrongLength`] when its instrument is another one.
    pub fn merge(&mut self, other: &Self) -> Result<(), StatsError> {
        if self.instrument != other.instrument {
            return Err(StatsError::WrongLength { expected: self.instrument.items, given: other.instrument.items });
        }
        self.gaps.merge(&other.gaps);
        self.perceptions.merge(&other.perceptions);
        self.expectations.merge(&other.expectations);
        Ok(())
    }

    /// The instrument.
    #[must_use]
    pub fn instrument(&self) -> &Instrument {
        &self.instrument
    }

    /// Perceptions less expectations: below 0 where the service falls short.
    #[must_use]
    pub fn gaps(&self) -> &Profile {
        &self.gaps
    }

    /// Perceptions alone: SERVPERF.
    #[must_use]
    pub fn perceptions(&self) -> &Profile {
        &self.perceptions
    }

    /// Expectations alone.
    #[must_use]
    pub fn expectations(&self) -> &Profile {
        &self.expectations
    }
}

#[cfg(test)]
mod tests;

//! Whether the items of a scale measure one thing: Cronbach's alpha.

use crate::error::StatsError;
use crate::interval::{Confidence, Estimate, Method};
use crate::joint::Joint;
use crate::quantile;

/// Below this a scale is commonly called unreliable (Nunnally 1978).
pub const LOW_ALPHA: f64 = 0.7;

/// Fewer complete respondents than this give an alpha that the next sample may overturn.
pub const FEW_RESPONDENTS: u64 = 30;

/// What a reader of an alpha should know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Warning {
    /// Fewer than [`FEW_RESPONDENTS`] answered every item.
    FewRespondents,
    /// Alpha is below [`LOW_ALPHA`].
    LowAlpha,
    /// Alpha is below 0: items contradict each other.
    NegativeAlpha,
    /// Everyone gave this item (from 0) the same answer.
    ConstantItem(usize),
    /// This item (from 0) goes against the others: perhaps it is worded the other way round.
    AgainstTheOthers(usize),
    /// Alpha would be higher without this item (from 0).
    BetterWithout(usize),
}

/// One item of a scale.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct ItemReliability {
    /// Alpha of the other items; none with fewer than two of them, or when their sum does not vary.
    pub alpha_without: Option<f64>,
    /// Correlation with the sum of the other items, in [-1, 1]; none when either does not vary.
    pub correlation_with_others: Option<f64>,
}

/// Cronbach's alpha of a scale.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reliability {
    /// Alpha, at most 1, with the interval by the F distribution; `n` is the respondents who answered every item.
    pub alpha: Estimate,
    /// Each item, in its order.
    pub items: Vec<ItemReliability>,
    /// Respondents left out because an answer is missing.
    pub left_out: u64,
    /// What a reader should know, in order.
    pub warnings: Vec<Warning>,
}

/// The answers of many respondents to the items of one scale; parts merge in any order.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    answers: Joint,
    left_out: u64,
}

impl Scale {
    /// A scale of `items` items without answers.
    ///
    /// # Errors
    ///
    /// [`StatsError::TooFew`] of fewer than two.
    pub fn new(items: usize) -> Result<Self, StatsError> {
        if items < 2 {
            return Err(StatsError::TooFew { have: items, need: 2 });
        }
        Ok(Self { answers: Joint::new(items), left_out: 0 })
    }

    /// Adds a respondent; one with a missing answer is counted and left out (listwise deletion).
    ///
    /// Items worded the other way round must be reversed before.
    ///
    /// # Errors
    ///
    /// [`StatsError::WrongLength`] or [`StatsError::NotFinite`]; nothing is added.
    pub fn add(&mut self, answers: &[Option<f64>]) -> Result<(), StatsError> {
        if answers.len() != self.answers.width() {
            return Err(StatsError::WrongLength { expected: self.answers.width(), given: answers.len() });
        }
        if answers.iter().flatten().any(|value| !value.is_finite()) {
            return Err(StatsError::NotFinite);
        }
        match answers.iter().copied().collect::<Option<Vec<f64>>>() {
            Some(complete) => self.answers.push(&complete),
            None => self.left_out += 1,
        }
        Ok(())
    }

    /// Adds the respondents of another part.
    ///
    /// # Errors
    ///
    /// [`StatsError::WrongLength`] when it has another number of items.
    pub fn merge(&mut self, other: &Self) -> Result<(), StatsError> {
        let (expected, given) = (self.answers.width(), other.answers.width());
        if expected != given {
            return Err(StatsError::WrongLength { expected, given });
        }
        self.answers.merge(&other.answers);
        self.left_out += other.left_out;
        Ok(())
    }

    /// Cronbach's alpha (1951), `k / (k - 1) (1 - sum of item variances / variance of the sum)`, with the interval
    /// of Feldt, Woodruff and Salih (1987).
    ///
    /// # Errors
    ///
    /// [`StatsError::TooFew`] of fewer than two complete respondents, [`StatsError::NoSpread`] when the sum of the
    /// items does not vary.
    pub fn reliability(&self, confidence: Confidence) -> Result<Reliability, StatsError> {
        let n = self.answers.n();
        if n < 2 {
            return Err(StatsError::TooFew { have: usize::try_from(n).unwrap_or(usize::MAX), need: 2 });
        }
        let all: Vec<usize> = (0..self.answers.width()).collect();
        let value = self.alpha(&all).ok_or(StatsError::NoSpread)?;
        let alpha = feldt(value, n, all.len(), confidence);
        let items: Vec<ItemReliability> = all.iter().map(|item| self.item(*item)).collect();
        let warnings = self.warnings(value, &items);
        Ok(Reliability { alpha, items, left_out: self.left_out, warnings })
    }

    fn sum_of_covariances(&self, items: &[usize]) -> f64 {
        items.iter().flat_map(|one| items.iter().map(|other| self.answers.covariance(*one, *other))).sum()
    }

    fn alpha(&self, items: &[usize]) -> Option<f64> {
        let own: f64 = items.iter().map(|item| self.answers.covariance(*item, *item)).sum();
        let total = self.sum_of_covariances(items);
        let count = items.len() as f64;
        // A sum that varies less than rounding does not vary.
        let varies = items.len() > 1 && total > own * 1e-12;
        varies.then(|| count / (count - 1.0) * (1.0 - own / total))
    }

    fn item(&self, item: usize) -> ItemReliability {
        let others: Vec<usize> = (0..self.answers.width()).filter(|other| *other != item).collect();
        let shared: f64 = others.iter().map(|other| self.answers.covariance(item, *other)).sum();
        let spread = (self.answers.covariance(item, item) * self.sum_of_covariances(&others)).max(0.0).sqrt();
        let correlation_with_others = (spread > 0.0).then(|| (shared / spread).clamp(-1.0, 1.0));
        ItemReliability { alpha_without: self.alpha(&others), correlation_with_others }
    }

    fn warnings(&self, alpha: f64, items: &[ItemReliability]) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if self.answers.n() < FEW_RESPONDENTS {
            warnings.push(Warning::FewRespondents);
        }
        if alpha < 0.0 {
            warnings.push(Warning::NegativeAlpha);
        } else if alpha < LOW_ALPHA {
            warnings.push(Warning::LowAlpha);
        }
        for (number, item) in items.iter().enumerate() {
            if self.answers.covariance(number, number) == 0.0 {
                warnings.push(Warning::ConstantItem(number));
            }
            if item.correlation_with_others.is_some_and(|correlation| correlation < 0.0) {
                warnings.push(Warning::AgainstTheOthers(number));
            }
            if item.alpha_without.is_some_and(|without| without > alpha) {
                warnings.push(Warning::BetterWithout(number));
            }
        }
        warnings
    }
}

/// `1 - (1 - alpha) F`, with F of n - 1 and (n - 1)(k - 1) degrees of freedom at both ends.
fn feldt(value: f64, n: u64, items: usize, confidence: Confidence) -> Estimate {
    let between = n as f64 - 1.0;
    let within = between * (items as f64 - 1.0);
    let end = |probability: f64| 1.0 - (1.0 - value) * quantile::f_quantile(probability, between, within);
    let (low, high) = (end(1.0 - confidence.alpha() / 2.0), end(confidence.alpha() / 2.0));
    let estimate = Estimate { value, low, high, n, effective_n: n as f64, method: Method::Feldt, confidence };
    estimate.within(f64::NEG_INFINITY, 1.0)
}

#[cfg(test)]
mod tests;

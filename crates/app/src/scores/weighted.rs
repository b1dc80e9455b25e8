//! A score as it would be had every group of those who were invited answered alike often.

use hamdel_stats::interval::{Confidence, Published};
use hamdel_stats::mean::Moments;
use hamdel_stats::weighting::{Fitting, Trait, Weighting, post_stratify};

use super::asked::{By, Metric, ScoresQuestion};
use super::counts::Answers;
use super::people::Dimension;
use super::rate::Rates;
use super::{Grouped, minimum};

/// Most groups that weights are fitted to.
const MOST_GROUPS: usize = 40;

/// A score weighted by who was invited and who answered.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightedScore {
    /// Shares of those invited, of those who answered, and after weighting.
    pub weighting: Weighting,
    /// The score after weighting, in the metric's unit.
    pub score: Published,
    /// Invitations of those groups that are not known to have come back.
    pub invited: u64,
    /// Answers of groups that nobody was invited of, which weighting leaves out.
    pub left_out: u64,
}

/// The score weighted by the groups of the question; none where these are not parts of a whole, where fewer than two
/// of them were invited, and where nobody answered.
pub(super) fn weighted(question: &ScoresQuestion, groups: &Grouped, rates: &Rates) -> Option<WeightedScore> {
    // Segments overlap, what comes from a source was not asked for, and a person's few are no ground for weights.
    let by = question.by.as_ref().filter(|by| match by {
        Dimension::Column(by) => !matches!(by, By::Source | By::Employee),
        Dimension::Trait(_) => true,
        Dimension::Segment => false,
    })?;
    let invited: Vec<(String, u64)> = rates.arrived().collect();
    let all: u64 = invited.iter().map(|(_, arrived)| arrived).sum();
    if !(2..=MOST_GROUPS).contains(&invited.len()) {
        return None;
    }
    let levels = invited.iter().map(|(name, arrived)| (name.clone(), *arrived as f64 / all as f64)).collect();
    let known = Trait::new(by.written(), levels).ok()?;
    let answers = |(name, _): &(String, u64)| groups.get(&Some(name.clone())).copied().unwrap_or_default();
    let answers: Vec<Answers> = invited.iter().map(answers).collect();
    let counts: Vec<u64> = answers.iter().map(Answers::n).collect();
    let weighting = post_stratify(&known, &counts, Fitting::default()).ok()?;
    let mut moments = Moments::default();
    for (answers, weight) in answers.iter().zip(&weighting.weights).filter(|(answers, _)| answers.n() > 0) {
        moments.merge(&of_group(question.metric, answers, *weight)?);
    }
    let estimate = || moments.estimate(Confidence::P95);
    let score = Published::of(moments.n(), minimum(Some(by), question.metric), estimate);
    let of_all: u64 = groups.values().map(Answers::n).sum();
    Some(WeightedScore { weighting, score, invited: all, left_out: of_all - counts.iter().sum::<u64>() })
}

fn of_group(metric: Metric, answers: &Answers, weight: f64) -> Option<Moments> {
    let (low, high) = metric.scale();
    let sum = |power: i32| {
        (low..=high).map(|score| answers.of(score) as f64 * metric.value(score).powi(power)).sum::<f64>() * weight
    };
    let n = answers.n();
    Moments::from_weighted_sums(n, weight * n as f64, weight * weight * n as f64, sum(1), sum(2)).ok()
}

//! What goes with a score: how far those comments lie from the others.

use std::collections::BTreeMap;

use hamdel_stats::compare::{self, Comparison};
use hamdel_stats::interval::Confidence;
use hamdel_stats::mean::Moments;
use hamdel_text::facets::Subject;
use hamdel_text::sentiment::Label;

use crate::feedback::Heard;

/// Fewest scored comments on either side.
const LEAST: u64 = 10;

/// The mean score of comments that speak badly of the subject, less that of all others; see [`of`].
pub(super) fn of_speaking_badly(heard: &[Heard], subject: &Subject) -> Option<Comparison> {
    let blames = |of: &hamdel_text::facets::SpokenOf| of.subject == *subject && of.sentiment.label == Label::Negative;
    of(heard, |_, held| held.understood.facets.iter().any(blames))
}

/// The mean score, from 0 to 100 of its scale, of those comments, which are named by place and content, less that of
/// all others. A difference, not a cause: who blames one thing often blames another too.
///
/// Scores of different metrics are no numbers of one kind, though they share a scale: each is taken as its distance
/// from the mean of the others of its own metric, so that a metric that is answered lower, at a place that is blamed
/// more, is not taken for the blame. With one metric this is the plain difference of two means (Welch 1947).
pub(super) fn of(heard: &[Heard], those: impl Fn(usize, &Heard) -> bool) -> Option<Comparison> {
    let mut by_metric: BTreeMap<&str, (Vec<f64>, Vec<f64>)> = BTreeMap::new();
    for (place, held) in heard.iter().enumerate() {
        let Some((metric, score)) = &held.comment.score else { continue };
        let Some(score) = rescaled(metric, *score) else { continue };
        let (with, without) = by_metric.entry(metric).or_default();
        let side = if those(place, held) { with } else { without };
        side.push(score);
    }
    let (mut with, mut without) = (Moments::default(), Moments::default());
    for (blaming, others) in by_metric.values().filter(|(_, others)| !others.is_empty()) {
        let mean = others.iter().sum::<f64>() / others.len() as f64;
        for score in blaming {
            with.push(score - mean).ok()?;
        }
        for score in others {
            without.push(score - mean).ok()?;
        }
    }
    (with.n() >= LEAST && without.n() >= LEAST).then(|| compare::means(&without, &with, Confidence::P95).ok()).flatten()
}

/// A score on 0 to 100.
fn rescaled(metric: &str, score: f64) -> Option<f64> {
    let (low, high) = match metric {
        "nps" | "enps" => (0.0, 10.0),
        "csat" | "rating" => (1.0, 5.0),
        "ces" => (1.0, 7.0),
        _ => return None,
    };
    (low..=high).contains(&score).then(|| 100.0 * (score - low) / (high - low))
}

//! What speaking badly of something does to the score.

use hamdel_stats::compare::{self, Comparison};
use hamdel_stats::interval::Confidence;
use hamdel_stats::mean::Moments;
use hamdel_text::facets::Subject;
use hamdel_text::sentiment::Label;

use crate::feedback::Heard;

/// Fewest scored comments on either side.
const LEAST: u64 = 10;

/// The mean score, from 0 to 100 of its scale, of comments that speak badly of the subject, less that of all others.
/// A difference, not a cause: who blames one thing often blames another too.
pub(super) fn of_speaking_badly(heard: &[Heard], subject: &Subject) -> Option<Comparison> {
    let (mut with, mut without) = (Moments::default(), Moments::default());
    for held in heard {
        let Some(score) = held.comment.score.as_ref().and_then(|(metric, score)| rescaled(metric, *score)) else {
            continue;
        };
        let blamed =
            held.understood.facets.iter().any(|of| of.subject == *subject && of.sentiment.label == Label::Negative);
        let side = if blamed { &mut with } else { &mut without };
        side.push(score).ok()?;
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

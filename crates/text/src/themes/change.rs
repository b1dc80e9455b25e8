//! How the phrases of two periods differ.

use serde::{Deserialize, Serialize};

use super::Phrasebook;

/// A phrase in two periods.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The phrase as it is written most.
    pub phrase: String,
    /// Comments with it in the earlier period.
    pub before: u32,
    /// Comments with it in the later period.
    pub now: u32,
    /// All comments of the earlier period.
    pub all_before: u32,
    /// All comments of the later period.
    pub all_now: u32,
    /// How far beyond chance the shares differ: [`log_likelihood_ratio`]. Above 10.83 chance is below 0.001.
    pub strength: f64,
}

impl Change {
    /// Whether the phrase was not there before.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.before == 0
    }

    /// Whether its share has grown.
    #[must_use]
    pub fn is_rising(&self) -> bool {
        u64::from(self.now) * u64::from(self.all_before) > u64::from(self.before) * u64::from(self.all_now)
    }
}

/// The phrases of two periods that at least `least` comments of the later one hold, those that rose furthest
/// beyond chance first, then those that fell.
#[must_use]
pub fn changes(before: &Phrasebook, now: &Phrasebook, least: u32) -> Vec<Change> {
    let mut changes: Vec<Change> = now
        .phrases()
        .filter(|(_, _, count)| *count >= least)
        .map(|(id, phrase, count)| {
            let earlier = before.count_of(id);
            let strength = log_likelihood_ratio(count, now.comments(), earlier, before.comments());
            Change {
                phrase: phrase.to_owned(),
                before: earlier,
                now: count,
                all_before: before.comments(),
                all_now: now.comments(),
                strength,
            }
        })
        .collect();
    let order = |change: &Change| if change.is_rising() { change.strength } else { -change.strength };
    changes.sort_by(|left, right| order(right).total_cmp(&order(left)).then_with(|| left.phrase.cmp(&right.phrase)));
    changes
}

/// Twice the logarithm of the likelihood ratio of two shares, `count` of `all` and `other` of `all_other`, against one
/// common share (G squared; Dunning 1993); 0 without comments, and for impossible counts those possible next to them.
#[must_use]
pub fn log_likelihood_ratio(count: u32, all: u32, other: u32, all_other: u32) -> f64 {
    let (a, n) = (f64::from(count.min(all)), f64::from(all));
    let (b, m) = (f64::from(other.min(all_other)), f64::from(all_other));
    if n == 0.0 || m == 0.0 {
        return 0.0;
    }
    let part = |observed: f64, expected: f64| if observed > 0.0 { observed * (observed / expected).ln() } else { 0.0 };
    let share = (a + b) / (n + m);
    let sum = part(a, n * share) + part(n - a, n * (1.0 - share)) + part(b, m * share) + part(m - b, m * (1.0 - share));
    (2.0 * sum).max(0.0)
}

//! Scores on any scale as labels.

use serde::{Deserialize, Serialize};

use super::Label;

/// The scale a score was given on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Likelihood to recommend, 0 to 10: detractors 0-6, passives 7-8, promoters 9-10.
    Nps,
    /// Stars or satisfaction, 1 to 5: 1-2 negative, 3 neutral, 4-5 positive (top two box).
    OneToFive,
    /// Agreement or effort, 1 to 7: 1-3 negative, 4 neutral, 5-7 positive.
    OneToSeven,
}

impl Scale {
    /// The label of a score; nothing for a score off the scale (a 0 that means "not applicable").
    #[must_use]
    pub fn label(self, score: f64) -> Option<Label> {
        let (lowest, highest, negative_to, positive_from) = match self {
            Self::Nps => (0.0, 10.0, 6.0, 9.0),
            Self::OneToFive => (1.0, 5.0, 2.0, 4.0),
            Self::OneToSeven => (1.0, 7.0, 3.0, 5.0),
        };
        if !(lowest..=highest).contains(&score) {
            return None;
        }
        Some(if score <= negative_to {
            Label::Negative
        } else if score >= positive_from {
            Label::Positive
        } else {
            Label::Neutral
        })
    }
}

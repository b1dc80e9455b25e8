//! How a model came about, and how it is doing.

use serde::{Deserialize, Serialize};

use super::Label;
use crate::language::CommentLanguage;

/// Whether what was learned is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// There are enough labels and the learned model beats the lexicon on comments held out.
    Learned,
    /// Too few labels, on the whole or of one side: the lexicon serves.
    TooFewLabels,
    /// Enough labels, but the lexicon does as well on comments held out: it serves.
    NoBetterThanLexicon,
}

impl Verdict {
    /// The name in data and locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Learned => "learned",
            Self::TooFewLabels => "too_few_labels",
            Self::NoBetterThanLexicon => "no_better_than_lexicon",
        }
    }
}

/// Comments held out, by what they are and what they were taken for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    /// Positive, taken for positive.
    pub right_positive: u32,
    /// Negative, taken for positive.
    pub wrong_positive: u32,
    /// Negative, taken for negative.
    pub right_negative: u32,
    /// Positive, taken for negative.
    pub wrong_negative: u32,
}

impl Confusion {
    pub(super) fn count(&mut self, good: bool, taken_for_good: bool) {
        *match (good, taken_for_good) {
            (true, true) => &mut self.right_positive,
            (false, true) => &mut self.wrong_positive,
            (false, false) => &mut self.right_negative,
            (true, false) => &mut self.wrong_negative,
        } += 1;
    }

    /// Comments counted.
    #[must_use]
    pub fn n(&self) -> u32 {
        self.right_positive + self.wrong_positive + self.right_negative + self.wrong_negative
    }

    /// Share of comments taken for what they are, 0 to 1; nothing without comments.
    #[must_use]
    pub fn accuracy(&self) -> Option<f64> {
        (self.n() > 0).then(|| f64::from(self.right_positive + self.right_negative) / f64::from(self.n()))
    }

    /// Mean of the accuracies of either side, 0 to 1: fair where one side is rare. Nothing without both sides.
    #[must_use]
    pub fn balanced_accuracy(&self) -> Option<f64> {
        let (good, bad) = (self.right_positive + self.wrong_negative, self.right_negative + self.wrong_positive);
        (good > 0 && bad > 0).then(|| {
            (f64::from(self.right_positive) / f64::from(good) + f64::from(self.right_negative) / f64::from(bad)) / 2.0
        })
    }
}

/// How a model came about, and how it is doing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Whether what was learned is used.
    pub verdict: Verdict,
    /// Distinct comments labelled negative, neutral and positive, corrections among them.
    pub labels: [u32; 3],
    /// Corrections by persons among them.
    pub corrections: u32,
    /// Good and bad comments of each language, in the order of [`CommentLanguage::ALL`].
    pub languages: [u32; 6],
    /// The learned model on comments it was not trained on (every comment once, in folds by text, so that the same
    /// comment never is on both sides). Neutral comments are not counted.
    pub held_out: Confusion,
    /// The lexicon on the same comments; those without an opinion count as taken for negative.
    pub lexicon: Confusion,
    /// Half width of the neutral band: a polarity nearer to 0 is neutral.
    pub neutral_band: f32,
}

impl Report {
    /// A report of a model that has learned nothing.
    #[must_use]
    pub fn untrained() -> Self {
        Self {
            verdict: Verdict::TooFewLabels,
            labels: [0; 3],
            corrections: 0,
            languages: [0; 6],
            held_out: Confusion::default(),
            lexicon: Confusion::default(),
            neutral_band: super::model::NEUTRAL_BAND,
        }
    }

    pub(super) fn count(&mut self, label: Label, language: CommentLanguage) {
        let [negative, neutral, positive] = &mut self.labels;
        match label {
            Label::Negative => *negative += 1,
            Label::Neutral | Label::Mixed => *neutral += 1,
            Label::Positive => *positive += 1,
        }
        if matches!(label, Label::Negative | Label::Positive)
            && let Some(count) = self.languages.get_mut(language.index())
        {
            *count += 1;
        }
    }

    /// The better of the two on comments held out: what a page shows as "accuracy", with its n.
    #[must_use]
    pub fn accuracy(&self) -> Option<(f64, u32)> {
        let confusion = if self.verdict == Verdict::Learned { &self.held_out } else { &self.lexicon };
        confusion.accuracy().map(|accuracy| (accuracy, confusion.n()))
    }
}

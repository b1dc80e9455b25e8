//! Sentiment of a comment: a model that learns from the company's own scored comments, and the
//! lexicon until there are enough of them.
//!
//! [`Trainer`] gathers labels, scores and corrections; [`Trainer::train`] gives a [`Model`], which
//! says whether it trusts what it learned ([`Report`]); [`Model::score`] reads a comment.

mod bytes;
mod features;
mod learn;
mod model;
mod report;
mod scale;
#[cfg(test)]
mod tests;
mod trainer;

pub use bytes::ModelError;
pub(crate) use learn::Numbers;
pub use model::{Model, Reader};
pub use report::{Confusion, Report, Verdict};
pub use scale::Scale;
pub use trainer::{LEAST_LABELS, LEAST_OF_A_SIDE, Trainer};

use serde::{Deserialize, Serialize};

/// What a comment says on the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// Mostly bad.
    Negative,
    /// Neither.
    Neutral,
    /// Good of one thing, bad of another.
    Mixed,
    /// Mostly good.
    Positive,
}

impl Label {
    /// Every label.
    pub const ALL: [Self; 4] = [Self::Negative, Self::Neutral, Self::Mixed, Self::Positive];

    /// The name in data, addresses and locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Negative => "negative",
            Self::Neutral => "neutral",
            Self::Mixed => "mixed",
            Self::Positive => "positive",
        }
    }

    /// What has that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == name)
    }
}

/// Which way a sentiment was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The hand-written lexicon.
    Lexicon,
    /// The model learned from the company's comments.
    Learned,
    /// A person said so of this very comment.
    Corrected,
    /// A language model of the company's own says so of this very comment.
    SecondReader,
}

impl Method {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::Lexicon, Self::Learned, Self::Corrected, Self::SecondReader];

    /// The name in data, addresses and locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lexicon => "lexicon",
            Self::Learned => "learned",
            Self::Corrected => "corrected",
            Self::SecondReader => "second_reader",
        }
    }

    /// What has that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == name)
    }
}

/// The sentiment of a comment or a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sentiment {
    /// From -1 (bad) to 1 (good). Learned: 2p - 1 of the calibrated probability p that it is good, were good and bad
    /// equally frequent: where most comments praise, a complaint still stands out.
    pub polarity: f32,
    /// The label.
    pub label: Label,
    /// How sure the side (good or bad) is, 0 to 1. Learned: the calibrated probability of that side at the
    /// frequencies of the company's own comments; lexicon: grows with the number and agreement of its words, 0 without any.
    pub confidence: f32,
    /// How it was found.
    pub method: Method,
}

impl Sentiment {
    /// No opinion found.
    #[must_use]
    pub fn none() -> Self {
        Self { polarity: 0.0, label: Label::Neutral, confidence: 0.0, method: Method::Lexicon }
    }
}

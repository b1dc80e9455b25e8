//! A number weighted for those who did not answer, with the shares of each group before and after.

use serde::Serialize;

use hamdel_stats::weighting::Weighting;
use hamdel_text::format;

use crate::texts::Texts;

/// A number weighted for those who did not answer.
#[derive(Serialize)]
pub(crate) struct WeightedView {
    /// What the groups are, in words.
    pub(crate) by: String,
    /// The number; `None` of too few.
    pub(crate) score: Option<NumberView>,
    pub(crate) invited: u64,
    /// Answers of no group that was invited.
    pub(crate) unknown: u64,
    pub(crate) effective: String,
    pub(crate) levels: Vec<LevelRow>,
}

/// A number with its interval.
#[derive(Serialize)]
pub(crate) struct NumberView {
    pub(crate) value: String,
    pub(crate) low: String,
    pub(crate) high: String,
    pub(crate) n: u64,
}

/// One group.
#[derive(Serialize)]
pub(crate) struct LevelRow {
    pub(crate) name: String,
    pub(crate) n: u64,
    pub(crate) invited: String,
    pub(crate) answered: String,
    pub(crate) after: String,
}

impl WeightedView {
    /// The shares of a weighting, with the names of its groups; the number is put to it.
    pub(crate) fn of(texts: &Texts, weighting: &Weighting, name: impl Fn(&str) -> String) -> Self {
        let language = texts.language();
        let percent = |share: f64| format::percent(language, share, 0);
        let levels = weighting.traits.iter().flat_map(|of| &of.levels).map(|level| LevelRow {
            name: name(&level.name),
            n: level.n,
            invited: percent(level.known),
            answered: percent(level.before),
            after: percent(level.after),
        });
        Self {
            by: String::new(),
            score: None,
            invited: 0,
            unknown: 0,
            effective: format::decimal(language, weighting.effective_n, 0),
            levels: levels.collect(),
        }
    }
}

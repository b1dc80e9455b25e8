//! One call that says all that is understood of a comment.

use serde::{Deserialize, Serialize};

use crate::facets::{Facets, SpokenOf};
use crate::language::DetectedLanguage;
use crate::sentiment::{Model, Reader, Sentiment};
use crate::themes::ThemeSet;
use crate::urgency::{Urgency, urgency};

#[cfg(test)]
mod tests;

/// What comments are read with.
#[derive(Clone, Debug, Default)]
pub struct Understanding {
    /// The model of sentiment.
    pub model: Model,
    /// The themes.
    pub themes: ThemeSet,
    /// The facets and touchpoints.
    pub facets: Facets,
}

/// What is understood of a comment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Understood {
    /// Its language.
    pub language: DetectedLanguage,
    /// Its sentiment on the whole.
    pub sentiment: Sentiment,
    /// What it speaks of, and how.
    pub facets: Vec<SpokenOf>,
    /// Keys of the themes found in it, in the order of the hierarchy, without those above them.
    pub themes: Vec<String>,
    /// How soon someone must act on it.
    pub urgency: Urgency,
    /// Whether the comment was longer than what was read.
    pub cut: bool,
}

/// All that is understood of a comment; safe on any text.
///
/// At most the first 64 KiB and 4,096 words are read, of which the learned model sees 512 and at most 64 parts are
/// judged for facets: the work has a bound of a few milliseconds, whatever is handed in. Markup, control characters
/// and invisible ones are not words; nothing of them is in the result.
#[must_use]
pub fn understand(comment: &str, understanding: &Understanding) -> Understood {
    understand_with(&mut Reader::new(), comment, understanding)
}

/// [`understand`] with buffers that are reused from comment to comment.
#[must_use]
pub fn understand_with(reader: &mut Reader, comment: &str, understanding: &Understanding) -> Understood {
    let Understanding { model, themes, facets } = understanding;
    let (language, identity) = reader.read(comment);
    let sentiment = model.sentiment(reader, identity, language.language);
    let urgency = urgency(comment, &reader.words, &reader.clauses.negated, &sentiment);
    let found = themes.matches_in(reader.words.tokens());
    let keys =
        found.iter().filter_map(|found| themes.themes().get(found.theme as usize)).map(|theme| theme.key.clone());
    Understood {
        language,
        sentiment,
        themes: keys.collect(),
        facets: facets.spoken_of(reader, model, language.language),
        urgency,
        cut: reader.words.cut(),
    }
}

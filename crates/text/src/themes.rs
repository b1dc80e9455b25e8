//! Themes: a hierarchy that a manager edits, found in comments by its phrases, and proposed from them.
//!
//! [`ThemeSet::new`] checks and prepares a hierarchy; [`ThemeSet::matches`] finds themes in a comment. [`Phrasebook`]
//! counts the phrases of a period, [`Phrasebook::proposals`] are those worth a theme, [`changes`] compares two
//! periods, and [`clusters`] groups comments that share words.

mod change;
mod clusters;
mod phrasebook;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::language::{CommentLanguage, detect_words};
use crate::phrases::{Latin, Phrases};
use crate::words::{Token, Words};

pub use change::{Change, changes, log_likelihood_ratio};
pub use clusters::{Cluster, clusters};
pub use phrasebook::{Phrasebook, Proposal, ProposalOptions};

/// Most themes a hierarchy can have.
pub const MOST_THEMES: usize = 10_000;
/// Most phrases a hierarchy can have, those that exclude among them.
pub const MOST_PHRASES: usize = 100_000;

/// One theme, as a manager edits it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theme {
    /// Its stable key, unique in the hierarchy.
    pub key: String,
    /// Its name in Persian.
    pub name_fa: String,
    /// Its name in English.
    pub name_en: String,
    /// The key of the theme above it.
    pub parent: Option<String>,
    /// Phrases by which it is found, in any inflection; `~` stands for up to three words of any kind. A theme that
    /// only gathers those below it has none.
    pub include: Vec<String>,
    /// Phrases in whose presence it is not found.
    pub exclude: Vec<String>,
}

/// Why themes are no hierarchy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ThemeError {
    /// Two themes have the same key.
    #[error("the theme {0} stands there twice")]
    Twice(String),
    /// A theme names a parent that is not there.
    #[error("the theme {theme} stands under {parent}, which is not there")]
    NoParent {
        /// The theme.
        theme: String,
        /// The parent it names.
        parent: String,
    },
    /// A theme stands under itself.
    #[error("the theme {0} stands under itself")]
    Circle(String),
    /// A phrase holds no word.
    #[error("a phrase of the theme {theme} holds no word: {phrase:?}")]
    NoWord {
        /// The theme.
        theme: String,
        /// The phrase.
        phrase: String,
    },
    /// More than [`MOST_THEMES`] or [`MOST_PHRASES`].
    #[error("a hierarchy has at most 10,000 themes and 100,000 phrases")]
    TooMany,
}

#[derive(Clone, Copy, Debug)]
struct Meant {
    theme: u32,
    excludes: bool,
}

/// A hierarchy of themes, ready to be found in comments.
#[derive(Clone, Debug, Default)]
pub struct ThemeSet {
    themes: Vec<Theme>,
    parents: Vec<Option<u32>>,
    phrases: Phrases<Meant>,
}

/// A theme found in a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeFound {
    /// Its position in [`ThemeSet::themes`].
    pub theme: u32,
    /// First token by which it was found.
    pub at: u32,
    /// How many tokens the phrase spans.
    pub length: u32,
}

impl ThemeSet {
    /// Checks and prepares a hierarchy.
    ///
    /// # Errors
    /// [`ThemeError`], with the theme at fault.
    pub fn new(themes: Vec<Theme>) -> Result<Self, ThemeError> {
        let phrases = themes.iter().map(|theme| theme.include.len() + theme.exclude.len()).sum::<usize>();
        if themes.len() > MOST_THEMES || phrases > MOST_PHRASES {
            return Err(ThemeError::TooMany);
        }
        let parents = parents(&themes)?;
        let mut set = Self { themes: Vec::new(), parents, phrases: Phrases::default() };
        for (at, theme) in themes.iter().enumerate() {
            for (excludes, phrase) in theme
                .include
                .iter()
                .map(|phrase| (false, phrase))
                .chain(theme.exclude.iter().map(|phrase| (true, phrase)))
            {
                if !set.add(phrase, Meant { theme: at as u32, excludes }) {
                    return Err(ThemeError::NoWord { theme: theme.key.clone(), phrase: phrase.clone() });
                }
            }
        }
        set.themes = themes;
        Ok(set)
    }

    /// Latin words of a phrase may be English or Finglish; only the reader of a comment knows.
    fn add(&mut self, phrase: &str, meant: Meant) -> bool {
        let added = self.phrases.add(phrase, Latin::English, meant);
        if added && phrase.contains(|character: char| character.is_ascii_alphabetic()) {
            self.phrases.add(phrase, Latin::Finglish, meant);
        }
        added
    }

    /// The themes, as they were given.
    #[must_use]
    pub fn themes(&self) -> &[Theme] {
        &self.themes
    }

    /// A theme's place and those of the themes above it, from below.
    pub fn lineage(&self, theme: u32) -> impl Iterator<Item = u32> {
        let above = |theme: &u32| self.parents.get(*theme as usize).copied().flatten();
        std::iter::successors(((theme as usize) < self.parents.len()).then_some(theme), above)
    }

    /// The themes found in a comment, each once, in their order; themes above them are not added (see
    /// [`ThemeSet::lineage`]).
    #[must_use]
    pub fn matches(&self, comment: &str) -> Vec<ThemeFound> {
        let words = read(comment);
        self.matches_in(words.tokens())
    }

    /// The themes found among tokens that have been read.
    pub(crate) fn matches_in(&self, tokens: &[Token]) -> Vec<ThemeFound> {
        let mut found: Vec<ThemeFound> = Vec::new();
        let mut excluded = Vec::new();
        for at in 0..tokens.len() {
            for (length, meant) in self.phrases.starting_at(tokens, at) {
                if meant.excludes {
                    excluded.push(meant.theme);
                } else {
                    found.push(ThemeFound { theme: meant.theme, at: at as u32, length: length as u32 });
                }
            }
        }
        excluded.sort_unstable();
        found.retain(|found| excluded.binary_search(&found.theme).is_err());
        found.sort_by_key(|found| (found.theme, found.at));
        found.dedup_by_key(|found| found.theme);
        found
    }
}

/// The tokens of a comment, stems fitted to its language.
pub(crate) fn read(comment: &str) -> Words {
    let mut words = Words::of(comment);
    let language: CommentLanguage = detect_words(&words).language;
    words.adapt(language);
    words
}

fn parents(themes: &[Theme]) -> Result<Vec<Option<u32>>, ThemeError> {
    let mut places = HashMap::new();
    for (at, theme) in themes.iter().enumerate() {
        if places.insert(theme.key.as_str(), at as u32).is_some() {
            return Err(ThemeError::Twice(theme.key.clone()));
        }
    }
    let mut parents = Vec::with_capacity(themes.len());
    for theme in themes {
        parents.push(match &theme.parent {
            None => None,
            Some(parent) => Some(
                *places
                    .get(parent.as_str())
                    .ok_or_else(|| ThemeError::NoParent { theme: theme.key.clone(), parent: parent.clone() })?,
            ),
        });
    }
    // A theme whose way up has been walked is never walked again.
    let mut settled = vec![false; themes.len()];
    for at in 0..themes.len() {
        let mut way = Vec::new();
        let mut next = Some(at as u32);
        while let Some(place) = next.map(|place| place as usize).filter(|place| settled.get(*place) == Some(&false)) {
            if let Some(mark) = settled.get_mut(place) {
                *mark = true;
            }
            way.push(place);
            next = parents.get(place).copied().flatten();
            if next.is_some_and(|next| way.contains(&(next as usize))) {
                return Err(ThemeError::Circle(themes.get(at).map(|theme| theme.key.clone()).unwrap_or_default()));
            }
        }
    }
    Ok(parents)
}

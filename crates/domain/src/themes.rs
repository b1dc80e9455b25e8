//! Themes as people of the company keep them, and what was done with one.

use serde::{Deserialize, Serialize};

/// Longest name of a theme, in characters.
pub const LONGEST_NAME: usize = 80;
/// Most phrases of a theme, those that exclude apart.
pub const MOST_PHRASES: usize = 200;
/// Longest phrase, in characters.
pub const LONGEST_PHRASE: usize = 100;

/// A theme, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptTheme {
    /// Its stable key, such as `theme-7`.
    pub key: String,
    /// Its name in Persian.
    pub name_fa: String,
    /// Its name in English.
    pub name_en: String,
    /// The key of the theme above it.
    pub parent: Option<String>,
    /// Phrases by which it is found, in any inflection.
    pub include: Vec<String>,
    /// Phrases in whose presence it is not found.
    pub exclude: Vec<String>,
    /// Whether it is put away: it is found in no comment, and its phrases are proposed no more.
    pub hidden: bool,
}

/// What was done with a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThemeAction {
    /// It was made.
    Made,
    /// Its names, its place or its phrases were changed.
    Changed,
    /// It was put away.
    Hidden,
    /// It was taken out again.
    Shown,
}

impl ThemeAction {
    /// Everything that can be done.
    pub const ALL: [Self; 4] = [Self::Made, Self::Changed, Self::Hidden, Self::Shown];

    /// The name in the database, the audit log and the locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Changed => "changed",
            Self::Hidden => "hidden",
            Self::Shown => "shown",
        }
    }

    /// What has that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == name)
    }
}

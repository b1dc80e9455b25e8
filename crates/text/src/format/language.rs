//! The two languages.

use std::fmt;
use std::str::FromStr;

use chrono::Weekday;

/// A language that Hamdel speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Persian: right to left, Jalali calendar, Persian digits, weeks from Saturday.
    Persian,
    /// English: left to right, Gregorian calendar, ASCII digits, weeks from Monday.
    English,
}

/// The text is not the code of a [`Language`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a language is fa or en")]
pub struct LanguageError;

impl Language {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::Persian, Self::English];

    /// The code of ISO 639-1: `fa` or `en`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.choose("fa", "en")
    }

    /// The value of HTML's `dir`: `rtl` or `ltr`.
    #[must_use]
    pub const fn direction(self) -> &'static str {
        self.choose("rtl", "ltr")
    }

    /// The language's own name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.choose("فارسی", "English")
    }

    /// The day a week starts on where the company has not said otherwise.
    #[must_use]
    pub const fn week_start(self) -> Weekday {
        match self {
            Self::Persian => Weekday::Sat,
            Self::English => Weekday::Mon,
        }
    }

    /// The one of two words that belongs to this language.
    #[must_use]
    pub(crate) const fn choose(self, persian: &'static str, english: &'static str) -> &'static str {
        match self {
            Self::Persian => persian,
            Self::English => english,
        }
    }
}

impl FromStr for Language {
    type Err = LanguageError;

    /// Reads a language tag, of which only the language counts: `fa`, `fa-IR`, `EN_gb`.
    fn from_str(text: &str) -> Result<Self, LanguageError> {
        let language = text.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|known| known.code().eq_ignore_ascii_case(language)).ok_or(LanguageError)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

//! Texts in both languages.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A language that surveys are answered in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SurveyLanguage {
    /// Persian.
    #[default]
    Fa,
    /// English.
    En,
}

impl SurveyLanguage {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::Fa, Self::En];

    /// Its code of ISO 639-1.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Fa => "fa",
            Self::En => "en",
        }
    }

    /// The language of that code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

impl fmt::Display for SurveyLanguage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

/// A text in Persian and in English; a language that a survey does not offer may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Words {
    /// In Persian.
    pub fa: String,
    /// In English.
    pub en: String,
}

impl Words {
    /// The text in both languages.
    pub fn new(fa: impl Into<String>, en: impl Into<String>) -> Self {
        Self { fa: fa.into(), en: en.into() }
    }

    /// The text in one language, empty when there is none.
    #[must_use]
    pub fn written(&self, language: SurveyLanguage) -> &str {
        match language {
            SurveyLanguage::Fa => &self.fa,
            SurveyLanguage::En => &self.en,
        }
    }

    /// The text in one language, or in the other when it has none there.
    #[must_use]
    pub fn read(&self, language: SurveyLanguage) -> &str {
        let written = self.written(language);
        if !written.trim().is_empty() {
            return written;
        }
        match language {
            SurveyLanguage::Fa => &self.en,
            SurveyLanguage::En => &self.fa,
        }
    }

    /// Whether there is no text in either language.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fa.trim().is_empty() && self.en.trim().is_empty()
    }
}

//! A survey as it is built, kept and published. Names of fields change only by addition: published versions
//! are kept for good and read by every later program.

use serde::{Deserialize, Serialize};

use super::keys::{ClosingKey, QuestionKey, QuotaKey, SectionKey};
use super::question::Question;
use super::words::{SurveyLanguage, Words};

/// A survey: what it asks, of whom, in which order, and how it ends.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SurveyDefinition {
    /// Its title, as those who answer see it.
    pub title: Words,
    /// What they read before the first question.
    pub introduction: Words,
    /// The languages in which it can be answered, the first by default.
    pub languages: Vec<SurveyLanguage>,
    /// Who is asked.
    pub audience: Audience,
    /// The touchpoint it asks about, where the link does not say another.
    pub touchpoint: Option<String>,
    /// The unit it asks about, where the link does not say another.
    pub unit: Option<String>,
    /// How it looks.
    pub look: Look,
    /// Minutes it takes, as those who answer are told; `None` to leave it out.
    pub estimated_minutes: Option<u8>,
    /// The question whose score is that of the whole response; the first with a score when not given.
    pub main: Option<QuestionKey>,
    /// Its sections, each a page.
    pub sections: Vec<Section>,
    /// Values that follow from answers.
    pub calculated: Vec<Calculated>,
    /// How many responses of a sort are wanted.
    pub quotas: Vec<Quota>,
    /// Screens shown at the end; the first whose condition holds.
    pub closings: Vec<Closing>,
}

/// Who is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Customers.
    #[default]
    Customers,
    /// Employees; their answers are shown to nobody one by one.
    Employees,
}

impl Audience {
    /// The name used in the database and the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Employees => "employees",
        }
    }
}

/// How a survey looks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// The colour of buttons and chosen answers, `#rrggbb`; the product's own when empty.
    pub colour: String,
    /// The name shown at the top, in place of a logo.
    pub logo_text: Words,
}

/// Questions that are shown together, as one page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Its name.
    pub key: SectionKey,
    /// Its heading; may be empty.
    #[serde(default)]
    pub title: Words,
    /// When it is shown; always when not given. Looks at earlier sections only.
    #[serde(default)]
    pub condition: Option<String>,
    /// Whether every response has its questions in an order of its own.
    #[serde(default)]
    pub shuffled: bool,
    /// Its questions.
    #[serde(default)]
    pub questions: Vec<Question>,
}

/// A number that follows from answers, to be used in conditions and texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calculated {
    /// Its name in conditions and texts.
    pub key: QuestionKey,
    /// How it is worked out, in the language of conditions.
    pub formula: String,
}

/// How many submitted responses of a sort are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// Its name.
    pub key: QuotaKey,
    /// Which responses count towards it; all when not given.
    #[serde(default)]
    pub condition: Option<String>,
    /// How many are wanted.
    pub limit: u32,
    /// The screen for those who come when it is full.
    #[serde(default)]
    pub closing: Option<ClosingKey>,
}

/// A screen at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// Its name.
    pub key: ClosingKey,
    /// Its heading.
    pub title: Words,
    /// What it says.
    #[serde(default)]
    pub text: Words,
    /// When it is shown; always when not given. One that a quota names is shown by that quota alone.
    #[serde(default)]
    pub condition: Option<String>,
    /// What to do next.
    #[serde(default)]
    pub next_step: Option<NextStep>,
}

/// A link to what can be done next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    /// What stands on it.
    pub label: Words,
    /// Where it leads: `https://…`, `http://…`, `mailto:…`, `tel:…` or a path of this server.
    pub address: String,
}

impl SurveyDefinition {
    /// Every question with the place of its section, in the order of the definition.
    pub fn questions(&self) -> impl Iterator<Item = (usize, &Question)> {
        self.sections
            .iter()
            .enumerate()
            .flat_map(|(place, section)| section.questions.iter().map(move |question| (place, question)))
    }

    /// The question of that key.
    #[must_use]
    pub fn question(&self, key: &str) -> Option<&Question> {
        self.questions().map(|(_, question)| question).find(|question| question.key.as_str() == key)
    }

    /// The language to answer in: the wanted one when it is offered, otherwise the first that is.
    #[must_use]
    pub fn language(&self, wanted: Option<SurveyLanguage>) -> SurveyLanguage {
        wanted
            .filter(|language| self.languages.contains(language))
            .or_else(|| self.languages.first().copied())
            .unwrap_or_default()
    }

    /// How many questions a condition of that question may look back at; in an order of their own, questions of one
    /// page are never earlier than each other.
    #[must_use]
    pub fn seen_by_question(&self, key: &str) -> Option<usize> {
        let mut start = 0;
        for section in &self.sections {
            if let Some(place) = section.questions.iter().position(|question| question.key.as_str() == key) {
                return Some(if section.shuffled { start } else { start + place });
            }
            start += section.questions.len();
        }
        None
    }

    /// How many questions a condition of that section may look back at.
    #[must_use]
    pub fn seen_by_section(&self, key: &str) -> Option<usize> {
        let place = self.sections.iter().position(|section| section.key.as_str() == key)?;
        Some(self.sections[..place].iter().map(|section| section.questions.len()).sum())
    }
}

//! Questions and their kinds.

use serde::{Deserialize, Serialize};

use super::facets::{Dimension, Facet, ResponseKind};
use super::keys::{ChoiceKey, QuestionKey};
use super::words::Words;

/// Longest answer in words where the question sets no limit, in characters.
pub const SHORT_TEXT: u32 = 300;
/// The same for a question that asks for more.
pub const LONG_TEXT: u32 = 5_000;
/// The longest limit that a question may set, in characters.
pub const LONGEST_TEXT: u32 = 20_000;
/// Points that the importance of the five dimensions of SERVQUAL sums to.
pub const IMPORTANCE_POINTS: u32 = 100;

/// A question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Its name.
    pub key: QuestionKey,
    /// What is asked and how it is answered.
    pub kind: QuestionKind,
    /// The question; `{key}` and `{customer.name|fallback}` are filled in.
    pub text: Words,
    /// What helps to answer it; may be empty.
    #[serde(default)]
    pub help: Words,
    /// Whether it must be answered.
    #[serde(default)]
    pub required: bool,
    /// When it is asked; always when not given. Looks at earlier questions only.
    #[serde(default)]
    pub condition: Option<String>,
    /// The facet of the touchpoint it is about.
    #[serde(default)]
    pub facet: Option<Facet>,
    /// The kind of response it is after.
    #[serde(default)]
    pub response_kind: Option<ResponseKind>,
}

/// How a question is answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum QuestionKind {
    /// Likelihood to recommend, 0 to 10 (Reichheld 2003).
    Nps,
    /// Satisfaction, 1 to 5.
    Csat {
        /// How the steps are drawn.
        #[serde(default)]
        drawn_as: RatingLook,
    },
    /// Agreement that it was easy, 1 to 7 (CES 2.0).
    Ces,
    /// Likelihood to recommend as a place to work, 0 to 10.
    Enps,
    /// A rating from 1 to `steps`.
    Rating {
        /// Its highest step, 3 to 10.
        steps: u8,
        /// How the steps are drawn.
        #[serde(default)]
        drawn_as: RatingLook,
        /// What stands at the lowest step; may be empty.
        #[serde(default)]
        low: Words,
        /// What stands at the highest step; may be empty.
        #[serde(default)]
        high: Words,
    },
    /// One of several.
    SingleChoice {
        /// What there is to choose from.
        choices: Vec<Choice>,
        /// Whether one may write another choice.
        #[serde(default)]
        other: bool,
        /// Whether every response has the choices in an order of its own; pinned ones stay last.
        #[serde(default)]
        shuffled: bool,
    },
    /// Any of several.
    MultipleChoice {
        /// What there is to choose from.
        choices: Vec<Choice>,
        /// Whether one may write another choice.
        #[serde(default)]
        other: bool,
        /// Whether every response has the choices in an order of its own; pinned ones stay last.
        #[serde(default)]
        shuffled: bool,
        /// How many must be chosen, when any are.
        #[serde(default)]
        least: Option<u16>,
        /// How many may be chosen.
        #[serde(default)]
        most: Option<u16>,
    },
    /// One choice for each row.
    Matrix {
        /// What is asked about.
        rows: Vec<Choice>,
        /// What there is to choose from.
        columns: Vec<Choice>,
    },
    /// All in order, the best first.
    Ranking {
        /// What there is to rank.
        choices: Vec<Choice>,
        /// Whether every response begins with an order of its own.
        #[serde(default)]
        shuffled: bool,
    },
    /// A number on a line.
    Slider {
        /// Where it begins.
        low: f64,
        /// Where it ends.
        high: f64,
        /// Between two places on it.
        step: f64,
        /// What stands at its beginning; may be empty.
        #[serde(default)]
        low_label: Words,
        /// What stands at its end; may be empty.
        #[serde(default)]
        high_label: Words,
    },
    /// A number.
    Number {
        /// The least.
        #[serde(default)]
        low: Option<f64>,
        /// The greatest.
        #[serde(default)]
        high: Option<f64>,
        /// Whether only whole numbers are taken.
        #[serde(default)]
        whole: bool,
        /// What it is counted in; may be empty.
        #[serde(default)]
        counted_in: Words,
    },
    /// A day, Jalali or Gregorian.
    Date {
        /// Not before, as `2026-03-21`.
        #[serde(default)]
        earliest: Option<String>,
        /// Not after, as `2026-03-21`.
        #[serde(default)]
        latest: Option<String>,
    },
    /// Words.
    Text {
        /// Whether there is room for more than a line.
        #[serde(default)]
        long: bool,
        /// Most characters; [`SHORT_TEXT`] or [`LONG_TEXT`] when not given.
        #[serde(default)]
        limit: Option<u32>,
        /// The earlier question with a score whose reasons these words are.
        #[serde(default)]
        about: Option<QuestionKey>,
    },
    /// How to reach the one who answers.
    Contact {
        /// What is asked for.
        fields: Vec<ContactField>,
    },
    /// Nothing to answer, only to read.
    Statement,
    /// Expectation and perception of each item, 1 to 7, and the importance of the dimensions.
    Servqual {
        /// The items.
        items: Vec<ServqualItem>,
        /// Whether [`IMPORTANCE_POINTS`] points are to be shared out among the dimensions.
        #[serde(default)]
        importance: bool,
    },
    /// Facets of a touchpoint, each rated 1 to 5 or not applicable.
    Facets {
        /// Which.
        facets: Vec<Facet>,
    },
}

/// How the steps of a rating are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RatingLook {
    /// As numbers.
    #[default]
    Numbers,
    /// As stars.
    Stars,
    /// As faces.
    Faces,
}

/// Something to choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// Its name.
    pub key: ChoiceKey,
    /// What it says.
    pub text: Words,
    /// Whether it stays where it is when the others are shuffled.
    #[serde(default)]
    pub pinned: bool,
    /// What choosing it is worth in calculated values.
    #[serde(default)]
    pub worth: Option<f64>,
}

/// Something about the one who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactField {
    /// What.
    pub what: ContactKind,
    /// Whether it must be given, when the question is answered at all.
    #[serde(default)]
    pub required: bool,
}

/// What can be asked about the one who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    /// The name.
    Name,
    /// The e-mail address.
    Email,
    /// The telephone number.
    Phone,
    /// The company.
    Company,
    /// The city.
    City,
}

impl ContactKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Name, Self::Email, Self::Phone, Self::Company, Self::City];

    /// The name used in forms, the database and the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Company => "company",
            Self::City => "city",
        }
    }
}

/// An item of SERVQUAL.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServqualItem {
    /// Its name.
    pub key: ChoiceKey,
    /// The name of its dimension; a text, so that a wrong one is named by the check and not by the reader.
    pub dimension: String,
    /// What an excellent company would do.
    pub expectation: Words,
    /// What this company does.
    pub perception: Words,
}

impl ServqualItem {
    /// Its dimension, when it is one.
    #[must_use]
    pub fn dimension(&self) -> Option<Dimension> {
        Dimension::parse(&self.dimension)
    }
}

impl Question {
    /// A question of that kind which says this, not required and always asked.
    #[must_use]
    pub fn new(key: QuestionKey, kind: QuestionKind, text: Words) -> Self {
        Self {
            key,
            kind,
            text,
            help: Words::default(),
            required: false,
            condition: None,
            facet: None,
            response_kind: None,
        }
    }
}

impl QuestionKind {
    /// The name used in JSON.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Csat { .. } => "csat",
            Self::Ces => "ces",
            Self::Enps => "enps",
            Self::Rating { .. } => "rating",
            Self::SingleChoice { .. } => "single_choice",
            Self::MultipleChoice { .. } => "multiple_choice",
            Self::Matrix { .. } => "matrix",
            Self::Ranking { .. } => "ranking",
            Self::Slider { .. } => "slider",
            Self::Number { .. } => "number",
            Self::Date { .. } => "date",
            Self::Text { .. } => "text",
            Self::Contact { .. } => "contact",
            Self::Statement => "statement",
            Self::Servqual { .. } => "servqual",
            Self::Facets { .. } => "facets",
        }
    }

    /// The lowest and highest step, for kinds that are answered by a step of a scale.
    #[must_use]
    pub fn scale(&self) -> Option<(u8, u8)> {
        match self {
            Self::Nps | Self::Enps => Some((0, 10)),
            Self::Csat { .. } => Some((1, 5)),
            Self::Ces => Some((1, 7)),
            Self::Rating { steps, .. } => Some((1, *steps)),
            _ => None,
        }
    }

    /// Whether there is something to answer.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        !matches!(self, Self::Statement)
    }

    /// Most characters of an answer in words.
    #[must_use]
    pub fn text_limit(&self) -> u32 {
        match self {
            Self::Text { limit: Some(limit), .. } => *limit,
            Self::Text { long: true, .. } => LONG_TEXT,
            _ => SHORT_TEXT,
        }
    }
}

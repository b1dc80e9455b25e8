//! Answers as they are kept. The JSON of an answer names its form, so that it is read without its question.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::facets::{Dimension, Facet};
use super::keys::{ChoiceKey, QuestionKey};
use super::question::ContactKind;

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerValue {
    /// A step of a scale.
    Step(u8),
    /// A number.
    Number(f64),
    /// One choice.
    Choice(Chosen),
    /// Several choices, in the order of the question.
    Choices(Vec<Chosen>),
    /// A column for each row.
    Matrix(BTreeMap<ChoiceKey, ChoiceKey>),
    /// Choices, the best first.
    Ranking(Vec<ChoiceKey>),
    /// A day.
    #[serde(with = "iso_day")]
    Date(NaiveDate),
    /// Words.
    Text(String),
    /// What was told about the one who answers.
    Contact(BTreeMap<ContactKind, String>),
    /// Expectations, perceptions and points.
    Servqual(ServqualAnswer),
    /// A rating of each facet.
    Facets(BTreeMap<Facet, FacetRating>),
}

/// A choice, of the list or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chosen {
    /// One of the list.
    Listed(ChoiceKey),
    /// Another one, in the words of the one who answers.
    Other(String),
}

/// The answer to a block of SERVQUAL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServqualAnswer {
    /// By item: what an excellent company would do, 1 to 7.
    pub expectations: BTreeMap<ChoiceKey, u8>,
    /// By item: what this company does, 1 to 7.
    pub perceptions: BTreeMap<ChoiceKey, u8>,
    /// Points of importance by dimension.
    pub importance: BTreeMap<Dimension, u8>,
}

/// How a facet was rated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FacetRating {
    /// From 1 to 5.
    Rated(u8),
    /// It does not apply.
    NotApplicable,
}

/// All answers of one response, by question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(pub BTreeMap<QuestionKey, AnswerValue>);

impl Answers {
    /// The answer to a question.
    #[must_use]
    pub fn get(&self, key: &QuestionKey) -> Option<&AnswerValue> {
        self.0.get(key)
    }

    /// Sets the answer to a question; `None` takes it back.
    pub fn set(&mut self, key: QuestionKey, value: Option<AnswerValue>) {
        match value {
            Some(value) => drop(self.0.insert(key, value)),
            None => drop(self.0.remove(&key)),
        }
    }

    /// Whether nothing is answered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl AnswerValue {
    /// The answer as queries and the API like it, without the name of its form: a number, a text (the key of a
    /// choice, a day as `2026-03-21`), a list or an object. A choice of one's own is `{"other": "…"}`; a facet
    /// that does not apply is null.
    #[must_use]
    pub fn plain(&self) -> Json {
        let chosen = |chosen: &Chosen| match chosen {
            Chosen::Listed(key) => json!(key),
            Chosen::Other(words) => json!({ "other": words }),
        };
        match self {
            Self::Step(step) => json!(step),
            Self::Number(number) => json!(number),
            Self::Choice(one) => chosen(one),
            Self::Choices(several) => Json::Array(several.iter().map(chosen).collect()),
            Self::Matrix(rows) => json!(rows),
            Self::Ranking(order) => json!(order),
            Self::Date(day) => json!(day.to_string()),
            Self::Text(words) => json!(words),
            Self::Contact(told) => json!(told),
            Self::Servqual(answer) => json!(answer),
            Self::Facets(ratings) => {
                let rating = |rating: &FacetRating| match rating {
                    FacetRating::Rated(step) => json!(step),
                    FacetRating::NotApplicable => Json::Null,
                };
                Json::Object(ratings.iter().map(|(facet, held)| (facet.as_str().to_owned(), rating(held))).collect())
            }
        }
    }
}

/// A day as `2026-03-21`.
mod iso_day {
    use chrono::NaiveDate;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(day: &NaiveDate, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(day)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<NaiveDate, D::Error> {
        let text = String::deserialize(input)?;
        text.parse().map_err(|_| D::Error::custom(format!("\"{text}\" is not a day such as 2026-03-21")))
    }
}

//! What conditions and formulas see, and the port through which they are evaluated.
//!
//! They are texts of the Common Expression Language. An answer is a variable by the key of its question, a
//! calculated value by its own, a trait of the profile is `customer.NAME`; what has no value is null, and a
//! condition that fails for want of a value does not hold.

use std::collections::BTreeMap;

use super::answers::{AnswerValue, Answers, Chosen, FacetRating};
use super::definition::SurveyDefinition;
use super::keys::ChoiceKey;
use super::question::{Question, QuestionKind};

/// The variable that holds the traits of the profile.
pub const CUSTOMER: &str = "customer";
/// What a choice in the words of the one who answers is called in conditions.
pub const OTHER: &str = "other";

/// A value as conditions see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// No value.
    #[default]
    Missing,
    /// A number.
    Number(f64),
    /// Truth.
    Truth(bool),
    /// A text; of a choice its key, of a day `2026-03-21`.
    Text(String),
    /// Several.
    List(Vec<Value>),
    /// Several by name.
    Map(BTreeMap<String, Value>),
}

impl Value {
    /// The value of a JSON text; what is no JSON is a text.
    #[must_use]
    pub fn of_json(text: &str) -> Self {
        serde_json::from_str(text).map_or_else(|_| Self::Text(text.to_owned()), |json| Self::from_json(&json))
    }

    fn from_json(json: &serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Self::Missing,
            serde_json::Value::Bool(truth) => Self::Truth(*truth),
            serde_json::Value::Number(number) => number.as_f64().map_or(Self::Missing, Self::Number),
            serde_json::Value::String(text) => Self::Text(text.clone()),
            serde_json::Value::Array(list) => Self::List(list.iter().map(Self::from_json).collect()),
            serde_json::Value::Object(map) => {
                Self::Map(map.iter().map(|(name, value)| (name.clone(), Self::from_json(value))).collect())
            }
        }
    }
}

/// Variables by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    /// Answers and calculated values.
    pub answers: BTreeMap<String, Value>,
    /// Traits of the profile.
    pub customer: BTreeMap<String, Value>,
}

impl Values {
    /// The variable of that name; `customer.NAME` for a trait.
    #[must_use]
    pub fn get(&self, name: &str) -> &Value {
        const MISSING: &Value = &Value::Missing;
        match name.split_once('.') {
            Some((CUSTOMER, held)) => self.customer.get(held).unwrap_or(MISSING),
            _ => self.answers.get(name).unwrap_or(MISSING),
        }
    }
}

/// Reads and evaluates conditions and formulas.
pub trait ConditionReader {
    /// The names of the variables it looks at, each once: `nps`, `customer.city`; `customer` alone when the
    /// profile is looked at as a whole.
    ///
    /// # Errors
    /// In words, when the text is not of the language.
    fn references(&self, text: &str) -> Result<Vec<String>, String>;

    /// Whether a condition holds. One that fails because a variable has no value does not.
    ///
    /// # Errors
    /// In words, when it fails with every value there, or gives something else than yes or no.
    fn holds(&self, text: &str, values: &Values) -> Result<bool, String>;

    /// The number a formula gives; `None` when a variable it needs has no value.
    ///
    /// # Errors
    /// In words, when it fails with every value there, or gives something else than a number.
    fn number(&self, text: &str, values: &Values) -> Result<Option<f64>, String>;
}

/// The value of an answer in conditions: a number for steps and numbers, the key for a choice, a list of keys
/// for several and for a ranking, a map for the rest. Where every choice of a question has a worth, that of
/// the answer is `key_worth`.
#[must_use]
pub fn value_of(answer: &AnswerValue) -> Value {
    let text = |text: &str| Value::Text(text.to_owned());
    match answer {
        AnswerValue::Step(step) => Value::Number(f64::from(*step)),
        AnswerValue::Number(number) => Value::Number(*number),
        AnswerValue::Choice(chosen) => text(name_of(chosen)),
        AnswerValue::Choices(several) => Value::List(several.iter().map(|chosen| text(name_of(chosen))).collect()),
        AnswerValue::Matrix(rows) => {
            Value::Map(rows.iter().map(|(row, column)| (row.to_string(), text(column.as_str()))).collect())
        }
        AnswerValue::Ranking(order) => Value::List(order.iter().map(|key| text(key.as_str())).collect()),
        AnswerValue::Date(day) => Value::Text(day.to_string()),
        AnswerValue::Text(words) => text(words),
        AnswerValue::Contact(fields) => {
            Value::Map(fields.iter().map(|(what, words)| (what.as_str().to_owned(), text(words))).collect())
        }
        AnswerValue::Servqual(answer) => {
            let steps = |steps: &BTreeMap<ChoiceKey, u8>| {
                Value::Map(steps.iter().map(|(key, step)| (key.to_string(), Value::Number(f64::from(*step)))).collect())
            };
            let parts = [("expectation", steps(&answer.expectations)), ("perception", steps(&answer.perceptions))];
            Value::Map(parts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
        }
        AnswerValue::Facets(ratings) => Value::Map(
            ratings
                .iter()
                .filter_map(|(facet, rating)| match rating {
                    FacetRating::Rated(step) => Some((facet.as_str().to_owned(), Value::Number(f64::from(*step)))),
                    FacetRating::NotApplicable => None,
                })
                .collect(),
        ),
    }
}

fn name_of(chosen: &Chosen) -> &str {
    match chosen {
        Chosen::Listed(key) => key.as_str(),
        Chosen::Other(_) => OTHER,
    }
}

/// What an answer is worth: the sum of the worths of what was chosen; `None` where nothing chosen has one.
#[must_use]
pub fn worth_of(question: &Question, answer: &AnswerValue) -> Option<f64> {
    let (QuestionKind::SingleChoice { choices, .. }
    | QuestionKind::MultipleChoice { choices, .. }
    | QuestionKind::Matrix { columns: choices, .. }) = &question.kind
    else {
        return None;
    };
    let worth = |key: &ChoiceKey| choices.iter().find(|choice| choice.key == *key).and_then(|choice| choice.worth);
    let listed = |chosen: &Chosen| match chosen {
        Chosen::Listed(key) => worth(key),
        Chosen::Other(_) => None,
    };
    let worths: Vec<f64> = match answer {
        AnswerValue::Choice(chosen) => listed(chosen).into_iter().collect(),
        AnswerValue::Choices(several) => several.iter().filter_map(listed).collect(),
        AnswerValue::Matrix(rows) => rows.values().filter_map(worth).collect(),
        _ => Vec::new(),
    };
    (!worths.is_empty()).then(|| worths.iter().sum())
}

/// Puts an answer among the variables: by its key and, where it has a worth, by its key with `_worth`.
pub fn add_answer(values: &mut Values, question: &Question, answer: &AnswerValue) {
    values.answers.insert(question.key.to_string(), value_of(answer));
    if let Some(worth) = worth_of(question, answer) {
        values.answers.insert(format!("{}_worth", question.key), Value::Number(worth));
    }
}

/// The question that a variable comes from, `key` or `key_worth`.
#[must_use]
pub fn question_of_variable<'a>(definition: &'a SurveyDefinition, name: &str) -> Option<(usize, &'a Question)> {
    let found = |key: &str| definition.questions().map(|(_, q)| q).enumerate().find(|(_, q)| q.key.as_str() == key);
    found(name).or_else(|| name.strip_suffix("_worth").and_then(found))
}

/// The variables of answers as they are, hidden or not; for texts and calculations of a settled response.
#[must_use]
pub fn values_of(definition: &SurveyDefinition, answers: &Answers, customer: &BTreeMap<String, Value>) -> Values {
    let mut values = Values { answers: BTreeMap::new(), customer: customer.clone() };
    for (_, question) in definition.questions() {
        if let Some(answer) = answers.get(&question.key) {
            add_answer(&mut values, question, answer);
        }
    }
    values
}

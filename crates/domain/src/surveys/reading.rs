//! Answers out of the fields of a form, as a browser without JavaScript posts them, and out of JSON.
//!
//! | kind | fields of the question `q` |
//! |---|---|
//! | scales, number, slider, date, text | `q`; a date also `q.year`, `q.month`, `q.day` |
//! | single choice | `q`, the key or `_other`; `q.other`, the words |
//! | multiple choice | `q` again and again; `q.other` |
//! | ranking | `q` again and again, the best first; or `q.KEY`, its rank |
//! | matrix | `q.ROW`, the key of the column |
//! | contact | `q.name`, `q.email` … |
//! | SERVQUAL | `q.ITEM.expectation`, `q.ITEM.perception`, `q.importance.DIMENSION` |
//! | facets | `q.staff` …, 1 to 5 or `na` |

mod numbers;
mod parts;

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::answers::{AnswerValue, Chosen};
use super::clean::{clean, clean_line};
use super::keys::{ChoiceKey, QuestionKey};
use super::problems::{AnswerProblem, FieldProblem};
use super::question::{Choice, Question, QuestionKind, SHORT_TEXT};
use numbers::{number, step};

/// The value of a choice of one's own in a form.
pub const OTHER_FIELD: &str = "_other";
/// Most fields of one form.
pub const MOST_FIELDS: usize = 2_000;
/// Most bytes of the fields of one form.
pub const MOST_BYTES: usize = 512 * 1024;

/// Reads a day that a person typed, in either calendar and any digits.
pub type DayReader<'a> = &'a dyn Fn(&str) -> Option<NaiveDate>;

/// A form is larger than any survey's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormTooLarge {
    /// More than [`MOST_FIELDS`].
    #[error("more than 2,000 fields")]
    Fields,
    /// More than [`MOST_BYTES`].
    #[error("more than 512 KiB")]
    Bytes,
}

/// The fields of a form, in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    fields: Vec<(String, String)>,
}

impl Form {
    /// The fields that were posted.
    ///
    /// # Errors
    /// When they are more, or larger, than a survey's may be.
    pub fn new(fields: Vec<(String, String)>) -> Result<Self, FormTooLarge> {
        if fields.len() > MOST_FIELDS {
            return Err(FormTooLarge::Fields);
        }
        if fields.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() > MOST_BYTES {
            return Err(FormTooLarge::Bytes);
        }
        Ok(Self { fields })
    }

    /// The fields that answers in JSON would be posted as: an object by question, of numbers, texts, lists
    /// and objects by part; null for no answer.
    ///
    /// # Errors
    /// When they are more, or larger, than a survey's may be.
    pub fn from_json(answers: &serde_json::Map<String, Json>) -> Result<Self, FormTooLarge> {
        let mut fields = Vec::new();
        for (name, value) in answers {
            flatten(name, value, &mut fields, 0);
        }
        Self::new(fields)
    }

    /// The last field of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().rev().find(|(held, _)| held == name).map(|(_, value)| value.as_str())
    }

    /// Every field, in the order of the form.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// All fields of that name, in order, empty ones left out.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(held, _)| held == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// Whether any field of a question is there, even an empty one.
    #[must_use]
    pub fn mentions(&self, key: &QuestionKey) -> bool {
        let of_question =
            |name: &str| name.strip_prefix(key.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.fields.iter().any(|(name, _)| of_question(name))
    }

    /// A field with something in it.
    fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// The part of a question.
    fn part(&self, question: &Question, part: &str) -> Option<&str> {
        self.filled(&format!("{}.{part}", question.key))
    }
}

fn flatten(name: &str, value: &Json, fields: &mut Vec<(String, String)>, depth: usize) {
    if depth > 3 || fields.len() > MOST_FIELDS {
        return;
    }
    match value {
        Json::Null => fields.push((name.to_owned(), String::new())),
        Json::String(text) => fields.push((name.to_owned(), text.clone())),
        Json::Bool(_) | Json::Number(_) => fields.push((name.to_owned(), value.to_string())),
        Json::Array(list) => list.iter().for_each(|item| flatten(name, item, fields, depth + 1)),
        Json::Object(parts) => {
            parts.iter().for_each(|(part, value)| flatten(&format!("{name}.{part}"), value, fields, depth + 1));
        }
    }
}

/// What a form says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// By question: the answer, or `None` where the form leaves it empty. Questions with a problem are not here.
    pub answers: Vec<(QuestionKey, Option<AnswerValue>)>,
    /// What could not be read.
    pub problems: Vec<FieldProblem>,
}

/// Reads the answers to these questions; fields of others are passed over.
#[must_use]
pub fn read_form<'q>(questions: impl IntoIterator<Item = &'q Question>, form: &Form, days: DayReader<'_>) -> Reading {
    let mut reading = Reading::default();
    for question in questions {
        match read_answer(question, form, days) {
            Ok(answer) => reading.answers.push((question.key.clone(), answer)),
            Err(problem) => reading.problems.push(problem),
        }
    }
    reading
}

/// Reads the answer to one question; `None` where the form leaves it empty.
///
/// # Errors
/// The first field that cannot be read.
pub fn read_answer(question: &Question, form: &Form, days: DayReader<'_>) -> Result<Option<AnswerValue>, FieldProblem> {
    let key = question.key.as_str();
    if let Some((low, high)) = question.kind.scale() {
        let Some(text) = form.filled(key) else { return Ok(None) };
        return step(question, key, text, low, high).map(|step| Some(AnswerValue::Step(step)));
    }
    match &question.kind {
        QuestionKind::SingleChoice { choices, other, .. } => single(question, choices, *other, form),
        QuestionKind::MultipleChoice { choices, other, most, .. } => several(question, choices, *other, *most, form),
        QuestionKind::Matrix { rows, columns } => parts::matrix(question, rows, columns, form),
        QuestionKind::Ranking { choices, .. } => parts::ranking(question, choices, form),
        QuestionKind::Slider { low, high, .. } => number(question, form, Some(*low), Some(*high), false),
        QuestionKind::Number { low, high, whole, .. } => number(question, form, *low, *high, *whole),
        QuestionKind::Date { earliest, latest } => day(question, form, days, earliest.as_deref(), latest.as_deref()),
        QuestionKind::Text { long, .. } => text(question, form, *long),
        QuestionKind::Contact { fields } => parts::contact(question, fields, form),
        QuestionKind::Servqual { items, importance } => parts::servqual(question, items, *importance, form),
        QuestionKind::Facets { facets } => parts::facets(question, facets, form),
        // Scales are read above.
        _ => Ok(None),
    }
}

fn listed(question: &Question, field: &str, choices: &[Choice], text: &str) -> Result<ChoiceKey, FieldProblem> {
    let found = choices.iter().find(|choice| choice.key.as_str() == text);
    found
        .map(|choice| choice.key.clone())
        .ok_or_else(|| FieldProblem::new(&question.key, field, AnswerProblem::NotAChoice).found(&text))
}

/// The words of a choice of one's own.
fn other_words(question: &Question, form: &Form) -> Result<Option<String>, FieldProblem> {
    let field = format!("{}.other", question.key);
    let Some(text) = form.filled(&field) else { return Ok(None) };
    bounded(question, &field, text, SHORT_TEXT, true).map(|words| (!words.is_empty()).then_some(words))
}

fn single(
    question: &Question,
    choices: &[Choice],
    other: bool,
    form: &Form,
) -> Result<Option<AnswerValue>, FieldProblem> {
    let key = question.key.as_str();
    let chosen = match form.filled(key) {
        Some(OTHER_FIELD) if other => match other_words(question, form)? {
            Some(words) => Chosen::Other(words),
            None => {
                return Err(FieldProblem::new(&question.key, format!("{key}.other"), AnswerProblem::OtherEmpty));
            }
        },
        Some(text) => Chosen::Listed(listed(question, key, choices, text)?),
        // Words of one's own with no button pressed are meant as the answer.
        None if other => match other_words(question, form)? {
            Some(words) => Chosen::Other(words),
            None => return Ok(None),
        },
        None => return Ok(None),
    };
    Ok(Some(AnswerValue::Choice(chosen)))
}

fn several(
    question: &Question,
    choices: &[Choice],
    other: bool,
    most: Option<u16>,
    form: &Form,
) -> Result<Option<AnswerValue>, FieldProblem> {
    let key = question.key.as_str();
    let mut wants_other = false;
    let mut keys = Vec::new();
    for text in form.all(key) {
        if other && text == OTHER_FIELD {
            wants_other = true;
        } else {
            keys.push(listed(question, key, choices, text)?);
        }
    }
    let words = if other { other_words(question, form)? } else { None };
    if wants_other && words.is_none() {
        return Err(FieldProblem::new(&question.key, format!("{key}.other"), AnswerProblem::OtherEmpty));
    }
    let in_order = choices.iter().filter(|choice| keys.contains(&choice.key));
    let mut chosen: Vec<Chosen> = in_order.map(|choice| Chosen::Listed(choice.key.clone())).collect();
    chosen.extend(words.map(Chosen::Other));
    if let Some(most) = most
        && chosen.len() > usize::from(most)
    {
        return Err(FieldProblem::new(&question.key, key, AnswerProblem::TooMany).bound(&most).found(&chosen.len()));
    }
    Ok((!chosen.is_empty()).then_some(AnswerValue::Choices(chosen)))
}

fn text(question: &Question, form: &Form, long: bool) -> Result<Option<AnswerValue>, FieldProblem> {
    let Some(typed) = form.filled(question.key.as_str()) else { return Ok(None) };
    let words = bounded(question, question.key.as_str(), typed, question.kind.text_limit(), !long)?;
    Ok((!words.is_empty()).then_some(AnswerValue::Text(words)))
}

/// What was typed, cleaned; refused where it is longer than the limit, as cutting it would change what was said.
fn bounded(question: &Question, field: &str, typed: &str, limit: u32, line: bool) -> Result<String, FieldProblem> {
    let words = if line { clean_line(typed) } else { clean(typed) };
    let length = words.chars().count();
    if length > limit as usize {
        return Err(FieldProblem::new(&question.key, field, AnswerProblem::TooLong).bound(&limit).found(&length));
    }
    Ok(words)
}

fn day(
    question: &Question,
    form: &Form,
    days: DayReader<'_>,
    earliest: Option<&str>,
    latest: Option<&str>,
) -> Result<Option<AnswerValue>, FieldProblem> {
    let key = question.key.as_str();
    let parts = ["year", "month", "day"].map(|part| form.part(question, part));
    let typed = match (form.filled(key), parts) {
        (Some(typed), _) => clean_line(typed),
        (None, [None, None, None]) => return Ok(None),
        (None, [Some(year), Some(month), Some(day)]) => format!("{year}-{month}-{day}"),
        (None, _) => return Err(FieldProblem::new(&question.key, key, AnswerProblem::NotADay)),
    };
    let read = (typed.chars().count() <= 40).then(|| days(&typed)).flatten();
    let Some(day) = read else {
        return Err(FieldProblem::new(&question.key, key, AnswerProblem::NotADay).found(&typed));
    };
    let bound = |text: Option<&str>| text.and_then(|text| text.parse::<NaiveDate>().ok());
    if let Some(earliest) = bound(earliest).filter(|earliest| day < *earliest) {
        return Err(FieldProblem::new(&question.key, key, AnswerProblem::TooEarly).bound(&earliest));
    }
    if let Some(latest) = bound(latest).filter(|latest| day > *latest) {
        return Err(FieldProblem::new(&question.key, key, AnswerProblem::TooLate).bound(&latest));
    }
    Ok(Some(AnswerValue::Date(day)))
}

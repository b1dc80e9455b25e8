//! Surveys without a language of conditions: a reader of the simplest comparisons stands in for it.

mod checking;
mod frozen;
mod reading;
mod settling;

use super::*;

/// Understands `key OP number`, `key == 'text'` and `key + key`.
struct Simple;

impl Simple {
    fn parts(text: &str) -> Result<[&str; 3], String> {
        let parts: Vec<&str> = text.split_whitespace().collect();
        parts.try_into().map_err(|_| format!("\"{text}\" is not three words"))
    }
}

impl ConditionReader for Simple {
    fn references(&self, text: &str) -> Result<Vec<String>, String> {
        let [one, _, two] = Self::parts(text)?;
        let is_name = |word: &&str| word.starts_with(|first: char| first.is_ascii_lowercase());
        Ok([one, two].into_iter().filter(is_name).map(str::to_owned).collect())
    }

    fn holds(&self, text: &str, values: &Values) -> Result<bool, String> {
        let [name, operator, other] = Self::parts(text)?;
        Ok(match (values.get(name), operator) {
            (Value::Missing, _) => false,
            (Value::Text(held), "==") => *held == other.trim_matches('\''),
            (Value::Number(held), _) => {
                let other: f64 = other.parse().map_err(|_| format!("{other} is no number"))?;
                match operator {
                    "<=" => *held <= other,
                    ">" => *held > other,
                    _ => *held == other,
                }
            }
            (_, _) => return Err("unknown".to_owned()),
        })
    }

    fn number(&self, text: &str, values: &Values) -> Result<Option<f64>, String> {
        let [one, _, two] = Self::parts(text)?;
        Ok(match (values.get(one), values.get(two)) {
            (Value::Number(one), Value::Number(two)) => Some(one + two),
            _ => None,
        })
    }
}

fn days(text: &str) -> Option<chrono::NaiveDate> {
    text.parse().ok()
}

/// The survey with every kind of question.
fn everything() -> SurveyDefinition {
    read_definition(include_str!("../../testdata/survey.1.json")).unwrap()
}

fn form(fields: &[(&str, &str)]) -> Form {
    Form::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()).unwrap()
}

fn question(key: &str) -> Question {
    everything().question(key).unwrap().clone()
}

fn key(text: &str) -> QuestionKey {
    QuestionKey::new(text).unwrap()
}

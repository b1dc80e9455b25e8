//! Earlier answers and traits inside texts: `{key}`, `{customer.name}`, `{customer.name|dear customer}`.
//!
//! What is filled in is plain text; whoever shows it escapes it.

use super::Answers;
use super::answers::{AnswerValue, Chosen, FacetRating};
use super::conditions::{CUSTOMER, Value, Values};
use super::definition::SurveyDefinition;
use super::question::{Choice, Question, QuestionKind};
use super::words::SurveyLanguage;

/// Longest text that is filled in, in characters; what is longer is cut.
const LONGEST_FILLED: usize = 200;

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it stands.
    Plain(&'a str),
    /// To be filled in.
    Filled {
        /// The variable.
        name: &'a str,
        /// What stands there when it has no value.
        fallback: &'a str,
    },
}

/// Takes a text apart. A brace that opens nothing a variable can be called by stands as it is.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut plain, mut at) = (0, 0);
    while let Some(open) = text[at..].find('{').map(|found| at + found) {
        let Some(close) = text[open..].find('}').map(|found| open + found) else { break };
        let inside = &text[open + 1..close];
        let (name, fallback) = inside.split_once('|').unwrap_or((inside, ""));
        if is_name(name.trim()) {
            if plain < open {
                pieces.push(Piece::Plain(&text[plain..open]));
            }
            pieces.push(Piece::Filled { name: name.trim(), fallback: fallback.trim() });
            (plain, at) = (close + 1, close + 1);
        } else {
            at = open + 1;
        }
    }
    if plain < text.len() {
        pieces.push(Piece::Plain(&text[plain..]));
    }
    pieces
}

fn is_name(name: &str) -> bool {
    let trait_name = name.strip_prefix("customer.");
    let bytes = trait_name.unwrap_or(name);
    !bytes.is_empty() && bytes.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The variables a text fills in.
pub fn variables(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Plain(_) => None,
        Piece::Filled { name, .. } => Some(name),
    })
}

/// What fills texts in: the answers of a response and what follows from them.
#[derive(Clone, Copy)]
pub struct Piping<'a> {
    /// The survey.
    pub definition: &'a SurveyDefinition,
    /// The answers so far, hidden ones cleared.
    pub answers: &'a Answers,
    /// Calculated values and traits.
    pub values: &'a Values,
    /// The language of the response.
    pub language: SurveyLanguage,
}

impl Piping<'_> {
    /// The text with everything filled in.
    #[must_use]
    pub fn fill(&self, text: &str) -> String {
        if !text.contains('{') {
            return text.to_owned();
        }
        let mut filled = String::with_capacity(text.len());
        for piece in pieces(text) {
            match piece {
                Piece::Plain(plain) => filled.push_str(plain),
                Piece::Filled { name, fallback } => match self.words_of(name) {
                    Some(words) => filled.extend(words.chars().take(LONGEST_FILLED)),
                    None => filled.push_str(fallback),
                },
            }
        }
        filled
    }

    fn words_of(&self, name: &str) -> Option<String> {
        if !name.starts_with(CUSTOMER)
            && let Some(question) = self.definition.question(name)
        {
            return answer_in_words(question, self.answers.get(&question.key)?, self.language);
        }
        plain(self.values.get(name))
    }
}

/// An answer as one would say it in a language; `None` for what does not fit into a sentence.
#[must_use]
pub fn answer_in_words(question: &Question, answer: &AnswerValue, language: SurveyLanguage) -> Option<String> {
    let comma = if language == SurveyLanguage::Fa { "، " } else { ", " };
    let chosen = |chosen: &Chosen| match chosen {
        Chosen::Listed(key) => choices(question)
            .iter()
            .find(|choice| choice.key == *key)
            .map(|choice| choice.text.read(language).to_owned()),
        Chosen::Other(words) => Some(words.clone()),
    };
    let joined = |words: Vec<String>| (!words.is_empty()).then(|| words.join(comma));
    match answer {
        AnswerValue::Step(step) => Some(step.to_string()),
        AnswerValue::Number(number) => Some(number.to_string()),
        AnswerValue::Choice(one) => chosen(one),
        AnswerValue::Choices(several) => joined(several.iter().filter_map(chosen).collect()),
        AnswerValue::Ranking(order) => {
            joined(order.iter().filter_map(|key| chosen(&Chosen::Listed(key.clone()))).collect())
        }
        AnswerValue::Date(day) => Some(day.to_string()),
        AnswerValue::Text(words) => Some(words.clone()),
        AnswerValue::Contact(fields) => fields.values().next().cloned(),
        AnswerValue::Facets(ratings) => joined(
            ratings
                .iter()
                .filter(|(_, rating)| matches!(rating, FacetRating::Rated(_)))
                .map(|(facet, _)| facet.title().read(language).to_owned())
                .collect(),
        ),
        AnswerValue::Matrix(_) | AnswerValue::Servqual(_) => None,
    }
}

/// The choices of a question, of whatever kind.
#[must_use]
pub fn choices(question: &Question) -> &[Choice] {
    match &question.kind {
        QuestionKind::SingleChoice { choices, .. }
        | QuestionKind::MultipleChoice { choices, .. }
        | QuestionKind::Ranking { choices, .. }
        | QuestionKind::Matrix { columns: choices, .. } => choices,
        _ => &[],
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::Text(text) if !text.trim().is_empty() => Some(text.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_apart() {
        let filled = |name, fallback| Piece::Filled { name, fallback };
        assert_eq!(
            pieces("سلام {customer.name|مشتری گرامی}، {nps}!"),
            [
                Piece::Plain("سلام "),
                filled("customer.name", "مشتری گرامی"),
                Piece::Plain("، "),
                filled("nps", ""),
                Piece::Plain("!"),
            ]
        );
        assert_eq!(pieces("{ }{a"), [Piece::Plain("{ }{a")]);
        assert_eq!(pieces("{ {a}"), [Piece::Plain("{ "), filled("a", "")]);
        assert_eq!(pieces(""), []);
        assert_eq!(variables("{a} {b|c} { d e }").collect::<Vec<_>>(), ["a", "b"]);
    }
}

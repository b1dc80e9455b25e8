//! Short words to write the ready-made surveys with.

use crate::surveys::definition::{Audience, Closing, NextStep, Section, SurveyDefinition};
use crate::surveys::facets::{Facet, ResponseKind};
use crate::surveys::keys::{ChoiceKey, ClosingKey, QuestionKey, SectionKey};
use crate::surveys::question::{Choice, Question, QuestionKind, RatingLook};
use crate::surveys::words::{SurveyLanguage, Words};

/// A text in both languages.
pub(super) type Pair = (&'static str, &'static str);

pub(super) fn words((fa, en): Pair) -> Words {
    Words::new(fa, en)
}

/// Keys of the library are constants; a test reads every one of them, so none is left out.
fn key<K>(made: Result<K, crate::surveys::keys::KeyError>, place: &mut Vec<K>) {
    place.extend(made);
}

/// A survey in the making.
pub(super) struct Builder(SurveyDefinition);

impl Builder {
    pub(super) fn new(title: Pair, introduction: Pair, minutes: u8) -> Self {
        Self(SurveyDefinition {
            title: words(title),
            introduction: words(introduction),
            languages: SurveyLanguage::ALL.to_vec(),
            estimated_minutes: Some(minutes),
            ..SurveyDefinition::default()
        })
    }

    pub(super) fn of_employees(mut self) -> Self {
        self.0.audience = Audience::Employees;
        self
    }

    pub(super) fn section(mut self, name: &str, title: Pair, questions: Vec<Option<Question>>) -> Self {
        let questions: Vec<Question> = questions.into_iter().flatten().collect();
        let mut keys = Vec::new();
        key(SectionKey::new(name), &mut keys);
        self.0.sections.extend(keys.into_iter().map(|key| Section {
            key,
            title: words(title),
            condition: None,
            shuffled: false,
            questions: questions.clone(),
        }));
        self
    }

    pub(super) fn closing(
        mut self,
        name: &str,
        condition: Option<&str>,
        title: Pair,
        text: Pair,
        next: Option<(Pair, &str)>,
    ) -> Self {
        let mut keys = Vec::new();
        key(ClosingKey::new(name), &mut keys);
        self.0.closings.extend(keys.into_iter().map(|key| Closing {
            key,
            title: words(title),
            text: words(text),
            condition: condition.map(str::to_owned),
            next_step: next.map(|(label, address)| NextStep { label: words(label), address: address.to_owned() }),
        }));
        self
    }

    pub(super) fn main(mut self, name: &str) -> Self {
        self.0.main = QuestionKey::new(name).ok();
        self
    }

    pub(super) fn done(self) -> SurveyDefinition {
        self.0
    }
}

/// A question of that kind.
pub(super) fn ask(name: &str, kind: QuestionKind, text: Pair) -> Option<Question> {
    QuestionKey::new(name).ok().map(|key| Question::new(key, kind, words(text)))
}

/// What can be said of a question besides.
pub(super) trait Besides: Sized {
    fn required(self) -> Self;
    fn only_if(self, condition: &str) -> Self;
    fn help(self, text: Pair) -> Self;
    fn of(self, kind: ResponseKind) -> Self;
    fn facet(self, facet: Facet) -> Self;
}

impl Besides for Option<Question> {
    fn required(self) -> Self {
        self.map(|question| Question { required: true, ..question })
    }

    fn only_if(self, condition: &str) -> Self {
        self.map(|question| Question { condition: Some(condition.to_owned()), ..question })
    }

    fn help(self, text: Pair) -> Self {
        self.map(|question| Question { help: words(text), ..question })
    }

    fn of(self, kind: ResponseKind) -> Self {
        self.map(|question| Question { response_kind: Some(kind), ..question })
    }

    fn facet(self, facet: Facet) -> Self {
        self.map(|question| Question { facet: Some(facet), ..question })
    }
}

pub(super) fn csat() -> QuestionKind {
    QuestionKind::Csat { drawn_as: RatingLook::Faces }
}

pub(super) fn stars() -> QuestionKind {
    QuestionKind::Rating { steps: 5, drawn_as: RatingLook::Stars, low: Words::default(), high: Words::default() }
}

pub(super) fn agreement() -> QuestionKind {
    QuestionKind::Rating {
        steps: 5,
        drawn_as: RatingLook::Numbers,
        low: words(("کاملاً مخالفم", "Strongly disagree")),
        high: words(("کاملاً موافقم", "Strongly agree")),
    }
}

/// Words that explain the score of an earlier question.
pub(super) fn why(about: &str) -> QuestionKind {
    QuestionKind::Text { long: true, limit: None, about: QuestionKey::new(about).ok() }
}

pub(super) fn open() -> QuestionKind {
    QuestionKind::Text { long: true, limit: None, about: None }
}

/// One of these, with room for another.
pub(super) fn one_of(list: &[(&str, Pair)], other: bool) -> QuestionKind {
    QuestionKind::SingleChoice { choices: choices(list), other, shuffled: false }
}

/// Any of these in an order of each response's own, with room for another.
pub(super) fn any_of(list: &[(&str, Pair)], most: Option<u16>) -> QuestionKind {
    QuestionKind::MultipleChoice { choices: choices(list), other: true, shuffled: true, least: None, most }
}

fn choices(list: &[(&str, Pair)]) -> Vec<Choice> {
    let choice = |(name, text): &(&str, Pair)| {
        let key = ChoiceKey::new(*name).ok()?;
        Some(Choice { key, text: words(*text), pinned: false, worth: None })
    };
    list.iter().filter_map(choice).collect()
}

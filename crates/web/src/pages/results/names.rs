//! What axes and their values are called.

use chrono::NaiveDate;

use hamdel_app::results::{Asked, Axis, Condition, NOT_APPLICABLE, OTHER, REST};
use hamdel_domain::surveys::{Choice, Dimension, Facet, Question, QuestionKind, SurveyLanguage};
use hamdel_domain::touchpoint::Touchpoint;
use hamdel_text::Language;
use hamdel_text::format::{self, DateStyle};

use crate::pages::surveys::survey_language;
use crate::texts::Texts;

/// Names of a survey's axes and values, in the language of the reader.
pub(crate) struct Names<'a> {
    pub(crate) texts: &'a Texts,
    pub(crate) asked: &'a Asked,
    pub(crate) touchpoints: &'a [Touchpoint],
}

impl Names<'_> {
    pub(crate) fn language(&self) -> SurveyLanguage {
        survey_language(self.texts.language())
    }

    fn question(&self, axis: &Axis) -> Option<&Question> {
        self.asked.definition.question(axis.question()?.as_str())
    }

    /// What an axis is called: the question itself, or the name of what responses are told apart by.
    pub(crate) fn axis(&self, axis: &Axis) -> String {
        match axis {
            Axis::Channel => self.texts.plain("scores-by-channel"),
            Axis::Touchpoint => self.texts.plain("scores-by-touchpoint"),
            Axis::Unit => self.texts.plain("scores-by-unit"),
            Axis::Language => self.texts.plain("results-language"),
            Axis::Version => self.texts.plain("results-version"),
            Axis::Trait(name) => self.texts.title("trait", name),
            Axis::Groups(_) | Axis::Question(_, None) => self.question_text(axis),
            Axis::Question(_, Some(part)) => {
                let part = self.part(axis, part);
                let question = self.question_text(axis);
                if question.is_empty() { part } else { format!("{question} {part}") }
            }
        }
    }

    fn question_text(&self, axis: &Axis) -> String {
        let text = self.question(axis).map(|question| question.text.read(self.language()).to_owned());
        text.unwrap_or_else(|| axis.question().map(ToString::to_string).unwrap_or_default())
    }

    /// What a part of a question is called: a row, a choice that is ranked, a facet, a dimension.
    pub(crate) fn part(&self, axis: &Axis, part: &str) -> String {
        let of = |choices: &[Choice]| {
            let held = choices.iter().find(|choice| choice.key.as_str() == part);
            held.map(|choice| choice.text.read(self.language()).to_owned())
        };
        let title = match self.question(axis).map(|question| &question.kind) {
            Some(QuestionKind::Matrix { rows, .. }) => of(rows),
            Some(QuestionKind::Ranking { choices, .. }) => of(choices),
            Some(QuestionKind::Facets { .. }) => {
                Facet::parse(part).map(|facet| facet.title().read(self.language()).to_owned())
            }
            Some(QuestionKind::Servqual { .. }) => {
                Dimension::parse(part).map(|dimension| dimension.title().read(self.language()).to_owned())
            }
            _ => None,
        };
        title.unwrap_or_else(|| part.to_owned())
    }

    /// What a value of an axis is called.
    pub(crate) fn value(&self, axis: &Axis, value: &str) -> String {
        let language = self.texts.language();
        match axis {
            _ if value == REST => self.texts.plain("results-rest"),
            _ if value.is_empty() => self.texts.plain("results-unknown"),
            Axis::Channel => self.texts.title("channel", value),
            Axis::Unit => self.texts.title("unit", value),
            Axis::Touchpoint => self.touchpoint(value),
            Axis::Language => self.texts.title("in-language", value),
            Axis::Version => format::digits(language, value),
            Axis::Trait(_) => {
                let key = format!("value-{value}");
                if self.texts.has(&key) { self.texts.plain(&key) } else { value.to_owned() }
            }
            Axis::Groups(_) => self.texts.title("results-group", value),
            Axis::Question(_, _) => self.answer(axis, value),
        }
    }

    /// The title of a touchpoint.
    pub(crate) fn touchpoint(&self, name: &str) -> String {
        match (self.touchpoints.iter().find(|held| held.name == name), self.texts.language()) {
            (Some(touchpoint), Language::Persian) => touchpoint.title_fa.clone(),
            (Some(touchpoint), Language::English) => touchpoint.title_en.clone(),
            (None, _) => self.texts.title("touchpoint", name),
        }
    }

    fn answer(&self, axis: &Axis, value: &str) -> String {
        let of = |choices: &[Choice]| {
            let held = choices.iter().find(|choice| choice.key.as_str() == value);
            held.map(|choice| choice.text.read(self.language()).to_owned())
        };
        let known = match self.question(axis).map(|question| &question.kind) {
            _ if value == OTHER => Some(self.texts.plain("answer-other")),
            _ if value == NOT_APPLICABLE => Some(self.texts.plain("results-not-applicable")),
            Some(QuestionKind::SingleChoice { choices, .. } | QuestionKind::MultipleChoice { choices, .. }) => {
                of(choices)
            }
            Some(QuestionKind::Matrix { columns, .. }) => of(columns),
            Some(QuestionKind::Servqual { .. }) => Some(self.texts.title("results-gap", value)),
            Some(QuestionKind::Text { .. }) => Some(self.texts.plain("results-written")),
            _ => None,
        };
        known.unwrap_or_else(|| self.range(value))
    }

    /// A number, a day, or a range of them.
    fn range(&self, value: &str) -> String {
        let Some((low, high)) = value.split_once("..") else { return self.number(value) };
        let high = high.trim_start_matches('=');
        if let (Ok(first), Ok(until)) = (low.parse::<NaiveDate>(), high.parse::<NaiveDate>()) {
            let month = format::month(self.texts.language(), first);
            let whole = (28..=31).contains(&(until - first).num_days());
            return if whole { month } else { self.day(first) };
        }
        self.texts.filled("score-between", &[("low", self.number(low).into()), ("high", self.number(high).into())])
    }

    /// A day in the calendar of the reader.
    pub(crate) fn day(&self, day: NaiveDate) -> String {
        format::date(self.texts.language(), day, DateStyle::Long)
    }

    /// A number as it was answered.
    pub(crate) fn number(&self, text: &str) -> String {
        let Ok(number) = text.parse::<f64>() else { return format::digits(self.texts.language(), text) };
        let places = [0, 1, 2].into_iter().find(|places| {
            let scale = 10_f64.powi(*places);
            (number * scale - (number * scale).round()).abs() < 1e-9
        });
        format::decimal(self.texts.language(), number, places.unwrap_or(3) as usize)
    }

    /// A condition in words.
    pub(crate) fn condition(&self, condition: &Condition) -> String {
        format!("{}: {}", self.axis(&condition.axis), self.value(&condition.axis, &condition.value))
    }
}

//! The values that an axis is shown by, in an order that a reader expects.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use hamdel_domain::surveys::{QuestionKind, SurveyDefinition};

use super::asked::Axis;
use super::values::{NOT_APPLICABLE, OTHER, Value, day_bars, number_bars};

/// Most values of an axis; the rest are one, under [`REST`].
const MOST: usize = 24;
/// The name of the values that are too many to be shown each.
pub const REST: &str = "_rest";

/// The values of an axis.
pub(super) struct Categories {
    names: Vec<String>,
    /// Whether names are ranges of numbers or days.
    ranges: bool,
    rest: bool,
}

impl Categories {
    /// Those of an axis that occur among values, or that its question offers.
    pub(super) fn of<'v>(
        axis: &Axis,
        definition: &SurveyDefinition,
        values: impl Iterator<Item = &'v Value>,
        jalali: bool,
    ) -> Self {
        let (mut words, mut numbers, mut days): (BTreeMap<&str, u64>, Vec<f64>, Vec<NaiveDate>) = Default::default();
        for value in values {
            match value {
                Value::Word(word) => *words.entry(word.as_str()).or_default() += 1,
                Value::Number(number) => numbers.push(*number),
                Value::Day(day) => days.push(*day),
            }
        }
        if !numbers.is_empty() {
            let names = number_bars(&numbers, ends(axis, definition)).iter().map(|bar| bar.written()).collect();
            return Self { names, ranges: true, rest: false };
        }
        if !days.is_empty() {
            let names = day_bars(&days, jalali).iter().map(|bar| bar.written()).collect();
            return Self { names, ranges: true, rest: false };
        }
        let mut names = offered(axis, definition);
        let mut others: Vec<(&str, u64)> =
            words.into_iter().filter(|(word, _)| names.iter().all(|name| name != word)).collect();
        others.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(other.0)));
        let room = MOST.saturating_sub(names.len());
        let rest = others.len() > room;
        names.extend(others.into_iter().take(room).map(|(word, _)| word.to_owned()));
        if rest {
            names.push(REST.to_owned());
        }
        Self { names, ranges: false, rest }
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn into_names(self) -> Vec<String> {
        self.names
    }

    /// The places of values, each once.
    pub(super) fn places(&self, values: &[Value]) -> Vec<usize> {
        let place = |value: &Value| match value {
            Value::Word(word) if !self.ranges => {
                let known = self.names.iter().position(|name| name == word);
                known.or_else(|| self.rest.then(|| self.names.len() - 1))
            }
            value => self.names.iter().position(|name| value.is(name)),
        };
        let mut places: Vec<usize> = values.iter().filter_map(place).collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

fn ends(axis: &Axis, definition: &SurveyDefinition) -> (Option<f64>, Option<f64>) {
    match axis.question().and_then(|key| definition.question(key.as_str())).map(|question| &question.kind) {
        Some(QuestionKind::Slider { low, high, .. }) => (Some(*low), Some(*high)),
        Some(QuestionKind::Number { low, high, .. }) => (*low, *high),
        _ => (None, None),
    }
}

/// What a question offers, in its order, whether anybody took it or not.
fn offered(axis: &Axis, definition: &SurveyDefinition) -> Vec<String> {
    let words = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let Axis::Question(key, part) = axis else {
        return if matches!(axis, Axis::Groups(_)) { words(&["promoter", "passive", "detractor"]) } else { Vec::new() };
    };
    let Some(question) = definition.question(key.as_str()) else { return Vec::new() };
    if let Some((low, high)) = question.kind.scale() {
        return (low..=high).map(|step| step.to_string()).collect();
    }
    match &question.kind {
        QuestionKind::SingleChoice { choices, other, .. } | QuestionKind::MultipleChoice { choices, other, .. } => {
            let listed = choices.iter().map(|choice| choice.key.to_string());
            listed.chain(other.then(|| OTHER.to_owned())).collect()
        }
        QuestionKind::Matrix { columns, .. } => columns.iter().map(|column| column.key.to_string()).collect(),
        QuestionKind::Ranking { choices, .. } => (1..=choices.len()).map(|place| place.to_string()).collect(),
        QuestionKind::Facets { .. } if part.is_some() => words(&["1", "2", "3", "4", "5", NOT_APPLICABLE]),
        QuestionKind::Servqual { .. } => words(&["short", "met", "above"]),
        _ => Vec::new(),
    }
}

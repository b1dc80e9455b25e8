//! What is asked of results: by what they are divided, and what they are narrowed to.

use chrono::NaiveDate;

use hamdel_domain::Instant;
use hamdel_domain::surveys::{Question, QuestionKey, QuestionKind, SurveyDefinition, SurveyId};
use hamdel_store::results::Narrowed;

use super::read::Seen;
use super::values::{Value, values_of};
use crate::App;
use crate::surveys::read_day;

/// Something by which responses can be told apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Axis {
    /// The channel they came on.
    Channel,
    /// The touchpoint they are about.
    Touchpoint,
    /// The unit they are about.
    Unit,
    /// The language they are in.
    Language,
    /// The version they answer.
    Version,
    /// A trait of the customer.
    Trait(String),
    /// The answer to a question, or to a part of it: a row, a facet, a dimension, a place in a ranking.
    Question(QuestionKey, Option<String>),
    /// Promoters, passives and detractors of a question about recommendation.
    Groups(QuestionKey),
}

impl Axis {
    /// Reads what [`Axis::written`] writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "channel" => Self::Channel,
            "touchpoint" => Self::Touchpoint,
            "unit" => Self::Unit,
            "language" => Self::Language,
            "version" => Self::Version,
            other => match other.split_once('.')? {
                ("trait", name) if !name.is_empty() => Self::Trait(name.to_owned()),
                ("g", key) => Self::Groups(QuestionKey::new(key).ok()?),
                ("q", key) => {
                    let (key, part) = key.split_once('.').map_or((key, None), |(key, part)| (key, Some(part)));
                    Self::Question(QuestionKey::new(key).ok()?, part.map(str::to_owned))
                }
                _ => return None,
            },
        })
    }

    /// The name in addresses and the API: `channel`, `trait.city`, `q.nps`, `q.matrix.row`, `g.nps`.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Channel => "channel".to_owned(),
            Self::Touchpoint => "touchpoint".to_owned(),
            Self::Unit => "unit".to_owned(),
            Self::Language => "language".to_owned(),
            Self::Version => "version".to_owned(),
            Self::Trait(name) => format!("trait.{name}"),
            Self::Groups(key) => format!("g.{key}"),
            Self::Question(key, None) => format!("q.{key}"),
            Self::Question(key, Some(part)) => format!("q.{key}.{part}"),
        }
    }

    /// The question it looks at.
    #[must_use]
    pub fn question(&self) -> Option<&QuestionKey> {
        match self {
            Self::Question(key, _) | Self::Groups(key) => Some(key),
            _ => None,
        }
    }

    /// Every axis that a survey's questions give, each part of a question by itself.
    #[must_use]
    pub fn of_questions(definition: &SurveyDefinition) -> Vec<Self> {
        definition.questions().flat_map(|(_, question)| of_question(question)).collect()
    }
}

fn of_question(question: &Question) -> Vec<Axis> {
    let whole = || vec![Axis::Question(question.key.clone(), None)];
    let parts = |names: Vec<String>| {
        names.into_iter().map(|name| Axis::Question(question.key.clone(), Some(name))).collect::<Vec<_>>()
    };
    match &question.kind {
        QuestionKind::Nps | QuestionKind::Enps => vec![Axis::Groups(question.key.clone())],
        QuestionKind::Matrix { rows, .. } => parts(rows.iter().map(|row| row.key.to_string()).collect()),
        QuestionKind::Ranking { choices, .. } => parts(choices.iter().map(|choice| choice.key.to_string()).collect()),
        QuestionKind::Facets { facets } => parts(facets.iter().map(|facet| facet.as_str().to_owned()).collect()),
        QuestionKind::Servqual { items, .. } => {
            let held = |dimension: &&hamdel_domain::surveys::Dimension| {
                items.iter().any(|item| item.dimension() == Some(**dimension))
            };
            let all = hamdel_domain::surveys::Dimension::ALL.iter();
            parts(all.filter(held).map(|dimension| dimension.as_str().to_owned()).collect())
        }
        QuestionKind::Contact { .. } | QuestionKind::Statement | QuestionKind::Text { .. } => Vec::new(),
        _ => whole(),
    }
}

/// What responses must have on an axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The axis.
    pub axis: Axis,
    /// The value: a name, a step, a choice's key, or a range such as `10..20`; empty for what is not known.
    pub value: String,
}

impl Condition {
    /// Reads `axis~value`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (axis, value) = text.split_once('~')?;
        Some(Self { axis: Axis::parse(axis)?, value: value.to_owned() })
    }

    /// As [`Condition::parse`] reads it.
    #[must_use]
    pub fn written(&self) -> String {
        format!("{}~{}", self.axis.written(), self.value)
    }

    /// Whether a response meets it.
    #[must_use]
    pub(super) fn holds(&self, seen: &Seen, definition: &SurveyDefinition) -> bool {
        let values = values_of(&self.axis, seen, definition);
        if values.is_empty() {
            return self.value.is_empty() && self.axis.question().is_none();
        }
        values.iter().any(|value| value.is(&self.value))
    }
}

/// What results are narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowing {
    /// The first day, in the company's zone.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub until: Option<NaiveDate>,
    /// What responses must have besides; all of it.
    pub conditions: Vec<Condition>,
}

impl Narrowing {
    /// Whether nothing is narrowed but the days and the version, of which openings are counted too.
    #[must_use]
    pub fn is_of_all(&self) -> bool {
        self.conditions.iter().all(|condition| condition.axis == Axis::Version)
    }

    /// The value that is wanted on an axis.
    #[must_use]
    pub fn wanted(&self, axis: &Axis) -> Option<&str> {
        self.conditions.iter().find(|condition| condition.axis == *axis).map(|condition| condition.value.as_str())
    }

    /// The same with one condition more; one on the same axis goes.
    #[must_use]
    pub fn and(&self, condition: Condition) -> Self {
        let mut narrowed = self.without(&condition.axis);
        narrowed.conditions.push(condition);
        narrowed
    }

    /// The same without what is asked of an axis.
    #[must_use]
    pub fn without(&self, axis: &Axis) -> Self {
        let mut narrowed = self.clone();
        narrowed.conditions.retain(|condition| condition.axis != *axis);
        narrowed
    }

    /// Whether a trait of customers is looked at.
    #[must_use]
    pub(super) fn looks_at_traits(&self) -> bool {
        self.conditions.iter().any(|condition| matches!(condition.axis, Axis::Trait(_)))
    }

    /// As the query of an address, in one fixed order, without the `?`.
    #[must_use]
    pub fn written(&self) -> Vec<(&'static str, String)> {
        let mut fields = Vec::new();
        if let Some(from) = self.from {
            fields.push(("from", from.to_string()));
        }
        if let Some(until) = self.until {
            fields.push(("until", until.to_string()));
        }
        fields.extend(self.conditions.iter().map(|condition| ("only", condition.written())));
        fields
    }

    /// Reads fields as [`Narrowing::written`] writes them; what is not understood is as if absent.
    pub fn read<'f>(fields: impl IntoIterator<Item = (&'f str, &'f str)>) -> Self {
        let mut narrowing = Self::default();
        for (name, value) in fields {
            match name {
                "from" => narrowing.from = read_day(value),
                "until" => narrowing.until = read_day(value),
                "only" => {
                    if let Some(condition) = Condition::parse(value) {
                        narrowing = narrowing.and(condition);
                    }
                }
                _ => {}
            }
        }
        narrowing
    }

    /// The moments from which and up to which it reaches.
    pub(super) fn span(&self, app: &App) -> (Option<Instant>, Option<Instant>) {
        let from = self.from.map(|day| app.zone.start_of_day(day));
        let until = self.until.and_then(|day| day.succ_opt()).map(|day| app.zone.start_of_day(day));
        (from, until)
    }

    /// What of it the store can choose by; the rest is looked at response by response.
    pub(super) fn stored(&self, app: &App, survey: SurveyId, submitted: bool) -> Narrowed {
        let (from, until) = self.span(app);
        let named = |axis: &Axis| self.wanted(axis).filter(|value| !value.is_empty()).map(str::to_owned);
        Narrowed {
            survey,
            submitted,
            version: self.wanted(&Axis::Version).and_then(|version| version.parse().ok()),
            channel: named(&Axis::Channel),
            touchpoint: named(&Axis::Touchpoint),
            unit: named(&Axis::Unit),
            language: named(&Axis::Language),
            from,
            until,
        }
    }
}

impl Value {
    /// Whether it is the one that an address names: the same word, or within a range.
    pub(super) fn is(&self, wanted: &str) -> bool {
        match self {
            Self::Word(word) => word == wanted,
            Self::Number(number) => within(*number, wanted, |text| text.parse().ok()),
            Self::Day(day) => within(*day, wanted, |text| text.parse().ok()),
        }
    }
}

/// Whether a value is `a`, or in `a..b` (without `b`), or in `a..=b`.
fn within<T: PartialOrd + Copy>(value: T, wanted: &str, read: impl Fn(&str) -> Option<T>) -> bool {
    let Some((low, high)) = wanted.split_once("..") else {
        return read(wanted).is_some_and(|wanted| wanted == value);
    };
    let (Some(low), closed) = (read(low), high.strip_prefix('=')) else { return false };
    match closed {
        Some(high) => read(high).is_some_and(|high| value >= low && value <= high),
        None => read(high).is_some_and(|high| value >= low && value < high),
    }
}

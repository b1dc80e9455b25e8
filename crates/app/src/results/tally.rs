//! What was answered, question by question.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use hamdel_domain::surveys::{
    AnswerValue, Choice, Chosen, ContactKind, Dimension, Facet, FacetRating, Question, QuestionKey, QuestionKind, Words,
};
use hamdel_stats::ces::CesAnswers;
use hamdel_stats::csat::CsatAnswers;
use hamdel_stats::interval::{Confidence, MinimumN, Published};
use hamdel_stats::mean::Moments;
use hamdel_stats::nps::NpsAnswers;
use hamdel_stats::{ces, csat, nps};

use super::definition::Asked;
use super::read::Seen;
use super::servqual::{ServqualFound, ServqualTally};
use super::texts::{Said, WordsFound};
use super::values::{DayBar, NumberBar, OTHER, day_bars, number_bars};

/// What was answered to one question.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionResult {
    /// The question.
    pub question: Question,
    /// How many answered it.
    pub answered: u64,
    /// What they answered.
    pub found: Found,
}

/// How often something was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Its name in addresses and files.
    pub key: String,
    /// What it says; empty for a choice in one's own words.
    pub words: Words,
    /// How often.
    pub n: u64,
}

/// The mean of one part of a question: a facet, or a choice that was ranked.
#[derive(Clone, Debug, PartialEq)]
pub struct PartFound {
    /// Its name in addresses and files.
    pub key: String,
    /// What it says.
    pub words: Words,
    /// Its mean.
    pub mean: Published,
    /// How often each step or place was given, the first first.
    pub counts: Vec<u64>,
    /// How many said that it does not apply.
    pub not_applicable: u64,
}

/// A row of a matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixRow {
    /// Its name in addresses and files.
    pub key: String,
    /// What it says.
    pub words: Words,
    /// How often each column was taken.
    pub counts: Vec<u64>,
}

/// What was answered, by the kind of question.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// Steps of a scale.
    Steps {
        /// How many gave each step, the lowest first.
        counts: Vec<(u8, u64)>,
        /// The score: NPS in points, CSAT as a share, CES and ratings as a mean.
        score: Published,
    },
    /// Choices, in their order; words of one's own last.
    Choices(Vec<Counted>),
    /// Columns by rows.
    Matrix {
        /// The columns.
        columns: Vec<(String, Words)>,
        /// The rows.
        rows: Vec<MatrixRow>,
    },
    /// Choices by their mean place, the first first.
    Ranking(Vec<PartFound>),
    /// Facets by their mean rating, from 1 to 5.
    Facets(Vec<PartFound>),
    /// Expectations, perceptions and gaps.
    Servqual(Box<ServqualFound>),
    /// Numbers.
    Numbers {
        /// Their mean.
        mean: Published,
        /// The one in the middle.
        median: Option<f64>,
        /// Their bars.
        bars: Vec<NumberBar>,
        /// Their mean and spread.
        moments: Moments,
    },
    /// Days, by month.
    Days(Vec<DayBar>),
    /// Words.
    Words(Box<WordsFound>),
    /// How many gave which way to reach them.
    Contact(Vec<(ContactKind, u64)>),
}

/// Everything counted so far.
pub(super) struct Tally<'a> {
    asked: &'a Asked,
    minimum: MinimumN,
    jalali: bool,
    /// Responses counted.
    pub(super) n: u64,
    answered: BTreeMap<QuestionKey, u64>,
    counts: BTreeMap<QuestionKey, BTreeMap<String, u64>>,
    cells: BTreeMap<QuestionKey, BTreeMap<(String, String), u64>>,
    numbers: BTreeMap<QuestionKey, Vec<f64>>,
    days: BTreeMap<QuestionKey, Vec<NaiveDate>>,
    servqual: BTreeMap<QuestionKey, ServqualTally>,
    /// What was written, the newest last.
    pub(super) said: BTreeMap<QuestionKey, Vec<Said>>,
}

impl<'a> Tally<'a> {
    pub(super) fn new(asked: &'a Asked, minimum: MinimumN, jalali: bool) -> Self {
        Self {
            asked,
            minimum,
            jalali,
            n: 0,
            answered: BTreeMap::new(),
            counts: BTreeMap::new(),
            cells: BTreeMap::new(),
            numbers: BTreeMap::new(),
            days: BTreeMap::new(),
            servqual: BTreeMap::new(),
            said: BTreeMap::new(),
        }
    }

    /// Takes a response in.
    pub(super) fn add(&mut self, seen: &Seen) {
        self.n += 1;
        for (key, answer) in &seen.answers.0 {
            *self.answered.entry(key.clone()).or_default() += 1;
            self.take(key, answer, seen);
        }
    }

    fn take(&mut self, key: &QuestionKey, answer: &AnswerValue, seen: &Seen) {
        match answer {
            AnswerValue::Step(step) => self.count(key, step.to_string()),
            AnswerValue::Choice(chosen) => self.count(key, name_of(chosen)),
            AnswerValue::Choices(chosen) => chosen.iter().for_each(|chosen| self.count(key, name_of(chosen))),
            AnswerValue::Number(number) => self.numbers.entry(key.clone()).or_default().push(*number),
            AnswerValue::Date(day) => self.days.entry(key.clone()).or_default().push(*day),
            AnswerValue::Matrix(rows) => {
                rows.iter().for_each(|(row, column)| self.cell(key, row.as_str(), column.as_str()));
            }
            AnswerValue::Ranking(order) => {
                (1..)
                    .zip(order)
                    .for_each(|(place, choice): (u32, _)| self.cell(key, choice.as_str(), &place.to_string()));
            }
            AnswerValue::Facets(ratings) => ratings.iter().for_each(|(facet, rating)| match rating {
                FacetRating::Rated(step) => self.cell(key, facet.as_str(), &step.to_string()),
                FacetRating::NotApplicable => self.cell(key, facet.as_str(), ""),
            }),
            AnswerValue::Contact(told) => told.keys().for_each(|what| self.count(key, what.as_str().to_owned())),
            AnswerValue::Text(text) => {
                let said = Said::of(seen, self.asked.definition.question(key.as_str()), text);
                self.said.entry(key.clone()).or_default().push(said);
            }
            AnswerValue::Servqual(given) => {
                let Some(QuestionKind::Servqual { items, .. }) =
                    self.asked.definition.question(key.as_str()).map(|question| &question.kind)
                else {
                    return;
                };
                if let Some(tally) = ServqualTally::of(items) {
                    self.servqual.entry(key.clone()).or_insert(tally).add(given);
                }
            }
        }
    }

    fn count(&mut self, key: &QuestionKey, name: String) {
        *self.counts.entry(key.clone()).or_default().entry(name).or_default() += 1;
    }

    fn cell(&mut self, key: &QuestionKey, row: &str, column: &str) {
        let cells = self.cells.entry(key.clone()).or_default();
        *cells.entry((row.to_owned(), column.to_owned())).or_default() += 1;
    }

    /// What was answered to each question; `words` are what was understood of the texts.
    pub(super) fn results(self, mut words: BTreeMap<QuestionKey, WordsFound>) -> Vec<QuestionResult> {
        let asked = self.asked.definition.questions().filter(|(_, question)| question.kind.is_answered());
        let result = |(_, question): (usize, &Question)| QuestionResult {
            answered: self.answered.get(&question.key).copied().unwrap_or_default(),
            found: self.found(question, &mut words),
            question: question.clone(),
        };
        asked.map(result).collect()
    }

    fn found(&self, question: &Question, words: &mut BTreeMap<QuestionKey, WordsFound>) -> Found {
        if let Some((low, high)) = question.kind.scale() {
            let counts: Vec<(u8, u64)> =
                (low..=high).map(|step| (step, self.counted(&question.key, &step.to_string()))).collect();
            return Found::Steps { score: score(&question.kind, &counts, self.minimum), counts };
        }
        match &question.kind {
            QuestionKind::SingleChoice { choices, other, .. } | QuestionKind::MultipleChoice { choices, other, .. } => {
                Found::Choices(self.choices(&question.key, choices, *other))
            }
            QuestionKind::Matrix { rows, columns } => self.matrix(&question.key, rows, columns),
            QuestionKind::Ranking { choices, .. } => {
                let part =
                    |choice: &Choice| self.part(&question.key, choice.key.as_str(), choice.text.clone(), choices.len());
                let mut parts: Vec<PartFound> = choices.iter().map(part).collect();
                let place = |part: &PartFound| part.mean.estimate().map_or(f64::INFINITY, |estimate| estimate.value);
                parts.sort_by(|one, other| place(one).total_cmp(&place(other)));
                Found::Ranking(parts)
            }
            QuestionKind::Facets { facets } => {
                let part = |facet: &Facet| self.part(&question.key, facet.as_str(), facet.title(), 5);
                Found::Facets(facets.iter().map(part).collect())
            }
            QuestionKind::Servqual { .. } => {
                let tally = self.servqual.get(&question.key);
                Found::Servqual(Box::new(tally.map_or_else(ServqualFound::default, |tally| tally.found(self.minimum))))
            }
            QuestionKind::Slider { low, high, .. } => self.numbers(&question.key, (Some(*low), Some(*high))),
            QuestionKind::Number { low, high, .. } => self.numbers(&question.key, (*low, *high)),
            QuestionKind::Date { .. } => {
                Found::Days(self.days.get(&question.key).map(|days| day_bars(days, self.jalali)).unwrap_or_default())
            }
            QuestionKind::Contact { fields } => {
                let counted = |what: ContactKind| (what, self.counted(&question.key, what.as_str()));
                Found::Contact(fields.iter().map(|field| counted(field.what)).collect())
            }
            _ => Found::Words(Box::new(words.remove(&question.key).unwrap_or_default())),
        }
    }

    fn counted(&self, key: &QuestionKey, name: &str) -> u64 {
        self.counts.get(key).and_then(|counts| counts.get(name)).copied().unwrap_or_default()
    }

    fn choices(&self, key: &QuestionKey, choices: &[Choice], other: bool) -> Vec<Counted> {
        let counted = |name: &str, words: Words| Counted { key: name.to_owned(), words, n: self.counted(key, name) };
        let mut found: Vec<Counted> =
            choices.iter().map(|choice| counted(choice.key.as_str(), choice.text.clone())).collect();
        if other {
            found.push(counted(OTHER, Words::default()));
        }
        found
    }

    fn matrix(&self, key: &QuestionKey, rows: &[Choice], columns: &[Choice]) -> Found {
        let empty = BTreeMap::new();
        let cells = self.cells.get(key).unwrap_or(&empty);
        let cell = |row: &Choice, column: &Choice| {
            cells.get(&(row.key.to_string(), column.key.to_string())).copied().unwrap_or_default()
        };
        let row = |row: &Choice| MatrixRow {
            key: row.key.to_string(),
            words: row.text.clone(),
            counts: columns.iter().map(|column| cell(row, column)).collect(),
        };
        Found::Matrix {
            columns: columns.iter().map(|column| (column.key.to_string(), column.text.clone())).collect(),
            rows: rows.iter().map(row).collect(),
        }
    }

    /// A part whose answers are the numbers from 1 to `steps`.
    fn part(&self, key: &QuestionKey, name: &str, words: Words, steps: usize) -> PartFound {
        let empty = BTreeMap::new();
        let cells = self.cells.get(key).unwrap_or(&empty);
        let n = |step: &str| cells.get(&(name.to_owned(), step.to_owned())).copied().unwrap_or_default();
        let counts: Vec<u64> = (1..=steps).map(|step| n(&step.to_string())).collect();
        let moments = moments((1..).zip(&counts).map(|(step, n)| (f64::from(step as u32), *n)));
        let mean = published(&moments, self.minimum);
        PartFound { key: name.to_owned(), words, mean, counts, not_applicable: n("") }
    }

    fn numbers(&self, key: &QuestionKey, ends: (Option<f64>, Option<f64>)) -> Found {
        let numbers = self.numbers.get(key).map(Vec::as_slice).unwrap_or_default();
        let moments = Moments::of(numbers.iter().copied()).unwrap_or_default();
        let mut sorted = numbers.to_vec();
        sorted.sort_by(f64::total_cmp);
        let middle = |place: usize| sorted.get(place).copied();
        let median = middle(sorted.len() / 2).zip(middle(sorted.len().saturating_sub(1) / 2));
        Found::Numbers {
            mean: published(&moments, self.minimum),
            median: median.map(|(one, other)| f64::midpoint(one, other)),
            bars: number_bars(numbers, ends),
            moments,
        }
    }
}

fn name_of(chosen: &Chosen) -> String {
    match chosen {
        Chosen::Listed(key) => key.to_string(),
        Chosen::Other(_) => OTHER.to_owned(),
    }
}

/// The mean and spread of values that were given so often.
pub(super) fn moments(counts: impl Iterator<Item = (f64, u64)>) -> Moments {
    let mut moments = Moments::default();
    for (value, n) in counts {
        let many = n as f64;
        if let Ok(part) = Moments::from_sums(n, value * many, value * value * many) {
            moments.merge(&part);
        }
    }
    moments
}

pub(super) fn published(moments: &Moments, minimum: MinimumN) -> Published {
    Published::of(moments.n(), minimum, || moments.estimate(Confidence::P95))
}

/// The score of a scale: NPS in points, CSAT as a share, CES and ratings as a mean.
pub(super) fn score(kind: &QuestionKind, counts: &[(u8, u64)], minimum: MinimumN) -> Published {
    let of = |step: usize| counts.iter().find(|(held, _)| usize::from(*held) == step).map_or(0, |(_, count)| *count);
    match kind {
        QuestionKind::Nps | QuestionKind::Enps => {
            nps::published(&NpsAnswers::from_counts(std::array::from_fn(of)), minimum, Confidence::P95)
        }
        QuestionKind::Csat { .. } => csat::published(
            &CsatAnswers::from_counts(std::array::from_fn(|place| of(place + 1))),
            minimum,
            Confidence::P95,
        ),
        QuestionKind::Ces => {
            ces::published(
                &CesAnswers::from_counts(std::array::from_fn(|place| of(place + 1))),
                minimum,
                Confidence::P95,
            )
            .mean
        }
        _ => published(&moments(counts.iter().map(|(step, n)| (f64::from(*step), *n))), minimum),
    }
}

/// The dimensions of SERVQUAL in their order, as parts of a question.
pub(super) fn dimensions() -> impl Iterator<Item = Dimension> {
    Dimension::ALL.iter().copied()
}

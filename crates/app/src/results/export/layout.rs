//! The columns of an export: what each holds of a response, what it is called, and what its values mean.

use hamdel_domain::surveys::{
    AnswerValue, Chosen, ContactKind, Dimension, Facet, FacetRating, Question, QuestionKey, QuestionKind,
    SurveyDefinition, Words,
};

use crate::results::Seen;
use crate::results::values::OTHER;

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column {
    /// Its name: `nps`, `table.row`, `quality.expectation.item`.
    pub(super) name: String,
    /// What it is, in both languages.
    pub(super) label: Words,
    /// What it holds.
    pub(super) holds: Holds,
    /// What its values mean, the one numbered 1 first: their codes and their words.
    pub(super) values: Vec<(String, Words)>,
}

/// What a column holds of a response.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Holds {
    /// Something of the response itself.
    Own(Own),
    /// A step, or a number.
    Number(QuestionKey),
    /// One choice.
    Choice(QuestionKey),
    /// The words of a choice of one's own.
    OtherWords(QuestionKey),
    /// Whether a choice is among several: 0 or 1.
    Among(QuestionKey, String),
    /// The column of a row.
    Row(QuestionKey, String),
    /// The place of a choice that was ranked.
    Place(QuestionKey, String),
    /// A day.
    Day(QuestionKey),
    /// Words.
    Text(QuestionKey),
    /// How to reach the one who answered.
    Contact(QuestionKey, ContactKind),
    /// The rating of a facet.
    Facet(QuestionKey, Facet),
    /// What was expected of an item.
    Expected(QuestionKey, String),
    /// What was found of it.
    Found(QuestionKey, String),
    /// Points of importance.
    Importance(QuestionKey, Dimension),
}

/// Something of the response itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    Response,
    Customer,
    Version,
    Language,
    Channel,
    Touchpoint,
    Unit,
    Employee,
    Started,
    Submitted,
    Seconds,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Empty,
    Number(f64),
    /// The value of that place among those of its column.
    Coded(usize),
    Text(String),
    /// Personal data.
    Personal(String),
}

impl Holds {
    /// Whether its cells are numbers, once codes are numbered.
    pub(super) fn is_number(&self, coded: bool) -> bool {
        match self {
            Self::Own(own) => matches!(own, Own::Response | Own::Customer | Own::Version | Own::Seconds),
            Self::Choice(_) | Self::Row(..) => coded,
            Self::OtherWords(_) | Self::Day(_) | Self::Text(_) | Self::Contact(..) => false,
            _ => true,
        }
    }
}

/// The columns of a survey, those of the response itself first.
pub(super) fn layout(definition: &SurveyDefinition) -> Vec<Column> {
    let mut columns = own_columns();
    for (_, question) in definition.questions() {
        columns.extend(of_question(question));
    }
    columns
}

fn own_columns() -> Vec<Column> {
    let own = |name: &str, own, fa: &str, en: &str| Column {
        name: name.to_owned(),
        label: Words::new(fa, en),
        holds: Holds::Own(own),
        values: Vec::new(),
    };
    vec![
        own("response_id", Own::Response, "شمارهٔ پاسخ", "Response"),
        own("customer_id", Own::Customer, "شمارهٔ مشتری", "Customer"),
        own("version", Own::Version, "نسخهٔ نظرسنجی", "Version of the survey"),
        own("language", Own::Language, "زبان", "Language"),
        own("channel", Own::Channel, "کانال", "Channel"),
        own("touchpoint", Own::Touchpoint, "نقطهٔ تماس", "Touchpoint"),
        own("unit", Own::Unit, "واحد", "Unit"),
        own("employee", Own::Employee, "کارمند", "Employee"),
        own("started_at", Own::Started, "زمان شروع (UTC)", "Begun (UTC)"),
        own("submitted_at", Own::Submitted, "زمان فرستادن (UTC)", "Sent (UTC)"),
        own("seconds", Own::Seconds, "ثانیه از شروع تا فرستادن", "Seconds from begun to sent"),
    ]
}

fn joined(question: &Words, part: &Words) -> Words {
    let join = |question: &str, part: &str| match (question.is_empty(), part.is_empty()) {
        (_, true) => question.to_owned(),
        (true, _) => part.to_owned(),
        _ => format!("{question}: {part}"),
    };
    Words::new(join(&question.fa, &part.fa), join(&question.en, &part.en))
}

fn of_question(question: &Question) -> Vec<Column> {
    let key = || question.key.clone();
    let column = |name: String, part: &Words, holds: Holds, values: Vec<(String, Words)>| Column {
        name,
        label: joined(&question.text, part),
        holds,
        values,
    };
    let whole = |holds: Holds| vec![column(key().to_string(), &Words::default(), holds, Vec::new())];
    let part = |name: &str, words: &Words, holds: Holds| column(format!("{}.{name}", key()), words, holds, Vec::new());
    match &question.kind {
        QuestionKind::Statement => Vec::new(),
        QuestionKind::SingleChoice { choices, other, .. } => {
            let mut values: Vec<(String, Words)> =
                choices.iter().map(|choice| (choice.key.to_string(), choice.text.clone())).collect();
            let own_words = Words::new("گزینهٔ دیگر", "Another");
            if *other {
                values.push((OTHER.to_owned(), own_words.clone()));
            }
            let mut columns = vec![column(key().to_string(), &Words::default(), Holds::Choice(key()), values)];
            columns.extend(other.then(|| part(OTHER, &own_words, Holds::OtherWords(key()))));
            columns
        }
        QuestionKind::MultipleChoice { choices, other, .. } => {
            let yes_no = || vec![("0".to_owned(), Words::new("نه", "No")), ("1".to_owned(), Words::new("بله", "Yes"))];
            let mut columns: Vec<Column> = choices
                .iter()
                .map(|choice| Column {
                    values: yes_no(),
                    ..part(choice.key.as_str(), &choice.text, Holds::Among(key(), choice.key.to_string()))
                })
                .collect();
            let own_words = Words::new("گزینهٔ دیگر", "Another");
            columns.extend(other.then(|| part(OTHER, &own_words, Holds::OtherWords(key()))));
            columns
        }
        QuestionKind::Matrix { rows, columns } => rows
            .iter()
            .map(|row| Column {
                values: columns.iter().map(|held| (held.key.to_string(), held.text.clone())).collect(),
                ..part(row.key.as_str(), &row.text, Holds::Row(key(), row.key.to_string()))
            })
            .collect(),
        QuestionKind::Ranking { choices, .. } => choices
            .iter()
            .map(|choice| part(choice.key.as_str(), &choice.text, Holds::Place(key(), choice.key.to_string())))
            .collect(),
        QuestionKind::Contact { fields } => fields
            .iter()
            .map(|field| part(field.what.as_str(), &Words::default(), Holds::Contact(key(), field.what)))
            .collect(),
        QuestionKind::Facets { facets } => {
            facets.iter().map(|facet| part(facet.as_str(), &facet.title(), Holds::Facet(key(), *facet))).collect()
        }
        QuestionKind::Servqual { items, importance } => {
            let expected = items.iter().map(|item| {
                let name = format!("expectation.{}", item.key);
                part(&name, &item.expectation, Holds::Expected(key(), item.key.to_string()))
            });
            let found = items.iter().map(|item| {
                let name = format!("perception.{}", item.key);
                part(&name, &item.perception, Holds::Found(key(), item.key.to_string()))
            });
            let dimensions = Dimension::ALL.iter().filter(|_| *importance);
            let points = dimensions.map(|dimension| {
                let name = format!("importance.{}", dimension.as_str());
                part(&name, &dimension.title(), Holds::Importance(key(), *dimension))
            });
            expected.chain(found).chain(points).collect()
        }
        QuestionKind::Date { .. } => whole(Holds::Day(key())),
        QuestionKind::Text { .. } => whole(Holds::Text(key())),
        _ => whole(Holds::Number(key())),
    }
}

impl Column {
    /// What it holds of a response.
    pub(super) fn cell(&self, seen: &Seen) -> Cell {
        self.held(seen).unwrap_or(Cell::Empty)
    }

    fn coded(&self, code: &str) -> Option<Cell> {
        let place = self.values.iter().position(|(held, _)| held == code);
        Some(place.map_or_else(|| Cell::Text(code.to_owned()), Cell::Coded))
    }

    fn held(&self, seen: &Seen) -> Option<Cell> {
        let answer = |key: &QuestionKey| seen.answers.get(key);
        let number = |number: f64| Some(Cell::Number(number));
        match &self.holds {
            Holds::Own(own) => own_cell(*own, seen),
            Holds::Number(key) => match answer(key)? {
                AnswerValue::Step(step) => number(f64::from(*step)),
                AnswerValue::Number(held) => number(*held),
                _ => None,
            },
            Holds::Choice(key) => match answer(key)? {
                AnswerValue::Choice(Chosen::Listed(choice)) => self.coded(choice.as_str()),
                AnswerValue::Choice(Chosen::Other(_)) => self.coded(OTHER),
                _ => None,
            },
            Holds::OtherWords(key) => {
                let words = |chosen: &Chosen| match chosen {
                    Chosen::Other(words) => Some(Cell::Text(words.clone())),
                    Chosen::Listed(_) => None,
                };
                match answer(key)? {
                    AnswerValue::Choice(one) => words(one),
                    AnswerValue::Choices(several) => several.iter().find_map(words),
                    _ => None,
                }
            }
            Holds::Among(key, choice) => match answer(key)? {
                AnswerValue::Choices(several) => {
                    let among =
                        several.iter().any(|held| matches!(held, Chosen::Listed(key) if key.as_str() == choice));
                    Some(Cell::Coded(usize::from(among)))
                }
                _ => None,
            },
            Holds::Row(key, row) => match answer(key)? {
                AnswerValue::Matrix(rows) => self.coded(rows.get(row.as_str())?.as_str()),
                _ => None,
            },
            Holds::Place(key, choice) => match answer(key)? {
                AnswerValue::Ranking(order) => {
                    number(order.iter().position(|held| held.as_str() == choice)? as f64 + 1.0)
                }
                _ => None,
            },
            Holds::Day(key) => match answer(key)? {
                AnswerValue::Date(day) => Some(Cell::Text(day.to_string())),
                _ => None,
            },
            Holds::Text(key) => match answer(key)? {
                AnswerValue::Text(words) => Some(Cell::Text(words.clone())),
                _ => None,
            },
            Holds::Contact(key, what) => match answer(key)? {
                AnswerValue::Contact(told) => told.get(what).map(|text| Cell::Personal(text.clone())),
                _ => None,
            },
            Holds::Facet(key, facet) => match answer(key)? {
                AnswerValue::Facets(ratings) => match ratings.get(facet)? {
                    FacetRating::Rated(step) => number(f64::from(*step)),
                    FacetRating::NotApplicable => None,
                },
                _ => None,
            },
            Holds::Expected(key, item) => match answer(key)? {
                AnswerValue::Servqual(given) => number(f64::from(*given.expectations.get(item.as_str())?)),
                _ => None,
            },
            Holds::Found(key, item) => match answer(key)? {
                AnswerValue::Servqual(given) => number(f64::from(*given.perceptions.get(item.as_str())?)),
                _ => None,
            },
            Holds::Importance(key, dimension) => match answer(key)? {
                AnswerValue::Servqual(given) => number(f64::from(*given.importance.get(dimension)?)),
                _ => None,
            },
        }
    }
}

fn own_cell(own: Own, seen: &Seen) -> Option<Cell> {
    let (response, place) = (&seen.response, &seen.response.place);
    let text = |text: &str| Some(Cell::Text(text.to_owned()));
    match own {
        Own::Response => Some(Cell::Number(response.id.0 as f64)),
        Own::Customer => Some(Cell::Number(seen.customer?.0 as f64)),
        Own::Version => Some(Cell::Number(response.version as f64)),
        Own::Language => text(&response.language),
        Own::Channel => text(place.channel?.as_str()),
        Own::Touchpoint => text(place.touchpoint.as_deref()?),
        Own::Unit => text(place.unit.as_deref()?),
        Own::Employee => text(place.employee.as_deref()?),
        Own::Started => text(&response.started_at.to_string()),
        Own::Submitted => text(&response.submitted_at?.to_string()),
        Own::Seconds => {
            let lasted = response.submitted_at?.micros_since(response.started_at);
            Some(Cell::Number((lasted / hamdel_domain::clock::SECOND) as f64))
        }
    }
}

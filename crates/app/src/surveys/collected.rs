//! Answers that were collected elsewhere: on paper, by another tool, in an older system.
//!
//! They enter as submitted responses with their own time, and go the way of every response into the journal. They
//! invite nobody, fill no quota, and are in no funnel: nobody was asked here. One that is sent twice is one.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use hamdel_domain::clock::DAY;
use hamdel_domain::surveys::{
    Answers, Audience, Choice, FieldProblem, Form, Question, QuestionKind, ResponseWay, SurveyDefinition, SurveyId,
    SurveyLanguage, read_form, settle,
};
use hamdel_domain::{Channel, Identifier, IdentifierKind, Instant};
use hamdel_store::responses::{Collected, NewResponse, ResponsePlace};
use hamdel_store::surveys::SurveyState;

use super::published::{Published, published};
use super::read_day;
use crate::tokens::token_hash;
use crate::{App, AppError};

/// Most responses of one call.
pub const MOST_COLLECTED: usize = 1_000;
/// Longest text of a place, in characters.
const LONGEST_PLACE: usize = 80;
/// How far ahead of this clock it may have been given; microseconds.
const AHEAD: i64 = DAY;

/// A response as it was collected.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CollectedResponse {
    /// Its name where it was collected; without one, what it says is its name.
    pub id: Option<String>,
    /// When it was given: ISO 8601, or a day of either calendar, of which it is noon.
    pub at: String,
    /// The language it was given in.
    pub language: Option<String>,
    /// On which channel.
    pub channel: Option<String>,
    /// The touchpoint it is about.
    pub touchpoint: Option<String>,
    /// The unit it is about.
    pub unit: Option<String>,
    /// The employee who served.
    pub employee: Option<String>,
    /// Who answered, by kind: `email`, `phone`, `user_id` or a kind of the company's own.
    pub identifiers: BTreeMap<String, String>,
    /// The answers by question, as the API has them: a number, a text, the key or the words of a choice, a list, an
    /// object by part.
    pub answers: Map<String, Json>,
}

/// What became of a collected response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Collecting {
    /// It is in; the number of the response.
    Taken(i64),
    /// It was in before.
    Before(i64),
    /// It is left out: each field that is wrong, and what is wrong with it.
    Bad(Vec<(String, String)>),
}

/// A survey that answers are collected for.
pub struct Collector {
    survey: SurveyId,
    version: i64,
    published: Arc<Published>,
    source: String,
}

impl Collector {
    /// A collector for the version of a survey that is published, or was last; `source` names where the answers come
    /// from.
    ///
    /// # Errors
    /// When there is no such survey, or it was never published.
    pub async fn new(app: &App, survey: SurveyId, source: &str) -> Result<Self, AppError> {
        let source = source.trim();
        if source.is_empty() || source.chars().count() > LONGEST_PLACE || source.chars().any(char::is_control) {
            return Err(AppError::invalid("source", "needs 1 to 80 characters on one line"));
        }
        let held = app.store.survey(survey).await?.ok_or(AppError::NotFound("survey"))?;
        if held.state == SurveyState::Draft || held.version == 0 {
            return Err(AppError::invalid("survey", "was never published, so that it has no questions yet"));
        }
        let published = published(app, survey, held.version).await?;
        Ok(Self { survey, version: held.version, published, source: source.to_owned() })
    }

    /// The names of the questions, and of the parts of those that have any.
    #[must_use]
    pub fn definition(&self) -> &SurveyDefinition {
        &self.published.definition
    }

    /// Whether a response could be taken; writes nothing.
    ///
    /// # Errors
    /// Each field that is wrong, and what is wrong with it.
    pub fn check(&self, app: &App, response: &CollectedResponse) -> Result<(), Vec<(String, String)>> {
        self.read(app, response).map(|_| ())
    }

    /// Takes a response in.
    ///
    /// # Errors
    /// When the database fails. A response that is wrong is no error; see [`Collecting::Bad`].
    pub async fn take(&self, app: &App, response: &CollectedResponse) -> Result<Collecting, AppError> {
        let read = match self.read(app, response) {
            Ok(read) => read,
            Err(problems) => return Ok(Collecting::Bad(problems)),
        };
        let answers = serde_json::to_string(&read.answers)
            .map_err(|problem| AppError::invalid("answers", problem.to_string()))?;
        let identifiers = serde_json::to_string(&read.identifiers)
            .map_err(|problem| AppError::invalid("identifiers", problem.to_string()))?;
        let name = match response.id.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
            Some(id) => format!("id\0{id}"),
            None => format!("said\0{}\0{identifiers}\0{answers}", read.at),
        };
        // Hashed with words of its own, so that it is no token of anybody's.
        let hash = token_hash(&format!("collected\0{}\0{}\0{name}", self.survey, self.source));
        let new = NewResponse {
            survey: self.survey,
            version: self.version,
            invitation: None,
            customer: None,
            identifiers: &identifiers,
            language: read.language.code(),
            seed: 0,
            token_hash: &hash,
            place: read.place,
        };
        let answered = read.answers.0.len() as i64;
        Ok(match app.store.collect_response(&new, &answers, answered, read.at, app.clock.now()).await? {
            Collected::Taken(id) => Collecting::Taken(id.0),
            Collected::Before(id) => Collecting::Before(id.0),
        })
    }

    fn read(&self, app: &App, response: &CollectedResponse) -> Result<Read, Vec<(String, String)>> {
        let mut problems = Vec::new();
        let at = moment(app, &response.at).unwrap_or_else(|problem| {
            problems.push(("at".to_owned(), problem));
            Instant::default()
        });
        let channel = response.channel.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let channel = channel.and_then(|name| {
            let parsed = Channel::parse(name);
            if parsed.is_none() {
                problems.push(("channel".to_owned(), format!("\"{name}\" is none of the channels")));
            }
            parsed
        });
        let mut short = |field: &str, value: &Option<String>| {
            let value = value.as_deref().map(str::trim).filter(|value| !value.is_empty())?;
            if value.chars().count() > LONGEST_PLACE {
                problems.push((field.to_owned(), format!("is longer than {LONGEST_PLACE} characters")));
            }
            Some(value.to_owned())
        };
        let place = ResponsePlace {
            channel,
            touchpoint: short("touchpoint", &response.touchpoint).or_else(|| self.definition().touchpoint.clone()),
            unit: short("unit", &response.unit).or_else(|| self.definition().unit.clone()),
            employee: short("employee", &response.employee),
            way: ResponseWay::Collected,
            taken_by: Some(format!("import:{}", self.source)),
        };
        let identifiers = self.identifiers(response, &mut problems);
        let answers = self.answers(response, &mut problems);
        let language = response.language.as_deref().and_then(SurveyLanguage::parse);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Read { at, place, identifiers, answers, language: self.definition().language(language) })
    }

    fn identifiers(&self, response: &CollectedResponse, problems: &mut Vec<(String, String)>) -> Vec<Identifier> {
        // What employees say belongs to nobody.
        if self.definition().audience == Audience::Employees {
            return Vec::new();
        }
        let filled = response.identifiers.iter().filter(|(_, value)| !value.trim().is_empty());
        let mut identifiers = Vec::new();
        for (kind, value) in filled {
            match Identifier::new(IdentifierKind::parse(kind.trim()), value.trim()) {
                Ok(identifier) => identifiers.push(identifier),
                Err(problem) => problems.push((kind.clone(), problem.to_string())),
            }
        }
        identifiers
    }

    /// The answers, checked as those of a page are; a choice may be named by its words too. What is required and not
    /// there is no problem: nobody can be asked any more.
    fn answers(&self, response: &CollectedResponse, problems: &mut Vec<(String, String)>) -> Answers {
        let mut given = Map::new();
        for (field, value) in &response.answers {
            let key = field.split('.').next().unwrap_or(field);
            match self.definition().questions().find(|(_, question)| question.key.as_str() == key) {
                Some((_, question)) => drop(given.insert(field.clone(), by_key(question, value))),
                None => problems.push((field.clone(), "is no question of this survey".to_owned())),
            }
        }
        let mut answers = Answers::default();
        match Form::from_json(&given) {
            Ok(form) => {
                let reading = read_form(self.definition().questions().map(|(_, question)| question), &form, &read_day);
                for (key, answer) in reading.answers {
                    answers.set(key, answer);
                }
                problems.extend(reading.problems.iter().map(wrong));
            }
            Err(problem) => problems.push(("answers".to_owned(), problem.to_string())),
        }
        // What conditions hide was not asked; settled as on the pages, so that scores are those of the pages.
        let settled = settle(self.definition(), &answers, &BTreeMap::new(), 0, &self.published.reader);
        let answers = settled.answers.clone();
        if answers.is_empty() && problems.is_empty() {
            problems.push(("answers".to_owned(), "holds no answer".to_owned()));
        }
        answers
    }
}

/// The field of an answer that is wrong, and what is wrong with it.
fn wrong(problem: &FieldProblem) -> (String, String) {
    let field = problem.field.clone();
    let mut words = problem.code.as_str().replace('-', " ");
    if let Some(found) = &problem.found {
        words.push_str(&format!(": \"{found}\""));
    }
    if let Some(bound) = &problem.bound {
        words.push_str(&format!(" ({bound})"));
    }
    (field, words)
}

/// A response that was read.
struct Read {
    at: Instant,
    place: ResponsePlace,
    identifiers: Vec<Identifier>,
    answers: Answers,
    language: SurveyLanguage,
}

fn moment(app: &App, text: &str) -> Result<Instant, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("is missing: when it was given".to_owned());
    }
    let noon = |day: chrono::NaiveDate| Some(app.zone.instant(day.and_hms_opt(12, 0, 0)?));
    let at = read_day(text).and_then(noon).or_else(|| Instant::parse_iso(text));
    let at = at.ok_or_else(|| format!("\"{text}\" is no moment such as 2026-03-21T10:00:00Z and no day"))?;
    if at.micros_since(app.clock.now()) > AHEAD {
        return Err(format!("\"{text}\" has not come yet"));
    }
    Ok(at)
}

/// The answer with choices by their keys, where it names them by their words in one of the languages.
fn by_key(question: &Question, value: &Json) -> Json {
    let choices: &[Choice] = match &question.kind {
        QuestionKind::SingleChoice { choices, .. }
        | QuestionKind::MultipleChoice { choices, .. }
        | QuestionKind::Ranking { choices, .. } => choices,
        _ => return value.clone(),
    };
    let key = |said: &str| {
        let said = said.trim();
        let is = |words: &str| !words.is_empty() && words.trim().to_lowercase() == said.to_lowercase();
        let named = |choice: &&Choice| choice.key.as_str() == said || is(&choice.text.fa) || is(&choice.text.en);
        choices.iter().find(named).map(|choice| choice.key.to_string())
    };
    match value {
        Json::String(said) => key(said).map_or_else(|| value.clone(), Json::String),
        Json::Array(list) => Json::Array(list.iter().map(|one| by_key(question, one)).collect()),
        other => other.clone(),
    }
}

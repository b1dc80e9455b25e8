//! What the responses to a survey say, question by question.

use std::collections::BTreeMap;

use hamdel_domain::surveys::{
    AnswerValue, Answers, Audience, Choice, Chosen, Dimension, FacetRating, Question, QuestionKey, QuestionKind,
    ResponseId, SurveyDefinition, SurveyId, Words,
};
use hamdel_domain::{CustomerId, Instant};
use hamdel_stats::ces::CesAnswers;
use hamdel_stats::csat::CsatAnswers;
use hamdel_stats::interval::{Confidence, MinimumN, Published};
use hamdel_stats::mean::Moments;
use hamdel_stats::nps::NpsAnswers;
use hamdel_stats::{ces, csat, nps};
use hamdel_store::StoreError;
use hamdel_store::responses::{Response, ResponseState};

use super::build::{published_definition, read};
use crate::{App, AppError};

/// Responses read for the results, the first of them; more are said.
pub const MOST_RESPONSES: usize = 50_000;
/// Responses read at once.
const AT_ONCE: u32 = 1_000;
/// Sentences shown of a question, the newest.
const MOST_SENTENCES: usize = 50;

/// What the submitted responses say.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyResults {
    /// Responses they come from.
    pub submitted: u64,
    /// Whether there are more than were read.
    pub more: bool,
    /// Employees were asked, and too few have answered to show anything: how many more it takes.
    pub withheld: Option<u64>,
    /// The questions of the version that is published, or of the draft before the first.
    pub questions: Vec<QuestionResult>,
}

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
    /// Choices, in their order; words of one's own last, under no key.
    Choices(Vec<(Words, u64)>),
    /// A mean for each part: rows of facets or SERVQUAL dimensions (gaps).
    Parts(Vec<(Words, Published)>),
    /// A mean.
    Mean(Published),
    /// Words, the newest first.
    Sentences(Vec<Sentence>),
    /// Answers of a kind that is only counted here: days, contact.
    Counted,
}

/// What somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Who, as the customer the response is of.
    pub customer: Option<CustomerId>,
    /// When.
    pub at: Instant,
    /// The words.
    pub text: String,
}

/// The results of a survey.
///
/// # Errors
/// When there is no such survey, or the store does not answer.
pub async fn survey_results(app: &App, id: SurveyId) -> Result<SurveyResults, AppError> {
    let survey = app.store.survey(id).await?.ok_or(AppError::NotFound("survey"))?;
    let definition = match survey.version {
        0 => read(&app.store.survey_draft(id).await?.definition)?,
        version => published_definition(app, id, version).await?,
    };
    let mut tally = Tally::new(&definition);
    let mut after = ResponseId(0);
    loop {
        let responses = app.store.responses_of_survey(id, Some(ResponseState::Submitted), after, AT_ONCE).await?;
        let Some(last) = responses.last() else { break };
        after = last.id;
        for response in &responses {
            tally.add(response)?;
        }
        if tally.submitted as usize >= MOST_RESPONSES {
            tally.more = true;
            break;
        }
    }
    Ok(tally.results())
}

struct Tally<'d> {
    definition: &'d SurveyDefinition,
    submitted: u64,
    more: bool,
    steps: BTreeMap<QuestionKey, BTreeMap<u8, u64>>,
    choices: BTreeMap<QuestionKey, BTreeMap<Option<String>, u64>>,
    parts: BTreeMap<QuestionKey, BTreeMap<String, Moments>>,
    sentences: BTreeMap<QuestionKey, Vec<Sentence>>,
    answered: BTreeMap<QuestionKey, u64>,
}

impl<'d> Tally<'d> {
    fn new(definition: &'d SurveyDefinition) -> Self {
        Self {
            definition,
            submitted: 0,
            more: false,
            steps: BTreeMap::new(),
            choices: BTreeMap::new(),
            parts: BTreeMap::new(),
            sentences: BTreeMap::new(),
            answered: BTreeMap::new(),
        }
    }

    fn add(&mut self, response: &Response) -> Result<(), AppError> {
        self.submitted += 1;
        let answers: Answers = serde_json::from_str(&response.answers)
            .map_err(|_| StoreError::corrupt(format!("the answers of response {}", response.id)))?;
        for (key, answer) in answers.0 {
            *self.answered.entry(key.clone()).or_default() += 1;
            self.take(key, answer, response);
        }
        Ok(())
    }

    fn take(&mut self, key: QuestionKey, answer: AnswerValue, response: &Response) {
        let listed = |chosen: Chosen| match chosen {
            Chosen::Listed(key) => Some(key.to_string()),
            Chosen::Other(_) => None,
        };
        match answer {
            AnswerValue::Step(step) => *self.steps.entry(key).or_default().entry(step).or_default() += 1,
            AnswerValue::Choice(chosen) => {
                *self.choices.entry(key).or_default().entry(listed(chosen)).or_default() += 1;
            }
            AnswerValue::Choices(chosen) => {
                let counts = self.choices.entry(key).or_default();
                chosen.into_iter().for_each(|chosen| *counts.entry(listed(chosen)).or_default() += 1);
            }
            AnswerValue::Ranking(order) => {
                let parts = self.parts.entry(key).or_default();
                for (place, choice) in order.iter().enumerate() {
                    push(parts, choice.as_str(), (place + 1) as f64);
                }
            }
            AnswerValue::Number(number) => push(self.parts.entry(key).or_default(), "", number),
            AnswerValue::Facets(ratings) => {
                let parts = self.parts.entry(key).or_default();
                for (facet, rating) in ratings {
                    if let FacetRating::Rated(step) = rating {
                        push(parts, facet.as_str(), f64::from(step));
                    }
                }
            }
            AnswerValue::Servqual(answer) => self.take_servqual(key, &answer),
            AnswerValue::Matrix(rows) => {
                let counts = self.choices.entry(key).or_default();
                for (row, column) in rows {
                    *counts.entry(Some(format!("{row}\u{1f}{column}"))).or_default() += 1;
                }
            }
            AnswerValue::Text(text) => {
                let at = response.submitted_at.unwrap_or(response.last_saved_at);
                let sentences = self.sentences.entry(key).or_default();
                sentences.push(Sentence { customer: response.customer, at, text });
                if sentences.len() > 2 * MOST_SENTENCES {
                    sentences.drain(..MOST_SENTENCES);
                }
            }
            AnswerValue::Date(_) | AnswerValue::Contact(_) => {}
        }
    }

    /// The gap of each dimension: the mean over its items of perception less expectation.
    fn take_servqual(&mut self, key: QuestionKey, answer: &hamdel_domain::surveys::ServqualAnswer) {
        let Some(QuestionKind::Servqual { items, .. }) =
            self.definition.question(key.as_str()).map(|question| &question.kind)
        else {
            return;
        };
        let mut gaps: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for item in items {
            if let (Some(expected), Some(found)) =
                (answer.expectations.get(&item.key), answer.perceptions.get(&item.key))
            {
                gaps.entry(item.dimension.as_str()).or_default().push(f64::from(*found) - f64::from(*expected));
            }
        }
        let parts = self.parts.entry(key).or_default();
        for (dimension, gaps) in gaps {
            push(parts, dimension, gaps.iter().sum::<f64>() / gaps.len() as f64);
        }
    }

    fn results(mut self) -> SurveyResults {
        let of_employees = self.definition.audience == Audience::Employees;
        let minimum = MinimumN::default();
        let lacking = minimum.get().saturating_sub(self.submitted);
        let withheld = (of_employees && lacking > 0).then_some(lacking);
        let questions = if withheld.is_some() {
            Vec::new()
        } else {
            let asked = self.definition.questions().map(|(_, question)| question.clone()).collect::<Vec<_>>();
            asked
                .into_iter()
                .filter(|question| question.kind.is_answered())
                .map(|question| QuestionResult {
                    answered: self.answered.get(&question.key).copied().unwrap_or_default(),
                    found: self.found(&question, minimum),
                    question,
                })
                .collect()
        };
        SurveyResults { submitted: self.submitted, more: self.more, withheld, questions }
    }

    fn found(&mut self, question: &Question, minimum: MinimumN) -> Found {
        if let Some((low, high)) = question.kind.scale() {
            let counts = self.steps.remove(&question.key).unwrap_or_default();
            let counts: Vec<(u8, u64)> =
                (low..=high).map(|step| (step, counts.get(&step).copied().unwrap_or_default())).collect();
            return Found::Steps { score: score(&question.kind, &counts, minimum), counts };
        }
        let parts = self.parts.remove(&question.key).unwrap_or_default();
        let mean = |name: &str| published(parts.get(name).unwrap_or(&Moments::default()), minimum);
        match &question.kind {
            QuestionKind::SingleChoice { choices, other, .. } | QuestionKind::MultipleChoice { choices, other, .. } => {
                Found::Choices(self.chosen(&question.key, choices, *other))
            }
            QuestionKind::Matrix { rows, columns } => Found::Choices(self.matrix(&question.key, rows, columns)),
            QuestionKind::Ranking { choices, .. } => {
                Found::Parts(choices.iter().map(|choice| (choice.text.clone(), mean(choice.key.as_str()))).collect())
            }
            QuestionKind::Facets { facets } => {
                Found::Parts(facets.iter().map(|facet| (facet.title(), mean(facet.as_str()))).collect())
            }
            QuestionKind::Servqual { .. } => {
                Found::Parts(Dimension::ALL.iter().map(|held| (held.title(), mean(held.as_str()))).collect())
            }
            QuestionKind::Slider { .. } | QuestionKind::Number { .. } => Found::Mean(mean("")),
            QuestionKind::Text { .. } => {
                let mut sentences = self.sentences.remove(&question.key).unwrap_or_default();
                sentences.reverse();
                sentences.truncate(MOST_SENTENCES);
                Found::Sentences(sentences)
            }
            _ => Found::Counted,
        }
    }

    fn chosen(&mut self, key: &QuestionKey, choices: &[Choice], other: bool) -> Vec<(Words, u64)> {
        let mut counts = self.choices.remove(key).unwrap_or_default();
        let mut found: Vec<(Words, u64)> = choices
            .iter()
            .map(|choice| (choice.text.clone(), counts.remove(&Some(choice.key.to_string())).unwrap_or_default()))
            .collect();
        if other {
            found.push((Words::default(), counts.remove(&None).unwrap_or_default()));
        }
        found
    }

    fn matrix(&mut self, key: &QuestionKey, rows: &[Choice], columns: &[Choice]) -> Vec<(Words, u64)> {
        let counts = self.choices.remove(key).unwrap_or_default();
        let cell = |row: &Choice, column: &Choice| {
            let joined = |row: &str, column: &str| format!("{row}: {column}");
            let words = Words::new(joined(&row.text.fa, &column.text.fa), joined(&row.text.en, &column.text.en));
            let name = Some(format!("{}\u{1f}{}", row.key, column.key));
            (words, counts.get(&name).copied().unwrap_or_default())
        };
        rows.iter()
            .flat_map(|row| columns.iter().map(move |column| (row, column)))
            .map(|(row, column)| cell(row, column))
            .collect()
    }
}

fn push(parts: &mut BTreeMap<String, Moments>, name: &str, value: f64) {
    // Answers are finite: they were checked when they were read.
    let _ = parts.entry(name.to_owned()).or_default().push(value);
}

fn published(moments: &Moments, minimum: MinimumN) -> Published {
    Published::of(moments.n(), minimum, || moments.estimate(Confidence::P95))
}

fn score(kind: &QuestionKind, counts: &[(u8, u64)], minimum: MinimumN) -> Published {
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
        _ => {
            let mut moments = Moments::default();
            for (step, count) in counts {
                let step = f64::from(*step);
                let n = *count as f64;
                if let Ok(part) = Moments::from_sums(*count, step * n, step * step * n) {
                    moments.merge(&part);
                }
            }
            published(&moments, minimum)
        }
    }
}

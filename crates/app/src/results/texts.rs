//! What was written: sentiment, what is spoken of, and the sentences themselves.

use std::collections::BTreeMap;

use hamdel_domain::surveys::{AnswerValue, Question, QuestionKey, QuestionKind, ResponseId};
use hamdel_domain::{CustomerId, Instant};
use hamdel_text::sentiment::Label;

use super::read::Seen;
use crate::feedback::{self, Comment, Heard};
use crate::words::{SubjectSaid, subjects};
use crate::{App, AppError};

/// Sentences that are shown of a question, the newest.
const MOST_SENTENCES: usize = 50;
/// Texts of a question that are understood, the newest.
const MOST_UNDERSTOOD: usize = 20_000;

/// What somebody wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The response.
    pub response: ResponseId,
    /// Who, as the customer of today.
    pub customer: Option<CustomerId>,
    /// The unit it is about.
    pub unit: Option<String>,
    /// When.
    pub at: Instant,
    /// The step that was given for the question these words are about.
    pub step: Option<u8>,
    /// The words.
    pub text: String,
    /// How they are meant; `None` before they are understood.
    pub sentiment: Option<Label>,
}

impl Said {
    /// The words of an answer.
    pub(super) fn of(seen: &Seen, question: Option<&Question>, text: &str) -> Self {
        let about = match question.map(|question| &question.kind) {
            Some(QuestionKind::Text { about, .. }) => about.as_ref(),
            _ => None,
        };
        let step = about.and_then(|key| match seen.answers.get(key) {
            Some(AnswerValue::Step(step)) => Some(*step),
            _ => None,
        });
        Self {
            response: seen.response.id,
            customer: seen.customer,
            unit: seen.response.place.unit.clone(),
            at: seen.response.submitted_at.unwrap_or(seen.response.last_saved_at),
            step,
            text: text.to_owned(),
            sentiment: None,
        }
    }

    fn comment(&self) -> Comment {
        Comment {
            id: self.response.to_string(),
            customer: self.customer,
            at: self.at,
            kind: "survey_response".to_owned(),
            source: "surveys".to_owned(),
            touchpoint: None,
            channel: None,
            unit: None,
            employee: None,
            score: None,
            text: self.text.clone(),
        }
    }
}

/// What was written in answer to a question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WordsFound {
    /// How many of each sentiment.
    pub labels: BTreeMap<Label, u64>,
    /// What is spoken of, that which is spoken of badly most often first.
    pub subjects: Vec<SubjectSaid>,
    /// What was written, the newest first; at most fifty.
    pub said: Vec<Said>,
}

/// Understands what was written in answer to each question.
pub(super) async fn understood(
    app: &App,
    said: BTreeMap<QuestionKey, Vec<Said>>,
) -> Result<BTreeMap<QuestionKey, WordsFound>, AppError> {
    let mut found = BTreeMap::new();
    for (key, mut said) in said {
        said.reverse();
        said.truncate(MOST_UNDERSTOOD);
        let heard = feedback::hear(app, said.iter().map(Said::comment).collect()).await?;
        found.insert(key, summed(heard, said).await?);
    }
    Ok(found)
}

async fn summed(heard: Vec<Heard>, mut said: Vec<Said>) -> Result<WordsFound, AppError> {
    let summed = tokio::task::spawn_blocking(move || {
        let mut labels: BTreeMap<Label, u64> = BTreeMap::new();
        for (said, heard) in said.iter_mut().zip(&heard) {
            said.sentiment = Some(heard.understood.sentiment.label);
            *labels.entry(heard.understood.sentiment.label).or_default() += 1;
        }
        said.truncate(MOST_SENTENCES);
        WordsFound { labels, subjects: subjects(&heard), said }
    });
    summed.await.map_err(|_| AppError::invalid("text", "could not be summed up"))
}

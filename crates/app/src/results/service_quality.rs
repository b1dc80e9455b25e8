//! Service quality (SERVQUAL) of every survey that asks for it, beside each other.

use hamdel_domain::surveys::{AnswerValue, Question, QuestionKind};
use hamdel_stats::interval::MinimumN;

use super::asked::Narrowing;
use super::definition::Asked;
use super::read::{Wanted, read};
use super::servqual::{ServqualFound, ServqualLine, ServqualTally};
use super::tally::{Found, QuestionResult};
use super::{Privacy, asked, privacy};
use crate::{App, AppError};

/// What a survey says of service quality.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceQuality {
    /// What was asked.
    pub asked: Asked,
    /// What keeps figures from being shown.
    pub privacy: Privacy,
    /// Submitted responses.
    pub submitted: u64,
    /// Its blocks of expectations and perceptions, each as its results have it; none where privacy keeps them.
    pub blocks: Vec<QuestionResult>,
}

impl ServiceQuality {
    /// Its blocks with what was found.
    pub fn found(&self) -> impl Iterator<Item = (&QuestionResult, &ServqualFound)> {
        self.blocks.iter().filter_map(|block| match &block.found {
            Found::Servqual(found) => Some((block, &**found)),
            _ => None,
        })
    }
}

/// Service quality of every published survey that asks for expectations and perceptions, in the order of surveys.
///
/// # Errors
/// When the store fails.
pub async fn service_quality(app: &App) -> Result<Vec<ServiceQuality>, AppError> {
    let mut all = Vec::new();
    for survey in app.store.surveys().await?.into_iter().filter(|survey| survey.version > 0) {
        let asked = asked(app, survey.id, &Narrowing::default()).await?;
        if asked.definition.questions().any(|(_, question)| is_servqual(question)) {
            all.push(of_survey(app, asked).await?);
        }
    }
    Ok(all)
}

fn is_servqual(question: &Question) -> bool {
    matches!(question.kind, QuestionKind::Servqual { .. })
}

async fn of_survey(app: &App, asked: Asked) -> Result<ServiceQuality, AppError> {
    let privacy = privacy(app, &asked, &Narrowing::default()).await?;
    let tally = |(_, question): (usize, &Question)| match &question.kind {
        QuestionKind::Servqual { items, .. } => Some((question.clone(), 0_u64, ServqualTally::of(items)?)),
        _ => None,
    };
    let mut tallies: Vec<(Question, u64, ServqualTally)> = asked.definition.questions().filter_map(tally).collect();
    let mut submitted = 0;
    read(app, &asked, &Narrowing::default(), (true, Wanted::Answers), |seen| {
        submitted += 1;
        for (question, answered, tally) in &mut tallies {
            if let Some(AnswerValue::Servqual(given)) = seen.answers.get(&question.key) {
                *answered += 1;
                tally.add(given);
            }
        }
    })
    .await?;
    let result = |(question, answered, tally): (Question, u64, ServqualTally)| QuestionResult {
        question,
        answered,
        found: Found::Servqual(Box::new(tally.found(MinimumN::default()))),
    };
    let blocks = if privacy == Privacy::Open { tallies.into_iter().map(result).collect() } else { Vec::new() };
    Ok(ServiceQuality { asked, privacy, submitted, blocks })
}

/// Where customers find least of what they expected: the dimension with the widest gap that is more than chance, with
/// its survey.
#[must_use]
pub fn widest_shortfall(all: &[ServiceQuality]) -> Option<(&ServiceQuality, &ServqualLine)> {
    let dimensions = all.iter().flat_map(|survey| {
        survey.found().flat_map(move |(_, found)| found.dimensions.iter().map(move |line| (survey, line)))
    });
    let gap = |line: &ServqualLine| line.gap.estimate().filter(|gap| gap.high < 0.0).map(|gap| gap.value);
    dimensions
        .filter_map(|(survey, line)| Some((gap(line)?, survey, line)))
        .min_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, survey, line)| (survey, line))
}

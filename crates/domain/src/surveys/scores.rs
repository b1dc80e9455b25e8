//! What a response says in scores and words.

use std::collections::BTreeMap;

use super::answers::{AnswerValue, Answers, FacetRating, ServqualAnswer};
use super::definition::SurveyDefinition;
use super::facets::{Dimension, Facet, ResponseKind};
use super::keys::QuestionKey;
use super::question::{Question, QuestionKind, ServqualItem};

/// A score, with the words that belong to it; or words alone.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenScore {
    /// The question.
    pub question: QuestionKey,
    /// Which part of its answer: a facet, a dimension of SERVQUAL.
    pub part: Option<&'static str>,
    /// What it measures: `nps`, `csat`, `ces`, `enps`, `rating`, `facet:staff`, `servqual`, `servqual:empathy`.
    pub metric: Option<String>,
    /// The score.
    pub score: Option<f64>,
    /// The lowest and highest score there could be.
    pub scale: Option<(f64, f64)>,
    /// The reasons, in the words of the one who answered.
    pub text: Option<String>,
    /// The facet it is about.
    pub facet: Option<Facet>,
    /// The kind of response it is.
    pub response_kind: Option<ResponseKind>,
}

/// What a response says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scored {
    /// The score that stands for the whole response.
    pub main: Option<GivenScore>,
    /// The others, in the order of the survey.
    pub others: Vec<GivenScore>,
}

/// Finds the scores and words of a settled response.
#[must_use]
pub fn scores(definition: &SurveyDefinition, answers: &Answers) -> Scored {
    let mut found: Vec<GivenScore> = Vec::new();
    for (_, question) in definition.questions() {
        if let Some(answer) = answers.get(&question.key) {
            add(question, answer, &mut found);
        }
    }
    let scored = |given: &GivenScore| given.score.is_some() && given.part.is_none();
    let place = match &definition.main {
        Some(main) => found.iter().position(|given| given.question == *main && given.score.is_some()),
        None => found.iter().position(scored).or_else(|| found.iter().position(|given| given.score.is_some())),
    };
    let main = place.map(|place| found.remove(place));
    Scored { main, others: found }
}

fn add(question: &Question, answer: &AnswerValue, found: &mut Vec<GivenScore>) {
    let given = |part, metric: Option<String>, score, scale| GivenScore {
        question: question.key.clone(),
        part,
        metric,
        score,
        scale,
        text: None,
        facet: question.facet,
        response_kind: question.response_kind,
    };
    match (&question.kind, answer) {
        (QuestionKind::Text { about, .. }, AnswerValue::Text(words)) => {
            let scored = about
                .as_ref()
                .and_then(|about| found.iter_mut().find(|given| given.question == *about && given.score.is_some()));
            match scored {
                Some(GivenScore { text: Some(text), .. }) => {
                    text.push('\n');
                    text.push_str(words);
                }
                Some(scored) => scored.text = Some(words.clone()),
                None => found.push(GivenScore { text: Some(words.clone()), ..given(None, None, None, None) }),
            }
        }
        (QuestionKind::Servqual { items, .. }, AnswerValue::Servqual(answer)) => {
            let gaps = gaps(items, answer);
            let scale = Some((-6.0, 6.0));
            if let Some(overall) = overall(&gaps, answer) {
                found.push(given(None, Some("servqual".to_owned()), Some(overall), scale));
            }
            found.extend(gaps.iter().map(|(dimension, gap)| {
                given(Some(dimension.as_str()), Some(format!("servqual:{}", dimension.as_str())), Some(*gap), scale)
            }));
        }
        (QuestionKind::Facets { .. }, AnswerValue::Facets(ratings)) => {
            found.extend(ratings.iter().filter_map(|(facet, rating)| {
                let FacetRating::Rated(step) = rating else { return None };
                let metric = Some(format!("facet:{}", facet.as_str()));
                let scored = given(Some(facet.as_str()), metric, Some(f64::from(*step)), Some((1.0, 5.0)));
                Some(GivenScore { facet: Some(*facet), ..scored })
            }));
        }
        (kind, AnswerValue::Step(step)) => {
            let scale = kind.scale().map(|(low, high)| (f64::from(low), f64::from(high)));
            found.push(given(None, metric(question), Some(f64::from(*step)), scale));
        }
        _ => {}
    }
}

/// What a question answered by a step of a scale measures.
fn metric(question: &Question) -> Option<String> {
    Some(match (&question.kind, question.facet) {
        (QuestionKind::Nps, _) => "nps".to_owned(),
        (QuestionKind::Enps, _) => "enps".to_owned(),
        (QuestionKind::Ces, _) => "ces".to_owned(),
        (QuestionKind::Csat { .. }, None) => "csat".to_owned(),
        (QuestionKind::Rating { steps: 5, .. } | QuestionKind::Csat { .. }, Some(facet)) => {
            format!("facet:{}", facet.as_str())
        }
        (QuestionKind::Rating { .. }, _) => "rating".to_owned(),
        _ => return None,
    })
}

/// The gap of each dimension: the mean of perception minus expectation over the items of which both were
/// given (Parasuraman, Zeithaml, Berry 1988); from -6 to 6.
#[must_use]
pub fn gaps(items: &[ServqualItem], answer: &ServqualAnswer) -> BTreeMap<Dimension, f64> {
    let mut sums: BTreeMap<Dimension, (f64, f64)> = BTreeMap::new();
    for item in items {
        let (Some(dimension), Some(expected), Some(perceived)) =
            (item.dimension(), answer.expectations.get(&item.key), answer.perceptions.get(&item.key))
        else {
            continue;
        };
        let (sum, n) = sums.entry(dimension).or_default();
        *sum += f64::from(*perceived) - f64::from(*expected);
        *n += 1.0;
    }
    sums.into_iter().map(|(dimension, (sum, n))| (dimension, sum / n)).collect()
}

/// The overall gap: weighted by the points of importance where all 100 were shared out among dimensions that
/// have a gap, otherwise the plain mean of the dimensions.
fn overall(gaps: &BTreeMap<Dimension, f64>, answer: &ServqualAnswer) -> Option<f64> {
    if gaps.is_empty() {
        return None;
    }
    let points = |dimension: &Dimension| f64::from(answer.importance.get(dimension).copied().unwrap_or(0));
    let shared: f64 = gaps.keys().map(points).sum();
    if shared >= 99.5 {
        return Some(gaps.iter().map(|(dimension, gap)| points(dimension) / shared * gap).sum());
    }
    Some(gaps.values().sum::<f64>() / gaps.len() as f64)
}

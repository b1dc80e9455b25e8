//! What was answered to each question, as the page shows it.

use serde::Serialize;

use hamdel_app::surveys::{Found, QuestionResult};
use hamdel_domain::surveys::QuestionKind;
use hamdel_stats::interval::Published;
use hamdel_text::format;

use super::survey_language;
use crate::texts::Texts;

/// A question with what was answered.
#[derive(Serialize)]
pub(crate) struct ResultView {
    pub(crate) text: String,
    pub(crate) kind: &'static str,
    pub(crate) answered: u64,
    pub(crate) outcome: Outcome,
}

/// What was answered.
#[derive(Serialize)]
#[serde(tag = "shape", rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// A score in words, or that it lacks answers, with how often each answer was given.
    Score { score: Option<String>, interval: String, missing: u64, bars: Vec<BarView> },
    /// How often each choice was taken.
    Bars { bars: Vec<BarView> },
    /// A mean of each part.
    Parts { parts: Vec<(String, String)> },
    /// What was written.
    Sentences { sentences: Vec<SentenceView> },
    /// Only counted.
    Counted,
}

/// How often something was answered.
#[derive(Serialize)]
pub(crate) struct BarView {
    pub(crate) label: String,
    pub(crate) n: u64,
    /// Of those who answered, in words and in hundredths of the widest bar.
    pub(crate) share: String,
    pub(crate) width: u64,
    /// `good`, `passive`, `poor` or empty.
    pub(crate) tone: &'static str,
}

/// What somebody wrote.
#[derive(Serialize)]
pub(crate) struct SentenceView {
    pub(crate) customer: Option<i64>,
    pub(crate) at: i64,
    pub(crate) text: String,
}

pub(super) fn view(texts: &Texts, result: &QuestionResult) -> ResultView {
    let language = survey_language(texts.language());
    let kind = &result.question.kind;
    let outcome = match &result.found {
        Found::Steps { counts, score } => {
            let labelled = counts.iter().map(|(step, n)| {
                let label = format::integer(texts.language(), i64::from(*step));
                (label, *n, tone(kind, *step))
            });
            let shown = score.estimate();
            Outcome::Score {
                score: shown.map(|estimate| number(texts, kind, estimate.value)),
                interval: shown.map_or_else(String::new, |estimate| {
                    let (low, high) = (number(texts, kind, estimate.low), number(texts, kind, estimate.high));
                    let n = (estimate.n as f64).into();
                    texts.filled("score-interval", &[("low", low.into()), ("high", high.into()), ("n", n)])
                }),
                missing: score.missing(),
                bars: bars(texts, labelled.collect(), result.answered),
            }
        }
        Found::Choices(counts) => {
            let labelled = counts.iter().map(|(words, n)| {
                let label =
                    if words.is_empty() { texts.plain("answer-other") } else { words.read(language).to_owned() };
                (label, *n, "")
            });
            Outcome::Bars { bars: bars(texts, labelled.collect(), result.answered) }
        }
        Found::Parts(parts) => Outcome::Parts {
            parts: parts.iter().map(|(words, mean)| (words.read(language).to_owned(), said(texts, mean))).collect(),
        },
        Found::Mean(mean) => Outcome::Parts { parts: vec![(texts.plain("survey-mean"), said(texts, mean))] },
        Found::Sentences(sentences) => Outcome::Sentences {
            sentences: sentences
                .iter()
                .map(|said| SentenceView {
                    customer: said.customer.map(|customer| customer.0),
                    at: said.at.micros(),
                    text: said.text.clone(),
                })
                .collect(),
        },
        Found::Counted => Outcome::Counted,
    };
    let text = result.question.text.read(language).to_owned();
    ResultView { text, kind: kind.as_str(), answered: result.answered, outcome }
}

fn number(texts: &Texts, kind: &QuestionKind, value: f64) -> String {
    let language = texts.language();
    match kind {
        QuestionKind::Nps | QuestionKind::Enps => format::decimal(language, value, 0),
        QuestionKind::Csat { .. } => format::percent(language, value, 0),
        _ => format::decimal(language, value, 2),
    }
}

fn said(texts: &Texts, mean: &Published) -> String {
    match mean {
        Published::Estimate(estimate) => {
            let number = |value: f64| format::decimal(texts.language(), value, 2);
            let arguments = [
                ("value", number(estimate.value).into()),
                ("low", number(estimate.low).into()),
                ("high", number(estimate.high).into()),
                ("n", (estimate.n as f64).into()),
            ];
            texts.filled("survey-mean-of", &arguments)
        }
        few => texts.filled("score-too-few", &[("missing", (few.missing() as f64).into())]),
    }
}

fn tone(kind: &QuestionKind, step: u8) -> &'static str {
    match kind {
        QuestionKind::Nps | QuestionKind::Enps => match step {
            0..=6 => "poor",
            7..=8 => "passive",
            _ => "good",
        },
        QuestionKind::Csat { .. } => match step {
            0..=2 => "poor",
            3 => "passive",
            _ => "good",
        },
        QuestionKind::Ces => match step {
            0..=3 => "poor",
            4 => "passive",
            _ => "good",
        },
        _ => "",
    }
}

fn bars(texts: &Texts, counts: Vec<(String, u64, &'static str)>, answered: u64) -> Vec<BarView> {
    let widest = counts.iter().map(|(_, n, _)| *n).max().unwrap_or_default().max(1);
    counts
        .into_iter()
        .map(|(label, n, tone)| BarView {
            share: format::percent(texts.language(), n as f64 / answered.max(1) as f64, 0),
            width: 100 * n / widest,
            label,
            n,
            tone,
        })
        .collect()
}

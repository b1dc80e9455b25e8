//! The model that reads comments.

use super::features::{Features, MEASURES};
use super::learn::{Calibration, Weights};
use super::report::Report;
use super::{Label, Method, Sentiment};
use crate::clauses::{Clauses, polarity};
use crate::hash::IdMap;
use crate::language::{CommentLanguage, DetectedLanguage, detect_words};
use crate::words::Words;

/// Half width of the neutral band where no neutral comments say otherwise.
pub(super) const NEUTRAL_BAND: f32 = 0.15;
/// Labels of a language from which the learned model reads comments in it.
const LEAST_OF_A_LANGUAGE: u32 = 100;
/// Polarity of a clause that counts as good or bad of its own.
const CLEAR: f32 = 0.4;
/// How sure of one side the learned model must be to overrule good and bad clauses side by side.
const OVERRULES_MIXED: f32 = 0.97;

/// What was learned from comments.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Learned {
    pub(super) bits: u32,
    /// Weights of hashed features in steps of `step`.
    pub(super) hashed: Vec<i16>,
    pub(super) step: f32,
    pub(super) measures: [f32; MEASURES],
    pub(super) calibration: Calibration,
}

impl Learned {
    pub(super) fn new(weights: &Weights, calibration: Calibration, bits: u32) -> Self {
        let largest = weights.hashed.iter().fold(1e-6_f32, |largest, weight| largest.max(weight.abs()));
        let step = largest / f32::from(i16::MAX);
        let hashed = weights.hashed.iter().map(|weight| (weight / step).round() as i16).collect();
        Self { bits, hashed, step, measures: weights.measures, calibration }
    }

    /// The probability of good: with both sides equally frequent, and with the company's own frequencies.
    fn probabilities(&self, features: &Features) -> (f32, f32) {
        let sum = |places: &[u32]| -> f32 {
            let steps: i64 = places
                .iter()
                .filter_map(|place| self.hashed.get(*place as usize))
                .map(|weight| i64::from(*weight))
                .sum();
            steps as f32 * self.step
        };
        let (of_words, of_runs) = features.scales();
        let measured: f32 =
            features.measures.iter().zip(&self.measures).map(|(measure, weight)| measure * weight).sum();
        let margin = measured + of_words * sum(&features.words) + of_runs * sum(&features.runs);
        (self.calibration.balanced(margin), self.calibration.probability(margin))
    }
}

/// Reads the sentiment of comments: learned where it can be, from the lexicon elsewhere, and as a person said
/// where one did.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub(super) learned: Option<Learned>,
    pub(super) corrections: IdMap<Label>,
    pub(super) report: Report,
}

impl Default for Model {
    /// The lexicon alone.
    fn default() -> Self {
        Self::new(None, IdMap::default(), Report::untrained())
    }
}

/// Buffers for reading comments, one a thread: with them nothing is allocated from comment to comment.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    pub(crate) words: Words,
    pub(crate) clauses: Clauses,
    features: Features,
}

impl Reader {
    /// Empty buffers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a comment in place of the one before.
    pub(crate) fn read(&mut self, comment: &str) -> (DetectedLanguage, u64) {
        self.words.read(comment);
        let identity = self.words.identity();
        let language = detect_words(&self.words);
        self.words.adapt(language.language);
        self.clauses.read(&self.words);
        (language, identity)
    }
}

impl Model {
    pub(super) fn new(learned: Option<Learned>, corrections: IdMap<Label>, report: Report) -> Self {
        Self { learned, corrections, report }
    }

    /// How it came about, and how it is doing.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The language and the sentiment of a comment.
    #[must_use]
    pub fn score(&self, reader: &mut Reader, comment: &str) -> (DetectedLanguage, Sentiment) {
        let (language, identity) = reader.read(comment);
        (language, self.sentiment(reader, identity, language.language))
    }

    /// The sentiment of the comment that was read.
    pub(crate) fn sentiment(&self, reader: &mut Reader, identity: u64, language: CommentLanguage) -> Sentiment {
        if reader.words.tokens().is_empty() {
            return Sentiment::none();
        }
        let (good, bad) = reader.clauses.total();
        let mut sentiment = self.part(reader, (0, reader.words.tokens().len()), (good, bad), language);
        let clear = |side: f32| {
            let speaks = |clause: &crate::clauses::Clause| side * polarity(clause.good, clause.bad) >= CLEAR;
            reader.clauses.clauses.iter().any(speaks)
        };
        let overruled = sentiment.method == Method::Learned && sentiment.confidence >= OVERRULES_MIXED;
        if clear(1.0) && clear(-1.0) && !overruled {
            sentiment.label = Label::Mixed;
        }
        if let Some(label) = self.corrections.get(&identity) {
            sentiment = corrected(*label, sentiment);
        }
        sentiment
    }

    /// The sentiment of some of the tokens of the comment that was read, where the lexicon sums up to `good`, `bad`.
    pub(crate) fn part(
        &self,
        reader: &mut Reader,
        tokens: (usize, usize),
        (good, bad): (f32, f32),
        language: CommentLanguage,
    ) -> Sentiment {
        let enough = self.report.languages.get(language.index()).is_some_and(|labels| *labels >= LEAST_OF_A_LANGUAGE);
        match &self.learned {
            Some(learned) if enough => {
                reader.features.read(&reader.words, &reader.clauses, tokens, learned.bits);
                let (balanced, good) = learned.probabilities(&reader.features);
                let polarity = 2.0 * balanced - 1.0;
                let confidence = if balanced > 0.5 { good } else { 1.0 - good };
                Sentiment { polarity, label: self.label(polarity), confidence, method: Method::Learned }
            }
            _ => self.by_lexicon(good, bad),
        }
    }

    fn by_lexicon(&self, good: f32, bad: f32) -> Sentiment {
        let evidence = good + bad;
        if evidence == 0.0 {
            return Sentiment::none();
        }
        let polarity = polarity(good, bad);
        let agreement = (good - bad).abs() / evidence;
        let confidence = 0.5 + 0.45 * agreement * (1.0 - (-1.5 * evidence).exp());
        Sentiment { polarity, label: self.label(polarity), confidence, method: Method::Lexicon }
    }

    pub(crate) fn label(&self, polarity: f32) -> Label {
        if polarity.abs() < self.report.neutral_band {
            Label::Neutral
        } else if polarity > 0.0 {
            Label::Positive
        } else {
            Label::Negative
        }
    }
}

/// What a person said, with the polarity that was found where it is on the same side.
fn corrected(label: Label, found: Sentiment) -> Sentiment {
    let polarity = match label {
        Label::Negative => found.polarity.min(-0.5),
        Label::Neutral | Label::Mixed => 0.0,
        Label::Positive => found.polarity.max(0.5),
    };
    Sentiment { polarity, label, confidence: 1.0, method: Method::Corrected }
}

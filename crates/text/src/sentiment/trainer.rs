//! Gathers labelled comments and learns from them.

use super::features::Features;
use super::learn::{Calibration, Rows};
use super::model::{Learned, Model, NEUTRAL_BAND};
use super::report::{Report, Verdict};
use super::{Label, Scale};
use crate::clauses::{Clauses, polarity};
use crate::hash::IdMap;
use crate::language::detect_words;
use crate::words::Words;

/// Distinct good and bad comments from which learning is tried, on the whole and of either side.
pub const LEAST_LABELS: usize = 200;
/// See [`LEAST_LABELS`].
pub const LEAST_OF_A_SIDE: usize = 40;
/// Neutral comments from which the neutral band is fitted to them.
const LEAST_NEUTRALS: usize = 50;
/// What a correction weighs beside a score.
const CORRECTION_WEIGHT: f32 = 5.0;
/// Heaviest weight of one comment.
const HEAVIEST: f32 = 20.0;
/// Parts that are held out in turn.
const FOLDS: u64 = 4;
/// Places for hashed features, as a power of two.
const BITS: u32 = 18;

/// One labelled comment.
struct Labelled {
    identity: u64,
    label: Label,
    weight: f32,
    corrected: bool,
    language: crate::language::CommentLanguage,
    lexicon: f32,
}

/// Gathers labelled comments; [`Trainer::train`] learns from them. The same labels in the same order give the
/// same model, bit for bit.
#[derive(Default)]
pub struct Trainer {
    rows: Rows,
    labelled: Vec<Labelled>,
    by_text: IdMap<usize>,
    words: Words,
    clauses: Clauses,
    features: Features,
}

impl Trainer {
    /// Without labels.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A comment with its label; a weight of 1 is usual, 0 to 20 is taken. A comment that is the same as one before
    /// (but for spelling variants) adds nothing, and mixed comments teach nothing of either side.
    pub fn label(&mut self, comment: &str, label: Label, weight: f32) {
        self.add(comment, label, weight, false);
    }

    /// A comment with the score given beside it; false for a score off the scale, which teaches nothing.
    pub fn score(&mut self, comment: &str, scale: Scale, score: f64, weight: f32) -> bool {
        let label = scale.label(score);
        if let Some(label) = label {
            self.label(comment, label, weight);
        }
        label.is_some()
    }

    /// What a person says of a comment: kept for this very comment, and learned from with five times the weight.
    /// Overrides labels of the same comment; the last correction counts.
    pub fn correct(&mut self, comment: &str, label: Label) {
        self.add(comment, label, CORRECTION_WEIGHT, true);
    }

    /// Distinct comments so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labelled.len()
    }

    /// Whether there is no comment yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labelled.is_empty()
    }

    fn add(&mut self, comment: &str, label: Label, weight: f32, corrected: bool) {
        if !(weight > 0.0 && weight.is_finite()) {
            return;
        }
        self.words.read(comment);
        if self.words.tokens().is_empty() {
            return;
        }
        let weight = weight.min(HEAVIEST);
        let identity = self.words.identity();
        if let Some(known) = self.by_text.get(&identity).and_then(|at| self.labelled.get_mut(*at)) {
            if corrected {
                (known.label, known.weight, known.corrected) = (label, weight, true);
            }
            return;
        }
        let language = detect_words(&self.words).language;
        self.words.adapt(language);
        self.clauses.read(&self.words);
        self.features.read(&self.words, &self.clauses, (0, self.words.tokens().len()), BITS);
        self.rows.push(&self.features, 0.0, 1.0);
        let (good, bad) = self.clauses.total();
        let lexicon = polarity(good, bad);
        self.by_text.insert(identity, self.labelled.len());
        self.labelled.push(Labelled { identity, label, weight, corrected, language, lexicon });
    }

    /// Learns from what was gathered, and decides whether to trust it.
    #[must_use]
    pub fn train(mut self) -> Model {
        let mut report = Report::untrained();
        for (index, labelled) in self.labelled.iter().enumerate() {
            report.count(labelled.label, labelled.language);
            report.corrections += u32::from(labelled.corrected);
            self.rows.set(index, side(labelled.label), labelled.weight);
        }
        let corrections: IdMap<Label> = self
            .labelled
            .iter()
            .filter(|labelled| labelled.corrected)
            .map(|labelled| (labelled.identity, labelled.label))
            .collect();
        let sided: Vec<usize> = (0..self.labelled.len()).filter(|index| self.side_of(*index) != 0.0).collect();
        for index in &sided {
            let lexicon = self.labelled.get(*index).map_or(0.0, |labelled| labelled.lexicon);
            report.lexicon.count(self.side_of(*index) > 0.0, lexicon > 0.0);
        }
        let [bad, _, good] = report.labels;
        if sided.len() < LEAST_LABELS || (bad.min(good) as usize) < LEAST_OF_A_SIDE {
            return Model::new(None, corrections, report);
        }
        let margins = self.held_out_margins();
        let of_sides: Vec<(f32, f32)> =
            sided.iter().map(|index| (margins.get(*index).copied().unwrap_or(0.0), self.side_of(*index))).collect();
        let calibration = Calibration::fit(&of_sides);
        for (margin, side) in &of_sides {
            report.held_out.count(*side > 0.0, calibration.balanced(*margin) > 0.5);
        }
        report.neutral_band = self.neutral_band(&margins, calibration);
        let beats = report.held_out.balanced_accuracy() > report.lexicon.balanced_accuracy();
        report.verdict = if beats { Verdict::Learned } else { Verdict::NoBetterThanLexicon };
        let learned = beats.then(|| Learned::new(&self.rows.learn(&sided, 1 << BITS), calibration, BITS));
        Model::new(learned, corrections, report)
    }

    fn side_of(&self, index: usize) -> f32 {
        self.labelled.get(index).map_or(0.0, |labelled| side(labelled.label))
    }

    /// The margin of every comment under a model that was not trained on it.
    fn held_out_margins(&self) -> Vec<f32> {
        let fold = |labelled: &Labelled| (labelled.identity >> 7) % FOLDS;
        let mut margins = vec![0.0; self.labelled.len()];
        for held_out in 0..FOLDS {
            let chosen: Vec<usize> = self
                .labelled
                .iter()
                .enumerate()
                .filter(|(_, labelled)| fold(labelled) != held_out && side(labelled.label) != 0.0)
                .map(|(index, _)| index)
                .collect();
            let weights = self.rows.learn(&chosen, 1 << BITS);
            for (index, labelled) in self.labelled.iter().enumerate() {
                if fold(labelled) == held_out
                    && let Some(margin) = margins.get_mut(index)
                {
                    *margin = self.rows.margin(index, &weights);
                }
            }
        }
        margins
    }

    /// The band that tells good, neutral and bad apart best (mean accuracy of the three); the usual one where there
    /// are few neutral comments.
    fn neutral_band(&self, margins: &[f32], calibration: Calibration) -> f32 {
        let polarities: Vec<(f32, f32)> = self
            .labelled
            .iter()
            .zip(margins)
            .filter(|(labelled, _)| labelled.label != Label::Mixed)
            .map(|(labelled, margin)| (side(labelled.label), 2.0 * calibration.balanced(*margin) - 1.0))
            .collect();
        if polarities.iter().filter(|(side, _)| *side == 0.0).count() < LEAST_NEUTRALS {
            return NEUTRAL_BAND;
        }
        let mut best = (0.0, NEUTRAL_BAND);
        for step in 1..=12_u8 {
            let band = f32::from(step) * 0.05;
            let (mut right, mut all) = ([0.0_f32; 3], [1e-6_f32; 3]);
            for (side, polarity) in &polarities {
                let is = if *side > 0.0 { 2 } else { usize::from(*side == 0.0) };
                let taken_for = if polarity.abs() < band { 1 } else { 2 * usize::from(*polarity > 0.0) };
                all[is] += 1.0;
                right[is] += f32::from(is == taken_for);
            }
            let mean = right.iter().zip(&all).map(|(right, all)| right / all).sum::<f32>();
            if mean > best.0 {
                best = (mean, band);
            }
        }
        best.1
    }
}

fn side(label: Label) -> f32 {
    match label {
        Label::Negative => -1.0,
        Label::Neutral | Label::Mixed => 0.0,
        Label::Positive => 1.0,
    }
}

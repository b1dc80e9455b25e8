//! What the learned model sees of a comment: hashed words, pairs of words and runs of letters, and
//! what the lexicon says.

use crate::clauses::{Clauses, polarity};
use crate::hash::{self, add};
use crate::words::{Gap, Words};

/// Tokens of a comment that the model reads.
pub(crate) const MOST_READ: usize = 512;
/// Letters in a run, from and to.
const SHORTEST_RUN: usize = 3;
const LONGEST_RUN: usize = 5;
/// Measures beside the hashed features; the last is the constant 1.
pub(super) const MEASURES: usize = 10;
/// Weight of runs of letters beside words.
const RUNS_WEIGHT: f32 = 0.9;

const STEM: u64 = 0x7374_656d;
const NEGATED: u64 = 0x6e65_6761;
const EDGE: u64 = 0x6564_6765;

/// The features of one comment; reused from comment to comment.
#[derive(Clone, Debug, Default)]
pub(super) struct Features {
    /// Words and pairs of words.
    pub(super) words: Vec<u32>,
    /// Runs of letters.
    pub(super) runs: Vec<u32>,
    /// What the lexicon and the marks say, each about -1 to 1.
    pub(super) measures: [f32; MEASURES],
    letters: Vec<char>,
}

impl Features {
    /// Reads the tokens `from..to` of a comment in place of the one before; `clauses` belong to them.
    pub(super) fn read(&mut self, words: &Words, clauses: &Clauses, (from, to): (usize, usize), bits: u32) {
        let to = to.min(from + MOST_READ);
        self.read_words(words, clauses, (from, to), bits);
        self.read_runs(words, (from, to), bits);
        self.measure(words, clauses, (from, to));
    }

    /// Scales of words and of runs: the features of a kind have length 1 together.
    pub(super) fn scales(&self) -> (f32, f32) {
        let scale = |count: usize| if count == 0 { 0.0 } else { 1.0 / (count as f32).sqrt() };
        (scale(self.words.len()), RUNS_WEIGHT * scale(self.runs.len()))
    }

    fn read_words(&mut self, words: &Words, clauses: &Clauses, (from, to): (usize, usize), bits: u32) {
        self.words.clear();
        let place = |id: u64| (id >> (64 - bits)) as u32;
        let tokens = words.tokens().get(from..to).unwrap_or_default();
        let mut before = EDGE;
        let mut stem_before = EDGE;
        for (offset, token) in tokens.iter().enumerate() {
            self.words.push(place(token.id));
            if token.stem != token.id {
                self.words.push(place(hash::pair(STEM, token.stem)));
            }
            if clauses.negated.get(from + offset) == Some(&true) {
                self.words.push(place(hash::pair(NEGATED, token.stem)));
            }
            if token.gap == Gap::Stop && offset > 0 {
                (before, stem_before) = (EDGE, EDGE);
            }
            self.words.push(place(hash::pair(before, token.id)));
            if stem_before != before || token.stem != token.id {
                self.words.push(place(hash::pair(hash::pair(STEM, stem_before), token.stem)));
            }
            (before, stem_before) = (token.id, token.stem);
        }
    }

    fn read_runs(&mut self, words: &Words, (from, to): (usize, usize), bits: u32) {
        self.runs.clear();
        self.letters.clear();
        self.letters.push(' ');
        for token in words.tokens().get(from..to).unwrap_or_default() {
            self.letters.extend(words.folded(token).chars());
            self.letters.push(' ');
        }
        let shift = 64 - bits;
        for start in 0..self.letters.len() {
            let mut run = hash::START;
            let window = self.letters.get(start..(start + LONGEST_RUN).min(self.letters.len())).unwrap_or_default();
            for (index, letter) in window.iter().enumerate() {
                run = add(run, *letter);
                if index + 1 >= SHORTEST_RUN {
                    self.runs.push(((run ^ (run >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> shift) as u32);
                }
            }
        }
    }

    fn measure(&mut self, words: &Words, clauses: &Clauses, (from, to): (usize, usize)) {
        let (mut good, mut bad, mut last) = (0.0_f32, 0.0_f32, 0.0_f32);
        for clause in clauses.clauses.iter().filter(|clause| clause.start >= from && clause.end <= to) {
            good += clause.weight * clause.good;
            bad += clause.weight * clause.bad;
            if clause.good + clause.bad > 0.0 {
                last = polarity(clause.good, clause.bad);
            }
        }
        let marks = words.marks();
        let length = (to.saturating_sub(from)) as f32;
        self.measures = [
            polarity(good, bad),
            (good / 2.0).min(1.5),
            (bad / 2.0).min(1.5),
            last,
            f32::from(good + bad == 0.0),
            f32::from(marks.exclamations > 0) * 0.5,
            f32::from(marks.questions > 0) * 0.5,
            (length / 40.0).min(1.5),
            f32::from(length < 5.0) * 0.5,
            1.0,
        ];
    }
}

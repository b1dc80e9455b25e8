//! The phrases of a period's comments, counted, and those among them that are worth a theme.

use serde::{Deserialize, Serialize};

use super::log_likelihood_ratio;
use crate::hash::{self, IdMap};
use crate::words::{Gap, Kind, Token, is_stop_id};

/// Words of the longest phrase.
const LONGEST: usize = 3;
/// Most different phrases that are counted; beyond, those seen once are forgotten.
const MOST_PHRASES: usize = 400_000;
/// Tokens of a comment that are counted.
const MOST_TOKENS: usize = 512;
/// Most ways of writing a phrase that are remembered.
const MOST_WRITINGS: usize = 6;

#[derive(Clone, Debug)]
struct Counted {
    comments: u32,
    last: u32,
    words: u8,
    /// The phrase without its last word, and its last word.
    parts: (u64, u64),
    /// Ways of writing it, each with how often.
    writings: Vec<(Box<str>, u32)>,
}

/// The phrases of one to three words of a set of comments, each with how many comments hold it. Words are told
/// apart by their stems; phrases do not begin or end with stop words, nor cross the end of a clause.
#[derive(Clone, Debug, Default)]
pub struct Phrasebook {
    phrases: IdMap<Counted>,
    comments: u32,
}

/// What phrases are proposed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProposalOptions {
    /// Comments that must hold a phrase.
    pub least_comments: u32,
    /// Most phrases proposed.
    pub most: usize,
}

impl Default for ProposalOptions {
    /// At least 5 comments, at most 50 phrases.
    fn default() -> Self {
        Self { least_comments: 5, most: 50 }
    }
}

/// A phrase that may be worth a theme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// The phrase as it is written most.
    pub phrase: String,
    /// Comments that hold it.
    pub comments: u32,
    /// How many words it has, 1 to 3.
    pub words: u8,
    /// How much more often its words stand together than by chance (log-likelihood ratio against their own
    /// frequencies), or, for a single word, how much more often than in the background.
    pub strength: f64,
}

impl Phrasebook {
    /// Without comments.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts one comment.
    pub fn add(&mut self, comment: &str) {
        self.comments += 1;
        let words = super::read(comment);
        let tokens = words.tokens().get(..words.tokens().len().min(MOST_TOKENS)).unwrap_or_default();
        for (at, first) in tokens.iter().enumerate() {
            if !carries(first) {
                continue;
            }
            let mut id = first.stem;
            self.count_once(id, (0, id), 1, words.written(comment, std::slice::from_ref(first)));
            for length in 2..=LONGEST {
                let Some(phrase) = tokens.get(at..at + length) else { break };
                let Some(last) = phrase.last().filter(|last| last.gap == Gap::Blank && is_word(last)) else { break };
                let parts = (id, last.stem);
                id = hash::pair(id, last.stem);
                if carries(last) {
                    self.count_once(id, parts, length as u8, words.written(comment, phrase));
                }
            }
        }
    }

    fn count_once(&mut self, id: u64, parts: (u64, u64), words: u8, written: &str) {
        let comment = self.comments;
        if self.phrases.len() >= MOST_PHRASES && !self.phrases.contains_key(&id) {
            self.phrases.retain(|_, phrase| phrase.comments > 1);
            if self.phrases.len() >= MOST_PHRASES {
                return;
            }
        }
        let phrase = self.phrases.entry(id).or_insert_with(|| Counted {
            comments: 0,
            last: 0,
            words,
            parts,
            writings: Vec::new(),
        });
        if phrase.last == comment {
            return;
        }
        (phrase.last, phrase.comments) = (comment, phrase.comments + 1);
        if let Some((_, times)) = phrase.writings.iter_mut().find(|(known, _)| **known == *written) {
            *times += 1;
        } else if phrase.writings.len() < MOST_WRITINGS {
            phrase.writings.push((written.into(), 1));
        }
    }

    /// Comments counted.
    #[must_use]
    pub fn comments(&self) -> u32 {
        self.comments
    }

    /// Comments that hold a phrase, in any spelling and inflection.
    #[must_use]
    pub fn count(&self, phrase: &str) -> u32 {
        self.count_of(phrase_id(super::read(phrase).tokens()))
    }

    pub(super) fn count_of(&self, id: u64) -> u32 {
        self.phrases.get(&id).map_or(0, |phrase| phrase.comments)
    }

    /// Identity, most frequent writing and count of every phrase, in no order.
    pub(super) fn phrases(&self) -> impl Iterator<Item = (u64, &str, u32)> {
        self.phrases.iter().map(|(id, phrase)| (*id, phrase.writing(), phrase.comments))
    }

    /// Phrases that may be worth a theme, strongest first. `background` holds other comments (all periods, all
    /// companies' branches): single words are only proposed where
    /// they stand out from it. A phrase inside a longer one that is almost as frequent is left out.
    #[must_use]
    pub fn proposals(&self, background: Option<&Self>, options: ProposalOptions) -> Vec<Proposal> {
        let mut found: Vec<(u64, &Counted, f64)> = self
            .phrases
            .iter()
            .filter(|(_, phrase)| phrase.comments >= options.least_comments.max(1))
            .filter_map(|(id, phrase)| {
                let strength = if phrase.words == 1 {
                    self.strength_of_word(*id, phrase, background?)
                } else {
                    self.strength_together(phrase)
                };
                strength.map(|strength| (*id, phrase, strength))
            })
            .collect();
        found.sort_by(|left, right| {
            right.2.total_cmp(&left.2).then_with(|| left.1.writing().cmp(right.1.writing())).then(left.0.cmp(&right.0))
        });
        let mut contained: IdMap<u32> = IdMap::default();
        for (_, phrase, _) in &found {
            if phrase.words > 1 {
                for part in [phrase.parts.0, phrase.parts.1] {
                    let most = contained.entry(part).or_default();
                    *most = phrase.comments.max(*most);
                }
            }
        }
        let alone =
            |id: u64, count: u32| contained.get(&id).is_none_or(|longer| f64::from(*longer) < 0.7 * f64::from(count));
        found
            .into_iter()
            .filter(|(id, phrase, _)| alone(*id, phrase.comments))
            .take(options.most)
            .map(|(_, phrase, strength)| Proposal {
                phrase: phrase.writing().to_owned(),
                comments: phrase.comments,
                words: phrase.words,
                strength,
            })
            .collect()
    }

    fn strength_of_word(&self, id: u64, phrase: &Counted, background: &Self) -> Option<f64> {
        let (elsewhere, all) = (background.count_of(id), background.comments);
        let rises = u64::from(phrase.comments) * u64::from(all) > u64::from(elsewhere) * u64::from(self.comments);
        rises.then(|| log_likelihood_ratio(phrase.comments, self.comments, elsewhere, all))
    }

    /// Shares of the last word in comments with and without the words before it (Dunning 1993).
    fn strength_together(&self, phrase: &Counted) -> Option<f64> {
        // A first part that ends with a stop word is not counted by itself: it is at least as frequent as the whole.
        let first = self.count_of(phrase.parts.0).max(phrase.comments);
        let last = self.count_of(phrase.parts.1).max(phrase.comments);
        let without = self.comments.saturating_sub(first);
        let last_without = last - phrase.comments;
        let together = u64::from(phrase.comments) * u64::from(without) > u64::from(last_without) * u64::from(first);
        together.then(|| log_likelihood_ratio(phrase.comments, first, last_without, without))
    }
}

impl Counted {
    fn writing(&self) -> &str {
        let most = self.writings.iter().max_by(|left, right| left.1.cmp(&right.1).then_with(|| right.0.cmp(&left.0)));
        most.map_or("", |(written, _)| written)
    }
}

fn is_word(token: &Token) -> bool {
    matches!(token.kind, Kind::Arabic | Kind::Latin | Kind::Other)
}

/// Whether a word may begin or end a phrase.
fn carries(token: &Token) -> bool {
    is_word(token) && !is_stop_id(token.id) && !is_stop_id(token.stem)
}

fn phrase_id(tokens: &[Token]) -> u64 {
    let stems = tokens.iter().map(|token| token.stem);
    stems.reduce(hash::pair).unwrap_or_default()
}

//! Phrases found among the tokens of a text, by their stems.

use crate::hash::IdMap;
use crate::words::{Gap, Token, Words};

/// Words that a gap (`~`) in a phrase may span.
const WIDEST_GAP: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Word(u64),
    Gap,
}

#[derive(Clone, Debug)]
struct Phrase<T> {
    rest: Vec<Step>,
    value: T,
}

/// Many phrases, found by their first word; a phrase never reaches over the end of a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Phrases<T> {
    first: IdMap<Vec<u32>>,
    phrases: Vec<Phrase<T>>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { first: IdMap::default(), phrases: Vec::new() }
    }
}

/// How the Latin words of a phrase are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Latin {
    /// As English.
    English,
    /// As Persian in Latin letters.
    Finglish,
}

impl<T: Clone> Phrases<T> {
    /// Adds a phrase as a list writes it: `_` or a blank between words, `-` for a half-space, `~` for up to three
    /// words of any kind. Without a single word it is not added, which is said.
    pub(crate) fn add(&mut self, phrase: &str, latin: Latin, value: T) -> bool {
        let mut words = Words::new();
        let mut steps = Vec::new();
        for (index, part) in phrase.split('~').enumerate() {
            if index > 0 && !steps.is_empty() {
                steps.push(Step::Gap);
            }
            words.read(&part.replace('_', " ").replace('-', "\u{200C}"));
            if latin == Latin::Finglish {
                words.read_latin_as_finglish();
            }
            steps.extend(words.tokens().iter().map(|token| Step::Word(token.stem)));
        }
        let Some((Step::Word(first), rest)) = steps.split_first() else { return false };
        let at = u32::try_from(self.phrases.len()).unwrap_or(u32::MAX);
        let starting = self.first.entry(*first).or_default();
        let phrases = &self.phrases;
        let longer = |other: &u32| phrases.get(*other as usize).is_some_and(|other| other.rest.len() >= rest.len());
        let place = starting.iter().take_while(|other| longer(other)).count();
        starting.insert(place, at);
        self.phrases.push(Phrase { rest: rest.to_vec(), value });
        true
    }

    /// The longest phrase that starts at a token: how many tokens it spans, and its value.
    #[inline]
    pub(crate) fn longest_at(&self, tokens: &[Token], at: usize) -> Option<(usize, &T)> {
        self.starting_at(tokens, at).next()
    }

    /// All phrases that start at a token, those with more words first.
    #[inline]
    pub(crate) fn starting_at(&self, tokens: &[Token], at: usize) -> impl Iterator<Item = (usize, &T)> {
        let candidates = tokens.get(at).and_then(|token| self.first.get(&token.stem)).map(Vec::as_slice);
        candidates.unwrap_or_default().iter().filter_map(move |candidate| {
            let phrase = self.phrases.get(*candidate as usize)?;
            let length = follow(&phrase.rest, tokens, at + 1)?;
            Some((length - at, &phrase.value))
        })
    }

    /// How many phrases there are.
    pub(crate) fn len(&self) -> usize {
        self.phrases.len()
    }
}

/// Where the rest of a phrase ends when it starts at a token.
fn follow(steps: &[Step], tokens: &[Token], at: usize) -> Option<usize> {
    match steps {
        [] => Some(at),
        [Step::Word(stem), rest @ ..] => {
            let token = tokens.get(at).filter(|token| token.gap != Gap::Stop && token.stem == *stem)?;
            debug_assert_eq!(token.stem, *stem);
            follow(rest, tokens, at + 1)
        }
        [Step::Gap, rest @ ..] => (0..=WIDEST_GAP)
            .take_while(|skipped| {
                *skipped == 0 || tokens.get(at + skipped - 1).is_some_and(|token| token.gap != Gap::Stop)
            })
            .find_map(|skipped| follow(rest, tokens, at + skipped)),
    }
}

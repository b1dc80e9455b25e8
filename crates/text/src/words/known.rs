//! The words that Hamdel knows: those of its lists, by which endings and compounds are recognised.

use std::sync::LazyLock;

use super::fold::{Sign, sign};
use super::stem::finglish_whole;
use crate::hash::{self, IdSet};

/// Words of the lists, and pairs of words that are halves of one.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) persian: IdSet,
    pub(super) finglish: IdSet,
    pub(super) compounds: IdSet,
}

static KNOWN: LazyLock<Known> = LazyLock::new(read);

/// The known words, read once.
pub(super) fn known() -> &'static Known {
    &KNOWN
}

fn read() -> Known {
    let mut known = Known::default();
    let lists = [
        include_str!("known.txt"),
        include_str!("../lexicon/fa.txt"),
        include_str!("../lexicon/en.txt"),
        include_str!("../facets/seeds.txt"),
        include_str!("../urgency/words.txt"),
    ];
    for entry in lists.into_iter().flat_map(entry_words) {
        known.learn(entry, false);
    }
    for entry in entry_words(include_str!("../lexicon/finglish.txt")) {
        known.learn(entry, true);
    }
    // Seeds of several languages carry a mark for Finglish.
    for list in [include_str!("../facets/seeds.txt"), include_str!("../urgency/words.txt")] {
        for entry in entry_words(list) {
            if let Some(entry) = entry.strip_prefix('*') {
                known.learn(entry, true);
            }
        }
    }
    known
}

/// The entries of a list: between blanks, without comments (`#`) and headings (`[…]`).
pub(crate) fn entry_words(list: &str) -> impl Iterator<Item = &str> {
    list.lines().filter(|line| !line.starts_with(['#', '['])).flat_map(str::split_whitespace)
}

impl Known {
    /// In an entry `_` is a blank between words and `-` a half-space inside one.
    fn learn(&mut self, entry: &str, finglish: bool) {
        for word in entry.trim_start_matches('*').split('_').filter(|word| *word != "~") {
            let mut whole = String::new();
            for part in word.split('-').filter(|part| !part.is_empty()) {
                if !whole.is_empty() {
                    self.compounds.insert(hash::pair(folded_id(&whole), folded_id(part)));
                }
                whole.push_str(part);
            }
            if finglish {
                self.finglish.insert(finglish_whole(&whole));
            } else {
                self.persian.insert(folded_id(&whole));
            }
        }
    }
}

/// The identity of one word of a list, folded as a text would be.
pub(crate) fn folded_id(word: &str) -> u64 {
    let mut hash = hash::START;
    for character in word.chars() {
        match sign(character) {
            Sign::Letter(_, letter) => hash = hash::add(hash, letter),
            Sign::Letters(_, letters) => hash = letters.chars().fold(hash, hash::add),
            Sign::Emoji => hash = hash::add(hash, character),
            _ => {}
        }
    }
    hash::finish(hash)
}

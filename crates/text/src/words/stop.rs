//! Words that carry no subject: never a theme, never the edge of a phrase.

use std::sync::LazyLock;

use super::Words;
use crate::hash::IdSet;

/// Own short list, both languages and Finglish; then hazm's (MIT, see stopwords_hazm.LICENCE).
static STOP: LazyLock<IdSet> = LazyLock::new(|| {
    let own = include_str!("stop.txt").lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
    let hazm = include_str!("stopwords_hazm.txt").lines();
    let mut words = Words::new();
    let mut ids = IdSet::default();
    for entry in own.chain(hazm) {
        words.read(&entry.replace('_', "\u{200C}"));
        if let [only] = words.tokens() {
            ids.insert(only.id);
        }
    }
    ids
});

/// Whether a word carries no subject; one word, in any spelling.
#[must_use]
pub fn is_stop_word(word: &str) -> bool {
    matches!(Words::of(word).tokens(), [only] if is_stop_id(only.id))
}

/// Whether a token's identity is that of a stop word.
pub(crate) fn is_stop_id(id: u64) -> bool {
    STOP.contains(&id)
}

//! Which past cases use the same words: an inverted index in memory.
//!
//! A word weighs the more the fewer cases have it (inverse document frequency), so an order number or the name of a
//! product says more than «سفارش». How alike two texts are is the cosine of their weighted words (Salton and Buckley
//! 1988), every word counted once. The index has a bound: past it the oldest cases are forgotten.

use std::collections::HashMap;

use hamdel_domain::cases::CaseId;
use hamdel_text::words::Words;
use hamdel_text::words::is_stop_word;

/// Cases that are remembered, the newest.
pub(super) const MOST_CASES: usize = 200_000;
/// Digits of a telephone number, at least.
const LEAST_DIALLED: usize = 10;
/// Words of a case that are remembered: the first ones say what it is about.
const MOST_WORDS: usize = 48;
/// Words of a question that are looked up, the rarest.
const MOST_ASKED: usize = 12;
/// Cases of one word that are looked at, the newest.
const MOST_OF_A_WORD: usize = 20_000;
/// Cases whose likeness is computed exactly.
const MOST_COMPARED: usize = 60;

/// A case in the index.
#[derive(Clone, Debug)]
struct Held {
    id: CaseId,
    words: Box<[u32]>,
}

/// Words of past cases.
#[derive(Debug, Default)]
pub(super) struct Index {
    vocabulary: HashMap<u64, u32>,
    /// Places of cases by word, ascending; a place counts from the first case ever held.
    with_word: Vec<Vec<u32>>,
    cases: Vec<Held>,
}

/// The words of a text by which cases are compared, each once. A telephone number says who, not what: the rarest word
/// of all would outweigh what both cases speak of.
pub(super) fn words_of(text: &str) -> Vec<u64> {
    let words = Words::of(text);
    let telling = words.tokens().iter().filter(|token| {
        let word = words.folded(token);
        !is_stop_word(word) && !is_telephone(word)
    });
    let mut stems = Vec::with_capacity(MOST_WORDS);
    for token in telling {
        if !stems.contains(&token.stem) {
            stems.push(token.stem);
        }
        if stems.len() == MOST_WORDS {
            break;
        }
    }
    stems
}

/// Whether a word is a telephone number as it is dialled, in the country or from abroad.
fn is_telephone(word: &str) -> bool {
    let dialled = word.starts_with('0') || word.starts_with("98");
    dialled && word.len() >= LEAST_DIALLED && word.bytes().all(|byte| byte.is_ascii_digit())
}

impl Index {
    /// How many cases it holds.
    pub(super) fn len(&self) -> usize {
        self.cases.len()
    }

    /// Takes a case in; those of greater numbers come later.
    pub(super) fn add(&mut self, id: CaseId, stems: &[u64]) {
        if self.cases.len() >= MOST_CASES + MOST_CASES / 10 {
            self.forget();
        }
        let place = self.cases.len() as u32;
        let mut words = Vec::with_capacity(stems.len());
        for stem in stems {
            let next = self.with_word.len() as u32;
            let word = *self.vocabulary.entry(*stem).or_insert(next);
            if word == next {
                self.with_word.push(Vec::new());
            }
            if let Some(places) = self.with_word.get_mut(word as usize) {
                places.push(place);
            }
            words.push(word);
        }
        self.cases.push(Held { id, words: words.into() });
    }

    /// Keeps the newest [`MOST_CASES`], and only their words.
    fn forget(&mut self) {
        let mut old = std::mem::take(self);
        let stems: HashMap<u32, u64> = old.vocabulary.iter().map(|(stem, word)| (*word, *stem)).collect();
        let surplus = old.cases.len().saturating_sub(MOST_CASES);
        for held in old.cases.drain(surplus..) {
            let kept: Vec<u64> = held.words.iter().filter_map(|word| stems.get(word).copied()).collect();
            self.add(held.id, &kept);
        }
    }

    /// The cases most alike to a text, each with how alike, in (0, 1].
    pub(super) fn alike(&self, text: &str, most: usize) -> Vec<(CaseId, f32)> {
        let asked = self.known(&words_of(text));
        let mut rare: Vec<u32> = asked.iter().copied().filter(|word| self.count(*word) > 0).collect();
        rare.sort_by_key(|word| self.count(*word));
        rare.truncate(MOST_ASKED);
        let mut sums: HashMap<u32, f32> = HashMap::new();
        for word in rare {
            let weight = self.weight(word).powi(2);
            let places = self.with_word.get(word as usize).map_or(&[][..], Vec::as_slice);
            for place in places.iter().rev().take(MOST_OF_A_WORD) {
                *sums.entry(*place).or_insert(0.0) += weight;
            }
        }
        let mut best: Vec<(u32, f32)> = sums.into_iter().collect();
        let closer = |one: &(u32, f32), other: &(u32, f32)| other.1.total_cmp(&one.1).then(other.0.cmp(&one.0));
        if best.len() > MOST_COMPARED {
            best.select_nth_unstable_by(MOST_COMPARED, closer);
            best.truncate(MOST_COMPARED);
        }
        let length = self.length(&words_of(text));
        let mut alike: Vec<(CaseId, f32)> = best
            .into_iter()
            .filter_map(|(place, _)| self.cases.get(place as usize))
            .map(|held| (held.id, self.cosine(&asked, length, &held.words)))
            .collect();
        alike.sort_by(|one, other| other.1.total_cmp(&one.1).then(other.0.cmp(&one.0)));
        alike.truncate(most);
        alike
    }

    /// How alike two texts are, in [0, 1].
    pub(super) fn likeness(&self, one: &str, other: &str) -> f32 {
        let (one, other) = (words_of(one), words_of(other));
        let shared: f32 = one.iter().filter(|stem| other.contains(stem)).map(|stem| self.rarity(*stem).powi(2)).sum();
        let both = self.length(&one) * self.length(&other);
        if both > 0.0 { (shared / both).min(1.0) } else { 0.0 }
    }

    fn known(&self, stems: &[u64]) -> Vec<u32> {
        stems.iter().filter_map(|stem| self.vocabulary.get(stem).copied()).collect()
    }

    fn count(&self, word: u32) -> usize {
        self.with_word.get(word as usize).map_or(0, Vec::len)
    }

    /// The weight of a word: the logarithm of how few cases have it.
    fn weight(&self, word: u32) -> f32 {
        ((1.0 + self.cases.len() as f32) / (1.0 + self.count(word) as f32)).ln() + 1.0
    }

    fn rarity(&self, stem: u64) -> f32 {
        match self.vocabulary.get(&stem) {
            Some(word) => self.weight(*word),
            None => (1.0 + self.cases.len() as f32).ln() + 1.0,
        }
    }

    fn length(&self, stems: &[u64]) -> f32 {
        stems.iter().map(|stem| self.rarity(*stem).powi(2)).sum::<f32>().sqrt()
    }

    fn cosine(&self, asked: &[u32], length: f32, held: &[u32]) -> f32 {
        let shared: f32 = held.iter().filter(|word| asked.contains(word)).map(|word| self.weight(*word).powi(2)).sum();
        let other = held.iter().map(|word| self.weight(*word).powi(2)).sum::<f32>().sqrt();
        if length * other > 0.0 { (shared / (length * other)).min(1.0) } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WORDS: [&str; 14] = [
        "parcel",
        "courier",
        "broken",
        "invoice",
        "refund",
        "kettle",
        "سفارش",
        "پیک",
        "شکسته",
        "فاکتور",
        "قوری",
        "4711",
        "blue",
        "green",
    ];

    fn texts() -> impl Strategy<Value = Vec<Vec<usize>>> {
        proptest::collection::vec(proptest::collection::vec(0..WORDS.len(), 1..8), 1..40)
    }

    fn text(words: &[usize]) -> String {
        words.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(" ")
    }

    proptest! {
        #[test]
        fn the_index_finds_what_comparing_with_every_case_finds(all in texts(), asked in proptest::collection::vec(0..WORDS.len(), 1..8)) {
            let mut index = Index::default();
            for (place, words) in all.iter().enumerate() {
                index.add(CaseId(place as i64 + 1), &words_of(&text(words)));
            }
            let asked = text(&asked);
            let found = index.alike(&asked, 1_000);
            for (place, words) in all.iter().enumerate() {
                let id = CaseId(place as i64 + 1);
                let slow = index.likeness(&asked, &text(words));
                let quick = found.iter().find(|(held, _)| *held == id).map_or(0.0, |(_, alike)| *alike);
                prop_assert!((slow - quick).abs() < 1e-4, "{asked} / {}: {slow} {quick}", text(words));
            }
            prop_assert!(found.windows(2).all(|pair| pair[0].1 >= pair[1].1));
        }
    }

    #[test]
    fn rare_words_count_more() {
        let mut index = Index::default();
        for number in 0..50 {
            index.add(CaseId(number), &words_of(&format!("my order number {} came late", 9_000 + number)));
        }
        index.add(CaseId(77), &words_of("the teapot of order 31337 is broken"));
        let found = index.alike("order 31337 again: teapot", 3);
        assert_eq!(found[0].0, CaseId(77));
        assert!(found.get(1).is_none_or(|second| second.1 < found[0].1 / 2.0), "{found:?}");
    }

    #[test]
    fn a_telephone_number_says_who_and_not_what() {
        assert_eq!(words_of("09121234567 پیک دیر رسید"), words_of("پیک دیر رسید"));
        assert_eq!(words_of("۰۰۹۸۹۱۲۱۲۳۴۵۶۷ late"), words_of("late"));
        assert_ne!(words_of("order 31337 late"), words_of("late"), "a number of an order says what");
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let mut index = Index::default();
        for number in 0..(MOST_CASES + MOST_CASES / 10 + 1) as i64 {
            index.add(CaseId(number), &[number as u64 % 1_000, 5_000_000 + number as u64]);
        }
        assert!(index.len() <= MOST_CASES + 1);
        assert!(index.vocabulary.len() <= MOST_CASES + 1_001, "words of forgotten cases go too");
        assert_eq!(index.cases.last().map(|held| held.id.0), Some((MOST_CASES + MOST_CASES / 10) as i64));
    }
}

//! Keys that let spelling variants of one word find one another.
//!
//! A compound is written in three ways: «علی‌رضا», «علیرضا», «علی رضا». [`search_terms`] indexes a
//! text under its words, under the parts of a word written with a half-space, and under two or three
//! neighbouring words joined; [`search_readings`] reads a question the same way, with and without
//! the spaces. All three writings share the term «علیرضا», so each finds the others. The same
//! joining lets `0912 123 4567` meet `09121234567` and `O'Brien` meet `obrien`.

use hamdel_domain::digits::latin_digit;

use super::latin::plain_latin;
use super::letters::{Piece, ZERO_WIDTH_NON_JOINER, piece};

/// Words of one text that are indexed; longer texts are searched elsewhere.
const MOST_WORDS: usize = 1_024;
/// Words at the start of a text that are also indexed joined to their neighbours.
const MOST_JOINED_WORDS: usize = 48;
/// Neighbouring words that are tried as one.
const LONGEST_JOIN: usize = 3;
/// Bytes of the longest joined form, 32 Persian letters.
const LONGEST_JOINED_BYTES: usize = 64;
/// Words at the start of a question whose spaces may be mistaken.
const MOST_REJOINED_WORDS: usize = 5;

/// The text folded for forgiving search; applying it twice changes nothing more, and it is the same
/// before and after [`normalise`](super::normalise).
///
/// Beyond [`normalise`](super::normalise): lower case, ASCII digits, no half-spaces, every alef ا,
/// ة ه, ؤ و, ئ ی, no ء, Latin letters without diacritics, full-width letters in ASCII, and a single
/// space for whatever is neither letter nor digit.
#[must_use]
pub fn search_key(text: &str) -> String {
    fold(text, false)
}

/// The terms a text is found by: distinct, sorted, from at most the first 1,024 words.
///
/// These are the words of [`search_key`], the parts of words written with a half-space, and the
/// joined forms of two and three neighbouring words (of the first 48 words, up to 64 bytes each).
#[must_use]
pub fn search_terms(text: &str) -> Vec<String> {
    let key = fold(text, true);
    let mut words = Vec::new();
    let mut terms = Vec::new();
    for written in key.split(' ').take(MOST_WORDS) {
        let mut parts = written.split(ZERO_WIDTH_NON_JOINER).filter(|part| !part.is_empty()).peekable();
        let Some(first) = parts.next() else { continue };
        let mut word = first.to_owned();
        if parts.peek().is_some() {
            terms.push(first.to_owned());
        }
        for part in parts {
            terms.push(part.to_owned());
            word.push_str(part);
        }
        words.push(word);
    }
    let near = words.get(..MOST_JOINED_WORDS.min(words.len())).unwrap_or_default();
    for start in 0..near.len() {
        terms.extend((2..=LONGEST_JOIN).filter_map(|count| joined(near.get(start..start + count)?)));
    }
    terms.append(&mut words);
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// The ways to read a question: a text answers it when every term of any one reading is among the
/// text's [`search_terms`] (the last term of a reading may be taken as a prefix while it is typed).
///
/// The first reading takes the spaces as written; the others join two or three neighbours among the
/// first five words. Empty when the question has neither letter nor digit; never more than 13.
#[must_use]
pub fn search_readings(question: &str) -> Vec<Vec<String>> {
    let key = search_key(question);
    let words: Vec<String> =
        key.split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS).map(str::to_owned).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let (head, tail) = words.split_at(MOST_REJOINED_WORDS.min(words.len()));
    let mut readings = Vec::new();
    group(head, &mut Vec::new(), &mut readings);
    for reading in &mut readings {
        reading.extend_from_slice(tail);
    }
    readings
}

/// Every way to split the words into joined groups, single words first.
fn group(rest: &[String], chosen: &mut Vec<String>, readings: &mut Vec<Vec<String>>) {
    if rest.is_empty() {
        readings.push(chosen.clone());
        return;
    }
    for count in 1..=LONGEST_JOIN.min(rest.len()) {
        let (taken, after) = rest.split_at(count);
        let Some(term) = (if count == 1 { taken.first().cloned() } else { joined(taken) }) else { continue };
        chosen.push(term);
        group(after, chosen, readings);
        chosen.pop();
    }
}

fn joined(words: &[String]) -> Option<String> {
    (words.iter().map(String::len).sum::<usize>() <= LONGEST_JOINED_BYTES).then(|| words.concat())
}

/// One pass over the text; with `mark_joiners` the half-spaces stay, between letters or doubled.
fn fold(text: &str, mark_joiners: bool) -> String {
    let mut folded = Folded { out: String::with_capacity(text.len()), gap: false };
    for character in text.chars() {
        match character {
            'a'..='z' | '0'..='9' => folded.put(character),
            _ => match piece(character) {
                Piece::Character(character) => folded.letter(character),
                Piece::Several(characters) => characters.chars().for_each(|character| folded.letter(character)),
                Piece::Space | Piece::Break => folded.gap = true,
                Piece::Joiner if mark_joiners && !folded.gap => folded.out.push(ZERO_WIDTH_NON_JOINER),
                Piece::Nothing | Piece::Joiner | Piece::WideJoiner | Piece::Mark(_) => {}
            },
        }
    }
    folded.out
}

/// The key as far as it is written, and whether a space is due before the next letter.
struct Folded {
    out: String,
    gap: bool,
}

impl Folded {
    fn put(&mut self, character: char) {
        if self.gap && !self.out.is_empty() {
            self.out.push(' ');
        }
        self.gap = false;
        self.out.push(character);
    }

    fn letter(&mut self, character: char) {
        match character {
            'ا'..='غ' | 'ف'..='و' | 'پ' | 'چ' | 'ژ' | 'ک' | 'گ' | 'ی' if character != 'ة' => {
                self.put(character);
            }
            'آ' | 'أ' | 'إ' | 'ٱ' | 'ٲ' | 'ٳ' => self.put('ا'),
            'ة' => self.put('ه'),
            'ؤ' => self.put('و'),
            // Yeh with hamza, with tail, with small v, with dots, and the barred yehs of Urdu.
            'ئ' | 'ۍ' | 'ێ' | 'ې' | 'ے' | 'ۓ' => self.put('ی'),
            // A lone hamza, combining marks and variation selectors belong to the letter before.
            'ء' | '\u{300}'..='\u{36F}' | '\u{654}' | '\u{FE00}'..='\u{FE0F}' => {}
            '\u{FF01}'..='\u{FF5E}' => self.lower(char::from((character as u32 - 0xFF01) as u8 + b'!')),
            _ => self.lower(latin_digit(character)),
        }
    }

    fn lower(&mut self, character: char) {
        for lower in character.to_lowercase() {
            match plain_latin(lower) {
                Some(plain) => plain.chars().for_each(|letter| self.put(letter)),
                None if lower.is_alphanumeric() => self.put(lower),
                // What lower-casing splits off: İ is i and a dot above.
                None if ('\u{300}'..='\u{36F}').contains(&lower) => {}
                None => self.gap = true,
            }
        }
    }
}

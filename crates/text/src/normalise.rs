//! Repair of Persian and English text for storage and display, and the keys by which it is found.
//!
//! [`normalise`] keeps what a reader sees and unifies how it is encoded; [`search_key`] folds
//! further, so that spelling variants of one word meet; [`search_terms`] and [`search_readings`] are
//! the two sides of a search: what is indexed, and what is asked for.

mod latin;
mod letters;
mod search;
#[cfg(test)]
mod tests;

use letters::{HAMZA_ABOVE, HAMZA_BELOW, MADDA, ZERO_WIDTH_JOINER, ZERO_WIDTH_NON_JOINER};

pub(crate) use latin::plain_latin;
pub(crate) use letters::{Piece, piece};

pub use search::{search_key, search_readings, search_terms};

/// The text as Hamdel stores and shows it; applying it twice changes nothing more.
///
/// - Arabic letters in their Persian encoding: yeh and alef maksura ی, kaf ک, heh variants ه,
///   Arabic-Indic digits Extended Arabic-Indic ones, presentation forms the letters they draw.
/// - Hamza in one form: a letter and a combining mark become the one letter (آ أ إ ؤ ئ); ۀ becomes
///   heh with hamza above, the form of ISIRI 6219.
/// - Without harakat, Quranic marks, kashida, bidirectional controls, invisible and control characters.
/// - A zero-width non-joiner stays only between two letters or digits, and only one; a zero-width
///   joiner stays in emoji and after heh.
/// - Every white space becomes a space, runs become one, a run with line breaks becomes one or
///   at most two line breaks, and both ends are trimmed.
#[must_use]
pub fn normalise(text: &str) -> String {
    let mut repaired = Repair::with_capacity(text.len());
    for character in text.chars() {
        repaired.take(piece(character));
    }
    repaired.out
}

/// What has been written, and what waits for the next visible character.
struct Repair {
    out: String,
    last: Option<char>,
    space: bool,
    breaks: u8,
    joiner: bool,
}

impl Repair {
    fn with_capacity(bytes: usize) -> Self {
        Self { out: String::with_capacity(bytes), last: None, space: false, breaks: 0, joiner: false }
    }

    fn take(&mut self, piece: Piece) {
        match piece {
            Piece::Character(character) => self.put(character),
            Piece::Several(characters) => characters.chars().for_each(|character| self.put(character)),
            Piece::Nothing => {}
            Piece::Space => self.space = true,
            Piece::Break => self.breaks = (self.breaks + 1).min(2),
            Piece::Joiner => self.joiner = true,
            Piece::WideJoiner => self.put_wide_joiner(),
            Piece::Mark(mark) => self.put_mark(mark),
        }
    }

    fn put(&mut self, character: char) {
        if let Some(last) = self.last {
            match (self.breaks, self.space) {
                (0, true) => self.out.push(' '),
                (0, false) if self.joiner && is_word(last) && is_word(character) => {
                    self.out.push(ZERO_WIDTH_NON_JOINER);
                }
                (breaks, _) => (0..breaks).for_each(|_| self.out.push('\n')),
            }
        }
        (self.space, self.breaks, self.joiner) = (false, 0, false);
        self.out.push(character);
        self.last = Some(character);
    }

    /// The last character, when nothing stands between it and the next one.
    fn adjacent(&self) -> Option<char> {
        self.last.filter(|_| !self.space && self.breaks == 0 && !self.joiner)
    }

    /// A joiner shapes an emoji sequence or the initial heh of an abbreviation; elsewhere it is noise.
    fn put_wide_joiner(&mut self) {
        const FIRST_SYMBOL: char = '\u{2190}';
        if self.adjacent().is_some_and(|last| last == 'ه' || last >= FIRST_SYMBOL) {
            self.put(ZERO_WIDTH_JOINER);
        }
    }

    fn put_mark(&mut self, mark: char) {
        let composed = match (self.adjacent(), mark) {
            (Some('ا'), MADDA) => 'آ',
            (Some('ا'), HAMZA_ABOVE) => 'أ',
            (Some('ا'), HAMZA_BELOW) => 'إ',
            (Some('و'), HAMZA_ABOVE) => 'ؤ',
            (Some('ی'), HAMZA_ABOVE) => 'ئ',
            (Some('ه'), HAMZA_ABOVE) => return self.put(HAMZA_ABOVE),
            _ => return,
        };
        self.out.pop();
        self.out.push(composed);
        self.last = Some(composed);
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == HAMZA_ABOVE
}

//! The words of a comment: one pass from raw text to tokens that spelling variants share.
//!
//! [`Words::read`] repairs and folds as it goes, so that nothing is allocated once the buffers have
//! grown. Half-spaces never split a word; prefixes (می، نمی، بی), endings (ها، های، تر، ترین, …) and
//! the halves of known compounds join their neighbour however they are written, and letters drawn
//! out for emphasis (عاااالی) become one. [`Token::stem`] goes further: without endings, possessives
//! and the copula, wherever what remains is a known word or at least three letters.

mod fold;
mod join;
mod known;
mod stem;
mod stop;
#[cfg(test)]
mod tests;

use crate::hash;
use crate::language::CommentLanguage;
use fold::{Sign, sign};

pub(crate) use known::{entry_words, folded_id};
pub(crate) use stem::finglish;
pub(crate) use stop::is_stop_id;
pub use stop::is_stop_word;

/// Bytes of a text that are read; what follows is ignored, which [`Words::cut`] says.
pub const MOST_BYTES: usize = 64 * 1024;
/// Tokens of a text that are kept.
pub const MOST_TOKENS: usize = 4_096;
/// Characters of the longest word; what follows belongs to the next one.
const LONGEST_WORD: u32 = 64;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Letters of the Arabic script.
    Arabic,
    /// Latin letters.
    Latin,
    /// Letters of another script.
    Other,
    /// Digits.
    Number,
    /// One emoji, or an emoticon such as `:)`.
    Emoji,
}

/// What stands between a token and the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing or a blank.
    #[default]
    Blank,
    /// A comma, a bracket, a dash.
    Pause,
    /// The end of a sentence or a line.
    Stop,
}

/// One word, number or emoji of a text.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    source: (u32, u32),
    folded: (u32, u32),
    /// Identity of the folded word.
    pub id: u64,
    /// Identity of the word without its endings.
    pub stem: u64,
    /// What it is made of.
    pub kind: Kind,
    /// What stands before it.
    pub gap: Gap,
    /// Whether letters were drawn out (عاااالی, sooo) or an emoji was repeated.
    pub drawn_out: bool,
    /// Whether it is a Latin word of three letters or more, all capitals.
    pub shouted: bool,
}

/// Marks and letters of a whole text, counted while it was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Exclamation marks.
    pub exclamations: u32,
    /// Question marks.
    pub questions: u32,
    /// Most exclamation and question marks in a row.
    pub longest_run: u32,
    /// Letters that only Persian writes: پ چ ژ گ.
    pub persian_letters: u32,
    /// Letters of Arabic and Urdu that Persian does not write: ة ٹ ڈ ے and others.
    pub foreign_letters: u32,
}

/// The tokens of one text; reused from text to text, so that reading does not allocate.
#[derive(Clone, Debug, Default)]
pub struct Words {
    folded: String,
    tokens: Vec<Token>,
    marks: Marks,
    cut: bool,
}

impl Words {
    /// Empty buffers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The words of one text, in buffers of their own.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut words = Self::new();
        words.read(text);
        words
    }

    /// Reads a text in place of the one before: at most its first [`MOST_BYTES`] and [`MOST_TOKENS`].
    pub fn read(&mut self, text: &str) {
        self.scan(text);
        for token in &mut self.tokens {
            let word = self.folded.get(token.folded.0 as usize..token.folded.1 as usize).unwrap_or_default();
            token.stem = stem::stem(word, token.id, token.kind);
        }
    }

    /// The tokens, in the order of the text.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Marks and letters of the whole text.
    #[must_use]
    pub fn marks(&self) -> Marks {
        self.marks
    }

    /// Whether the text was longer than what was read.
    #[must_use]
    pub fn cut(&self) -> bool {
        self.cut
    }

    /// A token's folded letters: lower case, one form of every letter, parts of a word joined.
    #[must_use]
    pub fn folded(&self, token: &Token) -> &str {
        self.folded.get(token.folded.0 as usize..token.folded.1 as usize).unwrap_or_default()
    }

    /// The words as they were written, from the first to the last of some neighbouring tokens.
    #[must_use]
    pub fn written<'text>(&self, text: &'text str, tokens: &[Token]) -> &'text str {
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => text.get(first.source.0 as usize..last.source.1 as usize).unwrap_or_default(),
            _ => "",
        }
    }

    /// One identity for the whole text: equal for texts that differ in spelling variants only.
    #[must_use]
    pub fn identity(&self) -> u64 {
        self.tokens.iter().fold(hash::START, |all, token| hash::pair(all, token.id))
    }

    /// Fits stems to the language of the text: in Finglish Latin words are Persian ones.
    pub(crate) fn adapt(&mut self, language: CommentLanguage) {
        if language == CommentLanguage::Finglish {
            self.read_latin_as_finglish();
        }
    }

    /// Reads Latin words as Persian in Latin letters from here on: kheyli, kheili and xeili are one stem.
    pub(crate) fn read_latin_as_finglish(&mut self) {
        for token in &mut self.tokens {
            if token.kind == Kind::Latin {
                let word = self.folded.get(token.folded.0 as usize..token.folded.1 as usize).unwrap_or_default();
                token.stem = finglish(word);
            }
        }
    }

    fn scan(&mut self, text: &str) {
        self.folded.clear();
        self.tokens.clear();
        self.marks = Marks::default();
        let end = text.floor_char_boundary(MOST_BYTES);
        self.cut = end < text.len();
        let text = text.get(..end).unwrap_or_default();
        let mut reading = Reading { words: self, open: None, gap: Gap::Stop, half: false, blank: true, run: 0 };
        let mut after = 0;
        for (at, character) in text.char_indices() {
            if at < after {
                continue;
            }
            if reading.words.tokens.len() >= MOST_TOKENS {
                reading.words.cut = true;
                break;
            }
            let sign = sign(character);
            match sign {
                Sign::Pause if character == '<' => match tag_end(text, at) {
                    Some(end) => {
                        after = end;
                        reading.close();
                        reading.pause(Gap::Pause);
                        continue;
                    }
                    None => reading.take(sign, at, character),
                },
                Sign::Pause if character == ':' || character == ';' => match emoticon(text, at) {
                    Some((end, meant)) => {
                        after = end;
                        reading.emoji(meant, at, end);
                    }
                    None => reading.take(sign, at, character),
                },
                _ => reading.take(sign, at, character),
            }
        }
        reading.close();
    }
}

/// Bytes of the longest markup that is passed over as one.
const LONGEST_TAG: usize = 256;

/// Where a tag such as `<script src=…>` ends.
fn tag_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let first = *bytes.get(at + 1)?;
    if !(first.is_ascii_alphabetic() || first == b'/' || first == b'!') {
        return None;
    }
    let window = bytes.get(at..bytes.len().min(at + LONGEST_TAG))?;
    window.iter().position(|byte| *byte == b'>').map(|offset| at + offset + 1)
}

/// Where an emoticon such as `:-)` ends, and the emoji it stands for.
fn emoticon(text: &str, at: usize) -> Option<(usize, char)> {
    let bytes = text.as_bytes();
    let mut end = at + 1;
    if bytes.get(end) == Some(&b'-') {
        end += 1;
    }
    let meant = match bytes.get(end)? {
        b')' => '🙂',
        b'(' => '🙁',
        b'D' => '😀',
        _ => return None,
    };
    while bytes.get(end) == bytes.get(end + 1) {
        end += 1;
    }
    Some((end + 1, meant))
}

/// A word that is being read.
struct Open {
    source: u32,
    folded: u32,
    kind: Kind,
    length: u32,
    last: char,
    same: u32,
    drawn_out: bool,
    capitals: u32,
}

struct Reading<'words> {
    words: &'words mut Words,
    open: Option<(Open, u32)>,
    gap: Gap,
    half: bool,
    blank: bool,
    run: u32,
}

impl Reading<'_> {
    fn take(&mut self, sign: Sign, at: usize, character: char) {
        match sign {
            Sign::Letter(kind, letter) => self.letter(kind, letter, at, character),
            Sign::Letters(kind, letters) => letters.chars().for_each(|letter| self.letter(kind, letter, at, character)),
            Sign::Emoji => self.emoji(character, at, at + character.len_utf8()),
            Sign::Inside => {}
            Sign::HalfSpace => {
                if self.open.is_some() {
                    self.close();
                    self.half = true;
                }
            }
            Sign::Space => {
                self.close();
                self.blank = true;
            }
            // A hyphen inside a word parts it as a blank does: top-notch, khosh-maze.
            Sign::Pause if matches!(character, '-' | '_') && self.open.is_some() => {
                self.close();
                self.blank = true;
            }
            Sign::Pause => {
                self.close();
                self.pause(Gap::Pause);
            }
            Sign::Stop => {
                self.close();
                self.pause(Gap::Stop);
                self.count(character);
                return;
            }
        }
        self.run = 0;
    }

    fn count(&mut self, character: char) {
        let marks = &mut self.words.marks;
        match character {
            '!' | '！' => marks.exclamations += 1,
            '?' | '؟' => marks.questions += 1,
            _ => return,
        }
        self.run += 1;
        marks.longest_run = marks.longest_run.max(self.run);
    }

    fn pause(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
        self.half = false;
        self.blank = true;
    }

    fn letter(&mut self, kind: Kind, letter: char, at: usize, written: char) {
        match written {
            'پ' | 'چ' | 'ژ' | 'گ' => self.words.marks.persian_letters += 1,
            'ة' | 'ٹ' | 'ڈ' | 'ڑ' | 'ں' | 'ے' | 'ۓ' | 'ھ' | 'ہ' => self.words.marks.foreign_letters += 1,
            _ => {}
        }
        if self.open.as_ref().is_some_and(|(open, _)| open.kind != kind || open.length >= LONGEST_WORD) {
            self.close();
            self.blank = true;
        }
        let end = (at + written.len_utf8()) as u32;
        let Some((open, until)) = &mut self.open else {
            let folded = self.words.folded.len() as u32;
            self.words.folded.push(letter);
            let capitals = u32::from(written.is_ascii_uppercase());
            let open =
                Open { source: at as u32, folded, kind, length: 1, last: letter, same: 1, drawn_out: false, capitals };
            self.open = Some((open, end));
            return;
        };
        *until = end;
        open.capitals += u32::from(written.is_ascii_uppercase());
        if letter == open.last && kind != Kind::Number {
            open.same += 1;
            // Latin doubles letters by rule, Persian does not; three in a row no script does.
            if open.same > 2 {
                if open.same == 3 && kind == Kind::Arabic {
                    self.words.folded.pop();
                    open.length -= 1;
                }
                open.drawn_out = true;
                return;
            }
        } else {
            (open.last, open.same) = (letter, 1);
        }
        open.length += 1;
        self.words.folded.push(letter);
    }

    fn emoji(&mut self, character: char, at: usize, end: usize) {
        self.close();
        let (source, id) = ((at as u32, end as u32), hash::finish(hash::add(hash::START, character)));
        if let Some(last) = self.words.tokens.last_mut()
            && last.kind == Kind::Emoji
            && last.id == id
        {
            (last.drawn_out, last.source.1) = (true, source.1);
            return;
        }
        let start = self.words.folded.len() as u32;
        self.words.folded.push(character);
        let folded = (start, self.words.folded.len() as u32);
        let gap = self.next_gap();
        let (kind, drawn_out, shouted) = (Kind::Emoji, false, false);
        self.words.tokens.push(Token { source, folded, id, stem: id, kind, gap, drawn_out, shouted });
    }

    fn next_gap(&mut self) -> Gap {
        let gap = self.gap;
        (self.gap, self.half, self.blank) = (Gap::Blank, false, false);
        gap
    }

    /// Ends the open word, joining it to the one before where they are one word.
    fn close(&mut self) {
        let Some((open, end)) = self.open.take() else { return };
        let until = self.words.folded.len() as u32;
        let near = self.gap == Gap::Blank;
        let half = self.half && !self.blank;
        let gap = self.next_gap();
        let word = self.words.folded.get(open.folded as usize..until as usize).unwrap_or_default();
        let id = hash::of(word);
        if near
            && let Some(last) = self.words.tokens.last_mut()
            && let before = self.words.folded.get(last.folded.0 as usize..open.folded as usize).unwrap_or_default()
            && join::joins((before, last), (word, id, open.kind), half)
        {
            last.folded.1 = until;
            last.source.1 = end;
            last.id = hash::of(self.words.folded.get(last.folded.0 as usize..until as usize).unwrap_or_default());
            last.drawn_out |= open.drawn_out;
            return;
        }
        let shouted = open.kind == Kind::Latin && open.length >= 3 && open.capitals >= open.length;
        self.words.tokens.push(Token {
            source: (open.source, end),
            folded: (open.folded, until),
            id,
            stem: id,
            kind: open.kind,
            gap,
            drawn_out: open.drawn_out,
            shouted,
        });
    }
}

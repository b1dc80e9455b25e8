//! What one character is to the reader of words.

use hamdel_domain::digits::latin_digit;

use super::Kind;
use crate::normalise::{Piece, piece, plain_latin};

/// A character's part in words.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sign {
    /// A letter or digit in its one form.
    Letter(Kind, char),
    /// A letter that is written with several.
    Letters(Kind, &'static str),
    /// An emoji.
    Emoji,
    /// Nothing, or part of the letter before.
    Inside,
    /// The half-space.
    HalfSpace,
    /// A blank.
    Space,
    /// A mark that ends a clause at most.
    Pause,
    /// A mark that ends a sentence, or the end of a line.
    Stop,
}

/// Classifies and folds one character.
pub(super) fn sign(character: char) -> Sign {
    match character {
        'a'..='z' => Sign::Letter(Kind::Latin, character),
        'A'..='Z' => Sign::Letter(Kind::Latin, character.to_ascii_lowercase()),
        '0'..='9' => Sign::Letter(Kind::Number, character),
        ' ' => Sign::Space,
        'ب'..='غ' if character != 'ة' => Sign::Letter(Kind::Arabic, character),
        _ => match piece(character) {
            Piece::Character(character) => letter(character),
            // Lam with alef, and heh with hamza above: the first letters carry the word.
            Piece::Several(characters) if characters.starts_with('ه') => Sign::Letter(Kind::Arabic, 'ه'),
            Piece::Several(characters) => Sign::Letters(Kind::Arabic, characters),
            Piece::Nothing | Piece::WideJoiner | Piece::Mark(_) => Sign::Inside,
            Piece::Space => Sign::Space,
            Piece::Break => Sign::Stop,
            Piece::Joiner => Sign::HalfSpace,
        },
    }
}

fn letter(character: char) -> Sign {
    match character {
        'ا'..='غ' | 'ف'..='و' | 'پ' | 'چ' | 'ژ' | 'ک' | 'گ' | 'ی' if character != 'ة' => {
            Sign::Letter(Kind::Arabic, character)
        }
        'آ' | 'أ' | 'إ' | 'ٱ' | 'ٲ' | 'ٳ' => Sign::Letter(Kind::Arabic, 'ا'),
        'ة' => Sign::Letter(Kind::Arabic, 'ه'),
        'ؤ' => Sign::Letter(Kind::Arabic, 'و'),
        'ئ' | 'ۍ' | 'ێ' | 'ې' | 'ے' | 'ۓ' => Sign::Letter(Kind::Arabic, 'ی'),
        // An apostrophe in a word is part of it: don't.
        'ء' | '\'' | '’' | '\u{300}'..='\u{36F}' | '\u{654}' | '\u{FE00}'..='\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}' => {
            Sign::Inside
        }
        '.' | '!' | '?' | '؟' | '…' | '。' | '۔' | '！' | '？' => Sign::Stop,
        '\u{2600}'..='\u{27BF}' | '\u{2B50}' | '\u{2B55}' | '\u{1F000}'..='\u{1FAFF}' => Sign::Emoji,
        '\u{FF10}'..='\u{FF19}' | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' => {
            sign(char::from((character as u32 - 0xFF01) as u8 + b'!'))
        }
        _ => rare(character),
    }
}

fn rare(character: char) -> Sign {
    let digit = latin_digit(character);
    if digit.is_ascii_digit() {
        return Sign::Letter(Kind::Number, digit);
    }
    let lower = character.to_lowercase().next().unwrap_or(character);
    match plain_latin(lower) {
        Some(plain) => Sign::Letters(Kind::Latin, plain),
        None if ('\u{600}'..='\u{6FF}').contains(&lower) && lower.is_alphabetic() => Sign::Letter(Kind::Arabic, lower),
        None if lower.is_ascii_lowercase() => Sign::Letter(Kind::Latin, lower),
        None if lower.is_alphanumeric() => Sign::Letter(Kind::Other, lower),
        None => Sign::Pause,
    }
}

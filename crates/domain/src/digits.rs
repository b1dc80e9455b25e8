//! The three sets of digits that Persian and English text brings.

/// The ASCII digit of an ASCII, Arabic-Indic (U+0660) or Extended Arabic-Indic (U+06F0) digit; any
/// other character as it is.
#[must_use]
pub fn latin_digit(character: char) -> char {
    let base = match character {
        '\u{0660}'..='\u{0669}' => 0x0660,
        '\u{06F0}'..='\u{06F9}' => 0x06F0,
        _ => return character,
    };
    char::from(b'0' + (character as u32 - base) as u8)
}

/// The text with every digit in ASCII.
#[must_use]
pub fn latin_digits(text: &str) -> String {
    text.chars().map(latin_digit).collect()
}

/// The text with every ASCII digit in Extended Arabic-Indic, as Persian is set.
#[must_use]
pub fn persian_digits(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '0'..='9' => char::from_u32(0x06F0 + u32::from(character as u8 - b'0')).unwrap_or(character),
            other => other,
        })
        .collect()
}

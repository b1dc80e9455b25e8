//! The national code of Iranian citizens.

use std::fmt;
use std::str::FromStr;

use hamdel_domain::digits::latin_digit;

/// A national code whose check digit is right: ten ASCII digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NationalCode([u8; 10]);

/// Why a text is not a national code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NationalCodeError {
    /// Something other than digits, spaces and dashes.
    #[error("a national code has digits only")]
    NotDigits,
    /// Fewer or more than ten digits.
    #[error("a national code has ten digits")]
    WrongLength,
    /// Ten times the same digit; such codes pass the check and were never issued.
    #[error("a national code is not one digit repeated")]
    Repeated,
    /// The last digit is not the one that the first nine give.
    #[error("the check digit of the national code is wrong")]
    WrongCheckDigit,
}

impl NationalCode {
    /// The ten ASCII digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Never the empty text: every byte is an ASCII digit.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for NationalCode {
    type Err = NationalCodeError;

    /// Reads ten digits, Persian, Arabic or ASCII, with spaces and dashes between them.
    ///
    /// The check digit is that of the National Organization for Civil Registration: the first nine
    /// digits weighted 10 down to 2, their sum modulo 11; a remainder below 2 is the check digit
    /// itself, any other is taken from 11.
    fn from_str(text: &str) -> Result<Self, NationalCodeError> {
        let mut digits = [0_u8; 10];
        let mut length = 0;
        for character in text.chars().filter(|character| !is_separator(*character)) {
            let digit = u8::try_from(latin_digit(character)).ok().filter(u8::is_ascii_digit);
            let digit = digit.ok_or(NationalCodeError::NotDigits)?;
            *digits.get_mut(length).ok_or(NationalCodeError::WrongLength)? = digit;
            length += 1;
        }
        if length != digits.len() {
            return Err(NationalCodeError::WrongLength);
        }
        let [first, .., check] = digits;
        if digits.iter().all(|digit| *digit == first) {
            return Err(NationalCodeError::Repeated);
        }
        let weighted = digits.iter().zip((2..=10).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight);
        let remainder = weighted.sum::<u32>() % 11;
        let expected = if remainder < 2 { remainder } else { 11 - remainder };
        if u32::from(check - b'0') == expected { Ok(Self(digits)) } else { Err(NationalCodeError::WrongCheckDigit) }
    }
}

impl fmt::Display for NationalCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '-' | '\u{200B}'..='\u{200F}' | '\u{2010}'..='\u{2013}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_codes_with_the_right_check_digit() {
        for code in ["0499370899", "0790419904", "0684159414", "0076229645"] {
            assert_eq!(code.parse::<NationalCode>().map(|read| read.to_string()), Ok(code.to_owned()));
        }
        for written in ["۰۴۹۹۳۷۰۸۹۹", "٠٤٩٩٣٧٠٨٩٩", " 049-937089-9 ", "\u{200E}0499370899"] {
            assert_eq!(written.parse::<NationalCode>().unwrap().as_str(), "0499370899", "{written}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, error) in [
            ("", NationalCodeError::WrongLength),
            ("049937089", NationalCodeError::WrongLength),
            ("04993708990", NationalCodeError::WrongLength),
            ("049937089x", NationalCodeError::NotDigits),
            ("0499370898", NationalCodeError::WrongCheckDigit),
            ("4099370899", NationalCodeError::WrongCheckDigit),
            ("0684159415", NationalCodeError::WrongCheckDigit),
        ] {
            assert_eq!(text.parse::<NationalCode>(), Err(error), "{text}");
        }
        for digit in '0'..='9' {
            assert_eq!(digit.to_string().repeat(10).parse::<NationalCode>(), Err(NationalCodeError::Repeated));
        }
    }
}

//! The number a customer holds.
//!
//! Sixteen digits in groups of four, as on a bank card: people of both languages read it out, write it down and type
//! it on any keyboard. Fifteen digits are random (49.8 bits): among two million cases a guess finds one in 500
//! million times. The last is Luhn's (ISO/IEC 7812-1, annex B), so that a slip of the finger is told from a number
//! that is not there.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::digits::latin_digit;
use crate::entropy::Entropy;

/// Digits of a reference.
const DIGITS: usize = 16;
/// Digits in a group.
const GROUP: usize = 4;
/// The random part is below this.
const RANDOM: u64 = 1_000_000_000_000_000;

/// The number of a case, as its customer holds it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseReference(String);

impl CaseReference {
    /// A new one.
    #[must_use]
    pub fn draw(entropy: &dyn Entropy) -> Self {
        let number = loop {
            let mut bytes = [0; 8];
            entropy.fill(&mut bytes);
            // The highest multiple that fits leaves every number equally likely.
            let drawn = u64::from_be_bytes(bytes);
            if drawn < u64::MAX - u64::MAX % RANDOM {
                break drawn % RANDOM;
            }
        };
        let digits = format!("{number:015}");
        let check = check_digit(&digits);
        Self(format!("{digits}{check}"))
    }

    /// Reads what somebody typed: with spaces, dashes, in any digits. `None` when it cannot be a reference.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let kept: String = typed.chars().map(latin_digit).filter(|held| !is_separator(*held)).collect();
        if kept.len() != DIGITS || !kept.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (digits, check) = kept.split_at(DIGITS - 1);
        (check_digit(digits).to_string() == check).then_some(Self(kept))
    }

    /// The sixteen digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// In groups: `4827-1930-5512-0707`.
impl fmt::Display for CaseReference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, digit) in self.0.chars().enumerate() {
            if place > 0 && place % GROUP == 0 {
                out.write_str("-")?;
            }
            write!(out, "{digit}")?;
        }
        Ok(())
    }
}

fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{200c}'..='\u{200f}')
}

fn check_digit(digits: &str) -> u32 {
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|digit| digit.to_digit(10))
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit })
        .sum();
    (10 - sum % 10) % 10
}

//! Money and other values of an interaction, exact to four decimals.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Parts of one unit: amounts are kept as DECIMAL(18,4).
const SCALE: i64 = 10_000;
/// Largest magnitude of a DECIMAL(18,4), in ten-thousandths.
const LARGEST: i64 = 999_999_999_999_999_999;

/// A value in units of its currency, exact to four decimals; |amount| < 10^14.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Amount(i64);

/// Why a text or number is not an [`Amount`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// The text is not a decimal number.
    #[error("not a decimal number")]
    NotANumber,
    /// The number has more than fourteen digits before the point.
    #[error("outside ±99,999,999,999,999.9999")]
    OutOfRange,
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// From ten-thousandths of a unit; `None` outside DECIMAL(18,4).
    #[must_use]
    pub fn from_ten_thousandths(parts: i64) -> Option<Self> {
        (-LARGEST..=LARGEST).contains(&parts).then_some(Self(parts))
    }

    /// Ten-thousandths of a unit.
    #[must_use]
    pub fn ten_thousandths(self) -> i64 {
        self.0
    }

    /// Rounds a floating number half away from zero to four decimals.
    ///
    /// # Errors
    /// When the number is not finite or too large.
    pub fn from_f64(number: f64) -> Result<Self, AmountError> {
        if !number.is_finite() {
            return Err(AmountError::NotANumber);
        }
        let parts = (number * SCALE as f64).round();
        if parts.abs() > LARGEST as f64 {
            return Err(AmountError::OutOfRange);
        }
        Self::from_ten_thousandths(parts as i64).ok_or(AmountError::OutOfRange)
    }

    /// The nearest floating number.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / SCALE as f64
    }

    /// Sum that stays at the largest amount instead of overflowing.
    #[must_use]
    pub fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0).clamp(-LARGEST, LARGEST))
    }
}

impl FromStr for Amount {
    type Err = AmountError;

    /// Reads `-12.5`, `12`, `.5`, `1e3`; digits past the fourth decimal are rounded half away from zero.
    fn from_str(text: &str) -> Result<Self, AmountError> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !plain(whole) || !plain(fraction) {
            return match digits.parse::<f64>() {
                Ok(number) if digits.contains(['e', 'E']) => Self::from_f64(if negative { -number } else { number }),
                _ => Err(AmountError::NotANumber),
            };
        }
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| AmountError::OutOfRange)? };
        let mut parts = 0_i64;
        for place in 0..4 {
            parts = parts * 10 + i64::from(fraction.as_bytes().get(place).map_or(0, |digit| digit - b'0'));
        }
        parts += i64::from(fraction.as_bytes().get(4).is_some_and(|digit| *digit >= b'5'));
        let parts =
            whole.checked_mul(SCALE).and_then(|units| units.checked_add(parts)).ok_or(AmountError::OutOfRange)?;
        Self::from_ten_thousandths(if negative { -parts } else { parts }).ok_or(AmountError::OutOfRange)
    }
}

impl fmt::Display for Amount {
    /// Plain decimal with no trailing zeros: `12.5`, `-3`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (units, parts) = (self.0.unsigned_abs() / 10_000, self.0.unsigned_abs() % 10_000);
        if parts == 0 {
            return write!(out, "{sign}{units}");
        }
        let fraction = format!("{parts:04}");
        write!(out, "{sign}{units}.{}", fraction.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_write() {
        for (text, parts) in
            [("12.5", 125_000), ("-3", -30_000), (".5", 5_000), ("1e3", 10_000_000), ("0.00005", 1), ("15.30", 153_000)]
        {
            assert_eq!(text.parse::<Amount>().unwrap().ten_thousandths(), parts, "{text}");
        }
        for text in ["", "-", ".", "12,5", "NaN", "inf", "1.2.3", "a"] {
            assert_eq!(text.parse::<Amount>(), Err(AmountError::NotANumber), "{text}");
        }
        assert_eq!("100000000000000".parse::<Amount>(), Err(AmountError::OutOfRange));
    }

    proptest! {
        #[test]
        fn display_reads_back(parts in -LARGEST..=LARGEST) {
            let amount = Amount(parts);
            prop_assert_eq!(amount.to_string().parse::<Amount>(), Ok(amount));
        }
    }
}

//! What points at a customer: a kind and a value, checked and in one spelling.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::digits::latin_digits;

/// Longest identifier kept, in bytes.
pub const LONGEST: usize = 256;

/// Values that software writes where it knows nobody (reference page, intake), compared in lower case.
const PLACEHOLDERS: &[&str] = &[
    "-1",
    "null",
    "undefined",
    "none",
    "nil",
    "nan",
    "n/a",
    "na",
    "anonymous",
    "guest",
    "unknown",
    "test",
    "user",
    "false",
    "true",
    "[object object]",
    "(null)",
    "(not set)",
    "not set",
    "no email",
    "noemail",
];
/// Mailboxes that stand for "no e-mail".
const PLACEHOLDER_MAILBOXES: &[&str] = &[
    "none",
    "noemail",
    "no-email",
    "no_email",
    "noreply",
    "no-reply",
    "test",
    "anonymous",
    "guest",
    "null",
    "undefined",
    "unknown",
    "na",
];

/// The kind of an identifier, from the strongest to the weakest.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum IdentifierKind {
    /// The company's own key of a customer.
    UserId,
    /// The national code of a person.
    NationalCode,
    /// A loyalty card.
    LoyaltyCard,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A kind of the company's own.
    Own(String),
    /// A device.
    Device,
    /// A browser or an installation of an app.
    AnonymousId,
}

/// Why a value cannot point at a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Nothing is there.
    #[error("empty")]
    Empty,
    /// A placeholder such as `null`, `guest` or zeros only.
    #[error("a placeholder, shared by everybody unknown")]
    Placeholder,
    /// Longer than [`LONGEST`].
    #[error("longer than 256 bytes")]
    TooLong,
    /// Not of the form its kind has.
    #[error("not of the form of its kind")]
    Malformed,
}

/// A checked identifier in its one spelling; strongest kinds sort first.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Identifier {
    kind: IdentifierKind,
    value: String,
}

impl IdentifierKind {
    /// Rank of strength; 0 is the strongest.
    #[must_use]
    pub fn rank(&self) -> u8 {
        match self {
            Self::UserId => 0,
            Self::NationalCode => 1,
            Self::LoyaltyCard => 2,
            Self::Email => 3,
            Self::Phone => 4,
            Self::Own(_) => 5,
            Self::Device => 6,
            Self::AnonymousId => 7,
        }
    }

    /// How many of this kind one customer may have (reference page: one user id, five of any other).
    #[must_use]
    pub fn limit(&self) -> usize {
        if *self == Self::UserId { 1 } else { 5 }
    }

    /// Whether it names a customer rather than a browser or a device.
    #[must_use]
    pub fn names_a_customer(&self) -> bool {
        !matches!(self, Self::Device | Self::AnonymousId)
    }

    /// The name used in the database, the API and queries.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::UserId => "user_id",
            Self::NationalCode => "national_code",
            Self::LoyaltyCard => "loyalty_card",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Own(name) => name,
            Self::Device => "device",
            Self::AnonymousId => "anonymous_id",
        }
    }

    /// The kind of that name; a name that is not of the built-in kinds is one of the company's own.
    #[must_use]
    pub fn parse(name: &str) -> Self {
        match name {
            "user_id" => Self::UserId,
            "national_code" => Self::NationalCode,
            "loyalty_card" => Self::LoyaltyCard,
            "email" => Self::Email,
            "phone" => Self::Phone,
            "device" => Self::Device,
            "anonymous_id" => Self::AnonymousId,
            own => Self::Own(own.to_owned()),
        }
    }
}

impl Identifier {
    /// Checks a value and brings it into the spelling of its kind: digits in ASCII, e-mails in lower
    /// case, telephone numbers in E.164 (a number without a country is read as Iranian).
    ///
    /// # Errors
    /// When the value is empty, a placeholder, too long, or not of its kind's form.
    pub fn new(kind: IdentifierKind, raw: &str) -> Result<Self, IdentifierError> {
        let trimmed = raw.trim();
        if trimmed.is_empty() {
            return Err(IdentifierError::Empty);
        }
        if trimmed.len() > LONGEST {
            return Err(IdentifierError::TooLong);
        }
        if is_placeholder(trimmed) {
            return Err(IdentifierError::Placeholder);
        }
        let value = match kind {
            IdentifierKind::Email => email(trimmed)?,
            IdentifierKind::Phone => phone(trimmed)?,
            IdentifierKind::NationalCode => national_code(trimmed)?,
            _ => trimmed.to_owned(),
        };
        Ok(Self { kind, value })
    }

    /// An identifier read back from storage, where only checked ones are written.
    #[must_use]
    pub fn from_storage(kind: &str, value: String) -> Self {
        Self { kind: IdentifierKind::parse(kind), value }
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> &IdentifierKind {
        &self.kind
    }

    /// Its value, in the one spelling of its kind.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl Ord for Identifier {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.kind.rank(), self.kind.as_str(), &self.value).cmp(&(other.kind.rank(), other.kind.as_str(), &other.value))
    }
}

impl PartialOrd for Identifier {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.kind.as_str(), self.value)
    }
}

fn is_placeholder(value: &str) -> bool {
    // Zeros of the three digit sets, dashes and the like: "0", "000-000", "٠٠", "--", "…".
    if value.chars().all(|character| !character.is_alphanumeric() || crate::digits::latin_digit(character) == '0') {
        return true;
    }
    value.len() <= 16 && PLACEHOLDERS.contains(&value.to_lowercase().as_str())
}

fn email(value: &str) -> Result<String, IdentifierError> {
    let value = value.to_lowercase();
    let (mailbox, host) = value.rsplit_once('@').ok_or(IdentifierError::Malformed)?;
    let clean = |part: &str| {
        !part.is_empty() && !part.chars().any(|character| character.is_whitespace() || character.is_control())
    };
    if !clean(mailbox)
        || !clean(host)
        || !host.contains('.')
        || host.starts_with('.')
        || host.ends_with('.')
        || mailbox.contains('@')
    {
        return Err(IdentifierError::Malformed);
    }
    if PLACEHOLDER_MAILBOXES.contains(&mailbox) {
        return Err(IdentifierError::Placeholder);
    }
    Ok(value)
}

fn phone(value: &str) -> Result<String, IdentifierError> {
    let latin = latin_digits(value);
    let digits: String = latin.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 5 || digits.len() > 15 {
        return Err(IdentifierError::Malformed);
    }
    if digits.bytes().skip(1).all(|digit| Some(&digit) == digits.as_bytes().last()) {
        return Err(IdentifierError::Placeholder);
    }
    // Mobile numbers of Iran are most of them, and a parser of all countries' numbers costs a hundred times more.
    let national = digits
        .strip_prefix("0098")
        .or_else(|| digits.strip_prefix("98"))
        .or_else(|| digits.strip_prefix('0'))
        .unwrap_or(&digits);
    if national.len() == 10 && national.starts_with('9') && (!latin.starts_with('+') || latin.starts_with("+98")) {
        return Ok(format!("+98{national}"));
    }
    let number = phonenumber::parse(Some(phonenumber::country::IR), &latin).map_err(|_| IdentifierError::Malformed)?;
    Ok(number.format().mode(phonenumber::Mode::E164).to_string())
}

fn national_code(value: &str) -> Result<String, IdentifierError> {
    let digits: String = latin_digits(value).chars().filter(|character| !matches!(character, '-' | ' ')).collect();
    if digits.is_empty() || digits.len() > 20 || !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(IdentifierError::Malformed);
    }
    Ok(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(kind: IdentifierKind, raw: &str) -> Result<String, IdentifierError> {
        Identifier::new(kind, raw).map(|identifier| identifier.value().to_owned())
    }

    #[test]
    fn placeholders_never_identify() {
        for raw in [
            "",
            "  ",
            "0",
            "-1",
            "null",
            "NULL",
            "undefined",
            "none",
            "Anonymous",
            "guest",
            "0000",
            "00-00",
            "---",
            "٠٠٠",
            "۰",
        ] {
            assert!(Identifier::new(IdentifierKind::UserId, raw).is_err(), "{raw:?}");
        }
        for raw in ["none@example.com", "NoReply@example.com", "a@", "@b.c", "ab.c", "a b@c.d"] {
            assert!(Identifier::new(IdentifierKind::Email, raw).is_err(), "{raw:?}");
        }
        for raw in ["00000000000", "09999999999", "123", "1111111111"] {
            assert!(Identifier::new(IdentifierKind::Phone, raw).is_err(), "{raw:?}");
        }
    }

    #[test]
    fn one_spelling_for_a_phone() {
        for raw in [
            "09123456789",
            "+989123456789",
            "00989123456789",
            "۰۹۱۲ ۳۴۵ ۶۷۸۹",
            "٠٩١٢٣٤٥٦٧٨٩",
            "0912-345-6789",
            "9123456789",
        ] {
            assert_eq!(spelled(IdentifierKind::Phone, raw).as_deref(), Ok("+989123456789"), "{raw}");
        }
        assert_eq!(spelled(IdentifierKind::Phone, "+44 20 7946 0958").as_deref(), Ok("+442079460958"));
        assert_eq!(spelled(IdentifierKind::Phone, "021 8888 1234").as_deref(), Ok("+982188881234"));
    }

    #[test]
    fn one_spelling_for_an_email() {
        assert_eq!(spelled(IdentifierKind::Email, " Sara@Example.IR ").as_deref(), Ok("sara@example.ir"));
    }
}

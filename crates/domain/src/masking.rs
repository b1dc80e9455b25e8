//! What stands for personal data before those who may not read it.

use crate::identifier::{Identifier, IdentifierKind};

/// What stands for a hidden part.
pub const MASK: &str = "•••";
/// Fewest digits that make a telephone, card or national number of a text.
const DIGITS_OF_A_NUMBER: usize = 7;
/// Parts of the names of traits and properties that hold personal data, in lower case.
const PERSONAL: &[&str] = &[
    "name", "mail", "phone", "mobile", "tel", "address", "street", "postal", "postcode", "zip", "birth", "national",
    "passport", "iban", "card", "account", "user", "ip", "lat", "lon", "avatar", "photo",
];
/// Names that contain one of those parts and are none: of things, not of people.
const NOT_PERSONAL: &[&str] = &["product_name", "campaign_name", "plan_name", "event_name", "page_name", "screen_name"];

/// An identifier that cannot be used to find or reach anybody: its kind stays, of its value the last two characters
/// of longer numbers.
#[must_use]
pub fn masked(identifier: &Identifier) -> Identifier {
    let value = identifier.value();
    let told = match identifier.kind() {
        IdentifierKind::Phone | IdentifierKind::LoyaltyCard if value.chars().count() > DIGITS_OF_A_NUMBER => {
            let end: Vec<char> = value.chars().rev().take(2).collect();
            end.into_iter().rev().collect()
        }
        _ => String::new(),
    };
    Identifier::from_storage(identifier.kind().as_str(), format!("{MASK}{told}"))
}

/// Whether a trait or property tells who or where somebody is, by its name or by how its value looks.
#[must_use]
pub fn is_personal(name: &str, value: &str) -> bool {
    let name = name.to_lowercase();
    let named = !NOT_PERSONAL.contains(&name.as_str())
        && words_of(&name).any(|word| PERSONAL.iter().any(|part| is(word, part)));
    named || value.contains('@') || looks_like_a_number(value)
}

fn words_of(name: &str) -> impl Iterator<Item = &str> {
    name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether a word of a name is the part: short parts are whole words, longer ones may be compounds of letters.
fn is(word: &str, part: &str) -> bool {
    if part.len() <= 3 { word == part } else { word.contains(part) }
}

/// Digits enough, and nothing that a telephone or card number has not.
fn looks_like_a_number(value: &str) -> bool {
    let digits = crate::digits::latin_digits(value.trim_matches('"'));
    let count = digits.chars().filter(char::is_ascii_digit).count();
    let whole = digits.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '+' | '-' | ' ' | '(' | ')'));
    whole && count >= DIGITS_OF_A_NUMBER && (digits.starts_with(['0', '+']) || count >= 10)
}

/// A text without what points at a person: e-mail addresses, and numbers as long as a telephone's or a card's, with
/// the blanks and dashes that people write into them.
#[must_use]
pub fn masked_text(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    for part in text.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        if word.contains('@') {
            told.push_str(MASK);
            told.push_str(&part[word.len()..]);
        } else {
            told.push_str(part);
        }
    }
    let mut without = String::with_capacity(told.len());
    let mut rest = told.as_str();
    while let Some(start) = rest.find(|letter: char| is_digit(letter) || letter == '+') {
        let (before, from) = rest.split_at(start);
        without.push_str(before);
        let run = from.find(|letter: char| !(is_digit(letter) || "+-() ".contains(letter))).unwrap_or(from.len());
        let number = from[..run].trim_end_matches(|letter: char| !is_digit(letter));
        let end = if number.is_empty() { run } else { number.len() };
        let (number, after) = from.split_at(end);
        let is_long = number.chars().filter(|letter| is_digit(*letter)).count() >= DIGITS_OF_A_NUMBER;
        without.push_str(if is_long { MASK } else { number });
        rest = after;
    }
    without.push_str(rest);
    without
}

/// A digit, Latin, Persian or Arabic.
fn is_digit(letter: char) -> bool {
    matches!(letter, '0'..='9' | '\u{6F0}'..='\u{6F9}' | '\u{660}'..='\u{669}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_and_where_somebody_is_is_personal() {
        for (name, value) in [
            ("first_name", "سارا"),
            ("firstName", "Sara"),
            ("email", "x"),
            ("note", "write to sara@example.ir"),
            ("ref", "+98 912 345 6789"),
            ("ref", "۰۹۱۲۳۴۵۶۷۸۹"),
            ("shipping_address", "تهران"),
            ("birthday", "1380-01-01"),
            ("ip", "10.0.0.1"),
        ] {
            assert!(is_personal(name, value), "{name} {value}");
        }
        for (name, value) in [
            ("city", "تهران"),
            ("taste", "unscented"),
            ("product_name", "کرم"),
            ("waiting_seconds", "882"),
            ("amount", "1250000"),
            ("shift", "evening"),
            ("description", "x"),
            ("latest", "x"),
        ] {
            assert!(!is_personal(name, value), "{name} {value}");
        }
    }

    #[test]
    fn a_masked_identifier_reaches_nobody() {
        let phone = Identifier::new(IdentifierKind::Phone, "09123456789").unwrap();
        assert_eq!(masked(&phone).value(), "•••89");
        assert_eq!(masked(&phone).kind(), &IdentifierKind::Phone);
        let email = Identifier::new(IdentifierKind::Email, "sara@example.ir").unwrap();
        assert_eq!(masked(&email).value(), "•••");
    }

    #[test]
    fn a_text_keeps_its_words_and_loses_what_points_at_somebody() {
        for (text, told) in [
            ("زنگ بزنید به ۰۹۱۲ ۳۴۵ ۶۷۸۹ لطفاً", "زنگ بزنید به ••• لطفاً"),
            ("mail me at a.b@example.com, please", "mail me at ••• please"),
            ("+98 (912) 345-6789. Late by 3 days", "•••. Late by 3 days"),
            ("سفارش ۱۲۳۴۵ را ۳ بار پرسیدم", "سفارش ۱۲۳۴۵ را ۳ بار پرسیدم"),
            ("1 + 1 = 2", "1 + 1 = 2"),
            ("card 6037-9911-2233-4455", "card •••"),
            ("", ""),
        ] {
            assert_eq!(masked_text(text), told);
        }
    }
}

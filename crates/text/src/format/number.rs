//! Integers, decimals, shares and money.

use hamdel_domain::Amount;
use hamdel_domain::digits::persian_digits;

use super::Language;

/// Shown for a number that is none: not finite.
const NO_NUMBER: &str = "—";
/// Decimal places an `f64` is shown with at most.
const MOST_PLACES: usize = 9;

/// The text with its ASCII digits in the digits of the language; the rest as it is.
#[must_use]
pub fn digits(language: Language, text: &str) -> String {
    match language {
        Language::Persian => persian_digits(text),
        Language::English => text.to_owned(),
    }
}

/// A whole number in groups of three: `۱۲٬۳۴۵`, `12,345`.
#[must_use]
pub fn integer(language: Language, number: i64) -> String {
    set(language, number < 0, &number.unsigned_abs().to_string(), "")
}

/// A number with exactly `places` decimal places (at most 9), rounded; `—` when it is not finite.
#[must_use]
pub fn decimal(language: Language, number: f64, places: usize) -> String {
    if !number.is_finite() {
        return NO_NUMBER.to_owned();
    }
    let plain = format!("{:.*}", places.min(MOST_PLACES), number.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let zero = plain.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    set(language, number < 0.0 && !zero, whole, fraction)
}

/// A share of one as a percentage: `0.123` with one place is `۱۲٫۳٪` or `12.3%`.
#[must_use]
pub fn percent(language: Language, share: f64, places: usize) -> String {
    if !share.is_finite() {
        return NO_NUMBER.to_owned();
    }
    decimal(language, share * 100.0, places) + language.choose("٪", "%")
}

/// Three figures or fewer and the power of a thousand: `۱۲٫۳ هزار`, `12.3K`; below a thousand the
/// number itself, with one decimal place where it is not whole.
#[must_use]
pub fn compact(language: Language, number: f64) -> String {
    const POWERS: [(&str, &str); 5] =
        [("", ""), (" هزار", "K"), (" میلیون", "M"), (" میلیارد", "B"), (" هزار میلیارد", "T")];
    if !number.is_finite() {
        return NO_NUMBER.to_owned();
    }
    let mut powers = POWERS.iter();
    let mut unit = powers.next();
    let mut scaled = number;
    // Compared as it will be written, so that 999,950 becomes 1M and not 1,000K.
    while three_figures(scaled).abs() >= 1_000.0 {
        let Some(next) = powers.next() else { break };
        unit = Some(next);
        scaled /= 1_000.0;
    }
    let shown = three_figures(scaled);
    let places = usize::from(shown.fract() != 0.0);
    decimal(language, shown, places) + unit.map_or("", |(persian, english)| language.choose(persian, english))
}

/// Rounded to one decimal place, or to none from a hundred on.
fn three_figures(number: f64) -> f64 {
    if number.abs() >= 99.95 { number.round() } else { (number * 10.0).round() / 10.0 }
}

/// An exact amount: no decimals when it is whole, else two to four.
#[must_use]
pub fn amount(language: Language, amount: Amount) -> String {
    let parts = amount.ten_thousandths();
    let (whole, fraction) = (parts.unsigned_abs() / 10_000, parts.unsigned_abs() % 10_000);
    let fraction = format!("{fraction:04}");
    let significant = fraction.trim_end_matches('0').len();
    let places = if significant == 0 { 0 } else { significant.max(2) };
    set(language, parts < 0, &whole.to_string(), fraction.get(..places).unwrap_or_default())
}

/// An amount with its currency (ISO 4217, or `IRT` for toman): `۱۲٬۵۰۰ تومان`, `12.50 GBP`. Without a
/// currency, the amount alone; a currency without a Persian name keeps its code.
#[must_use]
pub fn money(language: Language, value: Amount, currency: &str) -> String {
    let number = amount(language, value);
    let name = match (language, currency) {
        (_, "") => return number,
        (Language::Persian, "IRR") => "ریال",
        (Language::Persian, "IRT") => "تومان",
        (Language::Persian, "USD") => "دلار",
        (Language::Persian, "EUR") => "یورو",
        (Language::Persian, "GBP") => "پوند",
        (Language::Persian, "AED") => "درهم",
        (Language::Persian, "TRY") => "لیر",
        (Language::English, "IRT") => "toman",
        _ => currency,
    };
    format!("{number} {name}")
}

/// Sets ASCII digits of a whole and a fraction with signs and separators of the language.
fn set(language: Language, negative: bool, whole: &str, fraction: &str) -> String {
    let (group, point) = match language {
        Language::Persian => ('\u{66C}', '\u{66B}'),
        Language::English => (',', '.'),
    };
    let mut out = String::with_capacity(2 * (whole.len() + fraction.len()) + 12);
    if negative {
        out.push_str(language.choose("\u{200E}\u{2212}", "\u{2212}"));
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(point);
        out.push_str(fraction);
    }
    digits(language, &out)
}

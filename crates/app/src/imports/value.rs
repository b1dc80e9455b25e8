//! One value of a row, whatever file it came from.

use std::borrow::Cow;
use std::fmt::Write;

use chrono::NaiveDateTime;
use hamdel_domain::Instant;
use hamdel_domain::digits::latin_digits;
use hamdel_domain::lake::Cell;

/// Doubles up to here hold every whole number exactly.
const EXACT_WHOLE: f64 = 9_007_199_254_740_992.0;

/// A value of a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// No value.
    #[default]
    Missing,
    /// Text; never empty or only blanks, never with blanks around it, never with NUL.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A decimal number, as it is written.
    Decimal(String),
    /// A floating number; finite.
    Float(f64),
    /// True or false.
    Boolean(bool),
    /// A moment.
    Instant(Instant),
    /// What a clock on the wall showed, nobody said where.
    LocalTime(NaiveDateTime),
    /// JSON that is neither text nor a number nor true or false.
    Json(String),
}

impl Value {
    /// The value of a text field: blanks around it go, what is then empty is missing, NUL is replaced,
    /// for no text column of PostgreSQL takes it.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let text = text.trim();
        match text {
            "" => Self::Missing,
            _ if text.as_bytes().contains(&0) => Self::Text(text.replace('\0', "\u{fffd}")),
            _ => Self::Text(text.to_owned()),
        }
    }

    /// The value of a JSON member.
    #[must_use]
    pub fn of_json(json: &serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Self::Missing,
            serde_json::Value::Bool(value) => Self::Boolean(*value),
            serde_json::Value::String(text) => Self::of_text(text),
            serde_json::Value::Number(number) => match number.as_i64() {
                Some(whole) => Self::Integer(whole),
                None => number.as_f64().map_or(Self::Missing, Self::of_float),
            },
            other => Self::Json(other.to_string()),
        }
    }

    /// The value of a floating number; what is not finite is missing.
    #[must_use]
    pub fn of_float(number: f64) -> Self {
        if number.is_finite() { Self::Float(number) } else { Self::Missing }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        *self == Self::Missing
    }

    /// The value as text, as it identifies a customer or names a kind: whole doubles lose their `.0`,
    /// so that `17850.0` and `17850` are one; `None` when it is missing.
    #[must_use]
    pub fn text(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Missing => return None,
            Self::Text(text) | Self::Decimal(text) | Self::Json(text) => Cow::Borrowed(text),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Float(number) => Cow::Owned(written(*number)),
            Self::Boolean(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Self::Instant(instant) => Cow::Owned(instant.to_string()),
            Self::LocalTime(local) => Cow::Owned(local.format("%Y-%m-%dT%H:%M:%S%.f").to_string()),
        })
    }

    /// The text that points at a customer: like [`Value::text`], and a text that is a whole double
    /// (`17850.0`, as spreadsheets and data frames write a column with gaps) is written as whole.
    #[must_use]
    pub fn key_text(&self) -> Option<Cow<'_, str>> {
        let text = self.text()?;
        let whole = text.split_once('.').filter(|(whole, fraction)| {
            !whole.is_empty()
                && whole.bytes().all(|byte| byte.is_ascii_digit())
                && (*whole == "0" || !whole.starts_with('0'))
                && !fraction.is_empty()
                && fraction.bytes().all(|byte| byte == b'0')
        });
        Some(match whole {
            Some((whole, _)) => Cow::Owned(whole.to_owned()),
            None => text,
        })
    }

    /// The number, where it is one or a text that is one (see [`plain_number`]).
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Integer(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            Self::Text(text) | Self::Decimal(text) => {
                plain_number(text)?.parse().ok().filter(|number: &f64| number.is_finite())
            }
            _ => None,
        }
    }

    /// The value as JSON text, for properties and traits; `None` when it is missing.
    #[must_use]
    pub fn json(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Missing => return None,
            Self::Text(text) => Cow::Owned(json_text(text)),
            Self::Integer(_) | Self::Boolean(_) => return self.text(),
            Self::Float(number) if number.abs() >= 1e21 => Cow::Owned(format!("{number:e}")),
            Self::Float(_) => return self.text(),
            Self::Decimal(text) => match plain_number(text) {
                Some(number) if !number.starts_with(['.', '+']) && !number.ends_with('.') => number,
                _ => Cow::Owned(json_text(text)),
            },
            Self::Instant(_) | Self::LocalTime(_) => Cow::Owned(format!("\"{}\"", self.text().unwrap_or_default())),
            Self::Json(json) => Cow::Borrowed(json),
        })
    }
}

impl From<Cell> for Value {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Null => Self::Missing,
            Cell::Integer(number) => Self::Integer(number),
            Cell::Float(number) => Self::of_float(number),
            Cell::Decimal(text) => Self::Decimal(text),
            Cell::Boolean(value) => Self::Boolean(value),
            Cell::Text(text) => Self::of_text(&text),
            Cell::Instant(instant) => Self::Instant(instant),
        }
    }
}

/// A number as text, without a useless `.0`.
fn written(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < EXACT_WHOLE { format!("{}", number as i64) } else { format!("{number}") }
}

/// A text as a JSON string.
#[must_use]
pub fn json_text(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    json.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(|character: char| matches!(character, '"' | '\\') || character < ' ') {
        json.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'"' => json.push_str("\\\""),
            b'\\' => json.push_str("\\\\"),
            b'\n' => json.push_str("\\n"),
            // Writing into a String cannot fail.
            control => drop(write!(json, "\\u{control:04x}")),
        }
        rest = &rest[at + 1..];
    }
    json.push_str(rest);
    json.push('"');
    json
}

/// A number as a program writes it, from what people write: digits of the three sets, `1,234.50` and
/// `۱٬۲۳۴٫۵۰` with groups, `12,5` with a decimal comma, an exponent; `None` for anything else. A comma
/// followed by exactly three digits groups them.
#[must_use]
pub fn plain_number(text: &str) -> Option<Cow<'_, str>> {
    let text = text.trim();
    let first = text.chars().next()?;
    if first.is_ascii_alphabetic() || text.len() > 40 {
        return None;
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.is_empty() {
        return Some(Cow::Borrowed(text.strip_prefix('+').unwrap_or(text)));
    }
    let mut plain = latin_digits(text)
        .replace('٫', ".")
        .replace(['٬', '\u{a0}', '\u{202f}', '\u{200e}', '\u{200f}'], "")
        .replace('−', "-");
    if plain.contains(',') {
        plain = without_commas(&plain)?;
    }
    let unsigned = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let plain_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let good = (!whole.is_empty() || !fraction.is_empty())
        && plain_digits(whole)
        && plain_digits(fraction)
        && !exponent.is_empty()
        && exponent.len() < 4
        && plain_digits(exponent);
    good.then(|| Cow::Owned(plain.strip_prefix('+').map(str::to_owned).unwrap_or(plain)))
}

/// The number without groups and with a decimal point; `None` where commas stand as no number has them.
fn without_commas(text: &str) -> Option<String> {
    let unsigned = text.trim_start_matches(['-', '+']);
    let (comma, point) = (unsigned.rfind(',')?, unsigned.rfind('.'));
    let grouped = |whole: &str, mark: char| {
        let mut groups = whole.split(mark);
        groups.next().is_some_and(|first| (1..=3).contains(&first.len())) && groups.all(|group| group.len() == 3)
    };
    let once = unsigned.matches(',').count() == 1;
    match point {
        Some(point) if point > comma => grouped(&unsigned[..point], ',').then(|| text.replace(',', "")),
        Some(_) => (once && grouped(&unsigned[..comma], '.')).then(|| text.replace('.', "").replace(',', ".")),
        None if grouped(unsigned, ',') => Some(text.replace(',', "")),
        None => once.then(|| text.replace(',', ".")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_double_and_its_integer_are_one_key() {
        for value in
            [Value::Float(17850.0), Value::Integer(17850), Value::of_text("17850.0"), Value::of_text(" 17850 ")]
        {
            assert_eq!(value.key_text().as_deref(), Some("17850"), "{value:?}");
        }
        for kept in ["017850.0", "1.2.0", "v1.0", "17850.5", "NA"] {
            assert_eq!(Value::of_text(kept).key_text().as_deref(), Some(kept));
        }
    }

    #[test]
    fn numbers_as_people_write_them() {
        for (text, number) in [
            ("12", "12"),
            ("-3.50", "-3.50"),
            ("+7", "7"),
            ("1,234.50", "1234.50"),
            ("12,5", "12.5"),
            ("1,234,567", "1234567"),
            ("1.234,5", "1234.5"),
            ("-1.234.567,5", "-1234567.5"),
            ("۱۲٬۳۴۵٫۶", "12345.6"),
            ("1e3", "1e3"),
            (".5", ".5"),
        ] {
            assert_eq!(plain_number(text).as_deref(), Some(number), "{text}");
        }
        for text in ["", "-", "NA", "1.2.3", "12 kg", "1,23,4", "0x10", "1e", "e5", "NaN", "inf"] {
            assert_eq!(plain_number(text), None, "{text}");
        }
    }

    #[test]
    fn json_is_valid_json() {
        let text = Value::of_text("a \"b\" \\ \n\tc\0");
        let json = text.json().unwrap();
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), "a \"b\" \\ \n\tc\u{fffd}");
        assert_eq!(Value::Float(2.5).json().as_deref(), Some("2.5"));
        assert_eq!(Value::Float(-3.0).json().as_deref(), Some("-3"));
        assert_eq!(Value::Decimal("12.50".into()).json().as_deref(), Some("12.50"));
    }
}

//! From rows to the language of conditions.

use hamdel_domain::digits::latin_digits;

use super::{Comparison, Row, Rows, Shape, Variable};

/// A path as conditions write it: `["customer", "city"]` is `customer.city`; what is no plain name stands in brackets.
#[must_use]
pub fn path_of(segments: &[&str]) -> String {
    let mut path = String::new();
    for (place, segment) in segments.iter().enumerate() {
        if place == 0 {
            path.push_str(segment);
        } else if is_plain(segment) {
            path.push('.');
            path.push_str(segment);
        } else {
            path.push_str(&format!("[{}]", quoted(segment)));
        }
    }
    path
}

/// Whether a name can follow a dot.
fn is_plain(name: &str) -> bool {
    const TAKEN: [&str; 4] = ["true", "false", "null", "in"];
    let starts = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    starts && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') && !TAKEN.contains(&name)
}

/// A text as a literal of the language. Control characters, which no form sends on purpose, are left out.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' | '\t' => out.push(' '),
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// The text of rows; `None` of none. What does not fit its variable is written as it was typed, so that nothing is
/// lost, and named by [`super::faults`].
#[must_use]
pub fn write(rows: &Rows, variables: &[Variable]) -> Option<String> {
    let written: Vec<String> = rows.rows.iter().map(|row| write_row(row, variables)).collect();
    (!written.is_empty()).then(|| written.join(if rows.any { " || " } else { " && " }))
}

fn write_row(row: &Row, variables: &[Variable]) -> String {
    let name = &row.variable;
    let shape = variables.iter().find(|variable| variable.name == *name).map(|variable| &variable.shape);
    let value = literal(shape, row.value.trim());
    let sign = match row.comparison {
        Comparison::Is => "==",
        Comparison::IsNot => "!=",
        Comparison::Below => "<",
        Comparison::AtMost => "<=",
        Comparison::Above => ">",
        Comparison::AtLeast => ">=",
        Comparison::Includes => return format!("{value} in {name}"),
        Comparison::IncludesNot => return format!("!({value} in {name})"),
        Comparison::Contains => return format!("{name}.contains({value})"),
        Comparison::ContainsNot => return format!("!{name}.contains({value})"),
        Comparison::Given => return format!("{name} != null"),
        Comparison::NotGiven => return format!("{name} == null"),
    };
    format!("{name} {sign} {value}")
}

/// A value as a literal of what the variable holds; as a text where it is none of that.
fn literal(shape: Option<&Shape>, value: &str) -> String {
    match shape {
        Some(Shape::Number) => number(value).unwrap_or_else(|| quoted(value)),
        Some(Shape::Truth) if matches!(value, "true" | "false") => value.to_owned(),
        Some(Shape::Day) => quoted(&latin_digits(value)),
        _ => quoted(value),
    }
}

/// A number as the language writes it; `None` of what is none.
pub(super) fn number(value: &str) -> Option<String> {
    let number: f64 = latin_digits(value).replace('٫', ".").parse().ok()?;
    // Beyond these a number would be written without an end, or with an exponent.
    (number.is_finite() && number.abs() < 1e15 && (number == 0.0 || number.abs() >= 1e-6)).then(|| number.to_string())
}

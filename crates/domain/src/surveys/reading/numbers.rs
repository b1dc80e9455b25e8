//! Numbers as people type them.

use super::Form;
use crate::digits::latin_digits;
use crate::surveys::answers::AnswerValue;
use crate::surveys::problems::{AnswerProblem, FieldProblem};
use crate::surveys::question::Question;

/// Longest number that is read, in bytes.
const LONGEST: usize = 60;

/// A number in any digits, with the decimal and thousands separators of either language; a fraction may follow
/// a slash, as Persian is typed.
pub(super) fn parse(text: &str) -> Option<f64> {
    if text.len() > LONGEST {
        return None;
    }
    let mut plain = String::with_capacity(text.len());
    for character in latin_digits(text.trim()).chars() {
        match character {
            '٫' | '/' => plain.push('.'),
            '−' => plain.push('-'),
            '٬' | ',' | '،' | ' ' | '\u{a0}' | '\u{200c}' | '\u{200e}' | '\u{200f}' => {}
            other => plain.push(other),
        }
    }
    let written =
        !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
    written.then(|| plain.parse().ok()).flatten().filter(|number: &f64| number.is_finite())
}

/// A step of a scale.
pub(super) fn step(question: &Question, field: &str, text: &str, low: u8, high: u8) -> Result<u8, FieldProblem> {
    let problem = |code| FieldProblem::new(&question.key, field, code).found(&text);
    let number = parse(text).ok_or_else(|| problem(AnswerProblem::NotANumber))?;
    if number < f64::from(low) {
        return Err(problem(AnswerProblem::TooLow).bound(&low));
    }
    if number > f64::from(high) {
        return Err(problem(AnswerProblem::TooHigh).bound(&high));
    }
    if number.fract() != 0.0 {
        return Err(problem(AnswerProblem::NotWhole));
    }
    Ok(number as u8)
}

/// A number between two bounds.
pub(super) fn number(
    question: &Question,
    form: &Form,
    low: Option<f64>,
    high: Option<f64>,
    whole: bool,
) -> Result<Option<AnswerValue>, FieldProblem> {
    let key = question.key.as_str();
    let Some(text) = form.filled(key) else { return Ok(None) };
    let problem = |code| FieldProblem::new(&question.key, key, code).found(&text);
    let number = parse(text).ok_or_else(|| problem(AnswerProblem::NotANumber))?;
    if whole && number.fract() != 0.0 {
        return Err(problem(AnswerProblem::NotWhole));
    }
    if let Some(low) = low.filter(|low| number < *low) {
        return Err(problem(AnswerProblem::TooLow).bound(&low));
    }
    if let Some(high) = high.filter(|high| number > *high) {
        return Err(problem(AnswerProblem::TooHigh).bound(&high));
    }
    Ok(Some(AnswerValue::Number(number)))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn numbers_come_in_any_digits() {
        for (text, number) in [
            ("۱۲", Some(12.0)),
            ("٣", Some(3.0)),
            ("۳٫۵", Some(3.5)),
            ("۳/۵", Some(3.5)),
            ("۱٬۲۰۰", Some(1200.0)),
            ("1,234.5", Some(1234.5)),
            ("−4", Some(-4.0)),
            ("1e9", None),
            ("inf", None),
            ("NaN", None),
            ("1-2", None),
            ("", None),
            ("ده", None),
        ] {
            assert_eq!(parse(text), number, "{text}");
        }
    }
}

//! Numbers, dates and times as pages show them, in Persian and in English.
//!
//! A number is set in one set of digits: Extended Arabic-Indic with ٬ and ٫ in Persian, ASCII with
//! comma and point in English. Negative numbers take U+2212; in Persian a left-to-right mark stands
//! before it, as CLDR has it, so that the sign stays on the left of the number.

mod date;
mod language;
mod number;
mod span;
#[cfg(test)]
mod tests;

pub use date::{DateStyle, date, date_time, month, time};
pub use language::{Language, LanguageError};
pub use number::{amount, compact, decimal, digits, integer, money, percent};
pub use span::{duration, file_size, relative};

//! What a reader of the language lets pass and a person would not mean: a word beside a number, a choice that is gone.

use chrono::NaiveDate;

use super::{Row, Shape, Variable, read, writing};

/// What is wrong with the value of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFault {
    /// A value is needed.
    NoValue,
    /// Not a number.
    NotANumber,
    /// Not a day as `2026-03-21`.
    NotADay,
    /// Neither yes nor no.
    NotATruth,
    /// None of the choices there are.
    UnknownChoice,
}

/// Something wrong with a condition that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The row, from 0.
    pub row: usize,
    /// What is wrong with it.
    pub fault: RowFault,
    /// What came.
    pub value: String,
}

/// What is wrong with the rows of a condition; nothing where it is no rows.
#[must_use]
pub fn faults(text: &str, variables: &[Variable]) -> Vec<Fault> {
    let Some(rows) = read(text, variables) else { return Vec::new() };
    let wrong = |(number, row): (usize, &Row)| {
        let fault = fault_of(row, variables)?;
        Some(Fault { row: number, fault, value: row.value.clone() })
    };
    rows.rows.iter().enumerate().filter_map(wrong).collect()
}

/// What is wrong with the value of one row.
#[must_use]
pub fn fault_of(row: &Row, variables: &[Variable]) -> Option<RowFault> {
    if !row.comparison.needs_value() {
        return None;
    }
    let value = row.value.trim();
    if value.is_empty() {
        return Some(RowFault::NoValue);
    }
    let variable = variables.iter().find(|variable| variable.name == row.variable)?;
    match &variable.shape {
        Shape::Number => writing::number(value).is_none().then_some(RowFault::NotANumber),
        Shape::Truth => (!matches!(value, "true" | "false")).then_some(RowFault::NotATruth),
        Shape::Day => value.parse::<NaiveDate>().is_err().then_some(RowFault::NotADay),
        Shape::One(members) | Shape::Several(members) => {
            members.iter().all(|member| member.key != value).then_some(RowFault::UnknownChoice)
        }
        Shape::Text(_) => None,
    }
}

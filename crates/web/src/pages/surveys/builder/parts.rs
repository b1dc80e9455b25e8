//! What forms of the builder are made of; one template draws all of them.

use serde::Serialize;

use hamdel_domain::surveys::{CheckProblem, Words};

use super::fields::Fields;
use crate::pages::conditions::ConditionEditor;

/// What is wrong with a field.
#[derive(Serialize)]
pub(crate) struct Wrong {
    /// The locales say it: `survey-problem-` and this.
    pub(crate) code: String,
    pub(crate) detail: String,
}

/// A part of a form.
#[derive(Serialize)]
#[serde(tag = "part", rename_all = "lowercase")]
pub(crate) enum Part {
    /// A text in both languages, side by side.
    Words { label: &'static str, name: String, long: bool, fills: bool, help: Option<&'static str>, sides: [Side; 2] },
    /// One line.
    Line {
        label: &'static str,
        name: &'static str,
        value: String,
        shape: &'static str,
        help: Option<&'static str>,
        wrong: Vec<Wrong>,
    },
    /// Yes or no.
    Tick { label: &'static str, name: &'static str, set: bool },
    /// One of several.
    Pick { label: &'static str, name: String, options: Vec<PickOption>, wrong: Vec<Wrong> },
    /// Any of several.
    Ticks { label: &'static str, ticks: Vec<PickOption>, wrong: Vec<Wrong> },
    /// Rows, the last of them empty.
    Table { label: &'static str, name: &'static str, heads: Vec<&'static str>, rows: Vec<TableRow>, wrong: Vec<Wrong> },
    /// A condition.
    Condition { label: &'static str, editor: ConditionEditor, wrong: Vec<Wrong> },
}

/// A text in one language.
#[derive(Serialize)]
pub(crate) struct Side {
    pub(crate) language: &'static str,
    pub(crate) dir: &'static str,
    pub(crate) value: String,
    pub(crate) wrong: Vec<Wrong>,
}

/// Something to pick; of ticks the value is the name of the field.
#[derive(Serialize)]
pub(crate) struct PickOption {
    pub(crate) value: String,
    pub(crate) title: String,
    pub(crate) chosen: bool,
}

impl Part {
    /// With a sentence of help below it, where it is a line.
    pub(super) fn with_help(self, said: &'static str) -> Self {
        match self {
            Self::Line { label, name, value, shape, wrong, .. } => {
                Self::Line { label, name, value, shape, help: Some(said), wrong }
            }
            other => other,
        }
    }
}

/// A row of a table.
#[derive(Serialize)]
pub(crate) struct TableRow {
    /// Its number in the names of fields.
    pub(crate) place: usize,
    pub(crate) key: String,
    pub(crate) cells: Vec<Cell>,
}

/// A cell.
#[derive(Serialize)]
pub(crate) struct Cell {
    /// `fa`, `en`, `number`, `tick` or `pick`.
    pub(crate) shape: &'static str,
    pub(crate) name: String,
    pub(crate) label: &'static str,
    pub(crate) value: String,
    pub(crate) options: Vec<PickOption>,
    pub(crate) wrong: Vec<Wrong>,
}

/// Makes parts: knows what is wrong where, and what was typed that could not be read.
pub(super) struct Maker<'a> {
    pub(super) problems: &'a [CheckProblem],
    pub(super) typed: Option<&'a Fields>,
}

impl Maker<'_> {
    pub(super) fn wrong(&self, at: &str) -> Vec<Wrong> {
        let here = self.problems.iter().filter(|problem| problem.place == at);
        here.map(|problem| Wrong { code: problem.code.as_str().to_owned(), detail: problem.detail.clone() }).collect()
    }

    fn unread(&self, name: &str) -> Option<(String, Wrong)> {
        let typed = self.typed?;
        let code = typed.wrong(name)?;
        Some((typed.get(name).unwrap_or_default().to_owned(), Wrong { code: code.to_owned(), detail: String::new() }))
    }

    fn sides(&self, at: &str, words: &Words) -> [Side; 2] {
        [("fa", "rtl", &words.fa), ("en", "ltr", &words.en)].map(|(language, dir, value)| Side {
            language,
            dir,
            value: value.clone(),
            wrong: self.wrong(&format!("{at}/{language}")),
        })
    }

    pub(super) fn words(&self, label: &'static str, name: &str, at: &str, words: &Words) -> Part {
        Part::Words {
            label,
            name: name.to_owned(),
            long: false,
            fills: false,
            help: None,
            sides: self.sides(at, words),
        }
    }

    /// A text into which earlier answers can be filled.
    pub(super) fn filled(&self, label: &'static str, name: &str, at: &str, words: &Words, long: bool) -> Part {
        Part::Words { label, name: name.to_owned(), long, fills: true, help: None, sides: self.sides(at, words) }
    }

    pub(super) fn line(
        &self,
        label: &'static str,
        name: &'static str,
        at: &str,
        value: String,
        shape: &'static str,
    ) -> Part {
        let mut wrong = self.wrong(at);
        let mut value = value;
        if let Some((typed, why)) = self.unread(name) {
            value = typed;
            wrong.push(why);
        }
        let help = (shape == "day").then_some("survey-day-help");
        Part::Line { label, name, value, shape, help, wrong }
    }

    pub(super) fn number(&self, label: &'static str, name: &'static str, at: &str, value: Option<f64>) -> Part {
        self.line(label, name, at, value.map(|number| number.to_string()).unwrap_or_default(), "number")
    }

    /// A cell with a text in one language.
    pub(super) fn cell(
        &self,
        language: &'static str,
        name: String,
        label: &'static str,
        at: &str,
        words: &Words,
    ) -> Cell {
        let value = if language == "fa" { words.fa.clone() } else { words.en.clone() };
        Cell {
            shape: language,
            name,
            label,
            value,
            options: Vec::new(),
            wrong: self.wrong(&format!("{at}/{language}")),
        }
    }

    /// A cell with a number.
    pub(super) fn number_cell(&self, name: String, label: &'static str, value: Option<f64>) -> Cell {
        let mut value = value.map(|number| number.to_string()).unwrap_or_default();
        let mut wrong = Vec::new();
        if let Some((typed, why)) = self.unread(&name) {
            value = typed;
            wrong.push(why);
        }
        Cell { shape: "number", name, label, value, options: Vec::new(), wrong }
    }
}

//! The fields of a posted form, and what of them could not be read.

use std::sync::{Mutex, MutexGuard, PoisonError};

use hamdel_domain::digits::latin_digits;
use hamdel_domain::surveys::Words;

/// The fields of a form.
#[derive(Default)]
pub(crate) struct Fields {
    all: Vec<(String, String)>,
    /// Names of fields that hold something else than they are for, with the code of what is wrong.
    unread: Mutex<Vec<(String, &'static str)>>,
}

impl Fields {
    pub(crate) fn new(all: Vec<(String, String)>) -> Self {
        Self { all, unread: Mutex::default() }
    }

    /// Every field, in the order of the form.
    pub(crate) fn all(&self) -> &[(String, String)] {
        &self.all
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.all.iter().rev().find(|(held, _)| held == name).map(|(_, value)| value.trim())
    }

    pub(super) fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    pub(super) fn words(&self, name: &str) -> Words {
        Words::new(self.text(&format!("{name}_fa")), self.text(&format!("{name}_en")))
    }

    pub(super) fn is_set(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| !value.is_empty())
    }

    pub(super) fn filled(&self, name: &str) -> Option<String> {
        self.get(name).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    /// A number within bounds, in Persian digits too; `None` where nothing is typed. What is no such number is noted.
    pub(super) fn number(&self, name: &str, least: f64, most: f64) -> Option<f64> {
        let typed = self.get(name).filter(|value| !value.is_empty())?;
        let read = latin_digits(typed).replace('٫', ".").parse().ok();
        let fits = read.filter(|number: &f64| number.is_finite() && (least..=most).contains(number));
        if fits.is_none() {
            self.note(name, "not-a-number-here");
        }
        fits
    }

    /// A whole number within bounds; see [`Fields::number`].
    pub(super) fn whole(&self, name: &str, least: u32, most: u32) -> Option<u32> {
        let number = self.number(name, f64::from(least), f64::from(most))?;
        if number.fract() == 0.0 {
            return Some(number as u32);
        }
        self.note(name, "not-a-number-here");
        None
    }

    fn unread(&self) -> MutexGuard<'_, Vec<(String, &'static str)>> {
        self.unread.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a field cannot be taken as it is.
    pub(super) fn note(&self, name: &str, code: &'static str) {
        self.unread().push((name.to_owned(), code));
    }

    /// Whether everything could be read.
    pub(crate) fn is_read(&self) -> bool {
        self.unread().is_empty()
    }

    /// What is wrong with a field of that name.
    pub(super) fn wrong(&self, name: &str) -> Option<&'static str> {
        self.unread().iter().find(|(held, _)| held == name).map(|(_, code)| *code)
    }

    /// The numbers of the rows of a table, `choices.3.fa` being of row 3, in the order of the form.
    pub(super) fn rows(&self, table: &str) -> Vec<String> {
        let mut rows: Vec<String> = Vec::new();
        for (name, _) in &self.all {
            let row =
                name.strip_prefix(table).and_then(|rest| rest.strip_prefix('.')).and_then(|rest| rest.split_once('.'));
            if let Some((row, _)) = row
                && rows.iter().all(|held| held != row)
            {
                rows.push(row.to_owned());
            }
        }
        rows
    }

    /// A text of a row in both languages.
    pub(super) fn row_words(&self, table: &str, row: &str, part: &str) -> Words {
        let side = |language: &str| self.text(&format!("{table}.{row}.{part}{language}"));
        Words::new(side("fa"), side("en"))
    }
}

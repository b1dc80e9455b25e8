//! A syntax file that reads numbers and says what they mean.

use std::collections::HashSet;
use std::fmt::Write;

use hamdel_domain::surveys::SurveyLanguage;

use super::Values;
use super::layout::{Column, Holds, Own};

/// Longest name of a variable, in bytes (IBM SPSS Statistics, Command Syntax Reference, variable names).
const LONGEST_NAME: usize = 64;
/// Longest label of a variable and of a value, in bytes (the same).
const LONGEST_LABEL: usize = 255;
const LONGEST_VALUE: usize = 120;
/// Longest text of a variable, in bytes (the same).
const LONGEST_TEXT: usize = 32_767;

/// The names of the columns; for a statistics program shortened to what it takes, each once.
pub(super) fn names(columns: &[Column], values: Values) -> Vec<String> {
    if values != Values::Numbers {
        return columns.iter().map(|column| column.name.clone()).collect();
    }
    let mut taken: HashSet<String> = HashSet::new();
    let name = |(number, column): (usize, &Column)| {
        let plain = column.name.replace("._", ".x_");
        let fits = plain.len() <= LONGEST_NAME && taken.insert(plain.to_ascii_lowercase());
        if fits { plain } else { format!("v{}", number + 1) }
    };
    columns.iter().enumerate().map(name).collect()
}

/// The syntax for these columns.
pub(super) fn syntax(columns: &[Column], csv: &str, language: SurveyLanguage) -> String {
    let names = names(columns, Values::Numbers);
    let mut out = String::from("\u{FEFF}* Encoding: UTF-8.\n");
    // Writing into a String cannot fail.
    let _ = writeln!(out, "GET DATA /TYPE=TXT /FILE={} /ENCODING='UTF8'", quoted(csv, LONGEST_LABEL));
    out.push_str(
        "  /ARRANGEMENT=DELIMITED /DELCASE=LINE /DELIMITERS=\",\" /QUALIFIER='\"' /FIRSTCASE=2\n  /VARIABLES=\n",
    );
    for (column, name) in columns.iter().zip(&names) {
        let _ = writeln!(out, "    {name} {}", format_of(column));
    }
    out.push_str("  .\nCACHE.\nEXECUTE.\n\nVARIABLE LABELS\n");
    for (column, name) in columns.iter().zip(&names) {
        let _ = writeln!(out, "  {name} {}", quoted(column.label.read(language), LONGEST_LABEL));
    }
    out.push_str("  .\n");
    for (column, name) in columns.iter().zip(&names).filter(|(column, _)| !column.values.is_empty()) {
        let _ = write!(out, "VALUE LABELS {name}");
        for (place, (_, words)) in column.values.iter().enumerate() {
            let _ = write!(out, "\n  {} {}", column.number_of(place), quoted(words.read(language), LONGEST_VALUE));
        }
        out.push_str(".\n");
    }
    out.push_str("EXECUTE.\n");
    out
}

fn format_of(column: &Column) -> String {
    match &column.holds {
        Holds::Own(Own::Response | Own::Customer) => "F16.0".to_owned(),
        Holds::Own(Own::Started | Own::Submitted) => "A32".to_owned(),
        Holds::Day(_) => "SDATE10".to_owned(),
        Holds::Text(_) => format!("A{LONGEST_TEXT}"),
        Holds::Number(_) => "F16.4".to_owned(),
        holds if holds.is_number(true) => "F8.0".to_owned(),
        _ => "A400".to_owned(),
    }
}

/// A text in quotes, on one line, not longer than that many bytes.
fn quoted(text: &str, longest: usize) -> String {
    let mut shown = String::new();
    for character in text.chars().map(|held| if held.is_control() { ' ' } else { held }) {
        if shown.len() + character.len_utf8() > longest {
            break;
        }
        shown.push(character);
    }
    format!("'{}'", shown.replace('\'', "''"))
}

//! How well the kind of a text is proposed: learned from two rows of three, tested on the third.

use std::collections::{HashMap, HashSet};

use hamdel_stats::classify::Confusion;
use hamdel_stats::interval::Confidence;
use hamdel_stats::proportion::Proportion;
use hamdel_text::naming::{Namer, Teacher};
use hamdel_text::normalise;
use serde_json::{Value, json};

use super::figure;
use super::table::{LeftOut, Table, TableFile};
use crate::AppError;

/// One row of so many is tested on.
const HELD_OUT: usize = 3;

/// What is asked of a file of texts with kinds.
#[derive(Clone)]
pub struct KindsRequest {
    /// The file.
    pub file: TableFile,
    /// The column of texts.
    pub text: String,
    /// The column of kinds.
    pub label: String,
    /// How sure the interval is; a share.
    pub confidence: f64,
}

/// How often the kind that is proposed first is the right one, beside what the most frequent kind would get.
///
/// Every third row with a text and a kind is tested on, the others teach.
///
/// # Errors
/// When the file cannot be read, has no such column, or too few of its texts have a kind to learn from.
pub fn kinds(request: &KindsRequest) -> Result<Value, AppError> {
    let confidence = figure::confidence(request.confidence)?;
    let (rows, left_out) = rows(request)?;
    let (tested, taught): (Vec<usize>, Vec<usize>) = (0..rows.len()).partition(|row| row % HELD_OUT == HELD_OUT - 1);
    let mut teacher = Teacher::new();
    for (text, kind) in taught.iter().map(|row| &rows[*row]) {
        teacher.teach(text, kind);
    }
    let namer = teacher.learn().ok_or_else(|| {
        AppError::invalid("label", "has too few texts of two kinds to learn from: 30 are needed, 3 of each kind")
    })?;
    let test = Test { rows: &rows, taught: &taught, tested: &tested, namer: &namer, confidence };
    Ok(json!({
        "measure": "kinds", "method": "tf_idf_linear_svm", "trained_on": taught.len(), "left_out": left_out,
        "test": test.figures(&tested)?, "not_in_training": test.not_in_training()?,
    }))
}

/// Texts with their kinds, and what was left out.
fn rows(request: &KindsRequest) -> Result<(Vec<(String, String)>, LeftOut), AppError> {
    let mut table = Table::open(&request.file)?;
    let (text, label) = (table.place("text", &request.text)?, table.place("label", &request.label)?);
    let (mut rows, mut left_out) = (Vec::new(), LeftOut::default());
    while table.next()? {
        match (table.text(text), table.text(label)) {
            (Some(text), Some(kind)) => rows.push((text.into_owned(), kind.into_owned())),
            _ => left_out.add("missing", 1),
        }
    }
    left_out.add("row not readable", table.unreadable);
    Ok((rows, left_out))
}

struct Test<'a> {
    rows: &'a [(String, String)],
    taught: &'a [usize],
    tested: &'a [usize],
    namer: &'a Namer,
    confidence: Confidence,
}

impl Test<'_> {
    fn figures(&self, tested: &[usize]) -> Result<Value, AppError> {
        let refused = |problem: hamdel_stats::error::StatsError| AppError::invalid("label", problem.to_string());
        let mut kinds: Vec<&str> = self.rows.iter().map(|(_, kind)| kind.as_str()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let place: HashMap<&str, usize> = kinds.iter().enumerate().map(|(place, kind)| (*kind, place)).collect();
        let most_frequent = self.most_frequent();
        let mut confusion = Confusion::new(kinds.len()).map_err(refused)?;
        let (mut among_three, mut of_most_frequent) = (0, 0);
        for (text, kind) in tested.iter().map(|row| &self.rows[*row]) {
            let proposed = self.namer.propose(text);
            let first = proposed.first().map_or(most_frequent, |held| held.name.as_str());
            confusion.add(place[kind.as_str()], place[first]).map_err(refused)?;
            among_three += u64::from(proposed.iter().take(3).any(|held| held.name == *kind));
            of_most_frequent += u64::from(kind == most_frequent);
        }
        let n = confusion.n();
        let share = |right: u64| Proportion::of_counts(right, n).ok().map(|share| share.wilson(self.confidence));
        Ok(json!({
            "n": n, "kinds": kinds.len(), "accuracy": figure::optional(confusion.accuracy(self.confidence)),
            "among_first_three": figure::optional(share(among_three)),
            "most_frequent_kind": { "kind": most_frequent, "accuracy": figure::optional(share(of_most_frequent)) },
            "macro_f1": confusion.macro_f1(),
        }))
    }

    /// The same without texts that were learned from as well: those are remembered, not understood.
    fn not_in_training(&self) -> Result<Value, AppError> {
        let known: HashSet<String> = self.taught.iter().map(|row| normalise(&self.rows[*row].0)).collect();
        let unseen = self.tested.iter().copied().filter(|row| !known.contains(&normalise(&self.rows[*row].0)));
        self.figures(&unseen.collect::<Vec<_>>())
    }

    fn most_frequent(&self) -> &str {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for (_, kind) in self.taught.iter().map(|row| &self.rows[*row]) {
            *counts.entry(kind).or_insert(0) += 1;
        }
        counts.into_iter().max_by_key(|(kind, count)| (*count, std::cmp::Reverse(*kind))).map_or("", |(kind, _)| kind)
    }
}

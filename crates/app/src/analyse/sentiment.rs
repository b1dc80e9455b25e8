//! Sentiment of the comments of a file: as the program knows it from the start, or learned from labels.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use hamdel_stats::classify::Confusion;
use hamdel_stats::interval::Confidence;
use hamdel_text::language::CommentLanguage;
use hamdel_text::normalise;
use hamdel_text::sentiment::{Label, Model, Reader, Sentiment, Trainer, Verdict};
use serde_json::{Value, json};

use super::figure;
use super::labels::Labels;
use super::table::{LeftOut, Table, TableFile};
use crate::AppError;

/// Rows whose sentiment is part of the answer when no file for them is named.
const MOST_ROWS: usize = 100_000;

/// What is asked of a file of comments.
#[derive(Clone)]
pub struct SentimentRequest {
    /// The file to score, or to learn from when it has labels.
    pub file: TableFile,
    /// The column of comments.
    pub text: String,
    /// The column of labels: two classes of any names, negative, neutral and positive, or a score.
    pub label: Option<String>,
    /// A file of the same columns to test on what was learned.
    pub test: Option<TableFile>,
    /// Where the sentiment of each row goes, as CSV.
    pub predictions: Option<PathBuf>,
    /// How sure the interval is; a share.
    pub confidence: f64,
}

/// The sentiment of each comment, or how well it is learned.
///
/// # Errors
/// When a file cannot be read or written, has no such column, or its labels say nothing of good and bad.
pub fn sentiment(request: &SentimentRequest) -> Result<Value, AppError> {
    let confidence = figure::confidence(request.confidence)?;
    let Some(label) = &request.label else {
        let mut predictions = Predictions::begin(request.predictions.clone())?;
        let counts = score(&request.file, &request.text, &mut predictions)?;
        let mut result = json!({ "measure": "sentiment", "method": "lexicon", "labels": counts });
        predictions.end(&mut result)?;
        return Ok(result);
    };
    let labels = Labels::learn(&request.file, &request.text, label)?;
    let (model, comments, left_out) = train(request, label, &labels)?;
    let report = model.report();
    let held_out = report.accuracy().map(|(accuracy, n)| json!({ "accuracy": accuracy, "n": n }));
    let mut result = json!({
        "measure": "sentiment", "trained_on": comments.len(), "left_out": left_out,
        "method": if report.verdict == Verdict::Learned { "learned" } else { "lexicon" }, "held_out": held_out,
        "classes": labels.classes().into_iter().map(|(_, name)| name).collect::<Vec<_>>(),
    });
    if let Some(test) = &request.test {
        let mut predictions = Predictions::begin(request.predictions.clone())?;
        let own = Labels::learn(test, &request.text, label)?;
        let test = Test { model: &model, classes: labels.classes(), own: &own, seen: &comments, confidence };
        result["test"] = test.run(test_file(request, label)?, &mut predictions)?;
        predictions.end(&mut result)?;
    }
    Ok(result)
}

/// The test file, open, with the places of its comments and labels.
fn test_file(request: &SentimentRequest, label: &str) -> Result<(Table, usize, usize), AppError> {
    let file = request.test.as_ref().unwrap_or(&request.file);
    let table = Table::open(file)?;
    let places = (table.place("text", &request.text)?, table.place("label", label)?);
    Ok((table, places.0, places.1))
}

fn score(file: &TableFile, text: &str, predictions: &mut Predictions) -> Result<BTreeMap<&'static str, u64>, AppError> {
    let mut table = Table::open(file)?;
    let text = table.place("text", text)?;
    let (model, mut reader) = (Model::default(), Reader::new());
    let mut counts = BTreeMap::new();
    let mut row = 0;
    while table.next()? {
        row += 1;
        let comment = table.text(text).unwrap_or_default();
        let (language, sentiment) = model.score(&mut reader, &comment);
        *counts.entry(label_name(sentiment.label)).or_insert(0) += 1;
        let line = Line {
            row,
            truth: None,
            given: label_name(sentiment.label),
            sentiment,
            language: language_name(language.language),
        };
        predictions.add(&line)?;
    }
    Ok(counts)
}

/// The model, the comments it learned from as they are compared, and what taught it nothing.
fn train(
    request: &SentimentRequest,
    label: &str,
    labels: &Labels,
) -> Result<(Model, HashSet<String>, LeftOut), AppError> {
    let mut table = Table::open(&request.file)?;
    let (text, label) = (table.place("text", &request.text)?, table.place("label", label)?);
    let mut trainer = Trainer::new();
    let mut comments = HashSet::new();
    let mut left_out = LeftOut::default();
    while table.next()? {
        let (Some(comment), Some(label)) = (table.text(text), table.text(label)) else {
            left_out.add("missing", 1);
            continue;
        };
        match labels.read(&label) {
            Some(label) => {
                trainer.label(&comment, label, 1.0);
                if !comments.insert(normalise(&comment)) {
                    left_out.add("the same comment again", 1);
                }
            }
            None => left_out.add("label off the scale", 1),
        }
    }
    left_out.add("row not readable", table.unreadable);
    Ok((trainer.train(), comments, left_out))
}

/// A test of what was learned on comments of another file.
struct Test<'a> {
    model: &'a Model,
    /// The classes of the training file.
    classes: Vec<(Label, String)>,
    /// The labels of the test file.
    own: &'a Labels,
    seen: &'a HashSet<String>,
    confidence: Confidence,
}

impl Test<'_> {
    fn run(
        &self,
        (mut table, text, label): (Table, usize, usize),
        predictions: &mut Predictions,
    ) -> Result<Value, AppError> {
        let refused = |problem: hamdel_stats::error::StatsError| AppError::invalid("test", problem.to_string());
        let mut all = Confusion::new(self.classes.len()).map_err(refused)?;
        let mut unseen = all.clone();
        let mut left_out = LeftOut::default();
        let mut reader = Reader::new();
        let mut row = 0;
        while table.next()? {
            row += 1;
            let (Some(comment), Some(label)) = (table.text(text), table.text(label)) else {
                left_out.add("missing", 1);
                continue;
            };
            let truth = self.own.read(&label).and_then(|label| self.place(label));
            let Some(truth) = truth else {
                left_out.add("label that the training file does not have", 1);
                continue;
            };
            let (language, sentiment) = self.model.score(&mut reader, &comment);
            let given = self.given(&sentiment);
            all.add(truth, given).map_err(refused)?;
            if !self.seen.contains(&normalise(&comment)) {
                unseen.add(truth, given).map_err(refused)?;
            }
            let line = Line {
                row,
                truth: Some(&label),
                given: &self.classes[given].1,
                sentiment,
                language: language_name(language.language),
            };
            predictions.add(&line)?;
        }
        left_out.add("row not readable", table.unreadable);
        let mut result = self.figures(&all);
        result["left_out"] = json!(left_out);
        if unseen.n() < all.n() {
            // The same comment in both files is remembered, not understood.
            result["not_in_training"] = self.figures(&unseen);
        }
        Ok(result)
    }

    fn place(&self, label: Label) -> Option<usize> {
        self.classes.iter().position(|(class, _)| *class == label)
    }

    /// The class that a sentiment falls into; with two classes, the side it leans to.
    fn given(&self, sentiment: &Sentiment) -> usize {
        let side = if sentiment.polarity > 0.0 { Label::Positive } else { Label::Negative };
        let label = match sentiment.label {
            _ if self.classes.len() == 2 => side,
            Label::Mixed => Label::Neutral,
            label => label,
        };
        self.place(label).or_else(|| self.place(side)).unwrap_or_default()
    }

    fn figures(&self, confusion: &Confusion) -> Value {
        let names: Vec<&str> = self.classes.iter().map(|(_, name)| name.as_str()).collect();
        let rows: Vec<Vec<u64>> = (0..names.len())
            .map(|truth| (0..names.len()).map(|given| confusion.count(truth, given)).collect())
            .collect();
        let classes: Vec<Value> = names
            .iter()
            .zip(confusion.classes())
            .map(|(name, class)| {
                json!({ "class": name, "precision": class.precision, "recall": class.recall, "f1": class.f1, "n": class.members })
            })
            .collect();
        json!({
            "n": confusion.n(), "accuracy": figure::optional(confusion.accuracy(self.confidence)),
            "macro_f1": confusion.macro_f1(),
            "confusion": { "rows": "label", "columns": "predicted", "classes": names, "counts": rows },
            "by_class": classes,
        })
    }
}

fn label_name(label: Label) -> &'static str {
    match label {
        Label::Negative => "negative",
        Label::Neutral => "neutral",
        Label::Mixed => "mixed",
        Label::Positive => "positive",
    }
}

fn language_name(language: CommentLanguage) -> &'static str {
    match language {
        CommentLanguage::Persian => "persian",
        CommentLanguage::English => "english",
        CommentLanguage::Finglish => "finglish",
        CommentLanguage::Mixed => "mixed",
        CommentLanguage::OtherArabicScript => "other_arabic_script",
        CommentLanguage::Unknown => "unknown",
    }
}

/// What was found of one row.
struct Line<'a> {
    row: u64,
    truth: Option<&'a str>,
    given: &'a str,
    sentiment: Sentiment,
    language: &'static str,
}

/// Where the rows go: into a file, or into the answer.
enum Predictions {
    File { path: PathBuf, writer: Box<csv::Writer<std::fs::File>> },
    Rows { rows: Vec<Value>, more: u64 },
}

impl Predictions {
    fn begin(path: Option<PathBuf>) -> Result<Self, AppError> {
        let Some(path) = path else { return Ok(Self::Rows { rows: Vec::new(), more: 0 }) };
        let failed = |source: csv::Error| AppError::File { what: path.display().to_string(), source: source.into() };
        let mut writer = csv::Writer::from_path(&path).map_err(failed)?;
        writer
            .write_record(["row", "label", "predicted", "polarity", "confidence", "method", "language"])
            .map_err(failed)?;
        Ok(Self::File { path, writer: Box::new(writer) })
    }

    fn add(&mut self, line: &Line<'_>) -> Result<(), AppError> {
        let method = line.sentiment.method.as_str();
        match self {
            Self::File { path, writer } => writer
                .write_record([
                    &line.row.to_string(),
                    line.truth.unwrap_or_default(),
                    line.given,
                    &format!("{:.4}", line.sentiment.polarity),
                    &format!("{:.4}", line.sentiment.confidence),
                    method,
                    line.language,
                ])
                .map_err(|source| AppError::File { what: path.display().to_string(), source: source.into() }),
            // A test's rows are its file's; without one its figures are the answer.
            Self::Rows { .. } if line.truth.is_some() => Ok(()),
            Self::Rows { rows, more } => {
                if rows.len() < MOST_ROWS {
                    rows.push(json!({
                        "row": line.row, "label": line.given, "polarity": line.sentiment.polarity,
                        "confidence": line.sentiment.confidence, "language": line.language,
                    }));
                } else {
                    *more += 1;
                }
                Ok(())
            }
        }
    }

    fn end(self, result: &mut Value) -> Result<(), AppError> {
        match self {
            Self::File { path, mut writer } => {
                writer.flush().map_err(|source| AppError::File { what: path.display().to_string(), source })?;
                result["predictions"] = json!(path.display().to_string());
            }
            Self::Rows { rows, more } if !rows.is_empty() => {
                result["rows"] = rows.into();
                if more > 0 {
                    result["rows_not_shown"] = json!(more);
                }
            }
            Self::Rows { .. } => {}
        }
        Ok(())
    }
}

//! Feedback as a file.

use std::collections::HashMap;

use hamdel_domain::CustomerId;
use hamdel_text::sentiment::Label;

use super::{FeedbackQuestion, Heard, chosen, names};
use crate::App;
use crate::customers::harmless;
use crate::error::AppError;

/// The names of the columns.
const COLUMNS: [&str; 20] = [
    "interaction_id",
    "occurred_at",
    "customer_id",
    "customer_name",
    "kind",
    "source",
    "touchpoint",
    "channel",
    "unit",
    "employee",
    "metric",
    "score",
    "text",
    "language",
    "sentiment",
    "confidence",
    "speaks_well_of",
    "speaks_badly_of",
    "urgency",
    "urgency_reasons",
];

/// The comments that answer the question, all pages of them, as CSV (RFC 4180) in UTF-8; at most
/// [`MOST_READ`](super::MOST_READ). That `actor` took them is recorded.
///
/// # Errors
/// When the history or the store fails.
pub async fn feedback_csv(app: &App, question: &FeedbackQuestion, actor: &str) -> Result<Vec<u8>, AppError> {
    let (chosen, _) = chosen(app, question).await?;
    let names = if question.nameless { HashMap::new() } else { names(app, &chosen.comments).await? };
    crate::audit::record(app, actor, "feedback.export", "feedback", &question.words).await?;
    let written = tokio::task::spawn_blocking(move || csv_of(&chosen.comments, &names));
    written.await.map_err(|_| AppError::invalid("text", "could not be written"))?
}

fn csv_of(comments: &[Heard], names: &HashMap<CustomerId, String>) -> Result<Vec<u8>, AppError> {
    let failed = |problem: csv::Error| AppError::File { what: "feedback.csv".to_owned(), source: problem.into() };
    // Spreadsheets take a file without this mark for Windows-1252 and garble Persian.
    let out = "\u{FEFF}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    writer.write_record(COLUMNS).map_err(failed)?;
    for held in comments {
        writer.write_record(record(held, names)).map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|problem| AppError::File { what: "feedback.csv".to_owned(), source: problem.into_error() })
}

fn record(held: &Heard, names: &HashMap<CustomerId, String>) -> [String; COLUMNS.len()] {
    let (comment, understood) = (&held.comment, &held.understood);
    let text = |text: &Option<String>| harmless(text.as_deref().unwrap_or_default());
    let of = |label: Label| {
        let subjects = understood.facets.iter().filter(|of| of.sentiment.label == label);
        subjects.map(|of| format!("{}:{}", of.subject.kind.as_str(), of.subject.key)).collect::<Vec<_>>().join(" ")
    };
    let reasons: Vec<&str> = understood.urgency.reasons.iter().map(|found| found.reason.as_str()).collect();
    let (metric, score) = comment.score.clone().unzip();
    [
        comment.id.clone(),
        comment.at.to_string(),
        comment.customer.map(|customer| customer.to_string()).unwrap_or_default(),
        harmless(comment.customer.and_then(|customer| names.get(&customer)).map_or("", String::as_str)),
        harmless(&comment.kind),
        harmless(&comment.source),
        text(&comment.touchpoint),
        text(&comment.channel),
        text(&comment.unit),
        text(&comment.employee),
        text(&metric),
        score.map(|score| score.to_string()).unwrap_or_default(),
        harmless(&comment.text),
        understood.language.language.as_str().to_owned(),
        understood.sentiment.label.as_str().to_owned(),
        format!("{:.2}", understood.sentiment.confidence),
        of(Label::Positive),
        of(Label::Negative),
        understood.urgency.level.as_str().to_owned(),
        reasons.join(" "),
    ]
}

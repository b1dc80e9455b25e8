//! Feedback: everything customers said in words, asked for or not, with what is understood of it.
//!
//! Comments are read from the history and understood as they are read: at 100,000 short comments a second a core
//! that is quicker than keeping what was understood, and it is never older than the model.

mod learning;
#[cfg(test)]
mod tests;

pub use learning::{Learned, LearnedCache, learned};

use std::sync::Arc;

use hamdel_domain::lake::Cell;
use hamdel_domain::{CustomerId, Instant};
use hamdel_text::search_key;
use hamdel_text::sentiment::{Label, Reader};
use hamdel_text::urgency::Level;
use hamdel_text::{Understood, understand_with};

use crate::App;
use crate::error::AppError;
use crate::pulse::Period;
use crate::scores::By;

/// Comments read for one answer, the newest first.
pub const MOST_READ: usize = 20_000;
/// Comments on a page.
pub const PER_PAGE: usize = 50;

/// What a customer said.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// The interaction, as its 32 hexadecimal digits.
    pub id: String,
    /// Who said it, as the customer of today.
    pub customer: Option<CustomerId>,
    /// When.
    pub at: Instant,
    /// The kind of interaction.
    pub kind: String,
    /// The source that sent it.
    pub source: String,
    /// Where: touchpoint, channel, unit and employee.
    pub touchpoint: Option<String>,
    /// The channel.
    pub channel: Option<String>,
    /// The unit.
    pub unit: Option<String>,
    /// The employee.
    pub employee: Option<String>,
    /// The metric and score given beside it.
    pub score: Option<(String, f64)>,
    /// The words.
    pub text: String,
}

/// A comment, and what is understood of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// The comment.
    pub comment: Comment,
    /// What is understood.
    pub understood: Understood,
}

/// What is asked of feedback.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedbackQuestion {
    /// Which period, up to now.
    pub period: Period,
    /// Only comments with this name in that column.
    pub within: Option<(By, String)>,
    /// Only comments of this sentiment.
    pub label: Option<Label>,
    /// Only comments that speak of this subject, by its key.
    pub subject: Option<String>,
    /// Only comments that need someone so soon.
    pub urgency: Option<Level>,
    /// Only comments that hold these words, in any spelling.
    pub words: String,
    /// The page, from 1.
    pub page: usize,
}

/// A page of feedback.
#[derive(Clone, Debug, PartialEq)]
pub struct Feedback {
    /// The comments, newest first; those that need someone at once before all.
    pub comments: Vec<Heard>,
    /// How many there are on all pages.
    pub count: usize,
    /// Comments of the period by sentiment, without that condition.
    pub labels: Vec<(Label, usize)>,
    /// Comments of the period that need someone now, and soon.
    pub urgent: (usize, usize),
    /// Whether the period holds more than were read.
    pub more: bool,
    /// The page, from 1.
    pub page: usize,
}

/// The comments that answer the question.
///
/// # Errors
/// When the history fails.
pub async fn feedback(app: &App, question: &FeedbackQuestion) -> Result<Feedback, AppError> {
    let until = app.clock.now();
    let from = start_of(app, question.period);
    let read = comments(app, (from, until), question.within.as_ref()).await?;
    let more = read.len() >= MOST_READ;
    let heard = hear(app, read).await?;
    let words = search_key(&question.words);
    let spoken = |held: &&Heard| {
        let of_subject = |key: &String| held.understood.facets.iter().any(|spoken| spoken.subject.key == *key);
        question.subject.as_ref().is_none_or(of_subject)
            && (words.is_empty() || search_key(&held.comment.text).contains(&words))
    };
    let chosen: Vec<&Heard> = heard.iter().filter(spoken).collect();
    let of_level = |level: Level| chosen.iter().filter(|held| held.understood.urgency.level == level).count();
    let urgent = (of_level(Level::Now), of_level(Level::Soon));
    let chosen: Vec<&Heard> = chosen
        .into_iter()
        .filter(|held| question.urgency.is_none_or(|level| held.understood.urgency.level >= level))
        .collect();
    let labels = [Label::Negative, Label::Mixed, Label::Neutral, Label::Positive]
        .map(|label| (label, chosen.iter().filter(|held| held.understood.sentiment.label == label).count()));
    let mut chosen: Vec<&Heard> = chosen
        .into_iter()
        .filter(|held| question.label.is_none_or(|label| held.understood.sentiment.label == label))
        .collect();
    // Sorting is stable: within each the newest stay first.
    chosen.sort_by_key(|held| std::cmp::Reverse(held.understood.urgency.level == Level::Now));
    let page = question.page.max(1);
    let comments = chosen.iter().skip((page - 1).saturating_mul(PER_PAGE)).take(PER_PAGE).map(|held| (*held).clone());
    Ok(Feedback { comments: comments.collect(), count: chosen.len(), labels: labels.to_vec(), urgent, more, page })
}

/// The first moment of a period's first day.
pub(crate) fn start_of(app: &App, period: Period) -> Instant {
    let today = app.zone.local(app.clock.now()).date();
    let days = chrono::Days::new(period.days().saturating_sub(1));
    app.zone.start_of_day(today.checked_sub_days(days).unwrap_or(today))
}

/// The newest comments of a stretch of time.
pub(crate) async fn comments(
    app: &App,
    (from, until): (Instant, Instant),
    within: Option<&(By, String)>,
) -> Result<Vec<Comment>, AppError> {
    let narrowed =
        within.map_or_else(String::new, |(by, name)| format!(" AND {} = '{}'", by.as_str(), name.replace('\'', "''")));
    let sql = format!(
        "SELECT interaction_id, customer_id, occurred_at, kind, source, touchpoint, channel, unit, employee, metric, \
         score, text FROM interactions WHERE text IS NOT NULL AND text <> '' \
         AND occurred_at >= TIMESTAMP '{from}' AND occurred_at <= TIMESTAMP '{until}'{narrowed} \
         ORDER BY occurred_at DESC, interaction_id LIMIT {MOST_READ}"
    );
    Ok(app.lake.query(&sql).await?.rows.into_iter().filter_map(comment).collect())
}

fn comment(row: Vec<Cell>) -> Option<Comment> {
    let mut cells = row.into_iter();
    let mut text = || match cells.next() {
        Some(Cell::Text(text)) => Some(Cell::Text(text)),
        other => other,
    };
    let id = word(text()?)?;
    let customer = match text()? {
        Cell::Integer(number) => Some(CustomerId(number)),
        _ => None,
    };
    let Cell::Instant(at) = text()? else { return None };
    let (kind, source) = (word(text()?).unwrap_or_default(), word(text()?).unwrap_or_default());
    let (touchpoint, channel, unit, employee) = (word(text()?), word(text()?), word(text()?), word(text()?));
    let metric = word(text()?);
    let score = match text()? {
        Cell::Float(score) => metric.map(|metric| (metric, score)),
        _ => None,
    };
    let words = word(text()?)?;
    Some(Comment { id, customer, at, kind, source, touchpoint, channel, unit, employee, score, text: words })
}

fn word(cell: Cell) -> Option<String> {
    match cell {
        Cell::Text(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// Understands comments, away from the threads that answer requests.
pub(crate) async fn hear(app: &App, comments: Vec<Comment>) -> Result<Vec<Heard>, AppError> {
    let learned = learned(app).await?;
    let heard = tokio::task::spawn_blocking(move || {
        let mut reader = Reader::new();
        comments
            .into_iter()
            .map(|comment| {
                let understood = understand_with(&mut reader, &comment.text, &learned.understanding);
                Heard { comment, understood }
            })
            .collect()
    });
    heard.await.map_err(|_| AppError::invalid("text", "could not be understood"))
}

/// What the pages share of what was learned; kept in [`App`].
pub type SharedLearning = Arc<LearnedCache>;

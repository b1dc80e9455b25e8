//! Feedback: everything customers said in words, asked for or not, with what is understood of it.
//!
//! Comments are read from the history and understood as they are read: at 100,000 short comments a second a core
//! that is quicker than keeping what was understood, and it is never older than the model.

mod choose;
mod export;
mod item;
mod learning;
mod reply;
#[cfg(test)]
pub(crate) mod tests;
mod triage;
mod unasked;
mod views;

pub use export::feedback_csv;
pub use item::{FeedbackItem, feedback_item};
pub use learning::{Learned, LearnedCache, learned};
pub use reply::{ReplyWords, replies, reply, ways_to_reply};
pub use triage::{Colleague, add_note, colleagues, triage, triage_change, undo_triage};
pub use unasked::{NOTES, NewFeedback, TakenIn, take_in};
pub use views::{CountedView, remove_view, save_view, views};

pub use hamdel_domain::feedback::{Handling, ItemState, Triage};
pub use hamdel_store::feedback::{Changed, Note, SavedView, Undoable};

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use hamdel_domain::lake::Cell;
use hamdel_domain::{CustomerId, Instant};
use hamdel_text::facets::Subject;
use hamdel_text::sentiment::{Label, Reader};
use hamdel_text::urgency::Level;
use hamdel_text::{Understood, understand_with};

use crate::App;
use crate::error::AppError;
use crate::pulse::{Freshness, Period};
use crate::scores::By;
use crate::words::Corrected;
use choose::{Chosen, Counts};

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
    /// The keys of its themes, and of all above them.
    pub themes: BTreeSet<String>,
    /// What somebody said it means, or another of the same words.
    pub corrected: Option<Arc<Corrected>>,
    /// What people of the company did with it.
    pub handling: Handling,
}

/// Where comments stand that are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateAsked {
    /// Those that are not done.
    Open,
    /// Those that stand there.
    Is(ItemState),
}

impl StateAsked {
    /// The name in addresses and the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Is(state) => state.as_str(),
        }
    }

    /// What has that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        if name == "open" { Some(Self::Open) } else { ItemState::parse(name).map(Self::Is) }
    }

    /// Whether a comment stands there.
    #[must_use]
    pub fn holds(self, state: ItemState) -> bool {
        match self {
            Self::Open => state != ItemState::Done,
            Self::Is(asked) => state == asked,
        }
    }
}

/// Whose comments are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerAsked {
    /// Those of whoever asks, by their number.
    Me(i64),
    /// Those of somebody else.
    Of(i64),
    /// Those that nobody has.
    Nobody,
}

impl OwnerAsked {
    /// Whether a comment is theirs.
    #[must_use]
    pub fn holds(self, owner: Option<i64>) -> bool {
        match self {
            Self::Me(user) | Self::Of(user) => owner == Some(user),
            Self::Nobody => owner.is_none(),
        }
    }
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
    /// Only comments that speak of this subject.
    pub subject: Option<Subject>,
    /// Only comments that need someone so soon, or sooner.
    pub urgency: Option<Level>,
    /// Only comments that stand there.
    pub state: Option<StateAsked>,
    /// Only comments that they have.
    pub owner: Option<OwnerAsked>,
    /// Only comments with this tag.
    pub tag: Option<String>,
    /// Only comments with this theme or one below it, by its key.
    pub theme: Option<String>,
    /// Only comments that hold these words, in any spelling and inflection.
    pub words: String,
    /// The page, from 1.
    pub page: usize,
    /// Only comments of these units, because the reader sees no others; `None` for a reader who sees all.
    pub units: Option<BTreeSet<String>>,
    /// Without the names of customers, because the reader may not see them.
    pub nameless: bool,
}

impl FeedbackQuestion {
    /// Whether anything but the period and the place is asked for.
    #[must_use]
    pub fn narrows(&self) -> bool {
        self.label.is_some()
            || self.subject.is_some()
            || self.urgency.is_some_and(|level| level > Level::Calm)
            || self.state.is_some()
            || self.owner.is_some()
            || self.tag.is_some()
            || self.theme.is_some()
            || !self.words.trim().is_empty()
    }
}

/// A page of feedback.
#[derive(Clone, Debug, PartialEq)]
pub struct Feedback {
    /// The comments, newest first; those that need someone at once before all.
    pub comments: Vec<Heard>,
    /// The names of the customers who made them, of those that have one.
    pub names: HashMap<CustomerId, String>,
    /// How many there are on all pages.
    pub count: usize,
    /// Comments of each sentiment, without that condition.
    pub labels: Vec<(Label, usize)>,
    /// Comments that need someone so soon or sooner, without that condition.
    pub levels: Vec<(Level, usize)>,
    /// Comments that speak of each subject, without that condition; those most spoken of first.
    pub subjects: Vec<(Subject, usize)>,
    /// Comments with each theme or one below it, by key, without that condition; the most frequent first.
    pub themes: Vec<(String, usize)>,
    /// Comments that stand in each state, without that condition.
    pub states: Vec<(ItemState, usize)>,
    /// Tags of the comments, without that condition; the most used first.
    pub tags: Vec<(String, usize)>,
    /// Comments of the period and place, whatever else is asked; at most [`MOST_READ`].
    pub read: usize,
    /// Whether the period holds more than were read.
    pub more: bool,
    /// The page, from 1 to the last one there is.
    pub page: usize,
    /// How fresh it is.
    pub freshness: Freshness,
}

/// The comments that answer the question; that `actor` read them is recorded.
///
/// # Errors
/// When the history or the store fails.
pub async fn feedback(app: &App, question: &FeedbackQuestion, actor: &str) -> Result<Feedback, AppError> {
    let (chosen, more) = chosen(app, question).await?;
    let count = chosen.comments.len();
    let page = question.page.clamp(1, count.div_ceil(PER_PAGE).max(1));
    let comments: Vec<Heard> = chosen.comments.into_iter().skip((page - 1) * PER_PAGE).take(PER_PAGE).collect();
    let names = if question.nameless { HashMap::new() } else { names(app, &comments).await? };
    let freshness = crate::pulse::freshness(app).await?;
    crate::audit::record(app, actor, "feedback.read", "feedback", &question.words).await?;
    let Counts { labels, levels, subjects, themes, states, tags, read } = chosen.counts;
    Ok(Feedback { comments, names, count, labels, levels, subjects, themes, states, tags, read, more, page, freshness })
}

/// All comments that answer the question, and whether the period holds more than were read.
async fn chosen(app: &App, question: &FeedbackQuestion) -> Result<(Chosen, bool), AppError> {
    let span = (start_of(app, question.period), app.clock.now());
    let (read, more) = comments(app, span, question.within.as_ref(), question.units.as_ref()).await?;
    let mut heard = hear(app, read).await?;
    triage::add_handling(app, &mut heard, span.0).await?;
    let question = question.clone();
    let chosen = tokio::task::spawn_blocking(move || Chosen::of(heard, &question));
    Ok((chosen.await.map_err(|_| AppError::invalid("text", "could not be searched"))?, more))
}

/// The names of those who made comments, of those that have one.
pub(crate) async fn names<'h>(
    app: &App,
    heard: impl IntoIterator<Item = &'h Heard>,
) -> Result<HashMap<CustomerId, String>, AppError> {
    let mut customers: Vec<CustomerId> = heard.into_iter().filter_map(|held| held.comment.customer).collect();
    customers.sort_unstable();
    customers.dedup();
    let lines = app.store.customer_lines(&customers).await?;
    Ok(lines.into_iter().filter_map(|line| Some((line.customer, line.name?))).collect())
}

/// The first moment of a period's first day.
pub(crate) fn start_of(app: &App, period: Period) -> Instant {
    let today = app.zone.local(app.clock.now()).date();
    let days = chrono::Days::new(period.days().saturating_sub(1));
    app.zone.start_of_day(today.checked_sub_days(days).unwrap_or(today))
}

/// The columns of a comment, in the order of [`comment`].
const COLUMNS: &str =
    "interaction_id, customer_id, occurred_at, kind, source, touchpoint, channel, unit, employee, metric, score, text";

/// The newest comments of a stretch of time, at most [`MOST_READ`], and whether there are more.
pub(crate) async fn comments(
    app: &App,
    (from, until): (Instant, Instant),
    within: Option<&(By, String)>,
    units: Option<&BTreeSet<String>>,
) -> Result<(Vec<Comment>, bool), AppError> {
    let quoted = |text: &String| format!("'{}'", text.replace('\'', "''"));
    let place = within.map(|(by, name)| format!(" AND {} = {}", by.as_str(), quoted(name)));
    let units = units.map(|units| match units.len() {
        0 => " AND FALSE".to_owned(),
        _ => format!(" AND unit IN ({})", units.iter().map(quoted).collect::<Vec<_>>().join(", ")),
    });
    let narrowed = [place, units].into_iter().flatten().collect::<String>();
    let one_more = MOST_READ + 1;
    let sql = format!(
        "SELECT {COLUMNS} FROM interactions WHERE text IS NOT NULL AND text <> '' \
         AND occurred_at >= TIMESTAMP '{from}' AND occurred_at <= TIMESTAMP '{until}'{narrowed} \
         ORDER BY occurred_at DESC, interaction_id LIMIT {one_more}"
    );
    let mut rows = app.lake.query(&sql).await?.rows;
    let more = rows.len() > MOST_READ;
    rows.truncate(MOST_READ);
    Ok((rows.into_iter().filter_map(comment).collect(), more))
}

/// One comment by its interaction; `at` is when it happened, where the asker knows: then it is found without a search
/// through the history.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such comment.
pub(crate) async fn comment_of(app: &App, interaction: &str, at: Option<Instant>) -> Result<Comment, AppError> {
    if !triage::is_interaction(interaction) {
        return Err(AppError::NotFound("comment"));
    }
    let then = at.map_or_else(String::new, |at| format!(" AND occurred_at = TIMESTAMP '{at}'"));
    let sql = format!(
        "SELECT {COLUMNS} FROM interactions WHERE interaction_id = '{interaction}'{then} AND text IS NOT NULL LIMIT 1"
    );
    let found = app.lake.query(&sql).await?.rows.into_iter().next().and_then(comment);
    found.ok_or(AppError::NotFound("comment"))
}

fn comment(row: Vec<Cell>) -> Option<Comment> {
    let [id, customer, at, kind, source, touchpoint, channel, unit, employee, metric, score, text]: [Cell; 12] =
        row.try_into().ok()?;
    let Cell::Instant(at) = at else { return None };
    let customer = match customer {
        Cell::Integer(number) => Some(CustomerId(number)),
        _ => None,
    };
    let score = match (word(metric), score) {
        (Some(metric), Cell::Float(score)) => Some((metric, score)),
        _ => None,
    };
    Some(Comment {
        id: word(id)?,
        customer,
        at,
        kind: word(kind).unwrap_or_default(),
        source: word(source).unwrap_or_default(),
        touchpoint: word(touchpoint),
        channel: word(channel),
        unit: word(unit),
        employee: word(employee),
        score,
        text: word(text)?,
    })
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
                let mut understood = understand_with(&mut reader, &comment.text, &learned.understanding);
                let corrected = learned.corrections.of(&comment);
                match &corrected {
                    Some(held) => held.correction.apply(&mut understood, &learned.hierarchy),
                    None => learned.readings.apply(&comment, &mut understood),
                }
                let themes = learned.hierarchy.with_those_above(&understood.themes);
                Heard { comment, understood, themes, corrected, handling: Handling::default() }
            })
            .collect()
    });
    heard.await.map_err(|_| AppError::invalid("text", "could not be understood"))
}

/// What the pages share of what was learned; kept in [`App`].
pub type SharedLearning = Arc<LearnedCache>;

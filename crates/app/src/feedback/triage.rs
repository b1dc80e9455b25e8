//! Triage: who has a comment, and where it stands; every change can be taken back.

use std::collections::HashMap;

use hamdel_domain::Instant;
use hamdel_domain::clock::DAY;
use hamdel_domain::feedback::{Handling, Triage, tag};
use hamdel_domain::rights::Right;
use hamdel_store::feedback::{Changed, Undoable};

use super::Heard;
use crate::App;
use crate::accounts::{SignedIn, UserId};
use crate::error::AppError;

/// Most comments of one change.
const MOST_ITEMS: usize = 1_000;
/// How far ahead of this clock a comment may have happened; microseconds. Intake allows two days.
const AHEAD: i64 = 2 * DAY;
/// Longest note, in characters.
const LONGEST_NOTE: usize = 4_000;

/// Puts what was done with comments beside them; they happened at `from` or later.
pub(super) async fn add_handling(app: &App, heard: &mut [Heard], from: Instant) -> Result<(), AppError> {
    // A comment is touched after it happened, by clocks that agree within what intake allows.
    let touched = app.store.handled_since(from.plus_micros(-AHEAD)).await?;
    let mut by_id: HashMap<String, Handling> =
        touched.into_iter().map(|held| (held.interaction, held.handling)).collect();
    for held in heard {
        if let Some(handling) = by_id.remove(&held.comment.id) {
            held.handling = handling;
        }
    }
    Ok(())
}

/// Does something with comments, named by their interactions.
///
/// # Errors
/// When a name is none, there are too many, nobody has the number of a new owner, or a tag is wrong.
pub async fn triage(app: &App, items: &[String], what: &Triage, who: &SignedIn) -> Result<Changed, AppError> {
    if items.is_empty() {
        return Err(AppError::invalid("items", "names no comment"));
    }
    if items.len() > MOST_ITEMS {
        return Err(AppError::invalid("items", format!("names more than {MOST_ITEMS} comments")));
    }
    if !items.iter().all(|item| is_interaction(item)) {
        return Err(AppError::invalid("items", "holds what is no interaction"));
    }
    within_reach(app, items, who).await?;
    let what = match what {
        Triage::Assign(Some(owner)) => {
            let user = app.store.user(UserId(*owner)).await?.filter(|user| user.disabled_at.is_none());
            user.ok_or_else(|| AppError::invalid("owner", "is nobody who works here"))?;
            what.clone()
        }
        Triage::Tag(text) => Triage::Tag(tag(text).map_err(|problem| AppError::invalid("tag", problem))?),
        _ => what.clone(),
    };
    Ok(app.store.triage(items, &what, &who.actor(), app.clock.now()).await?)
}

/// Whether somebody may answer all of these comments.
///
/// # Errors
/// [`AppError::NotFound`] when one of them is none, or of a unit that is not theirs.
pub(super) async fn within_reach(app: &App, items: &[String], who: &SignedIn) -> Result<(), AppError> {
    let Some(units) = who.scope(Right::AnswerFeedback).units() else { return Ok(()) };
    let quoted = |text: &String| format!("'{}'", text.replace('\'', "''"));
    let mut named: Vec<&String> = items.iter().collect();
    named.sort_unstable();
    named.dedup();
    if units.is_empty() {
        return Err(AppError::NotFound("comment"));
    }
    let ids = named.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", ");
    let units = units.iter().map(quoted).collect::<Vec<_>>().join(", ");
    let sql = format!("SELECT interaction_id FROM interactions WHERE interaction_id IN ({ids}) AND unit IN ({units})");
    let found = app.lake.query(&sql).await?.rows.len();
    if found == named.len() { Ok(()) } else { Err(AppError::NotFound("comment")) }
}

/// Takes a change back; gives of how many comments. What was changed again since stays.
///
/// # Errors
/// When there is no such change of this person's, or it was taken back already.
pub async fn undo_triage(app: &App, change: i64, who: &SignedIn) -> Result<usize, AppError> {
    app.store.triage_change(change, &who.actor()).await?.ok_or(AppError::NotFound("change"))?;
    Ok(app.store.undo_triage(change, &who.actor(), app.clock.now()).await?)
}

/// A change of this person's that may be taken back.
///
/// # Errors
/// When the database fails.
pub async fn triage_change(app: &App, change: i64, who: &SignedIn) -> Result<Option<Undoable>, AppError> {
    Ok(app.store.triage_change(change, &who.actor()).await?)
}

/// Keeps a note on a comment, for colleagues.
///
/// # Errors
/// When the comment's name is none, or the note is empty or too long.
pub async fn add_note(app: &App, item: &str, text: &str, who: &SignedIn) -> Result<(), AppError> {
    let text = text.trim();
    if !is_interaction(item) {
        return Err(AppError::NotFound("comment"));
    }
    if text.is_empty() || text.chars().count() > LONGEST_NOTE {
        return Err(AppError::invalid("text", format!("needs 1 to {LONGEST_NOTE} characters")));
    }
    within_reach(app, &[item.to_owned()], who).await?;
    let by = (who.actor(), who.name.clone());
    Ok(app.store.add_feedback_note(item, (&by.0, &by.1), text, app.clock.now()).await?)
}

/// Somebody who can have comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Their number.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Whether they work here today.
    pub here: bool,
}

/// Everybody who can have comments, by name, and those who once could.
///
/// # Errors
/// When the database fails.
pub async fn colleagues(app: &App) -> Result<Vec<Colleague>, AppError> {
    let users = app.store.users().await?.into_iter();
    let colleague = |user: hamdel_store::users::User| Colleague {
        id: user.id.0,
        name: user.name,
        here: user.disabled_at.is_none(),
    };
    let mut colleagues: Vec<Colleague> = users.map(colleague).collect();
    colleagues.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(colleagues)
}

/// Whether a text names an interaction: 32 hexadecimal digits.
pub(super) fn is_interaction(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

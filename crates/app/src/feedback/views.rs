//! Views of feedback that people keep, and how much is in each.

use hamdel_store::feedback::SavedView;

use super::{FeedbackQuestion, chosen};
use crate::App;
use crate::accounts::SignedIn;
use crate::error::AppError;

/// Longest name of a view, in characters.
const LONGEST_NAME: usize = 60;
/// Longest query, in bytes.
const LONGEST_QUERY: usize = 2_000;
/// Most views somebody has, those that are shared among them.
const MOST_VIEWS: usize = 40;

/// A view, and how many comments are in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedView {
    /// The view.
    pub view: SavedView,
    /// Comments in it, of those that are read of its period.
    pub count: usize,
}

/// The views somebody has, with their counts; `read` makes a question of a view's query.
///
/// # Errors
/// When the history or the store fails.
pub async fn views(
    app: &App,
    who: &SignedIn,
    read: impl Fn(&str) -> FeedbackQuestion,
) -> Result<Vec<CountedView>, AppError> {
    let mut counted = Vec::new();
    for view in app.store.feedback_views(who.id.0).await? {
        let (found, _) = chosen(app, &read(&view.query)).await?;
        counted.push(CountedView { view, count: found.comments.len() });
    }
    Ok(counted)
}

/// Keeps a view under a name, in place of one's own of that name; gives its number.
///
/// # Errors
/// When the name is empty or too long, or there are too many already.
pub async fn save_view(app: &App, name: &str, query: &str, shared: bool, who: &SignedIn) -> Result<i64, AppError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(AppError::invalid("name", format!("needs 1 to {LONGEST_NAME} characters on one line")));
    }
    if query.len() > LONGEST_QUERY {
        return Err(AppError::invalid("query", "is too long"));
    }
    let held = app.store.feedback_views(who.id.0).await?;
    if held.len() >= MOST_VIEWS && !held.iter().any(|view| view.owner == who.id.0 && view.name == name) {
        return Err(AppError::invalid("name", format!("there are {MOST_VIEWS} views already; take one away first")));
    }
    let view = SavedView { id: 0, owner: who.id.0, name: name.to_owned(), query: query.to_owned(), shared };
    let id = app.store.save_feedback_view(&view, app.clock.now()).await?;
    crate::audit::record(app, &who.actor(), "feedback_view.saved", &format!("feedback_view:{id}"), name).await?;
    Ok(id)
}

/// Takes away one's own view.
///
/// # Errors
/// [`AppError::NotFound`] when they have none of that number.
pub async fn remove_view(app: &App, id: i64, who: &SignedIn) -> Result<(), AppError> {
    app.store.remove_feedback_view(id, who.id.0).await?;
    crate::audit::record(app, &who.actor(), "feedback_view.removed", &format!("feedback_view:{id}"), "").await
}

//! One comment, with all that helps to answer it.

use hamdel_domain::rights::Right;
use hamdel_domain::{CustomerId, Instant, RecordedInteraction};
use hamdel_store::feedback::Note;

use super::triage::add_handling;
use super::{Heard, comment_of, hear};
use crate::App;
use crate::accounts::SignedIn;
use crate::customers::{Looked, Profile, Sight, TimelinePage, look_at_profile, timeline};
use crate::error::AppError;

/// Interactions of the customer's story that stand beside a comment.
const BESIDE: usize = 8;

/// A comment, and what is known around it.
#[derive(Clone, Debug)]
pub struct FeedbackItem {
    /// The comment.
    pub heard: Heard,
    /// What colleagues noted.
    pub notes: Vec<Note>,
    /// Who said it, as far as it is known.
    pub customer: Option<Box<Profile>>,
    /// The last of the customer's story, newest first.
    pub story: Vec<RecordedInteraction>,
}

/// One comment by its interaction; that `who` read it is recorded. `at` is when it happened, where the asker knows:
/// then it is found without a search through the history.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such comment.
pub async fn feedback_item(
    app: &App,
    interaction: &str,
    at: Option<Instant>,
    who: &SignedIn,
) -> Result<FeedbackItem, AppError> {
    let found = comment_of(app, interaction, at).await?;
    if !who.scope(Right::ReadFeedback).holds_unit(found.unit.as_deref()) {
        return Err(AppError::NotFound("comment"));
    }
    // Whose it is, is for those who may read customers.
    let (said_at, customer) = (found.at, found.customer.filter(|_| who.may(Right::ReadCustomers)));
    let mut heard = hear(app, vec![found]).await?;
    add_handling(app, &mut heard, said_at).await?;
    let heard = heard.pop().ok_or(AppError::NotFound("comment"))?;
    let notes = app.store.feedback_notes(interaction).await?;
    let customer = match customer {
        Some(customer) => profile(app, customer, who).await?,
        None => None,
    };
    let story = match &customer {
        Some(profile) => {
            let TimelinePage { mut interactions, .. } =
                timeline(app, &profile.members, None, None, &Sight::of(who)).await?;
            interactions.truncate(BESIDE);
            interactions
        }
        None => Vec::new(),
    };
    crate::audit::record(app, &who.actor(), "feedback.read", &format!("feedback:{interaction}"), "").await?;
    Ok(FeedbackItem { heard, notes, customer, story })
}

async fn profile(app: &App, customer: CustomerId, who: &SignedIn) -> Result<Option<Box<Profile>>, AppError> {
    match look_at_profile(app, customer, who).await {
        Ok(Looked::Here(profile)) => Ok(Some(profile)),
        Ok(Looked::Moved(today)) => match look_at_profile(app, today, who).await {
            Ok(Looked::Here(profile)) => Ok(Some(profile)),
            Ok(Looked::Moved(_)) => Ok(None),
            Err(problem) => gone(problem),
        },
        Err(problem) => gone(problem),
    }
}

/// Erased meanwhile: the comment stands without its customer.
fn gone(problem: AppError) -> Result<Option<Box<Profile>>, AppError> {
    if matches!(problem.code(), crate::ErrorCode::NotFound) { Ok(None) } else { Err(problem) }
}

//! A case made of a comment: of the inbox, of a survey's answer.

use hamdel_domain::cases::{CaseFacts, Contact, Matter};
use hamdel_domain::{Channel, Instant};

use super::capture::language_of;
use super::proposals::{Draft, SURE_ENOUGH, belongs};
use super::{Doer, NewCase, TakenDown, take_down};
use crate::App;
use crate::accounts::SignedIn;
use crate::error::AppError;
use crate::feedback::feedback_item;

/// The origin of a case that a comment made: a comment makes one.
#[must_use]
pub fn origin_of_comment(interaction: &str) -> String {
    format!("interaction:{interaction}")
}

/// Makes a case of a comment; the second time it is the same case. `at` is when the comment was made, where the asker
/// knows.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such comment or it is out of reach; [`AppError::NeedsRight`].
pub async fn case_of_comment(
    app: &App,
    interaction: &str,
    at: Option<Instant>,
    who: &SignedIn,
) -> Result<TakenDown, AppError> {
    let found = feedback_item(app, interaction, at, who).await?;
    let comment = &found.heard.comment;
    let draft = Draft { touchpoint: comment.touchpoint.clone(), ..Draft::default() };
    let proposed = belongs(app, &comment.text, &draft).await?;
    let best = |held: &[super::Proposal]| {
        held.first().filter(|proposal| proposal.sure >= SURE_ENOUGH).map(|proposal| proposal.name.clone())
    };
    let severity = proposed.severities.first().filter(|(_, sure)| *sure >= SURE_ENOUGH).map(|(severity, _)| *severity);
    let new = NewCase {
        customer: comment.customer,
        contact: Contact::default(),
        facts: CaseFacts {
            matter: Matter::Complaint,
            kind: best(&proposed.kinds),
            touchpoint: comment.touchpoint.clone(),
            unit: comment.unit.clone().or_else(|| best(&proposed.units)),
            severity,
            title: String::new(),
            remedy: None,
        },
        text: comment.text.clone(),
        channel: comment.channel.as_deref().and_then(Channel::parse).unwrap_or(Channel::Web),
        language: language_of(&comment.text).to_owned(),
        origin: Some(origin_of_comment(interaction)),
        received_at: Some(comment.at),
        acknowledged: false,
    };
    take_down(app, &new, &Doer::Staff(who)).await
}

/// The case that a comment made, where it made one.
///
/// # Errors
/// When the database fails.
pub async fn case_made_of(app: &App, interaction: &str) -> Result<Option<hamdel_domain::cases::Case>, AppError> {
    Ok(app.store.case_of_origin(&origin_of_comment(interaction)).await?)
}

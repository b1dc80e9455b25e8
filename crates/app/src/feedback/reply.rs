//! Replying to whoever said something, on a channel they have an address on.

use hamdel_domain::contact::Category;
use hamdel_domain::rights::Right;
use hamdel_domain::{Channel, Instant};
use hamdel_store::messages::Message;
use xxhash_rust::xxh3::xxh3_64;

use super::triage::is_interaction;
use super::{Triage, feedback_item, triage};
use crate::App;
use crate::accounts::SignedIn;
use crate::error::AppError;
use crate::messages::{Reply, WaysTo, Wrote, ways_to, write_to_customer};

/// What is replied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyWords {
    /// On which channel.
    pub channel: Channel,
    /// The subject of an e-mail.
    pub subject: String,
    /// The words.
    pub text: String,
}

/// Replies to a comment, through the contact ledger. The same words to the same comment go out once.
///
/// # Errors
/// When there is no such comment, nobody known said it, or a field is wrong.
pub async fn reply(
    app: &App,
    interaction: &str,
    at: Option<Instant>,
    words: &ReplyWords,
    who: &SignedIn,
) -> Result<Wrote, AppError> {
    let item = feedback_item(app, interaction, at, who).await?;
    if !who.scope(Right::AnswerFeedback).holds_unit(item.heard.comment.unit.as_deref()) {
        return Err(AppError::NotFound("comment"));
    }
    let customer = item.heard.comment.customer;
    let customer =
        customer.ok_or_else(|| AppError::invalid("customer", "is not known, so nobody can be replied to"))?;
    let said = format!("{}\0{}\0{}", words.channel, words.subject, words.text);
    let reply = Reply {
        key: format!("feedback:{interaction}:{:016x}", xxh3_64(said.as_bytes())),
        customer,
        channel: words.channel,
        category: Category::Service,
        subject: words.subject.clone(),
        text: words.text.clone(),
        html: None,
        about: about(interaction),
    };
    let wrote = write_to_customer(app, &reply, &who.actor()).await?;
    if matches!(wrote, Wrote::GoesOut(_) | Wrote::Waits(..)) {
        triage(app, &[interaction.to_owned()], &Triage::Answered, who).await?;
    }
    Ok(wrote)
}

/// The replies to a comment, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn replies(app: &App, interaction: &str) -> Result<Vec<Message>, AppError> {
    if !is_interaction(interaction) {
        return Err(AppError::NotFound("comment"));
    }
    Ok(app.store.messages_about(&about(interaction)).await?)
}

/// How whoever said something can be replied to.
///
/// # Errors
/// When the database fails.
pub async fn ways_to_reply(app: &App, customer: Option<hamdel_domain::CustomerId>) -> Result<WaysTo, AppError> {
    match customer {
        Some(customer) => ways_to(app, customer).await,
        None => Ok(WaysTo::default()),
    }
}

fn about(interaction: &str) -> String {
    format!("feedback:{interaction}")
}

//! What a gateway says afterwards: a message arrived, it did not, somebody wrote back.
//!
//! Signed as Standard Webhooks are, with the secret that signs what goes out. Told twice is told once.

use serde::Deserialize;

use hamdel_domain::clock::SECOND;
use hamdel_domain::contact::ContactState;
use hamdel_domain::{Channel, Instant};
use hamdel_store::StoreError;
use hamdel_store::contact::set_contact_state;

use super::sending::bounce;
use crate::App;
use crate::error::AppError;
use crate::feedback::{NewFeedback, take_in};
use crate::invitations::{Receipt, take_receipt};
use crate::webhooks::signature;

/// How old or early a signed call may be; microseconds. What Standard Webhooks 1.0.0 recommends.
const TOLERANCE: i64 = 300 * SECOND;
/// Most items of one call.
const MOST_ITEMS: usize = 1_000;
/// The source of what is written back.
const SOURCE: &str = "gateway";

/// The headers that prove a call.
#[derive(Clone, Copy, Debug)]
pub struct Proof<'a> {
    /// `webhook-id`.
    pub id: &'a str,
    /// `webhook-timestamp`: seconds since the epoch.
    pub timestamp: &'a str,
    /// `webhook-signature`: one or more, separated by spaces.
    pub signatures: &'a str,
}

/// One thing that a gateway says.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum GatewaySays {
    /// What became of a message of ours.
    Receipt {
        /// The message's tag, as it went out in `id`.
        id: String,
        /// What became of it.
        state: ReceiptState,
        /// In the provider's words.
        #[serde(default)]
        words: String,
    },
    /// Somebody wrote to us.
    Message {
        /// Its name with the gateway; of one name there is one message.
        id: String,
        /// SMS or chat.
        channel: Channel,
        /// Who wrote: a telephone number, or what the gateway knows.
        from: String,
        /// What.
        text: String,
    },
}

/// What became of a message.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptState {
    /// It arrived.
    Delivered,
    /// It did not arrive.
    Failed,
    /// There is no such number: nothing more goes to it.
    NoSuchAddress,
}

/// What came of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeardOfGateway {
    /// Receipts that belong to a message of ours.
    pub receipts: u64,
    /// Receipts on no message of ours.
    pub unknown: u64,
    /// Comments that were taken in.
    pub comments: u64,
    /// Wishes to hear no more.
    pub unsubscribed: u64,
}

/// Whether a call is signed with the secret and of this moment.
#[must_use]
pub fn is_proven(secret: &str, proof: &Proof<'_>, body: &str, now: Instant) -> bool {
    let Ok(at) = proof.timestamp.parse::<i64>() else { return false };
    let Some(moment) = at.checked_mul(SECOND).map(Instant::from_micros) else { return false };
    if moment.micros_since(now).abs() > TOLERANCE || proof.id.is_empty() {
        return false;
    }
    let Some(right) = signature(secret, proof.id, at, body) else { return false };
    proof.signatures.split(' ').any(|given| equal(given.as_bytes(), right.as_bytes()))
}

/// Compares without telling by its time where two texts differ.
fn equal(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |differs, (one, other)| differs | (one ^ other)) == 0
}

/// Takes what a gateway says: one thing or a list of them.
///
/// # Errors
/// Names what cannot be read; when the database or the journal fails, after which all of it may come again.
pub async fn hear_gateway(app: &App, body: &str) -> Result<HeardOfGateway, AppError> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Call {
        One(GatewaySays),
        Many(Vec<GatewaySays>),
    }
    let call: Call = serde_json::from_str(body).map_err(|_| {
        AppError::invalid(
            "body",
            "is a receipt {type, id, state} or a message {type, id, channel, from, text}, or a list",
        )
    })?;
    let said = match call {
        Call::One(said) => vec![said],
        Call::Many(said) if said.len() <= MOST_ITEMS => said,
        Call::Many(_) => return Err(AppError::invalid("body", "holds at most 1,000 items")),
    };
    let mut heard = HeardOfGateway::default();
    for item in &said {
        match item {
            GatewaySays::Receipt { id, state, words } => {
                let known = receipt(app, id, *state, words).await?;
                if known { heard.receipts += 1 } else { heard.unknown += 1 }
            }
            GatewaySays::Message { id, channel, from, text } => {
                if crate::mail::is_wish_to_leave(text) {
                    crate::mail::unsubscribe(app, *channel, from, &format!("unsubscribe:{channel}:{id}")).await?;
                    heard.unsubscribed += 1;
                } else {
                    written_back(app, id, *channel, from, text).await?;
                    heard.comments += 1;
                }
            }
        }
    }
    Ok(heard)
}

async fn receipt(app: &App, tag: &str, state: ReceiptState, words: &str) -> Result<bool, AppError> {
    let words: String = words.chars().filter(|c| !c.is_control()).take(200).collect();
    let receipt = match state {
        ReceiptState::Delivered => Receipt::Delivered,
        ReceiptState::Failed => Receipt::Failed { words: words.clone(), no_such_address: false },
        ReceiptState::NoSuchAddress => Receipt::Failed { words: words.clone(), no_such_address: true },
    };
    if take_receipt(app, tag, &receipt).await? {
        return Ok(true);
    }
    let Some(message) = app.store.message_of_tag(tag).await? else { return Ok(false) };
    match state {
        ReceiptState::Delivered => {
            if let Some(contact) = message.contact {
                let mut tx = app.store.state().begin().await?;
                set_contact_state(&mut tx, contact, ContactState::Delivered, &[], app.clock.now()).await?;
                tx.commit().await.map_err(StoreError::from)?;
            }
        }
        ReceiptState::Failed => bounce(app, &message, &words, false).await?,
        ReceiptState::NoSuchAddress => bounce(app, &message, &words, true).await?,
    }
    Ok(true)
}

async fn written_back(app: &App, id: &str, channel: Channel, from: &str, text: &str) -> Result<(), AppError> {
    let kind = if channel == Channel::Sms { "phone" } else { "chat" };
    let new = NewFeedback {
        text: text.to_owned(),
        source: SOURCE.to_owned(),
        external_id: Some(id.to_owned()),
        kind: Some(channel.as_str().to_owned()),
        channel: Some(channel.as_str().to_owned()),
        identifiers: vec![(kind.to_owned(), from.to_owned())],
        ..NewFeedback::default()
    };
    take_in(app, &new, SOURCE).await.map(|_| ())
}

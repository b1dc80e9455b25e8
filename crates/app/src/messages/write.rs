//! Writing to a customer.

use hamdel_domain::contact::{Category, Reason};
use hamdel_domain::{Channel, CustomerId, IdentifierKind, Instant};
use hamdel_store::StoreError;
use hamdel_store::audit::{AuditEntry, append};
use hamdel_store::contact::Outcome;
use hamdel_store::customers::ProfileRecord;
use hamdel_store::messages::{Message, MessageState, NewMessage, Recipient, put_message};

use super::new_tag;
use super::reserve::ask_ledger;
use crate::App;
use crate::contact::address_hash;
use crate::error::AppError;
use crate::invitations::profile;

/// The setting that holds what the ways out carry.
const CARRIED: &str = "outbound.channels";
/// Longest text, in characters.
const LONGEST_TEXT: usize = 10_000;
/// Longest subject, in characters.
const LONGEST_SUBJECT: usize = 200;

/// What is to be said to a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Its key; said twice under one key, it is said once.
    pub key: String,
    /// To whom.
    pub customer: CustomerId,
    /// On which channel.
    pub channel: Channel,
    /// What kind of contact it is.
    pub category: Category,
    /// The subject of an e-mail.
    pub subject: String,
    /// The words.
    pub text: String,
    /// The words of an e-mail as a page, where they are written as one too.
    pub html: Option<String>,
    /// What it is about: `feedback:` and an interaction, `case:7`.
    pub about: String,
}

/// What came of writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrote {
    /// It goes out now.
    GoesOut(i64),
    /// It goes out at that moment, unless something else is sent until then; and why it waits.
    Waits(i64, Instant, Reason),
    /// It may not be sent.
    Withheld(Vec<Reason>),
    /// It was written before.
    Already,
}

/// How a customer can be written to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaysTo {
    /// Channels that something carries and on which the customer has an address.
    pub open: Vec<Channel>,
    /// Channels on which they have one, and that nothing carries.
    pub not_carried: Vec<Channel>,
}

/// Says which channels something carries, for the pages of every process.
pub(super) async fn say_carried(app: &App, channels: &[Channel]) -> Result<(), AppError> {
    let names: Vec<&str> = channels.iter().map(|channel| channel.as_str()).collect();
    Ok(app.store.put_setting(CARRIED, &names.join(",")).await?)
}

/// The channels that something carries, as the process that sends said when it started.
///
/// # Errors
/// When the database fails.
pub async fn carried(app: &App) -> Result<Vec<Channel>, AppError> {
    let held = app.store.setting(CARRIED).await?.unwrap_or_default();
    Ok(held.split(',').filter_map(Channel::parse).collect())
}

/// How a customer can be written to.
///
/// # Errors
/// When the database fails.
pub async fn ways_to(app: &App, customer: CustomerId) -> Result<WaysTo, AppError> {
    let Some(record) = profile(app, customer).await? else { return Ok(WaysTo::default()) };
    let carried = carried(app).await?;
    let has = |channel: &Channel| addresses(*channel, &record).next().is_some();
    let channels: Vec<Channel> = [Channel::Email, Channel::Sms, Channel::Chat].into_iter().filter(has).collect();
    let (open, not_carried) = channels.into_iter().partition(|channel| carried.contains(channel));
    Ok(WaysTo { open, not_carried })
}

/// Writes to a customer, through the contact ledger; kept and reserved in one transaction.
///
/// # Errors
/// Names the field that is wrong: no words, no address on the channel, a channel nothing carries.
pub async fn write_to_customer(app: &App, reply: &Reply, actor: &str) -> Result<Wrote, AppError> {
    let text = reply.text.trim();
    if text.is_empty() || text.chars().count() > LONGEST_TEXT {
        return Err(AppError::invalid("text", "needs 1 to 10,000 characters"));
    }
    let subject = reply.subject.trim();
    if reply.channel == Channel::Email && (subject.is_empty() || subject.chars().count() > LONGEST_SUBJECT) {
        return Err(AppError::invalid("subject", "needs 1 to 200 characters"));
    }
    if !carried(app).await?.contains(&reply.channel) {
        return Err(AppError::invalid("channel", "is carried by nothing that is set up"));
    }
    let record = profile(app, reply.customer).await?.ok_or(AppError::NotFound("customer"))?;
    let address = address(app, reply, &record).await?;
    let address = address.ok_or_else(|| AppError::invalid("channel", "has no address of this customer"))?;
    let now = app.clock.now();
    let new = NewMessage {
        key: reply.key.clone(),
        to: Recipient::Customer(record.customer, reply.category),
        channel: reply.channel,
        address,
        subject: subject.to_owned(),
        text: text.to_owned(),
        html: reply.html.clone().filter(|_| reply.channel == Channel::Email),
        about: reply.about.clone(),
        tag: new_tag(app),
        made_by: actor.to_owned(),
    };
    let mut tx = app.store.state().begin().await?;
    let Some(id) = put_message(&mut tx, &new, MessageState::Planned, now).await? else { return Ok(Wrote::Already) };
    let message = Message {
        id,
        new,
        state: MessageState::Planned,
        contact: None,
        reasons: Vec::new(),
        attempts: 0,
        next_at: now,
        made_at: now,
    };
    let whom = (record.customer, reply.category);
    let outcome = ask_ledger(app, &mut tx, &message, whom, &record.state, now).await?;
    let entry = AuditEntry {
        at: now,
        actor: actor.to_owned(),
        action: "message.written".to_owned(),
        subject: format!("customer:{}", record.customer),
        detail: serde_json::json!({ "message": id, "about": reply.about, "channel": reply.channel.as_str() })
            .to_string(),
    };
    append(&mut tx, &entry).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(match outcome {
        Outcome::Reserved(_) | Outcome::Already(..) => Wrote::GoesOut(id),
        Outcome::Wait(until, reason) => Wrote::Waits(id, until, reason),
        Outcome::Withheld(reasons) => Wrote::Withheld(reasons),
    })
}

/// The customer's first address on the channel that is not suppressed; where all are, the first, so that the ledger
/// says why.
async fn address(app: &App, reply: &Reply, record: &ProfileRecord) -> Result<Option<String>, AppError> {
    let known: Vec<&str> = addresses(reply.channel, record).collect();
    let hashes: Vec<String> = known.iter().map(|address| address_hash(reply.channel, address)).collect();
    let suppressed = app.store.suppressed_among(reply.channel, reply.category, &hashes).await?;
    let free = known.iter().zip(&hashes).find(|(_, hash)| !suppressed.contains(hash)).map(|(address, _)| *address);
    Ok(free.or_else(|| known.first().copied()).map(str::to_owned))
}

pub(crate) fn addresses(channel: Channel, record: &ProfileRecord) -> impl Iterator<Item = &str> {
    let kind = match channel {
        Channel::Email => Some(IdentifierKind::Email),
        Channel::Sms => Some(IdentifierKind::Phone),
        Channel::Chat => Some(IdentifierKind::Own("chat".to_owned())),
        _ => None,
    };
    let of_kind = move |row: &&hamdel_store::projection::IdentifierRow| kind.as_ref() == Some(row.identifier.kind());
    record.identifiers.iter().filter(of_kind).map(|row| row.identifier.value())
}

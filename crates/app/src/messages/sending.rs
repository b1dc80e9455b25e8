//! The worker that hands messages over, at most once each.

use std::time::Duration;

use tokio::sync::watch;

use hamdel_domain::clock::SECOND;
use hamdel_domain::contact::{ContactState, Reason, SuppressedFor, after_quiet_hours, lasting_reasons};
use hamdel_domain::messages::{Handed, OutgoingMail, OutgoingText};
use hamdel_domain::{Channel, Instant, Interaction, JournalBatch};
use hamdel_store::contact::{Ask, set_contact_state, suppress};
use hamdel_store::messages::{Message, MessageState, Recipient, end_message, withhold_message};
use hamdel_store::sources::SourceKind;
use hamdel_store::{StoreError, encode_batch};

use super::reserve::{ask_ledger, wish_of};
use super::write::say_carried;
use crate::App;
use crate::contact::{address_hash, zone_of, zones};
use crate::error::AppError;
use crate::intake::event::interaction_id;
use crate::invitations::{Outbound, profile};
use crate::work::{Lease, Next, Rounds, under_lease};

/// The name of the lease that one process sends under.
pub const MESSAGES: &str = "messages";
/// The source of the interactions that messages are.
const SOURCE: &str = "messages";
/// How long that lease lasts; microseconds.
const LEASE: i64 = 120 * SECOND;
/// How long nothing is heard of a message that is being handed over until it counts as in doubt; microseconds.
const DOUBT: i64 = 900 * SECOND;
/// Messages of one round.
const ROUND: i64 = 100;
/// How often a message is tried that is not taken.
const MOST_ATTEMPTS: u32 = 12;
/// The pause after the first attempt, which greylisting lets through; each further one is twice as long; microseconds.
const FIRST_PAUSE: i64 = 300 * SECOND;
/// The longest pause; microseconds.
const LONGEST_PAUSE: i64 = 4 * 3_600 * SECOND;
/// The pause where there was nobody to talk to; microseconds.
const DOWN_PAUSE: i64 = 60 * SECOND;

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MessageRound {
    /// In doubt after a crash, settled as possibly sent.
    pub in_doubt: u64,
    /// Handed over, perhaps among them.
    pub sent: u64,
    /// Not taken this time, or put off.
    pub waiting: u64,
    /// Refused, withheld or given up.
    pub ended: u64,
    /// Told to the journal.
    pub told: u64,
}

/// Sends until told to stop.
pub struct MessageSender {
    app: App,
    out: Option<Outbound>,
    holder: String,
}

impl MessageSender {
    /// A sender that works for `holder`, a name no other process has; without a way out it tells only what is sent.
    #[must_use]
    pub fn new(app: App, out: Option<Outbound>, holder: String) -> Self {
        Self { app, out, holder }
    }

    /// Runs until told to stop. A failure is logged and tried again: the store keeps what is not yet sent.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        let all = [Channel::Email, Channel::Sms, Channel::Chat];
        let carries = |channel: &Channel| self.out.as_ref().is_some_and(|out| out.carries(*channel));
        let carried: Vec<Channel> = all.into_iter().filter(carries).collect();
        if let Err(problem) = say_carried(&self.app, &carried).await {
            tracing::warn!(%problem, "what carries messages could not be said to the pages");
        }
        let lease = Lease::of(&self.app, MESSAGES, LEASE, self.holder.clone());
        under_lease(self, lease, stop).await;
    }
}

impl Rounds for MessageSender {
    const DOES: &'static str = "sending messages";
    const EVERY: Duration = Duration::from_secs(1);

    async fn round(&mut self) -> Result<Next, AppError> {
        send_messages(&self.app, self.out.as_ref()).await?;
        Ok(Next::AfterPause)
    }
}

/// Takes what is due: settles what is in doubt, asks the ledger for what is planned, hands over what is ready, and
/// tells the journal of what went out. Any number of callers at once send each message at most once.
///
/// # Errors
/// When the database fails; what was not done stays due.
pub async fn send_messages(app: &App, out: Option<&Outbound>) -> Result<MessageRound, AppError> {
    let mut round = MessageRound::default();
    let now = app.clock.now();
    for message in app.store.messages_in_doubt(now.plus_micros(-DOUBT), ROUND).await? {
        round.in_doubt += u64::from(settle(app, &message, MessageState::Unknown, "in doubt").await?);
    }
    if let Some(out) = out {
        for message in app.store.messages_due(now, ROUND).await? {
            if !out.carries(message.new.channel) {
                continue;
            }
            let came = match message.state {
                MessageState::Planned => prepare(app, &message).await?,
                _ => hand_over(app, out, &message).await?,
            };
            match came {
                Came::Sent => round.sent += 1,
                Came::Waits => round.waiting += 1,
                Came::Ended => round.ended += 1,
                // The rest of the round would fare no better.
                Came::Down => {
                    round.waiting += 1;
                    break;
                }
            }
        }
    }
    round.told = tell(app).await?;
    Ok(round)
}

/// What came of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Came {
    Sent,
    Waits,
    Ended,
    Down,
}

async fn prepare(app: &App, message: &Message) -> Result<Came, AppError> {
    let now = app.clock.now();
    let Recipient::Customer(customer, category) = message.new.to else { return Ok(Came::Waits) };
    let record = profile(app, customer).await?;
    let mut tx = app.store.state().begin().await?;
    let Some(record) = record else {
        let gone = [Reason::NoAddress { channel: message.new.channel }];
        withhold_message(&mut tx, message.id, &gone, now).await?;
        tx.commit().await.map_err(StoreError::from)?;
        return Ok(Came::Ended);
    };
    match ask_ledger(app, &mut tx, message, (record.customer, category), &record.state, now).await {
        Ok(_) => tx.commit().await.map_err(StoreError::from)?,
        // Two waited for each other, or somebody else was first; it is due again in the next round.
        Err(StoreError::Busy(_) | StoreError::Conflict { .. }) => {}
        Err(problem) => return Err(problem.into()),
    }
    Ok(Came::Waits)
}

async fn hand_over(app: &App, out: &Outbound, message: &Message) -> Result<Came, AppError> {
    if let Some(reason) = speaks_against(app, message).await? {
        let mut tx = app.store.state().begin().await?;
        let now = app.clock.now();
        end_message(&mut tx, message.id, MessageState::GaveUp, reason.code(), now).await?;
        release(&mut tx, message, &[reason], now).await?;
        tx.commit().await.map_err(StoreError::from)?;
        return Ok(Came::Ended);
    }
    let now = app.clock.now();
    // Committed before the first byte leaves: after a crash this message is in doubt, and not sent again.
    if !app.store.begin_message(message, now).await? {
        return Ok(Came::Waits);
    }
    match carry(out, message, now).await {
        Handed::Accepted(words) => {
            settle(app, message, MessageState::Sent, &words).await?;
            Ok(Came::Sent)
        }
        Handed::Unknown(words) => {
            settle(app, message, MessageState::Unknown, &words).await?;
            Ok(Came::Sent)
        }
        Handed::Refused { words, no_such_address } => {
            bounce(app, message, &words, no_such_address).await?;
            Ok(Came::Ended)
        }
        Handed::Later(_) if message.attempts + 1 >= MOST_ATTEMPTS => {
            let reason = Reason::GaveUp { attempts: message.attempts + 1 };
            let mut tx = app.store.state().begin().await?;
            end_message(&mut tx, message.id, MessageState::GaveUp, reason.code(), app.clock.now()).await?;
            release(&mut tx, message, &[reason], app.clock.now()).await?;
            tx.commit().await.map_err(StoreError::from)?;
            Ok(Came::Ended)
        }
        Handed::Later(words) => {
            let pause = FIRST_PAUSE.saturating_mul(1 << message.attempts.min(20)).min(LONGEST_PAUSE);
            retry(app, message, pause, &words, true).await?;
            Ok(Came::Waits)
        }
        Handed::Down(words) => {
            retry(app, message, DOWN_PAUSE, &words, false).await?;
            Ok(Came::Down)
        }
    }
}

/// What speaks against handing over a message that was reserved before: since then the customer may have objected.
async fn speaks_against(app: &App, message: &Message) -> Result<Option<Reason>, AppError> {
    let Recipient::Customer(customer, category) = message.new.to else { return Ok(None) };
    if message.attempts == 0 {
        return Ok(None);
    }
    let Some(record) = profile(app, customer).await? else {
        return Ok(Some(Reason::NoAddress { channel: message.new.channel }));
    };
    let kept = app.store.contact_policy().await?;
    let (wish, zone) = (wish_of(message, category), zone_of(&record.state));
    let hash = address_hash(message.new.channel, &message.new.address);
    let (zones, now) = (zones(&app.zone, zone.as_ref()), app.clock.now());
    let ask =
        Ask { customer: record.customer, wish: &wish, address_hash: Some(&hash), policy: &kept.policy, zones, now };
    let (_, book) = app.store.would_contact(&ask).await?;
    Ok(lasting_reasons(&kept.policy, &book, &wish).into_iter().next())
}

async fn carry(out: &Outbound, message: &Message, at: Instant) -> Handed {
    let (to, tag, text) = (message.new.address.clone(), message.new.tag.clone(), message.new.text.clone());
    if message.new.channel == Channel::Email {
        let Some(mailer) = &out.mailer else { return Handed::Down("no mail server is set up".to_owned()) };
        let (subject, html) = (message.new.subject.clone(), message.new.html.clone());
        return mailer.send(&OutgoingMail { to, tag, subject, text, html, unsubscribe: None, at }).await;
    }
    let channel = message.new.channel;
    match out.gateways.iter().find(|gateway| gateway.channels().contains(&channel)) {
        Some(gateway) => gateway.send(&OutgoingText { channel, to, tag, text }).await,
        None => Handed::Down("nothing carries this channel".to_owned()),
    }
}

async fn settle(app: &App, message: &Message, to: MessageState, answer: &str) -> Result<bool, AppError> {
    let now = app.clock.now();
    let mut tx = app.store.state().begin().await?;
    let ended = end_message(&mut tx, message.id, to, answer, now).await?;
    if let Some(contact) = message.contact.filter(|_| ended) {
        set_contact_state(&mut tx, contact, ContactState::Sent, &[], now).await?;
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(ended)
}

pub(super) async fn bounce(app: &App, message: &Message, words: &str, no_such_address: bool) -> Result<(), AppError> {
    let now = app.clock.now();
    let mut tx = app.store.state().begin().await?;
    if end_message(&mut tx, message.id, MessageState::Bounced, words, now).await?
        && let Some(contact) = message.contact
    {
        set_contact_state(&mut tx, contact, ContactState::Bounced, &[], now).await?;
        if no_such_address {
            let hash = address_hash(message.new.channel, &message.new.address);
            suppress(&mut tx, message.new.channel, &hash, None, SuppressedFor::Bounced, now).await?;
        }
    }
    Ok(tx.commit().await.map_err(StoreError::from)?)
}

async fn release(
    tx: &mut hamdel_store::Transaction,
    message: &Message,
    reasons: &[Reason],
    now: Instant,
) -> Result<(), StoreError> {
    if let Some(contact) = message.contact {
        set_contact_state(tx, contact, ContactState::Released, reasons, now).await?;
    }
    Ok(())
}

/// Certainly not sent: it waits, and not into a customer's quiet hours.
async fn retry(app: &App, message: &Message, pause: i64, words: &str, counts: bool) -> Result<(), AppError> {
    let now = app.clock.now();
    let mut next = now.plus_micros(pause);
    if let Recipient::Customer(customer, category) = message.new.to
        && let Some(record) = profile(app, customer).await?
    {
        let kept = app.store.contact_policy().await?;
        let zone = zone_of(&record.state);
        let wish = wish_of(message, category);
        next = after_quiet_hours(&kept.policy, &wish, &zones(&app.zone, zone.as_ref()), next);
    }
    app.store.retry_message(message.id, next, words, counts, now).await?;
    Ok(())
}

/// Tells the journal of messages that went out; told twice, they count once.
async fn tell(app: &App) -> Result<u64, AppError> {
    let sent = app.store.messages_to_tell(ROUND).await?;
    if sent.is_empty() {
        return Ok(0);
    }
    let now = app.clock.now();
    let source = app.store.find_or_create_source(SOURCE, SourceKind::System, now).await?.id;
    let mut interactions = Vec::new();
    for message in &sent {
        let Recipient::Customer(customer, category) = message.new.to else { continue };
        // Erased meanwhile: nobody is left to have this in their story.
        let Some(record) = profile(app, customer).await? else { continue };
        let message_id = format!("message:{}", message.id);
        interactions.push(Interaction {
            id: interaction_id(source, &message_id),
            message_id,
            source: SOURCE.to_owned(),
            kind: "message_sent".to_owned(),
            occurred_at: now,
            received_at: now,
            identifiers: record.identifiers.into_iter().take(1).map(|row| row.identifier).collect(),
            channel: Some(message.new.channel),
            properties: serde_json::json!({
                "message": message.id, "about": message.new.about, "category": category.as_str(),
                "subject": message.new.subject, "words": message.new.text,
            })
            .to_string(),
            ..Interaction::default()
        });
    }
    if !interactions.is_empty() {
        let batch = JournalBatch { source, received_at: now, interactions, rejections: Vec::new() };
        app.intake.queue().append_when_there_is_room(encode_batch(&batch)?).await?;
    }
    let ids: Vec<i64> = sent.iter().map(|message| message.id).collect();
    app.store.messages_told(&ids).await?;
    Ok(ids.len() as u64)
}

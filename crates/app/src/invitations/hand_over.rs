//! Handing messages over, at most once each.

use std::sync::atomic::{AtomicBool, Ordering};

use futures::StreamExt;

use hamdel_domain::clock::SECOND;
use hamdel_domain::contact::{ContactState, Reason, SuppressedFor, after_quiet_hours, lasting_reasons};
use hamdel_domain::invitations::{InvitationState, Step};
use hamdel_domain::messages::{Handed, OutgoingMail, OutgoingText};
use hamdel_domain::{Channel, Instant};
use hamdel_store::StoreError;
use hamdel_store::contact::{Ask, set_contact_state, suppress};
use hamdel_store::customers::ProfileRecord;
use hamdel_store::invitations::{
    Delivery, DeliveryState, Invitation, LinkPurpose, end_delivery, move_on, put_link, retry_delivery, set_reminder,
};

use super::links::new_link;
use super::prepare::{profile, wish_of};
use super::sending::{Outbound, SendRound, settle_sent};
use super::templates::{MessageContext, Written};
use crate::App;
use crate::contact::{address_hash, zone_of, zones};
use crate::error::AppError;

/// Messages handed over at a time.
const AT_A_TIME: usize = 8;
/// How often a message is tried that is not taken; with [`pause`] that is about a day.
const MOST_ATTEMPTS: u32 = 12;
/// The pause after the first attempt, five minutes, which greylisting lets through; each further one is twice as long,
/// up to four hours; microseconds.
const FIRST_PAUSE: i64 = 300 * SECOND;
/// The longest pause; microseconds.
const LONGEST_PAUSE: i64 = 4 * 3_600 * SECOND;
/// The pause where there was nobody to talk to; microseconds.
const DOWN_PAUSE: i64 = 60 * SECOND;

/// Hands over what is ready. Where one finds nobody to talk to, the rest of the round waits for the next.
pub(super) async fn hand_over_due(
    app: &App,
    out: &Outbound,
    limit: i64,
    round: &mut SendRound,
) -> Result<(), AppError> {
    let due = app.store.deliveries_due(app.clock.now(), limit).await?;
    let down = AtomicBool::new(false);
    let mut handed = futures::stream::iter(due)
        .map(|delivery| {
            let down = &down;
            async move {
                if down.load(Ordering::Relaxed) { Ok(Came::Waits) } else { hand_over(app, out, &delivery, down).await }
            }
        })
        .buffer_unordered(AT_A_TIME);
    // A failure stops none that is being handed over: it would be in doubt for nothing.
    let mut failed = None;
    while let Some(came) = handed.next().await {
        match came {
            Ok(Came::Sent) => round.sent += 1,
            Ok(Came::Unknown) => round.unknown += 1,
            Ok(Came::Retried) => round.retried += 1,
            Ok(Came::Bounced) => round.bounced += 1,
            Ok(Came::GaveUp) => round.gave_up += 1,
            Ok(Came::Waits) => {}
            Err(problem) => failed = Some(problem),
        }
    }
    failed.map_or(Ok(()), Err)
}

/// What came of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Came {
    Sent,
    Unknown,
    Retried,
    Bounced,
    GaveUp,
    Waits,
}

async fn hand_over(app: &App, out: &Outbound, delivery: &Delivery, down: &AtomicBool) -> Result<Came, AppError> {
    let Some(invitation) = app.store.invitation(delivery.new.invitation).await? else {
        return give_up(app, delivery, Reason::Outdated { what: "invitation".to_owned() }).await;
    };
    let Some(record) = profile(app, invitation.said.customer).await? else {
        return give_up(app, delivery, Reason::NoAddress { channel: delivery.new.channel }).await;
    };
    if let Some(reason) = too_late(app, delivery, &invitation, &record).await? {
        return give_up(app, delivery, reason).await;
    }
    let (answer_url, unsubscribe_url) = new_links(app, out, invitation.id, delivery.new.channel).await?;
    let mut context = context(out, delivery, &invitation, &record, answer_url, unsubscribe_url.clone());
    if delivery.new.channel == Channel::Email {
        context.first = out.surveys.first_question(invitation.said.survey, invitation.said.version).await?;
    }
    let written = match out.templates.write(&context) {
        Ok(written) => written,
        Err(problem) => return give_up(app, delivery, Reason::Unwritable { problem }).await,
    };
    let now = app.clock.now();
    // Committed before the first byte leaves: after a crash this message is in doubt, and not sent again.
    if !app.store.begin_sending(delivery, now).await? {
        return Ok(Came::Waits);
    }
    let handed = carry(out, delivery, written, unsubscribe_url, now).await;
    if matches!(handed, Handed::Down(_)) {
        down.store(true, Ordering::Relaxed);
    }
    settle(app, delivery, &invitation, &record, handed).await
}

/// Why a reserved message must not be handed over any more.
async fn too_late(
    app: &App,
    delivery: &Delivery,
    invitation: &Invitation,
    record: &ProfileRecord,
) -> Result<Option<Reason>, AppError> {
    let now = app.clock.now();
    if invitation.said.expires_at <= now {
        return Ok(Some(Reason::Expired { at: invitation.said.expires_at }));
    }
    if !invitation.state.is_open() {
        return Ok(Some(Reason::Outdated { what: "invitation".to_owned() }));
    }
    if delivery.attempts == 0 {
        return Ok(None);
    }
    // Since it was reserved the customer may have objected, or complained.
    let kept = app.store.contact_policy().await?;
    let (wish, zone) = (wish_of(invitation, delivery.new.step), zone_of(&record.state));
    let hash = address_hash(delivery.new.channel, &delivery.new.address);
    let zones = zones(&app.zone, zone.as_ref());
    let ask =
        Ask { customer: record.customer, wish: &wish, address_hash: Some(&hash), policy: &kept.policy, zones, now };
    let (_, book) = app.store.would_contact(&ask).await?;
    Ok(lasting_reasons(&kept.policy, &book, &wish).into_iter().next())
}

/// A link to answer and one to unsubscribe.
async fn new_links(app: &App, out: &Outbound, invitation: i64, channel: Channel) -> Result<(String, String), AppError> {
    let link = |purpose| new_link(app.entropy.as_ref(), invitation, purpose, channel);
    let (answer, to_answer) = link(LinkPurpose::Answer);
    let (unsubscribe, to_unsubscribe) = link(LinkPurpose::Unsubscribe);
    let mut tx = app.store.state().begin().await?;
    for link in [to_answer, to_unsubscribe] {
        put_link(&mut tx, &link, app.clock.now()).await?;
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok((format!("{}/i/{answer}", out.base_url), format!("{}/u/{unsubscribe}", out.base_url)))
}

fn context(
    out: &Outbound,
    delivery: &Delivery,
    invitation: &Invitation,
    record: &ProfileRecord,
    answer_url: String,
    unsubscribe_url: String,
) -> MessageContext {
    let own = ["language", "locale"].iter().find_map(|name| record.state.trait_text(name));
    let known = |language: String| {
        ["fa", "en"].into_iter().find(|known| language.to_lowercase().starts_with(known)).map(str::to_owned)
    };
    let language = invitation.said.language.clone().or(own).and_then(known).unwrap_or_else(|| out.language.clone());
    MessageContext {
        channel: delivery.new.channel,
        survey: invitation.said.survey,
        version: invitation.said.version,
        step: delivery.new.step,
        language,
        name: record.name.clone(),
        context: invitation.said.context.clone(),
        answer_url,
        unsubscribe_url,
        expires_at: invitation.said.expires_at,
        first: None,
    }
}

async fn carry(out: &Outbound, delivery: &Delivery, written: Written, unsubscribe: String, now: Instant) -> Handed {
    let (channel, to, tag) = (delivery.new.channel, delivery.new.address.clone(), delivery.new.tag.clone());
    if channel == Channel::Email
        && let Some(mailer) = &out.mailer
    {
        let Written { subject, text, html } = written;
        return mailer
            .send(&OutgoingMail { to, tag, subject, text, html, unsubscribe: Some(unsubscribe), at: now })
            .await;
    }
    match out.gateway(channel) {
        Some(gateway) => gateway.send(&OutgoingText { channel, to, tag, text: written.text }).await,
        None => Handed::Down("nothing carries this channel".to_owned()),
    }
}

async fn settle(
    app: &App,
    delivery: &Delivery,
    invitation: &Invitation,
    record: &ProfileRecord,
    handed: Handed,
) -> Result<Came, AppError> {
    match handed {
        Handed::Accepted(words) => {
            settle_sent(app, delivery, DeliveryState::Sent, &words).await?;
            Ok(Came::Sent)
        }
        Handed::Unknown(words) => {
            settle_sent(app, delivery, DeliveryState::Unknown, &words).await?;
            Ok(Came::Unknown)
        }
        Handed::Refused { words, no_such_address } => {
            bounce(app, delivery, &words, no_such_address).await?;
            Ok(Came::Bounced)
        }
        Handed::Later(_) if delivery.attempts + 1 >= MOST_ATTEMPTS => {
            give_up(app, delivery, Reason::GaveUp { attempts: delivery.attempts + 1 }).await
        }
        Handed::Later(words) => retry(app, delivery, invitation, record, &words, true).await,
        Handed::Down(words) => retry(app, delivery, invitation, record, &words, false).await,
    }
}

/// Certainly not sent: it waits, and not into quiet hours.
async fn retry(
    app: &App,
    delivery: &Delivery,
    invitation: &Invitation,
    record: &ProfileRecord,
    words: &str,
    counts: bool,
) -> Result<Came, AppError> {
    let (now, wish) = (app.clock.now(), wish_of(invitation, delivery.new.step));
    let kept = app.store.contact_policy().await?;
    let zone = zone_of(&record.state);
    let soon = now.plus_micros(if counts { pause(delivery.attempts) } else { DOWN_PAUSE });
    let next = after_quiet_hours(&kept.policy, &wish, &zones(&app.zone, zone.as_ref()), soon);
    let mut tx = app.store.state().begin().await?;
    retry_delivery(&mut tx, delivery.id, next, words, counts, now).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(Came::Retried)
}

/// A definite refusal, at once or by a bounce: the contact does not count, and an address that is none gets nothing
/// more.
pub(super) async fn bounce(app: &App, delivery: &Delivery, words: &str, hard: bool) -> Result<bool, AppError> {
    let now = app.clock.now();
    let mut tx = app.store.state().begin().await?;
    let ended = end_delivery(&mut tx, delivery.id, DeliveryState::Bounced, words, now).await?;
    if ended {
        set_contact_state(&mut tx, delivery.new.contact, ContactState::Bounced, &[], now).await?;
        match delivery.new.step {
            Step::Invitation => {
                move_on(&mut tx, delivery.new.invitation, InvitationState::Bounced, &[], now).await?;
            }
            Step::Reminder => set_reminder(&mut tx, delivery.new.invitation, None).await?,
        }
        if hard {
            let hash = address_hash(delivery.new.channel, &delivery.new.address);
            suppress(&mut tx, delivery.new.channel, &hash, None, SuppressedFor::Bounced, now).await?;
        }
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(ended)
}

/// Certainly not sent, and not to be: the reservation is released with the reason.
async fn give_up(app: &App, delivery: &Delivery, reason: Reason) -> Result<Came, AppError> {
    let (now, reasons) = (app.clock.now(), [reason]);
    let mut tx = app.store.state().begin().await?;
    if end_delivery(&mut tx, delivery.id, DeliveryState::GaveUp, reasons[0].code(), now).await? {
        set_contact_state(&mut tx, delivery.new.contact, ContactState::Released, &reasons, now).await?;
        if delivery.new.step == Step::Invitation {
            move_on(&mut tx, delivery.new.invitation, InvitationState::Withheld, &reasons, now).await?;
        }
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(Came::GaveUp)
}

fn pause(attempts: u32) -> i64 {
    FIRST_PAUSE.saturating_mul(1 << attempts.min(20)).min(LONGEST_PAUSE)
}

//! From a planned invitation to a reservation and a message, in one transaction.

use hamdel_domain::contact::{Category, ContactState, Reason, Wish};
use hamdel_domain::invitations::{InvitationState, Step, TriggerOn};
use hamdel_domain::{Channel, CustomerId, IdentifierKind};
use hamdel_store::contact::{Ask, Outcome, reserve, withhold};
use hamdel_store::customers::ProfileRecord;
use hamdel_store::invitations::{Invitation, NewDelivery, begin_delivery, move_on, postpone, set_reminder};
use hamdel_store::{StoreError, Transaction};

use super::condition;
use super::matching::date_of;
use super::sending::{Outbound, SendRound};
use crate::App;
use crate::contact::{address_hash, zone_of, zones};
use crate::error::AppError;

/// How long an invitation waits on a channel that nothing carries yet; microseconds.
const NO_WAY_OUT: i64 = 600 * hamdel_domain::clock::SECOND;

/// The wish that an invitation's message is.
pub(super) fn wish_of(invitation: &Invitation, step: Step) -> Wish {
    Wish {
        channel: invitation.said.channel,
        category: Category::Survey,
        // A reminder is not another survey: a rest between two of one survey must not hold it back.
        topic: match step {
            Step::Invitation => format!("survey:{}", invitation.said.survey),
            Step::Reminder => format!("reminder:survey:{}", invitation.said.survey),
        },
        subject: step.subject(invitation.id),
        good_until: Some(invitation.said.expires_at),
    }
}

/// The profile of whoever a customer is today; `None` when there is none.
pub(crate) async fn profile(app: &App, customer: CustomerId) -> Result<Option<ProfileRecord>, AppError> {
    let Some(today) = app.store.customer_today(customer).await? else { return Ok(None) };
    match app.store.profile_record(today).await {
        Ok(record) => Ok(Some(record)),
        Err(StoreError::NotFound { .. }) => Ok(None),
        Err(problem) => Err(problem.into()),
    }
}

/// Reserves an invitation's message in the contact ledger, puts it off, or withholds it with its reasons.
pub(super) async fn prepare(
    app: &App,
    out: &Outbound,
    invitation: &Invitation,
    step: Step,
    round: &mut SendRound,
) -> Result<(), AppError> {
    if !out.carries(invitation.said.channel) && invitation.said.expires_at > app.clock.now() {
        return wait_for_a_way(app, invitation, step, round).await;
    }
    let outcome = match fit(app, out, invitation).await? {
        Ok((record, address)) => ledger(app, invitation, step, &record, &address).await,
        Err(reason) => {
            let mut tx = app.store.state().begin().await?;
            let reasons = vec![reason];
            let wish = wish_of(invitation, step);
            withhold(&mut tx, invitation.said.customer, &wish, &reasons, app.clock.now()).await?;
            put_away(app, &mut tx, invitation, step, &reasons).await?;
            tx.commit().await.map_err(StoreError::from)?;
            Ok(Outcome::Withheld(reasons))
        }
    };
    match outcome {
        Ok(Outcome::Reserved(_)) => round.reserved += 1,
        Ok(Outcome::Wait(..)) => round.waiting += 1,
        Ok(Outcome::Withheld(_)) => round.withheld += 1,
        Ok(Outcome::Already(..)) => {}
        // Two waited for each other, or somebody else was first; it is due again in the next round.
        Err(StoreError::Busy(_) | StoreError::Conflict { .. }) => round.waiting += 1,
        Err(problem) => return Err(problem.into()),
    }
    Ok(())
}

/// Nothing is configured that carries the channel: it waits, for that is no fault of the customer's.
async fn wait_for_a_way(app: &App, invitation: &Invitation, step: Step, round: &mut SendRound) -> Result<(), AppError> {
    let until = app.clock.now().plus_micros(NO_WAY_OUT);
    let mut tx = app.store.state().begin().await?;
    match step {
        Step::Invitation => {
            let reason = Reason::NoAddress { channel: invitation.said.channel };
            postpone(&mut tx, invitation.id, until, &reason).await?;
        }
        Step::Reminder => set_reminder(&mut tx, invitation.id, Some(until)).await?,
    }
    tx.commit().await.map_err(StoreError::from)?;
    round.waiting += 1;
    Ok(())
}

/// Whether an invitation is still wanted, and where it goes.
async fn fit(
    app: &App,
    out: &Outbound,
    invitation: &Invitation,
) -> Result<Result<(ProfileRecord, String), Reason>, AppError> {
    let said = &invitation.said;
    if said.expires_at <= app.clock.now() {
        return Ok(Err(Reason::Expired { at: said.expires_at }));
    }
    if !out.surveys.is_open(said.survey).await? {
        return Ok(Err(Reason::Outdated { what: "survey".to_owned() }));
    }
    let Some(record) = profile(app, said.customer).await? else {
        return Ok(Err(Reason::NoAddress { channel: said.channel }));
    };
    if let Some(kept) = match said.trigger {
        Some(id) => app.store.trigger(id).await?,
        None => None,
    } {
        if let Err(reason) = condition::check(&kept.trigger.condition, &record, &said.context) {
            return Ok(Err(reason));
        }
        if date_has_moved(&kept.trigger.when, &record, &said.context) {
            return Ok(Err(Reason::Outdated { what: "date".to_owned() }));
        }
    }
    Ok(match address(app, invitation, &record).await? {
        Some(address) => Ok((record, address)),
        None => Err(Reason::NoAddress { channel: said.channel }),
    })
}

/// Whether a trait holds another date now than the one an invitation was planned for.
fn date_has_moved(when: &TriggerOn, record: &ProfileRecord, context: &str) -> bool {
    let TriggerOn::Date { name, .. } = when else { return false };
    let planned = serde_json::from_str::<serde_json::Value>(context)
        .ok()
        .and_then(|context| context.get("date").and_then(serde_json::Value::as_str).map(str::to_owned));
    let held = record.state.traits.get(name).and_then(|known| date_of(&known.value)).map(|date| date.to_string());
    planned != held
}

/// The address of the invitation's own, or the customer's first on the channel that is not suppressed; where all are,
/// the first, so that the ledger says why.
async fn address(app: &App, invitation: &Invitation, record: &ProfileRecord) -> Result<Option<String>, AppError> {
    let channel = invitation.said.channel;
    if let Some(address) = &invitation.said.address {
        return Ok(Some(address.clone()));
    }
    let kind = match channel {
        Channel::Email => IdentifierKind::Email,
        Channel::Sms | Channel::Phone => IdentifierKind::Phone,
        Channel::Chat => IdentifierKind::Own("chat".to_owned()),
        _ => return Ok(None),
    };
    let addresses: Vec<&str> = record
        .identifiers
        .iter()
        .filter(|row| *row.identifier.kind() == kind)
        .map(|row| row.identifier.value())
        .collect();
    let hashes: Vec<String> = addresses.iter().map(|address| address_hash(channel, address)).collect();
    let suppressed = app.store.suppressed_among(channel, Category::Survey, &hashes).await?;
    let free = addresses.iter().zip(&hashes).find(|(_, hash)| !suppressed.contains(hash)).map(|(address, _)| *address);
    Ok(free.or_else(|| addresses.first().copied()).map(str::to_owned))
}

async fn ledger(
    app: &App,
    invitation: &Invitation,
    step: Step,
    record: &ProfileRecord,
    address: &str,
) -> Result<Outcome, StoreError> {
    let kept = app.store.contact_policy().await?;
    let (now, wish, zone) = (app.clock.now(), wish_of(invitation, step), zone_of(&record.state));
    let hash = address_hash(wish.channel, address);
    let ask = Ask {
        customer: record.customer,
        wish: &wish,
        address_hash: Some(&hash),
        policy: &kept.policy,
        zones: zones(&app.zone, zone.as_ref()),
        now,
    };
    let mut tx = app.store.state().begin().await?;
    let outcome = reserve(&mut tx, &ask).await?;
    match &outcome {
        Outcome::Reserved(contact) => {
            let message = NewDelivery {
                invitation: invitation.id,
                step,
                contact: *contact,
                tag: new_tag(app),
                channel: wish.channel,
                address: address.to_owned(),
            };
            begin_delivery(&mut tx, &message, now).await?;
            if step == Step::Invitation && !move_on(&mut tx, invitation.id, InvitationState::Reserved, &[], now).await?
            {
                return Err(StoreError::conflict(format!("invitation {}", invitation.id)));
            }
            set_reminder(&mut tx, invitation.id, None).await?;
        }
        Outcome::Wait(until, reason) => match step {
            Step::Invitation => drop(postpone(&mut tx, invitation.id, *until, reason).await?),
            Step::Reminder => set_reminder(&mut tx, invitation.id, Some(*until)).await?,
        },
        Outcome::Withheld(reasons) => put_away(app, &mut tx, invitation, step, reasons).await?,
        // The message is there already; a bounced one of an invitation that was planned anew has no second chance.
        Outcome::Already(_, state) => {
            let reached =
                if *state == ContactState::Reserved { InvitationState::Reserved } else { InvitationState::Sent };
            if step == Step::Invitation {
                move_on(&mut tx, invitation.id, reached, &[], now).await?;
            } else {
                set_reminder(&mut tx, invitation.id, None).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(outcome)
}

/// An invitation that is withheld stays so; a reminder that is withheld leaves the invitation as it is.
async fn put_away(
    app: &App,
    tx: &mut Transaction,
    invitation: &Invitation,
    step: Step,
    reasons: &[Reason],
) -> Result<(), StoreError> {
    match step {
        Step::Invitation => {
            move_on(tx, invitation.id, InvitationState::Withheld, reasons, app.clock.now()).await.map(|_| ())
        }
        Step::Reminder => set_reminder(tx, invitation.id, None).await,
    }
}

/// 128 random bits in hexadecimal: what names a message in its headers.
fn new_tag(app: &App) -> String {
    let mut bytes = [0; 16];
    app.entropy.fill(&mut bytes);
    format!("{:032x}", u128::from_be_bytes(bytes))
}

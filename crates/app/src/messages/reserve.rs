//! A message and the contact ledger.

use hamdel_domain::contact::{Category, Wish};
use hamdel_domain::{CustomerId, Instant, ProfileState};
use hamdel_store::contact::{Ask, Outcome, reserve};
use hamdel_store::messages::{Message, postpone_message, ready_message, withhold_message};
use hamdel_store::{StoreError, Transaction};

use crate::App;
use crate::contact::{address_hash, zone_of, zones};

/// How long a message is worth sending; microseconds.
const GOOD_FOR: i64 = 7 * hamdel_domain::clock::DAY;

/// The wish that a message is.
pub(super) fn wish_of(message: &Message, category: Category) -> Wish {
    Wish {
        channel: message.new.channel,
        category,
        topic: message.new.about.clone(),
        subject: format!("message:{}", message.new.key),
        good_until: Some(message.made_at.plus_micros(GOOD_FOR)),
    }
}

/// Asks the ledger for a planned message, and writes what it says into the message, in the caller's transaction.
pub(super) async fn ask_ledger(
    app: &App,
    tx: &mut Transaction,
    message: &Message,
    (customer, category): (CustomerId, Category),
    state: &ProfileState,
    now: Instant,
) -> Result<Outcome, StoreError> {
    let kept = app.store.contact_policy().await?;
    let (wish, zone) = (wish_of(message, category), zone_of(state));
    let hash = address_hash(wish.channel, &message.new.address);
    let zones = zones(&app.zone, zone.as_ref());
    let ask = Ask { customer, wish: &wish, address_hash: Some(&hash), policy: &kept.policy, zones, now };
    let outcome = reserve(tx, &ask).await?;
    match &outcome {
        Outcome::Reserved(contact) | Outcome::Already(contact, _) => {
            ready_message(tx, message.id, *contact, now).await?;
        }
        Outcome::Wait(until, reason) => postpone_message(tx, message.id, *until, Some(reason), now).await?,
        Outcome::Withheld(reasons) => withhold_message(tx, message.id, reasons, now).await?,
    }
    Ok(outcome)
}

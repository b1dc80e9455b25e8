//! The contact ledger: its policy, what customers said, and reserving before anything is sent.
//!
//! Whoever wants to contact a customer makes a [`Wish`] and calls [`reserve`]; only what is reserved may be sent, and
//! what became of it is said with [`settle`]. Invitations do so in one transaction with their own rows
//! ([`crate::invitations`]).

mod book;
mod consent;
mod policy;
mod preview;
#[cfg(test)]
mod tests;

pub use book::{CustomersBook, WouldGet, book_of};
pub use consent::{consents, end_recovery, hold_for_recovery, say};
pub use policy::{Explanation, ToldVersion, change_policy, explain, policy, policy_versions, withheld_counts};
pub use preview::{MOST_DAYS, Outcomes, Preview, PreviewAsked, PreviewedWish, preview};

pub use hamdel_store::contact::{ContactRow, KeptPolicy, Outcome, PolicyVersion, WithheldCount};

use hamdel_domain::contact::{ContactState, Reason, WallClock, Wish, Zones};
use hamdel_domain::{Channel, CustomerId, ProfileState};
use hamdel_store::contact::{Ask, set_contact_state, withhold as write_withheld};
use hamdel_text::calendar::Zone;

use crate::App;
use crate::error::AppError;
use crate::tokens::token_hash;

/// Traits in which sources say a customer's time zone, by its IANA name.
const ZONE_TRAITS: [&str; 3] = ["timezone", "time_zone", "timeZone"];

/// What a suppression is kept under: the channel and the address in one spelling, hashed.
#[must_use]
pub fn address_hash(channel: Channel, address: &str) -> String {
    token_hash(&format!("{channel}:{}", address.trim().to_lowercase()))
}

/// The customer's own time zone, where a trait names one.
#[must_use]
pub fn zone_of(profile: &ProfileState) -> Option<Zone> {
    ZONE_TRAITS.iter().find_map(|name| profile.trait_text(name)?.parse().ok())
}

/// The zones that rules are read in.
pub(crate) fn zones<'a>(company: &'a Zone, customer: Option<&'a Zone>) -> Zones<'a> {
    Zones { company, customer: customer.map(|zone| zone as &dyn WallClock) }
}

/// Reserves a contact with a customer, or says why not; `address` is where it would go.
///
/// # Errors
/// When the database fails.
pub async fn reserve(app: &App, customer: CustomerId, wish: &Wish, address: &str) -> Result<Outcome, AppError> {
    let kept = app.store.contact_policy().await?;
    let zone = known_zone(app, customer).await?;
    let hash = address_hash(wish.channel, address);
    let ask = Ask {
        customer,
        wish,
        address_hash: Some(&hash),
        policy: &kept.policy,
        zones: zones(&app.zone, zone.as_ref()),
        now: app.clock.now(),
    };
    Ok(app.store.reserve_contact(&ask).await?)
}

/// Writes into the book that a contact was withheld, for reasons that the ledger does not know of.
///
/// # Errors
/// When the database fails.
pub async fn withhold(app: &App, customer: CustomerId, wish: &Wish, reasons: &[Reason]) -> Result<(), AppError> {
    let mut tx = app.store.state().begin().await?;
    write_withheld(&mut tx, customer, wish, reasons, app.clock.now()).await?;
    Ok(tx.commit().await.map_err(hamdel_store::StoreError::from)?)
}

/// Says what became of a reserved contact: sent, delivered, bounced, or released where it was certainly never sent.
/// `false` when it stands elsewhere already.
///
/// # Errors
/// When the database fails.
pub async fn settle(app: &App, contact: i64, state: ContactState) -> Result<bool, AppError> {
    let mut tx = app.store.state().begin().await?;
    let changed = set_contact_state(&mut tx, contact, state, &[], app.clock.now()).await?;
    tx.commit().await.map_err(hamdel_store::StoreError::from)?;
    Ok(changed)
}

/// The zone of whoever a customer is today; `None` where it is unknown.
async fn known_zone(app: &App, customer: CustomerId) -> Result<Option<Zone>, AppError> {
    let today = app.store.customer_today(customer).await?.unwrap_or(customer);
    match app.store.profile_record(today).await {
        Ok(record) => Ok(zone_of(&record.state)),
        Err(hamdel_store::StoreError::NotFound { .. }) => Ok(None),
        Err(problem) => Err(problem.into()),
    }
}

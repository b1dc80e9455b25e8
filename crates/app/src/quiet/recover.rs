//! One click: a recovery for somebody who is about to leave.

use hamdel_domain::cases::{CaseFacts, Contact, Matter, Severity};
use hamdel_domain::rights::Right;
use hamdel_domain::{Channel, CustomerId, Instant};

use super::history::day_of;
use super::list::quiet_risk;
use crate::App;
use crate::accounts::SignedIn;
use crate::cases::{Doer, NewCase, TakenDown, take_down};
use crate::error::AppError;

/// What a recovery comes from: the customer and the day they fell silent, so that one silence makes one case.
pub(super) fn origin_of(customer: CustomerId, silent_days: i64, now: Instant) -> String {
    format!("quiet:{customer}:{}", day_of(now) - silent_days)
}

/// Begins a recovery for a customer who is at risk; `words` puts the reasons into the language of the one who asks,
/// as title and text. Twice for the same silence is once.
///
/// # Errors
/// [`AppError::NotFound`] when the customer is not at risk, or out of reach.
pub async fn open_recovery(
    app: &App,
    customer: CustomerId,
    who: &SignedIn,
    words: impl FnOnce(&super::AtRisk) -> (String, String),
) -> Result<TakenDown, AppError> {
    if !who.may(Right::TakeDownCases) {
        return Err(AppError::NeedsRight(Right::TakeDownCases));
    }
    let found = quiet_risk(app, who).await?;
    let held = found.at_risk.into_iter().find(|held| held.customer == customer);
    let held = held.ok_or(AppError::NotFound("customer"))?;
    let (title, text) = words(&held);
    let new = NewCase {
        customer: Some(customer),
        contact: Contact { name: held.name.clone(), identifiers: Vec::new() },
        facts: CaseFacts {
            matter: Matter::Recovery,
            kind: None,
            touchpoint: None,
            unit: held.unit.clone(),
            severity: Some(Severity::High),
            title,
            remedy: None,
        },
        text,
        channel: Channel::Phone,
        language: who.language.code().to_owned(),
        origin: Some(origin_of(customer, held.risk.silent_days, app.clock.now())),
        received_at: None,
        acknowledged: false,
    };
    take_down(app, &new, &Doer::Staff(who)).await
}

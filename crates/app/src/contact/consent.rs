//! What customers say about being contacted, and complaints that hold contacts back.

use hamdel_domain::contact::Consent;
use hamdel_domain::{CustomerId, Instant};
use hamdel_store::StoreError;

use crate::App;
use crate::error::AppError;

/// Writes down a consent or an objection; what was said before stays in the book.
///
/// # Errors
/// When the database fails.
pub async fn say(app: &App, customer: CustomerId, consent: &Consent, actor: &str) -> Result<(), AppError> {
    let mut tx = app.store.state().begin().await?;
    hamdel_store::contact::say(&mut tx, customer, consent).await?;
    tx.commit().await.map_err(StoreError::from)?;
    let action = if consent.given { "consent.given" } else { "consent.withdrawn" };
    crate::audit::record(app, actor, action, &format!("customer:{customer}"), consent.category.as_str()).await
}

/// All that a customer said, in order.
///
/// # Errors
/// When the database fails.
pub async fn consents(app: &App, customer: CustomerId) -> Result<Vec<Consent>, AppError> {
    Ok(app.store.consents_of(customer).await?)
}

/// Holds a customer's contacts back while a complaint is open; `subject` such as `case:17`.
///
/// # Errors
/// When the database fails.
pub async fn hold_for_recovery(app: &App, customer: CustomerId, subject: &str, since: Instant) -> Result<(), AppError> {
    Ok(app.store.hold_contacts(customer, subject, since).await?)
}

/// Ends such a hold. `false` when none of that subject was open.
///
/// # Errors
/// When the database fails.
pub async fn end_recovery(app: &App, subject: &str) -> Result<bool, AppError> {
    Ok(app.store.end_hold(subject, app.clock.now()).await?)
}

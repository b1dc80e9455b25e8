//! Webhooks: made, changed, tried, looked into.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use hamdel_domain::Entropy;
use hamdel_domain::webhooks::WebhookState;
use hamdel_store::webhooks::{Webhook, WebhookAttempt, WebhookDelivery, WebhookEvent};

use super::signing::PREFIX;
use crate::App;
use crate::error::AppError;
use crate::http_out::address_of;

/// Longest name, in characters.
const LONGEST_NAME: usize = 100;
/// Longest address, in bytes.
const LONGEST_URL: usize = 2_000;
/// Deliveries on a page.
const PER_PAGE: i64 = 50;
/// Random bytes of a secret; the specification asks for 24 to 64.
const SECRET_BYTES: usize = 32;

/// Every webhook, by name.
///
/// # Errors
/// When the database fails.
pub async fn webhooks(app: &App) -> Result<Vec<Webhook>, AppError> {
    Ok(app.store.webhooks().await?)
}

/// One webhook.
///
/// # Errors
/// [`AppError::NotFound`] when there is none of that number.
pub async fn webhook(app: &App, id: i64) -> Result<Webhook, AppError> {
    app.store.webhook(id).await?.ok_or(AppError::NotFound("webhook"))
}

/// Makes a webhook with a secret of its own, switched on; gives its number.
///
/// # Errors
/// Names the field that is wrong; and when the name is taken.
pub async fn add_webhook(app: &App, name: &str, url: &str, actor: &str) -> Result<i64, AppError> {
    let (name, url) = checked(name, url)?;
    let id = app.store.add_webhook(&name, &url, &secret(app.entropy.as_ref()), app.clock.now()).await?;
    crate::audit::record(app, actor, "webhook.created", &format!("webhook:{id}"), &name).await?;
    Ok(id)
}

/// Changes a webhook's name and address.
///
/// # Errors
/// Names the field that is wrong; and when there is none of that number or the name is taken.
pub async fn change_webhook(app: &App, id: i64, name: &str, url: &str, actor: &str) -> Result<(), AppError> {
    let (name, url) = checked(name, url)?;
    app.store.change_webhook(id, &name, &url, app.clock.now()).await?;
    crate::audit::record(app, actor, "webhook.changed", &format!("webhook:{id}"), &name).await
}

/// Gives a webhook another secret; the one before it signs beside it, so that the receiver can follow.
///
/// # Errors
/// When there is none of that number.
pub async fn new_secret(app: &App, id: i64, actor: &str) -> Result<(), AppError> {
    app.store.change_webhook_secret(id, &secret(app.entropy.as_ref()), app.clock.now()).await?;
    crate::audit::record(app, actor, "webhook.secret_changed", &format!("webhook:{id}"), "").await
}

/// Switches a webhook on or off. What it was to be told waits while it is off.
///
/// # Errors
/// When there is none of that number.
pub async fn switch_webhook(app: &App, id: i64, on: bool, actor: &str) -> Result<(), AppError> {
    webhook(app, id).await?;
    let state = if on { WebhookState::On } else { WebhookState::Off };
    if app.store.switch_webhook(id, state, app.clock.now()).await? {
        let action = if on { "webhook.enabled" } else { "webhook.disabled" };
        crate::audit::record(app, actor, action, &format!("webhook:{id}"), "").await?;
    }
    Ok(())
}

/// Takes a webhook away with the log of what it was told.
///
/// # Errors
/// When there is none of that number.
pub async fn remove_webhook(app: &App, id: i64, actor: &str) -> Result<(), AppError> {
    app.store.remove_webhook(id).await?;
    crate::audit::record(app, actor, "webhook.removed", &format!("webhook:{id}"), "").await
}

/// Tells a webhook something that means nothing, to see whether it gets through; what came of it is in the log.
///
/// # Errors
/// [`AppError::Invalid`] when it is switched off.
pub async fn test_webhook(app: &App, id: i64, actor: &str) -> Result<(), AppError> {
    let held = webhook(app, id).await?;
    let now = app.clock.now();
    let payload = serde_json::json!({
        "type": "webhook.test", "timestamp": now.to_string(), "data": { "webhook": held.name, "by": actor },
    });
    let mut bytes = [0; 8];
    app.entropy.fill(&mut bytes);
    let event = WebhookEvent {
        id: format!("test_{:016x}", u64::from_be_bytes(bytes)),
        kind: "webhook.test".to_owned(),
        payload: payload.to_string(),
    };
    if !app.store.tell_webhook(id, &event, now).await? {
        return Err(AppError::invalid("webhook", "is switched off; switch it on first"));
    }
    crate::audit::record(app, actor, "webhook.tested", &format!("webhook:{id}"), "").await
}

/// A page of what a webhook was told, newest first, and the number after which older ones follow.
///
/// # Errors
/// When the database fails.
pub async fn deliveries(
    app: &App,
    id: i64,
    before: Option<i64>,
) -> Result<(Vec<WebhookDelivery>, Option<i64>), AppError> {
    let mut held = app.store.webhook_deliveries(id, before, PER_PAGE + 1).await?;
    let more = held.len() as i64 > PER_PAGE;
    held.truncate(PER_PAGE as usize);
    let older = held.last().filter(|_| more).map(|last| last.id);
    Ok((held, older))
}

/// The attempts of a delivery, oldest first; that somebody read what was told is recorded, for customers' words are
/// among it.
///
/// # Errors
/// When the database fails.
pub async fn attempts(app: &App, webhook: i64, delivery: i64, actor: &str) -> Result<Vec<WebhookAttempt>, AppError> {
    crate::audit::record(app, actor, "webhook.delivery_read", &format!("webhook:{webhook}"), "").await?;
    Ok(app.store.webhook_attempts(delivery).await?)
}

/// Has a delivery tried again now.
///
/// # Errors
/// When the webhook has none of that number.
pub async fn resend(app: &App, webhook: i64, delivery: i64, actor: &str) -> Result<(), AppError> {
    app.store.resend_webhook(webhook, delivery, app.clock.now()).await?;
    crate::audit::record(app, actor, "webhook.resent", &format!("webhook:{webhook}"), "").await
}

fn secret(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; SECRET_BYTES];
    entropy.fill(&mut bytes);
    format!("{PREFIX}{}", STANDARD.encode(bytes))
}

fn checked(name: &str, url: &str) -> Result<(String, String), AppError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(AppError::invalid("name", "needs 1 to 100 characters on one line"));
    }
    if url.len() > LONGEST_URL {
        return Err(AppError::invalid("url", "is longer than 2,000 bytes"));
    }
    let url = address_of(url).map_err(|problem| AppError::invalid("url", problem))?;
    Ok((name.to_owned(), url.to_string()))
}

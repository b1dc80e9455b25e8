//! The worker that calls webhooks.

use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt;
use tokio::sync::watch;

use hamdel_domain::clock::SECOND;
use hamdel_domain::webhooks::{WebhookState, is_broken, next_attempt};
use hamdel_store::webhooks::{AfterAttempt, Webhook, WebhookAttempt, WebhookDelivery};

use super::signing::signature;
use crate::App;
use crate::alerts::{AlertBody, Why, raise_to_administrators};
use crate::error::AppError;
use crate::http_out::{HttpAnswer, HttpOut, HttpProblem, address_of};
use crate::work::{Next, Rounds, until_stopped};

/// How long each step of a call may take.
const STEP: Duration = Duration::from_secs(15);
/// How long a delivery is held: longer than a call takes; microseconds.
const HELD: i64 = 120 * SECOND;
/// Calls at a time.
const AT_A_TIME: usize = 8;
/// Deliveries of one round.
const ROUND: i64 = 64;
/// Characters of an answer that are kept.
const ANSWER_KEPT: usize = 2_000;
/// The status by which a receiver says that it wants nothing more.
const GONE: u16 = 410;

/// Calls until told to stop.
pub struct WebhookSender {
    app: App,
    http: HttpOut,
}

impl WebhookSender {
    /// A sender of this process.
    ///
    /// # Errors
    /// When TLS cannot be set up at all.
    pub fn new(app: App) -> Result<Self, HttpProblem> {
        Ok(Self { app, http: HttpOut::new(STEP)? })
    }

    /// Runs until told to stop. A failure is logged and tried again: the store keeps what was not delivered.
    pub async fn run(mut self, stop: watch::Receiver<bool>) {
        until_stopped(&mut self, stop).await;
    }
}

impl Rounds for WebhookSender {
    const DOES: &'static str = "calling webhooks";
    const EVERY: Duration = Duration::from_secs(1);

    async fn round(&mut self) -> Result<Next, AppError> {
        send_webhooks(&self.app, &self.http).await?;
        Ok(Next::AfterPause)
    }
}

/// Calls the webhooks whose deliveries are due; gives how many were taken. Any number of callers at once try each
/// delivery one at a time.
///
/// # Errors
/// When the database fails; what was not delivered stays due.
pub async fn send_webhooks(app: &App, http: &HttpOut) -> Result<usize, AppError> {
    let now = app.clock.now();
    if !app.store.is_webhook_due(now).await? {
        return Ok(0);
    }
    let held = app.store.hold_webhook_deliveries(now, now.plus_micros(HELD), ROUND).await?;
    let webhooks = app.store.webhooks().await?;
    let mut calls = futures::stream::iter(held)
        .map(|delivery| {
            let webhook = webhooks.iter().find(|webhook| webhook.id == delivery.webhook);
            async move {
                match webhook {
                    Some(webhook) => call(app, http, webhook, &delivery).await,
                    None => Ok(false),
                }
            }
        })
        .buffer_unordered(AT_A_TIME);
    let (mut taken, mut failed) = (0, None);
    while let Some(came) = calls.next().await {
        match came {
            Ok(was_taken) => taken += usize::from(was_taken),
            Err(problem) => failed = Some(problem),
        }
    }
    failed.map_or(Ok(taken), Err)
}

async fn call(app: &App, http: &HttpOut, webhook: &Webhook, delivery: &WebhookDelivery) -> Result<bool, AppError> {
    let began = app.clock.now();
    let came = post(http, webhook, delivery, began.micros().div_euclid(SECOND)).await;
    let now = app.clock.now();
    let attempt = WebhookAttempt {
        at: began,
        status: came.as_ref().ok().map(|answer| answer.status),
        answer: words_of(&came),
        took: now.micros_since(began),
    };
    let taken = came.as_ref().is_ok_and(HttpAnswer::is_success);
    let after = if taken {
        AfterAttempt::Delivered
    } else {
        let asked = came.as_ref().ok().and_then(|answer| answer.retry_after);
        match next_attempt(delivery.attempts + 1, chance(app), asked, now) {
            Some(next) => AfterAttempt::Again(next),
            None => AfterAttempt::GivenUp,
        }
    };
    let failing_since = app.store.end_webhook_attempt(delivery, &attempt, after, now).await?;
    let gone = came.as_ref().is_ok_and(|answer| answer.status == GONE);
    if !taken && (gone || is_broken(failing_since, now)) {
        switch_off(app, webhook).await?;
    }
    Ok(taken)
}

async fn post(
    http: &HttpOut,
    webhook: &Webhook,
    delivery: &WebhookDelivery,
    at: i64,
) -> Result<HttpAnswer, HttpProblem> {
    let url = address_of(&webhook.url).map_err(HttpProblem::Address)?;
    let secrets = [Some(&webhook.secret), webhook.old_secret.as_ref()];
    let signed = secrets.into_iter().flatten();
    let signatures: Vec<String> =
        signed.filter_map(|secret| signature(secret, &delivery.event.id, at, &delivery.event.payload)).collect();
    let at = at.to_string();
    let headers = [
        ("content-type", "application/json"),
        ("webhook-id", delivery.event.id.as_str()),
        ("webhook-timestamp", at.as_str()),
        ("webhook-signature", &signatures.join(" ")),
    ];
    http.post(&url, &headers, Bytes::from(delivery.event.payload.clone())).await
}

/// Nothing got through for long, or the receiver is gone: it is switched off, and the administrators are told.
async fn switch_off(app: &App, webhook: &Webhook) -> Result<(), AppError> {
    let now = app.clock.now();
    if !app.store.switch_webhook(webhook.id, WebhookState::Broken, now).await? {
        return Ok(());
    }
    crate::audit::record(app, "system", "webhook.broken", &format!("webhook:{}", webhook.id), &webhook.name).await?;
    let why = Why::WebhookBroken { webhook: webhook.id, name: webhook.name.clone() };
    let body = AlertBody { why: vec![why], ..AlertBody::default() };
    raise_to_administrators(app, &format!("webhook:{}:{}", webhook.id, now.micros()), &body).await?;
    Ok(())
}

fn words_of(came: &Result<HttpAnswer, HttpProblem>) -> String {
    let words = match came {
        Ok(answer) => String::from_utf8_lossy(&answer.body).into_owned(),
        Err(problem) => problem.to_string(),
    };
    words.chars().take(ANSWER_KEPT).collect()
}

/// A number from 0 to 1, by chance.
fn chance(app: &App) -> f64 {
    let mut bytes = [0; 4];
    app.entropy.fill(&mut bytes);
    f64::from(u32::from_be_bytes(bytes)) / f64::from(u32::MAX)
}

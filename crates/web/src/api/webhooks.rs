//! Webhooks, and the log of what each was told.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::webhooks::{self, Webhook, WebhookDelivery};

use super::alerts::Switched;
use crate::error::Failure;
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/webhooks`.
pub(crate) async fn list(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let held: Vec<Value> = webhooks::webhooks(&state.app).await?.iter().map(brief).collect();
    Ok(Json(json!({ "webhooks": held })))
}

fn brief(held: &Webhook) -> Value {
    json!({
        "webhook": held.id, "name": held.name, "url": held.url, "state": held.state.as_str(),
        "failing_since": held.failing_since.map(|since| since.to_string()), "made_at": held.made_at.to_string(),
    })
}

/// A webhook's name and address.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct New {
    name: String,
    url: String,
}

/// `POST /api/v1/webhooks`: a `name` and a `url`; answers with the secret that signs.
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Json(new): Json<New>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let id = webhooks::add_webhook(&state.app, &new.name, &new.url, &signed.user.actor()).await?;
    let secret = webhooks::webhook(&state.app, id).await?.secret;
    Ok((StatusCode::CREATED, Json(json!({ "webhook": id, "secret": secret }))))
}

/// `GET /api/v1/webhooks/{webhook}`: with its log, newest first; `before` the number of the last one seen.
pub(crate) async fn show(
    State(state): State<WebState>,
    _: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let mut whole = brief(&webhooks::webhook(&state.app, id).await?);
    let before = params.known("before", |number| number.parse().ok());
    let (deliveries, older) = webhooks::deliveries(&state.app, id, before).await?;
    whole["deliveries"] = deliveries.iter().map(delivery).collect();
    whole["older"] = json!(older);
    Ok(Json(whole))
}

fn delivery(held: &WebhookDelivery) -> Value {
    json!({
        "delivery": held.id, "event": held.event.id, "type": held.event.kind, "payload": held.event.payload,
        "state": held.state, "attempts": held.attempts, "made_at": held.made_at.to_string(),
        "next_at": (held.state == "ready").then(|| held.next_at.to_string()),
    })
}

/// `PUT /api/v1/webhooks/{webhook}`: its `name` and `url`.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(new): Json<New>,
) -> Result<StatusCode, Failure> {
    webhooks::change_webhook(&state.app, id, &new.name, &new.url, &signed.user.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/v1/webhooks/{webhook}/deliveries/{delivery}`: its attempts.
pub(crate) async fn attempts(
    State(state): State<WebState>,
    signed: Signed,
    Path((id, delivery)): Path<(i64, i64)>,
) -> Result<Json<Value>, Failure> {
    let tried = webhooks::attempts(&state.app, id, delivery, &signed.user.actor()).await?;
    let attempt = |one: &webhooks::WebhookAttempt| {
        json!({
            "at": one.at.to_string(), "status": one.status, "answer": one.answer, "took_milliseconds": one.took / 1_000,
        })
    };
    Ok(Json(json!({ "attempts": tried.iter().map(attempt).collect::<Vec<_>>() })))
}

/// `POST /api/v1/webhooks/{webhook}/deliveries/{delivery}/resend`.
pub(crate) async fn resend(
    State(state): State<WebState>,
    signed: Signed,
    Path((id, delivery)): Path<(i64, i64)>,
) -> Result<StatusCode, Failure> {
    webhooks::resend(&state.app, id, delivery, &signed.user.actor()).await?;
    Ok(StatusCode::ACCEPTED)
}

/// `POST /api/v1/webhooks/{webhook}/test`: tells it something that means nothing.
pub(crate) async fn test(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<StatusCode, Failure> {
    webhooks::test_webhook(&state.app, id, &signed.user.actor()).await?;
    Ok(StatusCode::ACCEPTED)
}

/// `POST /api/v1/webhooks/{webhook}/switch`: `on` or off.
pub(crate) async fn switch(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(asked): Json<Switched>,
) -> Result<StatusCode, Failure> {
    webhooks::switch_webhook(&state.app, id, asked.on, &signed.user.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/webhooks/{webhook}/secret`: another secret; the one before it signs beside it.
pub(crate) async fn secret(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Json<Value>, Failure> {
    webhooks::new_secret(&state.app, id, &signed.user.actor()).await?;
    Ok(Json(json!({ "secret": webhooks::webhook(&state.app, id).await?.secret })))
}

/// `POST /api/v1/webhooks/{webhook}/remove`.
pub(crate) async fn remove(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<StatusCode, Failure> {
    webhooks::remove_webhook(&state.app, id, &signed.user.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

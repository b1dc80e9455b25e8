//! Alerts and the rules that raise them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::alerts::{self, AlertShown};
use hamdel_domain::alerts::{AlertRule, KeptRule};

use crate::error::Failure;
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/alerts`: one's own, newest first; `before` the number of the last one seen.
pub(crate) async fn list(
    State(state): State<WebState>,
    signed: Signed,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let before = params.known("before", |number| number.parse().ok());
    let (found, older) = alerts::my_alerts(&state.app, &signed.user, before).await?;
    let unseen = alerts::unseen(&state.app, &signed.user).await?.count;
    let alerts: Vec<Value> = found.iter().map(alert).collect();
    Ok(Json(json!({ "alerts": alerts, "unseen": unseen, "older": older })))
}

fn alert(held: &AlertShown) -> Value {
    let body = &held.body;
    json!({
        "alert": held.id, "at": held.at.to_string(), "seen": held.seen, "rules": body.rules, "why": body.why,
        "interaction_id": held.interaction, "customer_id": held.customer, "unit": held.unit, "text": body.text,
        "kind": body.kind, "touchpoint": body.touchpoint, "channel": body.channel, "employee": body.employee,
        "metric": body.metric, "score": body.score,
    })
}

/// Up to which alert all are seen.
#[derive(Deserialize)]
pub(crate) struct Through {
    through: i64,
}

/// `POST /api/v1/alerts/seen`: one's own up to and with `through`.
pub(crate) async fn seen(
    State(state): State<WebState>,
    signed: Signed,
    Json(asked): Json<Through>,
) -> Result<Json<Value>, Failure> {
    Ok(Json(json!({ "alerts": alerts::see(&state.app, &signed.user, asked.through).await? })))
}

/// Whether one gets e-mails.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    email: bool,
}

/// `POST /api/v1/alerts/ways`: whether one gets the `email`s that rules send; the bell stays.
pub(crate) async fn choose(
    State(state): State<WebState>,
    signed: Signed,
    Json(asked): Json<Wanted>,
) -> Result<StatusCode, Failure> {
    alerts::choose_email(&state.app, &signed.user, asked.email).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/v1/alert-rules`.
pub(crate) async fn rules(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let rules: Vec<Value> = alerts::rules(&state.app).await?.iter().map(rule).collect();
    Ok(Json(json!({ "rules": rules })))
}

fn rule(kept: &KeptRule) -> Value {
    let since = kept.enabled_since.map(|since| since.to_string());
    json!({ "rule": kept.id, "says": kept.rule, "enabled_since": since })
}

fn read(body: Value) -> Result<AlertRule, AppError> {
    serde_json::from_value(body).map_err(|problem| AppError::invalid("rule", problem.to_string()))
}

/// `POST /api/v1/alert-rules`: a rule, as `says` of the list has it; switched on from now on.
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Json(body): Json<Value>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let id = alerts::add_rule(&state.app, read(body)?, &signed.user.actor()).await?;
    Ok((StatusCode::CREATED, Json(json!({ "rule": id }))))
}

/// `PUT /api/v1/alert-rules/{rule}`: what it says from now on.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(body): Json<Value>,
) -> Result<StatusCode, Failure> {
    alerts::change_rule(&state.app, id, read(body)?, &signed.user.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether a rule or a webhook is on.
#[derive(Deserialize)]
pub(crate) struct Switched {
    pub(super) on: bool,
}

/// `POST /api/v1/alert-rules/{rule}/switch`: `on` from now on, or off.
pub(crate) async fn switch(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(asked): Json<Switched>,
) -> Result<StatusCode, Failure> {
    alerts::switch_rule(&state.app, id, asked.on, &signed.user.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/alert-rules/{rule}/remove`.
pub(crate) async fn remove(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<StatusCode, Failure> {
    alerts::remove_rule(&state.app, id, &signed.user.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

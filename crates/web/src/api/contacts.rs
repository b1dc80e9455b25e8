//! The contact policy and the book of contacts, as JSON.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::contact::{self, Outcomes, Preview, PreviewAsked, ToldVersion};
use hamdel_domain::clock::DAY;
use hamdel_domain::contact::{Decision, Policy, Replayed};
use hamdel_domain::{CustomerId, Instant};

use crate::error::Failure;
use crate::pages::contacts::book::outcome_name;
use crate::params::{CustomerPath, Params};
use crate::reader::Signed;
use crate::state::WebState;

/// The stretch where none is given; days.
const USUAL_DAYS: i64 = 30;

/// A policy in place of the version that was read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    version: i64,
    policy: Value,
}

/// A policy to be tried.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Trial {
    policy: Value,
    days: Option<i64>,
    customer: Option<i64>,
}

fn policy_of(body: Value) -> Result<Policy, AppError> {
    serde_json::from_value(body).map_err(|problem| AppError::invalid("policy", problem.to_string()))
}

/// `GET /api/v1/contact-policy`: the policy in force with its version, 0 for what a new company starts with.
pub(crate) async fn show(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let kept = contact::policy(&state.app).await?;
    Ok(Json(json!({ "version": kept.version, "policy": kept.policy })))
}

/// `PUT /api/v1/contact-policy`: `{"version": 3, "policy": {…}}` puts a policy in force in place of version 3;
/// another version meanwhile is a conflict.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Json(change): Json<Change>,
) -> Result<Json<Value>, Failure> {
    let policy = policy_of(change.policy)?;
    let version = contact::change_policy(&state.app, policy, change.version, &signed.user.actor()).await?;
    Ok(Json(json!({ "version": version })))
}

/// `GET /api/v1/contact-policy/versions`: youngest first, with who made each and what it changed.
pub(crate) async fn versions(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let version = |told: &ToldVersion| {
        let changes = told.changes.iter().map(
            |change| json!({ "part": change.part.as_str(), "name": change.name, "change": change.moved.as_str() }),
        );
        json!({
            "version": told.version.kept.version, "policy": told.version.kept.policy,
            "changed_at": told.version.changed_at.to_string(), "changed_by": told.version.changed_by,
            "name": told.by, "changes": changes.collect::<Vec<_>>(),
        })
    };
    let told = contact::policy_versions(&state.app).await?;
    Ok(Json(json!({ "versions": told.iter().map(version).collect::<Vec<_>>() })))
}

/// `POST /api/v1/contact-policy/preview`: `{"policy": {…}, "days": 30, "customer": 7}` tries a policy on the messages
/// of the last days beside the one in force; nothing is changed.
pub(crate) async fn preview(
    State(state): State<WebState>,
    signed: Signed,
    Json(trial): Json<Trial>,
) -> Result<Json<Value>, Failure> {
    let policy = policy_of(trial.policy)?;
    let asked = PreviewAsked { days: trial.days.unwrap_or(USUAL_DAYS), customer: trial.customer.map(CustomerId) };
    Ok(Json(previewed(&contact::preview(&state.app, &policy, asked, &signed.user.actor()).await?)))
}

fn previewed(preview: &Preview) -> Value {
    let outcomes = |held: &Outcomes| {
        json!({
            "sent_at_once": held.at_once, "sent_later": held.later, "not_sent": held.withheld, "reasons": held.reasons,
        })
    };
    let messages = preview.messages.iter().map(|message| {
        json!({
            "at": message.at.to_string(), "channel": message.channel, "category": message.category,
            "subject": message.subject, "in_force": replayed(&message.in_force),
            "proposed": replayed(&message.proposed),
        })
    });
    json!({
        "from": preview.from.to_string(), "to": preview.to.to_string(), "shortened": preview.is_cut,
        "messages_tried": preview.wishes, "beyond_any_policy": preview.otherwise, "customers": preview.customers,
        "in_force": outcomes(&preview.in_force), "proposed": outcomes(&preview.proposed),
        "messages": messages.collect::<Vec<_>>(),
    })
}

fn replayed(outcome: &Replayed) -> Value {
    match outcome {
        Replayed::AtOnce => json!({ "outcome": "sent_at_once" }),
        Replayed::Later(at, reason) => {
            json!({ "outcome": "sent_later", "at": at.to_string(), "reason": reason })
        }
        Replayed::Withheld(reason) => json!({ "outcome": "not_sent", "reason": reason }),
        Replayed::Otherwise(reason) => json!({ "outcome": "beyond_any_policy", "reason": reason }),
    }
}

/// `GET /api/v1/contacts/withheld`: how many messages were withheld in the last `days` (30), by channel, category
/// and reason.
pub(crate) async fn withheld(State(state): State<WebState>, _: Signed, params: Params) -> Result<Json<Value>, Failure> {
    let days = params.known("days", |days| days.parse().ok()).unwrap_or(USUAL_DAYS).clamp(1, 3_650);
    let now: Instant = state.app.clock.now();
    let counts = contact::withheld_counts(&state.app, now.plus_micros(-days * DAY), now).await?;
    let counts = counts.iter().map(|count| {
        json!({
            "channel": count.channel, "category": count.category, "reason": count.reason, "messages": count.withheld,
        })
    });
    Ok(Json(json!({ "days": days, "withheld": counts.collect::<Vec<_>>() })))
}

/// `GET /api/v1/customers/{customer}/contacts`: the book of a customer, what would come of a message now, and what the
/// customer said about being contacted. `customer` is who that is today.
pub(crate) async fn book(
    State(state): State<WebState>,
    signed: Signed,
    CustomerPath(customer): CustomerPath,
) -> Result<Json<Value>, Failure> {
    let book = contact::book_of(&state.app, customer, &signed.user).await?;
    let rows = book.rows.iter().map(|row| {
        json!({
            "at": row.at.to_string(), "channel": row.channel, "category": row.category, "topic": row.topic,
            "subject": row.subject, "state": row.state, "reasons": row.reasons,
        })
    });
    let consents = book.consents.iter().map(|said| {
        json!({
            "at": said.at.to_string(), "channel": said.channel, "category": said.category, "given": said.given,
            "source": said.source,
        })
    });
    let now = book.now.iter().map(|held| {
        let (until, reasons) = match &held.decision {
            Decision::Allowed => (None, Vec::new()),
            Decision::WaitUntil(at, reason) => (Some(at.to_string()), vec![reason.clone()]),
            Decision::Withheld(reasons) => (None, reasons.clone()),
        };
        json!({
            "channel": held.channel, "category": held.category, "outcome": outcome_name(&held.decision),
            "from": until, "reasons": reasons,
        })
    });
    Ok(Json(json!({
        "customer": book.customer.0, "contacts": rows.collect::<Vec<_>>(), "more": book.more,
        "now": now.collect::<Vec<_>>(), "consents": consents.collect::<Vec<_>>(),
    })))
}

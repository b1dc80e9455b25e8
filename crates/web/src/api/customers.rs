//! Customers.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Map, Value, json};

use hamdel_app::customers::{
    ClaimReason, Count, FoundCustomer, Looked, Profile, Sight, TimelineCursor, TraitSource, look_at_profile,
    look_through_customers, timeline as read_timeline, trait_sources,
};
use hamdel_domain::{Channel, Identifier, Instant, InteractionId, RecordedInteraction};

use crate::error::Failure;
use crate::pages::customers::{order_name, question_of};
use crate::params::{CustomerPath, Params};
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/customers`: `q`, `selected` (numbers), `standing`, `stage`, `seen` (`today`, `7d`), `sort`,
/// `direction`, `page`. `sorted_by` says what the list is sorted by, for a long one cannot be by interactions; `null`
/// is relevance.
pub(crate) async fn list(
    State(state): State<WebState>,
    signed: Signed,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let found = look_through_customers(&state.app, &question_of(&signed.user, &params)?, &signed.user.actor()).await?;
    let (count, exact) = match found.count {
        Count::Exactly(count) => (count, true),
        Count::MoreThan(count) => (count, false),
    };
    let customers: Vec<Value> = found.customers.iter().map(line).collect();
    Ok(Json(json!({
        "customers": customers,
        "count": count,
        "count_is_exact": exact,
        "page": found.page,
        "sorted_by": found.order.map(order_name),
    })))
}

fn line(found: &FoundCustomer) -> Value {
    let line = &found.line;
    json!({
        "customer_id": line.customer,
        "standing": line.standing,
        "name": line.name,
        "stage": line.stage,
        "interactions": line.interactions,
        "value": line.value.to_string(),
        "first_seen": moment(line.first_seen),
        "last_seen": moment(line.last_seen),
        "identifiers": found.identifiers.iter().map(identifier).collect::<Vec<_>>(),
    })
}

/// `GET /api/v1/customers/{customer}`; a customer that is another today leads there.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    CustomerPath(customer): CustomerPath,
) -> Result<Response, Failure> {
    match look_at_profile(&state.app, customer, &signed.user).await? {
        Looked::Moved(today) => Ok(Redirect::temporary(&format!("/api/v1/customers/{today}")).into_response()),
        Looked::Here(profile) => {
            let sources = trait_sources(&state.app, &profile.members, &profile.state, &[]).await?;
            Ok(Json(profile_json(&profile, &sources)).into_response())
        }
    }
}

fn profile_json(profile: &Profile, sources: &HashMap<InteractionId, TraitSource>) -> Value {
    let state = &profile.state;
    let traits: Map<String, Value> = state
        .traits
        .iter()
        .map(|(name, known)| {
            let value: Value = serde_json::from_str(&known.value).unwrap_or_else(|_| known.value.clone().into());
            let said = sources.get(&known.by);
            (
                name.clone(),
                json!({
                    "value": value,
                    "at": known.at.to_string(),
                    "interaction_id": known.by.to_string(),
                    "source": said.map(|said| &said.source),
                    "kind": said.map(|said| &said.kind),
                }),
            )
        })
        .collect();
    let value: Map<String, Value> =
        state.value.iter().map(|(currency, amount)| (currency.clone(), amount.to_string().into())).collect();
    let counts = |tallies: &std::collections::BTreeMap<String, hamdel_domain::profile::Tally>| {
        tallies.iter().map(|(name, tally)| (name.clone(), Value::from(tally.count))).collect::<Map<_, _>>()
    };
    json!({
        "customer_id": profile.customer,
        "written_for": profile.members,
        "standing": profile.standing,
        "name": profile.name,
        "stage": state.stage.as_ref().map(|placed| &placed.stage),
        "first_seen": moment(state.first_seen),
        "last_seen": moment(state.last_seen),
        "interactions": state.interactions,
        "kinds": counts(&state.kinds),
        "channels": counts(&state.channels),
        "value": value,
        "traits": traits,
        "identifiers": profile.identifiers.iter().map(|held| {
            let mut shown = identifier(&held.identifier);
            shown["reasons"] = held.reasons.iter().map(reason).collect();
            shown
        }).collect::<Vec<_>>(),
        "refused": profile.refused.iter().map(reason).collect::<Vec<_>>(),
    })
}

/// `GET /api/v1/customers/{customer}/timeline`: `before`, `channel`.
pub(crate) async fn timeline(
    State(state): State<WebState>,
    signed: Signed,
    CustomerPath(customer): CustomerPath,
    params: Params,
) -> Result<Response, Failure> {
    let members = match look_at_profile(&state.app, customer, &signed.user).await? {
        Looked::Moved(today) => {
            return Ok(Redirect::temporary(&format!("/api/v1/customers/{today}/timeline")).into_response());
        }
        Looked::Here(profile) => profile.members,
    };
    let before = params.get("before").map(str::parse::<TimelineCursor>).transpose()?;
    let page = {
        let channel = params.known("channel", Channel::parse);
        read_timeline(&state.app, &members, before, channel, &Sight::of(&signed.user)).await?
    };
    let interactions: Vec<Value> = page.interactions.iter().map(interaction).collect();
    let older = page.older.map(|cursor| cursor.to_string());
    Ok(Json(json!({ "interactions": interactions, "before": older })).into_response())
}

fn interaction(recorded: &RecordedInteraction) -> Value {
    let held = &recorded.interaction;
    let properties: Value = serde_json::from_str(&held.properties).unwrap_or_else(|_| json!({}));
    json!({
        "interaction_id": held.id.to_string(),
        "customer_id": recorded.customer,
        "occurred_at": held.occurred_at.to_string(),
        "received_at": held.received_at.to_string(),
        "source": held.source,
        "kind": held.kind,
        "touchpoint": held.touchpoint,
        "channel": held.channel,
        "stage": held.stage,
        "unit": held.unit,
        "employee": held.employee,
        "value": held.value.map(|value| value.to_string()),
        "currency": held.currency,
        "metric": held.metric,
        "score": held.score,
        "text": held.text,
        "session": held.session,
        "message_id": held.message_id,
        "properties": properties,
    })
}

fn identifier(identifier: &Identifier) -> Value {
    json!({ "kind": identifier.kind().as_str(), "value": identifier.value() })
}

fn reason(reason: &ClaimReason) -> Value {
    json!({
        "verdict": reason.verdict.as_str(),
        "stronger": identifier(&reason.stronger),
        "weaker": identifier(&reason.weaker),
        "at": reason.at.to_string(),
        "source": reason.source,
        "other_customer_id": reason.other,
    })
}

fn moment(at: Option<Instant>) -> Option<String> {
    at.map(|at| at.to_string())
}

//! Taking cases down, as JSON.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::cases::{self, Doer, Draft, NewCase, Proposal, language_of};
use hamdel_domain::cases::{CaseFacts, CaseId, CaseKind, Contact, Matter, Severity};
use hamdel_domain::{Channel, CustomerId, Identifier, IdentifierKind, Instant};

use crate::error::Failure;
use crate::reader::Signed;
use crate::state::WebState;

/// A case to be taken down.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct New {
    text: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    matter: Matter,
    kind: Option<String>,
    touchpoint: Option<String>,
    unit: Option<String>,
    severity: Option<Severity>,
    remedy: Option<String>,
    customer_id: Option<i64>,
    name: Option<String>,
    #[serde(default)]
    identifiers: Vec<NewIdentifier>,
    channel: Channel,
    language: Option<String>,
    /// What it comes from, so that sending it again makes no second case.
    external_id: Option<String>,
    received_at: Option<String>,
    /// Whether the customer has the reference already.
    #[serde(default)]
    acknowledged: bool,
}

/// What points at a customer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewIdentifier {
    kind: String,
    value: String,
}

/// `POST /api/v1/cases`: takes a case down; 201 for a new one, 200 for one whose `external_id` is there already.
pub(crate) async fn take_down(
    State(state): State<WebState>,
    signed: Signed,
    Json(new): Json<New>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let new = read(new)?;
    cases::check_names(&state.app, &new.facts).await?;
    let taken = cases::take_down(&state.app, &new, &Doer::Staff(&signed.user)).await?;
    let status = if taken.already { StatusCode::OK } else { StatusCode::CREATED };
    let told = json!({ "case_id": taken.id, "reference": taken.reference.to_string(), "already": taken.already });
    Ok((status, Json(told)))
}

fn read(new: New) -> Result<NewCase, AppError> {
    let identifier = |given: &NewIdentifier| {
        Identifier::new(IdentifierKind::parse(&given.kind), &given.value)
            .map_err(|problem| AppError::invalid("identifiers", format!("{}: {problem}", given.kind)))
    };
    let identifiers = new.identifiers.iter().map(identifier).collect::<Result<Vec<_>, _>>()?;
    let received_at = new.received_at.as_deref().map(|text| {
        Instant::parse_iso(text).ok_or_else(|| AppError::invalid("received_at", "is no time as 2026-11-21T12:00:00Z"))
    });
    let language = new.language.unwrap_or_else(|| language_of(&new.text).to_owned());
    Ok(NewCase {
        customer: new.customer_id.map(CustomerId),
        contact: Contact { name: new.name, identifiers },
        facts: CaseFacts {
            matter: new.matter,
            kind: new.kind,
            touchpoint: new.touchpoint,
            unit: new.unit,
            severity: new.severity,
            title: new.title,
            remedy: new.remedy,
        },
        text: new.text,
        channel: new.channel,
        language,
        origin: new.external_id.map(|id| format!("api:{id}")),
        received_at: received_at.transpose()?,
        acknowledged: new.acknowledged,
    })
}

/// What is known of a case while it is typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Typed {
    text: String,
    #[serde(default)]
    who: String,
    customer_id: Option<i64>,
    kind: Option<String>,
    touchpoint: Option<String>,
    unit: Option<String>,
}

/// `POST /api/v1/cases/proposals`: what is proposed for a text, each with how sure it is.
pub(crate) async fn propose(
    State(state): State<WebState>,
    signed: Signed,
    Json(typed): Json<Typed>,
) -> Result<Json<Value>, Failure> {
    let draft = Draft {
        text: typed.text,
        who: typed.who,
        customer: typed.customer_id.map(CustomerId),
        kind: typed.kind,
        touchpoint: typed.touchpoint,
        unit: typed.unit,
    };
    let found = cases::propose(&state.app, &draft, &signed.user).await?;
    let named = |held: &[Proposal]| -> Value {
        held.iter().map(|proposal| json!({ "name": proposal.name, "sure": proposal.sure })).collect()
    };
    let customers = found.customers.iter().map(|held| {
        json!({ "customer_id": held.customer, "name": held.name, "found_by": held.by.as_str(), "sure": held.sure })
    });
    let severities = found.severities.iter().map(|(severity, sure)| json!({ "name": severity, "sure": sure }));
    let duplicates = found.duplicates.iter().map(|held| {
        json!({
            "case_id": held.id, "reference": held.reference.to_string(), "title": held.title, "state": held.state,
            "received_at": held.received_at.to_string(), "same_customer": held.same_customer, "alike": held.alike,
        })
    });
    let identifiers =
        found.identifiers.iter().map(|held| json!({ "kind": held.kind().as_str(), "value": held.value() }));
    Ok(Json(json!({
        "customers": customers.collect::<Value>(), "identifiers": identifiers.collect::<Value>(),
        "kinds": named(&found.kinds), "touchpoints": named(&found.touchpoints), "units": named(&found.units),
        "severities": severities.collect::<Value>(), "duplicates": duplicates.collect::<Value>(),
    })))
}

/// `POST /api/v1/cases/{case}/take-back`: takes back what one has just taken down.
pub(crate) async fn take_back(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<StatusCode, Failure> {
    cases::take_back(&state.app, CaseId(id), &signed.user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/v1/case-kinds`: every kind, archived ones too.
pub(crate) async fn kinds(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    Ok(Json(json!({ "kinds": cases::case_kinds(&state.app).await? })))
}

/// `PUT /api/v1/case-kinds`: adds or changes the kind of that `name`.
pub(crate) async fn put_kind(
    State(state): State<WebState>,
    signed: Signed,
    Json(body): Json<Value>,
) -> Result<StatusCode, Failure> {
    let kind: CaseKind =
        serde_json::from_value(body).map_err(|problem| AppError::invalid("body", problem.to_string()))?;
    cases::put_kind(&state.app, &kind, &signed.user.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/case-kinds/ready`: adds the list that a shop may start from; answers with how many were added.
pub(crate) async fn add_ready(State(state): State<WebState>, signed: Signed) -> Result<Json<Value>, Failure> {
    Ok(Json(json!({ "added": cases::add_shop_kinds(&state.app, &signed.user.actor()).await? })))
}

/// `POST /api/v1/feedback/{interaction}/case`: makes a case of a comment; 201 for a new one, 200 for the one it made
/// before.
pub(crate) async fn of_comment(
    State(state): State<WebState>,
    signed: Signed,
    Path(interaction): Path<String>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let taken = cases::case_of_comment(&state.app, &interaction, None, &signed.user).await?;
    let status = if taken.already { StatusCode::OK } else { StatusCode::CREATED };
    let told = json!({ "case_id": taken.id, "reference": taken.reference.to_string(), "already": taken.already });
    Ok((status, Json(told)))
}

//! Causes: the tree, and which of them make most cases.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::causes::{self, CaseOutline, CauseBar, CauseChange, PAGE};
use hamdel_domain::causes::Cause;
use hamdel_stats::interval::Estimate;

use crate::error::Failure;
use crate::pages::causes::question;
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/causes`: the tree, each cause after the one above it.
pub(crate) async fn list(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let tree = causes::cause_tree(&state.app).await?;
    let causes: Vec<Value> = tree.in_order().into_iter().map(|(_, held)| cause(held)).collect();
    Ok(Json(json!({ "causes": causes })))
}

fn cause(held: &Cause) -> Value {
    json!({
        "cause": held.name, "title_fa": held.title_fa, "title_en": held.title_en, "parent": held.parent,
        "archived_at": held.archived_at.map(|at| at.to_string()),
    })
}

/// `POST /api/v1/causes`: `title_fa`, `title_en`, `parent`; gives the name it got, and the `change` that undoes it.
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Json(change): Json<CauseChange>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let (name, entry) = causes::add_cause(&state.app, &change, &signed.user.actor()).await?;
    Ok((StatusCode::CREATED, Json(json!({ "cause": name, "change": entry }))))
}

/// `PUT /api/v1/causes/{cause}`: `title_fa`, `title_en`, `parent`; moves it where the parent is another.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(name): Path<String>,
    Json(change): Json<CauseChange>,
) -> Result<Json<Value>, Failure> {
    let entry = causes::change_cause(&state.app, &name, &change, &signed.user.actor()).await?;
    Ok(Json(json!({ "change": entry })))
}

/// Whether a cause is in use.
#[derive(Deserialize)]
pub(crate) struct Archived {
    archived: bool,
}

/// `POST /api/v1/causes/{cause}/archive`: `archived`, or back in use.
pub(crate) async fn archive(
    State(state): State<WebState>,
    signed: Signed,
    Path(name): Path<String>,
    Json(asked): Json<Archived>,
) -> Result<Json<Value>, Failure> {
    let entry = causes::archive_cause(&state.app, &name, asked.archived, &signed.user.actor()).await?;
    Ok(Json(json!({ "change": entry })))
}

/// Which change is taken back.
#[derive(Deserialize)]
pub(crate) struct Undone {
    change: i64,
}

/// `POST /api/v1/causes/undo`: takes a `change` back, as the other calls give it.
pub(crate) async fn undo(
    State(state): State<WebState>,
    signed: Signed,
    Json(asked): Json<Undone>,
) -> Result<Json<Value>, Failure> {
    let entry = causes::undo_cause(&state.app, asked.change, &signed.user.actor()).await?;
    Ok(Json(json!({ "change": entry })))
}

/// `GET /api/v1/causes/pareto`: `period`, `unit`, `kind`, `matter`, `level`, as the page has them.
pub(crate) async fn pareto(State(state): State<WebState>, _: Signed, params: Params) -> Result<Json<Value>, Failure> {
    let found = causes::pareto(&state.app, &question(&params)).await?;
    let bars: Vec<Value> = found.bars.iter().map(bar).collect();
    Ok(Json(json!({
        "from": found.from.to_string(), "until": found.until.to_string(), "named": found.named,
        "unnamed": found.unnamed, "few": found.few, "few_share": found.few_share.as_ref().map(estimate), "causes": bars,
    })))
}

fn bar(held: &CauseBar) -> Value {
    let change = held.change.as_ref().map(|compared| {
        json!({
            "difference": compared.difference, "low": compared.low, "high": compared.high,
            "p_value": compared.p_value, "method": compared.method.as_str(),
        })
    });
    json!({
        "cause": held.cause, "cases": held.cases, "share": held.share.as_ref().map(estimate),
        "cumulative": held.cumulative, "before": held.before, "change_of_share": change,
    })
}

/// A number with its interval, as the API tells it.
pub(crate) fn estimate(held: &Estimate) -> Value {
    json!({ "value": held.value, "low": held.low, "high": held.high, "n": held.n, "method": held.method.as_str() })
}

/// `GET /api/v1/causes/cases`: the cases behind a bar; `cause`, or none for those without one, `page`.
pub(crate) async fn cases(
    State(state): State<WebState>,
    signed: Signed,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let page = params.known("page", |number| number.parse().ok()).unwrap_or(1_u64).max(1);
    let found = causes::behind(&state.app, &question(&params), params.get("cause"), page, &signed.user).await?;
    let cases: Vec<Value> = found.cases.iter().map(outline).collect();
    let next = (page * u64::from(PAGE) < found.count).then_some(page + 1);
    Ok(Json(json!({ "cases": cases, "count": found.count, "in_all": found.whole, "next_page": next })))
}

/// A case without its words, as the API tells it.
pub(crate) fn outline(held: &CaseOutline) -> Value {
    json!({
        "case": held.id, "reference": held.reference.to_string(), "customer_id": held.customer,
        "matter": held.matter, "kind": held.kind, "touchpoint": held.touchpoint, "unit": held.unit,
        "title": held.title, "severity": held.severity, "state": held.state, "owner": held.owner, "cause": held.cause,
        "problem": held.problem, "received_at": held.received_at.to_string(),
        "answered_at": held.answered_at.map(|at| at.to_string()), "decision": held.decision,
        "closed_at": held.closed_at.map(|at| at.to_string()), "reopened": held.reopened,
    })
}

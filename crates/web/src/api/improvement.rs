//! Problems, and actions with what came of them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::improvement::{self, ActionChange, ActionSeen, Effect, ProblemChange, ProblemSeen};

use super::causes::outline;
use crate::error::Failure;
use crate::reader::Signed;
use crate::state::WebState;

/// A change under the revision that was read.
#[derive(Deserialize)]
pub(crate) struct Revised<T> {
    revision: i64,
    says: T,
}

/// `GET /api/v1/problems`: the open ones first.
pub(crate) async fn problems(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let problems: Vec<Value> = improvement::problems(&state.app).await?.iter().map(problem).collect();
    Ok(Json(json!({ "problems": problems })))
}

fn problem(seen: &ProblemSeen) -> Value {
    let held = &seen.problem;
    json!({
        "problem": held.id, "title": held.title, "cause": held.cause, "unit": held.unit, "whys": held.whys,
        "state": held.state, "owner": held.owner, "made_at": held.made_at.to_string(),
        "solved_at": held.solved_at.map(|at| at.to_string()), "revision": held.revision, "cases": seen.cases,
        "last_30_days": seen.growth.n.1, "30_days_before": seen.growth.n.0, "grows": seen.grows(),
        "p_value": seen.growth.p_value,
    })
}

/// `POST /api/v1/problems`: `title`, `cause`, `unit`, `whys`, `state`, `owner`.
pub(crate) async fn add_problem(
    State(state): State<WebState>,
    signed: Signed,
    Json(change): Json<ProblemChange>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let id = improvement::add_problem(&state.app, &change, &signed.user).await?;
    Ok((StatusCode::CREATED, Json(json!({ "problem": id }))))
}

/// `PUT /api/v1/problems/{problem}`: what it `says` from now on, and the `revision` that was read.
pub(crate) async fn change_problem(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(asked): Json<Revised<ProblemChange>>,
) -> Result<StatusCode, Failure> {
    improvement::change_problem(&state.app, id, asked.revision, &asked.says, &signed.user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/v1/problems/{problem}/cases`: those that hang on it, within reach.
pub(crate) async fn cases(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Json<Value>, Failure> {
    let cases = improvement::cases_of_problem(&state.app, id, &signed.user).await?;
    Ok(Json(json!({ "cases": cases.iter().map(outline).collect::<Vec<_>>() })))
}

/// Which case is hung.
#[derive(Deserialize)]
pub(crate) struct Hung {
    reference: String,
}

/// `POST /api/v1/problems/{problem}/cases`: hangs the case of a `reference` on it.
pub(crate) async fn hang(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(asked): Json<Hung>,
) -> Result<StatusCode, Failure> {
    improvement::hang(&state.app, id, &asked.reference, &signed.user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/v1/actions`: the open ones first.
pub(crate) async fn actions(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let actions: Vec<Value> = improvement::actions(&state.app).await?.iter().map(action).collect();
    Ok(Json(json!({ "actions": actions })))
}

/// An action with what came of it.
pub(super) fn action(seen: &ActionSeen) -> Value {
    let held = &seen.action;
    json!({
        "action": held.id, "title": held.title, "kind": held.kind, "state": held.state, "problem": held.problem,
        "cause": held.cause, "unit": held.unit, "owner": held.owner, "due_at": held.due_at.map(|at| at.to_string()),
        "done_at": held.done_at.map(|at| at.to_string()), "revision": held.revision, "late": seen.late,
        "effect": effect(&seen.effect),
    })
}

fn effect(held: &Effect) -> Value {
    let name = held.as_str();
    match held {
        Effect::NotDone | Effect::NoCause => json!({ "effect": name }),
        Effect::TooSoon(ready) => json!({ "effect": name, "ready_at": ready.to_string() }),
        Effect::TooFew { have, need } => json!({ "effect": name, "have": have, "need": need }),
        Effect::Measured { before, after, days, ratio } => json!({
            "effect": name, "a_month_before": before, "a_month_after": after, "days_after": days,
            "ratio": ratio.ratio, "low": ratio.low, "high": ratio.high.is_finite().then_some(ratio.high),
            "p_value": ratio.p_value, "n": { "before": ratio.n.0, "after": ratio.n.1 },
            "method": ratio.method.as_str(),
        }),
    }
}

/// `POST /api/v1/actions`: `title`, `kind`, `state`, `problem`, `cause`, `unit`, `owner`, `due_at`.
pub(crate) async fn add_action(
    State(state): State<WebState>,
    signed: Signed,
    Json(change): Json<ActionChange>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let id = improvement::add_action(&state.app, &change, &signed.user).await?;
    Ok((StatusCode::CREATED, Json(json!({ "action": id }))))
}

/// `PUT /api/v1/actions/{action}`: what it `says` from now on, and the `revision` that was read.
pub(crate) async fn change_action(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(asked): Json<Revised<ActionChange>>,
) -> Result<StatusCode, Failure> {
    improvement::change_action(&state.app, id, asked.revision, &asked.says, &signed.user).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! Which unit and whom new cases go to.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::cases;
use hamdel_app::routing::{self, Trial, Verdict};
use hamdel_domain::cases::{CaseFacts, CaseId, Matter, Severity};
use hamdel_domain::routing::RoutingPolicy;
use hamdel_domain::{Channel, Instant};

use crate::error::Failure;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/routing`: the rules in force with their version, and those that could not be worked out lately.
pub(crate) async fn show(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let kept = routing::rules(&state.app).await?;
    let faults: Vec<Value> = routing::faults(&state.app)
        .await?
        .into_iter()
        .map(|fault| {
            json!({ "rule": fault.rule, "problem": fault.problem, "at": fault.at.to_string(), "times": fault.times })
        })
        .collect();
    Ok(Json(json!({ "version": kept.version, "rules": kept.policy.rules, "faults": faults })))
}

/// Rules in place of the version that was read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Changed {
    version: i64,
    rules: Value,
}

fn rules(rules: &Value) -> Result<RoutingPolicy, AppError> {
    serde_json::from_value(json!({ "rules": rules })).map_err(|problem| AppError::invalid("rules", problem.to_string()))
}

/// `PUT /api/v1/routing`: `version` that was read, `rules` in their order.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Json(body): Json<Changed>,
) -> Result<Json<Value>, Failure> {
    let version = routing::change(&state.app, rules(&body.rules)?, body.version, &signed.user.actor()).await?;
    Ok(Json(json!({ "version": version })))
}

/// `GET /api/v1/routing/versions`: who changed them and when, the youngest first.
pub(crate) async fn versions(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let version = |(version, at, by): (i64, Instant, String)| json!({ "version": version, "changed_at": at.to_string(), "changed_by": by });
    let versions: Vec<Value> = routing::versions(&state.app).await?.into_iter().map(version).collect();
    Ok(Json(json!({ "versions": versions })))
}

/// A case to be tried: one that is there, or what would be written down.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tried {
    /// The number of a case.
    case: Option<i64>,
    #[serde(default)]
    text: String,
    #[serde(default)]
    matter: Matter,
    kind: Option<String>,
    touchpoint: Option<String>,
    unit: Option<String>,
    severity: Option<Severity>,
    channel: Option<String>,
    language: Option<String>,
    /// Rules that are not in force; those in force where none are given.
    rules: Option<Value>,
}

/// `POST /api/v1/routing/try`: which rule would catch a case, and why the others do not. Nothing is changed.
pub(crate) async fn try_on(
    State(state): State<WebState>,
    signed: Signed,
    Json(asked): Json<Tried>,
) -> Result<Json<Value>, Failure> {
    let policy = match &asked.rules {
        Some(given) => rules(given)?,
        None => routing::rules(&state.app).await?.policy,
    };
    let trial = trial(&state, &signed, asked).await?;
    let tried = routing::try_on(&state.app, &policy, &trial, &signed.user).await?;
    let rules: Vec<Value> = tried
        .rules
        .iter()
        .map(|(name, verdict)| match verdict {
            Verdict::Broken(problem) => json!({ "rule": name, "verdict": verdict.as_str(), "problem": problem }),
            _ => json!({ "rule": name, "verdict": verdict.as_str() }),
        })
        .collect();
    Ok(Json(json!({
        "rules": rules, "unit": tried.facts.unit, "severity": tried.facts.severity, "owner": tried.owner,
        "candidates": tried.candidates,
    })))
}

async fn trial(state: &WebState, signed: &Signed, asked: Tried) -> Result<Trial, AppError> {
    if let Some(id) = asked.case {
        let read = cases::one(&state.app, CaseId(id), &signed.user).await?;
        return if read.whole { Ok(Trial::of(&read.case)) } else { Err(AppError::NotFound("case")) };
    }
    let channel = match &asked.channel {
        Some(name) => Channel::parse(name).ok_or_else(|| AppError::invalid("channel", "is none of those there are"))?,
        None => Channel::Web,
    };
    Ok(Trial {
        facts: CaseFacts {
            matter: asked.matter,
            kind: asked.kind,
            touchpoint: asked.touchpoint,
            unit: asked.unit,
            severity: asked.severity,
            ..CaseFacts::default()
        },
        text: asked.text,
        channel,
        language: asked.language.filter(|code| code == "en").unwrap_or_else(|| "fa".to_owned()),
        customer: None,
    })
}

//! Cases like one.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::cases::{SimilarCase, hang_together, similar_cases};
use hamdel_domain::cases::CaseId;

use crate::error::Failure;
use crate::params::CasePath;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/cases/{case}/similar`: the cases most like it by their words, each with how it ended; `among` how many
/// were compared, `reading` whether past cases are still being read.
pub(crate) async fn list(
    State(state): State<WebState>,
    signed: Signed,
    CasePath(id): CasePath,
) -> Result<Json<Value>, Failure> {
    let found = similar_cases(&state.app, id, &signed.user).await?;
    let one = |similar: &SimilarCase| {
        let case = &similar.case;
        json!({
            "case": case.id, "reference": case.reference.as_str(), "title": case.facts.title, "alike": similar.alike,
            "state": case.state, "cause": case.cause, "decision": case.decision, "remedy": case.facts.remedy,
            "received_at": case.received_at.to_string(), "closed_at": case.closed_at.map(|at| at.to_string()),
            "problem": case.problem,
        })
    };
    let cases: Vec<Value> = found.cases.iter().map(one).collect();
    Ok(Json(json!({ "cases": cases, "among": found.among, "reading": found.reading, "problem": found.case.problem })))
}

/// Another case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Other {
    case: i64,
}

/// `POST /api/v1/cases/{case}/similar`: hangs it and another `case` on one problem; answers with the `problem`.
pub(crate) async fn hang(
    State(state): State<WebState>,
    signed: Signed,
    CasePath(id): CasePath,
    Json(other): Json<Other>,
) -> Result<Json<Value>, Failure> {
    let problem = hang_together(&state.app, id, CaseId(other.case), &signed.user).await?;
    Ok(Json(json!({ "problem": problem })))
}

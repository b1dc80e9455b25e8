//! Cases: the inbox, one case, what is done with it.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{FromRequest, Request, State};
use axum::http::{StatusCode, header};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use hamdel_app::AppError;
use hamdel_app::cases::inbox::{self, Brief, inbox};
use hamdel_app::cases::{CaseEvent, NewFile, desk, do_at_desk, undo_bulk};
use hamdel_domain::cases::{Case, CaseId, CaseStep};
use hamdel_domain::rights::Right;

use crate::error::{Failure, message_of};
use crate::pages::cases::live::counts_json;
use crate::pages::cases::{bulk as many, form, people, question};
use crate::params::{CasePath, Params};
use crate::public::complaints::Upload;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/cases`: `view` (`mine`, `unit`, `at_risk`, `unassigned`, `waiting`, `open`, `closed`), `sort` (`priority`,
/// `received`, `oldest`, `changed`), `unit`, `kind`, `severity`, `owner` (`me`, `nobody` or a number), `channel`, `q`,
/// `after` or `before` (a place of an earlier answer).
pub(crate) async fn list(
    State(state): State<WebState>,
    signed: Signed,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let asked = question(&params, &signed);
    let found = inbox(&state.app, &asked, &signed.user).await?;
    let cases: Vec<Value> = found.cases.iter().map(|case| brief(case, &found.names)).collect();
    Ok(Json(json!({
        "cases": cases, "view": asked.view.as_str(), "sort": asked.sort.as_str(), "count": found.count,
        "count_is_exact": found.exact, "from": found.from,
        "before": found.previous.map(|key| key.to_string()), "after": found.next.map(|key| key.to_string()),
        "views": counts_json(found.counts),
    })))
}

/// `GET /api/v1/cases/counts`: how many open cases are in each view.
pub(crate) async fn counts(State(state): State<WebState>, signed: Signed) -> Result<Json<Value>, Failure> {
    let counts = inbox::counts(&state.app, &signed.user).await?;
    Ok(Json(json!({ "views": counts_json(counts) })))
}

fn brief(case: &Brief, names: &HashMap<hamdel_domain::CustomerId, String>) -> Value {
    json!({
        "case": case.id, "reference": case.reference, "revision": case.revision, "title": case.title,
        "customer_id": case.customer, "customer_name": case.customer.and_then(|customer| names.get(&customer)),
        "matter": case.matter, "kind": case.kind, "touchpoint": case.touchpoint, "unit": case.unit,
        "severity": case.severity, "priority": case.priority, "channel": case.channel, "state": case.state,
        "owner": case.owner, "received_at": case.received_at.to_string(), "changed_at": case.changed_at.to_string(),
        "due_at": case.open.due_at.map(|at| at.to_string()), "at_risk_from": case.open.risk_at.map(|at| at.to_string()),
        "breached": case.open.breached, "waiting_since": case.waiting_since.map(|at| at.to_string()),
        "closed_at": case.closed_at.map(|at| at.to_string()),
    })
}

/// `GET /api/v1/cases/{case}`: the case, what its customer sees (`with_customer`) apart from what colleagues alone see
/// (`internal`; absent for who reads replies only), and what may be done next.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    CasePath(id): CasePath,
) -> Result<Json<Value>, Failure> {
    let found = desk(&state.app, id, &signed.user).await?;
    let mut answer = case(&found.view.case, signed.user.may(Right::ReadPersonalData));
    let (visible, internal): (Vec<&CaseEvent>, Vec<&CaseEvent>) =
        found.view.events.iter().partition(|event| event.visible);
    answer["with_customer"] = visible.into_iter().map(event).collect();
    if found.view.whole {
        answer["internal"] = internal.into_iter().map(event).collect();
    }
    answer["last_event"] = json!(found.view.events.last().map(|event| event.id));
    answer["attachments"] = found.files.iter().map(super::complaints::attachment).collect();
    answer["steps"] = found.steps.iter().copied().map(CaseStep::as_str).collect();
    let beside = found.view.people.iter().map(|(user, part)| json!({ "user": user, "part": part }));
    answer["beside"] = beside.collect();
    let others = found.others.iter().map(|case| {
        json!({
            "case": case.id, "title": case.facts.title, "state": case.state,
            "received_at": case.received_at.to_string(),
        })
    });
    answer["others_of_customer"] = others.collect();
    Ok(Json(answer))
}

/// A case; `personal` leaves in who is to be answered, and where.
pub(super) fn case(case: &Case, personal: bool) -> Value {
    let moment = |at: Option<hamdel_domain::Instant>| at.map(|at| at.to_string());
    let clocks = case.clocks.iter().map(|clock| {
        let state = &clock.state;
        json!({
            "clock": clock.kind, "rule": clock.rule, "calendar": clock.calendar, "policy": clock.policy,
            "runs": state.is_open(), "started_at": state.started_at().to_string(), "due_at": moment(state.due_at()),
            "next_at": moment(state.next_at()), "breached": state.is_breached(),
        })
    });
    let facts = &case.facts;
    json!({
        "case": case.id, "reference": case.reference.as_str(), "revision": case.revision,
        "customer_id": case.customer, "contact": if personal { json!(case.contact) } else { Value::Null },
        "matter": facts.matter, "kind": facts.kind, "touchpoint": facts.touchpoint, "unit": facts.unit,
        "looked": facts.severity, "title": facts.title, "remedy": facts.remedy, "text": case.text,
        "channel": case.channel, "language": case.language, "origin": case.origin, "state": case.state,
        "assessment": case.assessment, "severity": case.severity(), "priority": case.priority(),
        "owner": case.owner, "cause": case.cause, "problem": case.problem,
        "received_at": case.received_at.to_string(), "acknowledged_at": moment(case.acknowledged_at),
        "answered_at": moment(case.answered_at), "decision": case.decision, "closed_at": moment(case.closed_at),
        "waiting_since": moment(case.waiting_since), "reopened": case.reopened,
        "clocks": clocks.collect::<Vec<_>>(), "due_at": moment(case.due_at()), "breached": case.is_breached(),
        "changed_at": case.changed_at.to_string(),
    })
}

fn event(event: &CaseEvent) -> Value {
    let detail: Value = serde_json::from_str(&event.detail).unwrap_or_default();
    json!({
        "event": event.id, "at": event.at.to_string(), "actor": event.actor, "by": event.by, "did": event.did,
        "text": event.text, "detail": detail,
    })
}

/// `POST /api/v1/cases/{case}/actions`: `do` (`acknowledge`, `assess`, `investigate`, `answer`, `reply`, `hear`, `note`,
/// `accept`, `reject`, `close`, `reopen`, `assign`, `take`, `correct`, `name_cause`, `wait`, `go_on`) with its fields,
/// and the `revision` that was read: 409 with `changed-meanwhile` when somebody changed the case since. As JSON, or as
/// `multipart/form-data` with up to five `files` that come along.
pub(crate) async fn act(
    State(state): State<WebState>,
    signed: Signed,
    CasePath(id): CasePath,
    request: Request,
) -> Result<Json<Value>, Failure> {
    let (fields, files) = asked(&state, request).await?;
    let action = form::read(&fields, signed.user.id, &people(&state).await?)?;
    let revision = match fields.get("revision") {
        None => None,
        Some(revision) => Some(revision.parse().map_err(|_| AppError::invalid("revision", "is no whole number"))?),
    };
    let after = do_at_desk(&state.app, id, revision, &action, files, &signed.user).await?;
    Ok(Json(case(&after, signed.user.may(Right::ReadPersonalData))))
}

/// What is asked, whether as an object or as a form with files.
async fn asked(state: &WebState, request: Request) -> Result<(Params, Vec<NewFile>), Failure> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        let upload = Upload::read(state, request).await?;
        return Ok((Params::of(upload.fields), upload.files));
    }
    let asked = Json::<Map<String, Value>>::from_request(request, state).await;
    let Json(asked) = asked.map_err(|problem| AppError::invalid("body", problem.body_text()))?;
    Ok((fields(&asked)?, Vec::new()))
}

/// The fields of an object, as a form would send them.
fn fields(asked: &Map<String, Value>) -> Result<Params, AppError> {
    let mut fields = Vec::new();
    for (name, value) in asked {
        match value {
            Value::Null => {}
            Value::String(text) => fields.push((name.clone(), text.clone())),
            Value::Bool(_) | Value::Number(_) => fields.push((name.clone(), value.to_string())),
            Value::Array(members) => {
                for member in members {
                    let text = member.as_str().map_or_else(|| member.to_string(), str::to_owned);
                    fields.push((name.clone(), text));
                }
            }
            Value::Object(_) => return Err(AppError::invalid("body", "holds an object where a value is wanted")),
        }
    }
    Ok(Params::of(fields))
}

/// What is done with many cases.
#[derive(Deserialize)]
pub(crate) struct Many {
    cases: Vec<i64>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// `POST /api/v1/cases/bulk`: `cases`, `do` (`take`, `assign` with `owner`, `release`, `hand_over` with `unit`, `owner` and
/// `note`, `close` with `cause`, `kind` with `kind`). Answers with the `change` by which it is taken back, and with the
/// cases it could not be done with.
pub(crate) async fn bulk(
    State(state): State<WebState>,
    signed: Signed,
    Json(asked): Json<Many>,
) -> Result<Json<Value>, Failure> {
    let what = many::read(&fields(&asked.rest)?, signed.user.id)?;
    let cases: Vec<(CaseId, Option<i64>)> = asked.cases.iter().map(|id| (CaseId(*id), None)).collect();
    let done = hamdel_app::cases::bulk(&state.app, &cases, &what, &signed.user).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let left = done.left.iter().map(
        |(id, problem)| json!({ "case": id, "reason": many::reason(problem), "message": message_of(texts, problem) }),
    );
    Ok(Json(json!({ "change": done.change, "cases": done.done, "left": left.collect::<Vec<_>>() })))
}

/// A change to be taken back.
#[derive(Deserialize)]
pub(crate) struct Change {
    change: i64,
}

/// `POST /api/v1/cases/undo`: takes a `change` of one's own back, of every case not changed again since.
pub(crate) async fn undo(
    State(state): State<WebState>,
    signed: Signed,
    Json(asked): Json<Change>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let cases = undo_bulk(&state.app, asked.change, &signed.user).await?;
    Ok((StatusCode::OK, Json(json!({ "cases": cases }))))
}

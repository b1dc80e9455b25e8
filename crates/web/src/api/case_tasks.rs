//! Tasks of cases.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::cases::{Doer, NewTask, act_on_task, make_task, my_tasks, tasks_of};
use hamdel_domain::cases::{CaseId, CaseTask, TaskAction, TaskId};
use hamdel_domain::people::UserId;

use crate::error::Failure;
use crate::reader::Signed;
use crate::state::WebState;

fn task(held: &CaseTask) -> Value {
    json!({
        "task": held.id, "case": held.case, "title": held.title, "unit": held.unit, "owner": held.owner,
        "state": held.state, "due_at": held.due_at().map(|at| at.to_string()), "breached": held.is_breached(),
        "made_at": held.made_at.to_string(), "made_by": held.made_by, "changed_at": held.changed_at.to_string(),
        "revision": held.revision,
    })
}

/// `GET /api/v1/tasks`: one's own open tasks and those of one's units that nobody has, what is due first on top.
pub(crate) async fn mine(State(state): State<WebState>, signed: Signed) -> Result<Json<Value>, Failure> {
    let listed = my_tasks(&state.app, &signed.user).await?;
    let tasks: Vec<Value> = listed
        .iter()
        .map(|held| {
            let mut told = task(&held.task);
            told["reference"] = json!(held.case.reference.to_string());
            told["case_title"] = json!(held.case.facts.title);
            told
        })
        .collect();
    Ok(Json(json!({ "tasks": tasks })))
}

/// `GET /api/v1/cases/{case}/tasks`: open ones first.
pub(crate) async fn list(
    State(state): State<WebState>,
    signed: Signed,
    Path(case): Path<i64>,
) -> Result<Json<Value>, Failure> {
    let tasks = tasks_of(&state.app, CaseId(case), &signed.user).await?;
    Ok(Json(json!({ "tasks": tasks.iter().map(task).collect::<Vec<_>>() })))
}

/// A task to be made.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct New {
    title: String,
    unit: Option<String>,
    owner: Option<i64>,
    /// Hours of work until it is due, where the clock policy's are not meant.
    hours: Option<u32>,
}

/// `POST /api/v1/cases/{case}/tasks`: `title`, `unit`, `owner`, `hours`.
pub(crate) async fn make(
    State(state): State<WebState>,
    signed: Signed,
    Path(case): Path<i64>,
    Json(new): Json<New>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let new = NewTask { title: new.title, unit: new.unit, owner: new.owner.map(UserId), hours: new.hours };
    let id = make_task(&state.app, CaseId(case), &new, &Doer::Staff(&signed.user)).await?;
    Ok((StatusCode::CREATED, Json(json!({ "task": id }))))
}

/// Something done with a task.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Done {
    /// `finish`, `cancel` or `hand_over`.
    r#do: String,
    owner: Option<i64>,
    unit: Option<String>,
    /// The revision that was read.
    revision: Option<i64>,
    #[serde(default)]
    note: String,
}

/// `POST /api/v1/tasks/{task}`: `do` is `finish`, `cancel`, or `hand_over` with `owner` and `unit`; `revision` that was
/// read, `note` for colleagues.
pub(crate) async fn act(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(done): Json<Done>,
) -> Result<Json<Value>, Failure> {
    let action = match done.r#do.as_str() {
        "finish" => TaskAction::Finish,
        "cancel" => TaskAction::Cancel,
        "hand_over" => TaskAction::HandOver { owner: done.owner.map(UserId), unit: done.unit },
        _ => return Err(AppError::invalid("do", "is none of finish, cancel and hand_over").into()),
    };
    let by = Doer::Staff(&signed.user);
    let held = act_on_task(&state.app, TaskId(id), done.revision, &action, &done.note, &by).await?;
    Ok(Json(task(&held)))
}

//! Employees, and coaching notes.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::employees::{self, EmployeeFigures, MINIMUM};
use hamdel_domain::people::UserId;

use super::causes::estimate;
use crate::error::Failure;
use crate::pages::employees::period_of;
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/employees`: `period`; in the order of names, each number drawn towards that of all.
pub(crate) async fn list(
    State(state): State<WebState>,
    signed: Signed,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let found = employees::employees(&state.app, period_of(&params), &signed.user).await?;
    let people: Vec<Value> = found.people.iter().map(person).collect();
    let of_all = found.on_time.map(|(share, differ)| json!({ "on_time": share, "people_differ": differ }));
    Ok(Json(json!({ "from": found.from.to_string(), "minimum": MINIMUM, "all": of_all, "people": people })))
}

fn person(held: &EmployeeFigures) -> Value {
    json!({
        "user": held.user, "name": held.name, "answered": held.answered,
        "on_time": held.on_time.as_ref().map(estimate), "answer_stood": held.content.as_ref().map(estimate),
        "hours": held.hours.as_ref().map(estimate),
    })
}

/// `GET /api/v1/employees/{user}/notes`: for themselves, and for those who write them.
pub(crate) async fn notes(
    State(state): State<WebState>,
    signed: Signed,
    Path(user): Path<i64>,
) -> Result<Json<Value>, Failure> {
    let (name, notes) = employees::notes(&state.app, UserId(user), &signed.user).await?;
    let note = |note: &employees::CoachingNote| json!({ "at": note.at.to_string(), "by": note.by, "text": note.text });
    Ok(Json(json!({ "user": user, "name": name, "notes": notes.iter().map(note).collect::<Vec<_>>() })))
}

/// A note.
#[derive(Deserialize)]
pub(crate) struct Noted {
    text: String,
}

/// `POST /api/v1/employees/{user}/notes`: `text`.
pub(crate) async fn write(
    State(state): State<WebState>,
    signed: Signed,
    Path(user): Path<i64>,
    Json(asked): Json<Noted>,
) -> Result<StatusCode, Failure> {
    employees::write_note(&state.app, UserId(user), &asked.text, &signed.user).await?;
    Ok(StatusCode::NO_CONTENT)
}

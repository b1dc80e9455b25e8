//! Who works here, with which role, in which units.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::accounts::UserId;
use hamdel_app::people::{self, Directory, NewPerson, Person, PersonChange, TeamChange};
use hamdel_domain::people::{Part, Presence};
use hamdel_domain::rights::Role;

use crate::error::Failure;
use crate::reader::Signed;
use crate::state::WebState;

/// A person as a program writes one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    name: String,
    role: Role,
    /// `fa` or `en`.
    language: String,
    employee: Option<String>,
    /// `manager` or `member` by unit.
    #[serde(default)]
    units: BTreeMap<String, Part>,
    #[serde(default)]
    skills: Vec<String>,
}

impl Written {
    fn change(self) -> Result<PersonChange, AppError> {
        Ok(PersonChange {
            language: self
                .language
                .parse()
                .map_err(|_| AppError::refused("language", "no-language", &self.language))?,
            name: self.name,
            role: self.role,
            employee: self.employee,
            parts: self.units,
            skills: self.skills,
        })
    }
}

/// Somebody to be invited.
#[derive(Deserialize)]
pub(crate) struct New {
    email: String,
    #[serde(flatten)]
    person: Written,
}

/// What a manager changes of the people in the own units.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Team {
    skills: Option<Vec<String>>,
    presence: Option<Presence>,
}

/// Whether somebody is barred.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Barred {
    barred: bool,
}

/// `GET /api/v1/people`: those whom the reader may see.
pub(crate) async fn list(State(state): State<WebState>, signed: Signed) -> Result<Json<Value>, Failure> {
    let directory = Directory::of(&state.app).await?;
    let people: Vec<Value> = directory.within(&signed.scope).map(shown).collect();
    Ok(Json(json!({ "people": people })))
}

fn shown(held: &Person) -> Value {
    json!({
        "person": held.id, "name": held.name, "email": held.email, "role": held.role, "language": held.language.code(),
        "employee": held.employee, "units": held.parts, "skills": held.skills,
        "presence": held.presence.presence, "presence_since": held.presence.since.map(|since| since.to_string()),
        "added_at": held.created_at.to_string(), "barred_at": held.barred_at.map(|at| at.to_string()),
    })
}

/// `POST /api/v1/people`: `email`, `name`, `role`, `language`, `employee`, `units`, `skills`; answers with the path
/// that signs them in once, within a week.
pub(crate) async fn invite(
    State(state): State<WebState>,
    signed: Signed,
    Json(new): Json<New>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let new = NewPerson { email: new.email, person: new.person.change()? };
    let made = people::invite_person(&state.app, new, &signed.user.actor()).await?;
    let path = format!("/sign-in/link/{}", made.token);
    Ok((StatusCode::CREATED, Json(json!({ "person": made.id, "sign_in_path": path }))))
}

/// `GET /api/v1/people/{person}`.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Json<Value>, Failure> {
    let directory = Directory::of(&state.app).await?;
    let held = directory.within(&signed.scope).find(|held| held.id == UserId(id));
    Ok(Json(shown(held.ok_or(AppError::NotFound("person"))?)))
}

/// `PUT /api/v1/people/{person}`: `name`, `role`, `language`, `employee`, `units`, `skills`.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(written): Json<Written>,
) -> Result<StatusCode, Failure> {
    people::change_person(&state.app, UserId(id), written.change()?, &signed.user.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `PUT /api/v1/people/{person}/team`: `skills` and `presence`, each where it is given.
pub(crate) async fn team(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(asked): Json<Team>,
) -> Result<StatusCode, Failure> {
    let change = TeamChange { skills: asked.skills, presence: asked.presence };
    people::change_team(&state.app, UserId(id), change, &signed.scope, &signed.user.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/people/{person}/bar`: `barred` or not.
pub(crate) async fn bar(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(asked): Json<Barred>,
) -> Result<StatusCode, Failure> {
    people::bar_person(&state.app, UserId(id), asked.barred, &signed.user.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/people/{person}/link`: the path that signs them in once, within a day.
pub(crate) async fn link(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Json<Value>, Failure> {
    let token = people::new_link(&state.app, UserId(id), &signed.user.actor()).await?;
    Ok(Json(json!({ "sign_in_path": format!("/sign-in/link/{token}") })))
}

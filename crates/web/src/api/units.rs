//! The units of the company.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::people::{self, Directory, UnitChange};
use hamdel_domain::units::Unit;

use crate::error::Failure;
use crate::reader::Signed;
use crate::state::WebState;

/// What a unit is called and where it stands.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    /// Its name in interactions, of a new one.
    name: Option<String>,
    #[serde(default)]
    title_fa: String,
    #[serde(default)]
    title_en: String,
    parent: Option<String>,
}

impl Written {
    fn change(&self) -> UnitChange {
        let parent = self.parent.clone().filter(|parent| !parent.is_empty());
        UnitChange { title_fa: self.title_fa.clone(), title_en: self.title_en.clone(), parent }
    }
}

/// Whether a unit is archived.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Archived {
    archived: bool,
}

/// The entry of the audit log that tells what is taken back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Undone {
    entry: i64,
}

/// `GET /api/v1/units`: every unit, each right before those below it.
pub(crate) async fn list(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let directory = Directory::of(&state.app).await?;
    let unit = |(depth, unit): (usize, &Unit)| {
        json!({
            "unit": unit.name, "title_fa": unit.title_fa, "title_en": unit.title_en, "parent": unit.parent,
            "depth": depth, "archived_at": unit.archived_at.map(|at| at.to_string()),
            "managers": directory.managers_of(&unit.name),
        })
    };
    Ok(Json(json!({ "units": directory.tree().in_order().into_iter().map(unit).collect::<Vec<_>>() })))
}

/// `POST /api/v1/units`: `title_fa`, `title_en`, `parent`, and `name`, which is made of the English title where it is
/// not given.
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Json(new): Json<Written>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let (name, entry) = people::add_unit(&state.app, new.name.as_deref(), &new.change(), &signed.user.actor()).await?;
    Ok((StatusCode::CREATED, Json(json!({ "unit": name, "entry": entry }))))
}

/// `PUT /api/v1/units/{unit}`: `title_fa`, `title_en`, `parent`. The answer's `entry` can be undone.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(unit): Path<String>,
    Json(written): Json<Written>,
) -> Result<Json<Value>, Failure> {
    let entry = people::change_unit(&state.app, &unit, &written.change(), &signed.user.actor()).await?;
    Ok(Json(json!({ "unit": unit, "entry": entry })))
}

/// `POST /api/v1/units/{unit}/archive`: `archived` or not.
pub(crate) async fn archive(
    State(state): State<WebState>,
    signed: Signed,
    Path(unit): Path<String>,
    Json(asked): Json<Archived>,
) -> Result<Json<Value>, Failure> {
    let entry = people::archive_unit(&state.app, &unit, asked.archived, &signed.user.actor()).await?;
    Ok(Json(json!({ "unit": unit, "entry": entry })))
}

/// `POST /api/v1/units/undo`: takes back what an `entry` tells.
pub(crate) async fn undo(
    State(state): State<WebState>,
    signed: Signed,
    Json(asked): Json<Undone>,
) -> Result<Json<Value>, Failure> {
    let entry = people::undo_unit(&state.app, asked.entry, &signed.user.actor()).await?;
    Ok(Json(json!({ "entry": entry })))
}

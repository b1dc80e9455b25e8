//! Whether customers are asked after closing if it is truly solved.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::cases::{after_closing, ask_after_closing};

use crate::error::Failure;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/after-closing`.
pub(crate) async fn show(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let held = after_closing(&state.app).await?;
    Ok(Json(json!({
        "on": held.on, "survey": held.by.map(|by| by.survey), "trigger": held.by.map(|by| by.trigger),
        "submitted": held.funnel.map_or(0, |funnel| funnel.submitted),
    })))
}

/// Whether they are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    on: bool,
}

/// `PUT /api/v1/after-closing`: `on`.
pub(crate) async fn switch(
    State(state): State<WebState>,
    signed: Signed,
    Json(asked): Json<Asked>,
) -> Result<Json<Value>, Failure> {
    let name = state.templates.face(signed.reader.language).texts.plain("after-closing-survey");
    let by = ask_after_closing(&state.app, asked.on, &name, &signed.user.actor()).await?;
    Ok(Json(json!({ "on": asked.on, "survey": by.survey, "trigger": by.trigger })))
}

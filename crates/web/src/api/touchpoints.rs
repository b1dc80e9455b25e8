//! The company's touchpoints.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::touchpoints;
use hamdel_domain::Channel;
use hamdel_domain::touchpoint::Touchpoint;

use crate::error::Failure;
use crate::reader::Signed;
use crate::state::WebState;

/// A touchpoint as a program writes one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    /// Of a new one.
    name: Option<String>,
    #[serde(default)]
    title_fa: String,
    #[serde(default)]
    title_en: String,
    channel: Option<Channel>,
    stage: Option<String>,
    unit: Option<String>,
    #[serde(default)]
    kinds: Vec<String>,
}

impl Written {
    fn touchpoint(self, name: String) -> Touchpoint {
        let Self { title_fa, title_en, channel, stage, unit, kinds, .. } = self;
        Touchpoint { name, title_fa, title_en, channel, stage, unit, kinds }
    }
}

/// `GET /api/v1/touchpoints`: every one, in the company's order.
pub(crate) async fn list(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    Ok(Json(json!({ "touchpoints": touchpoints::touchpoints(&state.app).await? })))
}

/// `POST /api/v1/touchpoints`: `name`, `title_fa`, `title_en`, `channel`, `stage`, `unit`, `kinds`.
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Json(new): Json<Written>,
) -> Result<StatusCode, Failure> {
    let name = new.name.clone().unwrap_or_default();
    touchpoints::put(&state.app, new.touchpoint(name), true, &signed.user.actor()).await?;
    Ok(StatusCode::CREATED)
}

/// `PUT /api/v1/touchpoints/{touchpoint}`: the same without its name.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(name): Path<String>,
    Json(written): Json<Written>,
) -> Result<StatusCode, Failure> {
    touchpoints::put(&state.app, written.touchpoint(name), false, &signed.user.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

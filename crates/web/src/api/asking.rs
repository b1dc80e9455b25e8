//! The ways to ask with a survey, as JSON.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::surveys::{self, Embedding};
use hamdel_domain::surveys::{Embed, SurveyId};

use crate::error::Failure;
use crate::reader::Signed;
use crate::state::WebState;

fn site(embedding: &Embedding) -> Value {
    let token = &embedding.survey.public_token;
    json!({
        "survey_id": embedding.survey.id.0, "embed": embedding.embed, "secret": embedding.secret,
        "script_path": format!("/e/{token}/widget.js"), "frame_path": format!("/e/{token}"),
    })
}

/// `GET /api/v1/surveys/{survey}/site`: how a survey stands on other sites' pages.
pub(crate) async fn show_site(
    State(state): State<WebState>,
    _: Signed,
    Path(id): Path<i64>,
) -> Result<Json<Value>, Failure> {
    Ok(Json(site(&surveys::embedding(&state.app, SurveyId(id)).await?)))
}

/// `PUT /api/v1/surveys/{survey}/site`: changes it; the body is what `embed` was.
pub(crate) async fn change_site(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(body): Json<Value>,
) -> Result<Json<Value>, Failure> {
    let embed: Embed =
        serde_json::from_value(body).map_err(|problem| AppError::invalid("body", problem.to_string()))?;
    surveys::change_embed(&state.app, SurveyId(id), embed, &signed.user.actor()).await?;
    Ok(Json(site(&surveys::embedding(&state.app, SurveyId(id)).await?)))
}

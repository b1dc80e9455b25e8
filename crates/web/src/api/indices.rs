//! Indices.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::results::{self, IndexDefinition, IndexItem, ItemFound, KeptIndex, Privacy};
use hamdel_domain::surveys::{QuestionKey, SurveyId};

use super::scores::{estimated, published, shares};
use crate::error::Failure;
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

fn kept(index: &KeptIndex) -> Value {
    json!({
        "index": index.id, "name": index.name, "survey": index.survey, "definition": index.definition,
        "retired": index.retired,
    })
}

/// `GET /api/v1/indices`: every index with its items.
pub(crate) async fn list(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let kept_all = results::indices(&state.app).await?;
    Ok(Json(json!({ "indices": kept_all.iter().map(kept).collect::<Vec<_>>() })))
}

/// An index as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    name: String,
    survey: i64,
    items: Vec<ItemWritten>,
    #[serde(default = "half")]
    answered: f64,
}

fn half() -> f64 {
    0.5
}

/// An item as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ItemWritten {
    question: String,
    weight: f64,
}

async fn saved(state: &WebState, signed: &Signed, id: Option<i64>, written: Written) -> Result<i64, AppError> {
    let item = |held: &ItemWritten| {
        let question = QuestionKey::new(held.question.as_str());
        let question = question.map_err(|_| AppError::invalid("items", "holds what is no question"))?;
        Ok(IndexItem { question, weight: held.weight })
    };
    let items: Result<Vec<IndexItem>, AppError> = written.items.iter().map(item).collect();
    let definition = IndexDefinition { items: items?, answered: written.answered };
    let said = (written.name.as_str(), SurveyId(written.survey), &definition);
    results::save_index(&state.app, id, said, &signed.user.actor()).await
}

/// `POST /api/v1/indices`: a `name`, the `survey`, its `items` (`question`, `weight`), and `answered`, the share of the
/// weight that somebody must have answered to count (0.5 where it is left out).
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Json(written): Json<Written>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let id = saved(&state, &signed, None, written).await?;
    Ok((StatusCode::CREATED, Json(json!({ "index": id }))))
}

/// `PUT /api/v1/indices/{index}`: the index as it is to be, see `POST /api/v1/indices`.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(written): Json<Written>,
) -> Result<Json<Value>, Failure> {
    let id = saved(&state, &signed, Some(id), written).await?;
    Ok(Json(json!({ "index": id })))
}

/// Whether an index is put away.
#[derive(Deserialize)]
pub(crate) struct Retired {
    retired: bool,
}

/// `POST /api/v1/indices/{index}/retire`: `retired` puts it away or takes it out again.
pub(crate) async fn retire(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(asked): Json<Retired>,
) -> Result<StatusCode, Failure> {
    results::retire_index(&state.app, id, asked.retired, &signed.user.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/v1/indices/{index}`: the index with its n and interval, its items, Cronbach's alpha; `weigh` a trait by
/// which those who were invited and did not answer are weighted in.
pub(crate) async fn show(
    State(state): State<WebState>,
    _: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let found = results::index_found(&state.app, id, params.get("weigh")).await?;
    let item = |held: &ItemFound| {
        json!({
            "question": held.asked.question, "text": held.asked.words, "scale": [held.asked.scale.0, held.asked.scale.1],
            "weight": held.weight, "mean": published(&held.mean), "alpha_without": held.alpha_without,
            "correlation_with_others": held.with_others,
        })
    };
    let weighted = found.weighted.as_ref().map(|held| {
        json!({
            "by": held.by, "score": published(&held.score), "invited": held.invited, "unknown": held.unknown,
            "effective_n": held.weighting.effective_n, "levels": shares(&held.weighting),
        })
    });
    Ok(Json(json!({
        "index": kept(&found.index), "submitted": found.submitted, "unscored": found.unscored,
        "shown": found.privacy == Privacy::Open, "score": published(&found.score),
        "items": found.items.iter().map(item).collect::<Vec<_>>(),
        "alpha": found.reliability.as_ref().map(|held| estimated(&held.alpha)), "weighted": weighted,
        "traits": found.traits,
    })))
}

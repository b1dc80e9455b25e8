//! Surveys: their drafts as JSON, publishing, and how they do.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::surveys::{self, Publication, Survey, SurveyOrigin};
use hamdel_domain::surveys::{CheckProblem, SurveyDefinition, SurveyId, read_definition};

use crate::error::Failure;
use crate::reader::Signed;
use crate::state::WebState;

/// A survey to be made.
#[derive(Deserialize)]
pub(crate) struct New {
    name: String,
    /// A ready-made one, by its name.
    #[serde(default)]
    from: Option<String>,
    /// This one.
    #[serde(default)]
    definition: Option<Value>,
}

/// A draft to be kept.
#[derive(Deserialize)]
pub(crate) struct Draft {
    edition: i64,
    definition: Value,
}

/// Which edition is to be published.
#[derive(Deserialize)]
pub(crate) struct Edition {
    edition: i64,
}

fn brief(survey: &Survey) -> Value {
    json!({
        "survey_id": survey.id.0, "name": survey.name, "state": survey.state.as_str(),
        "audience": survey.audience.as_str(), "version": survey.version, "public_path": format!("/s/{}", survey.public_token),
        "created_at": survey.created_at.to_string(), "changed_at": survey.changed_at.to_string(),
    })
}

fn problems(problems: &[CheckProblem]) -> Vec<Value> {
    let problem =
        |held: &CheckProblem| json!({ "place": held.place, "code": held.code.as_str(), "detail": held.detail });
    problems.iter().map(problem).collect()
}

/// Reads a definition; what is not of its form is named by place.
fn definition(value: &Value) -> Result<SurveyDefinition, AppError> {
    read_definition(&value.to_string()).map_err(|found| {
        let words: Vec<String> =
            found.iter().map(|held| format!("{} {} {}", held.place, held.code.as_str(), held.detail)).collect();
        AppError::invalid("definition", words.join("; "))
    })
}

/// `GET /api/v1/surveys`.
pub(crate) async fn list(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let all = surveys::surveys(&state.app).await?;
    Ok(Json(json!({ "surveys": all.iter().map(brief).collect::<Vec<_>>() })))
}

/// `POST /api/v1/surveys`: a `name`, and `from` a ready-made one or a `definition`.
pub(crate) async fn create(
    State(state): State<WebState>,
    signed: Signed,
    Json(new): Json<New>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let origin = match (&new.definition, &new.from) {
        (Some(value), _) => SurveyOrigin::Definition(Box::new(definition(value)?)),
        (None, Some(ready)) => SurveyOrigin::Library(ready),
        (None, None) => SurveyOrigin::Blank,
    };
    let made = surveys::create_survey(&state.app, &new.name, origin, &signed.user.actor()).await?;
    Ok((StatusCode::CREATED, Json(brief(&made))))
}

/// `GET /api/v1/surveys/{survey}`: its draft, what keeps it from being published, and how far people came.
pub(crate) async fn show(
    State(state): State<WebState>,
    _: Signed,
    Path(id): Path<i64>,
) -> Result<Json<Value>, Failure> {
    let work = surveys::open_survey(&state.app, SurveyId(id)).await?;
    let funnel = surveys::survey_funnel(&state.app, SurveyId(id), None).await?;
    let mut whole = brief(&work.survey);
    whole["edition"] = json!(work.edition);
    whole["definition"] = json!(work.definition);
    whole["problems"] = json!(problems(&work.problems));
    whole["is_changed"] = json!(work.is_changed);
    whole["versions"] = work
        .versions
        .iter()
        .map(|held| json!({ "version": held.version, "published_at": held.published_at.to_string(), "published_by": held.published_by }))
        .collect();
    whole["funnel"] = json!({ "opened": funnel.opened, "started": funnel.started, "submitted": funnel.submitted, "left": funnel.left });
    Ok(Json(whole))
}

/// `PUT /api/v1/surveys/{survey}/draft`: keeps a draft in place of the edition that was read.
pub(crate) async fn save(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(draft): Json<Draft>,
) -> Result<Json<Value>, Failure> {
    let definition = definition(&draft.definition)?;
    let edition =
        surveys::save_draft(&state.app, SurveyId(id), draft.edition, &definition, &signed.user.actor()).await?;
    let found = surveys::check_definition(&definition);
    Ok(Json(json!({ "edition": edition, "problems": problems(&found) })))
}

/// `POST /api/v1/surveys/{survey}/publish`: the edition named; 422 with what keeps it from being published.
pub(crate) async fn publish(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(asked): Json<Edition>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let done = surveys::publish_survey(&state.app, SurveyId(id), asked.edition, &signed.user.actor()).await?;
    Ok(match done {
        Publication::Published(version) => (StatusCode::OK, Json(json!({ "version": version }))),
        Publication::Refused(found) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "problems": problems(&found) })))
        }
    })
}

/// `POST /api/v1/surveys/{survey}/archive`.
pub(crate) async fn archive(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<StatusCode, Failure> {
    surveys::archive_survey(&state.app, SurveyId(id), &signed.user.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

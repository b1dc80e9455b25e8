//! Surveys: their drafts as JSON, publishing, and how they do.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::surveys::{self, Publication, StepBack, Survey, SurveyOrigin};
use hamdel_domain::surveys::{CheckProblem, SurveyDefinition, SurveyId, read_definition};

use crate::error::Failure;
use crate::pages::surveys::{building, survey_language};
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

/// A survey to be made.
#[derive(Deserialize)]
pub(crate) struct New {
    name: String,
    /// A ready-made one, by its name.
    #[serde(default)]
    from: Option<String>,
    /// The draft of another survey.
    #[serde(default)]
    copy_of: Option<i64>,
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

/// `POST /api/v1/surveys`: a `name`, and `from` a ready-made one, `copy_of` another one, or a `definition`.
pub(crate) async fn create(
    State(state): State<WebState>,
    signed: Signed,
    Json(new): Json<New>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let origin = match (&new.definition, &new.from, new.copy_of) {
        (Some(value), ..) => SurveyOrigin::Definition(Box::new(definition(value)?)),
        (None, Some(ready), _) => SurveyOrigin::Library(ready),
        (None, None, Some(id)) => SurveyOrigin::CopyOf(SurveyId(id)),
        (None, None, None) => SurveyOrigin::Blank,
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
    whole["steps"] = json!({ "undo": work.steps.undo, "redo": work.steps.redo });
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

/// `POST /api/v1/surveys/{survey}/restore`.
pub(crate) async fn restore(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<StatusCode, Failure> {
    surveys::restore_survey(&state.app, SurveyId(id), &signed.user.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a survey is to be called.
#[derive(Deserialize)]
pub(crate) struct Name {
    name: String,
}

/// `PUT /api/v1/surveys/{survey}/name`: what those who build it call it.
pub(crate) async fn rename(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(asked): Json<Name>,
) -> Result<StatusCode, Failure> {
    surveys::rename_survey(&state.app, SurveyId(id), &asked.name, &signed.user.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Another name for a question or a calculated value.
#[derive(Deserialize)]
pub(crate) struct Renaming {
    edition: i64,
    question: String,
    name: String,
}

/// `POST /api/v1/surveys/{survey}/draft/rename`: calls the `question` (or calculated value) of the edition named by
/// another `name`, wherever the draft refers to it. Published versions and their answers keep the name.
pub(crate) async fn rename_question(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(asked): Json<Renaming>,
) -> Result<Json<Value>, Failure> {
    let names = (asked.question.as_str(), asked.name.as_str());
    let edition =
        surveys::rename_in_draft(&state.app, SurveyId(id), asked.edition, names, &signed.user.actor()).await?;
    Ok(Json(json!({ "edition": edition })))
}

/// `POST /api/v1/surveys/{survey}/draft/undo`: takes the last change of the edition named back.
pub(crate) async fn undo(
    state: State<WebState>,
    signed: Signed,
    path: Path<i64>,
    asked: Json<Edition>,
) -> Result<Json<Value>, Failure> {
    step(state, signed, path, asked, StepBack::Undo).await
}

/// `POST /api/v1/surveys/{survey}/draft/redo`: does again what was taken back last.
pub(crate) async fn redo(
    state: State<WebState>,
    signed: Signed,
    path: Path<i64>,
    asked: Json<Edition>,
) -> Result<Json<Value>, Failure> {
    step(state, signed, path, asked, StepBack::Redo).await
}

async fn step(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(asked): Json<Edition>,
    way: StepBack,
) -> Result<Json<Value>, Failure> {
    let done = surveys::step_draft(&state.app, SurveyId(id), asked.edition, way, &signed.user.actor()).await?;
    Ok(Json(json!({ "edition": done.unwrap_or(asked.edition), "stepped": done.is_some() })))
}

/// `GET /api/v1/surveys/{survey}/variables`: what a condition of the question `before`, or of the end, may look at.
pub(crate) async fn variables(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Json<Value>, Failure> {
    let work = surveys::open_survey(&state.app, SurveyId(id)).await?;
    let sees = match params.get("before") {
        Some(key) => work.definition.seen_by_question(key).ok_or(AppError::NotFound("question"))?,
        None => usize::MAX,
    };
    let texts = &state.templates.face(signed.reader.language).texts;
    let language = survey_language(signed.reader.language);
    let mut all = surveys::survey_variables(&work.definition, sees, language, &texts.plain("answer-other"));
    all.extend(building::traits(&state, texts).await?);
    let listed = all.iter().map(|held| {
        let members = held.shape.members().iter().map(|member| json!({ "key": member.key, "title": member.title }));
        json!({
            "name": held.name, "title": held.title, "group": held.group, "shape": held.shape.as_str(),
            "choices": members.collect::<Vec<_>>(),
            "comparisons": held.shape.comparisons().iter().map(|held| held.as_str()).collect::<Vec<_>>(),
        })
    });
    Ok(Json(json!({ "variables": listed.collect::<Vec<_>>() })))
}

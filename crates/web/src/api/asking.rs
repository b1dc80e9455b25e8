//! The ways to ask with a survey, as JSON.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::invitations;
use hamdel_app::surveys::{self, CollectedResponse, Collecting, Collector, Embedding, MOST_COLLECTED};
use hamdel_domain::invitations::{KeptTrigger, Trigger};
use hamdel_domain::surveys::{Embed, Kiosk, SurveyId};

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

/// Answers that were collected elsewhere.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Collection {
    /// Where they come from; with `id` it names each response, so that one sent twice is one.
    source: String,
    responses: Vec<CollectedResponse>,
    /// Whether they are only checked.
    #[serde(default)]
    dry_run: bool,
}

/// `POST /api/v1/surveys/{survey}/answers`: takes in up to 1,000 responses that were collected elsewhere, each with its
/// own time `at`; a response that is wrong is left out with its reasons, the others enter. They invite nobody.
pub(crate) async fn collect(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(body): Json<Value>,
) -> Result<Json<Value>, Failure> {
    let collection: Collection =
        serde_json::from_value(body).map_err(|problem| AppError::invalid("body", problem.to_string()))?;
    if collection.responses.len() > MOST_COLLECTED {
        return Err(AppError::invalid("responses", format!("holds more than {MOST_COLLECTED}")).into());
    }
    let collector = Collector::new(&state.app, SurveyId(id), &collection.source).await?;
    let (mut told, mut taken) = (Vec::new(), 0);
    for response in &collection.responses {
        let came = if collection.dry_run {
            collector.check(&state.app, response).map_or_else(Collecting::Bad, |()| Collecting::Before(0))
        } else {
            collector.take(&state.app, response).await?
        };
        taken += i64::from(matches!(came, Collecting::Taken(_)));
        told.push(collected(&came, collection.dry_run));
    }
    let subject = format!("survey:{id}");
    let words = format!("{}: {taken} of {}", collection.source, told.len());
    hamdel_app::audit::record(&state.app, &signed.user.actor(), "answers.collected", &subject, &words).await?;
    Ok(Json(json!({ "responses": told, "taken": taken })))
}

fn collected(came: &Collecting, checked: bool) -> Value {
    match came {
        Collecting::Bad(problems) => {
            let problems = problems.iter().map(|(field, problem)| json!({ "field": field, "problem": problem }));
            json!({ "outcome": "bad", "problems": problems.collect::<Vec<_>>() })
        }
        _ if checked => json!({ "outcome": "good" }),
        Collecting::Taken(response) => json!({ "outcome": "taken", "response_id": response }),
        Collecting::Before(response) => json!({ "outcome": "known", "response_id": response }),
    }
}

fn trigger(kept: &KeptTrigger) -> Value {
    json!({
        "trigger_id": kept.id, "trigger": kept.trigger,
        "on_since": kept.enabled_since.map(|since| since.to_string()), "created_at": kept.created_at.to_string(),
    })
}

fn trigger_of(body: Value, survey: i64) -> Result<Trigger, AppError> {
    let trigger: Trigger =
        serde_json::from_value(body).map_err(|problem| AppError::invalid("body", problem.to_string()))?;
    Ok(Trigger { survey, ..trigger })
}

/// `GET /api/v1/surveys/{survey}/triggers`: what makes invitations to a survey.
pub(crate) async fn triggers(
    State(state): State<WebState>,
    _: Signed,
    Path(id): Path<i64>,
) -> Result<Json<Value>, Failure> {
    let all = invitations::triggers(&state.app).await?;
    let own = all.iter().filter(|kept| kept.trigger.survey == id).map(trigger);
    Ok(Json(json!({ "triggers": own.collect::<Vec<_>>() })))
}

/// `POST /api/v1/surveys/{survey}/triggers`: a new trigger, switched off.
pub(crate) async fn add_trigger(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(body): Json<Value>,
) -> Result<Json<Value>, Failure> {
    surveys::open_survey(&state.app, SurveyId(id)).await?;
    let made = invitations::add_trigger(&state.app, trigger_of(body, id)?, &signed.user.actor()).await?;
    Ok(Json(json!({ "trigger_id": made })))
}

/// `PUT /api/v1/surveys/{survey}/triggers/{trigger}`: what `trigger` was, changed.
pub(crate) async fn change_trigger(
    State(state): State<WebState>,
    signed: Signed,
    Path((id, number)): Path<(i64, i64)>,
    Json(body): Json<Value>,
) -> Result<Json<Value>, Failure> {
    own_trigger(&state, id, number).await?;
    invitations::change_trigger(&state.app, number, trigger_of(body, id)?, &signed.user.actor()).await?;
    Ok(Json(json!({ "success": true })))
}

/// Whether a trigger is switched on.
#[derive(Deserialize)]
pub(crate) struct Switch {
    on: bool,
}

/// `POST /api/v1/surveys/{survey}/triggers/{trigger}/switch`: `{"on": true}` from now on.
pub(crate) async fn switch_trigger(
    State(state): State<WebState>,
    signed: Signed,
    Path((id, number)): Path<(i64, i64)>,
    Json(switch): Json<Switch>,
) -> Result<Json<Value>, Failure> {
    own_trigger(&state, id, number).await?;
    invitations::switch_trigger(&state.app, number, switch.on, &signed.user.actor()).await?;
    Ok(Json(json!({ "success": true })))
}

async fn own_trigger(state: &WebState, survey: i64, number: i64) -> Result<(), AppError> {
    let all = invitations::triggers(&state.app).await?;
    let is = |kept: &KeptTrigger| kept.id == number && kept.trigger.survey == survey;
    if all.iter().any(is) { Ok(()) } else { Err(AppError::NotFound("trigger")) }
}

/// A kiosk to be made.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKiosk {
    kiosk: Kiosk,
    /// Four to eight digits that leave it.
    pin: String,
}

/// `GET /api/v1/surveys/{survey}/kiosks`.
pub(crate) async fn kiosks(
    State(state): State<WebState>,
    _: Signed,
    Path(id): Path<i64>,
) -> Result<Json<Value>, Failure> {
    let kiosks = surveys::kiosks(&state.app, SurveyId(id)).await?;
    let kiosks = kiosks.iter().map(|kept| {
        json!({
            "kiosk_id": kept.id, "kiosk": kept.kiosk, "made_at": kept.made_at.to_string(),
            "closed_at": kept.closed_at.map(|at| at.to_string()),
            "last_seen_at": kept.last_seen_at.map(|at| at.to_string()),
        })
    });
    Ok(Json(json!({ "kiosks": kiosks.collect::<Vec<_>>() })))
}

/// `POST /api/v1/surveys/{survey}/kiosks`: a new kiosk; the path it is opened by is given this once.
pub(crate) async fn add_kiosk(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Json(body): Json<Value>,
) -> Result<Json<Value>, Failure> {
    let new: NewKiosk =
        serde_json::from_value(body).map_err(|problem| AppError::invalid("body", problem.to_string()))?;
    let made = surveys::add_kiosk(&state.app, SurveyId(id), new.kiosk, &new.pin, &signed.user.actor()).await?;
    Ok(Json(json!({ "kiosk_id": made.0, "path": format!("/k/{}", made.1) })))
}

/// `POST /api/v1/surveys/{survey}/kiosks/{kiosk}/close`: its address opens no more.
pub(crate) async fn close_kiosk(
    State(state): State<WebState>,
    signed: Signed,
    Path((id, kiosk)): Path<(i64, i64)>,
) -> Result<Json<Value>, Failure> {
    surveys::close_kiosk(&state.app, SurveyId(id), kiosk, &signed.user.actor()).await?;
    Ok(Json(json!({ "success": true })))
}

/// `GET /api/v1/invitations/{invitation}`: the whole life of an invitation, step by step.
pub(crate) async fn invitation(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Json<Value>, Failure> {
    let life = invitations::life(&state.app, id, &signed.user.actor()).await?;
    let held = &life.invitation;
    let steps = life.steps.iter().map(|step| {
        json!({ "at": step.at.to_string(), "step": step.what.as_str(), "reasons": step.reasons, "words": step.words })
    });
    Ok(Json(json!({
        "invitation_id": held.id, "survey_id": held.said.survey, "customer": held.said.customer.0,
        "trigger_id": held.said.trigger, "channel": held.said.channel, "state": held.state,
        "context": serde_json::from_str::<Value>(&held.said.context).unwrap_or_default(),
        "steps": steps.collect::<Vec<_>>(),
    })))
}

//! When a survey asks by itself: its triggers, and how far its invitations came.

use axum::Form;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};

use hamdel_app::AppError;
use hamdel_app::conditions::Variable;
use hamdel_app::invitations::{self, InvitationFunnel};
use hamdel_domain::clock::DAY;
use hamdel_domain::invitations::{KeptTrigger, Trigger, TriggerOn};
use hamdel_domain::surveys::SurveyId;
use hamdel_domain::touchpoint::STAGES;
use hamdel_domain::{Channel, Instant};
use hamdel_text::format;

use super::super::asking::{WayLink, ways};
use super::super::voice::Tab;
use super::trigger_form::{CHANNELS, HOUR, Typed};
use super::voice_tabs;
use crate::error::{Failure, message_of};
use crate::pages::conditions::{ConditionEditor, ConditionView, about, read_condition};
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{Area, show as show_page};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// The page.
#[derive(Serialize)]
pub(crate) struct AskingPage {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) ways: Vec<WayLink>,
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) triggers: Vec<TriggerRow>,
    pub(crate) made: i64,
    /// Made and neither sent nor withheld: they wait for their time, or for the end of quiet hours.
    pub(crate) waiting: i64,
    pub(crate) withheld: i64,
    pub(crate) sent: i64,
    pub(crate) bounced: i64,
    pub(crate) opened: i64,
    pub(crate) started: i64,
    pub(crate) answered: i64,
    /// Why invitations to any survey were withheld in the last thirty days: the reason and how many.
    pub(crate) reasons: Vec<(String, i64)>,
    pub(crate) channels: Vec<&'static str>,
    /// Stages that are known by name.
    pub(crate) stages: Vec<&'static str>,
    /// What was typed, and why it was not taken.
    pub(crate) typed: Typed,
    pub(crate) condition: ConditionEditor,
    pub(crate) problem: Option<String>,
}

impl Page for AskingPage {
    const TEMPLATE: &'static str = "pages/surveys/asking.html";
}

/// A trigger.
#[derive(Serialize)]
pub(crate) struct TriggerRow {
    pub(crate) id: i64,
    pub(crate) name: String,
    /// `interaction`, `stage`, `case` or `date`.
    pub(crate) on: &'static str,
    pub(crate) what: String,
    pub(crate) hours: i64,
    pub(crate) share: String,
    pub(crate) channel: &'static str,
    /// Days after which it reminds.
    pub(crate) reminder: Option<f64>,
    /// None where everybody is asked.
    pub(crate) condition: Option<ConditionView>,
    pub(crate) is_on: bool,
}

/// `GET /voice/surveys/{survey}/asking`; `trigger` to change one.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let chosen: Option<i64> = params.known("trigger", |number| number.parse().ok());
    let held = invitations::triggers(&state.app).await?;
    let held = held.iter().find(|kept| Some(kept.id) == chosen && kept.trigger.survey == id);
    let typed = held.map_or_else(|| Typed::new(texts), |kept| Typed::of(kept.id, &kept.trigger, texts));
    draw(&state, &signed, id, typed, None).await
}

async fn draw(
    state: &WebState,
    signed: &Signed,
    id: i64,
    typed: Typed,
    problem: Option<String>,
) -> Result<Response, Failure> {
    let app = &state.app;
    let work = hamdel_app::surveys::open_survey(app, SurveyId(id)).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let variables = about::of_invitations(state, texts).await?;
    let all = invitations::triggers(app).await?;
    let InvitationFunnel { made, withheld, sent, bounced, opened, started, answered } =
        invitations::funnel(app, id, Instant::from_micros(0), app.clock.now()).await?;
    let now = app.clock.now();
    let counts = hamdel_app::contact::withheld_counts(app, now.plus_micros(-30 * DAY), now).await?;
    let page = AskingPage {
        tabs: voice_tabs(),
        ways: ways(id, "invitations"),
        id,
        name: work.survey.name,
        triggers: all
            .iter()
            .filter(|kept| kept.trigger.survey == id)
            .map(|kept| row(texts, kept, &variables))
            .collect(),
        waiting: (made - withheld - sent).max(0),
        made,
        withheld,
        sent,
        bounced,
        opened,
        started,
        answered,
        reasons: counts.into_iter().map(|count| (count.reason, count.withheld)).collect(),
        channels: CHANNELS.map(Channel::as_str).into(),
        stages: STAGES.to_vec(),
        condition: ConditionEditor::of(texts, "condition", Some(&typed.condition), &variables),
        typed,
        problem,
    };
    show_page(state, &signed.reader, Area::Voice, &page)
}

fn row(texts: &Texts, kept: &KeptTrigger, variables: &[Variable]) -> TriggerRow {
    let (on, what) = match &kept.trigger.when {
        TriggerOn::Interaction { kind, touchpoint } => {
            let kind = kind.as_deref().map(|kind| texts.title("kind", kind));
            ("interaction", [kind, touchpoint.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · "))
        }
        TriggerOn::StageEntered { stage } => ("stage", texts.title("stage", stage)),
        TriggerOn::CaseClosed { kind } => ("case", kind.clone().unwrap_or_default()),
        TriggerOn::Date { name, days, .. } => {
            let n = f64::from(days.unsigned_abs());
            let side = match days.signum() {
                -1 => "asking-date-before",
                0 => "asking-date-on",
                _ => "asking-date-after",
            };
            ("date", texts.filled(side, &[("n", n.into()), ("date", texts.title("trait", name).into())]))
        }
    };
    TriggerRow {
        id: kept.id,
        name: kept.trigger.name.clone(),
        on,
        what,
        hours: kept.trigger.delay / HOUR,
        share: format::percent(texts.language(), f64::from(kept.trigger.sample) / 1_000_000.0, 0),
        channel: kept.trigger.channel.as_str(),
        reminder: kept.trigger.reminder_after.map(|after| after as f64 / DAY as f64),
        condition: (!kept.trigger.condition.is_empty())
            .then(|| ConditionView::of(texts, &kept.trigger.condition, variables)),
        is_on: kept.enabled_since.is_some(),
    }
}

/// `POST /voice/surveys/{survey}/asking`: a new trigger, switched on; or the one of that number, changed.
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    body: Bytes,
) -> Result<Response, Failure> {
    let unread = |problem: serde_urlencoded::de::Error| AppError::invalid("body", problem.to_string());
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(&body).map_err(unread)?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let condition = read_condition(&fields, "condition", &about::of_invitations(&state, texts).await?);
    let typed: Typed = serde_urlencoded::from_bytes(&body).map_err(unread)?;
    let typed = Typed { condition: condition.unwrap_or_default(), ..typed };
    match keep(&state, &signed, id, &typed).await {
        Ok(()) => Ok(Redirect::to(&format!("/voice/surveys/{id}/asking")).into_response()),
        Err(problem) if problem.code() == hamdel_app::ErrorCode::Invalid => {
            let sentence = format!("{} ({problem})", message_of(texts, &problem));
            let page = draw(&state, &signed, id, typed, Some(sentence)).await?;
            Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn keep(state: &WebState, signed: &Signed, survey: i64, typed: &Typed) -> Result<(), AppError> {
    let (app, actor) = (&state.app, signed.user.actor());
    let trigger = typed.trigger(survey, "")?;
    match typed.trigger.parse::<i64>().ok() {
        Some(id) => {
            let all = invitations::triggers(app).await?;
            let held = all.into_iter().find(|kept| kept.id == id && kept.trigger.survey == survey);
            let held = held.ok_or(AppError::NotFound("trigger"))?;
            // What the form does not show stays as it is.
            let when = match (trigger.when, &held.trigger.when) {
                (TriggerOn::Date { name, days, minute, .. }, TriggerOn::Date { zone, .. }) => {
                    TriggerOn::Date { name, days, minute, zone: zone.clone() }
                }
                (when, _) => when,
            };
            let trigger = Trigger { when, version: held.trigger.version, ..trigger };
            invitations::change_trigger(app, id, trigger, &actor).await
        }
        None => {
            let made = invitations::add_trigger(app, trigger, &actor).await?;
            invitations::switch_trigger(app, made, true, &actor).await
        }
    }
}

/// What the switch of a trigger posts.
#[derive(Deserialize)]
pub(crate) struct Switched {
    trigger: i64,
    #[serde(default)]
    on: String,
}

/// `POST /voice/surveys/{survey}/asking/switch`.
pub(crate) async fn switch(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(switched): Form<Switched>,
) -> Result<Response, Failure> {
    let on = !switched.on.is_empty();
    invitations::switch_trigger(&state.app, switched.trigger, on, &signed.user.actor()).await?;
    Ok(Redirect::to(&format!("/voice/surveys/{id}/asking")).into_response())
}

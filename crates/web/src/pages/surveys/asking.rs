//! When a survey asks by itself: its triggers, and how far its invitations came.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};

use hamdel_app::invitations::{self, InvitationFunnel};
use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::digits::latin_digits;
use hamdel_domain::invitations::{KeptTrigger, Trigger, TriggerOn, VersionPolicy};
use hamdel_domain::surveys::SurveyId;
use hamdel_domain::{Channel, Instant};
use hamdel_text::format;

use super::super::asking::{WayLink, ways};
use super::super::voice::Tab;
use super::voice_tabs;
use crate::error::{Failure, message_of};
use crate::reader::Signed;
use crate::shell::{Area, show as show_page};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// One hour; microseconds.
const HOUR: i64 = 3_600 * SECOND;

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
    /// What was typed, and why it was not taken.
    pub(crate) typed: Typed,
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
    pub(crate) is_on: bool,
}

/// What is typed for a new trigger.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Typed {
    name: String,
    on: String,
    what: String,
    hours: String,
    share: String,
    reminder: String,
    days: String,
    condition: String,
}

/// `GET /voice/surveys/{survey}/asking`.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Response, Failure> {
    let typed = Typed { hours: "24".to_owned(), share: "100".to_owned(), days: "14".to_owned(), ..Typed::default() };
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
        triggers: all.iter().filter(|kept| kept.trigger.survey == id).map(|kept| row(texts, kept)).collect(),
        waiting: (made - withheld - sent).max(0),
        made,
        withheld,
        sent,
        bounced,
        opened,
        started,
        answered,
        reasons: counts.into_iter().map(|count| (count.reason, count.withheld)).collect(),
        typed,
        problem,
    };
    show_page(state, &signed.reader, Area::Voice, &page)
}

fn row(texts: &Texts, kept: &KeptTrigger) -> TriggerRow {
    let (on, what) = match &kept.trigger.when {
        TriggerOn::Interaction { kind, touchpoint } => {
            let kind = kind.as_deref().map(|kind| texts.title("kind", kind));
            ("interaction", [kind, touchpoint.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · "))
        }
        TriggerOn::StageEntered { stage } => ("stage", texts.title("stage", stage)),
        TriggerOn::CaseClosed { kind } => ("case", kind.clone().unwrap_or_default()),
        TriggerOn::Date { name, .. } => ("date", name.clone()),
    };
    TriggerRow {
        id: kept.id,
        name: kept.trigger.name.clone(),
        on,
        what,
        hours: kept.trigger.delay / HOUR,
        share: format::percent(texts.language(), f64::from(kept.trigger.sample) / 1_000_000.0, 0),
        is_on: kept.enabled_since.is_some(),
    }
}

/// `POST /voice/surveys/{survey}/asking`: a new trigger, switched on.
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let actor = signed.user.actor();
    let made = invitations::add_trigger(&state.app, trigger(id, &typed), &actor).await;
    match made {
        Ok(made) => {
            invitations::switch_trigger(&state.app, made, true, &actor).await?;
            Ok(Redirect::to(&format!("/voice/surveys/{id}/asking")).into_response())
        }
        Err(problem) if problem.code() == hamdel_app::ErrorCode::Invalid => {
            let texts = &state.templates.face(signed.reader.language).texts;
            let sentence = message_of(texts, &problem);
            let page = draw(&state, &signed, id, typed, Some(sentence)).await?;
            Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

fn trigger(survey: i64, typed: &Typed) -> Trigger {
    let number = |text: &str| latin_digits(text.trim()).parse::<f64>().ok().filter(|number| number.is_finite());
    let micros = |text: &str, unit: i64| number(text).map(|count| (count * unit as f64) as i64);
    let what = typed.what.trim().to_owned();
    let given = (!what.is_empty()).then(|| what.clone());
    let when = match typed.on.as_str() {
        "stage" => TriggerOn::StageEntered { stage: what },
        "case" => TriggerOn::CaseClosed { kind: given },
        "touchpoint" => TriggerOn::Interaction { kind: None, touchpoint: given },
        _ => TriggerOn::Interaction { kind: given, touchpoint: None },
    };
    Trigger {
        name: typed.name.trim().to_owned(),
        survey,
        version: VersionPolicy::Latest,
        when,
        channel: Channel::Email,
        delay: micros(&typed.hours, HOUR).unwrap_or(-1),
        sample: number(&typed.share).map_or(0, |share| (share * 10_000.0) as u32),
        condition: typed.condition.trim().to_owned(),
        reminder_after: micros(&typed.reminder, DAY).filter(|after| *after > 0),
        expires_after: micros(&typed.days, DAY).unwrap_or(0),
        oldest: 2 * DAY,
        language: None,
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

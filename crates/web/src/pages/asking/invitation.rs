//! What became of this invitation, from what made it to its answer?

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;

use hamdel_app::invitations::{self, Life, LifeStep};
use hamdel_domain::surveys::SurveyId;

use crate::error::Failure;
use crate::pages::contacts::words::ContactWords;
use crate::reader::Signed;
use crate::shell::{Area, show as show_page};
use crate::state::WebState;
use crate::templates::Page;

/// The page.
#[derive(Serialize)]
pub(crate) struct InvitationPage {
    pub(crate) id: i64,
    pub(crate) survey: i64,
    pub(crate) survey_name: String,
    pub(crate) customer: i64,
    pub(crate) channel: &'static str,
    pub(crate) state: &'static str,
    pub(crate) trigger: Option<String>,
    /// The kind of interaction that made it, where one did.
    pub(crate) kind: Option<String>,
    pub(crate) steps: Vec<StepView>,
    pub(crate) now: i64,
}

impl Page for InvitationPage {
    const TEMPLATE: &'static str = "pages/asking/invitation.html";
}

/// A step of its life.
#[derive(Serialize)]
pub(crate) struct StepView {
    pub(crate) at: i64,
    pub(crate) what: &'static str,
    pub(crate) whys: Vec<String>,
    pub(crate) words: Option<String>,
}

/// `GET /voice/invitations/{invitation}`.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Response, Failure> {
    let life = invitations::life(&state.app, id, &signed.user.actor()).await?;
    let survey = hamdel_app::surveys::open_survey(&state.app, SurveyId(life.invitation.said.survey)).await;
    let survey = survey.map(|work| work.survey.name).unwrap_or_default();
    let words = ContactWords { texts: &state.templates.face(signed.reader.language).texts, zone: state.app.zone };
    let page = page_of(&life, survey, words, state.app.clock.now().micros());
    show_page(&state, &signed.reader, Area::Voice, &page)
}

fn page_of(life: &Life, survey_name: String, words: ContactWords<'_>, now: i64) -> InvitationPage {
    let held = &life.invitation;
    let step = |step: &LifeStep| StepView {
        at: step.at.micros(),
        what: step.what.as_str(),
        whys: step.reasons.iter().map(|reason| words.reason(reason)).collect(),
        words: step.words.clone().filter(|words| !words.trim().is_empty()),
    };
    let context: serde_json::Value = serde_json::from_str(&held.said.context).unwrap_or_default();
    InvitationPage {
        id: held.id,
        survey: held.said.survey,
        survey_name,
        customer: held.said.customer.0,
        channel: held.said.channel.as_str(),
        state: held.state.as_str(),
        trigger: life.trigger.clone(),
        kind: context.get("kind").and_then(serde_json::Value::as_str).map(|kind| words.texts.title("kind", kind)),
        steps: life.steps.iter().map(step).collect(),
        now,
    }
}

//! The loop back to the customer: after closing, an invitation asks whether it is truly solved; "no" opens the case again.
//!
//! The ready-made survey `after_complaint` and a trigger on closed cases do the asking, through the contact ledger like
//! every invitation. The key of such an invitation names the interaction that made it, which is the closing of one case:
//! an answer opens that case again only while that closing is its last, so that no answer does so twice.

use std::sync::Arc;

use hamdel_domain::cases::{Case, CaseAction};
use hamdel_domain::clock::DAY;
use hamdel_domain::invitations::{Trigger, TriggerOn, VersionPolicy};
use hamdel_domain::surveys::{AnswerValue, Answers, Chosen, SurveyId};
use hamdel_domain::{Channel, CustomerId, SourceId};
use hamdel_store::StoreError;
use hamdel_store::responses::{Response, ResponseState, SurveyFunnel};
use hamdel_store::sources::SourceKind;
use serde::{Deserialize, Serialize};

use super::tell::find_customers;
use super::{Doer, SOURCE, act, subject};
use crate::App;
use crate::error::AppError;
use crate::intake::event::interaction_id;
use crate::invitations::{add_trigger, switch_trigger, triggers};
use crate::surveys::{Publication, SurveyOrigin, create_survey, open_survey, publish_survey, survey_funnel};

/// The setting that says by which survey and trigger customers are asked.
const ASKED_BY: &str = "cases.solved";
/// The ready-made survey.
const READY_MADE: &str = "after_complaint";
/// The questions whose answers say that it is not solved, each with that answer.
const NO: [(&str, &str); 2] = [("outcome", "unsolved"), ("solved", "no")];
/// The questions whose words say why.
const WHY: [&str; 3] = ["why", "comment", "open"];
/// Cases of one customer that an answer may be about.
const MOST_CASES: u32 = 100;

/// By which survey and trigger customers are asked after closing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedBy {
    /// The survey.
    pub survey: SurveyId,
    /// What makes its invitations.
    pub trigger: i64,
}

/// Whether customers are asked after closing, and what came of it.
#[derive(Clone, Debug, Default)]
pub struct AfterClosing {
    /// By what; none before it was set up.
    pub by: Option<AskedBy>,
    /// Whether they are asked now.
    pub on: bool,
    /// What came of the invitations.
    pub funnel: Option<SurveyFunnel>,
}

/// Whether customers are asked after closing.
///
/// # Errors
/// When the database fails.
pub async fn after_closing(app: &App) -> Result<AfterClosing, AppError> {
    let Some(by) = asked_by(app).await? else { return Ok(AfterClosing::default()) };
    let trigger = triggers(app).await?.into_iter().find(|kept| kept.id == by.trigger);
    let funnel = survey_funnel(app, by.survey, None).await?;
    Ok(AfterClosing {
        by: Some(by),
        on: trigger.is_some_and(|kept| kept.enabled_since.is_some()),
        funnel: Some(funnel),
    })
}

async fn asked_by(app: &App) -> Result<Option<AskedBy>, AppError> {
    Ok(app.store.setting(ASKED_BY).await?.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Has customers asked after closing, a day later, or no longer. The first time the ready-made survey is made under that
/// name, published, and given its trigger; after that only the trigger is switched.
///
/// # Errors
/// When the database fails.
pub async fn ask_after_closing(app: &App, on: bool, name: &str, actor: &str) -> Result<AskedBy, AppError> {
    let by = match asked_by(app).await? {
        Some(by) => by,
        None => set_up(app, name, actor).await?,
    };
    switch_trigger(app, by.trigger, on, actor).await?;
    Ok(by)
}

async fn set_up(app: &App, name: &str, actor: &str) -> Result<AskedBy, AppError> {
    let survey = create_survey(app, name, SurveyOrigin::Library(READY_MADE), actor).await?.id;
    let edition = open_survey(app, survey).await?.edition;
    if let Publication::Refused(_) = publish_survey(app, survey, edition, actor).await? {
        return Err(StoreError::corrupt("a ready-made survey").into());
    }
    let trigger = Trigger {
        name: name.to_owned(),
        survey: survey.0,
        version: VersionPolicy::Latest,
        when: TriggerOn::CaseClosed { kind: None },
        channel: Channel::Email,
        delay: DAY,
        sample: 1_000_000,
        condition: String::new(),
        reminder_after: None,
        expires_after: 14 * DAY,
        oldest: 2 * DAY,
        language: None,
    };
    let trigger = add_trigger(app, trigger, actor).await?;
    let by = AskedBy { survey, trigger };
    let text = serde_json::to_string(&by).map_err(|_| StoreError::corrupt("a setting to be written"))?;
    app.store.put_setting(ASKED_BY, &text).await?;
    Ok(by)
}

/// Opens the case again whose closing a response was asked about, when it says that it is not solved; gives whether it
/// did. The same response any number of times does so once.
///
/// # Errors
/// When the database fails.
pub async fn reopen_unsolved(app: &App, response: &Response) -> Result<bool, AppError> {
    if response.state != ResponseState::Submitted {
        return Ok(false);
    }
    let Some(invitation) = response.invitation else { return Ok(false) };
    let answers: Answers = serde_json::from_str(&response.answers)
        .map_err(|_| StoreError::corrupt(format!("the answers of response {}", response.id)))?;
    if !says_no(&answers) {
        return Ok(false);
    }
    let Some(invitation) = app.store.invitation(invitation).await? else { return Ok(false) };
    let Some((_, occasion)) = invitation.said.key.split_once(':') else { return Ok(false) };
    let Some(today) = app.store.customer_today(invitation.said.customer).await? else { return Ok(false) };
    let mut closed = case_closed_by(app, today, occasion).await?;
    if closed.is_none() {
        // Somebody may answer before it is known whose the case is that was taken down from somebody new.
        find_customers(app).await?;
        closed = case_closed_by(app, today, occasion).await?;
    }
    match closed {
        Some(case) => open_again(app, &case, words(&answers)).await,
        None => Ok(false),
    }
}

/// The customer's case whose last closing is that interaction.
async fn case_closed_by(app: &App, customer: CustomerId, occasion: &str) -> Result<Option<Case>, AppError> {
    let source = app.store.find_or_create_source(SOURCE, SourceKind::System, app.clock.now()).await?.id;
    for case in app.store.cases_of_customer(customer, MOST_CASES).await? {
        if case.closed_at.is_some() && last_closing(app, &case, source).await?.as_deref() == Some(occasion) {
            return Ok(Some(case));
        }
    }
    Ok(None)
}

/// The name of the interaction that the last closing of a case is.
async fn last_closing(app: &App, case: &Case, source: SourceId) -> Result<Option<String>, AppError> {
    let events = app.store.case_events(case.id, false).await?;
    let closing = events.iter().rev().find(|event| event.did == "closed");
    Ok(closing.map(|event| interaction_id(source, &format!("{}:{}", subject(case.id), event.id)).to_string()))
}

async fn open_again(app: &App, case: &Case, why: String) -> Result<bool, AppError> {
    let name: Arc<str> = case.contact.name.as_deref().unwrap_or_default().into();
    // The revision says that nobody opened or closed it since its last closing was looked at.
    match act(app, case.id, Some(case.revision), &CaseAction::Reopen { why }, &Doer::Customer(&name)).await {
        Ok(_) => Ok(true),
        Err(AppError::Case(_)) => Ok(false),
        Err(problem) => Err(problem),
    }
}

fn says_no(answers: &Answers) -> bool {
    answers.0.iter().any(|(question, answer)| {
        let AnswerValue::Choice(Chosen::Listed(choice)) = answer else { return false };
        NO.iter().any(|(asked, no)| question.as_str() == *asked && choice.as_str() == *no)
    })
}

/// Why, in the customer's words; empty where none were given.
fn words(answers: &Answers) -> String {
    let text = |wanted: &&str| {
        answers.0.iter().find_map(|(question, answer)| match answer {
            AnswerValue::Text(text) if question.as_str() == *wanted => Some(text.clone()),
            _ => None,
        })
    };
    WHY.iter().find_map(text).unwrap_or_default()
}

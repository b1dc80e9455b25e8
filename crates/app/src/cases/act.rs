//! Doing something with a case.

use hamdel_domain::cases::action::apply;
use hamdel_domain::cases::{Case, CaseAction, CaseId, Matter};
use hamdel_domain::rights::Right;
use hamdel_store::audit::{AuditEntry, append};
use hamdel_store::cases::{NewEvent, add_event, case_to_change, open_tasks, put_case, put_case_people, units_at_work};
use hamdel_store::contact::{end_hold, hold_contacts};
use hamdel_store::{StoreError, Transaction};
use serde_json::{Value as Json, json};

use super::attach::{FileSight, NewFile, keep_files, write_down};
use super::clocks::{keep_steps, live};
use super::notices::{enqueue_notice, tells_somebody};
use super::send::enqueue_sending;
use super::tell::enqueue_telling;
use super::{Doer, subject};
use crate::App;
use crate::accounts::SignedIn;
use crate::causes::check_cause;
use crate::clocks::{Clocks, clocks};
use crate::error::AppError;
use crate::improvement::check_problem;

/// Does something with a case that was read at a revision, in a transaction of its own; gives the case as it is then.
/// Where no revision is named, whatever happened in between does not matter.
///
/// # Errors
/// [`AppError::NotFound`] where there is none or it is out of reach, [`AppError::ChangedMeanwhile`] when somebody else
/// changed it, [`AppError::Case`] when it may not be done, [`AppError::Refused`] of a cause that is none or archived,
/// [`AppError::NeedsRight`].
pub async fn act(
    app: &App,
    id: CaseId,
    read_revision: Option<i64>,
    action: &CaseAction,
    by: &Doer<'_>,
) -> Result<Case, AppError> {
    act_with_files(app, id, read_revision, action, Vec::new(), by).await
}

/// [`act`] with files that come along: those of words that the customer sees are seen by the customer too. Either all
/// of it is kept or nothing.
///
/// # Errors
/// Those of [`act`]; [`AppError::Attachment`] names the file that is wrong.
pub async fn act_with_files(
    app: &App,
    id: CaseId,
    read_revision: Option<i64>,
    action: &CaseAction,
    files: Vec<NewFile>,
    by: &Doer<'_>,
) -> Result<Case, AppError> {
    let kept = keep_files(app, files).await?;
    let rules = clocks(app).await?;
    let mut tx = app.store.state().begin().await?;
    let (case, event) = acted_in(app, &mut tx, id, read_revision, action, by, &rules).await?;
    let sight = FileSight { by_customer: matches!(by, Doer::Customer(_)), visible: action.is_visible() };
    write_down(&mut tx, id, event, &kept, sight, app.clock.now()).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(case)
}

/// [`act`] inside a transaction of the caller's, with the clocks in force.
///
/// # Errors
/// Those of [`act`].
pub async fn act_in(
    app: &App,
    tx: &mut Transaction,
    id: CaseId,
    read_revision: Option<i64>,
    action: &CaseAction,
    by: &Doer<'_>,
    rules: &Clocks,
) -> Result<Case, AppError> {
    acted_in(app, tx, id, read_revision, action, by, rules).await.map(|(case, _)| case)
}

/// [`act_in`]; gives the number of the event in the thread too.
async fn acted_in(
    app: &App,
    tx: &mut Transaction,
    id: CaseId,
    read_revision: Option<i64>,
    action: &CaseAction,
    by: &Doer<'_>,
    rules: &Clocks,
) -> Result<(Case, i64), AppError> {
    let mut case = match case_to_change(tx, id).await {
        Err(StoreError::NotFound { .. }) => return Err(AppError::NotFound("case")),
        held => held?,
    };
    if let Doer::Staff(who) = by {
        may(tx, who, &case, right_of(action)).await?;
    }
    if read_revision.is_some_and(|revision| revision != case.revision) {
        return Err(AppError::ChangedMeanwhile);
    }
    if let CaseAction::NameCause(Some(cause)) | CaseAction::Close { cause: Some(cause) } = action {
        check_cause(tx, cause).await?;
    }
    if let CaseAction::HangOn(Some(problem)) = action {
        check_problem(tx, *problem).await?;
    }
    let now = app.clock.now();
    let before = case.clone();
    let tasks = open_tasks(tx, id).await?;
    let effect = apply(&mut case, action, tasks, now).map_err(AppError::Case)?;
    let mut stepped = Vec::new();
    for happening in &effect.happenings {
        stepped.append(&mut live(&mut case, *happening, now, rules));
    }
    put_case(tx, &case).await?;
    keep_steps(tx, id, None, &stepped, now).await?;
    let event = note_down(tx, &case, action, by).await?;
    if tells_somebody(action, &before, by) {
        enqueue_notice(tx, event, now).await?;
    }
    if let Some(holds) = effect.holds {
        hold(tx, &case, holds).await?;
    }
    if let CaseAction::Note { mentions, .. } = action {
        put_case_people(tx, id, mentions, MENTIONED).await?;
    }
    if action.step().is_some() || matches!(action, CaseAction::Reply { .. } | CaseAction::Hear { .. }) {
        enqueue_telling(tx, event, now).await?;
    }
    if matches!(action, CaseAction::Answer { .. } | CaseAction::Reply { .. }) {
        enqueue_sending(tx, event, now).await?;
    }
    let entry = AuditEntry {
        at: now,
        actor: by.actor(),
        action: format!("case.{}", action.as_str()),
        subject: subject(id),
        detail: json!({ "before": difference(&before, &case), "after": difference(&case, &before) }).to_string(),
    };
    append(tx, &entry).await?;
    Ok((case, event))
}

/// The part of who was mentioned in a note.
const MENTIONED: &str = "mentioned";

/// The right an action needs.
fn right_of(action: &CaseAction) -> Right {
    match action {
        CaseAction::Assign { .. } => Right::AssignCases,
        CaseAction::Close { .. } | CaseAction::Reopen { .. } => Right::CloseCases,
        _ => Right::WorkCases,
    }
}

/// Whether somebody may do it to this case.
pub(super) async fn may(tx: &mut Transaction, who: &SignedIn, case: &Case, right: Right) -> Result<(), AppError> {
    if !who.may(right) {
        return Err(AppError::NeedsRight(right));
    }
    let scope = who.scope(right);
    let held = scope.holds(case.facts.unit.as_deref(), case.owner);
    if held || case.owner == Some(who.id) || is_beside(tx, who, case.id).await? {
        return Ok(());
    }
    if units_at_work(tx, case.id).await?.iter().any(|unit| scope.holds_unit(Some(unit))) {
        return Ok(());
    }
    // Whoever may read it learns what is missing; for others it is not there.
    let read = who.scope(Right::ReadCases).holds(case.facts.unit.as_deref(), case.owner);
    Err(if read { AppError::NeedsRight(right) } else { AppError::NotFound("case") })
}

async fn is_beside(tx: &mut Transaction, who: &SignedIn, id: CaseId) -> Result<bool, AppError> {
    Ok(hamdel_store::cases::is_beside(tx, id, who.id).await?)
}

/// Whether somebody reaches a case with a right: it is of their units, their own, they work along on it, or one of their
/// units has a task of it.
///
/// # Errors
/// When the database fails.
pub async fn within_reach(app: &App, who: &SignedIn, case: &Case, right: Right) -> Result<bool, AppError> {
    if !who.may(right) {
        return Ok(false);
    }
    let scope = who.scope(right);
    if scope.holds(case.facts.unit.as_deref(), case.owner) || case.owner == Some(who.id) {
        return Ok(true);
    }
    if app.store.is_beside(case.id, who.id).await? {
        return Ok(true);
    }
    Ok(app.store.units_at_work(case.id).await?.iter().any(|unit| scope.holds_unit(Some(unit))))
}

/// Keeps what was done in the thread.
async fn note_down(tx: &mut Transaction, case: &Case, action: &CaseAction, by: &Doer<'_>) -> Result<i64, AppError> {
    let (actor, detail) = (by.actor(), detail(action).to_string());
    let event = NewEvent {
        case: case.id,
        at: case.changed_at,
        actor: &actor,
        by: by.name(),
        did: action.as_str(),
        visible: action.is_visible(),
        text: action.text(),
        detail: &detail,
    };
    Ok(add_event(tx, event).await?)
}

/// What there is to an action besides its words.
fn detail(action: &CaseAction) -> Json {
    match action {
        CaseAction::Assess(assessment) => json!({ "assessment": assessment }),
        CaseAction::Answer { decision, .. } => json!({ "decision": decision }),
        CaseAction::Reply { waits, .. } => json!({ "waits": waits }),
        CaseAction::Note { mentions, .. } if !mentions.is_empty() => json!({ "mentions": mentions }),
        CaseAction::Close { cause } => json!({ "cause": cause }),
        CaseAction::Assign { owner, unit, .. } => json!({ "owner": owner, "unit": unit }),
        CaseAction::Correct(facts) => json!({ "facts": facts }),
        CaseAction::NameCause(cause) => json!({ "cause": cause }),
        CaseAction::HangOn(problem) => json!({ "problem": problem }),
        _ => json!({}),
    }
}

/// Holds the customer's other contacts back while a complaint is open.
async fn hold(tx: &mut Transaction, case: &Case, holds: bool) -> Result<(), AppError> {
    if let (true, Some(customer), Matter::Complaint) = (holds, case.customer, case.facts.matter) {
        hold_contacts(tx, customer, &subject(case.id), case.changed_at).await?;
    } else {
        end_hold(tx, &subject(case.id), case.changed_at).await?;
    }
    Ok(())
}

/// What of one state of a case is not so in another, for the audit log. Words stand in the thread.
fn difference(of: &Case, other: &Case) -> Json {
    let mut found = serde_json::Map::new();
    let mut put = |name: &str, mine: Json, theirs: Json| {
        if mine != theirs {
            found.insert(name.to_owned(), mine);
        }
    };
    put("state", json!(of.state), json!(other.state));
    put("facts", json!(of.facts), json!(other.facts));
    put("assessment", json!(of.assessment), json!(other.assessment));
    put("owner", json!(of.owner), json!(other.owner));
    put("cause", json!(of.cause), json!(other.cause));
    put("problem", json!(of.problem), json!(other.problem));
    put("decision", json!(of.decision), json!(other.decision));
    put("waiting_since", json!(of.waiting_since), json!(other.waiting_since));
    Json::Object(found)
}

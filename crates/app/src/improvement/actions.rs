//! Corrective and preventive actions.

use std::collections::BTreeSet;

use hamdel_domain::Instant;
use hamdel_domain::clock::DAY;
use hamdel_domain::improvement::{Action, ActionKind, ActionState};
use hamdel_domain::people::UserId;
use hamdel_store::StoreError;
use hamdel_store::audit::append;
use hamdel_store::improvement::{insert_action, put_action};
use serde::Deserialize;
use serde::de::Error as _;

use super::effect::{Effect, effect};
use super::{changed, check_problem, checked_title, may_manage};
use crate::App;
use crate::accounts::SignedIn;
use crate::causes::check_cause;
use crate::error::AppError;

/// Most actions in the list.
const MOST: u32 = 500;

/// What an action says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionChange {
    /// What is done.
    pub title: String,
    /// What it is for.
    pub kind: ActionKind,
    /// Where it stands.
    pub state: ActionState,
    /// The problem it is against.
    #[serde(default)]
    pub problem: Option<i64>,
    /// The cause it is against.
    #[serde(default)]
    pub cause: Option<String>,
    /// The unit that does it.
    #[serde(default)]
    pub unit: Option<String>,
    /// Who does it.
    #[serde(default)]
    pub owner: Option<UserId>,
    /// When it is due; ISO 8601 in the API.
    #[serde(default, deserialize_with = "moment")]
    pub due_at: Option<Instant>,
}

fn moment<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Instant>, D::Error> {
    let text: Option<String> = Option::deserialize(from)?;
    let read = |text: String| Instant::parse_iso(&text).ok_or_else(|| D::Error::custom("due_at is no moment"));
    text.map(read).transpose()
}

/// An action and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionSeen {
    /// The action.
    pub action: Action,
    /// Whether it should have been done by now.
    pub late: bool,
    /// What came of it.
    pub effect: Effect,
}

/// The actions, the open ones first, those due soonest before others.
///
/// # Errors
/// When the database fails.
pub async fn actions(app: &App) -> Result<Vec<ActionSeen>, AppError> {
    let now = app.clock.now();
    let mut seen = Vec::new();
    for action in app.store.improvement_actions(MOST).await? {
        let effect = effect(app, &action).await?;
        seen.push(ActionSeen { late: action.is_late(now), effect, action });
    }
    Ok(seen)
}

/// What was done in a stretch of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActionsDone {
    /// Taken up in it: planned or begun, whether done since or not.
    pub begun: Vec<ActionSeen>,
    /// Done in it.
    pub done: Vec<ActionSeen>,
    /// Open at its end and taken up before it.
    pub under_way: Vec<ActionSeen>,
    /// Done in the half year before it, and measured by now.
    pub worked: Vec<ActionSeen>,
}

/// Days before a stretch whose actions are named where their effect is known.
const EARLIER_DAYS: i64 = 183;

/// What was done between two moments by some units, or by all and by the company itself; each action once.
///
/// # Errors
/// When the database fails.
pub async fn actions_done(
    app: &App,
    (from, until): (Instant, Instant),
    units: Option<&BTreeSet<String>>,
) -> Result<ActionsDone, AppError> {
    let mut done = ActionsDone::default();
    let within = |at: Instant| from <= at && at < until;
    let earlier = from.plus_micros(-EARLIER_DAYS * DAY);
    let of_them = |unit: Option<&String>| units.is_none_or(|units| unit.is_some_and(|unit| units.contains(unit)));
    for seen in actions(app).await? {
        let action = &seen.action;
        if !of_them(action.unit.as_ref()) || action.made_at >= until || action.state == ActionState::Dropped {
            continue;
        }
        match action.done_at {
            Some(at) if within(at) => done.done.push(seen),
            Some(at) if at < from => {
                if at >= earlier && matches!(seen.effect, Effect::Measured { .. }) {
                    done.worked.push(seen);
                }
            }
            _ if within(action.made_at) => done.begun.push(seen),
            _ => done.under_way.push(seen),
        }
    }
    Ok(done)
}

/// Makes an action; gives its number.
///
/// # Errors
/// Names the field that is wrong.
pub async fn add_action(app: &App, change: &ActionChange, who: &SignedIn) -> Result<i64, AppError> {
    let now = app.clock.now();
    let new = Action {
        id: 0,
        problem: None,
        cause: None,
        kind: change.kind,
        title: String::new(),
        unit: None,
        owner: None,
        state: ActionState::Planned,
        due_at: None,
        done_at: None,
        made_at: now,
        revision: 1,
    };
    let mut tx = app.store.state().begin().await?;
    let mut new = taken_over(&mut tx, new, change, now).await?;
    may_manage(who, new.unit.as_deref())?;
    new.id = insert_action(&mut tx, &new, &who.actor()).await?;
    append(&mut tx, &changed(app, who, "action.added", format!("action:{}", new.id), &None::<Action>, &new)).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(new.id)
}

/// Changes an action that was read at a revision.
///
/// # Errors
/// Names the field that is wrong; [`AppError::ChangedMeanwhile`].
pub async fn change_action(
    app: &App,
    id: i64,
    revision: i64,
    change: &ActionChange,
    who: &SignedIn,
) -> Result<(), AppError> {
    let now = app.clock.now();
    let before = app.store.improvement_action(id).await?.ok_or(AppError::NotFound("action"))?;
    may_manage(who, before.unit.as_deref())?;
    if before.revision != revision {
        return Err(AppError::ChangedMeanwhile);
    }
    let mut tx = app.store.state().begin().await?;
    let mut after = taken_over(&mut tx, before.clone(), change, now).await?;
    may_manage(who, after.unit.as_deref())?;
    after.revision += 1;
    put_action(&mut tx, &after, now).await.map_err(meanwhile)?;
    append(&mut tx, &changed(app, who, "action.changed", format!("action:{id}"), &before, &after)).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

/// A conflict of revisions, as people hear of it.
pub(super) fn meanwhile(problem: StoreError) -> AppError {
    match problem {
        StoreError::Conflict { .. } => AppError::ChangedMeanwhile,
        other => other.into(),
    }
}

async fn taken_over(
    tx: &mut hamdel_store::Transaction,
    mut action: Action,
    change: &ActionChange,
    now: Instant,
) -> Result<Action, AppError> {
    // A cause that was archived since stays with what has it.
    if let Some(cause) = change.cause.as_ref().filter(|cause| action.cause.as_ref() != Some(cause)) {
        check_cause(tx, cause).await?;
    }
    if let Some(problem) = change.problem.filter(|problem| action.problem != Some(*problem)) {
        check_problem(tx, problem).await?;
    }
    action.title = checked_title(&change.title)?;
    action.kind = change.kind;
    action.problem = change.problem;
    action.cause.clone_from(&change.cause);
    action.unit.clone_from(&change.unit);
    action.owner = change.owner;
    action.due_at = change.due_at;
    action.become_state(change.state, now);
    Ok(action)
}

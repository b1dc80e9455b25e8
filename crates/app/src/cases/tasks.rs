//! Tasks of cases: made, handed over, done, cancelled, each in one transaction with its event in the thread of the case.
//!
//! Whoever does something with a task holds the row of its case first, so that no case closes while a task is made.

use hamdel_domain::Instant;
use hamdel_domain::cases::task::{LONGEST_TASK, MOST_OPEN_TASKS, TaskAction, TaskId, TaskState};
use hamdel_domain::cases::{ActionProblem, Case, CaseClock, CaseId, CaseTask};
use hamdel_domain::clocks::{ClockKind, ClockPlan, ClockState};
use hamdel_domain::people::UserId;
use hamdel_domain::rights::Right;
use hamdel_store::audit::{AuditEntry, append};
use hamdel_store::cases::{
    NewEvent, add_event, case_to_change, insert_task, open_tasks, put_case_people, put_task, task_to_change,
};
use hamdel_store::{StoreError, Transaction};
use serde_json::json;

use super::act::may;
use super::clocks::keep_steps;
use super::notices::enqueue_notice;
use super::stepping::task_facts;
use super::{Doer, subject, within_reach};
use crate::App;
use crate::accounts::SignedIn;
use crate::clocks::{Clocks, clocks};
use crate::error::AppError;
use crate::people::Directory;

/// The part of who has a task of a case.
const WORKS_ALONG: &str = "works_along";
/// Tasks of one list.
const MOST_LISTED: u32 = 500;
/// Longest own target of a task, in hours of work: a year around the clock.
const MOST_HOURS: u32 = 8_760;

/// A task to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewTask {
    /// What is to be done.
    pub title: String,
    /// The unit that does it; that of the case where none is named.
    pub unit: Option<String>,
    /// Who does it; whoever of the unit takes it where nobody is named.
    pub owner: Option<UserId>,
    /// Hours of work until it is due, where it is to be another time than the clock policy's.
    pub hours: Option<u32>,
}

/// A task with what its list shows of its case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedTask {
    /// The task.
    pub task: CaseTask,
    /// The case it is a part of.
    pub case: Case,
}

/// Makes a task; gives its number.
///
/// # Errors
/// [`AppError::NotFound`] where there is no such case or it is out of reach, [`AppError::Case`] when the case is closed,
/// names the field that is wrong.
pub async fn make_task(app: &App, case: CaseId, new: &NewTask, by: &Doer<'_>) -> Result<TaskId, AppError> {
    let title = new.title.trim();
    if title.is_empty() || title.chars().count() > LONGEST_TASK {
        return Err(AppError::refused("title", "task-title", ""));
    }
    if new.hours.is_some_and(|hours| !(1..=MOST_HOURS).contains(&hours)) {
        return Err(AppError::refused("hours", "task-hours", ""));
    }
    check_people(app, new.owner, new.unit.as_deref()).await?;
    let rules = clocks(app).await?;
    let mut tx = app.store.state().begin().await?;
    let held = case_held(&mut tx, case, by).await?;
    if !held.is_open() {
        return Err(AppError::Case(ActionProblem::Closed));
    }
    if open_tasks(&mut tx, case).await? >= MOST_OPEN_TASKS {
        return Err(AppError::refused("title", "task-too-many", ""));
    }
    let now = app.clock.now();
    let unit = new.unit.clone().or_else(|| held.facts.unit.clone());
    let mut task = CaseTask {
        id: TaskId(0),
        case,
        title: title.to_owned(),
        clock: clock(&rules, &held, unit.as_deref(), new.hours, now),
        unit,
        owner: new.owner,
        state: TaskState::Open,
        made_at: now,
        made_by: by.actor(),
        changed_at: now,
        revision: 1,
    };
    task.id = insert_task(&mut tx, &task).await?;
    written(&mut tx, &task, "task_made", "", by, now).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(task.id)
}

/// The clock of a task: that of the policy for its case in its unit, with an own target where one is named.
fn clock(rules: &Clocks, case: &Case, unit: Option<&str>, hours: Option<u32>, now: Instant) -> Option<CaseClock> {
    let (rule, targets) = rules.targets(task_facts(case, unit));
    let (target, calendar) = targets.into_iter().find(|(target, _)| target.clock == ClockKind::Task)?;
    let own = hours.and_then(|hours| {
        ClockPlan::new(hours * 60, target.plan.warnings().to_vec(), target.plan.again().to_vec()).ok()
    });
    let plan = own.unwrap_or_else(|| target.plan.clone());
    Some(CaseClock {
        kind: ClockKind::Task,
        rule: rule.to_owned(),
        calendar: target.calendar.clone(),
        policy: rules.version,
        state: ClockState::start(plan, now, calendar),
    })
}

/// Does something with a task that was read at a revision; gives it as it is then. `note` is what colleagues have to
/// know. Where no revision is named, whatever happened in between does not matter.
///
/// # Errors
/// [`AppError::NotFound`] where there is none or its case is out of reach, [`AppError::ChangedMeanwhile`], and
/// [`AppError::Case`] when it is not open any more.
pub async fn act_on_task(
    app: &App,
    id: TaskId,
    read_revision: Option<i64>,
    action: &TaskAction,
    note: &str,
    by: &Doer<'_>,
) -> Result<CaseTask, AppError> {
    if let TaskAction::HandOver { owner, unit } = action {
        check_people(app, *owner, unit.as_deref()).await?;
    }
    if note.chars().count() > hamdel_domain::cases::LONGEST_TEXT {
        return Err(AppError::Case(ActionProblem::TooLong(hamdel_domain::cases::LONGEST_TEXT)));
    }
    let known = app.store.case_task(id).await?.ok_or(AppError::NotFound("task"))?;
    let rules = clocks(app).await?;
    let mut tx = app.store.state().begin().await?;
    case_held(&mut tx, known.case, by).await?;
    let mut task = task_to_change(&mut tx, id).await?;
    if read_revision.is_some_and(|revision| revision != task.revision) {
        return Err(AppError::ChangedMeanwhile);
    }
    let now = app.clock.now();
    if !task.apply(action, now) {
        return Err(AppError::Case(ActionProblem::AlreadySo));
    }
    end_clock(&mut tx, &mut task, &rules, now).await?;
    put_task(&mut tx, &task).await?;
    written(&mut tx, &task, action.as_str(), note, by, now).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(task)
}

/// Ends the clock of a task that was ended; what it should have done before is kept and told.
async fn end_clock(tx: &mut Transaction, task: &mut CaseTask, rules: &Clocks, now: Instant) -> Result<(), AppError> {
    let Some(clock) = &mut task.clock else { return Ok(()) };
    let Some(calendar) = rules.calendar(&clock.calendar) else { return Ok(()) };
    let steps = match task.state {
        TaskState::Open => clock.state.step(now, calendar),
        TaskState::Done => clock.state.meet(now, calendar),
        TaskState::Cancelled => {
            let steps = clock.state.step(now, calendar);
            clock.state.cancel(now);
            steps
        }
    };
    let stepped = |step| hamdel_domain::cases::clocks::Stepped { kind: clock.kind, rule: clock.rule.clone(), step };
    let steps: Vec<_> = steps.into_iter().map(stepped).collect();
    keep_steps(tx, task.case, Some(task.id), &steps, now).await
}

/// The case of a task, held until the transaction ends, for somebody who may work on it.
async fn case_held(tx: &mut Transaction, case: CaseId, by: &Doer<'_>) -> Result<Case, AppError> {
    let held = match case_to_change(tx, case).await {
        Err(StoreError::NotFound { .. }) => return Err(AppError::NotFound("case")),
        held => held?,
    };
    if let Doer::Staff(who) = by {
        may(tx, who, &held, Right::WorkCases).await?;
    }
    Ok(held)
}

/// Whether whoever gets a task works here, and the unit is in use.
async fn check_people(app: &App, owner: Option<UserId>, unit: Option<&str>) -> Result<(), AppError> {
    if owner.is_none() && unit.is_none() {
        return Ok(());
    }
    let directory = Directory::of(app).await?;
    if let Some(owner) = owner
        && !directory.person(owner).is_some_and(crate::people::Person::works_here)
    {
        return Err(AppError::refused("owner", "task-owner", ""));
    }
    if let Some(unit) = unit
        && directory.tree().get(unit).is_none_or(|held| held.archived_at.is_some())
    {
        return Err(AppError::refused("unit", "task-unit", unit));
    }
    Ok(())
}

/// Keeps in the thread and the audit log what was done with a task, puts its owner beside the case, and has the owner
/// told.
async fn written(
    tx: &mut Transaction,
    task: &CaseTask,
    did: &str,
    note: &str,
    by: &Doer<'_>,
    now: Instant,
) -> Result<(), AppError> {
    let actor = by.actor();
    let detail = json!({ "task": task.id, "title": task.title, "owner": task.owner, "unit": task.unit });
    let text = if note.trim().is_empty() { &task.title } else { note.trim() };
    let event = NewEvent {
        case: task.case,
        at: now,
        actor: &actor,
        by: by.name(),
        did,
        visible: false,
        text,
        detail: &detail.to_string(),
    };
    let event = add_event(tx, event).await?;
    if let Some(owner) = task.owner.filter(|_| task.state == TaskState::Open) {
        put_case_people(tx, task.case, &[owner], WORKS_ALONG).await?;
        if actor != format!("user:{owner}") {
            enqueue_notice(tx, event, now).await?;
        }
    }
    let entry = AuditEntry {
        at: now,
        actor,
        action: format!("case.{did}"),
        subject: subject(task.case),
        detail: json!({ "after": detail }).to_string(),
    };
    append(tx, &entry).await?;
    Ok(())
}

/// The tasks of a case, open ones first, for somebody who reaches it.
///
/// # Errors
/// [`AppError::NotFound`] where there is no such case, or it is out of reach.
pub async fn tasks_of(app: &App, case: CaseId, who: &SignedIn) -> Result<Vec<CaseTask>, AppError> {
    let held = app.store.case(case).await?.ok_or(AppError::NotFound("case"))?;
    if !within_reach(app, who, &held, Right::ReadCases).await? {
        return Err(AppError::NotFound("case"));
    }
    Ok(app.store.case_tasks(case).await?)
}

/// Somebody's own open tasks, and those of the units they are in themselves that nobody in particular has; what is due
/// first on top.
///
/// # Errors
/// When the database fails.
pub async fn my_tasks(app: &App, who: &SignedIn) -> Result<Vec<ListedTask>, AppError> {
    let mut tasks = app.store.open_tasks_of(who.id, MOST_LISTED).await?;
    let directory = Directory::of(app).await?;
    for unit in directory.person(who.id).into_iter().flat_map(|person| person.parts.keys()) {
        tasks.extend(app.store.open_tasks_of_unit(unit, MOST_LISTED).await?);
    }
    tasks.sort_by_key(|task| (task.due_at().is_none(), task.due_at(), task.id));
    tasks.truncate(MOST_LISTED as usize);
    let mut listed = Vec::with_capacity(tasks.len());
    for task in tasks {
        if let Some(case) = app.store.case(task.case).await? {
            listed.push(ListedTask { task, case });
        }
    }
    Ok(listed)
}

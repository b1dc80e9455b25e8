//! Telling colleagues: of clocks that warn and run out, of a case that is theirs now, of a note that names them.
//!
//! What is to be told is left as a job in the transaction in which it became true. Each event of a thread raises one
//! alert, under a key that follows from its number, in one transaction with the notices on the pages, the e-mails and
//! the calls of webhooks: a job that runs twice tells nobody twice.

use std::collections::BTreeSet;

use hamdel_domain::Instant;
use hamdel_domain::cases::task::TaskId;
use hamdel_domain::cases::{Case, CaseAction, CaseTask};
use hamdel_domain::clocks::{ClockKind, Escalatee, Rung, Way};
use hamdel_domain::people::UserId;
use hamdel_domain::rights::Role;
use hamdel_store::cases::CaseEvent;
use hamdel_store::jobs::{Job, NewJob, enqueue};
use hamdel_store::{StoreError, Transaction};
use serde::Deserialize;
use serde_json::json;

use super::clocks::{CLOCK, target_of};
use super::take_down::ROUTED;
use super::tell::{LOCK, MOST_ATTEMPTS, event_of};
use super::{Doer, subject};
use crate::App;
use crate::alerts::{AlertBody, AlertWays, People, Raising, Told, Why};
use crate::clocks::{Clocks, clocks};
use crate::error::AppError;

/// The job that tells colleagues of an event.
const TELL_COLLEAGUES: &str = "case.notice";
/// Events told in one look.
const AT_ONCE: u32 = 100;

/// Has colleagues told of an event, in the transaction that keeps it.
pub(super) async fn enqueue_notice(tx: &mut Transaction, event: i64, now: Instant) -> Result<(), AppError> {
    let payload = json!({ "event": event }).to_string();
    enqueue(tx, NewJob { kind: TELL_COLLEAGUES, payload: &payload, run_at: now, dedup_key: None }).await?;
    Ok(())
}

/// Whether an action is for somebody else to hear of: a note that names somebody, a case that gets another owner. Who
/// takes a case is not told of it.
pub(super) fn tells_somebody(action: &CaseAction, before: &Case, by: &Doer<'_>) -> bool {
    let doer = match by {
        Doer::Staff(who) => Some(who.id),
        Doer::Customer(_) | Doer::Program(_) => None,
    };
    match action {
        CaseAction::Note { mentions, .. } => mentions.iter().any(|user| Some(*user) != doer),
        CaseAction::Assign { owner: Some(owner), .. } => Some(*owner) != doer && before.owner != Some(*owner),
        _ => false,
    }
}

/// Tells what waits; gives how many events raised an alert.
///
/// # Errors
/// When the store does not answer; the jobs then come back by themselves.
pub async fn tell_colleagues(app: &App, ways: &AlertWays) -> Result<usize, AppError> {
    let now = app.clock.now();
    if !app.store.is_job_due(TELL_COLLEAGUES, now).await? {
        return Ok(0);
    }
    let jobs = app.store.claim_jobs_of(TELL_COLLEAGUES, now, now.plus_micros(LOCK), AT_ONCE).await?;
    let (people, rules) = (People::of(app).await?, clocks(app).await?);
    let mut raised = 0;
    for job in &jobs {
        match tell_one(app, ways, &people, &rules, job).await {
            Ok(told) => {
                app.store.finish_job(job).await?;
                raised += usize::from(told);
            }
            Err(problem) => {
                tracing::error!(%problem, job = job.id, "colleagues were not told of what happened with a case");
                app.store.fail_job(job, &problem.to_string(), now, MOST_ATTEMPTS).await?;
            }
        }
    }
    Ok(raised)
}

async fn tell_one(app: &App, ways: &AlertWays, people: &People, rules: &Clocks, job: &Job) -> Result<bool, AppError> {
    let Some((id, event)) = app.store.case_event(event_of(job)?).await? else { return Ok(false) };
    let Some(case) = app.store.case(id).await? else { return Ok(false) };
    let Some((why, told)) = told_of(app, people, rules, &case, &event).await? else { return Ok(false) };
    let about = if event.did.starts_with("task_") { &event.text } else { &case.facts.title };
    let raising = Raising {
        key: format!("{}:{}", subject(id), event.id),
        link: format!("{}/care/cases/{id}", ways.base_url),
        interaction: None,
        customer: case.customer,
        unit: case.facts.unit.clone(),
        body: AlertBody { why: vec![why], text: Some(about.clone()), ..AlertBody::default() },
    };
    let mut tx = app.store.state().begin().await?;
    let raised = raising.tell(app, &mut tx, ways, people, &told).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(raised)
}

/// What there is to an event of a clock, as [`super::clocks::keep_steps`] keeps it.
#[derive(Deserialize)]
struct ClockDetail {
    clock: ClockKind,
    rung: String,
    rule: String,
    task: Option<TaskId>,
}

/// What there is to an event by which somebody got a case or a task.
#[derive(Deserialize)]
struct GivenDetail {
    owner: Option<UserId>,
    task: Option<TaskId>,
}

#[derive(Deserialize)]
struct NoteDetail {
    #[serde(default)]
    mentions: Vec<UserId>,
}

/// Why somebody hears of an event, and who; nothing where nobody does.
async fn told_of(
    app: &App,
    people: &People,
    rules: &Clocks,
    case: &Case,
    event: &CaseEvent,
) -> Result<Option<(Why, Told)>, AppError> {
    let damaged = |_| StoreError::corrupt("the detail of an event of a case");
    let (number, reference) = (case.id.0, case.reference.to_string());
    let by = event.by.clone();
    let found = match event.did.as_str() {
        CLOCK => {
            let detail: ClockDetail = serde_json::from_str(&event.detail).map_err(damaged)?;
            let task = match detail.task {
                Some(task) => app.store.case_task(task).await?,
                None => None,
            };
            let rung = Rung::parse(&detail.rung).ok_or_else(|| StoreError::corrupt("the rung of a clock"))?;
            let Some(target) = target_of(case, &detail.rule, detail.clock, rules) else { return Ok(None) };
            let users = up_the_line(people, case, task.as_ref(), target.told(rung));
            let told = by_ways(app, &target.ways, users).await?;
            (Why::Clock { case: number, reference, clock: detail.clock, rung }, told)
        }
        "noted" => {
            let detail: NoteDetail = serde_json::from_str(&event.detail).map_err(damaged)?;
            let mentioned = detail.mentions.into_iter().filter(|user| format!("user:{user}") != event.actor);
            let users = mentioned.filter_map(|user| people.user(user.0)).map(|user| user.id.0).collect();
            (Why::Mentioned { case: number, reference, by }, both(users))
        }
        "assigned" | ROUTED | "task_made" | "task_handed_over" => {
            // Who got it then, whoever has it by now.
            let detail: GivenDetail = serde_json::from_str(&event.detail).map_err(damaged)?;
            let Some(owner) = detail.owner.and_then(|owner| people.user(owner.0)) else { return Ok(None) };
            let why = match detail.task {
                Some(_) => Why::TaskGiven { case: number, reference, by },
                None => Why::CaseGiven { case: number, reference, by },
            };
            (why, both(BTreeSet::from([owner.id.0])))
        }
        _ => return Ok(None),
    };
    Ok(Some(found))
}

/// On the pages and by e-mail.
fn both(users: BTreeSet<i64>) -> Told {
    Told { page: users.clone(), mail: users, webhooks: BTreeSet::new() }
}

/// By these ways; a webhook is told where it is switched on.
async fn by_ways(app: &App, ways: &[Way], users: BTreeSet<i64>) -> Result<Told, AppError> {
    let mut told = Told::default();
    for way in ways {
        match way {
            Way::Page => told.page.extend(&users),
            Way::Email => told.mail.extend(&users),
            Way::Webhook => told.webhooks.extend(app.store.webhooks().await?.iter().map(|webhook| webhook.id)),
        }
    }
    Ok(told)
}

/// Those of a list who work here. Where a case has no owner its unit's managers hear of it, and where nobody is left
/// those who hear of everything.
fn up_the_line(people: &People, case: &Case, task: Option<&CaseTask>, to: &[Escalatee]) -> BTreeSet<i64> {
    let unit = task.and_then(|task| task.unit.as_deref()).or(case.facts.unit.as_deref());
    let owner = task.map_or(case.owner, |task| task.owner).and_then(|owner| people.user(owner.0));
    let managers = || unit.into_iter().flat_map(|unit| people.managers_of(unit));
    let mut told = BTreeSet::new();
    for one in to {
        match one {
            Escalatee::Owner => match owner {
                Some(owner) => drop(told.insert(owner.id.0)),
                None => told.extend(managers()),
            },
            Escalatee::UnitManager => told.extend(managers()),
            Escalatee::ManagerAbove => {
                told.extend(unit.into_iter().flat_map(|unit| people.managers_above(unit)));
            }
            Escalatee::ExperienceManager => told.extend(people.of_role(Role::ExperienceManager)),
        }
    }
    if told.is_empty() && !to.is_empty() { people.in_the_last_place() } else { told }
}

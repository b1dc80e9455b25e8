//! The worker that lets clocks warn, run out and escalate, and reckons them anew after their calendars changed.
//!
//! What a clock does follows from its calendar alone ([`hamdel_domain::clocks::state`]); here it is kept: the clock,
//! the events in the thread and the jobs that tell colleagues are one transaction. So any number of processes that
//! look, crash and look again do each thing once, in the same order. Actions let the clocks live up to their moment
//! first, by the same functions.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use hamdel_domain::Instant;
use hamdel_domain::cases::task::TaskId;
use hamdel_domain::cases::{Case, CaseId, CaseTask};
use hamdel_domain::clock::SECOND;
use hamdel_domain::clocks::Facts;
use hamdel_store::StoreError;
use hamdel_store::cases::{RunningClocks, case_to_change, cases_to_step, put_clocks, put_task, task_to_change};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::clocks::{facts, keep_steps, reckon_anew, step, step_all};
use super::notices::tell_colleagues;
use crate::App;
use crate::alerts::AlertWays;
use crate::clocks::{Clocks, clocks};
use crate::error::AppError;
use crate::work::{Lease, Next, Rounds, under_lease};

/// The name of the lease that one process steps clocks under.
pub const CASE_CLOCKS: &str = "case-clocks";
/// How long that lease lasts; microseconds.
const LEASE: i64 = 60 * SECOND;
/// Cases of one transaction.
const AT_ONCE: u32 = 100;
/// Clocks read in one go when all are reckoned anew.
const RECKONED_AT_ONCE: u32 = 2_000;
/// Parts of the cases that are reckoned beside each other.
const RECKONED_BESIDE: i64 = 4;
/// How long an action may go on with the policy it has read; microseconds.
const LATECOMERS: i64 = 60 * SECOND;
/// The setting that says through which policy clocks are reckoned.
const RECKONED: &str = "cases.reckoned";

/// Steps clocks until told to stop.
pub struct CaseClocks {
    app: App,
    ways: AlertWays,
    holder: String,
}

impl CaseClocks {
    /// A worker for `holder`, a name no other process has.
    #[must_use]
    pub fn new(app: App, ways: AlertWays, holder: String) -> Self {
        Self { app, ways, holder }
    }

    /// Works until `stop` says so. A failure is logged and tried again at the next look.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        let lease = Lease::of(&self.app, CASE_CLOCKS, LEASE, self.holder.clone());
        under_lease(self, lease, stop).await;
    }
}

impl Rounds for CaseClocks {
    const DOES: &'static str = "stepping the clocks of cases";
    const EVERY: Duration = Duration::from_millis(500);

    async fn round(&mut self) -> Result<Next, AppError> {
        reckon_when_changed(&self.app).await?;
        step_clocks(&self.app).await?;
        tell_colleagues(&self.app, &self.ways).await?;
        Ok(Next::AfterPause)
    }
}

/// Lets every clock do what is due; gives how many things clocks did. Any number of callers at once do each once.
///
/// # Errors
/// When the database fails; what was not done is done at the next look.
pub async fn step_clocks(app: &App) -> Result<usize, AppError> {
    let now = app.clock.now();
    if !app.store.is_clock_due(now).await? {
        return Ok(0);
    }
    let rules = clocks(app).await?;
    let mut stepped = 0;
    loop {
        let (cases, steps) = step_cases(app, &rules, now).await?;
        stepped += steps;
        if cases < AT_ONCE as usize {
            break;
        }
    }
    for task in app.store.tasks_to_step(now, AT_ONCE).await? {
        stepped += step_task(app, &rules, task, now).await?;
    }
    Ok(stepped)
}

/// One transaction of cases; gives how many cases, and how many things their clocks did.
async fn step_cases(app: &App, rules: &Clocks, now: Instant) -> Result<(usize, usize), AppError> {
    let mut tx = app.store.state().begin().await?;
    let mut cases = cases_to_step(&mut tx, now, AT_ONCE).await?;
    let mut steps = 0;
    for case in &mut cases {
        let stepped = step(case, now, rules);
        put_clocks(&mut tx, case).await?;
        keep_steps(&mut tx, case.id, None, &stepped, now).await?;
        steps += stepped.len();
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok((cases.len(), steps))
}

async fn step_task(app: &App, rules: &Clocks, id: TaskId, now: Instant) -> Result<usize, AppError> {
    let Some(case) = app.store.case_task(id).await?.map(|task| task.case) else { return Ok(0) };
    let mut tx = app.store.state().begin().await?;
    // The case first, as whoever acts on a task does: nobody waits for each other.
    let case = case_to_change(&mut tx, case).await?;
    let mut task = task_to_change(&mut tx, id).await?;
    let stepped = match &mut task.clock {
        Some(clock) => step_all(std::slice::from_mut(clock), task_facts(&case, task.unit.as_deref()), now, rules),
        None => Vec::new(),
    };
    put_task(&mut tx, &task).await?;
    keep_steps(&mut tx, case.id, Some(id), &stepped, now).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(stepped.len())
}

/// What the rules of the policy look at of a task: its case, in the unit that does it.
pub(super) fn task_facts<'a>(case: &'a Case, unit: Option<&'a str>) -> Facts<'a> {
    let of_case = facts(case);
    Facts { unit: unit.unwrap_or(of_case.unit), ..of_case }
}

/// Through which policy clocks are reckoned.
#[derive(Default, Serialize, Deserialize)]
struct Reckoned {
    version: i64,
    /// When that was done last; microseconds.
    at: i64,
}

/// Reckons every running clock anew when the policy is another one, and once more after actions that had read the
/// earlier one are over; gives how many cases and tasks are due at another time.
///
/// # Errors
/// When the database fails; it is then done at the next look.
pub async fn reckon_when_changed(app: &App) -> Result<u64, AppError> {
    let version = app.store.clock_policy_version().await?;
    let done: Reckoned = match app.store.setting(RECKONED).await? {
        Some(text) => serde_json::from_str(&text).unwrap_or_default(),
        None => Reckoned::default(),
    };
    let now = app.clock.now();
    if done.version == version {
        let changed_at = app.store.clock_policy_changes(1).await?.first().map(|(_, at, _)| *at);
        let over = changed_at.map(|at| at.plus_micros(LATECOMERS));
        if over.is_none_or(|over| now < over || done.at >= over.micros()) {
            return Ok(0);
        }
    }
    let changed = reckon_all(app).await?;
    let done = serde_json::to_string(&Reckoned { version, at: now.micros() });
    let done = done.map_err(|_| StoreError::corrupt("a setting to be written"))?;
    app.store.put_setting(RECKONED, &done).await?;
    Ok(changed)
}

/// Reckons every running clock on the calendars in force; gives how many cases and tasks are due at another time.
///
/// # Errors
/// When the database fails.
pub async fn reckon_all(app: &App) -> Result<u64, AppError> {
    let rules = Arc::new(clocks(app).await?);
    let last = app.store.last_case().await?.0;
    let each = last / RECKONED_BESIDE + 1;
    let mut parts = JoinSet::new();
    for part in 0..RECKONED_BESIDE {
        let cases = CaseId(part * each)..CaseId((part + 1) * each);
        parts.spawn(reckon_part(app.clone(), rules.clone(), cases));
    }
    let mut changed = 0;
    while let Some(part) = parts.join_next().await {
        changed += part.map_err(|_| AppError::invalid("clocks", "could not be reckoned"))??;
    }
    Ok(changed + reckon_tasks(app, &rules).await?)
}

/// Reckons the clocks of the cases after one, up to another one.
async fn reckon_part(app: App, rules: Arc<Clocks>, cases: Range<CaseId>) -> Result<u64, AppError> {
    let (mut changed, mut after) = (0, cases.start);
    loop {
        let read = app.store.running_clocks(after, cases.end, RECKONED_AT_ONCE).await?;
        let Some(last) = read.last() else { return Ok(changed) };
        after = last.case;
        let (now, shared) = (app.clock.now(), rules.clone());
        let reckoning = tokio::task::spawn_blocking(move || reckon_these(read, now, &shared));
        let different = reckoning.await.map_err(|_| AppError::invalid("clocks", "could not be reckoned"))?;
        if !different.is_empty() {
            changed += app.store.put_running_clocks(&different).await?;
        }
    }
}

/// Those of these that are due at another time.
fn reckon_these(read: Vec<RunningClocks>, now: Instant, rules: &Clocks) -> Vec<RunningClocks> {
    let reckon = |mut one: RunningClocks| {
        let unit = one.unit.as_deref().unwrap_or_default();
        let of = Facts { kind: &one.matter, severity: one.severity.as_deref(), unit };
        reckon_anew(&mut one.clocks, of, now, rules).then_some(one)
    };
    read.into_iter().filter_map(reckon).collect()
}

async fn reckon_tasks(app: &App, rules: &Clocks) -> Result<u64, AppError> {
    let (mut changed, mut after) = (0, TaskId(0));
    loop {
        let tasks = app.store.running_tasks(after, RECKONED_AT_ONCE).await?;
        let Some(last) = tasks.last() else { return Ok(changed) };
        after = *last;
        for id in tasks {
            let Some(CaseTask { case, .. }) = app.store.case_task(id).await? else { continue };
            let now = app.clock.now();
            let mut tx = app.store.state().begin().await?;
            let case = case_to_change(&mut tx, case).await?;
            let mut task = task_to_change(&mut tx, id).await?;
            let Some(clock) = &mut task.clock else { continue };
            let of = task_facts(&case, task.unit.as_deref());
            if reckon_anew(std::slice::from_mut(clock), of, now, rules) {
                put_task(&mut tx, &task).await?;
                changed += 1;
            }
            tx.commit().await.map_err(StoreError::from)?;
        }
    }
}

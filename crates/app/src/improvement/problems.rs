//! Problems that many cases hang on.

use hamdel_domain::cases::{CaseAction, CaseReference};
use hamdel_domain::clock::DAY;
use hamdel_domain::improvement::{LONGEST_WHY, MOST_WHYS, Problem, ProblemState};
use hamdel_domain::people::UserId;
use hamdel_domain::rights::Right;
use hamdel_stats::interval::Confidence;
use hamdel_stats::rates::{Counted, RateRatio, ratio};
use hamdel_store::audit::append;
use hamdel_store::cases::{CaseOutline, CasesAsked};
use hamdel_store::improvement::{insert_problem, problem_is_there, put_problem};
use hamdel_store::{StoreError, Transaction};
use serde::Deserialize;

use super::actions::meanwhile;
use super::{changed, checked_title, may_manage};
use crate::accounts::SignedIn;
use crate::cases::{Doer, act};
use crate::causes::check_cause;
use crate::error::AppError;
use crate::{App, audit};

/// Most problems in the list.
const MOST: u32 = 500;
/// Most cases of a problem that are listed.
const MOST_CASES: u32 = 100;
/// Days that are compared with as many before, to see whether a problem grows.
const DAYS: i64 = 30;

/// What a problem says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProblemChange {
    /// In a few words.
    pub title: String,
    /// The cause of its cases.
    #[serde(default)]
    pub cause: Option<String>,
    /// The unit that has it.
    #[serde(default)]
    pub unit: Option<String>,
    /// The answers to "why".
    #[serde(default)]
    pub whys: Vec<String>,
    /// Where it stands.
    pub state: ProblemState,
    /// Who looks after it.
    #[serde(default)]
    pub owner: Option<UserId>,
}

/// A problem and the cases that hang on it.
#[derive(Clone, Debug, PartialEq)]
pub struct ProblemSeen {
    /// The problem.
    pub problem: Problem,
    /// Cases that hang on it.
    pub cases: u64,
    /// Of the last thirty days against the thirty before.
    pub growth: RateRatio,
}

impl ProblemSeen {
    /// Whether it grows by more than chance.
    #[must_use]
    pub fn grows(&self) -> bool {
        self.growth.more_than_chance() && self.growth.n.1 > self.growth.n.0
    }
}

/// The problems, the open ones first.
///
/// # Errors
/// When the database fails.
pub async fn problems(app: &App) -> Result<Vec<ProblemSeen>, AppError> {
    let now = app.clock.now();
    let (border, earlier) = (now.plus_micros(-DAYS * DAY), now.plus_micros(-2 * DAYS * DAY));
    let mut seen = Vec::new();
    for problem in app.store.problems(MOST).await? {
        let all = CasesAsked { problem: Some(problem.id), ..CasesAsked::default() };
        let before = CasesAsked { from: Some(earlier), until: Some(border), ..all.clone() };
        let after = CasesAsked { from: Some(border), ..all.clone() };
        let count = async |asked: &CasesAsked| app.store.count_cases(asked).await;
        let (cases, before, after) = (count(&all).await?, count(&before).await?, count(&after).await?);
        let month =
            |count: u64| Counted::new(count, 1.0).map_err(|problem| AppError::invalid("cases", problem.to_string()));
        seen.push(ProblemSeen { problem, cases, growth: ratio(month(before)?, month(after)?, Confidence::P95) });
    }
    Ok(seen)
}

/// The cases that hang on a problem, as far as somebody may read them, the youngest first; that they were read is in
/// the audit log.
///
/// # Errors
/// When the database fails.
pub async fn cases_of_problem(app: &App, id: i64, who: &SignedIn) -> Result<Vec<CaseOutline>, AppError> {
    let units = who.scope(Right::ReadCases).units();
    let asked = CasesAsked { problem: Some(id), units, ..CasesAsked::default() };
    audit::record(app, &who.actor(), "cases.listed", &format!("problem:{id}"), "").await?;
    Ok(app.store.case_outlines(&asked, MOST_CASES, 0).await?)
}

/// Makes a problem; gives its number.
///
/// # Errors
/// Names the field that is wrong.
pub async fn add_problem(app: &App, change: &ProblemChange, who: &SignedIn) -> Result<i64, AppError> {
    let mut tx = app.store.state().begin().await?;
    let id = add_problem_in(app, &mut tx, change, who).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(id)
}

/// [`add_problem`] inside a transaction of the caller's.
pub(crate) async fn add_problem_in(
    app: &App,
    tx: &mut Transaction,
    change: &ProblemChange,
    who: &SignedIn,
) -> Result<i64, AppError> {
    let now = app.clock.now();
    let new = Problem {
        id: 0,
        title: String::new(),
        cause: None,
        unit: None,
        whys: Vec::new(),
        state: ProblemState::Open,
        owner: None,
        made_at: now,
        solved_at: None,
        revision: 1,
    };
    let mut new = taken_over(app, tx, new, change).await?;
    may_manage(who, new.unit.as_deref())?;
    new.id = insert_problem(tx, &new, &who.actor()).await?;
    append(tx, &changed(app, who, "problem.added", format!("problem:{}", new.id), &None::<Problem>, &new)).await?;
    Ok(new.id)
}

/// Changes a problem that was read at a revision.
///
/// # Errors
/// Names the field that is wrong; [`AppError::ChangedMeanwhile`].
pub async fn change_problem(
    app: &App,
    id: i64,
    revision: i64,
    change: &ProblemChange,
    who: &SignedIn,
) -> Result<(), AppError> {
    let before = app.store.problem(id).await?.ok_or(AppError::NotFound("problem"))?;
    may_manage(who, before.unit.as_deref())?;
    if before.revision != revision {
        return Err(AppError::ChangedMeanwhile);
    }
    let mut tx = app.store.state().begin().await?;
    let mut after = taken_over(app, &mut tx, before.clone(), change).await?;
    may_manage(who, after.unit.as_deref())?;
    after.revision += 1;
    put_problem(&mut tx, &after, app.clock.now()).await.map_err(meanwhile)?;
    append(&mut tx, &changed(app, who, "problem.changed", format!("problem:{id}"), &before, &after)).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

/// Hangs the case of a reference on a problem.
///
/// # Errors
/// When there is no such case or problem, or it may not be done.
pub async fn hang(app: &App, id: i64, reference: &str, who: &SignedIn) -> Result<(), AppError> {
    let read = CaseReference::parse(reference).ok_or_else(|| AppError::refused("case", "no-such-case", reference))?;
    let case = app.store.case_of_reference(&read).await?;
    let case = case.ok_or_else(|| AppError::refused("case", "no-such-case", reference))?;
    let hung = act(app, case.id, None, &CaseAction::HangOn(Some(id)), &Doer::Staff(who)).await;
    match hung {
        // Whoever does not reach the case does not learn that it is there.
        Err(AppError::NotFound("case")) => Err(AppError::refused("case", "no-such-case", reference)),
        other => other.map(|_| ()),
    }
}

/// Whether a case may hang on a problem, in the transaction that hangs it.
pub(crate) async fn check_problem(tx: &mut Transaction, id: i64) -> Result<(), AppError> {
    if problem_is_there(tx, id).await? {
        Ok(())
    } else {
        Err(AppError::refused("problem", "no-such-problem", &id.to_string()))
    }
}

async fn taken_over(
    app: &App,
    tx: &mut Transaction,
    mut problem: Problem,
    change: &ProblemChange,
) -> Result<Problem, AppError> {
    if let Some(cause) = change.cause.as_ref().filter(|cause| problem.cause.as_ref() != Some(cause)) {
        check_cause(tx, cause).await?;
    }
    let whys: Vec<String> = change.whys.iter().map(|why| why.trim().to_owned()).filter(|why| !why.is_empty()).collect();
    if whys.len() > MOST_WHYS || whys.iter().any(|why| why.chars().count() > LONGEST_WHY) {
        return Err(AppError::refused("whys", "whys-too-long", &LONGEST_WHY.to_string()));
    }
    problem.title = checked_title(&change.title)?;
    problem.cause.clone_from(&change.cause);
    problem.unit.clone_from(&change.unit);
    problem.whys = whys;
    problem.owner = change.owner;
    problem.state = change.state;
    problem.solved_at = match change.state {
        ProblemState::Open => None,
        ProblemState::Solved => problem.solved_at.or(Some(app.clock.now())),
    };
    Ok(problem)
}

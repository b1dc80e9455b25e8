//! Cases like one: found by their words among those this process remembers, each with how it ended.
//!
//! Words are compared as [`super::proposals`] remembers them: the newest 200,000 cases, open and closed, in memory, so
//! that the answer costs the same with two million. What is shared between two languages (names, numbers, products)
//! finds cases across them; other words do not. A look shows only cases that its reader reaches.

use hamdel_domain::cases::{Case, CaseAction, CaseId};
use hamdel_domain::improvement::ProblemState;
use hamdel_domain::rights::Right;
use hamdel_store::StoreError;

use super::proposals::remember;
use super::{Doer, act_in, within_reach};
use crate::App;
use crate::accounts::SignedIn;
use crate::clocks::clocks;
use crate::error::AppError;
use crate::improvement::{ProblemChange, add_problem_in};

/// Cases that are shown.
pub const MOST_SIMILAR: usize = 6;
/// Cases that are looked at, for some are out of the reader's reach.
const LOOKED_AT: usize = 60;
/// Cases less alike than this have nothing to do with each other.
const ALIKE_ENOUGH: f32 = 0.2;

/// A case like another.
#[derive(Clone, Debug)]
pub struct SimilarCase {
    /// It, as it stands.
    pub case: Case,
    /// How alike the words are, in (0, 1].
    pub alike: f32,
}

/// What there is like a case.
#[derive(Clone, Debug)]
pub struct Similar {
    /// The case.
    pub case: Case,
    /// Those like it, the likest first.
    pub cases: Vec<SimilarCase>,
    /// How many cases were compared.
    pub among: usize,
    /// Whether past cases are still being read, after the program was started.
    pub reading: bool,
}

/// The cases most like one.
///
/// # Errors
/// [`AppError::NotFound`] where there is no such case within reach.
pub async fn similar_cases(app: &App, id: CaseId, who: &SignedIn) -> Result<Similar, AppError> {
    let case = reached(app, id, who).await?;
    remember(app);
    let scope = who.scope(Right::ReadCases);
    let mut found = Vec::new();
    for (other, alike) in app.case_memory.alike(&case.text, LOOKED_AT) {
        if alike < ALIKE_ENOUGH || found.len() == MOST_SIMILAR {
            break;
        }
        if other == id {
            continue;
        }
        // What was taken back is remembered for a while.
        let Some(other) = app.store.case(other).await? else { continue };
        if scope.holds(other.facts.unit.as_deref(), other.owner) {
            found.push(SimilarCase { case: other, alike });
        }
    }
    let among = app.case_memory.len();
    Ok(Similar { case, cases: found, among, reading: among == 0 })
}

async fn reached(app: &App, id: CaseId, who: &SignedIn) -> Result<Case, AppError> {
    let case = app.store.case(id).await?.ok_or(AppError::NotFound("case"))?;
    if within_reach(app, who, &case, Right::ReadCases).await? { Ok(case) } else { Err(AppError::NotFound("case")) }
}

/// Hangs two cases on one problem: on the one that either hangs on already, else on a new one with the title and the
/// unit of the first. Gives the problem.
///
/// # Errors
/// [`AppError::NotFound`] of a case that is out of reach, [`AppError::Refused`] when each hangs on a problem of its own,
/// [`AppError::NeedsRight`] when a problem would have to be made by somebody who may not.
pub async fn hang_together(app: &App, id: CaseId, other: CaseId, who: &SignedIn) -> Result<i64, AppError> {
    if id == other {
        return Err(AppError::refused("case", "same-case", ""));
    }
    let (case, other) = (reached(app, id, who).await?, reached(app, other, who).await?);
    let rules = clocks(app).await?;
    let mut tx = app.store.state().begin().await?;
    let problem = match (case.problem, other.problem) {
        (Some(one), Some(two)) if one == two => return Ok(one),
        (Some(_), Some(_)) => return Err(AppError::refused("case", "on-two-problems", "")),
        (Some(problem), None) | (None, Some(problem)) => problem,
        (None, None) => {
            if !who.may(Right::ManageActions) {
                return Err(AppError::NeedsRight(Right::ManageActions));
            }
            let new = ProblemChange {
                title: case.facts.title.clone(),
                cause: case.cause.clone().filter(|cause| other.cause.as_ref().is_none_or(|held| held == cause)),
                unit: case.facts.unit.clone(),
                whys: Vec::new(),
                state: ProblemState::Open,
                owner: None,
            };
            add_problem_in(app, &mut tx, &new, who).await?
        }
    };
    for case in [&case, &other].into_iter().filter(|case| case.problem.is_none()) {
        let hang = CaseAction::HangOn(Some(problem));
        act_in(app, &mut tx, case.id, Some(case.revision), &hang, &Doer::Staff(who), &rules).await?;
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(problem)
}

//! Doing one thing with many cases, and taking it back.

use hamdel_domain::cases::{CaseAction, CaseFacts, CaseId};
use hamdel_domain::people::UserId;
use hamdel_store::audit::{AuditEntry, append};
use hamdel_store::cases::{BulkBefore, KeptBulk, case_to_change, keep_bulk, mark_undone};
use hamdel_store::{StoreError, Transaction};
use serde_json::json;

use super::{Doer, act_in};
use crate::App;
use crate::accounts::SignedIn;
use crate::clocks::clocks;
use crate::error::AppError;

/// Most cases of one change.
pub const MOST_AT_ONCE: usize = 200;

/// What can be done with many cases at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bulk {
    /// They get an owner and a unit, with a note for the next one.
    Assign {
        /// Who; nobody where none is named.
        owner: Option<UserId>,
        /// The unit they go to; each keeps its own where none is named.
        unit: Option<String>,
        /// What the next one has to know.
        note: String,
    },
    /// Those that may be are closed.
    Close {
        /// Their cause; each keeps its own where none is named.
        cause: Option<String>,
    },
    /// They are of a kind, or of none.
    Kind(Option<String>),
}

impl Bulk {
    /// The name in the store, the audit log and the locales (`bulk-did-` and this name).
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Assign { owner: None, unit: None, .. } => "release",
            Self::Assign { unit: None, .. } => "assign",
            Self::Assign { .. } => "hand_over",
            Self::Close { .. } => "close",
            Self::Kind(_) => "kind",
        }
    }

    /// Whether it can be taken back: a customer who was told of a step cannot be untold.
    #[must_use]
    pub fn can_be_undone(&self) -> bool {
        !matches!(self, Self::Close { .. })
    }

    fn action(&self, facts: &CaseFacts) -> CaseAction {
        match self {
            Self::Assign { owner, unit, note } => {
                CaseAction::Assign { owner: *owner, unit: unit.clone(), note: note.clone() }
            }
            Self::Close { cause } => CaseAction::Close { cause: cause.clone() },
            Self::Kind(kind) => CaseAction::Correct(CaseFacts { kind: kind.clone(), ..facts.clone() }),
        }
    }
}

/// What came of a change of many cases.
#[derive(Debug)]
pub struct BulkDone {
    /// Its number, by which it is taken back; `None` where it cannot be, or nothing changed.
    pub change: Option<i64>,
    /// Cases that changed.
    pub done: usize,
    /// Cases that stayed as they were, each with the reason.
    pub left: Vec<(CaseId, AppError)>,
}

/// Does something with many cases, each with the revision that was read where that matters, in one transaction; those
/// it may not be done with stay as they are.
///
/// # Errors
/// When none or too many are named, or the new owner does not work here.
pub async fn bulk(
    app: &App,
    cases: &[(CaseId, Option<i64>)],
    what: &Bulk,
    who: &SignedIn,
) -> Result<BulkDone, AppError> {
    // In one order, so that two who change the same cases follow one another.
    let mut cases = cases.to_vec();
    cases.sort_unstable();
    cases.dedup_by_key(|(id, _)| *id);
    if cases.is_empty() {
        return Err(AppError::refused("cases", "no-cases", ""));
    }
    if cases.len() > MOST_AT_ONCE {
        return Err(AppError::refused("cases", "too-many", &MOST_AT_ONCE.to_string()));
    }
    if let Bulk::Assign { owner, unit, .. } = what {
        check_new_owner(app, *owner).await?;
        check_unit(app, unit.as_deref()).await?;
    }
    let rules = clocks(app).await?;
    let mut tx = app.store.state().begin().await?;
    let (mut before, mut left) = (Vec::new(), Vec::new());
    for (id, revision) in cases {
        let case = match case_to_change(&mut tx, id).await {
            Ok(case) => case,
            Err(StoreError::NotFound { .. }) => {
                left.push((id, AppError::NotFound("case")));
                continue;
            }
            Err(problem) => return Err(problem.into()),
        };
        // What is refused is refused before anything is written, so that the others go on.
        match act_in(app, &mut tx, id, revision, &what.action(&case.facts), &Doer::Staff(who), &rules).await {
            Ok(after) => before.push(BulkBefore {
                case: id,
                owner: case.owner,
                unit: case.facts.unit,
                kind: case.facts.kind,
                revision: after.revision,
            }),
            Err(problem @ AppError::Store(_)) => return Err(problem),
            Err(problem) => left.push((id, problem)),
        }
    }
    let change = if before.is_empty() || !what.can_be_undone() {
        None
    } else {
        Some(keep_bulk(&mut tx, app.clock.now(), &who.actor(), what.as_str(), &before).await?)
    };
    tx.commit().await.map_err(StoreError::from)?;
    Ok(BulkDone { change, done: before.len(), left })
}

/// A change of somebody's that can be taken back, or was.
///
/// # Errors
/// When the store does not answer.
pub async fn bulk_change(app: &App, change: i64, who: &SignedIn) -> Result<Option<KeptBulk>, AppError> {
    Ok(app.store.case_bulk(change, &who.actor()).await?)
}

/// Takes a change back, of every case that was not changed again since; gives of how many.
///
/// # Errors
/// [`AppError::NotFound`] when there is none of this person's, or it was taken back already.
pub async fn undo_bulk(app: &App, change: i64, who: &SignedIn) -> Result<usize, AppError> {
    let kept = app.store.case_bulk(change, &who.actor()).await?.ok_or(AppError::NotFound("change"))?;
    let rules = clocks(app).await?;
    let now = app.clock.now();
    let mut tx = app.store.state().begin().await?;
    if !mark_undone(&mut tx, change, now).await? {
        return Err(AppError::NotFound("change"));
    }
    let mut undone = 0;
    for held in &kept.before {
        let Some(action) = back(&mut tx, held, &kept.action).await? else { continue };
        match act_in(app, &mut tx, held.case, Some(held.revision), &action, &Doer::Staff(who), &rules).await {
            Ok(_) => undone += 1,
            Err(problem @ AppError::Store(_)) => return Err(problem),
            // Changed again since, or out of reach by now: it stays as it is.
            Err(_) => {}
        }
    }
    let entry = AuditEntry {
        at: now,
        actor: who.actor(),
        action: "cases.bulk_undone".to_owned(),
        subject: "cases".to_owned(),
        detail: json!({ "change": change, "cases": undone }).to_string(),
    };
    append(&mut tx, &entry).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(undone)
}

/// What takes a change of one case back.
async fn back(tx: &mut Transaction, held: &BulkBefore, action: &str) -> Result<Option<CaseAction>, AppError> {
    let case = match case_to_change(tx, held.case).await {
        Err(StoreError::NotFound { .. }) => return Ok(None),
        case => case?,
    };
    Ok(Some(if action == "kind" {
        CaseAction::Correct(CaseFacts { kind: held.kind.clone(), ..case.facts })
    } else {
        let unit = held.unit.clone().filter(|unit| case.facts.unit.as_ref() != Some(unit));
        CaseAction::Assign { owner: held.owner, unit, note: String::new() }
    }))
}

/// Whether a new owner works here.
pub(super) async fn check_new_owner(app: &App, owner: Option<UserId>) -> Result<(), AppError> {
    let Some(owner) = owner else { return Ok(()) };
    let user = app.store.user(owner).await?.filter(|user| user.disabled_at.is_none());
    user.map(drop).ok_or_else(|| AppError::refused("owner", "no-such-colleague", ""))
}

/// Whether a unit is one.
pub(super) async fn check_unit(app: &App, unit: Option<&str>) -> Result<(), AppError> {
    let Some(unit) = unit else { return Ok(()) };
    let known = app.store.units().await?.iter().any(|held| held.name == unit && held.archived_at.is_none());
    if known { Ok(()) } else { Err(AppError::refused("unit", "no-such-unit", unit)) }
}

//! The company's list of kinds of cases.

use hamdel_domain::cases::CaseKind;
use hamdel_domain::cases::kinds::{KindProblem, shop_kinds};
use hamdel_domain::units::Unit;
use hamdel_store::audit::{AuditEntry, append};
use hamdel_store::cases::put_case_kind;
use hamdel_store::{StoreError, Transaction};
use serde_json::json;

use crate::App;
use crate::error::AppError;

/// Every kind by name, archived ones too.
///
/// # Errors
/// When the database fails.
pub async fn case_kinds(app: &App) -> Result<Vec<CaseKind>, AppError> {
    Ok(app.store.case_kinds().await?)
}

/// Changes the kind of that name, or adds it.
///
/// # Errors
/// Names the field that is wrong.
pub async fn put_kind(app: &App, kind: &CaseKind, actor: &str) -> Result<(), AppError> {
    kind.check().map_err(|problem| AppError::invalid(field(problem), problem.to_string()))?;
    if let Some(unit) = &kind.unit
        && !app.store.units().await?.iter().any(|held| held.name == *unit)
    {
        return Err(AppError::invalid("unit", "is none of the company's"));
    }
    let before = app.store.case_kinds().await?.into_iter().find(|held| held.name == kind.name);
    let mut tx = app.store.state().begin().await?;
    write(app, &mut tx, before.as_ref(), kind, actor).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

/// Adds the kinds that a shop may start from and that are not there yet; gives how many.
///
/// # Errors
/// When the database fails.
pub async fn add_shop_kinds(app: &App, actor: &str) -> Result<usize, AppError> {
    let there = app.store.case_kinds().await?;
    let mut tx = app.store.state().begin().await?;
    let mut added = 0;
    for kind in shop_kinds().iter().filter(|kind| !there.iter().any(|held| held.name == kind.name)) {
        write(app, &mut tx, None, kind, actor).await?;
        added += 1;
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(added)
}

async fn write(
    app: &App,
    tx: &mut Transaction,
    before: Option<&CaseKind>,
    kind: &CaseKind,
    actor: &str,
) -> Result<(), AppError> {
    put_case_kind(tx, kind).await?;
    let entry = AuditEntry {
        at: app.clock.now(),
        actor: actor.to_owned(),
        action: "case_kind.changed".to_owned(),
        subject: format!("case-kind:{}", kind.name),
        detail: json!({ "before": before, "after": kind }).to_string(),
    };
    append(tx, &entry).await?;
    Ok(())
}

fn field(problem: KindProblem) -> &'static str {
    match problem {
        KindProblem::Name => "name",
        KindProblem::Title => "title",
        KindProblem::Words => "words",
    }
}

/// Every unit of the company, for whoever says where a case belongs.
///
/// # Errors
/// When the database fails.
pub async fn units(app: &App) -> Result<Vec<Unit>, AppError> {
    Ok(app.store.units().await?)
}

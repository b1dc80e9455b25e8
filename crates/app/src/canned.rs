//! Canned answers: kept by unit, filled for a case.

use std::collections::BTreeMap;

use hamdel_domain::canned::{CannedAnswer, Filled, Placeholder, fill};
use hamdel_domain::cases::Case;
use hamdel_domain::rights::Right;
use hamdel_store::audit::{AuditEntry, append};
pub use hamdel_store::canned::KeptCanned;
use hamdel_store::canned::{add_canned, change_canned, remove_canned};
use hamdel_store::{StoreError, Transaction};
use hamdel_text::Language;
use serde_json::json;

use crate::App;
use crate::accounts::SignedIn;
use crate::cases::within_reach;
use crate::error::AppError;

/// The canned answers somebody may change or use: those of their units, and those of the whole company.
///
/// # Errors
/// When the database fails.
pub async fn canned_answers(app: &App, who: &SignedIn) -> Result<Vec<KeptCanned>, AppError> {
    let scope = who.scope(Right::WorkCases);
    let mut held = app.store.canned_answers().await?;
    held.retain(|one| one.answer.unit.is_none() || scope.holds_unit(one.answer.unit.as_deref()));
    Ok(held)
}

/// The canned answers for a case: those of its unit and of the units above it, and those of the whole company; the
/// nearest first.
///
/// # Errors
/// When the database fails.
pub async fn for_case(app: &App, case: &Case) -> Result<Vec<KeptCanned>, AppError> {
    let tree = hamdel_domain::units::UnitTree::new(app.store.units().await?);
    let line: Vec<String> = match case.facts.unit.as_deref() {
        Some(unit) => {
            let mut line: Vec<String> = tree.upwards(unit).into_iter().map(|held| held.name.clone()).collect();
            if line.is_empty() {
                line.push(unit.to_owned());
            }
            line
        }
        None => Vec::new(),
    };
    let near = |one: &KeptCanned| match &one.answer.unit {
        Some(unit) => line.iter().position(|held| held == unit),
        None => Some(line.len()),
    };
    let mut held = app.store.canned_answers().await?;
    held.retain(|one| near(one).is_some());
    held.sort_by_key(|one| (near(one), one.answer.name.clone()));
    Ok(held)
}

/// Keeps a canned answer; gives its number.
///
/// # Errors
/// Names the field that is wrong; [`AppError::NeedsRight`] for a unit that is not one's own.
pub async fn add(app: &App, answer: CannedAnswer, who: &SignedIn) -> Result<i64, AppError> {
    let answer = checked(app, answer, who).await?;
    let now = app.clock.now();
    let mut tx = app.store.state().begin().await?;
    let id = add_canned(&mut tx, &answer, now, &who.actor()).await.map_err(|problem| taken(problem, &answer))?;
    audited(app, &mut tx, who, "canned.created", id, json!({ "after": answer })).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(id)
}

/// Changes a canned answer.
///
/// # Errors
/// Names the field that is wrong; [`AppError::NeedsRight`] for a unit that is not one's own; when there is none of that
/// number.
pub async fn change(app: &App, id: i64, answer: CannedAnswer, who: &SignedIn) -> Result<(), AppError> {
    let answer = checked(app, answer, who).await?;
    let before = held(app, id, who).await?;
    let now = app.clock.now();
    let mut tx = app.store.state().begin().await?;
    change_canned(&mut tx, id, &answer, now, &who.actor()).await.map_err(|problem| taken(problem, &answer))?;
    audited(app, &mut tx, who, "canned.changed", id, json!({ "before": before.answer, "after": answer })).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

/// Takes a canned answer away; what was written with it stays as it was written.
///
/// # Errors
/// [`AppError::NeedsRight`] for a unit that is not one's own; when there is none of that number.
pub async fn remove(app: &App, id: i64, who: &SignedIn) -> Result<(), AppError> {
    let before = held(app, id, who).await?;
    let mut tx = app.store.state().begin().await?;
    remove_canned(&mut tx, id).await?;
    audited(app, &mut tx, who, "canned.removed", id, json!({ "before": before.answer })).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

async fn held(app: &App, id: i64, who: &SignedIn) -> Result<KeptCanned, AppError> {
    let held = app.store.canned_answer(id).await?.ok_or(AppError::NotFound("canned answer"))?;
    within(&held.answer, who)?;
    Ok(held)
}

/// Whether it is of a unit of somebody's own; what is the whole company's is for who reaches all of it.
fn within(answer: &CannedAnswer, who: &SignedIn) -> Result<(), AppError> {
    let right = Right::EditCannedAnswers;
    if who.scope(right).holds_unit(answer.unit.as_deref()) { Ok(()) } else { Err(AppError::NeedsRight(right)) }
}

fn taken(problem: StoreError, answer: &CannedAnswer) -> AppError {
    match problem {
        StoreError::Conflict { .. } => AppError::refused("name", "canned-taken", &answer.name),
        other => other.into(),
    }
}

async fn checked(app: &App, mut answer: CannedAnswer, who: &SignedIn) -> Result<CannedAnswer, AppError> {
    answer.name = answer.name.trim().to_owned();
    answer.unit = answer.unit.map(|unit| unit.trim().to_owned()).filter(|unit| !unit.is_empty());
    answer.check().map_err(|fault| AppError::refused(fault.field, fault.why, &fault.about))?;
    within(&answer, who)?;
    let units = app.store.units().await?;
    if let Some(unit) = answer.unit.as_ref().filter(|name| units.iter().all(|unit| unit.name != **name)) {
        return Err(AppError::refused("unit", "task-unit", unit));
    }
    Ok(answer)
}

async fn audited(
    app: &App,
    tx: &mut Transaction,
    who: &SignedIn,
    action: &str,
    id: i64,
    detail: serde_json::Value,
) -> Result<(), AppError> {
    let entry = AuditEntry {
        at: app.clock.now(),
        actor: who.actor(),
        action: action.to_owned(),
        subject: format!("canned-answer:{id}"),
        detail: detail.to_string(),
    };
    append(tx, &entry).await?;
    Ok(())
}

/// A canned answer with its places filled for a case, in the language its customer is written to.
///
/// # Errors
/// [`AppError::NotFound`] where there is none, or the case is out of reach.
pub async fn filled(app: &App, id: i64, case: &Case, who: &SignedIn) -> Result<Filled, AppError> {
    if !within_reach(app, who, case, Right::WorkCases).await? {
        return Err(AppError::NotFound("case"));
    }
    let held = for_case(app, case).await?.into_iter().find(|one| one.id == id);
    let held = held.ok_or(AppError::NotFound("canned answer"))?;
    let language = if case.language == "en" { Language::English } else { Language::Persian };
    let titles = crate::titles::titles(app).await?;
    let mut values =
        BTreeMap::from([(Placeholder::Reference, case.reference.to_string()), (Placeholder::Agent, who.name.clone())]);
    values.extend(case.contact.name.clone().map(|name| (Placeholder::Name, name)));
    let unit = case.facts.unit.as_deref().map(|unit| titles.unit(language, unit).to_owned());
    values.extend(unit.map(|unit| (Placeholder::Unit, unit)));
    values.extend(case.facts.remedy.clone().map(|remedy| (Placeholder::Remedy, remedy)));
    Ok(fill(held.answer.text(&case.language), &values))
}

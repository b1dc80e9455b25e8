//! Touchpoints: added, and changed in title, stage, channel, owner and the kinds that happen there.

use hamdel_domain::touchpoint::Touchpoint;
use hamdel_store::StoreError;
use hamdel_store::audit::{AuditEntry, append};
use hamdel_store::touchpoints::{put_touchpoint, touchpoints_to_change};

use crate::App;
use crate::error::AppError;
use crate::titles::forget_titles;

/// Longest name or title, in characters.
const LONGEST: usize = 100;
/// Most touchpoints, and most kinds of one.
const MOST: usize = 1_000;

/// Every touchpoint, in the company's order.
///
/// # Errors
/// When the database fails.
pub async fn touchpoints(app: &App) -> Result<Vec<Touchpoint>, AppError> {
    Ok(app.store.touchpoints().await?)
}

/// Adds a touchpoint, or changes the one of that name. Interactions that come in from now on are placed by it; those
/// that happened stay where they were.
///
/// # Errors
/// When a field is wrong, the name is taken, there is no such unit, or a kind happens at another touchpoint.
pub async fn put(app: &App, touchpoint: Touchpoint, is_new: bool, actor: &str) -> Result<(), AppError> {
    let touchpoint = checked(touchpoint)?;
    if let Some(unit) = &touchpoint.unit
        && app.store.units().await?.iter().all(|held| held.name != *unit)
    {
        return Err(AppError::refused("unit", "no-such-unit", unit));
    }
    let mut tx = app.store.state().begin().await?;
    let held = touchpoints_to_change(&mut tx).await?;
    let before = held.iter().find(|held| held.name == touchpoint.name);
    match before {
        Some(_) if is_new => return Err(AppError::refused("name", "touchpoint-taken", &touchpoint.name)),
        None if !is_new => return Err(AppError::NotFound("touchpoint")),
        None if held.len() >= MOST => return Err(AppError::refused("name", "too-many", &MOST.to_string())),
        _ => {}
    }
    if before == Some(&touchpoint) {
        return Ok(());
    }
    put_touchpoint(&mut tx, &touchpoint).await?;
    let entry = AuditEntry {
        at: app.clock.now(),
        actor: actor.to_owned(),
        action: if is_new { "touchpoint.added" } else { "touchpoint.changed" }.to_owned(),
        subject: format!("touchpoint:{}", touchpoint.name),
        detail: serde_json::json!({ "before": before, "after": touchpoint }).to_string(),
    };
    append(&mut tx, &entry).await?;
    tx.commit().await.map_err(StoreError::from)?;
    forget_titles(app);
    Ok(())
}

fn checked(mut touchpoint: Touchpoint) -> Result<Touchpoint, AppError> {
    touchpoint.name = touchpoint.name.trim().to_owned();
    touchpoint.title_fa = touchpoint.title_fa.trim().to_owned();
    touchpoint.title_en = touchpoint.title_en.trim().to_owned();
    let wrong = |text: &str| text.chars().count() > LONGEST || text.chars().any(char::is_control);
    if touchpoint.name.is_empty() {
        return Err(AppError::refused("name", "no-touchpoint-name", ""));
    }
    let texts = [("name", &touchpoint.name), ("title_fa", &touchpoint.title_fa), ("title_en", &touchpoint.title_en)];
    if let Some((field, _)) = texts.into_iter().find(|(_, text)| wrong(text)) {
        return Err(AppError::refused(field, "too-long", "100"));
    }
    if touchpoint.title_fa.is_empty() && touchpoint.title_en.is_empty() {
        return Err(AppError::refused("title_fa", "no-touchpoint-title", ""));
    }
    let clean = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    touchpoint.stage = clean(touchpoint.stage);
    touchpoint.unit = clean(touchpoint.unit);
    if touchpoint.stage.as_deref().is_some_and(wrong) {
        return Err(AppError::refused("stage", "too-long", "100"));
    }
    touchpoint.kinds =
        touchpoint.kinds.iter().map(|kind| kind.trim().to_owned()).filter(|kind| !kind.is_empty()).collect();
    touchpoint.kinds.dedup();
    if touchpoint.kinds.len() > MOST || touchpoint.kinds.iter().any(|kind| wrong(kind)) {
        return Err(AppError::refused("kinds", "too-long", "100"));
    }
    Ok(touchpoint)
}

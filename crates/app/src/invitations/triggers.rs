//! Triggers: made, changed, switched on and off.

use hamdel_domain::invitations::{KeptTrigger, Trigger, TriggerOn};

use super::condition;
use crate::App;
use crate::error::AppError;

/// Every trigger.
///
/// # Errors
/// When the database fails.
pub async fn triggers(app: &App) -> Result<Vec<KeptTrigger>, AppError> {
    Ok(app.store.triggers().await?)
}

/// Makes a trigger, switched off; gives its number.
///
/// # Errors
/// When a field is wrong, with its name.
pub async fn add_trigger(app: &App, trigger: Trigger, actor: &str) -> Result<i64, AppError> {
    let trigger = checked(app, trigger)?;
    let id = app.store.add_trigger(&trigger, app.clock.now()).await?;
    crate::audit::record(app, actor, "trigger.created", &format!("trigger:{id}"), &trigger.name).await?;
    Ok(id)
}

/// Changes a trigger; invitations it made before stay as they are.
///
/// # Errors
/// When a field is wrong, with its name, or there is no such trigger.
pub async fn change_trigger(app: &App, id: i64, trigger: Trigger, actor: &str) -> Result<(), AppError> {
    let trigger = checked(app, trigger)?;
    app.store.change_trigger(id, &trigger).await?;
    crate::audit::record(app, actor, "trigger.changed", &format!("trigger:{id}"), &trigger.name).await
}

/// Switches a trigger on from now on, or off. What happened while it was off never makes an invitation.
///
/// # Errors
/// When there is no such trigger.
pub async fn switch_trigger(app: &App, id: i64, on: bool, actor: &str) -> Result<(), AppError> {
    app.store.switch_trigger(id, on.then(|| app.clock.now())).await?;
    let action = if on { "trigger.enabled" } else { "trigger.disabled" };
    crate::audit::record(app, actor, action, &format!("trigger:{id}"), "").await
}

fn checked(app: &App, mut trigger: Trigger) -> Result<Trigger, AppError> {
    trigger.check().map_err(|fault| AppError::invalid(fault.field, fault.problem))?;
    condition::well_formed(&trigger.condition).map_err(|problem| AppError::invalid("condition", problem))?;
    if let TriggerOn::Date { zone, .. } = &mut trigger.when {
        if zone.is_empty() {
            app.zone.name().clone_into(zone);
        }
        zone.parse::<hamdel_text::Zone>().map_err(|problem| AppError::invalid("zone", problem.to_string()))?;
    }
    Ok(trigger)
}

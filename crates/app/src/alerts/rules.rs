//! Rules: made, changed, switched on and off.

use hamdel_domain::alerts::{AlertRule, AlertTo, AlertWhen, KeptRule};

use super::condition;
use super::matching::watched;
use crate::App;
use crate::accounts::UserId;
use crate::error::AppError;

/// Most rules, so that looking at a comment never takes long.
const MOST_RULES: usize = 200;

/// Every rule.
///
/// # Errors
/// When the database fails.
pub async fn rules(app: &App) -> Result<Vec<KeptRule>, AppError> {
    Ok(app.store.alert_rules().await?)
}

/// Rules that most companies start with, by their names in the locales: a detractor, a furious comment, what cannot
/// wait, a bad CSAT, something new.
#[must_use]
pub fn presets() -> Vec<(&'static str, AlertRule)> {
    let rule = |when, to: &[AlertTo]| AlertRule {
        name: String::new(),
        when,
        touchpoint: None,
        unit: None,
        condition: String::new(),
        to: to.to_vec(),
        email: true,
        webhooks: Vec::new(),
    };
    let score = |metric: &str, at_most| AlertWhen::LowScore { metric: metric.to_owned(), at_most };
    vec![
        ("detractor", rule(score("nps", 6.0), &[AlertTo::UnitManager])),
        ("fury", rule(AlertWhen::Fury, &[AlertTo::UnitManager])),
        ("urgent", rule(AlertWhen::Urgency { at_once: true }, &[AlertTo::UnitManager, AlertTo::ExperienceManager])),
        ("csat", rule(score("csat", 2.0), &[AlertTo::UnitManager])),
        ("new_theme", rule(AlertWhen::NewTheme, &[AlertTo::ExperienceManager])),
    ]
}

/// Makes a rule, switched on from now on; gives its number.
///
/// # Errors
/// When a field is wrong, with its name.
pub async fn add_rule(app: &App, rule: AlertRule, actor: &str) -> Result<i64, AppError> {
    checked(app, &rule).await?;
    if app.store.alert_rules().await?.len() >= MOST_RULES {
        return Err(AppError::invalid("name", format!("there are {MOST_RULES} rules already; take one away first")));
    }
    let now = app.clock.now();
    let id = app.store.add_alert_rule(&rule, Some(now), now).await?;
    crate::audit::record(app, actor, "alert_rule.created", &format!("alert_rule:{id}"), &rule.name).await?;
    Ok(id)
}

/// Changes what a rule says.
///
/// # Errors
/// When a field is wrong, with its name, or there is no such rule.
pub async fn change_rule(app: &App, id: i64, rule: AlertRule, actor: &str) -> Result<(), AppError> {
    checked(app, &rule).await?;
    app.store.change_alert_rule(id, &rule).await?;
    crate::audit::record(app, actor, "alert_rule.changed", &format!("alert_rule:{id}"), &rule.name).await
}

/// Switches a rule on from now on, or off. What happened while it was off alerts nobody.
///
/// # Errors
/// When there is no such rule.
pub async fn switch_rule(app: &App, id: i64, on: bool, actor: &str) -> Result<(), AppError> {
    app.store.switch_alert_rule(id, on.then(|| app.clock.now())).await?;
    let action = if on { "alert_rule.enabled" } else { "alert_rule.disabled" };
    crate::audit::record(app, actor, action, &format!("alert_rule:{id}"), "").await
}

/// Takes a rule away; what it raised stays.
///
/// # Errors
/// When there is no such rule.
pub async fn remove_rule(app: &App, id: i64, actor: &str) -> Result<(), AppError> {
    app.store.remove_alert_rule(id).await?;
    crate::audit::record(app, actor, "alert_rule.removed", &format!("alert_rule:{id}"), "").await
}

async fn checked(app: &App, rule: &AlertRule) -> Result<(), AppError> {
    rule.check().map_err(|fault| AppError::invalid(fault.field, fault.problem))?;
    if !rule.condition.trim().is_empty() {
        condition::check(&rule.condition).map_err(|problem| AppError::invalid("condition", problem))?;
    }
    if let AlertWhen::Words { phrases } = &rule.when {
        watched(phrases).map_err(|problem| AppError::invalid("phrases", problem.to_string()))?;
    }
    for to in &rule.to {
        if let AlertTo::Person { user } = to {
            let held = app.store.user(UserId(*user)).await?.filter(|user| user.disabled_at.is_none());
            held.ok_or_else(|| AppError::invalid("to", "names somebody who does not work here"))?;
        }
    }
    for webhook in &rule.webhooks {
        app.store
            .webhook(*webhook)
            .await?
            .ok_or_else(|| AppError::invalid("webhooks", "names one that is not there"))?;
    }
    Ok(())
}

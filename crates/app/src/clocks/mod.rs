//! Business calendars and clock rules: read, changed, explained, and made ready to reckon with.

pub mod edit;
pub mod holidays;
pub mod icalendar;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use hamdel_domain::Instant;
use hamdel_domain::clocks::{BusinessCalendar, CalendarError, CalendarPlan, ClockPolicy, ClockTarget, Facts};
use hamdel_store::StoreError;
use hamdel_store::audit::AuditEntry;
use hamdel_text::calendar::Zone;

pub use hamdel_store::clocks::KeptClockPolicy;

use crate::App;
use crate::error::AppError;

/// The policy in force with its calendars ready to reckon with.
#[derive(Clone, Debug)]
pub struct Clocks {
    /// The version of the policy.
    pub version: i64,
    /// Calendars and rules.
    pub policy: ClockPolicy,
    calendars: BTreeMap<String, BusinessCalendar>,
}

impl Clocks {
    /// Makes the calendars of a policy.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with the first thing that is wrong in a rule or a calendar.
    pub fn of(kept: KeptClockPolicy) -> Result<Self, AppError> {
        kept.policy.check().map_err(|problem| AppError::invalid("rules", problem.to_string()))?;
        let ready = |(name, held): (&String, &hamdel_domain::clocks::NamedCalendar)| {
            Ok((name.clone(), business_calendar(&held.plan).map_err(|problem| named(name, problem))?))
        };
        let calendars = kept.policy.calendars.iter().map(ready).collect::<Result<_, AppError>>()?;
        Ok(Self { version: kept.version, policy: kept.policy, calendars })
    }

    /// The calendar of a name.
    #[must_use]
    pub fn calendar(&self, name: &str) -> Option<&BusinessCalendar> {
        self.calendars.get(name)
    }

    /// The clocks of a case, each with its calendar, and the name of the rule that gives them.
    #[must_use]
    pub fn targets(&self, facts: Facts<'_>) -> (&str, Vec<(&ClockTarget, &BusinessCalendar)>) {
        let Some(rule) = self.policy.rule(facts) else { return ("", Vec::new()) };
        let targets = rule.clocks.iter().filter_map(|target| Some((target, self.calendar(&target.calendar)?)));
        (&rule.name, targets.collect())
    }
}

/// A calendar in its zone.
///
/// # Errors
/// [`AppError::Invalid`] of `zone`, `week` or `holidays`.
pub fn business_calendar(plan: &CalendarPlan) -> Result<BusinessCalendar, AppError> {
    let zone: Zone = plan.zone.parse().map_err(|problem| AppError::invalid("zone", format!("{problem}")))?;
    BusinessCalendar::new(plan, Arc::new(zone)).map_err(|problem| {
        let field = match &problem {
            CalendarError::Twice(_) => "holidays",
            _ => "week",
        };
        AppError::invalid(field, problem.to_string())
    })
}

fn named(calendar: &str, problem: AppError) -> AppError {
    match problem {
        AppError::Invalid { field, problem } => AppError::Invalid { field, problem: format!("{calendar}: {problem}") },
        other => other,
    }
}

/// The policy in force, ready to reckon with.
///
/// # Errors
/// When the database fails.
pub async fn clocks(app: &App) -> Result<Clocks, AppError> {
    Clocks::of(app.store.clock_policy().await?)
}

/// Puts a policy in force in place of the version that was read; gives its version. Clocks that run keep their plan;
/// cases taken down from now on get the new one.
///
/// # Errors
/// [`AppError::Refused`] with what is wrong; [`AppError::ChangedMeanwhile`] when another version is in force by now.
pub async fn change(app: &App, policy: ClockPolicy, read_version: i64, actor: &str) -> Result<i64, AppError> {
    edit::check(&policy)?;
    let kept = KeptClockPolicy { version: read_version, policy };
    let before = app.store.clock_policy().await?;
    let entry = AuditEntry {
        at: app.clock.now(),
        actor: actor.to_owned(),
        action: "clock_policy.changed".to_owned(),
        subject: "clock-policy".to_owned(),
        detail: serde_json::json!({ "before": differences(&before.policy, &kept.policy), "after": differences(&kept.policy, &before.policy) })
            .to_string(),
    };
    match app.store.put_clock_policy(&kept, &entry).await {
        Err(StoreError::Conflict { .. }) => Err(AppError::ChangedMeanwhile),
        version => Ok(version?),
    }
}

/// Who put the versions of the policy in force and when, the youngest first.
///
/// # Errors
/// When the database fails.
pub async fn policy_changes(app: &App, limit: i64) -> Result<Vec<(i64, Instant, String)>, AppError> {
    Ok(app.store.clock_policy_changes(limit).await?)
}

/// The calendars and rules of one policy that are not the same in another.
fn differences(of: &ClockPolicy, other: &ClockPolicy) -> serde_json::Value {
    let calendars: BTreeMap<_, _> =
        of.calendars.iter().filter(|(name, held)| other.calendars.get(*name) != Some(held)).collect();
    let rules: Vec<_> = of.rules.iter().filter(|rule| !other.rules.contains(rule)).collect();
    serde_json::json!({ "calendars": calendars, "rules": rules })
}

/// How working time was reckoned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reckoning {
    /// When it is used up; none where ten years do not hold it.
    pub due_at: Option<Instant>,
    /// The stretches of work that were used, each with its beginning and end; the first ones where there are many.
    pub stretches: Vec<(Instant, Instant)>,
    /// Whether there are more.
    pub more: bool,
}

/// Stretches shown of a reckoning.
const MOST_SHOWN: usize = 14;

/// Reckons when so many minutes of work have passed since a moment, and shows how.
#[must_use]
pub fn reckon(calendar: &BusinessCalendar, from: Instant, minutes: u32) -> Reckoning {
    let working = hamdel_domain::clocks::calendar::minutes(i64::from(minutes));
    let due_at = calendar.after(from, working);
    let mut stretches = Vec::new();
    let mut more = false;
    if let Some(due) = due_at {
        let first = calendar.zone().local(from).date();
        for day in first.iter_days().take_while(|day| *day <= calendar.zone().local(due).date()) {
            for (start, end) in calendar.open(day) {
                let (start, end) = (start.max(from), end.min(due));
                if start < end && stretches.len() < MOST_SHOWN {
                    stretches.push((start, end));
                } else {
                    more |= start < end;
                }
            }
        }
    }
    Reckoning { due_at, stretches, more }
}

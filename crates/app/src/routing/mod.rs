//! Routing: which unit and whom a new case goes to.
//!
//! A case that is taken down without an owner is routed in that transaction ([`decide`]); rules are versions of one
//! policy, of which the greatest is in force. The tester says which rule would catch a case and why the others do not.

mod condition;
mod decide;
#[cfg(test)]
mod tests;

pub use condition::Seen;
pub use decide::{Verdict, verdicts};
pub use hamdel_store::routing::{KeptRouting, RoutingFault};

pub(crate) use decide::{Routed, route};

use hamdel_domain::cases::{Case, CaseFacts};
use hamdel_domain::people::UserId;
use hamdel_domain::rights::Right;
use hamdel_domain::routing::{OwnerStrategy, RoutingPolicy, RoutingProblem, RoutingRule};
use hamdel_domain::{Channel, CustomerId, Instant};
use hamdel_store::audit::AuditEntry;
use serde_json::json;

use crate::App;
use crate::accounts::SignedIn;
use crate::error::AppError;
use crate::people::Directory;

/// The rules in force.
///
/// # Errors
/// When the database fails.
pub async fn rules(app: &App) -> Result<KeptRouting, AppError> {
    Ok(app.store.routing().await?)
}

/// Rules that could not be worked out for a case since they were last changed.
///
/// # Errors
/// When the database fails.
pub async fn faults(app: &App) -> Result<Vec<RoutingFault>, AppError> {
    Ok(app.store.routing_faults().await?)
}

/// Versions shown.
const VERSIONS: i64 = 50;

/// Who put the versions in force and when, the youngest first.
///
/// # Errors
/// When the database fails.
pub async fn versions(app: &App) -> Result<Vec<(i64, Instant, String)>, AppError> {
    Ok(app.store.routing_changes(VERSIONS).await?)
}

/// Puts rules in force in place of the version that was read; gives their version.
///
/// # Errors
/// [`AppError::Invalid`] with the field that is wrong, `condition`, `unit`, `name` …, and the rule;
/// [`AppError::Store`] with a conflict when somebody changed them meanwhile.
pub async fn change(app: &App, mut policy: RoutingPolicy, read_version: i64, actor: &str) -> Result<i64, AppError> {
    for rule in &mut policy.rules {
        tidy(rule);
    }
    check(app, &policy).await?;
    let before = app.store.routing().await?.policy;
    let entry = AuditEntry {
        at: app.clock.now(),
        actor: actor.to_owned(),
        action: "routing.changed".to_owned(),
        subject: "routing".to_owned(),
        detail: json!({ "before": differences(&before, &policy), "after": differences(&policy, &before) }).to_string(),
    };
    Ok(app.store.put_routing(&KeptRouting { version: read_version, policy }, &entry).await?)
}

fn tidy(rule: &mut RoutingRule) {
    rule.name = rule.name.trim().to_owned();
    rule.condition = rule.condition.trim().to_owned();
    let word = |held: Option<String>| held.map(|word| word.trim().to_owned()).filter(|word| !word.is_empty());
    rule.unit = word(rule.unit.take());
    rule.skill = word(rule.skill.take());
}

async fn check(app: &App, policy: &RoutingPolicy) -> Result<(), AppError> {
    policy.check().map_err(|problem| match problem {
        RoutingProblem::TooMany => AppError::refused("rules", "routing-too-many", ""),
        RoutingProblem::Name(name) => AppError::refused("name", "routing-name", &name),
        RoutingProblem::SkillOfNobody(name) => AppError::refused("skill", "routing-skill", &name),
        RoutingProblem::Idle(name) => AppError::refused("owner", "routing-idle", &name),
    })?;
    let units = app.store.units().await?;
    for rule in &policy.rules {
        condition::check(&rule.condition).map_err(|problem| {
            AppError::refused("condition", "routing-condition", &format!("{}: {problem}", rule.name))
        })?;
        let in_use = |name: &String| units.iter().any(|unit| unit.name == *name && unit.archived_at.is_none());
        if let Some(unit) = rule.unit.as_ref().filter(|unit| !in_use(unit)) {
            return Err(AppError::refused("unit", "routing-unit", unit));
        }
    }
    Ok(())
}

fn differences(of: &RoutingPolicy, other: &RoutingPolicy) -> serde_json::Value {
    let rules: Vec<&RoutingRule> = of.rules.iter().filter(|rule| !other.rules.contains(rule)).collect();
    let order: Vec<&str> = of.rules.iter().map(|rule| rule.name.as_str()).collect();
    json!({ "rules": rules, "order": order })
}

/// A case that is tried on the rules.
#[derive(Clone, Debug)]
pub struct Trial {
    /// What was written down.
    pub facts: CaseFacts,
    /// The customer's words.
    pub text: String,
    /// How it reached the company.
    pub channel: Channel,
    /// The language the customer is answered in: `fa` or `en`.
    pub language: String,
    /// Whose it is.
    pub customer: Option<CustomerId>,
}

impl Trial {
    /// A case that is there, as it was when it was taken down.
    #[must_use]
    pub fn of(case: &Case) -> Self {
        Self {
            facts: case.facts.clone(),
            text: case.text.clone(),
            channel: case.channel,
            language: case.language.clone(),
            customer: case.customer,
        }
    }
}

/// What the rules would make of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// What each rule makes of it, in their order, by name.
    pub rules: Vec<(String, Verdict)>,
    /// What was written down of it then.
    pub facts: CaseFacts,
    /// Among whom its owner is chosen; empty where nobody takes work, or no rule caught it.
    pub candidates: Vec<UserId>,
    /// How the owner is chosen.
    pub owner: OwnerStrategy,
}

/// Tries a case on rules that need not be in force; nothing is changed.
///
/// # Errors
/// [`AppError::NeedsRight`] where a customer is looked into without the right to it, and when the database fails.
pub async fn try_on(app: &App, policy: &RoutingPolicy, trial: &Trial, who: &SignedIn) -> Result<Tried, AppError> {
    if trial.customer.is_some() && !who.may(Right::ReadCustomers) {
        return Err(AppError::NeedsRight(Right::ReadCustomers));
    }
    let customer = decide::customer_for(app, policy, trial.customer).await?;
    let seen = Seen {
        facts: &trial.facts,
        text: &trial.text,
        channel: trial.channel,
        language: &trial.language,
        customer: customer.as_ref(),
    };
    let verdicts = verdicts(policy, seen);
    let mut facts = trial.facts.clone();
    let caught = verdicts.iter().position(|verdict| *verdict == Verdict::Caught);
    let rule = caught.and_then(|place| policy.rules.get(place));
    let mut candidates = Vec::new();
    if let Some(rule) = rule {
        rule.apply(&mut facts);
        if let Some(unit) = facts.unit.as_deref().filter(|_| rule.owner != OwnerStrategy::Unit) {
            candidates = Directory::of(app).await?.available_people(unit, rule.skill.as_deref());
        }
    }
    Ok(Tried {
        rules: policy.rules.iter().map(|rule| rule.name.clone()).zip(verdicts).collect(),
        facts,
        candidates,
        owner: rule.map_or(OwnerStrategy::Unit, |rule| rule.owner),
    })
}

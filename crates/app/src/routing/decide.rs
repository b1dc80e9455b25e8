//! Which rule catches a case, and why the others do not.

use hamdel_domain::CustomerId;
use hamdel_domain::Instant;
use hamdel_domain::cases::Case;
use hamdel_domain::people::UserId;
use hamdel_domain::routing::{OwnerStrategy, RoutingPolicy, RoutingRule};
use hamdel_store::customers::ProfileRecord;
use hamdel_store::routing::{Turn, available_people, keep_routing_fault, routing_in_force, take_turn};
use hamdel_store::{StoreError, Transaction};

use super::condition::{self, Seen};
use crate::App;
use crate::error::AppError;

/// What a rule made of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It caught it.
    Caught,
    /// Its condition is not met.
    NotMet,
    /// Its condition could not be worked out, so that it was skipped.
    Broken(String),
    /// It is switched off.
    Off,
    /// One before it had caught the case.
    NotReached,
}

impl Verdict {
    /// The name in the API and the locales (`routing-verdict-` and this name).
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Caught => "caught",
            Self::NotMet => "not_met",
            Self::Broken(_) => "broken",
            Self::Off => "off",
            Self::NotReached => "not_reached",
        }
    }
}

/// What each rule makes of a case, in their order.
#[must_use]
pub fn verdicts(policy: &RoutingPolicy, seen: Seen<'_>) -> Vec<Verdict> {
    let mut caught = false;
    let verdict = |rule: &RoutingRule| {
        if caught {
            return Verdict::NotReached;
        }
        if rule.off {
            return Verdict::Off;
        }
        match condition::is_met(&rule.condition, seen) {
            Ok(true) => {
                caught = true;
                Verdict::Caught
            }
            Ok(false) => Verdict::NotMet,
            Err(problem) => Verdict::Broken(problem),
        }
    };
    policy.rules.iter().map(verdict).collect()
}

/// The customer of a case, where a rule asks for something of them.
pub(super) async fn customer_for(
    app: &App,
    policy: &RoutingPolicy,
    customer: Option<CustomerId>,
) -> Result<Option<ProfileRecord>, AppError> {
    let Some(customer) = customer else { return Ok(None) };
    if !policy.rules.iter().any(|rule| !rule.off && condition::asks_for_customer(&rule.condition)) {
        return Ok(None);
    }
    let Some(today) = app.store.customer_today(customer).await? else { return Ok(None) };
    match app.store.profile_record(today).await {
        Ok(record) => Ok(Some(record)),
        Err(StoreError::NotFound { .. }) => Ok(None),
        Err(problem) => Err(problem.into()),
    }
}

/// What routing did with a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Routed {
    /// The rule that caught it.
    pub(crate) rule: String,
    /// Who got it.
    pub(crate) owner: Option<UserId>,
}

/// Routes a case that is being taken down, in that transaction: its unit, severity and owner are then as the rule says.
/// Nothing where no rule catches it. A rule that cannot be worked out is skipped and written down.
///
/// # Errors
/// When the database fails.
pub(crate) async fn route(
    app: &App,
    tx: &mut Transaction,
    case: &mut Case,
    now: Instant,
) -> Result<Option<Routed>, AppError> {
    let policy = routing_in_force(tx).await?.policy;
    if policy.rules.is_empty() {
        return Ok(None);
    }
    let customer = customer_for(app, &policy, case.customer).await?;
    let seen = Seen {
        facts: &case.facts,
        text: &case.text,
        channel: case.channel,
        language: &case.language,
        customer: customer.as_ref(),
    };
    let verdicts = verdicts(&policy, seen);
    let mut caught = None;
    for (rule, verdict) in policy.rules.iter().zip(&verdicts) {
        match verdict {
            Verdict::Broken(problem) => keep_routing_fault(tx, &rule.name, problem, now).await?,
            Verdict::Caught => caught = Some(rule),
            _ => {}
        }
    }
    let Some(rule) = caught else { return Ok(None) };
    rule.apply(&mut case.facts);
    case.owner = owner(tx, rule, case.facts.unit.as_deref()).await?;
    Ok(Some(Routed { rule: rule.name.clone(), owner: case.owner }))
}

/// Who gets it: nobody where nobody of the unit takes work, or nobody with the skill.
async fn owner(tx: &mut Transaction, rule: &RoutingRule, unit: Option<&str>) -> Result<Option<UserId>, AppError> {
    let by = match rule.owner {
        OwnerStrategy::Unit => return Ok(None),
        OwnerStrategy::RoundRobin => Turn::LongestWait,
        OwnerStrategy::LeastLoaded => Turn::FewestOpen,
    };
    let Some(unit) = unit else { return Ok(None) };
    let people = available_people(tx, unit, rule.skill.as_deref()).await?;
    Ok(take_turn(tx, &rule.pool(unit), &people, by).await?)
}

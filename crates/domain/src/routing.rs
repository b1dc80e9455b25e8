//! Routing: the rules that say which unit and whom a case goes to.
//!
//! A rule has a condition in the Common Expression Language; the first whose condition is met decides. Working a
//! condition out is the business of `app`; here is what a rule may say, and which of its parts is wrong.

use serde::{Deserialize, Serialize};

use crate::cases::{CaseFacts, Severity};

/// Most rules.
const MOST_RULES: usize = 200;
/// Longest name of a rule, in characters.
const LONGEST_NAME: usize = 100;

/// Who gets a case among those of a unit who take work now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerStrategy {
    /// Nobody: it stays with the unit, and whoever takes it has it.
    #[default]
    Unit,
    /// Who has waited longest for one.
    RoundRobin,
    /// Who has the fewest open ones.
    LeastLoaded,
}

impl OwnerStrategy {
    /// Every strategy.
    pub const ALL: [Self; 3] = [Self::Unit, Self::RoundRobin, Self::LeastLoaded];

    /// The name in the API and the locales (`routing-owner-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::RoundRobin => "round_robin",
            Self::LeastLoaded => "least_loaded",
        }
    }

    /// The strategy of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == name)
    }
}

/// One rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoutingRule {
    /// Its name, as people speak of it.
    pub name: String,
    /// When it decides (CEL); empty for every case.
    #[serde(default)]
    pub condition: String,
    /// The unit the case goes to; where none is named it stays in its own.
    #[serde(default)]
    pub unit: Option<String>,
    /// What its owner has to be good at.
    #[serde(default)]
    pub skill: Option<String>,
    /// Who becomes the owner.
    #[serde(default)]
    pub owner: OwnerStrategy,
    /// What it is at least, whatever it looked like.
    #[serde(default)]
    pub least_severity: Option<Severity>,
    /// Whether it is left out for now.
    #[serde(default)]
    pub off: bool,
}

/// The rules in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoutingPolicy {
    /// The first that catches a case decides.
    pub rules: Vec<RoutingRule>,
}

/// What is wrong with the rules.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoutingProblem {
    /// There are more than 200.
    #[error("there are more than 200 rules")]
    TooMany,
    /// A name is empty, too long, or there twice.
    #[error("{0:?} is no name: it has 1 to 100 characters and no other rule has it")]
    Name(String),
    /// A skill without anybody who would need it.
    #[error("{0:?} asks for a skill and gives the case to nobody")]
    SkillOfNobody(String),
    /// It changes nothing.
    #[error("{0:?} gives no unit, no owner and no severity")]
    Idle(String),
}

impl RoutingPolicy {
    /// Whether the rules can be kept to, their conditions and units aside.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), RoutingProblem> {
        if self.rules.len() > MOST_RULES {
            return Err(RoutingProblem::TooMany);
        }
        for (place, rule) in self.rules.iter().enumerate() {
            let name = rule.name.trim();
            let twice = self.rules.iter().take(place).any(|other| other.name.trim() == name);
            if name.is_empty() || name.chars().count() > LONGEST_NAME || twice {
                return Err(RoutingProblem::Name(rule.name.clone()));
            }
            if rule.skill.is_some() && rule.owner == OwnerStrategy::Unit {
                return Err(RoutingProblem::SkillOfNobody(rule.name.clone()));
            }
            if rule.unit.is_none() && rule.owner == OwnerStrategy::Unit && rule.least_severity.is_none() {
                return Err(RoutingProblem::Idle(rule.name.clone()));
            }
        }
        Ok(())
    }
}

impl RoutingRule {
    /// What the rule makes of a case it has caught, the owner aside.
    pub fn apply(&self, facts: &mut CaseFacts) {
        if let Some(unit) = &self.unit {
            facts.unit = Some(unit.clone());
        }
        if let Some(least) = self.least_severity {
            facts.severity =
                Some(facts.severity.map_or(least, |held| if held.rank() < least.rank() { least } else { held }));
        }
    }

    /// The name under which turns are counted: people of one unit with one skill share the work.
    #[must_use]
    pub fn pool(&self, unit: &str) -> String {
        format!("{unit}\u{1f}{}", self.skill.as_deref().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(name: &str) -> RoutingRule {
        RoutingRule { name: name.to_owned(), unit: Some("delivery".to_owned()), ..RoutingRule::default() }
    }

    #[test]
    fn rules_that_say_nothing_or_too_much_are_refused() {
        let check = |rules: Vec<RoutingRule>| RoutingPolicy { rules }.check();
        assert_eq!(check(vec![rule("a"), rule("b")]), Ok(()));
        assert_eq!(check(vec![rule("a"), rule(" a ")]), Err(RoutingProblem::Name(" a ".to_owned())));
        assert_eq!(check(vec![rule("")]), Err(RoutingProblem::Name(String::new())));
        let idle = RoutingRule { unit: None, ..rule("a") };
        assert_eq!(check(vec![idle.clone()]), Err(RoutingProblem::Idle("a".to_owned())));
        assert_eq!(check(vec![RoutingRule { owner: OwnerStrategy::RoundRobin, ..idle }]), Ok(()));
        let skill = RoutingRule { skill: Some("refunds".to_owned()), ..rule("a") };
        assert_eq!(check(vec![skill]), Err(RoutingProblem::SkillOfNobody("a".to_owned())));
        assert_eq!(check((0..201).map(|number| rule(&number.to_string())).collect()), Err(RoutingProblem::TooMany));
    }

    #[test]
    fn a_rule_raises_severity_and_never_lowers_it() {
        let floor = RoutingRule { least_severity: Some(Severity::High), ..rule("a") };
        let of = |severity| {
            let mut facts = CaseFacts { severity, unit: Some("kitchen".to_owned()), ..CaseFacts::default() };
            floor.apply(&mut facts);
            (facts.severity, facts.unit)
        };
        let unit = || Some("delivery".to_owned());
        assert_eq!(of(None), (Some(Severity::High), unit()));
        assert_eq!(of(Some(Severity::Low)), (Some(Severity::High), unit()));
        assert_eq!(of(Some(Severity::Critical)), (Some(Severity::Critical), unit()));
    }

    #[test]
    fn rules_read_back_as_they_were_frozen() {
        let frozen = r#"{"rules":[{"name":"refunds","condition":"kind == 'refund'","unit":"finance","skill":"refunds","owner":"least_loaded","least_severity":"high","off":false}]}"#;
        let read: RoutingPolicy = serde_json::from_str(frozen).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), frozen);
    }
}

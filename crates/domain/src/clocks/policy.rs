//! Which clocks a case gets, on which calendar, and who hears of it when one warns or runs out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::calendar::CalendarPlan;
use super::plan::{ClockKind, ClockPlan, Rung};

/// Most rules of a policy, and most calendars.
const MOST: usize = 100;
/// Longest name of a rule or calendar, in characters.
const LONGEST_NAME: usize = 60;
/// The calendar of the usual hours.
pub const OFFICE: &str = "office";
/// The calendar of every minute of every day.
pub const ALWAYS: &str = "always";

/// Somebody who hears of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Escalatee {
    /// Who owns the case or task.
    Owner,
    /// Managers of its unit.
    UnitManager,
    /// Managers of the unit above.
    ManagerAbove,
    /// Experience managers.
    ExperienceManager,
}

impl Escalatee {
    /// All of them, up the line.
    pub const ALL: [Self; 4] = [Self::Owner, Self::UnitManager, Self::ManagerAbove, Self::ExperienceManager];

    /// The name in the store, the API and the locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::UnitManager => "unit_manager",
            Self::ManagerAbove => "manager_above",
            Self::ExperienceManager => "experience_manager",
        }
    }

    /// The one of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == name)
    }
}

/// By which way somebody hears of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// On the page, in the list of notices.
    Page,
    /// By e-mail.
    Email,
    /// By webhook.
    Webhook,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Page, Self::Email, Self::Webhook];

    /// The name in the store, the API and the locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Email => "email",
            Self::Webhook => "webhook",
        }
    }

    /// The way of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == name)
    }
}

/// One clock that a case gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockTarget {
    /// What it measures.
    pub clock: ClockKind,
    /// The calendar, by its name.
    pub calendar: String,
    /// Its target, warnings and escalations.
    pub plan: ClockPlan,
    /// Who hears of it when it warns.
    pub warned: Vec<Escalatee>,
    /// Who hears of it when it runs out.
    pub breached: Vec<Escalatee>,
    /// Who hears of it each time it escalates after that.
    pub again: Vec<Escalatee>,
    /// By which ways.
    pub ways: Vec<Way>,
}

impl ClockTarget {
    /// Who hears of a step of this clock.
    #[must_use]
    pub fn told(&self, rung: Rung) -> &[Escalatee] {
        match rung {
            Rung::Warning(_) => &self.warned,
            Rung::Breach => &self.breached,
            Rung::Again(_) => &self.again,
        }
    }
}

/// The clocks of the cases that a rule matches. An empty list matches all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyRule {
    /// Its name, as people speak of it.
    pub name: String,
    /// Kinds of cases.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Severities.
    #[serde(default)]
    pub severities: Vec<String>,
    /// Units, by name.
    #[serde(default)]
    pub units: Vec<String>,
    /// The clocks, one of a kind at most.
    pub clocks: Vec<ClockTarget>,
}

/// What the rules look at of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts<'a> {
    /// Its kind.
    pub kind: &'a str,
    /// Its severity, once it is assessed or guessed.
    pub severity: Option<&'a str>,
    /// Its unit.
    pub unit: &'a str,
}

impl PolicyRule {
    /// Whether a case is one of those it is for.
    #[must_use]
    pub fn matches(&self, facts: Facts<'_>) -> bool {
        let among = |names: &[String], name: Option<&str>| {
            names.is_empty() || name.is_some_and(|name| names.iter().any(|held| held == name))
        };
        among(&self.kinds, Some(facts.kind))
            && among(&self.severities, facts.severity)
            && among(&self.units, Some(facts.unit))
    }

    /// The clock of a kind.
    #[must_use]
    pub fn clock(&self, kind: ClockKind) -> Option<&ClockTarget> {
        self.clocks.iter().find(|target| target.clock == kind)
    }
}

/// A calendar by its name, with its titles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedCalendar {
    /// What Persian readers call it.
    pub title_fa: String,
    /// What English readers call it.
    pub title_en: String,
    /// Its week and holidays.
    pub plan: CalendarPlan,
}

/// Calendars and rules, which change together: no rule speaks of a calendar that is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockPolicy {
    /// Calendars by name.
    pub calendars: BTreeMap<String, NamedCalendar>,
    /// Rules; the first that matches decides.
    pub rules: Vec<PolicyRule>,
}

/// What is wrong with a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// A rule speaks of a calendar that is not there.
    #[error("the rule {rule:?} speaks of the calendar {calendar:?}, which is not there")]
    NoSuchCalendar {
        /// The rule.
        rule: String,
        /// The calendar.
        calendar: String,
    },
    /// A rule has two clocks of a kind.
    #[error("the rule {rule:?} has the clock {} twice", clock.as_str())]
    Twice {
        /// The rule.
        rule: String,
        /// The kind.
        clock: ClockKind,
    },
    /// An empty, repeated or overlong name.
    #[error("{0:?} is no name: it has 1 to 60 characters and is not there yet")]
    Name(String),
    /// Some cases would get no clocks.
    #[error("the last rule has to be for all cases, so that none is without clocks")]
    NotForAll,
    /// More than a hundred rules or calendars.
    #[error("a policy has a hundred rules and a hundred calendars at most")]
    TooMany,
}

impl ClockPolicy {
    /// The rule that decides for a case.
    #[must_use]
    pub fn rule(&self, facts: Facts<'_>) -> Option<&PolicyRule> {
        self.rules.iter().find(|rule| rule.matches(facts))
    }

    /// Whether every rule can be kept to; what is wrong inside a calendar shows when it is made.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), PolicyError> {
        if self.rules.len() > MOST || self.calendars.len() > MOST {
            return Err(PolicyError::TooMany);
        }
        let mut names: Vec<&String> = self.rules.iter().map(|rule| &rule.name).collect();
        names.sort_unstable();
        let repeated = names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
        let unusable = |name: &&String| name.trim().is_empty() || name.chars().count() > LONGEST_NAME;
        if let Some(name) = repeated.or_else(|| names.into_iter().chain(self.calendars.keys()).find(unusable)) {
            return Err(PolicyError::Name(name.clone()));
        }
        for rule in &self.rules {
            self.check_rule(rule)?;
        }
        let for_all = |rule: &PolicyRule| rule.kinds.is_empty() && rule.severities.is_empty() && rule.units.is_empty();
        if self.rules.last().is_some_and(for_all) { Ok(()) } else { Err(PolicyError::NotForAll) }
    }

    fn check_rule(&self, rule: &PolicyRule) -> Result<(), PolicyError> {
        for (place, target) in rule.clocks.iter().enumerate() {
            if !self.calendars.contains_key(&target.calendar) {
                let (rule, calendar) = (rule.name.clone(), target.calendar.clone());
                return Err(PolicyError::NoSuchCalendar { rule, calendar });
            }
            if rule.clocks.iter().skip(place + 1).any(|other| other.clock == target.clock) {
                return Err(PolicyError::Twice { rule: rule.name.clone(), clock: target.clock });
            }
        }
        Ok(())
    }
}

impl Default for ClockPolicy {
    /// Urgent cases around the clock, all others in office hours: a first response within half a day, news every two
    /// days, an answer within a week of work.
    fn default() -> Self {
        let calendar = |title_fa: &str, title_en: &str, plan| NamedCalendar {
            title_fa: title_fa.to_owned(),
            title_en: title_en.to_owned(),
            plan,
        };
        let calendars = BTreeMap::from([
            (OFFICE.to_owned(), calendar("ساعت اداری", "Office hours", CalendarPlan::iranian_office())),
            (ALWAYS.to_owned(), calendar("شبانه‌روزی", "Around the clock", CalendarPlan::always("Asia/Tehran"))),
        ]);
        let rule = |name: &str, severities: &[&str], calendar: &str, hours: [u32; 4]| PolicyRule {
            name: name.to_owned(),
            kinds: Vec::new(),
            severities: severities.iter().map(|&held| held.to_owned()).collect(),
            units: Vec::new(),
            clocks: ClockKind::ALL
                .into_iter()
                .zip(hours)
                .filter_map(|(kind, hours)| target(kind, calendar, hours))
                .collect(),
        };
        let rules = vec![
            rule("critical", &["critical"], ALWAYS, [1, 4, 24, 8]),
            rule("high", &["high"], OFFICE, [2, 9, 18, 9]),
            rule("usual", &[], OFFICE, [4, 18, 45, 18]),
        ];
        Self { calendars, rules }
    }
}

/// A clock of so many hours that warns at three quarters and escalates a day of work later; none for no hours.
fn target(clock: ClockKind, calendar: &str, hours: u32) -> Option<ClockTarget> {
    Some(ClockTarget {
        clock,
        calendar: calendar.to_owned(),
        plan: ClockPlan::new(hours * 60, vec![75], vec![9 * 60]).ok()?,
        warned: vec![Escalatee::Owner],
        breached: vec![Escalatee::Owner, Escalatee::UnitManager],
        again: vec![Escalatee::UnitManager, Escalatee::ManagerAbove],
        ways: vec![Way::Page, Way::Email],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts<'a>(severity: Option<&'a str>, unit: &'a str) -> Facts<'a> {
        Facts { kind: "complaint", severity, unit }
    }

    #[test]
    fn the_first_rule_that_matches_decides() {
        let mut policy = ClockPolicy::default();
        policy.check().unwrap();
        let name = |policy: &ClockPolicy, severity, unit| policy.rule(facts(severity, unit)).unwrap().name.clone();
        assert_eq!(name(&policy, Some("critical"), "x"), "critical");
        assert_eq!(name(&policy, Some("low"), "x"), "usual");
        assert_eq!(name(&policy, None, "x"), "usual");
        let mut post = policy.rules[2].clone();
        (post.name, post.units) = ("post".to_owned(), vec!["post".to_owned()]);
        policy.rules.insert(0, post);
        assert_eq!(name(&policy, Some("critical"), "post"), "post");
        assert!(policy.rules[0].clock(ClockKind::Solution).is_some());
    }

    #[test]
    fn policies_that_leave_something_open_are_refused() {
        let refused = |change: fn(&mut ClockPolicy)| {
            let mut policy = ClockPolicy::default();
            change(&mut policy);
            policy.check().unwrap_err()
        };
        assert_eq!(refused(|policy| policy.rules.truncate(2)), PolicyError::NotForAll);
        assert_eq!(refused(|policy| policy.rules.clear()), PolicyError::NotForAll);
        assert!(matches!(refused(|policy| policy.rules[1].name = "usual".into()), PolicyError::Name(_)));
        assert!(matches!(refused(|policy| policy.rules[1].name = " ".into()), PolicyError::Name(_)));
        let gone = refused(|policy| drop(policy.calendars.remove(ALWAYS)));
        assert!(matches!(gone, PolicyError::NoSuchCalendar { rule, .. } if rule == "critical"));
        let twice = refused(|policy| {
            let clock = policy.rules[0].clocks[0].clone();
            policy.rules[0].clocks.push(clock);
        });
        assert!(matches!(twice, PolicyError::Twice { clock: ClockKind::FirstResponse, .. }));
    }

    #[test]
    fn up_the_line_each_step_is_told_to_its_own() {
        let policy = ClockPolicy::default();
        let target = policy.rules[0].clock(ClockKind::Solution).unwrap();
        assert_eq!(target.told(Rung::Warning(75)), [Escalatee::Owner]);
        assert_eq!(target.told(Rung::Again(1)), [Escalatee::UnitManager, Escalatee::ManagerAbove]);
    }
}

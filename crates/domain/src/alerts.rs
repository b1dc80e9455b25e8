//! Alerts: what the company wants to hear of at once, who is told, and by which way.

use serde::{Deserialize, Serialize};

use crate::clock::{DAY, Instant};
use crate::interaction::Interaction;

/// What happened longer ago is no news, and alerts nobody; microseconds.
pub const OLDEST: i64 = 2 * DAY;
/// Longest name of a rule, in characters.
const LONGEST_NAME: usize = 100;
/// Most phrases of a rule.
const MOST_PHRASES: usize = 50;

/// When a rule speaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "on", deny_unknown_fields)]
pub enum AlertWhen {
    /// A score is given that is so low: an NPS of at most 6 is a detractor.
    LowScore {
        /// The metric: `nps`, `csat`, `ces` or one of the company's own.
        metric: String,
        /// That or less.
        at_most: f64,
    },
    /// A comment is furious.
    Fury,
    /// A comment needs someone today, or at once.
    Urgency {
        /// Only what cannot wait at all: danger, injury, law.
        at_once: bool,
    },
    /// A comment speaks badly of a subject: `facet:staff`, `touchpoint:courier`.
    Blame {
        /// The subject.
        subject: String,
    },
    /// A comment holds one of these phrases, in any spelling and inflection.
    Words {
        /// The phrases.
        phrases: Vec<String>,
    },
    /// A comment has a theme, or one below it.
    Theme {
        /// The theme's key.
        theme: String,
    },
    /// Customers speak of something new, or of something much more often than before.
    NewTheme,
}

impl AlertWhen {
    /// The name in the API and locales.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::LowScore { .. } => "low_score",
            Self::Fury => "fury",
            Self::Urgency { .. } => "urgency",
            Self::Blame { .. } => "blame",
            Self::Words { .. } => "words",
            Self::Theme { .. } => "theme",
            Self::NewTheme => "new_theme",
        }
    }
}

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "who", deny_unknown_fields)]
pub enum AlertTo {
    /// Whoever manages the unit where it happened, or the nearest unit above it that has a manager.
    UnitManager,
    /// Everybody who manages the customers' experience.
    ExperienceManager,
    /// One person.
    Person {
        /// Their number.
        user: i64,
    },
}

/// What a rule says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertRule {
    /// Its name for people.
    pub name: String,
    /// When it speaks.
    pub when: AlertWhen,
    /// Only of what happened at this touchpoint.
    #[serde(default)]
    pub touchpoint: Option<String>,
    /// Only of what happened in this unit.
    #[serde(default)]
    pub unit: Option<String>,
    /// Only when this holds too (CEL); empty for always.
    #[serde(default)]
    pub condition: String,
    /// Who is told.
    pub to: Vec<AlertTo>,
    /// Whether they get an e-mail besides the bell on the pages.
    #[serde(default)]
    pub email: bool,
    /// The webhooks that are told.
    #[serde(default)]
    pub webhooks: Vec<i64>,
}

/// A rule as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptRule {
    /// Its number.
    pub id: i64,
    /// What it says.
    pub rule: AlertRule,
    /// Since when it is switched on.
    pub enabled_since: Option<Instant>,
}

/// A field that is wrong, and what it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleFault {
    /// The field.
    pub field: &'static str,
    /// What it needs.
    pub problem: &'static str,
}

impl AlertRule {
    /// Looks for what is wrong.
    ///
    /// # Errors
    /// The first field that is.
    pub fn check(&self) -> Result<(), RuleFault> {
        let fault = |field, problem| Err(RuleFault { field, problem });
        if self.name.trim().is_empty() || self.name.chars().count() > LONGEST_NAME {
            return fault("name", "needs 1 to 100 characters");
        }
        if self.to.is_empty() && self.webhooks.is_empty() {
            return fault("to", "names nobody to tell");
        }
        match &self.when {
            AlertWhen::LowScore { metric, .. } if metric.trim().is_empty() => fault("metric", "is missing"),
            AlertWhen::LowScore { at_most, .. } if !at_most.is_finite() => fault("at_most", "is no number"),
            AlertWhen::Words { phrases } if phrases.is_empty() || phrases.len() > MOST_PHRASES => {
                fault("phrases", "needs 1 to 50 phrases")
            }
            AlertWhen::Blame { subject } if !subject.contains(':') => fault("subject", "is none"),
            AlertWhen::Theme { theme } if theme.is_empty() => fault("theme", "is missing"),
            AlertWhen::NewTheme if self.touchpoint.is_some() || self.unit.is_some() => {
                fault("when", "speaks of the whole company, not of one place")
            }
            AlertWhen::NewTheme if self.to == [AlertTo::UnitManager] => {
                fault("to", "has no unit whose manager could be told")
            }
            _ => Ok(()),
        }
    }

    /// Whether an interaction is one this rule may speak of, before its words are read.
    #[must_use]
    pub fn concerns(&self, interaction: &Interaction) -> bool {
        let at = |wanted: &Option<String>, held: &Option<String>| wanted.is_none() || wanted == held;
        let kind = match &self.when {
            AlertWhen::LowScore { metric, at_most } => {
                interaction.metric.as_ref() == Some(metric) && interaction.score.is_some_and(|score| score <= *at_most)
            }
            AlertWhen::NewTheme => false,
            _ => interaction.text.as_ref().is_some_and(|text| !text.trim().is_empty()),
        };
        kind && at(&self.touchpoint, &interaction.touchpoint) && at(&self.unit, &interaction.unit)
    }
}

impl KeptRule {
    /// Whether an interaction is one this rule may speak of at the moment `now`: it is switched on, and was when that
    /// happened, which is not long ago.
    #[must_use]
    pub fn concerns(&self, interaction: &Interaction, now: Instant) -> bool {
        let at = interaction.occurred_at;
        let fresh = self.enabled_since.is_some_and(|since| at >= since) && now.micros_since(at) <= OLDEST;
        fresh && self.rule.concerns(interaction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(when: AlertWhen) -> AlertRule {
        AlertRule {
            name: "x".to_owned(),
            when,
            touchpoint: None,
            unit: None,
            condition: String::new(),
            to: vec![AlertTo::UnitManager],
            email: false,
            webhooks: Vec::new(),
        }
    }

    #[test]
    fn a_detractor_is_at_most_six_and_of_that_metric() {
        let low = rule(AlertWhen::LowScore { metric: "nps".to_owned(), at_most: 6.0 });
        let scored = |metric: &str, score| Interaction {
            metric: Some(metric.to_owned()),
            score,
            unit: Some("north".to_owned()),
            ..Interaction::default()
        };
        assert!(low.concerns(&scored("nps", Some(6.0))));
        assert!(!low.concerns(&scored("nps", Some(6.5))) && !low.concerns(&scored("csat", Some(1.0))));
        assert!(!low.concerns(&scored("nps", None)));
        assert!(!AlertRule { unit: Some("south".to_owned()), ..low.clone() }.concerns(&scored("nps", Some(0.0))));
        assert!(AlertRule { unit: Some("north".to_owned()), ..low }.concerns(&scored("nps", Some(0.0))));
    }

    #[test]
    fn what_is_old_or_from_before_it_was_switched_on_alerts_nobody() {
        let kept = |since| KeptRule { id: 1, rule: rule(AlertWhen::Fury), enabled_since: since };
        let at = |micros| Interaction {
            text: Some("x".to_owned()),
            occurred_at: Instant::from_micros(micros),
            ..Interaction::default()
        };
        let (since, now) = (Instant::from_micros(10 * DAY), Instant::from_micros(20 * DAY));
        assert!(kept(Some(since)).concerns(&at(20 * DAY), now));
        assert!(kept(Some(since)).concerns(&at(18 * DAY), now));
        assert!(!kept(Some(since)).concerns(&at(18 * DAY - 1), now));
        assert!(!kept(Some(now)).concerns(&at(20 * DAY - 1), now));
        assert!(!kept(None).concerns(&at(20 * DAY), now));
    }

    #[test]
    fn the_field_that_is_wrong_is_named() {
        let of = |rule: AlertRule| rule.check().err().map(|fault| fault.field);
        assert_eq!(of(rule(AlertWhen::Fury)), None);
        assert_eq!(of(AlertRule { to: Vec::new(), ..rule(AlertWhen::Fury) }), Some("to"));
        assert_eq!(of(AlertRule { to: Vec::new(), webhooks: vec![1], ..rule(AlertWhen::Fury) }), None);
        assert_eq!(of(rule(AlertWhen::Words { phrases: Vec::new() })), Some("phrases"));
        assert_eq!(of(rule(AlertWhen::LowScore { metric: "nps".to_owned(), at_most: f64::NAN })), Some("at_most"));
        assert_eq!(of(rule(AlertWhen::NewTheme)), Some("to"));
    }

    #[test]
    fn a_rule_reads_back_as_it_was_frozen() {
        let frozen = r#"{"name":"x","when":{"on":"low_score","metric":"nps","at_most":6.0},"touchpoint":null,"unit":null,"condition":"","to":[{"who":"unit_manager"},{"who":"person","user":7}],"email":true,"webhooks":[1]}"#;
        let read: AlertRule = serde_json::from_str(frozen).unwrap();
        assert_eq!(read.to, [AlertTo::UnitManager, AlertTo::Person { user: 7 }]);
        assert_eq!(serde_json::to_string(&read).unwrap(), frozen);
    }
}

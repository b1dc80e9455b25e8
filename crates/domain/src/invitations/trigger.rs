//! What makes an invitation: an interaction, a stage entered, a case closed, a date.

use serde::{Deserialize, Serialize};

use super::VersionPolicy;
use crate::channel::Channel;
use crate::clock::{DAY, Instant, SECOND};

/// The kind of interaction that says a case was closed, unless a trigger names another.
const CASE_CLOSED: &str = "case_closed";
/// Longest delay of a trigger, and longest time to answer; 400 days in microseconds.
const LONGEST: i64 = 400 * DAY;
/// One whole, in millionths.
const WHOLE: u32 = 1_000_000;

/// When a trigger makes an invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "on", deny_unknown_fields)]
pub enum TriggerOn {
    /// An interaction of a kind, at a touchpoint, or both.
    Interaction {
        /// Its kind; `None` for any.
        #[serde(default)]
        kind: Option<String>,
        /// Its touchpoint; `None` for any.
        #[serde(default)]
        touchpoint: Option<String>,
    },
    /// A customer who was in another stage is placed in this one.
    StageEntered {
        /// The stage.
        stage: String,
    },
    /// A case was closed.
    CaseClosed {
        /// The kind of interaction that says so; `case_closed` where it is not given.
        #[serde(default)]
        kind: Option<String>,
    },
    /// A date that a trait holds, from the moment an interaction states it.
    Date {
        /// The trait: `renewal_date`.
        name: String,
        /// So many days after the date; negative for before it.
        days: i32,
        /// The minute of that day at which it is sent; 0 to 1439.
        minute: u16,
        /// In which time zone, by its IANA name; empty for the company's of the time it was made.
        #[serde(default)]
        zone: String,
    },
}

/// What makes invitations to a survey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// Its name for people.
    pub name: String,
    /// The survey.
    pub survey: i64,
    /// Which version of it.
    #[serde(default)]
    pub version: VersionPolicy,
    /// When.
    pub when: TriggerOn,
    /// On which channel it asks.
    pub channel: Channel,
    /// How long after that; microseconds.
    #[serde(default)]
    pub delay: i64,
    /// The share of occasions it takes, in millionths; which ones follows from customer, trigger and interaction.
    #[serde(default = "whole")]
    pub sample: u32,
    /// A condition in CEL on the customer's profile at the time of sending; empty for none.
    #[serde(default)]
    pub condition: String,
    /// How long after sending a customer who has not answered is reminded once; microseconds.
    #[serde(default)]
    pub reminder_after: Option<i64>,
    /// How long after its time of sending it is of no use any more; microseconds.
    #[serde(default = "two_weeks")]
    pub expires_after: i64,
    /// Interactions that happened longer ago than this, or before the trigger was switched on, make nothing;
    /// microseconds. History that is imported late is not asked about.
    #[serde(default = "two_days")]
    pub oldest: i64,
    /// The language of its messages, `fa` or `en`; `None` for the customer's own or the company's.
    #[serde(default)]
    pub language: Option<String>,
}

/// A field of a trigger that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct TriggerFault {
    /// The field.
    pub field: &'static str,
    /// What it needs.
    pub problem: &'static str,
}

impl Trigger {
    /// Checks every figure; the condition is checked where it can be compiled.
    ///
    /// # Errors
    /// Names the first field that is wrong.
    pub fn check(&self) -> Result<(), TriggerFault> {
        let fault = |field, problem| Err(TriggerFault { field, problem });
        if !(1..=100).contains(&self.name.trim().chars().count()) {
            return fault("name", "needs 1 to 100 characters");
        }
        if !(0..=LONGEST).contains(&self.delay) {
            return fault("delay", "needs 0 to 400 days, in microseconds");
        }
        if !(1..=WHOLE).contains(&self.sample) {
            return fault("sample", "needs 1 to 1000000 millionths");
        }
        if !(60 * SECOND..=LONGEST).contains(&self.expires_after) {
            return fault("expires_after", "needs a minute to 400 days, in microseconds");
        }
        if self.reminder_after.is_some_and(|after| !(60 * SECOND..self.expires_after).contains(&after)) {
            return fault("reminder_after", "needs a minute at least, and less than expires_after");
        }
        if !(0..=LONGEST).contains(&self.oldest) {
            return fault("oldest", "needs 0 to 400 days, in microseconds");
        }
        if self.language.as_deref().is_some_and(|language| !matches!(language, "fa" | "en")) {
            return fault("language", "is fa or en");
        }
        self.check_occasion()
    }

    fn check_occasion(&self) -> Result<(), TriggerFault> {
        let fault = |field, problem| Err(TriggerFault { field, problem });
        match &self.when {
            TriggerOn::Interaction { kind: None, touchpoint: None } => {
                fault("when", "needs a kind or a touchpoint, or every interaction would ask")
            }
            TriggerOn::Date { minute, .. } if *minute >= 1_440 => fault("minute", "is 0 to 1439"),
            TriggerOn::Date { days, .. } if days.unsigned_abs() > 400 => fault("days", "is -400 to 400"),
            _ => Ok(()),
        }
    }
}

impl TriggerOn {
    /// Whether an interaction of this kind, at this touchpoint, in this stage and stating such traits may be an
    /// occasion; a stage must also have been entered, and a date be readable.
    #[must_use]
    pub fn concerns(&self, interaction: &crate::interaction::Interaction) -> bool {
        let is =
            |held: Option<&str>, wanted: &Option<String>| wanted.as_deref().is_none_or(|wanted| held == Some(wanted));
        match self {
            Self::Interaction { kind, touchpoint } => {
                is(Some(&interaction.kind), kind) && is(interaction.touchpoint.as_deref(), touchpoint)
            }
            Self::StageEntered { stage } => interaction.stage.as_deref() == Some(stage),
            Self::CaseClosed { kind } => interaction.kind == kind.as_deref().unwrap_or(CASE_CLOSED),
            Self::Date { name, .. } => interaction.traits.iter().any(|stated| stated.name == *name),
        }
    }
}

/// A trigger as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptTrigger {
    /// Its number.
    pub id: i64,
    /// What it says.
    pub trigger: Trigger,
    /// Since when it is switched on; `None` while it is off.
    pub enabled_since: Option<Instant>,
    /// When it was made.
    pub created_at: Instant,
}

fn whole() -> u32 {
    WHOLE
}

fn two_weeks() -> i64 {
    14 * DAY
}

fn two_days() -> i64 {
    2 * DAY
}

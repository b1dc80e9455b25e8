//! What an alert says.

use serde::{Deserialize, Serialize};

use hamdel_domain::clocks::{ClockKind, Rung};
use hamdel_text::Language;

use crate::invitations::Written;

/// Why somebody is alerted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum Why {
    /// A low score.
    LowScore {
        /// Of which metric.
        metric: String,
        /// The score.
        score: f64,
    },
    /// Words of fury.
    Fury,
    /// Someone must act.
    Urgency {
        /// Why, by the names of [`hamdel_text::urgency::Reason`].
        reasons: Vec<String>,
    },
    /// A subject is spoken of badly.
    Blame {
        /// The subject: `facet:staff`.
        subject: String,
    },
    /// A phrase that is watched for.
    Words {
        /// The phrases that were found.
        phrases: Vec<String>,
    },
    /// A theme.
    Theme {
        /// Its key.
        theme: String,
    },
    /// Customers speak of something new, or much more often than before.
    NewTheme {
        /// The phrase.
        phrase: String,
        /// Comments of the last seven days that hold it.
        comments: u32,
        /// Those of the seven days before.
        before: u32,
    },
    /// A webhook was switched off, for nothing got through.
    WebhookBroken {
        /// Its number.
        webhook: i64,
        /// Its name.
        name: String,
    },
    /// A clock of a case warns, ran out, or ran on after that.
    Clock {
        /// The number of the case.
        case: i64,
        /// The number its customer holds.
        reference: String,
        /// Which clock.
        clock: ClockKind,
        /// What it did.
        rung: Rung,
    },
    /// A colleague wrote this name in a note of a case.
    Mentioned {
        /// The number of the case.
        case: i64,
        /// The number its customer holds.
        reference: String,
        /// Who wrote it, by name.
        by: String,
    },
    /// A task of a case was given to somebody.
    TaskGiven {
        /// The number of the case.
        case: i64,
        /// The number its customer holds.
        reference: String,
        /// Who gave it, by name; empty for the program.
        by: String,
    },
    /// A case was given to somebody.
    CaseGiven {
        /// The number of the case.
        case: i64,
        /// The number its customer holds.
        reference: String,
        /// Who gave it, by name; empty for the program.
        by: String,
    },
}

impl Why {
    /// The case it is about.
    #[must_use]
    pub fn case(&self) -> Option<i64> {
        match self {
            Self::Clock { case, .. }
            | Self::Mentioned { case, .. }
            | Self::TaskGiven { case, .. }
            | Self::CaseGiven { case, .. } => Some(*case),
            _ => None,
        }
    }
}

impl Why {
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
            Self::NewTheme { .. } => "new_theme",
            Self::WebhookBroken { .. } => "webhook_broken",
            Self::Clock { rung: Rung::Warning(_), .. } => "clock_warning",
            Self::Clock { rung: Rung::Breach, .. } => "clock_breach",
            Self::Clock { rung: Rung::Again(_), .. } => "clock_again",
            Self::Mentioned { .. } => "mentioned",
            Self::TaskGiven { .. } => "task_given",
            Self::CaseGiven { .. } => "case_given",
        }
    }
}

/// A rule that spoke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleNamed {
    /// Its number.
    pub id: i64,
    /// Its name at the time.
    pub name: String,
}

/// What an alert says, as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AlertBody {
    /// The rules that spoke.
    pub rules: Vec<RuleNamed>,
    /// Why.
    pub why: Vec<Why>,
    /// What the customer said.
    pub text: Option<String>,
    /// When it happened; microseconds since the epoch.
    pub occurred_at: Option<i64>,
    /// What happened.
    pub kind: Option<String>,
    /// Where.
    pub touchpoint: Option<String>,
    /// On which channel.
    pub channel: Option<String>,
    /// Who served.
    pub employee: Option<String>,
    /// The metric of the score.
    pub metric: Option<String>,
    /// The score.
    pub score: Option<f64>,
}

/// An alert that is to be written to one person.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertMail<'a> {
    /// The language they read.
    pub language: Language,
    /// What it says.
    pub body: &'a AlertBody,
    /// The unit where it happened.
    pub unit: Option<&'a str>,
    /// Where it can be looked at.
    pub link: String,
}

/// Writes alerts in the words of the locales.
pub trait AlertTexts: Send + Sync {
    /// Writes one.
    fn write(&self, mail: &AlertMail<'_>) -> Written;
}

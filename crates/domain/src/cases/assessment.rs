//! What is found when a case is looked at first (ISO 10002:2018, 7.5: severity, safety implications, complexity,
//! impact, need and possibility of immediate action).

use serde::{Deserialize, Serialize};

/// How much harm there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// An annoyance.
    Low,
    /// The customer lost time or trust.
    Medium,
    /// The customer lost money, or is about to leave.
    High,
    /// Somebody is in danger, or the harm grows by the hour.
    Critical,
}

impl Severity {
    /// Every one, the least first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The name in the store, the API, the clock rules and the locales (`severity-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == name)
    }

    /// 0 for low to 3 for critical.
    #[must_use]
    pub fn rank(self) -> i64 {
        match self {
            Self::Low => 0,
            Self::Medium => 1,
            Self::High => 2,
            Self::Critical => 3,
        }
    }
}

/// How much of something there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Little.
    Low,
    /// Some.
    Medium,
    /// Much.
    High,
}

impl Grade {
    /// Every one, the least first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// The name in the store, the API and the locales (`grade-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == name)
    }
}

/// What was found when a case was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// How much harm there is.
    pub severity: Severity,
    /// Whether somebody's safety is touched.
    pub safety: bool,
    /// How many have to work on it, and for how long.
    pub complexity: Grade,
    /// How many customers it touches, or may touch.
    pub impact: Grade,
    /// How soon something has to be done.
    pub urgency: Grade,
}

impl Assessment {
    /// Where the case stands among others, 0 to 3: its severity, one more where impact or urgency are high; 3
    /// wherever somebody's safety is touched.
    #[must_use]
    pub fn priority(&self) -> i64 {
        if self.safety {
            return Severity::Critical.rank();
        }
        let pressing = self.impact == Grade::High || self.urgency == Grade::High;
        (self.severity.rank() + i64::from(pressing)).min(Severity::Critical.rank())
    }
}

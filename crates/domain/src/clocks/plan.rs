//! What one clock is to do.

use serde::{Deserialize, Serialize};

use super::calendar::minutes;

/// The longest target: 400 days of 24 hours, in minutes.
const LONGEST: u32 = 400 * 24 * 60;
/// Most warnings, and most escalations after running out.
const MOST_RUNGS: usize = 5;

/// What a clock measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// Until somebody answers the customer for the first time.
    FirstResponse,
    /// Until the customer hears of us again.
    NextUpdate,
    /// Until the case is answered.
    Solution,
    /// Until a task is done.
    Task,
}

impl ClockKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::FirstResponse, Self::NextUpdate, Self::Solution, Self::Task];

    /// The name in the store, the API and the locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FirstResponse => "first_response",
            Self::NextUpdate => "next_update",
            Self::Solution => "solution",
            Self::Task => "task",
        }
    }

    /// The kind of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Something that a clock does once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// It warns when so many hundredths of its time are used.
    Warning(u8),
    /// It has run out.
    Breach,
    /// It has been running on after that; the first time is 1.
    Again(u8),
}

impl Rung {
    /// A name that no other rung of the clock has: `warning-75`, `breach`, `again-1`.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Warning(percent) => format!("warning-{percent}"),
            Self::Breach => "breach".to_owned(),
            Self::Again(number) => format!("again-{number}"),
        }
    }

    /// The rung of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name.split_once('-') {
            Some(("warning", percent)) => percent.parse().ok().map(Self::Warning),
            Some(("again", number)) => number.parse().ok().map(Self::Again),
            _ => (name == "breach").then_some(Self::Breach),
        }
    }
}

/// The target of a clock, and when it says something on the way; in minutes of working time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockPlan {
    /// Minutes until it runs out.
    target: u32,
    /// Hundredths of the target at which it warns, rising.
    warnings: Vec<u8>,
    /// Minutes after running out at which it escalates again, rising.
    again: Vec<u32>,
}

/// What is wrong with a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// No target, or one of more than 400 days.
    #[error("a target is between one minute and 400 days")]
    Target,
    /// A warning outside 1 to 99 hundredths, the same twice, or more than five.
    #[error("warnings are up to five different shares of the target, between 1 and 99 percent")]
    Warnings,
    /// An escalation at once, the same twice, or more than five.
    #[error("later escalations are up to five different times, between one minute and 400 days after running out")]
    Again,
}

impl ClockPlan {
    /// A plan: minutes until it runs out, hundredths of them at which it warns, and minutes after running out at
    /// which it escalates again; the last two in any order.
    ///
    /// # Errors
    /// When one of them is out of range.
    pub fn new(target: u32, mut warnings: Vec<u8>, mut again: Vec<u32>) -> Result<Self, PlanError> {
        if !(1..=LONGEST).contains(&target) {
            return Err(PlanError::Target);
        }
        warnings.sort_unstable();
        again.sort_unstable();
        let given = (warnings.len(), again.len());
        warnings.dedup();
        again.dedup();
        if given.0 != warnings.len() || given.0 > MOST_RUNGS || warnings.iter().any(|share| !(1..=99).contains(share)) {
            return Err(PlanError::Warnings);
        }
        if given.1 != again.len() || given.1 > MOST_RUNGS || again.iter().any(|later| !(1..=LONGEST).contains(later)) {
            return Err(PlanError::Again);
        }
        Ok(Self { target, warnings, again })
    }

    /// Minutes until it runs out.
    #[must_use]
    pub fn target(&self) -> u32 {
        self.target
    }

    /// Hundredths of the target at which it warns, rising.
    #[must_use]
    pub fn warnings(&self) -> &[u8] {
        &self.warnings
    }

    /// Minutes after running out at which it escalates again, rising.
    #[must_use]
    pub fn again(&self) -> &[u32] {
        &self.again
    }

    /// Working time until it runs out, in microseconds.
    #[must_use]
    pub fn target_micros(&self) -> i64 {
        minutes(i64::from(self.target))
    }

    /// Everything it does, in order, with the working time after which it does so, in microseconds.
    pub(super) fn rungs(&self) -> impl Iterator<Item = (Rung, i64)> {
        let target = self.target_micros();
        let warnings = self.warnings.iter().map(move |share| (Rung::Warning(*share), target / 100 * i64::from(*share)));
        let again = self.again.iter().zip(1..);
        let again = again.map(move |(later, number)| (Rung::Again(number), target + minutes(i64::from(*later))));
        warnings.chain(std::iter::once((Rung::Breach, target))).chain(again)
    }
}

//! Tasks: pieces of the work on one case, each with its own owner, unit and clock.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{CaseClock, CaseId};
use crate::clock::Instant;
use crate::people::UserId;

/// Longest title of a task, in characters.
pub const LONGEST_TASK: usize = 300;
/// Most open tasks of a case.
pub const MOST_OPEN_TASKS: u64 = 50;

/// The number of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskId(pub i64);

impl fmt::Display for TaskId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// Where a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// It is to be done.
    Open,
    /// It is done.
    Done,
    /// It is not to be done any more.
    Cancelled,
}

impl TaskState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Open, Self::Done, Self::Cancelled];

    /// The name in the store, the API and the locales (`task-state-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == name)
    }
}

/// A task as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseTask {
    /// Its number.
    pub id: TaskId,
    /// The case it is a part of.
    pub case: CaseId,
    /// What is to be done.
    pub title: String,
    /// The unit that does it.
    pub unit: Option<String>,
    /// Who does it.
    pub owner: Option<UserId>,
    /// Where it stands.
    pub state: TaskState,
    /// Its clock; none where no rule gives one.
    pub clock: Option<CaseClock>,
    /// When it was made.
    pub made_at: Instant,
    /// Who made it, as in the audit log.
    pub made_by: String,
    /// When it was last changed.
    pub changed_at: Instant,
    /// How often it was changed.
    pub revision: i64,
}

/// Something somebody does with a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskAction {
    /// Somebody else, or another unit, gets it.
    HandOver {
        /// Who; nobody in particular where none is given.
        owner: Option<UserId>,
        /// Which unit; the same where none is given.
        unit: Option<String>,
    },
    /// It is done.
    Finish,
    /// It is not to be done any more.
    Cancel,
}

impl TaskAction {
    /// The name in the thread, the audit log and the locales (`case-did-` and this name).
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::HandOver { .. } => "task_handed_over",
            Self::Finish => "task_done",
            Self::Cancel => "task_cancelled",
        }
    }
}

impl CaseTask {
    /// When its clock runs out, or ran out.
    #[must_use]
    pub fn due_at(&self) -> Option<Instant> {
        self.clock.as_ref().filter(|clock| clock.state.is_open())?.state.due_at()
    }

    /// When its clock does the next thing.
    #[must_use]
    pub fn next_at(&self) -> Option<Instant> {
        self.clock.as_ref()?.state.next_at()
    }

    /// Whether its clock ran out.
    #[must_use]
    pub fn is_breached(&self) -> bool {
        self.clock.as_ref().is_some_and(|clock| clock.state.is_breached())
    }

    /// Does something with it, its clock aside. `false`, with nothing changed, where it is not open any more.
    pub fn apply(&mut self, action: &TaskAction, at: Instant) -> bool {
        if self.state != TaskState::Open {
            return false;
        }
        match action {
            TaskAction::HandOver { owner, unit } => {
                self.owner = *owner;
                self.unit = unit.clone().or_else(|| self.unit.take());
            }
            TaskAction::Finish => self.state = TaskState::Done,
            TaskAction::Cancel => self.state = TaskState::Cancelled,
        }
        self.changed_at = at;
        self.revision += 1;
        true
    }
}

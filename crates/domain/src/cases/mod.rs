//! Cases: complaints, requests and recoveries, from the moment somebody takes one down until nothing of it is left open.
//!
//! Pure. [`life`] is the table of what may follow what, after ISO 10002:2018; [`action`] is what people do with a case;
//! [`clocks`] says what each of these does to the clocks of the case; [`reference`] is the number a customer holds.
//! When a step is added to the life, the picture in `docs/guide/cases.md` and the locales (`case-state-`, `case-step-`)
//! go with it.

pub mod action;
pub mod assessment;
pub mod attachments;
pub mod clocks;
pub mod kinds;
pub mod life;
pub mod reference;
pub mod task;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use action::{ActionProblem, CaseAction, Decision, Effect, apply};
pub use assessment::{Assessment, Grade, Severity};
pub use clocks::{CaseClock, Happening};
pub use kinds::CaseKind;
pub use life::{CaseState, CaseStep};
pub use reference::CaseReference;
pub use task::{CaseTask, TaskAction, TaskId, TaskState};

use crate::channel::Channel;
use crate::clock::Instant;
use crate::customer::CustomerId;
use crate::identifier::Identifier;
use crate::people::UserId;

/// Longest title, in characters.
pub const LONGEST_TITLE: usize = 200;
/// Longest text of a case, a reply or a note, in characters.
pub const LONGEST_TEXT: usize = 20_000;
/// Longest remedy sought, in characters.
pub const LONGEST_REMEDY: usize = 1_000;

/// The number of a case inside the company; customers know it by its [`CaseReference`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseId(pub i64);

impl fmt::Display for CaseId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// What a case is about at bottom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// Something went wrong for the customer.
    #[default]
    Complaint,
    /// The customer asks for something.
    Request,
    /// The company makes up for something before it was asked to.
    Recovery,
}

impl Matter {
    /// Every matter.
    pub const ALL: [Self; 3] = [Self::Complaint, Self::Request, Self::Recovery];

    /// The name in the store, the API, the clock rules and the locales (`case-matter-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Complaint => "complaint",
            Self::Request => "request",
            Self::Recovery => "recovery",
        }
    }

    /// The matter of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == name)
    }
}

/// Where an answer to the customer may go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Contact {
    /// How the customer wants to be addressed.
    pub name: Option<String>,
    /// What points at the customer: an e-mail address, a telephone number.
    pub identifiers: Vec<Identifier>,
}

/// What was said and where it belongs; what people may correct.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFacts {
    /// Complaint, request or recovery.
    pub matter: Matter,
    /// The kind, by its name in the company's list of kinds.
    pub kind: Option<String>,
    /// The touchpoint it is about, by name.
    pub touchpoint: Option<String>,
    /// The unit it belongs to, by name.
    pub unit: Option<String>,
    /// How severe it looked when it was taken down; once assessed, [`Assessment::severity`].
    pub severity: Option<Severity>,
    /// In a few words.
    pub title: String,
    /// What the customer wants to be done, in the customer's words.
    pub remedy: Option<String>,
}

/// A case as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its number.
    pub id: CaseId,
    /// The number the customer holds.
    pub reference: CaseReference,
    /// Whose it is, as it was written; who that is today is found through the links.
    pub customer: Option<CustomerId>,
    /// Where an answer may go.
    pub contact: Contact,
    /// What was said and where it belongs.
    pub facts: CaseFacts,
    /// The customer's words.
    pub text: String,
    /// How it reached the company.
    pub channel: Channel,
    /// The language it is written to the customer in: `fa` or `en`.
    pub language: String,
    /// What it came from, so that the same thing makes one case: `interaction:…`, `mail:…`, `import:…`.
    pub origin: Option<String>,
    /// Where it stands.
    pub state: CaseState,
    /// What was found at its assessment.
    pub assessment: Option<Assessment>,
    /// Who has it.
    pub owner: Option<UserId>,
    /// Its cause, by its name in the tree of causes.
    pub cause: Option<String>,
    /// The problem it hangs on.
    pub problem: Option<i64>,
    /// When it reached the company.
    pub received_at: Instant,
    /// When the customer was told that it was received.
    pub acknowledged_at: Option<Instant>,
    /// When the customer was first answered with a decision.
    pub answered_at: Option<Instant>,
    /// The last decision.
    pub decision: Option<Decision>,
    /// When it was closed.
    pub closed_at: Option<Instant>,
    /// Since when the customer is waited for.
    pub waiting_since: Option<Instant>,
    /// How often it was opened again.
    pub reopened: u32,
    /// Its clocks.
    pub clocks: Vec<CaseClock>,
    /// How often it was changed; who changes it says which revision was read.
    pub revision: i64,
    /// When it was last changed.
    pub changed_at: Instant,
}

impl Case {
    /// How severe it is: as assessed, or as it looked.
    #[must_use]
    pub fn severity(&self) -> Option<Severity> {
        self.assessment.as_ref().map(|held| held.severity).or(self.facts.severity)
    }

    /// Where it stands among others: 3 for what comes first, 0 for what can wait. What nobody has graded is 1.
    #[must_use]
    pub fn priority(&self) -> i64 {
        match (&self.assessment, self.facts.severity) {
            (Some(assessment), _) => assessment.priority(),
            (None, Some(severity)) => severity.rank(),
            (None, None) => Severity::Medium.rank(),
        }
    }

    /// Whether something is left to do.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state != CaseState::Closed
    }

    /// When the first of its running clocks runs out, or ran out.
    #[must_use]
    pub fn due_at(&self) -> Option<Instant> {
        self.clocks.iter().filter(|clock| clock.state.is_open()).filter_map(|clock| clock.state.due_at()).min()
    }

    /// When one of its clocks does the next thing.
    #[must_use]
    pub fn next_at(&self) -> Option<Instant> {
        self.clocks.iter().filter_map(|clock| clock.state.next_at()).min()
    }

    /// Whether one of its clocks ran out, the ended ones included.
    #[must_use]
    pub fn is_breached(&self) -> bool {
        self.clocks.iter().any(|clock| clock.state.is_breached())
    }
}

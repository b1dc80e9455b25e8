//! What people do with a case.

use serde::{Deserialize, Serialize};

use super::clocks::Happening;
use super::life::{CaseState, CaseStep, after};
use super::{Assessment, Case, CaseFacts, LONGEST_REMEDY, LONGEST_TEXT, LONGEST_TITLE};
use crate::clock::Instant;
use crate::people::UserId;

/// What was decided of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The customer gets what was sought.
    Granted,
    /// The customer gets a part of it.
    Partly,
    /// The customer does not get it, and is told why.
    Refused,
    /// There was nothing to grant: a question is answered, a thing explained.
    Explained,
}

impl Decision {
    /// Every decision.
    pub const ALL: [Self; 4] = [Self::Granted, Self::Partly, Self::Refused, Self::Explained];

    /// The name in the store, the API and the locales (`case-decision-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Partly => "partly",
            Self::Refused => "refused",
            Self::Explained => "explained",
        }
    }

    /// The decision of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == name)
    }
}

/// Something somebody does with a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseAction {
    /// The customer is told that it was received.
    Acknowledge,
    /// It is graded.
    Assess(Assessment),
    /// Somebody starts to find out what happened.
    Investigate,
    /// The customer is told what was decided.
    Answer {
        /// In the words the customer reads.
        text: String,
        /// What was decided.
        decision: Decision,
    },
    /// The customer is written to without a decision: a question, a word of how it stands.
    Reply {
        /// In the words the customer reads.
        text: String,
        /// Whether the case now waits for the customer.
        waits: bool,
    },
    /// The customer writes.
    Hear {
        /// The customer's words.
        text: String,
    },
    /// A note that the customer never sees.
    Note {
        /// What it says.
        text: String,
        /// Who is to read it.
        mentions: Vec<UserId>,
    },
    /// The customer is content with the answer.
    Accept,
    /// The customer is not content.
    Reject {
        /// Why, in the customer's words; empty where none were given.
        why: String,
    },
    /// It is done with.
    Close {
        /// Its cause, by name; one that was set before stays where none is given.
        cause: Option<String>,
    },
    /// It is open again.
    Reopen {
        /// Why.
        why: String,
    },
    /// Somebody gets it, or nobody has it any more.
    Assign {
        /// Who.
        owner: Option<UserId>,
        /// The unit it goes to; the same where none is given.
        unit: Option<String>,
        /// What the next one has to know.
        note: String,
    },
    /// What was written down of it is corrected.
    Correct(CaseFacts),
    /// Its cause is named.
    NameCause(Option<String>),
    /// It is hung on a problem, or taken off.
    HangOn(Option<i64>),
    /// The customer is waited for, without a word to the customer.
    Wait,
    /// The customer is no longer waited for.
    GoOn,
}

impl CaseAction {
    /// The name in the thread, the audit log (`case.` and this name) and the locales (`case-did-` and this name).
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Acknowledge => "acknowledged",
            Self::Assess(_) => "assessed",
            Self::Investigate => "investigating",
            Self::Answer { .. } => "answered",
            Self::Reply { .. } => "replied",
            Self::Hear { .. } => "heard",
            Self::Note { .. } => "noted",
            Self::Accept => "accepted",
            Self::Reject { .. } => "rejected",
            Self::Close { .. } => "closed",
            Self::Reopen { .. } => "reopened",
            Self::Assign { .. } => "assigned",
            Self::Correct(_) => "corrected",
            Self::NameCause(_) => "cause_named",
            Self::HangOn(_) => "hung_on",
            Self::Wait => "waiting",
            Self::GoOn => "going_on",
        }
    }

    /// The step of the life it is.
    #[must_use]
    pub fn step(&self) -> Option<CaseStep> {
        Some(match self {
            Self::Acknowledge => CaseStep::Acknowledge,
            Self::Assess(_) => CaseStep::Assess,
            Self::Investigate => CaseStep::Investigate,
            Self::Answer { .. } => CaseStep::Answer,
            Self::Accept => CaseStep::Accept,
            Self::Reject { .. } => CaseStep::Reject,
            Self::Close { .. } => CaseStep::Close,
            Self::Reopen { .. } => CaseStep::Reopen,
            _ => return None,
        })
    }

    /// The words of it, as they stand in the thread.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Answer { text, .. } | Self::Reply { text, .. } | Self::Hear { text } | Self::Note { text, .. } => {
                text
            }
            Self::Reject { why } | Self::Reopen { why } => why,
            Self::Assign { note, .. } => note,
            _ => "",
        }
    }

    /// Whether the customer sees it on the status page.
    #[must_use]
    pub fn is_visible(&self) -> bool {
        match self {
            Self::Answer { .. } | Self::Reply { .. } | Self::Hear { .. } | Self::Reject { .. } => true,
            Self::Note { .. } | Self::Assign { .. } => false,
            _ => self.step().is_some(),
        }
    }

    /// What it is to the clocks.
    #[must_use]
    pub fn happening(&self) -> Option<Happening> {
        match self {
            Self::Assess(_) | Self::Correct(_) => Some(Happening::Regraded),
            Self::Answer { .. } => Some(Happening::Answered),
            Self::Reply { waits: false, .. } => Some(Happening::Replied),
            Self::Reject { .. } | Self::Reopen { .. } => Some(Happening::Contested),
            Self::Close { .. } => Some(Happening::Closed),
            Self::Assign { unit: Some(_), .. } => Some(Happening::Regraded),
            Self::Wait => Some(Happening::Waiting),
            Self::GoOn | Self::Hear { .. } => Some(Happening::GoesOn),
            _ => None,
        }
    }
}

/// Why something may not be done with a case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActionProblem {
    /// The step does not follow from where the case stands.
    #[error("a case that is {} cannot {}", state.as_str(), step.as_str())]
    NotFrom {
        /// Where it stands.
        state: CaseState,
        /// What was tried.
        step: CaseStep,
    },
    /// Nobody told the customer what was decided.
    #[error("nothing closes without an answer to the customer")]
    NoAnswer,
    /// Nobody said what caused it.
    #[error("nothing closes without a cause")]
    NoCause,
    /// Tasks of it are open.
    #[error("{0} of its tasks are open")]
    OpenTasks(u64),
    /// There are no words.
    #[error("needs words")]
    NoWords,
    /// There are too many words.
    #[error("is longer than {0} characters")]
    TooLong(usize),
    /// It is closed: it has to be opened again first.
    #[error("the case is closed; open it again first")]
    Closed,
    /// It is so already.
    #[error("it is so already")]
    AlreadySo,
}

impl ActionProblem {
    /// The name in the API and the locales (`case-problem-` and this name).
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFrom { .. } => "not_from",
            Self::NoAnswer => "no_answer",
            Self::NoCause => "no_cause",
            Self::OpenTasks(_) => "open_tasks",
            Self::NoWords => "no_words",
            Self::TooLong(_) => "too_long",
            Self::Closed => "closed",
            Self::AlreadySo => "already_so",
        }
    }
}

/// What an action did: what follows from it in the same transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The state before.
    pub before: CaseState,
    /// What it is to the clocks, in order.
    pub happenings: Vec<Happening>,
    /// Whether its customer's hold for recovery begins (`true`) or ends (`false`).
    pub holds: Option<bool>,
}

/// Does something with a case, its clocks aside: they go by [`Effect::happenings`]. `open_tasks` counts those of it.
///
/// # Errors
/// When it may not be done; the case is then as it was.
pub fn apply(case: &mut Case, action: &CaseAction, open_tasks: u64, at: Instant) -> Result<Effect, ActionProblem> {
    let next = check(case, action, open_tasks)?;
    let was_open = case.is_open();
    let mut effect = Effect { before: case.state, happenings: action.happening().into_iter().collect(), holds: None };
    if let Some(next) = next {
        case.state = next;
    }
    match action {
        CaseAction::Acknowledge => case.acknowledged_at = Some(at),
        CaseAction::Assess(assessment) => case.assessment = Some(*assessment),
        CaseAction::Answer { decision, .. } => {
            case.answered_at.get_or_insert(at);
            case.decision = Some(*decision);
            case.waiting_since = None;
        }
        CaseAction::Reply { waits: true, .. } => {
            case.waiting_since.get_or_insert(at);
            effect.happenings = vec![Happening::Replied, Happening::Waiting];
        }
        CaseAction::Wait => case.waiting_since = Some(at),
        CaseAction::GoOn | CaseAction::Hear { .. } => case.waiting_since = None,
        CaseAction::Close { cause } => {
            case.closed_at = Some(at);
            case.waiting_since = None;
            case.cause = cause.clone().or_else(|| case.cause.take());
        }
        CaseAction::Reject { .. } => case.waiting_since = None,
        CaseAction::Reopen { .. } => {
            case.closed_at = None;
            case.reopened += 1;
        }
        CaseAction::Assign { owner, unit, .. } => {
            case.owner = *owner;
            case.facts.unit = unit.clone().or_else(|| case.facts.unit.take());
        }
        CaseAction::Correct(facts) => case.facts = facts.clone(),
        CaseAction::NameCause(cause) => case.cause = cause.clone(),
        CaseAction::HangOn(problem) => case.problem = *problem,
        CaseAction::Reply { waits: false, .. }
        | CaseAction::Note { .. }
        | CaseAction::Investigate
        | CaseAction::Accept => {}
    }
    case.changed_at = at;
    case.revision += 1;
    effect.holds = (was_open != case.is_open()).then(|| case.is_open());
    Ok(effect)
}

/// Whether it may be done, and the state it leads to where it is a step.
fn check(case: &Case, action: &CaseAction, open_tasks: u64) -> Result<Option<CaseState>, ActionProblem> {
    let next = match action.step() {
        Some(step) => {
            let next = after(case.state, step);
            Some(next.ok_or(ActionProblem::NotFrom { state: case.state, step })?)
        }
        None => None,
    };
    let needs_words = matches!(
        action,
        CaseAction::Answer { .. } | CaseAction::Reply { .. } | CaseAction::Hear { .. } | CaseAction::Note { .. }
    );
    let text = action.text();
    if needs_words && text.trim().is_empty() {
        return Err(ActionProblem::NoWords);
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(ActionProblem::TooLong(LONGEST_TEXT));
    }
    match action {
        CaseAction::Close { cause } => {
            if case.answered_at.is_none() {
                return Err(ActionProblem::NoAnswer);
            }
            if cause.is_none() && case.cause.is_none() {
                return Err(ActionProblem::NoCause);
            }
            if open_tasks > 0 {
                return Err(ActionProblem::OpenTasks(open_tasks));
            }
        }
        CaseAction::Correct(facts) => check_facts(facts)?,
        CaseAction::Wait if case.waiting_since.is_some() => return Err(ActionProblem::AlreadySo),
        CaseAction::GoOn if case.waiting_since.is_none() => return Err(ActionProblem::AlreadySo),
        // What is written on a closed case would be read by nobody; a note and the customer's own words are kept.
        CaseAction::Reply { .. } | CaseAction::Wait if !case.is_open() => return Err(ActionProblem::Closed),
        _ => {}
    }
    Ok(next)
}

/// Whether what is written down of a case can be kept.
///
/// # Errors
/// [`ActionProblem::NoWords`] without a title, [`ActionProblem::TooLong`].
pub fn check_facts(facts: &CaseFacts) -> Result<(), ActionProblem> {
    if facts.title.trim().is_empty() {
        return Err(ActionProblem::NoWords);
    }
    if facts.title.chars().count() > LONGEST_TITLE {
        return Err(ActionProblem::TooLong(LONGEST_TITLE));
    }
    if facts.remedy.as_ref().is_some_and(|remedy| remedy.chars().count() > LONGEST_REMEDY) {
        return Err(ActionProblem::TooLong(LONGEST_REMEDY));
    }
    Ok(())
}

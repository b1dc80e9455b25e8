//! The life of a case: one table of what may follow what.
//!
//! After ISO 10002:2018: received, acknowledged, assessed, investigated, answered, accepted or rejected by the customer,
//! closed. A rejected answer leaves the case open (7.8): it is investigated or answered again, with the other ways
//! stated, and never closed over the customer's head. Whoever comes back after the end opens it again.

use serde::{Deserialize, Serialize};

macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $name:ident => $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $type {
            $($(#[$variant_doc])* $name),+
        }

        impl $type {
            /// Every one, in the order of a life.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The name in the store, the API and the locales.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The one of that name.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

names! {
    /// Where a case stands.
    CaseState {
        /// The company has it, and the customer has not been told so.
        Received => "received",
        /// The customer knows that the company has it.
        Acknowledged => "acknowledged",
        /// Somebody has looked at it and graded it.
        Assessed => "assessed",
        /// Somebody is finding out what happened.
        Investigating => "investigating",
        /// The customer has been told what was decided.
        Answered => "answered",
        /// The customer is content with the answer.
        Accepted => "accepted",
        /// The customer is not content with the answer.
        Rejected => "rejected",
        /// Nothing is left to do.
        Closed => "closed",
        /// It was closed or accepted, and is open again.
        Reopened => "reopened",
    }
}

names! {
    /// What moves a case on.
    CaseStep {
        /// The customer is told that it was received.
        Acknowledge => "acknowledge",
        /// It is looked at and graded.
        Assess => "assess",
        /// Somebody starts to find out what happened.
        Investigate => "investigate",
        /// The customer is told what was decided.
        Answer => "answer",
        /// The customer is content.
        Accept => "accept",
        /// The customer is not content.
        Reject => "reject",
        /// It is done with.
        Close => "close",
        /// It is open again.
        Reopen => "reopen",
    }
}

/// Where a step leads from a state; `None` where it may not be taken.
#[must_use]
#[rustfmt::skip]
pub fn after(state: CaseState, step: CaseStep) -> Option<CaseState> {
    use CaseState::*;
    use CaseStep::*;
    match (state, step) {
        (Received, Acknowledge)                                 => Some(Acknowledged),
        // Grading again later does not send a case back.
        (Acknowledged | Assessed | Reopened, Assess)            => Some(Assessed),
        (Investigating, Assess)                                 => Some(Investigating),
        (Assessed | Answered | Rejected | Reopened, Investigate) => Some(Investigating),
        // A further answer replaces the one before.
        (Assessed | Investigating | Answered | Rejected | Reopened, Answer) => Some(Answered),
        (Answered, Accept)                                      => Some(Accepted),
        (Answered | Accepted, Reject)                           => Some(Rejected),
        (Answered | Accepted, Close)                            => Some(Closed),
        (Accepted | Closed, Reopen)                             => Some(Reopened),
        _ => None,
    }
}

/// The steps that may be taken from a state, in the order of a life.
pub fn steps(state: CaseState) -> impl Iterator<Item = CaseStep> {
    CaseStep::ALL.iter().copied().filter(move |step| after(state, *step).is_some())
}

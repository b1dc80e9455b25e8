//! What is learned of cases: problems that many of them hang on, and actions against their causes.

use serde::{Deserialize, Serialize};

use crate::clock::Instant;
use crate::people::UserId;

/// Longest title of a problem or an action, in characters.
pub const LONGEST_TITLE: usize = 200;
/// Longest answer to a "why", in characters.
pub const LONGEST_WHY: usize = 1_000;
/// How often "why" is asked (Ohno, Toyota Production System).
pub const MOST_WHYS: usize = 5;

macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $name:ident => $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $type {
            $($(#[$variant_doc])* $name),+
        }

        impl $type {
            /// Every one.
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
    /// Where a problem stands.
    ProblemState {
        /// It is there.
        Open => "open",
        /// It is solved.
        Solved => "solved",
    }
}

names! {
    /// What an action is for.
    ActionKind {
        /// It repairs what caused cases.
        Corrective => "corrective",
        /// It keeps from happening what has not happened there yet.
        Preventive => "preventive",
    }
}

names! {
    /// Where an action stands.
    ActionState {
        /// Nobody has begun.
        Planned => "planned",
        /// Somebody works on it.
        Doing => "doing",
        /// It is done; from then on its work is measured.
        Done => "done",
        /// It will not be done.
        Dropped => "dropped",
    }
}

impl ActionState {
    /// Whether something is left to do.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Planned | Self::Doing)
    }
}

/// What many cases hang on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Its number; 0 before it has one.
    pub id: i64,
    /// In a few words.
    pub title: String,
    /// The cause of its cases, by name.
    pub cause: Option<String>,
    /// The unit that has it.
    pub unit: Option<String>,
    /// The answers to "why", each to the one before it; at most [`MOST_WHYS`].
    pub whys: Vec<String>,
    /// Where it stands.
    pub state: ProblemState,
    /// Who looks after it.
    pub owner: Option<UserId>,
    /// When it was made.
    pub made_at: Instant,
    /// When it was solved.
    pub solved_at: Option<Instant>,
    /// How often it was changed; who changes it says which revision was read.
    pub revision: i64,
}

/// A corrective or preventive action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Its number; 0 before it has one.
    pub id: i64,
    /// The problem it is against.
    pub problem: Option<i64>,
    /// The cause it is against, by name: cases of it and of those below it measure its work.
    pub cause: Option<String>,
    /// What it is for.
    pub kind: ActionKind,
    /// What is done.
    pub title: String,
    /// The unit that does it; only its cases measure it, where one is named.
    pub unit: Option<String>,
    /// Who does it.
    pub owner: Option<UserId>,
    /// Where it stands.
    pub state: ActionState,
    /// When it is due.
    pub due_at: Option<Instant>,
    /// When it was done.
    pub done_at: Option<Instant>,
    /// When it was made.
    pub made_at: Instant,
    /// How often it was changed; who changes it says which revision was read.
    pub revision: i64,
}

impl Action {
    /// Whether it should have been done by now.
    #[must_use]
    pub fn is_late(&self, now: Instant) -> bool {
        self.state.is_open() && self.due_at.is_some_and(|due| due <= now)
    }

    /// Moves it to another state; done is done at a moment, and what is taken up again was not.
    pub fn become_state(&mut self, state: ActionState, at: Instant) {
        if state == ActionState::Done {
            self.done_at.get_or_insert(at);
        } else {
            self.done_at = None;
        }
        self.state = state;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_done_once_and_late_only_while_it_is_open() {
        let at = Instant::from_micros;
        let mut action = Action {
            id: 1,
            problem: None,
            cause: None,
            kind: ActionKind::Corrective,
            title: "x".to_owned(),
            unit: None,
            owner: None,
            state: ActionState::Planned,
            due_at: Some(at(10)),
            done_at: None,
            made_at: at(1),
            revision: 1,
        };
        assert!(!action.is_late(at(9)) && action.is_late(at(10)));
        action.become_state(ActionState::Done, at(20));
        action.become_state(ActionState::Done, at(30));
        assert_eq!((action.done_at, action.is_late(at(40))), (Some(at(20)), false));
        action.become_state(ActionState::Doing, at(50));
        assert_eq!(action.done_at, None);
        for state in ActionState::ALL {
            assert_eq!(ActionState::parse(state.as_str()), Some(*state));
        }
    }
}

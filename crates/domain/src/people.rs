//! People of the company: their numbers, their parts in units, whether they take work now.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The number of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub i64);

impl fmt::Display for UserId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// What somebody is in a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Answers for it.
    Manager,
    /// Works in it.
    Member,
}

impl Part {
    /// Every part.
    pub const ALL: &'static [Self] = &[Self::Manager, Self::Member];

    /// The name in the database, the API and the locales (`part-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::Member => "member",
        }
    }

    /// The part of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|part| part.as_str() == name)
    }
}

/// Whether somebody takes work now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Takes new work.
    Available,
    /// Is here and takes no new work.
    Away,
    /// Is not at work.
    #[default]
    Off,
}

impl Presence {
    /// Every one.
    pub const ALL: &'static [Self] = &[Self::Available, Self::Away, Self::Off];

    /// The name in the database, the API and the locales (`presence-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Away => "away",
            Self::Off => "off",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|presence| presence.as_str() == name)
    }
}

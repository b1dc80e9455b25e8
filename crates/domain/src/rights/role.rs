//! The roles people have.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What somebody is in the program; each person has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the program: people, rights, sources, the audit log.
    Administrator,
    /// Runs the programme of the whole company.
    ExperienceManager,
    /// Answers for units and the people in them.
    UnitManager,
    /// Serves customers in units.
    Agent,
    /// Reads everything without names, builds surveys, edits themes.
    Analyst,
    /// Reads figures.
    Viewer,
}

impl Role {
    /// Every role, the one with the most rights first.
    pub const ALL: &'static [Self] =
        &[Self::Administrator, Self::ExperienceManager, Self::UnitManager, Self::Agent, Self::Analyst, Self::Viewer];
    /// The role with the fewest rights, which a name that is not known falls to.
    pub const LEAST: Self = Self::Viewer;

    /// The name in the database, the API, commands and the locales (`role-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::ExperienceManager => "experience_manager",
            Self::UnitManager => "unit_manager",
            Self::Agent => "agent",
            Self::Analyst => "analyst",
            Self::Viewer => "viewer",
        }
    }

    /// The role of that name; `experience-manager` is read like `experience_manager`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim().replace('-', "_");
        Self::ALL.iter().copied().find(|role| role.as_str() == name)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

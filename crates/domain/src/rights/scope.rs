//! A reach, for one person.

use std::collections::BTreeSet;

use super::Reach;
use crate::people::UserId;

/// What somebody reaches of the things a right is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    Everything,
    /// Those of the units of these names; with no names, none.
    Units(BTreeSet<String>),
    /// Those that are their own.
    Own {
        /// Their number.
        user: UserId,
        /// Their name as an employee in interactions, where they have one.
        employee: Option<String>,
    },
    /// None.
    Nothing,
}

impl Scope {
    /// How far it goes.
    #[must_use]
    pub fn reach(&self) -> Reach {
        match self {
            Self::Everything => Reach::Everything,
            Self::Units(_) => Reach::Units,
            Self::Own { .. } => Reach::Own,
            Self::Nothing => Reach::Nothing,
        }
    }

    /// The names of the units it is narrowed to, for lists of what belongs to units; `None` where it is not
    /// narrowed. What is somebody's own is not found by its unit.
    #[must_use]
    pub fn units(&self) -> Option<BTreeSet<String>> {
        match self {
            Self::Everything => None,
            Self::Units(units) => Some(units.clone()),
            Self::Own { .. } | Self::Nothing => Some(BTreeSet::new()),
        }
    }

    /// Whether it holds what belongs to a unit, or to none. What is somebody's own is not found by its unit.
    #[must_use]
    pub fn holds_unit(&self, unit: Option<&str>) -> bool {
        match self {
            Self::Everything => true,
            Self::Units(units) => unit.is_some_and(|unit| units.contains(unit)),
            Self::Own { .. } | Self::Nothing => false,
        }
    }

    /// Whether it holds what belongs to a unit and is owned by somebody.
    #[must_use]
    pub fn holds(&self, unit: Option<&str>, owner: Option<UserId>) -> bool {
        match self {
            Self::Own { user, .. } => owner == Some(*user),
            _ => self.holds_unit(unit),
        }
    }
}

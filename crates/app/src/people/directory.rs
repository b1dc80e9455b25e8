//! Who works here, in which units, and who takes work now.

use std::collections::{BTreeMap, BTreeSet};

use hamdel_domain::Instant;
use hamdel_domain::people::{Part, Presence};
use hamdel_domain::rights::{Role, Scope};
use hamdel_domain::units::UnitTree;
use hamdel_store::people::PresenceSince;
use hamdel_store::users::User;
use hamdel_text::Language;

use crate::App;
use crate::accounts::UserId;
use crate::error::AppError;

/// Somebody of the company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their number.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// The language they read.
    pub language: Language,
    /// Their name as an employee in interactions, where they have one.
    pub employee: Option<String>,
    /// When they were added.
    pub created_at: Instant,
    /// Since when they may not sign in.
    pub barred_at: Option<Instant>,
    /// Whether they chose a password.
    pub has_password: bool,
    /// Their parts in units, by unit.
    pub parts: BTreeMap<String, Part>,
    /// What they are good at, by name.
    pub skills: Vec<String>,
    /// Whether they take work now.
    pub presence: PresenceSince,
}

impl Person {
    fn of(user: User) -> Self {
        Self {
            id: user.id,
            name: user.name,
            email: user.email,
            role: user.role,
            language: user.language.parse().unwrap_or(Language::Persian),
            employee: user.employee,
            created_at: user.created_at,
            barred_at: user.disabled_at,
            has_password: user.password_hash.is_some(),
            parts: BTreeMap::new(),
            skills: Vec::new(),
            presence: PresenceSince::default(),
        }
    }

    /// Whether they may sign in.
    #[must_use]
    pub fn works_here(&self) -> bool {
        self.barred_at.is_none()
    }

    /// Whether they take new work now.
    #[must_use]
    pub fn is_available(&self) -> bool {
        self.works_here() && self.presence.presence == Presence::Available
    }
}

/// The people and units of the company, as they are at one moment.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    people: BTreeMap<UserId, Person>,
    tree: UnitTree,
}

impl Directory {
    /// As they are now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(app: &App) -> Result<Self, AppError> {
        let store = &app.store;
        let mut people: BTreeMap<UserId, Person> =
            store.users().await?.into_iter().map(|user| (user.id, Person::of(user))).collect();
        for held in store.unit_parts().await? {
            if let Some(person) = people.get_mut(&held.user) {
                person.parts.insert(held.unit, held.part);
            }
        }
        for (user, skills) in store.skills().await? {
            if let Some(person) = people.get_mut(&user) {
                person.skills = skills;
            }
        }
        for (user, presence) in store.presences().await? {
            if let Some(person) = people.get_mut(&user) {
                person.presence = presence;
            }
        }
        Ok(Self { people, tree: UnitTree::new(store.units().await?) })
    }

    /// Everybody, in the order of adding; those who may no longer sign in too.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }

    /// Somebody, barred or not.
    #[must_use]
    pub fn person(&self, id: UserId) -> Option<&Person> {
        self.people.get(&id)
    }

    /// The units.
    #[must_use]
    pub fn tree(&self) -> &UnitTree {
        &self.tree
    }

    /// Everybody whom a scope holds: all, those with a part in its units, or oneself.
    pub fn within<'d>(&'d self, scope: &'d Scope) -> impl Iterator<Item = &'d Person> {
        self.people().filter(move |person| match scope {
            Scope::Everything => true,
            Scope::Units(units) => person.parts.keys().any(|unit| units.contains(unit)),
            Scope::Own { user, .. } => person.id == *user,
            Scope::Nothing => false,
        })
    }

    /// The units somebody is in, and all below them.
    #[must_use]
    pub fn units_of(&self, user: UserId) -> BTreeSet<String> {
        let own = self.people.get(&user).into_iter().flat_map(|person| person.parts.keys());
        self.tree.with_all_below(own.map(String::as_str))
    }

    /// Who answers for a unit itself and may sign in, by their numbers.
    #[must_use]
    pub fn managers_of(&self, unit: &str) -> Vec<UserId> {
        self.in_unit(unit).filter(|(_, part)| *part == Part::Manager).map(|(person, _)| person.id).collect()
    }

    /// Who answers for a unit, or for the nearest one above it that somebody answers for.
    #[must_use]
    pub fn nearest_managers(&self, unit: &str) -> Vec<UserId> {
        let up_the_line = || self.managers_above(unit).into_iter().next().unwrap_or_default();
        Some(self.managers_of(unit)).filter(|managers| !managers.is_empty()).unwrap_or_else(up_the_line)
    }

    /// Who answers for the units above one, up the line: a list for each that somebody answers for, the nearest
    /// first.
    #[must_use]
    pub fn managers_above(&self, unit: &str) -> Vec<Vec<UserId>> {
        let above = self.tree.upwards(unit).into_iter().skip(1);
        above.map(|held| self.managers_of(&held.name)).filter(|managers| !managers.is_empty()).collect()
    }

    /// Who takes work of a unit now, and has a skill where one is asked for, by their numbers.
    #[must_use]
    pub fn available_people(&self, unit: &str, skill: Option<&str>) -> Vec<UserId> {
        let skilled = |person: &Person| skill.is_none_or(|skill| person.skills.iter().any(|held| held == skill));
        let taking = self.in_unit(unit).filter(|(person, _)| person.is_available() && skilled(person));
        taking.map(|(person, _)| person.id).collect()
    }

    /// Everybody of a role who may sign in, by their numbers.
    #[must_use]
    pub fn of_role(&self, role: Role) -> Vec<UserId> {
        self.people().filter(|person| person.role == role && person.works_here()).map(|person| person.id).collect()
    }

    /// Who is in a unit itself and may sign in, with their part.
    pub fn in_unit(&self, unit: &str) -> impl Iterator<Item = (&Person, Part)> {
        let part = move |person: &Person| person.parts.get(unit).copied();
        self.people().filter(|person| person.works_here()).filter_map(move |person| Some((person, part(person)?)))
    }
}

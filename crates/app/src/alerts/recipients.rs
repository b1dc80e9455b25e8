//! Whom an alert reaches.

use std::collections::{BTreeMap, BTreeSet};

use hamdel_domain::alerts::AlertTo;
use hamdel_domain::people::Part;
use hamdel_domain::rights::Role;
use hamdel_domain::units::UnitTree;
use hamdel_store::StoreError;
use hamdel_store::alerts::{NewAlert, raise};
use hamdel_store::users::User;
use hamdel_text::Language;

use super::body::AlertBody;
use crate::App;
use crate::error::AppError;

/// Everybody who works here, and who manages what.
pub(super) struct People {
    users: Vec<User>,
    tree: UnitTree,
    managers: BTreeMap<String, BTreeSet<i64>>,
}

impl People {
    /// As they are now.
    pub(super) async fn of(app: &App) -> Result<Self, AppError> {
        let users: Vec<User> = app.store.users().await?.into_iter().filter(|user| user.disabled_at.is_none()).collect();
        let here: BTreeSet<i64> = users.iter().map(|user| user.id.0).collect();
        let mut managers: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
        for held in app.store.unit_parts().await? {
            if held.part == Part::Manager && here.contains(&held.user.0) {
                managers.entry(held.unit).or_default().insert(held.user.0);
            }
        }
        Ok(Self { users, tree: UnitTree::new(app.store.units().await?), managers })
    }

    /// Those whom a rule names, for what happened in a unit. Where it names nobody who works here, those who manage
    /// the customers' experience, and where there are none of them the administrators: nothing goes unheard.
    pub(super) fn told(&self, to: &[AlertTo], unit: Option<&str>) -> BTreeSet<i64> {
        if to.is_empty() {
            return BTreeSet::new();
        }
        let mut told = BTreeSet::new();
        for one in to {
            match one {
                AlertTo::UnitManager => told.extend(unit.map(|unit| self.managers_of(unit)).unwrap_or_default()),
                AlertTo::ExperienceManager => told.extend(self.of_role(Role::ExperienceManager)),
                AlertTo::Person { user } => told.extend(self.user(*user).map(|user| user.id.0)),
            }
        }
        if told.is_empty() {
            told.extend(self.of_role(Role::ExperienceManager));
        }
        if told.is_empty() {
            told.extend(self.of_role(Role::Administrator));
        }
        told
    }

    /// Somebody who works here.
    pub(super) fn user(&self, id: i64) -> Option<&User> {
        self.users.iter().find(|user| user.id.0 == id)
    }

    /// The language somebody reads.
    pub(super) fn language(user: &User) -> Language {
        user.language.parse().unwrap_or(Language::Persian)
    }

    fn of_role(&self, role: Role) -> impl Iterator<Item = i64> {
        self.users.iter().filter(move |user| user.role == role).map(|user| user.id.0)
    }

    /// The managers of a unit, or of the nearest unit above it that has one.
    fn managers_of(&self, unit: &str) -> BTreeSet<i64> {
        let own = self.managers.get(unit).filter(|managers| !managers.is_empty());
        let above = || self.tree.upwards(unit).into_iter().find_map(|held| self.managers.get(&held.name));
        own.or_else(above).cloned().unwrap_or_default()
    }
}

/// Raises an alert about the program itself, on the pages of its administrators.
pub(crate) async fn raise_to_administrators(app: &App, key: &str, body: &AlertBody) -> Result<bool, AppError> {
    let people = People::of(app).await?;
    let told: Vec<i64> = people.of_role(Role::Administrator).collect();
    let body = serde_json::to_string(body).map_err(|_| StoreError::corrupt("an alert to be written"))?;
    let new = NewAlert { key: key.to_owned(), interaction: None, customer: None, unit: None, body };
    let mut tx = app.store.state().begin().await?;
    let raised = raise(&mut tx, &new, &told, app.clock.now()).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(raised.is_some())
}

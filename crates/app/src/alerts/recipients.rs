//! Whom an alert reaches.

use std::collections::BTreeSet;

use hamdel_domain::alerts::AlertTo;
use hamdel_domain::rights::Role;
use hamdel_store::StoreError;
use hamdel_store::alerts::{NewAlert, raise};

use super::body::AlertBody;
use crate::App;
use crate::accounts::UserId;
use crate::error::AppError;
use crate::people::{Directory, Person};

/// Everybody who works here, and who manages what.
pub(crate) struct People {
    directory: Directory,
}

impl People {
    /// As they are now.
    pub(crate) async fn of(app: &App) -> Result<Self, AppError> {
        Ok(Self { directory: Directory::of(app).await? })
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
                AlertTo::UnitManager => told.extend(unit.into_iter().flat_map(|unit| self.managers_of(unit))),
                AlertTo::ExperienceManager => told.extend(self.of_role(Role::ExperienceManager)),
                AlertTo::Person { user } => told.extend(self.user(*user).map(|person| person.id.0)),
            }
        }
        if told.is_empty() { self.in_the_last_place() } else { told }
    }

    /// Those who hear of what nobody else does: who manages the customers' experience, and where there are none of
    /// them the administrators.
    pub(crate) fn in_the_last_place(&self) -> BTreeSet<i64> {
        let told: BTreeSet<i64> = self.of_role(Role::ExperienceManager).collect();
        if told.is_empty() { self.of_role(Role::Administrator).collect() } else { told }
    }

    /// Somebody who works here.
    pub(crate) fn user(&self, id: i64) -> Option<&Person> {
        self.directory.person(UserId(id)).filter(|person| person.works_here())
    }

    pub(crate) fn of_role(&self, role: Role) -> impl Iterator<Item = i64> {
        self.directory.of_role(role).into_iter().map(|id| id.0)
    }

    /// The managers of a unit, or of the nearest unit above it that has one.
    pub(crate) fn managers_of(&self, unit: &str) -> impl Iterator<Item = i64> {
        self.directory.nearest_managers(unit).into_iter().map(|id| id.0)
    }

    /// The managers one step further up the line than [`Self::managers_of`].
    pub(crate) fn managers_above(&self, unit: &str) -> impl Iterator<Item = i64> {
        let step = usize::from(self.directory.managers_of(unit).is_empty());
        self.directory.managers_above(unit).into_iter().nth(step).unwrap_or_default().into_iter().map(|id| id.0)
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

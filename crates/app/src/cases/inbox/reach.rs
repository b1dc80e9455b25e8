//! What somebody reaches of the inbox.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use hamdel_domain::cases::CaseId;
use hamdel_domain::people::UserId;
use hamdel_domain::rights::{Right, Scope};

use crate::App;
use crate::accounts::SignedIn;
use crate::error::AppError;

/// What somebody reaches: what their right reaches, what they have, and what they were asked to help with.
#[derive(Clone, Debug)]
pub struct Reached {
    /// What the right reaches.
    pub scope: Scope,
    /// Who.
    pub me: UserId,
    /// The units they are in, and all below.
    pub units: Arc<BTreeSet<String>>,
    /// Open cases beside whose owner they stand.
    pub beside: HashSet<CaseId>,
}

impl Reached {
    /// What somebody reaches with a right.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn of(app: &App, who: &SignedIn, right: Right) -> Result<Self, AppError> {
        let scope = who.scope(right);
        let beside = match scope {
            Scope::Everything | Scope::Nothing => HashSet::new(),
            _ => app.store.open_cases_beside(who.id).await?.into_iter().collect(),
        };
        Ok(Self { scope, me: who.id, units: who.units.clone(), beside })
    }

    /// Whether a case is among it.
    #[must_use]
    pub fn holds(&self, id: CaseId, unit: Option<&str>, owner: Option<UserId>) -> bool {
        if self.scope == Scope::Nothing {
            return false;
        }
        owner == Some(self.me) || self.scope.holds(unit, owner) || self.beside.contains(&id)
    }
}

//! What who reads may see of customers: which of them, and whether who they are.

use std::collections::BTreeSet;

use hamdel_domain::masking::{MASK, is_personal, masked};
use hamdel_domain::rights::Right;
use hamdel_domain::{CustomerId, Interaction, ProfileState, RecordedInteraction};
use serde_json::Value;

use super::profile::{ClaimReason, Profile};
use crate::App;
use crate::accounts::SignedIn;
use crate::error::AppError;

/// What who reads may see of customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Only customers that met one of these units; `None` for all.
    pub units: Option<BTreeSet<String>>,
    /// Names, addresses, numbers and traits, too.
    pub personal: bool,
}

impl Default for Sight {
    /// All that there is.
    fn default() -> Self {
        Self { units: None, personal: true }
    }
}

impl Sight {
    /// That of somebody.
    #[must_use]
    pub fn of(who: &SignedIn) -> Self {
        // Who reads personal data of some customers reads those alone: a test walks the table of rights for it.
        Self { units: who.scope(Right::ReadCustomers).units(), personal: who.may(Right::ReadPersonalData) }
    }

    /// Whether it holds a customer of today.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn holds(&self, app: &App, customer: CustomerId) -> Result<bool, AppError> {
        let Some(units) = &self.units else { return Ok(true) };
        Ok(app.store.customers_that_met(&[customer], units).await?.contains(&customer))
    }

    pub(super) fn name(&self, name: Option<String>) -> Option<String> {
        name.filter(|_| self.personal)
    }

    pub(super) fn profile(&self, mut profile: Profile) -> Profile {
        if self.personal {
            return profile;
        }
        profile.name = None;
        let hide = |reason: &mut ClaimReason| {
            reason.stronger = masked(&reason.stronger);
            reason.weaker = masked(&reason.weaker);
        };
        for held in &mut profile.identifiers {
            held.identifier = masked(&held.identifier);
            held.reasons.iter_mut().for_each(hide);
        }
        profile.refused.iter_mut().for_each(hide);
        hide_traits(&mut profile.state);
        profile
    }

    /// Interactions without what tells who the customer is.
    pub fn interactions(&self, interactions: &mut [RecordedInteraction]) {
        if !self.personal {
            interactions.iter_mut().for_each(|held| hide_properties(&mut held.interaction));
        }
    }
}

fn hide_traits(state: &mut ProfileState) {
    for (name, known) in &mut state.traits {
        let value = serde_json::from_str(&known.value).unwrap_or_else(|_| Value::String(known.value.clone()));
        known.value = hidden(name, value).to_string();
    }
}

fn hide_properties(interaction: &mut Interaction) {
    interaction.session = None;
    if interaction.latitude.is_some() {
        (interaction.latitude, interaction.longitude) = (None, None);
    }
    if let Ok(Value::Object(properties)) = serde_json::from_str(&interaction.properties) {
        let held = properties.into_iter().map(|(name, value)| (name.clone(), hidden(&name, value)));
        interaction.properties = Value::Object(held.collect()).to_string();
    }
}

/// A value, or what stands for it where it is personal.
fn hidden(name: &str, value: Value) -> Value {
    match value {
        Value::Object(held) => Value::Object(
            held.into_iter().map(|(part, value)| (part.clone(), hidden(&format!("{name} {part}"), value))).collect(),
        ),
        Value::Array(held) => Value::Array(held.into_iter().map(|value| hidden(name, value)).collect()),
        Value::String(text) if is_personal(name, &text) => MASK.into(),
        Value::Number(number) if is_personal(name, &number.to_string()) => MASK.into(),
        other => other,
    }
}

//! Touchpoints: named places of contact, and the rules that place an interaction at one.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::channel::Channel;
use crate::interaction::Interaction;

/// The stages a new company starts with, in order.
pub const STAGES: &[&str] =
    &["awareness", "consideration", "evaluation", "purchase", "use", "support", "renewal", "advocacy", "lost"];

/// A named place of contact, in a stage, owned by a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touchpoint {
    /// Its name in interactions and queries.
    pub name: String,
    /// Its title for Persian readers.
    pub title_fa: String,
    /// Its title for English readers.
    pub title_en: String,
    /// The channel of an interaction here that does not say its own.
    pub channel: Option<Channel>,
    /// The stage in which contact here places a customer.
    pub stage: Option<String>,
    /// The unit that owns it.
    pub unit: Option<String>,
    /// Kinds of interaction that happen here when they do not name a touchpoint.
    pub kinds: Vec<String>,
}

/// The company's touchpoints, ready to place interactions.
#[derive(Clone, Debug, Default)]
pub struct TouchpointRules {
    by_name: HashMap<String, Touchpoint>,
    by_kind: HashMap<String, String>,
}

impl TouchpointRules {
    /// Rules of these touchpoints; where two claim a kind, the first has it.
    #[must_use]
    pub fn new(touchpoints: Vec<Touchpoint>) -> Self {
        let mut rules = Self::default();
        for touchpoint in touchpoints {
            for kind in &touchpoint.kinds {
                rules.by_kind.entry(kind.clone()).or_insert_with(|| touchpoint.name.clone());
            }
            rules.by_name.insert(touchpoint.name.clone(), touchpoint);
        }
        rules
    }

    /// Fills in the touchpoint, channel, stage and unit that the interaction leaves open.
    pub fn place(&self, interaction: &mut Interaction) {
        if interaction.touchpoint.is_none() {
            interaction.touchpoint = self.by_kind.get(&interaction.kind).cloned();
        }
        let Some(touchpoint) = interaction.touchpoint.as_ref().and_then(|name| self.by_name.get(name)) else { return };
        interaction.channel = interaction.channel.or(touchpoint.channel);
        if interaction.stage.is_none() {
            interaction.stage.clone_from(&touchpoint.stage);
        }
        if interaction.unit.is_none() {
            interaction.unit.clone_from(&touchpoint.unit);
        }
    }
}

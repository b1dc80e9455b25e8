//! What is known of a customer now, so built that the order of arrival does not matter.
//!
//! A state is a set of maxima, minima and sums: joining two states is commutative and associative,
//! and taking in an interaction is joining the state it has alone. Deduplication before it makes
//! each interaction count once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::clock::Instant;
use crate::interaction::{Interaction, InteractionId};

/// A trait with the interaction that said it last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownTrait {
    /// Its value, as JSON text.
    pub value: String,
    /// When the interaction that says so happened.
    pub at: Instant,
    /// That interaction; settles two of the same moment.
    pub by: InteractionId,
}

/// How often, and for how much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Interactions counted.
    pub count: u64,
    /// Sum of their values, all currencies together.
    pub value: Amount,
}

/// A lifecycle stage with the interaction that placed the customer there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// The stage.
    pub stage: String,
    /// When that interaction happened.
    pub at: Instant,
    /// That interaction.
    pub by: InteractionId,
}

/// The profile that follows from a set of interactions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileState {
    /// Traits by name; the last by the time of the event wins.
    pub traits: BTreeMap<String, KnownTrait>,
    /// The first interaction's moment.
    pub first_seen: Option<Instant>,
    /// The last interaction's moment.
    pub last_seen: Option<Instant>,
    /// Interactions in all.
    pub interactions: u64,
    /// By kind.
    pub kinds: BTreeMap<String, Tally>,
    /// By channel, for those that have one.
    pub channels: BTreeMap<String, Tally>,
    /// Value by currency; the empty name where none was given.
    pub value: BTreeMap<String, Amount>,
    /// Where the customer stands.
    pub stage: Option<Placed>,
}

impl ProfileState {
    /// Takes one interaction in.
    pub fn observe(&mut self, interaction: &Interaction) {
        let (at, by) = (interaction.occurred_at, interaction.id);
        self.interactions += 1;
        self.first_seen = Some(self.first_seen.map_or(at, |seen| seen.min(at)));
        self.last_seen = Some(self.last_seen.map_or(at, |seen| seen.max(at)));
        let tally = Tally { count: 1, value: interaction.value.unwrap_or_default() };
        add_tally(&mut self.kinds, &interaction.kind, tally);
        if let Some(channel) = interaction.channel {
            add_tally(&mut self.channels, channel.as_str(), tally);
        }
        if let Some(value) = interaction.value {
            add_amount(&mut self.value, interaction.currency.as_deref().unwrap_or_default(), value);
        }
        for stated in &interaction.traits {
            self.learn(&stated.name, || KnownTrait { value: stated.value.clone(), at, by });
        }
        if let Some(stage) = &interaction.stage {
            self.place(Placed { stage: stage.clone(), at, by });
        }
    }

    /// Joins what another set of interactions says.
    pub fn join(&mut self, other: &Self) {
        self.interactions += other.interactions;
        self.first_seen = [self.first_seen, other.first_seen].into_iter().flatten().min();
        self.last_seen = self.last_seen.max(other.last_seen);
        for (kind, tally) in &other.kinds {
            add_tally(&mut self.kinds, kind, *tally);
        }
        for (channel, tally) in &other.channels {
            add_tally(&mut self.channels, channel, *tally);
        }
        for (currency, amount) in &other.value {
            add_amount(&mut self.value, currency, *amount);
        }
        for (name, known) in &other.traits {
            self.learn(name, || known.clone());
        }
        if let Some(placed) = &other.stage {
            self.place(placed.clone());
        }
    }

    /// The text of a trait: the string itself for a JSON string, the JSON text for anything else.
    #[must_use]
    pub fn trait_text(&self, name: &str) -> Option<String> {
        let value = &self.traits.get(name)?.value;
        match serde_json::from_str(value) {
            Ok(serde_json::Value::String(text)) => Some(text),
            Ok(serde_json::Value::Null) => None,
            _ => Some(value.clone()),
        }
    }

    /// The name to show: `name`, or first and last name together.
    #[must_use]
    pub fn display_name(&self) -> Option<String> {
        let either = |one: &str, other: &str| self.trait_text(one).or_else(|| self.trait_text(other));
        let whole = self.trait_text("name").filter(|name| !name.trim().is_empty());
        whole.or_else(|| {
            let parts: Vec<String> =
                [either("first_name", "firstName"), either("last_name", "lastName")].into_iter().flatten().collect();
            (!parts.is_empty()).then(|| parts.join(" "))
        })
    }

    /// The sum of the values, all currencies together.
    #[must_use]
    pub fn total_value(&self) -> Amount {
        self.value.values().fold(Amount::ZERO, |sum, amount| sum.saturating_add(*amount))
    }

    fn learn(&mut self, name: &str, known: impl FnOnce() -> KnownTrait) {
        let known = known();
        match self.traits.get_mut(name) {
            Some(held) if (held.at, held.by) >= (known.at, known.by) => {}
            Some(held) => *held = known,
            None => {
                self.traits.insert(name.to_owned(), known);
            }
        }
    }

    fn place(&mut self, placed: Placed) {
        if self.stage.as_ref().is_none_or(|held| (held.at, held.by) < (placed.at, placed.by)) {
            self.stage = Some(placed);
        }
    }
}

fn add_tally(tallies: &mut BTreeMap<String, Tally>, name: &str, more: Tally) {
    let add = |tally: &mut Tally| {
        tally.count += more.count;
        tally.value = tally.value.saturating_add(more.value);
    };
    match tallies.get_mut(name) {
        Some(tally) => add(tally),
        None => add(tallies.entry(name.to_owned()).or_default()),
    }
}

fn add_amount(amounts: &mut BTreeMap<String, Amount>, currency: &str, more: Amount) {
    match amounts.get_mut(currency) {
        Some(amount) => *amount = amount.saturating_add(more),
        None => {
            amounts.insert(currency.to_owned(), more);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interaction::StatedTrait;
    use proptest::prelude::*;

    fn any_interaction() -> impl Strategy<Value = Interaction> {
        (any::<u64>(), 0..5_i64, 0..3_u8, -9_i64..9, "[ab]", "[xyz]{1,2}").prop_map(
            |(id, at, kind, value, name, text)| Interaction {
                id: InteractionId(u128::from(id)),
                kind: format!("kind{kind}"),
                occurred_at: Instant::from_micros(at),
                value: Amount::from_ten_thousandths(value),
                stage: (kind > 0).then(|| text.clone()),
                traits: vec![StatedTrait { name, value: format!("\"{text}\"") }],
                ..Interaction::default()
            },
        )
    }

    fn state_of(interactions: &[Interaction]) -> ProfileState {
        let mut state = ProfileState::default();
        for interaction in interactions {
            state.observe(interaction);
        }
        state
    }

    proptest! {
        #[test]
        fn late_and_out_of_order_give_the_same_profile(
            (ordered, shuffled) in prop::collection::vec(any_interaction(), 0..20).prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
            split in 0..20_usize,
        ) {
            let whole = state_of(&ordered);
            prop_assert_eq!(&state_of(&shuffled), &whole);
            let (first, second) = shuffled.split_at(split.min(shuffled.len()));
            let mut joined = state_of(second);
            joined.join(&state_of(first));
            prop_assert_eq!(&joined, &whole);
        }

        #[test]
        fn reads_back_what_it_writes(all in prop::collection::vec(any_interaction(), 0..20)) {
            let state = state_of(&all);
            let text = serde_json::to_string(&state).unwrap();
            prop_assert_eq!(serde_json::from_str::<ProfileState>(&text).unwrap(), state);
        }
    }
}

//! An interaction: the only event type of the system.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::channel::Channel;
use crate::clock::Instant;
use crate::customer::{CustomerId, Position};
use crate::identifier::Identifier;

/// Names an interaction for good: 128 bits that follow from its source and message id, so that the
/// same message has the same name however often it is projected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InteractionId(pub u128);

impl InteractionId {
    /// The upper and lower half, as databases without 128-bit integers keep it.
    #[must_use]
    pub fn halves(self) -> (i64, i64) {
        ((self.0 >> 64) as i64, self.0 as i64)
    }

    /// From the halves that [`InteractionId::halves`] gives.
    #[must_use]
    pub fn from_halves(high: i64, low: i64) -> Self {
        Self((u128::from(high as u64) << 64) | u128::from(low as u64))
    }
}

impl fmt::Display for InteractionId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:032x}", self.0)
    }
}

/// A trait that an interaction states of its customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatedTrait {
    /// Its name, at most 100 bytes.
    pub name: String,
    /// Its value, as JSON text.
    pub value: String,
}

/// An interaction that intake has checked; whose it is, the projector finds out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Interaction {
    /// Its name.
    pub id: InteractionId,
    /// The source's own name of it, under 100 characters.
    pub message_id: String,
    /// The name of the source.
    pub source: String,
    /// What happened: `page`, `identify`, `order_completed`, the activity of a process log …
    pub kind: String,
    /// When it happened, by the client's clock corrected for its skew.
    pub occurred_at: Instant,
    /// When the server received it.
    pub received_at: Instant,
    /// Who it points at, strongest first, without repeats.
    pub identifiers: Vec<Identifier>,
    /// What it states of the customer.
    pub traits: Vec<StatedTrait>,
    /// Where.
    pub touchpoint: Option<String>,
    /// On which channel.
    pub channel: Option<Channel>,
    /// In which stage of the lifecycle it places the customer.
    pub stage: Option<String>,
    /// The unit that served.
    pub unit: Option<String>,
    /// The employee who served.
    pub employee: Option<String>,
    /// Its value; negative for a return.
    pub value: Option<Amount>,
    /// The currency of the value.
    pub currency: Option<String>,
    /// What the score measures: `nps`, `csat`, `ces` …
    pub metric: Option<String>,
    /// A score the customer gave; finite.
    pub score: Option<f64>,
    /// Words of the customer.
    pub text: Option<String>,
    /// Degrees north, -90 to 90.
    pub latitude: Option<f64>,
    /// Degrees east, -180 to 180.
    pub longitude: Option<f64>,
    /// The visit or call it belongs to.
    pub session: Option<String>,
    /// Everything else, as the text of a JSON object; empty for none.
    pub properties: String,
}

/// An interaction with the customer it was written for and its place in the journal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordedInteraction {
    /// The customer it was written for; `None` when it names nobody.
    pub customer: Option<CustomerId>,
    /// The journal batch that carried it.
    pub position: Position,
    /// What happened.
    pub interaction: Interaction,
}

//! What the projector remembers between transactions, so that the same customers are not read again and again.
//!
//! True only while the lease is held and every transaction commits; thrown away otherwise.

use std::collections::HashMap;

use hamdel_domain::{CustomerId, Identifier, Instant, InteractionId, ProfileState, Standing};
use hamdel_store::projection::IdentifierRow;

/// Most clusters remembered, of a few KiB each.
const MOST_CLUSTERS: usize = 50_000;
/// Most identifiers and claims remembered, of about 200 bytes each.
const MOST_IDENTIFIERS: usize = 300_000;

/// A customer of today: everyone written for that is this customer, with their own states.
#[derive(Clone, Debug, Default)]
pub(super) struct Cluster {
    pub(super) states: HashMap<CustomerId, ProfileState>,
    pub(super) standing: Option<Standing>,
    /// The name its search words were made of.
    pub(super) indexed_name: Option<String>,
}

#[derive(Default)]
pub(super) struct Cache {
    pub(super) identifiers: HashMap<Identifier, IdentifierRow>,
    /// The earliest claim known for a pair of identifier numbers.
    pub(super) claims: HashMap<(i64, i64), (Instant, InteractionId)>,
    pub(super) clusters: HashMap<CustomerId, Cluster>,
    /// Today's customer of each customer in `clusters`.
    pub(super) today: HashMap<CustomerId, CustomerId>,
}

impl Cache {
    /// Forgets when it holds too much. All at once: what is hot comes back with the next transaction.
    pub(super) fn trim(&mut self) {
        if self.clusters.len() > MOST_CLUSTERS {
            self.clusters = HashMap::new();
            self.today = HashMap::new();
        }
        if self.identifiers.len() > MOST_IDENTIFIERS {
            self.identifiers = HashMap::new();
        }
        if self.claims.len() > MOST_IDENTIFIERS {
            self.claims = HashMap::new();
        }
    }
}

//! What the projector remembers between transactions, so that the same customers are not read again and again.
//!
//! True only while the lease is held and every transaction commits; thrown away otherwise.

use std::hash::{BuildHasherDefault, Hasher};

use foldhash::HashMap;

use hamdel_domain::{CustomerId, Identifier, Instant, InteractionId, ProfileState, Standing};
use hamdel_store::projection::{IdentifierRow, Listed};
use hamdel_store::seen::SeenRuns;
use hamdel_store::{StoreError, decode_state, encode_state};

/// Most clusters remembered, of about half a KiB each.
const MOST_CLUSTERS: usize = 200_000;
/// Most identifiers and claims remembered, of about 200 bytes each.
const MOST_IDENTIFIERS: usize = 300_000;
/// Most customers whose units are remembered, of about 100 bytes each.
const MOST_MET: usize = 500_000;

/// A customer of today: everyone written for that is this customer, with their own states.
#[derive(Debug, Default)]
pub(super) struct Cluster {
    /// Nearly always one: a map of it would take four times the room.
    states: Vec<(CustomerId, Held)>,
    pub(super) standing: Option<Standing>,
    /// What the store has of it; `None` until it was written.
    pub(super) listed: Option<Listed>,
}

/// A state as it is held: open while a transaction works on it, else as the bytes that the store has, which take a
/// tenth of the room.
#[derive(Debug)]
enum Held {
    Open(Box<ProfileState>),
    Packed(Box<[u8]>),
}

impl Held {
    fn open(&mut self) -> Result<&mut ProfileState, StoreError> {
        if let Self::Packed(bytes) = self {
            *self = Self::Open(Box::new(decode_state(bytes)?));
        }
        match self {
            Self::Open(state) => Ok(state),
            Self::Packed(_) => Err(StoreError::corrupt("a profile at hand")),
        }
    }

    /// Its bytes, as which it is held from now on.
    fn pack(&mut self) -> Result<Vec<u8>, StoreError> {
        match self {
            Self::Open(state) => {
                let bytes = encode_state(state)?;
                *self = Self::Packed(bytes.clone().into_boxed_slice());
                Ok(bytes)
            }
            Self::Packed(bytes) => Ok(bytes.to_vec()),
        }
    }
}

impl Cluster {
    fn held(&mut self, customer: CustomerId) -> Option<&mut Held> {
        self.states.iter_mut().find(|(own, _)| *own == customer).map(|(_, held)| held)
    }

    /// The state of one of its customers, to be changed; an empty one where it has none.
    pub(super) fn state_mut(&mut self, customer: CustomerId) -> Result<&mut ProfileState, StoreError> {
        let place = match self.states.iter().position(|(own, _)| *own == customer) {
            Some(place) => place,
            None => {
                self.states.reserve_exact(1);
                self.states.push((customer, Held::Open(Box::default())));
                self.states.len() - 1
            }
        };
        self.states[place].1.open()
    }

    /// The bytes of the state of one of its customers, as which it is held from now on.
    pub(super) fn pack(&mut self, customer: CustomerId) -> Result<Option<Vec<u8>>, StoreError> {
        self.held(customer).map(Held::pack).transpose()
    }

    /// What `look` sees in all its states as one.
    pub(super) fn look<T>(&mut self, look: impl FnOnce(&ProfileState) -> T) -> Result<T, StoreError> {
        if let [(_, only)] = &mut self.states[..] {
            return Ok(look(only.open()?));
        }
        let mut whole = ProfileState::default();
        for (_, held) in &mut self.states {
            whole.join(held.open()?);
        }
        Ok(look(&whole))
    }

    pub(super) fn take(&mut self, customer: CustomerId) -> Result<Option<ProfileState>, StoreError> {
        let Some(place) = self.states.iter().position(|(own, _)| *own == customer) else { return Ok(None) };
        let (_, mut held) = self.states.swap_remove(place);
        Ok(Some(std::mem::take(held.open()?)))
    }
}

/// An interaction's id is a hash already; its low half is as good as any.
#[derive(Default)]
pub(super) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u128(&mut self, number: u128) {
        self.0 = number as u64;
    }
}

/// Ids of messages.
pub(super) type Ids = std::collections::HashSet<InteractionId, BuildHasherDefault<IdHasher>>;

#[derive(Default)]
pub(super) struct Cache {
    /// Messages seen that are in no run yet; `None` until they and the runs are read.
    pub(super) recent: Option<Ids>,
    /// Which messages the runs may hold.
    pub(super) runs: SeenRuns,
    pub(super) identifiers: HashMap<Identifier, IdentifierRow>,
    /// The earliest claim known for a pair of identifier numbers.
    pub(super) claims: HashMap<(i64, i64), (Instant, InteractionId)>,
    pub(super) clusters: HashMap<CustomerId, Cluster>,
    /// Today's customer of each customer in `clusters`.
    pub(super) today: HashMap<CustomerId, CustomerId>,
    /// Units that customers are known to have met.
    pub(super) met: HashMap<CustomerId, Vec<Box<str>>>,
}

impl Cache {
    /// Forgets when it holds too much. All at once: what is hot comes back with the next transaction.
    pub(super) fn trim(&mut self) {
        if self.clusters.len() > MOST_CLUSTERS {
            self.clusters = HashMap::default();
            self.today = HashMap::default();
        }
        if self.identifiers.len() > MOST_IDENTIFIERS {
            self.identifiers = HashMap::default();
        }
        if self.met.len() > MOST_MET {
            self.met = HashMap::default();
        }
        if self.claims.len() > MOST_IDENTIFIERS {
            self.claims = HashMap::default();
        }
    }
}

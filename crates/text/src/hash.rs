//! The identity of words: one hash, the same in every version, because saved models are keyed by it.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Start of a hash (FNV-1a, 64 bits; Fowler, Noll and Vo).
pub(crate) const START: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01B3;

/// The hash after one more character.
#[inline]
pub(crate) fn add(hash: u64, character: char) -> u64 {
    (hash ^ u64::from(u32::from(character))).wrapping_mul(PRIME)
}

/// Spreads the bits of a hash, so that any part of them may index a table (MurmurHash3's finaliser).
#[inline]
pub(crate) fn finish(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

/// The identity of a word.
#[inline]
pub(crate) fn of(word: &str) -> u64 {
    finish(word.chars().fold(START, add))
}

/// The identity of two things in this order.
#[inline]
pub(crate) fn pair(first: u64, second: u64) -> u64 {
    finish(first.rotate_left(23).wrapping_mul(PRIME) ^ second)
}

/// A hasher for keys that are identities already.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// A map keyed by identities of words.
pub(crate) type IdMap<V> = HashMap<u64, V, BuildHasherDefault<Identity>>;
/// A set of identities of words.
pub(crate) type IdSet = std::collections::HashSet<u64, BuildHasherDefault<Identity>>;

//! Which ids a run may hold: a Bloom filter in blocks of a cache line (Putze, Sanders and Singler, "Cache-, hash-
//! and space-efficient Bloom filters", 2007).
//!
//! Ids are hashes already. The upper half of one chooses its block, so that ids in order walk the filter in order;
//! the lower half chooses the bits in it. Two neighbouring blocks laid over each other are the block of a filter
//! half as large, so that a filter can be made coarser without the ids it was made of.

use hamdel_domain::InteractionId;

/// Words of a block, 512 bits in all.
const WORDS: usize = 8;
/// Bits for every id, of which about one in a thousand others is then taken for one.
const BITS_PER_ID: usize = 16;
/// Bits set for an id, of nine bits' choice each.
const PROBES: u32 = 7;
/// Blocks come in such numbers, so that a filter can be halved twice.
const BLOCK_STEP: usize = 4;

/// A filter. It never denies an id it was made of; of others it takes a few for such.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filter {
    blocks: Vec<[u64; WORDS]>,
}

impl Filter {
    /// A filter of these ids.
    pub(super) fn of(ids: &[InteractionId]) -> Self {
        let blocks = (ids.len() * BITS_PER_ID).div_ceil(64 * WORDS).max(1).next_multiple_of(BLOCK_STEP);
        let mut filter = Self { blocks: vec![[0; WORDS]; blocks] };
        for id in ids {
            let place = filter.place(*id);
            if let Some(block) = filter.blocks.get_mut(place) {
                each_bit(*id, |word, bit| {
                    block[word] |= bit;
                    true
                });
            }
        }
        filter
    }

    /// Whether the id may be one of those it was made of.
    pub(super) fn may_hold(&self, id: InteractionId) -> bool {
        self.blocks.get(self.place(id)).is_some_and(|block| each_bit(id, |word, bit| block[word] & bit != 0))
    }

    /// Makes it half as large; `false` where it cannot be halved any more.
    pub(super) fn halve(&mut self) -> bool {
        let (pairs, rest) = self.blocks.as_chunks::<2>();
        if !rest.is_empty() {
            return false;
        }
        self.blocks = pairs.iter().map(|[one, other]| std::array::from_fn(|word| one[word] | other[word])).collect();
        true
    }

    /// The bytes it takes.
    pub(super) fn size(&self) -> usize {
        self.blocks.len() * WORDS * 8
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.blocks.as_flattened().iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    /// `None` for what no filter was written as.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (words, rest) = bytes.as_chunks::<8>();
        let (blocks, odd) = words.as_chunks::<WORDS>();
        if blocks.is_empty() || !rest.is_empty() || !odd.is_empty() {
            return None;
        }
        Some(Self { blocks: blocks.iter().map(|block| block.map(u64::from_le_bytes)).collect() })
    }

    fn place(&self, id: InteractionId) -> usize {
        (((id.0 >> 64) * self.blocks.len() as u128) >> 64) as usize
    }
}

/// Goes through the bits of an id until one of them is not as wanted; whether all were.
fn each_bit(id: InteractionId, mut wanted: impl FnMut(usize, u64) -> bool) -> bool {
    (0..PROBES).all(|probe| {
        let choice = (id.0 as u64) >> (probe * 9);
        wanted((choice >> 6) as usize % WORDS, 1 << (choice % 64))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Ids as good as hashes: a step through all numbers (Weyl), well mixed.
    fn scattered(number: u128) -> InteractionId {
        let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        InteractionId((mixed ^ (mixed >> 67)).wrapping_mul(0xDA94_2042_E4DD_58B5_94D0_49BB_1331_11EB))
    }

    proptest! {
        #[test]
        fn it_never_denies_what_it_was_made_of(
            ids in prop::collection::vec(any::<u128>(), 0..3_000),
            halvings in 0..4_usize,
        ) {
            let ids: Vec<InteractionId> = ids.into_iter().map(InteractionId).collect();
            let mut filter = Filter::of(&ids);
            for _ in 0..halvings {
                filter.halve();
            }
            let filter = Filter::from_bytes(&filter.to_bytes()).unwrap();
            prop_assert!(ids.iter().all(|id| filter.may_hold(*id)));
        }
    }

    #[test]
    fn it_takes_few_others_for_them_and_more_when_halved() {
        let ids: Vec<InteractionId> = (0..100_000).map(scattered).collect();
        let mut filter = Filter::of(&ids);
        let strangers = 1_000_000..1_100_000;
        let mistaken = |filter: &Filter| strangers.clone().filter(|id| filter.may_hold(scattered(*id))).count();
        let whole = mistaken(&filter);
        assert!(whole < 300, "{whole} of 100,000");
        let size = filter.size();
        assert!(filter.halve());
        let half = mistaken(&filter);
        assert!(whole < half && half < 5_000, "{half} of 100,000");
        assert!(filter.halve());
        assert_eq!(filter.size() * 4, size);
        assert!(half < mistaken(&filter));
    }

    #[test]
    fn damaged_bytes_are_no_filter() {
        assert_eq!(Filter::from_bytes(&[]), None);
        assert_eq!(Filter::from_bytes(&[0; 65]), None);
        assert_eq!(Filter::from_bytes(&[0; 72]), None);
        assert!(Filter::from_bytes(&Filter::of(&[]).to_bytes()).is_some());
    }
}

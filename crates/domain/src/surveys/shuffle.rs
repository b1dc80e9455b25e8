//! Orders that differ between responses and stay the same within one.

/// A step of SplitMix64 (Steele, Lea, Flood 2014): enough to mix orders, never for secrets.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// Shuffles in place, after Fisher and Yates; the same seed and name give the same order in every version of
/// the program. Items for which `pinned` says so stay where they are.
pub fn shuffle<T>(items: &mut [T], seed: i64, name: &str, pinned: impl Fn(&T) -> bool) {
    // FNV-1a, so that two questions of one response have orders of their own.
    let name = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    let mut state = seed as u64 ^ name;
    let free: Vec<usize> = (0..items.len()).filter(|&place| !pinned(&items[place])).collect();
    for last in (1..free.len()).rev() {
        let chosen = (next(&mut state) % (last as u64 + 1)) as usize;
        items.swap(free[last], free[chosen]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(seed: i64, name: &str) -> String {
        let mut letters: Vec<char> = "abcdefgh".chars().collect();
        shuffle(&mut letters, seed, name, |letter| *letter == 'h');
        letters.into_iter().collect()
    }

    #[test]
    fn an_order_is_kept_for_good() {
        assert_eq!(order(1, "likes"), order(1, "likes"));
        assert_eq!(order(42, "likes"), "dgcbefah", "responses that are under way would change their order");
        assert!((2..50).any(|seed| order(seed, "likes") != order(1, "likes")));
        assert!((0..50).all(|seed| order(seed, "x").ends_with('h')), "pinned");
    }
}

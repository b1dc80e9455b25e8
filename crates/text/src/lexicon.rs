//! The hand-written lexicon: polarity of words and phrases in Persian, English and Finglish, and the
//! words that turn, strengthen, weaken or contrast them.
//!
//! The lists are text files beside this one; `[n]` heads words of polarity n from -3 to 3. All three
//! languages share one index: they cannot meet, since scripts differ and Finglish stems are kept apart.

use std::sync::LazyLock;

use crate::phrases::{Latin, Phrases};
use crate::words::Token;

/// What a word or phrase does to the sentiment of its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Speaks well or badly: -3 to 3.
    Opinion(i8),
    /// Turns what stands before it: خوب نبود.
    NegatesBefore,
    /// Turns what follows: not good.
    NegatesAfter,
    /// Strengthens.
    Intensifier,
    /// Weakens.
    Diminisher,
    /// Opens a clause that weighs more than the one before.
    Contrast,
}

static LEXICON: LazyLock<Phrases<Role>> = LazyLock::new(|| {
    let mut lexicon = Phrases::default();
    for (list, latin) in [
        (include_str!("lexicon/fa.txt"), Latin::English),
        (include_str!("lexicon/en.txt"), Latin::English),
        (include_str!("lexicon/finglish.txt"), Latin::Finglish),
    ] {
        for (heading, entry) in headed_entries(list) {
            if let Some(role) = role(heading) {
                lexicon.add(entry, latin, role);
            }
        }
    }
    lexicon
});

/// The entries of a list, each with the heading it stands under.
pub(crate) fn headed_entries(list: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut heading = "";
    list.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(move |line| match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(next) => {
                heading = next;
                None
            }
            None => Some((heading, line)),
        })
        .flat_map(|(heading, line)| line.split_whitespace().map(move |entry| (heading, entry)))
}

fn role(heading: &str) -> Option<Role> {
    Some(match heading {
        "negator <" => Role::NegatesBefore,
        "negator >" => Role::NegatesAfter,
        "intensifier" => Role::Intensifier,
        "diminisher" => Role::Diminisher,
        "contrast" => Role::Contrast,
        number => Role::Opinion(number.parse().ok().filter(|polarity| (-3..=3).contains(polarity))?),
    })
}

/// The longest entry that starts at a token: how many tokens it spans, and its role.
#[inline]
pub(crate) fn role_at(tokens: &[Token], at: usize) -> Option<(usize, Role)> {
    LEXICON.longest_at(tokens, at).map(|(length, role)| (length, *role))
}

/// How many entries the lexicon has.
#[must_use]
pub fn entries() -> usize {
    LEXICON.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_well_formed_and_of_use() {
        for list in
            [include_str!("lexicon/fa.txt"), include_str!("lexicon/en.txt"), include_str!("lexicon/finglish.txt")]
        {
            let mut count = 0;
            for (heading, entry) in headed_entries(list) {
                assert!(role(heading).is_some(), "{heading}: {entry}");
                assert!(Phrases::default().add(entry, Latin::English, ()), "{entry}");
                count += 1;
            }
            assert!(count >= 250, "{count} entries");
        }
    }
}

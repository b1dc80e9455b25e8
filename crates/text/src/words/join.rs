//! Which neighbours are one word, however they are written: with a half-space, a blank, or nothing.

use super::known::known;
use super::{Kind, Token};
use crate::hash;

/// Whether the word belongs to the token before it.
///
/// A half-space always joins. A blank joins after می، نمی and بی, before an ending, and between the
/// halves of a compound of the word lists.
pub(super) fn joins((before, last): (&str, &Token), (word, id, kind): (&str, u64, Kind), half: bool) -> bool {
    if last.kind != kind || before.len() + word.len() > 128 {
        return false;
    }
    if half {
        return true;
    }
    match kind {
        Kind::Arabic => {
            is_prefix(before)
                || is_ending(word)
                || (before.ends_with('ه') && is_enclitic(word))
                || known().compounds.contains(&hash::pair(last.id, id))
        }
        Kind::Latin => known().compounds.contains(&hash::pair(last.id, id)),
        _ => false,
    }
}

fn is_prefix(word: &str) -> bool {
    matches!(word, "می" | "نمی" | "بی")
}

fn is_ending(word: &str) -> bool {
    matches!(
        word,
        "ها" | "های"
            | "هایی"
            | "هایم"
            | "هایت"
            | "هایش"
            | "هایمان"
            | "هایتان"
            | "هایشان"
            | "هام"
            | "هات"
            | "هاش"
            | "هامون"
            | "هاتون"
            | "هاشون"
            | "تر"
            | "ترین"
            | "تری"
            | "ترند"
            | "تره"
    )
}

fn is_enclitic(word: &str) -> bool {
    matches!(word, "ام" | "ات" | "اش" | "ای" | "اید" | "ایم" | "اند" | "مان" | "تان" | "شان")
}

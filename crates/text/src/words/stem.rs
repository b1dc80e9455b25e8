//! Words without their endings, by short rules and the list of known words.
//!
//! Long endings (های، ترین, -ing) go wherever enough of a word remains; endings of one or two
//! letters, which as often belong to the word (خانه, دولت), go only when a known word remains.

use super::Kind;
use super::known::known;
use crate::hash;

/// Endings that go whenever three letters remain, longest first.
const LONG: [&str; 19] = [
    "هایمان",
    "هایتان",
    "هایشان",
    "هامون",
    "هاتون",
    "هاشون",
    "هایی",
    "هایم",
    "هایت",
    "هایش",
    "های",
    "هام",
    "هات",
    "هاش",
    "ترین",
    "تری",
    "تره",
    "ها",
    "تر",
];
/// Endings that go when a known word remains, longest first, by the last letter.
fn short_endings(last: char) -> &'static [&'static str] {
    match last {
        'و' => &["شونو", "مونو", "تونو", "رو", "و"],
        'ش' => &["ستش", "هاش", "اش", "ش"],
        'ن' => &[
            "هاتون",
            "هاشون",
            "ترین",
            "یشون",
            "یتون",
            "مون",
            "تون",
            "شون",
            "مان",
            "تان",
            "شان",
            "ترن",
            "ان",
            "ین",
            "ن",
        ],
        'ی' => &["هایی", "های", "ای", "یی", "ی"],
        'ت' => &["است", "ست", "ات", "ت"],
        'د' => &["اند", "ید", "ند"],
        'ر' => &["تر"],
        'ا' => &["ها", "ا"],
        'م' => &["ام", "یم", "م"],
        'ه' => &["ه"],
        _ => &[],
    }
}
/// How many long endings one word can lose.
const MOST_ENDINGS: usize = 3;
/// How many short ones.
const MOST_SHORT_ENDINGS: usize = 2;

/// The identity of a word without its endings.
pub(super) fn stem(word: &str, id: u64, kind: Kind) -> u64 {
    match kind {
        Kind::Arabic => persian(word, id),
        Kind::Latin => english(word, id),
        Kind::Number | Kind::Emoji | Kind::Other => id,
    }
}

fn persian(word: &str, id: u64) -> u64 {
    let known = &known().persian;
    if known.contains(&id) || word.len() <= 4 {
        return id;
    }
    if let Some(single) = without_doubles(word)
        && known.contains(&single)
    {
        return single;
    }
    if let Some(known) = shorter_known(word, MOST_SHORT_ENDINGS) {
        return known;
    }
    let (mut rest, mut rest_id) = (word, id);
    'endings: for _ in 0..MOST_ENDINGS {
        for ending in LONG {
            if let Some(shorter) = rest.strip_suffix(ending).filter(|shorter| shorter.len() >= 6) {
                (rest, rest_id) = (shorter, hash::of(shorter));
                continue 'endings;
            }
        }
        break;
    }
    rest_id
}

/// The known word that remains without one or two short endings (مشتری in مشتریانتان).
fn shorter_known(word: &str, most: usize) -> Option<u64> {
    let endings = word.chars().next_back().map_or(&[][..], short_endings);
    let shorter = || endings.iter().filter_map(|ending| word.strip_suffix(ending)).filter(|shorter| shorter.len() >= 4);
    let known = |shorter: &str| Some(hash::of(shorter)).filter(|id| known().persian.contains(id));
    shorter()
        .find_map(known)
        .or_else(|| if most > 1 { shorter().find_map(|shorter| shorter_known(shorter, most - 1)) } else { None })
}

/// The word with every letter once where it was written twice (عاالی); nothing when none was.
fn without_doubles(word: &str) -> Option<u64> {
    let mut last = '\0';
    let mut doubled = false;
    let mut hash = hash::START;
    for character in word.chars() {
        if character == last {
            doubled = true;
        } else {
            hash = hash::add(hash, character);
        }
        last = character;
    }
    doubled.then(|| hash::finish(hash))
}

/// English without -s, -ed, -ing, -ly and silent letters; consistent rather than correct.
fn english(word: &str, id: u64) -> u64 {
    if word.len() <= 3 || !word.is_ascii() {
        return id;
    }
    let rest = word
        .strip_suffix("ies")
        .or_else(|| word.strip_suffix("ing"))
        .or_else(|| word.strip_suffix("ied"))
        .or_else(|| word.strip_suffix("ed"))
        .or_else(|| word.strip_suffix("es"))
        .or_else(|| word.strip_suffix('s').filter(|rest| !rest.ends_with(['s', 'u', 'i'])))
        .filter(|rest| rest.len() >= 3 && rest.contains(['a', 'e', 'i', 'o', 'u', 'y']))
        .unwrap_or(word);
    let rest = rest.strip_suffix(['e', 'y', 'i']).filter(|rest| rest.len() >= 3).unwrap_or(rest);
    let bytes = rest.as_bytes();
    let rest = match bytes {
        [.., first, last] if first == last && rest.len() > 3 && !b"lsz".contains(last) => {
            rest.get(..rest.len() - 1).unwrap_or(rest)
        }
        _ => rest,
    };
    hash::of(rest)
}

/// Endings of Finglish words after folding, longest first; they go when a known word remains.
const FINGLISH: [&str; 25] = [
    "hashun", "haye", "eshun", "etun", "emun", "tarin", "ham", "hash", "esh", "ash", "tar", "tun", "shun", "ha", "am",
    "et", "em", "an", "i", "e", "o", "u", "m", "sh", "a",
];

/// The identity of a Latin word read as Persian: one for its spellings, apart from English.
pub(crate) fn finglish(word: &str) -> u64 {
    let mut folded = [0_u8; 48];
    let length = fold_finglish(word, &mut folded);
    let folded = std::str::from_utf8(folded.get(..length).unwrap_or_default()).unwrap_or_default();
    let id = finglish_id(folded);
    let known = &known().finglish;
    if known.contains(&id) {
        return id;
    }
    for ending in FINGLISH {
        if let Some(shorter) = folded.strip_suffix(ending)
            && shorter.len() >= 2
            && let shorter_id = finglish_id(shorter)
            && known.contains(&shorter_id)
        {
            return shorter_id;
        }
    }
    id
}

/// The identity of a word in folded Finglish, whole.
pub(super) fn finglish_whole(word: &str) -> u64 {
    let mut folded = [0_u8; 48];
    let length = fold_finglish(word, &mut folded);
    finglish_id(std::str::from_utf8(folded.get(..length).unwrap_or_default()).unwrap_or_default())
}

fn finglish_id(folded: &str) -> u64 {
    const APART: u64 = 0x46_69_6e_67;
    hash::pair(APART, hash::of(folded))
}

/// Spelling habits of Finglish folded: oo and ou are u, ee is i, aa is a, x is kh, q is gh, doubles are one.
fn fold_finglish(word: &str, folded: &mut [u8; 48]) -> usize {
    let mut length = 0;
    let mut put = |byte: u8, length: &mut usize| {
        let last = length.checked_sub(1).and_then(|at| folded.get(at).copied());
        if last == Some(byte) {
            return;
        }
        if let Some(place) = folded.get_mut(*length) {
            *place = byte;
            *length += 1;
        }
    };
    let bytes = word.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let next = bytes.get(at + 1);
        at += 1;
        match (byte, next) {
            (b'o', Some(b'o' | b'u')) => {
                put(b'u', &mut length);
                at += 1;
            }
            (b'e', Some(b'e')) => {
                put(b'i', &mut length);
                at += 1;
            }
            (b'e' | b'a', Some(b'y')) => {
                put(*byte, &mut length);
                put(b'i', &mut length);
                at += 1;
            }
            (b'x', _) => {
                put(b'k', &mut length);
                put(b'h', &mut length);
            }
            (b'q', _) => {
                put(b'g', &mut length);
                put(b'h', &mut length);
            }
            (b'w', _) => put(b'v', &mut length),
            (b'c', Some(b'h')) => put(b'c', &mut length),
            (b'c', _) => put(b'k', &mut length),
            _ => put(*byte, &mut length),
        }
    }
    length
}

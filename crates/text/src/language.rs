//! The language of a comment: Persian, English, Persian in Latin letters, or a mixture.
//!
//! Scripts decide first; between English and Finglish, and between Persian and other languages of
//! the Arabic script, frequent words and spelling habits do.

use std::sync::LazyLock;

use crate::hash::IdSet;
use crate::words::{Kind, Words, entry_words, finglish, folded_id};

#[cfg(test)]
mod tests;

/// The language a comment is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommentLanguage {
    /// Persian in its own script.
    Persian,
    /// English.
    English,
    /// Persian in Latin letters: "khoob bood".
    Finglish,
    /// Both scripts to a good part each.
    Mixed,
    /// Arabic script, but not Persian.
    OtherArabicScript,
    /// No words, or words of another language.
    Unknown,
}

impl CommentLanguage {
    /// All languages, in the order in which models count them.
    pub const ALL: [Self; 6] =
        [Self::Persian, Self::English, Self::Finglish, Self::Mixed, Self::OtherArabicScript, Self::Unknown];

    /// Position in [`Self::ALL`].
    pub(crate) fn index(self) -> usize {
        self as usize
    }

    /// The name in data, addresses and locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Persian => "persian",
            Self::English => "english",
            Self::Finglish => "finglish",
            Self::Mixed => "mixed",
            Self::OtherArabicScript => "other_arabic_script",
            Self::Unknown => "unknown",
        }
    }
}

/// A language, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct DetectedLanguage {
    /// The language.
    pub language: CommentLanguage,
    /// How sure, 0 to 1; with few words never above 0.9.
    pub confidence: f32,
}

/// The share of words in the lesser script from which a comment is mixed.
const MIXED_FROM: f32 = 0.3;
/// Words that say enough: with fewer, confidence shrinks.
const ENOUGH_WORDS: f32 = 4.0;
/// Tokens that are looked at.
const MOST_LOOKED_AT: usize = 256;

struct Lists {
    english: IdSet,
    finglish: IdSet,
    arabic: IdSet,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists {
    english: entry_words(include_str!("language/en.txt"))
        .chain(entry_words(include_str!("lexicon/en.txt")).filter(|entry| !entry.contains('_')))
        .map(folded_id)
        .collect(),
    finglish: entry_words(include_str!("language/finglish.txt"))
        .chain(entry_words(include_str!("lexicon/finglish.txt")).flat_map(|entry| entry.split(['_', '-'])))
        .map(finglish)
        .collect(),
    arabic: entry_words(include_str!("language/arabic.txt")).map(folded_id).collect(),
});

/// The language of a text. Readers that hold [`Words`] already use [`detect_words`].
///
/// ```
/// use hamdel_text::language::{CommentLanguage, detect};
/// assert_eq!(detect("ghazash kheili khoob bood").language, CommentLanguage::Finglish);
/// ```
#[must_use]
pub fn detect(text: &str) -> DetectedLanguage {
    detect_words(&Words::of(text))
}

/// The language of a text that has been read; looks at its first 256 words.
#[must_use]
pub fn detect_words(words: &Words) -> DetectedLanguage {
    let (mut arabic, mut latin, mut other) = (0_f32, 0_f32, 0_f32);
    for token in words.tokens().iter().take(MOST_LOOKED_AT) {
        match token.kind {
            Kind::Arabic => arabic += 1.0,
            Kind::Latin => latin += 1.0,
            Kind::Other => other += 1.0,
            Kind::Number | Kind::Emoji => {}
        }
    }
    let all = arabic + latin + other;
    if all == 0.0 || other > arabic + latin {
        return DetectedLanguage { language: CommentLanguage::Unknown, confidence: if all == 0.0 { 0.0 } else { 0.9 } };
    }
    let lesser = arabic.min(latin) / all;
    let (language, sure) = if lesser >= MIXED_FROM {
        (CommentLanguage::Mixed, 0.5 + lesser)
    } else if arabic > latin {
        of_arabic_script(words, arabic)
    } else {
        of_latin_script(words, latin)
    };
    let evidence = if all >= ENOUGH_WORDS { 1.0 } else { 0.75 + 0.05 * all };
    DetectedLanguage { language, confidence: (sure * evidence * (1.0 - lesser)).clamp(0.0, 1.0) }
}

fn of_arabic_script(words: &Words, count: f32) -> (CommentLanguage, f32) {
    let marks = words.marks();
    let mut foreign = 0.0;
    for token in words.tokens().iter().take(MOST_LOOKED_AT).filter(|token| token.kind == Kind::Arabic) {
        let word = words.folded(token);
        if LISTS.arabic.contains(&token.id) {
            foreign += 1.0;
        } else if word.len() > 8 && (word.starts_with("ال") || word.starts_with("وال")) {
            foreign += 0.7;
        }
    }
    foreign += 0.5 * (marks.foreign_letters as f32).min(count);
    let persian = (marks.persian_letters as f32).min(count);
    let share = (foreign - 0.5 * persian) / count;
    if share > 0.35 {
        (CommentLanguage::OtherArabicScript, (0.5 + share).min(0.99))
    } else {
        (CommentLanguage::Persian, (0.99 - share.max(0.0)).max(0.5))
    }
}

fn of_latin_script(words: &Words, count: f32) -> (CommentLanguage, f32) {
    let (mut english, mut persian) = (0.0_f32, 0.0_f32);
    for token in words.tokens().iter().take(MOST_LOOKED_AT).filter(|token| token.kind == Kind::Latin) {
        let word = words.folded(token);
        let (in_english, in_persian) = (LISTS.english.contains(&token.id), LISTS.finglish.contains(&finglish(word)));
        match (in_english, in_persian) {
            (true, false) => english += 1.0,
            (false, true) => persian += 1.0,
            // bad, man, to, are: words of both.
            (true, true) => english += 0.4,
            (false, false) => {
                let (for_english, for_persian) = habits(word);
                english += for_english;
                persian += for_persian;
            }
        }
    }
    let known = english + persian;
    if known < 0.2 * count {
        return (CommentLanguage::Unknown, 0.5 + 0.5 * (1.0 - known / count) - 0.2);
    }
    let margin = (english - persian).abs() / known;
    let sure = 0.5 + 0.49 * margin * (known / count).clamp(0.5, 1.0);
    let language = if persian > english { CommentLanguage::Finglish } else { CommentLanguage::English };
    (language, sure)
}

/// What spelling alone says of a Latin word: for English, for Finglish.
fn habits(word: &str) -> (f32, f32) {
    const OF_ENGLISH: [&str; 12] = ["th", "tion", "ck", "wh", "ight", "ough", "ea", "ss", "ll", "ew", "ce", "w"];
    const OF_PERSIAN: [&str; 8] = ["kh", "gh", "zh", "aa", "hb", "oo", "sh", "q"];
    let english = OF_ENGLISH.iter().any(|habit| word.contains(habit))
        || ["ing", "ed", "ly", "er", "ment", "ful"].iter().any(|ending| word.len() > 4 && word.ends_with(ending));
    let persian = OF_PERSIAN.iter().any(|habit| word.contains(habit))
        || ["eh", "esh", "ash", "am", "an", "un", "etun"].iter().any(|ending| word.len() > 3 && word.ends_with(ending));
    match (english, persian) {
        (true, false) => (0.5, 0.0),
        (false, true) => (0.0, 0.5),
        _ => (0.1, 0.05),
    }
}

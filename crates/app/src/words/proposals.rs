//! Themes that comments propose of themselves: phrases that stand out, and comments that share words; and phrases by
//! which a theme would find what people put under it by hand.

use std::collections::BTreeMap;

use hamdel_domain::themes::KeptTheme;
use hamdel_text::themes::{Phrasebook, ProposalOptions, Theme, ThemeSet, changes, clusters};

use super::hierarchy::as_read;
use super::said::{Both, Said, adjusted};
use super::{BEYOND_CHANCE, LEAST_OF_A_PHRASE, says_more};
use crate::feedback::Heard;

/// Phrases that are proposed.
const MOST: usize = 15;
/// Comments that groups are looked for in, the newest.
const GROUPED: usize = 4_000;
/// Groups that are looked for.
const GROUPS: usize = 12;
/// Groups that are shown.
const MOST_GROUPS: usize = 6;
/// Words that name a group.
const NAMING: usize = 4;
/// Phrases that are suggested for a theme.
const SUGGESTED: usize = 5;

/// A phrase that may be worth a theme.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposed {
    /// The phrase.
    pub phrase: String,
    /// What is said in the comments that hold it.
    pub said: Said,
    /// Whether it rose by more than chance.
    pub rising: bool,
    /// Whether nobody said it in the period before.
    pub new: bool,
}

/// Comments that share words.
#[derive(Clone, Debug, PartialEq)]
pub struct Alike {
    /// The words that mark them, strongest first.
    pub words: Vec<String>,
    /// How many there are.
    pub comments: usize,
    /// Those nearest to the middle.
    pub sentences: Vec<Heard>,
}

/// Phrases that no theme of these finds, put away or not: those that rose first, then those that stand out.
pub(super) fn proposed(both: &Both<'_>, kept: &[KeptTheme]) -> Vec<Proposed> {
    let (mut now, mut earlier) = (Phrasebook::new(), Phrasebook::new());
    both.heard.iter().for_each(|held| now.add(&held.comment.text));
    both.before.iter().for_each(|text| earlier.add(text));
    let known = ThemeSet::new(kept.iter().map(|theme| Theme { parent: None, ..as_read(theme) }).collect());
    let known = known.unwrap_or_default();
    let unknown = |phrase: &str| known.matches(phrase).is_empty();
    let mut phrases: Vec<(String, bool, bool)> = Vec::new();
    if earlier.comments() > 0 {
        let risen: Vec<_> = changes(&earlier, &now, LEAST_OF_A_PHRASE)
            .into_iter()
            .filter(|change| change.is_rising() && change.strength > BEYOND_CHANCE && unknown(&change.phrase))
            .collect();
        let fullest = risen.iter().filter(|change| !risen.iter().any(|longer| says_more(longer, change)));
        phrases.extend(fullest.take(MOST).map(|change| (change.phrase.clone(), true, change.is_new())));
    }
    let options = ProposalOptions { least_comments: LEAST_OF_A_PHRASE.max(5), most: 6 * MOST };
    for proposal in now.proposals(Some(&earlier), options) {
        if phrases.len() >= MOST {
            break;
        }
        if unknown(&proposal.phrase) && phrases.iter().all(|(held, ..)| !overlap(held, &proposal.phrase)) {
            phrases.push((proposal.phrase, false, false));
        }
    }
    measured(both, phrases)
}

/// Whether one of two phrases lies within the other.
fn overlap(one: &str, other: &str) -> bool {
    let held = |long: &str, short: &str| format!(" {long} ").contains(&format!(" {short} "));
    held(one, other) || held(other, one)
}

fn measured(both: &Both<'_>, phrases: Vec<(String, bool, bool)>) -> Vec<Proposed> {
    let theme = |(place, (phrase, ..)): (usize, &(String, bool, bool))| Theme {
        key: place.to_string(),
        name_fa: String::new(),
        name_en: String::new(),
        parent: None,
        include: vec![phrase.clone()],
        exclude: Vec::new(),
    };
    let looked_for = ThemeSet::new(phrases.iter().enumerate().map(theme).collect()).unwrap_or_default();
    let mut holding: Vec<(Vec<usize>, u64)> = vec![(Vec::new(), 0); phrases.len()];
    for (place, held) in both.heard.iter().enumerate() {
        for found in looked_for.matches(&held.comment.text) {
            holding.get_mut(found.theme as usize).into_iter().for_each(|(places, _)| places.push(place));
        }
    }
    for found in both.before.iter().flat_map(|text| looked_for.matches(text)) {
        holding.get_mut(found.theme as usize).into_iter().for_each(|(_, before)| *before += 1);
    }
    let said = adjusted(holding.iter().map(|(places, before)| both.said(places, *before)).collect());
    let held = phrases.into_iter().zip(said).filter(|(_, said)| said.comments > 0);
    held.map(|((phrase, rising, new), said)| Proposed { phrase, said, rising, new }).collect()
}

/// Groups of comments that share words and stand under no theme.
pub(super) fn alike(heard: &[Heard]) -> Vec<Alike> {
    let free: Vec<&Heard> = heard.iter().filter(|held| held.themes.is_empty()).take(GROUPED).collect();
    let texts: Vec<&str> = free.iter().map(|held| held.comment.text.as_str()).collect();
    let groups = clusters(&texts, GROUPS).into_iter().filter(|group| group.comments.len() >= 5);
    groups
        .take(MOST_GROUPS)
        .map(|group| Alike {
            words: group.words.into_iter().take(NAMING).collect(),
            comments: group.comments.len(),
            sentences: group
                .representatives
                .iter()
                .filter_map(|place| free.get(*place))
                .map(|held| (*held).clone())
                .collect(),
        })
        .collect()
}

/// What people put under themes by hand and their phrases do not find.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missed {
    /// How many comments.
    pub comments: usize,
    /// Phrases that would find some of them.
    pub phrases: Vec<String>,
}

/// What each theme misses, by its key.
pub(super) fn missed<'t>(
    placed: impl Iterator<Item = (&'t str, &'t [String])>,
    prepared: &ThemeSet,
    heard: &[Heard],
) -> BTreeMap<String, Missed> {
    let mut texts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (text, themes) in placed {
        let found = prepared.matches(text);
        let is_found = |key: &String| {
            found.iter().any(|one| prepared.themes().get(one.theme as usize).is_some_and(|theme| theme.key == *key))
        };
        for key in themes.iter().filter(|key| !is_found(key)) {
            texts.entry(key.clone()).or_default().push(text);
        }
    }
    if texts.is_empty() {
        return BTreeMap::new();
    }
    let mut background = Phrasebook::new();
    heard.iter().for_each(|held| background.add(&held.comment.text));
    let missed = |(key, texts): (String, Vec<&str>)| {
        let mut book = Phrasebook::new();
        texts.iter().for_each(|text| book.add(text));
        let options = ProposalOptions { least_comments: 2, most: SUGGESTED };
        let phrases = book.proposals(Some(&background), options).into_iter().map(|held| held.phrase).collect();
        (key, Missed { comments: texts.len(), phrases })
    };
    texts.into_iter().map(missed).collect()
}

//! What recurs among texts: two words, or a word and a mark (a unit, a touchpoint), that come together in many of them.
//!
//! A pair says in itself what it stands for («شیراز» and «دیر»), counts without judgement, and is the same whatever order
//! the texts came in; so it can be shown to a manager and tested against a slow count. Pairs are taken in the order of how
//! far they rose, then of how many texts they have; one that shares half of its texts with a pair taken before is the
//! same thing in other words. Only pairs that come together more often than chance would have it are taken
//! (log-likelihood ratio; Dunning 1993).

use std::collections::{BTreeMap, HashMap};

use crate::hash::IdMap;
use crate::themes::{log_likelihood_ratio, read};
use crate::words::{Kind, Words, is_stop_id};

/// Texts of the later period that a pattern needs.
pub const LEAST_TEXTS: u32 = 5;
/// Most patterns.
pub const MOST_PATTERNS: usize = 12;
/// Words of a text that are read: the first ones say what it is about.
const MOST_WORDS: usize = 64;
/// A word in more than this share of all texts tells nothing.
const COMMON: f64 = 0.6;
/// Below so many texts no word is too common.
const MANY_TEXTS: usize = 20;
/// How far beyond chance two come together; above 6.63 chance is below 0.01.
const TOGETHER: f64 = 6.63;
/// Shortest word, in letters.
const SHORTEST: usize = 2;
/// Longest sentence, in characters.
const LONGEST_SENTENCE: usize = 240;

/// A text of one of two periods.
#[derive(Clone, Copy, Debug)]
pub struct Told<'text> {
    /// The text.
    pub text: &'text str,
    /// Marks of it, numbered by the caller.
    pub marks: &'text [u32],
    /// Whether it is of the later period.
    pub later: bool,
}

/// Words, or a word and a mark, that come together in many texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// The words, as they are written most.
    pub words: Vec<String>,
    /// The mark.
    pub mark: Option<u32>,
    /// The texts with both, as positions in what was given, in its order.
    pub texts: Vec<usize>,
    /// How many of them are of the earlier period.
    pub before: u32,
    /// How many of them are of the later period.
    pub now: u32,
    /// Names its words: the same as long as they are the same, whatever the mark.
    pub key: u64,
    stems: Vec<u64>,
}

impl Pattern {
    /// The sentence of a text that holds most of the pattern's words.
    #[must_use]
    pub fn sentence(&self, text: &str) -> String {
        let ends = ['.', '!', '?', '؟', '؛', '\n'];
        let sentences = text.split(ends).map(str::trim).filter(|sentence| !sentence.is_empty());
        let holds = |sentence: &str| {
            let words = read(sentence);
            self.stems.iter().filter(|stem| words.tokens().iter().any(|token| token.stem == **stem)).count()
        };
        // The first of those that hold most.
        let best = sentences.rev().max_by_key(|sentence| holds(sentence)).unwrap_or_default();
        if best.chars().count() <= LONGEST_SENTENCE {
            return best.to_owned();
        }
        let cut: String = best.chars().take(LONGEST_SENTENCE).collect();
        let whole = cut.rfind(char::is_whitespace).map_or(cut.as_str(), |place| &cut[..place]);
        format!("{}…", whole.trim_end())
    }
}

/// Patterns, and how many pairs they were chosen from: whoever tests them for chance has to allow for that.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patterns {
    /// Those that rose furthest first.
    pub patterns: Vec<Pattern>,
    /// Pairs that were looked at.
    pub tested: usize,
}

/// A word or a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Item {
    Word(u64),
    Mark(u32),
}

/// The patterns of texts, at most [`MOST_PATTERNS`]. The same texts give the same patterns.
#[must_use]
pub fn patterns(texts: &[Told<'_>]) -> Patterns {
    let mut names = Names::default();
    let bags: Vec<Vec<Item>> = texts.iter().map(|told| names.bag(told)).collect();
    let telling = telling(texts, &bags);
    let bags: Vec<Vec<Item>> =
        bags.into_iter().map(|bag| bag.into_iter().filter(|item| telling.contains_key(item)).collect()).collect();
    let mut found = pairs(texts, &bags);
    found.retain(|_, (_, now)| *now >= LEAST_TEXTS);
    let (all, later) = (texts.len() as u32, texts.iter().filter(|told| told.later).count() as u32);
    let together = |(one, other): &(Item, Item), both: u32| {
        let count = |item: &Item| telling.get(item).copied().unwrap_or(0);
        let (one, other) = (count(one), count(other));
        let beyond = log_likelihood_ratio(both, one, other.saturating_sub(both), all.saturating_sub(one));
        u64::from(both) * u64::from(all) > u64::from(one) * u64::from(other) && beyond >= TOGETHER
    };
    found.retain(|pair, (before, now)| together(pair, *before + *now));
    let tested = found.len();
    let mut ranked: Vec<((Item, Item), (u32, u32))> = found.into_iter().collect();
    let rise = |(before, now): (u32, u32)| {
        let earlier = all - later;
        let strength = log_likelihood_ratio(now, later, before, earlier);
        let rises = u64::from(now) * u64::from(earlier) > u64::from(before) * u64::from(later);
        if rises { strength } else { 0.0 }
    };
    ranked.sort_by(|(pair, counts), (other, others)| {
        rise(*others).total_cmp(&rise(*counts)).then(others.1.cmp(&counts.1)).then(pair.cmp(other))
    });
    Patterns { patterns: taken(&bags, ranked, &names), tested }
}

/// The items in enough texts of the later period, each with how many of all texts it is in.
fn telling(texts: &[Told<'_>], bags: &[Vec<Item>]) -> HashMap<Item, u32> {
    let mut counts: HashMap<Item, (u32, u32)> = HashMap::new();
    for (told, item) in texts.iter().zip(bags).flat_map(|(told, bag)| bag.iter().map(move |item| (told, item))) {
        let (all, later) = counts.entry(*item).or_default();
        *all += 1;
        *later += u32::from(told.later);
    }
    let most = if texts.len() < MANY_TEXTS { f64::INFINITY } else { COMMON * texts.len() as f64 };
    let tells = |item: &Item, all: u32| matches!(item, Item::Mark(_)) || f64::from(all) <= most;
    let kept = counts.into_iter().filter(|(item, (all, later))| *later >= LEAST_TEXTS && tells(item, *all));
    kept.map(|(item, (all, _))| (item, all)).collect()
}

/// Every pair with at least one word, with its texts of the earlier and of the later period.
fn pairs(texts: &[Told<'_>], bags: &[Vec<Item>]) -> HashMap<(Item, Item), (u32, u32)> {
    let mut found: HashMap<(Item, Item), (u32, u32)> = HashMap::new();
    let of_period = |later: bool| texts.iter().zip(bags).filter(move |(told, _)| told.later == later);
    for (_, bag) in of_period(true) {
        each_pair(bag, |pair| found.entry(pair).or_default().1 += 1);
    }
    found.retain(|_, (_, now)| *now >= LEAST_TEXTS);
    for (_, bag) in of_period(false) {
        each_pair(bag, |pair| {
            if let Some((before, _)) = found.get_mut(&pair) {
                *before += 1;
            }
        });
    }
    found
}

fn each_pair(bag: &[Item], mut give: impl FnMut((Item, Item))) {
    for (place, one) in bag.iter().enumerate() {
        for other in bag.iter().skip(place + 1) {
            if matches!((one, other), (Item::Word(_), _) | (_, Item::Word(_))) {
                give((*one.min(other), *one.max(other)));
            }
        }
    }
}

/// Those of ranked pairs that are no others in other words.
fn taken(bags: &[Vec<Item>], ranked: Vec<((Item, Item), (u32, u32))>, names: &Names) -> Vec<Pattern> {
    let mut patterns: Vec<Pattern> = Vec::new();
    for ((one, other), (before, now)) in ranked {
        if patterns.len() == MOST_PATTERNS {
            break;
        }
        let has = |bag: &&Vec<Item>| bag.contains(&one) && bag.contains(&other);
        let texts: Vec<usize> = bags.iter().enumerate().filter(|(_, bag)| has(bag)).map(|(place, _)| place).collect();
        let shared = |pattern: &Pattern| texts.iter().filter(|text| pattern.texts.binary_search(text).is_ok()).count();
        if patterns.iter().any(|pattern| 2 * shared(pattern) >= texts.len().min(pattern.texts.len())) {
            continue;
        }
        let (mut stems, mut mark) = (Vec::new(), None);
        for item in [one, other] {
            match item {
                Item::Word(stem) => stems.push(stem),
                Item::Mark(held) => mark = Some(held),
            }
        }
        // Words in the order in which they are mostly read.
        stems.sort_by_key(|stem| names.place(*stem));
        let mut sorted = stems.clone();
        sorted.sort_unstable();
        let key = sorted.iter().fold(crate::hash::START, |all, stem| crate::hash::pair(all, *stem));
        let words = stems.iter().map(|stem| names.written(*stem)).collect();
        patterns.push(Pattern { words, mark, texts, before, now, key, stems });
    }
    patterns
}

/// How words are written, and where in their texts they stand.
#[derive(Debug, Default)]
struct Names {
    /// By stem: each writing with how often, and the sum and the count of its places.
    held: IdMap<(BTreeMap<String, u32>, u64, u64)>,
}

impl Names {
    /// The words and marks of a text, each once.
    fn bag(&mut self, told: &Told<'_>) -> Vec<Item> {
        let words: Words = read(told.text);
        let mut bag: Vec<Item> = Vec::new();
        let carrying = words.tokens().iter().filter(|token| {
            matches!(token.kind, Kind::Arabic | Kind::Latin | Kind::Other)
                && !is_stop_id(token.id)
                && !is_stop_id(token.stem)
                && words.folded(token).chars().count() >= SHORTEST
        });
        for (place, token) in carrying.enumerate() {
            if bag.contains(&Item::Word(token.stem)) {
                continue;
            }
            if bag.len() == MOST_WORDS {
                break;
            }
            bag.push(Item::Word(token.stem));
            let (writings, places, times) = self.held.entry(token.stem).or_default();
            *writings.entry(words.folded(token).to_owned()).or_default() += 1;
            *places += place as u64;
            *times += 1;
        }
        bag.extend(told.marks.iter().map(|mark| Item::Mark(*mark)));
        bag
    }

    fn written(&self, stem: u64) -> String {
        let writings = self.held.get(&stem).map(|(writings, ..)| writings);
        let most = writings.into_iter().flatten().max_by(|one, other| one.1.cmp(other.1).then(other.0.cmp(one.0)));
        most.map(|(written, _)| written.clone()).unwrap_or_default()
    }

    /// Thousandths of the mean place of a word in its texts, and its identity where two are alike.
    fn place(&self, stem: u64) -> (u64, u64) {
        let mean = self.held.get(&stem).map_or(0, |(_, places, times)| places * 1_000 / (*times).max(1));
        (mean, stem)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WORDS: [&str; 8] = ["parcel", "courier", "kettle", "invoice", "پیک", "فاکتور", "قوری", "teapot"];

    fn told(texts: &[(Vec<usize>, u32, bool)]) -> Vec<(String, [u32; 1], bool)> {
        let join = |words: &[usize]| words.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(" ");
        texts.iter().map(|(words, mark, later)| (join(words), [*mark], *later)).collect()
    }

    fn seen(texts: &[(String, [u32; 1], bool)]) -> Patterns {
        let texts: Vec<Told<'_>> =
            texts.iter().map(|(text, marks, later)| Told { text, marks, later: *later }).collect();
        patterns(&texts)
    }

    proptest! {
        #[test]
        fn a_pattern_is_what_a_slow_count_says(
            texts in proptest::collection::vec(
                (proptest::collection::vec(0..WORDS.len(), 1..5), 0..3_u32, any::<bool>()), 1..60)
        ) {
            let told = told(&texts);
            let found = seen(&told);
            prop_assert!(found.patterns.len() <= MOST_PATTERNS);
            for pattern in &found.patterns {
                let has = |(text, marks, _): &&(String, [u32; 1], bool)| {
                    pattern.words.iter().all(|word| text.split(' ').any(|held| held == word))
                        && pattern.mark.is_none_or(|mark| marks[0] == mark)
                };
                let of_them: Vec<_> = told.iter().filter(has).collect();
                let now = of_them.iter().filter(|(_, _, later)| *later).count() as u32;
                prop_assert_eq!((pattern.texts.len(), pattern.now), (of_them.len(), now), "{:?}", pattern.words);
                prop_assert_eq!(pattern.before, of_them.len() as u32 - now);
                prop_assert!(now >= LEAST_TEXTS);
                prop_assert_eq!(pattern.words.len() + usize::from(pattern.mark.is_some()), 2);
            }
            for (place, one) in found.patterns.iter().enumerate() {
                for other in &found.patterns[place + 1..] {
                    let shared = one.texts.iter().filter(|text| other.texts.contains(text)).count();
                    prop_assert!(2 * shared < one.texts.len().min(other.texts.len()));
                }
            }
            prop_assert_eq!(seen(&told), found, "the same again");
        }
    }

    #[test]
    fn what_rises_comes_first_and_says_its_sentence() {
        let mut texts = Vec::new();
        for round in 0..12 {
            texts.push(("صندوق‌دار شعبه بی‌ادب بود".to_owned(), [1], round % 2 == 0));
            texts.push(("price of the kettle is too high".to_owned(), [2], round % 2 == 0));
        }
        for round in 0..9 {
            let text = format!("سلام. سفارش من به شیراز خیلی دیر رسید؛ شماره {round}. ممنون");
            texts.push((text, [3], round > 0));
        }
        let found = seen(&texts);
        let first = &found.patterns[0];
        assert_eq!((first.now, first.before, first.texts.len()), (8, 1, 9));
        let sentence = first.sentence(&texts[24].0);
        assert_eq!(sentence, "سفارش من به شیراز خیلی دیر رسید", "{first:?}");
        assert!(found.patterns.iter().skip(1).all(|pattern| pattern.now == 6 && pattern.before == 6), "{found:?}");
        assert!(found.tested >= found.patterns.len());
    }

    #[test]
    fn nothing_recurs_in_nothing() {
        assert_eq!(seen(&[]), Patterns::default());
        let few = vec![("late parcel".to_owned(), [1], true); LEAST_TEXTS as usize - 1];
        assert_eq!(seen(&few).patterns, []);
        // What is in every text does not come together more often than chance.
        let all = vec![("late parcel".to_owned(), [1], true); 50];
        assert_eq!(seen(&all).patterns, []);
    }
}

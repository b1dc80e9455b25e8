//! Which of several names a text calls for, learned from texts that have one: the kind of a complaint, its cause, the
//! unit that answers it.
//!
//! Words weighed by how rare they are, and by the logarithm of how often a text has them (sublinear TF-IDF; Salton and
//! Buckley 1988); one linear support-vector machine a name against all others (Rifkin and Klautau 2004), by dual
//! coordinate descent (Hsieh and others 2008). Margins become shares by a softmax whose temperature is fitted to texts
//! that were held out (Guo and others 2017). The same texts in the same order give the same [`Namer`], bit for bit.

use std::collections::HashMap;

use crate::hash::IdMap;
use crate::sentiment::Numbers;
use crate::words::Words;

/// Texts with a name from which learning is tried.
pub const LEAST_TEXTS: usize = 30;
/// Texts that a name needs to be proposed.
pub const LEAST_OF_A_NAME: usize = 3;
/// Names that are learned, those of most texts first: the table of weights has a bound.
pub const MOST_NAMES: usize = 120;
/// Words that are learned, those of most texts first.
pub const MOST_WORDS: usize = 30_000;
/// Words of a text that are read: the first ones say what it is about.
const MOST_READ: usize = 600;
/// Texts learned from, the last ones taught.
const MOST_TEXTS: usize = 50_000;
/// Cost of an error.
const COST: f32 = 0.5;
/// Passes over the texts.
const PASSES: usize = 12;
/// Parts that are held out in turn.
const FOLDS: usize = 3;
/// Temperatures tried, from the sharpest.
const TEMPERATURES: [f32; 9] = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.2];

/// A name that a text may call for.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposed {
    /// The name.
    pub name: String,
    /// How likely it is, in [0, 1]; those of all names sum to 1.
    pub share: f32,
}

/// How well names are found, on texts that were held out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Skill {
    /// Texts that were held out, each once.
    pub n: u32,
    /// Of them, those whose name was proposed first.
    pub right: u32,
    /// Of them, those whose name was among the first three.
    pub among_three: u32,
    /// Of them, those that have the most frequent name: what naming all alike would get right.
    pub of_most_frequent: u32,
}

impl Skill {
    /// Whether proposing beats naming all alike.
    #[must_use]
    pub fn beats_majority(&self) -> bool {
        self.right > self.of_most_frequent
    }
}

/// Gathers texts with their names.
#[derive(Debug, Default)]
pub struct Teacher {
    texts: Vec<(Vec<(u64, u32)>, u32)>,
    names: Vec<String>,
    known: HashMap<String, u32>,
    words: Words,
}

impl Teacher {
    /// Without texts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A text and the name it has. Empty texts and names teach nothing.
    pub fn teach(&mut self, text: &str, name: &str) {
        let bag = bag(&mut self.words, text);
        if bag.is_empty() || name.is_empty() {
            return;
        }
        let next = self.names.len() as u32;
        let name = *self.known.entry(name.to_owned()).or_insert_with(|| {
            self.names.push(name.to_owned());
            next
        });
        self.texts.push((bag, name));
    }

    /// Texts so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is no text yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Learns; none where there are too few texts, or fewer than two names with enough of them.
    #[must_use]
    pub fn learn(mut self) -> Option<Namer> {
        let surplus = self.texts.len().saturating_sub(MOST_TEXTS);
        self.texts.drain(..surplus);
        let names = self.frequent_names();
        if names.len() < 2 {
            return None;
        }
        let place: HashMap<u32, usize> = names.iter().enumerate().map(|(place, name)| (*name, place)).collect();
        self.texts.retain(|(_, name)| place.contains_key(name));
        if self.texts.len() < LEAST_TEXTS {
            return None;
        }
        let vocabulary = Vocabulary::of(&self.texts);
        let rows: Vec<Row> = self
            .texts
            .iter()
            .map(|(bag, name)| Row { features: vocabulary.features(bag), name: place.get(name).copied().unwrap_or(0) })
            .collect();
        let (skill, temperature) = held_out(&rows, names.len(), vocabulary.len());
        let all: Vec<usize> = (0..rows.len()).collect();
        let weights = Weights::learn(&rows, &all, names.len(), vocabulary.len());
        let names = names.iter().filter_map(|name| self.names.get(*name as usize).cloned()).collect();
        Some(Namer { vocabulary, weights, names, temperature, skill })
    }

    /// The names with enough texts, most frequent first.
    fn frequent_names(&self) -> Vec<u32> {
        let mut counts = vec![0_usize; self.names.len()];
        for (_, name) in &self.texts {
            if let Some(count) = counts.get_mut(*name as usize) {
                *count += 1;
            }
        }
        let count = |name: &u32| counts.get(*name as usize).copied().unwrap_or(0);
        let mut names: Vec<u32> = (0..self.names.len() as u32).filter(|name| count(name) >= LEAST_OF_A_NAME).collect();
        names.sort_by_key(|name| (std::cmp::Reverse(count(name)), *name));
        names.truncate(MOST_NAMES);
        names
    }
}

/// Proposes names.
#[derive(Clone, Debug)]
pub struct Namer {
    vocabulary: Vocabulary,
    weights: Weights,
    names: Vec<String>,
    temperature: f32,
    skill: Skill,
}

impl Namer {
    /// Every name it knows with its share, the likeliest first; empty for a text of which no word is known.
    #[must_use]
    pub fn propose(&self, text: &str) -> Vec<Proposed> {
        let features = self.vocabulary.features(&bag(&mut Words::new(), text));
        if features.is_empty() {
            return Vec::new();
        }
        let shares = softmax(&self.weights.margins(&features), self.temperature);
        let mut proposed: Vec<Proposed> =
            self.names.iter().zip(shares).map(|(name, share)| Proposed { name: name.clone(), share }).collect();
        proposed.sort_by(|one, other| other.share.total_cmp(&one.share));
        proposed
    }

    /// How well it does.
    #[must_use]
    pub fn skill(&self) -> Skill {
        self.skill
    }
}

/// The words of a text by their stems, each with how often it occurs, in the order of their identities.
fn bag(words: &mut Words, text: &str) -> Vec<(u64, u32)> {
    words.read(text);
    let mut stems: Vec<u64> = words.tokens().iter().take(MOST_READ).map(|token| token.stem).collect();
    stems.sort_unstable();
    let mut bag: Vec<(u64, u32)> = Vec::new();
    for stem in stems {
        match bag.last_mut() {
            Some((last, count)) if *last == stem => *count += 1,
            _ => bag.push((stem, 1)),
        }
    }
    bag
}

/// The words that count, with their place and weight.
#[derive(Clone, Debug, Default)]
struct Vocabulary(IdMap<(u32, f32)>);

impl Vocabulary {
    fn of(texts: &[(Vec<(u64, u32)>, u32)]) -> Self {
        let mut texts_with: IdMap<u32> = IdMap::default();
        for (word, _) in texts.iter().flat_map(|(bag, _)| bag) {
            *texts_with.entry(*word).or_insert(0) += 1;
        }
        let mut words: Vec<(u64, u32)> = texts_with.into_iter().collect();
        words.sort_by_key(|(word, texts)| (std::cmp::Reverse(*texts), *word));
        words.truncate(MOST_WORDS);
        let all = texts.len() as f32;
        let weigh = |texts: u32| ((1.0 + all) / (1.0 + texts as f32)).ln() + 1.0;
        Self(words.into_iter().zip(0..).map(|((word, texts), place)| (word, (place, weigh(texts)))).collect())
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    /// Places and weights of a text, of length 1 together.
    fn features(&self, bag: &[(u64, u32)]) -> Vec<(u32, f32)> {
        let weigh = |(word, count): &(u64, u32)| {
            self.0.get(word).map(|(place, rarity)| (*place, rarity * (1.0 + (*count as f32).ln())))
        };
        let mut features: Vec<(u32, f32)> = bag.iter().filter_map(weigh).collect();
        let length = features.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        for (_, weight) in &mut features {
            *weight /= length;
        }
        features
    }
}

/// A text as features, with the place of its name.
#[derive(Clone, Debug)]
struct Row {
    features: Vec<(u32, f32)>,
    name: usize,
}

/// Weights of every word for every name, those of a word side by side; a constant follows the last word.
#[derive(Clone, Debug)]
struct Weights {
    names: usize,
    table: Vec<f32>,
}

impl Weights {
    fn learn(rows: &[Row], chosen: &[usize], names: usize, words: usize) -> Self {
        let mut table = vec![0.0_f32; names * (words + 1)];
        for name in 0..names {
            let learned = one_against_all(rows, chosen, name, words);
            for (word, weight) in learned.into_iter().enumerate() {
                if let Some(slot) = table.get_mut(word * names + name) {
                    *slot = weight;
                }
            }
        }
        Self { names, table }
    }

    fn margins(&self, features: &[(u32, f32)]) -> Vec<f32> {
        let last = self.table.len().saturating_sub(self.names);
        let mut margins = self.table.get(last..).unwrap_or_default().to_vec();
        for (place, feature) in features {
            let start = *place as usize * self.names;
            let weights = self.table.get(start..start + self.names).unwrap_or_default();
            for (margin, weight) in margins.iter_mut().zip(weights) {
                *margin += feature * weight;
            }
        }
        margins
    }
}

/// The weights of one name against all others, the constant last.
fn one_against_all(rows: &[Row], chosen: &[usize], name: usize, words: usize) -> Vec<f32> {
    let mut weights = vec![0.0_f32; words + 1];
    let mut order: Vec<(usize, f32)> = chosen.iter().map(|index| (*index, 0.0)).collect();
    let mut numbers = Numbers(0x006e_616d_696e_6700 ^ name as u64);
    let softness = 0.5 / COST;
    for _ in 0..PASSES {
        numbers.shuffle(&mut order);
        for (index, dual) in &mut order {
            let Some(row) = rows.get(*index) else { continue };
            let side = if row.name == name { 1.0 } else { -1.0 };
            let dot: f32 = row.features.iter().filter_map(|(at, held)| Some(held * weights.get(*at as usize)?)).sum();
            let margin = dot + weights.get(words).copied().unwrap_or(0.0);
            // The features have length 1, the constant adds 1.
            let moved = (*dual - (side * margin - 1.0 + *dual * softness) / (2.0 + softness)).max(0.0);
            let step = (moved - *dual) * side;
            *dual = moved;
            if step == 0.0 {
                continue;
            }
            let features = row.features.iter().copied().chain(std::iter::once((words as u32, 1.0)));
            for (at, held) in features {
                if let Some(weight) = weights.get_mut(at as usize) {
                    *weight += step * held;
                }
            }
        }
    }
    weights
}

fn softmax(margins: &[f32], temperature: f32) -> Vec<f32> {
    let highest = margins.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let raised: Vec<f32> = margins.iter().map(|margin| ((margin - highest) / temperature).exp()).collect();
    let all: f32 = raised.iter().sum();
    raised.into_iter().map(|one| one / all).collect()
}

/// The skill on texts that were held out, and the temperature whose shares fit them best (highest likelihood).
fn held_out(rows: &[Row], names: usize, words: usize) -> (Skill, f32) {
    let mut skill = Skill::default();
    let mut unlikely = TEMPERATURES.map(|temperature| (temperature, 0.0_f64));
    for fold in 0..FOLDS {
        let (tested, chosen): (Vec<usize>, Vec<usize>) = (0..rows.len()).partition(|index| index % FOLDS == fold);
        let weights = Weights::learn(rows, &chosen, names, words);
        for row in tested.iter().filter_map(|index| rows.get(*index)) {
            let margins = weights.margins(&row.features);
            let own = margins.get(row.name).copied().unwrap_or(f32::NEG_INFINITY);
            let before =
                margins.iter().enumerate().filter(|(at, held)| **held > own || (**held == own && *at < row.name));
            let before = before.count();
            skill.n += 1;
            skill.right += u32::from(before == 0);
            skill.among_three += u32::from(before < 3);
            // Names are in the order of their frequency.
            skill.of_most_frequent += u32::from(row.name == 0);
            for (temperature, sum) in &mut unlikely {
                let share = softmax(&margins, *temperature).get(row.name).copied().unwrap_or(0.0);
                *sum -= f64::from(share.max(1e-6).ln());
            }
        }
    }
    let best = unlikely.iter().min_by(|one, other| one.1.total_cmp(&other.1));
    (skill, best.map_or(1.0, |(temperature, _)| *temperature))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATE: [&str; 4] =
        ["سفارشم دیر رسید", "بسته با تأخیر آمد و پیک نیامد", "my parcel came late", "پیک سه روز دیر آورد"];
    const RUDE: [&str; 4] =
        ["صندوق‌دار بی‌ادب بود", "فروشنده بد برخورد کرد", "the cashier was rude", "کارمند شعبه توهین کرد"];

    fn taught() -> Teacher {
        let mut teacher = Teacher::new();
        for round in 0..6 {
            for (late, rude) in LATE.iter().zip(RUDE) {
                teacher.teach(&format!("{late} نوبت {round}"), "late");
                teacher.teach(&format!("{rude} نوبت {round}"), "rude");
            }
        }
        teacher
    }

    #[test]
    fn the_name_of_alike_texts_comes_first() {
        let namer = taught().learn().unwrap();
        for (text, name) in
            [("بسته‌ام دیر رسیده", "late"), ("فروشنده‌ها بی ادب بودند", "rude"), ("cashier so rude", "rude")]
        {
            let proposed = namer.propose(text);
            assert_eq!(proposed[0].name, name, "{text}: {proposed:?}");
            assert!((proposed.iter().map(|held| held.share).sum::<f32>() - 1.0).abs() < 1e-5);
        }
        let skill = namer.skill();
        assert!(
            skill.n == 48 && skill.right >= 46 && skill.of_most_frequent == 24 && skill.beats_majority(),
            "{skill:?}"
        );
        assert_eq!(skill.among_three, 48);
    }

    #[test]
    fn nothing_is_proposed_of_nothing_known() {
        assert_eq!(taught().learn().unwrap().propose("qwxz"), []);
        assert_eq!(taught().learn().unwrap().propose("؟!"), []);
        let mut teacher = Teacher::new();
        assert!(teacher.is_empty());
        teacher.teach("", "late");
        teacher.teach("سلام", "");
        assert_eq!(teacher.len(), 0);
        for _ in 0..LEAST_TEXTS {
            teacher.teach("دیر رسید", "late");
        }
        assert!(teacher.learn().is_none(), "a single name is no choice");
    }

    #[test]
    fn rare_names_are_left_out() {
        let mut teacher = taught();
        teacher.teach("گم شد", "lost");
        let namer = teacher.learn().unwrap();
        assert!(namer.propose("دیر رسید").iter().all(|held| held.name != "lost"));
    }

    #[test]
    fn learning_again_gives_the_same() {
        let propose = || taught().learn().unwrap().propose("پیک دیر آمد");
        assert_eq!(propose(), propose());
    }
}

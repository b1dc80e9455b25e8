//! Comments that share words, grouped: weights by TF-IDF, groups by spherical k-means (Dhillon and Modha 2001).

use serde::{Deserialize, Serialize};

use crate::hash::IdMap;
use crate::sentiment::Numbers;
use crate::words::{Kind, is_stop_id};

/// Comments that are looked at: the first of those given.
pub const MOST_COMMENTS: usize = 20_000;
/// Most groups.
pub const MOST_CLUSTERS: usize = 50;
/// Rounds of assignment at most.
const ROUNDS: usize = 12;
/// Words of a comment that are looked at.
const MOST_WORDS: usize = 128;
/// Words that name a group.
const NAMING: usize = 6;
/// Comments that stand for a group.
const REPRESENTATIVES: usize = 3;
/// Comments that must hold a word.
const LEAST_COMMENTS: u32 = 2;

/// Comments that share words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    /// Words that mark the group, strongest first; at most 6.
    pub words: Vec<String>,
    /// The comments in it, as positions in what was given, nearest to its middle first.
    pub comments: Vec<usize>,
    /// Positions of comments that stand for it: the nearest to its middle, each different; at most 3.
    pub representatives: Vec<usize>,
    /// Mean likeness of its comments to its middle, 0 to 1: how close together they are.
    pub closeness: f32,
}

struct Vectors {
    rows: Vec<Vec<(u32, f32)>>,
    names: Vec<String>,
}

/// Groups the comments (the first 20,000) into at most `count` groups (at most 50), the largest first; groups of a
/// single comment and comments without a word of their own are left out. The same comments give the same groups.
#[must_use]
pub fn clusters(comments: &[&str], count: usize) -> Vec<Cluster> {
    let comments = comments.get(..comments.len().min(MOST_COMMENTS)).unwrap_or_default();
    let vectors = vectors(comments);
    let filled: Vec<usize> = (0..vectors.rows.len()).filter(|row| vectors.row(*row).len() > 1).collect();
    let count = count.min(MOST_CLUSTERS).min(filled.len());
    if count == 0 {
        return Vec::new();
    }
    let mut middles = first_middles(&vectors, &filled, count);
    let mut nearest: Vec<(usize, f32)> = Vec::new();
    for _ in 0..ROUNDS {
        let assigned: Vec<(usize, f32)> = filled.iter().map(|row| closest(vectors.row(*row), &middles)).collect();
        let settled = assigned.iter().map(|(middle, _)| middle).eq(nearest.iter().map(|(middle, _)| middle));
        nearest = assigned;
        if settled {
            break;
        }
        middles = new_middles(&vectors, &filled, &nearest, count);
    }
    let mut groups: Vec<Cluster> =
        (0..count).filter_map(|group| describe(&vectors, comments, &filled, &nearest, &middles, group)).collect();
    groups.sort_by(|left, right| {
        right.comments.len().cmp(&left.comments.len()).then_with(|| left.comments.cmp(&right.comments))
    });
    groups
}

impl Vectors {
    fn row(&self, row: usize) -> &[(u32, f32)] {
        self.rows.get(row).map(Vec::as_slice).unwrap_or_default()
    }
}

fn vectors(comments: &[&str]) -> Vectors {
    let mut places: IdMap<u32> = IdMap::default();
    // A word is named as it is written most: each writing with how often.
    let mut writings: Vec<Vec<(u64, u32, &str)>> = Vec::new();
    let mut frequencies: Vec<u32> = Vec::new();
    let mut rows: Vec<Vec<(u32, f32)>> = Vec::with_capacity(comments.len());
    for comment in comments {
        let words = super::read(comment);
        let mut row: Vec<(u32, f32)> = Vec::new();
        let carrying = words.tokens().iter().take(MOST_WORDS).filter(|token| {
            matches!(token.kind, Kind::Arabic | Kind::Latin | Kind::Other)
                && !is_stop_id(token.id)
                && !is_stop_id(token.stem)
        });
        for token in carrying {
            let place = *places.entry(token.stem).or_insert_with(|| {
                writings.push(Vec::new());
                frequencies.push(0);
                frequencies.len() as u32 - 1
            });
            if let Some(writings) = writings.get_mut(place as usize) {
                note(writings, token.id, words.written(comment, std::slice::from_ref(token)));
            }
            match row.iter_mut().find(|(known, _)| *known == place) {
                Some((_, times)) => *times += 1.0,
                None => row.push((place, 1.0)),
            }
        }
        for (place, _) in &row {
            if let Some(frequency) = frequencies.get_mut(*place as usize) {
                *frequency += 1;
            }
        }
        rows.push(row);
    }
    let all = comments.len() as f32;
    for row in &mut rows {
        row.retain(|(place, _)| frequencies.get(*place as usize).is_some_and(|count| *count >= LEAST_COMMENTS));
        for (place, weight) in row.iter_mut() {
            let frequency = frequencies.get(*place as usize).copied().unwrap_or(1) as f32;
            *weight = (1.0 + weight.ln()) * (1.0 + all / frequency).ln();
        }
        normalise(row);
    }
    let most_written = |writings: Vec<(u64, u32, &str)>| {
        let most = writings.into_iter().max_by_key(|(id, times, _)| (*times, *id));
        most.map_or_else(String::new, |(_, _, written)| written.to_owned())
    };
    Vectors { rows, names: writings.into_iter().map(most_written).collect() }
}

/// Counts one more writing of a word; the first eight are remembered.
fn note<'text>(writings: &mut Vec<(u64, u32, &'text str)>, id: u64, written: &'text str) {
    if let Some((_, times, _)) = writings.iter_mut().find(|(known, _, _)| *known == id) {
        *times += 1;
    } else if writings.len() < 8 {
        writings.push((id, 1, written));
    }
}

fn normalise(row: &mut [(u32, f32)]) {
    let length = row.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    if length > 0.0 {
        row.iter_mut().for_each(|(_, weight)| *weight /= length);
    }
}

fn likeness(row: &[(u32, f32)], middle: &[f32]) -> f32 {
    row.iter().map(|(place, weight)| weight * middle.get(*place as usize).copied().unwrap_or(0.0)).sum()
}

fn closest(row: &[(u32, f32)], middles: &[Vec<f32>]) -> (usize, f32) {
    let mut best = (0, f32::MIN);
    for (at, middle) in middles.iter().enumerate() {
        let likeness = likeness(row, middle);
        if likeness > best.1 {
            best = (at, likeness);
        }
    }
    best
}

fn dense(row: &[(u32, f32)], size: usize) -> Vec<f32> {
    let mut middle = vec![0.0; size];
    for (place, weight) in row {
        if let Some(value) = middle.get_mut(*place as usize) {
            *value = *weight;
        }
    }
    middle
}

/// Comments far from those chosen before them are chosen as first middles (k-means++; Arthur and Vassilvitskii 2007).
fn first_middles(vectors: &Vectors, filled: &[usize], count: usize) -> Vec<Vec<f32>> {
    let mut numbers = Numbers(0x7468_656d_6573);
    let size = vectors.names.len();
    let mut distances = vec![1.0_f32; filled.len()];
    let mut middles = Vec::with_capacity(count);
    let mut chosen = numbers.below(filled.len());
    for _ in 0..count {
        let row = filled.get(chosen).map(|row| vectors.row(*row)).unwrap_or_default();
        let middle = dense(row, size);
        for (row, distance) in filled.iter().zip(&mut distances) {
            *distance = distance.min((1.0 - likeness(vectors.row(*row), &middle)).max(0.0));
        }
        middles.push(middle);
        let all: f64 = distances.iter().map(|distance| f64::from(*distance)).sum();
        let mut rest = all * (numbers.below(1 << 30) as f64 / f64::from(1 << 30));
        chosen = distances
            .iter()
            .position(|distance| {
                rest -= f64::from(*distance);
                rest < 0.0
            })
            .unwrap_or(0);
    }
    middles
}

fn new_middles(vectors: &Vectors, filled: &[usize], nearest: &[(usize, f32)], count: usize) -> Vec<Vec<f32>> {
    let mut middles = vec![vec![0.0_f32; vectors.names.len()]; count];
    for (row, (middle, _)) in filled.iter().zip(nearest) {
        let Some(middle) = middles.get_mut(*middle) else { continue };
        for (place, weight) in vectors.row(*row) {
            if let Some(value) = middle.get_mut(*place as usize) {
                *value += weight;
            }
        }
    }
    for middle in &mut middles {
        let length = middle.iter().map(|weight| weight * weight).sum::<f32>().sqrt();
        if length > 0.0 {
            middle.iter_mut().for_each(|weight| *weight /= length);
        }
    }
    middles
}

fn describe(
    vectors: &Vectors,
    comments: &[&str],
    filled: &[usize],
    nearest: &[(usize, f32)],
    middles: &[Vec<f32>],
    group: usize,
) -> Option<Cluster> {
    let mut inside: Vec<(usize, f32)> = filled
        .iter()
        .zip(nearest)
        .filter(|(_, (middle, _))| *middle == group)
        .map(|(row, (_, likeness))| (*row, *likeness))
        .collect();
    if inside.len() < 2 {
        return None;
    }
    inside.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
    let closeness = inside.iter().map(|(_, likeness)| likeness).sum::<f32>() / inside.len() as f32;
    let mut strongest: Vec<(usize, f32)> =
        middles.get(group)?.iter().copied().enumerate().filter(|(_, weight)| *weight > 0.0).collect();
    strongest.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
    let words = strongest.iter().take(NAMING).filter_map(|(place, _)| vectors.names.get(*place).cloned()).collect();
    let mut representatives: Vec<usize> = Vec::new();
    for (row, _) in &inside {
        let text = comments.get(*row)?;
        if representatives.len() < REPRESENTATIVES
            && representatives.iter().all(|other| comments.get(*other) != Some(text))
        {
            representatives.push(*row);
        }
    }
    Some(Cluster { words, comments: inside.into_iter().map(|(row, _)| row).collect(), representatives, closeness })
}

//! Learning good from bad: a linear support-vector machine over features weighed by how differently
//! they occur in good and bad comments (NB-SVM; Wang and Manning 2012), by dual coordinate descent
//! (Hsieh and others 2008), and the calibration of its margins (Platt 1999).

use super::features::{Features, MEASURES};

/// Cost of an error, for a comment of weight 1.
const COST: f32 = 0.1;
/// Passes over the comments.
const PASSES: usize = 8;
/// Added to every count of a feature.
const SMOOTHING: f32 = 0.5;
/// How freely a measure's weight moves, beside a hashed feature's.
const MEASURE_FREEDOM: f32 = 1.0;
/// Most that a comment of the rarer side counts beside one of the more frequent side.
const MOST_BALANCE: f32 = 8.0;
/// Least freedom of a feature that occurs alike in good and bad comments.
const LEAST_FREEDOM: f32 = 0.5;

/// Comments as features, with their side and weight.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    places: Vec<u32>,
    rows: Vec<Row>,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    start: usize,
    middle: usize,
    end: usize,
    scales: (f32, f32),
    measures: [f32; MEASURES],
    /// 1 good, -1 bad, 0 neutral.
    side: f32,
    weight: f32,
}

/// What was learned: the weight of each hashed feature and of each measure.
#[derive(Clone, Debug)]
pub(super) struct Weights {
    pub(super) hashed: Vec<f32>,
    pub(super) measures: [f32; MEASURES],
}

impl Rows {
    pub(super) fn push(&mut self, features: &Features, side: f32, weight: f32) {
        let start = self.places.len();
        self.places.extend_from_slice(&features.words);
        let middle = self.places.len();
        self.places.extend_from_slice(&features.runs);
        let end = self.places.len();
        let (scales, measures) = (features.scales(), features.measures);
        self.rows.push(Row { start, middle, end, scales, measures, side, weight });
    }

    /// Gives a row its side and weight.
    pub(super) fn set(&mut self, index: usize, side: f32, weight: f32) {
        if let Some(row) = self.rows.get_mut(index) {
            (row.side, row.weight) = (side, weight);
        }
    }

    fn parts(&self, row: &Row) -> [(f32, &[u32]); 2] {
        [
            (row.scales.0, self.places.get(row.start..row.middle).unwrap_or_default()),
            (row.scales.1, self.places.get(row.middle..row.end).unwrap_or_default()),
        ]
    }

    /// The margin of a row: above 0 it is good.
    pub(super) fn margin(&self, index: usize, weights: &Weights) -> f32 {
        let Some(row) = self.rows.get(index) else { return 0.0 };
        let mut margin: f32 =
            row.measures.iter().zip(&weights.measures).map(|(measure, weight)| measure * weight).sum();
        for (scale, places) in self.parts(row) {
            let sum: f32 = places.iter().filter_map(|place| weights.hashed.get(*place as usize)).sum();
            margin += scale * sum;
        }
        margin
    }

    /// How freely each feature's weight may move: the square of its log-count ratio.
    fn freedoms(&self, chosen: &[usize], size: usize) -> Vec<[f32; 2]> {
        let mut counts = vec![[SMOOTHING; 2]; size];
        for row in chosen.iter().filter_map(|index| self.rows.get(*index)) {
            let side = usize::from(row.side < 0.0);
            for place in self.places.get(row.start..row.end).unwrap_or_default() {
                if let Some(count) = counts.get_mut(*place as usize).and_then(|count| count.get_mut(side)) {
                    *count += row.weight;
                }
            }
        }
        let (good, bad) = counts.iter().fold((0.0_f64, 0.0_f64), |(good, bad), [more_good, more_bad]| {
            (good + f64::from(*more_good), bad + f64::from(*more_bad))
        });
        let balance = (bad / good) as f32;
        for count in &mut counts {
            let ratio = (count[0] / count[1] * balance).ln();
            *count = [0.0, ratio * ratio + LEAST_FREEDOM];
        }
        counts
    }

    /// Learns from the chosen rows, which have a side each.
    pub(super) fn learn(&self, chosen: &[usize], size: usize) -> Weights {
        // Weight and freedom of a feature lie side by side, in one line of the cache.
        let mut table = self.freedoms(chosen, size);
        let mut measures = [0.0_f32; MEASURES];
        let (of_good, of_bad) = self.balance(chosen);
        let mut order: Vec<(usize, f32)> = chosen.iter().map(|index| (*index, 0.0)).collect();
        let curvatures: Vec<f32> = (0..self.rows.len()).map(|index| self.curvature(index, &table)).collect();
        let mut numbers = Numbers(0x4861_6d64_656c);
        for _ in 0..PASSES {
            numbers.shuffle(&mut order);
            for (index, dual) in &mut order {
                let (Some(row), Some(curvature)) = (self.rows.get(*index), curvatures.get(*index)) else { continue };
                let softness = 0.5 / (COST * row.weight * if row.side > 0.0 { of_good } else { of_bad });
                let mut margin: f32 =
                    row.measures.iter().zip(&measures).map(|(measure, weight)| measure * weight).sum();
                for (scale, places) in self.parts(row) {
                    let sum: f32 =
                        places.iter().filter_map(|place| table.get(*place as usize)).map(|slot| slot[0]).sum();
                    margin += scale * sum;
                }
                let gradient = row.side * margin - 1.0 + *dual * softness;
                let moved = (*dual - gradient / (curvature + softness)).max(0.0);
                let step = (moved - *dual) * row.side;
                *dual = moved;
                if step == 0.0 {
                    continue;
                }
                for (weight, measure) in measures.iter_mut().zip(&row.measures) {
                    *weight += step * measure * MEASURE_FREEDOM;
                }
                for (scale, places) in self.parts(row) {
                    for place in places {
                        if let Some([weight, freedom]) = table.get_mut(*place as usize) {
                            *weight += step * scale * *freedom;
                        }
                    }
                }
            }
        }
        Weights { hashed: table.into_iter().map(|[weight, _]| weight).collect(), measures }
    }

    /// What a good and a bad comment count, so that the rarer side is not drowned.
    fn balance(&self, chosen: &[usize]) -> (f32, f32) {
        let sides = chosen.iter().filter_map(|index| self.rows.get(*index)).map(|row| row.side);
        let good = sides.filter(|side| *side > 0.0).count() as f32;
        let bad = chosen.len() as f32 - good;
        let share = |count: f32| (chosen.len() as f32 / (2.0 * count.max(1.0))).clamp(1.0 / MOST_BALANCE, MOST_BALANCE);
        (share(good), share(bad))
    }

    fn curvature(&self, index: usize, table: &[[f32; 2]]) -> f32 {
        let Some(row) = self.rows.get(index) else { return 1.0 };
        let mut curvature: f32 = row.measures.iter().map(|measure| measure * measure * MEASURE_FREEDOM).sum();
        for (scale, places) in self.parts(row) {
            let sum: f32 = places.iter().filter_map(|place| table.get(*place as usize)).map(|slot| slot[1]).sum();
            curvature += scale * scale * sum;
        }
        curvature
    }
}

/// Numbers that look random and are the same in every run (SplitMix64; Steele and others 2014).
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
    }
}

/// Turns margins into probabilities: `1 / (1 + exp(-(slope margin + shift)))`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Calibration {
    pub(super) slope: f32,
    /// Where good and bad are equally frequent.
    pub(super) shift: f32,
    /// Logarithm of the odds that a comment of this company is good.
    pub(super) prior: f32,
}

impl Calibration {
    /// The probability of good were good and bad equally frequent, so that a rare complaint is seen.
    pub(super) fn balanced(self, margin: f32) -> f32 {
        1.0 / (1.0 + (-(self.slope * margin + self.shift)).exp())
    }

    /// The probability of good among the company's own comments.
    pub(super) fn probability(self, margin: f32) -> f32 {
        1.0 / (1.0 + (-(self.slope * margin + self.shift + self.prior)).exp())
    }

    /// Fitted by Newton's method to margins of comments that were held out, both sides with the same weight and
    /// with Platt's softened targets.
    pub(super) fn fit(margins: &[(f32, f32)]) -> Self {
        let good = margins.iter().filter(|(_, side)| *side > 0.0).count() as f64;
        let bad = margins.len() as f64 - good;
        let targets = ((good + 1.0) / (good + 2.0), 1.0 / (bad + 2.0));
        let weights = (0.5 / good.max(1.0), 0.5 / bad.max(1.0));
        let (mut slope, mut shift) = (1.0_f64, 0.0_f64);
        for _ in 0..30 {
            let (mut g, mut h) = ([0.0_f64; 2], [1e-9_f64, 0.0, 1e-9]);
            for (margin, side) in margins {
                let margin = f64::from(*margin);
                let p = 1.0 / (1.0 + (-(slope * margin + shift)).exp());
                let (target, weight) = if *side > 0.0 { (targets.0, weights.0) } else { (targets.1, weights.1) };
                let off = weight * (p - target);
                let spread = weight * (p * (1.0 - p)).max(1e-9);
                g = [g[0] + off * margin, g[1] + off];
                h = [h[0] + spread * margin * margin, h[1] + spread * margin, h[2] + spread];
            }
            let determinant = h[0] * h[2] - h[1] * h[1];
            if determinant.abs() < 1e-15 {
                break;
            }
            let step = [(h[2] * g[0] - h[1] * g[1]) / determinant, (h[0] * g[1] - h[1] * g[0]) / determinant];
            slope = (slope - step[0]).clamp(0.05, 20.0);
            shift = (shift - step[1]).clamp(-5.0, 5.0);
            if step[0].abs() + step[1].abs() < 1e-7 {
                break;
            }
        }
        let prior = ((good + 1.0) / (bad + 1.0)).ln();
        Self { slope: slope as f32, shift: shift as f32, prior: prior as f32 }
    }
}

//! Weights against non-response: those who answered are made to look like those who were asked.
//!
//! With one trait this is post-stratification, with several raking (iterative proportional fitting, Deming and
//! Stephan 1940): the shares of each trait in turn are brought to the known ones until all fit. Weights help only as
//! far as those who answered resemble those of the same cell who did not, and they cost effective n.

use crate::error::StatsError;
use crate::mean::effective_n;

/// How far known shares may be from a sum of 1 through rounding.
const ROUNDING: f64 = 1e-6;

/// A trait whose shares in the population are known, such as the region.
#[derive(Clone, Debug, PartialEq)]
pub struct Trait {
    name: String,
    levels: Vec<(String, f64)>,
}

impl Trait {
    /// The name, and each level with its share of the population, in (0, 1]; shares sum to 1.
    ///
    /// # Errors
    ///
    /// [`StatsError::BadShares`] with a share that is not above 0 or unless they sum to 1 up to a millionth.
    pub fn new(name: impl Into<String>, levels: Vec<(String, f64)>) -> Result<Self, StatsError> {
        let sum: f64 = levels.iter().map(|(_, share)| share).sum();
        let positive = levels.iter().all(|(_, share)| *share > 0.0);
        if !positive || !sum.is_finite() || (sum - 1.0).abs() > ROUNDING {
            return Err(StatsError::BadShares { sum });
        }
        Ok(Self { name: name.into(), levels })
    }
}

/// Responders who are alike in every trait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// For each trait, in their order, the index of the level.
    pub levels: Vec<usize>,
    /// Responders in the cell.
    pub n: u64,
}

/// The least and the greatest weight that is allowed, as multiples of the mean weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trim {
    least: f64,
    greatest: f64,
}

impl Trim {
    /// Weights from `least` to `greatest` times the mean weight.
    ///
    /// # Errors
    ///
    /// [`StatsError::EmptyScale`] unless `0 < least < 1 < greatest`.
    pub fn new(least: f64, greatest: f64) -> Result<Self, StatsError> {
        if 0.0 < least && least < 1.0 && 1.0 < greatest && greatest.is_finite() {
            Ok(Self { least, greatest })
        } else {
            Err(StatsError::EmptyScale { low: least, high: greatest })
        }
    }
}

impl Default for Trim {
    /// A fifth to five times the mean weight.
    fn default() -> Self {
        Self { least: 0.2, greatest: 5.0 }
    }
}

/// How weights are fitted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fitting {
    /// Bounds of the weights, if any.
    pub trim: Option<Trim>,
    /// The fit is good when no share is further from its target than this.
    pub tolerance: f64,
    /// Rounds after which fitting stops.
    pub rounds: usize,
}

impl Default for Fitting {
    /// Trimmed as [`Trim::default`], to a hundredth of a percentage point, in at most 200 rounds.
    fn default() -> Self {
        Self { trim: Some(Trim::default()), tolerance: 1e-4, rounds: 200 }
    }
}

/// One level of a trait, before and after weighting.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LevelBalance {
    /// Its name.
    pub name: String,
    /// Responders.
    pub n: u64,
    /// Its share of the population, in (0, 1].
    pub known: f64,
    /// Its share of the population among the levels with responders: what the weights aim at, 0 without responders.
    pub target: f64,
    /// Its share of the responders, in [0, 1].
    pub before: f64,
    /// Its share of the weighted responders, in [0, 1].
    pub after: f64,
}

/// One trait, before and after weighting.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TraitBalance {
    /// Its name.
    pub name: String,
    /// Its levels, in their order.
    pub levels: Vec<LevelBalance>,
}

impl TraitBalance {
    /// The levels that nobody answered for: no weight can make up for them.
    pub fn without_responders(&self) -> impl Iterator<Item = &LevelBalance> {
        self.levels.iter().filter(|level| level.n == 0)
    }
}

/// Weights, and what they do.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Weighting {
    /// For each cell, in the order given, the weight of one responder; its mean over responders is 1.
    pub weights: Vec<f64>,
    /// The traits, in their order.
    pub traits: Vec<TraitBalance>,
    /// Responders.
    pub n: u64,
    /// Unweighted responders that would be worth as much (Kish 1965).
    pub effective_n: f64,
    /// Cells with responders whose weight was held at a bound in the last round.
    pub trimmed: usize,
    /// Rounds it took.
    pub rounds: usize,
    /// Whether every share is within the tolerance of its target.
    pub converged: bool,
}

/// Fits weights so that the weighted shares of each trait are the known ones.
///
/// Levels that nobody answered for are reported, and the known shares of the others stand for the whole. Trimming may
/// keep the shares from their targets: then the result says that it did not converge, and the shares after.
///
/// # Errors
///
/// [`StatsError::TooFew`] without traits or responders, [`StatsError::WrongLength`] for a cell that does not have one
/// level for each trait, [`StatsError::BadReference`] for a level that is not there.
pub fn rake(traits: &[Trait], cells: &[Cell], fitting: Fitting) -> Result<Weighting, StatsError> {
    check(traits, cells)?;
    let n: u64 = cells.iter().map(|cell| cell.n).sum();
    let margins: Vec<Margin> = traits.iter().enumerate().map(|(index, of)| Margin::new(of, index, cells, n)).collect();
    let mut weights = vec![1.0; cells.len()];
    let (mut rounds, mut trimmed, mut converged) = (0, 0, fits(&margins, cells, &weights, fitting.tolerance));
    while !converged && rounds < fitting.rounds {
        margins.iter().for_each(|margin| margin.fit(cells, &mut weights));
        normalise(cells, &mut weights, n);
        trimmed = fitting.trim.map_or(0, |trim| hold(cells, &mut weights, trim));
        rounds += 1;
        converged = fits(&margins, cells, &weights, fitting.tolerance);
    }
    normalise(cells, &mut weights, n);
    let squares = cells.iter().zip(&weights).map(|(cell, weight)| cell.n as f64 * weight * weight).sum();
    let balances = traits.iter().zip(&margins).map(|(of, margin)| margin.balance(of, cells, &weights)).collect();
    let effective_n = effective_n(n as f64, squares);
    Ok(Weighting { weights, traits: balances, n, effective_n, trimmed, rounds, converged })
}

/// Fits weights to one trait: `counts` are the responders of each level.
///
/// # Errors
///
/// [`StatsError::TooFew`] without responders, [`StatsError::WrongLength`] unless there is a count for each level.
pub fn post_stratify(of: &Trait, counts: &[u64], fitting: Fitting) -> Result<Weighting, StatsError> {
    if counts.len() != of.levels.len() {
        return Err(StatsError::WrongLength { expected: of.levels.len(), given: counts.len() });
    }
    let cells: Vec<Cell> = counts.iter().enumerate().map(|(level, n)| Cell { levels: vec![level], n: *n }).collect();
    rake(std::slice::from_ref(of), &cells, fitting)
}

fn check(traits: &[Trait], cells: &[Cell]) -> Result<(), StatsError> {
    if traits.is_empty() || cells.iter().all(|cell| cell.n == 0) {
        return Err(StatsError::TooFew { have: 0, need: 1 });
    }
    for cell in cells {
        if cell.levels.len() != traits.len() {
            return Err(StatsError::WrongLength { expected: traits.len(), given: cell.levels.len() });
        }
        let mut levels = cell.levels.iter().zip(traits);
        if let Some((&number, _)) = levels.find(|(level, of)| **level >= of.levels.len()) {
            return Err(StatsError::BadReference { number });
        }
    }
    Ok(())
}

/// The shares that one trait is brought to.
struct Margin {
    index: usize,
    counts: Vec<u64>,
    targets: Vec<f64>,
    n: u64,
}

impl Margin {
    fn new(of: &Trait, index: usize, cells: &[Cell], n: u64) -> Self {
        let mut counts = vec![0; of.levels.len()];
        cells.iter().for_each(|cell| counts[cell.levels[index]] += cell.n);
        let answered = |(share, count): (f64, &u64)| if *count > 0 { share } else { 0.0 };
        let known: Vec<f64> = of.levels.iter().map(|(_, share)| *share).zip(&counts).map(answered).collect();
        let sum: f64 = known.iter().sum();
        Self { index, counts, targets: known.iter().map(|share| share / sum).collect(), n }
    }

    fn shares(&self, cells: &[Cell], weights: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.targets.len()];
        for (cell, weight) in cells.iter().zip(weights) {
            sums[cell.levels[self.index]] += cell.n as f64 * weight;
        }
        let total: f64 = sums.iter().sum();
        sums.into_iter().map(|sum| sum / total).collect()
    }

    fn fit(&self, cells: &[Cell], weights: &mut [f64]) {
        let shares = self.shares(cells, weights);
        for (cell, weight) in cells.iter().zip(weights).filter(|(cell, _)| cell.n > 0) {
            let level = cell.levels[self.index];
            *weight *= self.targets[level] / shares[level];
        }
    }

    fn balance(&self, of: &Trait, cells: &[Cell], weights: &[f64]) -> TraitBalance {
        let after = self.shares(cells, weights);
        let level = |(index, (name, known)): (usize, &(String, f64))| LevelBalance {
            name: name.clone(),
            n: self.counts[index],
            known: *known,
            target: self.targets[index],
            before: self.counts[index] as f64 / self.n as f64,
            after: after[index],
        };
        TraitBalance { name: of.name.clone(), levels: of.levels.iter().enumerate().map(level).collect() }
    }
}

fn fits(margins: &[Margin], cells: &[Cell], weights: &[f64], tolerance: f64) -> bool {
    let near = |(share, target): (&f64, &f64)| (share - target).abs() <= tolerance;
    margins.iter().all(|margin| margin.shares(cells, weights).iter().zip(&margin.targets).all(near))
}

/// Brings the mean weight of responders to 1.
fn normalise(cells: &[Cell], weights: &mut [f64], n: u64) {
    let sum: f64 = cells.iter().zip(weights.iter()).map(|(cell, weight)| cell.n as f64 * weight).sum();
    weights.iter_mut().for_each(|weight| *weight *= n as f64 / sum);
}

/// Holds weights within their bounds; how many were outside.
fn hold(cells: &[Cell], weights: &mut [f64], trim: Trim) -> usize {
    let mut held = 0;
    for (cell, weight) in cells.iter().zip(weights) {
        let within = weight.clamp(trim.least, trim.greatest);
        held += usize::from(cell.n > 0 && within != *weight);
        *weight = within;
    }
    held
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn known(name: &str, shares: &[f64]) -> Trait {
        let level = |(index, share): (usize, &f64)| (format!("{name} {index}"), *share);
        Trait::new(name, shares.iter().enumerate().map(level).collect()).unwrap()
    }

    fn exact() -> Fitting {
        Fitting { trim: None, tolerance: 1e-10, rounds: 10_000 }
    }

    #[test]
    fn one_trait_is_brought_to_its_shares() {
        let weighting = post_stratify(&known("region", &[0.5, 0.3, 0.2]), &[20, 60, 20], exact()).unwrap();
        for (weight, expected) in weighting.weights.iter().zip([2.5, 0.5, 1.0]) {
            assert!((weight - expected).abs() < 1e-12, "{weighting:?}");
        }
        // 100^2 / (20 * 6.25 + 60 * 0.25 + 20).
        assert!((weighting.effective_n - 62.5).abs() < 1e-9);
        assert!(weighting.converged && weighting.rounds == 1 && weighting.trimmed == 0 && weighting.n == 100);
        let level = &weighting.traits[0].levels[1];
        assert!((level.before - 0.6).abs() < 1e-12 && (level.after - 0.3).abs() < 1e-12);
    }

    #[test]
    fn levels_without_responders_are_reported() {
        let weighting = post_stratify(&known("region", &[0.5, 0.3, 0.2]), &[30, 0, 10], exact()).unwrap();
        let missing: Vec<&str> = weighting.traits[0].without_responders().map(|level| level.name.as_str()).collect();
        assert_eq!(missing, ["region 1"]);
        let after: Vec<f64> = weighting.traits[0].levels.iter().map(|level| level.after).collect();
        assert!((after[0] - 5.0 / 7.0).abs() < 1e-12 && after[1] == 0.0);
        assert_eq!((weighting.traits[0].levels[1].known, weighting.traits[0].levels[1].target), (0.3, 0.0));
    }

    #[test]
    fn shares_that_fit_are_left_alone() {
        let weighting = post_stratify(&known("region", &[0.5, 0.5]), &[40, 40], Fitting::default()).unwrap();
        assert_eq!((weighting.weights, weighting.rounds, weighting.effective_n), (vec![1.0, 1.0], 0, 80.0));
    }

    #[test]
    fn trimming_holds_weights_and_says_that_shares_are_off() {
        let region = known("region", &[0.5, 0.5]);
        let trim = Some(Trim::new(0.5, 3.0).unwrap());
        let weighting = post_stratify(&region, &[2, 198], Fitting { trim, ..Fitting::default() }).unwrap();
        assert!(!weighting.converged && weighting.trimmed > 0);
        assert!(weighting.weights[0] / weighting.weights[1] <= 6.0 + 1e-9, "{weighting:?}");
        let after = weighting.traits[0].levels[0].after;
        assert!(after > 0.01 && after < 0.5, "{after}");
        let free = post_stratify(&region, &[2, 198], exact()).unwrap();
        assert!(free.effective_n < weighting.effective_n);
    }

    #[test]
    fn input_that_does_not_fit_is_refused() {
        assert!(Trait::new("t", vec![("a".to_owned(), 0.5), ("b".to_owned(), 0.4)]).is_err());
        assert!(Trait::new("t", vec![("a".to_owned(), 1.0), ("b".to_owned(), 0.0)]).is_err());
        assert!(Trait::new("t", vec![]).is_err() && Trim::new(1.5, 3.0).is_err());
        let of = [known("t", &[1.0])];
        let cell = |levels: &[usize], n| Cell { levels: levels.to_vec(), n };
        let none = Err(StatsError::TooFew { have: 0, need: 1 });
        assert_eq!(rake(&of, &[cell(&[0], 0)], exact()), none);
        assert_eq!(rake(&[], &[cell(&[], 5)], exact()), none);
        assert_eq!(rake(&of, &[cell(&[1], 5)], exact()), Err(StatsError::BadReference { number: 1 }));
        assert!(rake(&of, &[cell(&[0, 0], 5)], exact()).is_err());
        assert!(post_stratify(&of[0], &[1, 2], exact()).is_err());
    }

    proptest! {
        #[test]
        fn raking_meets_every_margin_and_keeps_the_odds(
            counts in prop::array::uniform6(1_u64..500),
            region in 0.05..0.95,
            ages in (0.1..1.0, 0.1..1.0, 0.1..1.0),
        ) {
            let sum = ages.0 + ages.1 + ages.2;
            let traits = [known("region", &[region, 1.0 - region]), known("age", &[ages.0 / sum, ages.1 / sum, ages.2 / sum])];
            let cells: Vec<Cell> = (0..6).map(|cell| Cell { levels: vec![cell / 3, cell % 3], n: counts[cell] }).collect();
            let weighting = rake(&traits, &cells, exact()).unwrap();
            prop_assert!(weighting.converged);
            for level in weighting.traits.iter().flat_map(|of| &of.levels) {
                prop_assert!((level.after - level.known).abs() < 1e-9);
            }
            // What raking must not touch: weights are a product of one factor per trait, so that every odds ratio stays.
            let weight = &weighting.weights;
            for age in 1..3 {
                let ratio = weight[0] * weight[3 + age] / (weight[age] * weight[3]);
                prop_assert!((ratio - 1.0).abs() < 1e-9, "{}", ratio);
            }
            let mean: f64 = weight.iter().zip(&counts).map(|(weight, n)| weight * *n as f64).sum::<f64>() / weighting.n as f64;
            prop_assert!((mean - 1.0).abs() < 1e-9);
            prop_assert!(weighting.effective_n <= weighting.n as f64 + 1e-6);
            let fourfold: Vec<Cell> = cells.iter().map(|cell| Cell { levels: cell.levels.clone(), n: cell.n * 4 }).collect();
            let more = rake(&traits, &fourfold, exact()).unwrap();
            prop_assert!((more.effective_n - 4.0 * weighting.effective_n).abs() < 1e-6 * more.effective_n);
        }

        #[test]
        fn trimmed_weights_stay_within_their_bounds(counts in prop::array::uniform4(1_u64..300), share in 0.02..0.98) {
            let traits = [known("a", &[share, 1.0 - share]), known("b", &[0.3, 0.7])];
            let cells: Vec<Cell> = (0..4).map(|cell| Cell { levels: vec![cell / 2, cell % 2], n: counts[cell] }).collect();
            let weighting = rake(&traits, &cells, Fitting::default()).unwrap();
            let greatest = weighting.weights.iter().copied().fold(0.0, f64::max);
            let least = weighting.weights.iter().copied().fold(f64::INFINITY, f64::min);
            let sum: f64 = weighting.weights.iter().zip(&counts).map(|(weight, n)| weight * *n as f64).sum();
            prop_assert!((sum / weighting.n as f64 - 1.0).abs() < 1e-9, "{}", sum);
            prop_assert!(greatest / least <= 25.0 * (1.0 + 1e-9), "{:?}", weighting.weights);
        }
    }
}

//! Fair numbers for small groups: each is drawn towards the overall number by as much as its own answers leave open.
//!
//! The best and the worst of many small groups are mostly those with the fewest answers. Under a prior estimated
//! from all groups (empirical Bayes, method of moments), a group with few answers stays near the others and one with
//! many keeps its own number. Where groups differ by no more than chance, all of them get the overall number.

use crate::error::StatsError;
use crate::interval::{Confidence, Estimate, Method};
use crate::mean::Moments;
use crate::proportion::Proportion;
use crate::quantile;

/// The number of one group.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Shrunk {
    /// The group's own number; none without answers.
    pub own: Option<f64>,
    /// The number drawn towards the overall one, with its interval.
    pub estimate: Estimate,
    /// How much of the number is the overall one: 0 all its own, 1 none of its own.
    pub pull: f64,
}

/// The numbers of all groups.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Shrinkage {
    /// The overall number that groups are drawn to.
    pub overall: f64,
    /// Standard deviation of the true numbers of groups, in the unit of the number: 0 when they differ by no more than
    /// chance.
    pub spread: f64,
    /// Each group, in the order given.
    pub groups: Vec<Shrunk>,
}

/// Successes among the answers of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    successes: u64,
    n: u64,
}

impl Rate {
    /// `successes` of `n` answers.
    ///
    /// # Errors
    ///
    /// [`StatsError::InconsistentSums`] with more successes than answers.
    pub fn new(successes: u64, n: u64) -> Result<Self, StatsError> {
        if successes > n { Err(StatsError::InconsistentSums) } else { Ok(Self { successes, n }) }
    }
}

/// Shares, in [0, 1], under a beta prior whose two moments are those of all groups (Kleinman 1973); the intervals
/// are those of the beta posterior.
///
/// # Errors
///
/// [`StatsError::TooFew`] of fewer than two groups with answers.
pub fn rates(groups: &[Rate], confidence: Confidence) -> Result<Shrinkage, StatsError> {
    let answered: Vec<&Rate> = groups.iter().filter(|group| group.n > 0).collect();
    need_two(answered.len())?;
    let n: u64 = answered.iter().map(|group| group.n).sum();
    let successes: u64 = answered.iter().map(|group| group.successes).sum();
    let overall = successes as f64 / n as f64;
    let correlation = intraclass_correlation(&answered, n, overall);
    let spread = (correlation * overall * (1.0 - overall)).sqrt();
    // Without any spread the posterior of each group is what is known of the overall share.
    let pooled = Proportion::of_counts(successes, n)?.wilson(confidence);
    let shrink = |group: &Rate| {
        let own = (group.n > 0).then(|| group.successes as f64 / group.n as f64);
        let prior = 1.0 / correlation - 1.0;
        let beta = prior.is_finite().then(|| posterior(group, overall, prior, confidence));
        let (value, low, high) = beta.unwrap_or((overall, pooled.low, pooled.high));
        let pull = if beta.is_some() { prior / (prior + group.n as f64) } else { 1.0 };
        Shrunk { own, estimate: estimate(value, low, high, group.n, confidence).within(0.0, 1.0), pull }
    };
    Ok(Shrinkage { overall, spread, groups: groups.iter().map(shrink).collect() })
}

/// The share of the variance of single answers that lies between groups, in [0, 1).
fn intraclass_correlation(groups: &[&Rate], n: u64, overall: f64) -> f64 {
    let total = n as f64;
    let of_one = overall * (1.0 - overall);
    let (mut seen, mut by_chance, mut by_spread) = (0.0, 0.0, 0.0);
    for group in groups {
        let size = group.n as f64;
        let apart = group.successes as f64 / size - overall;
        seen += size * apart * apart;
        by_chance += 1.0 - size / total;
        by_spread += (1.0 - size / total) * (size - 1.0);
    }
    if of_one <= 0.0 || by_spread <= 0.0 {
        return 0.0;
    }
    // A correlation of 1 would leave a prior without any weight.
    ((seen / of_one - by_chance) / by_spread).clamp(0.0, 0.999)
}

/// Mean and ends of the beta posterior.
fn posterior(group: &Rate, overall: f64, prior: f64, confidence: Confidence) -> (f64, f64, f64) {
    let a = prior * overall + group.successes as f64;
    let b = prior * (1.0 - overall) + (group.n - group.successes) as f64;
    let end = |probability| quantile::beta_quantile(probability, a, b);
    let tail = confidence.alpha() / 2.0;
    (a / (a + b), end(tail), end(1.0 - tail))
}

/// Means, in their unit, under a normal prior: the variance between groups after DerSimonian and Laird (1986), that of
/// single values pooled over groups, since a small group hardly knows its own.
///
/// The intervals hold what is not known of the overall mean (Morris 1983), not of the variances.
///
/// # Errors
///
/// [`StatsError::TooFew`] of fewer than two groups with answers or no group with two, [`StatsError::NoSpread`] when no
/// value differs from another of its group.
pub fn means(groups: &[Moments], confidence: Confidence) -> Result<Shrinkage, StatsError> {
    let answered: Vec<(f64, f64)> =
        groups.iter().filter_map(|group| Some((group.mean()?, group.effective_n()))).collect();
    need_two(answered.len())?;
    let within = variance_within(groups)?;
    let between = variance_between(&answered, within);
    let weights: Vec<f64> = answered.iter().map(|(_, n)| 1.0 / (within / n + between)).collect();
    let total: f64 = weights.iter().sum();
    let overall = answered.iter().zip(&weights).map(|((mean, _), weight)| mean * weight).sum::<f64>() / total;
    let shrink = |group: &Moments| {
        // A group without answers is all prior.
        let chance = within / group.effective_n();
        let pull = if between == 0.0 || chance.is_infinite() { 1.0 } else { chance / (chance + between) };
        let own = group.mean();
        let value = pull * overall + own.map_or(0.0, |own| (1.0 - pull) * own);
        let left_open = if pull == 1.0 { between } else { (1.0 - pull) * chance };
        let half = confidence.z() * (left_open + pull * pull / total).sqrt();
        Shrunk { own, estimate: estimate(value, value - half, value + half, group.n(), confidence), pull }
    };
    Ok(Shrinkage { overall, spread: between.sqrt(), groups: groups.iter().map(shrink).collect() })
}

fn variance_within(groups: &[Moments]) -> Result<f64, StatsError> {
    let parts = groups.iter().filter_map(|group| Some((group.variance()?, group.effective_n() - 1.0)));
    let (sum, degrees) =
        parts.fold((0.0, 0.0), |(sum, all), (variance, degrees)| (sum + variance * degrees, all + degrees));
    if degrees <= 0.0 {
        return Err(StatsError::TooFew { have: 1, need: 2 });
    }
    if sum > 0.0 { Ok(sum / degrees) } else { Err(StatsError::NoSpread) }
}

fn variance_between(groups: &[(f64, f64)], within: f64) -> f64 {
    let total: f64 = groups.iter().map(|(_, n)| n).sum();
    let mean = groups.iter().map(|(mean, n)| mean * n).sum::<f64>() / total;
    let seen: f64 = groups.iter().map(|(group, n)| n * (group - mean).powi(2)).sum();
    let divisor = total - groups.iter().map(|(_, n)| n * n).sum::<f64>() / total;
    ((seen - within * (groups.len() as f64 - 1.0)) / divisor).max(0.0)
}

fn need_two(have: usize) -> Result<(), StatsError> {
    if have < 2 { Err(StatsError::TooFew { have, need: 2 }) } else { Ok(()) }
}

fn estimate(value: f64, low: f64, high: f64, n: u64, confidence: Confidence) -> Estimate {
    Estimate { value, low, high, n, effective_n: n as f64, method: Method::EmpiricalBayes, confidence }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sampler::Sampler;

    fn rate(successes: u64, n: u64) -> Rate {
        Rate::new(successes, n).unwrap()
    }

    #[test]
    fn small_groups_are_drawn_in_and_large_ones_keep_their_number() {
        let groups =
            [rate(0, 2), rate(2, 2), rate(900, 1000), rate(500, 1000), rate(700, 1000), rate(600, 1000), rate(0, 0)];
        let shrunk = rates(&groups, Confidence::P95).unwrap();
        let of = |index: usize| shrunk.groups[index];
        assert!(of(0).pull > 0.7 && of(2).pull < 0.05, "{shrunk:?}");
        assert!(of(0).estimate.value > 0.4 && of(1).estimate.value < 0.9, "{shrunk:?}");
        assert!((of(2).estimate.value - 0.9).abs() < 0.02, "{shrunk:?}");
        assert!(of(2).estimate.value > of(1).estimate.value, "two answers do not beat a thousand");
        assert_eq!((of(6).own, of(6).pull), (None, 1.0));
        assert!((of(6).estimate.value - shrunk.overall).abs() < 1e-12);
        assert!(of(6).estimate.width() > of(0).estimate.width());
    }

    #[test]
    fn groups_that_differ_by_chance_get_the_overall_number() {
        let groups = [rate(70, 100), rate(71, 100), rate(7, 10), rate(69, 100)];
        let shrunk = rates(&groups, Confidence::P95).unwrap();
        assert_eq!(shrunk.spread, 0.0);
        assert!(shrunk.groups.iter().all(|group| group.pull == 1.0 && group.estimate.value == shrunk.overall));
        let same = Moments::of([1.0, 2.0, 3.0]).unwrap();
        let means = means(&[same, same, Moments::of([2.0]).unwrap()], Confidence::P95).unwrap();
        assert_eq!((means.spread, means.overall), (0.0, 2.0));
        assert!(means.groups.iter().all(|group| group.pull == 1.0 && group.estimate.value == 2.0));
    }

    #[test]
    fn too_little_is_refused() {
        assert_eq!(Rate::new(2, 1), Err(StatsError::InconsistentSums));
        let few = StatsError::TooFew { have: 1, need: 2 };
        assert_eq!(rates(&[rate(1, 2), rate(0, 0)], Confidence::P95), Err(few));
        let one = Moments::of([1.0]).unwrap();
        assert_eq!(means(&[one, Moments::default()], Confidence::P95), Err(few));
        assert_eq!(means(&[one, one], Confidence::P95), Err(few));
        let same = Moments::of([1.0, 1.0]).unwrap();
        assert_eq!(means(&[same, one], Confidence::P95), Err(StatsError::NoSpread));
    }

    #[test]
    fn the_spread_of_many_groups_is_found_and_the_error_is_less() {
        // True means 5 + N(0, 0.5^2), values with deviation 2, groups of 3 to 22.
        let mut sampler = Sampler::new(11);
        let mut groups = Vec::new();
        let mut truths = Vec::new();
        for index in 0..400 {
            let truth = 5.0 + 0.5 * sampler.normal();
            groups.push(Moments::of((0..3 + index % 20).map(|_| truth + 2.0 * sampler.normal())).unwrap());
            truths.push(truth);
        }
        let shrunk = means(&groups, Confidence::P95).unwrap();
        assert!((shrunk.spread - 0.5).abs() < 0.15 && (shrunk.overall - 5.0).abs() < 0.1, "{}", shrunk.spread);
        let error = |value: fn(&Shrunk) -> f64| {
            shrunk.groups.iter().zip(&truths).map(|(group, truth)| (value(group) - truth).powi(2)).sum::<f64>()
        };
        assert!(error(|group| group.estimate.value) < 0.6 * error(|group| group.own.unwrap()));
        let covers = |(group, truth): (&Shrunk, &f64)| (group.estimate.low..=group.estimate.high).contains(truth);
        let covered = shrunk.groups.iter().zip(&truths).filter(|pair| covers(*pair)).count();
        assert!((360..=395).contains(&covered), "{covered}");
    }

    #[test]
    fn the_spread_of_many_rates_is_found() {
        let mut sampler = Sampler::new(5);
        let mut groups = Vec::new();
        for index in 0..600 {
            let truth = if sampler.uniform() < 0.5 { 0.6 } else { 0.8 };
            let n = 10 + index % 30;
            groups.push(rate(sampler.binomial(n, truth), n));
        }
        let shrunk = rates(&groups, Confidence::P95).unwrap();
        assert!((shrunk.spread - 0.1).abs() < 0.02 && (shrunk.overall - 0.7).abs() < 0.02, "{}", shrunk.spread);
    }

    proptest! {
        #[test]
        fn a_shrunk_number_lies_between_its_own_and_the_overall(groups in prop::collection::vec((0_u64..300, 1_u64..300), 2..20)) {
            let groups: Vec<Rate> = groups.into_iter().map(|(part, n)| rate(part.min(n), n)).collect();
            let shrunk = rates(&groups, Confidence::P95).unwrap();
            for group in &shrunk.groups {
                let own = group.own.unwrap();
                let (least, most) = (own.min(shrunk.overall), own.max(shrunk.overall));
                prop_assert!(least - 1e-12 <= group.estimate.value && group.estimate.value <= most + 1e-12);
                prop_assert!(0.0 <= group.estimate.low && group.estimate.low <= group.estimate.high);
                prop_assert!((0.0..=1.0).contains(&group.pull));
                let mixed = group.pull * shrunk.overall + (1.0 - group.pull) * own;
                prop_assert!((group.estimate.value - mixed).abs() < 1e-9);
            }
        }
    }
}

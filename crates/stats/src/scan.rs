//! Stretches of time in which answers at one place were worse than its other times and the other places explain.
//!
//! This is a temporal scan statistic. Every stretch of every place, of any length up to a bound, is compared with what
//! was expected there, and the one that is least likely by chance is kept (Naus 1965 for the moving window, Kulldorff
//! 1997 for windows of every length and their likelihood ratio). The ratio is that of the binomial where answers have two
//! values, and otherwise that of the normal distribution (after Kulldorff, Huang and Konty 2009), which sees how bad the
//! bad ones are. There are many more short stretches than long ones to be struck by chance: from the root of twice the
//! log likelihood ratio is taken what the strongest of all stretches of that size reaches, sqrt(2 ln(e N / n)) for n of N
//! answers (Dümbgen and Spokoiny 2001; Rivera and Walther 2013), so that short and long are found alike. What is left is
//! called the strength.
//!
//! - *Expected* is the mean of the place over all its periods, standardised over strata, so that a place is not blamed
//!   for having had more of what is worse everywhere. Where the other places did worse than they usually do in the same
//!   stretch, a place is expected to do worse by as much. What all have in common, such as a season, is therefore no
//!   finding of any of them.
//! - *Chance* is counted over all that was looked at. The answers of each stratum are dealt out anew over its periods,
//!   again and again, and each time the strength of the strongest stretch of any place is kept. What is found must be
//!   stronger than nearly all of these (a Monte Carlo test, Dwass 1957), which bounds the probability of finding anything
//!   at all where nothing happened. It stops as soon as it is clear that there is nothing (Besag and Clifford 1991).
//! - Where the periods of a place differ by more than their answers explain, its likelihood ratios are divided by the
//!   square of that factor, which is estimated from the mean moving range (Laney 2002); not where a period has few
//!   answers, whose own chance is more than all else. That takes the edge off, no more: where periods are restless, more
//!   than was asked for is found.
//! - What is found is taken out and the rest is looked at again (Zhang, Assunção and Kulldorff 2010). So one story is
//!   told once, by the place that it belongs to most, and not again by all that share its answers.

use std::f64::consts::{FRAC_PI_2, SQRT_2};

use crate::error::StatsError;
use crate::interval::Confidence;
use crate::sampler::Sampler;

/// Times that the answers are dealt out anew.
const DEALS: usize = 499;
/// Where the dealing begins.
const SEED: u64 = 1403;
/// Answers of the usual mean that are added to a stratum, whose own few would not tell what to expect of it.
const BORROWED: f64 = 10.0;
/// Stretches found at most.
const MOST: usize = 20;

/// Answers that are alike but for their time: how many there are of each value in each period.
#[derive(Clone, Debug, PartialEq)]
pub struct Stratum {
    /// The values an answer can have, the worst first.
    values: Vec<f64>,
    /// Of each period, how many answers have each value.
    counts: Vec<Vec<u64>>,
}

impl Stratum {
    /// The values an answer can have, the worst first, and of each period, in order of time, how many answers have
    /// each of them.
    ///
    /// # Errors
    ///
    /// [`StatsError::NotFinite`], [`StatsError::EmptyScale`] when the values do not rise, [`StatsError::WrongLength`]
    /// when a period has more or fewer counts than there are values.
    pub fn new(values: Vec<f64>, counts: Vec<Vec<u64>>) -> Result<Self, StatsError> {
        if values.iter().any(|value| !value.is_finite()) {
            return Err(StatsError::NotFinite);
        }
        if let Some(pair) = values.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(StatsError::EmptyScale { low: pair[0], high: pair[1] });
        }
        if let Some(odd) = counts.iter().find(|counts| counts.len() != values.len()) {
            return Err(StatsError::WrongLength { expected: values.len(), given: odd.len() });
        }
        Ok(Self { values, counts })
    }

    /// Answers of which some are bad: of each period, how many of how many.
    ///
    /// # Errors
    ///
    /// [`StatsError::InconsistentSums`] with more bad answers than answers.
    pub fn of_shares(periods: impl IntoIterator<Item = (u64, u64)>) -> Result<Self, StatsError> {
        let good = |(bad, n): (u64, u64)| n.checked_sub(bad).map(|good| vec![bad, good]);
        let counts: Option<Vec<Vec<u64>>> = periods.into_iter().map(good).collect();
        Self::new(vec![0.0, 1.0], counts.ok_or(StatsError::InconsistentSums)?)
    }

    fn n(&self, period: usize) -> u64 {
        self.counts[period].iter().sum()
    }

    fn sum(&self, period: usize) -> f64 {
        self.counts[period].iter().zip(&self.values).map(|(count, value)| *count as f64 * value).sum()
    }

    /// How many answers have each value.
    fn totals(&self) -> Vec<u64> {
        let of = |value: usize| self.counts.iter().map(|counts| counts[value]).sum();
        (0..self.values.len()).map(of).collect()
    }

    /// All answers, their sum, and the sum of their squares.
    fn moments(&self) -> (f64, f64, f64) {
        self.totals().into_iter().zip(&self.values).fold((0.0, 0.0, 0.0), |held, (count, value)| {
            let count = count as f64;
            (held.0 + count, held.1 + count * value, held.2 + count * value * value)
        })
    }
}

/// What counts as a stretch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// The most periods of a stretch, at least 1.
    pub longest: usize,
    /// The fewest answers in it.
    pub fewest: u64,
    /// By how much its mean is below what was expected, at least, in standard deviations of an answer of the place:
    /// 0.2 is small, 0.5 medium, 0.8 large (Cohen 1988).
    pub least: f64,
    /// With 0.99, one time in a hundred something is found where nothing happened.
    pub confidence: Confidence,
}

/// A stretch of time in which answers at a place were worse than expected.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Stretch {
    /// The place, by its number among those given.
    pub place: usize,
    /// The first period.
    pub from: usize,
    /// The first period after it.
    pub until: usize,
    /// Its answers.
    pub n: u64,
    /// Their mean, in the unit of the values.
    pub mean: f64,
    /// The mean that was expected.
    pub expected: f64,
    /// How strongly it stands out, above 0: see the module.
    pub strength: f64,
    /// Probability of finding anything so strong, in any stretch of any place, where nothing happened; in (0, 1].
    pub p_value: f64,
}

/// Looks for stretches in which answers were worse. A place is the numbers of its strata; a stratum may belong to several
/// places. The strongest stretch comes first; those after it are what is found in the answers that are left.
///
/// # Errors
///
/// [`StatsError::WrongLength`] when strata have different numbers of periods, [`StatsError::BadReference`] when a place
/// names a stratum that is not there.
pub fn scan(strata: &[Stratum], places: &[Vec<usize>], rules: &Rules) -> Result<Vec<Stretch>, StatsError> {
    check(strata, places)?;
    Ok(look(strata, places, rules, DEALS))
}

fn check(strata: &[Stratum], places: &[Vec<usize>]) -> Result<(), StatsError> {
    let periods = strata.first().map_or(0, |stratum| stratum.counts.len());
    if let Some(odd) = strata.iter().find(|stratum| stratum.counts.len() != periods) {
        return Err(StatsError::WrongLength { expected: periods, given: odd.counts.len() });
    }
    if let Some(unknown) = places.iter().flatten().find(|number| **number >= strata.len()) {
        return Err(StatsError::BadReference { number: *unknown });
    }
    Ok(())
}

/// What is found, with so many dealings.
fn look(strata: &[Stratum], places: &[Vec<usize>], rules: &Rules, deals: usize) -> Vec<Stretch> {
    let mut left = strata.to_vec();
    let mut found: Vec<Stretch> = Vec::new();
    let mut chance: Option<Vec<f64>> = None;
    while found.len() < MOST {
        let ground = Ground::new(&left, places, rules);
        let sums: Vec<Vec<f64>> =
            left.iter().map(|held| (0..held.counts.len()).map(|period| held.sum(period)).collect()).collect();
        let Some(mut best) = ground.strongest(&sums) else { break };
        let largest = match chance.take() {
            Some(largest) => largest,
            None => match by_chance(&ground, &left, best.strength, rules.confidence, deals) {
                Some(largest) => largest,
                None => break,
            },
        };
        let as_strong = largest.iter().filter(|strength| **strength >= best.strength).count();
        best.p_value = (1.0 + as_strong as f64) / (1.0 + deals as f64);
        if best.p_value > rules.confidence.alpha() {
            break;
        }
        for number in places.get(best.place).into_iter().flatten() {
            if let Some(stratum) = left.get_mut(*number) {
                stratum.counts[best.from..best.until].iter_mut().for_each(|counts| counts.fill(0));
            }
        }
        found.push(best);
        chance = Some(largest);
    }
    found
}

/// The strength of the strongest stretch of each dealing; none as soon as too many are as strong as `seen`.
fn by_chance(ground: &Ground, strata: &[Stratum], seen: f64, confidence: Confidence, deals: usize) -> Option<Vec<f64>> {
    let allowed = confidence.alpha() * (1.0 + deals as f64);
    let mut sampler = Sampler::new(SEED);
    let mut sums: Vec<Vec<f64>> = strata.iter().map(|stratum| vec![0.0; stratum.counts.len()]).collect();
    let (mut largest, mut as_strong) = (Vec::with_capacity(deals), 1.0);
    while largest.len() < deals {
        if as_strong > allowed {
            return None;
        }
        sums.iter_mut().zip(strata).for_each(|(sums, stratum)| deal(stratum, &mut sampler, sums));
        let strength = ground.strongest(&sums).map_or(0.0, |best| best.strength);
        as_strong += if strength >= seen { 1.0 } else { 0.0 };
        largest.push(strength);
    }
    (as_strong <= allowed).then_some(largest)
}

/// Deals the answers of a stratum out over its periods, each of which gets as many as it had; writes their sums.
fn deal(stratum: &Stratum, sampler: &mut Sampler, sums: &mut [f64]) {
    let mut totals = stratum.totals();
    let mut all: u64 = totals.iter().sum();
    for (period, sum) in sums.iter_mut().enumerate() {
        let mut wanted = stratum.n(period);
        let (mut among, dealt) = (all, wanted);
        *sum = 0.0;
        for (total, value) in totals.iter_mut().zip(&stratum.values) {
            let drawn = sampler.hypergeometric(among, *total, wanted);
            among -= *total;
            wanted -= drawn;
            *total -= drawn;
            *sum += drawn as f64 * value;
        }
        all -= dealt;
    }
}

/// Sums up to each period, from 0.
fn cumulated(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let sums = values.scan(0.0, |sum, value| {
        *sum += value;
        Some(*sum)
    });
    std::iter::once(0.0).chain(sums).collect()
}

/// What does not depend on when which answers were given, but on how many there are of each value.
struct Ground {
    places: Vec<Place>,
    /// All answers and the sum expected of them, up to each period.
    n: Vec<f64>,
    expected: Vec<f64>,
}

struct Place {
    strata: Vec<usize>,
    /// Its answers, and the sum of their squares about what was expected.
    all: f64,
    squares: f64,
    /// The sum of the answers where they have two values, 0 and 1.
    shares: Option<f64>,
    /// What a mean falls short by at least.
    least: f64,
    /// Whether periods have answers enough to tell whether they are restless.
    told_by_period: bool,
    /// The sum expected in each period, and one by its deviation; 0 without answers.
    expected: Vec<f64>,
    scale: Vec<f64>,
    windows: Vec<Window>,
}

/// A stretch that could be found at a place.
struct Window {
    from: usize,
    until: usize,
    n: f64,
    /// The sum expected by the place's own mean.
    expected: f64,
    /// The square of what is missing from it, times this, is the deviance, or above it for shares.
    steepness: f64,
    /// The root of the deviance that the strongest of all stretches of this size reaches by chance.
    usual: f64,
}

impl Ground {
    fn new(strata: &[Stratum], places: &[Vec<usize>], rules: &Rules) -> Self {
        let moments: Vec<(f64, f64, f64)> = strata.iter().map(Stratum::moments).collect();
        let (n, sum) = moments.iter().fold((0.0, 0.0), |held, of| (held.0 + of.0, held.1 + of.1));
        let usual = if n > 0.0 { sum / n } else { 0.0 };
        let means: Vec<f64> = moments.iter().map(|(n, sum, _)| (sum + BORROWED * usual) / (n + BORROWED)).collect();
        let periods = strata.first().map_or(0, |stratum| stratum.counts.len());
        let of = |period: usize| strata.iter().map(move |stratum| stratum.n(period) as f64);
        let expected = |period: usize| of(period).zip(&means).map(|(n, mean)| n * mean).sum::<f64>();
        Self {
            places: places.iter().map(|numbers| Place::new(strata, &means, numbers, rules)).collect(),
            n: cumulated((0..periods).map(|period| of(period).sum())),
            expected: cumulated((0..periods).map(expected)),
        }
    }

    /// The strongest stretch, with these sums of answers in each period of each stratum.
    fn strongest(&self, sums: &[Vec<f64>]) -> Option<Stretch> {
        let periods = self.n.len() - 1;
        let everywhere = cumulated((0..periods).map(|period| sums.iter().map(|sums| sums[period]).sum()));
        let mut best: Option<Stretch> = None;
        let mut held = 0.0;
        for (number, place) in self.places.iter().enumerate().filter(|(_, place)| !place.windows.is_empty()) {
            let of = |period: usize| place.strata.iter().map(|stratum| sums[*stratum][period]).sum();
            let seen = cumulated((0..periods).map(of));
            let calm = place.overdispersion(&seen).powi(-2);
            for window in &place.windows {
                let sum = seen[window.until] - seen[window.from];
                let missing = window.expected - sum;
                let needed: f64 = held + window.usual;
                if missing < place.least * window.n || missing * missing * window.steepness * calm <= needed * needed {
                    continue;
                }
                let others = everywhere[window.until] - everywhere[window.from] - sum;
                let expected = window.expected - window.n * self.others_missing(window, others);
                let strength = (calm * place.deviance(window, sum, expected)).max(0.0).sqrt() - window.usual;
                if expected - sum >= place.least * window.n && strength > held {
                    held = strength;
                    best = Some(window.stretch(number, sum, expected, strength));
                }
            }
        }
        best
    }

    /// By how much the mean of the answers at other places, whose sum is `others`, is below what was expected; at
    /// least 0.
    fn others_missing(&self, window: &Window, others: f64) -> f64 {
        let n = self.n[window.until] - self.n[window.from] - window.n;
        let expected = self.expected[window.until] - self.expected[window.from] - window.expected;
        if n < 1.0 { 0.0 } else { ((expected - others) / (n + BORROWED)).max(0.0) }
    }
}

impl Window {
    fn stretch(&self, place: usize, sum: f64, expected: f64, strength: f64) -> Stretch {
        let (n, mean, expected) = (self.n as u64, sum / self.n, expected / self.n);
        Stretch { place, from: self.from, until: self.until, n, mean, expected, strength, p_value: 1.0 }
    }
}

impl Place {
    fn new(strata: &[Stratum], means: &[f64], numbers: &[usize], rules: &Rules) -> Self {
        let periods = strata.first().map_or(0, |stratum| stratum.counts.len());
        let n = |period: usize| numbers.iter().map(|number| strata[*number].n(period) as f64).sum::<f64>();
        let standard =
            |period: usize| numbers.iter().map(|number| strata[*number].n(period) as f64 * means[*number]).sum();
        let moments = || numbers.iter().map(|number| (strata[*number].moments(), means[*number]));
        let (all, sum) = moments().fold((0.0, 0.0), |held, ((n, sum, _), _)| (held.0 + n, held.1 + sum));
        let expected: Vec<f64> = (0..periods).map(standard).collect();
        // What was borrowed for the strata moves their means: together they expect as much as there was.
        let moved = if all > 0.0 { (sum - expected.iter().sum::<f64>()) / all } else { 0.0 };
        let expected: Vec<f64> =
            expected.into_iter().enumerate().map(|(period, expected)| expected + moved * n(period)).collect();
        let about = |((n, sum, squares), mean): ((f64, f64, f64), f64)| {
            let mean = mean + moved;
            squares - 2.0 * mean * sum + n * mean * mean
        };
        let squares: f64 = moments().map(about).sum();
        let deviation = if all > 0.0 { (squares.max(0.0) / all).sqrt() } else { 0.0 };
        let scale = |period: usize| {
            let deviation = deviation * n(period).sqrt();
            if deviation > 0.0 { deviation.recip() } else { 0.0 }
        };
        let two_values = numbers.iter().all(|number| strata[*number].values == [0.0, 1.0]);
        let mut place = Self {
            strata: numbers.to_vec(),
            all,
            squares,
            shares: two_values.then_some(sum),
            least: rules.least * deviation,
            told_by_period: all >= (rules.fewest * periods as u64) as f64,
            scale: (0..periods).map(scale).collect(),
            expected,
            windows: Vec::new(),
        };
        if deviation > 0.0 {
            place.windows = place.windows(&cumulated((0..periods).map(n)), rules);
        }
        place
    }

    /// Every stretch that has answers enough, and whose place has more of them outside.
    fn windows(&self, n: &[f64], rules: &Rules) -> Vec<Window> {
        let expected = cumulated(self.expected.iter().copied());
        let mut windows = Vec::new();
        for from in 0..n.len() {
            for until in (from + 1..n.len()).take(rules.longest) {
                let (n, expected) = (n[until] - n[from], expected[until] - expected[from]);
                if n > 0.0
                    && n >= rules.fewest as f64
                    && 2.0 * n <= self.all
                    && let Some(steepness) = self.steepness(n, expected)
                {
                    let usual = (2.0 * (1.0 + (self.all / n).ln())).sqrt();
                    windows.push(Window { from, until, n, expected, steepness, usual });
                }
            }
        }
        windows
    }

    /// None where shares leave nothing to expect on one of the sides.
    fn steepness(&self, n: f64, expected: f64) -> Option<f64> {
        let Some(good) = self.shares else {
            return Some(self.all / (n * (1.0 - n / self.all) * self.squares));
        };
        let four = [n - expected, expected, self.all - n - good + expected, good - expected];
        // Where more is seen than expected, seen ln(seen / expected) is below the difference and half of its square by
        // what is expected; where less is seen, below the difference and all of it.
        let [bad, good, rest_bad, rest_good] = four.map(f64::recip);
        four.iter().all(|expected| *expected > 0.0).then_some(bad + rest_good + 2.0 * (good + rest_bad))
    }

    /// How much further neighbouring periods are apart than chance explains, as a factor of the deviation; at least 1.
    fn overdispersion(&self, seen: &[f64]) -> f64 {
        if !self.told_by_period {
            return 1.0;
        }
        let mut last: Option<f64> = None;
        let (mut sum, mut pairs) = (0.0, 0.0);
        for (period, scale) in self.scale.iter().enumerate().filter(|(_, scale)| **scale > 0.0) {
            let off = (seen[period + 1] - seen[period] - self.expected[period]) * scale;
            if let Some(last) = last.replace(off) {
                sum += (off - last).abs();
                pairs += 1.0;
            }
        }
        // The difference of two standard normals is 2 / sqrt(pi) from 0 on average.
        if pairs > 0.0 { (sum / pairs * FRAC_PI_2.sqrt() / SQRT_2).max(1.0) } else { 1.0 }
    }

    /// Twice the log likelihood ratio of a stretch whose answers have this sum where another was expected.
    fn deviance(&self, window: &Window, sum: f64, expected: f64) -> f64 {
        let Some(good) = self.shares else {
            return (expected - sum).powi(2) * window.steepness;
        };
        let rest = self.all - window.n;
        2.0 * (term(sum, expected)
            + term(window.n - sum, window.n - expected)
            + term(good - sum, good - expected)
            + term(rest - good + sum, rest - good + expected))
    }
}

fn term(seen: f64, expected: f64) -> f64 {
    if seen > 0.0 && expected > 0.0 { seen * (seen / expected).ln() } else { 0.0 }
}

#[cfg(test)]
mod tests;

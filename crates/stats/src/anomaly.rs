//! What moved in a series of periods, since when, and whether by more than chance.
//!
//! Two questions are asked. A *shift* is a level that changed and stayed: the cumulated differences from the mean,
//! which wander like a Brownian bridge while nothing changes, leave the band that chance allows (Page 1954 for the
//! idea, Kolmogorov 1933 for the band), and again within the parts. An *outlier* is a single period far from the
//! others of its part, as on a control chart (Shewhart 1931). A single period never makes a shift.
//!
//! Chance is that of the answers in each period, or what periods differ by in fact if that is more: the mean moving
//! range of the standardised values widens all limits (Laney 2002), so that ten million answers a day do not make
//! every Tuesday an alarm. A season is not known here: give periods that are alike, such as whole weeks.

use std::f64::consts::FRAC_PI_2;

use crate::error::StatsError;
use crate::interval::Confidence;
use crate::mean::Moments;
use crate::nps::Nps;
use crate::quantile;

/// Periods with answers below which nothing is said.
pub const FEWEST_PERIODS: usize = 6;

/// Degrees of freedom of a mean moving range, for each difference in it.
const DEGREES_OF_A_RANGE: f64 = 0.6;

/// One period of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Period {
    n: f64,
    mean: f64,
    variance: f64,
}

impl Period {
    /// A period without answers: it keeps its place and says nothing.
    pub const EMPTY: Self = Self { n: 0.0, mean: 0.0, variance: 0.0 };

    /// A period of `n` answers (effective ones where weighted) with their mean and the variance of one of them.
    ///
    /// # Errors
    ///
    /// [`StatsError::NotFinite`], or [`StatsError::InconsistentSums`] with a negative n or variance.
    pub fn new(n: f64, mean: f64, variance: f64) -> Result<Self, StatsError> {
        if !(n.is_finite() && mean.is_finite() && variance.is_finite()) {
            return Err(StatsError::NotFinite);
        }
        if n < 0.0 || variance < 0.0 {
            return Err(StatsError::InconsistentSums);
        }
        Ok(if n == 0.0 { Self::EMPTY } else { Self { n, mean, variance } })
    }

    /// A period in which a share of the answers is watched, in [0, 1].
    ///
    /// # Errors
    ///
    /// [`StatsError::InconsistentSums`] with more successes than answers.
    pub fn of_share(successes: u64, n: u64) -> Result<Self, StatsError> {
        if successes > n {
            return Err(StatsError::InconsistentSums);
        }
        let share = if n == 0 { 0.0 } else { successes as f64 / n as f64 };
        Self::new(n as f64, share, share * (1.0 - share))
    }

    /// A period in which a mean is watched, in the unit of the values.
    #[must_use]
    pub fn of_mean(moments: &Moments) -> Self {
        let variance = moments.variance().unwrap_or(0.0);
        moments.mean().map_or(Self::EMPTY, |mean| Self { n: moments.effective_n(), mean, variance })
    }

    /// A period in which a Net Promoter Score is watched, in points.
    #[must_use]
    pub fn of_nps(nps: &Nps) -> Self {
        Self { n: nps.effective_n(), mean: nps.score(), variance: nps.variance_of_one() }
    }
}

/// Which way something moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Higher than before.
    Up,
    /// Lower than before.
    Down,
}

impl Direction {
    fn of(difference: f64) -> Self {
        if difference < 0.0 { Self::Down } else { Self::Up }
    }

    /// The name used in the API and the locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

/// A level that changed and stayed, in the unit of the series.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Shift {
    /// Index of the first period at the new level.
    pub since: usize,
    /// The level before, since the shift before this one.
    pub before: f64,
    /// The level after, until the next shift.
    pub after: f64,
    /// After less before.
    pub difference: f64,
    /// Lower end of the interval of the difference, as if the moment of the shift had been known.
    pub low: f64,
    /// Upper end of the interval of the difference.
    pub high: f64,
    /// Which way it went.
    pub direction: Direction,
    /// Probability that a series without any shift looks like this, in [0, 1]: the less, the stronger.
    pub p_value: f64,
}

/// A single period far from the others of its part, in the unit of the series.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Outlier {
    /// Index of the period.
    pub period: usize,
    /// Its value.
    pub seen: f64,
    /// The mean of the others between the same two shifts.
    pub expected: f64,
    /// Seen less expected.
    pub difference: f64,
    /// Which way it went.
    pub direction: Direction,
    /// Probability that any period of such a series is as far off by chance, in [0, 1].
    pub p_value: f64,
}

/// What moved.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Findings {
    /// Levels that changed and stayed, in order of time.
    pub shifts: Vec<Shift>,
    /// Single periods far off, in order of time.
    pub outliers: Vec<Outlier>,
    /// By how much periods differ more than their answers explain, as a factor of the standard error; 1 or more.
    pub overdispersion: f64,
    /// Periods with answers. Below [`FEWEST_PERIODS`] nothing is said.
    pub periods: usize,
}

/// A period with answers, its place, and the weight (the inverse of the variance of its mean).
#[derive(Clone, Copy, Debug)]
struct Point {
    place: usize,
    mean: f64,
    weight: f64,
}

/// Looks for shifts and outliers in `series`, periods of equal length in order of time.
///
/// `confidence` bounds the false alarms: with 0.99 at most one series in a hundred without a shift shows one, and at
/// most one in a hundred without an outlier shows one, while periods are independent of each other. A shift takes two
/// periods at least; the newest period alone, and often the two newest, first appear as outliers.
#[must_use]
pub fn watch(series: &[Period], confidence: Confidence) -> Findings {
    let mut points = points(series);
    let periods = points.len();
    if periods < FEWEST_PERIODS {
        return Findings { overdispersion: 1.0, periods, ..Findings::default() };
    }
    let overdispersion = overdispersion(&points);
    points.iter_mut().for_each(|point| point.weight /= overdispersion * overdispersion);
    let mut cuts = Vec::new();
    find_cuts(&points, 0, confidence.alpha(), &mut cuts);
    let ends: Vec<usize> = cuts.iter().map(|(cut, _)| *cut).chain([periods]).collect();
    let starts: Vec<usize> = [0].into_iter().chain(cuts.iter().map(|(cut, _)| *cut)).collect();
    let parts: Vec<&[Point]> = starts.iter().zip(&ends).map(|(start, end)| &points[*start..*end]).collect();
    let shift = |(sides, (_, p_value)): (&[&[Point]], &(usize, f64))| shift(sides[0], sides[1], *p_value, confidence);
    let shifts = parts.windows(2).zip(&cuts).map(shift).collect();
    let tail = Tail { widened: overdispersion > 1.0, periods };
    let outliers = parts.iter().flat_map(|part| outliers(part, tail, confidence)).collect();
    Findings { shifts, outliers, overdispersion, periods }
}

/// The periods with answers, each with the weight that one common variance of answers gives it.
///
/// The common variance is that of all answers about the mean of all: a period of few answers hardly knows its own,
/// and one in which all agree would have none.
fn points(series: &[Period]) -> Vec<Point> {
    let n: f64 = series.iter().map(|period| period.n).sum();
    let mean = series.iter().map(|period| period.n * period.mean).sum::<f64>() / n;
    let about = |period: &Period| period.n * (period.variance + (period.mean - mean).powi(2));
    let variance = series.iter().map(about).sum::<f64>() / n;
    if variance.is_nan() || variance <= 0.0 {
        return Vec::new();
    }
    let answered = series.iter().enumerate().filter(|(_, period)| period.n > 0.0);
    answered.map(|(place, period)| Point { place, mean: period.mean, weight: period.n / variance }).collect()
}

/// How much further neighbouring periods are apart than chance explains, at least 1.
fn overdispersion(points: &[Point]) -> f64 {
    let apart =
        |pair: &[Point]| (pair[1].mean - pair[0].mean).abs() / (1.0 / pair[0].weight + 1.0 / pair[1].weight).sqrt();
    let mean = points.windows(2).map(apart).sum::<f64>() / (points.len() - 1) as f64;
    // A standard normal is sqrt(2 / pi) from 0 on average.
    (mean * FRAC_PI_2.sqrt()).max(1.0)
}

fn level(points: &[Point]) -> (f64, f64) {
    let weight: f64 = points.iter().map(|point| point.weight).sum();
    (points.iter().map(|point| point.weight * point.mean).sum::<f64>() / weight, weight)
}

/// How far the cumulated differences from the mean go, in standard deviations, and where the level most likely
/// changed: the index of the first point after. `without` leaves one point out.
fn reach(points: &[Point], without: Option<usize>) -> (f64, usize) {
    let kept = || points.iter().enumerate().filter(|(index, _)| Some(*index) != without);
    let weight: f64 = kept().map(|(_, point)| point.weight).sum();
    let mean = kept().map(|(_, point)| point.weight * point.mean).sum::<f64>() / weight;
    let (mut sum, mut passed, mut furthest, mut likeliest, mut cut) = (0.0, 0.0, 0.0_f64, 0.0_f64, 0);
    for (index, point) in kept() {
        sum += point.weight * (point.mean - mean);
        passed += point.weight / weight;
        let distance = sum.abs() / weight.sqrt();
        furthest = furthest.max(distance);
        let left = passed * (1.0 - passed);
        if left > 1e-9 && distance / left.sqrt() > likeliest {
            (likeliest, cut) = (distance / left.sqrt(), index + 1);
        }
    }
    (furthest, cut)
}

/// Adds the cuts of `points`, the first of which has index `offset`, in order, each with its p value.
fn find_cuts(points: &[Point], offset: usize, alpha: f64, cuts: &mut Vec<(usize, f64)>) {
    if points.len() < FEWEST_PERIODS {
        return;
    }
    let (furthest, cut) = reach(points, None);
    if quantile::bridge_p(furthest) >= alpha || cut == 0 || cut >= points.len() {
        return;
    }
    // What one period alone carries is an outlier: the shift must be there without any one of them.
    let least = (0..points.len()).map(|index| reach(points, Some(index)).0).fold(furthest, f64::min);
    let p_value = quantile::bridge_p(least);
    if p_value >= alpha {
        return;
    }
    let (left, right) = points.split_at(cut);
    find_cuts(left, offset, alpha, cuts);
    cuts.push((offset + cut, p_value));
    find_cuts(right, offset + cut, alpha, cuts);
}

fn shift(left: &[Point], right: &[Point], p_value: f64, confidence: Confidence) -> Shift {
    let ((before, left_weight), (after, right_weight)) = (level(left), level(right));
    let difference = after - before;
    let half = confidence.z() * (1.0 / left_weight + 1.0 / right_weight).sqrt();
    let since = right.first().map_or(0, |point| point.place);
    let (low, high) = (difference - half, difference + half);
    Shift { since, before, after, difference, low, high, direction: Direction::of(difference), p_value }
}

/// What it takes to be far off.
#[derive(Clone, Copy)]
struct Tail {
    /// Whether the limits were widened by an estimate, which is itself uncertain.
    widened: bool,
    periods: usize,
}

impl Tail {
    /// The p value of one of `periods` being `distance` standard errors off (Bonferroni).
    fn p_value(self, distance: f64) -> f64 {
        let degrees = DEGREES_OF_A_RANGE * (self.periods as f64 - 1.0);
        let one = if self.widened { quantile::t_p(distance, degrees) } else { quantile::normal_p(distance) };
        (one * self.periods as f64).min(1.0)
    }
}

fn outliers(part: &[Point], tail: Tail, confidence: Confidence) -> Vec<Outlier> {
    let (all, weight) = level(part);
    let judge = |point: &Point| {
        let others = weight - point.weight;
        // Alone in its part, there is nothing to compare it with.
        if others <= weight * 1e-12 {
            return None;
        }
        let expected = (all * weight - point.mean * point.weight) / others;
        let difference = point.mean - expected;
        let p_value = tail.p_value(difference / (1.0 / point.weight + 1.0 / others).sqrt());
        let (period, seen, direction) = (point.place, point.mean, Direction::of(difference));
        let found = Outlier { period, seen, expected, difference, direction, p_value };
        (p_value < confidence.alpha()).then_some(found)
    };
    part.iter().filter_map(judge).collect()
}

#[cfg(test)]
mod tests;

//! Stretches of the last year in which answers at one place were much worse than at its other times.

use chrono::{Days, NaiveDate};

use hamdel_stats::interval::Confidence;
use hamdel_stats::scan::{Rules, Stratum, Stretch, scan};

use super::EMPLOYEE_MINIMUM;
use super::asked::{Metric, Step};
use super::counts::Answers;
use super::weekly::{Place, Weekly};

/// A stretch of at most a quarter of the year: what lasts longer is a level.
const LONGEST: usize = 13;
/// Fewest answers of a stretch.
const FEWEST: u64 = 10;
/// What the mean answer falls short by at least, in standard deviations of an answer: less is no story.
const LEAST: f64 = 0.5;
/// Notes that are shown.
const MOST: usize = 6;

/// A stretch in which answers at one place were much worse.
#[derive(Clone, Debug, PartialEq)]
pub struct Passed {
    /// In which metric.
    pub metric: Metric,
    /// Where.
    pub place: Place,
    /// The first day of its first week.
    pub from: NaiveDate,
    /// The last day of its last week.
    pub to: NaiveDate,
    /// The score of those weeks, in the metric's unit.
    pub during: f64,
    /// The score of the other weeks of the year.
    pub otherwise: f64,
    /// During less otherwise, with its interval.
    pub difference: (f64, f64, f64),
    /// Answers of those weeks.
    pub n: u64,
    /// Whether a week without it has gone by since.
    pub over: bool,
    /// How strongly it stands out, as [`scan`] has it.
    pub strength: f64,
    /// How likely anything stands out so much, anywhere in the metric, where nothing happened.
    pub p_value: f64,
}

/// What passed in a metric, the strongest first.
pub(super) fn passed(weekly: &Weekly, confidence: Confidence) -> Vec<Passed> {
    let metric = weekly.metric;
    let (low, high) = metric.scale();
    let stratum = |series: &Vec<Answers>| {
        Stratum::new(
            (low..=high).map(f64::from).collect(),
            series.iter().map(|answers| metric.by_score(answers)).collect(),
        )
    };
    let places = weekly.places();
    let members = |place: &Place| {
        weekly.spots.keys().enumerate().filter(|(_, spot)| place.holds(spot)).map(|(number, _)| number).collect()
    };
    let members: Vec<Vec<usize>> = places.iter().map(members).collect();
    let fewest = if metric == Metric::Enps { EMPLOYEE_MINIMUM } else { FEWEST };
    let rules = Rules { longest: LONGEST, fewest, least: LEAST, confidence };
    let found = weekly.spots.values().map(stratum).collect::<Result<Vec<_>, _>>();
    let found = found.and_then(|strata| scan(&strata, &members, &rules)).unwrap_or_default();
    found.iter().filter_map(|stretch| told(weekly, places.get(stretch.place)?, stretch)).collect()
}

/// A stretch in words of the metric; none where the score itself was not worse by more than chance.
fn told(weekly: &Weekly, place: &Place, stretch: &Stretch) -> Option<Passed> {
    let metric = weekly.metric;
    let (mut during, mut otherwise) = (Answers::default(), Answers::default());
    for (week, answers) in weekly.series(place).iter().enumerate() {
        let side = if (stretch.from..stretch.until).contains(&week) { &mut during } else { &mut otherwise };
        side.merge(answers);
    }
    let compared = metric.compare(&otherwise, &during, Confidence::P95)?;
    if compared.high >= 0.0 {
        return None;
    }
    let last = *weekly.weeks.get(stretch.until.checked_sub(1)?)?;
    Some(Passed {
        metric,
        place: place.clone(),
        from: *weekly.weeks.get(stretch.from)?,
        to: Step::Week.after(last).checked_sub_days(Days::new(1))?,
        during: metric.level(&during)?,
        otherwise: metric.level(&otherwise)?,
        difference: (compared.difference, compared.low, compared.high),
        n: during.n(),
        over: stretch.until < weekly.weeks.len(),
        strength: stretch.strength,
        p_value: stretch.p_value,
    })
}

/// The strongest, each place and time once: what several metrics say of it, the one that shows it most says.
pub(super) fn strongest(mut all: Vec<Passed>) -> Vec<Passed> {
    all.sort_by(|one, other| other.strength.total_cmp(&one.strength));
    let mut shown: Vec<Passed> = Vec::new();
    for passed in all {
        let known = |held: &Passed| held.place == passed.place && held.from <= passed.to && passed.from <= held.to;
        if !shown.iter().any(known) {
            shown.push(passed);
        }
    }
    shown.truncate(MOST);
    shown
}

//! Stretches of the last year in which answers at one place were much worse than at its other times.

use chrono::{Days, NaiveDate};

use hamdel_stats::interval::Confidence;
use hamdel_stats::mean::Moments;
use hamdel_stats::scan::{Rules, Stratum, Stretch, scan};

use super::EMPLOYEE_MINIMUM;
use super::asked::{Metric, Step};
use super::counts::Answers;
use super::weekly::{Place, Spot, Weekly};

/// A stretch of at most a quarter of the year: what lasts longer is a level.
const LONGEST: usize = 13;
/// Fewest answers of a stretch.
const FEWEST: u64 = 10;
/// What the mean answer falls short by at least, in standard deviations of an answer: less is no story.
const LEAST: f64 = 0.5;
/// Where nothing happened, one year in fifty something is told.
const CALM: f64 = 0.98;
/// Notes that are shown.
const MOST: usize = 6;

/// A stretch in which answers at one place were much worse.
#[derive(Clone, Debug, PartialEq)]
pub struct Passed {
    /// In which metric it shows most surely.
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
    /// How likely anything stands out so much, anywhere in any metric, where nothing happened.
    pub p_value: f64,
}

/// What passed, the strongest first. The metrics are looked at together, every answer by how far it is from the mean of
/// its metric: what shows a little in each of several is seen as well as what shows much in one.
pub(super) fn passed(read: &[&Weekly]) -> Vec<Passed> {
    let mut places: Vec<Place> = Vec::new();
    for place in read.iter().flat_map(|weekly| weekly.places()) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let (mut spots, mut strata): (Vec<&Spot>, Vec<Stratum>) = (Vec::new(), Vec::new());
    for (weekly, values) in read.iter().filter_map(|weekly| Some((weekly, values(weekly)?))) {
        for (spot, series) in &weekly.spots {
            let counts = series.iter().map(|answers| weekly.metric.by_score(answers)).collect();
            if let Ok(stratum) = Stratum::new(values.clone(), counts) {
                spots.push(spot);
                strata.push(stratum);
            }
        }
    }
    let members = |place: &Place| {
        spots.iter().enumerate().filter(|(_, spot)| place.holds(spot)).map(|(number, _)| number).collect()
    };
    let members: Vec<Vec<usize>> = places.iter().map(members).collect();
    let confidence = Confidence::new(CALM).unwrap_or_default();
    let rules = Rules { longest: LONGEST, fewest: FEWEST, least: LEAST, confidence };
    let found = scan(&strata, &members, &rules).unwrap_or_default();
    found.iter().filter_map(|stretch| told(read, places.get(stretch.place)?, stretch)).take(MOST).collect()
}

/// The scores of a metric, the lowest first, in standard deviations from the mean of its answers; none where all are
/// the same.
fn values(weekly: &Weekly) -> Option<Vec<f64>> {
    let mut all = Answers::default();
    weekly.spots.values().flatten().for_each(|answers| all.merge(answers));
    let (low, high) = weekly.metric.scale();
    let sum = |power: i32| (low..=high).map(|score| all.of(score) as f64 * f64::from(score).powi(power)).sum();
    let moments = Moments::from_sums(all.n(), sum(1), sum(2)).ok()?;
    let (mean, deviation) = (moments.mean()?, moments.variance()?.sqrt());
    (deviation > 0.0).then(|| (low..=high).map(|score| (f64::from(score) - mean) / deviation).collect())
}

/// A stretch in the metric that shows it most surely; none where none does by more than chance.
fn told(read: &[&Weekly], place: &Place, stretch: &Stretch) -> Option<Passed> {
    let of = |weekly: &Weekly| {
        let (mut during, mut otherwise) = (Answers::default(), Answers::default());
        for (week, answers) in weekly.series(place).iter().enumerate() {
            let side = if (stretch.from..stretch.until).contains(&week) { &mut during } else { &mut otherwise };
            side.merge(answers);
        }
        let fewest = if weekly.metric == Metric::Enps { EMPLOYEE_MINIMUM } else { FEWEST };
        let compared = weekly.metric.compare(&otherwise, &during, Confidence::P95)?;
        (during.n() >= fewest && compared.high < 0.0).then_some((during, otherwise, compared))
    };
    let told = read.iter().filter_map(|weekly| Some((weekly, of(weekly)?)));
    let surest = told.min_by(|(_, one), (_, other)| one.2.p_value.total_cmp(&other.2.p_value));
    let (weekly, (during, otherwise, compared)) = surest?;
    let last = *weekly.weeks.get(stretch.until.checked_sub(1)?)?;
    Some(Passed {
        metric: weekly.metric,
        place: place.clone(),
        from: *weekly.weeks.get(stretch.from)?,
        to: Step::Week.after(last).checked_sub_days(Days::new(1))?,
        during: weekly.metric.level(&during)?,
        otherwise: weekly.metric.level(&otherwise)?,
        difference: (compared.difference, compared.low, compared.high),
        n: during.n(),
        over: stretch.until < weekly.weeks.len(),
        strength: stretch.strength,
        p_value: stretch.p_value,
    })
}

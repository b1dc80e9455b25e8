//! What moved over the last year, where, and since when.

use chrono::NaiveDate;

use hamdel_stats::anomaly::{Direction, watch};
use hamdel_stats::interval::Confidence;

use super::asked::{By, Metric, ScoresQuestion, Span, Step};
use super::counts::Counting;
use super::people::People;
use super::{counts, minus_days};
use crate::App;
use crate::error::AppError;
use crate::pulse::Period;

/// Weeks that are looked at.
const WEEKS: u64 = 52;
/// Answers of a year that a metric must have to be watched.
const LEAST_ANSWERS: u64 = 100;
/// Notes that are shown.
const MOST: usize = 6;
/// At most one series in a hundred that did not move is said to have.
const CALM: f64 = 0.99;
/// Groups that are looked at, by what they are of.
const LOOKED_AT: [By; 3] = [By::Unit, By::Touchpoint, By::Channel];

/// Where something moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MovedWhere {
    /// In the whole company.
    Everywhere,
    /// In one group.
    In(By, String),
}

/// A level that changed and stayed, or returned.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// Where.
    pub place: MovedWhere,
    /// The first day of the first week at the new level.
    pub since: NaiveDate,
    /// The first day of the week in which it moved again, if it did.
    pub until: Option<NaiveDate>,
    /// The level before, in the metric's unit.
    pub before: f64,
    /// The level after.
    pub after: f64,
    /// After less before, with its interval.
    pub difference: (f64, f64, f64),
    /// Which way.
    pub direction: Direction,
    /// How likely a series that did not move looks like this.
    pub p_value: f64,
}

/// What moved in one metric, the strongest first.
pub(super) async fn moved(
    app: &App,
    question: &ScoresQuestion,
    people: Option<&People>,
) -> Result<Vec<Moved>, AppError> {
    let mut all = all_moved(app, question, people).await?;
    all.truncate(MOST);
    Ok(all)
}

/// What moved anywhere, in any metric that has answers, the strongest first: each place and time once.
///
/// # Errors
/// When the history fails.
pub async fn moved_anywhere(app: &App) -> Result<Vec<(Metric, Moved)>, AppError> {
    let mut all: Vec<(Metric, Moved)> = Vec::new();
    let today = app.zone.local(app.clock.now()).date();
    let span = Span { before: today, from: minus_days(today, WEEKS * 7), until: today };
    for (metric, n) in counts::metrics(app, &span).await? {
        if n < LEAST_ANSWERS {
            continue;
        }
        let question =
            ScoresQuestion { metric, period: Period::Year, by: None, within: None, whose: None, step: Step::Week };
        all.extend(all_moved(app, &question, None).await?.into_iter().map(|moved| (metric, moved)));
    }
    all.sort_by(|(_, one), (_, other)| one.p_value.total_cmp(&other.p_value));
    let mut shown: Vec<(Metric, Moved)> = Vec::new();
    for (metric, moved) in all {
        // A unit and its channel that move together are one story; the surer one tells it.
        let told = |(held, known): &(Metric, Moved)| {
            *held == metric && known.direction == moved.direction && near(known.since, moved.since)
        };
        if !shown.iter().any(told) {
            shown.push((metric, moved));
        }
    }
    shown.truncate(MOST);
    Ok(shown)
}

/// Whether two weeks are the same or neighbours.
fn near(one: NaiveDate, other: NaiveDate) -> bool {
    one.signed_duration_since(other).num_days().abs() <= 14
}

async fn all_moved(app: &App, question: &ScoresQuestion, people: Option<&People>) -> Result<Vec<Moved>, AppError> {
    let today = app.zone.local(app.clock.now()).date();
    // The running week is not like the others.
    let until = Step::Week.start(today);
    let from = minus_days(until, WEEKS * 7);
    let mut all = Vec::new();
    let confidence = Confidence::new(CALM).unwrap_or_default();
    for by in LOOKED_AT {
        let counting = Counting { metric: question.metric, by: Some(by), within: question.within.as_ref(), people };
        let counts = counts::by_day(app, counting, (from, until)).await?;
        let weeks: Vec<NaiveDate> = std::iter::successors(Some(from), |week| Some(Step::Week.after(*week)))
            .take_while(|week| *week < until)
            .collect();
        if by == LOOKED_AT[0] {
            let series = weeks.iter().map(|week| counts.between(*week, Step::Week.after(*week)));
            all.extend(found(question, &series.collect::<Vec<_>>(), &weeks, &MovedWhere::Everywhere, confidence));
        }
        for name in counts.groups_between(from, until).into_keys().flatten() {
            let of_group = |week: &NaiveDate| {
                let groups = counts.groups_between(*week, Step::Week.after(*week));
                groups.get(&Some(name.clone())).copied().unwrap_or_default()
            };
            let series: Vec<_> = weeks.iter().map(of_group).collect();
            all.extend(found(question, &series, &weeks, &MovedWhere::In(by, name.clone()), confidence));
        }
    }
    all.sort_by(|one, other| one.p_value.total_cmp(&other.p_value));
    Ok(all)
}

fn found(
    question: &ScoresQuestion,
    series: &[super::Answers],
    weeks: &[NaiveDate],
    place: &MovedWhere,
    confidence: Confidence,
) -> Vec<Moved> {
    let periods: Vec<_> = series.iter().map(|answers| question.metric.watched(answers)).collect();
    let shifts = watch(&periods, confidence).shifts;
    let after = |index: usize| shifts.get(index + 1).and_then(|next| weeks.get(next.since)).copied();
    shifts
        .iter()
        .enumerate()
        .filter_map(|(index, shift)| {
            Some(Moved {
                place: place.clone(),
                since: *weeks.get(shift.since)?,
                until: after(index),
                before: shift.before,
                after: shift.after,
                difference: (shift.difference, shift.low, shift.high),
                direction: shift.direction,
                p_value: shift.p_value,
            })
        })
        .collect()
}

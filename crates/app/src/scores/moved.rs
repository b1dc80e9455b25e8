//! What moved over the last year, where, and since when; and what passed.

use chrono::NaiveDate;

use hamdel_stats::anomaly::{Direction, watch};
use hamdel_stats::interval::Confidence;

use super::asked::{Metric, ScoresQuestion, Span};
use super::counts::{self, Counting};
use super::passed::{self, Passed};
use super::people::People;
use super::weekly::{Place, WEEKS, Weekly};
use super::{MOST_MOVED, minus_days};
use crate::App;
use crate::error::AppError;

/// Answers of a year that a metric must have to be watched.
const LEAST_ANSWERS: u64 = 100;
/// Where nothing happened, one year in a hundred something is said to have moved.
const CALM: f64 = 0.99;
/// Days by which two notes of one story differ at most.
const NEAR: i64 = 14;

/// A level that changed and stayed, or returned.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// Where.
    pub place: Place,
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

/// What moved and what passed anywhere, in any metric.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MovedAnywhere {
    /// Levels that changed, the surest first; each time once.
    pub moved: Vec<(Metric, Moved)>,
    /// Stretches that were worse than the rest of the year, the strongest first; each place and time once.
    pub passed: Vec<Passed>,
}

/// What moved and what passed in one metric, the strongest first. Of all answers it is what is told of them anywhere,
/// so that two pages never tell one story in two ways.
pub(super) async fn moved(
    app: &App,
    question: &ScoresQuestion,
    people: Option<&People>,
) -> Result<MovedAnywhere, AppError> {
    if question.within.is_none() && question.whose.is_none() {
        let anywhere = app.reckoned.moved.get(look_anywhere(app)).await?;
        let of_metric = |held: &&(Metric, Moved)| held.0 == question.metric;
        return Ok(MovedAnywhere {
            moved: anywhere.moved.iter().filter(of_metric).cloned().collect(),
            passed: anywhere.passed.iter().filter(|held| held.metric == question.metric).cloned().collect(),
        });
    }
    let people = people.filter(|_| question.whose.is_some());
    let counting = Counting { metric: question.metric, by: None, within: question.within.as_ref(), people };
    told(vec![Weekly::read(app, counting).await?]).await
}

/// What moved and what passed anywhere, in any metric that has answers, the strongest first.
///
/// # Errors
/// When the history fails.
pub async fn moved_anywhere(app: &App) -> Result<MovedAnywhere, AppError> {
    let found = app.reckoned.moved.get(look_anywhere(app)).await?;
    let mut shown: Vec<(Metric, Moved)> = Vec::new();
    for (metric, moved) in &found.moved {
        // A unit and its channel that move together are one story; the surer one tells it.
        let known = |(held, known): &(Metric, Moved)| {
            held == metric && known.direction == moved.direction && near(known.since, moved.since)
        };
        if !shown.iter().any(known) {
            shown.push((*metric, moved.clone()));
        }
    }
    shown.truncate(MOST_MOVED);
    Ok(MovedAnywhere { moved: shown, passed: found.passed.clone() })
}

/// Everything that moved and passed, in every metric that has enough answers.
async fn look_anywhere(app: &App) -> Result<MovedAnywhere, AppError> {
    let today = app.zone.local(app.clock.now()).date();
    let span = Span { before: today, from: minus_days(today, WEEKS * 7), until: today };
    let mut read = Vec::new();
    for (metric, n) in counts::metrics(app, &span).await? {
        if n >= LEAST_ANSWERS {
            let counting = Counting { metric, by: None, within: None, people: None };
            read.push(Weekly::read(app, counting).await?);
        }
    }
    told(read).await
}

/// Looks through the weeks of some metrics, away from the threads that answer requests.
async fn told(read: Vec<Weekly>) -> Result<MovedAnywhere, AppError> {
    let looked = tokio::task::spawn_blocking(move || look(&read));
    looked.await.map_err(|_| AppError::invalid("metric", "could not be looked through"))
}

fn look(read: &[Weekly]) -> MovedAnywhere {
    let places: Vec<(&Weekly, Place)> =
        read.iter().flat_map(|weekly| weekly.places().into_iter().map(move |place| (weekly, place))).collect();
    // Of so many together, after Bonferroni.
    let each = Confidence::new(1.0 - (1.0 - CALM) / places.len().max(1) as f64).unwrap_or_default();
    // What employees say of their work is not what customers say of theirs.
    let (employees, customers): (Vec<&Weekly>, Vec<&Weekly>) =
        read.iter().partition(|weekly| weekly.metric == Metric::Enps);
    let passed: Vec<Passed> = [customers, employees].iter().flat_map(|read| passed::passed(read)).collect();
    let mut moved: Vec<(Metric, Moved)> = Vec::new();
    for (weekly, place) in &places {
        let all = all_moved(weekly, place, each).into_iter();
        let left = all.filter(|moved| !passed.iter().any(|held| tells(held, moved)));
        moved.extend(left.map(|moved| (weekly.metric, moved)));
    }
    moved.sort_by(|(_, one), (_, other)| one.p_value.total_cmp(&other.p_value));
    MovedAnywhere { moved, passed }
}

/// Whether what moved is the beginning or the end of what passed: the one with both ends tells it.
fn tells(passed: &Passed, moved: &Moved) -> bool {
    let border = match moved.direction {
        Direction::Down => passed.from,
        Direction::Up => passed.to,
    };
    near(border, moved.since) && passed.place.may_share(&moved.place)
}

fn near(one: NaiveDate, other: NaiveDate) -> bool {
    one.signed_duration_since(other).num_days().abs() <= NEAR
}

fn all_moved(weekly: &Weekly, place: &Place, confidence: Confidence) -> Vec<Moved> {
    let periods: Vec<_> = weekly.series(place).iter().map(|answers| weekly.metric.watched(answers)).collect();
    let shifts = watch(&periods, confidence).shifts;
    let after = |index: usize| shifts.get(index + 1).and_then(|next| weekly.weeks.get(next.since)).copied();
    shifts
        .iter()
        .enumerate()
        .filter_map(|(index, shift)| {
            Some(Moved {
                place: place.clone(),
                since: *weekly.weeks.get(shift.since)?,
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

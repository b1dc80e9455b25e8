//! What customers began to speak badly of over the last year, and since when; and what they did for a while.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use hamdel_stats::anomaly::{Direction, Period, watch};
use hamdel_stats::interval::Confidence;
use hamdel_text::facets::Subject;
use hamdel_text::sentiment::Label;

use super::passed::{Blamed, WordsPassed, blamed};
use crate::App;
use crate::error::AppError;
use crate::feedback::{self, Heard};
use crate::pulse;
use crate::scores::{Place, Step};

/// Weeks that are looked at.
const WEEKS: u64 = 52;
/// One time in a hundred something is said where nothing happened.
pub(super) const CALM: f64 = 0.99;
/// Comments that speak badly of a subject in a year, below which it is not watched.
const LEAST_BAD: u64 = 10;
/// Notes that are shown.
pub(super) const MOST: usize = 4;

/// A share of comments that changed and stayed, or returned.
#[derive(Clone, Debug, PartialEq)]
pub struct WordsMoved {
    /// What is spoken of.
    pub subject: Subject,
    /// The first day of the first week at the new level.
    pub since: NaiveDate,
    /// The first day of the week in which it moved again, if it did.
    pub until: Option<NaiveDate>,
    /// The share of comments that speak badly of it before.
    pub before: f64,
    /// The share after.
    pub after: f64,
    /// Whether there are more or fewer.
    pub direction: Direction,
    /// How likely a series that did not move looks like this.
    pub p_value: f64,
    /// Comments that speak badly of it while it was so.
    pub comments: u64,
}

/// What is told of the words of the last year.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WordsTold {
    /// What customers began to speak badly of, the surest first; only where it got worse.
    pub moved: Vec<WordsMoved>,
    /// What they spoke badly of for a while, the strongest first.
    pub passed: Vec<WordsPassed>,
    /// What the comments of each of the stretches that were asked about speak badly of.
    pub blamed: Vec<Vec<Blamed>>,
}

/// What moved and what passed in the words of the last year, and what comments speak badly of in each of `stretches`:
/// a place, the first and the last day.
///
/// # Errors
/// When the history or the store fails.
pub async fn words_told(app: &App, stretches: Vec<(Place, NaiveDate, NaiveDate)>) -> Result<WordsTold, AppError> {
    let until = app.clock.now();
    let from = feedback::start_of(app, pulse::Period::Year);
    let (read, _) = feedback::comments(app, (from, until), None, None).await?;
    let heard = feedback::hear(app, read).await?;
    // The running week is not like the others.
    let end = Step::Week.start(app.zone.local(until).date());
    let first = end.checked_sub_days(Days::new(7 * WEEKS)).unwrap_or(end);
    let weeks: Vec<NaiveDate> = std::iter::successors(Some(first), |week| Some(Step::Week.after(*week)))
        .take_while(|week| *week < end)
        .collect();
    let days: Vec<NaiveDate> = heard.iter().map(|held| app.zone.local(held.comment.at).date()).collect();
    let found = tokio::task::spawn_blocking(move || told(&heard, &days, weeks, &stretches));
    found.await.map_err(|_| AppError::invalid("text", "could not be summed up"))
}

fn told(
    heard: &[Heard],
    days: &[NaiveDate],
    weeks: Vec<NaiveDate>,
    stretches: &[(Place, NaiveDate, NaiveDate)],
) -> WordsTold {
    let blames = Blames::of(heard, days, weeks);
    let passed = blames.passed();
    let mut moved = blames.moved();
    // What has an end is told with it.
    let tells = |held: &WordsPassed, moved: &WordsMoved| {
        held.subject == moved.subject && moved.since <= held.to && moved.until.is_none_or(|until| held.from <= until)
    };
    moved.retain(|moved| !passed.iter().any(|held| tells(held, moved)));
    moved.truncate(MOST);
    let blamed = stretches.iter().map(|(place, from, to)| blamed(heard, days, place, (*from, *to))).collect();
    WordsTold { moved, passed, blamed }
}

/// How many comments there are in each week, and how many of them speak badly of each subject.
pub(super) struct Blames<'h> {
    /// The first day of each week.
    pub(super) weeks: Vec<NaiveDate>,
    pub(super) all: Vec<u64>,
    pub(super) bad: BTreeMap<&'h Subject, Vec<u64>>,
}

impl<'h> Blames<'h> {
    pub(super) fn of(heard: &'h [Heard], days: &[NaiveDate], weeks: Vec<NaiveDate>) -> Self {
        let end = weeks.last().map(|week| Step::Week.after(*week));
        let week = |day: NaiveDate| {
            let within = end.is_some_and(|end| day < end);
            weeks.partition_point(|start| *start <= day).checked_sub(1).filter(|_| within)
        };
        let mut all = vec![0_u64; weeks.len()];
        let mut bad: BTreeMap<&Subject, Vec<u64>> = BTreeMap::new();
        for (held, place) in heard.iter().zip(days).filter_map(|(held, day)| Some((held, week(*day)?))) {
            if let Some(count) = all.get_mut(place) {
                *count += 1;
            }
            for subject in blamed_by(held) {
                let counts = bad.entry(subject).or_insert_with(|| vec![0; weeks.len()]);
                if let Some(count) = counts.get_mut(place) {
                    *count += 1;
                }
            }
        }
        bad.retain(|_, counts| counts.iter().sum::<u64>() >= LEAST_BAD);
        Self { weeks, all, bad }
    }

    fn moved(&self) -> Vec<WordsMoved> {
        // Of so many subjects together, after Bonferroni.
        let confidence = Confidence::new(1.0 - (1.0 - CALM) / self.bad.len().max(1) as f64).unwrap_or_default();
        let mut found = Vec::new();
        for (subject, counts) in &self.bad {
            let series: Vec<Period> = counts
                .iter()
                .zip(&self.all)
                .map(|(part, all)| Period::of_share(*part, *all).unwrap_or(Period::EMPTY))
                .collect();
            let shifts = watch(&series, confidence).shifts;
            for (index, shift) in shifts.iter().enumerate().filter(|(_, shift)| shift.direction == Direction::Up) {
                let next = shifts.get(index + 1).map_or(self.weeks.len(), |next| next.since);
                let Some(since) = self.weeks.get(shift.since) else { continue };
                found.push(WordsMoved {
                    subject: (*subject).clone(),
                    since: *since,
                    until: self.weeks.get(next).copied(),
                    before: shift.before,
                    after: shift.after,
                    direction: shift.direction,
                    p_value: shift.p_value,
                    comments: counts.get(shift.since..next).unwrap_or_default().iter().sum(),
                });
            }
        }
        found.sort_by(|one, other| one.p_value.total_cmp(&other.p_value));
        found
    }
}

/// The subjects that a comment speaks badly of, each once.
pub(super) fn blamed_by(held: &Heard) -> BTreeSet<&Subject> {
    let bad = held.understood.facets.iter().filter(|of| of.sentiment.label == Label::Negative);
    bad.map(|of| &of.subject).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::tests::heard;

    #[test]
    fn what_is_blamed_for_some_weeks_is_told_with_its_weeks() {
        let weeks: Vec<NaiveDate> =
            std::iter::successors(NaiveDate::from_ymd_opt(2026, 1, 3), |week| Some(Step::Week.after(*week)))
                .take(40)
                .collect();
        let (mut said, mut days) = (Vec::new(), Vec::new());
        for (place, week) in weeks.iter().enumerate() {
            for number in 0..20 {
                let blames = number < if (20..26).contains(&place) { 9 } else { 1 };
                said.push(heard(
                    None,
                    if blames {
                        "پیک خیلی بی‌ادب بود"
                    } else {
                        "غذا عالی و خوشمزه بود"
                    },
                ));
                days.push(*week);
            }
        }
        let found = Blames::of(&said, &days, weeks.clone()).moved();
        let courier = found.iter().find(|held| held.subject.key == "courier").unwrap();
        assert_eq!((courier.since, courier.until), (weeks[20], Some(weeks[26])));
        assert!((courier.before - 0.05).abs() < 0.01 && (courier.after - 0.45).abs() < 0.01, "{courier:?}");
        assert_eq!(courier.comments, 54);
        assert!(Blames::of(&said[..400], &days[..400], weeks).moved().is_empty(), "nothing moved before");
    }
}

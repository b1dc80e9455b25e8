//! What customers spoke badly of for a while, and what the comments of a stretch of time speak badly of.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use hamdel_stats::compare;
use hamdel_stats::interval::Confidence;
use hamdel_stats::proportion::Proportion;
use hamdel_stats::scan::{Rules, Stratum, scan};
use hamdel_text::facets::Subject;

use super::moved::{Blames, CALM, MOST, blamed_by};
use crate::feedback::{Comment, Heard};
use crate::scores::{By, Place, Step};

/// A stretch of at most a quarter of the year: what lasts longer is a level.
const LONGEST: usize = 13;
/// Fewest comments of a stretch.
const FEWEST: u64 = 20;
/// By how much more of them speak badly of a subject at least, in standard deviations of a comment: of a subject that one
/// comment in twenty speaks badly of, 11 points.
const LEAST: f64 = 0.5;
/// Fewest of them that speak badly of the subject.
const FEWEST_BAD: u64 = 5;
/// Fewest comments that speak badly of a subject for it to be named beside a stretch.
const LEAST_BLAMED: u64 = 3;
/// Subjects that are named beside a stretch.
const MOST_BLAMED: usize = 2;

/// What customers spoke badly of for a while.
#[derive(Clone, Debug, PartialEq)]
pub struct WordsPassed {
    /// What was spoken of.
    pub subject: Subject,
    /// The first day of its first week.
    pub from: NaiveDate,
    /// The last day of its last week.
    pub to: NaiveDate,
    /// The share of the comments of those weeks that speak badly of it.
    pub during: f64,
    /// The share in the other weeks of the year.
    pub otherwise: f64,
    /// The comments of those weeks that speak badly of it.
    pub comments: u64,
    /// All comments of those weeks.
    pub n: u64,
    /// Whether a week without it has gone by since.
    pub over: bool,
}

/// What comments of a stretch speak badly of, more than those of the same place do otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Blamed {
    /// What they speak of.
    pub subject: Subject,
    /// How many speak badly of it.
    pub comments: u64,
    /// How many there are.
    pub n: u64,
}

impl Blames<'_> {
    /// What passed, the strongest first.
    pub(super) fn passed(&self) -> Vec<WordsPassed> {
        let confidence = Confidence::new(CALM).unwrap_or_default();
        let rules = Rules { longest: LONGEST, fewest: FEWEST, least: LEAST, confidence };
        let strata = self.bad.values().map(|bad| Stratum::of_shares(bad.iter().copied().zip(self.all.iter().copied())));
        let places: Vec<Vec<usize>> = (0..self.bad.len()).map(|number| vec![number]).collect();
        let found = strata.collect::<Result<Vec<_>, _>>().and_then(|strata| scan(&strata, &places, &rules));
        let subjects: Vec<(&&Subject, &Vec<u64>)> = self.bad.iter().collect();
        let told = |stretch: &hamdel_stats::scan::Stretch| {
            let (subject, bad) = subjects.get(stretch.place)?;
            let last = *self.weeks.get(stretch.until.checked_sub(1)?)?;
            let within = bad.get(stretch.from..stretch.until)?.iter().sum::<u64>();
            let (bad, all): (u64, u64) = (bad.iter().sum(), self.all.iter().sum());
            Some(WordsPassed {
                subject: (**subject).clone(),
                from: *self.weeks.get(stretch.from)?,
                to: Step::Week.after(last).checked_sub_days(Days::new(1))?,
                during: within as f64 / stretch.n as f64,
                otherwise: (bad - within) as f64 / (all - stretch.n).max(1) as f64,
                comments: within,
                n: stretch.n,
                over: stretch.until < self.weeks.len(),
            })
        };
        found
            .unwrap_or_default()
            .iter()
            .filter_map(told)
            .filter(|held| held.comments >= FEWEST_BAD)
            .take(MOST)
            .collect()
    }
}

/// What the comments of a place speak badly of from one day to another, by more than chance more than its other
/// comments; the greatest difference first.
pub(super) fn blamed(
    heard: &[Heard],
    days: &[NaiveDate],
    place: &Place,
    (from, to): (NaiveDate, NaiveDate),
) -> Vec<Blamed> {
    let mut all = [0_u64; 2];
    let mut bad: BTreeMap<&Subject, [u64; 2]> = BTreeMap::new();
    for (held, day) in heard.iter().zip(days).filter(|(held, _)| said_at(&held.comment, place)) {
        let side = usize::from((from..=to).contains(day));
        all[side] += 1;
        blamed_by(held).into_iter().for_each(|subject| bad.entry(subject).or_default()[side] += 1);
    }
    let share = |bad: [u64; 2], side: usize| Proportion::of_counts(bad[side], all[side]).ok();
    let more = |(subject, bad): (&&Subject, &[u64; 2])| {
        let compared = compare::proportions(&share(*bad, 0)?, &share(*bad, 1)?, Confidence::P95);
        let told = bad[1] >= LEAST_BLAMED && compared.low > 0.0;
        told.then(|| (compared.difference, Blamed { subject: (*subject).clone(), comments: bad[1], n: all[1] }))
    };
    let mut found: Vec<(f64, Blamed)> = bad.iter().filter_map(more).collect();
    found.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    found.into_iter().map(|(_, blamed)| blamed).take(MOST_BLAMED).collect()
}

fn said_at(comment: &Comment, place: &Place) -> bool {
    let Place::In(by, name) = place else { return true };
    let named = match by {
        By::Touchpoint => comment.touchpoint.as_ref(),
        By::Channel => comment.channel.as_ref(),
        By::Unit => comment.unit.as_ref(),
        By::Employee => comment.employee.as_ref(),
        By::Source => Some(&comment.source),
        By::Stage => None,
    };
    named == Some(name)
}

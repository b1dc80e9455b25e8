//! Whether making up for a complaint works: those who complained against customers who were alike and did not.
//!
//! For each month, whoever complained in it is compared with customers who had been as active in the 90 days before and
//! did not complain around then (coarsened exact matching, [`hamdel_stats::matched`]). What sets both apart and is not
//! in their activity stays in the difference: it is an observation, not a trial.

use std::collections::BTreeMap;

use hamdel_domain::Instant;
use hamdel_stats::interval::Confidence;
use hamdel_stats::matched::{Matched, Stratum, effect};
use hamdel_store::StoreError;

use crate::App;
use crate::error::AppError;
use crate::pulse::{Freshness, freshness};
use crate::quiet::{DAY_MICROS, History, day_of, histories};

/// Days after a complaint in which it is seen what came of it.
pub const WINDOW_DAYS: i64 = 90;
/// Days before it in which customers must have been alike.
const BEFORE_DAYS: i64 = 90;
/// Days of a period of complaints that are compared together.
const PERIOD_DAYS: i64 = 30;
/// Most periods.
const MOST_PERIODS: i64 = 24;
/// An answer within so many days is one in time.
const IN_TIME_DAYS: i64 = 7;
/// Fewest who complained for a comparison.
const LEAST: u64 = 10;

/// What is seen of a customer after the complaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Whether they came back: 0 or 1.
    Return,
    /// Days on which they did something.
    Activity,
    /// What they spent, in the currency in which most customers pay.
    Spending,
    /// Scores and words, from -1 to 1, of those who gave any.
    Satisfaction,
}

impl Outcome {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Return, Self::Activity, Self::Spending, Self::Satisfaction];

    /// The name in the API and the locales (`recovery-outcome-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Return => "return",
            Self::Activity => "activity",
            Self::Spending => "spending",
            Self::Satisfaction => "satisfaction",
        }
    }
}

/// How the complaint was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answered {
    /// Any complaint.
    All,
    /// In time, and not refused.
    InTime,
    /// Late, refused or not at all.
    Badly,
}

impl Answered {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::All, Self::InTime, Self::Badly];

    /// The name in the API and the locales (`recovery-answered-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::InTime => "in_time",
            Self::Badly => "badly",
        }
    }
}

/// A comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// Who is compared: those whose complaint was answered so.
    pub answered: Answered,
    /// In what.
    pub outcome: Outcome,
    /// Those who complained, with an outcome.
    pub complained: u64,
    /// The comparison; none of too few.
    pub effect: Option<Matched>,
}

/// What came of complaints.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovery {
    /// Each comparison.
    pub compared: Vec<Compared>,
    /// Complaints were made from then on.
    pub from: Option<Instant>,
    /// And before then: those later have not had their days yet.
    pub until: Instant,
    /// How fresh it is.
    pub freshness: Freshness,
}

/// Compares those who complained with those who were alike and did not.
///
/// # Errors
/// When the history cannot be read.
pub async fn recovery(app: &App) -> Result<Recovery, AppError> {
    Ok(app.reckoned.recovery.get(reckon(app)).await?.as_ref().clone())
}

async fn reckon(app: &App) -> Result<Recovery, AppError> {
    let now = app.clock.now();
    let freshness = freshness(app).await?;
    let histories = histories(app, now).await?;
    let compared = tokio::task::spawn_blocking(move || compare(&histories, now)).await;
    let (compared, from) = compared.map_err(|_| StoreError::corrupt("the history"))?;
    Ok(Recovery { compared, from, until: now.plus_micros(-WINDOW_DAYS * DAY_MICROS), freshness })
}

/// A complaint that is compared: when, and how it was answered.
struct Protest {
    day: i64,
    in_time: bool,
}

/// The first complaint in a stretch of days.
fn protest(history: &History, from: i64, until: i64) -> Option<Protest> {
    let held = history.complaints.iter().find(|complaint| (from..until).contains(&day_of(complaint.at)))?;
    let in_time = held.refused_at.is_none()
        && held.answered_at.is_some_and(|answered| answered.micros_since(held.at) <= IN_TIME_DAYS * DAY_MICROS);
    Some(Protest { day: day_of(held.at), in_time })
}

fn active_days(history: &History, from: i64, until: i64) -> usize {
    let first = history.days.partition_point(|day| *day < from);
    history.days[first..].iter().take_while(|day| **day < until).count()
}

/// How active somebody was before: in bands that double.
fn band(days: usize) -> u32 {
    usize::BITS - days.leading_zeros()
}

fn outcome(history: &History, day: i64, which: Outcome) -> Option<f64> {
    let (from, until) = (day + 1, day + 1 + WINDOW_DAYS);
    match which {
        Outcome::Return => Some(f64::from(u8::from(history.acts_within(from, until)))),
        Outcome::Activity => Some(active_days(history, from, until) as f64),
        Outcome::Spending => {
            let within = history.spent.iter().filter(|(day, _)| (from..until).contains(day));
            Some(within.map(|(_, amount)| amount).sum())
        }
        Outcome::Satisfaction => {
            let within = history.feelings.iter().filter(|felt| (from..until).contains(&day_of(felt.at)));
            let (sum, count) = within.fold((0.0, 0.0), |(sum, count), felt| (sum + felt.polarity, count + 1.0));
            (count > 0.0).then(|| sum / count)
        }
    }
}

type Strata = BTreeMap<(Answered, Outcome), BTreeMap<(i64, u32), Stratum>>;

pub(crate) fn compare(histories: &[History], now: Instant) -> (Vec<Compared>, Option<Instant>) {
    let last = day_of(now) - WINDOW_DAYS;
    let Some(first) = histories.iter().filter_map(|history| history.days.first().copied()).min() else {
        return (Vec::new(), None);
    };
    let mut strata = Strata::new();
    let mut began = None;
    for back in 0..MOST_PERIODS {
        let until = last - back * PERIOD_DAYS;
        let from = until - PERIOD_DAYS;
        if from - BEFORE_DAYS < first {
            break;
        }
        began = Some(Instant::from_micros(from * DAY_MICROS));
        for history in histories {
            take_in(&mut strata, history, (from, until));
        }
    }
    let compared = |answered: Answered| Outcome::ALL.map(|outcome| compared(&strata, answered, outcome));
    (Answered::ALL.into_iter().flat_map(compared).collect(), began)
}

/// Puts a customer into the strata of a period: among those who complained in it, or among the others where they were
/// active before and did not complain from then to the end of the window.
fn take_in(strata: &mut Strata, history: &History, (from, until): (i64, i64)) {
    let put = |strata: &mut Strata, which: &[Answered], day: i64, complained: bool| {
        let alike = (from, band(active_days(history, day - BEFORE_DAYS, day)));
        if alike.1 == 0 {
            return;
        }
        for of in Outcome::ALL {
            let Some(value) = outcome(history, day, of) else { continue };
            for answered in which {
                let stratum = strata.entry((*answered, of)).or_default().entry(alike).or_default();
                let side = if complained { &mut stratum.treated } else { &mut stratum.others };
                // Outcomes are numbers, so that none is refused.
                let _ = side.push(value);
            }
        }
    };
    match protest(history, from, until) {
        Some(protest) => {
            let how = if protest.in_time { Answered::InTime } else { Answered::Badly };
            put(strata, &[Answered::All, how], protest.day, true);
        }
        None if protest(history, from - BEFORE_DAYS, until + WINDOW_DAYS).is_none() => {
            put(strata, &Answered::ALL, i64::midpoint(from, until), false);
        }
        None => {}
    }
}

fn compared(strata: &Strata, answered: Answered, outcome: Outcome) -> Compared {
    let held: Vec<Stratum> =
        strata.get(&(answered, outcome)).map(|held| held.values().copied().collect()).unwrap_or_default();
    let complained = held.iter().map(|stratum| stratum.treated.n()).sum();
    let effect = (complained >= LEAST).then(|| effect(&held, Confidence::P95).ok()).flatten();
    Compared { answered, outcome, complained, effect }
}

#[cfg(test)]
mod tests {
    use hamdel_domain::CustomerId;

    use super::*;
    use crate::quiet::Complaint;

    fn at(day: i64) -> Instant {
        Instant::from_micros(day * DAY_MICROS)
    }

    /// Somebody who comes every tenth day, from day 0 until a day.
    fn visitor(number: i64, until: i64, complaint: Option<(i64, Option<i64>)>) -> History {
        let complaint = complaint.map(|(made, answered)| Complaint {
            at: at(made),
            answered_at: answered.map(at),
            refused_at: None,
        });
        History {
            customer: CustomerId(number),
            days: (0..until).step_by(10).map(|day| day + number % 10).filter(|day| *day < until).collect(),
            complaints: complaint.into_iter().collect(),
            feelings: Vec::new(),
            spent: Vec::new(),
            unit: None,
        }
    }

    #[test]
    fn those_who_are_not_answered_leave_and_those_who_are_stay() {
        let mut all: Vec<History> = (0..60).map(|number| visitor(number, 1_000, None)).collect();
        for number in 0..20 {
            let day = 500 + 3 * number;
            all.push(visitor(100 + number, 1_000, Some((day, Some(day + 2)))));
            // One in ten comes back all the same.
            let until = if number % 10 == 0 { 1_000 } else { day + 1 };
            all.push(visitor(200 + number, until, Some((day, None))));
        }
        let (compared, from) = compare(&all, at(1_000));
        let of = |answered: Answered| {
            let held = compared.iter().find(|held| held.answered == answered && held.outcome == Outcome::Return);
            held.unwrap().clone()
        };
        assert_eq!((of(Answered::All).complained, of(Answered::Badly).complained), (40, 20));
        let badly = of(Answered::Badly).effect.unwrap();
        assert!((badly.treated - 0.1).abs() < 1e-9 && (badly.others - 1.0).abs() < 1e-9, "{badly:?}");
        assert!(badly.comparison.more_than_chance() && badly.comparison.high < -0.5);
        let well = of(Answered::InTime);
        assert_eq!(well.complained, 20);
        // Everybody came back on both sides: no spread, and so no interval.
        assert!(well.effect.is_none());
        assert!(from.is_some());
    }

    #[test]
    fn too_few_are_not_compared() {
        let all: Vec<History> = (0..9).map(|number| visitor(number, 1_000, Some((600, None)))).collect();
        let (compared, _) = compare(&all, at(1_000));
        assert!(compared.iter().all(|held| held.effect.is_none()));
        assert_eq!(compare(&[], at(1_000)), (Vec::new(), None));
        assert_eq!([0, 1, 2, 3, 4, 7, 8].map(band), [0, 1, 2, 2, 3, 3, 4]);
    }
}

//! How often the list is right: decided at past moments from what was known then, and seen who came back.

use std::collections::BTreeMap;

use hamdel_domain::{CustomerId, Instant};
use hamdel_stats::interval::{Confidence, Estimate};
use hamdel_stats::proportion::Proportion;

use super::history::{DAY_MICROS, History, day_of};
use super::rule::{Verdict, judge, rhythm_of};

/// Whoever does nothing for so many days after a decision has left; days.
pub const HORIZON_DAYS: i64 = 60;
/// Days between two moments at which it is decided.
const EVERY_DAYS: i64 = 30;
/// Most moments.
const MOST_MOMENTS: i64 = 8;
/// Days of history that it takes before the first of them.
const LEAST_HISTORY_DAYS: i64 = 90;
/// Fewest customers at risk for a share.
pub(super) const LEAST: u64 = 10;

/// What became of those whom the rule named in the past.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Backtest {
    /// The moments at which it was decided.
    pub moments: Vec<Instant>,
    /// Customers who were at risk at one of them; each counts once, at the first.
    pub named: u64,
    /// Those of them who did nothing for [`HORIZON_DAYS`] after it.
    pub left: u64,
    /// The share of those who left: the precision; none of too few.
    pub precision: Option<Estimate>,
    /// Customers who were never at risk and had come back before the last moment, judged at it.
    pub others: u64,
    /// The share of those who left.
    pub others_left: Option<Estimate>,
}

/// Decides at past moments and sees who came back.
pub(super) fn backtest(histories: &[History], now: Instant) -> Backtest {
    let Some(first) = histories.iter().filter_map(|history| history.days.first()).min() else {
        return Backtest::default();
    };
    let today = day_of(now);
    let moments: Vec<Instant> = (0..MOST_MOMENTS)
        .map(|back| today - HORIZON_DAYS - back * EVERY_DAYS)
        .filter(|day| day - first >= LEAST_HISTORY_DAYS)
        .map(|day| Instant::from_micros(day * DAY_MICROS))
        .rev()
        .collect();
    let mut named: BTreeMap<CustomerId, bool> = BTreeMap::new();
    let mut others: BTreeMap<CustomerId, bool> = BTreeMap::new();
    for at in &moments {
        let known: Vec<History> = histories.iter().map(|history| history.known_at(*at)).collect();
        let rhythm = rhythm_of(&known, *at);
        for (history, known) in histories.iter().zip(&known) {
            let left = !history.acts_within(day_of(*at), day_of(*at) + HORIZON_DAYS);
            match judge(known, rhythm.as_ref(), *at) {
                Verdict::AtRisk(_) => {
                    named.entry(history.customer).or_insert(left);
                }
                // The moments come in order, so that the last one stays.
                Verdict::NoSign => {
                    others.insert(history.customer, left);
                }
                Verdict::CameOnce | Verdict::Left => {}
            }
        }
    }
    others.retain(|customer, _| !named.contains_key(customer));
    let count = |held: &BTreeMap<CustomerId, bool>| held.values().filter(|left| **left).count() as u64;
    let (all, left, other) = (named.len() as u64, count(&named), others.len() as u64);
    Backtest {
        moments,
        named: all,
        left,
        precision: share(left, all),
        others: other,
        others_left: share(count(&others), other),
    }
}

fn share(part: u64, of: u64) -> Option<Estimate> {
    (of >= LEAST).then(|| Proportion::of_counts(part, of).ok()).flatten().map(|held| held.wilson(Confidence::P95))
}

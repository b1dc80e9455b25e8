//! The answers of a metric by week and by where they were given: what is watched for what moves and what passes.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use hamdel_domain::CustomerId;
use hamdel_domain::lake::Cell;

use super::asked::{By, Metric, Step};
use super::counts::{Answers, Counting, Stretch, moment, narrowing};
use super::minus_days;
use crate::App;
use crate::error::AppError;

/// Weeks that are looked at.
pub(super) const WEEKS: u64 = 52;
/// What places are looked at.
const LOOKED_AT: [By; 3] = [By::Unit, By::Touchpoint, By::Channel];
/// Places of each of these that are looked at, those with the most answers.
const MOST_PLACES: usize = 100;

/// A part of the company, or all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The whole company, or all that was asked for.
    Everywhere,
    /// One group.
    In(By, String),
}

/// A unit, a touchpoint and a channel that answers name; `None` where they name none.
pub(super) type Spot = [Option<String>; LOOKED_AT.len()];

/// The answers of the last whole weeks.
pub(super) struct Weekly {
    pub(super) metric: Metric,
    /// The first day of each week, which is a Saturday.
    pub(super) weeks: Vec<NaiveDate>,
    /// The answers of each week.
    pub(super) spots: BTreeMap<Spot, Vec<Answers>>,
}

impl Weekly {
    /// The answers of the last year, without the running week, which is not like the others.
    ///
    /// # Errors
    /// When the history fails.
    pub(super) async fn read(app: &App, counting: Counting<'_>) -> Result<Self, AppError> {
        let Counting { metric, people, .. } = counting;
        let until = Step::Week.start(app.zone.local(app.clock.now()).date());
        let from = minus_days(until, WEEKS * 7);
        let weeks: Vec<NaiveDate> = std::iter::successors(Some(from), |week| Some(Step::Week.after(*week)))
            .take_while(|week| *week < until)
            .collect();
        let mut weekly = Self { metric, weeks, spots: BTreeMap::new() };
        for row in app.lake.query(&sql(app, counting, (from, until))).await?.rows {
            let [Cell::Integer(week), unit, touchpoint, channel, Cell::Integer(score), customer, Cell::Integer(n)] =
                &row[..]
            else {
                continue;
            };
            let customer = match customer {
                Cell::Integer(number) => Some(CustomerId(*number)),
                _ => None,
            };
            if people.is_some_and(|people| !people.counts(customer)) {
                continue;
            }
            let spot = [unit, touchpoint, channel].map(named);
            weekly.add(
                spot,
                Stretch::WEEK.first_day(*week),
                usize::try_from(*score).unwrap_or(usize::MAX),
                u64::try_from(*n).unwrap_or_default(),
            );
        }
        Ok(weekly)
    }

    fn add(&mut self, spot: Spot, week: NaiveDate, score: usize, n: u64) {
        let Ok(place) = self.weeks.binary_search(&week) else { return };
        let series = self.spots.entry(spot).or_insert_with(|| vec![Answers::default(); self.weeks.len()]);
        if let Some(answers) = series.get_mut(place) {
            answers.add(score, n);
        }
    }

    /// Everywhere, and every place that is named.
    pub(super) fn places(&self) -> Vec<Place> {
        let mut places = vec![Place::Everywhere];
        for (column, by) in LOOKED_AT.into_iter().enumerate() {
            let mut named: BTreeMap<&String, u64> = BTreeMap::new();
            for (spot, series) in &self.spots {
                if let Some(name) = &spot[column] {
                    *named.entry(name).or_default() += series.iter().map(Answers::n).sum::<u64>();
                }
            }
            let mut named: Vec<(&String, u64)> = named.into_iter().collect();
            named.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
            places.extend(named.into_iter().take(MOST_PLACES).map(|(name, _)| Place::In(by, name.clone())));
        }
        places
    }

    /// The answers of each week at a place.
    pub(super) fn series(&self, place: &Place) -> Vec<Answers> {
        let mut series = vec![Answers::default(); self.weeks.len()];
        for (_, part) in self.spots.iter().filter(|(spot, _)| place.holds(spot)) {
            series.iter_mut().zip(part).for_each(|(answers, more)| answers.merge(more));
        }
        series
    }
}

impl Place {
    /// Whether there can be answers that belong to both: no answer names two units.
    pub(super) fn may_share(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::In(by, name), Self::In(held, named)) => by != held || name == named,
            _ => true,
        }
    }

    /// Whether answers given there belong to the place.
    pub(super) fn holds(&self, spot: &Spot) -> bool {
        match self {
            Self::Everywhere => true,
            Self::In(by, name) => {
                LOOKED_AT.iter().zip(spot).any(|(held, named)| held == by && named.as_ref() == Some(name))
            }
        }
    }
}

fn sql(app: &App, counting: Counting<'_>, (from, until): (NaiveDate, NaiveDate)) -> String {
    let Counting { metric, within, people, .. } = counting;
    let customer = if people.is_some() { "customer_id" } else { "CAST(NULL AS BIGINT)" };
    let (low, high) = metric.scale();
    let week = Stretch::WEEK.sql(app, until);
    format!(
        "SELECT {week} AS week, unit, touchpoint, channel, \
         CAST(score AS BIGINT) AS score, {customer} AS customer, count(*) AS n FROM interactions \
         WHERE metric = '{}' AND score BETWEEN {low} AND {high} AND occurred_at >= {} AND occurred_at < {}{} \
         GROUP BY 1, 2, 3, 4, 5, 6",
        metric.as_str(),
        moment(app, from),
        moment(app, until),
        narrowing(within),
    )
}

fn named(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(name) if !name.is_empty() => Some(name.clone()),
        _ => None,
    }
}

//! Answers counted by day, group and score.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use hamdel_domain::clock::DAY;
use hamdel_domain::lake::Cell;
use hamdel_domain::{CustomerId, Instant};

use super::Grouped;
use super::asked::{By, Metric, Span};
use super::people::People;
use crate::App;
use crate::error::AppError;

/// Answers per score, from 0 to 10: the widest of the scales.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers([u64; 11]);

impl Answers {
    /// Answers of one score; none of a score that no scale has.
    #[must_use]
    pub fn of(&self, score: u8) -> u64 {
        self.0.get(usize::from(score)).copied().unwrap_or_default()
    }

    /// All answers.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.0.iter().sum()
    }

    pub(super) fn add(&mut self, score: usize, n: u64) {
        if let Some(count) = self.0.get_mut(score) {
            *count += n;
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(count, more)| *count += more);
    }

    /// All but those of a part of them.
    pub(super) fn without(&self, part: &Self) -> Self {
        Self(std::array::from_fn(|score| self.0[score].saturating_sub(part.0[score])))
    }
}

/// What the history holds of the question.
#[derive(Default)]
pub(super) struct Counts {
    /// All answers, each once; an answer of a customer in several segments is in several groups.
    whole: BTreeMap<NaiveDate, Answers>,
    groups: BTreeMap<NaiveDate, Grouped>,
}

impl Counts {
    /// All answers of days from one until another.
    pub(super) fn between(&self, from: NaiveDate, until: NaiveDate) -> Answers {
        let mut all = Answers::default();
        if from < until {
            self.whole.range(from..until).for_each(|(_, answers)| all.merge(answers));
        }
        all
    }

    pub(super) fn groups_between(&self, from: NaiveDate, until: NaiveDate) -> Grouped {
        let mut groups = Grouped::new();
        if from < until {
            for (name, answers) in self.groups.range(from..until).flat_map(|(_, groups)| groups) {
                groups.entry(name.clone()).or_default().merge(answers);
            }
        }
        groups
    }

    fn add(&mut self, day: NaiveDate, names: impl Iterator<Item = Option<String>>, score: usize, n: u64) {
        self.whole.entry(day).or_default().add(score, n);
        let groups = self.groups.entry(day).or_default();
        names.for_each(|name| groups.entry(name).or_default().add(score, n));
    }
}

/// Which answers are counted, and into which groups.
#[derive(Clone, Copy)]
pub(super) struct Counting<'a> {
    pub(super) metric: Metric,
    pub(super) by: Option<By>,
    pub(super) within: Option<&'a (By, String)>,
    /// What is known of customers, where groups or a choice of them are asked for.
    pub(super) people: Option<&'a People>,
}

/// Counts answers of days from one until another.
pub(super) async fn by_day(
    app: &App,
    counting: Counting<'_>,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Counts, AppError> {
    let Counting { metric, by, within, people } = counting;
    let group = by.map_or("CAST(NULL AS VARCHAR)", By::as_str);
    let customer = if people.is_some() { "customer_id" } else { "CAST(NULL AS BIGINT)" };
    let (low, high) = metric.scale();
    let day = Stretch::DAY.sql(app, until);
    let narrowed = narrowing(within);
    let sql = format!(
        "SELECT {day} AS day, {group} AS name, \
         CAST(score AS BIGINT) AS score, {customer} AS customer, count(*) AS n FROM interactions \
         WHERE metric = '{}' AND score BETWEEN {low} AND {high} AND occurred_at >= {} AND occurred_at < {}{narrowed} \
         GROUP BY 1, 2, 3, 4",
        metric.as_str(),
        moment(app, from),
        moment(app, until),
    );
    let mut counts = Counts::default();
    for row in app.lake.query(&sql).await?.rows {
        let [Cell::Integer(day), name, Cell::Integer(score), customer, Cell::Integer(n)] = &row[..] else { continue };
        let customer = match customer {
            Cell::Integer(number) => Some(CustomerId(*number)),
            _ => None,
        };
        let name = match name {
            Cell::Text(name) if !name.is_empty() => Some(name.clone()),
            _ => None,
        };
        let day = Stretch::DAY.first_day(*day);
        let (score, n) = (usize::try_from(*score).unwrap_or(usize::MAX), u64::try_from(*n).unwrap_or_default());
        match people {
            None => counts.add(day, std::iter::once(name), score, n),
            Some(people) if !people.counts(customer) => {}
            Some(_) if by.is_some() => counts.add(day, std::iter::once(name), score, n),
            Some(people) => {
                let mut names: Vec<Option<String>> = customer
                    .iter()
                    .flat_map(|customer| people.groups(*customer))
                    .map(|name| Some(name.clone()))
                    .collect();
                if names.is_empty() {
                    names.push(None);
                }
                counts.add(day, names.into_iter(), score, n);
            }
        }
    }
    Ok(counts)
}

/// Answers to each metric in the period.
pub(super) async fn metrics(app: &App, span: &Span) -> Result<Vec<(Metric, u64)>, AppError> {
    let sql = format!(
        "SELECT metric, count(*) AS n FROM interactions \
         WHERE metric IS NOT NULL AND score IS NOT NULL AND occurred_at >= {} AND occurred_at < {} GROUP BY 1",
        moment(app, span.from),
        moment(app, span.until),
    );
    let mut metrics: Vec<(Metric, u64)> = app
        .lake
        .query(&sql)
        .await?
        .rows
        .iter()
        .filter_map(|row| match &row[..] {
            [Cell::Text(name), Cell::Integer(n)] => Some((Metric::parse(name)?, u64::try_from(*n).ok()?)),
            _ => None,
        })
        .collect();
    metrics.sort_unstable();
    Ok(metrics)
}

/// The beginning of a day of the company's zone, in SQL.
pub(super) fn moment(app: &App, day: NaiveDate) -> String {
    format!("TIMESTAMP '{}'", app.zone.start_of_day(day).to_utc().format("%Y-%m-%dT%H:%M:%S%.6fZ"))
}

/// Days, or weeks, that answers are counted by: each has a whole number, worked out of microseconds. Functions of the
/// calendar would take the query engine a quarter of the time of a count.
#[derive(Clone, Copy)]
pub(super) struct Stretch {
    /// How many days it has.
    days: i64,
    /// The first day of number 0, in days since 1970-01-01.
    first: i64,
}

impl Stretch {
    /// A day.
    pub(super) const DAY: Self = Self { days: 1, first: 0 };
    /// A week that begins on Saturday, as 1970-01-03 was one.
    pub(super) const WEEK: Self = Self { days: 7, first: 2 };
    /// So many stretches are added and taken away again: whole numbers are divided towards zero, and moments before
    /// 1970 are below it.
    const BEFORE: i64 = 100_000;

    /// The number of the stretch that a moment is in, in SQL. The company's zone is as far ahead of UTC as it is on the
    /// last of the days: where the clocks change within the period, an hour of the days before that falls on the
    /// neighbouring day.
    pub(super) fn sql(self, app: &App, until: NaiveDate) -> String {
        let start = app.zone.start_of_day(until);
        let ahead = app.zone.local(start).and_utc().timestamp_micros() - start.micros();
        let long = self.days * DAY;
        let added = ahead - self.first * DAY + Self::BEFORE * long;
        format!("(CAST(occurred_at AS BIGINT) + {added}) / {long} - {}", Self::BEFORE)
    }

    /// The first day of a stretch.
    pub(super) fn first_day(self, number: i64) -> NaiveDate {
        let day = number.saturating_mul(self.days).saturating_add(self.first);
        Instant::from_micros(day.saturating_mul(DAY)).to_utc().date_naive()
    }
}

/// Only answers with this name in that column, in SQL.
pub(super) fn narrowing(within: Option<&(By, String)>) -> String {
    within.map_or_else(String::new, |(by, name)| format!(" AND {} = {}", by.as_str(), quoted(name)))
}

/// A text in SQL.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, Weekday};

    use super::*;

    #[test]
    fn days_and_weeks_have_numbers() {
        assert_eq!(Stretch::DAY.first_day(0), NaiveDate::default());
        assert_eq!(Stretch::DAY.first_day(-1).to_string(), "1969-12-31");
        for week in [-300, 0, 2_968] {
            let day = Stretch::WEEK.first_day(week);
            assert_eq!(
                (day.weekday(), Stretch::WEEK.first_day(week + 1) - day),
                (Weekday::Sat, chrono::TimeDelta::days(7))
            );
        }
    }
}

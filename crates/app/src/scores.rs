//! Scores of a period: NPS, CSAT, CES and eNPS, with n, interval and change, by where and how customers met the
//! company, over time, and what moved.
//!
//! One query of the history counts answers by day, group and score; everything else follows from these counts, so
//! that ten million answers cost one pass and no second opinion.

mod asked;
mod counts;
mod moved;
mod passed;
mod people;
mod rate;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_rate;
mod weekly;
mod weighted;

pub use asked::{By, Metric, ScoresQuestion, Step};
pub use counts::Answers;
pub use moved::{Moved, MovedAnywhere, moved_anywhere};
pub use passed::Passed;
pub use people::{Dimension, Whose, grouping_traits};
pub use rate::ResponseRate;
pub use weekly::Place;
pub use weighted::WeightedScore;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use hamdel_stats::compare::Comparison;
use hamdel_stats::interval::{Confidence, MinimumN, Published};

use crate::App;
use crate::error::AppError;
use crate::pulse::Freshness;

/// Fewest answers of a group of employees: fewer would judge a person by a handful.
const EMPLOYEE_MINIMUM: u64 = 20;
/// Groups shown, the largest first; the rest are counted.
const MOST_GROUPS: usize = 200;

/// Notes of what moved that are shown.
const MOST_MOVED: usize = 6;

/// A score with what it was before.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// The score of the period.
    pub now: Published,
    /// That of the period before, equally long.
    pub before: Published,
    /// The change, where both have a number.
    pub change: Option<Comparison>,
    /// Answers of each score of the scale, the lowest first.
    pub by_score: Vec<u64>,
    /// Answers of the period.
    pub n: u64,
}

/// A group and its score.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name; `None` where interactions name none.
    pub name: Option<String>,
    /// Its score.
    pub scored: Scored,
    /// Whether it differs from all others together by more than chance, after adjusting for so many groups.
    pub against_others: Option<Comparison>,
    /// How many of those who were invited answered; none where nobody was invited, and of sources.
    pub rate: Option<ResponseRate>,
}

/// A score of one step of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The first day of the step.
    pub from: NaiveDate,
    /// The first day after it.
    pub until: NaiveDate,
    /// The score.
    pub score: Published,
}

/// The scores of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// First day of the period.
    pub from: NaiveDate,
    /// First day after the period.
    pub until: NaiveDate,
    /// Answers to each metric in the period, of those that have any.
    pub metrics: Vec<(Metric, u64)>,
    /// The score of all.
    pub whole: Scored,
    /// How many of those who were invited to surveys that ask for this score answered; `None` where nobody was, and
    /// where the answers are narrowed to a source.
    pub rate: Option<ResponseRate>,
    /// The score had every group that was invited answered alike often; none without such groups.
    pub weighted: Option<WeightedScore>,
    /// The groups, the largest first.
    pub groups: Vec<Group>,
    /// Groups that are not shown.
    pub more_groups: usize,
    /// The score over time.
    pub trend: Vec<Point>,
    /// What moved over the last year, the strongest first.
    pub moved: Vec<Moved>,
    /// What passed in the last year, the strongest first.
    pub passed: Vec<Passed>,
    /// How fresh it is.
    pub freshness: Freshness,
}

/// The scores that answer the question.
///
/// # Errors
/// When the history or the store fails.
pub async fn scores(app: &App, question: &ScoresQuestion) -> Result<Scores, AppError> {
    let span = asked::Span::new(app, question);
    let people = people::people(app, question.by.as_ref(), question.whose.as_ref()).await?;
    let counting = counts::Counting {
        metric: question.metric,
        by: question.by.as_ref().and_then(Dimension::column),
        within: question.within.as_ref(),
        people: people.as_ref(),
    };
    let counts = counts::by_day(app, counting, (span.before, span.until)).await?;
    let metrics = counts::metrics(app, &span).await?;
    let metric = question.metric;
    let whole = scored(
        &counts.between(span.from, span.until),
        &counts.between(span.before, span.from),
        metric,
        minimum(None, metric),
    );
    let (mut groups, more_groups) = groups(&counts, question, &span);
    let rates = rate::rates(app, question, &span, people.as_ref()).await?;
    let weighted = weighted::weighted(question, &counts.groups_between(span.from, span.until), &rates);
    for group in &mut groups {
        group.rate = group.name.as_deref().and_then(|name| rates.of_group(name));
    }
    let trend = trend(&counts, question, &span);
    let MovedAnywhere { mut moved, passed } = moved::moved(app, question, people.as_ref()).await?;
    moved.truncate(MOST_MOVED);
    Ok(Scores {
        from: span.from,
        until: span.until,
        metrics,
        whole,
        rate: rates.whole,
        weighted,
        groups,
        more_groups,
        trend,
        moved: moved.into_iter().map(|(_, moved)| moved).collect(),
        passed,
        freshness: crate::pulse::freshness(app).await?,
    })
}

/// Employees are judged, and asked about their work, in groups that are large enough to hide one of them.
fn minimum(by: Option<&Dimension>, metric: Metric) -> MinimumN {
    match (by, metric) {
        (Some(Dimension::Column(By::Employee)), _) | (_, Metric::Enps) => {
            MinimumN::new(EMPLOYEE_MINIMUM).unwrap_or_default()
        }
        _ => MinimumN::default(),
    }
}

fn scored(now: &Answers, before: &Answers, metric: Metric, minimum: MinimumN) -> Scored {
    let published = |answers: &Answers| metric.published(answers, minimum, Confidence::P95);
    let (shown, shown_before) = (published(now), published(before));
    let both = shown.estimate().is_some() && shown_before.estimate().is_some();
    let change = both.then(|| metric.compare(before, now, Confidence::P95)).flatten();
    Scored { now: shown, before: shown_before, change, by_score: metric.by_score(now), n: now.n() }
}

fn groups(counts: &counts::Counts, question: &ScoresQuestion, span: &asked::Span) -> (Vec<Group>, usize) {
    if question.by.is_none() {
        return (Vec::new(), 0);
    }
    let metric = question.metric;
    let now = counts.groups_between(span.from, span.until);
    let before = counts.groups_between(span.before, span.from);
    let all = counts.between(span.from, span.until);
    let none = Answers::default();
    let mut groups: Vec<Group> = now
        .iter()
        .map(|(name, answers)| {
            let scored =
                scored(answers, before.get(name).unwrap_or(&none), metric, minimum(question.by.as_ref(), metric));
            let shown = scored.now.estimate().is_some();
            let against_others =
                shown.then(|| metric.compare(&all.without(answers), answers, Confidence::P95)).flatten();
            Group { name: name.clone(), scored, against_others, rate: None }
        })
        .collect();
    adjust(&mut groups);
    groups.sort_by(|one, other| other.scored.n.cmp(&one.scored.n).then_with(|| one.name.cmp(&other.name)));
    let more = groups.len().saturating_sub(MOST_GROUPS);
    groups.truncate(MOST_GROUPS);
    (groups, more)
}

/// One group in twenty would differ by chance alone (Benjamini and Hochberg 1995).
fn adjust(groups: &mut [Group]) {
    let compared: Vec<f64> = groups.iter().filter_map(|group| Some(group.against_others?.p_value)).collect();
    let Ok(adjusted) = hamdel_stats::compare::benjamini_hochberg(&compared) else { return };
    let comparisons = groups.iter_mut().filter_map(|group| group.against_others.as_mut());
    for (comparison, p_value) in comparisons.zip(adjusted) {
        comparison.p_value = p_value;
    }
}

fn trend(counts: &counts::Counts, question: &ScoresQuestion, span: &asked::Span) -> Vec<Point> {
    let mut points = Vec::new();
    let mut from = question.step.start(span.from);
    while from < span.until {
        let until = question.step.after(from);
        let answers = counts.between(from.max(span.from), until.min(span.until));
        let score = question.metric.published(&answers, minimum(None, question.metric), Confidence::P95);
        points.push(Point { from, until, score });
        from = until;
    }
    points
}

/// Days before a day; the day itself at the beginning of the calendar.
fn minus_days(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

/// Groups by name; `None` for interactions that name none.
type Grouped = BTreeMap<Option<String>, Answers>;

//! Scores: how satisfied customers are, where, since when, and whether it is more than chance.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use serde::Serialize;

use hamdel_app::pulse::Period;
use hamdel_app::scores::{
    self, By, Dimension, Group, Metric, Moved, Passed, Place, ResponseRate, Scored, Scores, ScoresQuestion, Step,
    WeightedScore, Whose,
};
use hamdel_app::segments::segments;
use hamdel_domain::segments::Segment;
use hamdel_stats::compare::Comparison;
use hamdel_stats::interval::{Estimate, Published};
use hamdel_text::Language;
use hamdel_text::format::{self, DateStyle};

use super::chart::{Chart, Series, Spec};
use super::pulse::day_and_month;
use super::voice::{self, Choice, Tab, Within, within_of, written};
use super::weighted::{NumberView, WeightedView};
use crate::error::Failure;
use crate::params::{Params, query};
use crate::reader::Signed;
use crate::shell::{self, Area};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// The page.
#[derive(Serialize)]
pub(crate) struct ScoresPage {
    pub(crate) tabs: Vec<Tab>,
    /// The metrics that have answers, and the one shown.
    pub(crate) metrics: Vec<Choice>,
    /// What answers can be grouped by.
    pub(crate) groupings: Vec<Grouping>,
    /// Periods.
    pub(crate) periods: Vec<Choice>,
    pub(crate) metric: &'static str,
    pub(crate) period: &'static str,
    /// What the groups are, in words.
    pub(crate) by: String,
    /// What the answers are narrowed to, with the address without it.
    pub(crate) within: Option<Within>,
    /// Whose answers alone are counted, with the address without it.
    pub(crate) whose: Option<Within>,
    /// Segments to choose from.
    pub(crate) segments: Vec<Grouping>,
    pub(crate) score: ScoreView,
    /// How many of those who were invited answered.
    pub(crate) rate: Option<RateView>,
    pub(crate) trend: Option<Chart>,
    pub(crate) answers: Option<Chart>,
    pub(crate) groups: Vec<GroupRow>,
    pub(crate) more_groups: usize,
    /// The score had everybody answered alike often.
    pub(crate) weighted: Option<WeightedView>,
    pub(crate) moved: Vec<Note>,
    pub(crate) dips: Vec<Dip>,
    pub(crate) up_to: i64,
    pub(crate) waiting: i64,
}

impl Page for ScoresPage {
    const TEMPLATE: &'static str = "pages/scores/page.html";
}

/// Something to group by or to choose.
#[derive(Serialize)]
pub(crate) struct Grouping {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) chosen: bool,
}

/// How many of those who were invited answered.
#[derive(Serialize)]
pub(crate) struct RateView {
    /// The share; `None` of too few invitations.
    pub(crate) share: Option<String>,
    pub(crate) low: String,
    pub(crate) high: String,
    pub(crate) answered: u64,
    pub(crate) arrived: u64,
}

impl RateView {
    fn of(texts: &Texts, rate: &ResponseRate) -> Self {
        let percent = |value: f64| format::percent(texts.language(), value, 0);
        let share = rate.share.estimate();
        Self {
            share: share.map(|estimate| percent(estimate.value)),
            low: share.map_or_else(String::new, |estimate| percent(estimate.low)),
            high: share.map_or_else(String::new, |estimate| percent(estimate.high)),
            answered: rate.answered,
            arrived: rate.arrived,
        }
    }
}

/// A score in words and numbers of the language.
#[derive(Serialize)]
pub(crate) struct ScoreView {
    /// The number; `None` below the least n.
    pub(crate) value: Option<String>,
    pub(crate) low: String,
    pub(crate) high: String,
    pub(crate) n: u64,
    /// Answers that are missing.
    pub(crate) missing: u64,
    /// The score of the period before.
    pub(crate) before: Option<String>,
    pub(crate) change: Option<Difference>,
}

/// A difference, and whether it is more than chance.
#[derive(Serialize)]
pub(crate) struct Difference {
    /// Without its sign.
    pub(crate) size: String,
    /// `up`, `down` or `same`.
    pub(crate) direction: &'static str,
    pub(crate) beyond: bool,
}

/// A group in the table.
#[derive(Serialize)]
pub(crate) struct GroupRow {
    pub(crate) name: Option<String>,
    pub(crate) href: Option<String>,
    pub(crate) score: ScoreView,
    pub(crate) rate: Option<RateView>,
    /// Against all others together.
    pub(crate) others: Option<Difference>,
    /// Where the score and its interval lie between the ends of the scale, in hundredths.
    pub(crate) place: Option<[u8; 3]>,
}

/// What moved.
#[derive(Serialize)]
pub(crate) struct Note {
    pub(crate) by: Option<&'static str>,
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) direction: &'static str,
    pub(crate) since: String,
    pub(crate) until: Option<String>,
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) size: String,
    pub(crate) low: String,
    pub(crate) high: String,
}

/// A stretch in which a score was low.
#[derive(Serialize)]
pub(crate) struct Dip {
    pub(crate) by: Option<&'static str>,
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) during: String,
    pub(crate) otherwise: String,
    pub(crate) n: u64,
    pub(crate) over: bool,
}

/// `GET /voice`.
pub(crate) async fn first(_: Signed) -> Response {
    Redirect::to("/voice/scores").into_response()
}

/// What an address asks of scores.
pub(crate) fn question(language: Language, params: &Params) -> ScoresQuestion {
    let period = params.known("period", Period::parse).unwrap_or(Period::Quarter);
    ScoresQuestion {
        metric: params.known("metric", Metric::parse).unwrap_or_default(),
        period,
        by: params.known("by", Dimension::parse).or(Some(Dimension::Column(By::Unit))),
        within: within_of(params),
        whose: params.known("whose", Whose::parse),
        step: Step::of(period, language == Language::Persian),
    }
}

/// `GET /voice/scores`.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let language = signed.reader.language;
    let question = question(language, &params);
    let found = scores::scores(&state.app, &question).await?;
    let texts = &state.templates.face(language).texts;
    let ways = Ways {
        traits: scores::grouping_traits(&state.app).await?,
        segments: segments(&state.app).await?.into_iter().filter(|held| !held.retired).collect(),
    };
    shell::show(&state, &signed.reader, Area::Voice, &page(texts, &question, &found, &ways))
}

/// By what else answers can be told apart.
struct Ways {
    traits: Vec<String>,
    segments: Vec<Segment>,
}

/// What groups of a dimension are called.
fn dimension(texts: &Texts, by: &Dimension) -> String {
    match by {
        Dimension::Column(by) => texts.plain(&format!("scores-by-{}", by.as_str())),
        Dimension::Trait(name) => texts.title("trait", name),
        Dimension::Segment => texts.plain("segment"),
    }
}

/// What a group of a dimension is called.
pub(super) fn group_name(texts: &Texts, by: &Dimension, name: &str) -> String {
    match by {
        Dimension::Column(by) => texts.title(by.as_str(), name),
        Dimension::Trait(_) => {
            let key = format!("value-{name}");
            if texts.has(&key) { texts.plain(&key) } else { name.to_owned() }
        }
        Dimension::Segment => name.to_owned(),
    }
}

fn whose(texts: &Texts, whose: &Whose, ways: &Ways) -> String {
    match whose {
        Whose::Trait(name, value) => {
            let by = Dimension::Trait(name.clone());
            format!("{}: {}", dimension(texts, &by), group_name(texts, &by, value))
        }
        Whose::Segment(id) => {
            ways.segments.iter().find(|held| held.id == *id).map_or_else(|| id.to_string(), |held| held.name.clone())
        }
    }
}

fn page(texts: &Texts, question: &ScoresQuestion, found: &Scores, ways: &Ways) -> ScoresPage {
    let words = MetricWords { texts, metric: question.metric };
    let metrics = found.metrics.iter().map(|(metric, n)| Choice {
        name: Some(metric.as_str()),
        href: address(&ScoresQuestion { metric: *metric, ..question.clone() }),
        chosen: *metric == question.metric,
        n: Some(*n),
    });
    let dimensions = By::ALL.iter().map(|by| Dimension::Column(*by));
    let dimensions = dimensions.chain(ways.traits.iter().map(|name| Dimension::Trait(name.clone())));
    let dimensions = dimensions.chain((!ways.segments.is_empty()).then_some(Dimension::Segment));
    let groupings = dimensions.map(|by| Grouping {
        title: dimension(texts, &by),
        chosen: question.by.as_ref() == Some(&by),
        href: address(&ScoresQuestion { by: Some(by), ..question.clone() }),
    });
    let segments = ways.segments.iter().map(|held| {
        let chosen = Some(Whose::Segment(held.id));
        Grouping {
            title: held.name.clone(),
            chosen: question.whose == chosen,
            href: address(&ScoresQuestion { whose: chosen, ..question.clone() }),
        }
    });
    let periods = Period::ALL.iter().map(|period| Choice {
        name: Some(period.as_str()),
        href: address(&ScoresQuestion { period: *period, ..question.clone() }),
        chosen: question.period == *period,
        n: None,
    });
    ScoresPage {
        tabs: voice::tabs("scores", question.period, question.within.as_ref()),
        metrics: metrics.collect(),
        groupings: groupings.collect(),
        periods: periods.collect(),
        metric: question.metric.as_str(),
        period: question.period.as_str(),
        by: question.by.as_ref().map(|by| dimension(texts, by)).unwrap_or_default(),
        whose: question.whose.as_ref().map(|held| Within {
            by: "whose",
            name: whose(texts, held, ways),
            without: address(&ScoresQuestion { whose: None, ..question.clone() }),
        }),
        segments: segments.collect(),
        within: question.within.as_ref().map(|(by, name)| Within {
            by: by.as_str(),
            name: texts.title(by.as_str(), name),
            without: address(&ScoresQuestion { within: None, ..question.clone() }),
        }),
        score: words.score(&found.whole),
        rate: found.rate.as_ref().map(|rate| RateView::of(texts, rate)),
        weighted: found.weighted.as_ref().zip(question.by.as_ref()).map(|(held, by)| weighted(&words, by, held)),
        trend: trend(texts, &words, question, found),
        answers: answers(texts, question, &found.whole),
        groups: found.groups.iter().map(|group| row(texts, &words, question, group)).collect(),
        more_groups: found.more_groups,
        moved: found.moved.iter().map(|moved| note(texts, &words, question, moved)).collect(),
        dips: found.passed.iter().map(|held| dip(texts, question.within.as_ref(), held)).collect(),
        up_to: found.freshness.up_to.micros(),
        waiting: found.freshness.waiting,
    }
}

/// The address of scores that answer a question.
pub(super) fn address(question: &ScoresQuestion) -> String {
    let within = question.within.as_ref().map(written);
    let by = question.by.as_ref().map(Dimension::written);
    let whose = question.whose.as_ref().map(Whose::written);
    let fields = [
        ("metric", Some(question.metric.as_str())),
        ("period", Some(question.period.as_str())),
        ("by", by.as_deref()),
        ("within", within.as_deref()),
        ("whose", whose.as_deref()),
    ];
    format!("/voice/scores{}", query(&fields))
}

/// How numbers of a metric are written.
struct MetricWords<'a> {
    texts: &'a Texts,
    metric: Metric,
}

impl MetricWords<'_> {
    fn number(&self, value: f64) -> String {
        let language = self.texts.language();
        match self.metric {
            Metric::Nps | Metric::Enps => format::decimal(language, value, 0),
            Metric::Csat => format::percent(language, value, 0),
            Metric::Ces => format::decimal(language, value, 2),
        }
    }

    /// A difference: of shares it is points, for a tenth less of them is not ten per cent less.
    fn points(&self, difference: f64) -> String {
        match self.metric {
            Metric::Csat => self.texts.filled("score-points", &[("points", (100.0 * difference).round().into())]),
            _ => self.number(difference),
        }
    }

    fn score(&self, scored: &Scored) -> ScoreView {
        let shown = scored.now.estimate();
        ScoreView {
            value: shown.map(|estimate| self.number(estimate.value)),
            low: shown.map_or_else(String::new, |estimate| self.number(estimate.low)),
            high: shown.map_or_else(String::new, |estimate| self.number(estimate.high)),
            n: scored.n,
            missing: scored.now.missing(),
            before: scored.before.estimate().map(|estimate| self.number(estimate.value)),
            change: scored.change.as_ref().map(|change| self.difference(change)),
        }
    }

    fn difference(&self, compared: &Comparison) -> Difference {
        let size = self.points(compared.difference.abs());
        let direction = match compared.difference {
            _ if size == self.points(0.0) => "same",
            difference if difference < 0.0 => "down",
            _ => "up",
        };
        Difference { size, direction, beyond: compared.more_than_chance() }
    }

    /// The ends of what the score can be.
    fn range(&self) -> (f64, f64) {
        match self.metric {
            Metric::Nps | Metric::Enps => (-100.0, 100.0),
            Metric::Csat => (0.0, 1.0),
            Metric::Ces => (1.0, 7.0),
        }
    }

    fn place(&self, estimate: &Estimate) -> [u8; 3] {
        let (least, most) = self.range();
        let hundredths = |value: f64| (100.0 * (value - least) / (most - least)).round().clamp(0.0, 100.0) as u8;
        [hundredths(estimate.low), hundredths(estimate.value), hundredths(estimate.high)]
    }

    fn interval(&self, estimate: &Estimate) -> String {
        let (low, high) = (self.number(estimate.low), self.number(estimate.high));
        self.texts
            .filled("score-interval", &[("low", low.into()), ("high", high.into()), ("n", (estimate.n as f64).into())])
    }
}

fn row(texts: &Texts, words: &MetricWords<'_>, question: &ScoresQuestion, group: &Group) -> GroupRow {
    let by = question.by.clone().unwrap_or(Dimension::Column(By::Unit));
    let narrowed = |name: &String| match &by {
        Dimension::Column(by) => {
            Some(address(&ScoresQuestion { within: Some((*by, name.clone())), ..question.clone() }))
        }
        Dimension::Trait(held) => {
            let whose = Some(Whose::Trait(held.clone(), name.clone()));
            Some(address(&ScoresQuestion { whose, by: Some(Dimension::Column(By::Unit)), ..question.clone() }))
        }
        // A segment is found by its number, which the choices above the table have.
        Dimension::Segment => None,
    };
    GroupRow {
        name: group.name.as_deref().map(|name| group_name(texts, &by, name)),
        href: group.name.as_ref().and_then(narrowed),
        score: words.score(&group.scored),
        rate: group.rate.as_ref().map(|rate| RateView::of(texts, rate)),
        others: group.against_others.as_ref().map(|compared| words.difference(compared)),
        place: group.scored.now.estimate().map(|estimate| words.place(estimate)),
    }
}

fn weighted(words: &MetricWords<'_>, by: &Dimension, held: &WeightedScore) -> WeightedView {
    WeightedView {
        by: dimension(words.texts, by),
        score: held.score.estimate().map(|estimate| NumberView {
            value: words.number(estimate.value),
            low: words.number(estimate.low),
            high: words.number(estimate.high),
            n: estimate.n,
        }),
        invited: held.invited,
        unknown: held.left_out,
        ..WeightedView::of(words.texts, &held.weighting, |name| group_name(words.texts, by, name))
    }
}

/// What moved anywhere, in words, each with the name of its metric.
pub(super) fn notes(texts: &Texts, found: &[(Metric, Moved)]) -> Vec<(&'static str, Note)> {
    let noted = |(metric, moved): &(Metric, Moved)| {
        let words = MetricWords { texts, metric: *metric };
        (metric.as_str(), note(texts, &words, &year(texts, *metric), moved))
    };
    found.iter().map(noted).collect()
}

/// A stretch in which a score was low, in words; it leads to the year of scores that holds it, within the place or
/// within what was asked for already.
pub(super) fn dip(texts: &Texts, within: Option<&(By, String)>, held: &Passed) -> Dip {
    let words = MetricWords { texts, metric: held.metric };
    let day = |day: NaiveDate| format::date(texts.language(), day, DateStyle::Long);
    let place = match &held.place {
        Place::Everywhere => None,
        Place::In(by, name) => Some((*by, name.clone())),
    };
    Dip {
        by: place.as_ref().map(|(by, _)| by.as_str()),
        name: place.as_ref().map_or_else(String::new, |(by, name)| texts.title(by.as_str(), name)),
        href: address(&ScoresQuestion { within: place.or_else(|| within.cloned()), ..year(texts, held.metric) }),
        from: day(held.from),
        to: day(held.to),
        during: words.number(held.during),
        otherwise: words.number(held.otherwise),
        n: held.n,
        over: held.over,
    }
}

/// A year of a metric by unit.
fn year(texts: &Texts, metric: Metric) -> ScoresQuestion {
    ScoresQuestion {
        metric,
        period: Period::Year,
        by: Some(Dimension::Column(By::Unit)),
        within: None,
        whose: None,
        step: Step::of(Period::Year, texts.language() == Language::Persian),
    }
}

fn note(texts: &Texts, words: &MetricWords<'_>, question: &ScoresQuestion, moved: &Moved) -> Note {
    let day = |day: NaiveDate| format::date(words.texts.language(), day, DateStyle::Long);
    let (by, name) = match &moved.place {
        Place::Everywhere => (None, String::new()),
        Place::In(by, name) => (Some(*by), name.clone()),
    };
    let (difference, low, high) = moved.difference;
    let within = by.map(|by| (by, name.clone())).or_else(|| question.within.clone());
    Note {
        by: by.map(By::as_str),
        name: by.map_or_else(String::new, |by| texts.title(by.as_str(), &name)),
        href: address(&ScoresQuestion { within, period: Period::Year, ..question.clone() }),
        direction: moved.direction.as_str(),
        since: day(moved.since),
        until: moved.until.map(day),
        before: words.number(moved.before),
        after: words.number(moved.after),
        size: words.points(difference.abs()),
        low: words.points(low.abs().min(high.abs())),
        high: words.points(low.abs().max(high.abs())),
    }
}

fn trend(texts: &Texts, words: &MetricWords<'_>, question: &ScoresQuestion, found: &Scores) -> Option<Chart> {
    found.trend.iter().find(|point| point.score.estimate().is_some())?;
    let shown: Vec<Option<&Estimate>> = found.trend.iter().map(|point| point.score.estimate()).collect();
    let scaled = |value: f64| if question.metric == Metric::Csat { 100.0 * value } else { value };
    let ends =
        |end: fn(&Estimate) -> f64| shown.iter().map(|held| held.map(|estimate| scaled(end(estimate)))).collect();
    let missing =
        |published: &Published| texts.filled("score-too-few", &[("missing", (published.missing() as f64).into())]);
    let series = Series {
        name: texts.plain(&format!("metric-{}", question.metric.as_str())),
        values: ends(|estimate| estimate.value),
        labels: found
            .trend
            .iter()
            .map(|point| point.score.estimate().map_or_else(|| missing(&point.score), |held| words.number(held.value)))
            .collect(),
        low: ends(|estimate| estimate.low),
        high: ends(|estimate| estimate.high),
        intervals: shown
            .iter()
            .map(|held| held.map_or_else(String::new, |estimate| words.interval(estimate)))
            .collect(),
    };
    let (categories, titles) = found.trend.iter().map(|point| point_words(texts, question.step, point)).unzip();
    let spec = Spec { kind: "line", axis: "time", categories, titles, series: vec![series], other: String::new() };
    Some(Chart { id: "trend", spec })
}

fn point_words(texts: &Texts, step: Step, point: &scores::Point) -> (String, String) {
    let language = texts.language();
    let full = format::date(language, point.from, DateStyle::Full);
    match step {
        Step::JalaliMonth | Step::Month => {
            let month = format::month(language, point.from);
            (month.split(' ').next().unwrap_or(&month).to_owned(), month)
        }
        Step::Week => {
            let day = format::date(language, point.from, DateStyle::Long);
            (day_and_month(language, point.from), texts.filled("score-week-of", &[("day", day.into())]))
        }
        Step::Day => (day_and_month(language, point.from), full),
    }
}

/// How many gave each answer.
fn answers(texts: &Texts, question: &ScoresQuestion, whole: &Scored) -> Option<Chart> {
    if whole.n == 0 {
        return None;
    }
    let language = texts.language();
    let (low, high) = question.metric.scale();
    let categories: Vec<String> = (low..=high).map(|score| format::integer(language, i64::from(score))).collect();
    let counts = whole.by_score.iter().map(|count| i64::try_from(*count).unwrap_or(i64::MAX)).collect();
    let mut series = Series::counted(language, texts.plain("score-answers"), counts);
    for (label, count) in series.labels.iter_mut().zip(&whole.by_score) {
        let share = format::percent(language, *count as f64 / whole.n as f64, 0);
        *label = format!("{label} ({share})");
    }
    let titles = categories.clone();
    let spec = Spec { kind: "bar", axis: "category", categories, titles, series: vec![series], other: String::new() };
    Some(Chart { id: "answers", spec })
}

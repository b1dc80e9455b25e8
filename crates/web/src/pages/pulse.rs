//! Pulse: what is happening now, and how it went.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use hamdel_app::pulse::{self, Chance, DayCount, Live, Period};
use hamdel_app::sources::{SourceHealth, SourceState};
use hamdel_text::Language;
use hamdel_text::calendar::{JalaliDate, jalali_month_name, start_of_week, weekday_name};
use hamdel_text::format::{self, DateStyle};

use super::chart::{Chart, Series, Spec};
use super::spark::Spark;
use crate::error::Failure;
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{self, Area};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// The page.
#[derive(Serialize)]
pub(crate) struct PulsePage {
    /// Whether this is only the part that is asked for again.
    pub(crate) alone: bool,
    /// What changes by the second.
    pub(crate) live: LiveView,
    /// Names of the periods, and which is chosen.
    pub(crate) periods: Vec<&'static str>,
    /// The period chosen.
    pub(crate) period: &'static str,
    /// Interactions of the period.
    pub(crate) total: i64,
    /// By channel and by stage over time; empty without any interaction.
    pub(crate) charts: Vec<Chart>,
}

impl Page for PulsePage {
    const TEMPLATE: &'static str = "pages/pulse/page.html";
}

/// The part that is asked for again every few seconds.
#[derive(Serialize)]
pub(crate) struct LivePart {
    /// Whether this is only the part that is asked for again.
    pub(crate) alone: bool,
    /// What changes by the second.
    pub(crate) live: LiveView,
}

impl Page for LivePart {
    const TEMPLATE: &'static str = "pages/pulse/live.html";
}

/// What is happening now.
#[derive(Serialize)]
pub(crate) struct LiveView {
    pub(crate) any: bool,
    pub(crate) today: i64,
    pub(crate) week_ago: i64,
    pub(crate) difference: i64,
    pub(crate) today_change: Change,
    pub(crate) by_hour: Option<Spark>,
    pub(crate) weekday: String,
    pub(crate) usual: Option<Usual>,
    pub(crate) seven_days: i64,
    pub(crate) seven_days_before: i64,
    pub(crate) week_change: Change,
    pub(crate) by_day: Option<Spark>,
    pub(crate) sources_by_day: Option<Spark>,
    pub(crate) known: i64,
    pub(crate) anonymous: i64,
    pub(crate) sources: Vec<SourceRow>,
    pub(crate) receiving: usize,
    pub(crate) in_use: usize,
    pub(crate) up_to: i64,
    pub(crate) waiting: i64,
}

/// How a number differs from the one of the period before.
#[derive(Serialize)]
pub(crate) struct Change {
    pub(crate) difference: i64,
    /// Of the number before; `None` where that is too small to be a base.
    pub(crate) share: Option<String>,
    /// `beyond` or `within` chance, or `unknown`.
    pub(crate) chance: &'static str,
    /// Weeks that are missing to tell.
    pub(crate) missing: usize,
}

impl Change {
    fn new(language: Language, now: i64, before: i64, chance: Chance) -> Self {
        let difference = now - before;
        let share = difference.abs() as f64 / before.max(1) as f64;
        let (chance, missing) = match chance {
            Chance::Beyond => ("beyond", 0),
            Chance::Within => ("within", 0),
            Chance::Unknown { missing } => ("unknown", missing),
        };
        Self { difference, share: (before >= LEAST_BASE).then(|| format::percent(language, share, 0)), chance, missing }
    }
}

/// What is usual by this hour of this weekday.
#[derive(Serialize)]
pub(crate) struct Usual {
    pub(crate) least: i64,
    pub(crate) most: i64,
    pub(crate) weeks: usize,
    /// `above`, `below` or `within`.
    pub(crate) place: &'static str,
}

/// A source in a table.
#[derive(Serialize)]
pub(crate) struct SourceRow {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) kind: &'static str,
    pub(crate) state: &'static str,
    pub(crate) accepted: i64,
    pub(crate) dropped: i64,
    pub(crate) reason: Option<&'static str>,
    pub(crate) last: Option<i64>,
    pub(crate) key_hint: Option<String>,
    pub(crate) created: i64,
}

/// Fewest interactions of the period before of which a share is said.
const LEAST_BASE: i64 = 30;

/// `GET /`.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let period = params.known("period", Period::parse).unwrap_or_default();
    let live = pulse::live(&state.app).await?;
    let (first, counts) = pulse::over_time(&state.app, period).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let page = PulsePage {
        alone: false,
        charts: charts(texts, period, (first, live.day), &counts),
        live: live_view(signed.reader.language, &live),
        periods: Period::ALL.iter().map(|period| period.as_str()).collect(),
        period: period.as_str(),
        total: counts.iter().map(|count| count.interactions).sum(),
    };
    shell::show(&state, &signed.reader, Area::Pulse, &page)
}

/// `GET /pulse/live`: the part that changes.
pub(crate) async fn live(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    let live = pulse::live(&state.app).await?;
    let part = LivePart { alone: true, live: live_view(signed.reader.language, &live) };
    shell::show(&state, &signed.reader, Area::Pulse, &part)
}

/// What is happening now, in words and numbers of the language.
fn live_view(language: Language, live: &Live) -> LiveView {
    let in_use = live.sources.iter().filter(|health| health.state != SourceState::Retired);
    LiveView {
        any: live.any,
        today: live.today,
        week_ago: live.week_ago,
        difference: live.today - live.week_ago,
        today_change: Change::new(language, live.today, live.week_ago, live.today_chance),
        by_hour: Spark::of(&live.by_hour),
        weekday: weekday_name(language, live.day.weekday()).to_owned(),
        usual: live.usual.map(|(least, most, weeks)| Usual {
            least,
            most,
            weeks,
            place: match live.today {
                today if today > most => "above",
                today if today < least => "below",
                _ => "within",
            },
        }),
        seven_days: live.seven_days,
        seven_days_before: live.seven_days_before,
        week_change: Change::new(language, live.seven_days, live.seven_days_before, live.week_chance),
        by_day: Spark::of(&live.by_day),
        sources_by_day: Spark::of(&live.sources_by_day),
        known: live.known,
        anonymous: live.anonymous,
        receiving: live.sources.iter().filter(|health| health.state == SourceState::Receiving).count(),
        in_use: in_use.clone().count(),
        sources: in_use.map(SourceRow::of).collect(),
        up_to: live.freshness.up_to.micros(),
        waiting: live.freshness.waiting,
    }
}

impl SourceRow {
    /// The row of a source.
    pub(crate) fn of(health: &SourceHealth) -> Self {
        Self {
            id: health.source.id.0,
            name: health.source.name.clone(),
            kind: health.source.kind.as_str(),
            state: health.state.as_str(),
            accepted: health.accepted as i64,
            dropped: health.dropped_in_all() as i64,
            reason: health.dropped.first().map(|tally| tally.reason.as_str()),
            last: health.last_received_at.map(|at| at.micros()),
            key_hint: health.source.write_key_hint.clone(),
            created: health.source.created_at.micros(),
        }
    }
}

/// The charts of a period: by channel and by stage.
fn charts(texts: &Texts, period: Period, days: (NaiveDate, NaiveDate), counts: &[DayCount]) -> Vec<Chart> {
    if counts.is_empty() {
        return Vec::new();
    }
    let buckets = Buckets::new(texts.language(), period, days);
    let chart = |id, family: &str, name: fn(&DayCount) -> &str| {
        let mut held: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        for count in counts {
            let Some(place) = buckets.place(count.day) else { continue };
            let values = held.entry(name(count)).or_insert_with(|| vec![0; buckets.starts.len()]);
            if let Some(value) = values.get_mut(place) {
                *value += count.interactions;
            }
        }
        let title = |name: &str| {
            if name.is_empty() { texts.plain(&format!("{family}-none")) } else { texts.title(family, name) }
        };
        let mut series: Vec<Series> =
            held.into_iter().map(|(name, values)| Series::counted(texts.language(), title(name), values)).collect();
        series.sort_by(|one, other| other.total().total_cmp(&one.total()));
        let (categories, titles) = (buckets.labels.clone(), buckets.titles.clone());
        let other = texts.plain("chart-other");
        Chart { id, spec: Spec { kind: "stacked-bar", axis: "time", categories, titles, series, other } }
    };
    vec![chart("channels", "channel", |count| &count.channel), chart("stages", "stage", |count| &count.stage)]
}

/// The columns of a chart: days, weeks or months of the reader's calendar.
struct Buckets {
    language: Language,
    period: Period,
    starts: Vec<NaiveDate>,
    labels: Vec<String>,
    titles: Vec<String>,
}

impl Buckets {
    fn new(language: Language, period: Period, (first, last): (NaiveDate, NaiveDate)) -> Self {
        let mut buckets = Self { language, period, starts: Vec::new(), labels: Vec::new(), titles: Vec::new() };
        for day in first.iter_days().take_while(|day| *day <= last) {
            let start = buckets.start(day);
            if buckets.starts.last() == Some(&start) {
                continue;
            }
            let (label, title) = buckets.words(start);
            buckets.starts.push(start);
            buckets.labels.push(label);
            buckets.titles.push(title);
        }
        buckets
    }

    fn place(&self, day: NaiveDate) -> Option<usize> {
        self.starts.binary_search(&self.start(day)).ok()
    }

    fn start(&self, day: NaiveDate) -> NaiveDate {
        match (self.period, self.language) {
            (Period::Week | Period::Month, _) => day,
            (Period::Quarter, _) => start_of_week(day, self.language.week_start()),
            (Period::Year, Language::Persian) => {
                JalaliDate::from_gregorian(day).map_or(day, |jalali| jalali.first_of_month().to_gregorian())
            }
            (Period::Year, Language::English) => day.with_day(1).unwrap_or(day),
        }
    }

    fn words(&self, start: NaiveDate) -> (String, String) {
        let language = self.language;
        match self.period {
            Period::Week => {
                (weekday_name(language, start.weekday()).to_owned(), format::date(language, start, DateStyle::Full))
            }
            Period::Month | Period::Quarter => {
                (day_and_month(language, start), format::date(language, start, DateStyle::Full))
            }
            Period::Year => {
                let month = format::month(language, start);
                (month.split(' ').next().unwrap_or(&month).to_owned(), month)
            }
        }
    }
}

/// A day without its year: `۳۰ آبان`, `21 Nov`.
pub(super) fn day_and_month(language: Language, day: NaiveDate) -> String {
    match (language, JalaliDate::from_gregorian(day)) {
        (Language::Persian, Some(jalali)) => {
            format::digits(language, &format!("{} {}", jalali.day(), jalali_month_name(language, jalali.month())))
        }
        _ => {
            let short = format::date(Language::English, day, DateStyle::Short);
            short.rsplit_once(' ').map_or(short.clone(), |(day, _)| day.to_owned())
        }
    }
}

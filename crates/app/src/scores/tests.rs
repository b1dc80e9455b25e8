//! What is planted in the demo company is told of its scores and words to whoever opens the pages, and nothing else.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use hamdel_domain::Instant;
use hamdel_domain::clock::DAY;
use hamdel_domain::lake::Cell;
use hamdel_testkit::lake::FakeLake;

use super::weekly::WEEKS;
use super::*;
use crate::demo::{DemoOptions, DemoTruths, simulate};
use crate::feedback::tests::app;
use crate::words::{self, WordsPassed, WordsTold};

/// The day on which the application of the tests is.
const TODAY: (i32, u32, u32) = (2026, 11, 21);

/// How many answers there are by week, by unit, touchpoint and channel, and by score.
type Counted = BTreeMap<(NaiveDate, [String; 3], i64), i64>;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(TODAY.0, TODAY.1, TODAY.2).unwrap()
}

fn text(item: &serde_json::Value, name: &str) -> Cell {
    item["properties"][name].as_str().map_or(Cell::Null, |text| Cell::Text(text.to_owned()))
}

/// The history of the demo company as the lake tells it: what was answered, and what was said.
fn load(lake: &FakeLake, zone: hamdel_text::Zone, seed: u64) -> DemoTruths {
    let until = Instant::parse_iso("2026-11-21T00:00:00Z").unwrap();
    let mut simulation = simulate(&DemoOptions { seed, ..DemoOptions::until(until) });
    let mut answers: BTreeMap<String, Counted> = BTreeMap::new();
    let mut said: Vec<(Instant, Vec<Cell>)> = Vec::new();
    let first = today().checked_sub_days(Days::new(7 * WEEKS)).unwrap();
    for batch in simulation.by_ref() {
        let body: serde_json::Value = serde_json::from_slice(&batch.body).unwrap();
        for item in body["batch"].as_array().unwrap() {
            let at = Instant::parse_iso(item["timestamp"].as_str().unwrap()).unwrap();
            let day = zone.local(at).date();
            let named = ["unit", "touchpoint", "channel"].map(|name| text(item, name));
            let score = item["properties"]["score"].as_i64();
            let metric = item["properties"]["metric"].as_str();
            if let (Some(metric), Some(score), true) = (metric, score, day >= first) {
                let spot = named.clone().map(|cell| if let Cell::Text(name) = cell { name } else { String::new() });
                let week = Step::Week.start(day);
                *answers.entry(metric.to_owned()).or_default().entry((week, spot, score)).or_default() += 1;
            }
            if item["properties"]["text"].as_str().is_some_and(|text| !text.is_empty()) {
                said.push((at, comment(item, at, said.len(), &named)));
            }
        }
    }
    tell(lake, &answers);
    said.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    lake.answer("SELECT interaction_id", said.into_iter().map(|(_, row)| row).collect());
    simulation.truths()
}

fn comment(item: &serde_json::Value, at: Instant, number: usize, named: &[Cell; 3]) -> Vec<Cell> {
    let [unit, touchpoint, channel] = named.clone();
    let word = |text: &str| Cell::Text(text.to_owned());
    vec![
        word(&format!("{number:032x}")),
        Cell::Null,
        Cell::Instant(at),
        word(item["event"].as_str().unwrap_or_default()),
        word("demo"),
        touchpoint,
        channel,
        unit,
        Cell::Null,
        text(item, "metric"),
        item["properties"]["score"].as_f64().map_or(Cell::Null, Cell::Float),
        text(item, "text"),
    ]
}

/// Tells the lake its answers to what is asked of each metric by week.
fn tell(lake: &FakeLake, answers: &BTreeMap<String, Counted>) {
    let whole = |metric: &String| Cell::Integer(answers[metric].values().sum());
    lake.answer(
        "SELECT metric, count(*)",
        answers.keys().map(|metric| vec![Cell::Text(metric.clone()), whole(metric)]).collect(),
    );
    for (metric, counts) in answers {
        let row = |((week, spot, score), n): (&(NaiveDate, [String; 3], i64), &i64)| {
            let days = week.signed_duration_since(NaiveDate::default()).num_days();
            let number = (days - 2) / 7;
            let [unit, touchpoint, channel] = spot.clone().map(Cell::Text);
            vec![Cell::Integer(number), unit, touchpoint, channel, Cell::Integer(*score), Cell::Null, Cell::Integer(*n)]
        };
        let asked = format!("AS customer, count(*) AS n FROM interactions WHERE metric = '{metric}'");
        lake.answer(&asked, counts.iter().map(row).collect());
    }
}

/// What is told of a demo company on Pulse.
async fn told(seed: u64) -> (MovedAnywhere, WordsTold, DemoTruths) {
    let folder = tempfile::tempdir().unwrap();
    let (app, lake) = app(folder.path()).await;
    let truths = load(&lake, app.zone, seed);
    let found = moved_anywhere(&app).await.unwrap();
    let stretches = found.passed.iter().map(|held| (held.place.clone(), held.from, held.to)).collect();
    let words = words::words_told(&app, stretches).await.unwrap();
    (found, words, truths)
}

/// Whether days lie where something was planted, or in the weeks in which it was answered.
fn lies_in(from: NaiveDate, to: NaiveDate, planted: (Instant, Instant)) -> bool {
    let day = |at: Instant, days: i64| hamdel_text::Zone::TEHRAN.local(at.plus_micros(days * DAY)).date();
    day(planted.0, -21) <= from && to <= day(planted.1, 28) && from <= day(planted.1, 0) && day(planted.0, 0) <= to
}

/// Looks for every planted truth that lives in scores or words among what Pulse shows, and for nothing else.
fn found_and_nothing_else(seed: u64, found: &MovedAnywhere, words: &WordsTold, truths: &DemoTruths) {
    let (late, waits) = (&truths.late_deliveries, &truths.long_waits);
    let (late_days, wait_days) = ((late.from, late.to), (waits.from, waits.to));
    let sample_days = (truths.missed_sample.day, truths.missed_sample.day.plus_micros(7 * DAY));
    let shift = format!("{}-{}", waits.unit, waits.shift);
    let at = |held: &Passed, unit: &str| held.place == Place::In(By::Unit, unit.to_owned());
    let is_late = |held: &Passed| at(held, late.unit) && lies_in(held.from, held.to, late_days);
    let is_wait = |held: &Passed| at(held, &shift) && lies_in(held.from, held.to, wait_days);
    // Comments name no unit: they are given where reviews are.
    let is_sample = |held: &Passed| {
        held.metric == Metric::Csat
            && !matches!(held.place, Place::In(By::Unit, _))
            && lies_in(held.from, held.to, sample_days)
    };
    let place =
        found.passed.iter().position(is_late).unwrap_or_else(|| panic!("{seed}: late deliveries in {found:#?}"));
    let told = &found.passed[place];
    assert!(told.metric == Metric::Csat && told.during < 0.5 && told.otherwise > 0.7 && told.over, "{seed}: {told:?}");
    assert!(words.blamed[place].iter().any(|held| held.subject.key == "waiting"), "{seed}: {:?}", words.blamed[place]);
    assert!(found.passed.iter().any(is_wait), "{seed}: long waits in {found:#?}");
    let sample = |held: &&WordsPassed| held.subject.key == "smell" && lies_in(held.from, held.to, sample_days);
    let sample = words.passed.iter().any(|held| sample(&held)) || found.passed.iter().any(is_sample);
    assert!(sample, "{seed}: the sample in {found:#?} {words:#?}");

    let odd: Vec<&Passed> =
        found.passed.iter().filter(|held| !is_late(held) && !is_wait(held) && !is_sample(held)).collect();
    assert!(odd.is_empty() && found.moved.is_empty(), "{seed}: nobody planted {odd:#?} {:#?}", found.moved);
    let explained = |held: &WordsPassed| match held.subject.key.as_str() {
        "smell" | "quality" => lies_in(held.from, held.to, sample_days),
        "waiting" | "courier" | "support" => {
            [late_days, wait_days].iter().any(|days| lies_in(held.from, held.to, *days))
        }
        _ => false,
    };
    let odd: Vec<&WordsPassed> = words.passed.iter().filter(|held| !explained(held)).collect();
    assert!(odd.is_empty() && words.moved.is_empty(), "{seed}: nobody planted {odd:#?} {:#?}", words.moved);
}

#[tokio::test]
async fn what_is_planted_in_the_demo_company_is_told_and_nothing_else() {
    let (found, words, truths) = told(1403).await;
    found_and_nothing_else(1403, &found, &words, &truths);
    // In the default company all three are told by scores, and the sample by words too.
    assert!(found.passed.len() == 3 && !words.passed.is_empty(), "{found:#?} {words:#?}");
}

#[tokio::test]
async fn so_it_is_in_other_companies() {
    for seed in [7, 42, 99, 2024] {
        let (found, words, truths) = told(seed).await;
        found_and_nothing_else(seed, &found, &words, &truths);
    }
}

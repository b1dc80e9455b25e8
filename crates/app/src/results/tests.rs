//! Figures and the responses behind them come from the same rows.

use hamdel_domain::rights::Scope;
use hamdel_domain::surveys::{SurveyDefinition, read_definition};
use hamdel_domain::{Channel, CustomerId};
use hamdel_store::responses::{NewResponse, ResponsePlace, Saved};
use hamdel_store::surveys::Survey;
use serde_json::json;

use super::values::{day_bars, number_bars};
use super::*;
use crate::surveys::tests::World;

fn definition(audience: &str) -> SurveyDefinition {
    let words = |text: &str| json!({ "fa": text, "en": text });
    let choice = |key: &str| json!({ "key": key, "text": words(key) });
    let question = |key: &str, kind: serde_json::Value| json!({ "key": key, "kind": kind, "text": words(key) });
    let item = |key: &str, dimension: &str| json!({ "key": key, "dimension": dimension, "expectation": words(key), "perception": words(key) });
    let definition = json!({
        "title": words("x"), "languages": ["fa", "en"], "audience": audience,
        "sections": [
            { "key": "first", "questions": [
                question("nps", json!({ "type": "nps" })),
                question("why", json!({ "type": "text", "long": true, "about": "nps" })),
                question("csat", json!({ "type": "csat" })),
                question("one", json!({ "type": "single_choice", "other": true, "choices": [choice("a"), choice("b")] })),
                question("many", json!({ "type": "multiple_choice", "choices": [choice("a"), choice("b"), choice("c")] })) ] },
            { "key": "second", "questions": [
                question("table", json!({ "type": "matrix", "rows": [choice("r1"), choice("r2")], "columns": [choice("c1"), choice("c2")] })),
                question("order", json!({ "type": "ranking", "choices": [choice("a"), choice("b")] })),
                question("slide", json!({ "type": "slider", "low": 0.0, "high": 100.0, "step": 1.0 })),
                question("day", json!({ "type": "date" })),
                question("facets", json!({ "type": "facets", "facets": ["staff", "price"] })),
                question("quality", json!({ "type": "servqual", "importance": true, "items": [item("t1", "tangibles"), item("r1", "reliability"), item("s1", "responsiveness"), item("a1", "assurance"), item("e1", "empathy")] })) ] },
        ],
    });
    read_definition(&definition.to_string()).unwrap()
}

/// The answers of the response of that number: every kind, some left open.
fn answers(number: u32) -> serde_json::Value {
    let pick = |of: u32| (number * 7 + number / 3) % of;
    let mut given = json!({
        "nps": { "step": pick(11) },
        "csat": { "step": 1 + pick(5) },
        "many": { "choices": if pick(2) == 0 { json!([{ "listed": "a" }, { "listed": "c" }]) } else { json!([{ "listed": "b" }]) } },
        "table": { "matrix": { "r1": if pick(3) == 0 { "c1" } else { "c2" }, "r2": "c1" } },
        "order": { "ranking": if pick(4) == 0 { ["b", "a"] } else { ["a", "b"] } },
        "slide": { "number": f64::from(pick(100)) },
        "day": { "date": format!("2026-0{}-1{}", 1 + pick(6), pick(9)) },
        "facets": { "facets": { "staff": { "rated": 1 + pick(5) }, "price": "not_applicable" } },
        "quality": { "servqual": { "expectations": { "t1": 6, "r1": 6, "s1": 4, "a1": 7, "e1": 5 }, "perceptions": { "t1": 1 + pick(7), "r1": 6, "s1": 5, "a1": 1, "e1": 5 },
                     "importance": { "tangibles": 30, "reliability": 30, "responsiveness": 0, "assurance": 0, "empathy": 40 } } },
    });
    match pick(3) {
        0 => given["one"] = json!({ "choice": { "other": "something of my own" } }),
        1 => given["one"] = json!({ "choice": { "listed": "a" } }),
        _ => {}
    }
    if pick(5) == 0 {
        given["why"] = json!({ "text": "پیک خیلی دیر رسید" });
    }
    given
}

async fn answered(world: &World, survey: &Survey, n: u32) {
    for number in 0..n {
        let place = ResponsePlace {
            channel: Some(if number % 4 == 0 { Channel::Web } else { Channel::Sms }),
            unit: (number % 3 == 0).then(|| "north".to_owned()),
            ..ResponsePlace::default()
        };
        let token = format!("{}:{number}", survey.id);
        let new = NewResponse {
            survey: survey.id,
            version: 1,
            invitation: None,
            customer: Some(CustomerId(i64::from(number))),
            identifiers: "[]",
            language: if number % 5 == 0 { "en" } else { "fa" },
            seed: 0,
            token_hash: &token,
            place,
        };
        let now = world.app.clock.now();
        let begun = world.app.store.start_response(&new, now).await.unwrap();
        let text = answers(number).to_string();
        let (response, revision) = (begun.id, begun.revision);
        let saved =
            Saved { response, revision, answers: &text, answered: 9, page: Some("second"), language: new.language };
        if number % 10 == 9 {
            assert!(world.app.store.save_response(saved, now).await.unwrap());
        } else {
            world.app.store.submit_response(saved, &[], now).await.unwrap();
        }
    }
}

fn all() -> Sight {
    Sight { responses: Scope::Everything, personal: Scope::Everything }
}

async fn count_behind(world: &World, survey: &Survey, narrowing: &Narrowing) -> u64 {
    behind(&world.app, survey.id, narrowing, 1, (&all(), "user:1")).await.unwrap().count as u64
}

#[tokio::test]
async fn behind_every_cell_are_as_many_responses_as_it_says() {
    let world = World::new().await;
    let survey = world.published(definition("customers")).await;
    answered(&world, &survey, 60).await;
    let found = survey_results(&world.app, survey.id, &ResultsQuestion::default()).await.unwrap();
    assert_eq!((found.submitted, found.funnel.started, found.funnel.finished), (54, 60, 54));
    assert_eq!(found.questions.len(), 11);
    let mut axes = Axis::of_questions(&found.asked.definition);
    axes.extend([Axis::Channel, Axis::Unit, Axis::Language, Axis::Version]);
    for axis in &axes {
        assert_eq!(Axis::parse(&axis.written()).as_ref(), Some(axis));
        let question =
            CrossQuestion { rows: axis.clone(), columns: Axis::Channel, narrowing: Narrowing::default(), jalali: true };
        let table = cross(&world.app, survey.id, &question).await.unwrap();
        assert!(table.n > 0, "{axis:?}");
        for (row, cells) in table.rows.iter().zip(&table.cells) {
            let of_row = Narrowing::default().and(Condition { axis: axis.clone(), value: row.clone() });
            let again = Narrowing::read(of_row.written().iter().map(|(name, value)| (*name, value.as_str())));
            assert_eq!(again, of_row);
            if *axis == Axis::Channel {
                continue;
            }
            for (column, n) in table.columns.iter().zip(cells) {
                let of_cell = of_row.and(Condition { axis: Axis::Channel, value: column.clone() });
                assert_eq!(count_behind(&world, &survey, &of_cell).await, *n, "{axis:?} {row} {column}");
            }
        }
    }
}

#[tokio::test]
async fn bars_add_up_and_a_filter_counts_what_it_leaves() {
    let world = World::new().await;
    let survey = world.published(definition("customers")).await;
    answered(&world, &survey, 60).await;
    let web = Narrowing::default().and(Condition { axis: Axis::Channel, value: "web".to_owned() });
    for narrowing in [Narrowing::default(), web.clone()] {
        let question = ResultsQuestion { narrowing: narrowing.clone(), ..ResultsQuestion::default() };
        let found = survey_results(&world.app, survey.id, &question).await.unwrap();
        assert_eq!(found.submitted, count_behind(&world, &survey, &narrowing).await);
        for result in &found.questions {
            let sum: Option<u64> = match &result.found {
                Found::Steps { counts, .. } => Some(counts.iter().map(|(_, n)| n).sum()),
                Found::Numbers { bars, .. } => Some(bars.iter().map(|bar| bar.n).sum()),
                Found::Days(bars) => Some(bars.iter().map(|bar| bar.n).sum()),
                Found::Words(found) => Some(found.labels.values().sum()),
                Found::Choices(counts) if result.question.key.as_str() == "one" => {
                    Some(counts.iter().map(|held| held.n).sum())
                }
                _ => None,
            };
            assert!(sum.is_none_or(|sum| sum == result.answered), "{}", result.question.key);
        }
    }
    let (last, none) = (world.app.clock.now(), Narrowing { until: "2001-01-01".parse().ok(), ..web });
    assert_eq!(count_behind(&world, &survey, &none).await, 0);
    let today = world.app.zone.local(last).date();
    let of_today = Narrowing { from: Some(today), until: Some(today), ..Narrowing::default() };
    assert_eq!(count_behind(&world, &survey, &of_today).await, 54);
}

#[tokio::test]
async fn two_groups_are_compared_figure_by_figure() {
    let world = World::new().await;
    let survey = world.published(definition("customers")).await;
    answered(&world, &survey, 90).await;
    let question = CompareQuestion {
        axis: Axis::Channel,
        first: "web".to_owned(),
        second: "sms".to_owned(),
        narrowing: Narrowing::default(),
    };
    let found = compare_groups(&world.app, survey.id, &question).await.unwrap();
    assert_eq!((found.n.0 + found.n.1, found.both), (81, 0));
    assert!(
        found.comparisons > 8 && found.differences.iter().all(|held| held.compared.is_none_or(|of| of.p_value <= 1.0))
    );
    // Of a question with several choices, those who took both are in neither group.
    let axis = Axis::parse("q.many").unwrap();
    let question = CompareQuestion { axis, first: "a".to_owned(), second: "c".to_owned(), ..question };
    let found = compare_groups(&world.app, survey.id, &question).await.unwrap();
    assert_eq!((found.n, found.comparisons), ((0, 0), 0));
    assert!(found.both > 20);
}

#[tokio::test]
async fn employees_are_shown_to_nobody_one_by_one() {
    let world = World::new().await;
    let survey = world.published(definition("employees")).await;
    answered(&world, &survey, 8).await;
    let found = survey_results(&world.app, survey.id, &ResultsQuestion::default()).await.unwrap();
    assert_eq!((found.privacy, found.questions.len()), (Privacy::TooFew(2), 0));
    let list = behind(&world.app, survey.id, &Narrowing::default(), 1, (&all(), "user:1")).await.unwrap();
    assert!(list.withheld && list.lines.is_empty());
    let one =
        world.app.store.responses_of_survey(survey.id, None, hamdel_domain::surveys::ResponseId(0), 1).await.unwrap();
    assert!(one_response(&world.app, survey.id, one[0].id, (&all(), "user:1")).await.is_err());
}

#[tokio::test]
async fn employees_are_not_known_from_those_left_out() {
    let world = World::new().await;
    let survey = world.published(definition("employees")).await;
    answered(&world, &survey, 40).await;
    // Eleven of thirty-six answered in English: both sides are enough. All but a few gave something for nps.
    let narrowing = Narrowing::default().and(Condition::parse("q.slide~0..=97").unwrap());
    let question = ResultsQuestion { narrowing, ..ResultsQuestion::default() };
    let found = survey_results(&world.app, survey.id, &question).await.unwrap();
    let left_out = 36 - found.submitted;
    assert!(found.submitted >= 10 && (1..10).contains(&left_out), "{left_out}");
    assert_eq!((found.privacy, found.questions.len()), (Privacy::TooFewLeftOut, 0));
}

#[tokio::test]
async fn service_quality_is_that_of_each_survey_and_names_the_widest_shortfall() {
    let world = World::new().await;
    let survey = world.published(definition("customers")).await;
    answered(&world, &survey, 60).await;
    let of_few_employees = world.published(definition("employees")).await;
    answered(&world, &of_few_employees, 8).await;
    let all = service_quality(&world.app).await.unwrap();
    assert_eq!(all.len(), 2);
    let hidden = all.iter().find(|held| held.asked.survey == of_few_employees.id).unwrap();
    assert_eq!((hidden.privacy, hidden.blocks.len()), (Privacy::TooFew(2), 0));
    let shown = all.iter().find(|held| held.asked.survey == survey.id).unwrap();
    let whole = survey_results(&world.app, survey.id, &ResultsQuestion::default()).await.unwrap();
    let same = whole.questions.iter().find(|held| held.question.key.as_str() == "quality");
    assert_eq!(shown.blocks.iter().collect::<Vec<_>>(), same.into_iter().collect::<Vec<_>>());
    assert_eq!(shown.submitted, whole.submitted);
    // Assurance is expected at 7 and found at 1 by everybody.
    let (of, line) = widest_shortfall(&all).unwrap();
    assert_eq!((of.asked.survey, line.dimension.as_str()), (survey.id, "assurance"));
    assert!((line.gap.estimate().unwrap().value + 6.0).abs() < 1e-9);
}

#[test]
fn numbers_are_put_into_even_bars_that_hold_each_once() {
    let numbers: Vec<f64> = (0..997).map(|number| f64::from(number * 37 % 101) / 10.0).collect();
    let bars = number_bars(&numbers, (Some(0.0), Some(10.0)));
    assert_eq!(bars.iter().map(|bar| bar.n).sum::<u64>(), 997);
    assert_eq!((bars.len(), bars[0].low, bars[bars.len() - 1].high), (10, 0.0, 10.0));
    assert_eq!(bars[bars.len() - 1].written(), "9..=10");
    assert_eq!(number_bars(&[3.0, 1.0, 3.0], (None, None)).len(), 2);
    assert!(number_bars(&[], (None, None)).is_empty());
    let negative = number_bars(&(0..40).map(|number| f64::from(number) * -1.5).collect::<Vec<_>>(), (None, None));
    assert_eq!(negative.iter().map(|bar| bar.n).sum::<u64>(), 40);
}

#[test]
fn days_are_put_into_months_of_either_calendar() {
    let days: Vec<chrono::NaiveDate> =
        ["2026-03-20", "2026-03-21", "2026-04-20"].iter().map(|day| day.parse().unwrap()).collect();
    assert_eq!(day_bars(&days, true).iter().map(|bar| bar.n).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(day_bars(&days, false).iter().map(|bar| bar.n).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(day_bars(&days, true)[1].written(), "2026-03-21..2026-04-21");
}

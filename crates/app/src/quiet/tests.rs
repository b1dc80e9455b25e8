//! The rule on stories made by hand, and on the demo company, where those who fall silent are known.

use std::collections::{BTreeMap, BTreeSet};

use hamdel_domain::{CustomerId, Instant};

use super::backtest::backtest;
use super::history::{DAY_MICROS, day_of, happens, polarity};
use super::list::decide;
use super::rule::{judge, rhythm_of};
use super::*;
use crate::demo::{DemoOptions, simulate, truths};

const TODAY: i64 = 1_000;

fn noon(day: i64) -> Instant {
    Instant::from_micros(day * DAY_MICROS + DAY_MICROS / 2)
}

fn story(customer: i64, days: &[i64], complaints: &[(i64, Option<i64>)]) -> History {
    let complaint = |(at, answered): &(i64, Option<i64>)| Complaint {
        at: noon(*at),
        answered_at: answered.map(noon),
        refused_at: None,
    };
    History {
        customer: CustomerId(customer),
        days: days.to_vec(),
        complaints: complaints.iter().map(complaint).collect(),
        feelings: Vec::new(),
        spent: Vec::new(),
        unit: None,
    }
}

/// Customers who come every ten days, so that there is a rhythm.
fn crowd() -> Vec<History> {
    (0..50)
        .map(|number| story(number, &(0..90).map(|step| 100 + number % 7 + 10 * step).collect::<Vec<_>>(), &[]))
        .collect()
}

fn verdict(history: &History) -> Verdict {
    let mut all = crowd();
    all.push(history.clone());
    judge(history, rhythm_of(&all, noon(TODAY)).as_ref(), noon(TODAY))
}

fn signs(history: &History) -> Vec<&'static str> {
    match verdict(history) {
        Verdict::AtRisk(risk) => risk.signs.iter().map(Sign::as_str).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_complaint_without_an_answer_and_a_silence_make_a_risk() {
    let regular: Vec<i64> = (60..96).map(|step| 10 * step).collect();
    let complained = story(99, &regular, &[(940, None), (950, None)]);
    assert_eq!(signs(&complained), ["unanswered", "silence"]);
    let answered = story(99, &regular, &[(940, Some(942)), (950, Some(951))]);
    assert_eq!(verdict(&answered), Verdict::NoSign, "answered in time, and silence alone is no risk");
    let late = story(99, &regular, &[(930, Some(949))]);
    assert_eq!(signs(&late), ["badly_answered", "silence"]);
    let back = story(99, &[&regular[..], &[998]].concat(), &[(940, None)]);
    assert_eq!(verdict(&back), Verdict::NoSign, "whoever is here is not silent");
    let fresh = story(99, &[&regular[..], &[996]].concat(), &[(996, None)]);
    assert_eq!(verdict(&fresh), Verdict::NoSign, "an answer may still come");
}

#[test]
fn somebody_who_came_once_is_never_called_safe() {
    assert_eq!(verdict(&story(99, &[990], &[])), Verdict::CameOnce);
    assert_eq!(verdict(&story(99, &[], &[])), Verdict::CameOnce);
    let once = story(99, &[940], &[(940, None)]);
    assert_eq!(signs(&once), ["unanswered", "silent_since_complaint"]);
    assert_eq!(verdict(&story(99, &[500], &[(500, None)])), Verdict::Left);
}

#[test]
fn feelings_that_fall_count_with_a_long_silence_only() {
    let felt = |history: History| History {
        feelings: [(700, 0.9), (720, 0.8), (900, -0.2), (905, 0.0)]
            .map(|(day, polarity)| Feeling { at: noon(day), polarity })
            .to_vec(),
        ..history
    };
    let regular: Vec<i64> = (60..91).map(|step| 10 * step).collect();
    assert_eq!(signs(&felt(story(99, &regular, &[]))), ["falling", "silence"]);
    assert_eq!(verdict(&felt(story(99, &[&regular[..], &[990]].concat(), &[]))), Verdict::NoSign);
}

#[test]
fn what_came_later_was_not_known() {
    let history = story(1, &[900, 950, 990], &[(950, Some(960))]);
    let known = history.known_at(noon(955));
    assert_eq!(known.days, [900, 950]);
    assert_eq!(known.complaints[0].answered_at, None);
    assert!(history.acts_within(980, 991) && !history.acts_within(951, 990));
}

#[test]
fn a_case_made_of_a_complaint_is_not_another_complaint() {
    let mut held = Vec::new();
    assert!(happens(&mut held, noon(10), "complaint_made", false));
    assert!(happens(&mut held, noon(11), "complaint_received", false));
    assert_eq!(held.len(), 1);
    happens(&mut held, noon(12), "case_answered", true);
    assert_eq!((held[0].answered_at, held[0].refused_at), (Some(noon(12)), Some(noon(12))));
    happens(&mut held, noon(20), "complaint_received", false);
    assert_eq!(held.len(), 2);
    assert_eq!((polarity("nps", 10.0), polarity("csat", 3.0), polarity("csat", 9.0)), (Some(1.0), Some(0.0), None));
}

/// What the demo company's customers did, by their own numbers.
fn demo(options: &DemoOptions) -> (Vec<History>, BTreeMap<CustomerId, String>) {
    let own = ["page", "screen", "product_viewed", "cart_updated", "order_completed", "order_returned", "branch_visit"];
    let more = ["call_answered", "call_abandoned", "chat_ended", "complaint_made", "survey_answered", "comment_left"];
    let mut days: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    let mut complaints: BTreeMap<String, Vec<(Instant, String)>> = BTreeMap::new();
    for batch in simulate(options) {
        let body: serde_json::Value = serde_json::from_slice(&batch.body).unwrap();
        for item in body["batch"].as_array().unwrap() {
            let Some(user) = item["userId"].as_str() else { continue };
            let kind = item["event"].as_str().or(item["type"].as_str()).unwrap();
            let at = Instant::parse_iso(item["timestamp"].as_str().unwrap()).unwrap();
            if own.contains(&kind) || more.contains(&kind) {
                days.entry(user.to_owned()).or_default().insert(day_of(at));
            }
            if kind.starts_with("complaint_") {
                complaints.entry(user.to_owned()).or_default().push((at, kind.to_owned()));
            }
        }
    }
    let (mut histories, mut users) = (Vec::new(), BTreeMap::new());
    for (number, (user, days)) in days.into_iter().enumerate() {
        let customer = CustomerId(number as i64);
        let mut told = complaints.remove(&user).unwrap_or_default();
        told.sort();
        let mut held = Vec::new();
        for (at, kind) in told {
            happens(&mut held, at, &kind, false);
        }
        let days = days.into_iter().collect();
        histories.push(History {
            customer,
            days,
            complaints: held,
            feelings: Vec::new(),
            spent: Vec::new(),
            unit: None,
        });
        users.insert(customer, user);
    }
    (histories, users)
}

#[test]
fn those_who_fall_silent_in_the_demo_company_are_found() {
    let until = Instant::parse_iso("2026-11-21T00:00:00Z").unwrap();
    let options = DemoOptions::until(until);
    let planted: BTreeSet<String> = truths(&options).silent_complainers.into_iter().collect();
    let (histories, users) = demo(&options);
    let freshness = crate::pulse::Freshness { up_to: until, waiting: 0 };
    let decided = decide(&histories, until, freshness);
    let found: BTreeSet<&String> = decided.risks.iter().map(|(customer, ..)| &users[customer]).collect();
    let missed: Vec<&String> = planted.iter().filter(|user| !found.contains(user)).collect();
    assert!(missed.is_empty(), "{} of {} missed: {missed:?}", missed.len(), planted.len());
    // Most of those named are planted ones; the others had bad answers too.
    assert!(found.len() < 2 * planted.len(), "{} named", found.len());
    assert!(decided.came_once > 0);

    let back = backtest(&histories, until);
    let precision = back.precision.unwrap();
    assert!(precision.value > 0.7 && precision.low > 0.5, "{back:?}");
    assert!(precision.low > back.others_left.unwrap().high, "it tells those who leave from the others: {back:?}");
    assert_eq!(back.moments.len(), 8);
}

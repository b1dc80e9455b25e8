//! Months of both calendars, and figures of cases made by hand.

use std::collections::BTreeMap;

use hamdel_domain::Instant;
use hamdel_domain::cases::{CaseId, CaseReference, CaseState, Decision, Matter};
use hamdel_domain::clock::SECOND;
use hamdel_domain::rights::Role;
use hamdel_store::cases::CaseOutline;
use hamdel_text::{Language, Zone};

use super::figures::figures;
use super::*;
use crate::cases::tests::somebody;
use crate::error::AppError;
use crate::invitations::tests_bench::Bench;

fn iso(text: &str) -> Instant {
    Instant::parse_iso(text).unwrap()
}

#[test]
fn a_month_is_of_either_calendar() {
    let aban = Month::parse("1405-08").unwrap();
    assert_eq!(aban.span(Zone::TEHRAN), Some((iso("2026-10-22T20:30:00Z"), iso("2026-11-21T20:30:00Z"))));
    let november = Month::parse("2026-11").unwrap();
    assert_eq!(november.span(Zone::TEHRAN).unwrap().0, iso("2026-10-31T20:30:00Z"));
    let now = iso("2026-11-21T12:00:00Z");
    assert_eq!(Month::of(Language::Persian, Zone::TEHRAN, now), aban);
    assert_eq!(Month::of(Language::English, Zone::TEHRAN, now), november);
    assert_eq!((aban.to_string(), november.plus(2).unwrap().to_string()), ("1405-08".into(), "2027-01".into()));
    assert_eq!(aban.plus(-8).unwrap().to_string(), "1404-12");
    for wrong in ["", "1405", "1405-13", "2026-00", "x-1", "1405-08-01"] {
        assert_eq!(Month::parse(wrong), None, "{wrong}");
    }
}

fn outline(hours: Option<i64>, cause: Option<&str>, state: CaseState) -> CaseOutline {
    let received_at = iso("2026-11-01T08:00:00Z");
    CaseOutline {
        id: CaseId(1),
        reference: CaseReference::parse("0000-0000-0000-0000").unwrap(),
        customer: None,
        matter: Matter::Complaint,
        kind: None,
        touchpoint: None,
        unit: None,
        title: "x".to_owned(),
        severity: None,
        state,
        owner: None,
        cause: cause.map(str::to_owned),
        problem: None,
        received_at,
        acknowledged_at: None,
        answered_at: hours.map(|hours| received_at.plus_micros(hours * 3_600 * SECOND)),
        decision: hours.map(|_| Decision::Granted),
        closed_at: None,
        reopened: u32::from(state == CaseState::Reopened),
        clocks: Vec::new(),
    }
}

#[test]
fn figures_are_those_counted_by_hand() {
    let mut cases: Vec<CaseOutline> =
        (1..=9).map(|hours| outline(Some(hours), Some("courier"), CaseState::Closed)).collect();
    cases.push(outline(None, None, CaseState::Received));
    cases.push(outline(None, None, CaseState::Assessed));
    cases.push(outline(Some(10), Some("late-delivery"), CaseState::Rejected));
    let before = BTreeMap::from([(Some("courier".to_owned()), 4), (None, 3)]);
    let month = Month::parse("2026-11").unwrap();
    let held = figures((month, None, month.span(Zone::TEHRAN).unwrap()), &cases, &before);
    assert_eq!((held.received, held.before, held.answered, held.open, held.rejected), (12, 7, 10, 3, 1));
    assert_eq!(held.decisions, BTreeMap::from([(Decision::Granted, 10)]));
    // Twelve times, two of them open: the sixth and the seventh are 6 and 7 hours; ranks 3 and 10 hold the median.
    let hours = held.solution_hours.unwrap();
    assert_eq!((hours.value, hours.low, hours.high, hours.n, hours.open), (Some(6.5), Some(3.0), Some(10.0), 12, 2));
    let causes: Vec<(Option<&str>, u64, u64)> =
        held.causes.iter().map(|line| (line.cause.as_deref(), line.cases, line.before)).collect();
    assert_eq!(causes, [(Some("courier"), 9, 4), (Some("late-delivery"), 1, 0), (None, 2, 3)]);
    assert_eq!(held.on_time, None, "without clocks nothing was promised");
    let few = figures((month, None, month.span(Zone::TEHRAN).unwrap()), &cases[..9], &before);
    assert_eq!(few.solution_hours, None);

    let text = String::from_utf8(report_csv(&held).unwrap()).unwrap();
    assert!(text.starts_with("figure,value,low,high,n\nreceived,12,,,\n"), "{text}");
    assert!(text.contains("\nsolution_hours,6.5,3,10,12\n") && text.contains("\ncause:courier,9,,,\n"), "{text}");
    let words = ReportWords {
        sheet: "گزارش",
        columns: ["a", "b", "c", "d", "e"].map(str::to_owned),
        figure: &|name| name.to_owned(),
        persian: true,
    };
    assert!(report_workbook(&held, &words).unwrap().starts_with(b"PK"));
}

#[tokio::test]
async fn a_unit_out_of_reach_has_no_report() {
    let bench = Bench::new().await;
    let month = Month::of(Language::English, Zone::TEHRAN, bench.app.clock.now());
    let manager = somebody(1, Role::UnitManager, &["delivery"]);
    let gone = report(&bench.app, month, Some("kitchen"), &manager).await;
    assert!(matches!(gone, Err(AppError::NotFound("unit"))));
    assert_eq!(report(&bench.app, month, None, &manager).await.unwrap().received, 0);
}

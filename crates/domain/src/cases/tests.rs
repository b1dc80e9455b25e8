//! The life walked whole, references, and clocks that go with both.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::action::{ActionProblem, CaseAction, Decision, apply};
use super::clocks::{CaseClock, Happening, Rules, live_through};
use super::life::{CaseState, CaseStep, after, steps};
use super::*;
use crate::clock::{DAY, SECOND};
use crate::clocks::{BusinessCalendar, CalendarPlan, ClockKind, ClockPolicy, ClockTarget, Facts, Rung};
use crate::contact::WallClock;
use crate::entropy::Entropy;

const HOUR: i64 = 3_600 * SECOND;
const NOW: Instant = Instant::from_micros(5);

#[derive(Debug)]
struct Utc;

impl WallClock for Utc {
    fn local(&self, at: Instant) -> chrono::NaiveDateTime {
        chrono::DateTime::from_timestamp_micros(at.micros()).unwrap().naive_utc()
    }

    fn instant(&self, local: chrono::NaiveDateTime) -> Instant {
        Instant::from_micros(local.and_utc().timestamp_micros())
    }

    fn jalali_month(&self, _: chrono::NaiveDate) -> Option<(chrono::NaiveDate, chrono::NaiveDate)> {
        None
    }
}

fn case() -> Case {
    Case {
        id: CaseId(1),
        reference: CaseReference::draw(&Counting(7)),
        customer: None,
        contact: Contact::default(),
        facts: CaseFacts { title: "late parcel".to_owned(), ..CaseFacts::default() },
        text: "late".to_owned(),
        channel: Channel::Phone,
        language: "en".to_owned(),
        origin: None,
        state: CaseState::Received,
        assessment: None,
        owner: None,
        cause: None,
        problem: None,
        received_at: Instant::from_micros(0),
        acknowledged_at: None,
        answered_at: None,
        decision: None,
        closed_at: None,
        waiting_since: None,
        reopened: 0,
        clocks: Vec::new(),
        revision: 1,
        changed_at: Instant::from_micros(0),
    }
}

fn assessment() -> Assessment {
    Assessment {
        severity: Severity::Medium,
        safety: false,
        complexity: Grade::Low,
        impact: Grade::Low,
        urgency: Grade::Low,
    }
}

/// An action for each step.
fn action(step: CaseStep) -> CaseAction {
    match step {
        CaseStep::Acknowledge => CaseAction::Acknowledge,
        CaseStep::Assess => CaseAction::Assess(assessment()),
        CaseStep::Investigate => CaseAction::Investigate,
        CaseStep::Answer => CaseAction::Answer { text: "We are sorry.".to_owned(), decision: Decision::Granted },
        CaseStep::Accept => CaseAction::Accept,
        CaseStep::Reject => CaseAction::Reject { why: String::new() },
        CaseStep::Close => CaseAction::Close { cause: Some("courier".to_owned()) },
        CaseStep::Reopen => CaseAction::Reopen { why: String::new() },
    }
}

struct Counting(u64);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        let bytes = self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes();
        buffer.iter_mut().zip(bytes.iter().cycle()).for_each(|(to, from)| *to = *from);
    }
}

#[test]
fn the_table_is_that_of_iso_10002() {
    use CaseState::*;
    let expected: BTreeMap<CaseState, Vec<(CaseStep, CaseState)>> = BTreeMap::from([
        (Received, vec![(CaseStep::Acknowledge, Acknowledged)]),
        (Acknowledged, vec![(CaseStep::Assess, Assessed)]),
        (
            Assessed,
            vec![(CaseStep::Assess, Assessed), (CaseStep::Investigate, Investigating), (CaseStep::Answer, Answered)],
        ),
        (Investigating, vec![(CaseStep::Assess, Investigating), (CaseStep::Answer, Answered)]),
        (
            Answered,
            vec![
                (CaseStep::Investigate, Investigating),
                (CaseStep::Answer, Answered),
                (CaseStep::Accept, Accepted),
                (CaseStep::Reject, Rejected),
                (CaseStep::Close, Closed),
            ],
        ),
        (Accepted, vec![(CaseStep::Reject, Rejected), (CaseStep::Close, Closed), (CaseStep::Reopen, Reopened)]),
        (Rejected, vec![(CaseStep::Investigate, Investigating), (CaseStep::Answer, Answered)]),
        (Closed, vec![(CaseStep::Reopen, Reopened)]),
        (
            Reopened,
            vec![(CaseStep::Assess, Assessed), (CaseStep::Investigate, Investigating), (CaseStep::Answer, Answered)],
        ),
    ]);
    for state in CaseState::ALL {
        let found: Vec<_> = steps(*state).map(|step| (step, after(*state, step).unwrap())).collect();
        assert_eq!(found, expected[state], "{state:?}");
    }
}

/// Every walk of seven steps: nothing closes without an answer and a cause, a rejected answer is never closed over
/// the customer's head, every state is reached, and from every state the end can be.
#[test]
fn every_walk_keeps_the_rules() {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![(case(), 0)];
    while let Some((held, depth)) = waiting.pop() {
        reached.insert(held.state);
        if held.state == CaseState::Closed {
            assert!(held.answered_at.is_some() && held.cause.is_some() && held.closed_at.is_some());
        }
        assert_eq!(held.is_open(), held.closed_at.is_none());
        if depth == 7 {
            continue;
        }
        for step in CaseStep::ALL {
            let mut next = held.clone();
            match apply(&mut next, &action(*step), 0, Instant::from_micros(depth + 1)) {
                Ok(effect) => {
                    assert_eq!(Some(next.state), after(held.state, *step));
                    assert_eq!(next.revision, held.revision + 1);
                    assert_eq!(effect.holds, (held.is_open() != next.is_open()).then(|| next.is_open()));
                    assert!(!(held.state == CaseState::Rejected && next.state == CaseState::Closed));
                    waiting.push((next, depth + 1));
                }
                Err(problem) => {
                    assert_eq!(problem, ActionProblem::NotFrom { state: held.state, step: *step });
                    assert_eq!(next, held, "what may not be done changes nothing");
                }
            }
        }
    }
    assert_eq!(reached.len(), CaseState::ALL.len());
}

#[test]
fn nothing_closes_without_answer_cause_and_tasks_done() {
    let mut held = Case { state: CaseState::Answered, ..case() };
    let close = CaseAction::Close { cause: None };
    assert_eq!(apply(&mut held, &close, 0, NOW), Err(ActionProblem::NoAnswer));
    held.answered_at = Some(Instant::from_micros(1));
    assert_eq!(apply(&mut held, &close, 0, NOW), Err(ActionProblem::NoCause));
    held.cause = Some("courier".to_owned());
    assert_eq!(apply(&mut held, &close, 2, NOW), Err(ActionProblem::OpenTasks(2)));
    apply(&mut held, &close, 0, NOW).unwrap();
    assert_eq!(held.cause.as_deref(), Some("courier"), "the cause that was named stays");
    let reply = CaseAction::Reply { text: "hello".to_owned(), waits: false };
    assert_eq!(apply(&mut held, &reply, 0, NOW), Err(ActionProblem::Closed));
    let note = CaseAction::Note { text: "  ".to_owned(), mentions: Vec::new() };
    assert_eq!(apply(&mut held, &note, 0, NOW), Err(ActionProblem::NoWords));
}

#[test]
fn safety_comes_first() {
    assert_eq!(Assessment { safety: true, severity: Severity::Low, ..assessment() }.priority(), 3);
    assert_eq!(Assessment { urgency: Grade::High, ..assessment() }.priority(), 2);
    assert_eq!(Assessment { impact: Grade::High, severity: Severity::Critical, ..assessment() }.priority(), 3);
    assert_eq!(case().priority(), 1);
}

proptest! {
    #[test]
    fn a_reference_is_read_however_it_is_typed(seed in any::<u64>(), place in 0..16usize, other in 1..10u32) {
        let reference = CaseReference::draw(&Counting(seed));
        prop_assert_eq!(reference.as_str().len(), 16);
        prop_assert_eq!(CaseReference::parse(&reference.to_string()), Some(reference.clone()));
        let persian = crate::digits::persian_digits(&reference.to_string()).replace('-', " ");
        prop_assert_eq!(CaseReference::parse(&persian), Some(reference.clone()));
        // One wrong digit is told.
        let mut digits: Vec<u32> = reference.as_str().chars().map(|digit| digit.to_digit(10).unwrap()).collect();
        digits[place] = (digits[place] + other) % 10;
        let wrong: String = digits.iter().map(u32::to_string).collect();
        prop_assert_eq!(CaseReference::parse(&wrong), None);
    }

    #[test]
    fn what_is_no_reference_is_none(text in "\\PC{0,20}") {
        if let Some(reference) = CaseReference::parse(&text) {
            prop_assert_eq!(reference.as_str().len(), 16);
        }
    }
}

#[test]
fn a_published_luhn_number_is_read() {
    // The example of ISO/IEC 7812-1: 7992739871 has the check digit 3; zeros before it change nothing.
    assert!(CaseReference::parse("0000 0799 2739 8713").is_some());
    assert!(CaseReference::parse("0000 0799 2739 8710").is_none());
}

struct House {
    policy: ClockPolicy,
    always: BusinessCalendar,
}

impl House {
    fn new() -> Self {
        let always = BusinessCalendar::new(&CalendarPlan::always("UTC"), std::sync::Arc::new(Utc)).unwrap();
        Self { policy: ClockPolicy::default(), always }
    }

    /// Lives through something with the clocks of a severity, every calendar open around the clock.
    fn live(
        &self,
        clocks: &mut Vec<CaseClock>,
        severity: Option<Severity>,
        what: Happening,
        at: i64,
    ) -> Vec<(ClockKind, Rung)> {
        let facts = Facts { kind: "complaint", severity: severity.map(Severity::as_str), unit: "" };
        let rule = self.policy.rule(facts).unwrap();
        let targets: Vec<(&ClockTarget, &BusinessCalendar)> =
            rule.clocks.iter().map(|target| (target, &self.always)).collect();
        let calendar = |_: &str| Some(&self.always);
        let rules = Rules { policy: 1, rule: &rule.name, targets, calendar: &calendar };
        let stepped = live_through(clocks, what, Instant::from_micros(at), &rules);
        stepped.into_iter().map(|held| (held.kind, held.step.rung)).collect()
    }
}

fn open(clocks: &[CaseClock]) -> Vec<ClockKind> {
    clocks.iter().filter(|clock| clock.state.is_open()).map(|clock| clock.kind).collect()
}

#[test]
fn clocks_go_with_the_case() {
    let house = House::new();
    let mut clocks = Vec::new();
    assert!(house.live(&mut clocks, None, Happening::Taken, 0).is_empty());
    assert_eq!(open(&clocks), [ClockKind::FirstResponse, ClockKind::NextUpdate, ClockKind::Solution]);
    // A word in time meets the first response and starts the wait for the next one anew.
    house.live(&mut clocks, None, Happening::Replied, HOUR);
    assert_eq!(open(&clocks), [ClockKind::Solution, ClockKind::NextUpdate]);
    let before = clocks[2].state.due_at().unwrap();
    // Waiting for the customer stops both; nothing warns meanwhile.
    house.live(&mut clocks, None, Happening::Waiting, 2 * HOUR);
    assert!(house.live(&mut clocks, None, Happening::GoesOn, 2 * HOUR + 10 * DAY).is_empty());
    assert_eq!(clocks[2].state.due_at(), Some(before.plus_micros(10 * DAY)));
    assert!(house.live(&mut clocks, None, Happening::Answered, 3 * HOUR + 10 * DAY).is_empty());
    assert!(open(&clocks).is_empty() && clocks.iter().all(|clock| !clock.state.is_breached()));
    // A rejected answer starts a new solution, and the end lets go of it.
    house.live(&mut clocks, None, Happening::Contested, 11 * DAY);
    assert_eq!(open(&clocks), [ClockKind::NextUpdate, ClockKind::Solution]);
    house.live(&mut clocks, None, Happening::Closed, 12 * DAY);
    assert!(open(&clocks).is_empty());
}

#[test]
fn a_reply_in_time_never_escalates_and_a_graver_case_is_due_sooner() {
    let house = House::new();
    let mut clocks = Vec::new();
    house.live(&mut clocks, None, Happening::Taken, 0);
    let usual = clocks[2].state.due_at().unwrap();
    // Graded critical an hour after a first response of one hour was due: it has run out, and says so once.
    let told = house.live(&mut clocks, Some(Severity::Critical), Happening::Regraded, 2 * HOUR);
    assert!(told.contains(&(ClockKind::FirstResponse, Rung::Breach)), "{told:?}");
    assert!(clocks[2].state.due_at().unwrap() < usual);
    assert!(house.live(&mut clocks, Some(Severity::Critical), Happening::Regraded, 2 * HOUR + 1).is_empty());
    let mut answered = Vec::new();
    house.live(&mut answered, None, Happening::Taken, 0);
    house.live(&mut answered, None, Happening::Replied, 3 * HOUR - 1);
    assert!(!answered[0].state.is_breached());
    let later = house.live(&mut answered, None, Happening::GoesOn, 40 * DAY);
    assert!(later.iter().all(|(kind, _)| *kind != ClockKind::FirstResponse), "{later:?}");
}

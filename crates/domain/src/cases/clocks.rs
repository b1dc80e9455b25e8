//! What happens to a case, as its clocks see it.

use serde::{Deserialize, Serialize};

use crate::clock::Instant;
use crate::clocks::{BusinessCalendar, ClockKind, ClockState, ClockTarget, Step};

/// A clock of a case, with where it came from, so that a changed rule does not change what was promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseClock {
    /// What it measures.
    pub kind: ClockKind,
    /// The rule it came from, by name.
    pub rule: String,
    /// The calendar it goes by, by name.
    pub calendar: String,
    /// The version of the clock policy it came from.
    pub policy: i64,
    /// What it is doing.
    pub state: ClockState,
}

/// Something that clocks go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// It was taken down.
    Taken,
    /// Somebody of the company wrote to the customer, by hand.
    Replied,
    /// The customer was told what was decided.
    Answered,
    /// The customer is waited for.
    Waiting,
    /// The customer is no longer waited for.
    GoesOn,
    /// The customer rejected the answer or came back after the end.
    Contested,
    /// Its severity, matter or unit is another one.
    Regraded,
    /// Nothing is left to do.
    Closed,
}

/// What the clocks of a case go by: the rule that is in force for it, and the calendars.
pub struct Rules<'a> {
    /// The version of the policy.
    pub policy: i64,
    /// The name of the rule.
    pub rule: &'a str,
    /// The clocks it gives, each with its calendar.
    pub targets: Vec<(&'a ClockTarget, &'a BusinessCalendar)>,
    /// Any calendar by its name, for clocks of earlier rules; `None` for one that is gone.
    pub calendar: &'a dyn Fn(&str) -> Option<&'a BusinessCalendar>,
}

/// A step that one of the clocks took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stepped {
    /// Which clock.
    pub kind: ClockKind,
    /// The rule it came from, by name.
    pub rule: String,
    /// What it did, and when.
    pub step: Step,
}

/// Lets the clocks of a case live through something, and gives what they did up to then. Clocks of tasks belong to
/// tasks and are not among them.
pub fn live_through(clocks: &mut Vec<CaseClock>, what: Happening, at: Instant, rules: &Rules<'_>) -> Vec<Stepped> {
    let mut stepped = run(clocks, at, rules);
    match what {
        Happening::Taken => start_missing(clocks, &ClockKind::ALL, at, rules),
        Happening::Replied => {
            meet(clocks, &[ClockKind::FirstResponse, ClockKind::NextUpdate], at, rules);
            start_missing(clocks, &[ClockKind::NextUpdate], at, rules);
        }
        Happening::Answered => meet(clocks, &ClockKind::ALL, at, rules),
        Happening::Waiting => {
            each_open(clocks, rules, |clock, calendar| {
                // Who waits for the customer has written to the customer; the first response is due all the same.
                if clock.kind != ClockKind::FirstResponse {
                    clock.state.pause(at, calendar);
                }
            });
        }
        Happening::GoesOn => each_open(clocks, rules, |clock, calendar| clock.state.resume(at, calendar)),
        Happening::Contested => {
            start_missing(clocks, &[ClockKind::NextUpdate, ClockKind::Solution], at, rules);
        }
        Happening::Regraded => replan(clocks, at, rules),
        Happening::Closed => each_open(clocks, rules, |clock, _| clock.state.cancel(at)),
    }
    // A rule that was tightened may have been overstepped already.
    stepped.append(&mut run(clocks, at, rules));
    stepped
}

/// Lets the clocks do what is due before `at`.
pub fn run(clocks: &mut [CaseClock], at: Instant, rules: &Rules<'_>) -> Vec<Stepped> {
    let mut stepped = Vec::new();
    each_open(clocks, rules, |clock, calendar| {
        let CaseClock { kind, rule, state, .. } = clock;
        stepped.extend(state.step(at, calendar).into_iter().map(|step| Stepped {
            kind: *kind,
            rule: rule.clone(),
            step,
        }));
    });
    stepped.sort_by_key(|held| held.step.at);
    stepped
}

fn each_open(clocks: &mut [CaseClock], rules: &Rules<'_>, mut act: impl FnMut(&mut CaseClock, &BusinessCalendar)) {
    for clock in clocks.iter_mut().filter(|clock| clock.state.is_open()) {
        // A calendar that is gone from the policy leaves the clock where it is, which a change of policy refuses.
        if let Some(calendar) = (rules.calendar)(&clock.calendar) {
            act(clock, calendar);
        }
    }
}

fn meet(clocks: &mut [CaseClock], kinds: &[ClockKind], at: Instant, rules: &Rules<'_>) {
    each_open(clocks, rules, |clock, calendar| {
        if kinds.contains(&clock.kind) {
            clock.state.meet(at, calendar);
        }
    });
}

/// Starts the clocks of these kinds that the rule gives and that do not run.
fn start_missing(clocks: &mut Vec<CaseClock>, kinds: &[ClockKind], at: Instant, rules: &Rules<'_>) {
    for (target, calendar) in &rules.targets {
        let runs = clocks.iter().any(|clock| clock.kind == target.clock && clock.state.is_open());
        if runs || target.clock == ClockKind::Task || !kinds.contains(&target.clock) {
            continue;
        }
        clocks.push(CaseClock {
            kind: target.clock,
            rule: rules.rule.to_owned(),
            calendar: target.calendar.clone(),
            policy: rules.policy,
            state: ClockState::start(target.plan.clone(), at, calendar),
        });
    }
}

/// Reckons running clocks anew on calendars that were changed; gives whether anything is different. A clock whose
/// calendar is gone goes on with that of the rule in force for its kind, and without one is let go of.
pub fn recalculate(clocks: &mut [CaseClock], at: Instant, rules: &Rules<'_>) -> bool {
    let mut changed = false;
    for clock in clocks.iter_mut().filter(|clock| clock.state.is_open()) {
        if let Some(calendar) = (rules.calendar)(&clock.calendar) {
            changed |= clock.state.recalculate(calendar);
            continue;
        }
        changed = true;
        let Some((target, calendar)) = rules.targets.iter().find(|(target, _)| target.clock == clock.kind) else {
            clock.state.cancel(at);
            continue;
        };
        clock.state.move_to(clock.state.plan().clone(), at, calendar);
        clock.calendar.clone_from(&target.calendar);
    }
    changed
}

/// Gives running clocks the targets of another rule. One whose calendar is another goes on there as if it had run
/// on it from its beginning.
fn replan(clocks: &mut [CaseClock], at: Instant, rules: &Rules<'_>) {
    for clock in clocks.iter_mut().filter(|clock| clock.state.is_open()) {
        let Some((target, calendar)) = rules.targets.iter().find(|(target, _)| target.clock == clock.kind) else {
            clock.state.cancel(at);
            continue;
        };
        if clock.calendar == target.calendar {
            clock.state.replan(target.plan.clone(), calendar);
        } else {
            clock.state.move_to(target.plan.clone(), at, calendar);
        }
        (clock.rule, clock.calendar, clock.policy) = (rules.rule.to_owned(), target.calendar.clone(), rules.policy);
    }
}

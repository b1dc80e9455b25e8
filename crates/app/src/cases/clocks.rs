//! The clocks of a case and the policy in force.

use hamdel_domain::Instant;
use hamdel_domain::cases::clocks::{Rules, Stepped, live_through, recalculate, run};
use hamdel_domain::cases::{Case, CaseClock, CaseId, Happening, Severity, TaskId};
use hamdel_domain::clocks::{BusinessCalendar, ClockKind, ClockTarget, Facts};
use hamdel_store::Transaction;
use hamdel_store::cases::{NewEvent, add_event};
use serde_json::json;

use super::notices::enqueue_notice;
use crate::AppError;
use crate::clocks::Clocks;

/// What the thread calls what a clock did.
pub(super) const CLOCK: &str = "clock";

/// What the rules of the policy look at of a case.
pub(super) fn facts<'a>(case: &'a Case) -> Facts<'a> {
    Facts {
        kind: case.facts.matter.as_str(),
        severity: case.severity().map(Severity::as_str),
        unit: case.facts.unit.as_deref().unwrap_or_default(),
    }
}

/// Does something with the rules in force for a case.
fn with_rules<T>(of: Facts<'_>, clocks: &Clocks, act: impl FnOnce(&Rules<'_>) -> T) -> T {
    let (rule, targets) = clocks.targets(of);
    let calendar = |name: &str| -> Option<&BusinessCalendar> { clocks.calendar(name) };
    act(&Rules { policy: clocks.version, rule, targets, calendar: &calendar })
}

/// Lets the clocks of a case live through something under the policy in force; gives what they did up to then.
pub(crate) fn live(case: &mut Case, what: Happening, at: Instant, clocks: &Clocks) -> Vec<Stepped> {
    let mut running = std::mem::take(&mut case.clocks);
    let stepped = with_rules(facts(case), clocks, |rules| live_through(&mut running, what, at, rules));
    case.clocks = running;
    stepped
}

/// Lets the clocks of a case do what is due.
pub(super) fn step(case: &mut Case, now: Instant, clocks: &Clocks) -> Vec<Stepped> {
    let mut running = std::mem::take(&mut case.clocks);
    let stepped = step_all(&mut running, facts(case), now, clocks);
    case.clocks = running;
    stepped
}

/// Lets clocks do what is due. One that cannot go on, for its calendar is gone, goes on with that of the rule in force.
pub(super) fn step_all(running: &mut [CaseClock], of: Facts<'_>, now: Instant, clocks: &Clocks) -> Vec<Stepped> {
    with_rules(of, clocks, |rules| {
        let mut stepped = run(running, now, rules);
        if running.iter().filter_map(|clock| clock.state.next_at()).any(|next| next < now) {
            recalculate(running, now, rules);
            stepped.append(&mut run(running, now, rules));
        }
        stepped
    })
}

/// Reckons clocks anew; gives whether anything is different.
pub(super) fn reckon_anew(running: &mut [CaseClock], of: Facts<'_>, now: Instant, clocks: &Clocks) -> bool {
    with_rules(of, clocks, |rules| recalculate(running, now, rules))
}

/// The target a clock came from, as it says today who hears of it: by the name of its rule, or by the rule in force for
/// its case where that one is gone.
pub(super) fn target_of<'c>(case: &Case, rule: &str, kind: ClockKind, clocks: &'c Clocks) -> Option<&'c ClockTarget> {
    let named = clocks.policy.rules.iter().find(|held| held.name == rule);
    named.and_then(|rule| rule.clock(kind)).or_else(|| clocks.policy.rule(facts(case))?.clock(kind))
}

/// Keeps in the thread what clocks did, and has it told; in the transaction that keeps the clocks.
pub(super) async fn keep_steps(
    tx: &mut Transaction,
    case: CaseId,
    task: Option<TaskId>,
    stepped: &[Stepped],
    now: Instant,
) -> Result<(), AppError> {
    for held in stepped {
        let detail = json!({ "clock": held.kind, "rung": held.step.rung.name(), "rule": held.rule, "task": task });
        let detail = detail.to_string();
        let event = NewEvent {
            case,
            at: held.step.at,
            actor: "clock",
            by: "",
            did: CLOCK,
            visible: false,
            text: "",
            detail: &detail,
        };
        let event = add_event(tx, event).await?;
        enqueue_notice(tx, event, now).await?;
    }
    Ok(())
}

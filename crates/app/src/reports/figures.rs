//! What a report says.

use std::collections::{BTreeMap, BTreeSet};

use hamdel_domain::Instant;
use hamdel_domain::cases::{CaseState, Decision, Matter};
use hamdel_domain::clock::SECOND;
use hamdel_domain::clocks::{ClockKind, Phase};
use hamdel_domain::rights::Right;
use hamdel_stats::interval::{Confidence, Estimate};
use hamdel_stats::median::{Median, median};
use hamdel_stats::proportion::Proportion;
use hamdel_store::cases::{CaseOutline, CasesAsked};

use super::Month;
use crate::accounts::SignedIn;
use crate::causes::within;
use crate::error::AppError;
use crate::improvement::{ActionsDone, actions_done};
use crate::people::Directory;
use crate::{App, audit};

/// Microseconds of an hour.
const HOUR: f64 = 3_600.0 * SECOND as f64;
/// Fewest cases for a share or a median.
pub const LEAST_CASES: u64 = 10;
/// Most cases that a report reads; a month with more says so.
const MOST_CASES: u32 = 200_000;
/// Causes that are named; the rest are counted together.
const MOST_CAUSES: usize = 10;

/// A cause in a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CauseLine {
    /// The cause; `None` for cases that name none.
    pub cause: Option<String>,
    /// Cases of the month.
    pub cases: u64,
    /// Cases of the month before.
    pub before: u64,
}

/// What a report says of the cases that were received in a month.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The month.
    pub month: Month,
    /// The unit; `None` for all in reach.
    pub unit: Option<String>,
    /// The first moment of the month.
    pub from: Instant,
    /// The moment after it.
    pub until: Instant,
    /// Cases received.
    pub received: u64,
    /// Cases received the month before.
    pub before: u64,
    /// Received, by matter.
    pub matters: BTreeMap<Matter, u64>,
    /// Those that were answered by now.
    pub answered: u64,
    /// Those that are open now.
    pub open: u64,
    /// The share whose first response was on time, of those where it is known; none of too few.
    pub response_on_time: Option<Estimate>,
    /// The share whose solution was on time, of those where it is known; none of too few.
    pub on_time: Option<Estimate>,
    /// Hours from reception to the first response by hand; none of too few.
    pub response_hours: Option<Median>,
    /// Hours from reception to the first decision; none of too few.
    pub solution_hours: Option<Median>,
    /// By the last decision.
    pub decisions: BTreeMap<Decision, u64>,
    /// Those whose customer rejected the answer and waits for another.
    pub rejected: u64,
    /// Those that were opened again.
    pub reopened: u64,
    /// The causes with most cases.
    pub causes: Vec<CauseLine>,
    /// Cases of the causes that are not named.
    pub other_causes: u64,
    /// Whether there are more cases than were read.
    pub more: bool,
    /// What was done about causes in the month.
    pub actions: ActionsDone,
}

/// The report of a month on a unit and those below it, or on all units that somebody reaches; that it was read is in
/// the audit log.
///
/// # Errors
/// [`AppError::NotFound`] of a unit that is not there or out of reach, or a month that no calendar has.
pub async fn report(app: &App, month: Month, unit: Option<&str>, who: &SignedIn) -> Result<Report, AppError> {
    let units = units(app, unit, who).await?;
    let (from, until) = month.span(app.zone).ok_or(AppError::NotFound("month"))?;
    let earlier = month.plus(-1).and_then(|month| month.span(app.zone)).ok_or(AppError::NotFound("month"))?;
    let asked = CasesAsked { from: Some(from), until: Some(until), units, ..CasesAsked::default() };
    let cases = app.store.case_outlines(&asked, MOST_CASES, 0).await?;
    let before = CasesAsked { from: Some(earlier.0), until: Some(earlier.1), ..asked.clone() };
    let before = app.store.cases_by_cause(&before).await?.into_iter().collect();
    let actions = actions_done(app, (from, until), asked.units.as_ref()).await?;
    audit::record(app, &who.actor(), "report.read", &format!("month:{month}"), unit.unwrap_or_default()).await?;
    Ok(Report { actions, ..figures((month, unit, (from, until)), &cases, &before) })
}

/// The units of a report, within reach.
async fn units(app: &App, unit: Option<&str>, who: &SignedIn) -> Result<Option<BTreeSet<String>>, AppError> {
    let reached = who.scope(Right::ReadReports).units();
    let Some(unit) = unit else { return Ok(reached) };
    let directory = Directory::of(app).await?;
    directory.tree().get(unit).ok_or(AppError::NotFound("unit"))?;
    let held = within(Some(directory.tree().with_all_below([unit])), reached);
    if held.as_ref().is_some_and(BTreeSet::is_empty) { Err(AppError::NotFound("unit")) } else { Ok(held) }
}

type Of<'a> = (Month, Option<&'a str>, (Instant, Instant));

pub(super) fn figures(
    (month, unit, (from, until)): Of<'_>,
    cases: &[CaseOutline],
    before: &BTreeMap<Option<String>, u64>,
) -> Report {
    let count = |holds: &dyn Fn(&CaseOutline) -> bool| cases.iter().filter(|case| holds(case)).count() as u64;
    let mut matters = BTreeMap::new();
    let mut decisions = BTreeMap::new();
    for case in cases {
        *matters.entry(case.matter).or_default() += 1;
        if let Some(decision) = case.decision {
            *decisions.entry(decision).or_default() += 1;
        }
    }
    let (causes, other_causes) = causes(cases, before);
    Report {
        month,
        unit: unit.map(str::to_owned),
        from,
        until,
        received: cases.len() as u64,
        before: before.values().sum(),
        matters,
        answered: count(&|case| case.answered_at.is_some()),
        open: count(&|case| case.state != CaseState::Closed),
        response_on_time: on_time(cases, ClockKind::FirstResponse),
        on_time: on_time(cases, ClockKind::Solution),
        response_hours: hours(cases, first_response),
        solution_hours: hours(cases, |case| case.answered_at),
        decisions,
        rejected: count(&|case| case.state == CaseState::Rejected),
        reopened: count(&|case| case.reopened > 0),
        causes,
        other_causes,
        more: cases.len() >= MOST_CASES as usize,
        actions: ActionsDone::default(),
    }
}

/// The share of clocks of a kind that were met in time; a clock that runs and has time left says nothing yet.
fn on_time(cases: &[CaseOutline], kind: ClockKind) -> Option<Estimate> {
    let (mut met, mut known) = (0, 0);
    for case in cases {
        // The first clock of the kind is the promise that was made at the beginning.
        let Some(clock) = case.clocks.iter().find(|clock| clock.kind == kind) else { continue };
        let late = clock.state.is_breached();
        let ended = matches!(clock.state.phase(), Phase::Met(_));
        if late || ended {
            known += 1;
            met += u64::from(!late);
        }
    }
    let share = Proportion::of_counts(met, known).ok()?;
    (known >= LEAST_CASES).then(|| share.wilson(Confidence::P95))
}

/// When somebody first wrote to the customer by hand.
fn first_response(case: &CaseOutline) -> Option<Instant> {
    let clock = case.clocks.iter().find(|clock| clock.kind == ClockKind::FirstResponse);
    match clock.map(|clock| clock.state.phase()) {
        Some(Phase::Met(at)) => Some(at),
        // Without such a clock the answer is the first that is known.
        None => case.answered_at,
        Some(_) => None,
    }
}

/// Hours from reception to something, those where it has not happened among them.
fn hours(cases: &[CaseOutline], happened: impl Fn(&CaseOutline) -> Option<Instant>) -> Option<Median> {
    let passed = |case: &CaseOutline| happened(case).map(|at| at.micros_since(case.received_at).max(0) as f64 / HOUR);
    let values: Vec<f64> = cases.iter().filter_map(passed).collect();
    let open = (cases.len() - values.len()) as u64;
    if (cases.len() as u64) < LEAST_CASES {
        return None;
    }
    median(values, open, Confidence::P95).ok()
}

fn causes(cases: &[CaseOutline], before: &BTreeMap<Option<String>, u64>) -> (Vec<CauseLine>, u64) {
    let mut counts: BTreeMap<&Option<String>, u64> = BTreeMap::new();
    for case in cases {
        *counts.entry(&case.cause).or_default() += 1;
    }
    let line = |(cause, cases): (&Option<String>, u64)| CauseLine {
        cause: cause.clone(),
        cases,
        before: before.get(cause).copied().unwrap_or_default(),
    };
    let mut lines: Vec<CauseLine> = counts.into_iter().map(line).collect();
    // Those without a cause come last, however many they are.
    lines.sort_by(|one, other| {
        (one.cause.is_none(), other.cases, &one.cause).cmp(&(other.cause.is_none(), one.cases, &other.cause))
    });
    let rest = lines.split_off(MOST_CAUSES.min(lines.len()));
    (lines, rest.iter().map(|line| line.cases).sum())
}

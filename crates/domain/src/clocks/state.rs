//! One clock: it runs, stands while the customer is waited for, and ends met or let go of.
//!
//! Whatever it does on the way (warn, run out, escalate) it does once, at a moment that follows from its calendar
//! alone: looked at every second or once a week, it does the same things in the same order. What it does counts from
//! the moment that lies strictly after; who answers in the very moment a clock runs out has answered in time.

use serde::{Deserialize, Serialize};

use super::calendar::BusinessCalendar;
use super::plan::{ClockPlan, Rung};
use crate::clock::Instant;

/// What a clock is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// It runs, since then without a break.
    Running(Instant),
    /// It stands since then.
    Paused(Instant),
    /// What it measures happened then.
    Met(Instant),
    /// It is of no more interest since then.
    Cancelled(Instant),
}

/// A clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockState {
    plan: ClockPlan,
    started_at: Instant,
    phase: Phase,
    /// Working time before the present stretch; microseconds.
    spent: i64,
    /// When it runs out, or ran out; `None` while it stands with time left, and where ten years do not hold its time.
    due_at: Option<Instant>,
    /// What it has done.
    done: Vec<Rung>,
    /// When it does the next thing; `None` when it does nothing more unless something happens.
    next_at: Option<Instant>,
}

/// Something a clock did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub rung: Rung,
    /// The moment from which it counts.
    pub at: Instant,
}

impl ClockState {
    /// A clock that starts then.
    #[must_use]
    pub fn start(plan: ClockPlan, at: Instant, calendar: &BusinessCalendar) -> Self {
        let mut clock = Self {
            plan,
            started_at: at,
            phase: Phase::Running(at),
            spent: 0,
            due_at: None,
            done: Vec::new(),
            next_at: None,
        };
        clock.reckon(calendar);
        clock
    }

    /// What it is to do.
    #[must_use]
    pub fn plan(&self) -> &ClockPlan {
        &self.plan
    }

    /// When it started.
    #[must_use]
    pub fn started_at(&self) -> Instant {
        self.started_at
    }

    /// What it is doing.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// When it runs out, or ran out; `None` while it stands with time left.
    #[must_use]
    pub fn due_at(&self) -> Option<Instant> {
        self.due_at
    }

    /// When it does the next thing: it is to be looked at after that moment.
    #[must_use]
    pub fn next_at(&self) -> Option<Instant> {
        self.next_at
    }

    /// Whether it neither ended nor was let go of.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.phase, Phase::Running(_) | Phase::Paused(_))
    }

    /// Whether it has warned already.
    #[must_use]
    pub fn has_warned(&self) -> bool {
        self.done.iter().any(|rung| matches!(rung, Rung::Warning(_)))
    }

    /// Whether it ran out: for one that was met, whether that was too late, even if nobody looked in between.
    #[must_use]
    pub fn is_breached(&self) -> bool {
        match self.phase {
            Phase::Met(at) => self.due_at.is_some_and(|due| at > due),
            _ => self.done.contains(&Rung::Breach),
        }
    }

    /// Working time used up to then, in microseconds; of one that ended, up to its end.
    #[must_use]
    pub fn spent(&self, now: Instant, calendar: &BusinessCalendar) -> i64 {
        match self.phase {
            Phase::Running(since) if now > since => self.spent + calendar.between(since, now),
            _ => self.spent,
        }
    }

    /// Does what is due before `now`, in order.
    pub fn step(&mut self, now: Instant, calendar: &BusinessCalendar) -> Vec<Step> {
        let mut steps = Vec::new();
        while let Some(at) = self.next_at.filter(|at| *at < now) {
            let Some((rung, _)) = self.next_rung() else { break };
            self.done.push(rung);
            steps.push(Step { rung, at });
            self.next_at = self.next_moment(calendar);
        }
        steps
    }

    /// Stands from then on: what was due before is done first.
    pub fn pause(&mut self, at: Instant, calendar: &BusinessCalendar) -> Vec<Step> {
        let steps = self.step(at, calendar);
        if let Phase::Running(since) = self.phase {
            self.spent += calendar.between(since, at.max(since));
            self.phase = Phase::Paused(at.max(since));
            self.reckon(calendar);
        }
        steps
    }

    /// Runs again from then on, with the time it had left.
    pub fn resume(&mut self, at: Instant, calendar: &BusinessCalendar) {
        if let Phase::Paused(since) = self.phase {
            self.phase = Phase::Running(at.max(since));
            self.reckon(calendar);
        }
    }

    /// What it measures happened then: what was due before is done first, nothing after it. A moment before the
    /// present stretch counts as its beginning.
    pub fn meet(&mut self, at: Instant, calendar: &BusinessCalendar) -> Vec<Step> {
        let steps = self.step(at, calendar);
        if let Phase::Running(since) | Phase::Paused(since) = self.phase {
            if matches!(self.phase, Phase::Running(_)) {
                self.spent += calendar.between(since, at.max(since));
            }
            self.phase = Phase::Met(at);
            self.next_at = None;
        }
        steps
    }

    /// Is of no more interest: nothing more is done.
    pub fn cancel(&mut self, at: Instant) {
        if self.is_open() {
            self.phase = Phase::Cancelled(at);
            self.next_at = None;
        }
    }

    /// Goes on with another plan: time used is kept, and what was done is not done again.
    pub fn replan(&mut self, plan: ClockPlan, calendar: &BusinessCalendar) {
        if self.is_open() {
            self.plan = plan;
            self.reckon(calendar);
        }
    }

    /// Reckons anew on its calendar, which was changed. What was done stays done, and one that has run out keeps the
    /// moment at which it did; gives whether anything is different.
    pub fn recalculate(&mut self, calendar: &BusinessCalendar) -> bool {
        let before = (self.due_at, self.next_at);
        if self.done.contains(&Rung::Breach) {
            self.next_at = self.next_moment(calendar);
        } else {
            self.reckon(calendar);
        }
        before != (self.due_at, self.next_at)
    }

    /// Goes on with another plan on another calendar, as if it had run there from its beginning: time used on one
    /// calendar means nothing on another. What was done is not done again.
    pub fn move_to(&mut self, plan: ClockPlan, at: Instant, calendar: &BusinessCalendar) {
        let paused = match self.phase {
            Phase::Running(_) => false,
            Phase::Paused(_) => true,
            Phase::Met(_) | Phase::Cancelled(_) => return,
        };
        let done = std::mem::take(&mut self.done);
        *self = Self { done, ..Self::start(plan, self.started_at, calendar) };
        self.next_at = self.next_moment(calendar);
        if paused {
            self.spent = calendar.between(self.started_at, at.max(self.started_at));
            self.phase = Phase::Paused(at.max(self.started_at));
            self.reckon(calendar);
        }
    }

    /// Sets when it runs out and when it does the next thing.
    fn reckon(&mut self, calendar: &BusinessCalendar) {
        let left = self.plan.target_micros() - self.spent;
        match self.phase {
            Phase::Running(since) if left > 0 => self.due_at = calendar.after(since, left),
            // It ran out in an earlier stretch; when that was stays.
            Phase::Running(since) => self.due_at = Some(self.due_at.map_or(since, |due| due.min(since))),
            Phase::Paused(_) if left > 0 => self.due_at = None,
            _ => {}
        }
        self.next_at = self.next_moment(calendar);
    }

    /// What it has to do next, and after how much working time. What lies before something it has done is left out: a
    /// plan that was lengthened does not warn of what has run out.
    fn next_rung(&self) -> Option<(Rung, i64)> {
        let rungs: Vec<(Rung, i64)> = self.plan.rungs().collect();
        let last_done = rungs.iter().rposition(|(rung, _)| self.done.contains(rung));
        let from = last_done.map_or(0, |place| place + 1);
        let breached = self.done.contains(&Rung::Breach);
        rungs.into_iter().skip(from).find(|(rung, _)| !(breached && matches!(rung, Rung::Warning(_))))
    }

    fn next_moment(&self, calendar: &BusinessCalendar) -> Option<Instant> {
        let Phase::Running(since) = self.phase else { return None };
        let (_, after) = self.next_rung()?;
        calendar.after(since, (after - self.spent).max(0))
    }
}

//! Clocks of cases: business calendars, the arithmetic of working time, and what a clock does as time passes.
//!
//! Pure: a calendar is given its zone through [`WallClock`](crate::contact::WallClock), a clock the present moment.
//! [`calendar`] answers when so much working time has passed and how much lies between two moments; [`state`] is one
//! clock, which warns, runs out and escalates, each once, whenever and however often it is looked at; [`policy`] says
//! which clocks a case gets.

pub mod calendar;
mod open;
pub mod plan;
pub mod policy;
pub mod state;
#[cfg(test)]
mod tests;
mod years;

pub use calendar::{BusinessCalendar, CalendarError, CalendarPlan, Holiday, Shift, WEEK};
pub use plan::{ClockKind, ClockPlan, PlanError, Rung};
pub use policy::{ClockPolicy, ClockTarget, Escalatee, Facts, NamedCalendar, PolicyError, PolicyRule, Way};
pub use state::{ClockState, Phase, Step};

//! When a case would be due, and because of what.

use serde::Serialize;

use hamdel_app::clocks::{Clocks, reckon};
use hamdel_app::people::Directory;
use hamdel_domain::Instant;
use hamdel_domain::cases::{Matter, Severity};
use hamdel_domain::clocks::Facts;
use hamdel_domain::digits::latin_digits;
use hamdel_text::Zone;
use hamdel_text::format::{self, DateStyle};

use super::{calendar_title, length};
use crate::pages::audit::day_of;
use crate::params::Params;
use crate::state::WebState;
use crate::texts::Texts;

/// What is asked for, with what can be chosen.
#[derive(Serialize)]
pub(crate) struct Ask {
    pub(crate) at: String,
    /// A moment that is none, as it was typed.
    pub(crate) wrong: bool,
    pub(crate) kinds: Vec<super::Tick>,
    pub(crate) severities: Vec<super::Tick>,
    pub(crate) units: Vec<super::Tick>,
}

/// What the rules make of a case.
#[derive(Serialize)]
pub(crate) struct Explained {
    /// When it came in.
    pub(crate) came: String,
    pub(crate) rule: String,
    pub(crate) clocks: Vec<ExplainedClock>,
}

/// A clock of it.
#[derive(Serialize)]
pub(crate) struct ExplainedClock {
    pub(crate) clock: &'static str,
    pub(crate) due: Option<String>,
    pub(crate) target: String,
    pub(crate) calendar: String,
    pub(crate) zone: String,
    pub(crate) stretches: Vec<Stretch>,
    pub(crate) more: bool,
}

/// A stretch of working time that is used.
#[derive(Serialize)]
pub(crate) struct Stretch {
    pub(crate) day: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) lasts: String,
}

pub(super) fn ask(texts: &Texts, directory: &Directory, params: &Params, state: &WebState) -> Ask {
    let tick = |family: &'static str, name: &str, field: &str| super::Tick {
        name: name.to_owned(),
        title: texts.title(family, name),
        chosen: params.get(field) == Some(name),
    };
    let typed = params.get("at");
    let now = state.app.zone.local(state.app.clock.now());
    let day = format::date(texts.language(), now.date(), DateStyle::Short);
    let usual = match texts.language() {
        hamdel_text::Language::Persian => format!("{day} {}", format::time(texts.language(), now.time())),
        hamdel_text::Language::English => now.format("%Y-%m-%d %H:%M").to_string(),
    };
    let units = directory.tree().units().filter(|unit| unit.archived_at.is_none());
    Ask {
        at: typed.map_or(usual, str::to_owned),
        wrong: typed.is_some_and(|typed| moment_of(typed, state.app.zone).is_none()),
        kinds: Matter::ALL.iter().map(|kind| tick("case-matter", kind.as_str(), "kind")).collect(),
        severities: Severity::ALL.iter().map(|severity| tick("severity", severity.as_str(), "severity")).collect(),
        units: units.map(|unit| tick("unit", &unit.name, "unit")).collect(),
    }
}

pub(super) fn explained(texts: &Texts, clocks: &Clocks, params: &Params, state: &WebState) -> Option<Explained> {
    let language = texts.language();
    let came = moment_of(params.get("at")?, state.app.zone)?;
    let facts = Facts {
        kind: params.get("kind").unwrap_or(Matter::Complaint.as_str()),
        severity: params.get("severity"),
        unit: params.get("unit").unwrap_or_default(),
    };
    let (rule, targets) = clocks.targets(facts);
    let explained = targets.into_iter().map(|(target, calendar)| {
        let reckoned = reckon(calendar, came, target.plan.target());
        let zone: Zone = clocks
            .policy
            .calendars
            .get(&target.calendar)
            .and_then(|held| held.plan.zone.parse().ok())
            .unwrap_or(state.app.zone);
        let stretch = |(from, to): &(Instant, Instant)| {
            let (begins, ends) = (zone.local(*from), zone.local(*to));
            let minutes = u32::try_from(to.micros_since(*from) / 60_000_000).unwrap_or_default();
            Stretch {
                day: format::date(language, begins.date(), DateStyle::Full),
                from: format::time(language, begins.time()),
                to: format::time(language, ends.time()),
                lasts: length(language, minutes),
            }
        };
        ExplainedClock {
            clock: target.clock.as_str(),
            due: reckoned.due_at.map(|due| format::date_time(language, due, zone, DateStyle::Full)),
            target: length(language, target.plan.target()),
            calendar: calendar_title(language, clocks, &target.calendar),
            zone: zone.to_string(),
            stretches: reckoned.stretches.iter().map(stretch).collect(),
            more: reckoned.more,
        }
    });
    Some(Explained {
        came: format::date_time(language, came, state.app.zone, DateStyle::Full),
        rule: rule.to_owned(),
        clocks: explained.collect(),
    })
}

/// A day and a time of the day, `1405/09/05 16:50` or `2026-11-26 16:50`.
pub(super) fn moment_of(typed: &str, zone: Zone) -> Option<Instant> {
    let typed = latin_digits(&typed.replace('T', " "));
    let (day, time) = typed.trim().split_once(' ')?;
    let (hours, minutes) = time.trim().split_once(':')?;
    let time = (hours.parse::<u32>().ok()?, minutes.parse::<u32>().ok()?);
    let local = day_of(day)?.and_hms_opt(time.0, time.1, 0)?;
    // Wall clocks move by an hour at most, which is found by looking at the moment that would be.
    let start = zone.start_of_day(local.date());
    let shown = |at: Instant| zone.local(at) == local;
    let near = start.plus_micros((i64::from(time.0) * 60 + i64::from(time.1)) * 60_000_000);
    [0, -1, 1].into_iter().map(|hours| near.plus_micros(hours * 3_600_000_000)).find(|at| shown(*at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_the_wall_clock_shows_them() {
        for typed in ["1405/09/05 16:50", "2026-11-26 16:50", "۱۴۰۵/۰۹/۰۵ ۱۶:۵۰", "2026-11-26T16:50"] {
            let read = moment_of(typed, Zone::TEHRAN).map(|at| at.to_string());
            assert_eq!(read.as_deref(), Some("2026-11-26T13:20:00Z"), "{typed}");
        }
        for typed in ["", "1405/09/05", "1405/09/05 25:00", "tomorrow 16:50"] {
            assert_eq!(moment_of(typed, Zone::TEHRAN), None, "{typed}");
        }
        // The hour that Berlin skipped is none.
        assert_eq!(moment_of("2026-03-29 02:30", "Europe/Berlin".parse().unwrap()), None);
    }
}

//! One calendar or one rule of the policy changed, as the pages do; the policy is written whole.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use hamdel_domain::clocks::calendar::DayName;
use hamdel_domain::clocks::{
    BusinessCalendar, CalendarError, CalendarPlan, ClockPolicy, Holiday, NamedCalendar, PolicyError, PolicyRule, WEEK,
};
use hamdel_text::calendar::Zone;

use super::{change, holidays};
use crate::App;
use crate::error::AppError;

/// The fields of the days of the week, Saturday first.
pub const DAY_FIELDS: [&str; 7] =
    ["day_saturday", "day_sunday", "day_monday", "day_tuesday", "day_wednesday", "day_thursday", "day_friday"];
/// Longest title of a calendar or name of a holiday, in characters.
const LONGEST: usize = 120;
/// Most holidays of a calendar.
const MOST_HOLIDAYS: usize = 2_000;

/// What is done to the holidays of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HolidayChange {
    /// Adds a day, or puts it in the place of the one there is.
    Put(Holiday),
    /// Takes a day away.
    Remove(NaiveDate),
    /// Moves a day by so many days, which makes it certain: it was announced.
    Move(NaiveDate, i64),
    /// Says that a day is certain.
    Confirm(NaiveDate),
    /// Adds the official holidays of a Jalali year; days that are there stay as they are.
    Official(i32),
    /// Adds the days of an iCalendar file, of this year and the two after it; days that are there stay as they are.
    File(String),
}

/// Puts a calendar into the policy under a name; gives the policy's version.
///
/// # Errors
/// When a title, the zone, a day or a holiday is wrong, the name is taken by another, or somebody changed the policy.
pub async fn put_calendar(
    app: &App,
    read_version: i64,
    name: &str,
    is_new: bool,
    calendar: NamedCalendar,
    actor: &str,
) -> Result<i64, AppError> {
    let mut policy = policy_of(app, read_version).await?;
    let name = name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control) {
        return Err(AppError::refused("name", "no-calendar-name", &name));
    }
    if is_new && policy.calendars.contains_key(&name) {
        return Err(AppError::refused("name", "calendar-taken", &name));
    }
    for (field, title) in [("title_fa", &calendar.title_fa), ("title_en", &calendar.title_en)] {
        if title.trim().is_empty() || title.chars().count() > LONGEST {
            return Err(AppError::refused(field, "no-calendar-title", "120"));
        }
    }
    policy.calendars.insert(name, calendar);
    write(app, policy, read_version, actor).await
}

/// Takes a calendar out of the policy.
///
/// # Errors
/// When a rule still speaks of it, or somebody changed the policy.
pub async fn remove_calendar(app: &App, read_version: i64, name: &str, actor: &str) -> Result<i64, AppError> {
    let mut policy = policy_of(app, read_version).await?;
    policy.calendars.remove(name).ok_or(AppError::NotFound("calendar"))?;
    write(app, policy, read_version, actor).await
}

/// Changes the holidays of a calendar.
///
/// # Errors
/// When there is no such calendar or day, the file is wrong, or somebody changed the policy.
pub async fn change_holidays(
    app: &App,
    read_version: i64,
    name: &str,
    what: HolidayChange,
    actor: &str,
) -> Result<i64, AppError> {
    let mut policy = policy_of(app, read_version).await?;
    let held = policy.calendars.get_mut(name).ok_or(AppError::NotFound("calendar"))?;
    let days = &mut held.plan.holidays;
    let place = |days: &[Holiday], date: NaiveDate| {
        days.iter().position(|day| day.date == date).ok_or(AppError::NotFound("holiday"))
    };
    match what {
        HolidayChange::Put(day) => {
            if day.name_fa.trim().is_empty()
                || [&day.name_fa, &day.name_en].iter().any(|name| name.chars().count() > LONGEST)
            {
                return Err(AppError::refused("holiday_name", "no-holiday-name", ""));
            }
            days.retain(|held| held.date != day.date);
            days.push(day);
        }
        HolidayChange::Remove(date) => {
            days.remove(place(days, date)?);
        }
        HolidayChange::Confirm(date) => {
            let place = place(days, date)?;
            days[place].certain = true;
        }
        HolidayChange::Move(date, by) => {
            let mut day = days.remove(place(days, date)?);
            day.date = day
                .date
                .checked_add_signed(chrono::Duration::days(by))
                .ok_or_else(|| AppError::refused("holidays", "no-day", &date.to_string()))?;
            day.certain = true;
            days.retain(|held| held.date != day.date);
            days.push(day);
        }
        HolidayChange::Official(year) => {
            let official = holidays::official(year..=year);
            if official.is_empty() {
                return Err(AppError::refused("year", "no-year", &year.to_string()));
            }
            add(days, official);
        }
        HolidayChange::File(text) => {
            let year = app.zone.local(app.clock.now()).year();
            add(days, super::icalendar::holidays(&text, year..=year + 2)?);
        }
    }
    if days.len() > MOST_HOLIDAYS {
        return Err(AppError::refused("holidays", "too-many", &MOST_HOLIDAYS.to_string()));
    }
    days.sort_by_key(|day| day.date);
    write(app, policy, read_version, actor).await
}

fn add(days: &mut Vec<Holiday>, more: Vec<Holiday>) {
    for day in more {
        if days.iter().all(|held| held.date != day.date) {
            days.push(day);
        }
    }
}

/// Puts a rule at a place, in front of the last one where none is given.
///
/// # Errors
/// When the rule or its place is wrong, or somebody changed the policy.
pub async fn put_rule(
    app: &App,
    read_version: i64,
    place: Option<usize>,
    rule: PolicyRule,
    actor: &str,
) -> Result<i64, AppError> {
    let mut policy = policy_of(app, read_version).await?;
    match place {
        Some(place) => *policy.rules.get_mut(place).ok_or(AppError::NotFound("rule"))? = rule,
        None => policy.rules.insert(policy.rules.len().saturating_sub(1), rule),
    }
    write(app, policy, read_version, actor).await
}

/// Takes a rule away.
///
/// # Errors
/// When there is none at that place, it is the one for all cases, or somebody changed the policy.
pub async fn remove_rule(app: &App, read_version: i64, place: usize, actor: &str) -> Result<i64, AppError> {
    let mut policy = policy_of(app, read_version).await?;
    if place >= policy.rules.len() {
        return Err(AppError::NotFound("rule"));
    }
    policy.rules.remove(place);
    write(app, policy, read_version, actor).await
}

/// Moves a rule before the one before it.
///
/// # Errors
/// When there is none at that place or before it, the one for all cases would move, or somebody changed the policy.
pub async fn raise_rule(app: &App, read_version: i64, place: usize, actor: &str) -> Result<i64, AppError> {
    let mut policy = policy_of(app, read_version).await?;
    if place == 0 || place >= policy.rules.len() {
        return Err(AppError::NotFound("rule"));
    }
    policy.rules.swap(place, place - 1);
    write(app, policy, read_version, actor).await
}

async fn policy_of(app: &App, read_version: i64) -> Result<ClockPolicy, AppError> {
    let kept = app.store.clock_policy().await?;
    if kept.version == read_version { Ok(kept.policy) } else { Err(AppError::ChangedMeanwhile) }
}

async fn write(app: &App, policy: ClockPolicy, read_version: i64, actor: &str) -> Result<i64, AppError> {
    change(app, policy, read_version, actor).await
}

/// The first thing that is wrong with a policy, by its field.
///
/// # Errors
/// That thing.
pub(super) fn check(policy: &ClockPolicy) -> Result<(), AppError> {
    policy.check().map_err(|problem| match problem {
        PolicyError::NoSuchCalendar { calendar, .. } => AppError::refused("calendar", "no-such-calendar", &calendar),
        PolicyError::Twice { clock, .. } => AppError::refused("clock", "clock-twice", clock.as_str()),
        PolicyError::Name(name) => AppError::refused("name", "no-rule-name", &name),
        PolicyError::NotForAll => AppError::refused("kinds", "rule-not-for-all", ""),
        PolicyError::TooMany => AppError::refused("name", "too-many", "100"),
    })?;
    policy.calendars.values().try_for_each(|held| check_calendar(&held.plan))
}

fn check_calendar(plan: &CalendarPlan) -> Result<(), AppError> {
    let zone: Zone = plan.zone.parse().map_err(|_| AppError::refused("zone", "no-zone", &plan.zone))?;
    BusinessCalendar::new(plan, Arc::new(zone)).map(|_| ()).map_err(|problem| {
        let field = |day: DayName| match day {
            DayName::Weekly(day) => {
                WEEK.iter().zip(DAY_FIELDS).find(|(held, _)| **held == day).map_or("week", |(_, field)| field)
            }
            DayName::Date(_) => "holidays",
        };
        match problem {
            CalendarError::Backwards { day, shift } => {
                AppError::refused(field(day), "shift-backwards", &shift.to_string())
            }
            CalendarError::Overlap { day, first, second } => {
                AppError::refused(field(day), "shifts-overlap", &format!("{first}, {second}"))
            }
            CalendarError::TooMany { day } => AppError::refused(field(day), "too-many-shifts", ""),
            CalendarError::Twice(date) => AppError::refused("holidays", "holiday-twice", &date.to_string()),
            CalendarError::NeverOpen => AppError::refused("day_saturday", "never-open", ""),
        }
    })
}

//! Settings: when a case is due, and why. Rules, calendars, versions.

mod calendar;
mod explain;
mod rule;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::clocks::{Clocks, KeptClockPolicy, policy_changes};
use hamdel_app::people::Directory;
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::clocks::{ClockTarget, NamedCalendar, PolicyRule, Shift};
use hamdel_text::Language;
use hamdel_text::format;

pub(crate) use calendar::{
    DayView, add_form, change as change_calendar, holidays, remove as remove_calendar, show as show_calendar,
};
pub(crate) use explain::{Ask, Explained};
use rule::form_of;
pub(crate) use rule::{RuleForm, Tick, add as add_rule, change as change_rule, raise, remove as remove_rule};
#[cfg(test)]
pub(crate) use {
    calendar::{CalendarPage, HolidayView},
    explain::{ExplainedClock, Stretch},
    rule::ClockForm,
};

use crate::error::{Failure, message_of, status_of};
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// Versions shown.
const MOST_VERSIONS: i64 = 20;

/// The page.
#[derive(Serialize)]
pub(crate) struct ClocksPage {
    pub(crate) version: i64,
    pub(crate) ask: Ask,
    pub(crate) explained: Option<Explained>,
    pub(crate) rules: Vec<RuleRow>,
    pub(crate) calendars: Vec<CalendarRow>,
    pub(crate) versions: Vec<VersionRow>,
    pub(crate) form: RuleForm,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for ClocksPage {
    const TEMPLATE: &'static str = "pages/clocks/page.html";
}

/// A rule.
#[derive(Serialize)]
pub(crate) struct RuleRow {
    pub(crate) place: usize,
    pub(crate) name: String,
    /// Titles of what it is for; empty for everything.
    pub(crate) of: Vec<String>,
    pub(crate) clocks: Vec<ClockRow>,
    /// Whether it is the last one, for all others.
    pub(crate) last: bool,
}

/// A clock of a rule.
#[derive(Serialize)]
pub(crate) struct ClockRow {
    pub(crate) clock: &'static str,
    pub(crate) target: String,
    pub(crate) calendar: String,
}

/// A calendar.
#[derive(Serialize)]
pub(crate) struct CalendarRow {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) zone: String,
    pub(crate) week: Vec<DayView>,
    /// Holidays from today on, and how many of them are not certain.
    pub(crate) holidays: usize,
    pub(crate) uncertain: usize,
}

/// A version of the policy.
#[derive(Serialize)]
pub(crate) struct VersionRow {
    pub(crate) version: i64,
    pub(crate) at: i64,
    pub(crate) by: String,
}

/// `GET /settings/clocks`: `rule` to change one by its place from 0; `at`, `kind`, `severity`, `unit` of a case to
/// explain.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    draw(&state, &signed, &params, None, None).await
}

/// Where a change of the rules ends: on the page again, with what was typed where it was refused.
async fn answer(
    state: &WebState,
    signed: &Signed,
    form: &Params,
    place: Option<usize>,
    made: Result<i64, AppError>,
) -> Result<Response, Failure> {
    match made {
        Ok(_) => Ok(Redirect::to("/settings/clocks#rules").into_response()),
        Err(problem) if is_told(&problem) => {
            let status = status_of(problem.code());
            let page = draw(state, signed, &Params::of(Vec::new()), Some((form, place)), Some(problem)).await?;
            Ok((status, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// Whether a problem is told beside what was typed: it is wrong, or another version is in force since it was read.
fn is_told(problem: &AppError) -> bool {
    matches!(problem.code(), ErrorCode::Invalid | ErrorCode::ChangedMeanwhile)
}

async fn draw(
    state: &WebState,
    signed: &Signed,
    params: &Params,
    typed: Option<(&Params, Option<usize>)>,
    problem: Option<AppError>,
) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let clocks = hamdel_app::clocks::clocks(&state.app).await?;
    let directory = Directory::of(&state.app).await?;
    let place = typed.map_or_else(|| params.known("rule", |place| place.parse().ok()), |(_, place)| place);
    let held = place.and_then(|place| clocks.policy.rules.get(place)).map(|rule| (place.unwrap_or_default(), rule));
    let today = state.app.zone.local(state.app.clock.now()).date();
    let last = clocks.policy.rules.len().saturating_sub(1);
    let rules = clocks.policy.rules.iter().enumerate();
    let page = ClocksPage {
        version: clocks.version,
        ask: explain::ask(texts, &directory, params, state),
        explained: explain::explained(texts, &clocks, params, state),
        rules: rules.map(|(place, rule)| rule_row(texts, &clocks, place, rule, place == last)).collect(),
        calendars: clocks
            .policy
            .calendars
            .iter()
            .map(|(name, held)| calendar::row(texts.language(), name, held, today))
            .collect(),
        versions: versions(state, &directory).await?,
        form: form_of(texts, &clocks, &directory, typed.map(|(form, _)| form), held),
        field: problem.as_ref().and_then(AppError::field).unwrap_or_default(),
        problem: problem.map(|problem| message_of(texts, &problem)),
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Settings), &page)
}

async fn versions(state: &WebState, directory: &Directory) -> Result<Vec<VersionRow>, AppError> {
    let by = |actor: String| {
        let number = actor.strip_prefix("user:").and_then(|number| number.parse().ok());
        let person = number.and_then(|number| directory.person(hamdel_app::accounts::UserId(number)));
        person.map_or(actor, |person| person.name.clone())
    };
    let changes = policy_changes(&state.app, MOST_VERSIONS).await?.into_iter();
    Ok(changes.map(|(version, at, actor)| VersionRow { version, at: at.micros(), by: by(actor) }).collect())
}

fn rule_row(texts: &Texts, clocks: &Clocks, place: usize, rule: &PolicyRule, last: bool) -> RuleRow {
    let of =
        |family: &'static str, names: &[String]| names.iter().map(|name| texts.title(family, name)).collect::<Vec<_>>();
    let clock = |target: &ClockTarget| ClockRow {
        clock: target.clock.as_str(),
        target: length(texts.language(), target.plan.target()),
        calendar: calendar_title(texts.language(), clocks, &target.calendar),
    };
    RuleRow {
        place,
        name: rule.name.clone(),
        of: [of("case-matter", &rule.kinds), of("severity", &rule.severities), of("unit", &rule.units)].concat(),
        clocks: rule.clocks.iter().map(clock).collect(),
        last,
    }
}

/// So many minutes of work, in hours and minutes.
fn length(language: Language, minutes: u32) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    format::digits(language, &format!("{hours}:{rest:02}"))
}

fn title_of(language: Language, held: &NamedCalendar) -> String {
    match language {
        Language::Persian => held.title_fa.clone(),
        Language::English => held.title_en.clone(),
    }
}

fn calendar_title(language: Language, clocks: &Clocks, name: &str) -> String {
    clocks.policy.calendars.get(name).map_or_else(|| name.to_owned(), |held| title_of(language, held))
}

/// Shifts as they are written and read: `08:00-12:00, 13:00-17:00`.
fn shifts_written(shifts: &[Shift]) -> String {
    let time = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    shifts.iter().map(|shift| format!("{}-{}", time(shift.from), time(shift.to))).collect::<Vec<_>>().join(", ")
}

/// The policy as it is kept, for the API.
pub(crate) async fn kept(state: &WebState) -> Result<KeptClockPolicy, AppError> {
    let Clocks { version, policy, .. } = hamdel_app::clocks::clocks(&state.app).await?;
    Ok(KeptClockPolicy { version, policy })
}

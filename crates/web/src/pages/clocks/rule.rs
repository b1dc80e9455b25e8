//! A rule: which cases get which clocks, and who hears of them.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;

use hamdel_app::AppError;
use hamdel_app::clocks::{Clocks, edit};
use hamdel_app::people::Directory;
use hamdel_domain::cases::{Matter, Severity};
use hamdel_domain::clocks::{ClockKind, ClockPlan, ClockTarget, Escalatee, PlanError, PolicyRule, Way};
use hamdel_domain::digits::latin_digits;
use hamdel_text::{Language, format};

use super::calendar::version_of;
use super::{answer, title_of};
use crate::error::Failure;
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;
use crate::texts::Texts;

/// The form of a rule.
#[derive(Serialize)]
pub(crate) struct RuleForm {
    /// The place of the rule that is changed.
    pub(crate) place: Option<usize>,
    pub(crate) name: String,
    pub(crate) kinds: Vec<Tick>,
    pub(crate) severities: Vec<Tick>,
    pub(crate) units: Vec<Tick>,
    pub(crate) clocks: Vec<ClockForm>,
}

/// Something to tick.
#[derive(Serialize)]
pub(crate) struct Tick {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) chosen: bool,
}

/// A clock of the form; its fields begin with its name.
#[derive(Serialize)]
pub(crate) struct ClockForm {
    pub(crate) clock: &'static str,
    pub(crate) on: bool,
    pub(crate) calendars: Vec<Tick>,
    pub(crate) hours: String,
    pub(crate) minutes: String,
    /// Percents, separated by commas.
    pub(crate) warnings: String,
    /// Hours of work, separated by commas.
    pub(crate) again_after: String,
    pub(crate) warned: Vec<Tick>,
    pub(crate) breached: Vec<Tick>,
    pub(crate) again: Vec<Tick>,
    pub(crate) ways: Vec<Tick>,
}

/// `POST /settings/clocks/rules`: `version` and the fields of a rule; it goes before the last one.
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    put(&state, &signed, None, Params::of(fields)).await
}

/// `POST /settings/clocks/rules/{rule}`: the same, for the rule at that place.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(place): Path<usize>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    put(&state, &signed, Some(place), Params::of(fields)).await
}

async fn put(state: &WebState, signed: &Signed, place: Option<usize>, form: Params) -> Result<Response, Failure> {
    let made = match read(&form) {
        Ok(rule) => edit::put_rule(&state.app, version_of(&form), place, rule, &signed.user.actor()).await,
        Err(problem) => Err(problem),
    };
    answer(state, signed, &form, place, made).await
}

/// `POST /settings/clocks/rules/{rule}/remove`: `version`.
pub(crate) async fn remove(
    State(state): State<WebState>,
    signed: Signed,
    Path(place): Path<usize>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let version = version_of(&Params::of(fields));
    let made = edit::remove_rule(&state.app, version, place, &signed.user.actor()).await;
    answer(&state, &signed, &Params::of(Vec::new()), Some(place), made).await
}

/// `POST /settings/clocks/rules/{rule}/raise`: `version`; it is looked at before the one before it.
pub(crate) async fn raise(
    State(state): State<WebState>,
    signed: Signed,
    Path(place): Path<usize>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let version = version_of(&Params::of(fields));
    let made = edit::raise_rule(&state.app, version, place, &signed.user.actor()).await;
    answer(&state, &signed, &Params::of(Vec::new()), Some(place), made).await
}

fn read(form: &Params) -> Result<PolicyRule, AppError> {
    let list = |name: &str| form.list(name).map(str::to_owned).collect::<Vec<_>>();
    let mut clocks = Vec::new();
    for kind in ClockKind::ALL {
        if form.get(&format!("{}_on", kind.as_str())).is_some() {
            clocks.push(read_clock(form, kind)?);
        }
    }
    Ok(PolicyRule {
        name: form.get("name").unwrap_or_default().to_owned(),
        kinds: list("kinds"),
        severities: list("severities"),
        units: list("units"),
        clocks,
    })
}

fn read_clock(form: &Params, kind: ClockKind) -> Result<ClockTarget, AppError> {
    let name = |part: &str| format!("{}_{part}", kind.as_str());
    let number = |part: &str| {
        let typed = latin_digits(form.get(&name(part)).unwrap_or("0"));
        typed.parse::<u32>().map_err(|_| AppError::refused("target", "no-length", &typed))
    };
    let numbers = |part: &str| {
        let typed = latin_digits(form.get(&name(part)).unwrap_or_default());
        let each = typed.split([',', '،', ' ']).map(str::trim).filter(|one| !one.is_empty());
        let read = |one: &str| one.parse::<u32>().map_err(|_| AppError::refused("target", "no-number", one));
        each.map(read).collect::<Result<Vec<u32>, AppError>>()
    };
    let told = |part: &str| form.list(&name(part)).filter_map(Escalatee::parse).collect::<Vec<_>>();
    let target = number("hours")?.saturating_mul(60).saturating_add(number("minutes")?);
    let percents = numbers("warnings")?.into_iter().map(|percent| u8::try_from(percent).unwrap_or(u8::MAX)).collect();
    let later = numbers("again_after")?.into_iter().map(|hours| hours.saturating_mul(60)).collect();
    let plan = ClockPlan::new(target, percents, later).map_err(|problem| match problem {
        PlanError::Target => AppError::refused("target", "no-target", ""),
        PlanError::Warnings => AppError::refused("target", "no-warnings", ""),
        PlanError::Again => AppError::refused("target", "no-again", ""),
    })?;
    Ok(ClockTarget {
        clock: kind,
        calendar: form.get(&name("calendar")).unwrap_or_default().to_owned(),
        plan,
        warned: told("warned"),
        breached: told("breached"),
        again: told("again"),
        ways: form.list(&name("ways")).filter_map(Way::parse).collect(),
    })
}

/// The form of the rule that is held, or with what was typed where it was refused.
pub(super) fn form_of(
    texts: &Texts,
    clocks: &Clocks,
    directory: &Directory,
    typed: Option<&Params>,
    held: Option<(usize, &PolicyRule)>,
) -> RuleForm {
    let read_again = typed.and_then(|form| read(form).ok());
    let rule = read_again.as_ref().or(held.map(|(_, rule)| rule));
    let of = |rule: Option<&PolicyRule>, list: fn(&PolicyRule) -> &Vec<String>| {
        rule.map(|rule| list(rule).clone()).unwrap_or_default()
    };
    let (kinds, severities, units) =
        (of(rule, |rule| &rule.kinds), of(rule, |rule| &rule.severities), of(rule, |rule| &rule.units));
    let tick = |family: &'static str, name: &str, chosen: &[String]| Tick {
        name: name.to_owned(),
        title: texts.title(family, name),
        chosen: chosen.iter().any(|held| held == name),
    };
    let shown = |name: &str, archived: bool| !archived || units.iter().any(|held| held == name);
    let tree = directory.tree().in_order().into_iter().map(|(_, unit)| unit);
    RuleForm {
        place: held.map(|(place, _)| place),
        name: typed
            .and_then(|form| form.get("name"))
            .map_or_else(|| rule.map(|rule| rule.name.clone()).unwrap_or_default(), str::to_owned),
        kinds: Matter::ALL.iter().map(|kind| tick("case-matter", kind.as_str(), &kinds)).collect(),
        severities: Severity::ALL.iter().map(|held| tick("severity", held.as_str(), &severities)).collect(),
        units: tree
            .filter(|unit| shown(&unit.name, unit.archived_at.is_some()))
            .map(|unit| tick("unit", &unit.name, &units))
            .collect(),
        clocks: ClockKind::ALL.iter().map(|kind| clock_form(texts, clocks, *kind, rule)).collect(),
    }
}

fn clock_form(texts: &Texts, clocks: &Clocks, kind: ClockKind, rule: Option<&PolicyRule>) -> ClockForm {
    let held = rule.and_then(|rule| rule.clock(kind));
    // A clock that is switched on begins like the one of the rule for all.
    let usual = clocks.policy.rules.last().and_then(|rule| rule.clock(kind));
    let shown = held.or(usual);
    let written = |number: u32| format::digits(texts.language(), &number.to_string());
    let numbers = |numbers: Vec<u32>| {
        let each: Vec<String> = numbers.iter().map(|number| written(*number)).collect();
        each.join(if texts.language() == Language::Persian { "، " } else { ", " })
    };
    let people = |told: Option<&Vec<Escalatee>>| -> Vec<Tick> {
        let tick = |one: &Escalatee| Tick {
            name: one.as_str().to_owned(),
            title: texts.plain(&format!("escalatee-{}", one.as_str())),
            chosen: told.is_some_and(|told| told.contains(one)),
        };
        Escalatee::ALL.iter().map(tick).collect()
    };
    let way = |way: &Way| Tick {
        name: way.as_str().to_owned(),
        title: texts.plain(&format!("clock-way-{}", way.as_str())),
        chosen: shown.is_some_and(|target| target.ways.contains(way)),
    };
    let target = shown.map_or(0, |target| target.plan.target());
    ClockForm {
        clock: kind.as_str(),
        on: held.is_some(),
        calendars: clocks
            .policy
            .calendars
            .iter()
            .map(|(name, calendar)| Tick {
                name: name.clone(),
                title: title_of(texts.language(), calendar),
                chosen: shown.is_some_and(|target| target.calendar == *name),
            })
            .collect(),
        hours: written(target / 60),
        minutes: written(target % 60),
        warnings: numbers(
            shown.map(|held| held.plan.warnings().iter().map(|share| u32::from(*share)).collect()).unwrap_or_default(),
        ),
        again_after: numbers(
            shown.map(|held| held.plan.again().iter().map(|later| later / 60).collect()).unwrap_or_default(),
        ),
        warned: people(shown.map(|target| &target.warned)),
        breached: people(shown.map(|target| &target.breached)),
        again: people(shown.map(|target| &target.again)),
        ways: Way::ALL.iter().map(way).collect(),
    }
}

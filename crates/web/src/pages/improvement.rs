//! What is learned of cases: problems, and actions with what came of them.

pub(crate) mod actions;
pub(crate) mod problems;
pub(crate) mod recurring;

use hamdel_app::AppError;
use hamdel_app::people::Directory;
use hamdel_domain::Instant;
use hamdel_domain::people::UserId;
use hamdel_text::dates::{DateFormat, parse_when};

use super::care::Choice;
use crate::params::Params;
use crate::state::WebState;
use crate::texts::Texts;

/// Those who work here.
fn people_options(directory: &Directory, chosen: Option<&str>) -> Vec<Choice> {
    let here = directory.people().filter(|person| person.works_here());
    let option = |person: &hamdel_app::people::Person| Choice {
        value: person.id.to_string(),
        name: person.name.clone(),
        chosen: chosen == Some(person.id.to_string().as_str()),
        depth: 0,
    };
    here.map(option).collect()
}

/// Members of a closed family, by their names in the locales.
fn named_options(texts: &Texts, family: &str, names: &[&'static str], chosen: &str) -> Vec<Choice> {
    let option = |name: &&'static str| Choice {
        value: (*name).to_owned(),
        name: texts.title(family, name),
        chosen: *name == chosen,
        depth: 0,
    };
    names.iter().map(option).collect()
}

/// The revision that somebody read who sends a form; 0 for something new.
fn revision_of(form: &Params) -> i64 {
    form.known("revision", |number| number.parse().ok()).unwrap_or_default()
}

/// The owner that a form names.
fn owner_of(form: &Params) -> Result<Option<UserId>, AppError> {
    let Some(number) = form.get("owner") else { return Ok(None) };
    let number = number.parse().map_err(|_| AppError::invalid("owner", "is no number of a person"))?;
    Ok(Some(UserId(number)))
}

/// The day that a field of a form names, in either calendar, at its end.
fn day_of(state: &WebState, form: &Params, field: &'static str) -> Result<Option<Instant>, AppError> {
    let Some(text) = form.get(field) else { return Ok(None) };
    let wrong = || AppError::refused(field, "no-day", text);
    let at = parse_when(text, state.app.zone, DateFormat::Auto).map_err(|_| wrong())?;
    let day = state.app.zone.local(at).date();
    let next = day.succ_opt().ok_or_else(wrong)?;
    Ok(Some(state.app.zone.start_of_day(next).plus_micros(-1)))
}

//! One calendar: its week, its zone, its holidays.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use serde::Serialize;

use hamdel_app::AppError;
use hamdel_app::clocks::edit::{self, DAY_FIELDS, HolidayChange};
use hamdel_domain::clocks::{CalendarPlan, Holiday, NamedCalendar, Shift, WEEK};
use hamdel_domain::digits::latin_digits;
use hamdel_text::Language;
use hamdel_text::calendar::{JalaliDate, weekday_name};
use hamdel_text::format::{self, DateStyle};

use super::{CalendarRow, is_told, kept, shifts_written, title_of};
use crate::error::{Failure, message_of, status_of};
use crate::pages::audit::day_of;
use crate::params::{Params, encoded};
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

/// The page.
#[derive(Serialize)]
pub(crate) struct CalendarPage {
    pub(crate) version: i64,
    /// Its name; empty for a new one.
    pub(crate) name: String,
    pub(crate) is_new: bool,
    pub(crate) action: String,
    pub(crate) title: String,
    pub(crate) title_fa: String,
    pub(crate) title_en: String,
    pub(crate) zone: String,
    pub(crate) week: Vec<DayView>,
    pub(crate) holidays: Vec<HolidayView>,
    pub(crate) uncertain: usize,
    /// The Jalali year of today, and the two after it.
    pub(crate) years: Vec<i32>,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for CalendarPage {
    const TEMPLATE: &'static str = "pages/clocks/calendar.html";
}

/// A day of the week.
#[derive(Serialize)]
pub(crate) struct DayView {
    pub(crate) field: &'static str,
    pub(crate) day: &'static str,
    /// Its shifts as they are written; empty for a day off.
    pub(crate) shifts: String,
}

/// A holiday.
#[derive(Serialize)]
pub(crate) struct HolidayView {
    /// ISO 8601.
    pub(crate) date: String,
    pub(crate) day: String,
    pub(crate) name: String,
    pub(crate) shifts: String,
    pub(crate) certain: bool,
    pub(crate) past: bool,
}

/// `GET /settings/clocks/calendars/{calendar}`.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    draw(&state, &signed, Some(&name), None, None).await
}

/// `GET /settings/clocks/calendars`: the form of a new one.
pub(crate) async fn add_form(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    draw(&state, &signed, None, None, None).await
}

/// `POST /settings/clocks/calendars`: `version`, `name`, `title_fa`, `title_en`, `zone`, and the shifts of each day,
/// `day_saturday` to `day_friday`.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let (name, is_new) = (form.get("name").unwrap_or_default().to_owned(), form.get("new").is_some());
    let held = kept(&state).await?.policy.calendars.remove(&name);
    let made = match read(&form, held.map(|held| held.plan.holidays).filter(|_| !is_new).unwrap_or_default()) {
        Ok(calendar) => {
            edit::put_calendar(&state.app, version_of(&form), &name, is_new, calendar, &signed.user.actor()).await
        }
        Err(problem) => Err(problem),
    };
    match made {
        Ok(_) => Ok(Redirect::to(&address(&name)).into_response()),
        Err(problem) if is_told(&problem) => {
            let status = status_of(problem.code());
            let name = Some(name.as_str()).filter(|_| !is_new);
            let page = draw(&state, &signed, name, Some(&form), Some(problem)).await?;
            Ok((status, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// `POST /settings/clocks/calendars/{calendar}/remove`: `version`.
pub(crate) async fn remove(
    State(state): State<WebState>,
    signed: Signed,
    Path(name): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let made = edit::remove_calendar(&state.app, version_of(&Params::of(fields)), &name, &signed.user.actor()).await;
    match made {
        Ok(_) => Ok(Redirect::to("/settings/clocks").into_response()),
        Err(problem) if is_told(&problem) => {
            let status = status_of(problem.code());
            let page = draw(&state, &signed, Some(&name), None, Some(problem)).await?;
            Ok((status, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// `POST /settings/clocks/calendars/{calendar}/holidays`: `version`, and `do`: `put` with `date`, `name_fa`,
/// `name_en`, `shifts`; `remove`, `confirm`, `earlier`, `later` with `date`; `official` with `year`; `file` with the
/// `text` of an iCalendar file.
pub(crate) async fn holidays(
    State(state): State<WebState>,
    signed: Signed,
    Path(name): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let made = match holiday_change(&form) {
        Ok(what) => edit::change_holidays(&state.app, version_of(&form), &name, what, &signed.user.actor()).await,
        Err(problem) => Err(problem),
    };
    match made {
        Ok(_) => Ok(Redirect::to(&format!("{}#holidays", address(&name))).into_response()),
        Err(problem) if is_told(&problem) => {
            let status = status_of(problem.code());
            let page = draw(&state, &signed, Some(&name), None, Some(problem)).await?;
            Ok((status, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

fn holiday_change(form: &Params) -> Result<HolidayChange, AppError> {
    let date = || {
        let typed = form.get("date").unwrap_or_default();
        day_of(typed).ok_or_else(|| AppError::refused("date", "no-day", typed))
    };
    Ok(match form.get("do").unwrap_or_default() {
        "put" => HolidayChange::Put(Holiday {
            date: date()?,
            name_fa: form.get("name_fa").or(form.get("name_en")).unwrap_or_default().to_owned(),
            name_en: form.get("name_en").or(form.get("name_fa")).unwrap_or_default().to_owned(),
            shifts: shifts_of(form.get("shifts").unwrap_or_default(), "shifts")?,
            certain: true,
        }),
        "remove" => HolidayChange::Remove(date()?),
        "confirm" => HolidayChange::Confirm(date()?),
        "earlier" => HolidayChange::Move(date()?, -1),
        "later" => HolidayChange::Move(date()?, 1),
        "official" => {
            let year = latin_digits(form.get("year").unwrap_or_default());
            HolidayChange::Official(year.parse().map_err(|_| AppError::refused("year", "no-year", &year))?)
        }
        "file" => HolidayChange::File(form.get("text").unwrap_or_default().to_owned()),
        other => return Err(AppError::refused("do", "no-holiday-change", other)),
    })
}

/// The version that a form was drawn from.
pub(super) fn version_of(form: &Params) -> i64 {
    form.known("version", |number| number.parse().ok()).unwrap_or(-1)
}

fn read(form: &Params, holidays: Vec<Holiday>) -> Result<NamedCalendar, AppError> {
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let mut week: [Vec<Shift>; 7] = Default::default();
    for (shifts, field) in week.iter_mut().zip(DAY_FIELDS) {
        *shifts = shifts_of(form.get(field).unwrap_or_default(), field)?;
    }
    let plan = CalendarPlan { zone: text("zone"), week, holidays };
    Ok(NamedCalendar { title_fa: text("title_fa"), title_en: text("title_en"), plan })
}

/// Shifts as people write them: `8-12, 13:30-17`, in either digits, with either comma.
fn shifts_of(typed: &str, field: &'static str) -> Result<Vec<Shift>, AppError> {
    let latin = latin_digits(typed).replace(['–', '—', '−'], "-");
    let each = latin.split([',', '،', ';', '؛', '\n']).map(str::trim).filter(|part| !part.is_empty());
    each.map(|part| shift_of(part).ok_or_else(|| AppError::refused(field, "no-shift", part))).collect()
}

fn shift_of(text: &str) -> Option<Shift> {
    let (from, to) = text.split_once('-')?;
    Some(Shift { from: minute_of(from)?, to: minute_of(to)? })
}

fn minute_of(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':').unwrap_or((text.trim(), "0"));
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 24 && minutes < 60).then_some(hours * 60 + minutes)
}

fn address(name: &str) -> String {
    format!("/settings/clocks/calendars/{}", encoded(name))
}

pub(super) fn row(language: Language, name: &str, held: &NamedCalendar, today: NaiveDate) -> CalendarRow {
    let to_come = || held.plan.holidays.iter().filter(|day| day.date >= today);
    CalendarRow {
        href: address(name),
        title: title_of(language, held),
        zone: held.plan.zone.clone(),
        week: week_of(language, &held.plan.week),
        holidays: to_come().count(),
        uncertain: to_come().filter(|day| !day.certain).count(),
    }
}

fn week_of(language: Language, week: &[Vec<Shift>; 7]) -> Vec<DayView> {
    let days = WEEK.iter().zip(DAY_FIELDS).zip(week);
    let view = |((day, field), shifts): ((&chrono::Weekday, &'static str), &Vec<Shift>)| DayView {
        field,
        day: weekday_name(language, *day),
        shifts: format::digits(language, &shifts_written(shifts)),
    };
    days.map(view).collect()
}

async fn draw(
    state: &WebState,
    signed: &Signed,
    name: Option<&str>,
    form: Option<&Params>,
    problem: Option<AppError>,
) -> Result<Response, Failure> {
    let language = signed.reader.language;
    let texts = &state.templates.face(language).texts;
    let mut policy = kept(state).await?;
    let held = match name {
        Some(name) => policy.policy.calendars.remove(name).ok_or(AppError::NotFound("calendar"))?,
        None => {
            let plan = CalendarPlan::iranian_office();
            NamedCalendar { title_fa: String::new(), title_en: String::new(), plan }
        }
    };
    let today = state.app.zone.local(state.app.clock.now()).date();
    let year = JalaliDate::from_gregorian(today).map_or(1405, |day| day.year());
    let typed = |field: &str, held: &str| form.and_then(|form| form.get(field)).unwrap_or(held).to_owned();
    let mut week = week_of(language, &held.plan.week);
    if let Some(form) = form {
        week.iter_mut().for_each(|day| day.shifts = form.get(day.field).unwrap_or_default().to_owned());
    }
    let holiday = |day: &Holiday| HolidayView {
        date: day.date.to_string(),
        day: format::date(language, day.date, DateStyle::Full),
        name: if language == Language::Persian { day.name_fa.clone() } else { day.name_en.clone() },
        shifts: format::digits(language, &shifts_written(&day.shifts)),
        certain: day.certain,
        past: day.date < today,
    };
    let page = CalendarPage {
        version: policy.version,
        name: name.map_or_else(|| typed("name", ""), str::to_owned),
        is_new: name.is_none(),
        action: name.map(address).unwrap_or_default(),
        title: title_of(language, &held),
        title_fa: typed("title_fa", &held.title_fa),
        title_en: typed("title_en", &held.title_en),
        zone: typed("zone", &held.plan.zone),
        week,
        uncertain: held.plan.holidays.iter().filter(|day| !day.certain && day.date >= today).count(),
        holidays: held.plan.holidays.iter().map(holiday).collect(),
        years: vec![year, year + 1, year + 2],
        field: problem.as_ref().and_then(AppError::field).unwrap_or_default(),
        problem: problem.map(|problem| message_of(texts, &problem)),
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Settings), &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_are_read_as_people_write_them() {
        let expected = vec![Shift { from: 480, to: 720 }, Shift { from: 810, to: 1020 }];
        for typed in ["08:00-12:00, 13:30-17:00", "8-12,13:30-17", "۸ تا ۱۲".replace(" تا ", "-").as_str()] {
            let read = shifts_of(typed, "week").unwrap();
            assert_eq!(read, expected.get(..read.len()).unwrap(), "{typed}");
        }
        assert_eq!(shifts_of("۸:۰۰–۱۲:۰۰، ۱۳:۳۰–۱۷", "week").unwrap(), expected);
        assert_eq!(shifts_of("0-24", "week").unwrap(), [Shift { from: 0, to: 1440 }]);
        assert!(shifts_of("", "week").unwrap().is_empty());
        for typed in ["8", "8-", "25-26", "8:70-9", "a-b"] {
            assert!(shifts_of(typed, "week").is_err(), "{typed}");
        }
    }
}

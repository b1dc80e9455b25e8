//! Clocks and calendars: the policy as a whole, its versions, and when a case would be due.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use hamdel_app::AppError;
use hamdel_app::clocks::edit::{HolidayChange, change_holidays};
use hamdel_app::clocks::{change, clocks, holidays, policy_changes, reckon};
use hamdel_domain::clocks::{ClockPolicy, Facts};

use crate::error::Failure;
use crate::pages::clocks::kept;
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

/// A policy with the version it was made from.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    version: i64,
    policy: ClockPolicy,
}

/// An iCalendar file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    version: i64,
    text: String,
}

/// `GET /api/v1/clocks`: the policy in force and its version.
pub(crate) async fn show(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let kept = kept(&state).await?;
    Ok(Json(json!({ "version": kept.version, "policy": kept.policy })))
}

/// `PUT /api/v1/clocks`: a `policy` in place of the `version` that was read.
pub(crate) async fn put(
    State(state): State<WebState>,
    signed: Signed,
    Json(written): Json<Written>,
) -> Result<Json<Value>, Failure> {
    let version = change(&state.app, written.policy, written.version, &signed.user.actor()).await?;
    Ok(Json(json!({ "version": version })))
}

/// `GET /api/v1/clocks/versions`: who changed the policy when, youngest first.
pub(crate) async fn versions(State(state): State<WebState>, _: Signed) -> Result<Json<Value>, Failure> {
    let held = policy_changes(&state.app, 100).await?.into_iter();
    let version = held.map(|(version, at, by)| json!({ "version": version, "at": at.to_string(), "by": by }));
    Ok(Json(json!({ "versions": version.collect::<Vec<_>>() })))
}

/// `GET /api/v1/clocks/holidays`: the official holidays of a Jalali `year`.
pub(crate) async fn official(_: Signed, params: Params) -> Result<Json<Value>, Failure> {
    let year = params.known("year", |year| year.parse().ok());
    let year: i32 = year.ok_or_else(|| AppError::refused("year", "no-year", params.get("year").unwrap_or_default()))?;
    Ok(Json(json!({ "holidays": holidays::official(year..=year) })))
}

/// `POST /api/v1/clocks/calendars/{calendar}/holidays`: the days of an iCalendar file, its `text`, in place of the
/// `version` that was read.
pub(crate) async fn file(
    State(state): State<WebState>,
    signed: Signed,
    Path(calendar): Path<String>,
    Json(file): Json<File>,
) -> Result<Json<Value>, Failure> {
    let what = HolidayChange::File(file.text);
    let version = change_holidays(&state.app, file.version, &calendar, what, &signed.user.actor()).await?;
    Ok(Json(json!({ "version": version })))
}

/// `GET /api/v1/clocks/due`: when a case that came in `at` (ISO 8601) with this `kind`, `severity` and `unit` is due,
/// and the stretches of work that are used until then.
pub(crate) async fn due(State(state): State<WebState>, _: Signed, params: Params) -> Result<Json<Value>, Failure> {
    let at = params.get("at").unwrap_or_default();
    let came = hamdel_domain::Instant::parse_iso(at).ok_or_else(|| AppError::refused("at", "no-moment", at))?;
    let clocks = clocks(&state.app).await?;
    let facts = Facts {
        kind: params.get("kind").unwrap_or("complaint"),
        severity: params.get("severity"),
        unit: params.get("unit").unwrap_or_default(),
    };
    let (rule, targets) = clocks.targets(facts);
    let explained = targets.into_iter().map(|(target, calendar)| {
        let reckoned = reckon(calendar, came, target.plan.target());
        let stretches = reckoned.stretches.iter();
        json!({
            "clock": target.clock, "calendar": target.calendar, "target_minutes": target.plan.target(),
            "due_at": reckoned.due_at.map(|due| due.to_string()),
            "stretches": stretches.map(|(from, to)| json!({ "from": from.to_string(), "to": to.to_string() })).collect::<Vec<_>>(),
            "more": reckoned.more,
        })
    });
    Ok(Json(json!({ "rule": rule, "clocks": explained.collect::<Vec<_>>() })))
}

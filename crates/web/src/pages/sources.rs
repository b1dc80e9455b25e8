//! Settings: sources, their keys, and what was left out of what they sent.

mod snippets;

use axum::Form;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use bytes::Bytes;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use hamdel_app::sources::{self, NewSource, SourceHealth, SourceState};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::SourceId;
use hamdel_text::Language;
use hamdel_text::format::{self, DateStyle};

use super::pulse::SourceRow;
use crate::error::Failure;
use crate::params::{Params, SourcePath};
use crate::reader::Signed;
use crate::shell::{Area, show as show_page};
use crate::state::WebState;
use crate::templates::Page;

pub(crate) use snippets::{Snippet, snippets};

/// The list, with the form for a new source.
#[derive(Serialize)]
pub(crate) struct SourcesPage {
    pub(crate) sources: Vec<SourceRow>,
    pub(crate) retired: Vec<SourceRow>,
    /// The name as typed, where it was refused.
    pub(crate) typed: String,
    /// Why it was refused: `invalid` or `conflict`.
    pub(crate) problem: Option<&'static str>,
}

impl Page for SourcesPage {
    const TEMPLATE: &'static str = "pages/sources/list.html";
}

/// One source.
#[derive(Serialize)]
pub(crate) struct SourcePage {
    pub(crate) source: SourceRow,
    pub(crate) in_use: bool,
    /// Whether it has a key of its own, so that clients can call.
    pub(crate) has_key: bool,
    /// A key that was made just now; it is shown this once.
    pub(crate) key: Option<String>,
    pub(crate) snippets: Vec<Snippet>,
    pub(crate) drops: Vec<DropDay>,
    pub(crate) rejected: Vec<RejectedView>,
    pub(crate) older: Option<i64>,
}

impl Page for SourcePage {
    const TEMPLATE: &'static str = "pages/sources/source.html";
}

/// What was left out on a day for a reason.
#[derive(Serialize)]
pub(crate) struct DropDay {
    pub(crate) day: String,
    pub(crate) reason: &'static str,
    pub(crate) dropped: i64,
}

/// An event that was left out.
#[derive(Serialize)]
pub(crate) struct RejectedView {
    pub(crate) id: i64,
    pub(crate) at: i64,
    pub(crate) reason: &'static str,
    pub(crate) detail: String,
    pub(crate) payload: String,
}

/// What is typed for a new source.
#[derive(Deserialize)]
pub(crate) struct Typed {
    name: String,
}

/// `GET /settings/sources`.
pub(crate) async fn list(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    show_list(&state, &signed, String::new(), None).await
}

async fn show_list(
    state: &WebState,
    signed: &Signed,
    typed: String,
    problem: Option<&'static str>,
) -> Result<Response, Failure> {
    let all = sources::sources_with_health(&state.app).await?;
    let (retired, in_use): (Vec<SourceHealth>, Vec<SourceHealth>) =
        all.into_iter().partition(|health| health.state == SourceState::Retired);
    let page = SourcesPage {
        sources: in_use.iter().map(SourceRow::of).collect(),
        retired: retired.iter().map(SourceRow::of).collect(),
        typed,
        problem,
    };
    show_page(state, &signed.reader, Area::Settings, &page)
}

/// `POST /settings/sources`: the new source with its key.
pub(crate) async fn create(
    State(state): State<WebState>,
    signed: Signed,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    match sources::create_source(&state.app, &typed.name, &signed.user.actor()).await {
        Ok(made) => show_source(&state, &signed, &headers, made.id, Seen { key: Some(made), before: None }).await,
        Err(problem) => {
            let (status, named) = match problem.code() {
                ErrorCode::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
                ErrorCode::Conflict => (StatusCode::CONFLICT, "conflict"),
                _ => return Err(problem.into()),
            };
            Ok((status, show_list(&state, &signed, typed.name, Some(named)).await?).into_response())
        }
    }
}

/// `GET /settings/sources/{source}`.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    SourcePath(source): SourcePath,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, Failure> {
    let before = params.known("before", |before| before.parse().ok());
    show_source(&state, &signed, &headers, source, Seen { key: None, before }).await
}

/// `POST /settings/sources/{source}/key`: another key, seen once.
pub(crate) async fn rotate(
    State(state): State<WebState>,
    signed: Signed,
    SourcePath(source): SourcePath,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let made = sources::rotate_key(&state.app, source, &signed.user.actor()).await?;
    show_source(&state, &signed, &headers, source, Seen { key: Some(made), before: None }).await
}

/// `POST /settings/sources/{source}/retire`.
pub(crate) async fn retire(
    State(state): State<WebState>,
    signed: Signed,
    SourcePath(source): SourcePath,
) -> Result<Response, Failure> {
    sources::retire_source(&state.app, source, &signed.user.actor()).await?;
    Ok(Redirect::to("/settings/sources").into_response())
}

/// `GET /settings/sources/{source}/rejected.jsonl`: what was left out, to be corrected and sent again.
pub(crate) async fn rejected(
    State(state): State<WebState>,
    _: Signed,
    SourcePath(source): SourcePath,
) -> Result<Response, Failure> {
    sources::source_health(&state.app, source).await?;
    let lines = futures::stream::try_unfold((state.app.clone(), 0), move |(app, after)| async move {
        let next = sources::rejected_lines(&app, source, after).await?;
        Ok::<_, AppError>(next.map(|(lines, last)| (Bytes::from(lines), (app, last))))
    });
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"rejected-{source}.jsonl\"")),
    ];
    Ok((headers, Body::from_stream(lines)).into_response())
}

/// What a page of one source shows besides it.
struct Seen {
    key: Option<NewSource>,
    before: Option<i64>,
}

async fn show_source(
    state: &WebState,
    signed: &Signed,
    headers: &HeaderMap,
    source: SourceId,
    seen: Seen,
) -> Result<Response, Failure> {
    let health = sources::source_health(&state.app, source).await?;
    let (events, older) = sources::rejected_page(&state.app, source, seen.before).await?;
    let days = sources::drops_by_day(&state.app, source).await?;
    let key = seen.key.map(|made| made.write_key);
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or("localhost:8080");
    let secure = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    let page = SourcePage {
        in_use: health.state != SourceState::Retired,
        has_key: health.source.write_key_hint.is_some(),
        snippets: snippets(host, secure, key.as_deref().unwrap_or("WRITE_KEY")),
        drops: drop_days(signed.reader.language, &days),
        rejected: events
            .into_iter()
            .map(|event| RejectedView {
                id: event.id,
                at: event.received_at.micros(),
                reason: event.reason.as_str(),
                detail: event.detail,
                payload: event.payload,
            })
            .collect(),
        source: SourceRow::of(&health),
        key,
        older,
    };
    show_page(state, &signed.reader, Area::Settings, &page)
}

fn drop_days(language: Language, days: &[(i64, Vec<sources::DropTally>)]) -> Vec<DropDay> {
    let day = |number: i64| {
        let epoch = NaiveDate::from_ymd_opt(1970, 1, 1)?;
        epoch.checked_add_days(Days::new(u64::try_from(number).ok()?))
    };
    let words = |number: i64| day(number).map(|day| format::date(language, day, DateStyle::Long)).unwrap_or_default();
    let tally = |(number, tallies): &(i64, Vec<sources::DropTally>)| -> Vec<DropDay> {
        let of = |tally: &sources::DropTally| DropDay {
            day: words(*number),
            reason: tally.reason.as_str(),
            dropped: tally.dropped as i64,
        };
        tallies.iter().map(of).collect()
    };
    days.iter().flat_map(tally).collect()
}

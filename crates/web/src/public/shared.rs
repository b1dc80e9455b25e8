//! Results behind a link: figures only, of enough answers each, for anybody who has it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

use hamdel_app::customers::touchpoints;
use hamdel_app::results::{Shared, SharedResults, shared_results};
use hamdel_domain::rights::Scope;
use hamdel_text::Language;

use crate::api::results::figure;
use crate::error::Failure;
use crate::pages::results::Names;
use crate::pages::results::report::{Cover, report};
use crate::reader::Reader;
use crate::shell::{self, Area};
use crate::state::WebState;
use crate::templates::Page;

/// The page of a link that opens nothing any more.
#[derive(Serialize)]
pub(crate) struct EndedPage {
    /// `withdrawn` or `expired`.
    pub(crate) why: &'static str,
}

impl Page for EndedPage {
    const TEMPLATE: &'static str = "pages/results/ended.html";
}

/// `GET /shared/{token}`: the results, as a page or, where JSON is asked for, as JSON.
pub(crate) async fn show(
    State(state): State<WebState>,
    reader: Reader,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let shared = shared_results(&state.app, &token, reader.language == Language::Persian).await?;
    let mut answer = match shared {
        Shared::Open(found) if reader.json => as_json(&found),
        Shared::Open(found) => as_page(&state, &reader, &found).await?,
        Shared::Withdrawn => ended(&state, &reader, "withdrawn")?,
        Shared::Expired => ended(&state, &reader, "expired")?,
    };
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    Ok(answer)
}

fn ended(state: &WebState, reader: &Reader, why: &'static str) -> Result<Response, Failure> {
    if reader.json {
        return Ok((StatusCode::GONE, Json(json!({ "ended": why }))).into_response());
    }
    Ok((StatusCode::GONE, shell::show(state, reader, Area::None, &EndedPage { why })?).into_response())
}

async fn as_page(state: &WebState, reader: &Reader, found: &SharedResults) -> Result<Response, Failure> {
    let places = touchpoints(&state.app).await?;
    let texts = &state.templates.face(reader.language).texts;
    let names = Names { texts, asked: &found.results.asked, touchpoints: &places };
    let cover = Cover {
        title: found.share.title.clone(),
        narrowing: &found.narrowing,
        least: found.minimum,
        verbatim: Scope::Nothing,
        back: None,
        expires: Some(found.share.expires_at.micros()),
        made_at: state.app.clock.now().micros(),
    };
    shell::show(state, reader, Area::None, &report(&names, cover, &found.results))
}

fn as_json(found: &SharedResults) -> Response {
    let enough = found.results.questions.iter().filter(|result| result.answered >= found.minimum);
    Json(json!({
        "title": found.share.title, "expires_at": found.share.expires_at.to_string(), "minimum": found.minimum,
        "submitted": (found.results.submitted >= found.minimum).then_some(found.results.submitted),
        "questions": enough.map(figure).collect::<Vec<_>>(),
    }))
    .into_response()
}

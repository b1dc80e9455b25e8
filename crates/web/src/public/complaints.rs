//! The customer's side of cases: complaining, and following a case by the number one holds.
//!
//! Without a session and without a script. Nothing here says whether a number that is wrong was close: whatever is
//! typed takes the same way, and whoever guesses is stopped early (`app/src/cases/complain.rs`).

mod form;
mod upload;
pub(crate) mod view;

pub(crate) use upload::{Upload, too_large};

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use hamdel_app::cases::{self, Complaint, ComplaintWords};
use hamdel_app::customers::touchpoints;
use hamdel_app::tokens::new_token;
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::cases::CaseReference;
use hamdel_text::Language;

use crate::error::{Failure, message_of, status_of};
use crate::pages::sign_in::From as Whence;
use crate::params::{Params, encoded};
use crate::reader::Reader;
use crate::shell::{Area, Shell};
use crate::state::WebState;
use crate::templates::Page;
use view::{ComplainPage, FindPage, StatusPage};

/// A field that people do not see and programs fill in.
const TRAP: &str = "_website";

/// `GET /complain`.
pub(crate) async fn open(State(state): State<WebState>, reader: Reader, params: Params) -> Result<Response, Failure> {
    show_form(&state, &reader, None, &params, None).await
}

/// `GET /complain/{touchpoint}`: the same, at the place whose code was scanned.
pub(crate) async fn open_at(
    State(state): State<WebState>,
    reader: Reader,
    Path(touchpoint): Path<String>,
    params: Params,
) -> Result<Response, Failure> {
    show_form(&state, &reader, Some(&touchpoint), &params, None).await
}

/// `POST /complain`.
pub(crate) async fn complain(
    State(state): State<WebState>,
    reader: Reader,
    Extension(whence): Extension<Whence>,
    request: Request,
) -> Result<Response, Failure> {
    take(&state, &reader, None, &whence, request).await
}

/// `POST /complain/{touchpoint}`.
pub(crate) async fn complain_at(
    State(state): State<WebState>,
    reader: Reader,
    Extension(whence): Extension<Whence>,
    Path(touchpoint): Path<String>,
    request: Request,
) -> Result<Response, Failure> {
    take(&state, &reader, Some(touchpoint), &whence, request).await
}

async fn take(
    state: &WebState,
    reader: &Reader,
    touchpoint: Option<String>,
    whence: &Whence,
    request: Request,
) -> Result<Response, Failure> {
    let upload = match Upload::read(state, request).await {
        Ok(upload) => upload,
        Err(problem) => return refused(state, reader, touchpoint.as_deref(), &Params::of(Vec::new()), problem).await,
    };
    let fields = Params::of(upload.fields);
    if fields.get(TRAP).is_some() {
        // A program that fills in everything hears nothing of what it did wrong.
        return Ok(Redirect::to("/").into_response());
    }
    let text = |name: &str| fields.get(name).map(str::to_owned);
    let complaint = Complaint {
        text: text("text").unwrap_or_default(),
        remedy: text("remedy"),
        name: text("name"),
        contact: text("contact"),
        language: language_of(reader, &fields).code().to_owned(),
        touchpoint: touchpoint.clone(),
        token: text("token").unwrap_or_default(),
        files: upload.files,
    };
    match cases::complain(&state.app, complaint, whence.address()).await {
        Ok(taken) => {
            let lang = language_of(reader, &fields).code();
            Ok(Redirect::to(&format!("/case/{}?new=1&lang={lang}", taken.reference)).into_response())
        }
        Err(problem) if is_answerable(&problem) => {
            refused(state, reader, touchpoint.as_deref(), &fields, problem).await
        }
        Err(problem) => Err(problem.into()),
    }
}

/// What is answered beside what was typed, so that nothing of it is lost.
fn is_answerable(problem: &AppError) -> bool {
    matches!(
        problem.code(),
        ErrorCode::Invalid | ErrorCode::TooManyTries | ErrorCode::CaseProblem | ErrorCode::ChangedMeanwhile
    )
}

async fn refused(
    state: &WebState,
    reader: &Reader,
    touchpoint: Option<&str>,
    fields: &Params,
    problem: AppError,
) -> Result<Response, Failure> {
    let status = if too_large(&problem) { StatusCode::PAYLOAD_TOO_LARGE } else { status_of(problem.code()) };
    let page = show_form(state, reader, touchpoint, fields, Some(&problem)).await?;
    Ok((status, page).into_response())
}

/// `GET /case`: where one types the number; with `number` it leads to the case.
pub(crate) async fn find(State(state): State<WebState>, reader: Reader, params: Params) -> Result<Response, Failure> {
    let language = language_of(&reader, &params);
    if let Some(number) = params.get("number") {
        let number = CaseReference::parse(number).map_or_else(|| number.to_owned(), |held| held.to_string());
        return Ok(Redirect::to(&format!("/case/{}?lang={}", encoded(&number), language.code())).into_response());
    }
    show_find(&state, &reader, language, None).await
}

/// `GET /case/{reference}`: how it stands.
pub(crate) async fn status(
    State(state): State<WebState>,
    reader: Reader,
    Extension(whence): Extension<Whence>,
    Path(reference): Path<String>,
    params: Params,
) -> Result<Response, Failure> {
    let case = match cases::open_case(&state.app, &reference, whence.address()).await {
        Ok(case) => case,
        Err(problem) => return not_found(&state, &reader, &params, problem).await,
    };
    let view = cases::customer_view(&state.app, case).await?;
    show_status(&state, &reader, &params, &view, "", None).await
}

/// `POST /case/{reference}`: the customer's words, and what the customer makes of the answer.
pub(crate) async fn act(
    State(state): State<WebState>,
    reader: Reader,
    Extension(whence): Extension<Whence>,
    Path(reference): Path<String>,
    request: Request,
) -> Result<Response, Failure> {
    let case = match cases::open_case(&state.app, &reference, whence.address()).await {
        Ok(case) => case,
        Err(problem) => return not_found(&state, &reader, &Params::of(Vec::new()), problem).await,
    };
    let (fields, done) = match Upload::read(&state, request).await {
        Ok(upload) => {
            let fields = Params::of(upload.fields);
            let revision = fields.known("revision", |number| number.parse().ok()).unwrap_or(0);
            let done = match form::action(&fields) {
                Some(action) => cases::act_as_customer(&state.app, &case, revision, &action, upload.files).await,
                None => Err(AppError::invalid("do", "is none of what can be done")),
            };
            (fields, done)
        }
        Err(problem) => (Params::of(Vec::new()), Err(problem)),
    };
    let lang = language_of(&reader, &fields).code();
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/case/{}?lang={lang}#end", case.reference)).into_response()),
        Err(problem) if is_answerable(&problem) => {
            let status = if too_large(&problem) { StatusCode::PAYLOAD_TOO_LARGE } else { status_of(problem.code()) };
            let now = cases::open_case(&state.app, &reference, whence.address()).await?;
            let view = cases::customer_view(&state.app, now).await?;
            let typed = fields.get("text").unwrap_or_default().to_owned();
            let page = show_status(&state, &reader, &fields, &view, &typed, Some(&problem)).await?;
            Ok((status, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// `GET /case/{reference}/files/{file}`: a file of the case, as a download.
pub(crate) async fn file(
    State(state): State<WebState>,
    Extension(whence): Extension<Whence>,
    Path((reference, id)): Path<(String, i64)>,
) -> Result<Response, Failure> {
    let case = cases::open_case(&state.app, &reference, whence.address()).await?;
    let (held, bytes) = cases::file_of_customer(&state.app, &case, id).await?;
    Ok(download(&held.name, &held.media_type, bytes))
}

/// A file that came from outside, never to be run or shown in place.
pub(crate) fn download(name: &str, media_type: &str, bytes: Vec<u8>) -> Response {
    // RFC 6266: a name in ASCII for old programs, and the real one encoded (RFC 8187).
    let plain: String = name.chars().map(|sign| if sign.is_ascii_graphic() { sign } else { '_' }).collect();
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", encoded(name));
    let mut answer = bytes.into_response();
    let headers = answer.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_DISPOSITION, disposition.as_str()),
        (header::CACHE_CONTROL, "private, no-store"),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    answer.extensions_mut().insert(crate::guard::Sandboxed);
    answer
}

async fn not_found(state: &WebState, reader: &Reader, params: &Params, problem: AppError) -> Result<Response, Failure> {
    if !matches!(problem.code(), ErrorCode::NotFound | ErrorCode::TooManyTries) {
        return Err(problem.into());
    }
    let status = status_of(problem.code());
    let page = show_find(state, reader, language_of(reader, params), Some(&problem)).await?;
    Ok((status, page).into_response())
}

/// The language that the address or the form names, or else the reader's.
fn language_of(reader: &Reader, params: &Params) -> Language {
    params.known("lang", |code| code.parse().ok()).unwrap_or(reader.language)
}

async fn show_form(
    state: &WebState,
    reader: &Reader,
    touchpoint: Option<&str>,
    fields: &Params,
    problem: Option<&AppError>,
) -> Result<Response, Failure> {
    let language = language_of(reader, fields);
    let place = match touchpoint {
        None => None,
        Some(name) => {
            let all = touchpoints(&state.app).await?;
            Some(all.into_iter().find(|held| held.name == name).ok_or(AppError::NotFound("touchpoint"))?)
        }
    };
    let words = cases::complaint_words(&state.app).await?;
    let text = |name: &str| fields.get(name).unwrap_or_default().to_owned();
    let texts = &state.templates.face(language).texts;
    let page = ComplainPage {
        company: company(&words, language),
        place: place.as_ref().map(|held| {
            let title = if language == Language::Persian { &held.title_fa } else { &held.title_en };
            if title.trim().is_empty() { held.name.clone() } else { title.clone() }
        }),
        action: touchpoint.map_or_else(|| "/complain".to_owned(), |name| format!("/complain/{}", encoded(name))),
        token: fields.get("token").map_or_else(|| new_token(&*state.app.entropy), str::to_owned),
        text: text("text"),
        remedy: text("remedy"),
        name: text("name"),
        contact: text("contact"),
        field: problem.map_or("", view::field_of),
        problem: problem.map(|problem| message_of(texts, problem)),
    };
    draw(state, reader, language, &page)
}

async fn show_find(
    state: &WebState,
    reader: &Reader,
    language: Language,
    problem: Option<&AppError>,
) -> Result<Response, Failure> {
    let words = cases::complaint_words(&state.app).await?;
    let texts = &state.templates.face(language).texts;
    let problem = problem.map(|problem| match problem {
        AppError::NotFound(_) => texts.plain("status-no-such"),
        other => message_of(texts, other),
    });
    draw(state, reader, language, &FindPage { company: company(&words, language), problem })
}

async fn show_status(
    state: &WebState,
    reader: &Reader,
    params: &Params,
    held: &cases::CustomerView,
    typed: &str,
    problem: Option<&AppError>,
) -> Result<Response, Failure> {
    let language = language_of(reader, params);
    let words = cases::complaint_words(&state.app).await?;
    let texts = &state.templates.face(language).texts;
    let other_ways = if language == Language::Persian { &words.other_ways_fa } else { &words.other_ways_en };
    let mut page = StatusPage::of(held, state.app.clock.now());
    page.company = company(&words, language);
    page.other_ways = Some(other_ways.trim().to_owned()).filter(|text| !text.is_empty());
    page.fresh = params.get("new").is_some();
    page.typed = typed.to_owned();
    page.problem = problem.map(|problem| match problem {
        AppError::ChangedMeanwhile => texts.plain("status-moved-on"),
        other => message_of(texts, other),
    });
    draw(state, reader, language, &page)
}

fn company(words: &ComplaintWords, language: Language) -> Option<String> {
    let (first, second) = match language {
        Language::Persian => (&words.company_fa, &words.company_en),
        Language::English => (&words.company_en, &words.company_fa),
    };
    [first, second].into_iter().map(|name| name.trim()).find(|name| !name.is_empty()).map(str::to_owned)
}

/// A page for the customer: kept by nobody in between, and looked for by no robot.
fn draw<P: Page>(state: &WebState, reader: &Reader, language: Language, page: &P) -> Result<Response, Failure> {
    let shell = Shell::new(state, reader, Area::None).in_language(language);
    let html = state.templates.render(&shell, page).map_err(|problem| AppError::File {
        what: format!("the page {}", P::TEMPLATE),
        source: std::io::Error::other(format!("{problem:#}")),
    })?;
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
    Ok((headers, Html(html)).into_response())
}

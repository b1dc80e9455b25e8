//! Settings: what the company says to who complains, and where that is done.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::cases::{ComplaintWords, change_complaint_words, complaint_words};
use hamdel_app::customers::touchpoints;
use hamdel_app::{AppError, ErrorCode};
use hamdel_text::Language;

use crate::error::{Failure, message_of};
use crate::pages::surveys::{server_address, square};
use crate::params::{Params, encoded, query};
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

/// The page.
#[derive(Serialize)]
pub(crate) struct ComplaintSettingsPage {
    pub(crate) words: ComplaintWords,
    pub(crate) doors: Vec<Door>,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for ComplaintSettingsPage {
    const TEMPLATE: &'static str = "pages/complaint_settings/page.html";
}

/// A place where customers complain: an address, and its code to be printed.
#[derive(Serialize)]
pub(crate) struct Door {
    /// The title of the touchpoint; none for the company as a whole.
    pub(crate) title: Option<String>,
    pub(crate) address: String,
    pub(crate) code: String,
}

/// `GET /settings/complaints`.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let words = complaint_words(&state.app).await?;
    draw(&state, &signed, &headers, words, None).await
}

/// `POST /settings/complaints`: the company's name and the other ways, in both languages.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let words = ComplaintWords {
        company_fa: text("company_fa"),
        company_en: text("company_en"),
        other_ways_fa: text("other_ways_fa"),
        other_ways_en: text("other_ways_en"),
        mail: text("mail"),
    };
    match change_complaint_words(&state.app, &words, &signed.user.actor()).await {
        Ok(()) => Ok(Redirect::to("/settings/complaints").into_response()),
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let page = draw(&state, &signed, &headers, words, Some(problem)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// `GET /settings/complaints/code.svg`: the code of the form; `touchpoint` that of one place.
pub(crate) async fn code(
    State(state): State<WebState>,
    _: Signed,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, Failure> {
    let touchpoint = match params.get("touchpoint") {
        None => None,
        Some(name) => {
            let all = touchpoints(&state.app).await?;
            Some(all.into_iter().find(|held| held.name == name).ok_or(AppError::NotFound("touchpoint"))?.name)
        }
    };
    let (side, path) = square(&address(&headers, touchpoint.as_deref())).ok_or(AppError::NotFound("code"))?;
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\"><path fill=\"#fff\" d=\"M0,0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    );
    let kept = (header::CONTENT_DISPOSITION, "attachment; filename=\"complain.svg\"".to_owned());
    Ok(([(header::CONTENT_TYPE, "image/svg+xml".to_owned()), kept], svg).into_response())
}

fn address(headers: &HeaderMap, touchpoint: Option<&str>) -> String {
    let place = touchpoint.map(|name| format!("/{}", encoded(name))).unwrap_or_default();
    format!("{}/complain{place}", server_address(headers))
}

async fn draw(
    state: &WebState,
    signed: &Signed,
    headers: &HeaderMap,
    words: ComplaintWords,
    problem: Option<AppError>,
) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let door = |title: Option<String>, name: Option<&str>| Door {
        title,
        address: address(headers, name),
        code: format!("/settings/complaints/code.svg{}", query(&[("touchpoint", name)])),
    };
    let mut doors = vec![door(None, None)];
    for held in touchpoints(&state.app).await? {
        let title = if signed.reader.language == Language::Persian { &held.title_fa } else { &held.title_en };
        let title = if title.trim().is_empty() { held.name.clone() } else { title.clone() };
        doors.push(door(Some(title), Some(&held.name)));
    }
    let page = ComplaintSettingsPage {
        words,
        doors,
        field: match &problem {
            Some(AppError::Invalid { field, .. }) => field,
            _ => "",
        },
        problem: problem.map(|problem| message_of(texts, &problem)),
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Settings), &page)
}

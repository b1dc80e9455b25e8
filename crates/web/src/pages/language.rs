//! Choosing the other language.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use hamdel_app::AppError;
use hamdel_app::accounts::choose_language;
use hamdel_text::Language;

use crate::error::Failure;
use crate::params::own_address;
use crate::reader::{LANGUAGE_COOKIE, Reader};
use crate::state::WebState;

/// How long the choice is kept, in seconds.
const YEAR: i64 = 31_536_000;

/// What was chosen, and where.
#[derive(Deserialize)]
pub(crate) struct Choice {
    language: String,
    next: Option<String>,
}

/// `POST /language`: the same page in the language chosen.
pub(crate) async fn choose(
    State(state): State<WebState>,
    reader: Reader,
    Form(choice): Form<Choice>,
) -> Result<Response, Failure> {
    let language: Language = choice.language.parse().map_err(|_| AppError::invalid("language", "is fa or en"))?;
    if let Some(user) = &reader.user {
        choose_language(&state.app, user.id, language).await?;
    }
    let mut answer = Redirect::to(own_address(choice.next.as_deref())).into_response();
    if let Ok(cookie) = HeaderValue::from_str(&language_cookie(language)) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}

/// What makes a browser keep the language.
pub(crate) fn language_cookie(language: Language) -> String {
    format!("{LANGUAGE_COOKIE}={}; Path=/; Max-Age={YEAR}; SameSite=Lax", language.code())
}

//! A note: what a customer said to somebody who served, written down.

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::customers::touchpoints;
use hamdel_app::feedback::{self, NOTES, NewFeedback};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::Channel;
use hamdel_text::Language;

use crate::error::{Failure, message_of};
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

/// The form.
#[derive(Serialize)]
pub(crate) struct NotePage {
    pub(crate) text: String,
    pub(crate) who: String,
    pub(crate) unit: String,
    pub(crate) channels: Vec<Choice>,
    pub(crate) touchpoints: Vec<Choice>,
    /// What was wrong, and with which field.
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for NotePage {
    const TEMPLATE: &'static str = "pages/feedback/note.html";
}

/// A channel or touchpoint to choose.
#[derive(Serialize)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) title: String,
    pub(crate) chosen: bool,
}

/// `GET /voice/feedback/new`.
pub(crate) async fn form(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    show(&state, &signed, &Params::of(Vec::new()), None).await
}

/// `POST /voice/feedback/new`: `text`, `who` (an e-mail address, a telephone number or a user id), `channel`,
/// `touchpoint`, `unit`.
pub(crate) async fn write(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let text = |name: &str| form.get(name).map(str::to_owned);
    let new = NewFeedback {
        text: text("text").unwrap_or_default(),
        source: NOTES.to_owned(),
        kind: Some("note".to_owned()),
        channel: text("channel"),
        touchpoint: text("touchpoint"),
        unit: text("unit"),
        identifiers: text("who").map(|who| (kind_of(&who).to_owned(), who)).into_iter().collect(),
        ..NewFeedback::default()
    };
    match feedback::take_in(&state.app, &new, &signed.user.actor()).await {
        // It is in the list within a second, which may be after this answer.
        Ok(_) => Ok(Redirect::to("/voice/feedback?noted=1").into_response()),
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let page = show(&state, &signed, &form, Some(problem)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// What somebody wrote to point at a customer.
fn kind_of(who: &str) -> &'static str {
    let number = who.chars().all(|character| character.is_numeric() || matches!(character, '+' | ' ' | '-'));
    if who.contains('@') {
        "email"
    } else if number && who.chars().filter(|character| character.is_numeric()).count() >= 10 {
        "phone"
    } else {
        "user_id"
    }
}

async fn show(
    state: &WebState,
    signed: &Signed,
    form: &Params,
    problem: Option<AppError>,
) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let field = match &problem {
        Some(AppError::Invalid { field: "identifiers", .. }) => "who",
        Some(AppError::Invalid { field, .. }) => field,
        _ => "",
    };
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let channels = Channel::ALL.iter().map(|channel| Choice {
        value: channel.as_str().to_owned(),
        title: texts.title("channel", channel.as_str()),
        chosen: form.get("channel") == Some(channel.as_str()),
    });
    let places = touchpoints(&state.app).await?.into_iter().map(|held| Choice {
        chosen: form.get("touchpoint") == Some(held.name.as_str()),
        value: held.name,
        title: if signed.reader.language == Language::Persian { held.title_fa } else { held.title_en },
    });
    let page = NotePage {
        text: text("text"),
        who: text("who"),
        unit: text("unit"),
        channels: channels.collect(),
        touchpoints: places.collect(),
        problem: problem.map(|problem| message_of(texts, &problem)),
        field,
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Voice), &page)
}

#[cfg(test)]
mod tests {
    use super::kind_of;

    #[test]
    fn what_points_at_a_customer_is_told_by_its_form() {
        assert_eq!(kind_of("sara@example.ir"), "email");
        assert_eq!(kind_of("۰۹۱۲ ۱۲۳ ۴۵۶۷"), "phone");
        assert_eq!(kind_of("+98-912-1234567"), "phone");
        assert_eq!(kind_of("u-17"), "user_id");
        assert_eq!(kind_of("4711"), "user_id");
    }
}

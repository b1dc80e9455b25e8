//! Replying to a comment.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::feedback::{self, ReplyWords};
use hamdel_app::messages::{Message, Wrote};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::{Channel, Instant};

use super::item::show_item;
use crate::error::{Failure, message_of};
use crate::params::{Params, own_address};
use crate::reader::Signed;
use crate::state::WebState;
use crate::texts::Texts;

/// A reply that was written.
#[derive(Serialize)]
pub(crate) struct ReplyView {
    pub(crate) at: i64,
    pub(crate) channel: &'static str,
    pub(crate) subject: String,
    pub(crate) text: String,
    /// Where it stands, by its name in the locales.
    pub(crate) state: &'static str,
    /// Why it waits or is withheld, by its names in the locales.
    pub(crate) reasons: Vec<&'static str>,
    /// Until when it waits.
    pub(crate) until: Option<i64>,
}

/// What is typed for a reply, and what can be chosen.
#[derive(Default, Serialize)]
pub(crate) struct ReplyForm {
    /// Channels that it can go out on.
    pub(crate) channels: Vec<&'static str>,
    /// Channels on which the customer has an address, and that nothing carries.
    pub(crate) not_carried: Vec<&'static str>,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) problem: Option<String>,
}

impl ReplyView {
    pub(crate) fn of(message: &Message) -> Self {
        Self {
            at: message.made_at.micros(),
            channel: message.new.channel.as_str(),
            subject: message.new.subject.clone(),
            text: message.new.text.clone(),
            state: message.state.as_str(),
            reasons: message.reasons.iter().map(hamdel_domain::contact::Reason::code).collect(),
            until: (message.state.as_str() == "planned").then(|| message.next_at.micros()),
        }
    }
}

/// Reads what is replied.
///
/// # Errors
/// When the channel is none.
pub(crate) fn words_of(form: &Params) -> Result<ReplyWords, AppError> {
    let channel = form.known("channel", Channel::parse);
    Ok(ReplyWords {
        channel: channel.ok_or_else(|| AppError::invalid("channel", "is none of the channels"))?,
        subject: form.get("subject").unwrap_or_default().to_owned(),
        text: form.get("text").unwrap_or_default().to_owned(),
    })
}

/// `POST /voice/feedback/{interaction}/reply`: `channel`, `subject`, `text`, `at`, `next`.
pub(crate) async fn reply(
    State(state): State<WebState>,
    signed: Signed,
    Path(interaction): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let at = form.known("at", |micros| micros.parse().ok()).map(Instant::from_micros);
    let wrote = match words_of(&form) {
        Ok(words) => feedback::reply(&state.app, &interaction, at, &words, &signed.user).await,
        Err(problem) => Err(problem),
    };
    let texts = &state.templates.face(signed.reader.language).texts;
    let problem = match wrote {
        Ok(Wrote::GoesOut(_) | Wrote::Waits(..) | Wrote::Already) => {
            return Ok(Redirect::to(own_address(form.get("next"))).into_response());
        }
        Ok(Wrote::Withheld(reasons)) => withheld(texts, &reasons),
        Err(problem) if problem.code() == ErrorCode::Invalid => message_of(texts, &problem),
        Err(problem) => return Err(problem.into()),
    };
    let typed = ReplyForm {
        subject: form.get("subject").unwrap_or_default().to_owned(),
        text: form.get("text").unwrap_or_default().to_owned(),
        problem: Some(problem),
        ..ReplyForm::default()
    };
    let page = show_item(&state, &signed, &interaction, &form, typed).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn withheld(texts: &Texts, reasons: &[hamdel_domain::contact::Reason]) -> String {
    let reasons: Vec<String> = reasons.iter().map(|reason| texts.title("withheld", reason.code())).collect();
    texts.filled("reply-withheld", &[("reasons", reasons.join(" · ").into())])
}

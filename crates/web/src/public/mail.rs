//! The door for mail: whole messages (RFC 5322) under a secret address, from mail servers and services.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use hamdel_app::mail::{LARGEST_MAIL, MailTaken, opens, receive_mail, whole_mail};

use super::intake::read;
use crate::state::WebState;

/// Bytes that a form may have around the mail in it, and what encoding it costs.
const AROUND: usize = 4 * 1024 * 1024;
/// Seconds after which a mail is to come again when it could not be kept.
const COME_AGAIN: u32 = 60;

/// `POST /mail/{secret}`: the mail itself, or a form with it in `body-mime`, `email`, `message`, `raw`, `mime` or
/// `rfc822`. The answer is 200 for whatever was read, with what became of it, so that nothing is sent again in vain;
/// 503 asks for it again.
pub(crate) async fn receive(State(state): State<WebState>, Path(secret): Path<String>, request: Request) -> Response {
    match opens(&state.app, &secret).await {
        Ok(true) => {}
        Ok(false) => return refusal(StatusCode::NOT_FOUND, "no_such_door"),
        Err(problem) => return unavailable(&problem),
    }
    let (parts, body) = request.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(held) = read(body, LARGEST_MAIL + AROUND).await else {
        return refusal(StatusCode::BAD_REQUEST, "malformed");
    };
    let Some(mail) = whole_mail(kind, &held.bytes) else {
        return refusal(StatusCode::BAD_REQUEST, "no_mail_in_the_form");
    };
    match receive_mail(&state.app, &mail).await {
        Ok(taken) => {
            let mut told = json!({ "success": true, "outcome": taken.code() });
            if let MailTaken::Feedback(interaction) = &taken {
                told["interaction"] = json!(interaction);
            }
            Json(told).into_response()
        }
        Err(problem) => unavailable(&problem),
    }
}

fn refusal(status: StatusCode, code: &str) -> Response {
    (status, Json(json!({ "success": false, "error": { "code": code } }))).into_response()
}

fn unavailable(problem: &hamdel_app::AppError) -> Response {
    tracing::error!(%problem, "a mail was not taken in and is to come again");
    let mut answer = refusal(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(COME_AGAIN));
    answer
}

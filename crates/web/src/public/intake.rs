//! The Segment HTTP Tracking API (reference page, intake), for clients anywhere.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use serde_json::{Value, json};

use hamdel_app::intake::segment::Endpoint;
use hamdel_app::intake::{IntakeAnswer, IntakeCall, IntakeRefusal};

use crate::state::WebState;

/// How much of a body that is too large is read on and thrown away, so that the sender gets to read the answer
/// instead of a broken connection; bytes.
const THROWN_AWAY: usize = 8 * 1024 * 1024;
/// Seconds after which a source should try again when the journal cannot be written.
const COME_AGAIN: u32 = 5;

/// `POST /v1/{call}`.
pub(crate) async fn receive(State(state): State<WebState>, Path(call): Path<String>, request: Request) -> Response {
    let Some(endpoint) = Endpoint::parse(&call) else {
        return refusal(StatusCode::NOT_FOUND, "no_such_call", &format!("there is no call {call}"));
    };
    let (parts, body) = request.into_parts();
    let Some(Read { bytes, whole }) = read(body, endpoint.largest_body()).await else {
        return refusal(StatusCode::BAD_REQUEST, "malformed", "the body broke off");
    };
    let answer = state
        .app
        .intake
        .receive(IntakeCall {
            endpoint,
            authorization: parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()),
            // What was cut off is too large whatever is in it, and is refused as such by its size.
            gzipped: whole && is_gzip(&parts.headers),
            body: &bytes,
        })
        .await;
    match answer {
        Ok(answer) => accepted(&answer),
        Err(problem) => refused(&problem),
    }
}

/// A body, as far as it was kept.
pub(super) struct Read {
    pub(super) bytes: Vec<u8>,
    whole: bool,
}

/// Reads a body, keeping one byte more than `limit` at most; `None` when it breaks off.
pub(super) async fn read(mut body: Body, limit: usize) -> Option<Read> {
    let (mut bytes, mut seen) = (Vec::new(), 0_usize);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.ok()?.into_data() else { continue };
        seen = seen.saturating_add(data.len());
        let room = (limit + 1).saturating_sub(bytes.len());
        bytes.extend_from_slice(&data[..data.len().min(room)]);
        if seen > limit + THROWN_AWAY {
            break;
        }
    }
    Some(Read { whole: seen <= limit, bytes })
}

fn is_gzip(headers: &HeaderMap) -> bool {
    let encoding = headers.get(header::CONTENT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    matches!(encoding.trim().to_ascii_lowercase().as_str(), "gzip" | "x-gzip")
}

/// Exactly `{"success":true}`, as clients expect it, unless something was left out.
fn accepted(answer: &IntakeAnswer) -> Response {
    let mut body = json!({ "success": true });
    if !answer.dropped.is_empty() {
        let dropped = |(index, refused): &(usize, hamdel_app::intake::body::Refused)| json!({ "index": index, "reason": refused.reason.as_str(), "detail": refused.detail });
        body["dropped"] = Value::Array(answer.dropped.iter().map(dropped).collect());
    }
    for_any_origin(Json(body).into_response())
}

fn refused(problem: &IntakeRefusal) -> Response {
    match problem {
        IntakeRefusal::WrongKey => {
            let mut answer = refusal(StatusCode::UNAUTHORIZED, "wrong_key", "no source has this write key");
            answer
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"write key\""));
            answer
        }
        IntakeRefusal::Refused(refused) => refusal(StatusCode::BAD_REQUEST, refused.reason.as_str(), &refused.detail),
        IntakeRefusal::Behind { retry_after } => {
            let answer = refusal(StatusCode::TOO_MANY_REQUESTS, "behind", "the journal is behind; send this again");
            after(answer, *retry_after)
        }
        IntakeRefusal::Unavailable(problem) => {
            tracing::error!(%problem, "a call was not taken in");
            let sentence = "the journal could not be written; nothing was kept, send this again";
            after(refusal(StatusCode::SERVICE_UNAVAILABLE, "unavailable", sentence), COME_AGAIN)
        }
    }
}

fn refusal(status: StatusCode, code: &str, message: &str) -> Response {
    for_any_origin(
        (status, Json(json!({ "success": false, "error": { "code": code, "message": message } }))).into_response(),
    )
}

fn after(mut answer: Response, seconds: u32) -> Response {
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    answer
}

fn for_any_origin(mut answer: Response) -> Response {
    answer.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    answer
}

/// `OPTIONS`: a browser asks whether its page may call.
pub(crate) async fn preflight() -> Response {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type, Content-Encoding"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    for_any_origin((StatusCode::NO_CONTENT, headers).into_response())
}

/// `GET /v1/projects/{key}/settings`: what Segment's browser client asks before its first call. It says the same
/// for every key, so that it tells nobody which keys there are.
pub(crate) async fn client_settings(Path(key): Path<String>, headers: HeaderMap) -> Response {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or("localhost");
    let settings = json!({ "integrations": { "Segment.io": { "apiKey": key, "apiHost": format!("{host}/v1") } } });
    for_any_origin(Json(settings).into_response())
}

//! What the gateway of SMS and chat says afterwards, signed.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use hamdel_app::ErrorCode;
use hamdel_app::messages::{Proof, hear_gateway, is_proven};

use super::intake::read;
use crate::state::WebState;

/// Largest call; bytes.
const LARGEST: usize = 1024 * 1024;

/// `POST /gateway`: a receipt `{"type": "receipt", "id": TAG, "state": "delivered" | "failed" | "no_such_address"}`, a
/// message `{"type": "message", "id": …, "channel": "sms", "from": "+98…", "text": …}`, or a list of them; signed as
/// Standard Webhooks are, with the gateway's secret. 404 while no gateway is set up.
pub(crate) async fn receive(State(state): State<WebState>, request: Request) -> Response {
    let Some(secret) = &state.gateway_secret else { return refusal(StatusCode::NOT_FOUND, "no_gateway") };
    let (parts, body) = request.into_parts();
    let Some(held) = read(body, LARGEST).await else { return refusal(StatusCode::BAD_REQUEST, "malformed") };
    if held.bytes.len() > LARGEST {
        return refusal(StatusCode::PAYLOAD_TOO_LARGE, "too_large");
    }
    let Ok(body) = String::from_utf8(held.bytes) else { return refusal(StatusCode::BAD_REQUEST, "malformed") };
    let header = |name: &str| value(&parts.headers, name);
    let proof = Proof {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signatures: header("webhook-signature"),
    };
    if !is_proven(secret, &proof, &body, state.app.clock.now()) {
        return refusal(StatusCode::UNAUTHORIZED, "not_signed");
    }
    match hear_gateway(&state.app, &body).await {
        Ok(heard) => Json(json!({
            "success": true, "receipts": heard.receipts, "unknown": heard.unknown, "comments": heard.comments,
            "unsubscribed": heard.unsubscribed,
        }))
        .into_response(),
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let told = json!({ "success": false, "error": { "code": "invalid", "message": problem.to_string() } });
            (StatusCode::UNPROCESSABLE_ENTITY, Json(told)).into_response()
        }
        Err(problem) => {
            tracing::error!(%problem, "what the gateway said was not taken in and is to come again");
            refusal(StatusCode::SERVICE_UNAVAILABLE, "unavailable")
        }
    }
}

fn value<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn refusal(status: StatusCode, code: &str) -> Response {
    (status, Json(json!({ "success": false, "error": { "code": code } }))).into_response()
}

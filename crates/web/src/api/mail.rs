//! Mail that comes in, as JSON.

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};

use hamdel_app::mail;
use hamdel_domain::Instant;

use crate::error::Failure;
use crate::params::Params;
use crate::reader::Signed;
use crate::state::WebState;

/// `GET /api/v1/mail`: the door, how fetching went last, and what became of the mails of the last `days` (30).
pub(crate) async fn show(State(state): State<WebState>, _: Signed, params: Params) -> Result<Json<Value>, Failure> {
    let days = params.known("days", |days| days.parse().ok()).unwrap_or(30).clamp(1, 3_650);
    let door = mail::door(&state.app).await?.map(|door| {
        json!({
            "secret_ends": door.hint, "made_at": door.made_at.to_string(),
            "old_secret_until": door.old_until.map(|until| until.to_string()),
        })
    });
    let fetched = mail::fetched(&state.app).await?.map(|round| {
        json!({
            "mailbox": round.mailbox, "at": Instant::from_micros(round.at).to_string(), "taken": round.taken,
            "problem": round.problem,
        })
    });
    let counts: Map<String, Value> = mail::mail_counts(&state.app, days)
        .await?
        .into_iter()
        .map(|count| (count.outcome, json!(count.mails)))
        .collect();
    Ok(Json(json!({ "door": door, "fetched": fetched, "days": days, "mails": counts })))
}

/// `POST /api/v1/mail/secret`: another secret, given this once.
pub(crate) async fn renew(State(state): State<WebState>, signed: Signed) -> Result<Json<Value>, Failure> {
    let secret = mail::make_secret(&state.app, &signed.user.actor()).await?;
    Ok(Json(json!({ "secret": secret, "path": format!("/mail/{secret}") })))
}

/// `POST /api/v1/mail/shut`: no secret opens any more.
pub(crate) async fn shut(State(state): State<WebState>, signed: Signed) -> Result<Json<Value>, Failure> {
    mail::shut(&state.app, &signed.user.actor()).await?;
    Ok(Json(json!({ "success": true })))
}

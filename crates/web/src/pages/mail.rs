//! Settings: which way does mail of customers come in, and what became of it?

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::mail;

use crate::error::Failure;
use crate::pages::surveys::server_address;
use crate::reader::Signed;
use crate::shell::{Area, show as show_page};
use crate::state::WebState;
use crate::templates::Page;

/// The page.
#[derive(Serialize)]
pub(crate) struct MailPage {
    /// The door, while it is open.
    pub(crate) door: Option<DoorView>,
    /// The address with the secret that was just made; seen this once.
    pub(crate) made: Option<String>,
    /// The address without the secret.
    pub(crate) address: String,
    /// What became of the mails of the last thirty days, by its code.
    pub(crate) counts: Vec<(String, i64)>,
    pub(crate) total: i64,
    pub(crate) comments: i64,
    pub(crate) fetched: Option<FetchView>,
}

impl Page for MailPage {
    const TEMPLATE: &'static str = "pages/mail/page.html";
}

/// The door.
#[derive(Serialize)]
pub(crate) struct DoorView {
    pub(crate) hint: String,
    pub(crate) made_at: i64,
    pub(crate) old_until: Option<i64>,
}

/// How fetching went last.
#[derive(Serialize)]
pub(crate) struct FetchView {
    pub(crate) mailbox: String,
    pub(crate) at: i64,
    pub(crate) taken: i64,
    pub(crate) problem: Option<String>,
}

/// `GET /settings/mail`.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    draw(&state, &signed, &headers, None).await
}

/// `POST /settings/mail/secret`: another secret, seen once.
pub(crate) async fn renew(
    State(state): State<WebState>,
    signed: Signed,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let secret = mail::make_secret(&state.app, &signed.user.actor()).await?;
    draw(&state, &signed, &headers, Some(secret)).await
}

/// `POST /settings/mail/shut`.
pub(crate) async fn shut(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    mail::shut(&state.app, &signed.user.actor()).await?;
    Ok(Redirect::to("/settings/mail").into_response())
}

async fn draw(
    state: &WebState,
    signed: &Signed,
    headers: &HeaderMap,
    secret: Option<String>,
) -> Result<Response, Failure> {
    let address = format!("{}/mail/", server_address(headers));
    let counts = mail::mail_counts(&state.app, 30).await?;
    let door = mail::door(&state.app).await?.map(|door| DoorView {
        hint: door.hint,
        made_at: door.made_at.micros(),
        old_until: door.old_until.map(|until| until.micros()),
    });
    let fetched = mail::fetched(&state.app).await?.map(|round| FetchView {
        mailbox: round.mailbox,
        at: round.at,
        taken: round.taken,
        problem: round.problem,
    });
    let page = MailPage {
        door,
        made: secret.map(|secret| format!("{address}{secret}")),
        address,
        total: counts.iter().map(|count| count.mails).sum(),
        comments: counts.iter().filter(|count| count.outcome == "feedback").map(|count| count.mails).sum(),
        counts: counts.into_iter().map(|count| (count.outcome, count.mails)).collect(),
        fetched,
    };
    show_page(state, &signed.reader, Area::Settings, &page)
}

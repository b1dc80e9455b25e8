//! Settings: webhooks, and the log of what each was told.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::webhooks::{self, Webhook, WebhookDelivery};
use hamdel_app::{AppError, ErrorCode};

use crate::error::{Failure, message_of};
use crate::params::{Params, query};
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

/// The list, with the form for a new one.
#[derive(Serialize)]
pub(crate) struct WebhooksPage {
    pub(crate) webhooks: Vec<WebhookView>,
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for WebhooksPage {
    const TEMPLATE: &'static str = "pages/webhooks/list.html";
}

/// A webhook.
#[derive(Serialize)]
pub(crate) struct WebhookView {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) url: String,
    /// `on`, `off` or `broken`.
    pub(crate) state: &'static str,
    pub(crate) failing_since: Option<i64>,
}

/// One webhook with its log.
#[derive(Serialize)]
pub(crate) struct WebhookPage {
    pub(crate) webhook: WebhookView,
    pub(crate) secret: String,
    pub(crate) old_secret: bool,
    pub(crate) deliveries: Vec<DeliveryView>,
    pub(crate) older: Option<String>,
    /// The delivery that is looked into.
    pub(crate) opened: Option<OpenedView>,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for WebhookPage {
    const TEMPLATE: &'static str = "pages/webhooks/webhook.html";
}

/// Something a webhook was told.
#[derive(Serialize)]
pub(crate) struct DeliveryView {
    pub(crate) id: i64,
    pub(crate) kind: String,
    pub(crate) event: String,
    /// `ready`, `delivered` or `failed`.
    pub(crate) state: String,
    pub(crate) attempts: u32,
    pub(crate) made_at: i64,
    pub(crate) next_at: Option<i64>,
    pub(crate) href: String,
}

/// A delivery with its bytes and attempts.
#[derive(Serialize)]
pub(crate) struct OpenedView {
    pub(crate) delivery: DeliveryView,
    pub(crate) payload: String,
    pub(crate) attempts: Vec<AttemptView>,
}

/// One attempt.
#[derive(Serialize)]
pub(crate) struct AttemptView {
    pub(crate) at: i64,
    pub(crate) status: Option<u16>,
    pub(crate) answer: String,
    /// Milliseconds.
    pub(crate) took: i64,
}

/// `GET /settings/webhooks`.
pub(crate) async fn list(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    show_list(&state, &signed, &Params::of(Vec::new()), None).await
}

/// `POST /settings/webhooks`: `name`, `url`.
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let (name, url) = (form.get("name").unwrap_or_default(), form.get("url").unwrap_or_default());
    match webhooks::add_webhook(&state.app, name, url, &signed.user.actor()).await {
        Ok(id) => Ok(Redirect::to(&format!("/settings/webhooks/{id}")).into_response()),
        Err(problem) if matches!(problem.code(), ErrorCode::Invalid | ErrorCode::Conflict) => {
            let page = show_list(&state, &signed, &form, Some(problem)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// `GET /settings/webhooks/{webhook}`: `before` in the log, `delivery` to look into one.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    show_one(&state, &signed, id, &params, None).await
}

/// `POST /settings/webhooks/{webhook}`: `name`, `url`.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let (name, url) = (form.get("name").unwrap_or_default(), form.get("url").unwrap_or_default());
    match webhooks::change_webhook(&state.app, id, name, url, &signed.user.actor()).await {
        Ok(()) => Ok(back_to(id)),
        Err(problem) if matches!(problem.code(), ErrorCode::Invalid | ErrorCode::Conflict) => {
            let page = show_one(&state, &signed, id, &Params::of(Vec::new()), Some(problem)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// `POST /settings/webhooks/{webhook}/do`: `do` is `test`, `on`, `off`, `secret`, `remove`, or `resend` with `delivery`.
pub(crate) async fn act(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let actor = signed.user.actor();
    match form.get("do").unwrap_or_default() {
        "test" => webhooks::test_webhook(&state.app, id, &actor).await?,
        "on" => webhooks::switch_webhook(&state.app, id, true, &actor).await?,
        "off" => webhooks::switch_webhook(&state.app, id, false, &actor).await?,
        "secret" => webhooks::new_secret(&state.app, id, &actor).await?,
        "remove" => {
            webhooks::remove_webhook(&state.app, id, &actor).await?;
            return Ok(Redirect::to("/settings/webhooks").into_response());
        }
        "resend" => {
            let delivery = form.known("delivery", |number| number.parse().ok());
            webhooks::resend(&state.app, id, delivery.ok_or(AppError::NotFound("delivery"))?, &actor).await?;
        }
        _ => return Err(AppError::invalid("do", "is none of test, on, off, secret, remove and resend").into()),
    }
    Ok(back_to(id))
}

fn back_to(id: i64) -> Response {
    Redirect::to(&format!("/settings/webhooks/{id}")).into_response()
}

fn field_of(problem: Option<&AppError>) -> &'static str {
    match problem {
        Some(AppError::Invalid { field, .. }) => field,
        Some(_) => "name",
        None => "",
    }
}

async fn show_list(
    state: &WebState,
    signed: &Signed,
    form: &Params,
    problem: Option<AppError>,
) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let page = WebhooksPage {
        webhooks: webhooks::webhooks(&state.app).await?.iter().map(view).collect(),
        name: form.get("name").unwrap_or_default().to_owned(),
        url: form.get("url").unwrap_or_default().to_owned(),
        field: field_of(problem.as_ref()),
        problem: problem.map(|problem| message_of(texts, &problem)),
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Settings), &page)
}

async fn show_one(
    state: &WebState,
    signed: &Signed,
    id: i64,
    params: &Params,
    problem: Option<AppError>,
) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let held = webhooks::webhook(&state.app, id).await?;
    let before = params.known("before", |number| number.parse().ok());
    let (deliveries, older) = webhooks::deliveries(&state.app, id, before).await?;
    let wanted = params.known("delivery", |number| number.parse::<i64>().ok());
    let opened = match deliveries.iter().find(|delivery| Some(delivery.id) == wanted) {
        Some(delivery) => Some(opened(state, signed, id, delivery).await?),
        None => None,
    };
    let page = WebhookPage {
        webhook: view(&held),
        secret: held.secret,
        old_secret: held.old_secret.is_some(),
        deliveries: deliveries.iter().map(delivery_view).collect(),
        older: older
            .map(|number| format!("/settings/webhooks/{id}{}", query(&[("before", Some(&number.to_string()))]))),
        opened,
        field: field_of(problem.as_ref()),
        problem: problem.map(|problem| message_of(texts, &problem)),
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Settings), &page)
}

async fn opened(
    state: &WebState,
    signed: &Signed,
    id: i64,
    delivery: &WebhookDelivery,
) -> Result<OpenedView, AppError> {
    let attempts = webhooks::attempts(&state.app, id, delivery.id, &signed.user.actor()).await?;
    let pretty = serde_json::from_str::<serde_json::Value>(&delivery.event.payload)
        .and_then(|value| serde_json::to_string_pretty(&value));
    let attempts = attempts.into_iter().map(|attempt| AttemptView {
        at: attempt.at.micros(),
        status: attempt.status,
        answer: attempt.answer,
        took: attempt.took / 1_000,
    });
    Ok(OpenedView {
        delivery: delivery_view(delivery),
        payload: pretty.unwrap_or_else(|_| delivery.event.payload.clone()),
        attempts: attempts.collect(),
    })
}

fn view(held: &Webhook) -> WebhookView {
    WebhookView {
        id: held.id,
        name: held.name.clone(),
        url: held.url.clone(),
        state: held.state.as_str(),
        failing_since: held.failing_since.map(hamdel_domain::Instant::micros),
    }
}

fn delivery_view(held: &WebhookDelivery) -> DeliveryView {
    DeliveryView {
        id: held.id,
        kind: held.event.kind.clone(),
        event: held.event.id.clone(),
        state: held.state.clone(),
        attempts: held.attempts,
        made_at: held.made_at.micros(),
        next_at: (held.state == "ready").then(|| held.next_at.micros()),
        href: format!("/settings/webhooks/{}?delivery={}", held.webhook, held.id),
    }
}

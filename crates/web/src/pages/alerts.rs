//! One's own alerts: what somebody must hear of at once, and the bell that says so.

pub(crate) mod rules;

use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::alerts::{self, AlertShown, Why};
use hamdel_text::Language;
use hamdel_text::format;

use crate::error::Failure;
use crate::pages::profile::StoryScore;
use crate::pages::voice::subject_of;
use crate::params::{Params, encoded, own_address, query};
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;
use crate::texts::Texts;

/// The page.
#[derive(Serialize)]
pub(crate) struct AlertsPage {
    pub(crate) alerts: Vec<AlertView>,
    pub(crate) unseen: i64,
    pub(crate) older: Option<String>,
    /// The number of the newest, up to which all are seen.
    pub(crate) newest: Option<i64>,
    /// Whether one gets e-mails too.
    pub(crate) by_email: bool,
}

impl Page for AlertsPage {
    const TEMPLATE: &'static str = "pages/alerts/page.html";
}

/// The bell in the head line.
#[derive(Serialize)]
pub(crate) struct BellPart {
    pub(crate) unseen: i64,
}

impl Page for BellPart {
    const TEMPLATE: &'static str = "pages/alerts/bell.html";
}

/// An alert.
#[derive(Serialize)]
pub(crate) struct AlertView {
    pub(crate) at: i64,
    pub(crate) seen: bool,
    pub(crate) why: Vec<WhyView>,
    pub(crate) rules: Vec<String>,
    pub(crate) text: Option<String>,
    pub(crate) score: Option<StoryScore>,
    pub(crate) unit: Option<String>,
    pub(crate) touchpoint: Option<String>,
    pub(crate) customer: Option<i64>,
    /// Where what it is about can be looked at.
    pub(crate) href: Option<String>,
}

/// Why one is alerted.
#[derive(Serialize)]
pub(crate) struct WhyView {
    /// Its name in the locales.
    pub(crate) name: &'static str,
    /// What it is about: a metric, a subject, phrases.
    pub(crate) of: String,
    pub(crate) n: u32,
    pub(crate) before: u32,
}

/// `GET /alerts`: one's own, newest first; `before` the number of the last one seen.
pub(crate) async fn list(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let before = params.known("before", |number| number.parse().ok());
    let (found, older) = alerts::my_alerts(&state.app, &signed.user, before).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let page = AlertsPage {
        newest: found.first().map(|alert| alert.id),
        unseen: alerts::unseen(&state.app, &signed.user).await?.count,
        older: older.map(|number| format!("/alerts{}", query(&[("before", Some(&number.to_string()))]))),
        alerts: found.iter().map(|alert| view(texts, alert)).collect(),
        by_email: alerts::by_email(&state.app, signed.user.id.0).await?,
    };
    show_in(&state, &Shell::new(&state, &signed.reader, Area::None), &page)
}

/// `GET /alerts/bell`: how much is new, for every page, again and again.
pub(crate) async fn bell(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    let part = BellPart { unseen: alerts::unseen(&state.app, &signed.user).await?.count };
    show_in(&state, &Shell::new(&state, &signed.reader, Area::None), &part)
}

/// `POST /alerts/seen`: all up to and with `through`.
pub(crate) async fn seen(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let through = form.known("through", |number| number.parse().ok()).unwrap_or(0);
    alerts::see(&state.app, &signed.user, through).await?;
    Ok(Redirect::to("/alerts").into_response())
}

/// `POST /alerts/email`: `wanted`; `next`.
pub(crate) async fn choose_email(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    alerts::choose_email(&state.app, &signed.user, form.get("wanted").is_some()).await?;
    Ok(Redirect::to(own_address(form.get("next").or(Some("/alerts")))).into_response())
}

fn view(texts: &Texts, alert: &AlertShown) -> AlertView {
    let body = &alert.body;
    let score = body.score.map(|score| StoryScore::of(texts.language(), body.metric.as_deref(), score));
    AlertView {
        at: alert.at.micros(),
        seen: alert.seen,
        why: body.why.iter().map(|why| why_view(texts, why)).collect(),
        rules: body.rules.iter().map(|rule| rule.name.clone()).collect(),
        text: body.text.clone(),
        score,
        unit: alert.unit.clone(),
        touchpoint: body.touchpoint.clone(),
        customer: alert.customer.map(|customer| customer.0),
        href: href(alert),
    }
}

fn href(alert: &AlertShown) -> Option<String> {
    if let Some(interaction) = &alert.interaction {
        // A score without words stands in the customer's story only.
        return match (&alert.body.text, alert.customer) {
            (Some(_), _) => {
                let at = alert.body.occurred_at.map(|at| at.to_string());
                Some(format!("/voice/feedback/{interaction}{}", query(&[("at", at.as_deref())])))
            }
            (None, Some(customer)) => Some(format!("/customers/{customer}")),
            (None, None) => None,
        };
    }
    alert.body.why.iter().find_map(|why| match why {
        Why::NewTheme { phrase, .. } => Some(format!("/voice/feedback?q={}&period=7d", encoded(phrase))),
        Why::WebhookBroken { webhook, .. } => Some(format!("/settings/webhooks/{webhook}")),
        _ => why.case().map(|case| format!("/care/cases/{case}")),
    })
}

/// Why somebody is alerted, in words of their language.
pub(crate) fn why_view(texts: &Texts, why: &Why) -> WhyView {
    let comma = if texts.language() == Language::Persian { "، " } else { ", " };
    let (of, n, before) = match why {
        Why::LowScore { metric, score } => {
            let value = format::decimal(texts.language(), *score, usize::from(score.fract() != 0.0));
            (format!("{} {value}", texts.title("metric", metric)), 0, 0)
        }
        Why::Fury => (String::new(), 0, 0),
        Why::Urgency { reasons } => {
            let reasons = reasons.iter().map(|reason| texts.plain(&format!("urgency-reason-{reason}")));
            (reasons.collect::<Vec<_>>().join(comma), 0, 0)
        }
        Why::Blame { subject } => {
            let named = subject_of(subject).map(|held| texts.title(held.kind.as_str(), &held.key));
            (named.unwrap_or_else(|| subject.clone()), 0, 0)
        }
        Why::Words { phrases } => (phrases.join(comma), 0, 0),
        Why::Theme { theme } => (theme.clone(), 0, 0),
        Why::NewTheme { phrase, comments, before } => (phrase.clone(), *comments, *before),
        Why::WebhookBroken { name, .. } => (name.clone(), 0, 0),
        Why::Clock { reference, clock, .. } => {
            (format!("{}{comma}{reference}", texts.plain(&format!("case-clock-{}", clock.as_str()))), 0, 0)
        }
        Why::Mentioned { reference, by, .. }
        | Why::TaskGiven { reference, by, .. }
        | Why::CaseGiven { reference, by, .. } => {
            (if by.is_empty() { reference.clone() } else { format!("{by}{comma}{reference}") }, 0, 0)
        }
    };
    WhyView { name: why.as_str(), of, n, before }
}

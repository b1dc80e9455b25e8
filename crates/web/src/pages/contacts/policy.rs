//! How often, when and about what may a customer be contacted?

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::contact::{self, KeptPolicy, Outcomes, Preview, PreviewAsked, ToldVersion};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::CustomerId;
use hamdel_domain::clock::DAY;
use hamdel_domain::contact::{Policy, PolicyChange, PolicyPart};
use hamdel_domain::digits::latin_digits;

use super::form::{PolicyForm, form_of, policy_of};
use super::words::ContactWords;
use crate::error::{Failure, message_of};
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{Area, show as show_page};
use crate::state::WebState;
use crate::templates::Page;

/// Where the page is.
const HERE: &str = "/settings/contact-policy";
/// The stretch of a preview where none is typed; days.
const USUAL_DAYS: i64 = 30;

/// The page.
#[derive(Serialize)]
pub(crate) struct PolicyPage {
    /// The version in force; 0 for what a new company starts with.
    pub(crate) version: i64,
    /// The older version whose rules the form holds.
    pub(crate) looked_at: Option<i64>,
    pub(crate) form: PolicyForm,
    pub(crate) versions: Vec<VersionView>,
    /// Messages withheld in the last thirty days: the reason and how many.
    pub(crate) withheld: Vec<(String, i64)>,
    pub(crate) withheld_total: i64,
    pub(crate) preview: Option<PreviewView>,
    /// What is typed for a preview.
    pub(crate) days: String,
    pub(crate) customer: String,
    pub(crate) problem: Option<String>,
}

impl Page for PolicyPage {
    const TEMPLATE: &'static str = "pages/contacts/policy.html";
}

/// A version.
#[derive(Serialize)]
pub(crate) struct VersionView {
    pub(crate) version: i64,
    pub(crate) at: i64,
    pub(crate) by: Option<String>,
    pub(crate) changes: Vec<String>,
}

/// A policy tried on the past.
#[derive(Serialize)]
pub(crate) struct PreviewView {
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) is_cut: bool,
    pub(crate) wishes: i64,
    pub(crate) otherwise: i64,
    pub(crate) customers: i64,
    pub(crate) in_force: OutcomesView,
    pub(crate) proposed: OutcomesView,
    /// Reasons under either, with how often each.
    pub(crate) reasons: Vec<ReasonRow>,
    pub(crate) customer: Option<i64>,
    pub(crate) messages: Vec<MessageView>,
}

/// What comes of all messages.
#[derive(Serialize)]
pub(crate) struct OutcomesView {
    pub(crate) at_once: i64,
    pub(crate) later: i64,
    pub(crate) withheld: i64,
}

/// How often a reason spoke.
#[derive(Serialize)]
pub(crate) struct ReasonRow {
    pub(crate) code: &'static str,
    pub(crate) in_force: i64,
    pub(crate) proposed: i64,
}

/// A message of one customer, tried.
#[derive(Serialize)]
pub(crate) struct MessageView {
    pub(crate) at: i64,
    pub(crate) channel: &'static str,
    pub(crate) category: &'static str,
    pub(crate) subject: String,
    pub(crate) in_force: String,
    pub(crate) proposed: String,
    pub(crate) differs: bool,
}

/// `GET /settings/contact-policy`: `version` to look at an older one.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let kept = contact::policy(&state.app).await?;
    let versions = contact::policy_versions(&state.app).await?;
    let asked: Option<i64> = params.known("version", |number| latin_digits(number).parse().ok());
    let older = versions.iter().find(|held| Some(held.version.kept.version) == asked && asked != Some(kept.version));
    let looked_at = older.and(asked);
    let shown = older.map_or_else(|| kept.clone(), |held| held.version.kept.clone());
    let words = ContactWords { texts: &state.templates.face(signed.reader.language).texts, zone: state.app.zone };
    let form = form_of(&shown.policy, words);
    let typed = Typed { days: USUAL_DAYS.to_string(), ..Typed::default() };
    let page = page(&state, words, &kept, versions, form, typed).await?;
    show_page(&state, &signed.reader, Area::Settings, &PolicyPage { looked_at, ..page })
}

/// What is typed beside the policy, and what came of it.
#[derive(Default)]
struct Typed {
    days: String,
    customer: String,
    preview: Option<PreviewView>,
    problem: Option<String>,
}

/// `POST /settings/contact-policy`: the policy of the form in force; with `do` as `try` it is only tried.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let params = Params::of(fields);
    let words = ContactWords { texts: &state.templates.face(signed.reader.language).texts, zone: state.app.zone };
    let kept = contact::policy(&state.app).await?;
    let text = |name: &str| params.get(name).unwrap_or_default().to_owned();
    let mut typed = Typed { days: text("preview_days"), customer: text("preview_customer"), ..Typed::default() };
    let (mut status, mut form) = (StatusCode::OK, form_of(&kept.policy, words));
    let tried = params.get("do") == Some("try");
    let done = match policy_of(&params) {
        Ok(policy) => {
            form = form_of(&policy, words);
            if tried {
                try_out(&state, &signed, &policy, &mut typed, words).await
            } else {
                let read = latin_digits(&text("version")).parse().unwrap_or(kept.version);
                contact::change_policy(&state.app, policy, read, &signed.user.actor()).await.map(|_| ())
            }
        }
        Err(problem) => Err(problem),
    };
    match done {
        Ok(()) if !tried => return Ok(Redirect::to(HERE).into_response()),
        Ok(()) => {}
        Err(problem) if matches!(problem.code(), ErrorCode::Invalid | ErrorCode::Conflict) => {
            status = StatusCode::UNPROCESSABLE_ENTITY;
            typed.problem = Some(match problem.code() {
                ErrorCode::Conflict => words.texts.plain("contact-policy-moved"),
                _ => format!("{} ({problem})", message_of(words.texts, &problem)),
            });
        }
        Err(problem) => return Err(problem.into()),
    }
    let versions = contact::policy_versions(&state.app).await?;
    let page = page(&state, words, &kept, versions, form, typed).await?;
    Ok((status, show_page(&state, &signed.reader, Area::Settings, &page)?).into_response())
}

async fn try_out(
    state: &WebState,
    signed: &Signed,
    policy: &Policy,
    typed: &mut Typed,
    words: ContactWords<'_>,
) -> Result<(), AppError> {
    let asked = asked(typed)?;
    let preview = contact::preview(&state.app, policy, asked, &signed.user.actor()).await?;
    typed.preview = Some(preview_view(&preview, asked.customer, words));
    Ok(())
}

/// What a preview is asked for.
fn asked(typed: &Typed) -> Result<PreviewAsked, AppError> {
    let number = |text: &str| latin_digits(text.trim()).parse::<i64>().ok();
    let days = if typed.days.is_empty() { Some(USUAL_DAYS) } else { number(&typed.days) };
    let customer = if typed.customer.is_empty() { Some(None) } else { number(&typed.customer).map(Some) };
    Ok(PreviewAsked {
        days: days.ok_or_else(|| AppError::invalid("days", "is no number"))?,
        customer: customer.ok_or_else(|| AppError::invalid("customer", "is no number"))?.map(CustomerId),
    })
}

async fn page(
    state: &WebState,
    words: ContactWords<'_>,
    kept: &KeptPolicy,
    versions: Vec<ToldVersion>,
    form: PolicyForm,
    typed: Typed,
) -> Result<PolicyPage, Failure> {
    let now = state.app.clock.now();
    let mut withheld: Vec<(String, i64)> = Vec::new();
    for count in contact::withheld_counts(&state.app, now.plus_micros(-30 * DAY), now).await? {
        match withheld.iter_mut().find(|(reason, _)| *reason == count.reason) {
            Some((_, sum)) => *sum += count.withheld,
            None => withheld.push((count.reason, count.withheld)),
        }
    }
    withheld.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let version = |told: &ToldVersion| VersionView {
        version: told.version.kept.version,
        at: told.version.changed_at.micros(),
        by: told.by.clone(),
        changes: told.changes.iter().map(|change| change_words(change, words)).collect(),
    };
    Ok(PolicyPage {
        version: kept.version,
        looked_at: None,
        form,
        versions: versions.iter().map(version).collect(),
        withheld_total: withheld.iter().map(|(_, count)| count).sum(),
        withheld,
        preview: typed.preview,
        days: hamdel_text::format::digits(words.texts.language(), &typed.days),
        customer: typed.customer,
        problem: typed.problem,
    })
}

fn change_words(change: &PolicyChange, words: ContactWords<'_>) -> String {
    let name = match change.part {
        PolicyPart::Consent | PolicyPart::Recovery => words.texts.title("contact-category", &change.name),
        PolicyPart::Cap | PolicyPart::Rest | PolicyPart::QuietHours => words.rule(&change.name),
    };
    let key = format!("contact-change-{}-{}", change.part.as_str(), change.moved.as_str());
    words.texts.filled(&key, &[("name", name.into())])
}

fn preview_view(preview: &Preview, customer: Option<CustomerId>, words: ContactWords<'_>) -> PreviewView {
    let outcomes = |outcomes: &Outcomes| OutcomesView {
        at_once: outcomes.at_once,
        later: outcomes.later,
        withheld: outcomes.withheld,
    };
    let mut codes: Vec<&'static str> =
        preview.in_force.reasons.keys().chain(preview.proposed.reasons.keys()).copied().collect();
    codes.sort_unstable();
    codes.dedup();
    let count = |of: &Outcomes, code| of.reasons.get(code).copied().unwrap_or_default();
    let reason =
        |code| ReasonRow { code, in_force: count(&preview.in_force, code), proposed: count(&preview.proposed, code) };
    let message = |held: &contact::PreviewedWish| MessageView {
        at: held.at.micros(),
        channel: held.channel.as_str(),
        category: held.category.as_str(),
        subject: words.subject(&held.subject),
        in_force: words.replayed(&held.in_force),
        proposed: words.replayed(&held.proposed),
        differs: held.in_force != held.proposed,
    };
    PreviewView {
        from: preview.from.micros(),
        to: preview.to.micros(),
        is_cut: preview.is_cut,
        wishes: preview.wishes,
        otherwise: preview.otherwise,
        customers: preview.customers,
        in_force: outcomes(&preview.in_force),
        proposed: outcomes(&preview.proposed),
        reasons: codes.into_iter().map(reason).collect(),
        customer: customer.map(|customer| customer.0),
        messages: preview.messages.iter().map(message).collect(),
    }
}

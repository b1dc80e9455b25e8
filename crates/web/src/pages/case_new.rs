//! Quick capture: a case is taken down from anywhere, with everything but the words proposed.
//!
//! The same form is a page of its own and an overlay over every page; without a script the page proposes when asked.

pub(crate) mod view;

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::cases::{self, Captured, Chosen, TakenDown, UNDO_WITHIN};
use hamdel_app::customers::touchpoints;
use hamdel_app::tokens::new_token;
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::cases::{CaseAction, CaseId, Matter, Severity};
use hamdel_domain::rights::Right;
use hamdel_domain::{Channel, CustomerId};

use crate::error::{Failure, message_of};
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;
use view::{AspectView, ChoiceView, CustomerChip, DuplicateView, Names, TakenView};

/// What a field holds when somebody chose that there is none.
pub(crate) const NOTHING: &str = "-";

/// The form with what is proposed.
#[derive(Serialize)]
pub(crate) struct CaptureForm {
    pub(crate) text: String,
    pub(crate) who: String,
    pub(crate) remedy: String,
    pub(crate) token: String,
    pub(crate) matters: Vec<ChoiceView>,
    pub(crate) channels: Vec<ChoiceView>,
    pub(crate) proposals: ProposalsPart,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

/// What is proposed.
#[derive(Serialize)]
pub(crate) struct ProposalsPart {
    /// The customer proposed at first, and those to choose from.
    pub(crate) customer_was: String,
    pub(crate) customers: Vec<CustomerChip>,
    pub(crate) nobody: bool,
    /// Numbers and addresses that were found and are nobody's yet.
    pub(crate) new_contacts: Vec<String>,
    pub(crate) aspects: Vec<AspectView>,
    pub(crate) duplicates: Vec<DuplicateView>,
    /// Whether there are words to propose for.
    pub(crate) any: bool,
}

/// The page.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct CapturePage(pub(crate) CaptureForm);

/// The form by itself, for the overlay.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct CaptureBox(pub(crate) CaptureForm);

/// What is proposed, by itself.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct ProposalsBox(pub(crate) ProposalsPart);

/// The case that was taken down, on a page.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct TakenPage(pub(crate) TakenView);

/// The case that was taken down, in the overlay.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct TakenBox(pub(crate) TakenView);

impl Page for CapturePage {
    const TEMPLATE: &'static str = "pages/case_new/page.html";
}

impl Page for CaptureBox {
    const TEMPLATE: &'static str = "pages/case_new/form.html";
}

impl Page for ProposalsBox {
    const TEMPLATE: &'static str = "pages/case_new/proposals_part.html";
}

impl Page for TakenPage {
    const TEMPLATE: &'static str = "pages/case_new/taken_page.html";
}

impl Page for TakenBox {
    const TEMPLATE: &'static str = "pages/case_new/taken.html";
}

/// `GET /care/new`: the form; `taken` the number of a case that one has just taken down, `text` words to start from.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    if let Some(id) = params.known("taken", |number| number.parse().ok()) {
        return taken(&state, &signed, CaseId(id), false).await;
    }
    form(&state, &signed, &params, None).await
}

/// `POST /care/new`: takes it down; with `look` it only proposes, with `onto` the words go to a case that is there.
pub(crate) async fn take(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let params = Params::of(fields);
    if params.get("look").is_some() {
        return form(&state, &signed, &params, None).await;
    }
    let done = match params.known("onto", |number| number.parse().ok()) {
        Some(id) => add_to(&state, &signed, CaseId(id), &params).await.map(|id| (id, true)),
        None => cases::capture(&state.app, &read(&params, false), &signed.user)
            .await
            .map(|TakenDown { id, already, .. }| (id, already)),
    };
    match done {
        Ok((id, already)) if signed.reader.htmx => taken(&state, &signed, id, already).await,
        Ok((id, _)) => Ok(Redirect::to(&format!("/care/new?taken={id}")).into_response()),
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let page = form(&state, &signed, &params, Some(problem)).await?;
            // htmx puts only what succeeded into the page.
            let status = if signed.reader.htmx { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            Ok((status, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// The customer's words, put into the thread of a case that is there.
async fn add_to(state: &WebState, signed: &Signed, id: CaseId, params: &Params) -> Result<CaseId, AppError> {
    let action = CaseAction::Hear { text: params.get("text").unwrap_or_default().to_owned() };
    cases::act(&state.app, id, None, &action, &cases::Doer::Staff(&signed.user)).await?;
    Ok(id)
}

/// `POST /care/new/proposals`: what is proposed for what has been typed so far.
pub(crate) async fn propose(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let part = proposals(&state, &signed, &Params::of(fields)).await?;
    show_in(&state, &Shell::new(&state, &signed.reader, Area::None), &ProposalsBox(part))
}

/// `POST /care/new/undo`: takes back the case `case` that one has just taken down.
pub(crate) async fn undo(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let params = Params::of(fields);
    let id = params.known("case", |number| number.parse().ok()).ok_or(AppError::NotFound("case"))?;
    let case = cases::taken_by(&state.app, CaseId(id), &signed.user).await?;
    cases::take_back(&state.app, case.id, &signed.user).await?;
    // The words are there again, so that what was wrong can be put right.
    let words = Params::of(vec![("text".to_owned(), case.text)]);
    form(&state, &signed, &words, None).await
}

async fn form(
    state: &WebState,
    signed: &Signed,
    params: &Params,
    problem: Option<AppError>,
) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let text = |name: &str| params.get(name).unwrap_or_default().to_owned();
    let matter = params.known("matter", Matter::parse).unwrap_or_default();
    let channel = params.known("channel", Channel::parse).unwrap_or(Channel::Phone);
    let choice = |value: &str, family: &str, chosen: bool| ChoiceView {
        value: value.to_owned(),
        title: texts.title(family, value),
        chosen,
    };
    let form = CaptureForm {
        text: text("text"),
        who: text("who"),
        remedy: text("remedy"),
        token: params.get("token").map_or_else(|| new_token(&*state.app.entropy), str::to_owned),
        matters: Matter::ALL.iter().map(|held| choice(held.as_str(), "case-matter", *held == matter)).collect(),
        channels: Channel::ALL.iter().map(|held| choice(held.as_str(), "channel", *held == channel)).collect(),
        proposals: proposals(state, signed, params).await?,
        field: match &problem {
            Some(AppError::Invalid { field, .. }) => field,
            _ => "",
        },
        problem: problem.map(|problem| message_of(texts, &problem)),
    };
    let shell = Shell::new(state, &signed.reader, Area::None);
    if signed.reader.htmx {
        show_in(state, &shell, &CaptureBox(form))
    } else {
        show_in(state, &shell, &CapturePage(form))
    }
}

async fn proposals(state: &WebState, signed: &Signed, params: &Params) -> Result<ProposalsPart, Failure> {
    let note = read(params, true);
    let found = cases::propose(&state.app, &note.draft(), &signed.user).await?;
    let face = state.templates.face(signed.reader.language);
    let names = Names {
        texts: &face.texts,
        language: signed.reader.language,
        kinds: cases::case_kinds(&state.app).await?,
        touchpoints: touchpoints(&state.app).await?,
        units: cases::units(&state.app).await?,
    };
    Ok(view::part(&names, &note, &found))
}

async fn taken(state: &WebState, signed: &Signed, id: CaseId, already: bool) -> Result<Response, Failure> {
    let case = match cases::taken_by(&state.app, id, &signed.user).await {
        // Words that went to a case of somebody else: whoever reaches it sees its number.
        Err(AppError::NotFound(_)) => cases::one(&state.app, id, &signed.user).await?.case,
        held => held?,
    };
    let face = state.templates.face(signed.reader.language);
    let names = Names {
        texts: &face.texts,
        language: signed.reader.language,
        kinds: cases::case_kinds(&state.app).await?,
        touchpoints: touchpoints(&state.app).await?,
        units: cases::units(&state.app).await?,
    };
    let fresh = state.app.clock.now().micros_since(case.received_at) < UNDO_WITHIN && case.revision == 1;
    let reached = cases::within_reach(&state.app, &signed.user, &case, Right::ReadCaseReplies).await?;
    let view = view::taken(&names, &case, already, fresh && !already, reached);
    let shell = Shell::new(state, &signed.reader, Area::None);
    if signed.reader.htmx { show_in(state, &shell, &TakenBox(view)) } else { show_in(state, &shell, &TakenPage(view)) }
}

/// The note that fields say. `typing` as long as it is not saved: what was proposed before is then open again, and
/// proposed anew for what has been typed since.
pub(crate) fn read(params: &Params, typing: bool) -> Captured {
    let chosen = |name: &str| -> Chosen<String> {
        if let Some(other) = params.get(&format!("{name}_more")) {
            return Chosen::This(other.to_owned());
        }
        let (value, was) = (params.get(name), params.get(&format!("{name}_was")));
        match value {
            None => Chosen::Open,
            Some(held) if Some(held) == was && (typing || held == NOTHING) => Chosen::Open,
            Some(NOTHING) => Chosen::Nothing,
            Some(held) => Chosen::This(held.to_owned()),
        }
    };
    let customer = match chosen("customer") {
        Chosen::This(number) => number.parse().map_or(Chosen::Open, |number| Chosen::This(CustomerId(number))),
        Chosen::Nothing => Chosen::Nothing,
        Chosen::Open => Chosen::Open,
    };
    let severity = match chosen("severity") {
        Chosen::This(name) => Severity::parse(&name).map_or(Chosen::Open, Chosen::This),
        Chosen::Nothing => Chosen::Nothing,
        Chosen::Open => Chosen::Open,
    };
    Captured {
        text: params.get("text").unwrap_or_default().to_owned(),
        who: params.get("who").unwrap_or_default().to_owned(),
        remedy: params.get("remedy").map(str::to_owned),
        matter: params.known("matter", Matter::parse).unwrap_or_default(),
        channel: params.known("channel", Channel::parse).unwrap_or(Channel::Phone),
        customer,
        kind: chosen("kind"),
        touchpoint: chosen("touchpoint"),
        unit: chosen("unit"),
        severity,
        token: params.get("token").filter(|token| token.len() <= 64).map(str::to_owned),
    }
}

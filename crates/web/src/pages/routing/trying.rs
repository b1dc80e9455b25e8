//! Which rule would catch a case, and why the others do not?

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use hamdel_app::AppError;
use hamdel_app::cases::{by_reference, one};
use hamdel_app::people::Directory;
use hamdel_app::routing::{self, Trial, Tried, Verdict};
use hamdel_domain::Channel;
use hamdel_domain::cases::{CaseFacts, CaseReference, Matter, Severity};

use super::{UnitChoice, said, unit_choices};
use crate::error::{Failure, message_of};
use crate::pages::conditions::{ConditionView, about};
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

/// The page.
#[derive(Serialize)]
pub(crate) struct TryingPage {
    /// Whether there are rules at all.
    pub(crate) any: bool,
    pub(crate) form: TryForm,
    pub(crate) tried: Option<TriedView>,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for TryingPage {
    const TEMPLATE: &'static str = "pages/routing/trying.html";
}

/// What was typed.
#[derive(Serialize)]
pub(crate) struct TryForm {
    pub(crate) reference: String,
    pub(crate) text: String,
    pub(crate) kind: String,
    pub(crate) touchpoint: String,
    pub(crate) matters: Vec<&'static str>,
    pub(crate) matter: &'static str,
    pub(crate) severities: Vec<&'static str>,
    pub(crate) severity: Option<&'static str>,
    pub(crate) channels: Vec<&'static str>,
    pub(crate) channel: &'static str,
    pub(crate) language: &'static str,
    pub(crate) units: Vec<UnitChoice>,
}

/// What the rules made of it.
#[derive(Serialize)]
pub(crate) struct TriedView {
    /// The rule that caught it.
    pub(crate) rule: Option<String>,
    pub(crate) rules: Vec<VerdictView>,
    pub(crate) unit: Option<String>,
    pub(crate) severity: Option<&'static str>,
    /// How its owner is chosen.
    pub(crate) owner: &'static str,
    /// Among whom.
    pub(crate) candidates: Vec<String>,
}

/// What a rule made of it.
#[derive(Serialize)]
pub(crate) struct VerdictView {
    pub(crate) place: usize,
    pub(crate) name: String,
    /// None where it catches every case.
    pub(crate) condition: Option<ConditionView>,
    /// `caught`, `not_met`, `broken`, `off` or `not_reached`.
    pub(crate) verdict: &'static str,
    pub(crate) problem: Option<String>,
}

/// `GET /settings/routing/try`: `reference` of a case, or `text`, `kind`, `touchpoint`, `matter`, `severity`, `channel`,
/// `language` and `unit` of one that is thought of.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let kept = routing::rules(&state.app).await?;
    let directory = Directory::of(&state.app).await?;
    let asked = params.has("text") || params.get("reference").is_some();
    let tried = match trial(&state, &signed, &params).await {
        Ok(trial) if asked => Ok(Some(routing::try_on(&state.app, &kept.policy, &trial, &signed.user).await?)),
        Ok(_) => Ok(None),
        Err(problem @ (AppError::NotFound(_) | AppError::Refused { .. })) => Err(problem),
        Err(problem) => return Err(problem.into()),
    };
    let (tried, problem) = match tried {
        Ok(tried) => (tried, None),
        Err(problem) => (None, Some(problem)),
    };
    let texts = &state.templates.face(signed.reader.language).texts;
    let variables = about::of_cases(&state, texts).await?;
    let conditions = kept.policy.rules.iter().map(|rule| said(texts, rule, &variables)).collect();
    let page = TryingPage {
        any: !kept.policy.rules.is_empty(),
        form: form(&state, &signed, &directory, &params),
        tried: tried.map(|tried| view(&directory, tried, conditions)),
        field: problem.as_ref().map_or("", |_| "reference"),
        problem: problem.map(|problem| match problem {
            AppError::NotFound(_) => texts.plain("why-routing-reference"),
            other => message_of(texts, &other),
        }),
    };
    show_in(&state, &Shell::new(&state, &signed.reader, Area::Settings), &page)
}

/// The case that is tried: one that is there and within reach, or what was typed.
async fn trial(state: &WebState, signed: &Signed, params: &Params) -> Result<Trial, AppError> {
    if let Some(reference) = params.get("reference") {
        let reference = CaseReference::parse(reference).ok_or(AppError::NotFound("case"))?;
        let found = by_reference(&state.app, &reference).await?;
        let read = one(&state.app, found.id, &signed.user).await?;
        return if read.whole { Ok(Trial::of(&read.case)) } else { Err(AppError::NotFound("case")) };
    }
    let word = |name: &str| params.get(name).map(str::to_owned);
    Ok(Trial {
        facts: CaseFacts {
            matter: params.known("matter", Matter::parse).unwrap_or_default(),
            kind: word("kind"),
            touchpoint: word("touchpoint"),
            unit: word("unit"),
            severity: params.known("severity", Severity::parse),
            ..CaseFacts::default()
        },
        text: word("text").unwrap_or_default(),
        channel: params.known("channel", Channel::parse).unwrap_or(Channel::Web),
        language: params.get("language").filter(|code| *code == "en").unwrap_or("fa").to_owned(),
        customer: None,
    })
}

fn form(state: &WebState, signed: &Signed, directory: &Directory, params: &Params) -> TryForm {
    let text = |name: &str| params.get(name).unwrap_or_default().to_owned();
    TryForm {
        reference: text("reference"),
        text: text("text"),
        kind: text("kind"),
        touchpoint: text("touchpoint"),
        matters: Matter::ALL.into_iter().map(Matter::as_str).collect(),
        matter: params.known("matter", Matter::parse).unwrap_or_default().as_str(),
        severities: Severity::ALL.iter().map(|severity| severity.as_str()).collect(),
        severity: params.known("severity", Severity::parse).map(Severity::as_str),
        channels: Channel::ALL.iter().map(|channel| channel.as_str()).collect(),
        channel: params.known("channel", Channel::parse).unwrap_or(Channel::Web).as_str(),
        language: if params.get("language") == Some("en") { "en" } else { "fa" },
        units: unit_choices(state, signed, directory, params.get("unit")),
    }
}

fn view(directory: &Directory, tried: Tried, conditions: Vec<Option<ConditionView>>) -> TriedView {
    let caught = tried.rules.iter().find(|(_, verdict)| *verdict == Verdict::Caught).map(|(name, _)| name.clone());
    let verdict = |(((name, verdict), place), condition): (((String, Verdict), usize), _)| VerdictView {
        place,
        condition,
        name,
        verdict: verdict.as_str(),
        problem: if let Verdict::Broken(problem) = verdict { Some(problem) } else { None },
    };
    TriedView {
        rule: caught,
        unit: tried.facts.unit,
        severity: tried.facts.severity.map(Severity::as_str),
        owner: tried.owner.as_str(),
        candidates: tried
            .candidates
            .into_iter()
            .filter_map(|user| directory.person(user).map(|person| person.name.clone()))
            .collect(),
        rules: tried.rules.into_iter().zip(1..).zip(conditions).map(verdict).collect(),
    }
}

//! Settings: the company's list of kinds of cases.

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::cases::{self, add_shop_kinds, case_kinds, put_kind};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::cases::kinds::shop_kinds;
use hamdel_domain::cases::{CaseKind, Severity};
use hamdel_text::Language;

use crate::error::{Failure, message_of};
use crate::pages::case_new::view::{ChoiceView, Names};
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

/// The list, with the form for one of them.
#[derive(Serialize)]
pub(crate) struct CaseKindsPage {
    pub(crate) kinds: Vec<KindView>,
    pub(crate) in_use: usize,
    /// How many of the list to start from are not there yet.
    pub(crate) ready: usize,
    pub(crate) form: KindForm,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for CaseKindsPage {
    const TEMPLATE: &'static str = "pages/case_kinds/page.html";
}

/// A kind.
#[derive(Serialize)]
pub(crate) struct KindView {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) unit: Option<String>,
    pub(crate) severity: Option<&'static str>,
    pub(crate) words: String,
    pub(crate) archived: bool,
}

/// The form.
#[derive(Serialize)]
pub(crate) struct KindForm {
    /// Whether the kind is there already.
    pub(crate) old: bool,
    pub(crate) name: String,
    pub(crate) title_fa: String,
    pub(crate) title_en: String,
    pub(crate) words: String,
    pub(crate) archived: bool,
    pub(crate) units: Vec<ChoiceView>,
    pub(crate) severities: Vec<ChoiceView>,
}

/// `GET /settings/case-kinds`: `kind` the one to change.
pub(crate) async fn list(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let kinds = case_kinds(&state.app).await?;
    let chosen = params.get("kind").and_then(|name| kinds.iter().find(|kind| kind.name == name)).cloned();
    show(&state, &signed, kinds, &chosen.unwrap_or_default(), None).await
}

/// `POST /settings/case-kinds`: adds or changes the kind `name`.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let kinds = case_kinds(&state.app).await?;
    let before = kinds.iter().find(|kind| form.get("name") == Some(kind.name.as_str()));
    let archived_at = before.and_then(|kind| kind.archived_at).unwrap_or_else(|| state.app.clock.now());
    let kind = CaseKind {
        name: text("name"),
        title_fa: text("title_fa"),
        title_en: text("title_en"),
        unit: form.get("unit").map(str::to_owned),
        severity: form.known("severity", Severity::parse),
        words: text("words"),
        archived_at: form.get("archived").is_some().then_some(archived_at),
    };
    match put_kind(&state.app, &kind, &signed.user.actor()).await {
        Ok(()) => Ok(Redirect::to("/settings/case-kinds").into_response()),
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let page = show(&state, &signed, kinds, &kind, Some(problem)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// `POST /settings/case-kinds/ready`: adds the list that a shop may start from.
pub(crate) async fn add_ready(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    add_shop_kinds(&state.app, &signed.user.actor()).await?;
    Ok(Redirect::to("/settings/case-kinds").into_response())
}

async fn show(
    state: &WebState,
    signed: &Signed,
    kinds: Vec<CaseKind>,
    chosen: &CaseKind,
    problem: Option<AppError>,
) -> Result<Response, Failure> {
    let language = signed.reader.language;
    let texts = &state.templates.face(language).texts;
    let names =
        Names { texts, language, kinds: Vec::new(), touchpoints: Vec::new(), units: cases::units(&state.app).await? };
    let choice = |(value, title): (String, String), held: Option<&str>| ChoiceView {
        chosen: held == Some(value.as_str()),
        value,
        title,
    };
    let severity = |held: &Severity| (held.as_str().to_owned(), texts.title("severity", held.as_str()));
    let form = KindForm {
        old: kinds.iter().any(|kind| kind.name == chosen.name),
        name: chosen.name.clone(),
        title_fa: chosen.title_fa.clone(),
        title_en: chosen.title_en.clone(),
        words: chosen.words.clone(),
        archived: chosen.archived_at.is_some(),
        units: names.units().into_iter().map(|held| choice(held, chosen.unit.as_deref())).collect(),
        severities: Severity::ALL
            .iter()
            .map(|held| choice(severity(held), chosen.severity.map(Severity::as_str)))
            .collect(),
    };
    let units = names.units();
    let view = |kind: &CaseKind| KindView {
        title: if language == Language::Persian { kind.title_fa.clone() } else { kind.title_en.clone() },
        unit: kind.unit.as_ref().map(|name| {
            units.iter().find(|(held, _)| held == name).map_or_else(|| name.clone(), |(_, title)| title.clone())
        }),
        severity: kind.severity.map(Severity::as_str),
        words: kind.words.clone(),
        archived: kind.archived_at.is_some(),
        name: kind.name.clone(),
    };
    let page = CaseKindsPage {
        in_use: kinds.iter().filter(|kind| kind.archived_at.is_none()).count(),
        ready: shop_kinds().iter().filter(|ready| !kinds.iter().any(|kind| kind.name == ready.name)).count(),
        kinds: kinds.iter().map(view).collect(),
        form,
        field: match &problem {
            Some(AppError::Invalid { field, .. }) => field,
            _ => "",
        },
        problem: problem.map(|problem| message_of(texts, &problem)),
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Settings), &page)
}

//! Settings: segments, each a named condition on customers with how many meet it now.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::conditions::Variable;
use hamdel_app::segments::{self, Counted};
use hamdel_app::{AppError, ErrorCode};
use hamdel_domain::segments::{Segment, SegmentId};

use crate::error::{Failure, message_of};
use crate::pages::conditions::{ConditionEditor, ConditionView, about, read_condition};
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

/// Where the page is.
const PATH: &str = "/settings/segments";
/// Conditions that show how one is written.
const EXAMPLES: [(&str, &str); 5] = [
    ("quiet", "interactions > 5 && days_since_last > 60"),
    ("valuable", "value > 50000000"),
    ("stage", "stage == \"use\" && standing == \"known\""),
    ("returned", "kinds.order_returned > 1"),
    ("trait", "traits.city == \"تهران\""),
];

/// The page.
#[derive(Serialize)]
pub(crate) struct SegmentsPage {
    pub(crate) customers: u64,
    pub(crate) segments: Vec<SegmentRow>,
    pub(crate) retired: Vec<SegmentRow>,
    /// The segment that is changed.
    pub(crate) id: Option<i64>,
    pub(crate) name: String,
    pub(crate) condition: ConditionEditor,
    pub(crate) examples: Vec<Example>,
    pub(crate) problem: Option<String>,
    /// What is wrong with the condition, in the words of its language.
    pub(crate) wrong: Option<String>,
    pub(crate) field: &'static str,
}

impl Page for SegmentsPage {
    const TEMPLATE: &'static str = "pages/segments/page.html";
}

/// A segment in the table.
#[derive(Serialize)]
pub(crate) struct SegmentRow {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) condition: ConditionView,
    /// How many customers; none where it cannot be worked out.
    pub(crate) n: Option<u64>,
    pub(crate) problem: String,
}

/// A condition that shows how one is written.
#[derive(Serialize)]
pub(crate) struct Example {
    pub(crate) name: &'static str,
    pub(crate) condition: ConditionView,
}

/// How many customers meet a condition that is being typed.
#[derive(Serialize)]
pub(crate) struct CountPart {
    pub(crate) n: Option<u64>,
    pub(crate) of: u64,
    pub(crate) wrong: String,
}

impl Page for CountPart {
    const TEMPLATE: &'static str = "pages/segments/count.html";
}

/// `GET /settings/segments`: `segment` to change one.
pub(crate) async fn list(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let chosen = params.known("segment", |number| number.parse().ok()).map(SegmentId);
    let held = segments::segments(&state.app).await?.into_iter().find(|held| Some(held.id) == chosen);
    let typed = held.map(|held| (Some(held.id), held.name, held.condition)).unwrap_or_default();
    show(&state, &signed, typed, None).await
}

/// `GET /settings/segments/count`: how many customers meet the `condition` of the form.
pub(crate) async fn count(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let texts = &state.templates.face(signed.reader.language).texts;
    let (_, condition) = typed(&params, &about::of_customers(&state, texts).await?);
    let empty = condition.trim().is_empty();
    let Counted { customers, mut met } = segments::count(&state.app, &[condition]).await?;
    let (n, wrong) = match met.pop() {
        _ if empty => (None, String::new()),
        Some(Ok(n)) => (Some(n), String::new()),
        Some(Err(problem)) => (None, problem),
        None => (None, String::new()),
    };
    show_in(&state, &Shell::new(&state, &signed.reader, Area::Settings), &CountPart { n, of: customers, wrong })
}

/// `POST /settings/segments`: a `name` and a `condition`.
pub(crate) async fn add(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let texts = &state.templates.face(signed.reader.language).texts;
    let (name, condition) = typed(&form, &about::of_customers(&state, texts).await?);
    let made = segments::add_segment(&state.app, &name, &condition, &signed.user.actor()).await.map(|_| ());
    answer(&state, &signed, (None, name, condition), made).await
}

/// `POST /settings/segments/{segment}`: a `name` and a `condition`; `do=retire` or `do=restore`.
pub(crate) async fn change(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let held = segments::segments(&state.app).await?.into_iter().find(|held| held.id == SegmentId(id));
    let held = held.ok_or(AppError::NotFound("segment"))?;
    let changed = match form.get("do") {
        Some("retire") => Segment { retired: true, ..held },
        Some("restore") => Segment { retired: false, ..held },
        _ => {
            let texts = &state.templates.face(signed.reader.language).texts;
            let (name, condition) = typed(&form, &about::of_customers(&state, texts).await?);
            Segment { name, condition, ..held }
        }
    };
    let made = segments::change_segment(&state.app, &changed, &signed.user.actor()).await;
    answer(&state, &signed, (Some(changed.id), changed.name, changed.condition), made).await
}

fn typed(form: &Params, variables: &[Variable]) -> (String, String) {
    let condition = read_condition(form.fields(), "condition", variables);
    (form.get("name").unwrap_or_default().to_owned(), condition.unwrap_or_default())
}

async fn answer(
    state: &WebState,
    signed: &Signed,
    typed: (Option<SegmentId>, String, String),
    made: Result<(), AppError>,
) -> Result<Response, Failure> {
    match made {
        Ok(()) => Ok(Redirect::to(PATH).into_response()),
        Err(problem) if matches!(problem.code(), ErrorCode::Invalid | ErrorCode::Conflict) => {
            let page = show(state, signed, typed, Some(problem)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn show(
    state: &WebState,
    signed: &Signed,
    (id, name, condition): (Option<SegmentId>, String, String),
    problem: Option<AppError>,
) -> Result<Response, Failure> {
    let kept = segments::segments(&state.app).await?;
    let conditions: Vec<String> = kept.iter().map(|held| held.condition.clone()).collect();
    let Counted { customers, met } = segments::count(&state.app, &conditions).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let variables = about::of_customers(state, texts).await?;
    let row = |(held, met): (&Segment, &Result<u64, String>)| SegmentRow {
        id: held.id.0,
        name: held.name.clone(),
        condition: ConditionView::of(texts, &held.condition, &variables),
        n: met.as_ref().ok().copied(),
        problem: met.as_ref().err().cloned().unwrap_or_default(),
    };
    let rows = |retired| kept.iter().zip(&met).filter(move |(held, _)| held.retired == retired).map(row).collect();
    let (field, wrong) = match &problem {
        Some(AppError::Invalid { field: "condition", problem }) => ("condition", Some(problem.clone())),
        Some(_) => ("name", None),
        None => ("", None),
    };
    let page = SegmentsPage {
        customers,
        segments: rows(false),
        retired: rows(true),
        id: id.map(|id| id.0),
        name,
        condition: ConditionEditor::of(texts, "condition", Some(&condition), &variables),
        examples: EXAMPLES
            .map(|(name, condition)| Example { name, condition: ConditionView::of(texts, condition, &variables) })
            .into(),
        problem: problem.map(|problem| message_of(texts, &problem)),
        wrong,
        field,
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Settings), &page)
}

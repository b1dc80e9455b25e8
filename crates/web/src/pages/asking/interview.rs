//! Whom do I call, may I, and what do they say?

use axum::Form;
use axum::extract::{Path, RawForm, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};

use hamdel_app::ErrorCode;
use hamdel_app::surveys::{self, InterviewStart};
use hamdel_domain::surveys::{SurveyId, SurveyLanguage};

use super::{WayLink, ways};
use crate::error::{Failure, message_of};
use crate::pages::contacts::book::outcome_name;
use crate::pages::contacts::words::ContactWords;
use crate::pages::surveys::voice_tabs;
use crate::pages::voice::Tab;
use crate::params::Params;
use crate::public::answering::{Way, go_on_by, show_response};
use crate::reader::Signed;
use crate::shell::{Area, show as show_page};
use crate::state::WebState;
use crate::templates::Page;

/// The page.
#[derive(Serialize)]
pub(crate) struct InterviewPage {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) ways: Vec<WayLink>,
    pub(crate) id: i64,
    pub(crate) name: String,
    /// What was typed.
    pub(crate) phone: String,
    pub(crate) callee: Option<CalleeView>,
    pub(crate) problem: Option<String>,
}

impl Page for InterviewPage {
    const TEMPLATE: &'static str = "pages/asking/interview.html";
}

/// Whose the number is.
#[derive(Serialize)]
pub(crate) struct CalleeView {
    pub(crate) phone: String,
    pub(crate) customer: Option<i64>,
    pub(crate) name: Option<String>,
    /// `now`, `later` or `not`.
    pub(crate) outcome: &'static str,
    pub(crate) why: String,
}

/// What begins an interview.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Begun {
    phone: String,
    called_us: String,
    language: String,
}

/// `GET /voice/surveys/{survey}/asking/telephone`: `phone` to look somebody up.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    params: Params,
) -> Result<Response, Failure> {
    draw(&state, &signed, id, params.get("phone").unwrap_or_default(), None).await
}

async fn draw(
    state: &WebState,
    signed: &Signed,
    id: i64,
    phone: &str,
    mut problem: Option<String>,
) -> Result<Response, Failure> {
    let survey = surveys::interview(&state.app, SurveyId(id)).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let words = ContactWords { texts, zone: state.app.zone };
    let callee = if phone.is_empty() {
        None
    } else {
        match surveys::callee(&state.app, SurveyId(id), phone, &signed.user.actor()).await {
            Ok(callee) => Some(CalleeView {
                phone: callee.phone,
                customer: callee.customer.map(|customer| customer.0),
                name: callee.name,
                outcome: outcome_name(&callee.decision),
                why: words.decision(&callee.decision),
            }),
            Err(wrong) if wrong.code() == ErrorCode::Invalid => {
                problem = problem.or_else(|| Some(message_of(texts, &wrong)));
                None
            }
            Err(wrong) => return Err(wrong.into()),
        }
    };
    let page = InterviewPage {
        tabs: voice_tabs(),
        ways: ways(id, "telephone"),
        id,
        name: survey.name,
        phone: phone.to_owned(),
        callee,
        problem,
    };
    show_page(state, &signed.reader, Area::Voice, &page)
}

/// `POST /voice/surveys/{survey}/asking/telephone`: begins the interview, where the contact ledger lets it.
pub(crate) async fn begin(
    State(state): State<WebState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(begun): Form<Begun>,
) -> Result<Response, Failure> {
    let actor = signed.user.actor();
    let start = InterviewStart {
        phone: &begun.phone,
        called_us: !begun.called_us.is_empty(),
        language: SurveyLanguage::parse(&begun.language),
        interviewer: &actor,
        employee: signed.user.employee.as_deref(),
    };
    match surveys::start_interview(&state.app, SurveyId(id), &start).await {
        Ok(Ok(started)) => Ok(Redirect::to(&way(id).response(&started.token)).into_response()),
        Ok(Err(_)) => {
            let texts = &state.templates.face(signed.reader.language).texts;
            let refused = Some(texts.plain("interview-refused"));
            let page = draw(&state, &signed, id, &begun.phone, refused).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) if problem.code() == ErrorCode::Invalid => {
            let texts = &state.templates.face(signed.reader.language).texts;
            let page = draw(&state, &signed, id, &begun.phone, Some(message_of(texts, &problem))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

fn way(survey: i64) -> Way {
    Way::telephone(survey)
}

/// `GET /voice/surveys/{survey}/asking/telephone/r/{response}`: the interview, where it is.
pub(crate) async fn resume(
    State(state): State<WebState>,
    signed: Signed,
    Path((id, token)): Path<(i64, String)>,
    params: Params,
) -> Result<Response, Failure> {
    show_response(&state, &signed.reader, &way(id), &token, &params).await
}

/// `POST /voice/surveys/{survey}/asking/telephone/r/{response}`: a page of the interview.
pub(crate) async fn go_on(
    State(state): State<WebState>,
    signed: Signed,
    Path((id, token)): Path<(i64, String)>,
    RawForm(body): RawForm,
) -> Result<Response, Failure> {
    go_on_by(&state, &signed.reader, &way(id), &token, &body).await
}

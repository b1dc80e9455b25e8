//! Settings: are customers asked after closing whether it is truly solved?

use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::cases::{after_closing, ask_after_closing};

use crate::error::Failure;
use crate::params::Params;
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

/// The page.
#[derive(Serialize)]
pub(crate) struct AfterClosingPage {
    pub(crate) on: bool,
    /// The survey, once it was set up.
    pub(crate) survey: Option<i64>,
    /// Responses that were submitted.
    pub(crate) submitted: i64,
}

impl Page for AfterClosingPage {
    const TEMPLATE: &'static str = "pages/after_closing/page.html";
}

/// `GET /settings/after-closing`.
pub(crate) async fn show(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    let held = after_closing(&state.app).await?;
    let page = AfterClosingPage {
        on: held.on,
        survey: held.by.map(|by| by.survey.0),
        submitted: held.funnel.map_or(0, |funnel| funnel.submitted),
    };
    show_in(&state, &Shell::new(&state, &signed.reader, Area::Settings), &page)
}

/// `POST /settings/after-closing`: `on` where customers are to be asked.
pub(crate) async fn switch(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let on = Params::of(fields).get("on").is_some();
    let name = state.templates.face(signed.reader.language).texts.plain("after-closing-survey");
    ask_after_closing(&state.app, on, &name, &signed.user.actor()).await?;
    Ok(Redirect::to("/settings/after-closing").into_response())
}

//! Views of the inbox that people keep.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::feedback::{self, FeedbackQuestion};

use hamdel_domain::rights::Right;

use super::PATH;
use crate::error::Failure;
use crate::pages::voice::question;
use crate::params::{Params, own_address};
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

/// The views, as a part of a page.
#[derive(Serialize)]
pub(crate) struct ViewsPart {
    pub(crate) views: Vec<ViewLink>,
}

impl Page for ViewsPart {
    const TEMPLATE: &'static str = "pages/feedback/views.html";
}

/// A view, and how much is in it.
#[derive(Serialize)]
pub(crate) struct ViewLink {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) shared: bool,
    /// Whether it is one's own, so that one may take it away.
    pub(crate) own: bool,
    pub(crate) count: usize,
}

/// `GET /voice/feedback/views`: with their counts, for the page that shows them.
pub(crate) async fn list(State(state): State<WebState>, signed: Signed) -> Result<Response, Failure> {
    let me = signed.user.id.0;
    let units = signed.user.scope(Right::ReadFeedback).units();
    let counted = feedback::views(&state.app, &signed.user, |text| FeedbackQuestion {
        units: units.clone(),
        ..question(&Params::parse(text), me)
    })
    .await?;
    let link = |held: feedback::CountedView| ViewLink {
        id: held.view.id,
        href: format!("{PATH}?{}", held.view.query),
        name: held.view.name,
        shared: held.view.shared,
        own: held.view.owner == me,
        count: held.count,
    };
    let part = ViewsPart { views: counted.into_iter().map(link).collect() };
    show_in(&state, &Shell::new(&state, &signed.reader, Area::Voice), &part)
}

/// `POST /voice/feedback/views`: `name`, `query` of the list, `shared`.
pub(crate) async fn save(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let query = form.get("query").unwrap_or_default();
    let shared = form.get("shared").is_some();
    feedback::save_view(&state.app, form.get("name").unwrap_or_default(), query, shared, &signed.user).await?;
    Ok(Redirect::to(own_address(Some(&format!("{PATH}?{query}")))).into_response())
}

/// `POST /voice/feedback/views/{view}/remove`: one's own; `next`.
pub(crate) async fn remove(
    State(state): State<WebState>,
    signed: Signed,
    Path(view): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    feedback::remove_view(&state.app, view, &signed.user).await?;
    Ok(Redirect::to(own_address(Params::of(fields).get("next"))).into_response())
}

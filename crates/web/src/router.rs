//! Every route.

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post, put};

use hamdel_app::AppError;

use crate::error::Failure;
use crate::state::WebState;
use crate::{api, assets, guard, pages, public, reader};

/// Everything that Hamdel answers over HTTP.
pub fn router(state: WebState) -> Router {
    let within = signed_in().layer(from_fn(guard::signed_in_only)).merge(open());
    within
        .fallback(nothing_here)
        .layer(from_fn(guard::same_origin))
        .layer(from_fn_with_state(state.clone(), reader::make_out))
        .merge(intake())
        .layer(from_fn(guard::told_to_browsers))
        .with_state(state)
}

/// Pages and API for those who are signed in.
fn signed_in() -> Router<WebState> {
    Router::new()
        .route("/", get(pages::pulse::show))
        .route("/pulse/live", get(pages::pulse::live))
        .route("/customers", get(pages::customers::list))
        .route("/customers.csv", get(pages::customers::csv))
        .route("/customers.xlsx", get(pages::customers::xlsx))
        .route("/customers/view", post(pages::customers::choose))
        .route("/customers/{customer}", get(pages::profile::show))
        .route("/customers/{customer}/timeline", get(pages::profile::older))
        .route("/voice", get(pages::scores::first))
        .route("/voice/surveys", get(pages::surveys::list).post(pages::surveys::create))
        .route("/voice/surveys/{survey}", get(pages::surveys::show))
        .route("/voice/surveys/{survey}/edit", get(pages::surveys::show_edit).post(pages::surveys::change))
        .route("/voice/surveys/{survey}/asking", get(pages::surveys::asking::show).post(pages::surveys::asking::add))
        .route("/voice/surveys/{survey}/asking/switch", post(pages::surveys::asking::switch))
        .route("/voice/surveys/{survey}/asking/site", get(pages::asking::site::show).post(pages::asking::site::change))
        .route("/voice/surveys/{survey}/asking/site/secret", post(pages::asking::site::renew))
        .route("/voice/surveys/{survey}/asking/site/sample", get(pages::asking::site::sample))
        .route("/voice/surveys/{survey}/asking/site/widget.js", get(pages::asking::site::trial_script))
        .route("/voice/surveys/{survey}/asking/site/frame", get(pages::asking::site::trial_frame))
        .route("/voice/surveys/{survey}/preview", get(pages::surveys::preview))
        .route("/voice/surveys/{survey}/publish", post(pages::surveys::publish))
        .route("/voice/surveys/{survey}/archive", post(pages::surveys::archive))
        .route("/voice/surveys/{survey}/restore", post(pages::surveys::restore))
        .route("/voice/surveys/{survey}/code.svg", get(pages::surveys::code))
        .route("/voice/scores", get(pages::scores::show))
        .route("/voice/words", get(pages::words::show))
        .route("/voice/feedback", get(pages::feedback::list))
        .route("/voice/feedback.csv", get(pages::feedback::csv))
        .route("/settings", get(pages::sources::settings))
        .route("/settings/sources", get(pages::sources::list).post(pages::sources::create))
        .route("/settings/sources/{source}", get(pages::sources::show))
        .route("/settings/sources/{source}/retire", post(pages::sources::retire))
        .route("/settings/sources/{source}/key", post(pages::sources::rotate))
        .route("/settings/sources/{source}/rejected.jsonl", get(pages::sources::rejected))
        .route("/sign-out", post(pages::sign_in::leave))
        .route("/api/v1/pulse", get(api::pulse::live))
        .route("/api/v1/pulse/days", get(api::pulse::days))
        .route("/api/v1/customers", get(api::customers::list))
        .route("/api/v1/customers.csv", get(pages::customers::csv))
        .route("/api/v1/customers.xlsx", get(pages::customers::xlsx))
        .route("/api/v1/customers/{customer}", get(api::customers::show))
        .route("/api/v1/customers/{customer}/timeline", get(api::customers::timeline))
        .route("/api/v1/surveys", get(api::surveys::list).post(api::surveys::create))
        .route("/api/v1/surveys/{survey}", get(api::surveys::show))
        .route("/api/v1/surveys/{survey}/draft", put(api::surveys::save))
        .route("/api/v1/surveys/{survey}/publish", post(api::surveys::publish))
        .route("/api/v1/surveys/{survey}/archive", post(api::surveys::archive))
        .route("/api/v1/surveys/{survey}/site", get(api::asking::show_site).put(api::asking::change_site))
        .route("/api/v1/scores", get(api::scores::show))
        .route("/api/v1/words", get(api::words::show))
        .route("/api/v1/feedback", get(api::feedback::list))
        .route("/api/v1/feedback.csv", get(pages::feedback::csv))
        .route("/api/v1/sources", get(api::sources::list).post(api::sources::create))
        .route("/api/v1/sources/{source}", get(api::sources::show))
        .route("/api/v1/sources/{source}/retire", post(api::sources::retire))
        .route("/api/v1/sources/{source}/key", post(api::sources::rotate))
        .route("/api/v1/sources/{source}/rejected", get(api::sources::rejected))
}

/// What anybody may ask for.
fn open() -> Router<WebState> {
    Router::new()
        .route("/healthz", get(public::health::healthz))
        .route("/assets/{*path}", get(assets::serve))
        .route("/sign-in", get(pages::sign_in::show_form).post(pages::sign_in::enter))
        .route("/sign-in/link/{token}", get(pages::sign_in::show_link).post(pages::sign_in::enter_by_link))
        .route("/language", post(pages::language::choose))
        .route("/s/{token}", get(public::answering::open).post(public::answering::begin))
        .route("/i/{secret}", get(public::answering::open_invitation).post(public::answering::begin_invitation))
        .route("/r/{token}", get(public::answering::resume).post(public::answering::go_on))
        .route("/u/{secret}", get(public::answering::look_at_leaving).post(public::answering::leave))
        .route("/e/{token}", get(public::embedding::open).post(public::embedding::begin))
        .route("/e/{token}/widget.js", get(public::embedding::widget))
        .route("/e/{token}/show", post(public::embedding::show))
        .route("/e/{token}/r/{response}", get(public::embedding::resume).post(public::embedding::go_on))
        .route("/look/{colour}", get(public::answering::style))
        .layer(from_fn(pages::sign_in::note_address))
}

/// What sources call, from any origin and without a session.
fn intake() -> Router<WebState> {
    Router::new()
        .route("/v1/{call}", post(public::intake::receive).options(public::intake::preflight))
        .route("/v1/projects/{key}/settings", get(public::intake::client_settings).options(public::intake::preflight))
}

async fn nothing_here() -> Failure {
    AppError::NotFound("page").into()
}

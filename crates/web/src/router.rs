//! Every route.

use axum::middleware::{from_fn, from_fn_with_state};
use axum::{Router, routing};

use hamdel_app::AppError;
use hamdel_domain::rights::Right::*;

use crate::error::Failure;
use crate::routes::{Routes, get, post, put};
use crate::state::WebState;
use crate::{api, assets, guard, pages, public, reader};

/// Everything that Hamdel answers over HTTP.
pub fn router(state: WebState) -> Router {
    let within = signed_in().into_router().layer(from_fn(guard::signed_in_only)).merge(open());
    within
        .fallback(nothing_here)
        .layer(from_fn(guard::same_origin))
        .layer(from_fn_with_state(state.clone(), reader::make_out))
        .merge(intake())
        .layer(from_fn(guard::told_to_browsers))
        .with_state(state)
}

/// Pages and API for those who are signed in; each names the right it needs.
#[rustfmt::skip]
pub(crate) fn signed_in() -> Routes {
    Routes::default()
        .route("/", get(ReadResults, pages::pulse::show))
        .route("/pulse/live", get(ReadResults, pages::pulse::live))
        .route("/customers", get(ReadCustomers, pages::customers::list))
        .route("/customers.csv", get(Export, pages::customers::csv))
        .route("/customers.xlsx", get(Export, pages::customers::xlsx))
        .route("/customers/view", post(KeepAccount, pages::customers::choose))
        .route("/customers/{customer}", get(ReadCustomers, pages::profile::show))
        .route("/customers/{customer}/timeline", get(ReadCustomers, pages::profile::older))
        .route("/customers/{customer}/contacts", get(ReadContacts, pages::contacts::book::show))
        .route("/voice", get(ReadResults, pages::scores::first))
        .route("/voice/surveys", get(ReadSurveys, pages::surveys::list).post(BuildSurveys, pages::surveys::create))
        .route("/voice/surveys/{survey}", get(ReadSurveys, pages::surveys::show))
        .route("/voice/surveys/{survey}/edit", get(BuildSurveys, pages::surveys::show_edit).post(BuildSurveys, pages::surveys::change))
        .route("/voice/surveys/{survey}/asking", get(ReadSurveys, pages::surveys::asking::show).post(ManageInvitations, pages::surveys::asking::add))
        .route("/voice/surveys/{survey}/asking/switch", post(ManageInvitations, pages::surveys::asking::switch))
        .route("/voice/surveys/{survey}/asking/site", get(ReadSurveys, pages::asking::site::show).post(ManageInvitations, pages::asking::site::change))
        .route("/voice/surveys/{survey}/asking/site/secret", post(ManageInvitations, pages::asking::site::renew))
        .route("/voice/surveys/{survey}/asking/site/sample", get(ReadSurveys, pages::asking::site::sample))
        .route("/voice/surveys/{survey}/asking/site/widget.js", get(ReadSurveys, pages::asking::site::trial_script))
        .route("/voice/surveys/{survey}/asking/site/frame", get(ReadSurveys, pages::asking::site::trial_frame))
        .route("/voice/surveys/{survey}/preview", get(ReadSurveys, pages::surveys::preview))
        .route("/voice/surveys/{survey}/publish", post(PublishSurveys, pages::surveys::publish))
        .route("/voice/surveys/{survey}/archive", post(PublishSurveys, pages::surveys::archive))
        .route("/voice/surveys/{survey}/restore", post(PublishSurveys, pages::surveys::restore))
        .route("/voice/surveys/{survey}/code.svg", get(ReadSurveys, pages::surveys::code))
        .route("/voice/surveys/{survey}/results", get(ReadResults, pages::results::show))
        .route("/voice/surveys/{survey}/results.csv", get(Export, pages::results::files::csv))
        .route("/voice/surveys/{survey}/results.xlsx", get(Export, pages::results::files::xlsx))
        .route("/voice/surveys/{survey}/results.sps", get(Export, pages::results::files::sps))
        .route("/voice/surveys/{survey}/results/cross", get(ReadResults, pages::results::cross::show))
        .route("/voice/surveys/{survey}/results/compare", get(ReadResults, pages::results::cross::compare))
        .route("/voice/surveys/{survey}/results/responses", get(ReadFeedback, pages::results::behind::list))
        .route("/voice/surveys/{survey}/results/responses/{response}", get(ReadFeedback, pages::results::behind::one))
        .route("/voice/surveys/{survey}/results/share", get(ShareResults, pages::results::sharing::show).post(ShareResults, pages::results::sharing::make))
        .route("/voice/surveys/{survey}/results/share/{share}/withdraw", post(ShareResults, pages::results::sharing::withdraw))
        .route("/voice/surveys/{survey}/report", get(ReadResults, pages::results::report::show))
        .route("/voice/scores", get(ReadResults, pages::scores::show))
        .route("/voice/words", get(ReadWords, pages::words::show))
        .route("/voice/feedback", get(ReadFeedback, pages::feedback::list))
        .route("/voice/feedback.csv", get(Export, pages::feedback::csv))
        .route("/voice/feedback/new", get(AnswerFeedback, pages::feedback::note::form).post(AnswerFeedback, pages::feedback::note::write))
        .route("/voice/feedback/triage", post(AnswerFeedback, pages::feedback::triage::triage))
        .route("/voice/feedback/undo", post(AnswerFeedback, pages::feedback::triage::undo))
        .route("/voice/feedback/views", get(ReadFeedback, pages::feedback::views::list).post(KeepAccount, pages::feedback::views::save))
        .route("/voice/feedback/views/{view}/remove", post(KeepAccount, pages::feedback::views::remove))
        .route("/voice/feedback/{interaction}", get(ReadFeedback, pages::feedback::item::show))
        .route("/voice/feedback/{interaction}/reply", post(AnswerFeedback, pages::feedback::reply::reply))
        .route("/voice/feedback/{interaction}/note", post(AnswerFeedback, pages::feedback::item::note))
        .route("/alerts", get(KeepAccount, pages::alerts::list))
        .route("/alerts/bell", get(KeepAccount, pages::alerts::bell))
        .route("/alerts/seen", post(KeepAccount, pages::alerts::seen))
        .route("/alerts/email", post(KeepAccount, pages::alerts::choose_email))
        .route("/settings/alerts", get(ManageAlerts, pages::alerts::rules::list).post(ManageAlerts, pages::alerts::rules::add))
        .route("/settings/alerts/{rule}", post(ManageAlerts, pages::alerts::rules::change))
        .route("/settings/alerts/{rule}/switch", post(ManageAlerts, pages::alerts::rules::switch))
        .route("/settings/alerts/{rule}/remove", post(ManageAlerts, pages::alerts::rules::remove))
        .route("/settings/contact-policy", get(ReadContacts, pages::contacts::policy::show).post(ManageContactPolicy, pages::contacts::policy::change))
        .route("/settings/webhooks", get(ManageAlerts, pages::webhooks::list).post(ManageAlerts, pages::webhooks::add))
        .route("/settings/webhooks/{webhook}", get(ManageAlerts, pages::webhooks::show).post(ManageAlerts, pages::webhooks::change))
        .route("/settings/webhooks/{webhook}/do", post(ManageAlerts, pages::webhooks::act))
        .route("/settings", get(KeepAccount, pages::sources::settings))
        .route("/settings/sources", get(ReadSources, pages::sources::list).post(ManageSources, pages::sources::create))
        .route("/settings/sources/{source}", get(ReadSources, pages::sources::show))
        .route("/settings/sources/{source}/retire", post(ManageSources, pages::sources::retire))
        .route("/settings/sources/{source}/key", post(ManageSources, pages::sources::rotate))
        .route("/settings/sources/{source}/rejected.jsonl", get(ReadSources, pages::sources::rejected))
        .route("/sign-out", post(KeepAccount, pages::sign_in::leave))
        .route("/api/v1/pulse", get(ReadResults, api::pulse::live))
        .route("/api/v1/pulse/days", get(ReadResults, api::pulse::days))
        .route("/api/v1/customers", get(ReadCustomers, api::customers::list))
        .route("/api/v1/customers.csv", get(Export, pages::customers::csv))
        .route("/api/v1/customers.xlsx", get(Export, pages::customers::xlsx))
        .route("/api/v1/customers/{customer}", get(ReadCustomers, api::customers::show))
        .route("/api/v1/customers/{customer}/timeline", get(ReadCustomers, api::customers::timeline))
        .route("/api/v1/customers/{customer}/contacts", get(ReadContacts, api::contacts::book))
        .route("/api/v1/contact-policy", get(ReadContacts, api::contacts::show).put(ManageContactPolicy, api::contacts::change))
        .route("/api/v1/contact-policy/versions", get(ReadContacts, api::contacts::versions))
        .route("/api/v1/contact-policy/preview", post(ReadContacts, api::contacts::preview))
        .route("/api/v1/contacts/withheld", get(ReadContacts, api::contacts::withheld))
        .route("/api/v1/surveys", get(ReadSurveys, api::surveys::list).post(BuildSurveys, api::surveys::create))
        .route("/api/v1/surveys/{survey}", get(ReadSurveys, api::surveys::show))
        .route("/api/v1/surveys/{survey}/draft", put(BuildSurveys, api::surveys::save))
        .route("/api/v1/surveys/{survey}/publish", post(PublishSurveys, api::surveys::publish))
        .route("/api/v1/surveys/{survey}/archive", post(PublishSurveys, api::surveys::archive))
        .route("/api/v1/surveys/{survey}/site", get(ReadSurveys, api::asking::show_site).put(ManageInvitations, api::asking::change_site))
        .route("/api/v1/surveys/{survey}/results", get(ReadResults, api::results::show))
        .route("/api/v1/surveys/{survey}/results.csv", get(Export, pages::results::files::csv))
        .route("/api/v1/surveys/{survey}/results.xlsx", get(Export, pages::results::files::xlsx))
        .route("/api/v1/surveys/{survey}/results.sps", get(Export, pages::results::files::sps))
        .route("/api/v1/surveys/{survey}/results/cross", get(ReadResults, api::results::cross))
        .route("/api/v1/surveys/{survey}/results/compare", get(ReadResults, api::results::compare))
        .route("/api/v1/surveys/{survey}/results/responses", get(ReadFeedback, api::results::responses))
        .route("/api/v1/surveys/{survey}/results/responses/{response}", get(ReadFeedback, api::results::response))
        .route("/api/v1/surveys/{survey}/shares", get(ShareResults, api::results::shares).post(ShareResults, api::results::share))
        .route("/api/v1/surveys/{survey}/shares/{share}/withdraw", post(ShareResults, api::results::withdraw))
        .route("/api/v1/scores", get(ReadResults, api::scores::show))
        .route("/api/v1/words", get(ReadWords, api::words::show))
        .route("/api/v1/feedback", get(ReadFeedback, api::feedback::list).post(AnswerFeedback, api::feedback::take_in))
        .route("/api/v1/feedback/triage", post(AnswerFeedback, api::feedback::triage))
        .route("/api/v1/feedback/undo", post(AnswerFeedback, api::feedback::undo))
        .route("/api/v1/feedback/views", get(ReadFeedback, api::feedback::views).post(KeepAccount, api::feedback::save_view))
        .route("/api/v1/feedback/views/{view}/remove", post(KeepAccount, api::feedback::remove_view))
        .route("/api/v1/feedback/{interaction}", get(ReadFeedback, api::feedback::show))
        .route("/api/v1/feedback/{interaction}/replies", post(AnswerFeedback, api::feedback::reply))
        .route("/api/v1/feedback/{interaction}/notes", post(AnswerFeedback, api::feedback::add_note))
        .route("/api/v1/feedback.csv", get(Export, pages::feedback::csv))
        .route("/api/v1/alerts", get(KeepAccount, api::alerts::list))
        .route("/api/v1/alerts/seen", post(KeepAccount, api::alerts::seen))
        .route("/api/v1/alerts/ways", post(KeepAccount, api::alerts::choose))
        .route("/api/v1/alert-rules", get(ManageAlerts, api::alerts::rules).post(ManageAlerts, api::alerts::add))
        .route("/api/v1/alert-rules/{rule}", put(ManageAlerts, api::alerts::change))
        .route("/api/v1/alert-rules/{rule}/switch", post(ManageAlerts, api::alerts::switch))
        .route("/api/v1/alert-rules/{rule}/remove", post(ManageAlerts, api::alerts::remove))
        .route("/api/v1/webhooks", get(ManageAlerts, api::webhooks::list).post(ManageAlerts, api::webhooks::add))
        .route("/api/v1/webhooks/{webhook}", get(ManageAlerts, api::webhooks::show).put(ManageAlerts, api::webhooks::change))
        .route("/api/v1/webhooks/{webhook}/test", post(ManageAlerts, api::webhooks::test))
        .route("/api/v1/webhooks/{webhook}/switch", post(ManageAlerts, api::webhooks::switch))
        .route("/api/v1/webhooks/{webhook}/secret", post(ManageAlerts, api::webhooks::secret))
        .route("/api/v1/webhooks/{webhook}/remove", post(ManageAlerts, api::webhooks::remove))
        .route("/api/v1/webhooks/{webhook}/deliveries/{delivery}", get(ManageAlerts, api::webhooks::attempts))
        .route("/api/v1/webhooks/{webhook}/deliveries/{delivery}/resend", post(ManageAlerts, api::webhooks::resend))
        .route("/api/v1/sources", get(ReadSources, api::sources::list).post(ManageSources, api::sources::create))
        .route("/api/v1/sources/{source}", get(ReadSources, api::sources::show))
        .route("/api/v1/sources/{source}/retire", post(ManageSources, api::sources::retire))
        .route("/api/v1/sources/{source}/key", post(ManageSources, api::sources::rotate))
        .route("/api/v1/sources/{source}/rejected", get(ReadSources, api::sources::rejected))
}

/// What anybody may ask for.
fn open() -> Router<WebState> {
    Router::new()
        .route("/healthz", routing::get(public::health::healthz))
        .route("/assets/{*path}", routing::get(assets::serve))
        .route("/sign-in", routing::get(pages::sign_in::show_form).post(pages::sign_in::enter))
        .route("/sign-in/link/{token}", routing::get(pages::sign_in::show_link).post(pages::sign_in::enter_by_link))
        .route("/language", routing::post(pages::language::choose))
        .route("/s/{token}", routing::get(public::answering::open).post(public::answering::begin))
        .route(
            "/i/{secret}",
            routing::get(public::answering::open_invitation).post(public::answering::begin_invitation),
        )
        .route("/r/{token}", routing::get(public::answering::resume).post(public::answering::go_on))
        .route("/u/{secret}", routing::get(public::answering::look_at_leaving).post(public::answering::leave))
        .route("/e/{token}", routing::get(public::embedding::open).post(public::embedding::begin))
        .route("/e/{token}/widget.js", routing::get(public::embedding::widget))
        .route("/e/{token}/show", routing::post(public::embedding::show))
        .route("/e/{token}/r/{response}", routing::get(public::embedding::resume).post(public::embedding::go_on))
        .route("/look/{colour}", routing::get(public::answering::style))
        .route("/shared/{token}", routing::get(public::shared::show))
        .layer(from_fn(pages::sign_in::note_address))
}

/// What sources call, from any origin and without a session.
fn intake() -> Router<WebState> {
    Router::new().route("/v1/{call}", routing::post(public::intake::receive).options(public::intake::preflight)).route(
        "/v1/projects/{key}/settings",
        routing::get(public::intake::client_settings).options(public::intake::preflight),
    )
}

async fn nothing_here() -> Failure {
    AppError::NotFound("page").into()
}

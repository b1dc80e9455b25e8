//! A sign of life for whoever watches the program.

use axum::extract::State;
use axum::http::StatusCode;

use hamdel_app::pulse;

use crate::state::WebState;

/// `GET /healthz`: `ok` while the database answers.
pub(crate) async fn healthz(State(state): State<WebState>) -> (StatusCode, &'static str) {
    match pulse::freshness(&state.app).await {
        Ok(_) => (StatusCode::OK, "ok\n"),
        Err(problem) => {
            tracing::error!(%problem, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}

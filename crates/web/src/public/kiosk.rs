//! A survey at a kiosk: the pages of answering, with nothing around them that leads away.

use axum::extract::{Path, RawForm, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use hamdel_app::surveys::{self, Entrance, OpenKiosk};

use super::answering::{Asked, Way, enter, go_on_by, read, show_entrance, show_response};
use crate::error::Failure;
use crate::params::{Params, encoded};
use crate::reader::Reader;
use crate::state::WebState;

fn base(token: &str) -> String {
    format!("/k/{}", encoded(token))
}

fn way(token: &str, kiosk: &OpenKiosk) -> Way {
    Way::kiosk(&base(token), kiosk.kept.kiosk.idle_seconds)
}

/// `GET /k/{token}`: the first page, for whoever comes next.
pub(crate) async fn open(
    State(state): State<WebState>,
    reader: Reader,
    Path(token): Path<String>,
    params: Params,
) -> Result<Response, Failure> {
    let kiosk = surveys::open_kiosk(&state.app, &token).await?;
    let mut asked = Asked::of(|name| params.get(name).filter(|_| name == "lang").map(str::to_owned));
    asked.begin_in(kiosk.kept.kiosk.language);
    let entrance = Entrance::Public(kiosk.survey.public_token.clone());
    show_entrance(&state, &reader, &way(&token, &kiosk), &entrance, &base(&token), &asked).await
}

/// `POST /k/{token}`: the first page, answered.
pub(crate) async fn begin(
    State(state): State<WebState>,
    reader: Reader,
    Path(token): Path<String>,
    RawForm(body): RawForm,
) -> Result<Response, Failure> {
    let kiosk = surveys::open_kiosk(&state.app, &token).await?;
    surveys::may_begin(&state.app, &kiosk).await?;
    let entrance = Entrance::Public(kiosk.survey.public_token.clone());
    enter(&state, &reader, &way(&token, &kiosk), entrance, Vec::new(), Some(kiosk.place()), &body).await
}

/// `GET /k/{token}/r/{response}`.
pub(crate) async fn resume(
    State(state): State<WebState>,
    reader: Reader,
    Path((token, response)): Path<(String, String)>,
    params: Params,
) -> Result<Response, Failure> {
    let kiosk = surveys::open_kiosk(&state.app, &token).await?;
    show_response(&state, &reader, &way(&token, &kiosk), &response, &params).await
}

/// `POST /k/{token}/r/{response}`.
pub(crate) async fn go_on(
    State(state): State<WebState>,
    reader: Reader,
    Path((token, response)): Path<(String, String)>,
    RawForm(body): RawForm,
) -> Result<Response, Failure> {
    let kiosk = surveys::open_kiosk(&state.app, &token).await?;
    go_on_by(&state, &reader, &way(&token, &kiosk), &response, &body).await
}

/// `POST /k/{token}/leave`: with the right PIN the kiosk gives the screen back.
pub(crate) async fn leave(
    State(state): State<WebState>,
    Path(token): Path<String>,
    RawForm(body): RawForm,
) -> Result<Response, Failure> {
    let kiosk = surveys::open_kiosk(&state.app, &token).await?;
    let (_, get) = read(&body)?;
    let pin = get("_pin").unwrap_or_default();
    if surveys::leaves(&state.app, &kiosk, &token, &pin).await? {
        return Ok((StatusCode::SEE_OTHER, [("location", "/sign-in")]).into_response());
    }
    Ok(Redirect::to(&base(&token)).into_response())
}

//! What the inbox does with comments, and taking it back.

use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::accounts::SignedIn;
use hamdel_app::feedback::{self, Triage};
use hamdel_app::{App, AppError};

use crate::error::Failure;
use crate::params::{Params, own_address};
use crate::reader::Signed;
use crate::state::WebState;

/// The field of an address that names a change.
const CHANGED: &str = "changed";

/// A change that can be taken back, or was.
#[derive(Serialize)]
pub(crate) struct ChangedView {
    pub(crate) change: i64,
    /// What was done, by its name in the locales.
    pub(crate) action: String,
    pub(crate) items: usize,
    pub(crate) undone: bool,
}

/// The change that an address names.
pub(crate) async fn changed(app: &App, who: &SignedIn, params: &Params) -> Result<Option<ChangedView>, AppError> {
    let Some(change) = params.known(CHANGED, |number| number.parse().ok()) else { return Ok(None) };
    let found = feedback::triage_change(app, change, who).await?;
    Ok(found.map(|held| ChangedView { change, action: held.action, items: held.items, undone: held.undone }))
}

/// `POST /voice/feedback/triage`: `selected` (each an interaction), `do` (`seen`, `assign`, `release`, `done`,
/// `reopen`, `tag`, `untag`), `owner` (`me` or a number), `tag`, `next`.
pub(crate) async fn triage(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let items: Vec<String> = form.list("selected").map(str::to_owned).collect();
    let what = read(&form, signed.user.id.0)?;
    let changed = feedback::triage(&state.app, &items, &what, &signed.user).await?;
    Ok(Redirect::to(&marked(own_address(form.get("next")), changed.change)).into_response())
}

/// `POST /voice/feedback/undo`: `change`, `next`.
pub(crate) async fn undo(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let change = form.known("change", |number| number.parse().ok()).ok_or(AppError::NotFound("change"))?;
    feedback::undo_triage(&state.app, change, &signed.user).await?;
    Ok(Redirect::to(&marked(own_address(form.get("next")), Some(change))).into_response())
}

/// What fields say is to be done; `me` is the number of whoever asks.
///
/// # Errors
/// Names the field that says nothing known.
pub(crate) fn read(form: &Params, me: i64) -> Result<Triage, AppError> {
    let tag = || form.get("tag").unwrap_or_default().to_owned();
    match form.get("do").unwrap_or_default() {
        "seen" => Ok(Triage::Seen),
        "assign" => match form.get("owner") {
            Some("me") => Ok(Triage::Assign(Some(me))),
            Some(number) => {
                let number = number.parse().map_err(|_| AppError::invalid("owner", "is no number of a person"))?;
                Ok(Triage::Assign(Some(number)))
            }
            None => Err(AppError::invalid("owner", "is missing")),
        },
        "take" => Ok(Triage::Assign(Some(me))),
        "release" => Ok(Triage::Assign(None)),
        "done" => Ok(Triage::Done),
        "reopen" => Ok(Triage::Reopen),
        "tag" => Ok(Triage::Tag(tag())),
        "untag" => Ok(Triage::Untag(tag())),
        _ => Err(AppError::invalid("do", "is none of seen, assign, take, release, done, reopen, tag and untag")),
    }
}

/// An address that names this change and no other.
pub(crate) fn marked(address: &str, change: Option<i64>) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let others = query.split('&').filter(|field| !field.is_empty() && !field.starts_with("changed="));
    let mut fields: Vec<String> = others.map(str::to_owned).collect();
    fields.extend(change.map(|change| format!("{CHANGED}={change}")));
    if fields.is_empty() { path.to_owned() } else { format!("{path}?{}", fields.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_one_change() {
        assert_eq!(marked("/voice/feedback?q=a&changed=3&page=2", Some(7)), "/voice/feedback?q=a&page=2&changed=7");
        assert_eq!(marked("/voice/feedback?changed=3", None), "/voice/feedback");
    }
}

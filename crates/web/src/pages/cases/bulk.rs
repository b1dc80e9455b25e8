//! Doing one thing with many cases of the list, and taking it back.

use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::accounts::SignedIn;
use hamdel_app::cases::{Bulk, BulkDone, bulk as do_bulk, bulk_change, undo_bulk};
use hamdel_app::{App, AppError};
use hamdel_domain::cases::CaseId;
use hamdel_domain::people::UserId;

use super::form::owner;
use crate::error::Failure;
use crate::params::{Params, own_address};
use crate::reader::Signed;
use crate::state::WebState;

/// A change that can be taken back, or was.
#[derive(Serialize)]
pub(crate) struct ChangedView {
    pub(crate) change: i64,
    /// What was done, by its name in the locales.
    pub(crate) action: String,
    pub(crate) cases: usize,
    pub(crate) undone: bool,
}

/// Cases that stayed as they were for a reason.
#[derive(Serialize)]
pub(crate) struct LeftView {
    /// The reason, by its name in the locales.
    pub(crate) why: String,
    pub(crate) cases: i64,
}

/// The change that an address names.
pub(crate) async fn changed(app: &App, who: &SignedIn, params: &Params) -> Result<Option<ChangedView>, AppError> {
    let Some(change) = params.known("changed", |number| number.parse().ok()) else { return Ok(None) };
    let kept = bulk_change(app, change, who).await?;
    Ok(kept.map(|kept| ChangedView { change, action: kept.action, cases: kept.before.len(), undone: kept.undone }))
}

/// What an address says was left as it was: `left=no_answer:3`.
pub(crate) fn left(params: &Params) -> Vec<LeftView> {
    let view = |text: &str| {
        let (why, cases) = text.split_once(':')?;
        let known = REASONS.contains(&why);
        Some(LeftView { why: if known { why } else { "other" }.to_owned(), cases: cases.parse().ok()? })
    };
    params.list("left").filter_map(view).collect()
}

/// `POST /care/bulk`: `selected` (each a case), `do` (`take`, `assign` with `owner`, `release`, `hand_over` with `unit`,
/// `owner` and `note`, `close` with `cause`, `kind` with `kind`), `next`.
pub(crate) async fn bulk(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let cases = cases(&form)?;
    let what = read(&form, signed.user.id)?;
    let done = do_bulk(&state.app, &cases, &what, &signed.user).await?;
    Ok(Redirect::to(&marked(own_address(form.get("next")), &done)).into_response())
}

/// `POST /care/undo`: `change`, `next`.
pub(crate) async fn undo(
    State(state): State<WebState>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = Params::of(fields);
    let change = form.known("change", |number| number.parse().ok()).ok_or(AppError::NotFound("change"))?;
    undo_bulk(&state.app, change, &signed.user).await?;
    let done = BulkDone { change: Some(change), done: 0, left: Vec::new() };
    Ok(Redirect::to(&marked(own_address(form.get("next")), &done)).into_response())
}

fn cases(form: &Params) -> Result<Vec<(CaseId, Option<i64>)>, AppError> {
    let number = |text: &str| {
        let number = text.parse().map_err(|_| AppError::refused("cases", "no-cases", ""))?;
        Ok((CaseId(number), None))
    };
    form.list("selected").map(number).collect()
}

/// What is to be done with many.
///
/// # Errors
/// Names the field that says nothing known.
pub(crate) fn read(form: &Params, me: UserId) -> Result<Bulk, AppError> {
    let own = |name: &str| form.get(name).map(str::to_owned);
    let note = own("note").unwrap_or_default();
    Ok(match form.get("do").unwrap_or_default() {
        "take" => Bulk::Assign { owner: Some(me), unit: None, note },
        "release" => Bulk::Assign { owner: None, unit: None, note },
        "assign" => {
            let owner = owner(form, me)?.ok_or_else(|| AppError::refused("owner", "no-such-colleague", ""))?;
            Bulk::Assign { owner: Some(owner), unit: None, note }
        }
        "hand_over" => Bulk::Assign { owner: owner(form, me)?, unit: own("unit"), note },
        "close" => Bulk::Close { cause: own("cause") },
        "kind" => Bulk::Kind(own("kind")),
        _ => {
            return Err(AppError::refused("do", "no-such-doing", "take, assign, release, hand_over, close, kind"));
        }
    })
}

/// Reasons for which cases stay as they are, by their names in the locales.
const REASONS: &[&str] = &["not_from", "no_answer", "no_cause", "open_tasks", "closed", "not_yours", "other"];

/// The name of the reason for which a case stayed as it was.
pub(crate) fn reason(problem: &AppError) -> &'static str {
    match problem {
        AppError::Case(problem) => problem.code(),
        AppError::NeedsRight(_) | AppError::NotFound(_) => "not_yours",
        _ => "other",
    }
}

/// An address that says what was done, in place of what it said before.
fn marked(address: &str, done: &BulkDone) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let others = query
        .split('&')
        .filter(|field| !field.is_empty() && !field.starts_with("changed=") && !field.starts_with("left="));
    let mut fields: Vec<String> = others.map(str::to_owned).collect();
    fields.extend(done.change.map(|change| format!("changed={change}")));
    for why in REASONS {
        let cases = done.left.iter().filter(|(_, problem)| reason(problem) == *why).count();
        if cases > 0 {
            fields.push(format!("left={why}:{cases}"));
        }
    }
    if fields.is_empty() { path.to_owned() } else { format!("{path}?{}", fields.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hamdel_domain::cases::ActionProblem;

    #[test]
    fn an_address_says_what_was_done_and_what_was_left() {
        let left = [
            (CaseId(1), AppError::Case(ActionProblem::NoAnswer)),
            (CaseId(2), AppError::NotFound("case")),
            (CaseId(3), AppError::Case(ActionProblem::NoAnswer)),
        ];
        let done = BulkDone { change: Some(7), done: 2, left: left.into() };
        let address = marked("/care?view=mine&changed=3&left=closed:1", &done);
        assert_eq!(address, "/care?view=mine&changed=7&left=no_answer:2&left=not_yours:1");
        let read = Params::parse(address.split_once('?').unwrap().1);
        let left: Vec<_> = super::left(&read).into_iter().map(|left| (left.why, left.cases)).collect();
        assert_eq!(left, [("no_answer".to_owned(), 2), ("not_yours".to_owned(), 1)]);
    }
}

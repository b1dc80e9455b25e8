//! Reading cases.

use hamdel_domain::CustomerId;
use hamdel_domain::cases::{Case, CaseId, CaseReference};
use hamdel_domain::people::UserId;
use hamdel_domain::rights::Right;
use hamdel_store::cases::CaseEvent;

use super::{subject, within_reach};
use crate::accounts::SignedIn;
use crate::error::AppError;
use crate::{App, audit};

/// Most cases of a customer that are shown together.
const MOST_OF_CUSTOMER: u32 = 100;

/// A case with everything that happened.
#[derive(Clone, Debug)]
pub struct CaseView {
    /// The case.
    pub case: Case,
    /// What happened, oldest first; for who reads replies only, what the customer sees.
    pub events: Vec<CaseEvent>,
    /// Who works along or was mentioned, each with their part.
    pub people: Vec<(UserId, String)>,
    /// Whether internal notes are among the events.
    pub whole: bool,
}

/// A case, for somebody of the company; that it was read is in the audit log.
///
/// # Errors
/// [`AppError::NotFound`] where there is none, or it is out of reach.
pub async fn one(app: &App, id: CaseId, who: &SignedIn) -> Result<CaseView, AppError> {
    let case = app.store.case(id).await?.ok_or(AppError::NotFound("case"))?;
    let whole = within_reach(app, who, &case, Right::ReadCases).await?;
    if !whole && !within_reach(app, who, &case, Right::ReadCaseReplies).await? {
        return Err(AppError::NotFound("case"));
    }
    let events = app.store.case_events(id, !whole).await?;
    let people = app.store.case_people(id).await?;
    audit::record(app, &who.actor(), "case.read", &subject(id), "").await?;
    Ok(CaseView { case, events, people, whole })
}

/// The case of a reference, for whoever holds it.
///
/// # Errors
/// [`AppError::NotFound`] where there is none.
pub async fn by_reference(app: &App, reference: &CaseReference) -> Result<Case, AppError> {
    app.store.case_of_reference(reference).await?.ok_or(AppError::NotFound("case"))
}

/// What of a case its customer sees, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn events_for_customer(app: &App, id: CaseId) -> Result<Vec<CaseEvent>, AppError> {
    Ok(app.store.case_events(id, true).await?)
}

/// The cases of a customer that somebody reaches, the youngest first.
///
/// # Errors
/// When the database fails.
pub async fn of_customer(app: &App, customer: CustomerId, who: &SignedIn) -> Result<Vec<Case>, AppError> {
    let scope = who.scope(Right::ReadCases);
    let mut cases = app.store.cases_of_customer(customer, MOST_OF_CUSTOMER).await?;
    cases.retain(|case| scope.holds(case.facts.unit.as_deref(), case.owner));
    Ok(cases)
}

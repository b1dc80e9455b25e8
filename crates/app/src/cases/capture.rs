//! Taking a case down from a quick note: what nobody chose is taken from what is proposed.

use hamdel_domain::cases::{Case, CaseFacts, CaseId, Contact, Matter, Severity};
use hamdel_domain::{Channel, CustomerId};
use hamdel_text::language::{CommentLanguage, detect};

use super::proposals::{Draft, Proposals, SURE_ENOUGH, identifiers_in, propose};
use super::take_down::RECEIVED;
use super::{Doer, NewCase, TakenDown, take_down};
use crate::App;
use crate::accounts::SignedIn;
use crate::error::AppError;

/// How sure a customer has to be to be taken where nobody chose: a name alone is not enough.
const SURE_OF_CUSTOMER: f32 = 0.95;

/// What somebody chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Chosen<T> {
    /// Nothing yet: what is proposed will do.
    #[default]
    Open,
    /// That there is none.
    Nothing,
    /// This one.
    This(T),
}

impl<T: Clone> Chosen<T> {
    /// What was chosen, where it was.
    #[must_use]
    pub fn this(&self) -> Option<T> {
        match self {
            Self::This(held) => Some(held.clone()),
            _ => None,
        }
    }

    fn or(&self, proposed: Option<T>) -> Option<T> {
        match self {
            Self::Open => proposed,
            Self::Nothing => None,
            Self::This(held) => Some(held.clone()),
        }
    }
}

/// A quick note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captured {
    /// The customer's words.
    pub text: String,
    /// What was typed of the customer: a number, an address, a name.
    pub who: String,
    /// What the customer wants to be done.
    pub remedy: Option<String>,
    /// Complaint, request or recovery.
    pub matter: Matter,
    /// How it reached the company.
    pub channel: Channel,
    /// Whose it is.
    pub customer: Chosen<CustomerId>,
    /// Its kind.
    pub kind: Chosen<String>,
    /// Its touchpoint.
    pub touchpoint: Chosen<String>,
    /// Its unit.
    pub unit: Chosen<String>,
    /// How severe it looks.
    pub severity: Chosen<Severity>,
    /// The mark of the form, so that a second press makes no second case.
    pub token: Option<String>,
}

impl Captured {
    /// What of it proposals go by.
    #[must_use]
    pub fn draft(&self) -> Draft {
        Draft {
            text: self.text.clone(),
            who: self.who.clone(),
            customer: self.customer.this(),
            kind: self.kind.this(),
            touchpoint: self.touchpoint.this(),
            unit: self.unit.this(),
        }
    }
}

/// Takes a quick note down.
///
/// # Errors
/// Names the field that is wrong; [`AppError::NeedsRight`].
pub async fn capture(app: &App, note: &Captured, by: &SignedIn) -> Result<TakenDown, AppError> {
    let proposals = propose(app, &note.draft(), by).await?;
    let facts = facts(note, &proposals);
    check(app, &facts, &note.customer).await?;
    let sure = |held: &&super::CustomerProposed| held.sure >= SURE_OF_CUSTOMER;
    let customer = note.customer.or(proposals.customers.first().filter(sure).map(|held| held.customer));
    let mut identifiers = identifiers_in(&note.who);
    identifiers.extend(identifiers_in(&note.text));
    identifiers.dedup();
    let who = note.who.trim();
    let named = customer.is_none() && !who.is_empty() && identifiers_in(who).is_empty();
    let new = NewCase {
        customer,
        contact: Contact { name: named.then(|| who.to_owned()), identifiers },
        facts,
        text: note.text.clone(),
        channel: note.channel,
        language: language_of(&note.text).to_owned(),
        origin: note.token.as_ref().map(|token| format!("capture:{token}")),
        received_at: None,
        // Who speaks with the customer reads the number out.
        acknowledged: matches!(note.channel, Channel::Phone | Channel::Branch | Channel::Chat),
    };
    take_down(app, &new, &Doer::Staff(by)).await
}

/// The language a text is answered in.
#[must_use]
pub fn language_of(text: &str) -> &'static str {
    if detect(text).language == CommentLanguage::English { "en" } else { "fa" }
}

fn facts(note: &Captured, proposals: &Proposals) -> CaseFacts {
    let best = |held: &[super::Proposal]| {
        held.first().filter(|proposal| proposal.sure >= SURE_ENOUGH).map(|proposal| proposal.name.clone())
    };
    let severity = proposals.severities.first().filter(|(_, sure)| *sure >= SURE_ENOUGH).map(|(severity, _)| *severity);
    CaseFacts {
        matter: note.matter,
        kind: note.kind.or(best(&proposals.kinds)),
        touchpoint: note.touchpoint.or(best(&proposals.touchpoints)),
        unit: note.unit.or(best(&proposals.units)),
        severity: note.severity.or(severity),
        title: String::new(),
        remedy: note.remedy.clone(),
    }
}

/// Whether the names are those of something.
async fn check(app: &App, facts: &CaseFacts, customer: &Chosen<CustomerId>) -> Result<(), AppError> {
    check_names(app, facts).await?;
    if let Chosen::This(customer) = customer
        && app.store.customer_today(*customer).await?.is_none()
    {
        return Err(AppError::invalid("customer", "is none of the company's"));
    }
    Ok(())
}

/// Whether kind, touchpoint and unit are the company's.
///
/// # Errors
/// Names the field that is wrong.
pub async fn check_names(app: &App, facts: &CaseFacts) -> Result<(), AppError> {
    let unknown = |field: &'static str| AppError::invalid(field, "is none of the company's");
    if let Some(kind) = &facts.kind
        && !app.store.case_kinds().await?.iter().any(|held| held.name == *kind)
    {
        return Err(unknown("kind"));
    }
    if let Some(touchpoint) = &facts.touchpoint
        && !app.store.touchpoints().await?.iter().any(|held| held.name == *touchpoint)
    {
        return Err(unknown("touchpoint"));
    }
    if let Some(unit) = &facts.unit
        && !app.store.units().await?.iter().any(|held| held.name == *unit)
    {
        return Err(unknown("unit"));
    }
    Ok(())
}

/// A case that somebody took down, for themselves, wherever it went.
///
/// # Errors
/// [`AppError::NotFound`] where there is none or somebody else took it down.
pub async fn taken_by(app: &App, id: CaseId, who: &SignedIn) -> Result<Case, AppError> {
    let events = app.store.case_events(id, false).await?;
    let own = events.first().is_some_and(|event| event.did == RECEIVED && event.actor == who.actor());
    match app.store.case(id).await? {
        Some(case) if own => Ok(case),
        _ => Err(AppError::NotFound("case")),
    }
}

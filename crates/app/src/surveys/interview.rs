//! Interviews on the telephone: who is called, whether that may be, and the response that begins.

use hamdel_domain::contact::{Category, ContactState, Decision, LONGEST_WAIT, Policy, Wish};
use hamdel_domain::surveys::{ResponseWay, SurveyId, SurveyLanguage};
use hamdel_domain::{Channel, CustomerId, Identifier, IdentifierKind};
use hamdel_store::StoreError;
use hamdel_store::contact::{Ask, Outcome, reserve, set_contact_state};
use hamdel_store::responses::ResponsePlace;
use hamdel_store::surveys::{Survey, SurveyState};

use super::answering::{Entrance, StartRequest, Started, start_response};
use crate::contact::{address_hash, zone_of, zones};
use crate::invitations::profile;
use crate::tokens::new_token;
use crate::{App, AppError};

/// Who is on the line, or will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callee {
    /// The number in E.164.
    pub phone: String,
    /// The customer whose it is; `None` where nobody is known by it.
    pub customer: Option<CustomerId>,
    /// What they are called.
    pub name: Option<String>,
    /// Whether the company may call them about a survey now.
    pub decision: Decision,
}

/// What an interview begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InterviewStart<'a> {
    /// The number.
    pub phone: &'a str,
    /// Whether the customer called us: then it is no contact of ours, and nothing is asked of the contact ledger.
    pub called_us: bool,
    /// The language.
    pub language: Option<SurveyLanguage>,
    /// Who interviews: `user:3`.
    pub interviewer: &'a str,
    /// The interviewer as an employee in interactions, where they are one.
    pub employee: Option<&'a str>,
}

/// Whose a number is, and whether they may be called; that `actor` looked is recorded.
///
/// # Errors
/// When it is no telephone number; when the database fails.
pub async fn callee(app: &App, survey: SurveyId, phone: &str, actor: &str) -> Result<Callee, AppError> {
    let identifier = number(phone)?;
    let customer = match app.store.customer_of_identifier(&identifier).await? {
        Some(customer) => app.store.customer_today(customer).await?,
        None => None,
    };
    let record = match customer {
        Some(customer) => profile(app, customer).await?,
        None => None,
    };
    let decision = match &record {
        Some(record) => {
            let (wish, policy) = (wish(app, survey, ""), policy(app).await?);
            let zone = zone_of(&record.state);
            let hash = address_hash(Channel::Phone, identifier.value());
            let ask = Ask {
                customer: record.customer,
                wish: &wish,
                address_hash: Some(&hash),
                policy: &policy,
                zones: zones(&app.zone, zone.as_ref()),
                now: app.clock.now(),
            };
            app.store.would_contact(&ask).await?.0
        }
        None => Decision::Allowed,
    };
    if let Some(customer) = customer {
        crate::audit::record(app, actor, "customer.read", &format!("customer:{customer}"), "").await?;
    }
    let name = record.and_then(|record| record.name);
    Ok(Callee { phone: identifier.value().to_owned(), customer, name, decision })
}

/// Begins an interview. Where the company calls, the contact is reserved in the ledger first.
///
/// # Errors
/// When the ledger does not let it: the reasons are those of [`callee`]; when it is no number, or the survey is not
/// published.
pub async fn start_interview(
    app: &App,
    survey: SurveyId,
    start: &InterviewStart<'_>,
) -> Result<Result<Started, Decision>, AppError> {
    let held = interview(app, survey).await?;
    let identifier = number(start.phone)?;
    let token = new_token(app.entropy.as_ref());
    if !start.called_us
        && let Some(decision) = reserve_call(app, survey, &identifier, &token).await?
    {
        return Ok(Err(decision));
    }
    let place = ResponsePlace {
        channel: Some(Channel::Phone),
        employee: start.employee.map(str::to_owned),
        way: ResponseWay::Telephone,
        taken_by: Some(start.interviewer.to_owned()),
        ..ResponsePlace::default()
    };
    let request = StartRequest {
        entrance: Entrance::Public(held.public_token),
        token: Some(token),
        language: start.language,
        place,
        identifiers: vec![identifier],
    };
    let started = start_response(app, &request).await?;
    let subject = format!("survey:{survey}");
    crate::audit::record(app, start.interviewer, "interview.begun", &subject, "").await?;
    Ok(Ok(started))
}

/// The survey that is interviewed with.
///
/// # Errors
/// When there is none, or it is not published.
pub async fn interview(app: &App, survey: SurveyId) -> Result<Survey, AppError> {
    let held = app.store.survey(survey).await?.filter(|held| held.state == SurveyState::Published);
    held.ok_or(AppError::NotFound("survey"))
}

/// Reserves the call; why not, where the ledger does not let it. Nobody who is unknown has a book.
async fn reserve_call(
    app: &App,
    survey: SurveyId,
    identifier: &Identifier,
    token: &str,
) -> Result<Option<Decision>, AppError> {
    let Some(customer) = app.store.customer_of_identifier(identifier).await? else { return Ok(None) };
    let Some(record) = profile(app, customer).await? else { return Ok(None) };
    let (wish, policy, zone) = (wish(app, survey, token), policy(app).await?, zone_of(&record.state));
    let hash = address_hash(Channel::Phone, identifier.value());
    let now = app.clock.now();
    let zones = zones(&app.zone, zone.as_ref());
    let ask = Ask { customer: record.customer, wish: &wish, address_hash: Some(&hash), policy: &policy, zones, now };
    let mut tx = app.store.state().begin().await?;
    let refused = match reserve(&mut tx, &ask).await? {
        Outcome::Reserved(contact) => {
            set_contact_state(&mut tx, contact, ContactState::Sent, &[], now).await?;
            None
        }
        Outcome::Already(..) => None,
        Outcome::Wait(until, reason) => Some(Decision::WaitUntil(until, reason)),
        Outcome::Withheld(reasons) => Some(Decision::Withheld(reasons)),
    };
    tx.commit().await.map_err(StoreError::from)?;
    Ok(refused)
}

fn wish(app: &App, survey: SurveyId, token: &str) -> Wish {
    // A name of the call that tells nothing of the token, which opens the response.
    let name: String = crate::tokens::token_hash(token).chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    Wish {
        channel: Channel::Phone,
        category: Category::Survey,
        topic: format!("survey:{survey}"),
        subject: format!("interview:{survey}:{name}"),
        good_until: Some(app.clock.now().plus_micros(LONGEST_WAIT)),
    }
}

async fn policy(app: &App) -> Result<Policy, AppError> {
    Ok(app.store.contact_policy().await?.policy)
}

fn number(phone: &str) -> Result<Identifier, AppError> {
    Identifier::new(IdentifierKind::Phone, phone.trim())
        .map_err(|problem| AppError::invalid("phone", problem.to_string()))
}

//! Invitations made by hand, and how far each came.

use hamdel_domain::invitations::{InvitationPlace, InvitationState, NewInvitation, VersionPolicy};
use hamdel_domain::{Channel, CustomerId, Instant};
use hamdel_store::invitations::{Invitation, InvitationFunnel, move_on, plan};

use crate::App;
use crate::error::AppError;
use crate::tokens::new_token;

/// Most customers invited by one call.
const MOST: usize = 10_000;

/// A wish to ask customers, all in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// The survey.
    pub survey: i64,
    /// Which version of it.
    pub version: VersionPolicy,
    /// Whom.
    pub customers: Vec<CustomerId>,
    /// On which channel.
    pub channel: Channel,
    /// In which language, `fa` or `en`; `None` for the customer's own or the company's.
    pub language: Option<String>,
    /// Not before; `None` for at once.
    pub send_at: Option<Instant>,
    /// How long after sending a reminder follows; microseconds.
    pub reminder_after: Option<i64>,
    /// How long after its time of sending it is of no use any more; microseconds.
    pub expires_after: i64,
}

/// Plans an invitation for each of these customers; each passes the contact ledger when it is sent. Gives how many.
///
/// # Errors
/// When a field is wrong, with its name.
pub async fn invite(app: &App, wish: &Invite, actor: &str) -> Result<u64, AppError> {
    if wish.customers.is_empty() || wish.customers.len() > MOST {
        return Err(AppError::invalid("customers", format!("needs 1 to {MOST} customers")));
    }
    if wish.expires_after <= 0 {
        return Err(AppError::invalid("expires_after", "needs a time after which it is of no use any more"));
    }
    let now = app.clock.now();
    let send_at = wish.send_at.unwrap_or(now).max(now);
    let new = |customer: &CustomerId| NewInvitation {
        key: format!("h:{}", new_token(app.entropy.as_ref())),
        survey: wish.survey,
        version: wish.version,
        trigger: None,
        customer: *customer,
        channel: wish.channel,
        address: None,
        language: wish.language.clone(),
        place: InvitationPlace::default(),
        context: "{}".to_owned(),
        send_at,
        reminder_after: wish.reminder_after,
        expires_at: send_at.plus_micros(wish.expires_after),
    };
    let new: Vec<NewInvitation> = wish.customers.iter().map(new).collect();
    let mut tx = app.store.state().begin().await?;
    let planned = plan(&mut tx, &new, now).await?;
    tx.commit().await.map_err(hamdel_store::StoreError::from)?;
    let words = format!("{planned} customers");
    crate::audit::record(app, actor, "invitations.planned", &format!("survey:{}", wish.survey), &words).await?;
    Ok(planned)
}

/// One invitation.
///
/// # Errors
/// [`AppError::NotFound`] when there is none of that number.
pub async fn invitation(app: &App, id: i64) -> Result<Invitation, AppError> {
    app.store.invitation(id).await?.ok_or(AppError::NotFound("invitation"))
}

/// Invitations to a survey, in one state or in any, youngest first.
///
/// # Errors
/// When the database fails.
pub async fn invitations_of(
    app: &App,
    survey: i64,
    state: Option<InvitationState>,
    limit: i64,
    offset: i64,
) -> Result<Vec<Invitation>, AppError> {
    Ok(app.store.invitations_of_survey(survey, state, limit, offset).await?)
}

/// How far the invitations to a survey came that were made in a time.
///
/// # Errors
/// When the database fails.
pub async fn funnel(app: &App, survey: i64, from: Instant, until: Instant) -> Result<InvitationFunnel, AppError> {
    Ok(app.store.invitation_funnel(survey, from, until).await?)
}

/// Its link was followed. `false` when it had come further already.
///
/// # Errors
/// When the database fails.
pub async fn mark_opened(app: &App, invitation: i64) -> Result<bool, AppError> {
    mark(app, invitation, InvitationState::Opened).await
}

/// A first question was answered. `false` when it had come further already.
///
/// # Errors
/// When the database fails.
pub async fn mark_started(app: &App, invitation: i64) -> Result<bool, AppError> {
    mark(app, invitation, InvitationState::Started).await
}

/// Its response was submitted. `false` when one was before, or it expired: of any number of callers at once one is
/// told `true`. Who keeps the response in the same transaction calls [`hamdel_store::invitations::move_on`] there.
///
/// # Errors
/// When the database fails.
pub async fn mark_answered(app: &App, invitation: i64) -> Result<bool, AppError> {
    mark(app, invitation, InvitationState::Answered).await
}

async fn mark(app: &App, invitation: i64, to: InvitationState) -> Result<bool, AppError> {
    let mut tx = app.store.state().begin().await?;
    let moved = move_on(&mut tx, invitation, to, &[], app.clock.now()).await?;
    tx.commit().await.map_err(hamdel_store::StoreError::from)?;
    Ok(moved)
}

//! One customer: who it is, why its identifiers are one, and what is known of it.

use hamdel_domain::identity::Verdict;
use hamdel_domain::{CustomerId, Identifier, Instant, ProfileState, Standing};
use hamdel_store::StoreError;
use hamdel_store::customers::ProfileRecord;
use hamdel_store::projection::{ClaimRow, IdentifierRow};

use super::sight::Sight;
use crate::App;
use crate::accounts::SignedIn;
use crate::error::AppError;

/// What came of looking at a customer's number.
#[derive(Clone, Debug, PartialEq)]
pub enum Looked {
    /// The customer.
    Here(Box<Profile>),
    /// It is another customer today.
    Moved(CustomerId),
}

/// A customer's profile, without its history.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The customer.
    pub customer: CustomerId,
    /// Every customer whose interactions are this one's.
    pub members: Vec<CustomerId>,
    /// The name to show.
    pub name: Option<String>,
    /// Known or anonymous.
    pub standing: Standing,
    /// Traits, sums, stage.
    pub state: ProfileState,
    /// Its identifiers, strongest first, each with why it belongs here.
    pub identifiers: Vec<ProfileIdentifier>,
    /// Claims that were not followed, with the identifier of the other customer where there is one.
    pub refused: Vec<ClaimReason>,
}

/// An identifier of a customer.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfileIdentifier {
    /// Its kind and value.
    pub identifier: Identifier,
    /// Why it belongs to this customer; empty for the one identifier that the others were joined to.
    pub reasons: Vec<ClaimReason>,
}

/// Why two identifiers are one customer, or are not.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimReason {
    /// What became of the claim.
    pub verdict: Verdict,
    /// The stronger identifier.
    pub stronger: Identifier,
    /// The weaker identifier.
    pub weaker: Identifier,
    /// When the first event that said so happened.
    pub at: Instant,
    /// The source that sent it.
    pub source: String,
    /// The other customer, where one of the two is another's.
    pub other: Option<CustomerId>,
}

/// Reads a profile as `who` may see it; that they read it is recorded.
///
/// # Errors
/// [`AppError::NotFound`] when there is no customer of that number that they may see.
pub async fn look_at_profile(app: &App, customer: CustomerId, who: &SignedIn) -> Result<Looked, AppError> {
    let today = app.store.customer_today(customer).await?.ok_or(AppError::NotFound("customer"))?;
    let sight = Sight::of(who);
    if !sight.holds(app, today).await? {
        return Err(AppError::NotFound("customer"));
    }
    if today != customer {
        return Ok(Looked::Moved(today));
    }
    let record = match app.store.profile_record(customer).await {
        Err(StoreError::NotFound { .. }) => return Err(AppError::NotFound("customer")),
        record => record?,
    };
    crate::audit::record(app, &who.actor(), "customer.read", &format!("customer:{customer}"), "").await?;
    Ok(Looked::Here(Box::new(sight.profile(profile_of(record)))))
}

fn profile_of(record: ProfileRecord) -> Profile {
    let reasons: Vec<(ClaimRow, ClaimReason)> =
        record.claims.iter().filter_map(|claim| Some((claim.clone(), reason(claim, &record)?))).collect();
    let joined = |row: &IdentifierRow| {
        let about =
            |claim: &ClaimRow, reason: &ClaimReason| claim.weaker == row.id && reason.verdict == Verdict::Joined;
        reasons.iter().filter(|(claim, reason)| about(claim, reason)).map(|(_, reason)| reason.clone()).collect()
    };
    let identifiers = record
        .identifiers
        .iter()
        .map(|row| ProfileIdentifier { identifier: row.identifier.clone(), reasons: joined(row) })
        .collect();
    let refused = reasons
        .iter()
        .filter(|(_, reason)| reason.verdict != Verdict::Joined)
        .map(|(_, reason)| reason.clone())
        .collect();
    Profile {
        customer: record.customer,
        members: record.members,
        name: record.name,
        standing: record.standing,
        state: record.state,
        identifiers,
        refused,
    }
}

fn reason(claim: &ClaimRow, record: &ProfileRecord) -> Option<ClaimReason> {
    let row = |id: i64| record.identifiers.iter().chain(&record.others).find(|row| row.id == id);
    let (stronger, weaker) = (row(claim.stronger)?, row(claim.weaker)?);
    let other =
        [stronger, weaker].into_iter().filter_map(|row| row.customer).find(|customer| *customer != record.customer);
    Some(ClaimReason {
        verdict: claim.verdict,
        stronger: stronger.identifier.clone(),
        weaker: weaker.identifier.clone(),
        at: claim.at,
        source: claim.source.clone(),
        other,
    })
}

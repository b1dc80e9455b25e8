//! The contact policy: read, changed, and explained for one customer.

use hamdel_domain::clock::DAY;
use hamdel_domain::contact::{Book, Decision, Policy, PolicyChange, Wish, changes};
use hamdel_domain::{CustomerId, Instant};
use hamdel_store::contact::{Ask, KeptPolicy, PolicyVersion, WithheldCount};

use super::{address_hash, known_zone, zones};
use crate::App;
use crate::error::AppError;

/// Most versions that are told.
const MOST_VERSIONS: i64 = 100;

/// What would come of a wish now, and all it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Allowed, from when on, or why not; each reason with its figures.
    pub decision: Decision,
    /// The version of the policy.
    pub policy_version: i64,
    /// What the book holds.
    pub book: Book,
}

/// A version of the policy as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldVersion {
    /// What it says, since when.
    pub version: PolicyVersion,
    /// The name of who made it; `None` where that was no person or is gone.
    pub by: Option<String>,
    /// What it changed of the version before it.
    pub changes: Vec<PolicyChange>,
}

/// The policy in force, with its version.
///
/// # Errors
/// When the database fails.
pub async fn policy(app: &App) -> Result<KeptPolicy, AppError> {
    Ok(app.store.contact_policy().await?)
}

/// Puts a policy in force in place of the version that was read; gives its version.
///
/// # Errors
/// When a figure is wrong, with the field it is in; when somebody changed the policy meanwhile.
pub async fn change_policy(app: &App, policy: Policy, read_version: i64, actor: &str) -> Result<i64, AppError> {
    policy.check().map_err(|fault| AppError::invalid("policy", fault.to_string()))?;
    let kept = KeptPolicy { version: read_version, policy };
    let version = app.store.put_contact_policy(&kept, actor, app.clock.now()).await?;
    let subject = format!("contact-policy:{version}");
    crate::audit::record(app, actor, "contact_policy.changed", &subject, "").await?;
    Ok(version)
}

/// Explains what would come of a wish to contact a customer at an address; writes nothing but who asked.
///
/// # Errors
/// When the database fails.
pub async fn explain(
    app: &App,
    customer: CustomerId,
    wish: &Wish,
    address: Option<&str>,
    actor: &str,
) -> Result<Explanation, AppError> {
    let explained = would_get(app, customer, wish, address).await?;
    crate::audit::record(app, actor, "contacts.explained", &format!("customer:{customer}"), "").await?;
    Ok(explained)
}

/// What would come of a wish; writes nothing at all.
pub(super) async fn would_get(
    app: &App,
    customer: CustomerId,
    wish: &Wish,
    address: Option<&str>,
) -> Result<Explanation, AppError> {
    let kept = app.store.contact_policy().await?;
    let zone = known_zone(app, customer).await?;
    let hash = address.map(|address| address_hash(wish.channel, address));
    let ask = Ask {
        customer,
        wish,
        address_hash: hash.as_deref(),
        policy: &kept.policy,
        zones: zones(&app.zone, zone.as_ref()),
        now: app.clock.now(),
    };
    let (decision, book) = app.store.would_contact(&ask).await?;
    Ok(Explanation { decision, policy_version: kept.version, book })
}

/// The versions of the policy, youngest first, each with the name of who made it and what it changed.
///
/// # Errors
/// When the database fails.
pub async fn policy_versions(app: &App) -> Result<Vec<ToldVersion>, AppError> {
    let held = app.store.contact_policies(MOST_VERSIONS).await?;
    let people = app.store.users().await?;
    let who = |actor: &str| {
        let number: i64 = actor.strip_prefix("user:")?.parse().ok()?;
        people.iter().find(|user| user.id.0 == number).map(|user| user.name.clone())
    };
    let told = held.iter().enumerate().map(|(place, version)| {
        let before = held.get(place + 1).map(|older| older.kept.policy.clone());
        // The oldest that was read is compared only where it is the first there is.
        let before = before.or_else(|| (version.kept.version == 1).then(Policy::default));
        ToldVersion {
            version: version.clone(),
            by: who(&version.changed_by),
            changes: before.map(|before| changes(&before, &version.kept.policy)).unwrap_or_default(),
        }
    });
    Ok(told.collect())
}

/// How many contacts were withheld in a time, by channel, category and reason; whole days of UTC.
///
/// # Errors
/// When the database fails.
pub async fn withheld_counts(app: &App, from: Instant, to: Instant) -> Result<Vec<WithheldCount>, AppError> {
    let day = |moment: Instant| moment.micros().div_euclid(DAY);
    Ok(app.store.withheld_counts(day(from), day(to)).await?)
}

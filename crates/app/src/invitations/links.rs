//! Links: an opaque random secret that carries one invitation.
//!
//! Its first 12 characters find the row; the other 20 prove it, compared with their hash in constant time; in a short
//! message they are 10 and 12. Each
//! message has its own, and all links of one invitation lead to its one response.

use hamdel_domain::contact::{Category, Consent, SuppressedFor};
use hamdel_domain::invitations::InvitationState;
use hamdel_domain::{Channel, Entropy, Instant};
use hamdel_store::StoreError;
use hamdel_store::invitations::{Invitation, Link, LinkPurpose, move_on};

use crate::App;
use crate::contact::address_hash;
use crate::error::AppError;
use crate::tokens::{new_token, token_hash};

/// Characters of a secret that find its row, and of the whole secret, see [`new_token`].
const LONG: (usize, usize) = (12, 32);
/// The same of a secret in a short message, where every character costs: 60 bits that find, and 72 that prove, which
/// nobody guesses over the network.
const SHORT: (usize, usize) = (10, 22);

/// What following a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visit {
    /// The survey may be answered.
    Open,
    /// It was submitted already: the one answer of this invitation.
    Answered,
    /// Its time ran out.
    Expired,
}

/// A link that was followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// What it leads to.
    pub visit: Visit,
    /// The invitation it carries.
    pub invitation: Invitation,
}

/// What somebody who follows an unsubscribe link would leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// The invitation it stands in.
    pub invitation: i64,
    /// The survey it was about.
    pub survey: i64,
    /// On which channel.
    pub channel: Channel,
    /// Whether that was left before.
    pub left_already: bool,
}

/// A new secret, and what is kept of it.
pub(super) fn new_link(
    entropy: &dyn Entropy,
    invitation: i64,
    purpose: LinkPurpose,
    channel: Channel,
) -> (String, Link) {
    let (finds, whole) = if channel == Channel::Email { LONG } else { SHORT };
    let secret: String = new_token(entropy).chars().take(whole).collect();
    let (selector, verifier) = secret.split_at(finds);
    let link = Link { selector: selector.to_owned(), invitation, purpose, verifier_hash: token_hash(verifier) };
    (secret, link)
}

/// Finds the invitation of a link.
///
/// # Errors
/// [`AppError::NotFound`] when the link is none of ours, was tampered with, or is for another purpose.
async fn find(app: &App, secret: &str, purpose: LinkPurpose) -> Result<Invitation, AppError> {
    let missing = || AppError::NotFound("link");
    let form = [LONG, SHORT].into_iter().find(|(_, whole)| secret.len() == *whole && secret.is_ascii());
    let (finds, _) = form.ok_or_else(missing)?;
    let (selector, verifier) = secret.split_at(finds);
    let link = app.store.link(selector, purpose).await?.ok_or_else(missing)?;
    if !equal(token_hash(verifier).as_bytes(), link.verifier_hash.as_bytes()) {
        return Err(missing());
    }
    app.store.invitation(link.invitation).await?.ok_or_else(missing)
}

/// Compares without telling by its time where two texts differ.
fn equal(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |differs, (one, other)| differs | (one ^ other)) == 0
}

/// Follows the link of an invitation; the first time it counts as opened.
///
/// # Errors
/// [`AppError::NotFound`] when the link is none of ours or was tampered with.
pub async fn follow(app: &App, secret: &str) -> Result<Followed, AppError> {
    let invitation = find(app, secret, LinkPurpose::Answer).await?;
    let now = app.clock.now();
    let visit = match invitation.state {
        InvitationState::Answered => Visit::Answered,
        state if !state.is_open() || invitation.said.expires_at <= now => Visit::Expired,
        _ => Visit::Open,
    };
    if visit == Visit::Open {
        let mut tx = app.store.state().begin().await?;
        move_on(&mut tx, invitation.id, InvitationState::Opened, &[], now).await?;
        tx.commit().await.map_err(StoreError::from)?;
    }
    Ok(Followed { visit, invitation })
}

/// What an unsubscribe link is about. A GET does this and nothing more (RFC 8058, section 3).
///
/// # Errors
/// [`AppError::NotFound`] when the link is none of ours or was tampered with.
pub async fn look_at_leaving(app: &App, secret: &str) -> Result<Leaving, AppError> {
    let invitation = find(app, secret, LinkPurpose::Unsubscribe).await?;
    leaving(app, &invitation).await
}

async fn leaving(app: &App, invitation: &Invitation) -> Result<Leaving, AppError> {
    let (customer, channel) = (invitation.said.customer, invitation.said.channel);
    let today = app.store.customer_today(customer).await?.unwrap_or(customer);
    let said = app.store.consents_of(today).await?;
    let about = |said: &&Consent| said.category == Category::Survey && said.channel.is_none_or(|on| on == channel);
    let left_already = said.iter().rfind(about).is_some_and(|said| !said.given);
    Ok(Leaving { invitation: invitation.id, survey: invitation.said.survey, channel, left_already })
}

/// Unsubscribes, by the POST of a mail program or of the page, without anybody signed in: from surveys on the channel
/// of the message, and with `everything` from surveys and marketing on all channels. Twice is once.
///
/// # Errors
/// [`AppError::NotFound`] when the link is none of ours or was tampered with.
pub async fn leave(app: &App, secret: &str, everything: bool) -> Result<Leaving, AppError> {
    let invitation = find(app, secret, LinkPurpose::Unsubscribe).await?;
    let leaving = leaving(app, &invitation).await?;
    if leaving.left_already && !everything {
        return Ok(leaving);
    }
    let now = app.clock.now();
    let objections: &[(Option<Channel>, Category)] = if everything {
        &[(None, Category::Survey), (None, Category::Marketing)]
    } else {
        &[(Some(leaving.channel), Category::Survey)]
    };
    let mut tx = app.store.state().begin().await?;
    for (channel, category) in objections {
        let said = objection(*channel, *category, invitation.id, now);
        hamdel_store::contact::say(&mut tx, invitation.said.customer, &said).await?;
    }
    for delivery in app.store.deliveries_of(invitation.id).await? {
        let hash = address_hash(leaving.channel, &delivery.new.address);
        let about = Some(Category::Survey);
        hamdel_store::contact::suppress(&mut tx, leaving.channel, &hash, about, SuppressedFor::Unsubscribed, now)
            .await?;
    }
    tx.commit().await.map_err(StoreError::from)?;
    let subject = format!("customer:{}", invitation.said.customer);
    crate::audit::record(app, "customer", "consent.withdrawn", &subject, "survey").await?;
    Ok(leaving)
}

fn objection(channel: Option<Channel>, category: Category, invitation: i64, at: Instant) -> Consent {
    Consent { channel, category, given: false, source: format!("unsubscribe:invitation:{invitation}"), at }
}

//! Surveys on other sites' pages: what is shown where, who the site says is looking, and whether a window may come
//! up by itself.
//!
//! A site may say who is looking. A user id counts only with its signature, made on the site's server with the secret
//! of the survey; without one anybody could answer in anybody's name. An anonymous id is that of a browser and stands
//! for nobody stronger, so it needs none.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::contact::{Category, ContactState, Policy, Wish};
use hamdel_domain::surveys::{Embed, SurveyDefinition, SurveyId};
use hamdel_domain::{Channel, CustomerId, Identifier, IdentifierKind};
use hamdel_store::asking::KeptEmbed;
use hamdel_store::contact::{Ask, Outcome, set_contact_state};
use hamdel_store::surveys::{Survey, SurveyState};
use hamdel_store::{StoreError, contact as ledger};

use super::build::read;
use crate::contact::{zone_of, zones};
use crate::invitations::profile;
use crate::tokens::new_token;
use crate::{App, AppError, audit};

/// Longest public token that is looked at, in bytes.
const LONGEST_TOKEN: usize = 100;

/// A survey with how it stands on other sites' pages.
#[derive(Clone, Debug)]
pub struct Embedding {
    /// The survey.
    pub survey: Survey,
    /// What is asked: the version that is published, or the draft before the first.
    pub definition: SurveyDefinition,
    /// How it stands there.
    pub embed: Embed,
    /// The secret with which sites sign whom they know; `None` before the first was made.
    pub secret: Option<String>,
}

/// Whom a site says is looking, as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaidVisitor {
    /// The company's own key of the customer.
    pub user_id: Option<String>,
    /// Its signature, in hexadecimal.
    pub signature: Option<String>,
    /// The browser.
    pub anonymous_id: Option<String>,
}

/// How a survey stands on other sites' pages, for those who build it.
///
/// # Errors
/// When there is no such survey.
pub async fn embedding(app: &App, id: SurveyId) -> Result<Embedding, AppError> {
    let survey = app.store.survey(id).await?.ok_or(AppError::NotFound("survey"))?;
    of(app, survey).await
}

/// The same by the survey's public token, where other sites may show it.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such survey, it is not published, or not shown elsewhere.
pub async fn embedded(app: &App, token: &str) -> Result<Embedding, AppError> {
    let embedding = embedding_of(app, token).await?;
    let is_shown = embedding.survey.state == SurveyState::Published && embedding.embed.enabled;
    if is_shown { Ok(embedding) } else { Err(AppError::NotFound("survey")) }
}

/// The same whether it is shown or not: who has begun may finish.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such survey.
pub async fn embedding_of(app: &App, token: &str) -> Result<Embedding, AppError> {
    let found = if token.len() > LONGEST_TOKEN { None } else { app.store.survey_by_token(token).await? };
    of(app, found.ok_or(AppError::NotFound("survey"))?).await
}

async fn of(app: &App, survey: Survey) -> Result<Embedding, AppError> {
    let text = match app.store.survey_version(survey.id, survey.version).await? {
        Some(version) => version.definition,
        None => app.store.survey_draft(survey.id).await?.definition,
    };
    let kept = app.store.survey_embed(survey.id).await?;
    let (embed, secret) = kept.map_or_else(Default::default, |kept| (kept.embed, Some(kept.secret)));
    Ok(Embedding { definition: read(&text)?, survey, embed, secret })
}

/// Changes how a survey stands on other sites' pages.
///
/// # Errors
/// When a field is wrong, with its name; when there is no such survey.
pub async fn change_embed(app: &App, id: SurveyId, embed: Embed, actor: &str) -> Result<(), AppError> {
    let embed = embed.checked().map_err(|fault| AppError::invalid(fault.field, fault.problem))?;
    let secret = embedding(app, id).await?.secret.unwrap_or_else(|| new_token(app.entropy.as_ref()));
    app.store.put_survey_embed(id, &KeptEmbed { embed, secret }, actor, app.clock.now()).await?;
    audit::record(app, actor, "survey.embedded", &format!("survey:{id}"), "").await
}

/// Makes a new secret; signatures made with the one before are worth nothing from now on.
///
/// # Errors
/// When there is no such survey.
pub async fn renew_secret(app: &App, id: SurveyId, actor: &str) -> Result<(), AppError> {
    let embed = embedding(app, id).await?.embed;
    let kept = KeptEmbed { embed, secret: new_token(app.entropy.as_ref()) };
    app.store.put_survey_embed(id, &kept, actor, app.clock.now()).await?;
    audit::record(app, actor, "survey.embed_secret_renewed", &format!("survey:{id}"), "").await
}

/// The signature of a user id: HMAC-SHA256 (RFC 2104) in hexadecimal.
#[must_use]
pub fn sign(secret: &str, user_id: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(user_id.as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a signature is that of a user id; compared without telling by its time where it differs.
fn is_signed(secret: &str, user_id: &str, signature: &str) -> bool {
    let digits = signature.as_bytes();
    if digits.len() != 64 {
        return false;
    }
    let nibble = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let bytes: Option<Vec<u8>> =
        digits.chunks_exact(2).map(|pair| Some(nibble(pair[0])? << 4 | nibble(pair[1])?)).collect();
    let (Some(bytes), Ok(mut mac)) = (bytes, Hmac::<Sha256>::new_from_slice(secret.as_bytes())) else { return false };
    mac.update(user_id.as_bytes());
    mac.verify_slice(&bytes).is_ok()
}

/// What of a visitor can be believed, the strongest first.
#[must_use]
pub fn visitor(embedding: &Embedding, said: &SaidVisitor) -> Vec<Identifier> {
    let user = match (&said.user_id, &said.signature, &embedding.secret) {
        (Some(user), Some(signature), Some(secret)) if is_signed(secret, user, signature) => {
            Identifier::new(IdentifierKind::UserId, user).ok()
        }
        _ => None,
    };
    let browser = said.anonymous_id.as_deref().and_then(|id| Identifier::new(IdentifierKind::AnonymousId, id).ok());
    user.into_iter().chain(browser).collect()
}

/// Whether a window with the survey may come up by itself before this visitor. Of a customer who is known the contact
/// ledger decides, and keeps the contact; once a day for one survey. Before anybody else the browser's memory is all
/// there is.
///
/// # Errors
/// When the store does not answer.
pub async fn may_show(app: &App, embedding: &Embedding, visitor: &[Identifier]) -> Result<bool, AppError> {
    let Some(customer) = known(app, visitor).await? else { return Ok(true) };
    let now = app.clock.now();
    let day = now.micros().div_euclid(DAY);
    let wish = Wish {
        channel: Channel::Web,
        category: Category::Survey,
        topic: format!("survey:{}", embedding.survey.id),
        subject: format!("widget:{}:{customer}:{day}", embedding.survey.id),
        // Whoever is not asked now has left the page by the time there is room.
        good_until: Some(now.plus_micros(SECOND)),
    };
    let record = profile(app, customer).await?;
    let zone = record.as_ref().and_then(|record| zone_of(&record.state));
    let kept = app.store.contact_policy().await?;
    // Quiet hours speak of messages that wake somebody; who looks at a page is awake.
    let policy = Policy { quiet_hours: Vec::new(), ..kept.policy };
    let zones = zones(&app.zone, zone.as_ref());
    let ask = Ask { customer, wish: &wish, address_hash: None, policy: &policy, zones, now };
    let mut tx = app.store.state().begin().await?;
    let outcome = ledger::reserve(&mut tx, &ask).await?;
    if let Outcome::Reserved(contact) = outcome {
        set_contact_state(&mut tx, contact, ContactState::Sent, &[], now).await?;
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(matches!(outcome, Outcome::Reserved(_)))
}

/// The customer of today whom the strongest of these identifiers names.
async fn known(app: &App, visitor: &[Identifier]) -> Result<Option<CustomerId>, AppError> {
    for identifier in visitor {
        if let Some(customer) = app.store.customer_of_identifier(identifier).await? {
            return Ok(app.store.customer_today(customer).await?);
        }
    }
    Ok(None)
}

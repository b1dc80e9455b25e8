//! Opening a survey, and beginning a response.

use std::sync::Arc;

use hamdel_domain::invitations::VersionPolicy;
use hamdel_domain::surveys::{Answers, SurveyId, SurveyLanguage, settle};
use hamdel_domain::{CustomerId, Identifier};
use hamdel_store::responses::{NewResponse, ResponsePlace};
use hamdel_store::surveys::{Survey, SurveyState};

use super::super::published::{Published, published};
use super::load::{Loaded, traits};
use super::save::current;
use super::view::{Scene, Step};
use crate::tokens::{new_token, token_hash};
use crate::{App, AppError};

/// Longest token that is looked at, in bytes.
const LONGEST_TOKEN: usize = 1_000;
/// Most identifiers a link may bring.
const MOST_IDENTIFIERS: usize = 8;

/// Through which door somebody comes to a survey.
#[derive(Clone, Debug)]
pub enum Entrance {
    /// Its public link, by the survey's own token.
    Public(String),
    /// An invitation that was verified.
    Invited(Invited),
}

/// An invitation whose link was verified by who issued it.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The invitation.
    pub invitation: i64,
    /// The survey it asks for.
    pub survey: SurveyId,
    /// Which version of it.
    pub version: VersionPolicy,
    /// Whom it asks; nobody where the survey is not to know.
    pub customer: Option<CustomerId>,
    /// The token of its link; it opens the response from then on.
    pub token: String,
}

/// A survey that was opened and not yet begun.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The survey.
    pub survey: SurveyId,
    /// The token that the first form posts back: with it the response begins, once.
    pub token: String,
    /// The first page; or where the response is, when it was begun before.
    pub step: Step,
}

/// What a response begins with.
#[derive(Clone, Debug)]
pub struct StartRequest {
    /// Through which door.
    pub entrance: Entrance,
    /// The token that [`open_entrance`] gave; one is made when there is none. An invitation has its own.
    pub token: Option<String>,
    /// The language wanted.
    pub language: Option<SurveyLanguage>,
    /// Where and how it comes about; what is left open the survey says.
    pub place: ResponsePlace,
    /// What the link says of the one who answers; left out for employees and where an invitation says it.
    pub identifiers: Vec<Identifier>,
}

impl StartRequest {
    /// A start through the public link, with nothing else said.
    #[must_use]
    pub fn public(token: &str) -> Self {
        Self {
            entrance: Entrance::Public(token.to_owned()),
            token: None,
            language: None,
            place: ResponsePlace::default(),
            identifiers: Vec::new(),
        }
    }
}

/// A response that has begun.
#[derive(Clone, Debug, PartialEq)]
pub struct Started {
    /// The token that opens it; only its hash is kept.
    pub token: String,
    /// Where it is.
    pub step: Step,
}

/// A version that can be begun.
struct Enterable {
    survey: Survey,
    version: i64,
    published: Arc<Published>,
    invitation: Option<(i64, String)>,
    customer: Option<CustomerId>,
    /// Where the answer belongs, as far as the invitation knows.
    place: ResponsePlace,
}

/// Opens a survey and counts that it was opened. Nothing is begun: programs that follow links make no responses.
///
/// # Errors
/// When no survey that can be answered is behind the link.
pub async fn open_entrance(
    app: &App,
    entrance: &Entrance,
    language: Option<SurveyLanguage>,
) -> Result<Opened, AppError> {
    if let Some(started) = begun(app, entrance).await? {
        return Ok(started);
    }
    let enterable = enter(app, entrance).await?;
    app.store.count_opened(enterable.survey.id, enterable.version, app.clock.now()).await?;
    let token = token_of(app, enterable.invitation.as_ref(), None)?;
    let step = first_page(app, &enterable, &token, language).await?;
    Ok(Opened { survey: enterable.survey.id, token, step })
}

/// Where the response of an invitation is, when it was begun; this also of a survey that was put away since.
async fn begun(app: &App, entrance: &Entrance) -> Result<Option<Opened>, AppError> {
    let Entrance::Invited(invited) = entrance else { return Ok(None) };
    let Some(response) = app.store.response_of_invitation(invited.invitation).await? else { return Ok(None) };
    let hash = token_hash(&invited.token);
    if app.store.response_by_token(&hash).await?.is_none() {
        // Another link of the same invitation, such as its reminder.
        app.store.add_response_token(response.id, &hash).await?;
    }
    let survey = response.survey;
    let step = current(&Loaded::of(app, response).await?);
    Ok(Some(Opened { survey, token: invited.token.clone(), step }))
}

async fn first_page(
    app: &App,
    enterable: &Enterable,
    token: &str,
    language: Option<SurveyLanguage>,
) -> Result<Step, AppError> {
    let customer = traits(app, enterable.customer, &enterable.published).await?;
    let (Published { definition, reader, .. }, seed) = (&*enterable.published, seed_of(token));
    let settled = settle(definition, &Answers::default(), &customer, seed, reader);
    let scene = Scene { settled: &settled, language: definition.language(language), seed };
    if let Some(quota) = full_for_all(app, enterable).await? {
        return Ok(scene.closing(settled.closing_of_quota(&quota), true));
    }
    Ok(match settled.after(None) {
        Some(page) => scene.page(page, Vec::new()),
        None => scene.closing(settled.closing(reader), false),
    })
}

/// The quota that is full for everybody, whatever they answer.
async fn full_for_all(app: &App, enterable: &Enterable) -> Result<Option<String>, AppError> {
    let for_all: Vec<(String, i64)> = enterable
        .published
        .definition
        .quotas
        .iter()
        .filter(|quota| quota.condition.is_none())
        .map(|quota| (quota.key.to_string(), i64::from(quota.limit)))
        .collect();
    if for_all.is_empty() {
        return Ok(None);
    }
    let taken = app.store.quotas_taken(enterable.survey.id).await?;
    let is_full = |key: &str, limit: i64| taken.iter().any(|(name, taken)| name == key && *taken >= limit);
    Ok(for_all.into_iter().find(|(key, limit)| is_full(key, *limit)).map(|(key, _)| key))
}

/// Begins a response, or finds the one this token or invitation has begun: a double click, a reload and a link
/// used again all give the same one.
///
/// # Errors
/// When no survey that can be answered is behind the link.
pub async fn start_response(app: &App, request: &StartRequest) -> Result<Started, AppError> {
    if let Some(opened) = begun(app, &request.entrance).await? {
        return Ok(Started { token: opened.token, step: opened.step });
    }
    if let (Entrance::Public(_), Some(token)) = (&request.entrance, &request.token)
        && let Some(response) = app.store.response_by_token(&token_hash(token)).await?
    {
        return Ok(Started { token: token.clone(), step: current(&Loaded::of(app, response).await?) });
    }
    let enterable = enter(app, &request.entrance).await?;
    let token = token_of(app, enterable.invitation.as_ref(), request.token.as_deref())?;
    if full_for_all(app, &enterable).await?.is_some() {
        let step = first_page(app, &enterable, &token, request.language).await?;
        return Ok(Started { token, step });
    }
    let definition = &enterable.published.definition;
    let is_of_employees = definition.audience == hamdel_domain::surveys::Audience::Employees;
    let identifiers =
        if is_of_employees || enterable.customer.is_some() { &[] } else { request.identifiers.as_slice() };
    let identifiers = &identifiers[..identifiers.len().min(MOST_IDENTIFIERS)];
    let (told, invited) = (&request.place, &enterable.place);
    let first = |told: &Option<String>, invited: &Option<String>| told.clone().or_else(|| invited.clone());
    let place = ResponsePlace {
        channel: told.channel.or(invited.channel),
        touchpoint: first(&told.touchpoint, &invited.touchpoint).or_else(|| definition.touchpoint.clone()),
        unit: first(&told.unit, &invited.unit).or_else(|| definition.unit.clone()),
        employee: first(&told.employee, &invited.employee),
        way: told.way,
        taken_by: told.taken_by.clone(),
    };
    let new = NewResponse {
        survey: enterable.survey.id,
        version: enterable.version,
        invitation: enterable.invitation.as_ref().map(|(invitation, _)| *invitation),
        customer: enterable.customer.filter(|_| !is_of_employees),
        identifiers: &serde_json::to_string(identifiers).unwrap_or_else(|_| "[]".to_owned()),
        language: definition.language(request.language).code(),
        seed: seed_of(&token),
        token_hash: &token_hash(&token),
        place,
    };
    let response = app.store.start_response(&new, app.clock.now()).await?;
    let step = current(&Loaded::of(app, response).await?);
    Ok(Started { token, step })
}

async fn enter(app: &App, entrance: &Entrance) -> Result<Enterable, AppError> {
    let found = match entrance {
        Entrance::Public(token) if token.len() > LONGEST_TOKEN => None,
        Entrance::Public(token) => app.store.survey_by_token(token).await?,
        Entrance::Invited(invited) => app.store.survey(invited.survey).await?,
    };
    let survey = found.filter(|survey| survey.state == SurveyState::Published).ok_or(AppError::NotFound("survey"))?;
    let (version, invitation, customer) = match entrance {
        Entrance::Public(_) => (survey.version, None, None),
        Entrance::Invited(invited) => {
            let version = match invited.version {
                VersionPolicy::Latest => survey.version,
                VersionPolicy::Fixed(version) => version,
            };
            (version, Some((invited.invitation, invited.token.clone())), invited.customer)
        }
    };
    let published = published(app, survey.id, version).await?;
    let place = match &invitation {
        Some((number, _)) => place_of(app, *number, &published).await?,
        None => ResponsePlace::default(),
    };
    Ok(Enterable { published, survey, version, invitation, customer, place })
}

/// Where the answer to an invitation belongs: where that which made it happened, on the channel that carried it.
/// What employees say of their work is not laid to the one who served.
async fn place_of(app: &App, invitation: i64, published: &Published) -> Result<ResponsePlace, AppError> {
    let Some(held) = app.store.invitation(invitation).await? else { return Ok(ResponsePlace::default()) };
    let place = held.said.place;
    let of_employees = published.definition.audience == hamdel_domain::surveys::Audience::Employees;
    Ok(ResponsePlace {
        channel: Some(held.said.channel),
        touchpoint: place.touchpoint,
        unit: place.unit,
        employee: place.employee.filter(|_| !of_employees),
        ..ResponsePlace::default()
    })
}

fn token_of(app: &App, invitation: Option<&(i64, String)>, held: Option<&str>) -> Result<String, AppError> {
    match (invitation, held) {
        (Some((_, token)), _) => Ok(token.clone()),
        // What `open_entrance` gave has 32 characters; a shorter one could be guessed.
        (None, Some(held)) if held.len() < 32 || held.len() > LONGEST_TOKEN => {
            Err(AppError::invalid("token", "is not one that was given out"))
        }
        (None, Some(held)) => Ok(held.to_owned()),
        (None, None) => Ok(new_token(app.entropy.as_ref())),
    }
}

/// The seed of a response's orders follows from its token, so that the first page looks the same before and
/// after it begins.
fn seed_of(token: &str) -> i64 {
    xxhash_rust::xxh3::xxh3_64(token.as_bytes()) as i64
}

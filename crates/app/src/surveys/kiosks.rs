//! Kiosks: made with an address of their own, opened by it, left by a PIN.

use hamdel_domain::clock::SECOND;
use hamdel_domain::digits::latin_digits;
use hamdel_domain::surveys::{Kiosk, ResponseWay, SurveyId, is_pin};
use hamdel_domain::{Channel, Instant};
use hamdel_store::kiosks::KeptKiosk;
use hamdel_store::responses::ResponsePlace;
use hamdel_store::surveys::{Survey, SurveyState};

use crate::tokens::{new_token, token_hash};
use crate::{App, AppError};

/// Most responses that begin at one kiosk within an hour: one every twenty seconds.
const MOST_AN_HOUR: i64 = 180;
/// Most wrong PINs of one kiosk within [`WITHIN`].
const MOST_TRIES: u64 = 5;
/// Over which stretch; microseconds.
const WITHIN: i64 = 900 * SECOND;
/// One hour; microseconds.
const HOUR: i64 = 3_600 * SECOND;

/// A kiosk that was opened, with the survey it asks with.
#[derive(Clone, Debug)]
pub struct OpenKiosk {
    /// The kiosk.
    pub kept: KeptKiosk,
    /// The survey.
    pub survey: Survey,
}

impl OpenKiosk {
    /// Where and how its responses come about.
    #[must_use]
    pub fn place(&self) -> ResponsePlace {
        ResponsePlace {
            channel: Some(Channel::Branch),
            touchpoint: self.kept.kiosk.touchpoint.clone(),
            unit: self.kept.kiosk.unit.clone(),
            employee: None,
            way: ResponseWay::Kiosk,
            taken_by: Some(self.name()),
        }
    }

    fn name(&self) -> String {
        format!("kiosk:{}", self.kept.id)
    }
}

/// Makes a kiosk of a survey; gives its number and the secret of its address, which is seen this once.
///
/// # Errors
/// Names the field that is wrong; when there is no such survey.
pub async fn add_kiosk(
    app: &App,
    survey: SurveyId,
    kiosk: Kiosk,
    pin: &str,
    actor: &str,
) -> Result<(i64, String), AppError> {
    kiosk.check().map_err(|fault| AppError::invalid(fault.field, fault.problem))?;
    let pin = latin_digits(pin.trim());
    if !is_pin(&pin) {
        return Err(AppError::invalid("pin", "needs 4 to 8 digits"));
    }
    app.store.survey(survey).await?.ok_or(AppError::NotFound("survey"))?;
    let token = new_token(app.entropy.as_ref());
    let pin_hash = pin_hash(&token_hash(&token), &pin);
    let id = app.store.add_kiosk(survey, &kiosk, &pin_hash, &token_hash(&token), actor, app.clock.now()).await?;
    crate::audit::record(app, actor, "kiosk.made", &format!("kiosk:{id}"), &kiosk.name).await?;
    Ok((id, token))
}

/// Kiosks of a survey.
///
/// # Errors
/// When the database fails.
pub async fn kiosks(app: &App, survey: SurveyId) -> Result<Vec<KeptKiosk>, AppError> {
    Ok(app.store.kiosks_of(survey).await?)
}

/// Closes a kiosk for ever: its address opens no more.
///
/// # Errors
/// When there is none of that number.
pub async fn close_kiosk(app: &App, survey: SurveyId, id: i64, actor: &str) -> Result<(), AppError> {
    if !app.store.close_kiosk(survey, id, app.clock.now()).await? {
        return Err(AppError::NotFound("kiosk"));
    }
    crate::audit::record(app, actor, "kiosk.closed", &format!("kiosk:{id}"), "").await
}

/// Opens a kiosk by the secret of its address.
///
/// # Errors
/// [`AppError::NotFound`] when it is none, is closed, or its survey is not published.
pub async fn open_kiosk(app: &App, token: &str) -> Result<OpenKiosk, AppError> {
    let missing = || AppError::NotFound("kiosk");
    let kept = app.store.kiosk_by_token(&token_hash(token)).await?.ok_or_else(missing)?;
    if kept.closed_at.is_some() {
        return Err(missing());
    }
    let survey = app.store.survey(kept.survey).await?.filter(|survey| survey.state == SurveyState::Published);
    let survey = survey.ok_or_else(missing)?;
    app.store.kiosk_seen(kept.id, app.clock.now()).await?;
    Ok(OpenKiosk { kept, survey })
}

/// Refuses another response at a kiosk where too many began within the hour.
///
/// # Errors
/// [`AppError::TooManyTries`].
pub async fn may_begin(app: &App, kiosk: &OpenKiosk) -> Result<(), AppError> {
    let since: Instant = app.clock.now().plus_micros(-HOUR);
    if app.store.responses_taken_by(&kiosk.name(), since).await? >= MOST_AN_HOUR {
        return Err(AppError::TooManyTries(60));
    }
    Ok(())
}

/// Whether a PIN leaves a kiosk; five wrong ones within a quarter of an hour shut the door for a while.
///
/// # Errors
/// [`AppError::TooManyTries`]; when the database fails.
pub async fn leaves(app: &App, kiosk: &OpenKiosk, token: &str, pin: &str) -> Result<bool, AppError> {
    let now = app.clock.now();
    let name = kiosk.name();
    if app.store.sign_in_failures(&name, now.plus_micros(-WITHIN)).await? >= MOST_TRIES {
        return Err(AppError::TooManyTries(u32::try_from(WITHIN / SECOND).unwrap_or(900)));
    }
    let right = pin_hash(&token_hash(token), &latin_digits(pin.trim())) == kiosk.kept.pin_hash;
    if !right {
        app.store.record_sign_in_failure(&name, now).await?;
    }
    Ok(right)
}

/// A PIN is short: with the hash of the address, which has 192 random bits, it cannot be looked up in a table.
fn pin_hash(token_hash_of_kiosk: &str, pin: &str) -> String {
    token_hash(&format!("{token_hash_of_kiosk}\0{pin}"))
}

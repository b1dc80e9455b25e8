//! The door: a secret address that mail is sent to, and what came through it.

use serde::{Deserialize, Serialize};

use hamdel_domain::Instant;
use hamdel_domain::clock::DAY;
use hamdel_store::mail::MailCount;

use crate::App;
use crate::error::AppError;
use crate::tokens::{new_token, token_hash};

/// The setting that holds the door.
const DOOR: &str = "mail_door";
/// The setting that says how fetching goes.
const FETCHED: &str = "mail_fetched";
/// How long the secret before the newest one opens; microseconds. Mail on its way, and whoever is configured with it,
/// has a day.
const OLD_OPENS_FOR: i64 = DAY;

/// How the door is kept: of secrets their hash only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    hash: String,
    hint: String,
    made_at: i64,
    old_hash: Option<String>,
    old_until: i64,
}

/// The door as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// The end of its secret.
    pub hint: String,
    /// When it was made.
    pub made_at: Instant,
    /// Until when the secret before it opens too.
    pub old_until: Option<Instant>,
}

/// How fetching from a mailbox went last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchRound {
    /// The server and the folder, without user and password.
    pub mailbox: String,
    /// When it was looked into.
    pub at: i64,
    /// How many mails were taken in then.
    pub taken: i64,
    /// What went wrong.
    pub problem: Option<String>,
}

async fn kept(app: &App) -> Result<Option<Kept>, AppError> {
    let held = app.store.setting(DOOR).await?;
    // A setting that cannot be read back is no door: a new secret makes it one.
    Ok(held.and_then(|text| serde_json::from_str(&text).ok()))
}

/// The door; `None` while it is shut.
///
/// # Errors
/// When the database fails.
pub async fn door(app: &App) -> Result<Option<Door>, AppError> {
    let now = app.clock.now();
    Ok(kept(app).await?.map(|kept| Door {
        hint: kept.hint,
        made_at: Instant::from_micros(kept.made_at),
        old_until: kept.old_hash.map(|_| Instant::from_micros(kept.old_until)).filter(|until| *until > now),
    }))
}

/// Makes a secret, which opens from now on and is given this once; the one before it opens for another day.
///
/// # Errors
/// When the database fails.
pub async fn make_secret(app: &App, actor: &str) -> Result<String, AppError> {
    let now = app.clock.now();
    let secret = new_token(app.entropy.as_ref());
    let old_hash = kept(app).await?.map(|kept| kept.hash);
    let hint: String = secret.chars().skip(secret.chars().count().saturating_sub(4)).collect();
    let kept = Kept {
        hash: token_hash(&secret),
        hint,
        made_at: now.micros(),
        old_hash,
        old_until: now.plus_micros(OLD_OPENS_FOR).micros(),
    };
    let text = serde_json::to_string(&kept).map_err(|problem| AppError::invalid("mail", problem.to_string()))?;
    app.store.put_setting(DOOR, &text).await?;
    crate::audit::record(app, actor, "mail_door.opened", "mail", "").await?;
    Ok(secret)
}

/// Shuts the door: no secret opens.
///
/// # Errors
/// When the database fails.
pub async fn shut(app: &App, actor: &str) -> Result<(), AppError> {
    app.store.remove_setting(DOOR).await?;
    crate::audit::record(app, actor, "mail_door.shut", "mail", "").await
}

/// Whether a secret opens the door.
///
/// # Errors
/// When the database fails.
pub async fn opens(app: &App, secret: &str) -> Result<bool, AppError> {
    let Some(kept) = kept(app).await? else { return Ok(false) };
    let hash = token_hash(secret);
    let old = kept.old_hash.as_deref() == Some(hash.as_str()) && kept.old_until > app.clock.now().micros();
    // Hashes of random secrets are compared: where they differ tells nothing about the secret.
    Ok(kept.hash == hash || old)
}

/// How many mails came to which end in the last `days`.
///
/// # Errors
/// When the database fails.
pub async fn mail_counts(app: &App, days: i64) -> Result<Vec<MailCount>, AppError> {
    let today = app.clock.now().micros().div_euclid(DAY);
    Ok(app.store.mail_counts(today - days, today).await?)
}

/// How fetching went last; `None` where nothing was ever fetched.
///
/// # Errors
/// When the database fails.
pub async fn fetched(app: &App) -> Result<Option<FetchRound>, AppError> {
    Ok(app.store.setting(FETCHED).await?.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Writes down how fetching went.
///
/// # Errors
/// When the database fails.
pub async fn tell_fetched(app: &App, round: &FetchRound) -> Result<(), AppError> {
    let text = serde_json::to_string(round).map_err(|problem| AppError::invalid("mail", problem.to_string()))?;
    Ok(app.store.put_setting(FETCHED, &text).await?)
}

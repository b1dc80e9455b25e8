//! The own account: name, language, password, presence, sessions.

use hamdel_domain::Instant;
use hamdel_domain::people::Presence;
use hamdel_store::StoreError;
use hamdel_store::audit::append;
use hamdel_store::people::{UserChange, change_user, put_presence, users_to_change};
use hamdel_store::sessions::{end_other_sessions as end_others, sessions_of};
use hamdel_store::users::put_password;
use hamdel_text::Language;

use super::changed;
use super::manage::subject;
use crate::App;
use crate::accounts::{SignedIn, checked_name, hashed_password, is_password_of};
use crate::error::AppError;
use crate::tokens::token_hash;

/// Letters of a session's hash that name it to its owner.
const SESSION_NAME: usize = 12;

/// A session of one's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// What names it here; nobody signs in by it.
    pub name: String,
    /// When it began.
    pub created_at: Instant,
    /// When it was last used, to some minutes.
    pub last_used_at: Instant,
    /// What it runs in, where that is known.
    pub client: Option<String>,
    /// Whether it is the one that asks.
    pub this: bool,
}

/// Changes the own name and language.
///
/// # Errors
/// When the name is empty or too long.
pub async fn change_own_account(app: &App, who: &SignedIn, name: &str, language: Language) -> Result<(), AppError> {
    let name = checked_name(name)?;
    let mut tx = app.store.state().begin().await?;
    let users = users_to_change(&mut tx).await?;
    let user = users.iter().find(|user| user.id == who.id).ok_or(AppError::SignInNeeded)?;
    let change = UserChange { name, role: user.role, language: language.code(), employee: user.employee.as_deref() };
    if (user.name.as_str(), user.language.as_str()) == (name, language.code()) {
        return Ok(());
    }
    change_user(&mut tx, who.id, &change).await?;
    let told = |name: &str, language: &str| serde_json::json!({ "name": name, "language": language });
    let (before, after) = (told(&user.name, &user.language), told(name, language.code()));
    append(&mut tx, &changed(app, &who.actor(), "user.changed", subject(who.id), &before, &after)).await?;
    Ok(tx.commit().await.map_err(StoreError::from)?)
}

/// Chooses a password and ends every other session; whoever has one types it too. `token` is that of the session
/// that asks.
///
/// # Errors
/// When the present password is wrong, was tried too often, or the new one is too short.
pub async fn change_password(app: &App, who: &SignedIn, present: &str, new: &str, token: &str) -> Result<(), AppError> {
    if !is_password_of(app, who, present).await? {
        return Err(AppError::refused("present_password", "wrong-password", ""));
    }
    let hash = hashed_password(app, new).await?;
    let mut tx = app.store.state().begin().await?;
    put_password(&mut tx, who.id, &hash).await?;
    end_others(&mut tx, who.id, &token_hash(token)).await?;
    append(&mut tx, &changed(app, &who.actor(), "user.password_changed", subject(who.id), &(), &())).await?;
    Ok(tx.commit().await.map_err(StoreError::from)?)
}

/// Says whether one takes work now.
///
/// # Errors
/// When the database fails.
pub async fn choose_presence(app: &App, who: &SignedIn, presence: Presence) -> Result<(), AppError> {
    let mut tx = app.store.state().begin().await?;
    let before = put_presence(&mut tx, who.id, presence, app.clock.now()).await?;
    if before != presence {
        let entry = changed(app, &who.actor(), "user.presence_changed", subject(who.id), &before, &presence);
        append(&mut tx, &entry).await?;
    }
    Ok(tx.commit().await.map_err(StoreError::from)?)
}

/// The own sessions that have not ended, the one used last first; `token` is that of the one that asks.
///
/// # Errors
/// When the database fails.
pub async fn own_sessions(app: &App, who: &SignedIn, token: &str) -> Result<Vec<OwnSession>, AppError> {
    let mut tx = app.store.state().begin().await?;
    let held = sessions_of(&mut tx, who.id, app.clock.now()).await?;
    let own = token_hash(token);
    let session = |held: hamdel_store::sessions::OwnSession| OwnSession {
        name: name_of(&held.token_hash),
        this: held.token_hash == own,
        created_at: held.created_at,
        last_used_at: held.last_used_at,
        client: held.client,
    };
    Ok(held.into_iter().map(session).collect())
}

/// Ends an own session by its name.
///
/// # Errors
/// When there is none of that name.
pub async fn end_session(app: &App, who: &SignedIn, name: &str) -> Result<(), AppError> {
    let mut tx = app.store.state().begin().await?;
    let held = sessions_of(&mut tx, who.id, app.clock.now()).await?;
    let named = held.into_iter().find(|held| name_of(&held.token_hash) == name);
    let named = named.ok_or(AppError::NotFound("session"))?;
    drop(tx);
    app.store.end_session(&named.token_hash).await?;
    crate::audit::record(app, &who.actor(), "session.ended", &subject(who.id), "").await
}

/// Ends every own session but the one that asks.
///
/// # Errors
/// When the database fails.
pub async fn end_other_sessions(app: &App, who: &SignedIn, token: &str) -> Result<u64, AppError> {
    let mut tx = app.store.state().begin().await?;
    let ended = end_others(&mut tx, who.id, &token_hash(token)).await?;
    append(&mut tx, &changed(app, &who.actor(), "session.others_ended", subject(who.id), &(), &ended)).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(ended)
}

fn name_of(token_hash: &str) -> String {
    token_hash.chars().take(SESSION_NAME).collect()
}

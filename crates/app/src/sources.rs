//! Sources: where interactions come from, and the keys they show.

mod health;

pub use hamdel_store::source_health::RejectedEvent;
pub use hamdel_store::sources::{Source, SourceKind};
pub use health::{
    DropTally, SourceHealth, SourceState, drops_by_day, rejected_lines, rejected_page, source_health,
    sources_with_health,
};

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use hamdel_domain::clock::SECOND;
use hamdel_domain::{Clock, Entropy, Instant, SourceId};
use hamdel_store::sources::WriteKey;
use hamdel_store::{Store, StoreError};

use crate::App;
use crate::error::AppError;
use crate::tokens::{new_token, token_hash};

/// How long a key that was looked up is believed, so that a retired key stops within it; microseconds.
const BELIEVED: i64 = 5 * SECOND;
/// Most keys remembered; wrong keys are remembered too, or guessing would reach the database.
const MOST_REMEMBERED: usize = 10_000;

/// A source as intake needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownSource {
    /// Its id.
    pub id: SourceId,
    /// Its name.
    pub name: String,
}

/// When a key was looked up, and what was found.
type Remembered = (Instant, Option<Arc<KnownSource>>);

/// Finds the source of a write key, remembering the answer for a few seconds.
pub struct SourceKeys {
    store: Store,
    remembered: RwLock<HashMap<String, Remembered>>,
}

impl SourceKeys {
    /// Keys of this store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store, remembered: RwLock::default() }
    }

    /// The source whose write key this is; `None` for a wrong or retired key.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn find(&self, write_key: &str, now: Instant) -> Result<Option<Arc<KnownSource>>, StoreError> {
        if write_key.is_empty() {
            return Ok(None);
        }
        let held = self.remembered.read().unwrap_or_else(PoisonError::into_inner).get(write_key).cloned();
        if let Some((at, source)) = held
            && now.micros_since(at) < BELIEVED
        {
            return Ok(source);
        }
        let found = self.store.source_by_key_hash(&token_hash(write_key)).await?;
        let source = found.map(|source| Arc::new(KnownSource { id: source.id, name: source.name }));
        let mut remembered = self.remembered.write().unwrap_or_else(PoisonError::into_inner);
        if remembered.len() >= MOST_REMEMBERED {
            remembered.clear();
        }
        remembered.insert(write_key.to_owned(), (now, source.clone()));
        Ok(source)
    }
}

/// A new source and the only sight of its write key.
#[derive(Clone, Debug)]
pub struct NewSource {
    /// Its id.
    pub id: SourceId,
    /// Its name.
    pub name: String,
    /// Its write key; only a hash is kept.
    pub write_key: String,
}

/// Makes a source with a write key.
///
/// # Errors
/// When the name is empty, too long or taken.
pub async fn add_source(
    store: &Store,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    name: &str,
) -> Result<NewSource, AppError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 {
        return Err(AppError::invalid("name", "needs 1 to 100 characters"));
    }
    let (write_key, hint) = new_key(entropy);
    let key = WriteKey { hash: &token_hash(&write_key), hint: &hint };
    let source = store.create_source(name, SourceKind::Segment, Some(key), clock.now()).await?;
    Ok(NewSource { id: source.id, name: name.to_owned(), write_key })
}

/// A key and the part of it that may be shown.
fn new_key(entropy: &dyn Entropy) -> (String, String) {
    let write_key = format!("wk_{}", new_token(entropy));
    let hint = write_key.chars().take(7).collect();
    (write_key, hint)
}

/// Makes a source for somebody who is signed in; see [`add_source`].
///
/// # Errors
/// When the name is empty, too long or taken.
pub async fn create_source(app: &App, name: &str, actor: &str) -> Result<NewSource, AppError> {
    let source = add_source(&app.store, app.clock.as_ref(), app.entropy.as_ref(), name).await?;
    crate::audit::record(app, actor, "source.created", &format!("source:{}", source.id), &source.name).await?;
    Ok(source)
}

/// Ends a source: within a few seconds its key opens nothing any more; its interactions stay.
///
/// # Errors
/// When no such source is in use.
pub async fn retire_source(app: &App, source: SourceId, actor: &str) -> Result<(), AppError> {
    app.store.retire_source(source, app.clock.now()).await?;
    crate::audit::record(app, actor, "source.retired", &format!("source:{source}"), "").await
}

/// Gives a source another key, which is seen here only; the former opens nothing within a few seconds.
///
/// # Errors
/// When no such source is in use.
pub async fn rotate_key(app: &App, source: SourceId, actor: &str) -> Result<NewSource, AppError> {
    let held = app.store.source(source).await?.ok_or(AppError::NotFound("source"))?;
    let (write_key, hint) = new_key(app.entropy.as_ref());
    app.store.rotate_write_key(source, WriteKey { hash: &token_hash(&write_key), hint: &hint }).await?;
    crate::audit::record(app, actor, "source.key_rotated", &format!("source:{source}"), "").await?;
    Ok(NewSource { id: source, name: held.name, write_key })
}

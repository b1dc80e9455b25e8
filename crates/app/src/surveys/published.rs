//! Published versions as they were read: a version never changes, so that reading it once is enough.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use hamdel_domain::surveys::{SurveyDefinition, SurveyId};

use super::CelConditions;
use super::build::read;
use crate::{App, AppError};

/// Most versions that are held; with one more they are read again as they are asked for.
const MOST_HELD: usize = 200;

/// A published version, ready to be answered.
pub(in crate::surveys) struct Published {
    /// What it asks.
    pub definition: SurveyDefinition,
    /// Its conditions; those that were read once are remembered.
    pub reader: CelConditions,
    /// Whether it looks at traits of the one who answers.
    pub looks_at_traits: bool,
}

/// The versions that were read, shared by all who answer.
#[derive(Default)]
pub struct SharedVersions {
    held: RwLock<HashMap<(SurveyId, i64), Arc<Published>>>,
}

/// A published version.
///
/// # Errors
/// When there is no such version.
pub(in crate::surveys) async fn published(
    app: &App,
    survey: SurveyId,
    version: i64,
) -> Result<Arc<Published>, AppError> {
    let held = &app.versions.held;
    if let Some(known) = held.read().unwrap_or_else(PoisonError::into_inner).get(&(survey, version)) {
        return Ok(known.clone());
    }
    let found = app.store.survey_version(survey, version).await?;
    let text = found.ok_or(AppError::NotFound("version of the survey"))?.definition;
    let read = Arc::new(Published {
        definition: read(&text)?,
        reader: CelConditions::default(),
        looks_at_traits: text.contains("customer"),
    });
    let mut held = held.write().unwrap_or_else(PoisonError::into_inner);
    if held.len() >= MOST_HELD {
        held.clear();
    }
    Ok(held.entry((survey, version)).or_insert(read).clone())
}

//! What units, touchpoints, causes and kinds of cases are called, for readers; names stay as they are in the API.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use hamdel_domain::Instant;
use hamdel_domain::causes::Cause;
use hamdel_domain::clock::SECOND;
use hamdel_text::Language;

use crate::App;
use crate::causes::cause_tree;
use crate::error::AppError;

/// How long titles are used before they are read again, for another process may have changed them; microseconds.
const KEPT: i64 = 5 * SECOND;

/// Titles in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Title {
    fa: String,
    en: String,
}

impl Title {
    /// In a language, or where there is none in the other.
    fn read(&self, language: Language) -> Option<&str> {
        let (first, second) = match language {
            Language::Persian => (&self.fa, &self.en),
            Language::English => (&self.en, &self.fa),
        };
        [first, second].into_iter().map(String::as_str).find(|title| !title.is_empty())
    }
}

/// The titles of units, touchpoints, causes and kinds of cases, as they were at one moment.
#[derive(Clone, Debug, Default)]
pub struct Titles {
    units: HashMap<String, Title>,
    touchpoints: HashMap<String, Title>,
    causes: HashMap<String, Title>,
    kinds: HashMap<String, Title>,
    read_at: Option<Instant>,
}

impl Titles {
    /// What a unit is called; its name where it has no title.
    #[must_use]
    pub fn unit<'t>(&'t self, language: Language, name: &'t str) -> &'t str {
        self.units.get(name).and_then(|title| title.read(language)).unwrap_or(name)
    }

    /// What a touchpoint is called; its name where it has no title.
    #[must_use]
    pub fn touchpoint<'t>(&'t self, language: Language, name: &'t str) -> &'t str {
        self.touchpoints.get(name).and_then(|title| title.read(language)).unwrap_or(name)
    }

    /// What a cause is called; its name where it has no title.
    #[must_use]
    pub fn cause<'t>(&'t self, language: Language, name: &'t str) -> &'t str {
        self.causes.get(name).and_then(|title| title.read(language)).unwrap_or(name)
    }

    /// What a kind of cases is called; its name where it has no title.
    #[must_use]
    pub fn case_kind<'t>(&'t self, language: Language, name: &'t str) -> &'t str {
        self.kinds.get(name).and_then(|title| title.read(language)).unwrap_or(name)
    }
}

/// The titles that were read last.
#[derive(Debug, Default)]
pub struct SharedTitles(RwLock<Arc<Titles>>);

impl SharedTitles {
    /// What was read last by [`titles`]; nothing before it was called.
    #[must_use]
    pub fn held(&self) -> Arc<Titles> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, titles: Arc<Titles>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = titles;
    }
}

/// The titles, read at most some seconds ago.
///
/// # Errors
/// When the database fails.
pub async fn titles(app: &App) -> Result<Arc<Titles>, AppError> {
    let now = app.clock.now();
    let held = app.titles.held();
    if held.read_at.is_some_and(|read| now.micros_since(read) < KEPT) {
        return Ok(held);
    }
    let units = app.store.units().await?.into_iter();
    let units = units.map(|unit| (unit.name, Title { fa: unit.title_fa, en: unit.title_en }));
    let touchpoints = app.store.touchpoints().await?.into_iter();
    let touchpoints = touchpoints.map(|place| (place.name, Title { fa: place.title_fa, en: place.title_en }));
    let causes = cause_tree(app).await?;
    let title = |cause: &Cause| Title { fa: cause.title_fa.clone(), en: cause.title_en.clone() };
    let causes = causes.nodes().map(|cause| (cause.name.clone(), title(cause))).collect();
    let kinds = app.store.case_kinds().await?.into_iter();
    let kinds = kinds.map(|kind| (kind.name, Title { fa: kind.title_fa, en: kind.title_en })).collect();
    let (units, touchpoints) = (units.collect(), touchpoints.collect());
    let fresh = Arc::new(Titles { units, touchpoints, causes, kinds, read_at: Some(now) });
    app.titles.put(fresh.clone());
    Ok(fresh)
}

/// Has the titles read again by whoever asks next, after they were changed here.
pub fn forget_titles(app: &App) {
    let held = app.titles.held();
    app.titles.put(Arc::new(Titles { read_at: None, ..Titles::clone(&held) }));
}

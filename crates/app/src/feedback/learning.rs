//! What comments are understood with: the model of sentiment, learned from the company's own scored comments and from
//! what people corrected, the themes, and the corrections themselves.

use std::sync::Arc;

use tokio::sync::Mutex;

use hamdel_domain::Instant;
use hamdel_domain::clock::SECOND;
use hamdel_text::Understanding;
use hamdel_text::sentiment::{Model, Report, Scale, Trainer};
use hamdel_text::themes::ThemeSet;

use super::comments;
use crate::App;
use crate::error::AppError;
use crate::words::{Corrections, Hierarchy, SecondReadings};

/// How far back comments teach; microseconds.
const TEACHES: i64 = 365 * 86_400 * SECOND;
/// How long what was learned is used before it is learned anew; microseconds.
const KEPT: i64 = 600 * SECOND;

/// What comments are understood with.
#[derive(Debug)]
pub struct Learned {
    /// Model, themes and facets.
    pub understanding: Understanding,
    /// The themes that are looked for.
    pub hierarchy: Hierarchy,
    /// What people said of comments.
    pub corrections: Corrections,
    /// What the company's own language model said of comments that were not understood surely.
    pub readings: SecondReadings,
    /// When the model was learned.
    pub at: Instant,
    /// Of which themes, corrections and second readings this is.
    version: i64,
}

impl Learned {
    /// How the model came about, and how it is doing.
    #[must_use]
    pub fn report(&self) -> &Report {
        self.understanding.model.report()
    }
}

/// What was learned last.
#[derive(Debug, Default)]
pub struct LearnedCache(Mutex<Option<Arc<Learned>>>);

/// What was learned. The model is at most ten minutes old, whoever asks first learns and others wait for it; themes
/// and corrections are those of now.
///
/// # Errors
/// When the history or the store fails.
pub async fn learned(app: &App) -> Result<Arc<Learned>, AppError> {
    let version = app.store.words_version().await?;
    let mut held = app.learning.0.lock().await;
    let now = app.clock.now();
    let fresh = held.as_ref().filter(|learned| now.micros_since(learned.at) < KEPT).cloned();
    if let Some(learned) = &fresh
        && learned.version == version
    {
        return Ok(learned.clone());
    }
    let hierarchy = Hierarchy::of(&app.store.themes().await?);
    let themes = hierarchy.prepared().unwrap_or_else(|problem| {
        tracing::error!(%problem, "the themes that are kept are no hierarchy; comments are read without them");
        ThemeSet::default()
    });
    let corrections = Corrections::read(app).await?;
    let readings = SecondReadings::read(app).await?;
    let (model, at) = match fresh {
        Some(learned) => (learned.understanding.model.clone(), learned.at),
        None => (trained(app, &corrections, now).await?, now),
    };
    let understanding = Understanding { model, themes, ..Understanding::default() };
    let learned = Arc::new(Learned { understanding, hierarchy, corrections, readings, at, version });
    *held = Some(learned.clone());
    Ok(learned)
}

async fn trained(app: &App, corrections: &Corrections, now: Instant) -> Result<Model, AppError> {
    let (read, _) = comments(app, (now.plus_micros(-TEACHES), now), None, None).await?;
    let corrected = corrections.all().to_vec();
    let model = tokio::task::spawn_blocking(move || {
        let mut trainer = Trainer::new();
        for comment in &read {
            if let Some((metric, score)) = &comment.score
                && let Some(scale) = scale(metric)
            {
                trainer.score(&comment.text, scale, *score, 1.0);
            }
        }
        // The last of the same words counts, and they come from the newest.
        for held in corrected.iter().rev() {
            if let Some(label) = held.correction.sentiment {
                trainer.correct(&held.text, label);
            }
        }
        trainer.train()
    });
    model.await.map_err(|_| AppError::invalid("text", "could not be learned from"))
}

/// The scale of a metric's scores.
pub(crate) fn scale(metric: &str) -> Option<Scale> {
    match metric {
        "nps" | "enps" => Some(Scale::Nps),
        "csat" | "rating" => Some(Scale::OneToFive),
        "ces" => Some(Scale::OneToSeven),
        _ => None,
    }
}

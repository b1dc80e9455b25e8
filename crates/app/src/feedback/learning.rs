//! The model of sentiment, learned from the company's own scored comments.

use std::sync::Arc;

use tokio::sync::Mutex;

use hamdel_domain::Instant;
use hamdel_domain::clock::SECOND;
use hamdel_text::Understanding;
use hamdel_text::sentiment::{Report, Scale, Trainer};

use super::comments;
use crate::App;
use crate::error::AppError;

/// How far back comments teach; microseconds.
const TEACHES: i64 = 365 * 86_400 * SECOND;
/// How long what was learned is used before it is learned anew; microseconds.
const KEPT: i64 = 600 * SECOND;

/// What comments are understood with.
#[derive(Debug)]
pub struct Learned {
    /// Model, themes and facets.
    pub understanding: Understanding,
    /// When it was learned.
    pub at: Instant,
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

/// What was learned, at most ten minutes ago; whoever asks first learns, others wait for it.
///
/// # Errors
/// When the history fails.
pub async fn learned(app: &App) -> Result<Arc<Learned>, AppError> {
    let mut held = app.learning.0.lock().await;
    let now = app.clock.now();
    if let Some(learned) = &*held
        && now.micros_since(learned.at) < KEPT
    {
        return Ok(learned.clone());
    }
    let (read, _) = comments(app, (now.plus_micros(-TEACHES), now), None, None).await?;
    let model = tokio::task::spawn_blocking(move || {
        let mut trainer = Trainer::new();
        for comment in &read {
            if let Some((metric, score)) = &comment.score
                && let Some(scale) = scale(metric)
            {
                trainer.score(&comment.text, scale, *score, 1.0);
            }
        }
        trainer.train()
    });
    let model = model.await.map_err(|_| AppError::invalid("text", "could not be learned from"))?;
    let learned = Arc::new(Learned { understanding: Understanding { model, ..Understanding::default() }, at: now });
    *held = Some(learned.clone());
    Ok(learned)
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

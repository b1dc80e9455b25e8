//! Numbers as the analyses print them.

use hamdel_stats::interval::{Confidence, Estimate, MinimumN, Published};
use serde_json::{Value, json};

use crate::AppError;

/// How sure an interval is to be; a share such as 0.95.
pub(super) fn confidence(level: f64) -> Result<Confidence, AppError> {
    Confidence::new(level).map_err(|_| AppError::invalid("confidence", "is a share between 0 and 1, such as 0.95"))
}

/// The fewest answers of a published figure.
pub(super) fn minimum(n: u64) -> Result<MinimumN, AppError> {
    MinimumN::new(n).map_err(|_| AppError::invalid("minimum", "is 2 or more: one answer has no interval"))
}

/// A figure of a unit with its interval, n and method.
pub(super) fn estimate(estimate: &Estimate) -> Value {
    let mut figure = json!({
        "value": estimate.value, "low": estimate.low, "high": estimate.high,
        "n": estimate.n, "method": estimate.method.as_str(), "confidence": estimate.confidence.level(),
    });
    if (estimate.effective_n - estimate.n as f64).abs() > 1e-9 {
        figure["effective_n"] = json!(estimate.effective_n);
    }
    figure
}

/// The figure, or how many answers it lacks.
pub(super) fn published(published: &Published) -> Value {
    match published {
        Published::Estimate(figure) => estimate(figure),
        Published::TooFew { have, need } => json!({ "too_few_answers": { "have": have, "need": need } }),
    }
}

/// As [`published`], for figures that exist only with two answers or more.
pub(super) fn optional(figure: Option<Estimate>) -> Value {
    figure.map_or(Value::Null, |figure| estimate(&figure))
}

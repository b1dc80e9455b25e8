//! Whether the items of a scale belong together: Cronbach's alpha.

use hamdel_stats::reliability::{Scale, Warning};
use serde_json::{Value, json};

use super::figure;
use super::table::{LeftOut, Table, TableFile};
use crate::AppError;

/// What is asked of the items of a scale.
#[derive(Clone)]
pub struct ReliabilityRequest {
    /// The file.
    pub file: TableFile,
    /// The columns of the items, with commas or `..`.
    pub items: String,
    /// How sure the interval is; a share.
    pub confidence: f64,
}

/// Alpha with n, interval and method, alpha without each item, and what a reader should know.
///
/// # Errors
/// When the file cannot be read, a column is missing, there are fewer than two items or complete respondents, or
/// everyone answered alike.
pub fn reliability(request: &ReliabilityRequest) -> Result<Value, AppError> {
    let confidence = figure::confidence(request.confidence)?;
    let mut table = Table::open(&request.file)?;
    let places = table.places("items", &request.items)?;
    let refused = |problem: hamdel_stats::error::StatsError| AppError::invalid("items", problem.to_string());
    let mut scale = Scale::new(places.len()).map_err(refused)?;
    let mut left_out = LeftOut::default();
    while table.next()? {
        let answers: Vec<Option<f64>> = places.iter().map(|place| left_out.number(table.number(*place))).collect();
        scale.add(&answers).map_err(refused)?;
    }
    left_out.add("row not readable", table.unreadable);
    let found = scale.reliability(confidence).map_err(refused)?;
    let items = places.iter().zip(&found.items).map(|(place, item)| {
        json!({
            "column": table.column(*place),
            "alpha_without": item.alpha_without, "correlation_with_others": item.correlation_with_others,
        })
    });
    let name = |item: usize| places.get(item).map_or("", |place| table.column(*place)).to_owned();
    let warnings = found.warnings.iter().map(|warning| match warning {
        Warning::FewRespondents => json!({ "warning": "few_respondents" }),
        Warning::LowAlpha => json!({ "warning": "low_alpha" }),
        Warning::NegativeAlpha => json!({ "warning": "negative_alpha" }),
        Warning::ConstantItem(item) => json!({ "warning": "constant_item", "column": name(*item) }),
        Warning::AgainstTheOthers(item) => json!({ "warning": "against_the_others", "column": name(*item) }),
        Warning::BetterWithout(item) => json!({ "warning": "better_without", "column": name(*item) }),
    });
    left_out.add("respondent with a missing answer", found.left_out);
    Ok(json!({
        "measure": "cronbach_alpha", "alpha": figure::estimate(&found.alpha),
        "items": items.collect::<Vec<_>>(), "warnings": warnings.collect::<Vec<_>>(), "left_out": left_out,
    }))
}

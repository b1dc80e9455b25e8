//! A custom index of weighted items, from 0 to 100.

use hamdel_stats::index::{Definition, Index, Item};
use serde_json::{Value, json};

use super::figure;
use super::table::{LeftOut, Table, TableFile};
use crate::AppError;

/// What is asked of the items of an index.
#[derive(Clone)]
pub struct IndexRequest {
    /// The file.
    pub file: TableFile,
    /// The columns of the items, as [`ScoreRequest`](super::ScoreRequest) names columns; several with commas or `..`.
    pub items: String,
    /// The lowest and highest answer of the scale.
    pub scale: (f64, f64),
    /// A weight for each item; all alike when there are none.
    pub weights: Vec<f64>,
    /// How sure the interval is; a share.
    pub confidence: f64,
}

/// The index with n, interval and method, and the mean of each item on 0 to 100.
///
/// # Errors
/// When the file cannot be read, a column or a weight is missing, or the scale is empty.
pub fn index(request: &IndexRequest) -> Result<Value, AppError> {
    let confidence = figure::confidence(request.confidence)?;
    let mut table = Table::open(&request.file)?;
    let places = table.places("items", &request.items)?;
    let (low, high) = request.scale;
    let weights = if request.weights.is_empty() { vec![1.0; places.len()] } else { request.weights.clone() };
    if weights.len() != places.len() {
        let words = format!("{} weights for {} items", weights.len(), places.len());
        return Err(AppError::invalid("weights", words));
    }
    let refused =
        |option| move |problem: hamdel_stats::error::StatsError| AppError::invalid(option, problem.to_string());
    let item = |weight: &f64| Item::new(low, high, *weight).map_err(refused("scale"));
    let items = weights.iter().map(item).collect::<Result<Vec<_>, _>>()?;
    let single = |item: &Item| Definition::new(vec![*item], 0.0).map(Index::new).map_err(refused("weights"));
    let mut parts = items.iter().map(single).collect::<Result<Vec<_>, _>>()?;
    let mut whole = Index::new(Definition::new(items, 0.0).map_err(refused("weights"))?);
    let mut left_out = LeftOut::default();
    while table.next()? {
        let answers: Vec<Option<f64>> = places
            .iter()
            .map(|place| {
                let answer = left_out.number(table.number(*place))?;
                let on_scale = (low..=high).contains(&answer);
                left_out.add("not on the scale", u64::from(!on_scale));
                on_scale.then_some(answer)
            })
            .collect();
        whole.add(&answers, 1.0).map_err(refused("items"))?;
        for (part, answer) in parts.iter_mut().zip(&answers) {
            part.add(&[*answer], 1.0).map_err(refused("items"))?;
        }
    }
    left_out.add("row not readable", table.unreadable);
    left_out.add("respondent without an answer", whole.unscored());
    let items = places.iter().zip(&parts).zip(&weights).map(|((place, part), weight)| {
        json!({ "column": table.column(*place), "weight": weight, "score": figure::optional(part.estimate(confidence)) })
    });
    Ok(json!({
        "measure": "index", "scale": [low, high], "range": [0, 100],
        "score": figure::optional(whole.estimate(confidence)),
        "items": items.collect::<Vec<_>>(), "left_out": left_out,
    }))
}

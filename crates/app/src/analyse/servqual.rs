//! SERVQUAL of a file: gaps by item, by dimension and overall.

use hamdel_stats::servqual::{Dimension, Importance, Instrument, Pair, Profile, Servqual};
use serde_json::{Value, json};

use super::figure;
use super::table::{LeftOut, Table, TableFile};
use crate::AppError;

/// What is asked of expectations and perceptions.
#[derive(Clone)]
pub struct ServqualRequest {
    /// The file.
    pub file: TableFile,
    /// The columns of the expectations in the order of the items, with commas or `..`.
    pub expectation: String,
    /// The columns of the perceptions, as many.
    pub perception: String,
    /// The columns of the points of importance, one a dimension, summing to 100.
    pub importance: Option<String>,
    /// How sure the intervals are; a share.
    pub confidence: f64,
}

/// Gaps, perceptions and expectations with n, interval and method. With the 22 items of the published instrument
/// its five dimensions; with another number one dimension of all.
///
/// # Errors
/// When the file cannot be read, a column is missing, or there are not as many perceptions as expectations.
pub fn servqual(request: &ServqualRequest) -> Result<Value, AppError> {
    let confidence = figure::confidence(request.confidence)?;
    let mut table = Table::open(&request.file)?;
    let expectations = table.places("expectation", &request.expectation)?;
    let perceptions = table.places("perception", &request.perception)?;
    if expectations.len() != perceptions.len() {
        let words = format!("{} columns for {} expectations", perceptions.len(), expectations.len());
        return Err(AppError::invalid("perception", words));
    }
    let points = request.importance.as_deref().map(|list| table.places("importance", list)).transpose()?;
    let instrument = instrument(expectations.len())?;
    if let Some(points) = &points
        && points.len() != instrument.dimensions().len()
    {
        let words = format!("{} columns for {} dimensions", points.len(), instrument.dimensions().len());
        return Err(AppError::invalid("importance", words));
    }
    let mut all = Servqual::new(instrument);
    let mut left_out = LeftOut::default();
    while table.next()? {
        let mut read = |place: &usize| {
            let answer = left_out.number(table.number(*place))?;
            let on_scale = answer.fract() == 0.0 && (1.0..=7.0).contains(&answer);
            left_out.add("not on the scale", u64::from(!on_scale));
            on_scale.then_some(answer as u8)
        };
        let pairs: Vec<Pair> = expectations
            .iter()
            .zip(&perceptions)
            .map(|(expectation, perception)| Pair { expectation: read(expectation), perception: read(perception) })
            .collect();
        let importance = points.as_ref().and_then(|places| importance_of(&table, places, &mut left_out));
        all.add(&pairs, importance.as_ref()).map_err(|problem| AppError::invalid("file", problem.to_string()))?;
    }
    left_out.add("row not readable", table.unreadable);
    let columns: Vec<&str> = perceptions.iter().map(|place| table.column(*place)).collect();
    let profile = |profile: &Profile| described(profile, all.instrument(), &columns, confidence);
    Ok(json!({
        "measure": "servqual", "scale": [1, 7], "gap": "perception - expectation",
        "gaps": profile(all.gaps()), "perceptions": profile(all.perceptions()),
        "expectations": profile(all.expectations()), "left_out": left_out,
    }))
}

fn instrument(items: usize) -> Result<Instrument, AppError> {
    let published = Instrument::servqual();
    if items == published.items() {
        return Ok(published);
    }
    let all = Dimension { name: "all".to_owned(), items: (1..=items).collect() };
    Instrument::new(1, 7, vec![all]).map_err(|problem| AppError::invalid("expectation", problem.to_string()))
}

fn importance_of(table: &Table, places: &[usize], left_out: &mut LeftOut) -> Option<Importance> {
    let points = places.iter().map(|place| left_out.number(table.number(*place))).collect::<Option<Vec<f64>>>()?;
    let importance = Importance::new(points).ok();
    left_out.add("importance that does not sum to 100", u64::from(importance.is_none()));
    importance
}

fn described(
    profile: &Profile,
    instrument: &Instrument,
    columns: &[&str],
    confidence: hamdel_stats::interval::Confidence,
) -> Value {
    let dimensions: Vec<Value> = instrument
        .dimensions()
        .iter()
        .enumerate()
        .map(|(place, dimension)| {
            json!({ "dimension": dimension.name, "score": figure::optional(profile.dimension(place, confidence)) })
        })
        .collect();
    let items: Vec<Value> = columns
        .iter()
        .enumerate()
        .map(|(place, column)| {
            json!({ "item": place + 1, "column": column, "score": figure::optional(profile.item(place + 1, confidence)) })
        })
        .collect();
    json!({
        "overall": figure::optional(profile.overall(confidence)),
        "weighted": figure::optional(profile.weighted_by_own_importance(confidence)),
        "dimensions": dimensions, "items": items,
    })
}

//! The map of an import of cases: which column is what.

use std::collections::BTreeMap;

use hamdel_domain::cases::Decision;
use hamdel_text::{DateFormat, Zone};
use serde::Deserialize;

use crate::AppError;

/// Which column of a file of past cases is what. Names of columns, but for the first four and the last two.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseMap {
    /// `cases`.
    #[serde(rename = "as", default)]
    pub rows_as: String,
    /// The name of the system the file comes from; with the id of a row it is the origin of a case.
    pub source: String,
    /// Where times without an offset were written: `America/New_York`; the company's zone where there is none.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// How times are written: `auto`, `iso`, `month_day_year` …
    #[serde(default)]
    pub dates: Option<String>,
    /// The file's own name of a case.
    pub id: String,
    /// The customer's words; the first of these columns that holds some.
    pub text: Vec<String>,
    /// In a few words.
    #[serde(default)]
    pub title: Option<String>,
    /// When it came.
    pub received_at: String,
    /// When it was answered.
    #[serde(default)]
    pub answered_at: Option<String>,
    /// When it was closed.
    #[serde(default)]
    pub closed_at: Option<String>,
    /// Until when it was to be answered.
    #[serde(default)]
    pub due_at: Option<String>,
    /// Whether it was answered in time, where the file says only that (`yes`, `no`).
    #[serde(default)]
    pub timely: Option<String>,
    /// Its kind.
    #[serde(default)]
    pub kind: Option<String>,
    /// Its unit.
    #[serde(default)]
    pub unit: Option<String>,
    /// Its cause.
    #[serde(default)]
    pub cause: Option<String>,
    /// How it came.
    #[serde(default)]
    pub channel: Option<String>,
    /// What was decided, in the words of the file.
    #[serde(default)]
    pub decision: Option<String>,
    /// Days within which a case is to be answered, where the file names no date.
    #[serde(default)]
    pub promise_days: Option<u32>,
    /// What the words of the decision mean: `granted`, `partly`, `refused`, `explained`.
    #[serde(default)]
    pub decisions: BTreeMap<String, Decision>,
}

impl CaseMap {
    /// Reads a map.
    ///
    /// # Errors
    /// Says what is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        let map: Self = toml::from_str(text).map_err(|problem| AppError::invalid("map", problem.to_string()))?;
        if !matches!(map.rows_as.as_str(), "" | "cases") {
            return Err(AppError::invalid("map", "`as` is cases in a map of cases"));
        }
        if map.source.is_empty() || map.source.len() > 60 {
            return Err(AppError::invalid("map", "`source` has 1 to 60 characters"));
        }
        if map.timely.is_some() && map.promise_days.is_none() {
            return Err(AppError::invalid("map", "`timely` needs `promise_days`: in time is within so many days"));
        }
        map.zone(Zone::UTC)?;
        map.format()?;
        Ok(map)
    }

    pub(super) fn zone(&self, company: Zone) -> Result<Zone, AppError> {
        let named = self.time_zone.as_deref().map(str::parse::<Zone>);
        Ok(named
            .transpose()
            .map_err(|problem| AppError::invalid("map", format!("`time_zone`: {problem}")))?
            .unwrap_or(company))
    }

    pub(super) fn format(&self) -> Result<DateFormat, AppError> {
        let named = self.dates.as_deref().map(str::parse::<DateFormat>);
        Ok(named
            .transpose()
            .map_err(|problem| AppError::invalid("map", format!("`dates`: {problem}")))?
            .unwrap_or_default())
    }
}

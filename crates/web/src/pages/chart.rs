//! Charts: what `assets/js/charts.js` draws, with every word and number as the reader sees it, and the table
//! that says the same.

use serde::Serialize;

use hamdel_text::{Language, format};

/// A chart with its table twin.
#[derive(Serialize)]
pub(crate) struct Chart {
    /// Its name within the page.
    pub(crate) id: &'static str,
    /// What is drawn.
    pub(crate) spec: Spec,
}

/// What `charts.js` draws; its head explains each field.
#[derive(Serialize)]
pub(crate) struct Spec {
    pub(crate) kind: &'static str,
    pub(crate) axis: &'static str,
    pub(crate) categories: Vec<String>,
    pub(crate) titles: Vec<String>,
    pub(crate) series: Vec<Series>,
    pub(crate) other: String,
}

/// One series of a chart.
#[derive(Serialize)]
pub(crate) struct Series {
    pub(crate) name: String,
    pub(crate) values: Vec<Option<f64>>,
    pub(crate) labels: Vec<String>,
    /// Ends of the interval of each value, drawn as a band or as whiskers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) low: Vec<Option<f64>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) high: Vec<Option<f64>>,
    /// The interval of each value in words; empty where there is none.
    pub(crate) intervals: Vec<String>,
}

impl Series {
    /// Whole numbers with their labels in the language.
    pub(crate) fn counted(language: Language, name: String, values: Vec<i64>) -> Self {
        let labels = values.iter().map(|value| format::integer(language, *value)).collect();
        let values = values.into_iter().map(|value| Some(value as f64)).collect();
        Self { name, values, labels, low: Vec::new(), high: Vec::new(), intervals: Vec::new() }
    }

    /// The sum of its values.
    pub(crate) fn total(&self) -> f64 {
        self.values.iter().flatten().sum()
    }
}

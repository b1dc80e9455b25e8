//! What the pages of the area Care that look back on cases share.

use serde::Serialize;

use hamdel_app::pulse::Period;
use hamdel_stats::compare::Comparison;
use hamdel_stats::interval::Estimate;
use hamdel_text::format;

use crate::texts::Texts;

/// Something to choose, by its value in addresses and forms.
#[derive(Serialize)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) name: String,
    pub(crate) chosen: bool,
    /// How many are above it in its tree.
    pub(crate) depth: usize,
}

/// A way to the same page with something else chosen.
#[derive(Serialize)]
pub(crate) struct Way {
    /// By its name in the locales.
    pub(crate) name: &'static str,
    pub(crate) href: String,
    pub(crate) chosen: bool,
}

/// A share with its interval, in words of the language.
#[derive(Serialize)]
pub(crate) struct ShareView {
    pub(crate) value: String,
    pub(crate) low: String,
    pub(crate) high: String,
    /// What is behind it.
    pub(crate) n: u64,
}

impl ShareView {
    pub(crate) fn of(texts: &Texts, estimate: &Estimate) -> Self {
        let percent = |share: f64| format::percent(texts.language(), share, 0);
        Self { value: percent(estimate.value), low: percent(estimate.low), high: percent(estimate.high), n: estimate.n }
    }
}

/// A change of a share between two periods.
#[derive(Serialize)]
pub(crate) struct ChangeView {
    /// Percentage points, without a sign.
    pub(crate) size: String,
    /// `up`, `down` or `same`.
    pub(crate) direction: &'static str,
    /// Whether it is more than chance.
    pub(crate) beyond: bool,
}

impl ChangeView {
    pub(crate) fn of_share(texts: &Texts, compared: &Comparison) -> Self {
        let points = |share: f64| format::decimal(texts.language(), 100.0 * share, 0);
        let size = points(compared.difference.abs());
        let direction = match compared.difference {
            _ if size == points(0.0) => "same",
            difference if difference < 0.0 => "down",
            _ => "up",
        };
        Self { size, direction, beyond: compared.more_than_chance() }
    }
}

/// The periods, each with the way to it.
pub(crate) fn periods(chosen: Period, to: impl Fn(Period) -> String) -> Vec<Way> {
    let way = |period: Period| Way { name: period.as_str(), href: to(period), chosen: period == chosen };
    Period::ALL.into_iter().map(way).collect()
}

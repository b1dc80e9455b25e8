//! SERVQUAL of a survey: expectations, perceptions and gaps, by dimension and by item.

use hamdel_domain::surveys::{Dimension, ServqualAnswer, ServqualItem, Words, scores};
use hamdel_stats::interval::{Confidence, Estimate, MinimumN, Published};
use hamdel_stats::mean::Moments;
use hamdel_stats::servqual::{self, Importance, Instrument, Pair, Servqual};

use super::tally::dimensions;

/// One line: a dimension or an item.
#[derive(Clone, Debug, PartialEq)]
pub struct ServqualLine {
    /// What it is.
    pub words: Words,
    /// The dimension it is, or belongs to.
    pub dimension: Dimension,
    /// What an excellent company would do, 1 to 7.
    pub expectation: Published,
    /// What this company does, 1 to 7.
    pub perception: Published,
    /// Perception less expectation, -6 to 6.
    pub gap: Published,
    /// Points of importance, of a dimension.
    pub importance: Option<Published>,
    /// The gaps of those who answered, of a dimension.
    pub(super) gaps: Moments,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct ServqualFound {
    /// The dimensions that have items.
    pub dimensions: Vec<ServqualLine>,
    /// The items.
    pub items: Vec<ServqualLine>,
    /// The mean of the gaps of the dimensions.
    pub overall: Published,
    /// The mean over those who shared out points of importance, each weighted by their own.
    pub weighted: Published,
}

impl Default for ServqualFound {
    fn default() -> Self {
        let none = Published::TooFew { have: 0, need: MinimumN::default().get() };
        Self { dimensions: Vec::new(), items: Vec::new(), overall: none, weighted: none }
    }
}

/// Answers to one block.
pub(super) struct ServqualTally {
    items: Vec<ServqualItem>,
    held: Vec<Dimension>,
    answers: Servqual,
    importance: Vec<Moments>,
    gaps: Vec<Moments>,
}

impl ServqualTally {
    /// No answers yet; none for a block whose items have no dimension.
    pub(super) fn of(items: &[ServqualItem]) -> Option<Self> {
        let items: Vec<ServqualItem> = items.iter().filter(|item| item.dimension().is_some()).cloned().collect();
        let of = |dimension: Dimension| {
            (1..).zip(&items).filter(move |(_, item)| item.dimension() == Some(dimension)).map(|(number, _)| number)
        };
        let held: Vec<Dimension> = dimensions().filter(|dimension| of(*dimension).next().is_some()).collect();
        let parts = held.iter().map(|dimension| servqual::Dimension {
            name: dimension.as_str().to_owned(),
            items: of(*dimension).collect(),
        });
        let instrument = Instrument::new(1, 7, parts.collect()).ok()?;
        let none = vec![Moments::default(); held.len()];
        Some(Self { items, held, answers: Servqual::new(instrument), importance: none.clone(), gaps: none })
    }

    /// Takes an answer in.
    pub(super) fn add(&mut self, given: &ServqualAnswer) {
        let gaps = scores::gaps(&self.items, given);
        for (moments, dimension) in self.gaps.iter_mut().zip(&self.held) {
            // A mean of steps is finite.
            let _ = gaps.get(dimension).map(|gap| moments.push(*gap));
        }
        let pairs: Vec<Pair> = self
            .items
            .iter()
            .map(|item| Pair {
                expectation: given.expectations.get(&item.key).copied(),
                perception: given.perceptions.get(&item.key).copied(),
            })
            .collect();
        let points: Option<Vec<f64>> = self
            .held
            .iter()
            .map(|dimension| given.importance.get(dimension).map(|points| f64::from(*points)))
            .collect();
        let importance = points.clone().and_then(|points| Importance::new(points).ok());
        // Answers were checked when they were read; one outside the scale is left out.
        if self.answers.add(&pairs, importance.as_ref()).is_ok()
            && let Some(points) = points.filter(|_| importance.is_some())
        {
            for (moments, points) in self.importance.iter_mut().zip(points) {
                let _ = moments.push(points);
            }
        }
    }

    /// What was found.
    pub(super) fn found(&self, minimum: MinimumN) -> ServqualFound {
        let p95 = Confidence::P95;
        let (gaps, perceptions, expectations) =
            (self.answers.gaps(), self.answers.perceptions(), self.answers.expectations());
        let dimension = |(index, dimension): (usize, &Dimension)| ServqualLine {
            words: dimension.title(),
            dimension: *dimension,
            expectation: shown(expectations.dimension(index, p95), minimum),
            perception: shown(perceptions.dimension(index, p95), minimum),
            gap: shown(gaps.dimension(index, p95), minimum),
            importance: self
                .importance
                .get(index)
                .filter(|moments| moments.n() > 0)
                .map(|moments| shown(moments.estimate(p95), minimum)),
            gaps: self.gaps.get(index).copied().unwrap_or_default(),
        };
        let item = |(number, item): (usize, &ServqualItem)| {
            Some(ServqualLine {
                words: item.perception.clone(),
                dimension: item.dimension()?,
                expectation: shown(expectations.item(number, p95), minimum),
                perception: shown(perceptions.item(number, p95), minimum),
                gap: shown(gaps.item(number, p95), minimum),
                importance: None,
                gaps: Moments::default(),
            })
        };
        ServqualFound {
            dimensions: self.held.iter().enumerate().map(dimension).collect(),
            items: (1..).zip(&self.items).filter_map(item).collect(),
            overall: shown(gaps.overall(p95), minimum),
            weighted: shown(gaps.weighted_by_own_importance(p95), minimum),
        }
    }
}

/// An estimate, unless its answers are too few.
fn shown(estimate: Option<Estimate>, minimum: MinimumN) -> Published {
    Published::of(estimate.map_or(0, |estimate| estimate.n), minimum, || estimate)
}

//! Two groups side by side: by how much they differ, and whether by more than chance.

use hamdel_domain::surveys::{QuestionKey, QuestionKind, SurveyId, Words};
use hamdel_stats::compare::{self, Comparison, benjamini_hochberg};
use hamdel_stats::csat::CsatAnswers;
use hamdel_stats::interval::{Confidence, MinimumN, Published};
use hamdel_stats::mean::Moments;
use hamdel_stats::nps::{Nps, NpsAnswers, NpsInterval};
use hamdel_stats::proportion::Proportion;
use hamdel_text::sentiment::Label;

use super::asked::{Axis, Condition, Narrowing};
use super::definition::Asked;
use super::read::{Wanted, asked, read};
use super::tally::{Found, QuestionResult, Tally, moments, published, score};
use super::texts::understood;
use super::{Privacy, privacy};
use crate::{App, AppError};

/// What is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompareQuestion {
    /// By what the groups are told apart.
    pub axis: Axis,
    /// The value of the first group.
    pub first: String,
    /// The value of the second.
    pub second: String,
    /// Of which responses.
    pub narrowing: Narrowing,
}

/// In what a figure is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Points of a Net Promoter Score.
    Nps,
    /// A share, in [0, 1].
    Share,
    /// A mean, in the unit of the question.
    Mean,
}

impl Measure {
    /// The name in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Share => "share",
            Self::Mean => "mean",
        }
    }
}

/// One figure in both groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The question.
    pub question: QuestionKey,
    /// Which part of it: a choice, a facet, a dimension; `None` for its score. Words that are empty stand for a choice
    /// of one's own, or, of texts, for the share of unhappy ones.
    pub part: Option<Words>,
    /// In what it is measured.
    pub measure: Measure,
    /// In the first group.
    pub first: Published,
    /// In the second group.
    pub second: Published,
    /// The second less the first; the p value is adjusted for so many figures.
    pub compared: Option<Comparison>,
}

/// Two groups side by side.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What was asked.
    pub asked: Asked,
    /// Responses of both groups.
    pub n: (u64, u64),
    /// Responses that are in both and were left out.
    pub both: u64,
    /// Figures that were compared: so many chances to find a difference where there is none.
    pub comparisons: usize,
    /// The figures, question by question.
    pub differences: Vec<Difference>,
    /// What keeps them from being shown.
    pub privacy: Privacy,
}

/// Compares two groups.
///
/// # Errors
/// When there is no such survey, or the store fails.
pub async fn compare_groups(app: &App, id: SurveyId, question: &CompareQuestion) -> Result<Compared, AppError> {
    let asked = asked(app, id, &question.narrowing).await?;
    let group = |value: &str| Condition { axis: question.axis.clone(), value: value.to_owned() };
    let (one, other) = (group(&question.first), group(&question.second));
    let narrowing = question.narrowing.without(&question.axis);
    let mut private = Privacy::Open;
    for condition in [&one, &other] {
        let found = privacy(app, &asked, &narrowing.and(condition.clone())).await?;
        private = if found == Privacy::Open { private } else { found };
    }
    let least = MinimumN::default();
    let (mut first, mut second, mut both) = (Tally::new(&asked, least, false), Tally::new(&asked, least, false), 0);
    let wanted = if matches!(question.axis, Axis::Trait(_)) { Wanted::Traits } else { Wanted::Answers };
    read(app, &asked, &narrowing, (true, wanted), |seen| {
        match (one.holds(&seen, &asked.definition), other.holds(&seen, &asked.definition)) {
            (true, true) => both += 1,
            (true, false) => first.add(&seen),
            (false, true) => second.add(&seen),
            (false, false) => {}
        }
    })
    .await?;
    let n = (first.n, second.n);
    let mut differences = Vec::new();
    if private == Privacy::Open {
        let words = (std::mem::take(&mut first.said), std::mem::take(&mut second.said));
        let (first, second) =
            (first.results(understood(app, words.0).await?), second.results(understood(app, words.1).await?));
        differences = first.iter().zip(&second).flat_map(|(one, other)| of_question(one, other, least)).collect();
        adjust(&mut differences);
    }
    let comparisons = differences.iter().filter(|held| held.compared.is_some()).count();
    Ok(Compared { n, both, comparisons, differences, privacy: private, asked })
}

/// Of the differences that stay beyond chance, one in twenty at most is expected to be chance (Benjamini and Hochberg
/// 1995).
fn adjust(differences: &mut [Difference]) {
    let p_values: Vec<f64> = differences.iter().filter_map(|held| Some(held.compared?.p_value)).collect();
    let Ok(adjusted) = benjamini_hochberg(&p_values) else { return };
    let compared = differences.iter_mut().filter_map(|held| held.compared.as_mut());
    compared.zip(adjusted).for_each(|(compared, p_value)| compared.p_value = p_value);
}

/// Two figures, to be made comparable.
struct Pair<'q> {
    result: &'q QuestionResult,
    minimum: MinimumN,
}

fn of_question(one: &QuestionResult, other: &QuestionResult, minimum: MinimumN) -> Vec<Difference> {
    let pair = Pair { result: one, minimum };
    let answered = (one.answered, other.answered);
    match (&one.found, &other.found) {
        (Found::Steps { counts: first, .. }, Found::Steps { counts: second, .. }) => {
            vec![pair.steps(first, second)]
        }
        (Found::Choices(first), Found::Choices(second)) => {
            let parts = first.iter().zip(second);
            parts.map(|(one, other)| pair.share(Some(one.words.clone()), (one.n, other.n), answered)).collect()
        }
        (Found::Facets(first), Found::Facets(second)) | (Found::Ranking(first), Found::Ranking(second)) => {
            let spread = |counts: &[u64]| moments((1_u32..).map(f64::from).zip(counts.iter().copied()));
            let matching = first.iter().filter_map(|one| Some((one, second.iter().find(|held| held.key == one.key)?)));
            matching
                .map(|(one, other)| pair.mean(Some(one.words.clone()), &spread(&one.counts), &spread(&other.counts)))
                .collect()
        }
        (Found::Servqual(first), Found::Servqual(second)) => first
            .dimensions
            .iter()
            .filter_map(|one| Some((one, second.dimensions.iter().find(|held| held.dimension == one.dimension)?)))
            .map(|(one, other)| pair.mean(Some(one.words.clone()), &one.gaps, &other.gaps))
            .collect(),
        (Found::Numbers { moments: first, .. }, Found::Numbers { moments: second, .. }) => {
            vec![pair.mean(None, first, second)]
        }
        (Found::Words(first), Found::Words(second)) => {
            let unhappy = |labels: &std::collections::BTreeMap<Label, u64>| {
                (labels.get(&Label::Negative).copied().unwrap_or_default(), labels.values().sum::<u64>())
            };
            let ((bad, all), (other_bad, other_all)) = (unhappy(&first.labels), unhappy(&second.labels));
            if all + other_all == 0 {
                return Vec::new();
            }
            vec![pair.share(Some(Words::default()), (bad, other_bad), (all, other_all))]
        }
        _ => Vec::new(),
    }
}

impl Pair<'_> {
    fn difference(
        &self,
        part: Option<Words>,
        measure: Measure,
        (first, second): (Published, Published),
        compare: impl FnOnce() -> Option<Comparison>,
    ) -> Difference {
        let both = first.estimate().is_some() && second.estimate().is_some();
        let question = self.result.question.key.clone();
        Difference { question, part, measure, first, second, compared: both.then(compare).flatten() }
    }

    fn steps(&self, first: &[(u8, u64)], second: &[(u8, u64)]) -> Difference {
        let kind = &self.result.question.kind;
        let published = (score(kind, first, self.minimum), score(kind, second, self.minimum));
        let of = |counts: &[(u8, u64)], step: usize| {
            counts.iter().find(|(held, _)| usize::from(*held) == step).map_or(0, |(_, count)| *count)
        };
        match kind {
            QuestionKind::Nps | QuestionKind::Enps => {
                let nps = |counts| Nps::of(&NpsAnswers::from_counts(std::array::from_fn(|step| of(counts, step))));
                self.difference(None, Measure::Nps, published, || {
                    Some(compare::nps(&nps(first)?, &nps(second)?, NpsInterval::AdjustedWald, Confidence::P95))
                })
            }
            QuestionKind::Csat { .. } => {
                let share =
                    |counts| CsatAnswers::from_counts(std::array::from_fn(|step| of(counts, step + 1))).share(4, 5);
                self.difference(None, Measure::Share, published, || {
                    Some(compare::proportions(&share(first)?, &share(second)?, Confidence::P95))
                })
            }
            _ => {
                let spread = |counts: &[(u8, u64)]| moments(counts.iter().map(|(step, n)| (f64::from(*step), *n)));
                let (one, other) = (spread(first), spread(second));
                self.difference(None, Measure::Mean, published, || compare::means(&one, &other, Confidence::P95).ok())
            }
        }
    }

    fn mean(&self, part: Option<Words>, first: &Moments, second: &Moments) -> Difference {
        let both = (published(first, self.minimum), published(second, self.minimum));
        self.difference(part, Measure::Mean, both, || compare::means(first, second, Confidence::P95).ok())
    }

    fn share(&self, part: Option<Words>, (n, other_n): (u64, u64), (all, other_all): (u64, u64)) -> Difference {
        let share = |n: u64, all: u64| Proportion::of_counts(n.min(all), all).ok();
        let shown =
            |n: u64, all: u64| Published::of(all, self.minimum, || Some(share(n, all)?.wilson(Confidence::P95)));
        self.difference(part, Measure::Share, (shown(n, all), shown(other_n, other_all)), || {
            Some(compare::proportions(&share(n, all)?, &share(other_n, other_all)?, Confidence::P95))
        })
    }
}

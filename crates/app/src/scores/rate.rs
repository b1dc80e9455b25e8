//! How many of those who were invited answered.

use std::collections::BTreeMap;

use hamdel_domain::surveys::{QuestionKind, SurveyDefinition, SurveyId};
use hamdel_stats::interval::{Confidence, MinimumN, Published};
use hamdel_stats::proportion::Proportion;
use hamdel_store::StoreError;
use hamdel_store::results::{InvitationGroup, InvitationSteps};

use super::asked::{By, Metric, ScoresQuestion, Span};
use super::minimum;
use super::people::{Dimension, People};
use crate::App;
use crate::error::AppError;

/// How many of those who were invited answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ResponseRate {
    /// Invitations handed over.
    pub sent: u64,
    /// Those that are not known to have come back. Most channels confirm nothing, so that counting only what is
    /// confirmed would leave out those who never looked, and flatter.
    pub arrived: u64,
    /// Those that were answered to the end.
    pub answered: u64,
    /// The share of those that arrived, in [0, 1].
    pub share: Published,
}

impl ResponseRate {
    fn of(steps: &InvitationSteps, minimum: MinimumN) -> Option<Self> {
        let count = |n: i64| u64::try_from(n).unwrap_or_default();
        let (sent, answered) = (count(steps.sent), count(steps.answered));
        // Whoever answered was reached, whatever a receipt says.
        let arrived = sent.saturating_sub(count(steps.bounced)).max(answered);
        let share = || Some(Proportion::of_counts(answered, arrived).ok()?.wilson(Confidence::P95));
        (sent > 0).then(|| Self { sent, arrived, answered, share: Published::of(arrived, minimum, share) })
    }
}

/// Response rates of the invitations that belong to a score.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Rates {
    /// Of all of them.
    pub whole: Option<ResponseRate>,
    groups: BTreeMap<String, ResponseRate>,
}

impl Rates {
    /// Of one group of the answers.
    pub(super) fn of_group(&self, name: &str) -> Option<ResponseRate> {
        self.groups.get(name).copied()
    }

    /// How many invitations of each group are not known to have come back; of those that any are.
    pub(super) fn arrived(&self) -> impl Iterator<Item = (String, u64)> + '_ {
        self.groups.iter().filter(|(_, rate)| rate.arrived > 0).map(|(name, rate)| (name.clone(), rate.arrived))
    }
}

/// The rates of a period: of invitations sent in it to surveys that ask for the metric, in the groups in which its
/// answers are counted. None by source: what comes from elsewhere was not asked here.
pub(super) async fn rates(
    app: &App,
    question: &ScoresQuestion,
    span: &Span,
    people: Option<&People>,
) -> Result<Rates, AppError> {
    if matches!(&question.within, Some((By::Source, _))) {
        return Ok(Rates::default());
    }
    let (from, until) = (app.zone.start_of_day(span.from), app.zone.start_of_day(span.until));
    let mut whole = InvitationSteps::default();
    let mut groups: BTreeMap<String, InvitationSteps> = BTreeMap::new();
    let mut asks: BTreeMap<_, bool> = BTreeMap::new();
    for (group, steps) in app.store.invitation_steps_by_place((from, until), people.is_some()).await? {
        let within = question.within.as_ref().is_none_or(|(by, name)| of(&group, *by) == Some(name.as_str()));
        if !within || people.is_some_and(|people| !people.counts(group.customer)) {
            continue;
        }
        let asks_for_it = match asks.get(&group.survey) {
            Some(known) => *known,
            None => {
                let found = asks_for(app, group.survey, question.metric).await?;
                asks.insert(group.survey, found);
                found
            }
        };
        if asks_for_it {
            whole.add(&steps);
            for name in names(&group, question.by.as_ref(), people) {
                groups.entry(name.to_owned()).or_default().add(&steps);
            }
        }
    }
    let least = minimum(question.by.as_ref(), question.metric);
    let groups = groups.into_iter().filter_map(|(name, steps)| Some((name, ResponseRate::of(&steps, least)?)));
    Ok(Rates { whole: ResponseRate::of(&whole, minimum(None, question.metric)), groups: groups.collect() })
}

/// What invitations name of a column of the history.
fn of(group: &InvitationGroup, by: By) -> Option<&str> {
    match by {
        By::Touchpoint => group.place.touchpoint.as_deref(),
        By::Channel => Some(&group.channel),
        By::Unit => group.place.unit.as_deref(),
        By::Employee => group.place.employee.as_deref(),
        By::Stage => group.place.stage.as_deref(),
        By::Source => None,
    }
}

/// The groups that invitations belong to.
fn names<'a>(group: &'a InvitationGroup, by: Option<&Dimension>, people: Option<&'a People>) -> Vec<&'a str> {
    match (by, people) {
        (None, _) => Vec::new(),
        (Some(Dimension::Column(by)), _) => of(group, *by).into_iter().collect(),
        (Some(_), people) => {
            let known = people.zip(group.customer);
            known.into_iter().flat_map(|(people, customer)| people.groups(customer)).map(String::as_str).collect()
        }
    }
}

/// Whether any published version of a survey asks for a metric.
async fn asks_for(app: &App, survey: SurveyId, metric: Metric) -> Result<bool, AppError> {
    for held in app.store.survey_versions(survey).await? {
        let definition: SurveyDefinition = serde_json::from_str(&held.definition)
            .map_err(|_| StoreError::corrupt(format!("version {} of survey {survey}", held.version)))?;
        if definition.questions().any(|(_, question)| metric_of(&question.kind) == Some(metric)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn metric_of(kind: &QuestionKind) -> Option<Metric> {
    match kind {
        QuestionKind::Nps => Some(Metric::Nps),
        QuestionKind::Csat { .. } => Some(Metric::Csat),
        QuestionKind::Ces => Some(Metric::Ces),
        QuestionKind::Enps => Some(Metric::Enps),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_of_those_that_did_not_come_back() {
        let steps = InvitationSteps { sent: 100, delivered: 60, bounced: 20, opened: 50, answered: 40 };
        let rate = ResponseRate::of(&steps, MinimumN::default()).unwrap();
        assert_eq!((rate.sent, rate.arrived, rate.answered), (100, 80, 40));
        let share = rate.share.estimate().unwrap();
        assert_eq!((share.value, share.n), (0.5, 80));
        // Wilson (1927): 0.5 ± 1.96 sqrt(0.25/80 + 1.96²/(4·80²)) / (1 + 1.96²/80).
        assert!((share.low - 0.393).abs() < 5e-4 && (share.high - 0.607).abs() < 5e-4, "{share:?}");
    }

    #[test]
    fn few_and_none_are_told_apart() {
        let few = InvitationSteps { sent: 3, answered: 3, bounced: 1, ..InvitationSteps::default() };
        let rate = ResponseRate::of(&few, MinimumN::default()).unwrap();
        assert_eq!((rate.arrived, rate.answered, rate.share.estimate()), (3, 3, None));
        assert_eq!(ResponseRate::of(&InvitationSteps::default(), MinimumN::default()), None);
    }
}

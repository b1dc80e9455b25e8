//! How far those who were asked came, and where they left.

use std::collections::BTreeMap;

use hamdel_domain::Instant;
use hamdel_domain::surveys::{QuestionKey, SectionKey};

use super::asked::{Axis, Narrowing};
use super::definition::Asked;
use super::read::{Wanted, read};
use crate::{App, AppError};

/// How far those who were asked came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Funnel {
    /// Invitations handed over; `None` where the narrowing is of something that invitations do not know.
    pub invited: Option<i64>,
    /// Invitations known to have arrived.
    pub delivered: Option<i64>,
    /// Times the survey was opened; `None` where the narrowing is of something that an opening does not know.
    pub opened: Option<i64>,
    /// Responses begun.
    pub started: u64,
    /// Responses submitted.
    pub finished: u64,
    /// Those invited who answered to the end.
    pub invited_answered: Option<i64>,
    /// Where those are who have not finished: the page they are at (`None`: the first), the most first.
    pub left_at_page: Vec<(Option<SectionKey>, u64)>,
    /// The last question they answered (`None`: none), in the order of the survey.
    pub left_after: Vec<(Option<QuestionKey>, u64)>,
}

/// How far those who were asked came; `finished` responses are counted already.
pub(super) async fn funnel(app: &App, asked: &Asked, narrowing: &Narrowing, finished: u64) -> Result<Funnel, AppError> {
    let mut funnel = Funnel { finished, ..Funnel::default() };
    let (from, until) = narrowing.span(app);
    let span = (from.unwrap_or(Instant::from_micros(0)), until.unwrap_or(app.clock.now().plus_micros(1)));
    let of_invitations = |axis: &Axis| matches!(axis, Axis::Channel);
    if narrowing.conditions.iter().all(|condition| of_invitations(&condition.axis)) {
        let channel = narrowing.wanted(&Axis::Channel);
        let steps = app.store.invitation_steps(Some(asked.survey), channel, span).await?;
        (funnel.invited, funnel.delivered) = (Some(steps.sent), Some(steps.delivered));
        funnel.invited_answered = Some(steps.answered);
    }
    if narrowing.is_of_all() {
        let version = narrowing.wanted(&Axis::Version).and_then(|version| version.parse().ok());
        funnel.opened = Some(app.store.survey_openings(asked.survey, version, span).await?);
    }
    left(app, asked, narrowing, &mut funnel).await?;
    Ok(funnel)
}

async fn left(app: &App, asked: &Asked, narrowing: &Narrowing, funnel: &mut Funnel) -> Result<(), AppError> {
    let places: BTreeMap<&QuestionKey, usize> =
        asked.definition.questions().enumerate().map(|(place, (_, question))| (&question.key, place)).collect();
    let mut pages: BTreeMap<Option<String>, u64> = BTreeMap::new();
    let mut after: BTreeMap<Option<usize>, u64> = BTreeMap::new();
    let mut n = 0;
    read(app, asked, narrowing, (false, Wanted::Answers), |seen| {
        n += 1;
        *pages.entry(seen.response.page.filter(|page| !page.is_empty())).or_default() += 1;
        let last = seen.answers.0.keys().filter_map(|key| places.get(key).copied()).max();
        *after.entry(last).or_default() += 1;
    })
    .await?;
    funnel.started = funnel.finished + n;
    let page = |(page, n): (Option<String>, u64)| (page.and_then(|page| SectionKey::new(page).ok()), n);
    funnel.left_at_page = pages.into_iter().map(page).collect();
    funnel.left_at_page.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let keys: Vec<QuestionKey> = asked.definition.questions().map(|(_, question)| question.key.clone()).collect();
    let question = |(place, n): (Option<usize>, u64)| (place.and_then(|place| keys.get(place).cloned()), n);
    funnel.left_after = after.into_iter().map(question).collect();
    Ok(())
}

//! The view of closed cases, asked of the store.

use std::collections::HashMap;

use hamdel_domain::Instant;
use hamdel_domain::cases::CaseId;
use hamdel_store::cases::{ClosedKey, ClosedQuestion};

use super::question::{CaseQuestion, Key, OwnerAsked, Place};
use super::reach::Reached;
use super::{Counts, InboxPage, PER_PAGE};
use crate::App;
use crate::error::AppError;

/// So many closed cases are counted at most.
pub const MOST_COUNTED: u32 = 10_000;
/// With a filter, so many of those closed last are looked at in each unit.
pub const AMONG: u32 = 20_000;

/// The page of closed cases that answer a question, as far as somebody reaches with their right: what they once had
/// in other units is not looked for.
pub(super) async fn closed(
    app: &App,
    question: &CaseQuestion,
    reached: &Reached,
) -> Result<(Vec<CaseId>, InboxPage), AppError> {
    let asked = asked(question, reached);
    let after = match question.place {
        Place::After(key) => Some(key),
        // Pages of closed cases go one way; the way back is the first page.
        Place::First | Place::Before(_) => None,
    };
    let (count, before) = app.store.closed_cases_count(&asked, after.map(closed_key), MOST_COUNTED, AMONG).await?;
    let wanted = PER_PAGE as u32 + 1;
    let mut found = app.store.closed_cases(&asked, after.map(closed_key), wanted, AMONG).await?;
    let more = found.len() > PER_PAGE;
    found.truncate(PER_PAGE);
    let key = |closed_at: Option<Instant>, id: CaseId| Key(-closed_at.map_or(0, Instant::micros), 0, id.0);
    let last = found.last().map(|case| key(case.closed_at, case.id));
    let page = InboxPage {
        cases: Vec::new(),
        names: HashMap::new(),
        count,
        exact: count < u64::from(MOST_COUNTED),
        from: before + 1,
        previous: after,
        next: last.filter(|_| more),
        counts: Counts::default(),
    };
    Ok((found.iter().map(|case| case.id).collect(), page))
}

fn closed_key(key: Key) -> ClosedKey {
    ClosedKey { closed_at: Instant::from_micros(key.0.saturating_neg()), id: CaseId(key.2) }
}

fn asked(question: &CaseQuestion, reached: &Reached) -> ClosedQuestion {
    let units = match (&question.unit, reached.scope.units()) {
        (Some(unit), None) => Some([unit.clone()].into()),
        (Some(unit), Some(units)) => Some(units.into_iter().filter(|held| held == unit).collect()),
        (None, units) => units,
    };
    let owner = question.owner.map(|owner| match owner {
        OwnerAsked::Nobody => None,
        OwnerAsked::Of(user) => Some(user),
    });
    ClosedQuestion { units, kind: question.kind.clone(), severity: question.severity, owner, channel: question.channel }
}

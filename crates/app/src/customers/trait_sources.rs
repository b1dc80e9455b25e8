//! Which source said what is known of a customer.

use std::collections::{BTreeSet, HashMap};

use hamdel_domain::interaction::{InteractionId, RecordedInteraction};
use hamdel_domain::lake::TimelineRequest;
use hamdel_domain::{CustomerId, Instant, ProfileState};

use super::timeline::TimelineCursor;
use crate::App;
use crate::error::AppError;

/// Pages of history that are read for sources that the page of the profile does not hold.
const MOST_READS: usize = 4;
/// Interactions on such a page: traits are mostly learnt together, or soon after one another.
const PER_READ: usize = 20;

/// The interaction that said a trait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraitSource {
    /// The source that sent it.
    pub source: String,
    /// Its kind.
    pub kind: String,
    /// The place in the timeline from which it is the first.
    pub place: TimelineCursor,
}

/// For each interaction that said a trait of the state, what it was. `read` are interactions that were read
/// already; of the history not more than a few pages are read besides, so that one which is not found is no error.
///
/// # Errors
/// When the history cannot be read.
pub async fn trait_sources(
    app: &App,
    customers: &[CustomerId],
    state: &ProfileState,
    read: &[RecordedInteraction],
) -> Result<HashMap<InteractionId, TraitSource>, AppError> {
    let mut wanted: BTreeSet<(Instant, InteractionId)> =
        state.traits.values().map(|known| (known.at, known.by)).collect();
    let mut found = HashMap::new();
    take(&mut wanted, &mut found, read);
    for _ in 0..MOST_READS {
        let Some(newest) = wanted.pop_last() else { break };
        let before = place_before(newest.0, newest.1);
        let request =
            TimelineRequest { customers: customers.to_vec(), before: Some((before.at, before.by)), limit: PER_READ };
        let page = app.lake.timeline(&request).await?;
        wanted.insert(newest);
        take(&mut wanted, &mut found, &page);
        wanted.remove(&newest);
    }
    Ok(found)
}

fn take(
    wanted: &mut BTreeSet<(Instant, InteractionId)>,
    found: &mut HashMap<InteractionId, TraitSource>,
    read: &[RecordedInteraction],
) {
    for one in read.iter().map(|recorded| &recorded.interaction) {
        if wanted.remove(&(one.occurred_at, one.id)) {
            let place = place_before(one.occurred_at, one.id);
            found.insert(one.id, TraitSource { source: one.source.clone(), kind: one.kind.clone(), place });
        }
    }
}

/// The place just after an interaction, so that it is the first of what comes before.
fn place_before(at: Instant, by: InteractionId) -> TimelineCursor {
    match by.0.checked_add(1) {
        Some(next) => TimelineCursor { at, by: InteractionId(next) },
        None => TimelineCursor { at: at.plus_micros(1), by: InteractionId(0) },
    }
}

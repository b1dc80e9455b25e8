//! Proposals while somebody takes a case down: whose it is, where it belongs, how severe it looks, and whether it is
//! there already.
//!
//! Each proposal says how sure it is. Three things speak for a name and are put together as independent hints: what
//! was learned from past cases ([`memory`]), words that call for it (titles and words of kinds, titles of
//! touchpoints), and what is usual (the unit and severity of a kind, the unit of a touchpoint).

mod memory;
mod overlap;
#[cfg(test)]
mod tests;
mod who;

pub(crate) use memory::remember;
pub use memory::{CaseMemory, SharedCaseMemory};
pub use who::{CustomerProposed, FoundBy, identifiers_in};

use hamdel_domain::cases::{Case, CaseId, CaseKind, CaseReference, CaseState, Severity};
use hamdel_domain::clock::DAY;
use hamdel_domain::rights::Right;
use hamdel_domain::touchpoint::Touchpoint;
use hamdel_domain::{CustomerId, Identifier, Instant};
use hamdel_text::urgency::{Level, Reason};
use hamdel_text::{Understanding, understand};

use crate::App;
use crate::accounts::SignedIn;
use crate::customers::Sight;
use crate::error::AppError;
use memory::Aspect;
use overlap::words_of;

/// Proposals of one kind that are made.
const MOST_PROPOSED: usize = 3;
/// How sure a proposal has to be to be made.
const LEAST_SURE: f32 = 0.1;
/// How sure a proposal has to be to be taken where nobody chose.
pub const SURE_ENOUGH: f32 = 0.3;
/// What one more word that calls for a name leaves of the doubt.
const DOUBT_A_WORD: f32 = 0.55;
/// How much the usual unit or severity of a kind speaks for itself.
const USUAL: f32 = 0.8;
/// Characters of a text that are read.
const MOST_READ: usize = 4_000;
/// How alike an open case of the same customer is to be proposed as the same.
const ALIKE_OF_CUSTOMER: f32 = 0.2;
/// How alike somebody else's case is to be proposed as the same.
const ALIKE_OF_OTHERS: f32 = 0.5;
/// How long ago a case of somebody else may be; microseconds.
const RECENT: i64 = 30 * DAY;
/// Past cases that are looked at.
const MOST_ALIKE: usize = 12;
/// Cases of a customer that are looked at.
const MOST_OF_CUSTOMER: u32 = 20;

/// What is known while it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The customer's words so far.
    pub text: String,
    /// What was typed of the customer.
    pub who: String,
    /// What was chosen already.
    pub customer: Option<CustomerId>,
    /// The kind chosen already.
    pub kind: Option<String>,
    /// The touchpoint chosen already.
    pub touchpoint: Option<String>,
    /// The unit chosen already.
    pub unit: Option<String>,
}

/// A name, and how sure it is, in (0, 1].
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The name.
    pub name: String,
    /// How sure.
    pub sure: f32,
}

/// A case that may be the same.
#[derive(Clone, Debug, PartialEq)]
pub struct DuplicateProposed {
    /// Which.
    pub id: CaseId,
    /// The number its customer holds.
    pub reference: CaseReference,
    /// In a few words.
    pub title: String,
    /// When it reached the company.
    pub received_at: Instant,
    /// Where it stands.
    pub state: CaseState,
    /// Whether it is of the same customer.
    pub same_customer: bool,
    /// How alike the words are, in (0, 1].
    pub alike: f32,
}

/// Everything that is proposed, the surest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposals {
    /// Whose it may be.
    pub customers: Vec<CustomerProposed>,
    /// Telephone numbers and e-mail addresses that were typed.
    pub identifiers: Vec<Identifier>,
    /// Kinds.
    pub kinds: Vec<Proposal>,
    /// Touchpoints.
    pub touchpoints: Vec<Proposal>,
    /// Units.
    pub units: Vec<Proposal>,
    /// How severe it looks.
    pub severities: Vec<(Severity, f32)>,
    /// What it may be the same as.
    pub duplicates: Vec<DuplicateProposed>,
}

/// Hints that speak for names, put together: each leaves a part of the doubt that the others left.
#[derive(Debug, Default)]
struct Hints(Vec<Proposal>);

impl Hints {
    fn add(&mut self, name: &str, sure: f32) {
        let sure = sure.clamp(0.0, 1.0);
        match self.0.iter_mut().find(|held| held.name == name) {
            Some(held) => held.sure = 1.0 - (1.0 - held.sure) * (1.0 - sure),
            None => self.0.push(Proposal { name: name.to_owned(), sure }),
        }
    }

    fn best(mut self) -> Vec<Proposal> {
        self.0.retain(|held| held.sure >= LEAST_SURE);
        self.0.sort_by(|one, other| other.sure.total_cmp(&one.sure).then_with(|| one.name.cmp(&other.name)));
        self.0.truncate(MOST_PROPOSED);
        self.0
    }
}

/// Proposes what belongs to what is being typed, for somebody who may take cases down.
///
/// # Errors
/// When the store does not answer.
pub async fn propose(app: &App, draft: &Draft, by: &SignedIn) -> Result<Proposals, AppError> {
    if !by.may(Right::TakeDownCases) {
        return Err(AppError::NeedsRight(Right::TakeDownCases));
    }
    remember(app);
    let text: String = draft.text.chars().take(MOST_READ).collect();
    let (customers, identifiers) = if by.may(Right::ReadCustomers) {
        who::customers(app, &text, &draft.who, &Sight::of(by)).await?
    } else {
        Default::default()
    };
    let mut proposals = belongs(app, &text, draft).await?;
    let customer =
        draft.customer.or_else(|| customers.first().filter(|held| held.sure >= 0.9).map(|held| held.customer));
    proposals.duplicates = duplicates(app, &text, customer, draft, by).await?;
    Ok(Proposals { customers, identifiers, ..proposals })
}

/// Where a text belongs and how severe it looks, whoever wrote it.
pub(super) async fn belongs(app: &App, text: &str, draft: &Draft) -> Result<Proposals, AppError> {
    let in_use: Vec<CaseKind> =
        app.store.case_kinds().await?.into_iter().filter(|kind| kind.archived_at.is_none()).collect();
    let places = app.store.touchpoints().await?;
    let units: Vec<String> =
        app.store.units().await?.into_iter().filter(|unit| unit.archived_at.is_none()).map(|unit| unit.name).collect();
    if text.trim().is_empty() {
        return Ok(Proposals::default());
    }
    let kinds = kinds(app, text, &in_use);
    let touchpoints = touchpoints(app, text, &places);
    let kind = draft.kind.as_deref().map(|name| (name, 1.0)).or_else(|| first(&kinds));
    let kind = kind.and_then(|(name, sure)| Some((in_use.iter().find(|held| held.name == name)?, sure)));
    let place = draft.touchpoint.as_deref().map(|name| (name, 1.0)).or_else(|| first(&touchpoints));
    let place = place.and_then(|(name, sure)| Some((places.iter().find(|held| held.name == name)?, sure)));
    let severities = severities(app, text, kind);
    let units = units_for(app, text, kind, place, &units);
    Ok(Proposals { kinds, touchpoints, units, severities, ..Proposals::default() })
}

fn first(proposals: &[Proposal]) -> Option<(&str, f32)> {
    proposals.first().map(|held| (held.name.as_str(), held.sure))
}

/// How sure the words of a text make a name that these words call for.
fn called_by(stems: &[u64], words: &str) -> f32 {
    let calling = words_of(words);
    let met = stems.iter().filter(|stem| calling.contains(stem)).count();
    1.0 - DOUBT_A_WORD.powi(met as i32)
}

fn kinds(app: &App, text: &str, in_use: &[CaseKind]) -> Vec<Proposal> {
    let (stems, mut hints) = (words_of(text), Hints::default());
    for kind in in_use {
        hints.add(&kind.name, called_by(&stems, &format!("{} {} {}", kind.title_fa, kind.title_en, kind.words)));
    }
    for proposed in app.case_memory.calls_for(Aspect::Kind, text) {
        if in_use.iter().any(|kind| kind.name == proposed.name) {
            hints.add(&proposed.name, proposed.share);
        }
    }
    hints.best()
}

fn touchpoints(app: &App, text: &str, places: &[Touchpoint]) -> Vec<Proposal> {
    let (stems, mut hints) = (words_of(text), Hints::default());
    for place in places {
        hints.add(&place.name, called_by(&stems, &format!("{} {}", place.title_fa, place.title_en)));
    }
    for proposed in app.case_memory.calls_for(Aspect::Touchpoint, text) {
        if places.iter().any(|place| place.name == proposed.name) {
            hints.add(&proposed.name, proposed.share);
        }
    }
    hints.best()
}

fn units_for(
    app: &App,
    text: &str,
    kind: Option<(&CaseKind, f32)>,
    place: Option<(&Touchpoint, f32)>,
    units: &[String],
) -> Vec<Proposal> {
    let mut hints = Hints::default();
    if let Some((kind, sure)) = kind
        && let Some(unit) = &kind.unit
    {
        hints.add(unit, USUAL * sure);
    }
    if let Some((place, sure)) = place
        && let Some(unit) = &place.unit
    {
        hints.add(unit, USUAL * sure);
    }
    for proposed in app.case_memory.calls_for(Aspect::Unit, text) {
        hints.add(&proposed.name, proposed.share);
    }
    hints.0.retain(|held| units.contains(&held.name));
    hints.best()
}

fn severities(app: &App, text: &str, kind: Option<(&CaseKind, f32)>) -> Vec<(Severity, f32)> {
    let mut hints = Hints::default();
    let urgency = understand(text, &Understanding::default()).urgency;
    for found in &urgency.reasons {
        let (severity, sure) = match found.reason {
            Reason::Safety | Reason::Injury => (Severity::Critical, 0.8),
            Reason::Legal | Reason::Leaving => (Severity::High, 0.6),
            Reason::Unanswered | Reason::Refund => (Severity::Medium, 0.5),
            Reason::Fury | Reason::Shouting => (Severity::Medium, 0.3),
        };
        hints.add(severity.as_str(), sure);
    }
    if urgency.level == Level::Now {
        hints.add(Severity::High.as_str(), 0.5);
    }
    if let Some((kind, sure)) = kind
        && let Some(severity) = kind.severity
    {
        hints.add(severity.as_str(), USUAL * sure);
    }
    for proposed in app.case_memory.calls_for(Aspect::Severity, text) {
        hints.add(&proposed.name, proposed.share);
    }
    if hints.0.is_empty() {
        hints.add(Severity::Medium.as_str(), 0.3);
    }
    hints.best().into_iter().filter_map(|held| Some((Severity::parse(&held.name)?, held.sure))).collect()
}

/// Cases that may be the same: the customer's own open ones, then recent ones of the unit.
async fn duplicates(
    app: &App,
    text: &str,
    customer: Option<CustomerId>,
    draft: &Draft,
    by: &SignedIn,
) -> Result<Vec<DuplicateProposed>, AppError> {
    let scope = by.scope(Right::ReadCases);
    let reached = |case: &Case| scope.holds(case.facts.unit.as_deref(), case.owner);
    let mut found: Vec<DuplicateProposed> = Vec::new();
    let own = match customer {
        Some(customer) => app.store.cases_of_customer(customer, MOST_OF_CUSTOMER).await?,
        None => Vec::new(),
    };
    for case in own.iter().filter(|case| case.is_open() && reached(case)) {
        let alike = app.case_memory.likeness(text, &case.text);
        if alike >= ALIKE_OF_CUSTOMER {
            found.push(proposed(case, true, alike));
        }
    }
    let since = app.clock.now().plus_micros(-RECENT);
    for (id, alike) in app.case_memory.alike(text, MOST_ALIKE) {
        if alike < ALIKE_OF_OTHERS || found.len() >= MOST_PROPOSED || own.iter().any(|case| case.id == id) {
            continue;
        }
        let Some(case) = app.store.case(id).await? else { continue };
        let same_unit = draft.unit.is_none() || case.facts.unit == draft.unit;
        if reached(&case) && same_unit && case.received_at >= since {
            found.push(proposed(&case, false, alike));
        }
    }
    found.sort_by(|one, other| {
        (other.same_customer, other.alike)
            .partial_cmp(&(one.same_customer, one.alike))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    found.truncate(MOST_PROPOSED);
    Ok(found)
}

fn proposed(case: &Case, same_customer: bool, alike: f32) -> DuplicateProposed {
    DuplicateProposed {
        id: case.id,
        reference: case.reference.clone(),
        title: case.facts.title.clone(),
        received_at: case.received_at,
        state: case.state,
        same_customer,
        alike,
    }
}

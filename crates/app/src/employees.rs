//! How people answer cases, fairly: few cases do not shame, and nobody is ranked.
//!
//! Everybody's number is drawn towards that of all by as much as their own cases leave open
//! ([`hamdel_stats::shrinkage`]); below a minimum nothing is shown. The list is in the order of names.

use std::collections::BTreeMap;

use hamdel_domain::Instant;
use hamdel_domain::cases::CaseState;
use hamdel_domain::clock::SECOND;
use hamdel_domain::clocks::{ClockKind, Phase};
use hamdel_domain::people::UserId;
use hamdel_domain::rights::{Right, Scope};
use hamdel_stats::interval::{Confidence, Estimate};
use hamdel_stats::mean::Moments;
use hamdel_stats::shrinkage::{self, Rate, Shrinkage};
use hamdel_store::StoreError;
use hamdel_store::audit::{AuditEntry, append};
use hamdel_store::cases::{CaseOutline, CasesAsked};
use hamdel_store::coaching::add_note;

pub use hamdel_store::coaching::CoachingNote;

use crate::accounts::SignedIn;
use crate::error::AppError;
use crate::feedback::start_of;
use crate::people::{Directory, Person};
use crate::pulse::Period;
use crate::{App, audit};

/// Cases of a person below which nothing of them is shown.
pub const MINIMUM: u64 = 20;
/// Most cases that are read.
const MOST_CASES: u32 = 200_000;
/// Longest coaching note, in characters.
const LONGEST_NOTE: usize = 2_000;
/// Microseconds of an hour.
const HOUR: f64 = 3_600.0 * SECOND as f64;

/// What is shown of a person.
#[derive(Clone, Debug, PartialEq)]
pub struct EmployeeFigures {
    /// Who.
    pub user: UserId,
    /// What they are called.
    pub name: String,
    /// Cases of theirs that were answered.
    pub answered: u64,
    /// Share solved on time, drawn towards that of all; none below the minimum.
    pub on_time: Option<Estimate>,
    /// Share whose customer did not reject the answer or come back, drawn likewise.
    pub content: Option<Estimate>,
    /// Hours until the answer, as the geometric mean, drawn likewise: most answers are quick and a few take very long.
    pub hours: Option<Estimate>,
}

/// How people answer cases.
#[derive(Clone, Debug, PartialEq)]
pub struct Employees {
    /// The people within reach, in the order of their names.
    pub people: Vec<EmployeeFigures>,
    /// The share of all that was solved on time, and whether people differ in it by more than chance.
    pub on_time: Option<(f64, bool)>,
    /// The first moment of the period.
    pub from: Instant,
}

/// What was counted of a person.
#[derive(Clone, Copy, Default)]
struct Counts {
    answered: u64,
    known: u64,
    in_time: u64,
    content: u64,
    log_hours: Moments,
}

/// How people within reach answered cases received in a period; that it was read is in the audit log.
///
/// # Errors
/// When the database fails.
pub async fn employees(app: &App, period: Period, who: &SignedIn) -> Result<Employees, AppError> {
    let from = start_of(app, period);
    let asked = CasesAsked { from: Some(from), ..CasesAsked::default() };
    let cases = app.store.case_outlines(&asked, MOST_CASES, 0).await?;
    let directory = Directory::of(app).await?;
    let counts = counted(&cases);
    let scope = who.scope(Right::ReadEmployeeFigures);
    let mut shown: Vec<&Person> = directory.people().filter(|person| reaches(&directory, &scope, person.id)).collect();
    shown.retain(|person| counts.contains_key(&person.id));
    shown.sort_by(|one, other| one.name.cmp(&other.name));
    audit::record(app, &who.actor(), "employees.read", "cases", period.as_str()).await?;
    let figures = Drawn::of(&counts);
    let people = shown.into_iter().map(|person| figures.person((person.id, &person.name), &counts)).collect();
    let on_time = figures.on_time.as_ref().map(|held| (held.overall, held.spread > 0.0));
    Ok(Employees { people, on_time, from })
}

/// Whether a scope holds somebody.
fn reaches(directory: &Directory, scope: &Scope, user: UserId) -> bool {
    match scope {
        Scope::Own { user: own, .. } => *own == user,
        _ => directory.within(scope).any(|person| person.id == user),
    }
}

fn counted(cases: &[CaseOutline]) -> BTreeMap<UserId, Counts> {
    let mut counts: BTreeMap<UserId, Counts> = BTreeMap::new();
    for case in cases {
        let (Some(owner), Some(answered)) = (case.owner, case.answered_at) else { continue };
        let held = counts.entry(owner).or_default();
        held.answered += 1;
        held.content += u64::from(case.reopened == 0 && case.state != CaseState::Rejected);
        // Within a minute counts as a minute, so that the logarithm has a bound.
        let hours = (answered.micros_since(case.received_at) as f64 / HOUR).max(1.0 / 60.0);
        let _ = held.log_hours.push(hours.ln());
        if let Some(clock) = case.clocks.iter().find(|clock| clock.kind == ClockKind::Solution)
            && (clock.state.is_breached() || matches!(clock.state.phase(), Phase::Met(_)))
        {
            held.known += 1;
            held.in_time += u64::from(!clock.state.is_breached());
        }
    }
    counts
}

/// The numbers of all, each drawn towards the overall one.
struct Drawn {
    order: Vec<UserId>,
    on_time: Option<Shrinkage>,
    content: Option<Shrinkage>,
    hours: Option<Shrinkage>,
}

impl Drawn {
    fn of(counts: &BTreeMap<UserId, Counts>) -> Self {
        let rates = |part: fn(&Counts) -> (u64, u64)| {
            let rates: Vec<Rate> =
                counts.values().map(part).filter_map(|(part, of)| Rate::new(part, of).ok()).collect();
            shrinkage::rates(&rates, Confidence::P95).ok()
        };
        let hours: Vec<Moments> = counts.values().map(|held| held.log_hours).collect();
        Self {
            order: counts.keys().copied().collect(),
            on_time: rates(|held| (held.in_time, held.known)),
            content: rates(|held| (held.content, held.answered)),
            hours: shrinkage::means(&hours, Confidence::P95).ok(),
        }
    }

    fn person(&self, (user, name): (UserId, &str), counts: &BTreeMap<UserId, Counts>) -> EmployeeFigures {
        let held = counts.get(&user).copied().unwrap_or_default();
        let place = self.order.iter().position(|held| *held == user);
        let drawn = |all: &Option<Shrinkage>, n: u64| {
            let estimate = all.as_ref()?.groups.get(place?)?.estimate;
            (n >= MINIMUM).then_some(estimate)
        };
        let hours = drawn(&self.hours, held.answered).map(|mut estimate| {
            (estimate.value, estimate.low, estimate.high) =
                (estimate.value.exp(), estimate.low.exp(), estimate.high.exp());
            estimate
        });
        EmployeeFigures {
            user,
            name: name.to_owned(),
            answered: held.answered,
            on_time: drawn(&self.on_time, held.known),
            content: drawn(&self.content, held.answered),
            hours,
        }
    }
}

/// The coaching notes on somebody: for themselves, and for those who write them.
///
/// # Errors
/// [`AppError::NotFound`] where the reader reaches neither.
pub async fn notes(app: &App, user: UserId, who: &SignedIn) -> Result<(String, Vec<CoachingNote>), AppError> {
    let directory = Directory::of(app).await?;
    let person = directory.person(user).ok_or(AppError::NotFound("person"))?;
    let writes = reaches(&directory, &who.scope(Right::WriteCoachingNotes), user);
    if user != who.id && !writes {
        return Err(AppError::NotFound("person"));
    }
    audit::record(app, &who.actor(), "coaching_notes.read", &format!("user:{user}"), "").await?;
    Ok((person.name.clone(), app.store.coaching_notes(user).await?))
}

/// Writes a coaching note on somebody within reach.
///
/// # Errors
/// [`AppError::NotFound`] where they are out of reach; names what is wrong with the text.
pub async fn write_note(app: &App, user: UserId, text: &str, who: &SignedIn) -> Result<(), AppError> {
    let directory = Directory::of(app).await?;
    if !reaches(&directory, &who.scope(Right::WriteCoachingNotes), user) {
        return Err(AppError::NotFound("person"));
    }
    let text = text.trim();
    if text.is_empty() {
        return Err(AppError::refused("text", "no-words", ""));
    }
    if text.chars().count() > LONGEST_NOTE {
        return Err(AppError::refused("text", "note-too-long", &LONGEST_NOTE.to_string()));
    }
    let now = app.clock.now();
    let mut tx = app.store.state().begin().await?;
    let note = CoachingNote { at: now, by: who.name.clone(), text: text.to_owned() };
    add_note(&mut tx, user, &note, &who.actor()).await?;
    let entry = AuditEntry {
        at: now,
        actor: who.actor(),
        action: "coaching_note.written".to_owned(),
        subject: format!("user:{user}"),
        detail: "{}".to_owned(),
    };
    append(&mut tx, &entry).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use hamdel_domain::rights::Role;

    use super::*;
    use crate::cases::tests::somebody;
    use crate::invitations::tests_bench::Bench;

    fn counts(numbers: &[(i64, u64, u64)]) -> BTreeMap<UserId, Counts> {
        let held = |(id, in_time, known): &(i64, u64, u64)| {
            let log_hours = Moments::of((0..*known).map(|hour| 1.0 + (hour % 3) as f64)).unwrap();
            let counts = Counts { answered: *known, known: *known, in_time: *in_time, content: *known, log_hours };
            (UserId(*id), counts)
        };
        numbers.iter().map(held).collect()
    }

    #[test]
    fn few_cases_are_not_shown_and_many_keep_their_number() {
        let counts = counts(&[(1, 2, 3), (2, 900, 1_000), (3, 500, 1_000), (4, 14, 20)]);
        let drawn = Drawn::of(&counts);
        let of = |id: i64| drawn.person((UserId(id), "x"), &counts);
        assert_eq!((of(1).on_time, of(1).hours, of(1).answered), (None, None, 3));
        assert!((of(2).on_time.unwrap().value - 0.9).abs() < 0.02);
        let few = of(4).on_time.unwrap();
        assert!(few.low < 0.7 && few.high > 0.7 && few.n == 20);
        assert!(of(3).hours.unwrap().value > 1.0);
    }

    #[tokio::test]
    async fn notes_are_read_by_the_person_and_by_those_who_write_them() {
        let bench = Bench::new().await;
        let nobody = write_note(&bench.app, UserId(77), "x", &somebody(1, Role::ExperienceManager, &[])).await;
        assert!(matches!(nobody, Err(AppError::NotFound("person"))));
        let found = employees(&bench.app, Period::Quarter, &somebody(2, Role::Agent, &["x"])).await.unwrap();
        assert!(found.people.is_empty() && found.on_time.is_none());
    }
}

//! What recurs in cases of late: words that come together in many of them, whether they grow, and making a problem of it.
//!
//! Looked at are the cases of the four weeks up to a moment and of the four weeks before, the newest 6,000 of them. What
//! recurs is found by [`hamdel_text::patterns`]; it is said to grow where the rate of the later weeks is higher than
//! that of the earlier ones by more than chance, allowing for how many pairs were looked at (Bonferroni), and where its
//! share of all cases rose by more than chance too: when everything doubles, nothing of it is news.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use hamdel_domain::Instant;
use hamdel_domain::cases::{CaseAction, CaseId};
use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::improvement::ProblemState;
use hamdel_domain::rights::Right;
use hamdel_stats::interval::Confidence;
use hamdel_stats::rates::{Counted, RateRatio, ratio};
use hamdel_store::StoreError;
use hamdel_store::cases::{CaseWords, CasesAsked};
use hamdel_text::patterns::{Pattern, Told, patterns};

use super::problems::{ProblemChange, add_problem_in};
use crate::accounts::SignedIn;
use crate::cases::{Doer, act_in};
use crate::clocks::clocks;
use crate::error::AppError;
use crate::{App, audit};

/// Days of each of the two periods.
pub const DAYS: i64 = 28;
/// Cases that are looked at, the newest.
pub const MOST_CASES: u32 = 6_000;
/// Sentences that are shown of what recurs.
const SENTENCES: usize = 3;
/// Cases of the earlier weeks below which nothing can be said to grow.
const LEAST_BEFORE: usize = 20;
/// Cases that are hung on a problem at once.
const MOST_HUNG: usize = 500;
/// How long what was found is good for; microseconds.
const GOOD_FOR: i64 = 300 * SECOND;
/// Readers, by what they reach, for whom it is kept.
const MOST_KEPT: usize = 16;

/// Words that come together in many cases.
#[derive(Clone, Debug, PartialEq)]
pub struct Recurring {
    /// Names it, as long as it is found.
    pub key: String,
    /// The words, one or two.
    pub words: Vec<String>,
    /// The unit that at least four of five of its cases have.
    pub unit: Option<String>,
    /// The touchpoint that belongs to it, where the other half is no word.
    pub touchpoint: Option<String>,
    /// Its cases, the newest first.
    pub cases: Vec<CaseId>,
    /// The cause that more than half of those with a cause have.
    pub cause: Option<String>,
    /// The problem that at least half of its cases hang on.
    pub problem: Option<i64>,
    /// Of the last four weeks against the four before, with an interval for itself alone.
    pub growth: RateRatio,
    /// Whether it grows by more than chance, among all that was looked at.
    pub grows: bool,
    /// What customers say of it, each with its case.
    pub sentences: Vec<(CaseId, String)>,
}

/// What recurs, and in what.
#[derive(Clone, Debug, PartialEq)]
pub struct RecurringFound {
    /// What grows furthest first.
    pub recurring: Vec<Recurring>,
    /// Cases of the four weeks, and of the four before.
    pub cases: (usize, usize),
    /// Where the four weeks end.
    pub until: Instant,
}

impl RecurringFound {
    /// Those that grow and hang on no problem yet.
    pub fn news(&self) -> impl Iterator<Item = &Recurring> {
        self.recurring.iter().filter(|found| found.grows && found.problem.is_none())
    }
}

/// What was found last, by what its reader reaches and how far it goes.
#[derive(Debug, Default)]
pub struct RecurringKept(Mutex<Vec<Kept>>);

#[derive(Debug)]
struct Kept {
    units: Option<BTreeSet<String>>,
    until: Option<Instant>,
    at: Instant,
    found: RecurringFound,
}

/// What recurs in the cases that somebody reaches, in the four weeks up to now or to an earlier moment.
///
/// # Errors
/// When the database fails.
pub async fn recurring(app: &App, until: Option<Instant>, who: &SignedIn) -> Result<RecurringFound, AppError> {
    let (now, units) = (app.clock.now(), who.scope(Right::ReadCases).units());
    let until = until.filter(|until| *until < now);
    let kept = &app.case_memory.recurring;
    let held = |kept: &Kept| kept.units == units && kept.until == until && now.micros_since(kept.at).abs() < GOOD_FOR;
    if let Some(kept) = kept.0.lock().unwrap_or_else(PoisonError::into_inner).iter().find(|kept| held(kept)) {
        return Ok(kept.found.clone());
    }
    // What came at this very moment is among it.
    let found = look(app, until.unwrap_or_else(|| now.plus_micros(1)), units.clone()).await?;
    let mut kept = kept.0.lock().unwrap_or_else(PoisonError::into_inner);
    kept.retain(|kept| now.micros_since(kept.at).abs() < GOOD_FOR && (kept.units != units || kept.until != until));
    if kept.len() == MOST_KEPT {
        kept.remove(0);
    }
    kept.push(Kept { units, until, at: now, found: found.clone() });
    Ok(found)
}

async fn look(app: &App, until: Instant, units: Option<BTreeSet<String>>) -> Result<RecurringFound, AppError> {
    let (border, from) = (until.plus_micros(-DAYS * DAY), until.plus_micros(-2 * DAYS * DAY));
    let asked = CasesAsked { from: Some(from), until: Some(until), units, ..CasesAsked::default() };
    let cases = app.store.case_words(&asked, MOST_CASES).await?;
    let found = tokio::task::spawn_blocking(move || find(&cases, border, until)).await;
    found.map_err(|_| AppError::invalid("cases", "could not be read"))?
}

/// What a mark of a text stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Mark<'a> {
    Unit(&'a str),
    Touchpoint(&'a str),
}

fn find(cases: &[CaseWords], border: Instant, until: Instant) -> Result<RecurringFound, AppError> {
    let mut marks: Vec<Mark<'_>> = Vec::new();
    let mut numbers: HashMap<Mark<'_>, u32> = HashMap::new();
    let mut of_cases: Vec<Vec<u32>> = Vec::with_capacity(cases.len());
    for case in cases {
        let unit = case.unit.as_deref().map(Mark::Unit);
        let touchpoint = case.touchpoint.as_deref().map(Mark::Touchpoint);
        let own = unit.into_iter().chain(touchpoint).map(|mark| {
            *numbers.entry(mark).or_insert_with(|| {
                marks.push(mark);
                marks.len() as u32 - 1
            })
        });
        of_cases.push(own.collect());
    }
    let texts: Vec<Told<'_>> = cases
        .iter()
        .zip(&of_cases)
        .map(|(case, marks)| Told { text: &case.text, marks, later: case.received_at >= border })
        .collect();
    let later = texts.iter().filter(|told| told.later).count();
    let found = patterns(&texts);
    let among = Among { cases, later, marks: &marks, tested: found.tested };
    let recurring = found.patterns.iter().map(|pattern| told_of(pattern, &among)).collect::<Result<_, _>>()?;
    Ok(RecurringFound { recurring, cases: (later, cases.len() - later), until })
}

/// What patterns were found in.
struct Among<'a> {
    cases: &'a [CaseWords],
    /// How many of them are of the later weeks.
    later: usize,
    marks: &'a [Mark<'a>],
    /// How many pairs were looked at.
    tested: usize,
}

impl Among<'_> {
    /// The growth of a pattern by rate, and whether it is more than chance.
    fn growth(&self, pattern: &Pattern) -> Result<(RateRatio, bool), AppError> {
        let counted = |count: u32, time: f64| {
            let counted = Counted::new(u64::from(count), time);
            counted.map_err(|problem| AppError::invalid("cases", problem.to_string()))
        };
        let weeks = DAYS as f64 / 7.0;
        let growth = ratio(counted(pattern.before, weeks)?, counted(pattern.now, weeks)?, Confidence::P95);
        let earlier = self.cases.len() - self.later;
        if earlier < LEAST_BEFORE || pattern.now <= pattern.before {
            return Ok((growth, false));
        }
        let (before, now) = (counted(pattern.before, earlier as f64)?, counted(pattern.now, self.later as f64)?);
        let of_all = ratio(before, now, Confidence::P95);
        let beyond = growth.p_value * (self.tested.max(1) as f64) < Confidence::P95.alpha();
        Ok((growth, beyond && of_all.more_than_chance() && now.rate() > before.rate()))
    }
}

fn told_of(pattern: &Pattern, among: &Among<'_>) -> Result<Recurring, AppError> {
    let of_it: Vec<&CaseWords> = pattern.texts.iter().filter_map(|place| among.cases.get(*place)).collect();
    let (growth, grows) = among.growth(pattern)?;
    let mark = pattern.mark.and_then(|mark| among.marks.get(mark as usize));
    let mut sentences: Vec<(CaseId, String)> = Vec::new();
    for case in &of_it {
        let sentence = pattern.sentence(&case.text);
        if sentences.len() < SENTENCES && !sentence.is_empty() && sentences.iter().all(|(_, held)| *held != sentence) {
            sentences.push((case.id, sentence));
        }
    }
    let named = match mark {
        Some(Mark::Unit(unit)) => format!(":unit:{unit}"),
        Some(Mark::Touchpoint(touchpoint)) => format!(":touchpoint:{touchpoint}"),
        None => String::new(),
    };
    Ok(Recurring {
        key: format!("{:016x}{named}", pattern.key),
        words: pattern.words.clone(),
        // Nearly all of one unit says where it happens, even where the other half is a word.
        unit: most(of_it.iter().filter_map(|case| case.unit.as_ref()), |most, _| 5 * most >= 4 * of_it.len()).cloned(),
        touchpoint: mark.and_then(|mark| if let Mark::Touchpoint(at) = mark { Some((*at).to_owned()) } else { None }),
        cases: of_it.iter().map(|case| case.id).collect(),
        cause: most(of_it.iter().filter_map(|case| case.cause.as_ref()), |most, all| 2 * most > all).cloned(),
        problem: most(of_it.iter().filter_map(|case| case.problem.as_ref()), |most, _| 2 * most >= of_it.len())
            .copied(),
        growth,
        grows,
        sentences,
    })
}

/// The value that most have, where they are enough of all.
fn most<'a, T: Ord + 'a>(values: impl Iterator<Item = &'a T>, enough: impl Fn(usize, usize) -> bool) -> Option<&'a T> {
    let mut counts: std::collections::BTreeMap<&T, usize> = std::collections::BTreeMap::new();
    values.for_each(|value| *counts.entry(value).or_insert(0) += 1);
    let all: usize = counts.values().sum();
    let (value, count) = counts.into_iter().max_by(|one, other| one.1.cmp(&other.1).then(other.0.cmp(one.0)))?;
    enough(count, all).then_some(value)
}

/// Makes a problem of what recurs, and hangs its cases on it that hang on none: the newest 500 within reach, all in one
/// transaction. Gives the problem and how many were hung.
///
/// # Errors
/// [`AppError::NotFound`] where it is not found any more, those of [`super::add_problem`].
pub async fn make_problem(
    app: &App,
    key: &str,
    until: Option<Instant>,
    title: &str,
    who: &SignedIn,
) -> Result<(i64, usize), AppError> {
    let found = recurring(app, until, who).await?;
    let found = found.recurring.iter().find(|found| found.key == key).ok_or(AppError::NotFound("pattern"))?;
    let new = ProblemChange {
        title: if title.trim().is_empty() { found.words.join("، ") } else { title.to_owned() },
        cause: found.cause.clone(),
        unit: found.unit.clone().or_else(|| who.units.first().cloned().filter(|_| !reaches_all(who))),
        whys: Vec::new(),
        state: ProblemState::Open,
        owner: None,
    };
    let rules = clocks(app).await?;
    let mut tx = app.store.state().begin().await?;
    let problem = add_problem_in(app, &mut tx, &new, who).await?;
    let mut hung = 0;
    for id in found.cases.iter().take(MOST_HUNG) {
        if app.store.case(*id).await?.is_none_or(|case| case.problem.is_some()) {
            continue;
        }
        match act_in(app, &mut tx, *id, None, &CaseAction::HangOn(Some(problem)), &Doer::Staff(who), &rules).await {
            Ok(_) => hung += 1,
            // What somebody may read and not work on stays where it is.
            Err(AppError::NotFound(_) | AppError::NeedsRight(_)) => {}
            Err(problem) => return Err(problem),
        }
    }
    tx.commit().await.map_err(StoreError::from)?;
    app.case_memory.recurring.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    audit::record(app, &who.actor(), "problem.made_of_pattern", &format!("problem:{problem}"), "").await?;
    Ok((problem, hung))
}

fn reaches_all(who: &SignedIn) -> bool {
    who.scope(Right::ManageActions).units().is_none()
}

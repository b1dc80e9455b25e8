//! Which causes make most cases: a Pareto chart, and the cases behind each of its bars.

use std::collections::{BTreeMap, BTreeSet};

use hamdel_domain::Instant;
use hamdel_domain::cases::Matter;
use hamdel_domain::causes::CauseTree;
use hamdel_domain::rights::Right;
use hamdel_stats::compare::{self, Comparison};
use hamdel_stats::interval::{Confidence, Estimate};
use hamdel_stats::proportion::Proportion;
use hamdel_store::cases::{CaseOutline, CasesAsked, CauseAsked};

use super::cause_tree;
use crate::accounts::SignedIn;
use crate::error::AppError;
use crate::people::Directory;
use crate::pulse::Period;
use crate::{App, audit};

/// The share of cases whose causes are called the few that make most (Juran's "vital few").
const MOST: f64 = 0.8;
/// Cases with a cause below which shares say nothing.
pub const LEAST_CASES: u64 = 20;
/// Cases on a page of those behind a bar.
pub const PAGE: u32 = 50;

/// How far down the tree causes are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// As cases name them.
    #[default]
    Cause,
    /// By the topmost cause above each.
    Branch,
}

impl Level {
    /// Every level.
    pub const ALL: [Self; 2] = [Self::Cause, Self::Branch];

    /// The name in addresses and locales (`causes-level-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cause => "cause",
            Self::Branch => "branch",
        }
    }

    /// The level of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == name)
    }
}

/// What is asked of causes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParetoQuestion {
    /// Cases received in it.
    pub period: Period,
    /// Of a unit and those below it.
    pub unit: Option<String>,
    /// Of a kind.
    pub kind: Option<String>,
    /// Complaints, requests or recoveries; all where it is not said.
    pub matter: Option<Matter>,
    /// How far causes are told apart.
    pub level: Level,
}

/// A cause in the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct CauseBar {
    /// The cause.
    pub cause: String,
    /// Cases of it.
    pub cases: u64,
    /// Its share of all that have a cause, with its Wilson interval; none of too few.
    pub share: Option<Estimate>,
    /// Its share and those of all before it, 0 to 1.
    pub cumulative: f64,
    /// Cases of it in the period before, of as many days.
    pub before: u64,
    /// The share now less the share before; none of too few.
    pub change: Option<Comparison>,
}

/// The causes of a period, those with most cases first.
#[derive(Clone, Debug, PartialEq)]
pub struct Pareto {
    /// The bars.
    pub bars: Vec<CauseBar>,
    /// Cases that name a cause.
    pub named: u64,
    /// Cases that name none.
    pub unnamed: u64,
    /// How many of the first bars make four in five of those that have a cause.
    pub few: usize,
    /// Their share, with its interval; none of too few.
    pub few_share: Option<Estimate>,
    /// The first moment of the period.
    pub from: Instant,
    /// The moment after it.
    pub until: Instant,
}

/// The causes of cases received in a period.
///
/// # Errors
/// When the database fails, or an estimate cannot be made.
pub async fn pareto(app: &App, question: &ParetoQuestion) -> Result<Pareto, AppError> {
    let tree = cause_tree(app).await?;
    let (asked, before) = asked(app, question).await?;
    let now = counted(&tree, question.level, app.store.cases_by_cause(&asked).await?);
    let before = counted(&tree, question.level, app.store.cases_by_cause(&before).await?);
    let mut found = bars(&now, &before);
    found.from = asked.from.unwrap_or(found.from);
    found.until = asked.until.unwrap_or(found.until);
    Ok(found)
}

/// The kinds that cases have.
///
/// # Errors
/// When the database fails.
pub async fn kinds(app: &App) -> Result<Vec<String>, AppError> {
    Ok(app.store.kinds_of_cases().await?)
}

/// Which cases a question is about, and those of the period before.
async fn asked(app: &App, question: &ParetoQuestion) -> Result<(CasesAsked, CasesAsked), AppError> {
    let now = app.clock.now();
    let today = app.zone.local(now).date();
    let days = question.period.days();
    let from = app.zone.start_of_day(today - chrono::Days::new(days - 1));
    let earlier = app.zone.start_of_day(today - chrono::Days::new(2 * days - 1));
    let units = match &question.unit {
        Some(unit) => Some(Directory::of(app).await?.tree().with_all_below([unit.as_str()])),
        None => None,
    };
    let asked = CasesAsked {
        from: Some(from),
        until: Some(now.plus_micros(1)),
        units,
        matter: question.matter,
        kind: question.kind.clone(),
        ..CasesAsked::default()
    };
    let before = CasesAsked { from: Some(earlier), until: Some(from), ..asked.clone() };
    Ok((asked, before))
}

/// Cases by cause at a level; the unnamed under `None`.
fn counted(tree: &CauseTree, level: Level, counts: Vec<(Option<String>, u64)>) -> BTreeMap<Option<String>, u64> {
    let mut held = BTreeMap::new();
    for (cause, cases) in counts {
        let at = cause.map(|cause| match level {
            Level::Cause => cause,
            Level::Branch => tree.branch(&cause).to_owned(),
        });
        *held.entry(at).or_default() += cases;
    }
    held
}

fn bars(now: &BTreeMap<Option<String>, u64>, before: &BTreeMap<Option<String>, u64>) -> Pareto {
    let total = |held: &BTreeMap<Option<String>, u64>| -> u64 {
        held.iter().filter(|(cause, _)| cause.is_some()).map(|(_, cases)| cases).sum()
    };
    let (named, named_before) = (total(now), total(before));
    let mut counts: Vec<(&String, u64)> =
        now.iter().filter_map(|(cause, cases)| cause.as_ref().map(|cause| (cause, *cases))).collect();
    counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(other.0)));
    let mut passed = 0;
    let bar = |(cause, cases): (&String, u64)| {
        passed += cases;
        let held_before = before.get(&Some(cause.clone())).copied().unwrap_or_default();
        CauseBar {
            cause: cause.clone(),
            cases,
            share: share(cases, named),
            cumulative: passed as f64 / named as f64,
            before: held_before,
            change: change((held_before, named_before), (cases, named)),
        }
    };
    let bars: Vec<CauseBar> = counts.into_iter().map(bar).collect();
    let few = bars.iter().position(|bar| bar.cumulative >= MOST - 1e-9).map_or(bars.len(), |place| place + 1);
    let of_few: u64 = bars[..few].iter().map(|bar| bar.cases).sum();
    Pareto {
        named,
        unnamed: now.get(&None).copied().unwrap_or_default(),
        few,
        few_share: share(of_few, named),
        bars,
        from: Instant::from_micros(0),
        until: Instant::from_micros(0),
    }
}

fn share(cases: u64, of: u64) -> Option<Estimate> {
    (of >= LEAST_CASES)
        .then(|| Proportion::of_counts(cases, of).ok())
        .flatten()
        .map(|held| held.wilson(Confidence::P95))
}

fn change((before, of_before): (u64, u64), (now, of_now): (u64, u64)) -> Option<Comparison> {
    if of_before < LEAST_CASES || of_now < LEAST_CASES {
        return None;
    }
    let before = Proportion::of_counts(before, of_before).ok()?;
    let now = Proportion::of_counts(now, of_now).ok()?;
    Some(compare::proportions(&before, &now, Confidence::P95))
}

/// The cases behind a bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Behind {
    /// A page of them, the youngest first, of those within reach.
    pub cases: Vec<CaseOutline>,
    /// How many there are within reach.
    pub count: u64,
    /// How many there are in all.
    pub whole: u64,
}

/// The cases of a question that have a cause or one below it, as far as somebody may read them; that they were read is
/// in the audit log. Without a cause, those that name none.
///
/// # Errors
/// When the database fails, or there is no such cause.
pub async fn behind(
    app: &App,
    question: &ParetoQuestion,
    cause: Option<&str>,
    page: u64,
    who: &SignedIn,
) -> Result<Behind, AppError> {
    let (mut asked, _) = asked(app, question).await?;
    asked.cause = match cause {
        Some(cause) => {
            let tree = cause_tree(app).await?;
            // A name that cases have and the tree does not came with an import.
            CauseAsked::OneOf(tree.with_all_below([cause]))
        }
        None => CauseAsked::Unnamed,
    };
    let whole = app.store.count_cases(&asked).await?;
    asked.units = within(asked.units, who.scope(Right::ReadCases).units());
    let count = app.store.count_cases(&asked).await?;
    let cases = app.store.case_outlines(&asked, PAGE, page.saturating_sub(1) * u64::from(PAGE)).await?;
    audit::record(app, &who.actor(), "cases.listed", &format!("cause:{}", cause.unwrap_or("-")), "").await?;
    Ok(Behind { cases, count, whole })
}

/// The units that are in both; `None` stands for all of them.
pub(crate) fn within(one: Option<BTreeSet<String>>, other: Option<BTreeSet<String>>) -> Option<BTreeSet<String>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.intersection(&other).cloned().collect()),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(held: &[(&str, u64)]) -> BTreeMap<Option<String>, u64> {
        held.iter().map(|(name, cases)| ((!name.is_empty()).then(|| (*name).to_owned()), *cases)).collect()
    }

    #[test]
    fn the_few_that_make_most_come_first() {
        let found =
            bars(&counts(&[("a", 5), ("b", 60), ("c", 25), ("d", 10), ("", 7)]), &counts(&[("b", 30), ("a", 70)]));
        let order: Vec<&str> = found.bars.iter().map(|bar| bar.cause.as_str()).collect();
        assert_eq!(order, ["b", "c", "d", "a"]);
        assert_eq!((found.named, found.unnamed, found.few), (100, 7, 2));
        let shares: Vec<f64> = found.bars.iter().map(|bar| bar.cumulative).collect();
        assert_eq!(shares, [0.6, 0.85, 0.95, 1.0]);
        assert!((found.few_share.unwrap().value - 0.85).abs() < 1e-12);
        // 60 of 100 after 30 of 100 is more than chance; Newcombe's interval is around 0.3.
        let change = found.bars[0].change.unwrap();
        assert!((change.difference - 0.3).abs() < 1e-12 && change.more_than_chance());
        assert_eq!(found.bars[3].before, 70);
    }

    #[test]
    fn too_few_have_no_shares() {
        let found = bars(&counts(&[("a", 9), ("b", 1)]), &counts(&[]));
        assert!(found.bars.iter().all(|bar| bar.share.is_none() && bar.change.is_none()));
        assert_eq!(found.few_share, None);
        let none = bars(&counts(&[("", 3)]), &counts(&[]));
        assert_eq!((none.bars.len(), none.few, none.named, none.unnamed), (0, 0, 0, 3));
    }

    #[test]
    fn units_are_narrowed_and_never_widened() {
        let set = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>());
        assert_eq!(within(None, set(&["a"])), set(&["a"]));
        assert_eq!(within(set(&["a", "b"]), set(&["b", "c"])), set(&["b"]));
        assert_eq!(within(set(&["a"]), set(&[])), set(&[]));
        assert_eq!(within(None, None), None);
    }
}

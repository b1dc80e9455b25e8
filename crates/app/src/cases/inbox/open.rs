//! The open cases in memory, small enough to walk through for every question.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use hamdel_domain::cases::{CaseId, Severity};
use hamdel_domain::people::UserId;
use hamdel_domain::{Channel, Instant};
use hamdel_store::cases::Brief;
use hamdel_text::{search_key, search_readings};

use super::question::{CaseQuestion, CaseSort, CaseView, Key, OwnerAsked, Place};
use super::reach::Reached;
use super::{Counts, InboxPage, PER_PAGE};

/// A name by its number in [`Names`].
type Name = u32;

/// The names of units and kinds, each kept once.
#[derive(Default)]
struct Names {
    known: HashMap<Arc<str>, Name>,
    names: Vec<Arc<str>>,
}

impl Names {
    fn of(&mut self, name: &str) -> Name {
        if let Some(number) = self.known.get(name) {
            return *number;
        }
        let number = Name::try_from(self.names.len()).unwrap_or(Name::MAX);
        let kept: Arc<str> = name.into();
        self.names.push(kept.clone());
        self.known.insert(kept, number);
        number
    }

    fn get(&self, number: Name) -> Option<&str> {
        self.names.get(number as usize).map(|name| &**name)
    }
}

/// An open case, as far as questions go.
struct Row {
    id: CaseId,
    revision: i64,
    priority: i64,
    due_at: i64,
    risk_at: i64,
    received_at: i64,
    changed_at: i64,
    unit: Option<Name>,
    kind: Option<Name>,
    owner: Option<UserId>,
    severity: Option<Severity>,
    channel: Channel,
    waiting: bool,
    /// Title and name, as searches compare them.
    words: Box<str>,
    /// The digits that the customer holds.
    reference: Box<str>,
}

/// A case and where it belonged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stood {
    pub(super) unit: Option<String>,
    pub(super) owner: Option<UserId>,
    pub(super) revision: i64,
}

/// How many there are of one unit and owner.
#[derive(Clone, Copy, Default)]
struct Group {
    open: u64,
    waiting: u64,
}

/// The open cases.
#[derive(Default)]
pub(super) struct OpenCases {
    names: Names,
    rows: Vec<Row>,
    places: HashMap<CaseId, usize>,
    groups: HashMap<(Option<Name>, Option<UserId>), Group>,
    /// From when on a case is at risk, in order.
    risks: BTreeMap<(i64, CaseId), (Option<Name>, Option<UserId>)>,
}

/// What answers a question.
pub(super) struct Found {
    pub(super) ids: Vec<CaseId>,
    pub(super) page: InboxPage,
}

impl OpenCases {
    /// Puts a case in, in place of what it was; gives where it stood.
    pub(super) fn put(&mut self, brief: &Brief) -> Option<Stood> {
        let stood = self.remove(brief.id);
        let row = Row {
            id: brief.id,
            revision: brief.revision,
            priority: brief.priority,
            due_at: brief.open.due_at.map_or(i64::MAX, Instant::micros),
            risk_at: brief.open.risk_at.map_or(i64::MAX, Instant::micros),
            received_at: brief.received_at.micros(),
            changed_at: brief.changed_at.micros(),
            unit: brief.unit.as_deref().map(|unit| self.names.of(unit)),
            kind: brief.kind.as_deref().map(|kind| self.names.of(kind)),
            owner: brief.owner,
            severity: brief.severity,
            channel: brief.channel,
            waiting: brief.waiting_since.is_some(),
            words: words_of(brief),
            reference: brief.reference.as_str().into(),
        };
        let group = self.groups.entry((row.unit, row.owner)).or_default();
        group.open += 1;
        group.waiting += u64::from(row.waiting);
        if row.risk_at < i64::MAX {
            self.risks.insert((row.risk_at, row.id), (row.unit, row.owner));
        }
        self.places.insert(row.id, self.rows.len());
        self.rows.push(row);
        stood
    }

    /// Takes a case out; gives where it stood.
    pub(super) fn remove(&mut self, id: CaseId) -> Option<Stood> {
        let place = self.places.remove(&id)?;
        let row = self.rows.swap_remove(place);
        if let Some(moved) = self.rows.get(place) {
            self.places.insert(moved.id, place);
        }
        self.risks.remove(&(row.risk_at, id));
        if let Some(group) = self.groups.get_mut(&(row.unit, row.owner)) {
            group.open -= 1;
            group.waiting -= u64::from(row.waiting);
            if group.open == 0 {
                self.groups.remove(&(row.unit, row.owner));
            }
        }
        let unit = row.unit.and_then(|unit| self.names.get(unit)).map(str::to_owned);
        Some(Stood { unit, owner: row.owner, revision: row.revision })
    }

    /// Which of some cases are open, in their order.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The kinds in use, by name.
    pub(super) fn kinds(&self) -> Vec<String> {
        let mut used = vec![false; self.names.names.len()];
        for kind in self.rows.iter().filter_map(|row| row.kind) {
            if let Some(used) = used.get_mut(kind as usize) {
                *used = true;
            }
        }
        let named = self.names.names.iter().zip(used).filter(|(_, used)| *used);
        let mut kinds: Vec<String> = named.map(|(name, _)| name.to_string()).collect();
        kinds.sort_unstable();
        kinds
    }

    /// How many cases are in each view.
    pub(super) fn counts(&self, reached: &Reached, now: Instant) -> Counts {
        let seen = Seen::new(self, reached);
        let mut counts = Counts::default();
        for ((unit, owner), group) in &self.groups {
            if !seen.group(*unit, *owner) {
                continue;
            }
            add_to(&mut counts, &seen, *unit, *owner, *group);
        }
        for row in reached.beside.iter().filter_map(|id| self.row(*id)) {
            if !seen.group(row.unit, row.owner) {
                let group = Group { open: 1, waiting: u64::from(row.waiting) };
                add_to(&mut counts, &seen, row.unit, row.owner, group);
            }
        }
        let at_risk = self.risks.range(..=(now.micros(), CaseId(i64::MAX)));
        counts.at_risk = at_risk.filter(|((_, id), (unit, owner))| seen.holds(*id, *unit, *owner)).count() as u64;
        counts
    }

    /// The page of the cases that answer a question.
    pub(super) fn find(&self, question: &CaseQuestion, reached: &Reached, now: Instant) -> Found {
        let seen = Seen::new(self, reached);
        let asked = Asked::new(self, question, now);
        let mut keys: Vec<Key> = self
            .rows
            .iter()
            .filter(|row| asked.holds(row, &seen) && seen.holds(row.id, row.unit, row.owner))
            .map(|row| key_of(row, question.sort))
            .collect();
        page_of(&mut keys, question.place)
    }

    fn row(&self, id: CaseId) -> Option<&Row> {
        self.places.get(&id).and_then(|place| self.rows.get(*place))
    }
}

fn add_to(counts: &mut Counts, seen: &Seen<'_>, unit: Option<Name>, owner: Option<UserId>, group: Group) {
    counts.open += group.open;
    counts.waiting += group.waiting;
    match owner {
        None => counts.unassigned += group.open,
        Some(owner) if owner == seen.reached.me => counts.mine += group.open,
        Some(_) => {}
    }
    if seen.is_own_unit(unit) {
        counts.unit += group.open;
    }
}

/// Fewer digits stand in too many references.
const FEWEST_DIGITS: usize = 4;

/// Title and name, as searches compare them.
fn words_of(brief: &Brief) -> Box<str> {
    let mut words = search_key(&brief.title);
    if let Some(name) = &brief.name {
        words.push('\n');
        words.push_str(&search_key(name));
    }
    words.into()
}

/// Whether a word is in title or name, written apart or together, or a part of the reference.
fn speaks_of(row: &Row, term: &str) -> bool {
    row.words.contains(term)
        || begins_apart(&row.words, term)
        || (term.len() >= FEWEST_DIGITS && row.reference.contains(term))
}

/// Spaces that a word may be written apart with, such as `علی رضا` for `علیرضا`.
const MOST_APART: usize = 2;

/// Whether neighbouring words, put together, begin with a word.
fn begins_apart(words: &str, term: &str) -> bool {
    let starts = std::iter::once(0).chain(words.match_indices([' ', '\n']).map(|(at, _)| at + 1));
    starts.filter_map(|start| words.get(start..)).any(|rest| {
        let (mut left, mut apart) = (term.as_bytes().iter(), 0);
        for byte in rest.bytes() {
            match left.as_slice().first() {
                None => return true,
                Some(next) if *next == byte => drop(left.next()),
                Some(_) if byte == b' ' && apart < MOST_APART => apart += 1,
                Some(_) => return false,
            }
        }
        left.as_slice().is_empty()
    })
}

fn key_of(row: &Row, sort: CaseSort) -> Key {
    match sort {
        CaseSort::Priority => Key(-row.priority, row.due_at, row.id.0),
        CaseSort::Received => Key(-row.received_at, 0, row.id.0),
        CaseSort::Oldest => Key(row.received_at, 0, row.id.0),
        CaseSort::Changed => Key(-row.changed_at, 0, row.id.0),
    }
}

/// The page at a place of everything that answers, whose keys come in any order.
fn page_of(keys: &mut [Key], place: Place) -> Found {
    let first = match place {
        Place::First => 0,
        Place::After(key) => keys.iter().filter(|held| **held <= key).count(),
        Place::Before(key) => keys.iter().filter(|held| **held < key).count().saturating_sub(PER_PAGE),
    };
    // Behind the last page there is nothing: then the last one is shown.
    let first = if first >= keys.len() { keys.len().saturating_sub(1) / PER_PAGE * PER_PAGE } else { first };
    let last = (first + PER_PAGE).min(keys.len());
    let shown = between(keys, first, last);
    let ids = shown.iter().map(|key| CaseId(key.2)).collect();
    let page = InboxPage {
        cases: Vec::new(),
        names: HashMap::new(),
        count: keys.len() as u64,
        exact: true,
        from: first as u64 + 1,
        previous: shown.first().copied().filter(|_| first > 0),
        next: shown.last().copied().filter(|_| last < keys.len()),
        counts: Counts::default(),
    };
    Found { ids, page }
}

/// The keys from one place of the order to another, without sorting all others.
fn between(keys: &mut [Key], first: usize, last: usize) -> Vec<Key> {
    if first >= last {
        return Vec::new();
    }
    if last < keys.len() {
        keys.select_nth_unstable(last);
    }
    let before = &mut keys[..last];
    if first > 0 {
        before.select_nth_unstable(first);
    }
    let mut shown = before[first..].to_vec();
    shown.sort_unstable();
    shown
}

/// What somebody sees, with the names as numbers.
struct Seen<'a> {
    reached: &'a Reached,
    /// Whether the scope holds each name as a unit.
    in_scope: Vec<bool>,
    /// Whether each name is a unit of the asker's.
    own: Vec<bool>,
    /// Whether the scope holds what belongs to no unit.
    without_unit: bool,
}

impl<'a> Seen<'a> {
    fn new(open: &OpenCases, reached: &'a Reached) -> Self {
        let names = &open.names.names;
        Self {
            reached,
            in_scope: names.iter().map(|name| reached.scope.holds_unit(Some(name))).collect(),
            own: names.iter().map(|name| reached.units.contains(&**name)).collect(),
            without_unit: reached.scope.holds_unit(None),
        }
    }

    /// Whether the scope or the asker's own hands hold what belongs to a unit and an owner.
    fn group(&self, unit: Option<Name>, owner: Option<UserId>) -> bool {
        let in_scope = unit.map_or(self.without_unit, |unit| self.in_scope.get(unit as usize) == Some(&true));
        in_scope || (owner == Some(self.reached.me) && self.reached.scope != hamdel_domain::rights::Scope::Nothing)
    }

    fn holds(&self, id: CaseId, unit: Option<Name>, owner: Option<UserId>) -> bool {
        self.group(unit, owner) || (!self.reached.beside.is_empty() && self.reached.beside.contains(&id))
    }

    fn is_own_unit(&self, unit: Option<Name>) -> bool {
        unit.is_some_and(|unit| self.own.get(unit as usize) == Some(&true))
    }
}

/// A question, with the names as numbers.
struct Asked<'a> {
    question: &'a CaseQuestion,
    now: i64,
    /// The unit and the kind; `Some(None)` for a name that no open case has.
    unit: Option<Option<Name>>,
    kind: Option<Option<Name>>,
    /// The ways to read the words; any of them will do.
    readings: Vec<Vec<String>>,
}

impl<'a> Asked<'a> {
    fn new(open: &OpenCases, question: &'a CaseQuestion, now: Instant) -> Self {
        let number = |name: &String| open.names.known.get(name.as_str()).copied();
        Self {
            question,
            now: now.micros(),
            unit: question.unit.as_ref().map(number),
            kind: question.kind.as_ref().map(number),
            readings: search_readings(&question.words),
        }
    }

    fn holds(&self, row: &Row, seen: &Seen<'_>) -> bool {
        let in_view = match self.question.view {
            CaseView::Mine => row.owner == Some(seen.reached.me),
            CaseView::Unit => seen.is_own_unit(row.unit),
            CaseView::AtRisk => row.risk_at <= self.now,
            CaseView::Unassigned => row.owner.is_none(),
            CaseView::Waiting => row.waiting,
            CaseView::Open => true,
            CaseView::Closed => false,
        };
        let owned = match self.question.owner {
            None => true,
            Some(OwnerAsked::Nobody) => row.owner.is_none(),
            Some(OwnerAsked::Of(owner)) => row.owner == Some(owner),
        };
        in_view
            && owned
            && self.unit.is_none_or(|unit| unit.is_some() && row.unit == unit)
            && self.kind.is_none_or(|kind| kind.is_some() && row.kind == kind)
            && self.question.severity.is_none_or(|severity| row.severity == Some(severity))
            && self.question.channel.is_none_or(|channel| row.channel == channel)
            && (self.readings.is_empty()
                || self.readings.iter().any(|terms| terms.iter().all(|term| speaks_of(row, term))))
    }
}

#[cfg(test)]
mod tests {
    use hamdel_text::search_key;

    use super::begins_apart;

    #[test]
    fn a_word_is_found_that_was_written_apart() {
        let found = |words: &str, term: &str| begins_apart(&search_key(words), &search_key(term));
        assert!(found("پیک علی رضا دیر رسید", "علیرضا"));
        assert!(found("علی رضا", "علیر"), "while it is typed");
        assert!(!found("پیک علی رضا", "لیرضا"), "a word begins where words begin");
        assert!(!found("علی رضایی", "علیرضان"));
        assert!(!found("ا ب پ ت", "ابپت"), "no more than three words are put together");
        assert!(!begins_apart("علی\nرضا", "علیرضا"), "title and name are not one text");
        assert!(!found("", "علی"));
    }
}

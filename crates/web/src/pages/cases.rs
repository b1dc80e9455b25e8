//! The inbox of cases: what is to be done now, whose it is, and how long there is.

pub(crate) mod act;
pub(crate) mod bulk;
pub(crate) mod files;
pub(crate) mod form;
pub(crate) mod item;
pub(crate) mod live;
pub(crate) mod thread;

use std::collections::HashMap;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use hamdel_app::cases::inbox::{
    self, Brief, CaseQuestion, CaseSort, Counts, InboxPage, InboxView, OwnerAsked, Place, inbox,
};
use hamdel_app::feedback::{Colleague, colleagues};
use hamdel_domain::cases::{CaseReference, Severity};
use hamdel_domain::people::UserId;
use hamdel_domain::{Channel, CustomerId};

use super::care::Choice as CauseChoice;
use super::customers::Kept;
use crate::error::Failure;
use crate::navigation::{self, Tab};
use crate::params::{Params, query};
use crate::reader::Signed;
use crate::shell::{self, Area};
use crate::state::WebState;
use crate::templates::Page;

/// Where the page is.
pub(crate) const PATH: &str = "/care";

/// The page.
#[derive(Serialize)]
pub(crate) struct CasesPage {
    pub(crate) tabs: Vec<Tab>,
    /// The causes that cases may be closed with.
    pub(crate) causes: Vec<CauseChoice>,
    pub(crate) views: Vec<ViewChoice>,
    pub(crate) view: &'static str,
    pub(crate) sorts: Vec<Choice>,
    pub(crate) units: Vec<String>,
    pub(crate) unit: Option<String>,
    pub(crate) kinds: Vec<String>,
    pub(crate) kind: Option<String>,
    pub(crate) severities: Vec<&'static str>,
    pub(crate) severity: Option<&'static str>,
    pub(crate) channels: Vec<&'static str>,
    pub(crate) channel: Option<&'static str>,
    pub(crate) owners: Vec<Person>,
    /// `nobody`, a number, or nothing.
    pub(crate) owner: String,
    pub(crate) words: String,
    pub(crate) narrows: bool,
    /// The view without filters.
    pub(crate) whole: String,
    pub(crate) rows: Vec<CaseRow>,
    pub(crate) count: u64,
    pub(crate) exact: bool,
    /// So many closed cases are looked at where a filter is set.
    pub(crate) among: u32,
    pub(crate) from: u64,
    pub(crate) to: u64,
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) at_risk: u64,
    pub(crate) open: u64,
    pub(crate) mine: u64,
    /// Colleagues who can be given cases.
    pub(crate) people: Vec<Person>,
    /// What the filters keep of the address besides their own fields.
    pub(crate) kept: Vec<Kept>,
    pub(crate) changed: Option<bulk::ChangedView>,
    /// Cases that a change of many left as they were, by reason.
    pub(crate) left: Vec<bulk::LeftView>,
}

impl Page for CasesPage {
    const TEMPLATE: &'static str = "pages/cases/list.html";
}

/// A view to choose.
#[derive(Serialize)]
pub(crate) struct ViewChoice {
    pub(crate) name: &'static str,
    pub(crate) href: String,
    pub(crate) chosen: bool,
    /// How many are in it; nothing for the closed ones.
    pub(crate) n: Option<u64>,
}

/// An order to choose.
#[derive(Serialize)]
pub(crate) struct Choice {
    pub(crate) name: &'static str,
    pub(crate) href: String,
    pub(crate) chosen: bool,
}

/// A colleague.
#[derive(Clone, Serialize)]
pub(crate) struct Person {
    pub(crate) id: i64,
    pub(crate) name: String,
    /// Whether they work here today.
    pub(crate) here: bool,
}

/// A case in the list.
#[derive(Serialize)]
pub(crate) struct CaseRow {
    pub(crate) id: i64,
    pub(crate) revision: i64,
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) reference: String,
    /// Who it is from, where that is known and may be read.
    pub(crate) customer: Option<String>,
    pub(crate) matter: &'static str,
    pub(crate) kind: Option<String>,
    pub(crate) touchpoint: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) severity: Option<&'static str>,
    pub(crate) priority: i64,
    pub(crate) channel: &'static str,
    pub(crate) state: &'static str,
    pub(crate) owner: Option<String>,
    pub(crate) mine: bool,
    pub(crate) received_at: i64,
    pub(crate) changed_at: i64,
    pub(crate) closed_at: Option<i64>,
    pub(crate) waiting_since: Option<i64>,
    pub(crate) due_at: Option<i64>,
    /// `calm`, `risk` or `over`.
    pub(crate) clock: &'static str,
    pub(crate) breached: bool,
}

/// `GET /care`: `view`, `sort`, `unit`, `kind`, `severity`, `owner` (`nobody` or a number), `channel`, `q`, `after` or
/// `before` a place; `changed` names a change that can be taken back. A reference in `q` leads to its case.
pub(crate) async fn list(State(state): State<WebState>, signed: Signed, params: Params) -> Result<Response, Failure> {
    let question = question(&params, &signed);
    if let Some(reference) = CaseReference::parse(&question.words)
        && let Ok(case) = hamdel_app::cases::by_reference(&state.app, &reference).await
        && hamdel_app::cases::within_reach(&state.app, &signed.user, &case, hamdel_domain::rights::Right::ReadCases)
            .await?
    {
        return Ok(Redirect::to(&format!("{PATH}/cases/{}", case.id)).into_response());
    }
    let found = inbox(&state.app, &question, &signed.user).await?;
    let people = people(&state).await?;
    let changed = bulk::changed(&state.app, &signed.user, &params).await?;
    let left = bulk::left(&params);
    let page = CasesPage { changed, left, ..page(&state, &signed, &question, &found, people).await? };
    shell::show(&state, &signed.reader, Area::Care, &page)
}

/// Colleagues by name.
pub(crate) async fn people(state: &WebState) -> Result<Vec<Person>, Failure> {
    let person = |held: Colleague| Person { id: held.id, name: held.name, here: held.here };
    Ok(colleagues(&state.app).await?.into_iter().map(person).collect())
}

async fn page(
    state: &WebState,
    signed: &Signed,
    question: &CaseQuestion,
    found: &InboxPage,
    people: Vec<Person>,
) -> Result<CasesPage, Failure> {
    let names: HashMap<i64, &str> = people.iter().map(|person| (person.id, person.name.as_str())).collect();
    let now = state.app.clock.now().micros();
    let back = address(question);
    let row = |brief: &Brief| CaseRow {
        href: format!("{PATH}/cases/{}{}", brief.id, query(&[("back", Some(&back))])),
        ..row_of(brief, &names, &found.names, signed.user.id, now)
    };
    let first = CaseQuestion { place: Place::First, ..question.clone() };
    let at = |place: Place| address(&CaseQuestion { place, ..question.clone() });
    let units = hamdel_app::cases::units_for(&state.app, &signed.scope).await?;
    Ok(CasesPage {
        tabs: navigation::tabs(Area::Care, "inbox", ""),
        causes: item::causes(state, signed, None).await?,
        views: views(&first, found.counts, signed),
        view: question.view.as_str(),
        sorts: CaseSort::ALL
            .iter()
            .map(|sort| Choice {
                name: sort.as_str(),
                href: address(&CaseQuestion { sort: *sort, ..first.clone() }),
                chosen: *sort == question.sort,
            })
            .collect(),
        units,
        unit: question.unit.clone(),
        kinds: inbox::kinds_to_choose(&state.app).await?,
        kind: question.kind.clone(),
        severities: Severity::ALL.iter().rev().map(|severity| severity.as_str()).collect(),
        severity: question.severity.map(Severity::as_str),
        channels: Channel::ALL.iter().map(|channel| channel.as_str()).collect(),
        channel: question.channel.map(Channel::as_str),
        owner: owner_written(question.owner),
        words: question.words.clone(),
        narrows: question.narrows(),
        whole: address(&CaseQuestion { view: question.view, sort: question.sort, ..CaseQuestion::default() }),
        rows: found.cases.iter().map(row).collect(),
        count: found.count,
        exact: found.exact,
        among: inbox::AMONG,
        from: found.from,
        to: found.from + (found.cases.len() as u64).saturating_sub(1),
        // A page of closed cases leads back to the first one.
        previous: found
            .previous
            .map(|key| at(if question.view == InboxView::Closed { Place::First } else { Place::Before(key) })),
        next: found.next.map(|key| at(Place::After(key))),
        at_risk: found.counts.at_risk,
        open: found.counts.open,
        mine: found.counts.mine,
        owners: people.clone(),
        people: people.iter().filter(|person| person.here).cloned().collect(),
        kept: kept(question),
        changed: None,
        left: Vec::new(),
    })
}

/// A case as the list shows it.
pub(crate) fn row_of(
    brief: &Brief,
    people: &HashMap<i64, &str>,
    customers: &HashMap<CustomerId, String>,
    me: UserId,
    now: i64,
) -> CaseRow {
    let due_at = brief.open.due_at.map(|due| due.micros());
    let at_risk = brief.open.risk_at.is_some_and(|risk| risk.micros() <= now);
    CaseRow {
        id: brief.id.0,
        revision: brief.revision,
        href: format!("{PATH}/cases/{}", brief.id),
        title: brief.title.clone(),
        reference: grouped(&brief.reference),
        customer: brief.customer.and_then(|customer| customers.get(&customer).cloned()),
        matter: brief.matter.as_str(),
        kind: brief.kind.clone(),
        touchpoint: brief.touchpoint.clone(),
        unit: brief.unit.clone(),
        severity: brief.severity.map(Severity::as_str),
        priority: brief.priority,
        channel: brief.channel.as_str(),
        state: brief.state.as_str(),
        owner: brief
            .owner
            .map(|owner| people.get(&owner.0).map_or_else(|| owner.to_string(), |name| (*name).to_owned())),
        mine: brief.owner == Some(me),
        received_at: brief.received_at.micros(),
        changed_at: brief.changed_at.micros(),
        closed_at: brief.closed_at.map(|at| at.micros()),
        waiting_since: brief.waiting_since.map(|at| at.micros()),
        due_at,
        clock: if due_at.is_some_and(|due| due < now) {
            "over"
        } else if at_risk {
            "risk"
        } else {
            "calm"
        },
        breached: brief.open.breached,
    }
}

/// A reference in its groups.
fn grouped(digits: &str) -> String {
    CaseReference::parse(digits).map_or_else(|| digits.to_owned(), |reference| reference.to_string())
}

fn views(first: &CaseQuestion, counts: Counts, signed: &Signed) -> Vec<ViewChoice> {
    let n = |view: InboxView| match view {
        InboxView::Mine => Some(counts.mine),
        InboxView::Unit => Some(counts.unit),
        InboxView::AtRisk => Some(counts.at_risk),
        InboxView::Unassigned => Some(counts.unassigned),
        InboxView::Waiting => Some(counts.waiting),
        InboxView::Open => Some(counts.open),
        InboxView::Closed => None,
    };
    // Who is in no unit has no view of one.
    let offered = InboxView::ALL.iter().filter(|view| **view != InboxView::Unit || !signed.user.units.is_empty());
    offered
        .map(|view| ViewChoice {
            name: view.as_str(),
            href: address(&CaseQuestion { view: *view, ..first.clone() }),
            chosen: *view == first.view,
            n: n(*view),
        })
        .collect()
}

/// What an address asks of the inbox. Who opens it without a view sees their own cases where they work on cases,
/// everything otherwise.
pub(crate) fn question(params: &Params, signed: &Signed) -> CaseQuestion {
    let text = |name: &str| params.get(name).map(str::to_owned);
    let usual = if signed.user.may(hamdel_domain::rights::Right::WorkCases) && !signed.reader.json {
        InboxView::Unit
    } else {
        InboxView::Open
    };
    let usual = if signed.user.units.is_empty() { InboxView::Open } else { usual };
    let place = params
        .known("after", |key| key.parse().ok().map(Place::After))
        .or_else(|| params.known("before", |key| key.parse().ok().map(Place::Before)));
    CaseQuestion {
        view: params.known("view", InboxView::parse).unwrap_or(usual),
        sort: params.known("sort", CaseSort::parse).unwrap_or_default(),
        unit: text("unit"),
        kind: text("kind"),
        severity: params.known("severity", Severity::parse),
        owner: params.known("owner", |owner| match owner {
            "nobody" => Some(OwnerAsked::Nobody),
            "me" => Some(OwnerAsked::Of(signed.user.id)),
            number => number.parse().ok().map(|number| OwnerAsked::Of(UserId(number))),
        }),
        channel: params.known("channel", Channel::parse),
        words: text("q").unwrap_or_default(),
        place: place.unwrap_or_default(),
    }
}

fn owner_written(owner: Option<OwnerAsked>) -> String {
    match owner {
        None => String::new(),
        Some(OwnerAsked::Nobody) => "nobody".to_owned(),
        Some(OwnerAsked::Of(user)) => user.to_string(),
    }
}

/// The fields of a question.
fn fields(question: &CaseQuestion) -> Vec<(&'static str, String)> {
    let place = match question.place {
        Place::First => None,
        Place::After(key) => Some(("after", key.to_string())),
        Place::Before(key) => Some(("before", key.to_string())),
    };
    let sort = (question.sort != CaseSort::default()).then(|| question.sort.as_str().to_owned());
    let fields = [
        ("view", Some(question.view.as_str().to_owned())),
        ("sort", sort),
        ("unit", question.unit.clone()),
        ("kind", question.kind.clone()),
        ("severity", question.severity.map(|severity| severity.as_str().to_owned())),
        ("owner", Some(owner_written(question.owner))),
        ("channel", question.channel.map(|channel| channel.as_str().to_owned())),
        ("q", Some(question.words.clone())),
    ];
    let held = fields.into_iter().filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?)));
    held.chain(place).collect()
}

/// The address of a question.
pub(crate) fn address(question: &CaseQuestion) -> String {
    let fields = fields(question);
    let fields: Vec<(&str, Option<&str>)> = fields.iter().map(|(name, value)| (*name, Some(value.as_str()))).collect();
    format!("{PATH}{}", query(&fields))
}

fn kept(question: &CaseQuestion) -> Vec<Kept> {
    let own = |name: &&str| matches!(*name, "view" | "sort");
    let fields = fields(question).into_iter().filter(|(name, _)| own(name));
    fields.map(|(name, value)| Kept { name, value }).collect()
}

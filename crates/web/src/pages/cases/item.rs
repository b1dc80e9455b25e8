//! One case: what was said, what happened, how long there is, what may be done next, and who the customer is.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use hamdel_app::accounts::SignedIn;
use hamdel_app::cases::inbox::kinds_to_choose;
use hamdel_app::cases::{CaseDesk, desk, units_for};
use hamdel_app::causes::cause_tree;
use hamdel_app::customers::{TimelinePage, touchpoints};
use hamdel_domain::cases::{Case, CaseClock, CaseStep, Decision, Grade, Matter, Severity};
use hamdel_domain::causes::Cause;
use hamdel_domain::clocks::Phase;
use hamdel_domain::rights::{Right, Scope};
use hamdel_domain::touchpoint::Touchpoint;

use super::files::{FileView, files};
use super::thread::{EventView, thread};
use super::{PATH, Person, bulk, people};
use crate::error::Failure;
use crate::pages::care::Choice;
use crate::pages::customers::IdentifierView;
use crate::pages::profile::{Money, Story};
use crate::params::{CasePath, Params, own_address};
use crate::reader::Signed;
use crate::shell::{Area, Shell, show_in};
use crate::state::WebState;
use crate::templates::Page;

/// The page.
#[derive(Serialize)]
pub(crate) struct CasePage {
    pub(crate) id: i64,
    pub(crate) reference: String,
    pub(crate) revision: i64,
    /// The last event of the thread, by which a form says what its writer had read.
    pub(crate) seen: i64,
    pub(crate) back: String,
    pub(crate) own: String,
    pub(crate) facts: FactsView,
    pub(crate) state: &'static str,
    pub(crate) channel: &'static str,
    pub(crate) severity: Option<&'static str>,
    pub(crate) priority: i64,
    pub(crate) owner: Option<String>,
    pub(crate) owner_id: Option<i64>,
    pub(crate) mine: bool,
    pub(crate) cause: Option<String>,
    pub(crate) received_at: i64,
    pub(crate) waiting_since: Option<i64>,
    pub(crate) closed_at: Option<i64>,
    pub(crate) open: bool,
    pub(crate) answered: bool,
    pub(crate) decision: Option<&'static str>,
    pub(crate) reopened: u32,
    pub(crate) clocks: Vec<ClockView>,
    /// When the first running clock runs out, or ran out.
    pub(crate) due_at: Option<i64>,
    pub(crate) overdue: bool,
    pub(crate) thread: Vec<EventView>,
    /// The files of it, oldest first.
    pub(crate) files: Vec<FileView>,
    /// Whether internal notes are in the thread.
    pub(crate) whole: bool,
    pub(crate) may_work: bool,
    pub(crate) may_assign: bool,
    pub(crate) steps: Vec<&'static str>,
    pub(crate) beside: Vec<String>,
    pub(crate) contact_name: Option<String>,
    pub(crate) contacts: Vec<IdentifierView>,
    pub(crate) customer: Option<CustomerCard>,
    pub(crate) story: Story,
    pub(crate) others: Vec<OtherCase>,
    pub(crate) people: Vec<Person>,
    pub(crate) choices: Choices,
    pub(crate) typed: Typed,
    pub(crate) changed: Option<bulk::ChangedView>,
    /// What was done just now, so that its draft is let go.
    pub(crate) sent: Option<String>,
}

impl Page for CasePage {
    const TEMPLATE: &'static str = "pages/cases/case.html";
}

/// What was said and where it belongs.
#[derive(Serialize)]
pub(crate) struct FactsView {
    pub(crate) matter: &'static str,
    pub(crate) kind: Option<String>,
    pub(crate) touchpoint: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) looked: Option<&'static str>,
    pub(crate) title: String,
    pub(crate) remedy: Option<String>,
    pub(crate) assessment: Option<AssessmentView>,
}

/// What was found at the assessment.
#[derive(Serialize)]
pub(crate) struct AssessmentView {
    pub(crate) severity: &'static str,
    pub(crate) safety: bool,
    pub(crate) complexity: &'static str,
    pub(crate) impact: &'static str,
    pub(crate) urgency: &'static str,
}

/// A clock in words.
#[derive(Serialize)]
pub(crate) struct ClockView {
    /// What it measures.
    pub(crate) kind: &'static str,
    /// `running`, `warned`, `over`, `paused`, `met`, `late`, `cancelled`.
    pub(crate) state: &'static str,
    /// When it runs out or ran out, when it was met, since when it stands.
    pub(crate) at: Option<i64>,
}

/// Whose case it is.
#[derive(Serialize)]
pub(crate) struct CustomerCard {
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    pub(crate) standing: &'static str,
    pub(crate) stage: Option<String>,
    pub(crate) first_seen: Option<i64>,
    pub(crate) interactions: i64,
    pub(crate) values: Vec<Money>,
}

/// Another case of the customer's.
#[derive(Serialize)]
pub(crate) struct OtherCase {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) state: &'static str,
    pub(crate) received_at: i64,
}

/// What forms offer.
#[derive(Serialize)]
pub(crate) struct Choices {
    pub(crate) matters: Vec<&'static str>,
    pub(crate) kinds: Vec<String>,
    pub(crate) touchpoints: Vec<String>,
    pub(crate) units: Vec<String>,
    pub(crate) severities: Vec<&'static str>,
    pub(crate) grades: Vec<&'static str>,
    pub(crate) decisions: Vec<&'static str>,
    /// The tree of causes.
    pub(crate) causes: Vec<Choice>,
}

/// What was typed and could not be done, so that nothing typed is lost.
#[derive(Default, Serialize)]
pub(crate) struct Typed {
    /// What was to be done; empty on a fresh page.
    #[serde(rename = "do")]
    pub(crate) doing: String,
    /// The fields by name.
    pub(crate) fields: HashMap<String, String>,
    pub(crate) problem: Option<String>,
    pub(crate) field: &'static str,
    /// Whether somebody else changed the case meanwhile.
    pub(crate) meanwhile: bool,
}

/// `GET /care/cases/{case}`: `back` the list it was found in, `changed` a change that can be taken back, `sent` what was
/// done just now.
pub(crate) async fn show(
    State(state): State<WebState>,
    signed: Signed,
    CasePath(id): CasePath,
    params: Params,
) -> Result<Response, Failure> {
    let found = desk(&state.app, id, &signed.user).await?;
    draw(&state, &signed, &found, &params, Typed::default(), None).await
}

/// Draws a case, with what was typed on it; events after `seen` are marked as new to the writer.
pub(crate) async fn draw(
    state: &WebState,
    signed: &Signed,
    found: &CaseDesk,
    params: &Params,
    typed: Typed,
    seen: Option<i64>,
) -> Result<Response, Failure> {
    let people = people(state).await?;
    let places = touchpoints(&state.app).await?;
    let choices = choices(state, signed, found, &places, typed.fields.get("cause")).await?;
    let names: HashMap<i64, &str> = people.iter().map(|person| (person.id, person.name.as_str())).collect();
    let history = TimelinePage { interactions: found.story.clone(), older: None };
    let story = Story::new(signed.reader.language, state.app.zone, None, &history, &places);
    let back = own_address(params.get("back"));
    let page = CasePage {
        back: if back.starts_with(PATH) { back.to_owned() } else { PATH.to_owned() },
        thread: thread(&found.view.events, seen, &names),
        story,
        choices,
        typed,
        changed: bulk::changed(&state.app, &signed.user, params).await?,
        sent: params.get("sent").map(str::to_owned),
        people: people.iter().filter(|person| person.here).cloned().collect(),
        ..page(state.app.clock.now().micros(), found, &signed.user, &names)
    };
    show_in(state, &Shell::new(state, &signed.reader, Area::Care), &page)
}

fn page(now: i64, found: &CaseDesk, who: &SignedIn, names: &HashMap<i64, &str>) -> CasePage {
    let case = &found.view.case;
    let name = |id: i64| names.get(&id).map_or_else(|| id.to_string(), |name| (*name).to_owned());
    // Names and addresses are for who may read them.
    let personal = who.may(Right::ReadPersonalData);
    let due_at = case.due_at().map(|due| due.micros());
    CasePage {
        id: case.id.0,
        reference: case.reference.to_string(),
        revision: case.revision,
        seen: found.view.events.last().map_or(0, |event| event.id),
        back: PATH.to_owned(),
        own: format!("{PATH}/cases/{}", case.id),
        facts: facts(case),
        state: case.state.as_str(),
        channel: case.channel.as_str(),
        severity: case.severity().map(Severity::as_str),
        priority: case.priority(),
        owner: case.owner.map(|owner| name(owner.0)),
        owner_id: case.owner.map(|owner| owner.0),
        mine: case.owner == Some(who.id),
        cause: case.cause.clone(),
        received_at: case.received_at.micros(),
        waiting_since: case.waiting_since.map(|at| at.micros()),
        closed_at: case.closed_at.map(|at| at.micros()),
        open: case.is_open(),
        answered: case.answered_at.is_some(),
        decision: case.decision.map(Decision::as_str),
        reopened: case.reopened,
        clocks: case.clocks.iter().map(|clock| clock_view(clock, now)).collect(),
        due_at,
        overdue: due_at.is_some_and(|due| due < now),
        thread: Vec::new(),
        files: files(&found.files, &found.view.events),
        whole: found.view.whole,
        may_work: found.may.work,
        may_assign: found.may.assign,
        steps: found.steps.iter().copied().map(CaseStep::as_str).collect(),
        beside: found.view.people.iter().map(|(user, _)| name(user.0)).collect(),
        contact_name: case.contact.name.clone().filter(|_| personal),
        contacts: if personal { contacts(case) } else { Vec::new() },
        customer: customer(found, personal),
        story: Story { days: Vec::new(), older_page: None, older_part: None, newest_channel: None, continued: false },
        others: found.others.iter().map(other).collect(),
        people: Vec::new(),
        choices: Choices::default(),
        typed: Typed::default(),
        changed: None,
        sent: None,
    }
}

fn facts(case: &Case) -> FactsView {
    let facts = &case.facts;
    FactsView {
        matter: facts.matter.as_str(),
        kind: facts.kind.clone(),
        touchpoint: facts.touchpoint.clone(),
        unit: facts.unit.clone(),
        looked: facts.severity.map(Severity::as_str),
        title: facts.title.clone(),
        remedy: facts.remedy.clone(),
        assessment: case.assessment.as_ref().map(|held| AssessmentView {
            severity: held.severity.as_str(),
            safety: held.safety,
            complexity: held.complexity.as_str(),
            impact: held.impact.as_str(),
            urgency: held.urgency.as_str(),
        }),
    }
}

/// A clock in words.
pub(crate) fn clock_view(clock: &CaseClock, now: i64) -> ClockView {
    let state = &clock.state;
    let due = state.due_at().map(|due| due.micros());
    let (named, at) = match state.phase() {
        Phase::Running(_) if due.is_some_and(|due| due < now) => ("over", due),
        Phase::Running(_) if state.has_warned() || state.next_at().is_some_and(|next| next.micros() < now) => {
            ("warned", due)
        }
        Phase::Running(_) => ("running", due),
        Phase::Paused(since) => ("paused", Some(since.micros())),
        Phase::Met(at) if state.is_breached() => ("late", Some(at.micros())),
        Phase::Met(at) => ("met", Some(at.micros())),
        Phase::Cancelled(at) => ("cancelled", Some(at.micros())),
    };
    ClockView { kind: clock.kind.as_str(), state: named, at }
}

fn contacts(case: &Case) -> Vec<IdentifierView> {
    let view = |held: &hamdel_domain::Identifier| IdentifierView {
        kind: held.kind().as_str().to_owned(),
        value: held.value().to_owned(),
    };
    case.contact.identifiers.iter().map(view).collect()
}

fn customer(found: &CaseDesk, personal: bool) -> Option<CustomerCard> {
    let profile = found.customer.as_ref()?;
    let state = &profile.state;
    let money = |(currency, amount): (&String, &hamdel_domain::Amount)| Money {
        parts: amount.ten_thousandths(),
        currency: currency.clone(),
    };
    Some(CustomerCard {
        id: profile.customer.0,
        name: profile.name.clone().filter(|_| personal),
        standing: profile.standing.as_str(),
        stage: state.stage.as_ref().map(|placed| placed.stage.clone()),
        first_seen: state.first_seen.map(|at| at.micros()),
        interactions: i64::try_from(state.interactions).unwrap_or(i64::MAX),
        values: state.value.iter().filter(|(_, amount)| amount.ten_thousandths() != 0).map(money).collect(),
    })
}

fn other(case: &Case) -> OtherCase {
    OtherCase {
        id: case.id.0,
        title: case.facts.title.clone(),
        state: case.state.as_str(),
        received_at: case.received_at.micros(),
    }
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            matters: Matter::ALL.iter().map(|matter| matter.as_str()).collect(),
            kinds: Vec::new(),
            touchpoints: Vec::new(),
            units: Vec::new(),
            severities: Severity::ALL.iter().map(|severity| severity.as_str()).collect(),
            grades: Grade::ALL.iter().map(|grade| grade.as_str()).collect(),
            decisions: Decision::ALL.iter().map(|decision| decision.as_str()).collect(),
            causes: Vec::new(),
        }
    }
}

async fn choices(
    state: &WebState,
    signed: &Signed,
    found: &CaseDesk,
    places: &[Touchpoint],
    typed_cause: Option<&String>,
) -> Result<Choices, Failure> {
    if !found.may.work {
        return Ok(Choices::default());
    }
    Ok(Choices {
        kinds: kinds_to_choose(&state.app).await?,
        touchpoints: places.iter().map(|place| place.name.clone()).collect(),
        // A case may go to any unit of the company.
        units: units_for(&state.app, &Scope::Everything).await?,
        causes: causes(state, signed, typed_cause.or(found.view.case.cause.as_ref()).map(String::as_str)).await?,
        ..Choices::default()
    })
}

/// The causes that cases may be given, as a tree.
pub(crate) async fn causes(state: &WebState, signed: &Signed, chosen: Option<&str>) -> Result<Vec<Choice>, Failure> {
    let tree = cause_tree(&state.app).await?;
    let texts = &state.templates.face(signed.reader.language).texts;
    let offered = tree.in_order().into_iter().filter(|(_, cause)| cause.archived_at.is_none());
    let option = |(depth, cause): (usize, &Cause)| Choice {
        value: cause.name.clone(),
        name: texts.title("cause", &cause.name),
        chosen: chosen == Some(cause.name.as_str()),
        depth,
    };
    Ok(offered.map(option).collect())
}

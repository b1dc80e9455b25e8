//! Samples of cases: the inbox, one case, what was typed on it while somebody else was faster.

use std::collections::HashMap;

use hamdel_app::cases::inbox::InboxView;
use hamdel_domain::cases::{CaseState, CaseStep};

use super::samples::{Draw, NAME, NOON, sample};
use super::samples_of_causes::choice;
use crate::emails::CaseMail;
use crate::pages::cases::bulk::{ChangedView, LeftView};
use crate::pages::cases::files::FileView;
use crate::pages::cases::form::DOINGS;
use crate::pages::cases::item::{
    AssessmentView, CasePage, Choices, ClockView, CustomerCard, FactsView, OtherCase, Typed,
};
use crate::pages::cases::thread::{EventFact, EventView};
use crate::pages::cases::{CaseRow, CasesPage, Choice, Person, ViewChoice};
use crate::pages::customers::{IdentifierView, Kept};
use crate::pages::profile::{Money, Story};

/// The inbox in each view, and a case in each state.
pub(super) fn samples() -> Vec<(&'static str, Draw)> {
    let mut samples = vec![
        sample("cases", list("unit")),
        sample("cases found none", CasesPage { rows: Vec::new(), narrows: true, ..list("open") }),
        sample("cases many", CasesPage { exact: false, ..list("closed") }),
        sample("cases calm", CasesPage { at_risk: 0, changed: None, left: Vec::new(), ..list("mine") }),
        sample("cases none open", CasesPage { open: 0, units: Vec::new(), kinds: Vec::new(), ..list("open") }),
    ];
    for view in InboxView::ALL {
        samples.push(sample("cases empty", CasesPage { rows: Vec::new(), narrows: false, ..list(view.as_str()) }));
    }
    for action in ["assign", "release", "hand_over", "kind"] {
        for undone in [true, false] {
            samples.push(sample("cases changed", CasesPage { changed: changed(action, undone), ..list("open") }));
        }
    }
    for state in CaseState::ALL {
        samples.push(sample("case", CasePage { state: state.as_str(), ..case() }));
    }
    for doing in DOINGS {
        samples.push(sample("case typed", CasePage { typed: typed(doing), ..case() }));
    }
    samples.extend([
        sample("case in hand", CasePage { mine: true, overdue: false, waiting_since: None, ..case() }),
        sample("case due", CasePage { overdue: false, waiting_since: None, owner: None, owner_id: None, ..case() }),
        sample("case over", CasePage { waiting_since: None, ..case() }),
        sample(
            "case without clocks",
            CasePage { waiting_since: None, due_at: None, overdue: false, clocks: Vec::new(), ..case() },
        ),
        sample(
            "case for reading",
            CasePage {
                may_work: false,
                may_assign: false,
                whole: false,
                steps: Vec::new(),
                customer: None,
                contact_name: None,
                open: false,
                closed_at: Some(NOON),
                ..case()
            },
        ),
        sample("letter acknowledge", letter("acknowledge", false)),
        sample("letter reply", letter("reply", true)),
        sample("letter answer", CaseMail { name: None, company: None, files: 2, ..letter("answer", false) }),
        sample("letter without a link", CaseMail { link: None, due_at: None, ..letter("reply", false) }),
        sample("case of a name", CasePage { customer: None, others: Vec::new(), ..case() }),
    ]);
    samples
}

fn changed(action: &str, undone: bool) -> Option<ChangedView> {
    Some(ChangedView { change: 7, action: action.to_owned(), cases: 12_345, undone })
}

fn people() -> Vec<Person> {
    vec![Person { id: 1, name: NAME.to_owned(), here: true }]
}

fn list(view: &'static str) -> CasesPage {
    let reasons = ["not_from", "no_answer", "no_cause", "open_tasks", "closed", "not_yours", "other"];
    CasesPage {
        tabs: crate::navigation::tabs(crate::shell::Area::Care, "inbox", ""),
        causes: vec![choice()],
        views: InboxView::ALL
            .iter()
            .map(|held| ViewChoice {
                name: held.as_str(),
                href: "/care?view=<q>".to_owned(),
                chosen: held.as_str() == view,
                n: (*held != InboxView::Closed).then_some(12_345),
            })
            .collect(),
        view,
        sorts: ["priority", "received", "oldest", "changed"]
            .map(|name| Choice { name, href: "/care?sort=<q>".to_owned(), chosen: name == "oldest" })
            .into(),
        units: vec![NAME.to_owned(), "kitchen".to_owned()],
        unit: Some(NAME.to_owned()),
        kinds: vec![NAME.to_owned()],
        kind: None,
        severities: vec!["critical", "high", "medium", "low"],
        severity: Some("high"),
        channels: vec!["phone", "email"],
        channel: None,
        owners: people(),
        owner: "1".to_owned(),
        words: NAME.to_owned(),
        narrows: true,
        whole: "/care".to_owned(),
        rows: ["calm", "risk", "over"].map(row).into(),
        count: 12_345,
        exact: true,
        among: 20_000,
        from: 51,
        to: 53,
        previous: Some("/care?before=<q>".to_owned()),
        next: Some("/care?after=<q>".to_owned()),
        at_risk: 12,
        open: 12_345,
        mine: 3,
        people: people(),
        kept: vec![Kept { name: "view", value: "<q>".to_owned() }],
        changed: changed("assign", false),
        left: reasons.map(|why| LeftView { why: why.to_owned(), cases: 12_345 }).into(),
    }
}

fn row(clock: &'static str) -> CaseRow {
    let over = clock == "over";
    CaseRow {
        id: 7,
        revision: 3,
        href: "/care/cases/7?back=<q>".to_owned(),
        title: NAME.to_owned(),
        reference: "4827-1930-5512-0707".to_owned(),
        customer: (!over).then(|| NAME.to_owned()),
        matter: "complaint",
        kind: (!over).then(|| NAME.to_owned()),
        touchpoint: None,
        unit: Some(NAME.to_owned()),
        severity: if over { None } else { Some("critical") },
        priority: 3,
        channel: "phone",
        state: "assessed",
        owner: (!over).then(|| NAME.to_owned()),
        mine: clock == "risk",
        received_at: NOON,
        changed_at: NOON,
        closed_at: None,
        waiting_since: over.then_some(NOON),
        due_at: Some(NOON),
        clock,
        breached: over,
    }
}

fn typed(doing: &str) -> Typed {
    let fields = ["text", "why", "note", "cause", "title", "kind", "remedy", "owner", "unit", "severity", "decision"];
    Typed {
        doing: doing.to_owned(),
        fields: fields.map(|field| (field.to_owned(), NAME.to_owned())).into_iter().collect::<HashMap<_, _>>(),
        problem: Some(NAME.to_owned()),
        field: "text",
        meanwhile: true,
    }
}

fn event(did: &str, look: &'static str, facts: Vec<EventFact>) -> EventView {
    EventView {
        id: 9,
        at: NOON,
        by: (look != "step").then(|| NAME.to_owned()),
        who: "staff",
        did: did.to_owned(),
        look,
        text: if look == "step" { String::new() } else { NAME.to_owned() },
        facts,
        why: if did == "not_sent" { vec!["no_way".to_owned()] } else { Vec::new() },
        fresh: look == "note",
    }
}

fn thread() -> Vec<EventView> {
    let fact = |name: &'static str, value: &str| EventFact { name, value: value.to_owned() };
    let mut thread = vec![
        event("received", "customer", Vec::new()),
        event("heard", "customer", Vec::new()),
        event("rejected", "customer", Vec::new()),
        event("answered", "reply", vec![fact("decision", "partly")]),
        event("replied", "reply", vec![fact("waits", "yes")]),
        event("noted", "note", vec![fact("mentions", NAME)]),
        event("assigned", "note", vec![fact("owner", "nobody"), fact("unit", NAME)]),
        event("corrected", "step", vec![fact("matter", "request"), fact("kind", NAME), fact("title", NAME)]),
        event("assessed", "step", vec![fact("severity", "high"), fact("clock", "solution")]),
        event("closed", "step", vec![fact("cause", NAME)]),
        event("sent", "step", vec![fact("channel", "email")]),
        event("not_sent", "step", Vec::new()),
    ];
    let plain =
        ["acknowledged", "investigating", "accepted", "reopened", "cause_named", "hung_on", "waiting", "going_on"];
    thread.extend(plain.map(|did| event(did, "step", Vec::new())));
    thread.push(event("sent_later", "step", vec![fact("channel", "sms"), fact("touchpoint", NAME)]));
    thread
}

fn letter(step: &'static str, asks: bool) -> CaseMail {
    CaseMail {
        step,
        company: Some(NAME.to_owned()),
        name: Some(NAME.to_owned()),
        reference: "4827-1930-5512-0707".to_owned(),
        title: NAME.to_owned(),
        paragraphs: vec![NAME.to_owned(), NAME.to_owned()],
        decision: (step == "answer").then_some("granted"),
        asks,
        files: usize::from(asks),
        due_at: Some(NOON),
        link: Some("https://cx.example.com/case/<q>".to_owned()),
    }
}

fn file(kind: &'static str) -> FileView {
    FileView {
        id: 7,
        name: NAME.to_owned(),
        kind,
        size: 12_345,
        by: (kind == "pdf").then(|| NAME.to_owned()),
        by_customer: kind == "text",
        visible: kind == "text",
        at: NOON,
        preview: kind == "picture",
        event: Some(9),
    }
}

fn case() -> CasePage {
    let clock = |kind, state| ClockView { kind, state, at: Some(NOON) };
    CasePage {
        id: 7,
        reference: "4827-1930-5512-0707".to_owned(),
        revision: 3,
        seen: 9,
        back: "/care?view=<q>".to_owned(),
        own: "/care/cases/7".to_owned(),
        facts: FactsView {
            matter: "complaint",
            kind: Some(NAME.to_owned()),
            touchpoint: Some(NAME.to_owned()),
            unit: Some(NAME.to_owned()),
            looked: Some("high"),
            title: NAME.to_owned(),
            remedy: Some(NAME.to_owned()),
            assessment: Some(AssessmentView {
                severity: "high",
                safety: true,
                complexity: "low",
                impact: "medium",
                urgency: "high",
            }),
        },
        state: "assessed",
        channel: "phone",
        severity: Some("critical"),
        priority: 3,
        owner: Some(NAME.to_owned()),
        owner_id: Some(1),
        mine: false,
        cause: Some(NAME.to_owned()),
        received_at: NOON,
        waiting_since: Some(NOON),
        closed_at: None,
        open: true,
        answered: true,
        decision: Some("granted"),
        reopened: 2,
        clocks: vec![
            clock("first_response", "met"),
            clock("next_update", "warned"),
            clock("solution", "over"),
            clock("task", "running"),
            clock("solution", "paused"),
            clock("solution", "late"),
            clock("solution", "cancelled"),
            ClockView { kind: "solution", state: "running", at: None },
        ],
        due_at: Some(NOON),
        overdue: true,
        thread: thread(),
        files: ["pdf", "text", "picture", "recording", "other"].into_iter().map(file).collect(),
        whole: true,
        may_work: true,
        may_assign: true,
        steps: CaseStep::ALL.iter().map(|step| step.as_str()).collect(),
        beside: vec![NAME.to_owned(), NAME.to_owned()],
        contact_name: Some(NAME.to_owned()),
        contacts: vec![IdentifierView { kind: "phone".to_owned(), value: "<q>".to_owned() }],
        customer: Some(CustomerCard {
            id: 7,
            name: Some(NAME.to_owned()),
            standing: "known",
            stage: Some("use".to_owned()),
            first_seen: Some(NOON),
            interactions: 12_345,
            values: vec![Money { parts: 123_450_000, currency: "IRR".to_owned() }],
        }),
        story: Story { days: Vec::new(), older_page: None, older_part: None, newest_channel: None, continued: false },
        others: vec![OtherCase { id: 8, title: NAME.to_owned(), state: "closed", received_at: NOON }],
        people: people(),
        choices: Choices {
            kinds: vec![NAME.to_owned()],
            touchpoints: vec![NAME.to_owned()],
            units: vec![NAME.to_owned(), "<q>".to_owned()],
            causes: vec![choice()],
            ..Choices::default()
        },
        typed: Typed::default(),
        changed: changed("assign", false),
        sent: Some("note".to_owned()),
    }
}

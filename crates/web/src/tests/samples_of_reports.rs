//! Samples of reports, of employees and of recovery.

use super::samples::{Draw, NAME, NOON, sample};
use super::samples_of_causes::{choice, share, way};
use super::samples_of_improvement::{effect, row as action};
use crate::pages::employees::{EmployeesPage, NoteView, NotesPage, PersonView};
use crate::pages::recovery::{EffectView, GroupView, LineView, RecoveryPage};
use crate::pages::reports::{ActionsView, CauseView, CountView, HoursView, ReportsPage};

/// The pages with their samples.
pub(super) fn samples() -> Vec<(&'static str, Draw)> {
    vec![
        sample("report", report()),
        sample("report of a unit", ReportsPage { unit: Some(NAME.to_owned()), running: true, more: true, ..report() }),
        sample(
            "report few",
            ReportsPage { on_time: None, response_on_time: None, response: None, solution: None, ..report() },
        ),
        sample("report without actions", ReportsPage { actions: ActionsView::default(), ..report() }),
        sample("report none", ReportsPage { received: 0, ..report() }),
        sample("employees", employees()),
        sample("employees alike", EmployeesPage { differ: Some(false), ..employees() }),
        sample("employees few", EmployeesPage { differ: None, ..employees() }),
        sample("employees too few", EmployeesPage { differ: None, on_time: None, ..employees() }),
        sample("employees none", EmployeesPage { people: Vec::new(), ..employees() }),
        sample("coaching notes", notes(None)),
        sample("coaching notes refused", NotesPage { notes: Vec::new(), ..notes(Some("text")) }),
        sample("recovery", recovery()),
        sample("recovery few", RecoveryPage { badly: None, in_time: None, from: None, ..recovery() }),
        sample("recovery none", RecoveryPage { badly: None, in_time: None, complained: 0, ..recovery() }),
    ]
}

fn report() -> ReportsPage {
    let text = |text: &str| Some(text.to_owned());
    let count = |name| CountView { name, n: 12_345, share: "1%".to_owned() };
    let cause = |title: Option<&str>| CauseView {
        title: title.map(str::to_owned),
        cases: 7,
        share: "1%".to_owned(),
        before: 12_345,
    };
    ReportsPage {
        tabs: crate::pages::causes::tabs(),
        unit: None,
        month: "آبان ۱۴۰۵".to_owned(),
        months: vec![choice()],
        units: vec![choice()],
        running: false,
        received: 12_345,
        before: 1,
        answered: 12_000,
        open: 345,
        rejected: 1,
        reopened: 2,
        on_time: Some(share()),
        response_on_time: Some(share()),
        response: Some(HoursView { value: text("3"), low: text("2"), high: text("4"), n: 12, open: 0 }),
        solution: Some(HoursView { value: None, low: text("2"), high: None, n: 12, open: 7 }),
        matters: vec![count("complaint")],
        decisions: vec![count("refused")],
        causes: vec![cause(Some(NAME)), cause(None)],
        other_causes: 3,
        more: false,
        actions: ActionsView {
            begun: 1,
            done: 12_345,
            under_way: 0,
            worked: 1,
            rows: vec![
                ("done", action("done", false, effect("measured", "down"))),
                ("begun", action("planned", true, effect("not_done", "same"))),
                ("under_way", action("doing", true, effect("no_cause", "same"))),
                ("worked", action("done", true, effect("measured", "up"))),
            ],
        },
        csv: "/care/reports.csv".to_owned(),
        xlsx: "/care/reports.xlsx".to_owned(),
        from: NOON,
        until: NOON,
        made_at: NOON,
    }
}

fn employees() -> EmployeesPage {
    let person = |shown: bool| PersonView {
        href: "/care/employees/1/notes".to_owned(),
        name: NAME.to_owned(),
        answered: 12_345,
        on_time: shown.then(share),
        content: shown.then(share),
        hours: shown.then(share),
    };
    EmployeesPage {
        tabs: crate::pages::causes::tabs(),
        periods: vec![way("90d")],
        period: "90d",
        people: vec![person(true), person(false)],
        minimum: 20,
        on_time: Some("80%".to_owned()),
        differ: Some(true),
        from: NOON,
    }
}

fn notes(field: Option<&'static str>) -> NotesPage {
    NotesPage {
        user: 1,
        name: NAME.to_owned(),
        notes: vec![NoteView { at: NOON, by: NAME.to_owned(), text: NAME.to_owned() }],
        text: NAME.to_owned(),
        problem: field.map(|_| NAME.to_owned()),
        field: field.unwrap_or_default(),
    }
}

fn recovery() -> RecoveryPage {
    let effect = |direction, beyond| EffectView {
        those: "1%".to_owned(),
        others: "2%".to_owned(),
        difference: "-1%".to_owned(),
        low: "-2%".to_owned(),
        high: "0%".to_owned(),
        beyond,
        direction,
        n: 40,
        n_others: 900,
        unmatched: 1,
    };
    let line = |outcome, effect| LineView { outcome, complained: 40, effect };
    let lines = || {
        vec![
            line("return", Some(effect("down", true))),
            line("activity", Some(effect("up", true))),
            line("spending", Some(effect("same", false))),
            line("satisfaction", None),
        ]
    };
    let group = |answered| GroupView { answered, complained: 40, lines: lines() };
    RecoveryPage {
        tabs: crate::pages::causes::tabs(),
        window: 90,
        from: Some(NOON),
        until: NOON,
        badly: Some(effect("down", true)),
        in_time: Some(effect("up", false)),
        groups: vec![group("all"), group("in_time"), group("badly")],
        complained: 40,
        up_to: NOON,
        waiting: 2,
    }
}

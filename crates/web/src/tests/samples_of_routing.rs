//! Samples of routing, canned answers, tasks of cases and the loop back to the customer.

use super::samples::{Draw, NAME, NOON, condition_editor, condition_view, sample};
use crate::pages::after_closing::AfterClosingPage;
use crate::pages::canned::{CannedChoice, CannedForm, CannedPage, CannedPart, CannedRow};
use crate::pages::case_tasks::{PersonChoice, TaskForm, TaskView, TasksPage};
use crate::pages::routing::trying::{TriedView, TryForm, TryingPage, VerdictView};
use crate::pages::routing::{FaultView, RoutingPage, RuleForm, RuleRow, UnitChoice};

/// Every one of these pages with its samples.
pub(super) fn samples() -> Vec<(&'static str, Draw)> {
    vec![
        sample("routing", routing(None)),
        sample("routing refused", routing(Some("condition"))),
        sample("routing none", RoutingPage { rules: Vec::new(), broken: 0, form: rule_form(None), ..routing(None) }),
        sample("routing tried", trying(Some(tried(Some(NAME))))),
        sample("routing tried in vain", trying(Some(tried(None)))),
        sample(
            "routing refused trial",
            TryingPage { problem: Some(NAME.to_owned()), field: "reference", ..trying(None) },
        ),
        sample("routing nothing to try", TryingPage { any: false, ..trying(None) }),
        sample("canned", canned(None)),
        sample("canned refused", canned(Some("text_fa"))),
        sample("canned none", CannedPage { answers: Vec::new(), may: false, ..canned(None) }),
        sample("canned part", part(vec![CannedChoice { id: 1, name: NAME.to_owned() }])),
        sample("canned part none", part(Vec::new())),
        sample("tasks", tasks(None)),
        sample("tasks refused", tasks(Some("hours"))),
        sample("tasks none", TasksPage { tasks: Vec::new(), open: 0, ..tasks(None) }),
        sample("after closing", AfterClosingPage { on: true, survey: Some(1), submitted: 12_345 }),
        sample("after closing off", AfterClosingPage { on: false, survey: None, submitted: 0 }),
    ]
}

fn unit_choices() -> Vec<UnitChoice> {
    let unit = |depth, chosen| UnitChoice { name: "x".to_owned(), title: NAME.to_owned(), depth, chosen };
    vec![unit(0, false), unit(3, true)]
}

fn routing(field: Option<&'static str>) -> RoutingPage {
    let rule = |place, owner, fault: bool| RuleRow {
        place,
        name: NAME.to_owned(),
        condition: fault.then(|| condition_view("kind == \"<q>\"")),
        unit: fault.then(|| "branch-<q>".to_owned()),
        skill: fault.then(|| NAME.to_owned()),
        owner,
        severity: fault.then_some("critical"),
        off: !fault,
        fault: fault.then(|| FaultView { problem: NAME.to_owned(), at: NOON, times: 12_345 }),
    };
    RoutingPage {
        version: 3,
        rules: vec![rule(1, "round_robin", true), rule(2, "unit", false), rule(3, "least_loaded", true)],
        broken: 2,
        form: rule_form(Some(2)),
        problem: field.map(|_| NAME.to_owned()),
        field: field.unwrap_or_default(),
    }
}

fn rule_form(place: Option<usize>) -> RuleForm {
    RuleForm {
        place,
        name: NAME.to_owned(),
        condition: condition_editor("text.contains('<q>')"),
        units: unit_choices(),
        skills: vec![NAME.to_owned()],
        skill: NAME.to_owned(),
        owner: "least_loaded",
        severity: Some("high"),
    }
}

fn trying(tried: Option<TriedView>) -> TryingPage {
    TryingPage {
        any: true,
        form: TryForm {
            reference: "<q>".to_owned(),
            text: NAME.to_owned(),
            kind: NAME.to_owned(),
            touchpoint: NAME.to_owned(),
            matters: vec!["complaint", "request", "recovery"],
            matter: "request",
            severities: vec!["low", "medium", "high", "critical"],
            severity: None,
            channels: vec!["web", "phone"],
            channel: "phone",
            language: "fa",
            units: unit_choices(),
        },
        tried,
        problem: None,
        field: "",
    }
}

fn tried(rule: Option<&str>) -> TriedView {
    let verdict = |place, verdict, problem: Option<&str>| VerdictView {
        place,
        name: NAME.to_owned(),
        condition: (place != 1).then(|| condition_view("kind == '<q>'")),
        verdict,
        problem: problem.map(str::to_owned),
    };
    TriedView {
        rule: rule.map(str::to_owned),
        rules: vec![
            verdict(1, "off", None),
            verdict(2, "broken", Some(NAME)),
            verdict(3, "not_met", None),
            verdict(4, "caught", None),
            verdict(5, "not_reached", None),
        ],
        unit: rule.map(str::to_owned),
        severity: rule.map(|_| "medium"),
        owner: if rule.is_some() { "round_robin" } else { "unit" },
        candidates: rule.map(|name| vec![name.to_owned(), name.to_owned()]).unwrap_or_default(),
    }
}

fn canned(field: Option<&'static str>) -> CannedPage {
    let row = |unit: Option<&str>, own| CannedRow {
        id: 1,
        name: NAME.to_owned(),
        unit: unit.map(str::to_owned),
        text: "{{name}} <q>".to_owned(),
        persian: own,
        english: true,
        own,
    };
    CannedPage {
        answers: vec![row(None, false), row(Some("branch-<q>"), true)],
        may: true,
        form: CannedForm {
            id: field.is_none().then_some(1),
            name: NAME.to_owned(),
            units: unit_choices(),
            everybody: true,
            text_fa: "{{name}}".to_owned(),
            text_en: "{{name}} <q>".to_owned(),
        },
        places: vec!["name", "reference", "agent", "unit", "remedy"],
        problem: field.map(|_| NAME.to_owned()),
        field: field.unwrap_or_default(),
    }
}

fn part(answers: Vec<CannedChoice>) -> CannedPart {
    CannedPart { case: 7, answers, into: "reply-text".to_owned() }
}

fn tasks(field: Option<&'static str>) -> TasksPage {
    let task = |state, due: Option<i64>, late| TaskView {
        id: 1,
        revision: 2,
        title: NAME.to_owned(),
        unit: due.map(|_| "branch-<q>".to_owned()),
        owner: due.map(|_| NAME.to_owned()),
        state,
        due,
        late,
        changed: NOON,
    };
    TasksPage {
        case: 7,
        tasks: vec![
            task("open", Some(NOON), true),
            task("open", None, false),
            task("done", Some(NOON), false),
            task("cancelled", None, true),
        ],
        open: 2,
        form: TaskForm {
            title: NAME.to_owned(),
            hours: "x".to_owned(),
            units: unit_choices(),
            people: vec![PersonChoice { id: 1, name: NAME.to_owned(), available: false, chosen: true }],
        },
        problem: field.map(|_| NAME.to_owned()),
        field: field.unwrap_or_default(),
    }
}

//! Samples of taking cases down: quick capture, kinds.

use super::samples::{Draw, NAME, NOON, sample};
use hamdel_app::cases::ComplaintWords;

use crate::pages::case_kinds::{CaseKindsPage, KindForm, KindView};
use crate::pages::case_new::view::{AspectView, ChipView, ChoiceView, CustomerChip, DuplicateView, TakenView};
use crate::pages::case_new::{CaptureBox, CaptureForm, CapturePage, ProposalsBox, ProposalsPart, TakenBox, TakenPage};
use crate::pages::complaint_settings::{ComplaintSettingsPage, Door};
use crate::public::complaints::view::{ComplainPage, EventView, FileView, FindPage, StatusPage};

/// Every page of taking down.
pub(super) fn samples() -> Vec<(&'static str, Draw)> {
    vec![
        sample("capture", CapturePage(form(part(), None))),
        sample("capture empty", CapturePage(form(nothing(), None))),
        sample("capture refused", CaptureBox(form(part(), Some(NAME.to_owned())))),
        sample("capture proposals", ProposalsBox(part())),
        sample("capture taken", TakenPage(taken(false))),
        sample("capture added", TakenBox(taken(true))),
        sample("complain", complain(None)),
        sample("complain refused", complain(Some(NAME.to_owned()))),
        sample("case find", FindPage { company: Some(NAME.to_owned()), problem: Some(NAME.to_owned()) }),
        sample("case fresh", status("acknowledged", true)),
        sample("case answered", status("answered", false)),
        sample("case closed", status("closed", false)),
        sample("complaint settings", complaint_settings()),
        sample("case kinds", kinds(true)),
        sample("case kinds none", CaseKindsPage { kinds: Vec::new(), in_use: 0, ..kinds(true) }),
        sample("case kinds new", kinds(false)),
    ]
}

fn choice(chosen: bool) -> ChoiceView {
    ChoiceView { value: "<q>".to_owned(), title: NAME.to_owned(), chosen }
}

fn form(proposals: ProposalsPart, problem: Option<String>) -> CaptureForm {
    CaptureForm {
        text: NAME.to_owned(),
        who: "<q>".to_owned(),
        remedy: NAME.to_owned(),
        token: "x".to_owned(),
        matters: vec![choice(true), choice(false)],
        channels: vec![choice(true), choice(false)],
        proposals,
        field: if problem.is_some() { "text" } else { "" },
        problem,
    }
}

fn nothing() -> ProposalsPart {
    ProposalsPart {
        customer_was: "-".to_owned(),
        customers: Vec::new(),
        nobody: true,
        new_contacts: Vec::new(),
        aspects: Vec::new(),
        duplicates: Vec::new(),
        any: false,
    }
}

fn part() -> ProposalsPart {
    let chip = |sure, checked| ChipView { value: "<q>".to_owned(), title: NAME.to_owned(), sure, checked };
    let customer = |by, name: Option<&str>| CustomerChip {
        id: 7,
        name: name.map(str::to_owned),
        identifiers: vec!["+989121234567".to_owned()],
        by,
        sure: 90,
        checked: name.is_some(),
    };
    ProposalsPart {
        customer_was: "7".to_owned(),
        customers: vec![customer("identifier", Some(NAME)), customer("name", None)],
        nobody: false,
        new_contacts: vec!["<q>@example.com".to_owned()],
        aspects: ["kind", "unit", "severity", "touchpoint"]
            .into_iter()
            .map(|name| AspectView {
                name,
                was: "<q>".to_owned(),
                chips: vec![chip(Some(78), true), chip(None, false)],
                nothing: false,
                others: vec![choice(false)],
            })
            .collect(),
        duplicates: [true, false]
            .into_iter()
            .map(|same_customer| DuplicateView {
                id: 4,
                reference: "4827-1930-5512-0707".to_owned(),
                title: NAME.to_owned(),
                received_at: NOON,
                state: "investigating",
                same_customer,
                alike: 61,
            })
            .collect(),
        any: true,
    }
}

fn taken(already: bool) -> TakenView {
    TakenView {
        id: 4,
        reference: "4827-1930-5512-0707".to_owned(),
        title: NAME.to_owned(),
        kind: Some(NAME.to_owned()),
        unit: Some(NAME.to_owned()),
        touchpoint: already.then(|| NAME.to_owned()),
        severity: Some("critical"),
        customer: Some(7),
        due_at: (!already).then_some(NOON),
        already,
        undo: !already,
        reached: already,
    }
}

fn kinds(old: bool) -> CaseKindsPage {
    let kind = |archived: bool| KindView {
        name: "late_delivery".to_owned(),
        title: NAME.to_owned(),
        unit: archived.then(|| NAME.to_owned()),
        severity: archived.then_some("high"),
        words: NAME.to_owned(),
        archived,
    };
    CaseKindsPage {
        kinds: vec![kind(false), kind(true)],
        in_use: 1,
        ready: 13,
        form: KindForm {
            old,
            name: "late_delivery".to_owned(),
            title_fa: NAME.to_owned(),
            title_en: NAME.to_owned(),
            words: NAME.to_owned(),
            archived: true,
            units: vec![choice(true)],
            severities: vec![choice(false)],
        },
        problem: old.then(|| NAME.to_owned()),
        field: "name",
    }
}

fn complain(problem: Option<String>) -> ComplainPage {
    ComplainPage {
        company: Some(NAME.to_owned()),
        place: problem.is_none().then(|| NAME.to_owned()),
        action: "/complain".to_owned(),
        token: "x".to_owned(),
        text: NAME.to_owned(),
        remedy: NAME.to_owned(),
        name: NAME.to_owned(),
        contact: "<q>@example.com".to_owned(),
        field: if problem.is_some() { "files" } else { "" },
        problem,
    }
}

fn status(state: &'static str, fresh: bool) -> StatusPage {
    let file = || FileView { id: 1, name: NAME.to_owned(), size: 12_345 };
    let event = |did: &str, own: bool, text: &str| EventView {
        at: NOON,
        own,
        did: did.to_owned(),
        text: text.to_owned(),
        files: if did == "attached" { vec![file(), file()] } else { Vec::new() },
    };
    StatusPage {
        company: (!fresh).then(|| NAME.to_owned()),
        reference: "4827-1930-5512-0707".to_owned(),
        title: NAME.to_owned(),
        state,
        received_at: NOON,
        due_at: fresh.then_some(NOON),
        waits: !fresh,
        remedy: Some(NAME.to_owned()),
        events: ["received", "acknowledged", "assessed", "investigating", "heard", "replied", "answered"]
            .into_iter()
            .chain(["rejected", "accepted", "closed", "reopened", "attached"])
            .map(|did| event(did, matches!(did, "received" | "heard"), if did.ends_with("ed") { NAME } else { "" }))
            .chain([event("closed", false, "")])
            .collect(),
        files: vec![file()],
        revision: 4,
        may_accept: state == "answered",
        may_reject: state == "answered",
        may_reopen: state == "closed",
        other_ways: Some(NAME.to_owned()),
        fresh,
        reachable: fresh,
        typed: NAME.to_owned(),
        problem: (!fresh).then(|| NAME.to_owned()),
    }
}

fn complaint_settings() -> ComplaintSettingsPage {
    let words =
        ComplaintWords { company_fa: NAME.to_owned(), other_ways_en: NAME.to_owned(), ..ComplaintWords::default() };
    let door = |title: Option<String>| Door {
        title,
        address: "http://hamdel.test/complain".to_owned(),
        code: "/settings/complaints/code.svg".to_owned(),
    };
    ComplaintSettingsPage {
        words,
        doors: vec![door(None), door(Some(NAME.to_owned()))],
        problem: Some(NAME.to_owned()),
        field: "other_ways",
    }
}

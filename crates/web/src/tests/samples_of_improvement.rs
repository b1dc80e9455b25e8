//! Samples of problems and actions.

use super::samples::{Draw, NAME, NOON, sample};
use super::samples_of_causes::{case_row, choice};
use crate::pages::improvement::actions::{ActionForm, ActionRow, ActionsPage, EffectView};
use crate::pages::improvement::problems::{ProblemForm, ProblemRow, ProblemsPage};
use crate::pages::improvement::recurring::{RecurringNews, RecurringPage, RecurringRow, Sentence};
use crate::pages::similar::{SimilarPage, SimilarRow};

/// The pages with their samples.
pub(super) fn samples() -> Vec<(&'static str, Draw)> {
    vec![
        sample("actions", actions(None)),
        sample("actions refused", actions(Some("due"))),
        sample("actions none", ActionsPage { rows: Vec::new(), measured: 0, ..actions(None) }),
        sample("recurring", recurring()),
        sample("recurring none", RecurringPage { rows: Vec::new(), news: 0, later: None, ..recurring() }),
        sample("recurring calm", RecurringPage { news: 0, may_make: false, ..recurring() }),
        sample("recurring news", RecurringNews { rows: recurring().rows }),
        sample("similar", similar(false)),
        sample("similar reading", SimilarPage { rows: Vec::new(), among: 0, ..similar(true) }),
        sample("similar none", SimilarPage { rows: Vec::new(), among: 1, ..similar(false) }),
        sample("problems", problems(None)),
        sample("problems refused", problems(Some("case"))),
        sample(
            "problems none",
            ProblemsPage {
                rows: Vec::new(),
                cases: Vec::new(),
                growing: 0,
                form: problem_form(None),
                ..problems(None)
            },
        ),
    ]
}

fn recurring() -> RecurringPage {
    let row = |grows: bool, problem: Option<i64>| RecurringRow {
        key: "0<q>".to_owned(),
        words: if grows { vec![NAME.to_owned(), NAME.to_owned()] } else { vec![NAME.to_owned()] },
        unit: (!grows).then(|| NAME.to_owned()),
        touchpoint: problem.map(|_| NAME.to_owned()),
        cause: grows.then(|| NAME.to_owned()),
        problem,
        now: 12_345,
        before: 0,
        low: "2.1".to_owned(),
        high: grows.then(|| "9.3".to_owned()),
        grows,
        sentences: vec![Sentence { case: 7, text: NAME.to_owned() }],
        title: NAME.to_owned(),
    };
    RecurringPage {
        tabs: crate::pages::causes::tabs(),
        rows: vec![row(true, None), row(false, Some(4))],
        news: 1,
        now: 12_345,
        before: 1,
        from: NOON,
        until: NOON,
        earlier: "/care/problems/recurring?until=<q>".to_owned(),
        later: Some("/care/problems/recurring".to_owned()),
        day: "2026-11-21".to_owned(),
        may_make: true,
    }
}

fn similar(reading: bool) -> SimilarPage {
    let row = |id: i64, problem: Option<i64>, can_hang: bool| SimilarRow {
        id,
        title: NAME.to_owned(),
        state: "closed",
        received_at: NOON,
        alike: 87,
        cause: (id != 2).then(|| NAME.to_owned()),
        decision: (id != 3).then_some("granted"),
        remedy: Some(NAME.to_owned()),
        hours: (id == 1).then_some(0),
        days: (id == 2).then_some(12_345),
        problem,
        can_hang,
    };
    SimilarPage {
        case: 7,
        rows: vec![row(1, None, true), row(2, Some(4), false), row(3, Some(5), false), row(4, Some(5), true)],
        among: 12_345,
        reading,
        hangs_on: Some(4),
        may_make: true,
        problem: reading.then(|| NAME.to_owned()),
    }
}

pub(super) fn effect(name: &'static str, direction: &'static str) -> EffectView {
    EffectView {
        name,
        before: "31".to_owned(),
        after: "12".to_owned(),
        low: "0.2".to_owned(),
        high: "0.8".to_owned(),
        n: 43,
        have: 3,
        need: 10,
        days: 30,
        ready_at: Some(NOON),
        direction,
        beyond: direction != "same",
    }
}

pub(super) fn row(state: &'static str, late: bool, effect: EffectView) -> ActionRow {
    ActionRow {
        href: "/care/actions?action=1#action".to_owned(),
        title: NAME.to_owned(),
        kind: "corrective",
        state,
        late,
        owner: late.then(|| NAME.to_owned()),
        unit: late.then(|| NAME.to_owned()),
        cause: late.then(|| NAME.to_owned()),
        due_at: Some(NOON),
        effect,
    }
}

fn actions(field: Option<&'static str>) -> ActionsPage {
    ActionsPage {
        tabs: crate::pages::causes::tabs(),
        rows: vec![
            row("planned", true, effect("not_done", "same")),
            row("doing", false, effect("no_cause", "same")),
            row("done", false, effect("measured", "down")),
            row("done", true, effect("measured", "up")),
            row("done", false, effect("measured", "same")),
            row("done", false, effect("too_soon", "same")),
            row("dropped", false, effect("too_few", "same")),
        ],
        open: 2,
        late: 1,
        measured: 3,
        worked: 1,
        form: ActionForm {
            id: field.map(|_| 1),
            action: "/care/actions".to_owned(),
            revision: 1,
            title: NAME.to_owned(),
            kinds: vec![choice()],
            states: vec![choice()],
            causes: vec![choice()],
            units: vec![choice()],
            people: vec![choice()],
            problems: vec![choice()],
            due: "2026-11-21".to_owned(),
        },
        problem: field.map(|_| NAME.to_owned()),
        field: field.unwrap_or_default(),
    }
}

fn problem_form(id: Option<i64>) -> ProblemForm {
    ProblemForm {
        id,
        action: "/care/problems".to_owned(),
        revision: 1,
        title: NAME.to_owned(),
        states: vec![choice()],
        causes: vec![choice()],
        units: vec![choice()],
        people: vec![choice()],
        whys: vec![NAME.to_owned(), String::new()],
    }
}

fn problems(field: Option<&'static str>) -> ProblemsPage {
    let row = |state, grows| ProblemRow {
        href: "/care/problems?problem=1#problem".to_owned(),
        title: NAME.to_owned(),
        state,
        cases: 12_345,
        now: 9,
        before: 1,
        grows,
        cause: grows.then(|| NAME.to_owned()),
        unit: grows.then(|| NAME.to_owned()),
    };
    ProblemsPage {
        tabs: crate::pages::causes::tabs(),
        rows: vec![row("open", true), row("solved", false)],
        open: 1,
        growing: 1,
        hanging: 12_345,
        form: problem_form(Some(1)),
        cases: vec![case_row()],
        problem: field.map(|_| NAME.to_owned()),
        field: field.unwrap_or_default(),
    }
}

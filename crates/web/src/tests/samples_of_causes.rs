//! Samples of the pages of causes.

use super::samples::{Draw, NAME, NOON, sample};
use crate::pages::care::{ChangeView, Choice, ShareView, Way};
use crate::pages::causes::behind::{CaseRow, CausedPage};
use crate::pages::causes::tree::{CauseRow, CauseTreePage};
use crate::pages::causes::{BarView, CausesPage, ParetoChart, ParetoSeries, tabs};
use crate::pages::pager::Pager;
use crate::pages::tree::NodeForm;

/// Every page of causes with its samples.
pub(super) fn samples() -> Vec<(&'static str, Draw)> {
    vec![
        sample("causes", causes()),
        sample("causes few", CausesPage { few_share: None, bars: vec![bar(false)], named: 3, missing: 17, ..causes() }),
        sample(
            "causes none",
            CausesPage { few_share: None, bars: Vec::new(), named: 0, chart: None, narrowed: true, ..causes() },
        ),
        sample("causes cases", caused(Some(NAME))),
        sample("causes unnamed", caused(None)),
        sample("causes no cases", CausedPage { cases: Vec::new(), count: 0, ..caused(None) }),
        sample("causes tree", tree(None, None)),
        sample("causes tree changed", tree(Some(NAME), None)),
        sample("causes tree refused", tree(Some(NAME), Some("parent"))),
    ]
}

pub(super) fn choice() -> Choice {
    Choice { value: "x<q>".to_owned(), name: NAME.to_owned(), chosen: true, depth: 2 }
}

pub(super) fn way(name: &'static str) -> Way {
    Way { name, href: "/care/causes?x=<q>".to_owned(), chosen: true }
}

pub(super) fn share() -> ShareView {
    ShareView { value: "1%".to_owned(), low: "0%".to_owned(), high: "2%".to_owned(), n: 12_345 }
}

fn bar(shown: bool) -> BarView {
    BarView {
        title: NAME.to_owned(),
        href: "/care/causes/cases?cause=x".to_owned(),
        cases: 12_345,
        share: shown.then(share),
        cumulative: "80%".to_owned(),
        before: 7,
        change: shown.then(|| ChangeView { size: "3".to_owned(), direction: "up", beyond: true }),
        vital: true,
    }
}

fn causes() -> CausesPage {
    let series = |over| ParetoSeries {
        name: NAME.to_owned(),
        values: vec![0.5],
        labels: vec!["1".to_owned()],
        href: vec!["/care/causes/cases".to_owned()],
        tone: None,
        over,
    };
    CausesPage {
        tabs: tabs(),
        periods: vec![way("7d"), way("12m")],
        period: "90d",
        levels: vec![way("cause"), way("branch")],
        level: "cause",
        units: vec![choice()],
        kinds: vec![choice()],
        matters: vec![choice()],
        narrowed: false,
        named: 12_345,
        unnamed: 2,
        unnamed_href: "/care/causes/cases".to_owned(),
        missing: 0,
        few: 3,
        few_share: Some(share()),
        first: Some(NAME.to_owned()),
        bars: vec![bar(true), bar(false)],
        chart: Some(ParetoChart {
            kind: "bar",
            horizontal: true,
            categories: vec![NAME.to_owned()],
            series: vec![series(false), series(true)],
        }),
        from: NOON,
        until: NOON,
    }
}

pub(super) fn case_row() -> CaseRow {
    CaseRow {
        href: "/care/cases/1".to_owned(),
        title: NAME.to_owned(),
        matter: "complaint",
        state: "answered",
        unit: Some(NAME.to_owned()),
        cause: None,
        received_at: NOON,
        decision: Some("partly"),
    }
}

fn caused(cause: Option<&str>) -> CausedPage {
    CausedPage {
        cause: cause.map(str::to_owned),
        back: "/care/causes".to_owned(),
        period: "90d",
        cases: vec![case_row(), CaseRow { decision: None, unit: None, ..case_row() }],
        count: 2,
        hidden: u64::from(cause.is_some()),
        pager: Pager { from: 1, to: 2, pages: Vec::new(), previous: None, next: None },
    }
}

fn tree(cause: Option<&str>, field: Option<&'static str>) -> CauseTreePage {
    let row = |depth, archived| CauseRow {
        name: "x".to_owned(),
        title: NAME.to_owned(),
        depth,
        href: "/care/causes/tree?cause=x#cause".to_owned(),
        cases_href: "/care/causes/cases".to_owned(),
        archived,
    };
    CauseTreePage {
        causes: vec![row(0, false), row(5, true)],
        in_use: 12,
        ready: cause.is_none(),
        form: NodeForm {
            node: cause.map(str::to_owned),
            action: "/care/causes/tree".to_owned(),
            archived: field.is_some(),
            title_fa: NAME.to_owned(),
            title_en: String::new(),
            parents: vec![choice()],
        },
        done: cause.map(|_| 7),
        problem: field.map(|_| NAME.to_owned()),
        field: field.unwrap_or_default(),
    }
}

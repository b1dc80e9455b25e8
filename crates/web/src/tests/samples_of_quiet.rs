//! Samples of the page of quiet risk.

use super::samples::{Draw, NAME, NOON, sample};
use super::samples_of_causes::share;
use crate::pages::quiet::{MoneyView, QuietPage, RightView, RiskRow};

/// The page with its samples.
pub(super) fn samples() -> Vec<(&'static str, Draw)> {
    let none = QuietPage { rows: Vec::new(), count: 0, stake: Vec::new(), ..quiet() };
    vec![
        sample("quiet", quiet()),
        sample("quiet many", QuietPage { count: 900, right: RightView { precision: None, ..right() }, ..quiet() }),
        sample("quiet none", none),
        sample(
            "quiet nobody",
            QuietPage {
                rows: Vec::new(),
                count: 0,
                judged: 0,
                came_once: 0,
                right: RightView { moments: 0, precision: None, ..right() },
                ..quiet()
            },
        ),
    ]
}

fn right() -> RightView {
    RightView {
        moments: 8,
        from: Some(NOON),
        until: Some(NOON),
        horizon: 60,
        named: 57,
        precision: Some(share()),
        others: Some(share()),
    }
}

fn quiet() -> QuietPage {
    let money = || MoneyView { amount: 120_000_000, currency: "IRT".to_owned() };
    let row = |step, name: Option<&str>, case| RiskRow {
        customer: 7,
        name: name.map(str::to_owned),
        unit: name.map(str::to_owned),
        why: vec![NAME.to_owned(), NAME.to_owned()],
        value: name.map(|_| money()),
        silent_days: 60,
        step,
        case,
    };
    QuietPage {
        tabs: crate::pages::causes::tabs(),
        rows: vec![row("call_and_answer", Some(NAME), None), row("make_up", None, Some(3)), row("ask", None, None)],
        count: 3,
        judged: 12_345,
        came_once: 12,
        stake: vec![money()],
        right: right(),
        up_to: NOON,
        waiting: 2,
    }
}

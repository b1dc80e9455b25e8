//! Samples of themes, and of what somebody says a comment means.

use hamdel_app::pulse::Period;

use super::samples::{Draw, NAME, NOON, chart, sample};
use super::samples_of_voice::{choices, comment, share, within};
use crate::pages::feedback::correction::{CorrectionForm, LabelChoice, Named, SubjectChoice as CorrectedSubject};
use crate::pages::spark::Spark;
use crate::pages::voice::{self, CommentView};
use crate::pages::words::said::{Effect, SaidView, ThemeRow};
use crate::pages::words::theme::{ChangeRow, Link, ThemePage};
use crate::pages::words::themes::{
    AlikeRow, Blamed, ChangedTheme, HiddenRow, ParentChoice, ProposedRow, ThemeForm, ThemesPage,
};

/// Every page of themes with its samples.
pub(super) fn samples() -> Vec<(&'static str, Draw)> {
    vec![
        sample("themes", themes()),
        sample(
            "themes none",
            ThemesPage {
                themes: Vec::new(),
                blamed: None,
                proposed: Vec::new(),
                alike: Vec::new(),
                hidden: Vec::new(),
                within: None,
                changed: changed_theme("hidden", true),
                form: theme_form(Some(NAME.to_owned())),
                ..themes()
            },
        ),
        sample("theme", theme()),
        sample(
            "theme silent",
            ThemePage {
                row: ThemeRow {
                    missed: 1,
                    said: SaidView { comments: 0, ..said(None, Vec::new()) },
                    ..theme_row(0, None)
                },
                trend: None,
                suggested: Vec::new(),
                changes: Vec::new(),
                changed: changed_theme("shown", false),
                ..theme()
            },
        ),
        sample("theme growing", ThemePage { row: theme_row(0, effect("up", true)), ..theme() }),
    ]
}

fn said(effect: Option<Effect>, sentences: Vec<CommentView>) -> SaidView {
    let change = effect.as_ref().map(|held| Effect {
        size: held.size.clone(),
        low: held.low.clone(),
        high: held.high.clone(),
        ..*held
    });
    SaidView {
        href: "/voice/feedback?theme=theme-7".to_owned(),
        comments: 12_345,
        good: 1,
        bad: 12_345,
        bar: [1, 99],
        bad_share: effect.as_ref().and_then(|_| share()),
        missing: 3,
        effect,
        before: 1,
        change,
        spark: Spark::of(&[1, 3, 2]),
        sentences,
    }
}

fn effect(direction: &'static str, beyond: bool) -> Option<Effect> {
    let [size, low, high] = ["x", "y", "z"].map(str::to_owned);
    Some(Effect { size, direction, low, high, beyond, n: 12_345 })
}

fn theme_row(depth: usize, effect: Option<Effect>) -> ThemeRow {
    ThemeRow {
        key: format!("theme-{depth}"),
        name: NAME.to_owned(),
        above: vec![(); depth],
        own: "/voice/words/themes/theme-7?period=90d".to_owned(),
        has_phrases: depth > 0,
        missed: depth,
        said: said(effect, vec![comment(Some(7), "negative", "now")]),
    }
}

pub(super) fn rows() -> Vec<ThemeRow> {
    vec![
        theme_row(0, effect("down", true)),
        theme_row(1, effect("up", true)),
        theme_row(2, effect("same", false)),
        theme_row(0, None),
    ]
}

fn theme_form(problem: Option<String>) -> ThemeForm {
    let parent = |depth| ParentChoice {
        key: "theme-7".to_owned(),
        name: NAME.to_owned(),
        above: vec![(); depth],
        chosen: depth == 1,
    };
    ThemeForm {
        name_fa: NAME.to_owned(),
        name_en: NAME.to_owned(),
        parents: vec![parent(0), parent(1)],
        include: "<q>\nدوم".to_owned(),
        exclude: String::new(),
        field: if problem.is_some() { "include" } else { "" },
        problem,
    }
}

fn changed_theme(action: &'static str, undone: bool) -> Option<ChangedTheme> {
    Some(ChangedTheme { change: 7, action, name: NAME.to_owned(), undone })
}

fn themes() -> ThemesPage {
    let proposed = |new| ProposedRow {
        phrase: NAME.to_owned(),
        rising: true,
        new,
        said: said(effect("up", false), vec![comment(None, "neutral", "calm")]),
    };
    ThemesPage {
        tabs: voice::tabs("words", Period::Quarter, None),
        periods: choices(&[Some("7d"), Some("12m")]),
        period: "90d",
        within: within(),
        comments: 12_345,
        placed: 1,
        before: 12_345,
        more: true,
        most: 20_000,
        themes: rows(),
        blamed: Some(Blamed { name: NAME.to_owned(), comments: 1 }),
        proposed: vec![proposed(true), proposed(false)],
        alike: vec![AlikeRow {
            words: vec![NAME.to_owned(), "دوم".to_owned()],
            comments: 12_345,
            sentences: vec![comment(Some(1), "mixed", "soon")],
        }],
        hidden: vec![HiddenRow { key: "theme-9".to_owned(), name: NAME.to_owned() }],
        form: theme_form(None),
        changed: changed_theme("made", false),
        own: "/voice/words/themes?period=90d".to_owned(),
        up_to: NOON,
        waiting: 2,
    }
}

fn theme() -> ThemePage {
    let change = |action, undone, last| ChangeRow { change: 7, at: NOON, by: NAME.to_owned(), action, undone, last };
    ThemePage {
        tabs: voice::tabs("words", Period::Quarter, None),
        periods: choices(&[Some("7d"), Some("12m")]),
        period: "90d",
        within: within(),
        comments: 12_345,
        row: theme_row(2, effect("down", true)),
        above: vec![Link { name: NAME.to_owned(), href: "/voice/words/themes/theme-1".to_owned() }],
        below: vec![Link { name: NAME.to_owned(), href: "/voice/words/themes/theme-2".to_owned() }],
        trend: Some(chart("trend")),
        suggested: vec![NAME.to_owned()],
        form: theme_form(Some(NAME.to_owned())),
        changes: vec![
            change("changed", false, true),
            change("hidden", true, false),
            change("shown", true, false),
            change("made", false, false),
        ],
        changed: changed_theme("changed", true),
        all: "/voice/words/themes?period=90d".to_owned(),
        up_to: NOON,
        waiting: 2,
    }
}

pub(super) fn correction(corrected: Option<&'static str>) -> CorrectionForm {
    let labels = || {
        ["positive", "mixed", "neutral", "negative"]
            .map(|name| LabelChoice { name, chosen: name == "mixed" })
            .into_iter()
            .collect::<Vec<_>>()
    };
    let named = |chosen| Named { value: "theme-7".to_owned(), name: NAME.to_owned(), chosen };
    CorrectionForm {
        corrected,
        by: NAME.to_owned(),
        labels: labels(),
        themes: vec![named(true), named(false)],
        subjects: vec![CorrectedSubject {
            value: "facet:staff".to_owned(),
            name: NAME.to_owned(),
            sentiment: "mixed",
            labels: labels(),
        }],
        others: vec![named(false)],
    }
}

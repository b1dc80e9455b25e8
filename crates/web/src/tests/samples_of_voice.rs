//! Samples of what customers said.

use hamdel_app::pulse::Period;

use super::samples::{Draw, NAME, NOON, sample};
use super::samples_of_inbox::{changed, people};
use super::samples_of_themes::rows as themes_rows;
use crate::pages::customers::Kept;
use crate::pages::feedback::{FeedbackPage, OwnerChoice, SubjectChoice, TagChoice, ThemeChoice};
use crate::pages::pager::{PageLink, Pager};
use crate::pages::profile::StoryScore;
use crate::pages::voice::{self, Choice, CommentView, PlaceView, ReasonView, SpokenView, Within};
use crate::pages::words::said::{Effect, Share};
use crate::pages::words::{Blamed, LanguageRow, ModelView, PhraseRow, SubjectRow, WordsPage};

/// Every page of words and feedback with its samples.
pub(super) fn samples() -> Vec<(&'static str, Draw)> {
    let model = |verdict| ModelView { verdict, ..words().model };
    vec![
        sample("words", words()),
        sample(
            "words few",
            WordsPage {
                comments: 1,
                good: None,
                bad: None,
                missing: 9,
                subjects: Vec::new(),
                rising: Vec::new(),
                standing_out: Vec::new(),
                model: ModelView {
                    accuracy: None,
                    missing: 199,
                    missing_good: 1,
                    missing_bad: 0,
                    ..model("too_few_labels")
                },
                ..words()
            },
        ),
        sample(
            "words without blame or past",
            WordsPage {
                blamed: None,
                rising: Vec::new(),
                before: 0,
                more: false,
                model: ModelView { wrong: None, ..model("no_better_than_lexicon") },
                ..words()
            },
        ),
        sample("words of a narrow place", WordsPage { comments: 0, good: None, bad: None, ..words() }),
        sample("words none", WordsPage { comments: 0, good: None, bad: None, within: None, ..words() }),
        sample("feedback", feedback()),
        sample("feedback found", FeedbackPage { words: NAME.to_owned(), ..feedback() }),
        sample("feedback all at once", FeedbackPage { count: 2, ..feedback() }),
        sample("feedback all", FeedbackPage { narrows: false, of_subject: false, more: false, ..feedback() }),
        sample("feedback undone", FeedbackPage { changed: changed("untag", true), tag: None, ..feedback() }),
        sample("feedback none", FeedbackPage { comments: Vec::new(), count: 0, at_once: 0, ..feedback() }),
        sample(
            "feedback empty",
            FeedbackPage { comments: Vec::new(), count: 0, at_once: 0, read: 0, within: None, ..feedback() },
        ),
    ]
}

pub(super) fn choices(names: &[Option<&'static str>]) -> Vec<Choice> {
    let href = || "/voice/feedback?x=<q>".to_owned();
    names.iter().map(|name| Choice { name: *name, href: href(), chosen: name.is_none(), n: Some(12_345) }).collect()
}

pub(super) fn within() -> Option<Within> {
    Some(Within { by: "unit", name: NAME.to_owned(), without: "/voice/words".to_owned() })
}

pub(super) fn share() -> Option<Share> {
    let [value, low, high] = ["x", "y", "z"].map(str::to_owned);
    Some(Share { value, low, high })
}

pub(super) fn comment(customer: Option<i64>, sentiment: &'static str, urgency: &'static str) -> CommentView {
    let spoken = |sentiment| SpokenView { name: NAME.to_owned(), sentiment, href: "/voice/feedback".to_owned() };
    let reason = |name, words: &str| ReasonView { name, words: words.to_owned() };
    let tag = || PlaceView { name: NAME.to_owned(), href: "/voice/feedback?tag=x".to_owned() };
    CommentView {
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        href: "/voice/feedback/0123456789abcdef0123456789abcdef?at=1".to_owned(),
        state: if customer.is_some() { "assigned" } else { "new" },
        owner: customer.map(|_| NAME.to_owned()),
        tags: customer.map(|_| tag()).into_iter().collect(),
        themes: customer.map(|_| tag()).into_iter().collect(),
        corrected: customer.map(|number| if number > 1 { "itself" } else { "same_words" }),
        at: NOON,
        customer,
        name: customer.filter(|number| *number > 1).map(|_| NAME.to_owned()),
        kind: "A kind of our own <q>".to_owned(),
        places: vec![PlaceView { name: NAME.to_owned(), href: "/voice/feedback?within=unit%3Ax".to_owned() }],
        score: customer.map(|_| StoryScore {
            value: "2".to_owned(),
            metric: Some("nps".to_owned()),
            tone: Some("poor"),
        }),
        text: "<q>=1+1\nدوم".to_owned(),
        sentiment,
        sure: customer.map(|_| "x".to_owned()),
        spoken: ["positive", "negative", "mixed", "neutral"].map(spoken).into(),
        urgency,
        reasons: vec![reason("leaving", "<q>"), reason("shouting", "")],
        cut: customer.is_none(),
    }
}

fn words() -> WordsPage {
    let effect = |direction, beyond| {
        let [size, low, high] = ["x", "y", "z"].map(str::to_owned);
        Some(Effect { size, direction, low, high, beyond, n: 12_345 })
    };
    let subject = |key: &str, effect: Option<Effect>, sentences| SubjectRow {
        id: format!("facet-{key}"),
        name: NAME.to_owned(),
        kind: if key == "app" { "touchpoint" } else { "facet" },
        href: "/voice/feedback?subject=facet%3Astaff".to_owned(),
        comments: 12_345,
        good: 1,
        bad: 12_345,
        bar: [1, 99],
        bad_share: effect.as_ref().and_then(|_| share()),
        missing: 3,
        effect,
        sentences,
    };
    let said =
        vec![comment(Some(7), "negative", "now"), comment(Some(1), "mixed", "soon"), comment(None, "neutral", "calm")];
    let phrase = |new| PhraseRow {
        phrase: NAME.to_owned(),
        href: "/voice/feedback".to_owned(),
        comments: 12_345,
        before: 1,
        new,
    };
    WordsPage {
        tabs: voice::tabs("words", Period::Quarter, None),
        periods: choices(&[Some("7d"), Some("12m")]),
        period: "90d",
        within: within(),
        comments: 12_345,
        more: true,
        most: 20_000,
        good: share(),
        bad: share(),
        missing: 0,
        blamed: Some(Blamed { name: NAME.to_owned(), comments: 1, href: "/voice/feedback".to_owned() }),
        labels: choices(&[Some("positive"), Some("mixed"), Some("neutral"), Some("negative")]),
        subjects: vec![
            subject("staff", effect("down", true), said),
            subject("price", effect("up", true), Vec::new()),
            subject("smell", effect("same", false), Vec::new()),
            subject("app", None, Vec::new()),
        ],
        themes: themes_rows(),
        all_themes: "/voice/words/themes?period=90d".to_owned(),
        rising: vec![phrase(true), phrase(false)],
        standing_out: vec![phrase(false)],
        before: 12_345,
        languages: ["persian", "other_arabic_script"]
            .map(|name| LanguageRow { name, comments: 12_345, share: "x".to_owned() })
            .into(),
        model: ModelView {
            verdict: "learned",
            good: 12_345,
            bad: 1,
            corrections: 2,
            second: 12_345,
            missing: 0,
            missing_good: 0,
            missing_bad: 39,
            accuracy: share(),
            tried: 12_345,
            wrong: Some(0),
        },
        up_to: NOON,
        waiting: 2,
    }
}

fn feedback() -> FeedbackPage {
    let subject = |key: &str, chosen| SubjectChoice {
        value: format!("facet:{key}"),
        name: NAME.to_owned(),
        kind: "facet",
        chosen,
        n: 12_345,
    };
    FeedbackPage {
        tabs: voice::tabs("feedback", Period::Quarter, None),
        periods: choices(&[Some("7d"), Some("12m")]),
        period: "90d",
        within: within(),
        words: String::new(),
        labels: choices(&[None, Some("positive"), Some("negative")]),
        urgencies: choices(&[None, Some("now"), Some("soon")]),
        subjects: vec![subject("staff", true), subject("<q>", false)],
        states: choices(&[
            None,
            Some("open"),
            Some("new"),
            Some("seen"),
            Some("assigned"),
            Some("answered"),
            Some("done"),
        ]),
        owners: [("", None), ("me", None), ("nobody", None), ("1", Some(NAME.to_owned()))]
            .map(|(value, name)| OwnerChoice { value: value.to_owned(), name, chosen: value.is_empty() })
            .into(),
        tag: within(),
        tags: vec![TagChoice { name: NAME.to_owned(), href: "/voice/feedback?tag=x".to_owned(), n: 12_345 }],
        people: people(),
        changed: changed("tag", false),
        noted: true,
        query: "period=90d".to_owned(),
        of_subject: true,
        themes: [0, 2]
            .map(|depth| ThemeChoice {
                value: "theme-7".to_owned(),
                name: NAME.to_owned(),
                above: vec![(); depth],
                chosen: depth == 2,
                n: 12_345,
            })
            .into(),
        comments: vec![
            comment(Some(7), "negative", "now"),
            comment(Some(1), "mixed", "soon"),
            comment(None, "neutral", "calm"),
            comment(Some(7), "positive", "calm"),
        ],
        count: 12_345,
        read: 12_345,
        at_once: 2,
        narrows: true,
        whole: "/voice/feedback".to_owned(),
        more: true,
        most: 20_000,
        pager: Pager {
            from: 1,
            to: 50,
            pages: vec![PageLink { number: 1, href: Some("/voice/feedback".to_owned()), current: true }],
            previous: None,
            next: Some("/voice/feedback?page=2".to_owned()),
        },
        csv: "/voice/feedback.csv".to_owned(),
        kept: vec![Kept { name: "within", value: NAME.to_owned() }],
        up_to: NOON,
        waiting: 2,
    }
}

//! A sample of every page's context, with its awkward cases.

use crate::error::ErrorPage;
use crate::pages::chart::{Chart, Series, Spec};
use crate::pages::conditions::{ConditionEditor, ConditionView};
use crate::pages::customers::{Choice, Column, ColumnChoice, CustomerRow, CustomersPage, IdentifierView, Kept};
use crate::pages::moved::{BlamedDip, BlamedNote, MovedPart, ScoreNote, WordsDip, WordsNote};
use crate::pages::pager::{PageLink, Pager};
use crate::pages::profile::{
    ChannelChoice, IdentifierWhy, Money, ProfilePage, Reason, Said, Story, StoryDay, StoryFact, StoryItem, StoryScore,
    TraitView,
};
use crate::pages::pulse::{Change, LivePart, LiveView, PulsePage, SourceRow, Usual};
use crate::pages::scores::{Difference, Dip, GroupRow, Grouping, Note, RateView, ScoreView, ScoresPage};
use crate::pages::segments::{CountPart, Example, SegmentRow, SegmentsPage};
use crate::pages::sign_in::{SignInLinkPage, SignInPage};
use crate::pages::sources::{DropDay, RejectedView, SourcePage, SourcesPage, snippets};
use crate::pages::spark::Spark;
use crate::pages::voice::{self, Choice as VoiceChoice, Within};
use crate::pages::weighted::WeightedView;
use crate::shell::Shell;
use crate::templates::{Page, Templates};
use crate::texts::Texts;
use hamdel_app::conditions::{Member, Shape, Variable};
use hamdel_text::Language;

/// Draws one sample.
pub(crate) type Draw = Box<dyn Fn(&Templates, &Shell) -> Result<String, minijinja::Error>>;

pub(super) const NOON: i64 = 1_795_262_400_000_000;
pub(super) const NAME: &str = "سارا <q>محمدی</q>";

pub(super) fn sample<P: Page + 'static>(name: &'static str, page: P) -> (&'static str, Draw) {
    (name, Box::new(move |templates, shell| templates.render(shell, &page)))
}

/// Every page with its samples.
pub(crate) fn samples() -> Vec<(&'static str, Draw)> {
    let sign_in = |problem: Option<&str>| SignInPage {
        next: "/customers?q=\"x\"".to_owned(),
        email: "<q>@x.ir".to_owned(),
        problem: problem.map(str::to_owned),
    };
    vec![
        sample("error", ErrorPage { status: 404, message: NAME.to_owned() }),
        sample("sign-in", sign_in(None)),
        sample("sign-in refused", sign_in(Some("no"))),
        sample("link", SignInLinkPage { action: "/sign-in/link/x".to_owned(), spent: false }),
        sample("link spent", SignInLinkPage { action: String::new(), spent: true }),
        sample(
            "pulse",
            PulsePage { live: live(12_345, 12_000), charts: vec![chart("channels"), chart("stages")], ..pulse() },
        ),
        sample("pulse empty", PulsePage { live: LiveView { any: false, usual: None, ..live(0, 0) }, ..pulse() }),
        sample("pulse fewer", LivePart { alone: true, live: live(1, 12_345) }),
        sample(
            "pulse same",
            LivePart {
                alone: true,
                live: LiveView { today_change: change(0, "unknown"), by_hour: None, waiting: 0, ..live(7, 7) },
            },
        ),
        sample("customers", customers()),
        sample("customers found", CustomersPage { words: NAME.to_owned(), ..customers() }),
        sample("customers many", CustomersPage { words: NAME.to_owned(), more: true, ..customers() }),
        sample("customers selected", CustomersPage { selected: Some("1,2".to_owned()), ..customers() }),
        sample("customers many seen", CustomersPage { more: true, dense: true, ..customers() }),
        sample("customers none", CustomersPage { rows: Vec::new(), count: 0, words: NAME.to_owned(), ..customers() }),
        sample("customers empty", CustomersPage { any: false, rows: Vec::new(), count: 0, ..customers() }),
        sample("profile", profile()),
        sample("profile bare", bare_profile()),
        sample("story", story(true)),
        sample("moved", moved()),
        sample("moved only", MovedPart { dips: Vec::new(), words_dips: Vec::new(), ..moved() }),
        sample("passed only", MovedPart { scores: Vec::new(), words: Vec::new(), ..moved() }),
        sample(
            "moved nothing",
            MovedPart { scores: Vec::new(), words: Vec::new(), dips: Vec::new(), words_dips: Vec::new() },
        ),
        sample("segments", segments(None)),
        sample("segments refused", segments(Some(NAME))),
        sample("segments none", SegmentsPage { segments: Vec::new(), retired: Vec::new(), ..segments(None) }),
        sample("segment count", CountPart { n: Some(1), of: 12_345, wrong: String::new() }),
        sample("segment wrong", CountPart { n: None, of: 12_345, wrong: NAME.to_owned() }),
        sample("scores", scores()),
        sample(
            "scores weighted few",
            ScoresPage {
                weighted: Some(WeightedView { score: None, unknown: 0, ..super::samples_of_results::weighted() }),
                ..scores()
            },
        ),
        sample(
            "scores few",
            ScoresPage {
                weighted: None,
                score: score(None),
                trend: None,
                within: None,
                moved: Vec::new(),
                dips: Vec::new(),
                ..scores()
            },
        ),
        sample(
            "scores none",
            ScoresPage {
                score: ScoreView { n: 0, ..score(None) },
                answers: None,
                trend: None,
                groups: Vec::new(),
                ..scores()
            },
        ),
    ]
    .into_iter()
    .chain(super::samples_of_voice::samples())
    .chain(super::samples_of_themes::samples())
    .chain(super::samples_of_inbox::samples())
    .chain(super::samples_of_results::samples())
    .chain(super::samples_of_results::index_samples())
    .chain(super::samples_of_alerts::samples())
    .chain(super::samples_of_causes::samples())
    .chain(super::samples_of_cases::samples())
    .chain(super::samples_of_contacts::samples())
    .chain(super::samples_of_improvement::samples())
    .chain(super::samples_of_quiet::samples())
    .chain(super::samples_of_reports::samples())
    .chain(super::samples_of_settings::samples())
    .chain(super::samples_of_taking::samples())
    .chain(super::samples_of_routing::samples())
    .chain(settings())
    .collect()
}

fn settings() -> Vec<(&'static str, Draw)> {
    vec![
        sample("sources", sources(None)),
        sample("sources refused", sources(Some("conflict"))),
        sample("sources none", SourcesPage { sources: Vec::new(), retired: Vec::new(), ..sources(Some("invalid")) }),
        sample("source", source(Some("wk_<q>".to_owned()))),
        sample(
            "source bare",
            SourcePage { drops: Vec::new(), rejected: Vec::new(), in_use: false, older: None, ..source(None) },
        ),
    ]
}

fn scores() -> ScoresPage {
    let choice =
        |name| VoiceChoice { name: Some(name), href: "/voice/scores?x=<q>".to_owned(), chosen: true, n: Some(12_345) };
    let note = |by, direction, until: Option<&str>| Note {
        by,
        name: NAME.to_owned(),
        href: "/voice/scores".to_owned(),
        direction,
        since: "1".to_owned(),
        until: until.map(str::to_owned),
        before: "1".to_owned(),
        after: "2".to_owned(),
        size: "1".to_owned(),
        low: "0".to_owned(),
        high: "2".to_owned(),
    };
    let group = |name: Option<&str>, score: ScoreView| GroupRow {
        name: name.map(str::to_owned),
        href: name.map(|_| "/voice/scores".to_owned()),
        place: score.value.as_ref().map(|_| [10, 20, 30]),
        rate: name.map(|_| rate(score.value.as_deref())),
        score,
        others: Some(Difference { size: "1".to_owned(), direction: "same", beyond: false }),
    };
    ScoresPage {
        tabs: voice::tabs("scores", hamdel_app::pulse::Period::Quarter, None),
        metrics: vec![choice("nps"), choice("csat"), choice("ces"), choice("enps")],
        groupings: vec![grouping(true), grouping(false)],
        periods: vec![choice("7d"), choice("12m")],
        metric: "nps",
        period: "90d",
        by: NAME.to_owned(),
        whose: Some(Within { by: "whose", name: NAME.to_owned(), without: "/voice/scores".to_owned() }),
        segments: vec![grouping(true), grouping(false)],
        within: Some(Within { by: "unit", name: NAME.to_owned(), without: "/voice/scores".to_owned() }),
        score: score(Some("30")),
        rate: Some(rate(Some("x"))),
        trend: Some(chart("trend")),
        answers: Some(chart("answers")),
        groups: vec![
            group(Some(NAME), score(Some("1"))),
            group(None, score(None)),
            GroupRow { href: None, ..group(Some(NAME), score(None)) },
        ],
        more_groups: 2,
        weighted: Some(super::samples_of_results::weighted()),
        moved: vec![note(None, "up", None), note(Some("unit"), "down", Some("3")), note(Some("unit"), "down", None)],
        dips: vec![dip(None, true), dip(Some("unit"), false)],
        up_to: NOON,
        waiting: 2,
    }
}

fn rate(share: Option<&str>) -> RateView {
    RateView {
        share: share.map(str::to_owned),
        low: "y".to_owned(),
        high: "z".to_owned(),
        answered: 3,
        arrived: 12_345,
    }
}

fn grouping(chosen: bool) -> Grouping {
    Grouping { title: NAME.to_owned(), href: "/voice/scores?by=trait%3A<q>".to_owned(), chosen }
}

fn moved() -> MovedPart {
    let words = |until: Option<&str>| WordsNote {
        name: NAME.to_owned(),
        href: "/voice/feedback".to_owned(),
        before: "1".to_owned(),
        after: "2".to_owned(),
        since: "3".to_owned(),
        until: until.map(str::to_owned),
        comments: 12_345,
    };
    let words_dip = |over| WordsDip {
        name: NAME.to_owned(),
        href: "/voice/feedback".to_owned(),
        during: "1".to_owned(),
        otherwise: "2".to_owned(),
        from: "3".to_owned(),
        to: "4".to_owned(),
        comments: 12_345,
        over,
    };
    let blamed = || BlamedNote { name: NAME.to_owned(), href: "/voice/feedback".to_owned(), comments: 14, n: 25 };
    let dips = scores().dips.into_iter().zip([Vec::new(), vec![blamed(), blamed()]]);
    let scores = scores().moved.into_iter().map(|note| ScoreNote { metric: "csat", note });
    MovedPart {
        scores: scores.collect(),
        words: vec![words(None), words(Some("4"))],
        dips: dips.map(|(dip, blamed)| BlamedDip { metric: "csat", dip, blamed }).collect(),
        words_dips: vec![words_dip(true), words_dip(false)],
    }
}

fn dip(by: Option<&'static str>, over: bool) -> Dip {
    Dip {
        by,
        name: NAME.to_owned(),
        href: "/voice/scores?metric=csat".to_owned(),
        from: "1".to_owned(),
        to: "2".to_owned(),
        during: "3".to_owned(),
        otherwise: "4".to_owned(),
        n: 12_345,
        over,
    }
}

/// A condition of which rows can say one part.
pub(super) fn condition_view(text: &str) -> ConditionView {
    ConditionView { words: text.contains("stage").then(|| NAME.to_owned()), text: text.to_owned() }
}

pub(super) fn condition_editor(text: &str) -> ConditionEditor {
    let texts = Texts::load(Language::English).unwrap();
    let stage = Shape::One(vec![Member { key: "use".to_owned(), title: NAME.to_owned() }]);
    let variable =
        Variable { name: "stage".to_owned(), title: NAME.to_owned(), group: "case".to_owned(), shape: stage };
    ConditionEditor::of(&texts, "condition", Some(text), &[variable])
}

fn segments(problem: Option<&str>) -> SegmentsPage {
    let row = |n| SegmentRow {
        id: 7,
        name: NAME.to_owned(),
        condition: condition_view("value > 1.0 && stage == '<q>'"),
        n,
        problem: NAME.to_owned(),
    };
    SegmentsPage {
        customers: 12_345,
        segments: vec![row(Some(12_345)), row(None)],
        retired: vec![row(Some(1))],
        id: problem.map(|_| 7),
        name: NAME.to_owned(),
        condition: condition_editor("<q>"),
        examples: ["quiet", "valuable", "stage", "returned", "trait"]
            .map(|name| Example { name, condition: condition_view("value > 1.0") })
            .into(),
        problem: problem.map(str::to_owned),
        wrong: problem.map(str::to_owned),
        field: if problem.is_some() { "condition" } else { "" },
    }
}

fn score(value: Option<&str>) -> ScoreView {
    ScoreView {
        value: value.map(str::to_owned),
        low: "1".to_owned(),
        high: "2".to_owned(),
        n: 7,
        missing: 3,
        before: Some("4".to_owned()),
        change: value.map(|_| Difference { size: "5".to_owned(), direction: "down", beyond: true }),
    }
}

fn pulse() -> PulsePage {
    PulsePage {
        alone: false,
        live: live(1, 1),
        periods: vec!["7d", "30d", "90d", "12m"],
        period: "30d",
        total: 12_345,
        charts: Vec::new(),
    }
}

fn live(today: i64, week_ago: i64) -> LiveView {
    LiveView {
        any: true,
        today,
        week_ago,
        difference: today - week_ago,
        today_change: change(today - week_ago, "beyond"),
        by_hour: Spark::of(&[0, 12_345, 7]),
        weekday: "Saturday".to_owned(),
        usual: Some(Usual { least: 900, most: 1_300, weeks: 8, place: "above" }),
        seven_days: 12_345,
        seven_days_before: 1,
        week_change: change(12_344, "within"),
        by_day: Spark::of(&[0, 0]),
        sources_by_day: Spark::of(&[1, 3]),
        known: 12_345,
        anonymous: 1,
        sources: vec![source_row("receiving"), source_row("quiet"), source_row("waiting")],
        receiving: 1,
        in_use: 3,
        up_to: NOON,
        waiting: 12_345,
    }
}

fn change(difference: i64, chance: &'static str) -> Change {
    let unknown = chance == "unknown";
    Change { difference, share: (!unknown).then(|| "3%".to_owned()), chance, missing: usize::from(unknown) }
}

fn source_row(state: &'static str) -> SourceRow {
    SourceRow {
        id: 7,
        name: NAME.to_owned(),
        kind: "segment",
        state,
        accepted: 12_345,
        dropped: 12,
        reason: Some("no_identifier"),
        last: (state != "waiting").then_some(NOON),
        key_hint: Some("wk_a1b2".to_owned()),
        created: NOON,
    }
}

pub(super) fn chart(id: &'static str) -> Chart {
    let series = |name: &str| Series::counted(Language::English, name.to_owned(), vec![1, 2]);
    let labels = vec!["</script><q>".to_owned(), "b".to_owned()];
    let (categories, titles) = (labels.clone(), labels);
    let series = vec![series("one"), series("</script><q>")];
    Chart {
        id,
        spec: Spec { kind: "stacked-bar", axis: "time", categories, titles, series, other: "other".to_owned() },
    }
}

fn identifier(kind: &str) -> IdentifierView {
    IdentifierView { kind: kind.to_owned(), value: "\"<q>x".to_owned() }
}

fn customers() -> CustomersPage {
    let row = |name: Option<&str>| CustomerRow {
        id: 1_234,
        name: name.map(str::to_owned),
        standing: if name.is_some() { "known" } else { "anonymous" },
        stage: name.map(|_| "purchase".to_owned()),
        interactions: 12_345,
        value: -123_450_000,
        first_seen: name.map(|_| NOON),
        last_seen: name.map(|_| NOON),
        identifiers: vec![identifier("email"), identifier("own_kind")],
    };
    let choice = |name: Option<&str>| Choice {
        name: name.map(str::to_owned),
        href: "/customers".to_owned(),
        chosen: name.is_none(),
        count: Some(12_345),
    };
    let column = |name, sorted, number| Column {
        name,
        href: (name != "stage" && name != "interactions").then(|| "/customers".to_owned()),
        too_long: name == "interactions",
        sorted,
        number,
    };
    let column_choice = |name, chosen| ColumnChoice { name, chosen };
    let kept = |name, value: &str| Kept { name, value: value.to_owned() };
    CustomersPage {
        words: String::new(),
        rows: vec![row(Some(NAME)), row(None)],
        count: 12_345,
        more: false,
        any: true,
        standings: vec![choice(None), choice(Some("known")), choice(Some("anonymous"))],
        stages: vec![choice(None), choice(Some("purchase")), choice(Some("a stage of our own <q>"))],
        columns: vec![
            column("name", None, false),
            column("standing", None, false),
            column("stage", None, false),
            column("interactions", None, true),
            column("value", Some("descending"), true),
            column("first_seen", Some("ascending"), false),
            column("last_seen", None, false),
        ],
        column_choices: vec![column_choice("standing", true), column_choice("first_seen", false)],
        dense: false,
        seens: vec![choice(None), choice(Some("today")), choice(Some("7d"))],
        selected: None,
        pager: Pager {
            from: 1,
            to: 50,
            pages: vec![
                PageLink { number: 1, href: Some("/customers".to_owned()), current: true },
                PageLink { number: 2, href: None, current: false },
            ],
            previous: Some("/customers".to_owned()),
            next: Some("/customers?page=2".to_owned()),
        },
        csv: "/customers.csv".to_owned(),
        xlsx: "/customers.xlsx".to_owned(),
        kept: vec![kept("q", NAME), kept("standing", "known"), kept("stage", "purchase"), kept("selected", "1,2")],
        most_sorted: 20_000,
    }
}

fn reason(verdict: &'static str) -> Reason {
    let other = (verdict != "joined").then_some(9);
    Reason {
        verdict,
        stronger: identifier("user_id"),
        weaker: identifier("phone"),
        at: NOON,
        source: NAME.to_owned(),
        other,
    }
}

fn profile() -> ProfilePage {
    ProfilePage {
        id: 1_234,
        name: Some(NAME.to_owned()),
        standing: "known",
        stage: Some("support".to_owned()),
        first_seen: Some(NOON),
        last_seen: Some(NOON),
        last_channel: Some("phone"),
        interactions: 12_345,
        values: vec![
            Money { parts: 123_450_000, currency: "IRR".to_owned() },
            Money { parts: -5, currency: String::new() },
        ],
        channels: vec![ChannelChoice {
            name: "phone".to_owned(),
            count: 3,
            href: "/customers/1".to_owned(),
            chosen: true,
        }],
        all_href: "/customers/1".to_owned(),
        channel: None,
        story: story(false),
        identifiers: vec![
            IdentifierWhy { identifier: identifier("user_id"), reasons: Vec::new() },
            IdentifierWhy { identifier: identifier("phone"), reasons: vec![reason("joined")] },
        ],
        refused: vec![reason("both_known"), reason("over_limit"), reason("shared")],
        traits: vec![
            TraitView { name: "city<q>".to_owned(), text: NAME.to_owned(), at: NOON, said: None },
            TraitView { name: "plan".to_owned(), text: "gold".to_owned(), at: NOON, said: Some(said()) },
        ],
        joined: vec![3],
    }
}

fn said() -> Said {
    Said { source: NAME.to_owned(), kind: "identify".to_owned(), href: "/customers/1?before=1_2".to_owned() }
}

fn bare_profile() -> ProfilePage {
    ProfilePage {
        name: None,
        standing: "anonymous",
        stage: None,
        first_seen: None,
        last_seen: None,
        last_channel: None,
        values: Vec::new(),
        channels: Vec::new(),
        channel: Some("web"),
        story: Story { days: Vec::new(), older_page: None, older_part: None, newest_channel: None, continued: true },
        identifiers: Vec::new(),
        refused: Vec::new(),
        traits: Vec::new(),
        joined: Vec::new(),
        ..profile()
    }
}

fn story(continued: bool) -> Story {
    let item = |tone: Option<&'static str>| StoryItem {
        at: NOON,
        kind: "A kind of our own <q>".to_owned(),
        icon: "phone",
        channel: tone.map(|_| "phone"),
        place: tone.map(|_| NAME.to_owned()),
        stage: Some("support".to_owned()),
        value: tone.map(|_| 123_450_000),
        currency: "IRR".to_owned(),
        score: Some(StoryScore { value: "2".to_owned(), metric: tone.map(|_| "nps".to_owned()), tone }),
        text: Some(NAME.to_owned()),
        source: NAME.to_owned(),
        facts: vec![StoryFact { name: "<q>".to_owned(), value: "<q>".to_owned() }],
    };
    let day = |title: Option<&str>, items| StoryDay { title: title.map(str::to_owned), items };
    Story {
        days: vec![day(None, vec![item(Some("poor"))]), day(Some("Saturday"), vec![item(None), item(Some("passive"))])],
        older_page: Some("/customers/1?before=x".to_owned()),
        older_part: Some("/customers/1/timeline?before=x".to_owned()),
        newest_channel: None,
        continued,
    }
}

fn sources(problem: Option<&'static str>) -> SourcesPage {
    SourcesPage {
        sources: vec![source_row("receiving"), source_row("waiting")],
        retired: vec![source_row("retired")],
        typed: NAME.to_owned(),
        problem,
    }
}

fn source(key: Option<String>) -> SourcePage {
    SourcePage {
        source: source_row(if key.is_some() { "waiting" } else { "receiving" }),
        in_use: true,
        has_key: true,
        snippets: snippets("hamdel.test", true, key.as_deref().unwrap_or("WRITE_KEY")),
        key,
        drops: vec![DropDay { day: "Saturday".to_owned(), reason: "duplicate", dropped: 12_345 }],
        rejected: vec![RejectedView {
            id: 3,
            at: NOON,
            reason: "malformed",
            detail: "<q>".to_owned(),
            payload: "<q>{".to_owned(),
        }],
        older: Some(2),
    }
}

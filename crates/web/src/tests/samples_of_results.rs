//! Samples of results.

use hamdel_app::pulse::Period;

use super::samples::{Draw, NAME, NOON, sample};
use crate::pages::indices::{
    AlphaView, IndexForm, IndexPage, IndexRow, IndicesPage, ItemField, ItemRow, SurveyChoice, TraitChoice,
};
use crate::pages::pager::{PageLink, Pager};
use crate::pages::profile::StoryScore;
use crate::pages::results::behind::{AnswerView, BehindPage, LineView, ResponsePage};
use crate::pages::results::cross::{
    ComparePage, ComparedView, CrossPage, CrossRow, CrossView, DifferenceView, TestView,
};
use crate::pages::results::report::ReportPage;
use crate::pages::results::sharing::{Bounds, LinkView, SharePage, Typed};
use crate::pages::results::{
    BarView, Figure, FileLink, FilterChoice, FilterOption, FunnelStep, GapView, Head, HeatCell, HeatRow, NarrowedTo,
    PartView, ResultsPage, SaidView, Shape, SubjectView,
};
use crate::pages::service_quality::{ServiceQualityPage, SurveyView, WidestView};
use crate::pages::voice::{self, Tab};
use crate::pages::weighted::{LevelRow, NumberView, WeightedView};
use crate::public::shared::EndedPage;

/// Every page of results with its samples.
pub(super) fn samples() -> Vec<(&'static str, Draw)> {
    let few = |withheld| ResultsPage { withheld, missing: 3, figures: Vec::new(), of_employees: true, ..results() };
    let cross = |table| CrossPage { head: head("cross"), rows: options(), columns: options(), table };
    let test = |name, thin| Some(TestView { name, thin, ..test() });
    let compare = |compared| ComparePage {
        head: head("compare"),
        axes: options(),
        first: options(),
        second: options(),
        compared,
    };
    vec![
        sample("results", results()),
        sample("results too few", few(Some("too-few"))),
        sample("results left out", few(Some("left-out"))),
        sample("results none", ResultsPage { submitted: 0, between: None, ..results() }),
        sample(
            "results empty",
            ResultsPage {
                submitted: 0,
                between: None,
                left_after: Vec::new(),
                head: Head { narrowed: Vec::new(), from: None, until: None, ..head("results") },
                ..results()
            },
        ),
        sample("cross", cross(None)),
        sample("cross of two", cross(Some(table(test("chi_square", true))))),
        sample("cross of four cells", cross(Some(table(test("fisher_exact", false))))),
        sample("cross untested", cross(Some(CrossView { several: true, ..table(None) }))),
        sample("cross withheld", cross(Some(CrossView { withheld: Some("too-few"), ..table(None) }))),
        sample("compare", compare(None)),
        sample("compared", compare(Some(compared()))),
        sample("compare withheld", compare(Some(ComparedView { withheld: Some("left-out"), ..compared() }))),
        sample("responses", responses()),
        sample("responses none", BehindPage { lines: Vec::new(), count: 0, more: false, ..responses() }),
        sample("responses withheld", BehindPage { lines: Vec::new(), withheld: true, ..responses() }),
        sample("share", share()),
        sample("share made", SharePage { fresh: Some("https://x.ir/shared/<q>".to_owned()), ..share() }),
        sample("share refused", SharePage { problem: Some(NAME.to_owned()), links: Vec::new(), ..share() }),
        sample("report", report()),
        sample("report shared", ReportPage { back: None, least: 10, expires: Some(NOON), ..report() }),
        sample("report too few", ReportPage { withheld: Some("few"), figures: Vec::new(), ..report() }),
        sample("report withheld", ReportPage { withheld: Some("left-out"), figures: Vec::new(), ..report() }),
        sample("shared no more", EndedPage { why: "withdrawn" }),
        sample("shared too long ago", EndedPage { why: "expired" }),
        sample("response", response()),
        sample("response unfinished", ResponsePage { customer: None, submitted: None, ..response() }),
    ]
}

fn options() -> Vec<FilterOption> {
    [true, false].map(|chosen| FilterOption { value: "q.nps".to_owned(), name: NAME.to_owned(), chosen }).into()
}

fn head(current: &'static str) -> Head {
    let tab = |name| Tab {
        name,
        href: "/voice/surveys/1/results?only=<q>".to_owned(),
        current: name == current,
        right: "read_results",
    };
    Head {
        tabs: voice::tabs("surveys", Period::Quarter, None),
        survey: 1,
        name: NAME.to_owned(),
        pages: ["results", "cross", "compare", "responses"].map(tab).into(),
        from: Some("<q>".to_owned()),
        until: Some("1".to_owned()),
        narrowed: vec![NarrowedTo { name: NAME.to_owned(), without: "/voice".to_owned() }],
        choices: vec![FilterChoice { name: NAME.to_owned(), options: options() }],
        kept: vec![("rows", NAME.to_owned()), ("only", NAME.to_owned())],
        whole: "/voice".to_owned(),
        action: "/voice/surveys/1/results".to_owned(),
    }
}

fn bars() -> Vec<BarView> {
    ["good", "passive", "poor", ""]
        .map(|tone| BarView {
            label: NAME.to_owned(),
            n: 12_345,
            share: "x".to_owned(),
            width: 100,
            tone,
            href: (tone != "poor").then(|| "/voice?only=<q>".to_owned()),
        })
        .into()
}

fn cell() -> HeatCell {
    HeatCell { n: 12_345, share: "x".to_owned(), heat: 5, href: Some("/voice?only=<q>".to_owned()) }
}

fn figure(kind: &'static str, shape: Shape) -> Figure {
    Figure {
        key: kind.to_owned(),
        text: NAME.to_owned(),
        kind,
        answered: 12_345,
        value: Some("x".to_owned()),
        interval: "y".to_owned(),
        missing: 0,
        shape,
    }
}

/// One of every kind.
pub(super) fn figures() -> Vec<Figure> {
    let part = |mean: Option<&str>| PartView {
        label: NAME.to_owned(),
        mean: mean.map(str::to_owned),
        interval: "y".to_owned(),
        missing: 3,
        place: mean.map(|_| [10, 20, 30]),
        not_applicable: 1,
        href: mean.map(|_| "/voice?only=<q>".to_owned()),
    };
    let gap = |gap: Option<&str>, tone| GapView {
        label: NAME.to_owned(),
        expectation: gap.map(str::to_owned),
        perception: None,
        gap: gap.map(str::to_owned),
        interval: "y".to_owned(),
        importance: gap.map(str::to_owned),
        missing: 3,
        width: 40,
        tone,
    };
    let said = |sentiment, step: Option<u8>| SaidView {
        href: step.map(|_| "/voice/surveys/1/results/responses/1".to_owned()),
        at: NOON,
        step,
        sentiment,
        text: "<q>=1+1\nدوم".to_owned(),
    };
    let subject = |bad_share: Option<&str>| SubjectView {
        name: NAME.to_owned(),
        comments: 12_345,
        good: 1,
        bad: 2,
        bad_share: bad_share.map(str::to_owned),
    };
    let row = || HeatRow { label: NAME.to_owned(), cells: vec![cell(), HeatCell { href: None, ..cell() }] };
    vec![
        figure("nps", Shape::Bars { bars: bars() }),
        figure("matrix", Shape::Matrix { columns: vec![NAME.to_owned(); 2], rows: vec![row()] }),
        figure("ranking", Shape::Parts { parts: vec![part(Some("x")), part(None)] }),
        figure("facets", Shape::Parts { parts: vec![part(None)] }),
        figure(
            "servqual",
            Shape::Servqual {
                lines: vec![gap(Some("x"), "poor"), gap(None, "good")],
                items: vec![gap(Some("x"), "good")],
                overall: Some("x".to_owned()),
                weighted: Some("y".to_owned()),
            },
        ),
        figure(
            "text",
            Shape::Words {
                labels: bars(),
                subjects: vec![subject(Some("x")), subject(None)],
                said: vec![said(Some("negative"), Some(3)), said(None, None)],
            },
        ),
        Figure {
            answered: 0,
            ..figure("text", Shape::Words { labels: Vec::new(), subjects: Vec::new(), said: Vec::new() })
        },
        Figure { value: None, missing: 4, ..figure("csat", Shape::Withheld) },
    ]
}

/// The steps of a funnel.
pub(super) fn steps() -> Vec<FunnelStep> {
    ["invited", "delivered", "opened", "started", "finished"]
        .map(|name| FunnelStep { name, n: 12_345, share: (name != "invited").then(|| "x".to_owned()), width: 80 })
        .into()
}

fn results() -> ResultsPage {
    ResultsPage {
        head: head("results"),
        submitted: 12_345,
        more: true,
        between: Some((NOON, NOON)),
        withheld: None,
        missing: 0,
        funnel: steps(),
        left_at_page: vec![(NAME.to_owned(), 12_345), (NAME.to_owned(), 1)],
        left_after: vec![(NAME.to_owned(), 12_345), (NAME.to_owned(), 1)],
        figures: figures(),
        behind: "/voice/surveys/1/results/responses".to_owned(),
        report: "/voice/surveys/1/report".to_owned(),
        files: ["csv-labels", "csv-codes", "xlsx", "csv-numbers", "sps"]
            .map(|name| FileLink { name, href: "/voice/surveys/1/results.csv?only=<q>".to_owned() })
            .into(),
        of_employees: false,
    }
}

fn test() -> TestView {
    TestView {
        name: "chi_square",
        chi_square: "x".to_owned(),
        degrees: 1,
        p_value: "< y".to_owned(),
        beyond: true,
        strength: "z".to_owned(),
        thin: true,
        thin_share: "x".to_owned(),
    }
}

fn table(test: Option<TestView>) -> CrossView {
    CrossView {
        row_name: NAME.to_owned(),
        column_name: NAME.to_owned(),
        columns: vec![NAME.to_owned(); 2],
        column_totals: vec![12_345, 1],
        rows: vec![CrossRow { label: NAME.to_owned(), total: 12_345, cells: vec![cell(), cell()] }],
        n: 12_345,
        several: false,
        test,
        withheld: None,
        missing: 1,
    }
}

fn compared() -> ComparedView {
    let row = |difference: Option<&str>, direction| DifferenceView {
        question: NAME.to_owned(),
        part: difference.map(|_| NAME.to_owned()),
        first: difference.map(str::to_owned),
        second: None,
        n: (12_345, 1),
        difference: difference.map(str::to_owned),
        interval: "y".to_owned(),
        p_value: "z".to_owned(),
        beyond: direction == "up",
        direction,
    };
    ComparedView {
        first: NAME.to_owned(),
        second: NAME.to_owned(),
        n: (12_345, 1),
        both: 2,
        comparisons: 4,
        beyond: 1,
        rows: vec![row(Some("x"), "up"), row(Some("x"), "down"), row(Some("x"), "same"), row(None, "same")],
        withheld: None,
        missing: 0,
    }
}

fn responses() -> BehindPage {
    let line = |customer: Option<i64>| LineView {
        id: 1,
        href: "/voice/surveys/1/results/responses/1".to_owned(),
        customer,
        name: customer.filter(|number| *number > 1).map(|_| NAME.to_owned()),
        at: NOON,
        places: vec![NAME.to_owned(), NAME.to_owned()],
        score: customer.map(|_| StoryScore {
            value: "2".to_owned(),
            metric: Some("nps".to_owned()),
            tone: Some("poor"),
        }),
        words: customer.map(|_| "<q>\nدوم".to_owned()),
    };
    BehindPage {
        head: head("responses"),
        lines: vec![line(Some(7)), line(Some(1)), line(None)],
        count: 12_345,
        customers: 1,
        more: true,
        withheld: false,
        pager: Pager {
            from: 1,
            to: 50,
            pages: vec![PageLink { number: 1, href: Some("/voice".to_owned()), current: true }],
            previous: None,
            next: Some("/voice?page=2".to_owned()),
        },
    }
}

fn response() -> ResponsePage {
    let answer = |lines: &[(&str, &str)], verbatim| AnswerView {
        question: NAME.to_owned(),
        lines: lines.iter().map(|(part, text)| ((*part).to_owned(), (*text).to_owned())).collect(),
        verbatim,
    };
    ResponsePage {
        tabs: voice::tabs("surveys", Period::Quarter, None),
        survey: 1,
        survey_name: NAME.to_owned(),
        id: 12_345,
        customer: Some(7),
        name: Some(NAME.to_owned()),
        started: NOON,
        submitted: Some(NOON),
        version: "1".to_owned(),
        language: "x".to_owned(),
        places: vec![NAME.to_owned()],
        answers: vec![answer(&[], false), answer(&[("", "<q>")], true), answer(&[(NAME, "<q>"), ("", "x")], false)],
    }
}

fn share() -> SharePage {
    let link = |state| LinkView {
        id: 1,
        title: NAME.to_owned(),
        minimum: 12_345,
        created: NOON,
        expires: NOON,
        state,
        opened: 12_345,
        opened_at: (state == "open").then_some(NOON),
    };
    SharePage {
        head: head("share"),
        links: ["open", "withdrawn", "expired"].map(link).into(),
        fresh: None,
        problem: None,
        typed: Typed { title: NAME.to_owned(), ..Typed::default() },
        bounds: Bounds { least: 5, most: 12_345, days: 366 },
    }
}

fn report() -> ReportPage {
    ReportPage {
        title: NAME.to_owned(),
        submitted: 12_345,
        from: Some("x".to_owned()),
        until: Some("y".to_owned()),
        between: Some((NOON, NOON)),
        narrowed: vec![NAME.to_owned()],
        made_at: NOON,
        withheld: None,
        missing: 0,
        funnel: steps(),
        figures: figures(),
        least: 0,
        back: Some("/voice/surveys/1/results?only=<q>".to_owned()),
        expires: None,
    }
}

/// Indices with their samples.
pub(super) fn index_samples() -> Vec<(&'static str, Draw)> {
    vec![
        sample("indices", indices(Some(NAME))),
        sample(
            "indices none",
            IndicesPage { indices: Vec::new(), retired: Vec::new(), surveys: Vec::new(), form: None },
        ),
        sample(
            "indices without items",
            IndicesPage {
                form: indices(None).form.map(|form| IndexForm { items: Vec::new(), id: None, ..form }),
                ..indices(None)
            },
        ),
        sample("index", index("well")),
        sample("index weakly", IndexPage { unweighted: true, weighted: None, ..index("weakly") }),
        sample("index not", IndexPage { traits: Vec::new(), ..index("not") }),
        sample("index few", IndexPage { score: None, missing: 3, alpha: None, ..index("well") }),
        sample("index hidden", IndexPage { hidden: Some(4), score: None, ..index("well") }),
        sample("service quality", service_quality()),
        sample("service quality without a shortfall", ServiceQualityPage { widest: None, ..service_quality() }),
        sample("service quality none", ServiceQualityPage { widest: None, surveys: Vec::new() }),
    ]
}

fn service_quality() -> ServiceQualityPage {
    let survey = |hidden: Option<u64>| SurveyView {
        name: NAME.to_owned(),
        href: "/voice/surveys/1/results".to_owned(),
        submitted: 12_345,
        figures: if hidden.is_none() { figures() } else { Vec::new() },
        hidden,
    };
    ServiceQualityPage {
        widest: Some(WidestView {
            dimension: NAME.to_owned(),
            survey: NAME.to_owned(),
            gap: "x".to_owned(),
            low: "y".to_owned(),
            high: "z".to_owned(),
            n: 12_345,
        }),
        surveys: vec![survey(None), survey(Some(4))],
    }
}

fn indices(problem: Option<&str>) -> IndicesPage {
    let row = || IndexRow { id: 7, name: NAME.to_owned(), survey: NAME.to_owned(), items: 3 };
    let item = |weight: &str| ItemField {
        question: "q1".to_owned(),
        words: NAME.to_owned(),
        low: 1,
        high: 7,
        weight: weight.to_owned(),
    };
    IndicesPage {
        indices: vec![row()],
        retired: vec![row()],
        surveys: vec![SurveyChoice { id: 1, name: NAME.to_owned(), chosen: true }],
        form: Some(IndexForm {
            id: Some(7),
            survey: 1,
            name: NAME.to_owned(),
            items: vec![item("1.5"), item("")],
            problem: problem.map(str::to_owned),
            field: "name",
        }),
    }
}

fn index_score() -> Option<NumberView> {
    Some(NumberView { value: "x".to_owned(), low: "y".to_owned(), high: "z".to_owned(), n: 12_345 })
}

fn index(verdict: &'static str) -> IndexPage {
    let item = |warning, mean| ItemRow {
        words: NAME.to_owned(),
        weight: "x".to_owned(),
        mean,
        with_others: Some("x".to_owned()),
        alpha_without: None,
        warning,
    };
    IndexPage {
        id: 7,
        name: NAME.to_owned(),
        survey: NAME.to_owned(),
        survey_href: "/voice/surveys/1/results".to_owned(),
        score: index_score(),
        missing: 0,
        submitted: 12_345,
        unscored: 2,
        hidden: None,
        items: vec![
            item(Some("against"), index_score()),
            item(Some("constant"), None),
            item(Some("better-without"), None),
            item(None, None),
        ],
        alpha: Some(AlphaView {
            value: "x".to_owned(),
            low: "y".to_owned(),
            high: "z".to_owned(),
            n: 12,
            verdict,
            few: true,
        }),
        traits: vec![TraitChoice {
            title: NAME.to_owned(),
            href: "/voice/scores/indices/7?weigh=x".to_owned(),
            chosen: true,
        }],
        unweighted: false,
        weighted: Some(weighted()),
        edit: "/voice/scores/indices?index=7#form".to_owned(),
    }
}

/// A number weighted for those who did not answer.
pub(super) fn weighted() -> WeightedView {
    WeightedView {
        by: NAME.to_owned(),
        score: index_score(),
        invited: 12_345,
        unknown: 1,
        effective: "x".to_owned(),
        levels: vec![LevelRow {
            name: NAME.to_owned(),
            n: 12_345,
            invited: "x".to_owned(),
            answered: "y".to_owned(),
            after: "z".to_owned(),
        }],
    }
}

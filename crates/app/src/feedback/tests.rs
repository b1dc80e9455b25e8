//! Which comments answer, in what order, and how a period is read.

use std::collections::BTreeSet;
use std::sync::Arc;

use hamdel_domain::lake::Cell;
use hamdel_domain::{CustomerId, Entropy, Instant};
use hamdel_store::{Store, StoreLocation};
use hamdel_testkit::clock::FixedClock;
use hamdel_testkit::lake::FakeLake;
use hamdel_text::facets::{Subject, SubjectKind};
use hamdel_text::sentiment::Label;
use hamdel_text::urgency::Level;
use hamdel_text::{Understanding, understand};

use super::choose::Chosen;
use super::{Comment, FeedbackQuestion, Handling, Heard, MOST_READ, PER_PAGE, feedback, feedback_csv};
use crate::App;
use crate::pulse::Period;
use crate::scores::By;

struct Zeros;

impl Entropy for Zeros {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(0);
    }
}

/// An application whose history answers as it is told; it is 2026-11-21, 15:30 in Tehran.
pub(crate) async fn app(folder: &std::path::Path) -> (App, Arc<FakeLake>) {
    let store = Store::open(&StoreLocation::Folder(folder.to_owned())).await.unwrap();
    let clock = Arc::new(FixedClock::new(Instant::parse_iso("2026-11-21T12:00:00Z").unwrap()));
    let (lake, entropy) = (Arc::new(FakeLake::default()), Arc::new(Zeros));
    (App::new(store, lake.clone(), clock, entropy), lake)
}

/// A row of the history: number of the customer, metric and score, words. The first is the newest.
pub(crate) fn row(number: i64, score: Option<(&str, f64)>, text: &str) -> Vec<Cell> {
    let word = |text: &str| Cell::Text(text.to_owned());
    let mut row = vec![
        word(&format!("{number:032x}")),
        Cell::Integer(number),
        Cell::Instant(Instant::parse_iso("2026-11-21T11:00:00Z").unwrap().plus_micros(-number)),
    ];
    row.extend(["comment_left", "shop"].map(word));
    row.extend([Cell::Null, word("phone"), word("شعبهٔ «شیراز»"), Cell::Null]);
    row.extend([
        score.map_or(Cell::Null, |(metric, _)| word(metric)),
        score.map_or(Cell::Null, |(_, score)| Cell::Float(score)),
    ]);
    row.push(word(text));
    row
}

/// A comment as it is understood without a learned model.
pub(crate) fn heard(score: Option<(&str, f64)>, text: &str) -> Heard {
    let comment = Comment {
        id: String::new(),
        customer: None,
        at: Instant::from_micros(0),
        kind: String::new(),
        source: String::new(),
        touchpoint: None,
        channel: None,
        unit: None,
        employee: None,
        score: score.map(|(metric, score)| (metric.to_owned(), score)),
        text: text.to_owned(),
    };
    let understood = understand(text, &Understanding::default());
    Heard { understood, comment, themes: BTreeSet::new(), corrected: None, handling: Handling::default() }
}

pub(crate) fn subject(kind: SubjectKind, key: &str) -> Subject {
    Subject { kind, key: key.to_owned() }
}

/// Good; bad of staff and courier; bad and needing someone at once; needing someone today; of nothing.
const SAID: [&str; 5] = [
    "غذا عالی و خوشمزه بود",
    "پیک خیلی بی‌ادب بود",
    "غذا افتضاح بود و مسموم شدم",
    "پولم رو پس بدید",
    "امروز سه‌شنبه است",
];

fn said() -> Vec<Heard> {
    SAID.iter().map(|text| heard(None, text)).collect()
}

fn texts(chosen: &Chosen) -> Vec<&str> {
    chosen.comments.iter().map(|held| held.comment.text.as_str()).collect()
}

#[test]
fn what_needs_someone_at_once_stands_first_and_the_rest_from_the_newest() {
    let chosen = Chosen::of(said(), &FeedbackQuestion::default());
    assert_eq!(texts(&chosen), [SAID[2], SAID[0], SAID[1], SAID[3], SAID[4]]);
}

#[test]
fn each_condition_lets_in_what_it_says() {
    let of = |question: FeedbackQuestion| {
        texts(&Chosen::of(said(), &question)).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let usual = FeedbackQuestion::default;
    assert_eq!(of(FeedbackQuestion { label: Some(Label::Positive), ..usual() }), [SAID[0]]);
    assert_eq!(of(FeedbackQuestion { label: Some(Label::Negative), ..usual() })[0], SAID[2]);
    assert_eq!(of(FeedbackQuestion { urgency: Some(Level::Now), ..usual() }), [SAID[2]]);
    // Who asks for today is not to miss what cannot wait till then.
    assert_eq!(of(FeedbackQuestion { urgency: Some(Level::Soon), ..usual() }), [SAID[2], SAID[3]]);
    let quality = Some(subject(SubjectKind::Facet, "quality"));
    assert_eq!(of(FeedbackQuestion { subject: quality.clone(), ..usual() }), [SAID[2], SAID[0]]);
    assert_eq!(of(FeedbackQuestion { subject: quality, label: Some(Label::Positive), ..usual() }), [SAID[0]]);
    assert!(of(FeedbackQuestion { subject: Some(subject(SubjectKind::Facet, "smell")), ..usual() }).is_empty());
}

#[test]
fn a_facet_is_not_the_touchpoint_of_the_same_key() {
    let website = vec![heard(None, "سایت خیلی کند بود")];
    let asked = |kind| FeedbackQuestion { subject: Some(subject(kind, "app")), ..FeedbackQuestion::default() };
    assert_eq!(Chosen::of(website.clone(), &asked(SubjectKind::Facet)).comments.len(), 1);
    assert_eq!(Chosen::of(website, &asked(SubjectKind::Touchpoint)).comments.len(), 0);
}

#[test]
fn words_are_found_in_any_spelling_and_inflection() {
    let found = |words: &str| {
        let question = FeedbackQuestion { words: words.to_owned(), ..FeedbackQuestion::default() };
        Chosen::of(said(), &question).comments.len()
    };
    assert_eq!([found(""), found("  "), found("!")], [5, 5, 5]);
    // Arabic letters, a missing half-space, a part of a word; then another form of a noun.
    assert_eq!([found("بي‌ادب"), found("خیلي"), found("سه شنبه"), found("خوشمز")], [1, 1, 1, 1]);
    assert_eq!(found("غذاعالی"), 1);
    assert_eq!(found("پیک‌ها"), 1);
    assert_eq!([found("پیک ادب"), found("پیتزا")], [0, 0]);
}

#[test]
fn counts_leave_out_their_own_condition_and_no_other() {
    let question = FeedbackQuestion { label: Some(Label::Positive), ..FeedbackQuestion::default() };
    let counts = Chosen::of(said(), &question).counts;
    let of = |label| counts.labels.iter().find(|(held, _)| *held == label).unwrap().1;
    assert_eq!(counts.read, 5);
    assert_eq!(counts.labels.iter().map(|(_, count)| count).sum::<usize>(), 5);
    assert_eq!(of(Label::Positive), 1);
    assert_eq!(counts.levels, [(Level::Calm, 1), (Level::Soon, 0), (Level::Now, 0)]);
    assert_eq!(counts.subjects, [(subject(SubjectKind::Facet, "quality"), 1)]);

    let question = FeedbackQuestion { urgency: Some(Level::Soon), ..FeedbackQuestion::default() };
    let counts = Chosen::of(said(), &question).counts;
    assert_eq!(counts.labels.iter().map(|(_, count)| count).sum::<usize>(), 2);
    assert_eq!(counts.levels, [(Level::Calm, 5), (Level::Soon, 2), (Level::Now, 1)]);
}

#[tokio::test]
async fn a_period_is_asked_for_by_the_days_of_the_company_and_a_quoted_place() {
    let folder = tempfile::tempdir().unwrap();
    let (app, lake) = app(folder.path()).await;
    lake.answer("", Vec::new());
    // Seven days with today, from the midnight of Tehran.
    lake.answer("occurred_at >= TIMESTAMP '2026-11-14T20:30:00Z'", vec![row(1, None, SAID[0])]);
    let week = FeedbackQuestion { period: Period::Week, ..FeedbackQuestion::default() };
    assert_eq!(feedback(&app, &week, "user:1").await.unwrap().count, 1);
    let month = FeedbackQuestion { period: Period::Month, ..FeedbackQuestion::default() };
    assert_eq!(feedback(&app, &month, "user:1").await.unwrap().count, 0);
    lake.answer("AND unit = 'O''Brien'", vec![row(1, None, SAID[0]), row(2, None, SAID[1])]);
    let there = FeedbackQuestion { within: Some((By::Unit, "O'Brien".to_owned())), ..week };
    assert_eq!(feedback(&app, &there, "user:1").await.unwrap().count, 2);
}

#[tokio::test]
async fn pages_hold_what_they_say_and_reading_is_written_down() {
    let folder = tempfile::tempdir().unwrap();
    let (app, lake) = app(folder.path()).await;
    let many = PER_PAGE as i64 + 3;
    lake.answer("text IS NOT NULL", (1..=many).map(|number| row(number, None, SAID[4])).collect());
    let asked = |page, words: &str| FeedbackQuestion { page, words: words.to_owned(), ..FeedbackQuestion::default() };
    let first = feedback(&app, &asked(1, ""), "user:1").await.unwrap();
    assert_eq!((first.count, first.comments.len(), first.page, first.more), (PER_PAGE + 3, PER_PAGE, 1, false));
    assert_eq!(first.comments[0].comment.customer, Some(CustomerId(1)));
    // Beyond the last page is the last page.
    let last = feedback(&app, &asked(9, "سه‌شنبه"), "user:7").await.unwrap();
    assert_eq!((last.page, last.comments.len()), (2, 3));
    assert_eq!(last.comments[2].comment.customer, Some(CustomerId(many)));
    let none = feedback(&app, &asked(9, "پیتزا"), "user:7").await.unwrap();
    assert_eq!((none.page, none.count, none.read), (1, 0, PER_PAGE + 3));
    let log = app.store.audit_log(Some("feedback"), None, 10).await.unwrap();
    let entry = &log[1].entry;
    assert_eq!((entry.actor.as_str(), entry.action.as_str()), ("user:7", "feedback.read"));
    assert!(entry.detail.contains("سه‌شنبه"), "{}", entry.detail);
}

#[tokio::test]
async fn more_than_are_read_is_said_and_exactly_as_many_are_not_more() {
    let folder = tempfile::tempdir().unwrap();
    let (app, lake) = app(folder.path()).await;
    let rows = |many: usize| (1..=many as i64).map(|number| row(number, None, "سلام")).collect::<Vec<_>>();
    lake.answer("text IS NOT NULL", rows(MOST_READ));
    let found = feedback(&app, &FeedbackQuestion::default(), "user:1").await.unwrap();
    assert_eq!((found.count, found.more), (MOST_READ, false));
    lake.answer(&format!("LIMIT {}", MOST_READ + 1), rows(MOST_READ + 1));
    let found = feedback(&app, &FeedbackQuestion::default(), "user:1").await.unwrap();
    assert_eq!((found.count, found.read, found.more), (MOST_READ, MOST_READ, true));
}

#[tokio::test]
async fn a_file_holds_what_is_filtered_and_runs_no_formula() {
    let folder = tempfile::tempdir().unwrap();
    let (app, lake) = app(folder.path()).await;
    lake.answer(
        "text IS NOT NULL",
        vec![
            row(1, Some(("nps", 10.0)), "=HYPERLINK(\"x\") عالی بود"),
            row(2, None, "پیک بی‌ادب بود، چرا؟\nبا سلام"),
            row(3, None, "سلام"),
        ],
    );
    let everything = feedback_csv(&app, &FeedbackQuestion::default(), "user:1").await.unwrap();
    let text = String::from_utf8(everything).unwrap();
    let mut lines = text.split("\r\n");
    assert!(lines.next().unwrap().starts_with("\u{FEFF}interaction_id,occurred_at,customer_id,customer_name,"));
    assert_eq!(text.matches("\r\n").count(), 4);
    assert!(text.contains(",nps,10,\"'=HYPERLINK(\"\"x\"\") عالی بود\",mixed,positive,"), "{text}");
    assert!(
        text.contains(",پیک بی‌ادب بود، چرا؟\nبا سلام,persian,negative,")
            || text.contains(",\"پیک بی‌ادب بود، چرا؟\nبا سلام\",persian,negative,"),
        "{text}"
    );
    assert!(text.contains(",facet:staff touchpoint:courier,calm,"), "{text}");
    let bad = FeedbackQuestion { label: Some(Label::Negative), ..FeedbackQuestion::default() };
    let text = String::from_utf8(feedback_csv(&app, &bad, "user:1").await.unwrap()).unwrap();
    assert_eq!(text.matches("\r\n").count(), 2);
    let log = app.store.audit_log(Some("feedback"), None, 10).await.unwrap();
    assert!(log.iter().all(|entry| entry.entry.action == "feedback.export") && log.len() == 2);
}

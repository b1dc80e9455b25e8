//! Shares and effects against hand counts, phrases that rise, and what is said of the model.

use hamdel_text::facets::SubjectKind;
use hamdel_text::sentiment::{Label, Report, Verdict};

use super::{SubjectSaid, SummedUp, accuracy, effect, phrases, words};
use crate::feedback::tests::{app, heard, row, subject};
use crate::feedback::{FeedbackQuestion, Heard};
use crate::scores::Step;

const RUDE: &str = "پیک خیلی بی‌ادب بود";
const KIND: &str = "پیک خیلی مؤدب بود";
const TASTY: &str = "غذا عالی و خوشمزه بود";

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

fn many(n: usize, score: Option<(&str, f64)>, text: &str) -> Vec<Heard> {
    (0..n).map(|_| heard(score, text)).collect()
}

fn of<'s>(subjects: &'s [SubjectSaid], key: &str) -> &'s SubjectSaid {
    subjects.iter().find(|said| said.subject.key == key).unwrap()
}

#[test]
fn shares_are_those_counted_by_hand() {
    let comments = [many(6, None, RUDE), many(2, None, KIND), many(12, None, TASTY)].concat();
    let summed = SummedUp::of(&comments, &[]);
    assert_eq!(summed.comments, 20);
    assert_eq!((summed.labels[&Label::Negative], summed.labels[&Label::Positive]), (6, 14));
    // Wilson at 95 %: 6 of 20 is 0.3, from 0.1455 to 0.5190 (Newcombe 1998, method 3).
    let bad = summed.bad.unwrap();
    assert!(near(bad.value, 0.3) && (bad.low - 0.1455).abs() < 5e-5 && (bad.high - 0.5190).abs() < 5e-5, "{bad:?}");
    assert!(near(summed.good.unwrap().value, 0.7));

    let courier = of(&summed.subjects, "courier");
    assert_eq!((courier.comments, courier.good, courier.bad), (8, 2, 6));
    // Eight opinions are too few for a share; twelve are not.
    assert_eq!(courier.bad_share, None);
    let quality = of(&summed.subjects, "quality");
    assert_eq!((quality.comments, quality.good, quality.bad), (12, 12, 0));
    assert!(near(quality.bad_share.unwrap().value, 0.0));
    // What is blamed most stands first.
    assert_eq!(summed.subjects.last().unwrap().subject.key, "quality");
    assert_eq!(summed.subjects[0].bad, 6);
}

#[test]
fn fewer_than_ten_have_no_share() {
    let summed = SummedUp::of(&many(9, None, TASTY), &[]);
    assert_eq!((summed.good, summed.bad), (None, None));
    assert!(SummedUp::of(&many(10, None, TASTY), &[]).good.is_some());
    assert_eq!(SummedUp::of(&[], &[]).subjects, []);
}

#[test]
fn an_effect_is_the_difference_of_the_means() {
    // Rude: 2 and 4 of 10, mean 30 of 100; the others 8 and 10, mean 90.
    let sides = [(RUDE, 2.0), (RUDE, 4.0), (TASTY, 8.0), (TASTY, 10.0)];
    let comments: Vec<Heard> = sides.iter().flat_map(|(text, score)| many(6, Some(("nps", *score)), text)).collect();
    let courier = subject(SubjectKind::Touchpoint, "courier");
    let found = effect::of_speaking_badly(&comments, &courier).unwrap();
    assert!(near(found.difference, -60.0), "{found:?}");
    // Welch: both sides have variance 1200/11, so that the error is sqrt(200/11) at 22 degrees, t 2.0739.
    let half = 2.073_873_068 * (200.0_f64 / 11.0).sqrt();
    assert!((found.low + 60.0 + half).abs() < 1e-6 && (found.high + 60.0 - half).abs() < 1e-6, "{found:?}");
    assert_eq!(found.n, (12, 12));
    assert!(found.more_than_chance());
    // Who praises it is on the other side.
    let praised = [comments.clone(), many(20, Some(("nps", 9.0)), KIND)].concat();
    assert_eq!(effect::of_speaking_badly(&praised, &courier).unwrap().n, (32, 12));
}

#[test]
fn an_effect_needs_ten_scores_on_either_side() {
    let courier = subject(SubjectKind::Touchpoint, "courier");
    let with = |rude| [many(rude, Some(("csat", 1.0)), RUDE), many(10, Some(("csat", 5.0)), TASTY)].concat();
    assert!(effect::of_speaking_badly(&with(9), &courier).is_none());
    // Without a score, off the scale or of a metric without one they do not count.
    let strangers = [None, Some(("csat", 6.0)), Some(("own", 1.0))];
    let more: Vec<Heard> = strangers.iter().flat_map(|score| many(10, *score, RUDE)).collect();
    assert!(effect::of_speaking_badly(&[with(9), more].concat(), &courier).is_none());
    assert!(effect::of_speaking_badly(&[many(30, Some(("csat", 1.0)), RUDE)].concat(), &courier).is_none());
}

#[test]
fn a_metric_that_is_answered_lower_is_no_blame() {
    // Either metric differs by nothing between the sides, but the courier is spoken of where answers are low.
    let varied = |metric, low: f64, text, n| {
        [many(n, Some((metric, low)), text), many(n, Some((metric, low + 1.0)), text)].concat()
    };
    let comments = [
        varied("ces", 1.0, RUDE, 20),
        varied("ces", 1.0, TASTY, 5),
        varied("nps", 9.0, RUDE, 5),
        varied("nps", 9.0, TASTY, 20),
    ]
    .concat();
    let found = effect::of_speaking_badly(&comments, &subject(SubjectKind::Touchpoint, "courier")).unwrap();
    assert!(near(found.difference, 0.0) && !found.more_than_chance(), "{found:?}");
}

#[test]
fn sentences_are_the_clearest_each_wording_once() {
    let comments = [many(5, None, KIND), many(5, None, RUDE), vec![heard(None, "پیک خيلي بی‌ادب بود!")]].concat();
    let summed = SummedUp::of(&comments, &[]);
    let texts: Vec<&str> =
        of(&summed.subjects, "courier").sentences.iter().map(|held| held.comment.text.as_str()).collect();
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(texts[0].contains("ادب") && texts[1] == KIND, "{texts:?}");
}

#[test]
fn phrases_rise_by_more_than_chance_or_not_at_all() {
    let usual = "غذا خوب بود";
    let new = "رمز پویا نیامد";
    let now = [many(80, None, usual), many(20, None, new)].concat();
    let before = |with: usize| [vec![usual.to_owned(); 100 - with], vec![new.to_owned(); with]].concat();
    let found = phrases(&now, &before(0));
    let risen: Vec<_> = found.iter().filter(|said| said.rising).collect();
    // The whole phrase stands for its parts.
    assert_eq!(risen.len(), 1, "{found:?}");
    assert!(risen[0].phrase.contains("رمز پویا") && risen[0].new, "{risen:?}");
    assert_eq!((risen[0].comments, risen[0].before), (20, (0, 100)));

    let found = phrases(&now, &before(2));
    let risen: Vec<_> = found.iter().filter(|said| said.rising).collect();
    assert!(!risen.is_empty() && risen.iter().all(|said| !said.new && said.before == (2, 100)), "{risen:?}");
    // 17 of 100 before and 20 of 100 now is chance.
    assert!(phrases(&now, &before(17)).iter().all(|said| !said.rising));
    // Where nothing is known of before, nothing is new.
    assert!(phrases(&now, &[]).iter().all(|said| !said.rising && !said.new));
}

#[test]
fn accuracy_is_that_of_what_reads_now() {
    let mut report = Report::untrained();
    assert_eq!(accuracy(&report), None);
    (report.lexicon.right_positive, report.lexicon.wrong_negative) = (30, 10);
    (report.held_out.right_negative, report.held_out.wrong_positive) = (45, 5);
    assert!(near(accuracy(&report).unwrap().value, 0.75));
    report.verdict = Verdict::Learned;
    let learned = accuracy(&report).unwrap();
    assert!(near(learned.value, 0.9) && learned.n == 50);
}

#[tokio::test]
async fn a_period_is_summed_up_beside_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let (app, lake) = app(folder.path()).await;
    let rows = |n: i64, text: &str| (1..=n).map(|number| row(number, Some(("nps", 1.0)), text)).collect::<Vec<_>>();
    lake.answer("text IS NOT NULL", rows(3, KIND));
    // Thirty days with today from the midnight of Tehran; the period before is as long and ends where this begins.
    lake.answer(
        "occurred_at >= TIMESTAMP '2026-10-22T20:30:00Z' AND occurred_at <= TIMESTAMP '2026-11-21T12:00:00Z'",
        rows(12, RUDE),
    );
    lake.answer("occurred_at <= TIMESTAMP '2026-10-22T20:29:59.999999Z'", rows(30, TASTY));
    let found = words(&app, &FeedbackQuestion::default(), Step::Week, "user:3").await.unwrap();
    assert_eq!((found.comments, found.before, found.more), (12, 30, false));
    assert!(near(found.bad.unwrap().value, 1.0));
    assert!(found.phrases.iter().any(|said| said.new && said.before == (0, 30)), "{:?}", found.phrases);
    // Three wordings of a year are too few to learn from.
    assert_eq!((found.report.verdict, found.report.labels), (Verdict::TooFewLabels, [1, 0, 0]));
    let log = app.store.audit_log(Some("feedback"), None, 10).await.unwrap();
    assert_eq!((log[0].entry.actor.as_str(), log[0].entry.action.as_str()), ("user:3", "words.read"));
}

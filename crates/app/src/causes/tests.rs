//! The tree under change, and cases that name causes of it.

use hamdel_domain::cases::{CaseAction, CaseFacts, CaseId, Contact};
use hamdel_domain::rights::Role;
use hamdel_domain::{Channel, CustomerId};

use super::*;
use crate::accounts::SignedIn;
use crate::cases::tests::somebody;
use crate::cases::{Doer, NewCase, act, take_down};
use crate::error::AppError;
use crate::invitations::tests_bench::Bench;
use crate::pulse::Period;

fn change(title_en: &str, parent: Option<&str>) -> CauseChange {
    CauseChange { title_fa: "علت".to_owned(), title_en: title_en.to_owned(), parent: parent.map(str::to_owned) }
}

fn why(result: Result<impl std::fmt::Debug, AppError>) -> &'static str {
    match result {
        Err(AppError::Refused { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_tree_is_added_to_moved_archived_and_every_change_is_taken_back() {
    let bench = Bench::new().await;
    let app = &bench.app;
    let ready = cause_tree(app).await.unwrap();
    assert!(ready.can_be_named("courier"), "the ready tree is in force");
    let (name, added) = add_cause(app, &change("Van broke down", Some("delivery")), "user:1").await.unwrap();
    assert_eq!(name, "van-broke-down");
    let whole = cause_tree(app).await.unwrap();
    assert_eq!(whole.nodes().count(), ready.nodes().count() + 1, "the ready tree was written down with it");
    let (other, _) = add_cause(app, &change("Van broke down", None), "user:1").await.unwrap();
    assert_eq!(other, "van-broke-down-2");
    let (nameless, _) = add_cause(app, &change("", None), "user:1").await.unwrap();
    assert_eq!(nameless, "cause-2");

    let moved = change_cause(app, &name, &change("Van", Some("service")), "user:1").await.unwrap();
    assert_eq!(cause_tree(app).await.unwrap().branch(&name), "service");
    assert_eq!(why(undo_cause(app, added, "user:1").await), "changed-since");
    let back = undo_cause(app, moved, "user:1").await.unwrap();
    assert_eq!(cause_tree(app).await.unwrap().branch(&name), "delivery");
    undo_cause(app, back, "user:1").await.unwrap();
    assert_eq!(cause_tree(app).await.unwrap().branch(&name), "service", "an undo is undone");

    assert_eq!(why(change_cause(app, "delivery", &change("D", Some("courier")), "user:1").await), "cause-below-itself");
    assert_eq!(why(change_cause(app, &name, &change("V", Some("nowhere")), "user:1").await), "no-such-cause");
    assert_eq!(why(archive_cause(app, "delivery", true, "user:1").await), "causes-below");
    assert_eq!(
        why(add_cause(app, &CauseChange { title_fa: " ".into(), ..change("", None) }, "user:1").await),
        "no-cause-title"
    );
    archive_cause(app, &name, true, "user:1").await.unwrap();
    assert_eq!(why(add_cause(app, &change("x", Some(&name)), "user:1").await), "cause-archived");
    assert!(matches!(archive_cause(app, "gone", true, "user:1").await, Err(AppError::NotFound("cause"))));
}

async fn case(bench: &Bench, who: &SignedIn, unit: &str, cause: Option<&str>) -> CaseId {
    let new = NewCase {
        customer: Some(CustomerId(1)),
        contact: Contact::default(),
        facts: CaseFacts { unit: Some(unit.to_owned()), ..CaseFacts::default() },
        text: "It was late.".to_owned(),
        channel: Channel::Phone,
        language: "en".to_owned(),
        origin: None,
        received_at: None,
        acknowledged: true,
    };
    let taken = take_down(&bench.app, &new, &Doer::Staff(who)).await.unwrap();
    if let Some(cause) = cause {
        let named = CaseAction::NameCause(Some(cause.to_owned()));
        act(&bench.app, taken.id, None, &named, &Doer::Staff(who)).await.unwrap();
    }
    taken.id
}

#[tokio::test]
async fn cases_name_causes_that_are_there_and_the_chart_leads_to_them() {
    let bench = Bench::new().await;
    let manager = somebody(1, Role::ExperienceManager, &[]);
    for cause in [Some("courier"), Some("courier"), Some("late-delivery"), Some("refund-late"), None] {
        case(&bench, &manager, "delivery", cause).await;
    }
    let id = case(&bench, &manager, "kitchen", Some("courier")).await;
    let named = CaseAction::NameCause(Some("nothing".to_owned()));
    assert_eq!(why(act(&bench.app, id, None, &named, &Doer::Staff(&manager)).await), "no-such-cause");
    archive_cause(&bench.app, "courier", true, "user:1").await.unwrap();
    let named = CaseAction::NameCause(Some("courier".to_owned()));
    assert_eq!(why(act(&bench.app, id, None, &named, &Doer::Staff(&manager)).await), "cause-archived");

    let question = ParetoQuestion { period: Period::Week, ..ParetoQuestion::default() };
    let found = pareto(&bench.app, &question).await.unwrap();
    let bars: Vec<(&str, u64)> = found.bars.iter().map(|bar| (bar.cause.as_str(), bar.cases)).collect();
    assert_eq!(bars, [("courier", 3), ("late-delivery", 1), ("refund-late", 1)]);
    assert_eq!((found.named, found.unnamed), (5, 1));
    let branches = pareto(&bench.app, &ParetoQuestion { level: Level::Branch, ..question.clone() }).await.unwrap();
    let bars: Vec<(&str, u64)> = branches.bars.iter().map(|bar| (bar.cause.as_str(), bar.cases)).collect();
    assert_eq!(bars, [("delivery", 4), ("money", 1)]);
    let of_unit = ParetoQuestion { unit: Some("kitchen".to_owned()), ..question.clone() };
    assert_eq!(pareto(&bench.app, &of_unit).await.unwrap().named, 1);

    let whole = behind(&bench.app, &question, Some("delivery"), 1, &manager).await.unwrap();
    assert_eq!((whole.count, whole.whole, whole.cases.len()), (4, 4, 4));
    let kitchen = somebody(7, Role::UnitManager, &["kitchen"]);
    let seen = behind(&bench.app, &question, Some("delivery"), 1, &kitchen).await.unwrap();
    assert_eq!((seen.count, seen.whole), (1, 4), "only the own unit's cases are listed");
    assert_eq!(behind(&bench.app, &question, None, 1, &manager).await.unwrap().count, 1);
}

#[tokio::test]
async fn a_cause_that_a_case_has_is_not_taken_away() {
    let bench = Bench::new().await;
    let manager = somebody(1, Role::ExperienceManager, &[]);
    let (name, entry) = add_cause(&bench.app, &change("Snow", None), "user:1").await.unwrap();
    case(&bench, &manager, "delivery", Some(&name)).await;
    assert_eq!(why(undo_cause(&bench.app, entry, "user:1").await), "cause-in-use");
}

//! Problems and actions, who may change them, and what came of them.

use hamdel_domain::cases::{CaseAction, CaseFacts, Contact};
use hamdel_domain::clock::DAY;
use hamdel_domain::improvement::{ActionKind, ActionState, ProblemState};
use hamdel_domain::rights::Role;
use hamdel_domain::{Channel, CustomerId, Instant};

use super::effect::measured;
use super::*;
use crate::cases::tests::somebody;
use crate::cases::{Doer, NewCase, act, take_down};
use crate::invitations::tests_bench::Bench;

fn action(state: ActionState) -> ActionChange {
    ActionChange {
        title: "Another courier in Shiraz".to_owned(),
        kind: ActionKind::Corrective,
        state,
        problem: None,
        cause: Some("delivery".to_owned()),
        unit: Some("delivery".to_owned()),
        owner: None,
        due_at: None,
    }
}

async fn complaint(bench: &Bench, who: &SignedIn, at: Instant) -> String {
    let new = NewCase {
        customer: Some(CustomerId(1)),
        contact: Contact::default(),
        facts: CaseFacts { unit: Some("delivery".to_owned()), ..CaseFacts::default() },
        text: "It was late.".to_owned(),
        channel: Channel::Phone,
        language: "en".to_owned(),
        origin: None,
        received_at: Some(at),
        acknowledged: true,
    };
    let taken = take_down(&bench.app, &new, &Doer::Staff(who)).await.unwrap();
    let named = CaseAction::NameCause(Some("courier".to_owned()));
    act(&bench.app, taken.id, None, &named, &Doer::Staff(who)).await.unwrap();
    taken.reference.to_string()
}

#[test]
fn complaints_fell_from_31_to_12_a_month() {
    let Effect::Measured { before, after, ratio, .. } = measured((93, 90), (36, 90)) else { panic!("not measured") };
    assert!((before - 31.45).abs() < 0.01 && (after - 12.18).abs() < 0.01, "{before} {after}");
    assert!(ratio.high < 0.6 && ratio.more_than_chance(), "{ratio:?}");
    assert_eq!(measured((4, 90), (5, 20)), Effect::TooFew { have: 9, need: 10 });
}

#[tokio::test]
async fn an_action_is_measured_by_the_cases_of_its_cause() {
    let bench = Bench::new().await;
    let manager = somebody(2, Role::UnitManager, &["delivery"]);
    let begin = bench.app.clock.now();
    for _ in 0..20 {
        complaint(&bench, &manager, begin.plus_micros(-10 * DAY)).await;
    }
    let id = add_action(&bench.app, &action(ActionState::Planned), &manager).await.unwrap();
    let of = async || actions(&bench.app).await.unwrap().remove(0);
    assert_eq!(of().await.effect, Effect::NotDone);
    change_action(&bench.app, id, 1, &action(ActionState::Done), &manager).await.unwrap();
    assert!(matches!(of().await.effect, Effect::TooSoon(_)));
    bench.clock.advance(45 * DAY);
    complaint(&bench, &manager, bench.app.clock.now().plus_micros(-DAY)).await;
    let Effect::Measured { days, ratio, .. } = of().await.effect else { panic!("not measured") };
    assert_eq!((days, ratio.n), (45, (20, 1)));
    assert!(ratio.more_than_chance());
    let stale = change_action(&bench.app, id, 1, &action(ActionState::Doing), &manager).await;
    assert!(matches!(stale, Err(AppError::ChangedMeanwhile)));
    let stranger = somebody(3, Role::UnitManager, &["kitchen"]);
    let not_theirs = change_action(&bench.app, id, 2, &action(ActionState::Doing), &stranger).await;
    assert!(matches!(not_theirs, Err(AppError::Refused { why: "not-your-unit", .. })));
}

#[tokio::test]
async fn cases_hang_on_a_problem_that_grows() {
    let bench = Bench::new().await;
    let manager = somebody(2, Role::UnitManager, &["delivery"]);
    let change = ProblemChange {
        title: "The van breaks down".to_owned(),
        cause: Some("late-delivery".to_owned()),
        unit: Some("delivery".to_owned()),
        whys: vec!["It is old.".to_owned(), " ".to_owned(), "Nobody replaced it.".to_owned()],
        state: ProblemState::Open,
        owner: None,
    };
    let id = add_problem(&bench.app, &change, &manager).await.unwrap();
    for _ in 0..8 {
        let reference = complaint(&bench, &manager, bench.app.clock.now().plus_micros(-DAY)).await;
        hang(&bench.app, id, &reference, &manager).await.unwrap();
    }
    let seen = problems(&bench.app).await.unwrap().remove(0);
    assert_eq!((seen.cases, seen.growth.n, seen.problem.whys.len()), (8, (0, 8), 2));
    assert!(seen.grows());
    assert_eq!(cases_of_problem(&bench.app, id, &manager).await.unwrap().len(), 8);
    let nothing = hang(&bench.app, id, "1234", &manager).await;
    assert!(matches!(nothing, Err(AppError::Refused { why: "no-such-case", .. })));
    let reference = complaint(&bench, &manager, bench.app.clock.now()).await;
    let nowhere = hang(&bench.app, id + 1, &reference, &manager).await;
    assert!(matches!(nowhere, Err(AppError::Refused { why: "no-such-problem", .. })));
    let solved = ProblemChange { state: ProblemState::Solved, ..change };
    change_problem(&bench.app, id, 1, &solved, &manager).await.unwrap();
    assert!(problems(&bench.app).await.unwrap()[0].problem.solved_at.is_some());
}

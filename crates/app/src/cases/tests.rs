//! A case from its beginning to its end, who may do what to it, and what follows from it.

use hamdel_domain::cases::{Assessment, Case, CaseAction, CaseFacts, CaseState, Contact, Decision, Grade, Severity};
use hamdel_domain::clock::SECOND;
use hamdel_domain::people::UserId;
use hamdel_domain::rights::{Right, Role};
use hamdel_domain::{Channel, CustomerId, Identifier, IdentifierKind};
use hamdel_text::Language;

use super::*;
use crate::accounts::SignedIn;
use crate::error::AppError;
use crate::invitations::tests_bench::Bench;

pub(crate) fn somebody(id: i64, role: Role, units: &[&str]) -> SignedIn {
    SignedIn {
        id: UserId(id),
        name: format!("Person {id}"),
        email: format!("p{id}@example.com"),
        role,
        language: Language::English,
        units: std::sync::Arc::new(units.iter().map(|&unit| unit.to_owned()).collect()),
        employee: None,
        presence: hamdel_domain::people::Presence::default(),
    }
}

pub(crate) fn late_parcel() -> NewCase {
    NewCase {
        customer: Some(CustomerId(1)),
        contact: Contact { name: Some("Sara".to_owned()), identifiers: Vec::new() },
        facts: CaseFacts { unit: Some("delivery".to_owned()), ..CaseFacts::default() },
        text: "My parcel is five days late.\nNobody answers the phone.".to_owned(),
        channel: Channel::Phone,
        language: "en".to_owned(),
        origin: None,
        received_at: None,
        acknowledged: true,
    }
}

pub(super) fn graded() -> CaseAction {
    CaseAction::Assess(Assessment {
        severity: Severity::High,
        safety: false,
        complexity: Grade::Low,
        impact: Grade::Low,
        urgency: Grade::Medium,
    })
}

pub(super) fn answer() -> CaseAction {
    CaseAction::Answer { text: "It is on its way, and the fee is yours.".to_owned(), decision: Decision::Granted }
}

async fn taken(bench: &Bench, who: &SignedIn) -> Case {
    let taken = take_down(&bench.app, &late_parcel(), &Doer::Staff(who)).await.unwrap();
    bench.app.store.case(taken.id).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_case_goes_its_way_and_everything_of_it_is_written_down() {
    let bench = Bench::new().await;
    let agent = somebody(2, Role::Agent, &["delivery"]);
    let manager = somebody(3, Role::UnitManager, &["delivery"]);
    let case = taken(&bench, &agent).await;
    assert_eq!(case.facts.title, "My parcel is five days late.");
    assert_eq!((case.state, case.clocks.len()), (CaseState::Acknowledged, 3));
    let found = by_reference(&bench.app, &case.reference).await.unwrap();
    assert_eq!(found, case);
    let step = async |revision: i64, action: &CaseAction, who: &SignedIn| {
        act(&bench.app, case.id, Some(revision), action, &Doer::Staff(who)).await
    };
    let graded = step(1, &graded(), &agent).await.unwrap();
    assert_eq!((graded.state, graded.priority()), (CaseState::Assessed, 2));
    assert!(graded.due_at().unwrap() <= case.due_at().unwrap());
    // Somebody who read it before that does not overwrite it.
    assert!(matches!(step(1, &CaseAction::Investigate, &agent).await, Err(AppError::ChangedMeanwhile)));
    step(2, &CaseAction::Note { text: "the courier lied".to_owned(), mentions: vec![UserId(9)] }, &agent)
        .await
        .unwrap();
    let answered = step(3, &answer(), &agent).await.unwrap();
    assert!(answered.clocks.iter().all(|clock| !clock.state.is_open()));
    let close = CaseAction::Close { cause: None };
    assert!(matches!(step(4, &close, &agent).await, Err(AppError::NeedsRight(Right::CloseCases))));
    assert!(matches!(step(4, &close, &manager).await, Err(AppError::Case(_))), "without a cause");
    let closed = step(4, &CaseAction::Close { cause: Some("courier".to_owned()) }, &manager).await.unwrap();
    assert!(!closed.is_open());
    let view = one(&bench.app, case.id, &agent).await.unwrap();
    let did: Vec<&str> = view.events.iter().map(|event| event.did.as_str()).collect();
    assert_eq!(did, ["received", "acknowledged", "assessed", "noted", "answered", "closed"]);
    let seen: Vec<String> =
        events_for_customer(&bench.app, case.id).await.unwrap().into_iter().map(|event| event.did).collect();
    assert!(!seen.contains(&"noted".to_owned()), "{seen:?}");
    // Who was mentioned reaches it from another unit.
    one(&bench.app, case.id, &somebody(9, Role::Agent, &["kitchen"])).await.unwrap();
}

#[tokio::test]
async fn other_units_do_not_know_of_it() {
    let bench = Bench::new().await;
    let case = taken(&bench, &somebody(2, Role::Agent, &["delivery"])).await;
    let stranger = somebody(4, Role::UnitManager, &["kitchen"]);
    assert!(matches!(one(&bench.app, case.id, &stranger).await, Err(AppError::NotFound("case"))));
    let tried = act(&bench.app, case.id, None, &CaseAction::Investigate, &Doer::Staff(&stranger)).await;
    assert!(matches!(tried, Err(AppError::NotFound("case"))));
    let viewer = somebody(5, Role::Viewer, &[]);
    assert!(matches!(
        take_down(&bench.app, &late_parcel(), &Doer::Staff(&viewer)).await,
        Err(AppError::NeedsRight(Right::TakeDownCases))
    ));
    assert!(!one(&bench.app, case.id, &viewer).await.unwrap().whole);
}

#[tokio::test]
async fn one_origin_makes_one_case() {
    let bench = Bench::new().await;
    let new = NewCase { origin: Some("mail:1".to_owned()), ..late_parcel() };
    let by = Doer::Program("mail");
    let (one, other) = tokio::join!(take_down(&bench.app, &new, &by), take_down(&bench.app, &new, &by));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.id, other.id);
    assert!(one.already != other.already);
}

#[tokio::test]
async fn an_open_complaint_holds_other_contacts_back() {
    let bench = Bench::new().await;
    let agent = somebody(2, Role::UnitManager, &["delivery"]);
    let case = taken(&bench, &agent).await;
    assert!(bench.app.store.end_hold(&subject(case.id), bench.app.clock.now()).await.unwrap(), "it is held");
    bench.app.store.hold_contacts(CustomerId(1), &subject(case.id), bench.app.clock.now()).await.unwrap();
    for action in [graded(), answer(), CaseAction::Close { cause: Some("courier".to_owned()) }] {
        act(&bench.app, case.id, None, &action, &Doer::Staff(&agent)).await.unwrap();
    }
    assert!(!bench.app.store.end_hold(&subject(case.id), bench.app.clock.now()).await.unwrap(), "the end let go");
}

#[tokio::test]
async fn a_case_from_somebody_unknown_finds_its_customer() {
    let mut bench = Bench::new().await;
    let identifier = Identifier::new(IdentifierKind::Email, "new@example.com").unwrap();
    let new = NewCase {
        customer: None,
        contact: Contact { name: None, identifiers: vec![identifier.clone()] },
        ..late_parcel()
    };
    let taken = take_down(&bench.app, &new, &Doer::Customer("")).await.unwrap();
    assert_eq!(find_customers(&bench.app).await.unwrap(), 0);
    assert_eq!(tell_cases(&bench.app).await.unwrap(), 1);
    assert_eq!(tell_cases(&bench.app).await.unwrap(), 0);
    bench.happens(&[]).await;
    assert_eq!(find_customers(&bench.app).await.unwrap(), 1);
    let case = bench.app.store.case(taken.id).await.unwrap().unwrap();
    assert_eq!(case.customer, bench.app.store.customer_of_identifier(&identifier).await.unwrap());
    assert!(case.customer.is_some());
}

#[tokio::test]
async fn clocks_stand_while_the_customer_is_waited_for() {
    let bench = Bench::new().await;
    let agent = somebody(2, Role::Agent, &["delivery"]);
    let case = taken(&bench, &agent).await;
    let by = Doer::Staff(&agent);
    let asks = CaseAction::Reply { text: "Which parcel?".to_owned(), waits: true };
    let waiting = act(&bench.app, case.id, None, &asks, &by).await.unwrap();
    assert_eq!(waiting.due_at(), None, "nothing is due while the customer is waited for");
    bench.clock.advance(30 * 24 * 3_600 * SECOND);
    let heard = CaseAction::Hear { text: "The blue one.".to_owned() };
    let going = act(&bench.app, case.id, None, &heard, &Doer::Customer("Sara")).await.unwrap();
    assert!(going.due_at().unwrap() > bench.app.clock.now());
    assert!(!going.is_breached());
}

#[tokio::test]
async fn what_was_taken_down_by_mistake_is_taken_back_as_long_as_nobody_was_told() {
    let bench = Bench::new().await;
    let agent = somebody(2, Role::Agent, &["delivery"]);
    let case = taken(&bench, &agent).await;
    assert_eq!(tell_cases(&bench.app).await.unwrap(), 0, "nobody is told yet");
    let other = somebody(3, Role::Administrator, &[]);
    assert!(matches!(take_back(&bench.app, case.id, &other).await, Err(AppError::NotFound("case"))));
    take_back(&bench.app, case.id, &agent).await.unwrap();
    assert_eq!(bench.app.store.case(case.id).await.unwrap(), None);
    assert!(!bench.app.store.end_hold(&subject(case.id), bench.app.clock.now()).await.unwrap(), "the hold went too");
    let worked = taken(&bench, &agent).await;
    act(&bench.app, worked.id, None, &graded(), &Doer::Staff(&agent)).await.unwrap();
    assert!(matches!(take_back(&bench.app, worked.id, &agent).await, Err(AppError::TooLate)));
    let told = taken(&bench, &agent).await;
    bench.clock.advance(UNDO_WITHIN);
    assert!(tell_cases(&bench.app).await.unwrap() > 0);
    assert!(matches!(take_back(&bench.app, told.id, &agent).await, Err(AppError::TooLate)));
}

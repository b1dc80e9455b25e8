//! Cases under many hands.

use hamdel_domain::cases::{
    Case, CaseAction, CaseClock, CaseFacts, CaseId, CaseKind, CaseReference, CaseState, Contact, Matter, Severity,
    action,
};
use hamdel_domain::causes::Cause;
use hamdel_domain::people::UserId;
use hamdel_domain::{Channel, CustomerId, Identifier, IdentifierKind};
use hamdel_store::cases::{
    CasesAsked, CauseAsked, NewEvent, add_event, case_to_change, delete_case, give_customer, insert_case, is_beside,
    put_case, put_case_kind, put_case_people,
};
use hamdel_store::causes::{add_cause, causes_to_change, put_cause, remove_cause};
use hamdel_store::jobs::{NewJob, enqueue, take_back};
use hamdel_store::{Store, StoreError};

use crate::place::{Place, at};

fn reference(number: u8) -> CaseReference {
    struct Same(u8);
    impl hamdel_domain::Entropy for Same {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(self.0);
        }
    }
    CaseReference::draw(&Same(number))
}

pub(crate) fn case(number: u8) -> Case {
    let identifier = Identifier::new(IdentifierKind::Email, "sara@example.com").unwrap();
    Case {
        id: CaseId(0),
        reference: reference(number),
        customer: None,
        contact: Contact { name: Some("سارا".to_owned()), identifiers: vec![identifier] },
        facts: CaseFacts {
            unit: Some("delivery".to_owned()),
            severity: Some(Severity::High),
            title: "بسته دیر رسید".to_owned(),
            ..CaseFacts::default()
        },
        text: "پنج روز دیر\0".to_owned(),
        channel: Channel::Web,
        language: "fa".to_owned(),
        origin: Some(format!("mail:{number}")),
        state: CaseState::Received,
        assessment: None,
        owner: None,
        cause: None,
        problem: None,
        received_at: at(10),
        acknowledged_at: None,
        answered_at: None,
        decision: None,
        closed_at: None,
        waiting_since: None,
        reopened: 0,
        clocks: Vec::<CaseClock>::new(),
        revision: 1,
        changed_at: at(10),
    }
}

pub(crate) async fn insert(place: &Place, new: &Case) -> Result<CaseId, StoreError> {
    let mut tx = place.store.state().begin().await?;
    let id = insert_case(&mut tx, new).await?;
    tx.commit().await?;
    Ok(id)
}

pub(crate) async fn a_case_comes_back_as_it_was(place: &Place) {
    let mut new = case(1);
    new.id = insert(place, &new).await.unwrap();
    new.text = "پنج روز دیر\u{fffd}".to_owned();
    assert_eq!(place.store.case(new.id).await.unwrap().as_ref(), Some(&new));
    assert_eq!(place.store.case_of_reference(&reference(1)).await.unwrap().as_ref(), Some(&new));
    assert_eq!(place.store.case_of_origin("mail:1").await.unwrap().as_ref(), Some(&new));
    let same_origin = Case { origin: new.origin.clone(), ..case(2) };
    assert!(matches!(insert(place, &same_origin).await, Err(StoreError::Conflict { .. })));
    let same_reference = Case { reference: reference(1), ..case(3) };
    assert!(matches!(insert(place, &same_reference).await, Err(StoreError::Conflict { .. })));
    assert!(matches!(
        case_to_change(&mut place.store.state().begin().await.unwrap(), CaseId(999)).await,
        Err(StoreError::NotFound { .. })
    ));
    let mut tx = place.store.state().begin().await.unwrap();
    assert!(give_customer(&mut tx, new.id, CustomerId(7)).await.unwrap());
    assert!(!give_customer(&mut tx, new.id, CustomerId(8)).await.unwrap(), "it is somebody's already");
    put_case_people(&mut tx, new.id, &[UserId(1), UserId(2), UserId(1)], "mentioned").await.unwrap();
    assert!(is_beside(&mut tx, new.id, UserId(2)).await.unwrap());
    assert!(!is_beside(&mut tx, new.id, UserId(3)).await.unwrap());
    tx.commit().await.unwrap();
    assert!(place.store.cases_without_customer(CaseId(0), 10).await.unwrap().is_empty());
    assert_eq!(place.store.case_people(new.id).await.unwrap().len(), 2);
}

/// Tries five times to write a note on a case as it was read; gives how often nobody came between.
async fn write_notes(store: Store, id: CaseId, number: i64) -> i64 {
    let mut written = 0;
    for round in 0..5 {
        let note = CaseAction::Note { text: format!("{number}:{round}"), mentions: Vec::new() };
        let read = store.case(id).await.unwrap().unwrap();
        let mut tx = store.state().begin().await.unwrap();
        let mut held = case_to_change(&mut tx, id).await.unwrap();
        if held.revision != read.revision {
            continue;
        }
        action::apply(&mut held, &note, 0, at(20)).unwrap();
        put_case(&mut tx, &held).await.unwrap();
        let event = NewEvent {
            case: id,
            at: at(20),
            actor: "user:1",
            by: "x",
            did: note.as_str(),
            visible: false,
            text: note.text(),
            detail: "{}",
        };
        add_event(&mut tx, event).await.unwrap();
        tx.commit().await.unwrap();
        written += 1;
    }
    written
}

/// Twenty people write notes on one case at once, each under the revision they read: every note that was
/// acknowledged is there, and no write covered another.
pub(crate) async fn hands_at_once_lose_nothing(place: &Place) {
    let id = insert(place, &case(4)).await.unwrap();
    let mut hands = tokio::task::JoinSet::new();
    for number in 0..20 {
        hands.spawn(write_notes(place.store.clone(), id, number));
    }
    let written: i64 = hands.join_all().await.into_iter().sum();
    let held = place.store.case(id).await.unwrap().unwrap();
    assert!(written > 0);
    assert_eq!(held.revision, 1 + written);
    assert_eq!(place.store.case_events(id, false).await.unwrap().len() as i64, written);
    assert!(place.store.case_events(id, true).await.unwrap().is_empty(), "customers see no notes");
    let stale = Case { revision: held.revision, ..held };
    let mut tx = place.store.state().begin().await.unwrap();
    assert!(matches!(put_case(&mut tx, &stale).await, Err(StoreError::Conflict { .. })));
}

pub(crate) async fn outlines_are_found_by_cause_unit_and_time(place: &Place) {
    let store = &place.store;
    for (number, unit, cause, received) in
        [(41, "kitchen", Some("late"), 10), (42, "kitchen", None, 20), (43, "delivery", Some("late"), 30)]
    {
        let facts = CaseFacts { unit: Some(unit.to_owned()), ..case(number).facts };
        let cause = cause.map(str::to_owned);
        insert(place, &Case { facts, cause, received_at: at(received), ..case(number) }).await.unwrap();
    }
    let units = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    let all = CasesAsked::default();
    let mut counts = store.cases_by_cause(&all).await.unwrap();
    counts.sort();
    assert_eq!(counts, [(None, 1), (Some("late".to_owned()), 2)]);
    let kitchen = CasesAsked { units: units(&["kitchen", "bar"]), ..all.clone() };
    let found = store.case_outlines(&kitchen, 10, 0).await.unwrap();
    assert_eq!(found.iter().map(|held| held.received_at).collect::<Vec<_>>(), [at(20), at(10)]);
    assert_eq!(store.case_outlines(&kitchen, 10, 1).await.unwrap().len(), 1);
    assert_eq!(store.count_cases(&CasesAsked { units: units(&[]), ..all.clone() }).await.unwrap(), 0);
    let late = CauseAsked::OneOf(["late".to_owned()].into());
    let timed = CasesAsked { cause: late, from: Some(at(11)), until: Some(at(31)), ..all.clone() };
    assert_eq!(store.count_cases(&timed).await.unwrap(), 1);
    let unnamed = CasesAsked { cause: CauseAsked::Unnamed, matter: Some(Matter::Complaint), ..all };
    assert_eq!(store.case_outlines(&unnamed, 10, 0).await.unwrap()[0].unit.as_deref(), Some("kitchen"));
}

pub(crate) async fn a_cause_goes_only_when_nothing_has_it(place: &Place) {
    let store = &place.store;
    let cause = |name: &str, parent: Option<&str>| Cause {
        name: name.to_owned(),
        title_fa: "دیر".to_owned(),
        title_en: "Late".to_owned(),
        parent: parent.map(str::to_owned),
        archived_at: None,
    };
    let mut tx = store.state().begin().await.unwrap();
    add_cause(&mut tx, &cause("late", None)).await.unwrap();
    add_cause(&mut tx, &cause("courier", Some("late"))).await.unwrap();
    put_cause(&mut tx, &Cause { archived_at: Some(at(9)), ..cause("courier", Some("late")) }).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.causes().await.unwrap().len(), 2);
    insert(place, &Case { cause: Some("courier".to_owned()), ..case(44) }).await.unwrap();
    for held in ["late", "courier"] {
        let mut tx = store.state().begin().await.unwrap();
        assert!(matches!(remove_cause(&mut tx, held).await, Err(StoreError::Conflict { .. })), "{held}");
    }
    let mut tx = store.state().begin().await.unwrap();
    add_cause(&mut tx, &cause("free", None)).await.unwrap();
    remove_cause(&mut tx, "free").await.unwrap();
    assert!(matches!(remove_cause(&mut tx, "free").await, Err(StoreError::NotFound { .. })));
    assert_eq!(causes_to_change(&mut tx).await.unwrap().len(), 2);
}

pub(crate) async fn kinds_are_kept_and_past_cases_teach(place: &Place) {
    let store = &place.store;
    let kind = CaseKind {
        name: "late".to_owned(),
        title_fa: "دیر رسیدن".to_owned(),
        title_en: "Late".to_owned(),
        severity: Some(Severity::High),
        words: "late, دیر".to_owned(),
        ..CaseKind::default()
    };
    let archived = CaseKind { archived_at: Some(at(9)), unit: Some("delivery".to_owned()), ..kind.clone() };
    for held in [&kind, &archived] {
        let mut tx = store.state().begin().await.unwrap();
        put_case_kind(&mut tx, held).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.case_kinds().await.unwrap(), std::slice::from_ref(held));
    }
    let first = insert(place, &case(31)).await.unwrap();
    let second = insert(place, &case(32)).await.unwrap();
    assert_eq!(store.last_case().await.unwrap(), second);
    let read = store.cases_after(CaseId(first.0 - 1), 10).await.unwrap();
    assert_eq!(read.iter().map(|past| past.id).collect::<Vec<_>>(), [first, second]);
    assert_eq!((read[0].unit.as_deref(), read[0].severity), (Some("delivery"), Some(Severity::High)));
    let mut tx = store.state().begin().await.unwrap();
    delete_case(&mut tx, first).await.unwrap();
    let job = NewJob { kind: "case.tell", payload: "{}", run_at: at(1), dedup_key: Some("case.tell:31") };
    enqueue(&mut tx, job).await.unwrap();
    assert!(take_back(&mut tx, "case.tell:31").await.unwrap());
    assert!(!take_back(&mut tx, "case.tell:31").await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(store.case(first).await.unwrap(), None);
}

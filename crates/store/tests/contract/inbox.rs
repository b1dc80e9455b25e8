//! What the inbox of cases lives on.

use std::collections::BTreeSet;

use hamdel_domain::cases::{Case, CaseId, CaseReference, CaseState, Severity};
use hamdel_domain::people::UserId;
use hamdel_domain::{Channel, Entropy};
use hamdel_store::cases::{
    BulkBefore, ClosedKey, ClosedQuestion, NewEvent, add_event, case_to_change, insert_cases, keep_bulk, mark_undone,
    put_case, put_case_people,
};

use crate::cases::{case, insert};
use crate::place::{Place, at};

struct Number(u64);

impl Entropy for Number {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.copy_from_slice(&self.0.to_be_bytes()[..buffer.len()]);
    }
}

fn numbered(number: u64) -> Case {
    Case { reference: CaseReference::draw(&Number(number)), origin: None, ..case(1) }
}

async fn changes(place: &Place, after: i64) -> Vec<(i64, CaseId)> {
    place.store.case_changes(after, 1_000).await.unwrap()
}

pub(crate) async fn every_change_of_a_case_is_noted(place: &Place) {
    let id = insert(place, &case(1)).await.unwrap();
    let taken = changes(place, 0).await;
    assert_eq!(taken.iter().map(|(_, case)| *case).collect::<Vec<_>>(), [id]);
    // Words alone are noted with the case they change; what became of an answer has no change of its own.
    let mut tx = place.store.state().begin().await.unwrap();
    let mut held = case_to_change(&mut tx, id).await.unwrap();
    held.revision += 1;
    put_case(&mut tx, &held).await.unwrap();
    let event = NewEvent {
        case: id,
        at: at(11),
        actor: "program:cases",
        by: "",
        did: "sent",
        visible: false,
        text: "",
        detail: "{}",
    };
    add_event(&mut tx, event).await.unwrap();
    add_event(&mut tx, NewEvent { did: "noted", ..event }).await.unwrap();
    put_case_people(&mut tx, id, &[UserId(7)], "mentioned").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(changes(place, taken[0].0).await.len(), 2);
    // What was given up leaves no trace.
    let mut tx = place.store.state().begin().await.unwrap();
    held.revision += 1;
    put_case(&mut tx, &held).await.unwrap();
    tx.rollback().await.unwrap();
    let all = changes(place, 0).await;
    assert_eq!(all.len(), 3);
    assert!(all.is_sorted());
    assert_eq!(place.store.open_cases_beside(UserId(7)).await.unwrap(), [id]);
    let open = place.store.open_cases(CaseId(0), 10).await.unwrap();
    assert_eq!((open.len(), open[0].revision, open[0].severity), (1, 2, Some(Severity::High)));
    let newest = all[2].0;
    assert_eq!(place.store.case_changes_kept().await.unwrap(), (all[0].0, newest));
    place.store.forget_case_changes(newest).await.unwrap();
    assert_eq!(changes(place, 0).await, [(newest, id)]);
    // Numbers go on where they were, whatever is forgotten.
    insert(place, &case(2)).await.unwrap();
    assert!(changes(place, newest).await[0].0 > newest);
}

pub(crate) async fn closed_cases_are_found_by_their_end(place: &Place) {
    let closed = |number: u64| {
        let mut case = numbered(number);
        case.facts.unit = Some(["delivery", "kitchen"][(number % 2) as usize].to_owned());
        case.facts.kind = Some(["late", "cold", "rude"][(number % 3) as usize].to_owned());
        case.cause = Some(format!("cause {}", number % 4));
        case.owner = number.is_multiple_of(5).then_some(UserId(5));
        (case.state, case.closed_at) = (CaseState::Closed, Some(at(100 + (number / 2) as i64)));
        case
    };
    let all: Vec<Case> = (0..60).map(closed).chain([numbered(99)]).collect();
    let mut tx = place.store.state().begin().await.unwrap();
    assert_eq!(insert_cases(&mut tx, &all).await.unwrap(), 61);
    tx.commit().await.unwrap();
    let delivery = ClosedQuestion { units: Some(BTreeSet::from(["delivery".to_owned()])), ..ClosedQuestion::default() };
    let both: BTreeSet<String> = ["delivery".to_owned(), "kitchen".to_owned()].into();
    for (question, expected) in [
        (ClosedQuestion::default(), 60),
        (delivery.clone(), 30),
        (ClosedQuestion { units: Some(both), kind: Some("late".to_owned()), ..ClosedQuestion::default() }, 20),
        (ClosedQuestion { units: Some(BTreeSet::new()), ..ClosedQuestion::default() }, 0),
        (ClosedQuestion { kind: Some("late".to_owned()), ..delivery.clone() }, 10),
        (ClosedQuestion { owner: Some(Some(UserId(5))), ..ClosedQuestion::default() }, 12),
        (ClosedQuestion { owner: Some(None), ..ClosedQuestion::default() }, 48),
        (ClosedQuestion { channel: Some(Channel::Phone), ..ClosedQuestion::default() }, 0),
        (ClosedQuestion { severity: Some(Severity::High), ..ClosedQuestion::default() }, 60),
    ] {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = place.store.closed_cases(&question, after, 7, 1_000).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(ClosedKey { closed_at: last.closed_at.unwrap(), id: last.id });
            found.extend(page.iter().map(|brief| (brief.closed_at, brief.id)));
            let counted = place.store.closed_cases_count(&question, after, 1_000, 1_000).await.unwrap();
            assert_eq!(counted, (expected, found.len() as u64), "{question:?}");
        }
        assert_eq!(found.len() as u64, expected, "{question:?}");
        assert!(found.is_sorted_by(|one, next| one > next), "{question:?}");
        assert_eq!(place.store.closed_cases_count(&question, None, 1_000, 1_000).await.unwrap(), (expected, 0));
    }
    // A bound holds: of what is counted, and of what is looked at for a filter.
    assert_eq!(place.store.closed_cases_count(&ClosedQuestion::default(), None, 25, 1_000).await.unwrap(), (25, 0));
    let late = ClosedQuestion { kind: Some("late".to_owned()), ..ClosedQuestion::default() };
    assert_eq!(place.store.closed_cases(&late, None, 50, 9).await.unwrap().len(), 3);
}

pub(crate) async fn a_change_of_many_is_taken_back_once(place: &Place) {
    let before = vec![BulkBefore {
        case: CaseId(1),
        owner: Some(UserId(2)),
        unit: Some("delivery".to_owned()),
        kind: None,
        revision: 3,
    }];
    let mut tx = place.store.state().begin().await.unwrap();
    let id = keep_bulk(&mut tx, at(1), "user:1", "assign", &before).await.unwrap();
    tx.commit().await.unwrap();
    let kept = place.store.case_bulk(id, "user:1").await.unwrap().unwrap();
    assert_eq!((kept.action.as_str(), &kept.before, kept.undone), ("assign", &before, false));
    assert!(place.store.case_bulk(id, "user:2").await.unwrap().is_none(), "another's");
    let mut tx = place.store.state().begin().await.unwrap();
    assert!(mark_undone(&mut tx, id, at(2)).await.unwrap());
    assert!(!mark_undone(&mut tx, id, at(3)).await.unwrap());
    tx.commit().await.unwrap();
    assert!(place.store.case_bulk(id, "user:1").await.unwrap().unwrap().undone);
}

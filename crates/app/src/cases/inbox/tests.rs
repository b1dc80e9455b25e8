//! The inbox against a slow oracle, its scope, its freshness, and who is told what.

use std::sync::Arc;

use hamdel_domain::cases::{CaseAction, CaseFacts, CaseId, Contact, Severity};
use hamdel_domain::clock::SECOND;
use hamdel_domain::people::UserId;
use hamdel_domain::rights::{Right, Role};
use hamdel_domain::{Channel, CustomerId};
use hamdel_store::cases::Brief;
use hamdel_text::Language;

use super::live::Heard;
use super::*;
use crate::cases::{Bulk, Doer, NewCase, act, bulk, take_down, undo_bulk};
use crate::invitations::tests_bench::Bench;

fn somebody(id: i64, role: Role, units: &[&str]) -> SignedIn {
    SignedIn {
        id: UserId(id),
        name: format!("Person {id}"),
        email: format!("p{id}@example.com"),
        role,
        language: Language::English,
        units: Arc::new(units.iter().map(|&unit| unit.to_owned()).collect()),
        employee: None,
        presence: hamdel_domain::people::Presence::Available,
    }
}

fn manager() -> SignedIn {
    somebody(1, Role::ExperienceManager, &[])
}

async fn take(bench: &Bench, title: &str, unit: &str, severity: Severity) -> CaseId {
    let new = NewCase {
        customer: Some(CustomerId(1)),
        contact: Contact::default(),
        facts: CaseFacts {
            unit: Some(unit.to_owned()),
            severity: Some(severity),
            kind: Some(format!("kind of {unit}")),
            title: title.to_owned(),
            ..CaseFacts::default()
        },
        text: title.to_owned(),
        channel: Channel::Phone,
        language: "en".to_owned(),
        origin: None,
        received_at: None,
        acknowledged: true,
    };
    take_down(&bench.app, &new, &Doer::Staff(&manager())).await.unwrap().id
}

/// Eighty cases of two units, one in seven owned, one in eleven waiting, taken a minute apart.
async fn filled() -> Bench {
    let bench = Bench::new().await;
    for number in 0..80_i64 {
        let unit = if number % 3 == 0 { "kitchen" } else { "delivery" };
        let severity = Severity::ALL[(number % 4) as usize];
        let id = take(&bench, &format!("case {number}"), unit, severity).await;
        let by = manager();
        if number % 7 == 0 {
            let assign = CaseAction::Assign { owner: Some(UserId(2)), unit: None, note: String::new() };
            act(&bench.app, id, None, &assign, &Doer::Staff(&by)).await.unwrap();
        }
        if number % 11 == 0 {
            act(&bench.app, id, None, &CaseAction::Wait, &Doer::Staff(&by)).await.unwrap();
        }
        bench.clock.advance(60 * SECOND);
    }
    bench
}

/// Cases whatever their revision.
fn chosen(ids: &[CaseId]) -> Vec<(CaseId, Option<i64>)> {
    ids.iter().map(|id| (*id, None)).collect()
}

async fn all(bench: &Bench) -> Vec<Brief> {
    bench.app.store.open_cases(CaseId(0), 1_000).await.unwrap()
}

async fn walked(bench: &Bench, question: &CaseQuestion, who: &SignedIn) -> Vec<CaseId> {
    let (mut ids, mut place) = (Vec::new(), Place::First);
    loop {
        let page = inbox(&bench.app, &CaseQuestion { place, ..question.clone() }, who).await.unwrap();
        assert_eq!(page.from, ids.len() as u64 + 1);
        ids.extend(page.cases.iter().map(|case| case.id));
        let Some(next) = page.next else {
            assert_eq!(page.count, ids.len() as u64);
            return ids;
        };
        place = Place::After(next);
    }
}

#[tokio::test]
async fn every_view_and_order_is_what_a_slow_look_finds() {
    let bench = filled().await;
    bench.clock.advance(3 * 3_600 * SECOND);
    let now = bench.app.clock.now();
    for who in [manager(), somebody(2, Role::Agent, &["kitchen"]), somebody(3, Role::UnitManager, &["delivery"])] {
        let reached = Reached::of(&bench.app, &who, Right::ReadCases).await.unwrap();
        for view in InboxView::ALL.iter().copied().filter(|view| *view != InboxView::Closed) {
            for sort in CaseSort::ALL {
                let mut expected = all(&bench).await;
                expected.retain(|case| {
                    let in_view = match view {
                        InboxView::Mine => case.owner == Some(who.id),
                        InboxView::Unit => case.unit.as_ref().is_some_and(|unit| who.units.contains(unit)),
                        InboxView::AtRisk => case.open.risk_at.is_some_and(|at| at <= now),
                        InboxView::Unassigned => case.owner.is_none(),
                        InboxView::Waiting => case.waiting_since.is_some(),
                        InboxView::Open | InboxView::Closed => true,
                    };
                    in_view && reached.holds(case.id, case.unit.as_deref(), case.owner)
                });
                expected.sort_by_key(|case| match sort {
                    CaseSort::Priority => {
                        (-case.priority, case.open.due_at.map_or(i64::MAX, |due| due.micros()), case.id)
                    }
                    CaseSort::Received => (-case.received_at.micros(), 0, case.id),
                    CaseSort::Oldest => (case.received_at.micros(), 0, case.id),
                    CaseSort::Changed => (-case.changed_at.micros(), 0, case.id),
                });
                let question = CaseQuestion { view, sort: *sort, ..CaseQuestion::default() };
                let expected: Vec<CaseId> = expected.iter().map(|case| case.id).collect();
                assert_eq!(walked(&bench, &question, &who).await, expected, "{view:?} {sort:?} {}", who.name);
                let counts = counts(&bench.app, &who).await.unwrap();
                let counted = match view {
                    InboxView::Mine => counts.mine,
                    InboxView::Unit => counts.unit,
                    InboxView::AtRisk => counts.at_risk,
                    InboxView::Unassigned => counts.unassigned,
                    InboxView::Waiting => counts.waiting,
                    InboxView::Open | InboxView::Closed => counts.open,
                };
                assert_eq!(counted, expected.len() as u64, "{view:?} {}", who.name);
            }
        }
    }
}

#[tokio::test]
async fn filters_narrow_and_pages_lead_back() {
    let bench = filled().await;
    let who = manager();
    let all = walked(&bench, &CaseQuestion::default(), &who).await;
    let first = inbox(&bench.app, &CaseQuestion::default(), &who).await.unwrap();
    let second = CaseQuestion { place: Place::After(first.next.unwrap()), ..CaseQuestion::default() };
    let second = inbox(&bench.app, &second, &who).await.unwrap();
    let back = CaseQuestion { place: Place::Before(second.previous.unwrap()), ..CaseQuestion::default() };
    let back = inbox(&bench.app, &back, &who).await.unwrap();
    assert_eq!(back.cases.iter().map(|case| case.id).collect::<Vec<_>>(), all[..PER_PAGE]);
    for (question, expected) in [
        (CaseQuestion { unit: Some("kitchen".to_owned()), ..CaseQuestion::default() }, 27),
        (CaseQuestion { kind: Some("kind of kitchen".to_owned()), ..CaseQuestion::default() }, 27),
        (CaseQuestion { kind: Some("never heard of".to_owned()), ..CaseQuestion::default() }, 0),
        (CaseQuestion { severity: Some(Severity::High), ..CaseQuestion::default() }, 20),
        (CaseQuestion { owner: Some(OwnerAsked::Of(UserId(2))), ..CaseQuestion::default() }, 12),
        (CaseQuestion { channel: Some(Channel::Web), ..CaseQuestion::default() }, 0),
        (CaseQuestion { words: "CASE 7".to_owned(), ..CaseQuestion::default() }, 17),
    ] {
        assert_eq!(inbox(&bench.app, &question, &who).await.unwrap().count, expected, "{question:?}");
    }
}

#[tokio::test]
async fn closed_cases_stand_by_their_end() {
    let bench = filled().await;
    let by = manager();
    let mut closed = Vec::new();
    for case in all(&bench).await.into_iter().take(60) {
        let grade = CaseAction::Assess(hamdel_domain::cases::Assessment {
            severity: Severity::Low,
            safety: false,
            complexity: hamdel_domain::cases::Grade::Low,
            impact: hamdel_domain::cases::Grade::Low,
            urgency: hamdel_domain::cases::Grade::Low,
        });
        let answer = CaseAction::Answer { text: "Done.".to_owned(), decision: hamdel_domain::cases::Decision::Granted };
        for action in [grade, answer, CaseAction::Close { cause: Some("courier".to_owned()) }] {
            act(&bench.app, case.id, None, &action, &Doer::Staff(&by)).await.unwrap();
        }
        closed.insert(0, (case.id, case.unit.unwrap()));
        bench.clock.advance(SECOND);
    }
    let question = CaseQuestion { view: InboxView::Closed, ..CaseQuestion::default() };
    let ids: Vec<CaseId> = closed.iter().map(|(id, _)| *id).collect();
    assert_eq!(walked(&bench, &question, &by).await, ids);
    let kitchen: Vec<CaseId> = closed.iter().filter(|(_, unit)| unit == "kitchen").map(|(id, _)| *id).collect();
    assert_eq!(walked(&bench, &question, &somebody(4, Role::Agent, &["kitchen"])).await, kitchen);
    let filtered = CaseQuestion { kind: Some("kind of kitchen".to_owned()), ..question.clone() };
    assert_eq!(walked(&bench, &filtered, &by).await, kitchen);
    assert_eq!(counts(&bench.app, &by).await.unwrap().open, 20);
    assert_eq!(bench.app.inbox.look(OpenCases::len), 20);
}

#[tokio::test]
async fn who_listens_hears_of_their_cases_only() {
    let bench = Bench::new().await;
    let id = take(&bench, "cold food", "kitchen", Severity::Low).await;
    sync(&bench.app).await.unwrap();
    let mut listener = bench.app.inbox.listen().unwrap();
    let cook = Reached::of(&bench.app, &somebody(5, Role::Agent, &["kitchen"]), Right::ReadCases).await.unwrap();
    let rider = Reached::of(&bench.app, &somebody(6, Role::Agent, &["delivery"]), Right::ReadCases).await.unwrap();
    let note = CaseAction::Note { text: "called".to_owned(), mentions: Vec::new() };
    act(&bench.app, id, None, &note, &Doer::Staff(&manager())).await.unwrap();
    sync(&bench.app).await.unwrap();
    let Heard::Changes(changes) = listener.next().await else { panic!("nothing was heard") };
    let told: Vec<_> = changes.iter().map(|change| (change.case, change.revision, change.seen_by(&cook))).collect();
    assert_eq!(told, [(id, Some(2), Some(true))]);
    assert_eq!(changes[0].seen_by(&rider), None);
    let last = changes[0].change;
    // It goes to another unit: one side hears that it is there, the other that it is gone.
    let assign = CaseAction::Assign { owner: None, unit: Some("delivery".to_owned()), note: String::new() };
    act(&bench.app, id, None, &assign, &Doer::Staff(&manager())).await.unwrap();
    sync(&bench.app).await.unwrap();
    let Heard::Changes(changes) = listener.next().await else { panic!("nothing was heard") };
    assert_eq!((changes[0].seen_by(&cook), changes[0].seen_by(&rider)), (Some(false), Some(true)));
    let missed = live::missed(&bench.app, last).await.unwrap().unwrap();
    assert_eq!(missed.iter().map(|change| (change.case, change.revision)).collect::<Vec<_>>(), [(id, Some(3))]);
    bench.app.inbox.close();
    assert_eq!(listener.next().await, Heard::End);
}

#[tokio::test]
async fn many_are_given_away_and_taken_back() {
    let bench = filled().await;
    let by = manager();
    let helper = bench.person("helper@example.com", Role::Agent).await;
    let ids: Vec<CaseId> = all(&bench).await.into_iter().take(10).map(|case| case.id).collect();
    let before: Vec<Option<UserId>> =
        bench.app.store.cases_in_brief(&ids).await.unwrap().iter().map(|c| c.owner).collect();
    let what = Bulk::Assign { owner: Some(helper), unit: None, note: "you know them".to_owned() };
    let done = bulk(&bench.app, &chosen(&ids), &what, &by).await.unwrap();
    assert_eq!((done.done, done.left.len()), (10, 0));
    // Somebody works on one of them: that one is not taken back.
    let note = CaseAction::Note { text: "mine now".to_owned(), mentions: Vec::new() };
    act(&bench.app, ids[9], None, &note, &Doer::Staff(&by)).await.unwrap();
    assert_eq!(undo_bulk(&bench.app, done.change.unwrap(), &by).await.unwrap(), 9);
    assert!(undo_bulk(&bench.app, done.change.unwrap(), &by).await.is_err(), "once");
    let after: Vec<Option<UserId>> =
        bench.app.store.cases_in_brief(&ids).await.unwrap().iter().map(|c| c.owner).collect();
    assert_eq!(after[..9], before[..9]);
    assert_eq!(after[9], Some(helper));
    // Nothing closes without an answer, and a stranger's case is not there.
    let closing = bulk(&bench.app, &chosen(&ids), &Bulk::Close { cause: Some("x".to_owned()) }, &by).await.unwrap();
    assert_eq!((closing.done, closing.left.len(), closing.change), (0, 10, None));
    let stranger = somebody(9, Role::UnitManager, &["cellar"]);
    let tried = bulk(&bench.app, &chosen(&ids), &Bulk::Kind(None), &stranger).await.unwrap();
    assert!(tried.left.iter().all(|(_, problem)| matches!(problem, AppError::NotFound("case"))));
    let nobody = Bulk::Assign { owner: Some(UserId(999)), unit: None, note: String::new() };
    assert!(matches!(
        bulk(&bench.app, &chosen(&ids), &nobody, &by).await,
        Err(AppError::Refused { field: "owner", .. })
    ));
}

//! What stands beside cases: whose turn it is, tasks, files, canned answers, problems and actions, coaching, segments.

use hamdel_domain::canned::CannedAnswer;
use hamdel_domain::cases::{CaseId, CaseTask, TaskId, TaskState};
use hamdel_domain::improvement::{Action, ActionKind, ActionState, Problem, ProblemState};
use hamdel_domain::people::UserId;
use hamdel_domain::routing::{RoutingPolicy, RoutingRule};
use hamdel_domain::segments::{Segment, SegmentId};
use hamdel_store::StoreError;
use hamdel_store::audit::AuditEntry;
use hamdel_store::canned::{add_canned, change_canned, remove_canned};
use hamdel_store::cases::{
    Attachment, NewEvent, add_attachment, add_event, count_attachments, insert_task, newest_event, put_task,
    task_to_change, units_at_work,
};
use hamdel_store::coaching::{CoachingNote, add_note};
use hamdel_store::improvement::{insert_action, insert_problem, problem_is_there, put_action, put_problem};
use hamdel_store::routing::{KeptRouting, Turn, keep_routing_fault, take_turn};

use crate::cases::{case, insert};
use crate::place::{Place, at};

const SHARED: [UserId; 3] = [UserId(1), UserId(2), UserId(3)];

async fn turn(place: &Place, people: &[UserId], by: Turn) -> Option<UserId> {
    let mut tx = place.store.state().begin().await.unwrap();
    let whose = take_turn(&mut tx, "unit:delivery", people, by).await.unwrap();
    tx.commit().await.unwrap();
    whose
}

pub(crate) async fn turns_go_round(place: &Place) {
    let mut first = Vec::new();
    for _ in 0..3 {
        first.push(turn(place, &SHARED, Turn::LongestWait).await.unwrap());
    }
    first.sort_unstable();
    assert_eq!(first, SHARED, "each of them once");
    let next = turn(place, &SHARED, Turn::LongestWait).await.unwrap();
    assert_ne!(turn(place, &SHARED, Turn::LongestWait).await.unwrap(), next);
    assert_eq!(turn(place, &[], Turn::LongestWait).await, None);
    // Two open cases of the first, none of the others.
    for number in 1..=2 {
        let mut mine = case(number);
        mine.owner = Some(UserId(1));
        insert(place, &mine).await.unwrap();
    }
    for _ in 0..4 {
        assert_ne!(turn(place, &SHARED, Turn::FewestOpen).await, Some(UserId(1)));
    }
}

pub(crate) async fn rules_have_versions_and_forget_their_faults(place: &Place) {
    let store = &place.store;
    assert_eq!(store.routing().await.unwrap(), KeptRouting::default());
    let rule = |name: &str| RoutingRule { name: name.to_owned(), ..RoutingRule::default() };
    let policy = RoutingPolicy { rules: vec![rule("بازپرداخت"), rule("\"two\"")] };
    let entry = |actor: &str| AuditEntry {
        at: at(5),
        actor: actor.to_owned(),
        action: "routing.changed".to_owned(),
        subject: "routing".to_owned(),
        detail: "{}".to_owned(),
    };
    let kept = KeptRouting { version: 0, policy: policy.clone() };
    assert_eq!(store.put_routing(&kept, &entry("user:1")).await.unwrap(), 1);
    assert!(matches!(store.put_routing(&kept, &entry("user:2")).await, Err(StoreError::Conflict { .. })));
    let mut tx = store.state().begin().await.unwrap();
    for moment in [6, 7] {
        keep_routing_fault(&mut tx, "\"two\"", "1 / 0", at(moment)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let faults = store.routing_faults().await.unwrap();
    assert_eq!((faults.len(), faults[0].times, faults[0].at), (1, 2, at(7)));
    let next = KeptRouting { version: 1, policy: RoutingPolicy::default() };
    assert_eq!(store.put_routing(&next, &entry("user:2")).await.unwrap(), 2);
    assert!(store.routing_faults().await.unwrap().is_empty());
    assert_eq!(store.routing_version(1).await.unwrap(), Some(policy));
    let changes = store.routing_changes(10).await.unwrap();
    let told: Vec<(i64, &str)> = changes.iter().map(|(version, _, by)| (*version, by.as_str())).collect();
    assert_eq!(told, [(2, "user:2"), (1, "user:1")]);
}

pub(crate) async fn tasks_of_a_case(place: &Place) {
    let case = insert(place, &case(1)).await.unwrap();
    let task = |title: &str, unit: Option<&str>, owner| CaseTask {
        id: TaskId(0),
        case,
        title: title.to_owned(),
        unit: unit.map(str::to_owned),
        owner,
        state: TaskState::Open,
        clock: None,
        made_at: at(11),
        made_by: "user:1".to_owned(),
        changed_at: at(11),
        revision: 1,
    };
    let mut tx = place.store.state().begin().await.unwrap();
    let mut first = task("از پیک بپرسید", Some("delivery"), None);
    first.id = insert_task(&mut tx, &first).await.unwrap();
    let mut second = task("Refund", Some("finance"), Some(UserId(2)));
    second.id = insert_task(&mut tx, &second).await.unwrap();
    let mut units = units_at_work(&mut tx, case).await.unwrap();
    units.sort_unstable();
    assert_eq!(units, ["delivery", "finance"]);
    tx.commit().await.unwrap();
    assert_eq!(place.store.open_tasks_of(UserId(2), 10).await.unwrap(), std::slice::from_ref(&second));
    assert_eq!(place.store.open_tasks_of_unit("delivery", 10).await.unwrap(), std::slice::from_ref(&first));
    assert!(place.store.open_tasks_of_unit("finance", 10).await.unwrap().is_empty(), "somebody has it");

    let mut tx = place.store.state().begin().await.unwrap();
    let mut done = task_to_change(&mut tx, first.id).await.unwrap();
    assert_eq!(done, first);
    (done.state, done.revision, done.changed_at) = (TaskState::Done, 2, at(12));
    put_task(&mut tx, &done).await.unwrap();
    assert!(matches!(task_to_change(&mut tx, TaskId(99)).await, Err(StoreError::NotFound { .. })));
    tx.commit().await.unwrap();
    assert_eq!(place.store.case_tasks(case).await.unwrap(), [second, done.clone()], "the open ones first");
    assert_eq!(place.store.case_task(first.id).await.unwrap(), Some(done));
    assert_eq!(place.store.units_at_work(case).await.unwrap(), ["finance"]);
}

pub(crate) async fn files_of_a_case(place: &Place) {
    let case = insert(place, &case(1)).await.unwrap();
    let file = |name: &str, visible: bool| Attachment {
        id: 0,
        case,
        event: visible.then_some(9),
        sha256: "ab".repeat(32),
        name: name.to_owned(),
        media_type: "image/png".to_owned(),
        size: 12,
        by_customer: visible,
        visible,
        at: at(11),
    };
    let mut tx = place.store.state().begin().await.unwrap();
    let (mut seen, mut unseen) = (file("عکس.png", true), file("note.png", false));
    seen.id = add_attachment(&mut tx, &seen).await.unwrap();
    unseen.id = add_attachment(&mut tx, &unseen).await.unwrap();
    assert_eq!(count_attachments(&mut tx, case).await.unwrap(), 2);
    assert_eq!(newest_event(&mut tx, case, "received").await.unwrap(), None);
    let event = NewEvent {
        case,
        at: at(11),
        actor: "customer",
        by: "",
        did: "received",
        visible: true,
        text: "x",
        detail: "{}",
    };
    let received = add_event(&mut tx, event).await.unwrap();
    assert_eq!(newest_event(&mut tx, case, "received").await.unwrap(), Some(received));
    tx.commit().await.unwrap();
    assert_eq!(place.store.case_attachments(case, true).await.unwrap(), std::slice::from_ref(&seen));
    assert_eq!(place.store.case_attachments(case, false).await.unwrap(), [seen, unseen.clone()]);
    assert_eq!(place.store.case_attachment(unseen.id).await.unwrap(), Some(unseen));
    assert_eq!(place.store.case_attachment(99).await.unwrap(), None);
    assert!(place.store.case_attachments(CaseId(99), false).await.unwrap().is_empty());
}

pub(crate) async fn canned_answers_have_names(place: &Place) {
    let answer = |name: &str| CannedAnswer {
        name: name.to_owned(),
        unit: Some("delivery".to_owned()),
        text_fa: "سلام {name}".to_owned(),
        text_en: String::new(),
    };
    let mut tx = place.store.state().begin().await.unwrap();
    let id = add_canned(&mut tx, &answer("دیر شد"), at(1), "user:1").await.unwrap();
    let other = add_canned(&mut tx, &answer("refund"), at(1), "user:1").await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = place.store.state().begin().await.unwrap();
    let taken = change_canned(&mut tx, other, &answer("دیر شد"), at(2), "user:2").await;
    assert!(matches!(taken, Err(StoreError::Conflict { .. })));
    drop(tx);
    let mut tx = place.store.state().begin().await.unwrap();
    change_canned(&mut tx, other, &answer("Refund now"), at(2), "user:2").await.unwrap();
    remove_canned(&mut tx, id).await.unwrap();
    assert!(matches!(remove_canned(&mut tx, id).await, Err(StoreError::NotFound { .. })));
    tx.commit().await.unwrap();
    let left = place.store.canned_answers().await.unwrap();
    assert_eq!((left.len(), left[0].answer.name.as_str(), left[0].changed_by.as_str()), (1, "Refund now", "user:2"));
    assert_eq!(place.store.canned_answer(id).await.unwrap(), None);
}

pub(crate) async fn problems_and_what_is_done_about_them(place: &Place) {
    let mut problem = Problem {
        id: 0,
        title: "دیرکرد در شیراز".to_owned(),
        cause: None,
        unit: Some("delivery-shiraz".to_owned()),
        whys: vec!["راننده کم است".to_owned()],
        state: ProblemState::Open,
        owner: Some(UserId(1)),
        made_at: at(1),
        solved_at: None,
        revision: 1,
    };
    let mut tx = place.store.state().begin().await.unwrap();
    problem.id = insert_problem(&mut tx, &problem, "user:1").await.unwrap();
    let mut action = Action {
        id: 0,
        problem: Some(problem.id),
        cause: None,
        kind: ActionKind::Preventive,
        title: "دو رانندهٔ تازه".to_owned(),
        unit: None,
        owner: None,
        state: ActionState::Planned,
        due_at: Some(at(50)),
        done_at: None,
        made_at: at(2),
        revision: 1,
    };
    action.id = insert_action(&mut tx, &action, "user:1").await.unwrap();
    assert!(problem_is_there(&mut tx, problem.id).await.unwrap() && !problem_is_there(&mut tx, 99).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(place.store.problem(problem.id).await.unwrap().as_ref(), Some(&problem));
    assert_eq!(place.store.improvement_action(action.id).await.unwrap().as_ref(), Some(&action));

    // Who changes one says which revision was read: the second of two finds another one.
    (problem.revision, problem.whys) = (2, vec!["راننده کم است".to_owned(), "حقوق کم است".to_owned()]);
    (action.revision, action.state, action.done_at) = (2, ActionState::Done, Some(at(40)));
    let mut tx = place.store.state().begin().await.unwrap();
    put_problem(&mut tx, &problem, at(30)).await.unwrap();
    put_action(&mut tx, &action, at(40)).await.unwrap();
    assert!(matches!(put_problem(&mut tx, &problem, at(31)).await, Err(StoreError::Conflict { .. })));
    drop(tx);
    let mut tx = place.store.state().begin().await.unwrap();
    put_problem(&mut tx, &problem, at(30)).await.unwrap();
    put_action(&mut tx, &action, at(40)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(place.store.problems(10).await.unwrap(), [problem]);
    assert_eq!(place.store.improvement_actions(10).await.unwrap(), [action]);
}

pub(crate) async fn coaching_notes_stay_with_whom_they_are_about(place: &Place) {
    let note = |moment, text: &str| CoachingNote { at: at(moment), by: "نگار".to_owned(), text: text.to_owned() };
    let mut tx = place.store.state().begin().await.unwrap();
    for (about, held) in [(1, note(1, "زود پاسخ می‌دهد")), (1, note(2, "asks again")), (2, note(3, "x"))]
    {
        add_note(&mut tx, UserId(about), &held, "user:9").await.unwrap();
    }
    tx.commit().await.unwrap();
    let texts: Vec<String> =
        place.store.coaching_notes(UserId(1)).await.unwrap().into_iter().map(|held| held.text).collect();
    assert_eq!(texts, ["asks again", "زود پاسخ می‌دهد"], "from the youngest");
    assert!(place.store.coaching_notes(UserId(3)).await.unwrap().is_empty());
}

pub(crate) async fn segments_have_names_and_are_put_away(place: &Place) {
    let store = &place.store;
    let id = store.add_segment("وفادار", "interactions > 5", "user:1", at(1)).await.unwrap();
    let taken = store.add_segment("وفادار", "value > 1.0", "user:1", at(1)).await;
    assert!(matches!(taken, Err(StoreError::Conflict { .. })));
    let kept = store.segments().await.unwrap();
    let changed = Segment { condition: "interactions > 9".to_owned(), retired: true, ..kept[0].clone() };
    store.change_segment(&changed, "user:2", at(2)).await.unwrap();
    assert_eq!(store.segments().await.unwrap(), std::slice::from_ref(&changed));
    let nobody = Segment { id: SegmentId(id.0 + 7), ..changed };
    assert!(matches!(store.change_segment(&nobody, "user:2", at(2)).await, Err(StoreError::NotFound { .. })));
    let log = store.audit_log(Some(&format!("segment:{id}")), None, 10).await.unwrap();
    let actions: Vec<&str> = log.iter().map(|held| held.entry.action.as_str()).collect();
    assert_eq!(actions, ["segment.retired", "segment.created"]);
}

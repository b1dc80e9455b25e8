//! What recurs is found, announced only beyond chance, and made a problem of; what was done in a month.

use hamdel_domain::cases::{CaseFacts, CaseId};
use hamdel_domain::clock::DAY;
use hamdel_domain::improvement::{ActionKind, ActionState};
use hamdel_domain::rights::Role;

use super::*;
use crate::cases::tests::{late_parcel, somebody};
use crate::cases::{Doer, NewCase, take_down};
use crate::error::ErrorCode;
use crate::invitations::tests_bench::Bench;

async fn taken(bench: &Bench, text: &str, unit: &str, days_ago: i64) -> CaseId {
    let received_at = Some(bench.app.clock.now().plus_micros(-days_ago * DAY));
    let facts = CaseFacts { unit: Some(unit.to_owned()), ..CaseFacts::default() };
    let new = NewCase { text: text.to_owned(), facts, received_at, customer: None, ..late_parcel() };
    take_down(&bench.app, &new, &Doer::Program("test")).await.unwrap().id
}

async fn with_late_deliveries() -> Bench {
    let bench = Bench::new().await;
    for round in 0..16 {
        let ago = 1 + round % 27;
        taken(&bench, &format!("سفارش {round} دیر رسید"), "delivery-shiraz", ago).await;
        for ago in [ago, ago + 28] {
            taken(&bench, &format!("صندوق‌دار شعبهٔ {round} بی‌ادب بود"), "branch", ago).await;
            taken(&bench, &format!("the kettle number {round} broke"), "online-shop", ago).await;
        }
    }
    taken(&bench, "سفارش ۴۰ دیر رسید", "delivery-shiraz", 40).await;
    bench
}

#[tokio::test]
async fn what_grows_is_found_and_made_a_problem_of() {
    let bench = with_late_deliveries().await;
    let manager = somebody(1, Role::ExperienceManager, &[]);
    let found = recurring(&bench.app, None, &manager).await.unwrap();
    assert_eq!(found.cases, (48, 33));
    let news: Vec<&Recurring> = found.news().collect();
    assert_eq!(news.len(), 1, "{found:?}");
    assert_eq!((news[0].growth.n, news[0].cases.len()), ((1, 16), 17));
    assert_eq!(news[0].unit.as_deref(), Some("delivery-shiraz"));
    assert!(news[0].growth.low > 1.0 && news[0].sentences[0].1.contains("دیر رسید"), "{news:?}");
    assert!(found.recurring.iter().filter(|held| !held.grows).all(|held| held.growth.n == (16, 16)), "{found:?}");
    // Four weeks earlier there is nothing to compare with, so nothing is said to grow.
    let earlier = bench.app.clock.now().plus_micros(-28 * DAY);
    let then = recurring(&bench.app, Some(earlier), &manager).await.unwrap();
    assert_eq!((then.cases, then.news().count()), ((33, 0), 0));

    let key = news[0].key.clone();
    let elsewhere = somebody(2, Role::UnitManager, &["branch"]);
    let hidden = make_problem(&bench.app, &key, None, "x", &elsewhere).await.unwrap_err();
    assert_eq!(hidden.code(), ErrorCode::NotFound, "what somebody does not reach does not recur for them");
    let (problem, hung) = make_problem(&bench.app, &key, None, "دیرکرد در شیراز", &manager).await.unwrap();
    assert_eq!(hung, 17);
    let seen = problems(&bench.app).await.unwrap();
    assert_eq!((seen[0].problem.id, seen[0].cases, seen[0].problem.title.as_str()), (problem, 17, "دیرکرد در شیراز"));
    let after = recurring(&bench.app, None, &manager).await.unwrap();
    assert_eq!(after.news().count(), 0, "what hangs on a problem is no news");
    assert!(after.recurring.iter().any(|held| held.problem == Some(problem)));
}

#[tokio::test]
async fn what_was_done_in_a_month_is_told_apart() {
    let bench = Bench::new().await;
    let manager = somebody(1, Role::ExperienceManager, &[]);
    let change = |title: &str, state| ActionChange {
        title: title.to_owned(),
        kind: ActionKind::Corrective,
        state,
        problem: None,
        cause: None,
        unit: Some("delivery".to_owned()).filter(|_| title != "of all"),
        owner: None,
        due_at: None,
    };
    let from = bench.app.clock.now().plus_micros(DAY);
    let old = add_action(&bench.app, &change("from before", ActionState::Doing), &manager).await.unwrap();
    bench.clock.advance(2 * DAY);
    for (title, state) in
        [("begun", ActionState::Planned), ("of all", ActionState::Done), ("dropped", ActionState::Dropped)]
    {
        add_action(&bench.app, &change(title, state), &manager).await.unwrap();
    }
    let until = bench.app.clock.now().plus_micros(DAY);
    bench.clock.advance(3 * DAY);
    add_action(&bench.app, &change("later", ActionState::Planned), &manager).await.unwrap();
    change_action(&bench.app, old, 1, &change("from before", ActionState::Done), &manager).await.unwrap();
    let titles = |held: &[ActionSeen]| held.iter().map(|seen| seen.action.title.clone()).collect::<Vec<_>>();
    let done = actions_done(&bench.app, (from, until), None).await.unwrap();
    assert_eq!((titles(&done.begun), titles(&done.done)), (vec!["begun".to_owned()], vec!["of all".to_owned()]));
    // At the end of the month it was still open.
    assert_eq!((titles(&done.under_way), done.worked.len()), (vec!["from before".to_owned()], 0));
    let units = ["delivery".to_owned()].into();
    let of_unit = actions_done(&bench.app, (from, until), Some(&units)).await.unwrap();
    assert_eq!((of_unit.begun.len(), of_unit.done.len(), of_unit.under_way.len()), (1, 0, 1));
}

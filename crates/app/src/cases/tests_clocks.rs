//! Clocks that warn, run out and escalate: once each, whoever looks and whatever crashes, and told to the right people.

use std::sync::Arc;

use hamdel_domain::cases::{CaseAction, CaseId};
use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::clocks::Holiday;
use hamdel_domain::people::{Part, UserId};
use hamdel_domain::rights::Role;
use hamdel_domain::units::Unit;
use hamdel_store::units::{add_unit, replace_parts};
use hamdel_store::users::NewUser;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::tests::{late_parcel, somebody};
use super::*;
use crate::accounts::SignedIn;
use crate::alerts::{AlertMail, AlertTexts, AlertWays, Why, my_alerts};
use crate::invitations::Written;
use crate::invitations::tests_bench::Bench;

struct Plain;

impl AlertTexts for Plain {
    fn write(&self, mail: &AlertMail<'_>) -> Written {
        let why: Vec<&str> = mail.body.why.iter().map(Why::as_str).collect();
        Written { subject: why.join(" "), text: mail.link.clone(), html: None }
    }
}

pub(crate) fn ways() -> AlertWays {
    AlertWays { texts: Arc::new(Plain), mail: true, base_url: "https://cx.example.com".to_owned() }
}

pub(crate) async fn user(bench: &Bench, name: &str, role: Role) -> UserId {
    let email = format!("{name}@company.test");
    let new = NewUser { email: &email, name, password_hash: None, role, language: "en" };
    bench.app.store.create_user(new, bench.app.clock.now()).await.unwrap().id
}

/// The unit `delivery` below `operations`, and who manages each.
pub(crate) async fn units(bench: &Bench, delivery: UserId, operations: UserId) {
    let unit = |name: &str, parent: Option<&str>| Unit {
        name: name.to_owned(),
        title_fa: name.to_owned(),
        title_en: name.to_owned(),
        parent: parent.map(str::to_owned),
        archived_at: None,
    };
    let mut tx = bench.app.store.state().begin().await.unwrap();
    add_unit(&mut tx, &unit("operations", None)).await.unwrap();
    add_unit(&mut tx, &unit("delivery", Some("operations"))).await.unwrap();
    replace_parts(&mut tx, operations, &[("operations".to_owned(), Part::Manager)]).await.unwrap();
    replace_parts(&mut tx, delivery, &[("delivery".to_owned(), Part::Manager)]).await.unwrap();
    tx.commit().await.unwrap();
}

/// What somebody was told of, oldest first.
pub(crate) async fn told(bench: &Bench, who: UserId) -> Vec<&'static str> {
    let user = bench.app.store.user(who).await.unwrap().unwrap();
    let mut told = my_alerts(&bench.app, &SignedIn::from(user), None).await.unwrap().0;
    told.reverse();
    told.iter().flat_map(|alert| alert.body.why.iter().map(Why::as_str)).collect()
}

async fn look(bench: &Bench) {
    step_clocks(&bench.app).await.unwrap();
    tell_colleagues(&bench.app, &ways()).await.unwrap();
}

/// What clocks did, with the moment from which it counts.
async fn steps(bench: &Bench, case: CaseId) -> Vec<(i64, String)> {
    let events = bench.app.store.case_events(case, false).await.unwrap();
    let clock = events.into_iter().filter(|event| event.did == "clock");
    clock.map(|event| (event.at.micros(), event.detail)).collect()
}

#[tokio::test]
async fn warnings_breach_and_escalation_go_up_the_line_once_each() {
    let bench = Bench::new().await;
    let agent = user(&bench, "agent", Role::Agent).await;
    let manager = user(&bench, "manager", Role::UnitManager).await;
    let above = user(&bench, "above", Role::UnitManager).await;
    units(&bench, manager, above).await;
    let by = somebody(agent.0, Role::Agent, &["delivery"]);
    let case = take_down(&bench.app, &late_parcel(), &Doer::Staff(&by)).await.unwrap().id;
    let assign = CaseAction::Assign { owner: Some(agent), unit: None, note: String::new() };
    act(&bench.app, case, None, &assign, &Doer::Program("routing")).await.unwrap();
    look(&bench).await;
    assert_eq!(told(&bench, agent).await, ["case_given"]);
    bench.clock.advance(60 * DAY);
    for _ in 0..3 {
        look(&bench).await;
    }
    let mut of_agent = told(&bench, agent).await;
    of_agent.sort_unstable();
    let breaches = of_agent.iter().filter(|why| **why == "clock_breach").count();
    let warnings = of_agent.iter().filter(|why| **why == "clock_warning").count();
    assert_eq!((breaches, warnings, of_agent.len()), (3, 3, 7), "{of_agent:?}");
    let mut of_manager = told(&bench, manager).await;
    of_manager.sort_unstable();
    assert_eq!(of_manager, [["clock_again"; 3], ["clock_breach"; 3]].concat());
    assert_eq!(told(&bench, above).await, ["clock_again"; 3]);
    let kept = bench.app.store.case(case).await.unwrap().unwrap();
    assert!(kept.is_breached() && kept.revision == 2, "clocks do not stand in the way of who writes");
    crate::messages::send_messages(&bench.app, Some(&bench.out)).await.unwrap();
    let mails = bench.sink.mails();
    let to = |who: &str| mails.iter().filter(|mail| mail.to == [format!("{who}@company.test")]).count();
    assert_eq!((to("agent"), to("manager"), to("above")), (7, 6, 3));
}

#[tokio::test]
async fn a_case_without_an_owner_goes_to_the_managers_of_its_unit() {
    let bench = Bench::new().await;
    let administrator = user(&bench, "admin", Role::Administrator).await;
    let by = Doer::Program("mail");
    take_down(&bench.app, &late_parcel(), &by).await.unwrap();
    bench.clock.advance(DAY * 5);
    look(&bench).await;
    assert!(!told(&bench, administrator).await.is_empty(), "nobody manages the unit: somebody hears of it still");
    let manager = user(&bench, "manager", Role::UnitManager).await;
    units(&bench, manager, administrator).await;
    let before = told(&bench, administrator).await.len();
    bench.clock.advance(DAY * 60);
    look(&bench).await;
    assert!(told(&bench, manager).await.contains(&"clock_breach"));
    assert!(told(&bench, administrator).await.len() > before, "and the manager above of what ran on");
}

/// Lets cases live through the same weeks under many looks at once that are cut off anywhere, and under one look at
/// the end.
async fn any_number_of_looks(bench: Bench, seed: u64) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let by = Doer::Program("mail");
    let mut cases = Vec::new();
    for _ in 0..8 {
        cases.push(take_down(&bench.app, &late_parcel(), &by).await.unwrap().id);
        bench.clock.advance(random.random_range(0..36_000) * SECOND);
    }
    let expected = {
        // What the clocks will do, by a look of the domain alone at the end of all days.
        let rules = crate::clocks::clocks(&bench.app).await.unwrap();
        let mut expected = Vec::new();
        for case in &cases {
            let mut case = bench.app.store.case(*case).await.unwrap().unwrap();
            let end = bench.app.clock.now().plus_micros(400 * DAY);
            let done = clocks::step(&mut case, end, &rules);
            expected
                .push(done.into_iter().map(|held| (held.step.at.micros(), held.step.rung.name())).collect::<Vec<_>>());
        }
        expected
    };
    for _ in 0..40 {
        bench.clock.advance(random.random_range(0..12 * 3_600) * SECOND);
        let looks: Vec<_> = (0..3)
            .map(|_| {
                let app = bench.app.clone();
                tokio::spawn(async move {
                    let _ = step_clocks(&app).await;
                    let _ = tell_colleagues(&app, &ways()).await;
                })
            })
            .collect();
        for look in looks {
            // A process that is killed: what it was at is not committed.
            tokio::time::sleep(std::time::Duration::from_micros(random.random_range(0..4_000))).await;
            look.abort();
        }
    }
    bench.clock.advance(400 * DAY);
    while step_clocks(&bench.app).await.unwrap() > 0 {}
    // Jobs of those that were killed come back when their lock runs out.
    for _ in 0..20 {
        bench.clock.advance(3_600 * SECOND);
        while tell_colleagues(&bench.app, &ways()).await.unwrap() > 0 {}
    }
    let administrator_told = told_of_everybody(&bench).await;
    let mut all = 0;
    for (case, expected) in cases.iter().zip(&expected) {
        let did: Vec<(i64, String)> = steps(&bench, *case)
            .await
            .into_iter()
            .map(|(at, detail)| {
                let detail: serde_json::Value = serde_json::from_str(&detail).unwrap();
                (at, detail["rung"].as_str().unwrap().to_owned())
            })
            .collect();
        let (mut sorted, mut wanted) = (did.clone(), expected.clone());
        sorted.sort();
        wanted.sort();
        assert_eq!(sorted, wanted);
        all += did.len();
    }
    assert_eq!(administrator_told, all, "each is told once");
}

/// Alerts in the store, whoever they are for.
async fn told_of_everybody(bench: &Bench) -> usize {
    let somebody = bench.app.store.users().await.unwrap().into_iter().next().unwrap().id;
    let mut count = 0;
    let mut before = None;
    loop {
        let page = bench.app.store.alerts_of(somebody.0, before, 50).await.unwrap();
        let Some(last) = page.last() else { return count };
        before = Some(last.id);
        count += page.len();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn any_number_of_looks_and_crashes_do_the_same_things_once() {
    for seed in 0..3 {
        let bench = Bench::new().await;
        user(&bench, "admin", Role::Administrator).await;
        any_number_of_looks(bench, seed).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn any_number_of_looks_and_crashes_do_the_same_things_once_on_postgres() {
    if let Some(bench) = Bench::postgres().await {
        user(&bench, "admin", Role::Administrator).await;
        any_number_of_looks(bench, 9).await;
    }
}

#[tokio::test]
async fn a_holiday_moves_what_runs_and_not_what_ran_out() {
    let bench = Bench::new().await;
    let by = Doer::Program("mail");
    let case = take_down(&bench.app, &late_parcel(), &by).await.unwrap().id;
    let before = bench.app.store.case(case).await.unwrap().unwrap();
    assert_eq!(reckon_when_changed(&bench.app).await.unwrap(), 0);
    let mut kept = bench.app.store.clock_policy().await.unwrap();
    let due = bench.app.zone.local(before.due_at().unwrap()).date();
    let holiday = Holiday {
        date: due,
        name_fa: "تعطیل".to_owned(),
        name_en: "Day off".to_owned(),
        shifts: Vec::new(),
        certain: true,
    };
    kept.policy.calendars.get_mut("office").unwrap().plan.holidays.push(holiday);
    crate::clocks::change(&bench.app, kept.policy, kept.version, "user:1").await.unwrap();
    assert_eq!(reckon_when_changed(&bench.app).await.unwrap(), 1);
    let after = bench.app.store.case(case).await.unwrap().unwrap();
    assert!(after.due_at() > before.due_at() && after.next_at() >= before.next_at());
    assert_eq!(after.revision, before.revision);
    // The same once more for latecomers, and then no more.
    bench.clock.advance(61 * SECOND);
    assert_eq!(reckon_when_changed(&bench.app).await.unwrap(), 0);
    bench.clock.advance(90 * DAY);
    step_clocks(&bench.app).await.unwrap();
    let ran_out = bench.app.store.case(case).await.unwrap().unwrap();
    let mut kept = bench.app.store.clock_policy().await.unwrap();
    kept.policy.calendars.get_mut("office").unwrap().plan.holidays.clear();
    crate::clocks::change(&bench.app, kept.policy, kept.version, "user:1").await.unwrap();
    assert_eq!(reckon_when_changed(&bench.app).await.unwrap(), 0);
    assert_eq!(bench.app.store.case(case).await.unwrap().unwrap().due_at(), ran_out.due_at());
}

#[tokio::test]
async fn a_calendar_that_is_gone_leaves_no_clock_standing() {
    let bench = Bench::new().await;
    let by = Doer::Program("mail");
    let case = take_down(&bench.app, &late_parcel(), &by).await.unwrap().id;
    let mut kept = bench.app.store.clock_policy().await.unwrap();
    let office = kept.policy.calendars.remove("office").unwrap();
    kept.policy.calendars.insert("new".to_owned(), office);
    for target in kept.policy.rules.iter_mut().flat_map(|rule| &mut rule.clocks) {
        if target.calendar == "office" {
            target.calendar = "new".to_owned();
        }
    }
    crate::clocks::change(&bench.app, kept.policy, kept.version, "user:1").await.unwrap();
    bench.clock.advance(90 * DAY);
    assert!(step_clocks(&bench.app).await.unwrap() > 0);
    assert_eq!(step_clocks(&bench.app).await.unwrap(), 0);
    let case = bench.app.store.case(case).await.unwrap().unwrap();
    assert!(case.is_breached() && case.clocks.iter().all(|clock| clock.calendar == "new"));
}

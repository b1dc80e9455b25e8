//! Routing: who gets a case, fairly under many hands, and rules that break and stop nothing.

use std::collections::BTreeMap;

use hamdel_domain::cases::{CaseFacts, Severity};
use hamdel_domain::people::{Part, Presence, UserId};
use hamdel_domain::rights::Role;
use hamdel_domain::routing::{OwnerStrategy, RoutingPolicy, RoutingRule};
use hamdel_store::people::{put_presence, replace_skills};
use hamdel_store::units::replace_parts;

use super::*;
use crate::cases::tests::{late_parcel, somebody};
use crate::cases::tests_clocks::{told, units, user, ways};
use crate::cases::{Doer, NewCase, take_down, tell_colleagues};
use crate::invitations::tests_bench::Bench;

fn rule(name: &str, condition: &str) -> RoutingRule {
    RoutingRule {
        name: name.to_owned(),
        condition: condition.to_owned(),
        unit: Some("delivery".to_owned()),
        owner: OwnerStrategy::RoundRobin,
        ..RoutingRule::default()
    }
}

async fn rules_are(bench: &Bench, rules: Vec<RoutingRule>) {
    let version = super::rules(&bench.app).await.unwrap().version;
    change(&bench.app, RoutingPolicy { rules }, version, "user:1").await.unwrap();
}

/// So many people of `delivery` who take work, each of whom can do refunds unless the last.
async fn team(bench: &Bench, size: usize) -> Vec<UserId> {
    let manager = user(bench, "manager", Role::UnitManager).await;
    let above = user(bench, "above", Role::UnitManager).await;
    units(bench, manager, above).await;
    let mut team = Vec::new();
    for number in 0..size {
        let id = user(bench, &format!("agent{number}"), Role::Agent).await;
        let mut tx = bench.app.store.state().begin().await.unwrap();
        replace_parts(&mut tx, id, &[("delivery".to_owned(), Part::Member)]).await.unwrap();
        put_presence(&mut tx, id, Presence::Available, bench.app.clock.now()).await.unwrap();
        if number + 1 < size {
            replace_skills(&mut tx, id, &["refunds".to_owned()]).await.unwrap();
        }
        tx.commit().await.unwrap();
        team.push(id);
    }
    team
}

async fn owner_of(bench: &Bench, new: &NewCase) -> Option<UserId> {
    let id = take_down(&bench.app, new, &Doer::Program("mail")).await.unwrap().id;
    bench.app.store.case(id).await.unwrap().unwrap().owner
}

#[tokio::test]
async fn the_first_rule_that_catches_gives_unit_severity_and_owner() {
    let bench = Bench::new().await;
    let team = team(&bench, 2).await;
    let refunds = RoutingRule {
        skill: Some("refunds".to_owned()),
        least_severity: Some(Severity::High),
        ..rule("refunds", "text.contains('parcel') && channel == 'phone'")
    };
    rules_are(&bench, vec![rule("never", "kind == 'x'"), refunds, rule("rest", "")]).await;
    let id = take_down(&bench.app, &late_parcel(), &Doer::Program("mail")).await.unwrap().id;
    let case = bench.app.store.case(id).await.unwrap().unwrap();
    assert_eq!((case.owner, case.facts.severity), (Some(team[0]), Some(Severity::High)));
    assert_eq!(case.clocks[0].rule, "high", "the clocks go by what routing made of it");
    let events = bench.app.store.case_events(id, false).await.unwrap();
    assert_eq!(
        events.iter().map(|event| event.did.as_str()).collect::<Vec<_>>(),
        ["received", "routed", "acknowledged"]
    );
    tell_colleagues(&bench.app, &ways()).await.unwrap();
    assert_eq!(told(&bench, team[0]).await, ["case_given"]);
    // Nobody with the skill takes work: it stays with the unit.
    let mut tx = bench.app.store.state().begin().await.unwrap();
    put_presence(&mut tx, team[0], Presence::Away, bench.app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(owner_of(&bench, &late_parcel()).await, None);
}

#[tokio::test]
async fn a_rule_that_errors_is_skipped_shown_and_stops_no_case() {
    let bench = Bench::new().await;
    let team = team(&bench, 1).await;
    rules_are(&bench, vec![rule("broken", "interactions / 0 == 1"), rule("rest", "")]).await;
    for _ in 0..2 {
        assert_eq!(owner_of(&bench, &late_parcel()).await, Some(team[0]));
    }
    let shown = faults(&bench.app).await.unwrap();
    assert_eq!((shown[0].rule.as_str(), shown[0].times), ("broken", 2));
    let trial = Trial {
        facts: CaseFacts::default(),
        text: "x".to_owned(),
        channel: Channel::Web,
        language: "fa".to_owned(),
        customer: None,
    };
    let policy = rules(&bench.app).await.unwrap().policy;
    let tried = try_on(&bench.app, &policy, &trial, &somebody(1, Role::Analyst, &[])).await.unwrap();
    let verdicts: Vec<&str> = tried.rules.iter().map(|(_, verdict)| verdict.as_str()).collect();
    assert_eq!(verdicts, ["broken", "caught"]);
    assert_eq!((tried.candidates, tried.facts.unit), (team, Some("delivery".to_owned())));
    // What was mended is no longer shown.
    rules_are(&bench, vec![rule("rest", "")]).await;
    assert!(faults(&bench.app).await.unwrap().is_empty());
}

#[tokio::test]
async fn rules_are_checked_where_they_are_written_and_nobody_overwrites_another() {
    let bench = Bench::new().await;
    team(&bench, 1).await;
    let try_rule = async |rule: RoutingRule| {
        change(&bench.app, RoutingPolicy { rules: vec![rule] }, 0, "user:1").await.map_err(|problem| problem.field())
    };
    assert_eq!(try_rule(rule("a", "customer.x")).await, Err(Some("condition")));
    assert_eq!(try_rule(rule("a", "1 +")).await, Err(Some("condition")));
    assert_eq!(try_rule(RoutingRule { unit: Some("nowhere".to_owned()), ..rule("a", "") }).await, Err(Some("unit")));
    assert_eq!(try_rule(rule("a", " kind == 'x' ")).await, Ok(1));
    assert_eq!(try_rule(rule("b", "")).await, Err(None), "somebody changed them meanwhile");
    assert_eq!(rules(&bench.app).await.unwrap().policy.rules[0].condition, "kind == 'x'");
}

#[tokio::test]
async fn the_least_loaded_gets_it() {
    let bench = Bench::new().await;
    let team = team(&bench, 3).await;
    rules_are(&bench, vec![RoutingRule { owner: OwnerStrategy::LeastLoaded, ..rule("rest", "") }]).await;
    let mut first = Vec::new();
    for _ in 0..3 {
        first.push(owner_of(&bench, &late_parcel()).await.unwrap());
    }
    first.sort();
    assert_eq!(first, team);
    // Two are given to the second by hand: the others get the next ones.
    for id in [1, 3] {
        let assign = hamdel_domain::cases::CaseAction::Assign { owner: Some(team[1]), unit: None, note: String::new() };
        let id = hamdel_domain::cases::CaseId(id);
        crate::cases::act(&bench.app, id, None, &assign, &Doer::Program("x")).await.unwrap();
    }
    let next = [owner_of(&bench, &late_parcel()).await.unwrap(), owner_of(&bench, &late_parcel()).await.unwrap()];
    assert!(!next.contains(&team[1]) && next[0] != next[1], "{next:?}");
}

async fn fifty_at_once(bench: Bench) {
    let team = team(&bench, 5).await;
    rules_are(&bench, vec![rule("rest", "")]).await;
    let taking: Vec<_> = (0..50)
        .map(|_| {
            let app = bench.app.clone();
            tokio::spawn(async move { take_down(&app, &late_parcel(), &Doer::Program("mail")).await.unwrap().id })
        })
        .collect();
    let mut given: BTreeMap<UserId, usize> = BTreeMap::new();
    let mut cases = std::collections::BTreeSet::new();
    for taken in taking {
        let id = taken.await.unwrap();
        assert!(cases.insert(id));
        let owner = bench.app.store.case(id).await.unwrap().unwrap().owner.unwrap();
        *given.entry(owner).or_default() += 1;
    }
    assert_eq!(given, team.into_iter().map(|user| (user, 10)).collect());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn turns_are_fair_under_fifty_take_downs_at_once() {
    fifty_at_once(Bench::new().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn turns_are_fair_under_fifty_take_downs_at_once_on_postgres() {
    if let Some(bench) = Bench::postgres().await {
        fifty_at_once(bench).await;
    }
}

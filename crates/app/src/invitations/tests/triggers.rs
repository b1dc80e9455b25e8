//! What makes invitations, and what does not.

use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::contact::Reason;
use hamdel_domain::interaction::StatedTrait;
use hamdel_domain::invitations::{InvitationState, Trigger, TriggerOn};
use hamdel_domain::{Channel, CustomerId, Interaction};
use proptest::prelude::*;

use super::super::tests_bench::{Bench, after_delivery, hours, moment};
use super::super::*;

#[tokio::test]
async fn conditions_are_checked_when_made_and_when_sent() {
    let mut bench = Bench::new().await;
    bench.without_rules().await;
    for (condition, problem) in [("traits.", "not a condition"), ("nonsense", "there is no nonsense")] {
        let trigger = Trigger { condition: condition.to_owned(), ..after_delivery() };
        let refused = add_trigger(&bench.app, trigger, "user:1").await.unwrap_err().to_string();
        assert!(refused.starts_with("condition: ") && refused.contains(problem), "{refused}");
    }
    let condition = "traits.city == \"Tehran\" && interaction.kind == \"order_delivered\" && interactions >= 1";
    bench.trigger(Trigger { condition: condition.to_owned(), ..after_delivery() }).await;
    let city = |mut order: Interaction, city: &str| {
        order.traits.push(StatedTrait { name: "city".to_owned(), value: format!("\"{city}\"") });
        order
    };
    let orders =
        [city(bench.order("1", "sara"), "Tehran"), city(bench.order("2", "reza"), "Yazd"), bench.order("3", "mina")];
    bench.happens(&orders).await;
    bench.clock.advance(hours(1));
    let round = bench.send().await;
    assert_eq!((round.sent, round.withheld), (1, 2));
    assert_eq!(bench.all().await[1].reasons, [Reason::NotEligible]);
}

#[tokio::test]
async fn stages_are_entered_once_and_dates_can_move() {
    let mut bench = Bench::new().await;
    bench.without_rules().await;
    let entered = TriggerOn::StageEntered { stage: "use".to_owned() };
    bench.trigger(Trigger { when: entered, ..after_delivery() }).await;
    let at = |mut order: Interaction, stage: &str| {
        order.stage = Some(stage.to_owned());
        order
    };
    let steps = [at(bench.order("1", "sara"), "purchase"), at(bench.order("2", "sara"), "use")];
    bench.happens(&steps).await;
    assert_eq!(bench.all().await.len(), 1);
    bench.clock.advance(SECOND);
    let again = at(bench.order("3", "sara"), "use");
    bench.happens(&[again]).await;
    assert_eq!(bench.all().await.len(), 1, "who is there does not enter");

    let renewal = |days| TriggerOn::Date { name: "renewal".to_owned(), days, minute: 600, zone: String::new() };
    bench.trigger(Trigger { when: renewal(-3), delay: 0, ..after_delivery() }).await;
    let states = |mut order: Interaction, date: &str| {
        order.traits.push(StatedTrait { name: "renewal".to_owned(), value: format!("\"{date}\"") });
        order
    };
    let stated = states(bench.order("4", "reza"), "1405/01/20");
    bench.happens(&[stated]).await;
    bench.clock.advance(SECOND);
    let restated = [states(bench.order("5", "reza"), "1405/01/20"), states(bench.order("6", "mina"), "1405/01/02")];
    bench.happens(&restated).await;
    let planned = bench.all().await;
    assert_eq!(planned.len(), 2, "stated twice is once, and what is past is not asked about");
    // Three days before 2026-04-09, at ten in Tehran.
    assert_eq!(planned[1].said.send_at, moment("2026-04-06T06:30:00Z"));
    bench.clock.advance(SECOND);
    let moved = states(bench.order("7", "reza"), "1405/02/20");
    bench.happens(&[moved]).await;
    bench.clock.set(moment("2026-04-06T06:30:00Z"));
    bench.send().await;
    assert_eq!(bench.all().await[1].reasons, [Reason::Outdated { what: "date".to_owned() }]);
    assert_eq!(bench.all().await[2].state, InvitationState::Planned);
}

#[tokio::test]
async fn old_history_asks_nobody() {
    let mut bench = Bench::new().await;
    let trigger = bench.trigger(after_delivery()).await;
    let long_ago = |bench: &Bench, message: &str, ago: i64| Interaction {
        occurred_at: bench.clock.advance(0).plus_micros(-ago),
        ..bench.order(message, "sara")
    };
    let before = long_ago(&bench, "1", SECOND);
    bench.happens(&[before]).await;
    bench.clock.advance(10 * DAY);
    let late = [long_ago(&bench, "2", 2 * DAY + 1), long_ago(&bench, "3", 2 * DAY)];
    bench.happens(&late).await;
    assert_eq!(bench.all().await.len(), 1);
    switch_trigger(&bench.app, trigger, false, "user:1").await.unwrap();
    let off = bench.order("4", "sara");
    bench.happens(&[off]).await;
    assert_eq!(bench.all().await.len(), 1);
    let wish = Invite {
        survey: 3,
        version: hamdel_domain::invitations::VersionPolicy::Latest,
        customers: vec![CustomerId(1)],
        channel: Channel::Email,
        language: None,
        send_at: None,
        reminder_after: None,
        expires_after: DAY,
    };
    assert_eq!(invite(&bench.app, &wish, "user:1").await.unwrap(), 1);
    assert_eq!(bench.all().await.len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// However the journal is cut and repeated, each sampled interaction makes one invitation, always the same.
    #[test]
    fn a_replay_makes_none_twice(
        sends in prop::collection::vec((0..12_u8, 0..4_u8), 1..40),
        cuts in prop::collection::vec(1..6_usize, 1..12),
        sample in prop::sample::select(vec![1_000_000_u32, 500_000]),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let keys = |repeat: bool| runtime.block_on(async {
            let mut bench = Bench::new().await;
            bench.trigger(Trigger { sample, ..after_delivery() }).await;
            let orders: Vec<_> = sends.iter().map(|(message, customer)| bench.order(&format!("{customer}-{message}"), &format!("sara{customer}"))).collect();
            let mut rest = &orders[..];
            for cut in cuts.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (part, others) = rest.split_at((*cut).min(rest.len()));
                bench.happens(part).await;
                if repeat {
                    // The very rows again, past the window in which messages are known.
                    replay(&bench, part).await;
                }
                rest = others;
            }
            let all = bench.all().await;
            let mut keys: Vec<String> = all.iter().map(|held| held.said.key.clone()).collect();
            keys.sort();
            keys
        });
        let (once, twice) = (keys(false), keys(true));
        prop_assert_eq!(&once, &twice);
        let mut unique = once.clone();
        unique.dedup();
        prop_assert_eq!(&unique, &once);
        if sample == 1_000_000 {
            let messages: std::collections::BTreeSet<_> = sends.iter().collect();
            prop_assert_eq!(once.len(), messages.len());
        }
    }
}

/// Matches rows again that were matched before, as after a cursor that was set back.
async fn replay(bench: &Bench, orders: &[Interaction]) {
    let rules = matching::TriggerRules::new(bench.app.store.triggers().await.unwrap());
    let mut rows = Vec::new();
    for order in orders {
        let found = bench.app.store.customers_with_identifier_exactly(order.identifiers[0].value()).await.unwrap();
        rows.push(hamdel_domain::RecordedInteraction {
            customer: found.first().copied(),
            interaction: order.clone(),
            ..Default::default()
        });
    }
    let mut tx = bench.app.store.state().begin().await.unwrap();
    matching::plan_matches(&mut tx, &rules, &rows, bench.app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

//! What is proposed, from nothing but words and from past cases.

use hamdel_domain::cases::{CaseFacts, Contact, Severity};
use hamdel_domain::clock::SECOND;
use hamdel_domain::people::UserId;
use hamdel_domain::rights::Role;
use hamdel_domain::touchpoint::Touchpoint;
use hamdel_domain::units::Unit;
use hamdel_domain::{Channel, CustomerId};
use hamdel_text::Language;

use super::*;
use crate::cases::{Doer, NewCase, add_shop_kinds, take_down};
use crate::invitations::tests_bench::Bench;

fn agent(units: &[&str]) -> SignedIn {
    SignedIn {
        id: UserId(2),
        name: "Agent".to_owned(),
        email: "a@example.com".to_owned(),
        role: Role::Agent,
        language: Language::Persian,
        units: std::sync::Arc::new(units.iter().map(|&unit| unit.to_owned()).collect()),
        employee: None,
        presence: hamdel_domain::people::Presence::default(),
    }
}

fn draft(text: &str) -> Draft {
    Draft { text: text.to_owned(), ..Draft::default() }
}

async fn shop() -> Bench {
    let bench = Bench::new().await;
    add_shop_kinds(&bench.app, "user:1").await.unwrap();
    let mut tx = bench.app.store.state().begin().await.unwrap();
    for name in ["delivery", "kitchen"] {
        let unit = Unit {
            name: name.to_owned(),
            title_fa: name.to_owned(),
            title_en: name.to_owned(),
            parent: None,
            archived_at: None,
        };
        hamdel_store::units::add_unit(&mut tx, &unit).await.unwrap();
    }
    tx.commit().await.unwrap();
    let place = Touchpoint {
        name: "courier_door".to_owned(),
        title_fa: "تحویل پیک در خانه".to_owned(),
        title_en: "Courier at the door".to_owned(),
        unit: Some("delivery".to_owned()),
        ..Touchpoint::default()
    };
    bench.app.store.put_touchpoint(&place).await.unwrap();
    bench
}

#[tokio::test]
async fn words_alone_propose_before_anything_was_learned() {
    let bench = shop().await;
    let by = agent(&["delivery"]);
    let late = propose(&bench.app, &draft("سفارشم پنج روز دیر رسید، پیک هم تلفن را جواب نداد"), &by).await.unwrap();
    assert_eq!(late.kinds[0].name, "late_delivery", "{:?}", late.kinds);
    assert_eq!(late.touchpoints[0].name, "courier_door");
    assert_eq!(late.units[0].name, "delivery");
    assert_eq!(late.severities[0].0, Severity::Medium);
    assert!(late.kinds[0].sure > 0.5 && late.kinds[0].sure < 1.0);
    let ill = propose(&bench.app, &draft("the yoghurt was expired and my son was poisoned"), &by).await.unwrap();
    assert_eq!((ill.kinds[0].name.as_str(), ill.severities[0].0), ("safety", Severity::Critical));
    assert_eq!(propose(&bench.app, &draft("  "), &by).await.unwrap(), Proposals::default());
}

fn past(text: &str, unit: &str, kind: &str) -> NewCase {
    NewCase {
        customer: Some(CustomerId(1)),
        contact: Contact::default(),
        facts: CaseFacts { unit: Some(unit.to_owned()), kind: Some(kind.to_owned()), ..CaseFacts::default() },
        text: text.to_owned(),
        channel: Channel::Phone,
        language: "en".to_owned(),
        origin: None,
        received_at: None,
        acknowledged: true,
    }
}

#[tokio::test]
async fn what_was_taken_down_before_teaches() {
    let bench = shop().await;
    let program = Doer::Program("test");
    for number in 0..30 {
        for (text, unit, kind) in [
            (format!("zorbling of the glimmer tank {number}"), "kitchen", "damaged"),
            (format!("quibbled at platform nine {number}"), "delivery", "waiting"),
        ] {
            take_down(&bench.app, &past(&text, unit, kind), &program).await.unwrap();
        }
    }
    bench.app.case_memory.take_in(&bench.app).await.unwrap();
    assert_eq!(bench.app.case_memory.len(), 60);
    let found = propose(&bench.app, &draft("the glimmer tank is zorbling"), &agent(&["kitchen"])).await.unwrap();
    assert_eq!((found.kinds[0].name.as_str(), found.units[0].name.as_str()), ("damaged", "kitchen"));
    assert!(!found.duplicates.is_empty() && !found.duplicates[0].same_customer);
    // Cases of other units are not told of.
    let other = propose(&bench.app, &draft("the glimmer tank is zorbling"), &agent(&["delivery"])).await.unwrap();
    assert!(other.duplicates.is_empty());
    // Those of long ago are no duplicates.
    bench.clock.advance(RECENT + SECOND);
    let later = propose(&bench.app, &draft("the glimmer tank is zorbling"), &agent(&["kitchen"])).await.unwrap();
    assert!(later.duplicates.is_empty());
}

#[tokio::test]
async fn the_customer_is_found_by_number_and_by_name() {
    let mut bench = shop().await;
    let order = hamdel_domain::Interaction { unit: Some("delivery".to_owned()), ..bench.order("m1", "u-1") };
    bench.happens(&[order]).await;
    let by = agent(&["delivery"]);
    let found = propose(&bench.app, &draft("u-1@example.com says the parcel is late"), &by).await.unwrap();
    assert_eq!((found.customers.len(), found.customers[0].by), (1, FoundBy::Identifier));
    let customer = found.customers[0].customer;
    let typed = Draft { who: "u-1".to_owned(), ..draft("late") };
    assert_eq!(propose(&bench.app, &typed, &by).await.unwrap().customers[0].customer, customer);
    let stranger = agent(&["kitchen"]);
    assert!(propose(&bench.app, &typed, &stranger).await.unwrap().customers.is_empty(), "of a unit they never met");
    let given = propose(&bench.app, &draft("u-1@example.com says the parcel is late"), &stranger).await.unwrap();
    assert_eq!(given.customers[0].customer, customer, "who was given the address is with the customer");
    // The customer's own open case that speaks of the same comes first.
    let own = NewCase { customer: Some(customer), ..past("the blue kettle arrived broken", "delivery", "damaged") };
    let taken = take_down(&bench.app, &own, &Doer::Program("test")).await.unwrap();
    let again = propose(&bench.app, &draft("u-1@example.com again about the broken kettle"), &by).await.unwrap();
    assert_eq!((again.duplicates[0].id, again.duplicates[0].same_customer), (taken.id, true));
}

#[tokio::test]
async fn nothing_is_proposed_to_who_may_not_take_down() {
    let bench = shop().await;
    let viewer = SignedIn { role: Role::Viewer, ..agent(&[]) };
    let refused = propose(&bench.app, &draft("late"), &viewer).await;
    assert!(matches!(refused, Err(AppError::NeedsRight(Right::TakeDownCases))));
}

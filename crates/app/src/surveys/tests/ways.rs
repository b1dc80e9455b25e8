//! Kiosks and telephone interviews.

use hamdel_domain::contact::{Category, Consent, Decision};
use hamdel_domain::surveys::{Kiosk, ResponseWay};
use hamdel_domain::{Channel, CustomerId};

use super::*;
use crate::AppError;
use crate::contact::say;

fn kiosk() -> Kiosk {
    Kiosk {
        name: "Vanak".to_owned(),
        touchpoint: Some("till".to_owned()),
        unit: Some("Vanak branch".to_owned()),
        language: None,
        idle_seconds: 45,
    }
}

#[tokio::test]
async fn a_kiosk_is_opened_by_its_address_and_left_by_its_pin() {
    let world = World::new().await;
    let survey = world.published(small()).await;
    for pin in ["", "12", "123456789", "12a4"] {
        let wrong = add_kiosk(&world.app, survey.id, kiosk(), pin, "user:1").await.unwrap_err();
        assert!(wrong.to_string().starts_with("pin"), "{wrong}");
    }
    let (id, token) = add_kiosk(&world.app, survey.id, kiosk(), "۱۲۳۴", "user:1").await.unwrap();
    assert!(open_kiosk(&world.app, &token[1..]).await.is_err());
    let opened = open_kiosk(&world.app, &token).await.unwrap();
    let place = opened.place();
    assert_eq!((place.channel, place.way), (Some(Channel::Branch), ResponseWay::Kiosk));
    assert_eq!((place.unit.as_deref(), place.taken_by.as_deref()), (Some("Vanak branch"), Some("kiosk:1")));
    assert!(leaves(&world.app, &opened, &token, " 1234 ").await.unwrap());
    for _ in 0..5 {
        assert!(!leaves(&world.app, &opened, &token, "4321").await.unwrap());
    }
    let shut = leaves(&world.app, &opened, &token, "1234").await;
    assert!(matches!(shut, Err(AppError::TooManyTries(_))), "{shut:?}");
    close_kiosk(&world.app, survey.id, id, "user:1").await.unwrap();
    assert!(open_kiosk(&world.app, &token).await.is_err());
    assert!(close_kiosk(&world.app, survey.id, id, "user:1").await.is_err());
}

#[tokio::test]
async fn a_kiosk_takes_a_bounded_number_of_responses_an_hour() {
    let world = World::new().await;
    let survey = world.published(small()).await;
    let (_, token) = add_kiosk(&world.app, survey.id, kiosk(), "1234", "user:1").await.unwrap();
    let opened = open_kiosk(&world.app, &token).await.unwrap();
    for _ in 0..180 {
        may_begin(&world.app, &opened).await.unwrap();
        let request = StartRequest { place: opened.place(), ..StartRequest::public(&survey.public_token) };
        start_response(&world.app, &request).await.unwrap();
    }
    assert!(matches!(may_begin(&world.app, &opened).await, Err(AppError::TooManyTries(_))));
    world.clock.advance(3_601_000_000);
    may_begin(&world.app, &opened).await.unwrap();
}

#[tokio::test]
async fn who_is_called_is_asked_of_the_ledger_and_who_asked_is_recorded() {
    let world = World::new().await;
    let survey = world.published(small()).await;
    let app = &world.app;
    let start = InterviewStart {
        phone: "0912 345 6789",
        called_us: false,
        language: None,
        interviewer: "user:3",
        employee: Some("mina"),
    };
    let begun = start_interview(app, survey.id, &start).await.unwrap().unwrap();
    world.next(&begun.token, "first", &[("nps", "10")]).await;
    world.next(&begun.token, "second", &[("words", "خوب")]).await;
    assert_eq!(tell_responses(app).await.unwrap(), 1);
    let told = world.journal().await;
    assert_eq!((told[0].channel, told[0].employee.as_deref()), (Some(Channel::Phone), Some("mina")));
    let properties: serde_json::Value = serde_json::from_str(&told[0].properties).unwrap();
    assert_eq!((&properties["way"], &properties["taken_by"]), (&"telephone".into(), &"user:3".into()));
    assert_eq!(told[0].identifiers[0].value(), "+989123456789");
    assert!(callee(app, survey.id, "12", "user:3").await.is_err());

    // Once the customer is known and objects, the company does not call; the customer may.
    let mut projector = crate::projector::Projector::new(app.store.clone(), app.clock.clone(), "test".to_owned());
    while projector.step().await.unwrap().is_some_and(|done| done.batches > 0) {}
    let said = Consent {
        channel: Some(Channel::Phone),
        category: Category::Survey,
        given: false,
        source: "profile".to_owned(),
        at: app.clock.now(),
    };
    say(app, CustomerId(1), &said, "user:1").await.unwrap();
    let held = callee(app, survey.id, start.phone, "user:3").await.unwrap();
    assert!(held.customer.is_some() && matches!(held.decision, Decision::Withheld(_)), "{held:?}");
    let refused = start_interview(app, survey.id, &start).await.unwrap();
    assert!(matches!(&refused, Err(Decision::Withheld(reasons)) if reasons[0].code() == "objected"), "{refused:?}");
    let called_us = InterviewStart { called_us: true, ..start };
    assert!(start_interview(app, survey.id, &called_us).await.unwrap().is_ok());
}

use hamdel_domain::surveys::{Audience, ResponseId, SurveyId};
use hamdel_domain::{Channel, CustomerId, Identifier, IdentifierKind};
use hamdel_store::StoreError;
use hamdel_store::responses::{NewResponse, ResponsePlace, Saved};
use hamdel_store::results::Narrowed;
use hamdel_store::shares::NewShare;
use hamdel_store::surveys::NewSurvey;

use crate::place::{Place, at};

async fn survey(place: &Place) -> SurveyId {
    let new = NewSurvey { name: "x", audience: Audience::Customers, public_token: "t", definition: "{}", by: "user:1" };
    place.store.create_survey(new, at(0)).await.unwrap().id
}

/// A response of that number, submitted at its own second unless it is divisible by five.
async fn answered(place: &Place, survey: SurveyId, number: i64) {
    let token = number.to_string();
    let new = NewResponse {
        survey,
        version: 1 + number % 2,
        invitation: None,
        customer: None,
        identifiers: "[]",
        language: if number % 3 == 0 { "en" } else { "fa" },
        seed: 0,
        token_hash: &token,
        place: ResponsePlace {
            channel: (number % 4 != 0).then_some(Channel::Sms),
            unit: Some(format!("unit-{}", number % 3)),
            ..ResponsePlace::default()
        },
    };
    let begun = place.store.start_response(&new, at(number)).await.unwrap();
    let saved = Saved {
        response: begun.id,
        revision: begun.revision,
        answers: "{}",
        answered: 1,
        page: None,
        language: new.language,
    };
    if number % 5 == 0 {
        assert!(place.store.save_response(saved, at(number)).await.unwrap());
    } else {
        place.store.submit_response(saved, &[], at(number)).await.unwrap();
    }
}

pub async fn responses_are_narrowed(place: &Place) {
    let survey = survey(place).await;
    for number in 1..=60 {
        answered(place, survey, number).await;
    }
    let all = Narrowed { survey, submitted: true, ..Narrowed::default() };
    let count = async |narrowed: &Narrowed| {
        let found = place.store.responses_narrowed(narrowed, ResponseId(0), 1_000).await.unwrap();
        found.len()
    };
    assert_eq!(count(&all).await, 48);
    assert_eq!(count(&Narrowed { submitted: false, ..all.clone() }).await, 12);
    for (narrowed, wanted) in [
        (Narrowed { version: Some(2), ..all.clone() }, 24),
        (Narrowed { channel: Some("sms".to_owned()), ..all.clone() }, 36),
        (Narrowed { unit: Some("unit-1".to_owned()), ..all.clone() }, 16),
        (Narrowed { language: Some("en".to_owned()), ..all.clone() }, 16),
        (Narrowed { touchpoint: Some("none".to_owned()), ..all.clone() }, 0),
        (Narrowed { from: Some(at(11)), until: Some(at(21)), ..all.clone() }, 8),
        (Narrowed { version: Some(1), from: Some(at(11)), until: Some(at(21)), ..all.clone() }, 4),
    ] {
        assert_eq!(count(&narrowed).await, wanted, "{narrowed:?}");
    }
    let first = place.store.responses_narrowed(&all, ResponseId(0), 5).await.unwrap();
    let next = place.store.responses_narrowed(&all, first[4].id, 5).await.unwrap();
    assert!(next[0].id > first[4].id);
    let ways = place.store.response_ways(survey).await.unwrap();
    assert_eq!(ways.iter().map(|way| way.responses).sum::<i64>(), 48);
    place.store.count_opened(survey, 1, at(1)).await.unwrap();
    assert_eq!(place.store.survey_openings(survey, None, (at(0), at(5))).await.unwrap(), 1);
    assert_eq!(place.store.survey_openings(survey, Some(2), (at(0), at(5))).await.unwrap(), 0);
    let steps = place.store.invitation_steps(Some(survey), None, (at(0), at(100))).await.unwrap();
    assert_eq!((steps.sent, steps.answered), (0, 0));
}

pub async fn nobody_is_known_who_is_not_there(place: &Place) {
    assert!(place.store.states_of(&[CustomerId(1), CustomerId(2)]).await.unwrap().is_empty());
    let email = Identifier::new(IdentifierKind::Email, "a@example.com").unwrap();
    assert!(place.store.customers_of(&[email]).await.unwrap().is_empty());
    assert!(place.store.states_of(&[]).await.unwrap().is_empty());
}

pub async fn links_are_made_opened_and_withdrawn(place: &Place) {
    let survey = survey(place).await;
    let store = &place.store;
    let new = NewShare {
        survey,
        title: "برای هیئت‌مدیره",
        token_hash: "h1",
        narrowing: "[]",
        minimum: 10,
        expires_at: at(100),
        by: "user:1",
    };
    let made = store.add_share(&new, at(1)).await.unwrap();
    assert!(store.add_share(&new, at(1)).await.is_err(), "a token opens one link");
    assert_eq!(store.share_by_token("h1").await.unwrap().as_ref(), Some(&made));
    assert_eq!(store.share_by_token("h2").await.unwrap(), None);
    store.count_share_opened(made.id, at(2)).await.unwrap();
    for _ in 0..2 {
        store.withdraw_share(survey, made.id, "user:2", at(3)).await.unwrap();
    }
    let held = &store.shares(survey).await.unwrap()[0];
    assert_eq!((held.opened, held.opened_at, held.withdrawn_at), (1, Some(at(2)), Some(at(3))));
    let wrong = store.withdraw_share(SurveyId(survey.0 + 1), made.id, "user:2", at(4)).await;
    assert!(matches!(wrong, Err(StoreError::NotFound { .. })));
    let log = store.audit_log(Some(&format!("survey:{survey}")), None, 10).await.unwrap();
    let actions: Vec<&str> = log.iter().map(|record| record.entry.action.as_str()).collect();
    assert_eq!(actions, ["results.withdrawn", "results.shared"]);
}

pub async fn indices_have_names(place: &Place) {
    let survey = survey(place).await;
    let store = &place.store;
    let id = store.add_index("رضایت", survey, "{}", "user:1", at(1)).await.unwrap();
    assert!(matches!(store.add_index("رضایت", survey, "{}", "user:1", at(1)).await, Err(StoreError::Conflict { .. })));
    let other = store.add_index("b", survey, "{}", "user:1", at(1)).await.unwrap();
    assert!(matches!(store.change_index(other, "رضایت", "{}", at(2)).await, Err(StoreError::Conflict { .. })));
    store.change_index(id, "a", "{\"items\":[]}", at(2)).await.unwrap();
    store.retire_index(id, true, at(3)).await.unwrap();
    let names: Vec<String> = store.indices().await.unwrap().into_iter().map(|held| held.name).collect();
    assert_eq!(names, ["b", "a"]);
    assert_eq!(store.index(id).await.unwrap().unwrap().retired_at, Some(at(3)));
    store.retire_index(id, false, at(4)).await.unwrap();
    assert!(matches!(store.retire_index(99, true, at(4)).await, Err(StoreError::NotFound { .. })));
    assert_eq!(store.index(99).await.unwrap(), None);
}

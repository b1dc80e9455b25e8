use hamdel_domain::surveys::{Audience, Kiosk, ResponseWay, SurveyId};
use hamdel_store::mail::TakenMail;
use hamdel_store::responses::{Collected, NewResponse, ResponsePlace, ResponseState, TELL_RESPONSE};
use hamdel_store::surveys::NewSurvey;

use crate::place::{Place, at};

async fn survey(place: &Place) -> SurveyId {
    let new =
        NewSurvey { name: "survey", audience: Audience::Customers, public_token: "t", definition: "{}", by: "user:1" };
    place.store.create_survey(new, at(0)).await.unwrap().id
}

pub async fn what_was_collected_is_in_no_count_and_once(place: &Place) {
    let (store, survey) = (&place.store, survey(place).await);
    let new = NewResponse {
        survey,
        version: 1,
        invitation: None,
        customer: None,
        identifiers: "[]",
        language: "fa",
        seed: 0,
        token_hash: "hash",
        place: ResponsePlace {
            way: ResponseWay::Collected,
            taken_by: Some("import:paper".to_owned()),
            ..ResponsePlace::default()
        },
    };
    let taken = store.collect_response(&new, "{\"nps\":{\"step\":9}}", 1, at(-500), at(10)).await.unwrap();
    let Collected::Taken(id) = taken else { panic!("{taken:?}") };
    let again = store.collect_response(&new, "{}", 0, at(-400), at(20)).await.unwrap();
    assert_eq!(again, Collected::Before(id));
    let held = store.response(id).await.unwrap().unwrap();
    assert_eq!((held.state, held.submitted_at, held.started_at), (ResponseState::Submitted, Some(at(-500)), at(-500)));
    assert_eq!((held.place.way, held.place.taken_by.as_deref()), (ResponseWay::Collected, Some("import:paper")));
    let funnel = store.survey_funnel(survey, None).await.unwrap();
    assert_eq!((funnel.started, funnel.submitted), (0, 0));
    assert!(store.is_job_due(TELL_RESPONSE, at(10)).await.unwrap());
}

pub async fn kiosks_are_found_by_their_address_until_they_are_closed(place: &Place) {
    let (store, survey) = (&place.store, survey(place).await);
    let kiosk = Kiosk { name: "ونک".to_owned(), touchpoint: None, unit: None, language: None, idle_seconds: 45 };
    let id = store.add_kiosk(survey, &kiosk, "pin", "hash", "user:1", at(0)).await.unwrap();
    assert!(
        store.add_kiosk(survey, &kiosk, "pin", "hash", "user:1", at(0)).await.is_err(),
        "an address is one kiosk's"
    );
    store.kiosk_seen(id, at(5)).await.unwrap();
    store.kiosk_seen(id, at(30)).await.unwrap();
    let held = store.kiosk_by_token("hash").await.unwrap().unwrap();
    assert_eq!((&held.kiosk, held.pin_hash.as_str(), held.last_seen_at), (&kiosk, "pin", Some(at(5))));
    store.kiosk_seen(id, at(66)).await.unwrap();
    assert!(!store.close_kiosk(SurveyId(survey.0 + 1), id, at(70)).await.unwrap());
    assert!(store.close_kiosk(survey, id, at(70)).await.unwrap());
    assert!(!store.close_kiosk(survey, id, at(71)).await.unwrap());
    let all = store.kiosks_of(survey).await.unwrap();
    assert_eq!((all.len(), all[0].closed_at, all[0].last_seen_at), (1, Some(at(70)), Some(at(66))));
    assert_eq!(store.responses_taken_by("kiosk:1", at(0)).await.unwrap(), 0);
}

pub async fn a_mail_is_counted_once_and_forgotten_after_a_while(place: &Place) {
    let store = &place.store;
    let mail = |key: &str, seconds| TakenMail {
        key: key.to_owned(),
        sender_hash: "sara".to_owned(),
        outcome: "feedback".to_owned(),
        bytes: 7,
        at: at(seconds),
    };
    assert!(store.put_mail(&mail("a", 0)).await.unwrap());
    assert!(!store.put_mail(&mail("a", 1)).await.unwrap());
    assert!(store.put_mail(&mail("b", 2)).await.unwrap());
    assert_eq!(store.mails_from("sara", at(1)).await.unwrap(), 1);
    assert_eq!(store.mail_outcome("a").await.unwrap().as_deref(), Some("feedback"));
    // Two months later the mail is forgotten and its count is not.
    assert!(store.put_mail(&mail("c", 61 * 86_400)).await.unwrap());
    assert_eq!(store.mail_outcome("a").await.unwrap(), None);
    store.count_mail("unreadable", at(0)).await.unwrap();
    let day = at(0).micros().div_euclid(hamdel_domain::clock::DAY);
    let counts = store.mail_counts(day, day + 100).await.unwrap();
    let counts: Vec<_> = counts.iter().map(|count| (count.outcome.as_str(), count.mails)).collect();
    assert_eq!(counts, [("feedback", 3), ("unreadable", 1)]);
}

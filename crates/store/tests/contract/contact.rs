use std::collections::BTreeMap;

use hamdel_domain::clock::DAY;
use hamdel_domain::contact::{
    Cap, Category, Consent, ContactState, Policy, Reason, Scope, SuppressedFor, Utc, Window, Wish, Zones,
};
use hamdel_domain::{Channel, CustomerId};
use hamdel_store::contact::{Ask, Outcome, PastAsked, say, set_contact_state, suppress, withhold};
use sqlx::Executor;

use crate::place::{Place, at};

const ZONES: Zones<'static> = Zones { company: &Utc, customer: None };

fn at_most(at_most: u32) -> Policy {
    let cap = Cap {
        name: "a-day".to_owned(),
        window: Window::Rolling { micros: DAY },
        scope: Scope::of(&[Category::Survey]),
        at_most,
    };
    Policy { caps: vec![cap], held_in_recovery: vec![Category::Survey], ..Policy::empty() }
}

fn wish(number: i64) -> Wish {
    Wish {
        channel: Channel::Email,
        category: Category::Survey,
        topic: "survey:1".to_owned(),
        subject: format!("invitation:{number}"),
        good_until: Some(at(3600)),
    }
}

fn ask<'a>(policy: &'a Policy, wish: &'a Wish, customer: i64) -> Ask<'a> {
    Ask { customer: CustomerId(customer), wish, address_hash: Some("hash"), policy, zones: ZONES, now: at(0) }
}

/// Customers of whom the later are today the first.
async fn link(place: &Place, customers: &[i64], today: i64) {
    let mut connection = place.store.state().writer().acquire().await.unwrap();
    for customer in customers {
        let sql = format!(
            "INSERT INTO customers (customer_id, today, state, standing, interactions, value)
             VALUES ({customer}, {today}, '', 'known', 0, 0)
             ON CONFLICT (customer_id) DO UPDATE SET today = excluded.today"
        );
        connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql))).await.unwrap();
    }
}

pub async fn a_contact_is_reserved_once(place: &Place) {
    let (store, policy) = (&place.store, at_most(1));
    let Outcome::Reserved(id) = store.reserve_contact(&ask(&policy, &wish(1), 5)).await.unwrap() else { panic!() };
    let again = store.reserve_contact(&ask(&policy, &wish(1), 5)).await.unwrap();
    assert_eq!(again, Outcome::Already(id, ContactState::Reserved));
    // A cap that is full waits, withholds what cannot wait, and speaks in figures.
    let patient = Wish { good_until: None, ..wish(2) };
    let Outcome::Wait(until, Reason::Cap { counted: 1, at_most: 1, .. }) =
        store.reserve_contact(&ask(&policy, &patient, 5)).await.unwrap()
    else {
        panic!()
    };
    assert_eq!(until, at(0).plus_micros(DAY));
    assert!(store.contact_of_subject("invitation:2").await.unwrap().is_none());
    let outcome = store.reserve_contact(&ask(&policy, &wish(2), 5)).await.unwrap();
    assert!(matches!(outcome, Outcome::Withheld(_)));
    // What was certainly not sent makes room, and what was withheld may be asked for again.
    let mut tx = store.state().begin().await.unwrap();
    assert!(set_contact_state(&mut tx, id, ContactState::Released, &[], at(1)).await.unwrap());
    assert!(!set_contact_state(&mut tx, id, ContactState::Sent, &[], at(1)).await.unwrap());
    tx.commit().await.unwrap();
    assert!(matches!(store.reserve_contact(&ask(&policy, &wish(2), 5)).await.unwrap(), Outcome::Reserved(_)));
    let rows = store.contacts_of(CustomerId(5), 9).await.unwrap();
    let states: BTreeMap<_, _> = rows.iter().map(|row| (row.subject.as_str(), row.state)).collect();
    assert_eq!(states["invitation:1"], ContactState::Released);
    assert_eq!(states["invitation:2"], ContactState::Reserved);
}

pub async fn the_book_is_that_of_todays_customer(place: &Place) {
    let (store, policy) = (&place.store, at_most(1));
    link(place, &[1, 2, 3], 1).await;
    assert!(matches!(store.reserve_contact(&ask(&policy, &wish(1), 2)).await.unwrap(), Outcome::Reserved(_)));
    assert!(matches!(store.reserve_contact(&ask(&policy, &wish(2), 3)).await.unwrap(), Outcome::Withheld(_)));
    assert_eq!(store.contacts_of(CustomerId(1), 9).await.unwrap().len(), 2);
    // The link is undone: they are two people again, each with a book.
    link(place, &[3], 3).await;
    assert!(matches!(store.reserve_contact(&ask(&policy, &wish(3), 3)).await.unwrap(), Outcome::Reserved(_)));
}

pub async fn what_was_said_and_what_is_open_withholds(place: &Place) {
    let (store, policy) = (&place.store, at_most(9));
    let code = async |number| match store.reserve_contact(&ask(&policy, &wish(number), 7)).await.unwrap() {
        Outcome::Withheld(reasons) => reasons[0].code(),
        Outcome::Reserved(_) => "reserved",
        other => panic!("{other:?}"),
    };
    store.hold_contacts(CustomerId(7), "case:1", at(0)).await.unwrap();
    assert_eq!(code(1).await, "recovery");
    assert!(store.end_hold("case:1", at(1)).await.unwrap());
    assert!(!store.end_hold("case:1", at(1)).await.unwrap());
    assert_eq!(code(2).await, "reserved");
    let consent = Consent {
        channel: Some(Channel::Email),
        category: Category::Survey,
        given: false,
        source: "unsubscribe".to_owned(),
        at: at(1),
    };
    let mut tx = store.state().begin().await.unwrap();
    say(&mut tx, CustomerId(7), &consent).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(code(3).await, "objected");
    assert_eq!(store.consents_of(CustomerId(7)).await.unwrap(), std::slice::from_ref(&consent));
    let mut tx = store.state().begin().await.unwrap();
    say(&mut tx, CustomerId(7), &Consent { given: true, at: at(2), ..consent }).await.unwrap();
    suppress(&mut tx, Channel::Email, "hash", None, SuppressedFor::Bounced, at(2)).await.unwrap();
    suppress(&mut tx, Channel::Email, "hash", None, SuppressedFor::Unsubscribed, at(3)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(code(4).await, "suppressed");
    let row = store.contact_of_subject("invitation:4").await.unwrap().unwrap();
    assert_eq!(row.reasons, [Reason::Suppressed { reason: SuppressedFor::Bounced, at: at(2) }]);
    let hashes = ["hash".to_owned(), "other".to_owned()];
    let found = store.suppressed_among(Channel::Email, Category::Survey, &hashes).await.unwrap();
    assert_eq!(found, ["hash"]);
    // Counted by its first reason, once a subject however often it is asked for.
    assert_eq!(code(4).await, "suppressed");
    let mut tx = store.state().begin().await.unwrap();
    withhold(&mut tx, CustomerId(7), &wish(5), &[Reason::NotEligible], at(3)).await.unwrap();
    withhold(&mut tx, CustomerId(7), &wish(5), &[Reason::NotEligible], at(4)).await.unwrap();
    tx.commit().await.unwrap();
    let day = at(0).micros().div_euclid(DAY);
    let counts = store.withheld_counts(day, day).await.unwrap();
    let counts: BTreeMap<_, _> = counts.iter().map(|count| (count.reason.as_str(), count.withheld)).collect();
    assert_eq!(counts, BTreeMap::from([("recovery", 1), ("objected", 1), ("suppressed", 1), ("not_eligible", 1)]));
}

pub async fn policies_have_versions(place: &Place) {
    let store = &place.store;
    let mut kept = store.contact_policy().await.unwrap();
    assert_eq!((kept.version, &kept.policy), (0, &Policy::default()));
    let stale = kept.clone();
    kept.policy.caps.clear();
    assert_eq!(store.put_contact_policy(&kept, "user:1", at(0)).await.unwrap(), 1);
    assert!(store.put_contact_policy(&stale, "user:2", at(1)).await.is_err());
    let read = store.contact_policy().await.unwrap();
    assert_eq!((read.version, read.policy), (1, kept.policy.clone()));
    kept.version = 1;
    kept.policy.rests.clear();
    assert_eq!(store.put_contact_policy(&kept, "user:2", at(5)).await.unwrap(), 2);
    let versions = store.contact_policies(9).await.unwrap();
    let told: Vec<_> =
        versions.iter().map(|held| (held.kept.version, held.changed_by.as_str(), held.changed_at)).collect();
    assert_eq!(told, [(2, "user:2", at(5)), (1, "user:1", at(0))]);
    assert_eq!(versions[0].kept.policy, kept.policy);
}

pub async fn the_past_is_that_of_todays_customers(place: &Place) {
    let (store, policy) = (&place.store, at_most(1));
    link(place, &[1, 2], 1).await;
    for (number, customer) in [(1, 1), (2, 2), (3, 8)] {
        let wish = wish(number);
        let ask = Ask { now: at(number * 10), ..ask(&policy, &wish, customer) };
        store.reserve_contact(&ask).await.unwrap();
    }
    store.hold_contacts(CustomerId(2), "case:1", at(4)).await.unwrap();
    store.end_hold("case:1", at(6)).await.unwrap();
    let mut tx = store.state().begin().await.unwrap();
    withhold(&mut tx, CustomerId(2), &wish(4), &[Reason::NotEligible], at(40)).await.unwrap();
    let said =
        Consent { channel: None, category: Category::Survey, given: true, source: "profile".to_owned(), at: at(3) };
    say(&mut tx, CustomerId(2), &said).await.unwrap();
    tx.commit().await.unwrap();
    let asked = PastAsked { customer: None, since: at(0), from: at(20), most: 100 };
    let read = store.contact_pasts(asked).await.unwrap();
    assert_eq!(read.cut_at, None);
    assert_eq!(read.pasts.keys().map(|customer| customer.0).collect::<Vec<_>>(), [1, 8]);
    let past = &read.pasts[&CustomerId(1)];
    assert_eq!(past.before.iter().map(|contact| contact.at).collect::<Vec<_>>(), [at(10)]);
    // What the policy withheld is decided on anew; what it has no say in stays as it was.
    let wishes: Vec<_> = past.wishes.iter().map(|wish| (wish.at, wish.otherwise.clone())).collect();
    assert_eq!(wishes, [(at(40), Some(Reason::NotEligible)), (at(20), None)]);
    assert_eq!((&past.consents, past.holds[0].ended), (&vec![said], Some(at(6))));
    let one = store.contact_pasts(PastAsked { customer: Some(CustomerId(8)), ..asked }).await.unwrap();
    assert_eq!(one.pasts.len(), 1);
    let cut = store.contact_pasts(PastAsked { most: 2, ..asked }).await.unwrap();
    assert_eq!(cut.cut_at, Some(at(30)));
}

/// A thousand triggers at once, for one person whom the links know by three numbers.
pub async fn a_thousand_at_once_exceed_no_cap(place: &Place) {
    const CAP: u32 = 7;
    link(place, &[1, 2, 3], 1).await;
    let asked = (0..1_000).map(|number| {
        let store = place.store.clone();
        tokio::spawn(async move {
            let (policy, wish) = (at_most(CAP), wish(number));
            store.reserve_contact(&ask(&policy, &wish, 1 + number % 3)).await.unwrap()
        })
    });
    let (mut reserved, mut withheld) = (0, 0);
    for one in asked.collect::<Vec<_>>() {
        match one.await.unwrap() {
            Outcome::Reserved(_) => reserved += 1,
            Outcome::Withheld(reasons) => {
                assert!(matches!(reasons[0], Reason::Cap { counted: CAP, at_most: CAP, .. }), "{reasons:?}");
                withheld += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((reserved, withheld), (CAP, 1_000 - CAP));
    let rows = place.store.contacts_of(CustomerId(1), 2_000).await.unwrap();
    assert_eq!(rows.iter().filter(|row| row.state.counts()).count() as u32, CAP);
    let day = at(0).micros().div_euclid(DAY);
    let counts = place.store.withheld_counts(day, day).await.unwrap();
    assert_eq!((counts.len(), counts[0].reason.as_str(), counts[0].withheld), (1, "cap", i64::from(1_000 - CAP)));
}

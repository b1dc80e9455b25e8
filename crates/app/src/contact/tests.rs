//! The policy, and what it says of one customer.

use hamdel_domain::CustomerId;
use hamdel_domain::contact::{Category, Consent, ContactState, Decision, Policy, Reason, Wish};
use hamdel_domain::{Channel, Instant};
use hamdel_text::Zone;

use super::*;
use crate::invitations::tests_bench::Bench;

fn wish(category: Category, subject: &str) -> Wish {
    Wish {
        channel: Channel::Email,
        category,
        topic: "offer:1".to_owned(),
        subject: subject.to_owned(),
        good_until: None,
    }
}

#[tokio::test]
async fn a_policy_is_checked_kept_and_not_overwritten_unseen() {
    let bench = Bench::new().await;
    let app = &bench.app;
    let mut changed = policy(app).await.unwrap().policy;
    changed.caps[0].name = String::new();
    let problem = change_policy(app, changed.clone(), 0, "user:1").await.unwrap_err();
    assert_eq!(problem.to_string(), "policy: caps[0].name: needs 1 to 100 characters");
    changed.caps.clear();
    assert_eq!(change_policy(app, changed, 0, "user:1").await.unwrap(), 1);
    assert!(change_policy(app, Policy::default(), 0, "user:2").await.is_err());
    assert!(policy(app).await.unwrap().policy.caps.is_empty());
}

#[tokio::test]
async fn a_wish_is_explained_reserved_and_settled() {
    let bench = Bench::new().await;
    let app = &bench.app;
    let (customer, address) = (CustomerId(1), "sara@example.com");
    let marketing = wish(Category::Marketing, "message:1");
    let told = explain(app, customer, &marketing, Some(address), "user:1").await.unwrap();
    let missing = Reason::NoConsent { channel: Channel::Email, category: Category::Marketing };
    assert_eq!(told.decision, Decision::Withheld(vec![missing]));
    let mut said = Consent {
        channel: None,
        category: Category::Marketing,
        given: true,
        source: "profile".to_owned(),
        at: app.clock.now(),
    };
    say(app, customer, &said, "user:1").await.unwrap();
    let Outcome::Reserved(id) = reserve(app, customer, &marketing, address).await.unwrap() else { panic!() };
    assert!(settle(app, id, ContactState::Sent).await.unwrap());
    assert!(!settle(app, id, ContactState::Released).await.unwrap(), "what went out is not taken back");
    said = Consent { given: false, at: Instant::from_micros(said.at.micros() + 1), ..said };
    say(app, customer, &said, "user:1").await.unwrap();
    let next = wish(Category::Marketing, "message:2");
    assert!(matches!(reserve(app, customer, &next, address).await.unwrap(), Outcome::Withheld(_)));
    assert_eq!(consents(app, customer).await.unwrap().len(), 2);
    hold_for_recovery(app, customer, "case:1", app.clock.now()).await.unwrap();
    let survey = wish(Category::Survey, "message:3");
    let told = explain(app, customer, &survey, None, "user:1").await.unwrap();
    assert!(matches!(told.decision, Decision::Withheld(reasons) if reasons[0].code() == "recovery"));
    assert!(end_recovery(app, "case:1").await.unwrap());
    withhold(app, customer, &survey, &[Reason::NotEligible]).await.unwrap();
    let counts = withheld_counts(app, app.clock.now(), app.clock.now()).await.unwrap();
    assert_eq!(
        counts.iter().map(|count| (count.reason.as_str(), count.withheld)).collect::<Vec<_>>(),
        [("objected", 1), ("not_eligible", 1)]
    );
}

#[test]
fn months_are_those_of_both_calendars() {
    use hamdel_domain::contact::Period;
    let moment = |text| Instant::parse_iso(text).unwrap();
    // 1405/01/01 is 2026-03-21.
    let (start, end) = Period::JalaliMonth.around(moment("2026-04-01T00:00:00Z"), &Zone::TEHRAN);
    assert_eq!((start, end), (moment("2026-03-20T20:30:00Z"), moment("2026-04-20T20:30:00Z")));
}

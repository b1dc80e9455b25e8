//! From what a customer says to whoever must hear of it: once, whatever crashes, and nobody forgotten.

use std::sync::Arc;

use hamdel_domain::Interaction;
use hamdel_domain::alerts::{AlertRule, AlertTo, AlertWhen};
use hamdel_domain::clock::{DAY, SECOND};
use hamdel_domain::people::Part;
use hamdel_domain::rights::Role;
use hamdel_domain::units::Unit;
use hamdel_store::units::{add_unit, replace_parts};
use hamdel_store::users::{NewUser, UserId};
use hamdel_text::Language;

use super::*;
use crate::accounts::SignedIn;
use crate::invitations::Written;
use crate::invitations::tests_bench::Bench;
use crate::messages::send_messages;
use crate::webhooks::add_webhook;

/// Writes an alert as its reasons and its link.
struct Plain;

impl AlertTexts for Plain {
    fn write(&self, mail: &AlertMail<'_>) -> Written {
        let why: Vec<&str> = mail.body.why.iter().map(Why::as_str).collect();
        let text = format!("{}\n{}", mail.body.text.as_deref().unwrap_or_default(), mail.link);
        Written { subject: format!("{} {}", mail.language.code(), why.join(" ")), text, html: None }
    }
}

fn ways() -> AlertWays {
    AlertWays { texts: Arc::new(Plain), mail: true, base_url: "https://cx.example.com".to_owned() }
}

async fn user(bench: &Bench, name: &str, role: Role) -> UserId {
    let email = format!("{name}@company.test");
    let new = NewUser { email: &email, name, password_hash: None, role, language: "fa" };
    bench.app.store.create_user(new, bench.app.clock.now()).await.unwrap().id
}

/// A unit, one below it, and who manages the upper one.
async fn units(bench: &Bench, manager: UserId) {
    let unit = |name: &str, parent: Option<&str>| Unit {
        name: name.to_owned(),
        title_fa: name.to_owned(),
        title_en: name.to_owned(),
        parent: parent.map(str::to_owned),
        archived_at: None,
    };
    let mut tx = bench.app.store.state().begin().await.unwrap();
    add_unit(&mut tx, &unit("north", None)).await.unwrap();
    add_unit(&mut tx, &unit("shop-1", Some("north"))).await.unwrap();
    replace_parts(&mut tx, manager, &[("north".to_owned(), Part::Manager)]).await.unwrap();
    tx.commit().await.unwrap();
}

fn rule(when: AlertWhen) -> AlertRule {
    AlertRule {
        name: when.as_str().to_owned(),
        when,
        touchpoint: None,
        unit: None,
        condition: String::new(),
        to: vec![AlertTo::UnitManager],
        email: true,
        webhooks: Vec::new(),
    }
}

fn detractor() -> AlertWhen {
    AlertWhen::LowScore { metric: "nps".to_owned(), at_most: 6.0 }
}

fn says(bench: &Bench, message: &str, score: Option<f64>, text: Option<&str>) -> Interaction {
    Interaction {
        metric: score.map(|_| "nps".to_owned()),
        score,
        text: text.map(str::to_owned),
        unit: Some("shop-1".to_owned()),
        ..bench.order(message, "sara")
    }
}

async fn told(bench: &Bench, who: UserId) -> Vec<AlertShown> {
    let user = bench.app.store.user(who).await.unwrap().unwrap();
    my_alerts(&bench.app, &SignedIn::from(user), None).await.unwrap().0
}

#[tokio::test]
async fn a_detractor_reaches_the_manager_above_within_a_minute_on_page_mail_and_webhook() {
    let mut bench = Bench::new().await;
    let (manager, other) = (user(&bench, "mina", Role::UnitManager).await, user(&bench, "reza", Role::Agent).await);
    units(&bench, manager).await;
    let webhook = add_webhook(&bench.app, "hook", "http://127.0.0.1:9/x", "user:1").await.unwrap();
    let low = AlertRule { webhooks: vec![webhook], ..rule(detractor()) };
    add_rule(&bench.app, low, "user:1").await.unwrap();
    add_rule(&bench.app, rule(AlertWhen::Words { phrases: vec!["پس بدهید".to_owned()] }), "user:1").await.unwrap();
    let (bad, good) =
        (says(&bench, "1", Some(2.0), Some("پولم را پس بدهید")), says(&bench, "2", Some(9.0), Some("عالی بود")));
    bench.happens(&[bad, good]).await;
    bench.clock.advance(30 * SECOND);

    assert_eq!(watch(&bench.app, &ways()).await.unwrap(), 1);
    let alerts = told(&bench, manager).await;
    assert_eq!(alerts.len(), 1, "{alerts:?}");
    let whys: Vec<&str> = alerts[0].body.why.iter().map(Why::as_str).collect();
    assert_eq!((whys.as_slice(), alerts[0].seen), (["low_score", "words"].as_slice(), false));
    assert!(told(&bench, other).await.is_empty());
    send_messages(&bench.app, Some(&bench.out)).await.unwrap();
    let mails = bench.sink.mails();
    assert_eq!((mails.len(), mails[0].to.as_slice()), (1, ["mina@company.test".to_owned()].as_slice()));
    let deliveries = bench.app.store.webhook_deliveries(webhook, None, 10).await.unwrap();
    assert_eq!(deliveries.len(), 1);
    let payload: serde_json::Value = serde_json::from_str(&deliveries[0].event.payload).unwrap();
    assert_eq!(
        (&payload["type"], &payload["data"]["score"]),
        (&serde_json::json!("alert.raised"), &serde_json::json!(2.0))
    );

    // What the projector leaves again after a crash, and a second watcher, tell nobody twice.
    let rules = AlertRules::new(rules(&bench.app).await.unwrap());
    let again = says(&bench, "1", Some(2.0), Some("پولم را پس بدهید"));
    let row = hamdel_domain::RecordedInteraction { interaction: again, ..Default::default() };
    let mut tx = bench.app.store.state().begin().await.unwrap();
    rules.leave(&mut tx, &[row], bench.app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(watch(&bench.app, &ways()).await.unwrap(), 0);
    send_messages(&bench.app, Some(&bench.out)).await.unwrap();
    assert_eq!((told(&bench, manager).await.len(), bench.sink.mails().len()), (1, 1));
    assert!(bench.app.store.alert_queue(10).await.unwrap().is_empty());
}

#[tokio::test]
async fn words_are_read_for_fury_blame_and_danger() {
    let mut bench = Bench::new().await;
    let manager = user(&bench, "mina", Role::UnitManager).await;
    units(&bench, manager).await;
    for when in [
        AlertWhen::Fury,
        AlertWhen::Urgency { at_once: true },
        AlertWhen::Blame { subject: "touchpoint:courier".to_owned() },
    ] {
        add_rule(&bench.app, rule(when), "user:1").await.unwrap();
    }
    let texts = ["غذا افتضاح بود و مسموم شدم", "پیک خیلی بی‌ادب بود", "پیک خیلی مؤدب بود", "ممنون"];
    let said: Vec<Interaction> =
        texts.iter().enumerate().map(|(at, text)| says(&bench, &at.to_string(), None, Some(text))).collect();
    bench.happens(&said).await;
    watch(&bench.app, &ways()).await.unwrap();
    let heard: Vec<(String, Vec<&str>)> = told(&bench, manager)
        .await
        .iter()
        .map(|alert| (alert.body.text.clone().unwrap(), alert.body.why.iter().map(Why::as_str).collect()))
        .collect();
    assert_eq!(heard.len(), 2, "{heard:?}");
    assert_eq!(heard[0], (texts[1].to_owned(), vec!["blame"]));
    assert!(heard[1].0 == texts[0] && heard[1].1.contains(&"urgency"), "{heard:?}");
}

#[tokio::test]
async fn where_nobody_manages_the_unit_somebody_hears_of_it_still() {
    let mut bench = Bench::new().await;
    let administrator = user(&bench, "admin", Role::Administrator).await;
    add_rule(&bench.app, rule(detractor()), "user:1").await.unwrap();
    let bad = says(&bench, "1", Some(0.0), None);
    bench.happens(&[bad]).await;
    watch(&bench.app, &ways()).await.unwrap();
    assert_eq!(told(&bench, administrator).await.len(), 1);
    let experience = user(&bench, "cx", Role::ExperienceManager).await;
    let bad = says(&bench, "2", Some(0.0), None);
    bench.happens(&[bad]).await;
    watch(&bench.app, &ways()).await.unwrap();
    assert_eq!((told(&bench, administrator).await.len(), told(&bench, experience).await.len()), (1, 1));
}

#[tokio::test]
async fn a_condition_and_a_place_narrow_a_rule_and_old_news_alerts_nobody() {
    let mut bench = Bench::new().await;
    let administrator = user(&bench, "admin", Role::Administrator).await;
    let gold = AlertRule { condition: "traits.plan == 'gold'".to_owned(), ..rule(detractor()) };
    add_rule(&bench.app, gold, "user:1").await.unwrap();
    let elsewhere = AlertRule { unit: Some("south".to_owned()), ..rule(detractor()) };
    add_rule(&bench.app, elsewhere, "user:1").await.unwrap();
    let plain = says(&bench, "1", Some(0.0), None);
    let mut golden = says(&bench, "2", Some(0.0), None);
    golden
        .traits
        .push(hamdel_domain::interaction::StatedTrait { name: "plan".to_owned(), value: "\"gold\"".to_owned() });
    bench.happens(&[plain]).await;
    watch(&bench.app, &ways()).await.unwrap();
    assert!(told(&bench, administrator).await.is_empty());
    bench.happens(&[golden]).await;
    watch(&bench.app, &ways()).await.unwrap();
    assert_eq!(told(&bench, administrator).await.len(), 1);
    bench.clock.advance(10 * DAY);
    let mut old = says(&bench, "3", Some(0.0), None);
    old.occurred_at = old.occurred_at.plus_micros(-3 * DAY);
    bench.happens(&[old]).await;
    assert!(bench.app.store.alert_queue(10).await.unwrap().is_empty());

    let wrong = AlertRule { condition: "customer.x".to_owned(), ..rule(detractor()) };
    let problem = add_rule(&bench.app, wrong, "user:1").await.unwrap_err();
    assert!(matches!(problem, crate::AppError::Invalid { field: "condition", .. }), "{problem}");
    let nobody = AlertRule { to: vec![AlertTo::Person { user: 99 }], ..rule(detractor()) };
    assert!(add_rule(&bench.app, nobody, "user:1").await.is_err());
}

#[tokio::test]
async fn somebody_chooses_the_bell_alone_and_what_is_seen_is_not_new() {
    let mut bench = Bench::new().await;
    let id = user(&bench, "admin", Role::Administrator).await;
    let who = SignedIn::from(bench.app.store.user(id).await.unwrap().unwrap());
    assert_eq!(who.language, Language::Persian);
    choose_email(&bench.app, &who, false).await.unwrap();
    add_rule(&bench.app, rule(detractor()), "user:1").await.unwrap();
    let bad = says(&bench, "1", Some(0.0), None);
    bench.happens(&[bad]).await;
    watch(&bench.app, &ways()).await.unwrap();
    send_messages(&bench.app, Some(&bench.out)).await.unwrap();
    assert!(bench.sink.mails().is_empty());
    assert_eq!(unseen(&bench.app, &who).await.unwrap().count, 1);
    let newest = told(&bench, id).await[0].id;
    assert_eq!(see(&bench.app, &who, newest).await.unwrap(), 1);
    assert_eq!(unseen(&bench.app, &who).await.unwrap().count, 0);
    choose_email(&bench.app, &who, true).await.unwrap();
    assert!(by_email(&bench.app, id.0).await.unwrap());
}

#[tokio::test]
async fn something_new_is_announced_once_a_month() {
    let bench = Bench::new().await;
    let experience = user(&bench, "cx", Role::ExperienceManager).await;
    let lake = hamdel_testkit::lake::FakeLake::default();
    let row = crate::feedback::tests::row;
    let many = |n: i64, text: &str| (1..=n).map(|number| row(number, None, text)).collect::<Vec<_>>();
    // The period before ends where this one begins, at midnight in Tehran; everything else is this period.
    lake.answer("text IS NOT NULL", [many(80, "غذا خوب بود"), many(20, "رمز پویا نیامد")].concat());
    lake.answer("T20:29:59.999999Z'", many(100, "غذا خوب بود"));
    let app = crate::App { lake: Arc::new(lake), ..bench.app.clone() };
    let new = AlertRule { to: vec![AlertTo::ExperienceManager], ..rule(AlertWhen::NewTheme) };
    add_rule(&app, new, "user:1").await.unwrap();
    for _ in 0..3 {
        themes::announce_when_due(&app, &ways()).await.unwrap();
        bench.clock.advance(2 * 3_600 * SECOND);
    }
    let alerts = told(&bench, experience).await;
    assert_eq!(alerts.len(), 1, "{alerts:?}");
    let Why::NewTheme { phrase, comments, before } = &alerts[0].body.why[0] else { panic!("{alerts:?}") };
    assert!(phrase.contains("رمز پویا") && (*comments, *before) == (20, 0), "{alerts:?}");
}

#[test]
fn what_is_kept_reads_back_as_it_was_frozen() {
    let frozen = r#"{"rules":[{"id":1,"name":"x"}],"why":[{"why":"low_score","metric":"nps","score":2.0},{"why":"fury"}],"text":"بد","occurred_at":5,"kind":"review","touchpoint":null,"channel":"app","employee":null,"metric":"nps","score":2.0}"#;
    let read: AlertBody = serde_json::from_str(frozen).unwrap();
    assert_eq!(read.why[1], Why::Fury);
    assert_eq!(serde_json::to_string(&read).unwrap(), frozen);
}

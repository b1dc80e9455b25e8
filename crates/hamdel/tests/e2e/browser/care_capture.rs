//! An agent takes a complaint down by keyboard while a customer tells it, and a colleague sees it come in.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::Key;
use tokio::time::sleep;

use super::care::Office;
use super::window::Window;
use crate::support::{Source, rows, wait_for, write_key};

/// Keys that somebody who types 40 words a minute, of five keys each, presses within ten seconds: 3.3 a second.
const KEYS_IN_TEN_SECONDS: usize = 33;
/// What is typed of a usual complaint: the telephone number that the caller has, and what happened.
const TYPED: &str = "09121234567 پیک دیر رسید";
/// The same caller's number, as it is kept.
const PHONE: &str = "+989121234567";
/// What the same customer had said before.
const BEFORE: &str = "پیک دیر رسید و جواب تلفن نداد";
/// What came in so far: kind, unit, touchpoint, and words.
const LEARNED: [(&str, &str, &str, [&str; 4]); 3] = [
    (
        "late_delivery",
        "deliveries",
        "home-delivery",
        ["پیک دو ساعت دیر رسید", "سفارش دیر به دستم رسید", "پیک باز هم دیر کرد", "ارسال بسته تأخیر داشت و پیک دیر آمد"],
    ),
    (
        "damaged",
        "branches",
        "shop-floor",
        ["یخچال خراب بود", "لیوان شکسته بود", "تلویزیون معیوب فروختید", "کتری از روز نخست خراب است"],
    ),
    (
        "wrong_item",
        "branches",
        "till",
        ["صندوق مبلغ را اشتباه زد", "فاکتور اشتباه بود", "رنگ دیگری در کیسه گذاشتند", "یک قلم کم بود و حسابش کردند"],
    ),
];
/// How often each of these was said; what is learned needs fifty cases.
const TIMES: usize = 6;

/// A company that has handled some cases, and a customer who complained before; gives the customer and that case.
async fn experienced(office: &Office) -> (i64, i64) {
    let source = Source::new(&office.server, &write_key(&office.program, "shop"));
    let traits = json!({ "name": "مریم احمدی", "phone": PHONE });
    assert_eq!(source.post("identify", &json!({ "userId": "club-1", "traits": traits })).await.status, 200);
    let found = format!("SELECT customer_id FROM identifiers WHERE value = '{PHONE}'");
    tokio::task::block_in_place(|| wait_for(&office.program, &format!("SELECT count(*) FROM ({found})"), 1));
    let customer = tokio::task::block_in_place(|| rows(&office.program, &found))[0]["customer_id"].as_i64().unwrap();
    office.desk.done(Method::POST, "/api/v1/case-kinds/ready", Some(&json!({}))).await;
    for (name, title_fa, title_en, unit) in [
        ("home-delivery", "تحویل در منزل", "Home delivery", "deliveries"),
        ("shop-floor", "فضای فروش", "Shop floor", "branches"),
        ("till", "صندوق", "Till", "branches"),
    ] {
        let place = json!({ "name": name, "title_fa": title_fa, "title_en": title_en, "unit": unit });
        office.desk.done(Method::POST, "/api/v1/touchpoints", Some(&place)).await;
    }
    for time in 0..TIMES {
        for (kind, unit, touchpoint, said) in LEARNED {
            for words in said {
                let text = format!("{words}؛ بار {time}");
                let case = json!({ "text": text, "kind": kind, "unit": unit, "touchpoint": touchpoint, "severity": "medium",
                    "channel": "phone" });
                office.desk.done(Method::POST, "/api/v1/cases", Some(&case)).await;
            }
        }
    }
    let before = json!({ "text": BEFORE, "customer_id": customer, "unit": "deliveries", "channel": "phone" });
    let before = office.desk.done(Method::POST, "/api/v1/cases", Some(&before)).await;
    (customer, before["case_id"].as_i64().unwrap())
}

/// Waits until what came in was learned from.
async fn until_it_was_learned(office: &Office) {
    let draft = json!({ "text": TYPED });
    let mut proposed = Value::Null;
    for _ in 0..300 {
        proposed = office.desk.done(Method::POST, "/api/v1/cases/proposals", Some(&draft)).await;
        if proposed["touchpoints"][0]["name"] == "home-delivery" {
            return;
        }
        sleep(Duration::from_millis(300)).await;
    }
    panic!("nothing was learned: {proposed}");
}

/// What is proposed and taken for an aspect of the case.
async fn taken(window: &Window, aspect: &str) -> Value {
    window
        .run(&format!("return document.querySelector(\"#capture input[name='{aspect}']:checked\")?.value ?? ''"))
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_complaint_is_taken_down_within_ten_seconds_of_typing_and_comes_in_at_once() {
    let office = Office::open().await;
    let (customer, before) = experienced(&office).await;
    until_it_was_learned(&office).await;
    let Some(colleague) = office.window_of("kaveh").await else { return };
    let Some(agent) = office.window_of("yaser").await else { return };
    colleague.go("/care?view=open").await;
    colleague.run("window.stayed = true").await;
    let listens =
        "const line = document.querySelector('[data-live-state]'); return line.textContent === line.dataset.live";
    colleague.until(listens).await;
    let open = colleague.text("[data-live-count='open']").await;

    // From whatever page the agent is on.
    agent.go("/voice/words").await;
    agent.find("[data-capture]").await;
    agent.press("n").await;
    agent.until("return document.activeElement?.matches(\"#capture textarea[name='text']\") ?? false").await;
    agent.press(TYPED).await;
    let found =
        format!("return document.querySelector(\"#capture input[name='customer']:checked\")?.value === '{customer}'");
    agent.until(&found).await;
    agent
        .until("return document.querySelector(\"#capture input[name='kind']:checked\")?.value === 'late_delivery'")
        .await;
    agent.keep_picture("capture-proposals-fa-1280").await;
    for (aspect, wanted) in [("unit", "deliveries"), ("touchpoint", "home-delivery"), ("severity", "medium")] {
        assert_eq!(
            taken(&agent, aspect).await,
            wanted,
            "{aspect}: {}",
            agent.text("#capture .capture-proposals").await
        );
    }
    let twin = agent.find("#capture .duplicates button").await.attr("value").await.unwrap();
    assert_eq!(twin, Some(before.to_string()), "the likely duplicate");
    assert_eq!(
        agent.run("return document.querySelector('#capture .capture-proposals .badge-info') === null").await,
        json!(true),
        "a number that is known is called new"
    );
    let keys = "n".len() + TYPED.chars().count() + ["Ctrl", "Enter"].len();
    assert!(keys <= KEYS_IN_TEN_SECONDS, "{keys} keys");
    agent.press(Key::Control + Key::Enter).await;
    let reference = agent.find("#capture #capture-reference").await.text().await.unwrap();
    agent.keep_picture("capture-taken-fa-1280").await;

    colleague.until("return !document.querySelector('[data-live-news]').hidden").await;
    colleague.keep_picture("inbox-news-fa-1280").await;
    assert_ne!(colleague.text("[data-live-count='open']").await, open, "the count goes along");
    assert_eq!(colleague.run("return window.stayed").await, json!(true), "the page was not loaded again");
    colleague.go("/care?view=open&sort=received").await;
    colleague.follow("tbody tr:first-child [data-open]").await;
    let shown = colleague.text("main").await;
    assert!(shown.contains(&reference) && shown.contains("مریم احمدی"), "{reference}: {shown}");
    for window in [agent, colleague] {
        assert_eq!(window.problems().await, Vec::<String>::new());
        window.close().await;
    }
    office.server.stop().unwrap();
}

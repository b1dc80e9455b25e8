//! The manager of a unit: sees the own unit and nothing else, goes through it by keyboard, hands out work and takes it
//! back; and what two people write on one case at once.

use hamdel_domain::clock::SECOND;
use reqwest::Method;
use serde_json::json;

use super::care::Office;
use super::faults;
use super::window::Window;
use crate::support::now;

/// Three complaints of the own unit, one of another.
const LATE: &str = "یخچال سه روز است نرسیده";
const WET: &str = "بسته خیس رسید";
const RUDE: &str = "پیک بددهانی کرد";
const FOREIGN: &str = "صندوق شعبه اشتباه حساب کرد";

/// An office where each case has four hours around the clock and is at risk after two, and its cases: the late, the wet,
/// the rude and the foreign one.
async fn office_with_cases() -> (Office, [i64; 4]) {
    let office = Office::open().await;
    let mut held = office.desk.get("/api/v1/clocks").await;
    let clock = json!({
        "clock": "solution", "calendar": "always", "plan": { "target": 240, "warnings": [50], "again": [] },
        "warned": ["owner"], "breached": ["owner"], "again": [], "ways": ["page"],
    });
    held["policy"]["rules"] = json!([{ "name": "four hours", "clocks": [clock] }]);
    office.desk.done(Method::PUT, "/api/v1/clocks", Some(&held)).await;
    let came = now().plus_micros(-3 * 3_600 * SECOND).to_string();
    let late =
        json!({ "text": LATE, "unit": "deliveries", "severity": "low", "channel": "phone", "received_at": came });
    let late = office.desk.done(Method::POST, "/api/v1/cases", Some(&late)).await["case_id"].as_i64().unwrap();
    let wet = office.complaint(WET, "deliveries", "high").await;
    let rude = office.complaint(RUDE, "deliveries", "medium").await;
    let foreign = office.complaint(FOREIGN, "branches", "high").await;
    (office, [late, wet, rude, foreign])
}

/// The titles of the cases a list shows, in order.
async fn titles(window: &Window) -> Vec<String> {
    let found =
        window.run("return [...document.querySelectorAll('.case-title')].map((title) => title.textContent)").await;
    serde_json::from_value(found).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_manager_sees_the_own_unit_and_what_is_at_risk() {
    let (office, [.., foreign]) = office_with_cases().await;
    let Some(window) = office.window_of("kaveh").await else { return };
    window.go("/care?view=open").await;
    let look = window.look().await;
    window.keep_picture("manager-inbox-fa-1280").await;
    assert_eq!(faults(&look, "fa"), Vec::<String>::new());
    let mut shown = titles(&window).await;
    shown.sort_unstable();
    let mut own = vec![LATE, WET, RUDE];
    own.sort_unstable();
    assert_eq!(shown, own, "the cases of the own unit");
    assert_eq!(window.text("[data-live-count='open']").await, "۳");
    assert_eq!(window.text("[data-live-count='at_risk']").await, "۱");
    window.go("/care?view=at_risk").await;
    assert_eq!(titles(&window).await, [LATE]);
    assert!(window.find(".due-risk").await.is_displayed().await.unwrap(), "its clock says so");
    assert_eq!(window.problems().await, Vec::<String>::new());
    window.go(&format!("/care/cases/{foreign}")).await;
    assert!(!window.text("body").await.contains(FOREIGN), "a case of another unit is shown");
    let problems = window.problems().await;
    assert!(problems.iter().any(|problem| problem.starts_with("404")), "{problems:?}");
    window.close().await;
    office.server.stop().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_manager_hands_out_work_by_keyboard_and_takes_it_back() {
    let (office, [_, wet, rude, _]) = office_with_cases().await;
    let Some(window) = office.window_of("kaveh").await else { return };
    let (kaveh, yaser) = (office.person("kaveh").await, office.person("yaser").await);
    window.go("/care?view=unassigned").await;
    window.find("[data-bulk]").await;
    let listed = titles(&window).await;
    assert_eq!(listed.len(), 3, "{listed:?}");
    // The first two rows, taken.
    for key in ["j", "x", "j", "x"] {
        window.press(key).await;
    }
    assert_eq!(window.text(".bulk [data-count]").await, "۲");
    press_and_follow(&window, "a").await;
    let taken = owners(&office).await.into_iter().filter(|owner| *owner == json!(kaveh)).count();
    assert_eq!(taken, 2, "taken by keyboard");
    assert_eq!(titles(&window).await.len(), 1, "what is left without an owner");
    window.keep_picture("manager-taken-fa-1280").await;
    press_and_follow(&window, "z").await;
    assert_eq!(owners(&office).await, vec![json!(null); 4], "taken back by a key");

    // Two of them to an agent, with a word for the agent.
    window.go("/care?view=unassigned").await;
    for case in [wet, rude] {
        window.find(&format!("input[name='selected'][value='{case}']")).await.click().await.unwrap();
    }
    window.find("#bulk details.menu summary").await.click().await.unwrap();
    window.find(&format!("#bulk select[name='owner'] option[value='{yaser}']")).await.click().await.unwrap();
    window.find("#bulk input[name='note']").await.send_keys("امروز به هر دو زنگ بزنید").await.unwrap();
    let look = window.look().await;
    window.keep_picture("manager-hand-over-fa-1280").await;
    assert_eq!(faults(&look, "fa"), Vec::<String>::new());
    window.follow("#bulk button[value='hand_over']").await;
    for case in [wet, rude] {
        let held = office.case(case).await;
        assert_eq!(held["owner"], yaser, "{held}");
        assert!(held["internal"].to_string().contains("امروز به هر دو زنگ بزنید"), "{held}");
    }
    window.follow("form[action='/care/undo'] button").await;
    assert_eq!(owners(&office).await, vec![json!(null); 4], "taken back by a button");

    // One on its own page.
    window.go(&format!("/care/cases/{wet}")).await;
    let hand_over = "details:has(input[name='do'][value='assign'])";
    window.find(&format!("{hand_over} > summary")).await.click().await.unwrap();
    window.find(&format!("{hand_over} select[name='owner'] option[value='{yaser}']")).await.click().await.unwrap();
    window.follow(&format!("{hand_over} .button-primary")).await;
    assert_eq!(office.case(wet).await["owner"], yaser);
    assert_eq!(window.problems().await, Vec::<String>::new());
    window.close().await;
    office.server.stop().unwrap();
}

/// Presses a key that leads to another page, and waits for that page.
async fn press_and_follow(window: &Window, key: &str) {
    window.run("window.left = true").await;
    window.press(key).await;
    window.until("return document.readyState === 'complete' && !window.left").await;
}

/// Who has each case.
async fn owners(office: &Office) -> Vec<serde_json::Value> {
    let cases = office.desk.get("/api/v1/cases?view=open").await;
    cases["cases"].as_array().unwrap().iter().map(|case| case["owner"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_written_outlives_a_reload_and_somebody_who_was_quicker() {
    let (office, [_, wet, ..]) = office_with_cases().await;
    let Some(kaveh) = office.window_of("kaveh").await else { return };
    let Some(yaser) = office.window_of("yaser").await else { return };
    let (page, slow, quick) = (format!("/care/cases/{wet}"), "فردا بستهٔ دیگری می‌رسد.", "پولتان را برگرداندیم.");
    yaser.go(&page).await;
    yaser.find("#write").await;
    yaser.press("r").await;
    yaser.find("#reply-text").await.send_keys(slow).await.unwrap();
    yaser.go(&page).await;
    let kept = yaser.run("return document.querySelector('#reply-text').value").await;
    assert_eq!(kept, json!(slow), "the draft outlives a reload");
    assert!(yaser.find("[data-draft-kept]").await.is_displayed().await.unwrap(), "and the page says so");

    kaveh.go(&page).await;
    kaveh.press("r").await;
    kaveh.find("#reply-text").await.send_keys(quick).await.unwrap();
    kaveh.follow(".compose-reply button[value='0']").await;
    // Whoever has the case open hears of it.
    yaser.until("return !document.querySelector('[data-live-news]').hidden").await;
    yaser.follow(".compose-reply button[value='0']").await;
    yaser.keep_picture("two-at-one-case-fa-1280").await;
    let told = yaser.text(".form-errors").await;
    assert!(told.contains(quick) && told.contains("کاوه"), "what the other wrote, and who: {told}");
    let kept = yaser.run("return document.querySelector('#reply-text').value").await;
    assert_eq!(kept, json!(slow), "nothing that was typed is lost");
    let with_customer = office.case(wet).await["with_customer"].to_string();
    assert!(with_customer.contains(quick) && !with_customer.contains(slow), "{with_customer}");
    // That it was refused is an answer that failed, and rightly so.
    yaser.problems().await;
    yaser.follow(".compose-reply button[value='0']").await;
    let with_customer = office.case(wet).await["with_customer"].to_string();
    assert!(with_customer.contains(quick) && with_customer.contains(slow), "{with_customer}");
    yaser.go(&page).await;
    assert_eq!(
        yaser.run("return document.querySelector('#reply-text').value").await,
        json!(""),
        "what was sent is no draft"
    );
    for window in [kaveh, yaser] {
        assert_eq!(window.problems().await, Vec::<String>::new());
        window.close().await;
    }
    office.server.stop().unwrap();
}

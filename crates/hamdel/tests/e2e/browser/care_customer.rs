//! A customer with a telephone in the hand, in Persian: complains with a photograph, follows the case, is not content,
//! is answered better, is content, and after the end is asked whether it is truly solved.

use std::fs;
use std::path::Path;

use base64::Engine;
use reqwest::Method;
use serde_json::json;

use super::care::Office;
use super::faults;
use super::window::Window;

/// What the customer writes.
const WORDS: &str = "یخچالی که خریدم با در فرورفته رسید و پیک گفت به او مربوط نیست.";
const REMEDY: &str = "در یخچال عوض شود";
const ADDRESS: &str = "customer@example.com";
const FIRST_ANSWER: &str = "صد هزار تومان اعتبار برای شما گذاشتیم.";
const STILL: &str = "اعتبار نمی‌خواهم؛ در یخچال هنوز فرورفته است.";
const SECOND_ANSWER: &str = "یخچال دیگری فردا می‌رسد و همان را پس می‌گیریم.";
const OTHER_WAYS: &str = "سازمان حمایت مصرف‌کنندگان، تلفن ۱۲۴";
/// The smallest side of what a thumb presses; CSS pixels.
const THUMB: f64 = 48.0;
/// The months of the Persian calendar.
const MONTHS: [&str; 12] =
    ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"];
/// A picture of one point.
const PHOTOGRAPH: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// Looks at a page of the customer's side, and keeps a picture of it.
async fn look(window: &Window, name: &str) {
    let mut look = window.look().await;
    // The customer's side is set in the telephone's own font.
    look.font = true;
    let found = faults(&look, "fa");
    window.keep_picture(&format!("customer-{name}-fa-390")).await;
    assert_eq!(found, Vec::<String>::new(), "{name}");
    let small = format!(
        "return [...document.querySelectorAll('button, input:not([type=hidden]), textarea, select')]
            .filter((field) => field.checkVisibility() && !field.closest('.trap') && field.getBoundingClientRect().height < {THUMB})
            .map((field) => `${{field.outerHTML.slice(0, 80)}}: ${{field.getBoundingClientRect().height}}`)"
    );
    assert_eq!(window.run(&small).await, json!([]), "{name}: too small for a thumb");
}

/// Whether a text names a day of the Persian calendar in Persian digits.
fn names_a_persian_day(text: &str) -> bool {
    let is_digit = |sign: char| ('۰'..='۹').contains(&sign);
    let words: Vec<&str> = text.split(|sign: char| sign.is_whitespace() || "،,:؛".contains(sign)).collect();
    words.windows(2).any(|pair| pair[0].chars().all(is_digit) && !pair[0].is_empty() && MONTHS.contains(&pair[1]))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_follows_a_complaint_to_its_end_and_beyond() {
    let office = Office::open().await;
    let Some(mut window) = Window::open(office.server.address()).await else { return };
    let ways = json!({ "company_fa": "فروشگاه سپهر", "company_en": "Sepehr", "other_ways_fa": OTHER_WAYS, "other_ways_en": "Consumer protection, 124" });
    office.desk.done(Method::PUT, "/api/v1/complaint-settings", Some(&ways)).await;
    ask_at_once_after_closing(&office).await;
    window.resize(390).await;

    let case = complain(&window, &office).await;
    follow_by_number(&window).await;
    let own = window.path().await;
    answer(&office, case, FIRST_ANSWER, "partly").await;
    window.go(&format!("{own}?lang=fa")).await;
    look(&window, "answered").await;
    let shown = window.text("main").await;
    assert!(shown.contains(FIRST_ANSWER) && shown.contains(OTHER_WAYS), "{shown}");

    window.find("#text").await.send_keys(STILL).await.unwrap();
    window.follow("button[value='reject']").await;
    look(&window, "rejected").await;
    let shown = window.text("main").await;
    assert!(shown.contains(STILL) && shown.contains(OTHER_WAYS) && shown.contains("نپذیرفتید"), "{shown}");
    assert_eq!(office.case(case).await["state"], "rejected");

    answer(&office, case, SECOND_ANSWER, "granted").await;
    window.go(&format!("{own}?lang=fa")).await;
    assert!(window.text("main").await.contains(SECOND_ANSWER));
    window.follow("button[value='accept']").await;
    look(&window, "accepted").await;
    assert_eq!(office.case(case).await["state"], "accepted");

    let cause = office.cause("بسته‌بندی سست", "Loose packing").await;
    office.act(case, json!({ "do": "close", "cause": cause })).await;
    window.go(&format!("{own}?lang=fa")).await;
    look(&window, "closed").await;
    say_that_it_is_not_solved(&window, &office).await;
    office.until_it_stands(case, "reopened").await;
    window.go(&format!("{own}?lang=fa")).await;
    look(&window, "reopened").await;
    assert!(window.text("main").await.contains("دوباره باز شد"));
    assert_eq!(window.problems().await, Vec::<String>::new());
    window.close().await;
    office.server.stop().unwrap();
}

/// Asks customers after closing without the usual day in between, at any hour of the day.
async fn ask_at_once_after_closing(office: &Office) {
    let by = office.desk.done(Method::PUT, "/api/v1/after-closing", Some(&json!({ "on": true }))).await;
    let survey = &by["survey"];
    let trigger = json!({
        "name": "at once", "survey": survey, "when": { "on": "case_closed" }, "channel": "email",
        "expires_after": 86_400_000_000_i64, "oldest": 86_400_000_000_i64,
    });
    let path = format!("/api/v1/surveys/{survey}/triggers");
    let made = office.desk.done(Method::POST, &path, Some(&trigger)).await;
    let switch = format!("{path}/{}/switch", made["trigger_id"]);
    office.desk.done(Method::POST, &switch, Some(&json!({ "on": true }))).await;
    let mut held = office.desk.get("/api/v1/contact-policy").await;
    for rules in ["caps", "rests", "quiet_hours"] {
        held["policy"][rules] = json!([]);
    }
    office.desk.done(Method::PUT, "/api/v1/contact-policy", Some(&held)).await;
}

/// Fills in the form; gives the number of the case.
async fn complain(window: &Window, office: &Office) -> i64 {
    let folder = hamdel_testkit::folder::temporary().unwrap();
    let photograph = folder.path().join("در یخچال.png");
    fs::write(&photograph, base64::engine::general_purpose::STANDARD.decode(PHOTOGRAPH).unwrap()).unwrap();
    window.go("/complain?lang=fa").await;
    look(window, "complain").await;
    assert_eq!(window.text(".top a").await, "English", "the way to the other language");
    for (field, words) in [("#text", WORDS), ("#remedy", REMEDY), ("#contact", ADDRESS), ("#name", "مریم احمدی")]
    {
        window.find(field).await.send_keys(words).await.unwrap();
    }
    choose_file(window, &photograph).await;
    window.follow("form button.main").await;
    look(window, "thanks").await;
    let shown = window.text("main").await;
    assert!(shown.contains("به دستمان رسید") && shown.contains("در یخچال.png"), "{shown}");
    assert!(names_a_persian_day(&shown), "no day of the Persian calendar: {shown}");
    let cases = office.desk.get("/api/v1/cases?view=open").await;
    assert_eq!(cases["count"], 1, "{cases}");
    cases["cases"][0]["case"].as_i64().unwrap()
}

async fn choose_file(window: &Window, path: &Path) {
    window.find("#files").await.send_keys(path.to_str().unwrap()).await.unwrap();
}

/// Finds the case by the number that was shown, typed as it was shown: in Persian digits.
async fn follow_by_number(window: &Window) {
    let number = window.text(".number").await;
    let digits = number.chars().filter(|sign| ('۰'..='۹').contains(sign)).count();
    assert_eq!(digits, 16, "the number is {number}");
    let own = window.path().await;
    window.go("/case?lang=fa").await;
    look(window, "find").await;
    window.find("#number").await.send_keys(&number).await.unwrap();
    window.follow("form button.main").await;
    assert_eq!(window.path().await, own);
    look(window, "received").await;
}

/// Takes the case to its answer as an agent does.
async fn answer(office: &Office, case: i64, words: &str, decision: &str) {
    if office.case(case).await["state"] == "received" {
        office.act(case, json!({ "do": "acknowledge" })).await;
    }
    if office.case(case).await["state"] == "acknowledged" {
        let grades =
            json!({ "do": "assess", "severity": "high", "complexity": "low", "impact": "medium", "urgency": "high" });
        office.act(case, grades).await;
    }
    office.act(case, json!({ "do": "answer", "text": words, "decision": decision })).await;
}

/// Opens the link of the mail that asks, and answers that nothing was put right.
async fn say_that_it_is_not_solved(window: &Window, office: &Office) {
    let link = link_that_asks(office).await;
    window.go(&format!("{link}?lang=fa")).await;
    window.keep_picture("customer-after-closing-fa-390").await;
    for _ in 0..10 {
        window.until("return document.readyState === 'complete' && document.querySelector('main') !== null").await;
        if window.run("return !document.querySelector('button.main')").await == json!(true) {
            break;
        }
        let choose =
            "for (const wish of [\"[name='outcome'][value='unsolved']\", \"[name='satisfaction'][value='1']\"])
            document.querySelector(wish)?.click();
            return true";
        window.run(choose).await;
        let page = window.text("main").await;
        window.find("button.main").await.click().await.unwrap();
        let changed = "(document.querySelector('main')?.innerText ?? page) !== page";
        window.until(&format!("const page = {}; return {changed}", json!(page))).await;
    }
    let shown = window.text("main").await;
    assert!(shown.contains("پرونده را بسته نمی‌دانیم"), "{shown}");
    window.keep_picture("customer-not-solved-fa-390").await;
}

/// The path of the invitation, out of the customer's mail.
async fn link_that_asks(office: &Office) -> String {
    for _ in 0..600 {
        let mails = office.post.mails();
        let to_customer = mails.iter().filter(|mail| mail.to.iter().any(|address| address == ADDRESS));
        let link = to_customer.rev().find_map(|mail| link_of(&mail.content));
        if let Some(link) = link {
            return link;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("nobody asked: {:?}", office.post.mails());
}

/// The first link to an invitation in a mail, whose text is in base64 or as it is.
fn link_of(mail: &str) -> Option<String> {
    let (_, body) = mail.split_once("\n\n")?;
    let joined: String = body.lines().collect();
    let decoded = base64::engine::general_purpose::STANDARD.decode(joined).ok();
    let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
    let text = decoded.unwrap_or_else(|| body.replace("=\n", ""));
    let begin = text.find("/i/")?;
    let end = text[begin..].find(|sign: char| !(sign.is_ascii_alphanumeric() || "/-_".contains(sign)));
    Some(text[begin..end.map_or(text.len(), |end| begin + end)].to_owned())
}

//! Other ways to be asked: a kiosk in a branch, and somebody who asks on the telephone.

use serde_json::json;
use thirtyfour::Key;

use super::surveys::{answer, publish};
use super::window::Window;
use super::{Visit, faults, speak};
use crate::support::{cell, wait_for};

/// What visitors of the branch write.
const FIRST: &str = "نفر اول: صندوق شلوغ بود";
const SECOND: &str = "نفر دوم: فروشنده کمک کرد";
/// Smallest target on a kiosk, in CSS pixels.
const TOUCH: f64 = 60.0;
/// A tablet that stands upright.
const TABLET: u32 = 820;

/// A script that says whether the first page of a kiosk stands open and clean for the next person.
const CLEAN: &str = "return !location.pathname.includes('/r/') && !document.querySelector('form[data-answer] :checked') \
    && document.querySelector('form[data-answer] textarea')?.value === ''";

/// Puts a kiosk up and gives the path of its screen.
async fn put_up(window: &Window, survey: &str) -> String {
    window.go(&format!("{survey}/asking/kiosks")).await;
    for (field, value) in [("name", "ورودی ولیعصر"), ("unit", "branch-tehran-valiasr"), ("pin", "۱۴۰۴")]
    {
        window.find(&format!("#{field}")).await.send_keys(value).await.unwrap();
    }
    window.run("document.getElementById('idle').value = '۱۰'").await;
    window.follow("form[action$='/kiosks'] .button-primary").await;
    let address = window.find("#kiosk-address").await.text().await.unwrap();
    address[address.find("/k/").unwrap()..].to_owned()
}

/// Looks at a page that stands alone: it has the device's own font, and beside it, where nobody sees it, a field for
/// programs that fill in everything.
async fn look(window: &Window, name: &str, language: &str) {
    let found = window.look().await;
    window.keep_picture(name).await;
    let meant = |fault: &String| fault.starts_with("its font") || fault.contains("_website");
    let faults: Vec<String> = faults(&found, language).into_iter().filter(|fault| !meant(fault)).collect();
    assert_eq!(faults, Vec::<String>::new(), "{name}");
}

/// Touches a score and writes words on the first page.
async fn touch(window: &Window, score: &str, words: &str) -> String {
    let token = window.run("return document.querySelector('[name=_token]').value").await;
    window.find(&format!("label:has([name='nps'][value='{score}'])")).await.click().await.unwrap();
    window.find("textarea").await.send_keys(words).await.unwrap();
    token.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kiosk_takes_answers_and_begins_anew_by_itself() {
    let Some(mut visit) = Visit::begin().await else { return };
    speak(&visit.window, "fa").await;
    publish(&visit.window, "after_purchase", "کیوسک").await;
    let survey = visit.window.path().await;
    let kiosk = put_up(&visit.window, &survey).await;
    visit.window.resize(TABLET).await;
    for language in ["fa", "en"] {
        visit.window.go(&format!("{kiosk}?lang={language}")).await;
        look(&visit.window, &format!("kiosk-{language}-{TABLET}"), language).await;
    }
    let smallest = "return Math.min(...[...document.querySelectorAll('.scale label, .choices label, .go button')] \
        .map((target) => target.getBoundingClientRect()).map((box) => Math.min(box.width, box.height)))";
    let smallest = visit.window.run(smallest).await.as_f64().unwrap();
    assert!(smallest >= TOUCH, "a target is {smallest} pixels small");

    answer(&visit.window, &kiosk).await;
    look(&visit.window, "kiosk-thanks-fa", "fa").await;
    visit.window.until(CLEAN).await;
    assert_eq!(visit.window.path().await, kiosk, "it stands open for the next person");
    // Going back shows nobody what the one before answered.
    visit.window.problems().await;
    let query = "SELECT count(*) FROM interactions WHERE kind = 'survey_response' AND score = 2 AND unit = 'branch-tehran-valiasr'";
    tokio::task::block_in_place(|| wait_for(&visit.program, query, 1));
    visit.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kiosk_whose_line_is_down_loses_nobodys_words() {
    let Some(visit) = Visit::begin().await else { return };
    let window = &visit.window;
    speak(window, "fa").await;
    publish(window, "after_purchase", "کیوسک بی‌خط").await;
    let survey = window.path().await;
    let kiosk = put_up(window, &survey).await;
    window.go(&format!("{kiosk}?lang=fa")).await;
    window.find("form[data-answer]").await;
    window.line(false).await;
    let first = touch(window, "3", FIRST).await;
    window.until(CLEAN).await;
    let second = touch(window, "10", SECOND).await;
    assert_ne!(first, second, "everybody has a response of their own");
    window.find("button.main").await.click().await.unwrap();
    assert!(window.text(".state").await.contains("ارتباط برقرار نیست"), "{}", window.text(".state").await);
    window.line(true).await;
    window.until("return !Object.keys(localStorage).some((name) => name.startsWith('hamdel-answer:'))").await;
    // What failed meanwhile failed rightly.
    window.problems().await;
    for (token, score, words) in [(&first, "3", FIRST), (&second, "10", SECOND)] {
        window.go(&format!("{kiosk}/r/{token}?page=recommend")).await;
        assert_eq!(window.run("return document.querySelector('textarea').value").await, json!(words));
        assert_eq!(window.run("return document.querySelector('[name=nps]:checked')?.value").await, json!(score));
    }

    // Somebody who walked away from a later page while the line is down is not shown to the next one.
    window.follow("button.main").await;
    window.line(false).await;
    window.until("return document.querySelector('form[data-answer]').hidden").await;
    assert!(window.text("main").await.contains("اکنون به شبکه وصل نیست"), "it says why");
    window.keep_picture("kiosk-closed-fa").await;
    window.line(true).await;
    window.until(CLEAN).await;
    window.problems().await;
    visit.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_interviews_on_the_telephone_by_keyboard() {
    let Some(mut visit) = Visit::begin().await else { return };
    speak(&visit.window, "fa").await;
    publish(&visit.window, "after_purchase", "مصاحبه").await;
    let survey = visit.window.path().await;
    let link = visit.program.done(&["user", "link", "mina@sepehr.example"]).unwrap();
    visit.window.go(link.trim()).await;
    visit.window.follow("main form button, form.card button").await;
    speak(&visit.window, "fa").await;
    let phone = cell(
        &visit.program,
        "SELECT i.value FROM identifiers AS i JOIN customers AS c ON c.customer_id = i.customer_id \
         WHERE i.kind = 'phone' AND c.name IS NOT NULL ORDER BY c.interactions DESC, i.value LIMIT 1",
    );
    let asking = format!("{survey}/asking/telephone");
    for width in [390, 1280] {
        visit.window.resize(width).await;
        visit.window.go(&format!("{asking}?phone={}", phone.replace('+', "%2B"))).await;
        let found = visit.window.look().await;
        visit.window.keep_picture(&format!("interview-callee-fa-{width}")).await;
        assert_eq!(faults(&found, "fa"), Vec::<String>::new(), "{width}");
    }
    let window = &visit.window;
    window.find("[name='called_us']").await.click().await.unwrap();
    window.find("[name='language'][value='fa']").await.click().await.unwrap();
    window.follow("main .card form .button-primary").await;
    look(window, "interview-fa-1280", "fa").await;
    // The first question is marked already: a digit answers it, Enter goes on to the next and from the last to the
    // next page.
    window.press("9").await;
    window.until("return document.querySelector('[name=nps]:checked')?.value === '9'").await;
    window.press(Key::Enter).await;
    window.until("return document.activeElement.tagName === 'TEXTAREA'").await;
    window.press("گفت همیشه راضی است").await;
    window.follow("button.main").await;
    window.press("5").await;
    window.until("return document.querySelector('[name=satisfaction]:checked')?.value === '5'").await;
    window.follow("button.main").await;
    look(window, "interview-thanks-fa-1280", "fa").await;
    window.follow(".go a.main").await;
    assert_eq!(window.path().await, asking, "it leads to the next call");
    let query = "SELECT count(*) FROM interactions WHERE kind = 'survey_response' AND score = 9 AND channel = 'phone' \
        AND text = 'گفت همیشه راضی است'";
    tokio::task::block_in_place(|| wait_for(&visit.program, query, 1));
    let whose = format!(
        "SELECT count(*) FROM interactions AS r JOIN identifiers AS i ON i.customer_id = r.customer_id \
         WHERE r.kind = 'survey_response' AND i.kind = 'phone' AND i.value = '{phone}'"
    );
    tokio::task::block_in_place(|| wait_for(&visit.program, &whose, 1));
    visit.end().await;
}

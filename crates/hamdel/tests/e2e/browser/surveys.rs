//! A survey from its making to the manager's eye, and the customer's side on a phone, with a script and without.

use super::window::Window;
use super::{Visit, speak};
use crate::support::wait_for;

/// What a customer writes; no comment of the demo company says it.
const WORDS: &str = "پیک سه بار زنگ زد و بسته خیس بود، خیلی بد";

/// Makes a ready-made survey in the page and publishes it; gives the path of its public link.
pub(super) async fn publish(window: &Window, ready: &str, name: &str) -> String {
    window.go("/voice/surveys").await;
    window.find("#new input[name='name']").await.send_keys(name).await.unwrap();
    window.find(&format!("#new input[value='{ready}']")).await.click().await.unwrap();
    window.follow("#new .button-primary").await;
    window.follow("form[action$='/publish'] button").await;
    let link = window.find("#link").await.text().await.unwrap();
    link[link.find("/s/").unwrap()..].to_owned()
}

/// Answers the survey as an unhappy customer does, page by page.
pub(super) async fn answer(window: &Window, path: &str) {
    window.go(&format!("{path}?lang=fa")).await;
    window.click_until("button.main", ".summary").await;
    assert!(window.text(".summary").await.contains("لطفاً به این پرسش پاسخ دهید"));
    window.find("label:has([name='nps'][value='2'])").await.click().await.unwrap();
    window.find("textarea").await.send_keys(WORDS).await.unwrap();
    for _ in 0..10 {
        let page = window.text("main").await;
        window.find("button.main").await.click().await.unwrap();
        // The next page is another one.
        for _ in 0..100 {
            if window.text("main").await != page {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        if window.text("main").await.contains("سپاس") && window.text("button.main").await.contains("no such element")
        {
            return;
        }
    }
    panic!("the survey has no end: {}", window.text("body").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_survey_built_in_persian_is_answered_on_a_phone_and_seen_by_the_manager() {
    let Some(mut visit) = Visit::begin().await else { return };
    speak(&visit.window, "fa").await;
    let path = publish(&visit.window, "after_purchase", "نظر تازه").await;
    let survey = visit.window.path().await;
    visit.window.resize(390).await;
    answer(&visit.window, &path).await;
    visit.window.keep_picture("survey-thanks-fa-390").await;
    // The page that was refused for a missing answer is one that failed, and rightly so.
    visit.window.problems().await;
    let query =
        format!("SELECT count(*) FROM interactions WHERE kind = 'survey_response' AND score = 2 AND text = '{WORDS}'");
    tokio::task::block_in_place(|| wait_for(&visit.program, &query, 1));
    visit.window.resize(1280).await;
    visit.window.go(&format!("{survey}/results")).await;
    assert!(visit.window.text("main").await.contains(WORDS), "the sentence stands in the results");
    visit.window.go("/voice/feedback?q=%D8%AE%DB%8C%D8%B3").await;
    let heard = visit.window.text("main").await;
    assert!(heard.contains(WORDS) && heard.contains("پیک"), "{heard}");
    let customer =
        visit.window.run("return document.querySelector(\"main tbody a[href^='/customers/']\").pathname").await;
    visit.window.go(customer.as_str().unwrap()).await;
    assert!(visit.window.text("main").await.contains(WORDS), "the customer's story has it");
    visit.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_survey_is_answered_without_scripts() {
    let Some(mut visit) = Visit::begin().await else { return };
    let path = publish(&visit.window, "after_purchase", "بدون اسکریپت").await;
    visit.window.resize(390).await;
    visit.window.without_scripts().await;
    answer(&visit.window, &path).await;
    visit.window.keep_picture("survey-thanks-without-scripts").await;
    visit.window.problems().await;
    tokio::task::block_in_place(|| {
        wait_for(&visit.program, "SELECT count(*) FROM interactions WHERE kind = 'survey_response' AND score = 2", 1);
    });
    visit.window.close().await;
    visit.server.stop().unwrap();
}

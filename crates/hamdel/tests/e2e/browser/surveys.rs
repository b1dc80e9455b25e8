//! A survey from its making to the manager's eye, and the customer's side on a phone, with a script and without.

use hamdel_domain::digits::latin_digits;

use super::window::Window;
use super::{Visit, speak};
use crate::support::wait_for;

/// What a customer writes; no comment of the demo company says it.
const WORDS: &str = "پیک سه بار زنگ زد و بسته خیس بود، خیلی بد";

/// Builds a survey from nothing in the editor, in both languages, and publishes it; gives the path of its public link.
async fn build(window: &Window, name: &str) -> String {
    window.go("/voice/surveys").await;
    window.find("#new input[name='name']").await.send_keys(name).await.unwrap();
    window.find("#new input[name='from'][value='']").await.click().await.unwrap();
    window.follow("#new .button-primary").await;
    window.find("button[value='add:page']").await.click().await.unwrap();
    let recommend = ("فروشگاه ما را به دوستانتان پیشنهاد می‌کنید؟", "Would you recommend our shop to friends?");
    add_question(window, "nps", "nps", recommend, true).await;
    add_question(window, "text", "comment", ("چرا؟", "Why?"), false).await;
    // Publishing stands at the top, under the bar of the page where it was scrolled to.
    window.run("window.scrollTo(0, 0)").await;
    window.follow("form[action$='/publish'] button").await;
    let link = window.find("#link").await.text().await.unwrap();
    link[link.find("/s/").unwrap()..].to_owned()
}

/// Adds a question of a kind to the one page of the survey, and gives the key that it was made with its words.
async fn add_question(window: &Window, kind: &str, key: &str, (fa, en): (&str, &str), is_required: bool) {
    window.find(&format!("form.add option[value='{kind}']")).await.click().await.unwrap();
    window.find("button[value^='add:question.']").await.click().await.unwrap();
    let save = format!("button[value='save:question.{key}']");
    window.until(&format!("return document.querySelector(\"{save}\") !== null")).await;
    window.find("#f-text-fa").await.send_keys(fa).await.unwrap();
    window.find("#f-text-en").await.send_keys(en).await.unwrap();
    if is_required {
        window.find("[data-item] form input[name='required']").await.click().await.unwrap();
    }
    window.find(&save).await.click().await.unwrap();
    window.until("return document.querySelector('#f-text-fa') === null").await;
}

/// The number before a word in the sentence that answers a page.
async fn counted(window: &Window, path: &str, word: &str) -> u64 {
    window.go(path).await;
    let answer = window.text("main .answer").await;
    let words: Vec<&str> = answer.split_whitespace().collect();
    let at = words.iter().position(|held| held.trim_end_matches(['.', '،']) == word);
    let number = at.and_then(|at| words.get(at.checked_sub(1)?)).map(|held| latin_digits(held));
    number.and_then(|held| held.parse().ok()).unwrap_or_else(|| panic!("no number before {word} in {answer}"))
}

/// Makes a theme of a word.
async fn make_theme(window: &Window, name: &str, word: &str) {
    window.go("/voice/words/themes").await;
    window.find("#new [name='name_fa']").await.send_keys(name).await.unwrap();
    window.find("#new [name='include']").await.send_keys(word).await.unwrap();
    window.follow("#new .button-primary").await;
}

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
    make_theme(&visit.window, "خیسی بسته", "بسته خیس").await;
    let (scored, heard) = ("/voice/scores?metric=nps&period=90d", "/voice/words?period=90d");
    let answers = counted(&visit.window, scored, "پاسخ").await;
    let comments = counted(&visit.window, heard, "دیدگاه").await;
    let row = "return [...document.querySelectorAll('main tr')].find((row) => row.textContent.includes('خیسی بسته'))";
    let comments_of_theme = format!("{row}.querySelector('td').textContent.trim()");
    assert_eq!(visit.window.run(&comments_of_theme).await, "۰", "nobody has spoken of it yet");
    let path = build(&visit.window, "نظر تازه").await;
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
    assert_eq!(counted(&visit.window, scored, "پاسخ").await, answers + 1, "the score counts the answer");
    assert_eq!(counted(&visit.window, heard, "دیدگاه").await, comments + 1, "and the words its comment");
    visit.window.keep_picture("words-after-answer-fa").await;
    let theme = visit
        .window
        .run(
            "return [...document.querySelectorAll('main a')].find((a) => a.textContent.includes('خیسی بسته')).pathname",
        )
        .await;
    visit.window.go(theme.as_str().unwrap()).await;
    assert!(visit.window.text("main").await.contains(WORDS), "the theme shows the sentence");
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

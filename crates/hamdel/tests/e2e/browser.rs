//! The pages in a real browser: the demo company in both languages, light and dark, from phone to wide screen.
//! Pictures are kept in `target/screenshots`.

mod care;
mod care_capture;
mod care_customer;
mod care_manager;
mod surveys;
mod ways;
mod window;

use hamdel_testkit::program::Program;
use hamdel_testkit::server::Server;
use serde_json::json;
use thirtyfour::Key;

use crate::support::{Source, cell, program, wait_for, write_key};
use window::{Look, Window};

/// A phone, a laptop, a wide screen; CSS pixels.
const WIDTHS: [u32; 3] = [390, 1280, 1920];

/// The demo company, served, and somebody signed in to it.
struct Visit {
    program: Program,
    server: Server,
    window: Window,
}

impl Visit {
    async fn begin() -> Option<Self> {
        let program = program();
        let serving = ["demo", "--customers", "300", "--months", "3", "--listen", "127.0.0.1:0"];
        let server = tokio::task::block_in_place(|| Server::start_with(&program, &serving)).unwrap();
        let window = Window::open(server.address()).await?;
        let link = server
            .first_lines()
            .iter()
            .find_map(|line| line.split_whitespace().find(|word| word.contains("/sign-in/link/")));
        let link = link.unwrap_or_else(|| panic!("no link to sign in: {:?}", server.first_lines()));
        window.go(link).await;
        window.keep_picture("sign-in-link").await;
        window.follow("main form button, form.card button").await;
        assert_eq!(window.path().await, "/", "the link leads to the first page");
        Some(Self { program, server, window })
    }

    /// Ends the visit; nothing may have gone wrong since the last look.
    async fn end(self) {
        assert_eq!(self.window.problems().await, Vec::<String>::new());
        self.window.close().await;
        self.server.stop().unwrap();
    }
}

/// Goes to the other language if the page is not in this one.
async fn speak(window: &Window, language: &str) {
    if window.run("return document.documentElement.lang").await != json!(language) {
        window.follow(&format!("form[action='/language'] button[value='{language}']")).await;
    }
}

/// What is wrong about the page, as far as a machine sees.
fn faults(look: &Look, language: &str) -> Vec<String> {
    let direction = if language == "fa" { "rtl" } else { "ltr" };
    let lists = [
        ("sticks out at the side", &look.wide),
        ("has no name for a screen reader", &look.nameless),
        ("is an id twice", &look.doubled),
        ("is in digits of the other language", &look.foreign_digits),
        ("is not translated", &look.untranslated),
    ];
    let mut faults: Vec<String> =
        lists.iter().flat_map(|(fault, found)| found.iter().map(move |what| format!("{what} {fault}"))).collect();
    for (fault, is_so) in [
        (format!("it is in {} and runs {}", look.lang, look.dir), look.lang != language || look.dir != direction),
        (
            format!("its title is {:?}, its headings are {:?}", look.title, look.headings),
            look.title.is_empty() || look.headings.len() != 1,
        ),
        (format!("it is {} px too wide", look.overflow), look.overflow >= 1.0),
        ("its font is not there".to_owned(), !look.font),
        (format!("{} of its charts are empty", look.empty_charts), look.empty_charts > 0),
    ] {
        if is_so {
            faults.push(fault);
        }
    }
    faults
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_in_both_languages_at_every_width_light_and_dark() {
    let Some(mut visit) = Visit::begin().await else { return };
    let busiest = cell(
        &visit.program,
        "SELECT customer_id FROM customers WHERE standing = 'known' ORDER BY interactions DESC, customer_id LIMIT 1",
    );
    surveys::publish(&visit.window, "after_purchase", "پس از خرید").await;
    let pages = [
        ("pulse", "/".to_owned()),
        ("customers", "/customers".to_owned()),
        ("profile", format!("/customers/{busiest}")),
        ("sources", "/settings/sources".to_owned()),
        ("source", "/settings/sources/1".to_owned()),
        ("surveys", "/voice/surveys".to_owned()),
        ("survey", "/voice/surveys/1".to_owned()),
        ("survey-edit", "/voice/surveys/1/edit".to_owned()),
        ("survey-asking", "/voice/surveys/1/asking".to_owned()),
        ("scores", "/voice/scores?metric=csat".to_owned()),
        ("words", "/voice/words".to_owned()),
        ("feedback", "/voice/feedback".to_owned()),
    ];
    let window = &mut visit.window;
    let mut wrong = Vec::new();
    for language in ["fa", "en"] {
        window.resize(1280).await;
        window.go("/").await;
        speak(window, language).await;
        for (name, path) in &pages {
            let mut grounds = Vec::new();
            for scheme in ["light", "dark"] {
                window.prefer(scheme).await;
                for width in WIDTHS {
                    window.resize(width).await;
                    window.go(path).await;
                    let look = window.look().await;
                    window.keep_picture(&format!("{name}-{language}-{scheme}-{width}")).await;
                    let found = faults(&look, language).into_iter().chain(window.problems().await);
                    wrong.extend(found.map(|fault| format!("{name} in {language}, {scheme}, {width} px: {fault}")));
                    grounds.push(look.ground);
                }
            }
            if grounds[0] == grounds[WIDTHS.len()] {
                wrong.push(format!("{name} in {language} is not dark in the dark"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
    visit.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn search_forgives_persian_spelling_and_opens_with_a_key() {
    let Some(visit) = Visit::begin().await else { return };
    let key = write_key(&visit.program, "till");
    let source = Source::new(&visit.server, &key);
    // Typed with the Arabic yeh and kaf, and a half-space.
    let traits = json!({ "name": "علي\u{200c}رضا كاظمي‌نژاد", "phone": "+98 912 000 4455" });
    assert_eq!(source.post("identify", &json!({ "userId": "club-777001", "traits": traits })).await.status, 200);
    tokio::task::block_in_place(|| {
        wait_for(&visit.program, "SELECT count(*) FROM identifiers WHERE value = 'club-777001'", 1);
    });
    let window = &visit.window;
    for words in ["علیرضا کاظمی نژاد", "علي رضا كاظمي", "کاظمی‌نژاد", "club-777001", "09120004455", "۰۹۱۲۰۰۰۴۴۵۵"]
    {
        window.go("/").await;
        window.find("body").await;
        window.press("/").await;
        assert_eq!(
            window.run("return document.activeElement.matches('[data-search]')").await,
            json!(true),
            "/ leads to the search"
        );
        assert_eq!(window.run("return document.activeElement.value").await, json!(""), "/ is not typed into it");
        window.run("window.left = true").await;
        window.press(words).await;
        window.press(Key::Enter).await;
        window.until("return document.readyState === 'complete' && !window.left").await;
        let shown = window.text("main").await;
        assert!(shown.contains("club-777001"), "{words}: {shown}");
    }
    window.go("/customers?q=nobody-is-called-this").await;
    assert!(window.find(".empty").await.is_displayed().await.unwrap(), "a search without an answer says so");
    visit.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_source_is_made_and_its_key_takes_events_in() {
    let Some(visit) = Visit::begin().await else { return };
    let window = &visit.window;
    speak(window, "en").await;
    window.go("/settings/sources").await;
    window.find("form[action='/settings/sources'] input[name='name']").await.send_keys("kiosk").await.unwrap();
    window.follow("form[action='/settings/sources'] .button-primary").await;
    let key = window.find("#write-key").await.text().await.unwrap();
    window.keep_picture("source-made-en").await;
    let answer =
        Source::new(&visit.server, &key).post("track", &json!({ "userId": "kiosk-visitor", "event": "pressed" })).await;
    assert_eq!(answer.status, 200, "the key that is shown works");
    let snippets = window
        .run("return [...document.querySelectorAll('.snippet code')].map((code) => code.textContent).join('\\n')")
        .await;
    assert!(
        snippets.as_str().is_some_and(|code| code.contains(visit.server.address())),
        "snippets name this server: {snippets}"
    );
    tokio::task::block_in_place(|| {
        wait_for(&visit.program, "SELECT count(*) FROM interactions WHERE kind = 'pressed'", 1);
    });
    window.go("/customers?q=kiosk-visitor").await;
    window.follow("main tbody a[data-open]").await;
    assert!(window.text("main").await.contains("kiosk-visitor"));
    visit.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_sees_a_page_without_signing_in() {
    let program = program();
    let server = Server::start(&program).unwrap();
    let Some(window) = Window::open(server.address()).await else { return };
    for path in ["/", "/customers", "/customers/1", "/settings/sources"] {
        window.go(path).await;
        assert_eq!(window.path().await, "/sign-in", "{path}");
    }
    let look = window.look().await;
    window.keep_picture("sign-in").await;
    assert_eq!(look.headings.len(), 1, "{:?}", look.headings);
    let made = program
        .run_with_input(&["user", "add", "sara@example.com", "--password-stdin"], b"a long enough password")
        .unwrap();
    assert!(made.status.success(), "{}", made.stderr);
    window.find("#email").await.send_keys("sara@example.com").await.unwrap();
    window.find("#password").await.send_keys("not the password").await.unwrap();
    window.follow("form[action='/sign-in'] .button-primary").await;
    assert!(window.find("[role='alert']").await.is_displayed().await.unwrap());
    // The refusal itself is an answer that failed, and rightly so.
    window.problems().await;
    window.find("#password").await.send_keys("a long enough password").await.unwrap();
    window.follow("form[action='/sign-in'] .button-primary").await;
    assert_ne!(window.path().await, "/sign-in");
    let look = window.look().await;
    window.keep_picture("empty-company").await;
    assert_eq!(look.headings.len(), 1, "{:?}", look.headings);
    assert_eq!(window.problems().await, Vec::<String>::new());
    window.close().await;
    server.stop().unwrap();
}

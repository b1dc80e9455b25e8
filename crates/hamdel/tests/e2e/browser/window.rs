//! A browser window that notices what must not happen: errors, requests to elsewhere.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use base64::Engine;
use hamdel_testkit::browser::{Driver, SWITCHES};
use hamdel_testkit::skip;
use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, LoggingPrefsLogLevel, TypingData};
use tokio::time::sleep;

/// How long a page may take to show something.
const SHOWN_WITHIN: Duration = Duration::from_secs(15);
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// What is narrower is a phone; CSS pixels.
const PHONE: u32 = 500;
const PHONE_HEIGHT: f64 = 844.0;
/// The tallest picture, in pixels.
const TALLEST: f64 = 4_000.0;

/// What a look at a page finds; `browser/look.js` says how.
#[derive(Debug, Deserialize)]
pub struct Look {
    pub lang: String,
    pub dir: String,
    pub title: String,
    pub headings: Vec<String>,
    /// Pixels by which the page is wider than the window.
    pub overflow: f64,
    /// Elements that stick out of the window at the sides.
    pub wide: Vec<String>,
    /// Links, buttons and fields without a name for a screen reader.
    pub nameless: Vec<String>,
    /// Ids that are there more than once.
    pub doubled: Vec<String>,
    /// Text in digits of the other language.
    pub foreign_digits: Vec<String>,
    /// Whether the page's font is there.
    pub font: bool,
    /// Charts that are still empty.
    pub empty_charts: u32,
    /// The colour behind the page.
    pub ground: String,
    /// Names of messages that were not translated.
    pub untranslated: Vec<String>,
}

/// A window of a browser of its own.
pub struct Window {
    web: WebDriver,
    address: String,
    width: u32,
    /// Dropped last: the browser goes with it.
    _driver: Driver,
}

impl Window {
    /// Opens a window; `None`, and a word, where there is no browser.
    pub async fn open(address: &str) -> Option<Self> {
        let Some(driver) = tokio::task::block_in_place(Driver::start).unwrap() else {
            skip("chromium and chromedriver are not installed (Debian: chromium, chromium-driver)");
            return None;
        };
        let mut wishes = DesiredCapabilities::chrome();
        wishes.set_binary(driver.browser().to_str().unwrap()).unwrap();
        for switch in SWITCHES {
            wishes.add_arg(switch).unwrap();
        }
        wishes.add_arg(&format!("--user-data-dir={}", driver.profile("profile").display())).unwrap();
        wishes.set_logging_prefs("browser", LoggingPrefsLogLevel::All).unwrap();
        wishes.set_logging_prefs("performance", LoggingPrefsLogLevel::All).unwrap();
        let web = WebDriver::new(driver.address(), wishes).await.unwrap();
        let mut window = Self { web, address: address.to_owned(), width: 0, _driver: driver };
        window.resize(1280).await;
        // What the browser's own first page asked for is no matter of ours.
        window.web.goto("about:blank").await.unwrap();
        window.problems().await;
        Some(window)
    }

    /// Makes the window so many CSS pixels wide; a narrow one is a phone.
    pub async fn resize(&mut self, width: u32) {
        let height = if width < PHONE { PHONE_HEIGHT as u32 } else { 900 };
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < PHONE });
        self.web.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await.unwrap();
        self.width = width;
    }

    /// What the reader's system prefers: `light` or `dark`.
    pub async fn prefer(&self, scheme: &str) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.web.cdp().send_raw("Emulation.setEmulatedMedia", features).await.unwrap();
    }

    /// Switches scripts off for the pages that follow; what this window asks of pages by script goes on working.
    pub async fn without_scripts(&self) {
        self.web.cdp().send_raw("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await.unwrap();
    }

    /// Takes the window's line down, or brings it back.
    pub async fn line(&self, is_up: bool) {
        let line = json!({ "offline": !is_up, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.web.cdp().send_raw("Network.emulateNetworkConditions", line).await.unwrap();
        self.until(&format!("return navigator.onLine === {is_up}")).await;
    }

    /// Clicks an element, and waits until another page or another state of it says so by an element.
    pub async fn click_until(&self, selector: &str, shown: &str) {
        self.find(selector).await.click().await.unwrap();
        self.find(shown).await;
    }

    /// Goes to a path of the server, or to a whole address of it.
    pub async fn go(&self, path: &str) {
        let address = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.address) };
        self.web.goto(address).await.unwrap();
    }

    /// The path that is shown.
    pub async fn path(&self) -> String {
        self.web.current_url().await.unwrap().path().to_owned()
    }

    /// The first element, as soon as it is there.
    pub async fn find(&self, selector: &str) -> WebElement {
        for _ in 0..SHOWN_WITHIN.as_millis() / LOOK_EVERY.as_millis() {
            if let Ok(element) = self.web.find(By::Css(selector)).await {
                return element;
            }
            sleep(LOOK_EVERY).await;
        }
        panic!("{selector} is not on {}: {}", self.path().await, self.text("body").await);
    }

    /// Clicks an element that leads to another page, and waits for that page.
    pub async fn follow(&self, selector: &str) {
        let element = self.find(selector).await;
        self.run("window.left = true").await;
        element.click().await.unwrap();
        self.until("return document.readyState === 'complete' && !window.left").await;
    }

    /// Types as a keyboard does.
    pub async fn press(&self, keys: impl Into<TypingData>) {
        self.web.active_element().await.unwrap().send_keys(keys).await.unwrap();
    }

    /// The visible text of an element.
    pub async fn text(&self, selector: &str) -> String {
        match self.web.find(By::Css(selector)).await {
            Ok(element) => element.text().await.unwrap_or_default(),
            Err(problem) => problem.to_string(),
        }
    }

    /// Runs a script; gives what it returns.
    pub async fn run(&self, script: &str) -> Value {
        self.web.execute(script, Vec::new()).await.unwrap().json().clone()
    }

    /// Waits until a script returns true.
    pub async fn until(&self, script: &str) {
        for _ in 0..SHOWN_WITHIN.as_millis() / LOOK_EVERY.as_millis() {
            // While a page goes and the next comes, there is none to ask.
            if self.web.execute(script, Vec::new()).await.is_ok_and(|answer| answer.json() == &Value::Bool(true)) {
                return;
            }
            sleep(LOOK_EVERY).await;
        }
        panic!("not within {SHOWN_WITHIN:?} on {}: {script}\n{:?}", self.path().await, self.problems().await);
    }

    /// Looks at the page that is shown.
    pub async fn look(&self) -> Look {
        self.until("return document.readyState === 'complete' && document.fonts.status === 'loaded'").await;
        self.until("return [...document.querySelectorAll('[data-chart]')].every((chart) => chart.querySelector('canvas, svg'))").await;
        let found = self.web.execute(include_str!("look.js"), vec![json!(self.width)]).await.unwrap();
        found.convert().unwrap()
    }

    /// What went wrong since the last call: errors on the console, requests to elsewhere, answers that failed.
    pub async fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for entry in self.web.get_log("browser").await.unwrap() {
            if entry.level == "SEVERE" {
                problems.push(format!("console: {}", entry.message));
            }
        }
        for entry in self.web.get_log("performance").await.unwrap() {
            let event: Value = serde_json::from_str(&entry.message).unwrap();
            let (method, params) = (&event["message"]["method"], &event["message"]["params"]);
            let asked = params.pointer("/request/url").and_then(Value::as_str).unwrap_or_default();
            if method == "Network.requestWillBeSent" && !self.is_own(asked) {
                problems.push(format!("asked elsewhere: {asked}"));
            }
            let status = params.pointer("/response/status").and_then(Value::as_u64).unwrap_or_default();
            if method == "Network.responseReceived" && status >= 400 {
                problems.push(format!("{status}: {}", params["response"]["url"]));
            }
        }
        problems
    }

    fn is_own(&self, address: &str) -> bool {
        let inside = ["data:", "blob:", "about:"];
        address.starts_with(&format!("{}/", self.address)) || inside.iter().any(|scheme| address.starts_with(scheme))
    }

    /// Keeps a picture of the whole page for people to look at; of a phone's, what its screen shows.
    pub async fn keep_picture(&self, name: &str) {
        let sizes = self.web.cdp().send_raw("Page.getLayoutMetrics", json!({})).await.unwrap();
        let page =
            sizes.pointer("/cssContentSize/height").and_then(Value::as_f64).unwrap_or(TALLEST).clamp(100.0, TALLEST);
        // What stands at the foot of a phone's screen would stand in the middle of a taller picture.
        let height = if self.width < PHONE { PHONE_HEIGHT } else { page };
        let clip = json!({ "x": 0, "y": 0, "width": self.width, "height": height, "scale": 1 });
        let wish = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let taken = self.web.cdp().send_raw("Page.captureScreenshot", wish).await.unwrap();
        let bytes = base64::engine::general_purpose::STANDARD.decode(taken["data"].as_str().unwrap()).unwrap();
        let folder = pictures();
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{name}.png")), bytes).unwrap();
    }

    /// Ends the browser.
    pub async fn close(self) {
        self.web.quit().await.unwrap();
    }
}

/// `screenshots` in the folder of everything that is built.
fn pictures() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("screenshots")
}

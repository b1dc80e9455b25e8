//! Cases in a real browser: an office of two units, the people in them, and the customers who write to it.

use hamdel_testkit::program::Program;
use hamdel_testkit::server::Server;
use hamdel_testkit::smtp::SmtpSink;
use reqwest::Method;
use serde_json::{Value, json};

use super::window::Window;
use crate::support::{Reader, program};

/// Two units with a manager each, and an agent in the first.
pub(super) struct Office {
    pub server: Server,
    /// The administrator, at the API.
    pub desk: Reader,
    /// Where its mail goes.
    pub post: SmtpSink,
    pub program: Program,
    /// By whose name whom the links of the people sign in.
    links: Vec<(&'static str, String)>,
}

/// Who works there: e-mail, name, role, unit, part in it.
const PEOPLE: [(&str, &str, &str, &str, &str); 3] = [
    ("kaveh", "کاوه نیک‌پی", "unit_manager", "deliveries", "manager"),
    ("shirin", "شیرین دلاور", "unit_manager", "branches", "manager"),
    ("yaser", "یاسر امینی", "agent", "deliveries", "member"),
];

impl Office {
    pub async fn open() -> Self {
        let post = SmtpSink::start().await.unwrap();
        let program = program()
            .with_variable("HAMDEL_SMTP", &format!("smtp://127.0.0.1:{}", post.port()))
            .with_variable("HAMDEL_MAIL_FROM", "Shop <shop@example.com>")
            .with_variable("HAMDEL_PUBLIC_URL", "http://127.0.0.1:9");
        let server = tokio::task::block_in_place(|| Server::start(&program)).unwrap();
        let desk = Reader::sign_in(&program, &server).await;
        for (unit, title_fa, title_en) in [("deliveries", "تحویل", "Deliveries"), ("branches", "شعبه‌ها", "Branches")]
        {
            let unit = json!({ "name": unit, "title_fa": title_fa, "title_en": title_en });
            desk.done(Method::POST, "/api/v1/units", Some(&unit)).await;
        }
        let mut links = Vec::new();
        for (mailbox, name, role, unit, part) in PEOPLE {
            let person = json!({ "email": format!("{mailbox}@example.com"), "name": name, "role": role, "language": "fa",
                "units": { unit: part } });
            let made = desk.done(Method::POST, "/api/v1/people", Some(&person)).await;
            links.push((mailbox, made["sign_in_path"].as_str().unwrap().to_owned()));
        }
        Self { server, desk, post, program, links }
    }

    /// A window in which somebody of the office is signed in; `None` where there is no browser.
    pub async fn window_of(&self, mailbox: &str) -> Option<Window> {
        let window = Window::open(self.server.address()).await?;
        let link = self.links.iter().find(|(held, _)| *held == mailbox).map(|(_, link)| link.as_str());
        window.go(link.unwrap_or_else(|| panic!("nobody is called {mailbox}"))).await;
        window.follow("main form button, form.card button").await;
        Some(window)
    }

    /// Takes a complaint down; gives its number.
    pub async fn complaint(&self, title: &str, unit: &str, severity: &str) -> i64 {
        let case = json!({ "text": title, "title": title, "unit": unit, "severity": severity, "channel": "phone" });
        self.desk.done(Method::POST, "/api/v1/cases", Some(&case)).await["case_id"].as_i64().unwrap()
    }

    /// The number of somebody who works there.
    pub async fn person(&self, mailbox: &str) -> i64 {
        let people = self.desk.get("/api/v1/people").await;
        let email = format!("{mailbox}@example.com");
        let found = people["people"].as_array().unwrap().iter().find(|person| person["email"] == email);
        found.unwrap_or_else(|| panic!("nobody is called {mailbox}"))["person"].as_i64().unwrap()
    }

    /// Does something with a case as it stands.
    pub async fn act(&self, case: i64, action: Value) {
        self.desk.done(Method::POST, &format!("/api/v1/cases/{case}/actions"), Some(&action)).await;
    }

    /// Adds a cause; gives its name.
    pub async fn cause(&self, title_fa: &str, title_en: &str) -> String {
        let cause = json!({ "title_fa": title_fa, "title_en": title_en, "parent": null });
        let made = self.desk.done(Method::POST, "/api/v1/causes", Some(&cause)).await;
        made["cause"].as_str().unwrap().to_owned()
    }

    /// A case as the API gives it.
    pub async fn case(&self, case: i64) -> Value {
        self.desk.get(&format!("/api/v1/cases/{case}")).await
    }

    /// Waits until a case stands so.
    pub async fn until_it_stands(&self, case: i64, state: &str) {
        for _ in 0..600 {
            if self.case(case).await["state"] == state {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("not {state}: {}", self.case(case).await);
    }
}

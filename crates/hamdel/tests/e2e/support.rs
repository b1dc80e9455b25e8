//! What several of the tests need: the program, its intake, its answers.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use hamdel_testkit::program::Program;
use hamdel_testkit::server::Server;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use serde_json::Value;

/// How long what is acknowledged may take until it is projected: a dead process's lease, and the work behind it.
const PROJECTED_WITHIN: Duration = Duration::from_secs(90);

/// The program on a new data folder.
pub fn program() -> Program {
    Program::new(env!("CARGO_BIN_EXE_hamdel")).unwrap()
}

/// The wall clock, which the program under test goes by as well.
#[expect(clippy::disallowed_methods, reason = "the program under test goes by this clock")]
pub fn now() -> hamdel_domain::Instant {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    hamdel_domain::Instant::from_micros(i64::try_from(since.as_micros()).unwrap())
}

/// A client that asks no proxy and follows nothing.
pub fn http() -> reqwest::Client {
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    client.timeout(Duration::from_secs(30)).build().unwrap()
}

/// Makes a source; gives its write key.
pub fn write_key(program: &Program, name: &str) -> String {
    program.done(&["source", "add", name]).unwrap().trim().to_owned()
}

/// The rows of a query.
pub fn rows(program: &Program, sql: &str) -> Vec<Value> {
    serde_json::from_str(&program.done(&["query", sql, "--format", "json"]).unwrap()).unwrap()
}

/// The only cell of a query, as its digits or text.
pub fn cell(program: &Program, sql: &str) -> String {
    let rows = rows(program, sql);
    let row = rows.first().and_then(Value::as_object).unwrap_or_else(|| panic!("no row: {sql}"));
    match row.values().next() {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

/// The only cell of a query, a count.
pub fn count(program: &Program, sql: &str) -> u64 {
    cell(program, sql).parse().unwrap()
}

/// Asks until the answer is what it shall be; fails with the last answer.
pub fn wait_for(program: &Program, sql: &str, expected: u64) {
    let began = Instant::now();
    loop {
        let answer = count(program, sql);
        if answer == expected {
            return;
        }
        assert!(began.elapsed() < PROJECTED_WITHIN, "{sql}: {answer} instead of {expected}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// A file of the real data that is not part of the repository; `None`, and a word, where it is not there.
pub fn shared(name: &str) -> Option<PathBuf> {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let beside = || checkout.join("../shared/data");
    let path = std::env::var_os("HAMDEL_SHARED_DATA").map_or_else(beside, PathBuf::from).join(name);
    if !path.exists() {
        hamdel_testkit::skip(&format!("{name} is not in ../shared/data, nor in HAMDEL_SHARED_DATA"));
        return None;
    }
    Some(path)
}

/// The intake of a server, as a source sees it.
#[derive(Clone)]
pub struct Source {
    http: reqwest::Client,
    address: String,
    key: String,
}

/// A status and a JSON body.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub json: Value,
}

impl Answer {
    /// The name of the error, or of the reason for which the first event was left out.
    pub fn reason(&self) -> &str {
        let named = self.json.pointer("/error/code").or_else(|| self.json.pointer("/dropped/0/reason"));
        named.and_then(Value::as_str).unwrap_or_default()
    }
}

impl Source {
    pub fn new(server: &Server, key: &str) -> Self {
        Self { http: http(), address: server.address().to_owned(), key: key.to_owned() }
    }

    /// Posts JSON.
    pub async fn post(&self, call: &str, body: &Value) -> Answer {
        self.send(call, body.to_string().into_bytes(), false).await.unwrap()
    }

    /// Posts bytes, said to be gzip or not.
    ///
    /// # Errors
    /// When the server cannot be reached or goes away.
    pub async fn send(&self, call: &str, body: Vec<u8>, gzipped: bool) -> reqwest::Result<Answer> {
        let mut request = self.http.post(format!("{}/v1/{call}", self.address)).basic_auth(&self.key, Some(""));
        request = request.header(CONTENT_TYPE, "application/json").body(body);
        if gzipped {
            request = request.header("content-encoding", "gzip");
        }
        let answer = request.send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let json = serde_json::from_slice(&answer.bytes().await?).unwrap_or(Value::Null);
        Ok(Answer { status, headers, json })
    }
}

/// Whether the server says that it is well.
pub async fn is_well(server: &Server) -> bool {
    let answer = http().get(format!("{}/healthz", server.address())).send().await;
    answer.is_ok_and(|answer| answer.status() == 200)
}

/// Somebody who is signed in and asks the API.
#[derive(Clone)]
pub struct Reader {
    http: reqwest::Client,
    address: String,
    cookie: String,
}

/// The password of everybody who works in a test.
pub const PASSWORD: &str = "a long enough password";

impl Reader {
    /// Makes an administrator, who signs in by password.
    pub async fn sign_in(program: &Program, server: &Server) -> Self {
        Self::sign_in_as(program, server, "reader@example.com", "administrator").await
    }

    /// Makes somebody of a role, who signs in by password.
    pub async fn sign_in_as(program: &Program, server: &Server, email: &str, role: &str) -> Self {
        let adding = ["user", "add", email, "--role", role, "--password-stdin"];
        let made = program.run_with_input(&adding, PASSWORD.as_bytes()).unwrap();
        assert!(made.status.success(), "{}", made.stderr);
        let (http, address) = (http(), server.address().to_owned());
        let form = format!("email={}&password={}", email.replace('@', "%40"), PASSWORD.replace(' ', "+"));
        let request = http
            .post(format!("{address}/sign-in"))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form);
        let answer = request.send().await.unwrap();
        let cookies = answer.headers().get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
        let cookie = cookies.filter_map(|cookie| cookie.split(';').next()).collect::<Vec<_>>().join("; ");
        assert!(!cookie.is_empty(), "signing in answered {}", answer.status());
        Self { http, address, cookie }
    }

    /// Asks the API, with a body or without.
    ///
    /// # Errors
    /// When the server cannot be reached or goes away.
    pub async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> reqwest::Result<Answer> {
        let mut request = self.http.request(method, format!("{}{path}", self.address)).header("cookie", &self.cookie);
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.to_string());
        }
        let answer = request.send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let json = serde_json::from_slice(&answer.bytes().await?).unwrap_or(Value::Null);
        Ok(Answer { status, headers, json })
    }

    /// What the API answers.
    pub async fn get(&self, path: &str) -> Value {
        self.done(Method::GET, path, None).await
    }

    /// What the API answers to a change, which has to succeed.
    pub async fn done(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let answer = self.ask(method, path, body).await.unwrap();
        assert!((200..300).contains(&answer.status), "{path}: {answer:?}");
        answer.json
    }

    /// What the API answers to JSON that is posted.
    pub async fn post(&self, path: &str, body: &Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.address)).header("cookie", &self.cookie);
        let request = request.header(CONTENT_TYPE, "application/json").body(body.to_string());
        let answer = request.send().await.unwrap();
        let (status, bytes) = (answer.status(), answer.bytes().await.unwrap());
        assert!(status.is_success(), "{path}: {status} {}", String::from_utf8_lossy(&bytes));
        serde_json::from_slice(&bytes).unwrap()
    }

    /// A file that the API gives.
    pub async fn text(&self, path: &str) -> String {
        let request = self.http.get(format!("{}{path}", self.address)).header("cookie", &self.cookie);
        request.send().await.unwrap().error_for_status().unwrap().text().await.unwrap()
    }

    /// The status of a request without the session.
    pub async fn status_for_a_stranger(&self, path: &str) -> u16 {
        let answer =
            self.http.get(format!("{}{path}", self.address)).header(AUTHORIZATION, "Basic eDo=").send().await.unwrap();
        answer.status().as_u16()
    }
}

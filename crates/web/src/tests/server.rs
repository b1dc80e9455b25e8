//! The whole web on a store in a temporary folder and a history in memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use tempfile::TempDir;
use tower::ServiceExt;

use hamdel_app::App;
use hamdel_app::accounts::{self, NewUser};
use hamdel_app::projector::Projector;
use hamdel_app::sources::add_source;
use hamdel_domain::rights::Role;
use hamdel_domain::{Entropy, Instant};
use hamdel_store::{Store, StoreLocation};
use hamdel_testkit::clock::FixedClock;
use hamdel_testkit::lake::FakeLake;
use hamdel_text::Language;

use crate::{WebOptions, WebState, router};

pub(crate) const EMAIL: &str = "modir@example.ir";
pub(crate) const PASSWORD: &str = "راز هم‌دلی ۱۲";

/// Bytes that differ from call to call.
#[derive(Default)]
struct Counting(AtomicU32);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        for byte in buffer {
            let number = self.0.fetch_add(1, Ordering::Relaxed);
            *byte = (number.wrapping_mul(31) ^ (number >> 8).wrapping_mul(17)) as u8;
        }
    }
}

pub(crate) struct Server {
    pub(crate) app: App,
    pub(crate) clock: FixedClock,
    pub(crate) state: WebState,
    pub(crate) lake: Arc<FakeLake>,
    router: Router,
    projector: Projector,
    _folder: TempDir,
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    /// The session's cookie that this answer sets.
    pub(crate) fn session(&self) -> String {
        let set = self.header("set-cookie");
        assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
        set.split(';').next().unwrap().to_owned()
    }
}

impl Server {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&StoreLocation::Folder(folder.path().to_owned())).await.unwrap();
        // A Saturday in Tehran, 2026-11-21, 15:30.
        let clock = FixedClock::new(Instant::parse_iso("2026-11-21T12:00:00Z").unwrap());
        let (shared, entropy) = (Arc::new(clock.clone()), Arc::new(Counting::default()));
        let lake = Arc::new(FakeLake::default());
        let objects = hamdel_app::objects::Objects::in_folder(folder.path().join("objects"));
        let app = App { objects, ..App::new(store.clone(), lake.clone(), shared.clone(), entropy) };
        let state = WebState::new(app.clone(), WebOptions::default()).unwrap();
        let projector = Projector::new(store, shared, "test".to_owned());
        Self { router: router(state.clone()), app, clock, state, lake, projector, _folder: folder }
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Answer {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub(crate) async fn get(&self, path: &str, cookie: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, cookie).header(header::HOST, "hamdel.test");
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, cookie: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header(header::HOST, "hamdel.test")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    /// Sends JSON.
    pub(crate) async fn send(&self, method: Method, path: &str, cookie: &str, body: &serde_json::Value) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookie)
            .header(header::HOST, "hamdel.test")
            .header(header::CONTENT_TYPE, "application/json");
        self.ask(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// The body of an answer that goes on, from after the event heard last.
    pub(crate) async fn open(&self, path: &str, cookie: &str, last: Option<&str>) -> Body {
        let mut request = Request::get(path).header(header::COOKIE, cookie).header(header::HOST, "hamdel.test");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let answer = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.into_body()
    }

    pub(crate) async fn call(&self, call: &str, key: &str, body: impl Into<Body>, headers: &[(&str, &str)]) -> Answer {
        use base64::Engine;
        let basic = base64::engine::general_purpose::STANDARD.encode(format!("{key}:"));
        let mut request = Request::builder().method(Method::POST).uri(format!("/v1/{call}"));
        if !key.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Basic {basic}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(request.body(body.into()).unwrap()).await
    }

    pub(crate) async fn source(&self, name: &str) -> String {
        add_source(&self.app.store, self.app.clock.as_ref(), self.app.entropy.as_ref(), name).await.unwrap().write_key
    }

    pub(crate) async fn add_user(&self, email: &str, password: Option<&str>, role: Role) -> accounts::UserId {
        let user = NewUser { email, name: "مدیر", password, role, language: Language::Persian };
        accounts::add_user(&self.app.store, self.app.clock.as_ref(), self.app.entropy.as_ref(), user).await.unwrap()
    }

    pub(crate) async fn add_administrator(&self) {
        self.add_user(EMAIL, Some(PASSWORD), Role::Administrator).await;
    }

    pub(crate) async fn link(&self) -> String {
        self.link_of(EMAIL).await
    }

    async fn link_of(&self, email: &str) -> String {
        let app = &self.app;
        accounts::make_sign_in_link(&app.store, app.clock.as_ref(), app.entropy.as_ref(), email).await.unwrap()
    }

    /// The cookie of an administrator who is signed in.
    pub(crate) async fn administrator(&self) -> String {
        self.add_administrator().await;
        self.enter(EMAIL).await
    }

    /// The cookie of the administrator who is there, signed in anew.
    pub(crate) async fn administrator_again(&self) -> String {
        self.enter(EMAIL).await
    }

    /// The cookie of somebody new of a role, who is signed in; the address is the role's name `@example.ir`.
    pub(crate) async fn signed_in_as(&self, role: Role) -> String {
        let email = format!("{role}@example.ir");
        self.add_user(&email, None, role).await;
        self.enter(&email).await
    }

    /// Signs somebody in by a link.
    pub(crate) async fn enter(&self, email: &str) -> String {
        let answer = self.post(&format!("/sign-in/link/{}", self.link_of(email).await), "", "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        answer.session()
    }

    /// The head of the answer to a request without a body; what follows it is not waited for.
    pub(crate) async fn head_of(&self, method: Method, path: &str, cookie: &str) -> (StatusCode, HeaderMap) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookie)
            .header(header::HOST, "hamdel.test")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        (answer.status(), answer.headers().clone())
    }

    /// Projects everything, and shows it to the history.
    pub(crate) async fn project(&mut self) {
        while self.projector.step().await.unwrap().is_some_and(|done| done.batches > 0) {}
        let known = self.lake.rows().len();
        let mut rows = Vec::new();
        for batch in self.app.store.pending_batches(hamdel_domain::Position(0), 1_000).await.unwrap() {
            rows.extend(batch.decode().unwrap());
        }
        self.lake.add(rows.into_iter().skip(known));
    }
}

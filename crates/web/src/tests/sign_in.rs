//! Who may enter, and how.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use super::rights::filled;
use super::server::{EMAIL, PASSWORD, Server};
use crate::params::encoded;
use crate::router::signed_in;

#[tokio::test]
async fn everything_but_the_public_is_behind_sign_in() {
    let server = Server::start().await;
    let within = signed_in();
    assert!(within.named().len() > 50);
    for route in within.named() {
        let path = filled(route.path);
        for cookie in ["", "hamdel_session=forged"] {
            let (status, headers) = server.head_of(route.method.clone(), &path, cookie).await;
            if path.starts_with("/api/") {
                assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}");
            } else {
                assert_eq!(status, StatusCode::SEE_OTHER, "{path}");
                assert!(headers["location"].to_str().unwrap().starts_with("/sign-in"), "{path}");
            }
        }
    }
    assert_eq!(server.get("/api/v1/pulse", "").await.json()["error"]["code"], "sign-in-needed");
}

#[tokio::test]
async fn every_answer_carries_the_policy() {
    let server = Server::start().await;
    let paths = signed_in().named().iter().map(|route| filled(route.path)).collect::<Vec<_>>();
    let open = ["/sign-in", "/s/1", "/r/1", "/i/1", "/u/1", "/look/1", "/healthz", "/nowhere", "/v1/track"];
    for path in paths.into_iter().chain(open.map(str::to_owned)) {
        let answer = server.get(&path, "").await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
}

#[tokio::test]
async fn by_password() {
    let server = Server::start().await;
    server.add_administrator().await;
    let form = |password: &str| {
        format!("email={}&password={}&next=%2Fcustomers", encoded(&EMAIL.to_uppercase()), encoded(password))
    };
    let answer = server.post("/sign-in", "", &form(PASSWORD)).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/customers"));
    let session = answer.session();
    assert_eq!(server.get("/customers", &session).await.status, StatusCode::OK);

    assert_eq!(server.post("/sign-out", &session, "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(server.get("/customers", &session).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_look_the_same_and_are_throttled() {
    let server = Server::start().await;
    server.add_administrator().await;
    let attempt = async |email: &str, password: &str| {
        server
            .post("/sign-in", "language=en", &format!("email={}&password={}", encoded(email), encoded(password)))
            .await
    };
    let (wrong, unknown) = (attempt(EMAIL, "wrong").await, attempt("nobody@example.ir", "wrong").await);
    assert_eq!((wrong.status, unknown.status), (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED));
    assert_eq!(wrong.body.replace(EMAIL, ""), unknown.body.replace("nobody@example.ir", ""));
    for _ in 0..9 {
        attempt(EMAIL, "wrong").await;
    }
    assert_eq!(attempt(EMAIL, PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
    server.clock.advance(16 * 60 * 1_000_000);
    assert_eq!(attempt(EMAIL, PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_link_opens_once_and_looking_at_it_does_not_use_it_up() {
    let server = Server::start().await;
    server.add_administrator().await;
    let path = format!("/sign-in/link/{}", server.link().await);
    for _ in 0..2 {
        let shown = server.get(&path, "language=fa").await;
        assert_eq!(shown.status, StatusCode::OK);
        assert_eq!(shown.header("cache-control"), "no-store");
        assert!(shown.body.contains(&format!("action=\"{path}\"")));
    }
    assert_eq!(server.post(&path, "", "").await.status, StatusCode::SEE_OTHER);
    let spent = server.post(&path, "", "").await;
    assert_eq!(spent.status, StatusCode::UNAUTHORIZED);
    assert!(spent.header("set-cookie").is_empty());

    let late = format!("/sign-in/link/{}", server.link().await);
    server.clock.advance(25 * 3_600 * 1_000_000);
    assert_eq!(server.post(&late, "", "").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn another_sites_page_cannot_change_anything() {
    let server = Server::start().await;
    let session = server.administrator().await;
    let request = Request::post("/settings/sources")
        .header(header::COOKIE, session)
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("name=x"))
        .unwrap();
    assert_eq!(server.ask(request).await.status, StatusCode::FORBIDDEN);
    assert!(server.app.store.sources().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_piece_of_a_page_says_where_to_sign_in() {
    let server = Server::start().await;
    let request = Request::get("/pulse/live").header("hx-request", "true").body(Body::empty()).unwrap();
    let answer = server.ask(request).await;
    assert_eq!((answer.status, answer.header("hx-redirect")), (StatusCode::UNAUTHORIZED, "/sign-in"));
}

#[tokio::test]
async fn the_language_is_chosen_and_the_address_kept() {
    let server = Server::start().await;
    let session = server.administrator().await;
    let answer = server.post("/language", &session, "language=en&next=%2Fcustomers%3Fq%3Dx").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/customers?q=x"));
    assert!(answer.header("set-cookie").starts_with("language=en"));
    assert!(server.get("/customers", &session).await.body.contains("<html lang=\"en\" dir=\"ltr\""));
    assert!(
        server.get("/customers", &format!("{session}; language=fa")).await.body.contains("lang=\"fa\" dir=\"rtl\"")
    );
    assert_eq!(server.post("/language", &session, "language=xx").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

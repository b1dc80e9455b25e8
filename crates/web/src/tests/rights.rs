//! The whole router, walked by role.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};

use hamdel_domain::rights::{Reach, Right, Role, reach};

use super::server::Server;
use crate::router::signed_in;
use crate::templates::Face;

/// What asks by a method that changes, and changes nothing: the answer is computed of what is sent.
const COMPUTE: &[&str] = &["/api/v1/contact-policy/preview", "/voice/surveys/{survey}/preview", "/api/v1/routing/try"];

/// An address with something in the place of what varies.
pub(super) fn filled(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect();
    parts.join("/")
}

#[tokio::test]
async fn every_route_lets_in_whom_the_table_names_and_nobody_else() {
    for role in Role::ALL {
        let server = Server::start().await;
        let session = server.signed_in_as(*role).await;
        let within = signed_in();
        let (leaving, others): (Vec<_>, Vec<_>) = within.named().iter().partition(|route| route.path == "/sign-out");
        for route in others.into_iter().chain(leaving) {
            let (status, _) = server.head_of(route.method.clone(), &filled(route.path), &session).await;
            let name = format!("{role}: {} {} needs {:?}", route.method, route.path, route.right);
            if reach(*role, route.right) == Reach::Nothing {
                assert_eq!(status, StatusCode::FORBIDDEN, "{name}");
            } else {
                assert_ne!(status, StatusCode::FORBIDDEN, "{name}");
                assert_ne!(status, StatusCode::UNAUTHORIZED, "{name}");
            }
        }
    }
}

#[test]
fn what_changes_needs_a_right_to_change() {
    for route in signed_in().named() {
        let own = route.right == Right::KeepAccount || COMPUTE.contains(&route.path);
        if route.method != Method::GET && !own {
            assert!(route.right.changes(), "{} {} only needs {:?}", route.method, route.path, route.right);
        }
    }
}

#[test]
fn no_address_is_named_twice_and_pages_have_their_twin() {
    let routes = signed_in();
    let all: BTreeSet<_> = routes.named().iter().map(|route| (route.path, route.method.as_str())).collect();
    assert_eq!(all.len(), routes.named().len());
}

#[tokio::test]
async fn who_is_kept_out_is_told_which_right_is_missing() {
    let server = Server::start().await;
    let session = server.signed_in_as(Role::Viewer).await;
    let json = server.get("/api/v1/sources", &format!("{session}; language=en")).await;
    assert_eq!((json.status, &json.json()["error"]["code"]), (StatusCode::FORBIDDEN, &"forbidden".into()));
    assert!(json.json()["error"]["message"].as_str().unwrap().contains("read sources"), "{}", json.body);
    for (language, words) in [("fa", "خواندن منبع داده"), ("en", "read sources")] {
        let page = server.get("/settings/sources", &format!("{session}; language={language}")).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(page.body.contains(words), "{}", page.body);
    }
}

#[tokio::test]
async fn the_frame_leads_only_where_one_may_go() {
    let server = Server::start().await;
    let session = server.signed_in_as(Role::Viewer).await;
    let page = server.get("/voice/surveys", &session).await.body;
    let frame = page.split("<main").next().unwrap();
    assert!(frame.contains("href=\"/voice/scores\"") && frame.contains("بیننده"), "{frame}");
    assert!(!frame.contains("\"/customers") && frame.contains("href=\"/settings\""), "{frame}");
    let settings = server.get("/settings", &session).await.body;
    assert!(settings.contains("href=\"/settings/units\"") && !settings.contains("/settings/people"), "{settings}");
}

#[test]
fn templates_ask_for_rights_that_are_there() {
    for (name, text) in Face::sources() {
        for part in text.rsplit(" in shell.rights").skip(1) {
            let right = part.trim_end_matches('"').rsplit('"').next().unwrap();
            if !part.ends_with("tab.right") {
                assert!(Right::parse(right).is_some(), "{name}: {right}");
            }
        }
    }
}

//! Every page drawn from its sample, in both languages.

use std::sync::Arc;

use hamdel_app::accounts::{SignedIn, UserId};
use hamdel_domain::people::Presence;
use hamdel_domain::rights::Role;
use hamdel_text::Language;

use super::samples::samples;
use super::server::Server;
use crate::reader::Reader;
use crate::shell::{Area, Shell};

fn somebody() -> SignedIn {
    SignedIn {
        id: UserId(1),
        name: "سارا <q>".to_owned(),
        email: "sara@example.ir".to_owned(),
        role: Role::Administrator,
        language: Language::Persian,
        units: Arc::default(),
        employee: None,
        presence: Presence::Available,
    }
}

#[tokio::test]
async fn every_page_is_drawn_in_both_languages() {
    let server = Server::start().await;
    for language in Language::ALL {
        let reader = Reader {
            language,
            theme: Some("dark"),
            user: Some(somebody()),
            address: "/x?y=<z>".to_owned(),
            json: false,
            htmx: false,
        };
        let shell = Shell::new(&server.state, &reader, Area::Customers);
        for (name, draw) in samples() {
            let html = draw(&server.state.templates, &shell)
                .unwrap_or_else(|problem| panic!("{name} in {language}: {problem:?}"));
            check(name, language, &html);
        }
    }
}

fn check(name: &str, language: Language, html: &str) {
    assert!(!html.contains("<q>"), "{name}: a name is not escaped");
    assert!(
        !html.contains(" style=") && !html.contains("onclick=") && !html.contains("javascript:"),
        "{name}: something inline"
    );
    for tag in ["<script", "<link", "<img"] {
        for part in html.split(tag).skip(1) {
            assert!(!part.split('>').next().unwrap().contains("//"), "{name}: asks elsewhere");
        }
    }
    if html.trim_start().starts_with("<!doctype") {
        // The customer's side follows the telephone's own theme, and a letter has none.
        let theme =
            if html.contains("css/answer.css") || name.starts_with("letter") { "" } else { " data-theme=\"dark\"" };
        let expected = format!("<html lang=\"{}\" dir=\"{}\"{theme}>", language.code(), language.direction());
        assert!(html.contains(&expected), "{name}");
        assert!(html.trim_end().ends_with("</html>"), "{name}");
    }
    balanced(name, html);
    if language == Language::Persian {
        // Between tags, outside of code, a Persian page has Persian digits only.
        assert!(!html.contains("12,345"), "{name}: an English number");
    } else {
        let title = html.split("<title>").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default();
        assert!(!title.contains("همدل"), "{name}: a Persian title");
    }
}

/// Every element that has an end is ended in its place.
fn balanced(name: &str, html: &str) {
    let mut open: Vec<&str> = Vec::new();
    for part in html.split('<').skip(1) {
        let inner = part.split('>').next().unwrap();
        if inner.starts_with('!') || inner.ends_with('/') {
            continue;
        }
        let tag = inner.trim_start_matches('/').split([' ', '\n']).next().unwrap();
        if matches!(tag, "meta" | "link" | "input" | "br" | "img" | "hr") {
            continue;
        }
        if inner.starts_with('/') {
            assert_eq!(open.pop(), Some(tag), "{name}: </{tag}>");
        } else {
            open.push(tag);
        }
    }
    assert!(open.is_empty(), "{name}: {open:?} stay open");
}

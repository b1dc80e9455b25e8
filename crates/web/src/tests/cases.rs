//! Cases over HTTP: two agents on one case lose nothing, the inbox by scope, many at once, news of changes.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use hamdel_app::accounts::SignedIn;
use hamdel_app::cases::{Doer, NewCase, take_down};
use hamdel_domain::cases::{CaseFacts, CaseId, Contact, Matter};
use hamdel_domain::people::{Presence, UserId};
use hamdel_domain::rights::Role;
use hamdel_domain::{Channel, Identifier, IdentifierKind};
use hamdel_text::Language;
use http_body_util::BodyExt;
use serde_json::{Value, json};

use super::server::{Answer, Server};

pub(super) async fn take(server: &Server, title: &str) -> CaseId {
    let by = SignedIn {
        id: UserId(1),
        name: "x".to_owned(),
        email: String::new(),
        role: Role::Administrator,
        language: Language::Persian,
        units: Arc::default(),
        employee: None,
        presence: Presence::Available,
    };
    let new = NewCase {
        customer: None,
        contact: Contact {
            name: Some("سارا".to_owned()),
            identifiers: vec![Identifier::new(IdentifierKind::Email, "sara@example.com").unwrap()],
        },
        facts: CaseFacts { matter: Matter::Complaint, title: title.to_owned(), ..CaseFacts::default() },
        text: "بسته پنج روز دیر رسید.".to_owned(),
        channel: Channel::Phone,
        language: "fa".to_owned(),
        origin: None,
        received_at: None,
        acknowledged: true,
    };
    take_down(&server.app, &new, &Doer::Staff(&by)).await.unwrap().id
}

async fn act(server: &Server, cookie: &str, case: CaseId, body: Value) -> Answer {
    server.send(Method::POST, &format!("/api/v1/cases/{case}/actions"), cookie, &body).await
}

#[tokio::test]
async fn two_agents_on_one_case_lose_nothing() {
    let server = Server::start().await;
    let one = server.administrator().await;
    let other = server.signed_in_as(Role::ExperienceManager).await;
    let case = take(&server, "دیرکرد بسته").await;
    let path = format!("/care/cases/{case}");
    // Both read revision 1. One grades it, the other writes to the customer meanwhile.
    let page = server.get(&path, &other).await;
    assert!(page.body.contains("name=\"revision\" value=\"1\""), "{}", page.body);
    let seen = page.body.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let graded =
        server.post(&path, &one, "do=assess&severity=high&complexity=low&impact=low&urgency=high&revision=1").await;
    assert_eq!(graded.status, StatusCode::SEE_OTHER, "{}", graded.body);
    let words = "از+دیرکرد+پوزش+می‌خواهیم";
    let form = format!("do=reply&text={words}&waits=0&revision=1&seen={seen}");
    let merged = server.post(&path, &other, &form).await;
    // What the other did is shown, the words are in the form, and sending again goes through.
    assert_eq!(merged.status, StatusCode::CONFLICT);
    let text = "از دیرکرد پوزش می‌خواهیم";
    assert!(merged.body.contains(&format!("data-words>{text}</textarea>")), "{}", merged.body);
    assert!(merged.body.contains("event-fresh") && merged.body.contains("آن را ارزیابی کرد"), "{}", merged.body);
    assert!(merged.body.contains("name=\"revision\" value=\"2\""));
    let again = server.post(&path, &other, &form.replace("revision=1", "revision=2")).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(again.header("location"), format!("{path}?sent=reply"));
    // Facts as well: what stands now is said beside what was typed.
    let facts = "do=correct&matter=complaint&title=عنوان+من&revision=2";
    let merged = server.post(&path, &one, facts).await;
    assert_eq!(merged.status, StatusCode::CONFLICT);
    assert!(merged.body.contains("value=\"عنوان من\"") && merged.body.contains("دیرکرد بسته"), "{}", merged.body);
    let whole = server.get(&format!("/api/v1/cases/{case}"), &one).await.json();
    let did = |list: &str| {
        let events = whole[list].as_array().unwrap().iter();
        events.map(|event| event["did"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(did("with_customer"), ["received", "acknowledged", "assessed", "replied"]);
    assert_eq!(whole["revision"], 3);
    // By the API the same: 409, and nothing is written.
    let stale = act(&server, &one, case, json!({ "do": "note", "text": "x", "revision": 2 })).await;
    assert_eq!((stale.status, &stale.json()["error"]["code"]), (StatusCode::CONFLICT, &json!("changed-meanwhile")));
}

#[tokio::test]
async fn notes_and_replies_are_kept_apart() {
    let server = Server::start().await;
    let cookie = server.administrator().await;
    let case = take(&server, "سرد بود").await;
    let noted =
        act(&server, &cookie, case, json!({ "do": "note", "text": "پیک @مدیر می‌گوید نه", "revision": 1 })).await;
    assert_eq!(noted.status, StatusCode::OK, "{}", noted.body);
    act(&server, &cookie, case, json!({ "do": "reply", "text": "کدام بسته؟", "waits": true })).await;
    let whole = server.get(&format!("/api/v1/cases/{case}"), &cookie).await.json();
    assert_eq!(whole["internal"][0]["detail"]["mentions"], json!([1]));
    assert!(whole["with_customer"].as_array().unwrap().iter().all(|event| event["did"] != "noted"));
    assert!(whole["waiting_since"].is_string());
    let page = server.get(&format!("/care/cases/{case}"), &cookie).await;
    assert!(page.body.contains("event-note") && page.body.contains("event-reply"), "{}", page.body);
    // Who reads replies only gets no notes, and no names.
    let viewer = server.signed_in_as(Role::Viewer).await;
    let seen = server.get(&format!("/api/v1/cases/{case}"), &viewer).await.json();
    assert!(seen["internal"].is_null() && seen["contact"].is_null(), "{seen}");
    let page = server.get(&format!("/care/cases/{case}"), &viewer).await;
    assert!(!page.body.contains("event-note") && !page.body.contains("sara@example.com"), "{}", page.body);
    assert_eq!(server.get("/care", &viewer).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_case_goes_its_way_through_the_page() {
    let server = Server::start().await;
    let cookie = server.administrator().await;
    let case = take(&server, "خراب رسید").await;
    let path = format!("/care/cases/{case}");
    for (form, follows) in [
        ("do=take&revision=1", "changed=1"),
        ("do=assess&severity=high&complexity=low&impact=low&urgency=high&safety=1&revision=2", "sent=assess"),
        ("do=answer&decision=granted&text=پولتان+برمی‌گردد&revision=3", "sent=answer"),
        ("do=close&cause=courier&revision=4", "sent=close"),
        ("do=reopen&why=نرسید&revision=5", "sent=reopen"),
    ] {
        let answer = server.post(&path, &cookie, form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{form}: {}", answer.body);
        assert!(answer.header("location").contains(follows), "{}", answer.header("location"));
        assert_eq!(server.get(answer.header("location"), &cookie).await.status, StatusCode::OK);
    }
    // What the life does not allow comes back with the reason and the words.
    let refused = server.post(&path, &cookie, "do=reject&why=چرا+نه&revision=6").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let wrong = server.post(&path, &cookie, "do=assign&owner=77&note=یادت+نرود&revision=6").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("یادت نرود") && wrong.body.contains("کسی با این نام"), "{}", wrong.body);
    assert_eq!(server.post(&path, &cookie, "do=sing&revision=6").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(server.get("/care/cases/999", &cookie).await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.get("/care/cases/x", &cookie).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_list_finds_filters_and_leads_on() {
    let server = Server::start().await;
    let cookie = server.administrator().await;
    for number in 0..53 {
        take(&server, &format!("پرونده {number}")).await;
    }
    let page = server.get("/care?view=open&sort=oldest", &cookie).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("۱ تا ۵۰ از ۵۳"), "{}", page.body);
    let next = page.body.split("rel=\"next\"").next().unwrap().rsplit("href=\"").next().unwrap();
    let next = next.split('"').next().unwrap().replace("&amp;", "&");
    let second = server.get(&next, &cookie).await;
    assert!(second.body.contains("۵۱ تا ۵۳ از ۵۳") && second.body.contains("rel=\"prev\""), "{}", second.body);
    let json = server
        .get(&format!("/api/v1/cases?q={}&sort=changed", crate::params::encoded("پرونده 52")), &cookie)
        .await
        .json();
    assert_eq!((&json["count"], &json["views"]["unassigned"]), (&json!(1), &json!(53)));
    let reference = json["cases"][0]["reference"].as_str().unwrap();
    let found = server.get(&format!("/care?q={reference}"), &cookie).await;
    assert_eq!(found.status, StatusCode::SEE_OTHER, "a reference leads to its case");
    assert_eq!(server.get("/api/v1/cases?severity=critical", &cookie).await.json()["count"], 0);
    let empty = server.get("/care?view=waiting", &cookie).await;
    assert!(empty.body.contains("class=\"empty\""), "{}", empty.body);
}

#[tokio::test]
async fn many_are_taken_and_taken_back() {
    let server = Server::start().await;
    let cookie = server.administrator().await;
    for number in 0..3 {
        take(&server, &format!("case {number}")).await;
    }
    let answer = server.post("/care/bulk", &cookie, "selected=1&selected=2&do=take&next=/care%3Fview%3Dopen").await;
    assert_eq!(answer.header("location"), "/care?view=open&changed=1", "{}", answer.body);
    let page = server.get(answer.header("location"), &cookie).await;
    assert!(page.body.contains("data-key=\"z\""), "{}", page.body);
    let counts = async || server.get("/api/v1/cases/counts", &cookie).await.json()["views"]["mine"].clone();
    assert_eq!(counts().await, 2);
    let undone = server.post("/care/undo", &cookie, "change=1&next=/care").await;
    assert_eq!(undone.header("location"), "/care?changed=1");
    assert_eq!(counts().await, 0);
    let closing = json!({ "cases": [1, 2, 99], "do": "close", "cause": "courier" });
    let left = server.send(Method::POST, "/api/v1/cases/bulk", &cookie, &closing).await.json();
    let reasons: Vec<&str> =
        left["left"].as_array().unwrap().iter().map(|one| one["reason"].as_str().unwrap()).collect();
    assert_eq!((reasons, &left["change"]), (vec!["not_from", "not_from", "not_yours"], &Value::Null));
    let none = server.post("/care/bulk", &cookie, "do=take&next=/care").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_open_inbox_hears_what_changed() {
    let server = Server::start().await;
    let cookie = server.administrator().await;
    let case = take(&server, "case").await;
    let mut body = server.open("/care/live", &cookie, None).await;
    let mut heard = async || {
        let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
        String::from_utf8_lossy(&frame).into_owned()
    };
    assert!(heard().await.contains("retry: 2000"));
    let counts = heard().await;
    assert!(counts.contains("event: counts") && counts.contains("\"open\":1"), "{counts}");
    act(&server, &cookie, case, json!({ "do": "note", "text": "x" })).await;
    hamdel_app::cases::inbox::sync(&server.app).await.unwrap();
    let told = heard().await;
    assert!(told.contains("event: cases") && told.contains(&format!("\"case\":{case}")), "{told}");
    assert!(told.contains("\"revision\":2"), "{told}");
    let last = told.lines().find_map(|line| line.strip_prefix("id: ")).unwrap().to_owned();
    // Who was away is told what was missed.
    act(&server, &cookie, case, json!({ "do": "note", "text": "y" })).await;
    let mut body = server.open("/api/v1/cases/live", &cookie, Some(&last)).await;
    let mut heard = async || {
        let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
        String::from_utf8_lossy(&frame).into_owned()
    };
    heard().await;
    assert!(heard().await.contains("\"revision\":3"));
    server.state.end_streams();
    assert!(body.frame().await.is_none(), "the server can end");
}

//! Surveys on other sites' pages.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::json;

use hamdel_app::surveys::{sign, tell_responses};
use hamdel_domain::clock::DAY;
use hamdel_domain::{Identifier, IdentifierKind};

use super::server::Server;
use super::surveys::{hidden, published, sent_to};
use crate::assets;
use crate::params::encoded;
use crate::public::embedding::packed;

const SITE: &str = "https://shop.example.com";

fn settings(shape: &str) -> String {
    let (label, site) = (encoded("نظر شما"), encoded(SITE));
    format!("enabled=1&origins={site}&shape={shape}&side=end&label_fa={label}&label_en=Opinion&share=100&rest=30")
}

/// A published survey on a site; gives its page of settings and its frame.
async fn on_a_site(server: &Server, session: &str, shape: &str) -> (String, String) {
    let (page, path) = published(server, session, "after_call").await;
    let site = format!("{page}/asking/site");
    assert_eq!(sent_to(&server.post(&site, session, &settings(shape)).await), site);
    (site, path.replacen("/s/", "/e/", 1))
}

#[tokio::test]
async fn the_script_is_small_and_asks_nothing_of_a_strict_policy() {
    let server = Server::start().await;
    let session = server.administrator().await;
    let (site, frame) = on_a_site(&server, &session, "tab").await;
    let script = server.get(&format!("{frame}/widget.js"), "").await;
    assert_eq!(script.status, StatusCode::OK, "{}", script.body);
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(script.header("cross-origin-resource-policy"), "cross-origin");
    assert!(script.body.contains("\"shape\":\"tab\"") && !script.body.contains("__HAMDEL__"), "{}", script.body);
    assert!(packed(&script.body).unwrap().len() < 15 * 1024);
    for banned in ["innerHTML", "outerHTML", "eval(", "new Function", "cssText", "\"style\"", "fetch(", "XMLHttp"] {
        assert!(!script.body.contains(banned), "{banned}");
    }
    assert!(!assets::text("js/embed.js").unwrap().contains("postMessage({ hamdel: kind, ...more }, \"*\")"));
    let shown = server.get(&site, &session).await;
    assert!(shown.body.contains(&format!("http://hamdel.test{frame}/widget.js")), "{}", shown.body);
    for trial in ["inline", "popup", "tab"] {
        let sample = server.get(&format!("{site}/sample?trial={trial}"), &session).await;
        assert_eq!(sample.status, StatusCode::OK);
        assert!(sample.header("content-security-policy").ends_with("frame-ancestors 'self'"));
        let script = server.get(&format!("{site}/widget.js?trial={trial}"), &session).await;
        assert!(script.body.contains(&format!("\"shape\":\"{trial}\"")) && script.body.contains("\"preview\":true"));
    }
    let tried = server.get(&format!("{site}/frame?lang=fa"), &session).await;
    assert!(tried.body.contains("dir=\"rtl\"") && tried.body.contains("embed.js"), "{}", tried.body);
    assert_eq!(server.get(&format!("{site}/frame"), "").await.status, StatusCode::SEE_OTHER, "not without a session");
}

#[tokio::test]
async fn the_api_does_what_the_page_does() {
    let server = Server::start().await;
    let session = server.administrator().await;
    on_a_site(&server, &session, "inline").await;
    let held = server.get("/api/v1/surveys/1/site", &session).await.json();
    assert_eq!((&held["embed"]["shape"], &held["embed"]["origins"][0]), (&json!("inline"), &json!(SITE)));
    let mut changed = held["embed"].clone();
    changed["shape"] = json!("popup");
    let put = async |body: &serde_json::Value| {
        let request = Request::put("/api/v1/surveys/1/site").header(header::COOKIE, &session);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        server.ask(request.body(Body::from(body.to_string())).unwrap()).await
    };
    let answer = put(&changed).await.json();
    assert_eq!((&answer["embed"]["shape"], &answer["secret"]), (&json!("popup"), &held["secret"]));
    changed["share"] = json!(0);
    let refused = put(&changed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("invalid"), "{}", refused.body);
    assert_eq!(server.get("/api/v1/surveys/1/site", "").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn only_the_sites_that_are_named_may_frame_it_and_nothing_else() {
    let server = Server::start().await;
    let session = server.administrator().await;
    let (_, path) = published(&server, &session, "after_purchase").await;
    let frame = path.replacen("/s/", "/e/", 1);
    for address in [frame.clone(), format!("{frame}/widget.js")] {
        assert_eq!(server.get(&address, "").await.status, StatusCode::NOT_FOUND, "{address}");
    }
    let (site, frame) = on_a_site(&server, &session, "popup").await;
    let framed = server.get(&frame, "").await;
    let policy = framed.header("content-security-policy").to_owned();
    assert!(policy.ends_with(&format!("frame-ancestors 'self' {SITE}")) && policy.starts_with("default-src 'self'"));
    assert_eq!(framed.header("x-frame-options"), "");
    for address in [frame.replacen("/e/", "/s/", 1), "/sign-in".to_owned(), format!("{frame}/none")] {
        let plain = server.get(&address, "").await;
        assert!(plain.header("content-security-policy").ends_with("frame-ancestors 'none'"), "{address}");
        assert_eq!(plain.header("x-frame-options"), "DENY", "{address}");
    }
    for wrong in ["http://shop.example.com", "https://shop.example.com/x", "*"] {
        let form = settings("popup").replace(&encoded(SITE), &encoded(wrong));
        let refused = server.post(&site, &session, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(refused.body.contains(wrong), "what was typed is shown again");
    }
}

async fn answered(server: &Server, frame: &str, who: &str) {
    let first = server.get(&format!("{frame}?lang=en&{who}"), "").await;
    let (token, page) = (hidden(&first.body, "_token"), hidden(&first.body, "_page"));
    let form = format!("_token={token}&_page={page}&lang=en&_to=next&channel=web&{who}");
    let mut at = server.post(frame, "", &format!("{form}&effort=6&solved=yes&agent=5")).await;
    for _ in 0..8 {
        let next = sent_to(&at);
        assert!(next.starts_with(&format!("{frame}/r/")), "{next}");
        let shown = server.get(&next, "").await;
        assert!(shown.header("content-security-policy").contains(SITE));
        if shown.body.contains("data-done") {
            return;
        }
        at = server.post(&next, "", &format!("_page={}&_to=next", hidden(&shown.body, "_page"))).await;
    }
    panic!("no end");
}

#[tokio::test]
async fn a_user_counts_by_signature_alone_and_a_browser_as_itself() {
    let mut server = Server::start().await;
    let session = server.administrator().await;
    let (site, frame) = on_a_site(&server, &session, "popup").await;
    let secret = server.get(&site, &session).await.body;
    let secret = secret.split_once("id=\"secret\" dir=\"ltr\">").unwrap().1.split_once('<').unwrap().0.to_owned();
    let signed = sign(&secret, "u-42");
    answered(&server, &frame, &format!("user=u-42&sig={signed}&anon=b-1")).await;
    answered(&server, &frame, &format!("user=u-43&sig={signed}&anon=b-2")).await;
    answered(&server, &frame, "user=u-44").await;
    assert_eq!(tell_responses(&server.app).await.unwrap(), 3);
    server.project().await;
    let named = |kind, value: &str| Identifier::new(kind, value).unwrap();
    let find = async |identifier| server.app.store.customer_of_identifier(&identifier).await.unwrap();
    let known = find(named(IdentifierKind::UserId, "u-42")).await;
    assert!(known.is_some());
    assert_eq!(find(named(IdentifierKind::AnonymousId, "b-1")).await, known);
    assert!(find(named(IdentifierKind::AnonymousId, "b-2")).await.is_some());
    for forged in ["u-43", "u-44"] {
        assert_eq!(find(named(IdentifierKind::UserId, forged)).await, None, "{forged}");
    }
    let rows = server.lake.rows();
    assert!(rows.iter().all(|row| row.interaction.channel == Some(hamdel_domain::Channel::Web)));

    // The ledger lets one window through to whom it knows, and says no more than yes or no.
    let ask = async |who: &str| server.post(&format!("{frame}/show"), "", who).await.json()["show"].clone();
    let who = format!("user=u-42&sig={signed}");
    assert_eq!(ask(&who).await, true);
    assert_eq!(ask(&who).await, false, "once a day");
    assert_eq!(ask("anon=b-1").await, false, "the same customer by the browser");
    server.clock.advance(2 * DAY);
    assert_eq!(ask(&who).await, false, "one survey in two weeks");
    for _ in 0..2 {
        assert_eq!(ask("anon=new-browser").await, true, "nobody is known there");
        assert_eq!(ask("user=u-42&sig=00").await, true, "nor by a signature that is none");
    }
    let contacts = server.app.store.contacts_of(known.unwrap(), 10).await.unwrap();
    assert_eq!(contacts.len(), 2, "one for each day that was asked about");
    let renewed = server.post(&format!("{site}/secret"), &session, "").await;
    sent_to(&renewed);
    assert_eq!(ask(&who).await, true, "an old secret signs nobody");
}

async fn ask(
    server: &Server,
    method: &str,
    path: &str,
    session: &str,
    body: &serde_json::Value,
) -> super::server::Answer {
    let request = Request::builder().method(method).uri(path).header(header::COOKIE, session);
    let request = request.header(header::CONTENT_TYPE, "application/json");
    server.ask(request.body(Body::from(body.to_string())).unwrap()).await
}

#[tokio::test]
async fn a_kiosk_asks_one_customer_after_the_other_and_leads_nowhere_else() {
    let server = Server::start().await;
    let session = format!("{}; language=en", server.administrator().await);
    let (page, _) = published(&server, &session, "after_call").await;
    let path = format!("{page}/asking/kiosks");
    let refused = server.post(&path, &session, "name=Vanak&idle=45&pin=12").await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("Vanak"), "{}", refused.body);
    let made = ask(
        &server,
        "POST",
        "/api/v1/surveys/1/kiosks",
        &session,
        &json!({ "kiosk": { "name": "Vanak", "unit": "Vanak", "idle_seconds": 45 }, "pin": "1234" }),
    )
    .await
    .json();
    let kiosk = made["path"].as_str().unwrap().to_owned();
    let first = server.get(&kiosk, "").await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    assert!(first.body.contains("data-idle=\"45\"") && first.body.contains("kiosk.js"), "{}", first.body);
    let (token, section) = (hidden(&first.body, "_token"), hidden(&first.body, "_page"));
    let form = format!("_token={token}&_page={section}&lang=en&_to=next&effort=6&solved=yes&agent=5");
    let mut at = server.post(&kiosk, "", &form).await;
    for _ in 0..8 {
        let next = sent_to(&at);
        assert!(next.starts_with(&format!("{kiosk}/r/")), "{next}");
        let shown = server.get(&next, "").await;
        if shown.body.contains("data-done") {
            assert!(shown.body.contains(&format!("href=\"{kiosk}\"")), "{}", shown.body);
            break;
        }
        at = server.post(&next, "", &format!("_page={}&_to=next", hidden(&shown.body, "_page"))).await;
    }
    let next = server.get(&kiosk, "").await;
    assert_ne!(hidden(&next.body, "_token"), token, "the next customer begins anew");
    let wrong = server.post(&format!("{kiosk}/leave"), "", "_pin=4321").await;
    assert_eq!(sent_to(&wrong), kiosk);
    assert_eq!(sent_to(&server.post(&format!("{kiosk}/leave"), "", "_pin=1234").await), "/sign-in");
    assert_eq!(server.get("/k/guess", "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(tell_responses(&server.app).await.unwrap(), 1);
}

#[tokio::test]
async fn an_interview_begins_with_a_number_and_ends_as_the_customers_response() {
    let server = Server::start().await;
    let session = format!("{}; language=en", server.administrator().await);
    let (page, _) = published(&server, &session, "after_call").await;
    let path = format!("{page}/asking/telephone");
    assert!(server.get(&path, &session).await.body.contains("Look up"));
    assert!(server.get(&format!("{path}?phone=12"), &session).await.body.contains("form-errors"));
    let found = server.get(&format!("{path}?phone=09123456789"), &session).await;
    assert!(found.body.contains("Nobody is known by this number"), "{}", found.body);
    let begun = sent_to(&server.post(&path, &session, "phone=%2B989123456789&language=en").await);
    assert!(begun.starts_with(&format!("{path}/r/")), "{begun}");
    assert_eq!(server.get(&begun, "").await.status, StatusCode::SEE_OTHER, "not without a session");
    let shown = server.get(&begun, &session).await;
    assert!(shown.body.contains("interview.js") && shown.body.contains("What you say"), "{}", shown.body);
    let form = format!("_page={}&_to=next&effort=6&solved=yes&agent=5", hidden(&shown.body, "_page"));
    assert_eq!(sent_to(&server.post(&begun, &session, &form).await), begun);
}

#[tokio::test]
async fn answers_from_elsewhere_enter_by_the_api_and_the_wrong_ones_say_why() {
    let server = Server::start().await;
    let session = server.administrator().await;
    published(&server, &session, "after_call").await;
    let body = json!({ "source": "paper", "responses": [
        { "id": "1", "at": "2026-01-01", "answers": { "effort": 6, "solved": "yes" } },
        { "id": "2", "at": "2026-01-01", "answers": { "effort": 60 } },
    ] });
    let path = "/api/v1/surveys/1/answers";
    let told = ask(&server, "POST", path, &session, &body).await.json();
    assert_eq!((&told["taken"], &told["responses"][0]["outcome"]), (&json!(1), &json!("taken")), "{told}");
    assert_eq!(told["responses"][1]["problems"][0]["field"], "effort");
    let again = ask(&server, "POST", path, &session, &body).await.json();
    assert_eq!(again["responses"][0]["outcome"], "known");
    assert_eq!(tell_responses(&server.app).await.unwrap(), 1);
}

#[tokio::test]
async fn a_date_trigger_is_made_changed_and_switched_by_page_and_api() {
    let server = Server::start().await;
    let session = format!("{}; language=en", server.administrator().await);
    let (page, _) = published(&server, &session, "after_call").await;
    let path = format!("{page}/asking");
    let form = "name=Renewal&on=date&date=renewal_date&date_days=7&date_side=before&date_time=09:30&channel=sms&hours=0&share=100&reminder=3&days=10&oldest=2";
    assert_eq!(sent_to(&server.post(&path, &session, form).await), path);
    let held = server.get("/api/v1/surveys/1/triggers", &session).await.json();
    let trigger = &held["triggers"][0];
    assert_eq!((&trigger["trigger"]["when"]["days"], &trigger["trigger"]["when"]["minute"]), (&json!(-7), &json!(570)));
    assert_eq!(
        (&trigger["trigger"]["channel"], &trigger["trigger"]["when"]["zone"]),
        (&json!("sms"), &json!("Asia/Tehran"))
    );
    assert!(!trigger["on_since"].is_null());
    let shown = server.get(&format!("{path}?trigger=1"), &session).await;
    assert!(shown.body.contains("7 days before") && shown.body.contains("value=\"09:30\""), "{}", shown.body);
    let changed = form.replace("date_days=7", "date_days=14&trigger=1");
    assert_eq!(sent_to(&server.post(&path, &session, &changed).await), path);
    let held = server.get("/api/v1/surveys/1/triggers", &session).await.json();
    assert_eq!(
        (held["triggers"].as_array().unwrap().len(), &held["triggers"][0]["trigger"]["when"]["days"]),
        (1, &json!(-14))
    );
    let off = ask(&server, "POST", "/api/v1/surveys/1/triggers/1/switch", &session, &json!({ "on": false })).await;
    assert_eq!(off.status, StatusCode::OK, "{}", off.body);
    let refused = server.post(&path, &session, &form.replace("09:30", "half past nine")).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("Renewal"), "{}", refused.body);
}

#[tokio::test]
async fn links_of_a_message_that_are_only_followed_answer_nothing_and_leave_nothing() {
    use hamdel_app::invitations::{Invite, Outbound, invite, send_due};
    use hamdel_testkit::smtp::SmtpSink;

    let mut server = Server::start().await;
    let session = format!("{}; language=en", server.administrator().await);
    published(&server, &session, "after_purchase").await;
    let key = server.source("shop").await;
    let known = json!({ "userId": "u1", "traits": { "email": "sara@example.ir", "language": "en" } });
    server.call("identify", &key, known.to_string(), &[]).await;
    server.project().await;
    let sink = SmtpSink::start().await.unwrap();
    let out: Outbound = outbound(&server, sink.port());
    let wish = Invite {
        survey: 1,
        version: hamdel_domain::invitations::VersionPolicy::Latest,
        customers: vec![hamdel_domain::CustomerId(1)],
        channel: hamdel_domain::Channel::Email,
        language: None,
        send_at: None,
        reminder_after: None,
        expires_after: 14 * DAY,
    };
    invite(&server.app, &wish, "user:1").await.unwrap();
    send_due(&server.app, &out).await.unwrap();
    let mail = sink.mails().remove(0).content.replace("=\n", "").replace("=3D", "=");
    let link = |part: &str| {
        let at = mail.find(part).unwrap_or_else(|| panic!("{part}: {mail}"));
        mail[at..].split(['"', '>', ' ', '\n']).next().unwrap().to_owned()
    };
    let (answer, leave) = (link("/i/"), link("/u/"));
    let secret = answer.split('?').next().unwrap();
    // A program that looks at links follows every one of them, a score each.
    for score in 0..=10 {
        let shown = server.get(&format!("{secret}?a.nps={score}"), "").await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.body.contains(&format!("value=\"{score}\" checked")) || score == 0, "{}", shown.body);
    }
    assert_eq!(server.get(&leave, "").await.status, StatusCode::OK);
    assert!(
        server.app.store.consents_of(hamdel_domain::CustomerId(1)).await.unwrap().is_empty(),
        "a GET unsubscribes nobody"
    );
    let life = server.get("/api/v1/invitations/1", &session).await.json();
    assert_eq!(life["state"], "opened", "{life}");
    assert_eq!(tell_responses(&server.app).await.unwrap(), 0);
    // RFC 8058: the mail program posts List-Unsubscribe=One-Click, and that is enough.
    assert_eq!(server.post(&leave, "", "List-Unsubscribe=One-Click").await.status, StatusCode::OK);
    let said = server.app.store.consents_of(hamdel_domain::CustomerId(1)).await.unwrap();
    assert!(said.iter().any(|said| !said.given), "{said:?}");
    let page = server.get("/voice/invitations/1", &session).await;
    assert!(page.body.contains("It was opened and not begun"), "{}", page.body);
}

/// E-mail over a server on loopback, in the words of the pages.
fn outbound(server: &Server, port: u16) -> hamdel_app::invitations::Outbound {
    use hamdel_app::invitations::{Outbound, SmtpMailer, SmtpSettings};
    use hamdel_app::mail::MailSecurity;

    let settings = SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        security: MailSecurity::None,
        credentials: None,
        hello: Some("hamdel.test".to_owned()),
        from: "Hamdel <ask@company.test>".to_owned(),
        reply_to: None,
        return_path: None,
        step_timeout: std::time::Duration::from_secs(20),
    };
    Outbound {
        mailer: Some(std::sync::Arc::new(SmtpMailer::new(settings).unwrap())),
        gateways: Vec::new(),
        templates: std::sync::Arc::new(crate::Emails::new(server.state.clone())),
        surveys: std::sync::Arc::new(hamdel_app::surveys::PublishedSurveys::new(server.app.store.clone())),
        // Links of the mail are asked for as paths of this server.
        base_url: String::new(),
        language: "en".to_owned(),
    }
}

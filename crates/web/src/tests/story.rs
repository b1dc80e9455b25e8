//! From a source's call to what people see.

use axum::http::StatusCode;

use super::server::Server;
use crate::params::encoded;

const BATCH: &str = r#"{"batch":[
 {"type":"identify","userId":"u-10482","anonymousId":"browser-1","messageId":"m1","timestamp":"2026-11-14T09:00:00Z",
  "traits":{"name":"علی‌رضا كریمي","email":"Ali@Example.ir","phone":"0912 345 6789","city":"شیراز"}},
 {"type":"track","userId":"u-10482","event":"order_completed","messageId":"m2","timestamp":"2026-11-21T08:30:00Z",
  "properties":{"value":1250000,"currency":"IRR","channel":"web","stage":"purchase","order_id":"SEP-1<script>"}},
 {"type":"track","userId":"u-10482","event":"call_answered","messageId":"m3","timestamp":"2026-11-21T10:00:00Z",
  "properties":{"channel":"phone","stage":"support"}},
 {"type":"page","anonymousId":"browser-2","messageId":"m4","timestamp":"2026-11-21T10:05:00Z","properties":{"channel":"web"}}
]}"#;

async fn with_story() -> (Server, String) {
    let mut server = Server::start().await;
    let key = server.source("shop").await;
    let sent = server.call("batch", &key, BATCH, &[]).await;
    assert_eq!(sent.body, r#"{"success":true}"#);
    server.project().await;
    let session = server.administrator().await;
    (server, session)
}

/// Numbers of the customers that answer.
async fn found(server: &Server, session: &str, words: &str) -> Vec<i64> {
    let answer = server.get(&format!("/api/v1/customers?q={}", encoded(words)), session).await.json();
    let customers = answer["customers"].as_array().unwrap();
    assert_eq!(answer["count"], customers.len());
    customers.iter().map(|customer| customer["customer_id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn a_customer_is_found_in_any_spelling_and_by_any_identifier() {
    let (server, session) = with_story().await;
    let expected = found(&server, &session, "u-10482").await;
    assert_eq!(expected.len(), 1);
    for words in [
        "علیرضا",
        "علی رضا",
        "علي‌رضا",
        "عليرضا كريمي",
        "علی‌رضا کریمی",
        "کریمی",
        "کري",
        "کریمی علیرضا",
        "ali@example.ir",
        "ALI@example",
        "09123456789",
        "+98 912 345 6789",
        "۰۹۱۲۳۴۵۶۷۸۹",
        "0912345",
        "browser-1",
        "U-10482",
        &expected[0].to_string(),
    ] {
        assert_eq!(found(&server, &session, words).await, expected, "{words}");
    }
    for words in ["حسین", "علی حسین", "0935", "zzz"] {
        assert!(found(&server, &session, words).await.is_empty(), "{words}");
    }
}

#[tokio::test]
async fn a_profile_tells_who_why_and_what() {
    let (server, session) = with_story().await;
    let id = found(&server, &session, "u-10482").await[0];
    let page = server.get(&format!("/customers/{id}"), &format!("{session}; language=fa")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for shown in [
        "علی‌رضا",
        "ali@example.ir",
        "+989123456789",
        "browser-1",
        "u-10482",
        "سفارش ثبت شد",
        "۱٬۲۵۰٬۰۰۰ ریال",
        "شنبه ۳۰ آبان ۱۴۰۵",
        "از یک نفر است",
        "پشتیبانی",
        "شیراز",
        "SEP-1&lt;script&gt;",
    ] {
        assert!(page.body.contains(shown), "{shown}");
    }
    assert!(!page.body.contains("SEP-1<script>"));
    let english = server.get(&format!("/customers/{id}?channel=phone"), &format!("{session}; language=en")).await.body;
    assert!(english.contains("Call answered") && !english.contains("Placed an order"));
    assert!(english.contains("Saturday 21 November 2026"));

    let json = server.get(&format!("/api/v1/customers/{id}"), &session).await.json();
    assert_eq!(json["value"]["IRR"], "1250000");
    assert_eq!(json["stage"], "support");
    let identifiers = json["identifiers"].as_array().unwrap();
    assert_eq!(identifiers.len(), 4);
    assert!(identifiers.iter().skip(1).all(|held| held["reasons"][0]["verdict"] == "joined"));
    let timeline = server.get(&format!("/api/v1/customers/{id}/timeline"), &session).await.json();
    assert_eq!(timeline["interactions"].as_array().unwrap().len(), 3);
    assert_eq!(timeline["interactions"][0]["kind"], "call_answered");

    let log = server.app.store.audit_log(Some(&format!("customer:{id}")), None, 10).await.unwrap();
    assert!(log.iter().any(|record| record.entry.action == "customer.read" && record.entry.actor.starts_with("user:")));
    assert_eq!(server.get("/customers/999999", &session).await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.get("/customers/abc", &session).await.status, StatusCode::NOT_FOUND);
    let wrong = server.get(&format!("/customers/{id}?before=nonsense"), &session).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn lists_filter_sort_and_export() {
    let (server, session) = with_story().await;
    let list = |query: &str| format!("/api/v1/customers?{query}");
    for (query, count) in [
        ("", 2),
        ("standing=known", 1),
        ("standing=anonymous", 1),
        ("stage=support", 1),
        ("stage=lost", 0),
        ("q=کریمی&standing=anonymous", 0),
    ] {
        let query: String =
            query.split('&').map(|pair| pair.replace("کریمی", &encoded("کریمی"))).collect::<Vec<_>>().join("&");
        assert_eq!(server.get(&list(&query), &session).await.json()["count"], count, "{query}");
    }
    for sort in ["name", "value", "interactions", "last_seen"] {
        let answer = server.get(&list(&format!("sort={sort}&direction=descending")), &session).await.json();
        let expected = if sort == "last_seen" { "anonymous" } else { "known" };
        assert_eq!(answer["customers"][0]["standing"], expected, "{sort}");
    }
    let csv = server.get("/customers.csv", &session).await;
    assert!(csv.header("content-type").starts_with("text/csv"));
    assert!(csv.body.starts_with("\u{FEFF}customer_id,standing,name"));
    assert_eq!(csv.body.lines().count(), 3);
    assert!(csv.body.contains("علی‌رضا"));
    let searched = server.get(&format!("/customers.csv?q={}", encoded("علیرضا")), &session).await;
    assert_eq!(searched.body.lines().count(), 2);
    assert_eq!(server.get("/api/v1/customers.csv", &session).await.body, csv.body);
    for path in ["/customers.xlsx", "/api/v1/customers.xlsx?standing=known"] {
        let book = server.get(path, &session).await;
        assert!(book.header("content-type").ends_with("spreadsheetml.sheet"), "{path}");
        assert!(book.body.starts_with("PK"), "{path}");
    }
    let log = server.app.store.audit_log(Some("customers"), None, 10).await.unwrap();
    assert_eq!(log.iter().filter(|record| record.entry.action == "customers.export").count(), 5);
    assert_eq!(server.get("/customers.xlsx", "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(server.get("/api/v1/customers.xlsx", "").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn columns_and_density_are_chosen_sent_and_remembered() {
    let (server, session) = with_story().await;
    let english = format!("{session}; language=en");
    let usual = server.get("/customers", &english).await.body;
    assert!(usual.contains("sort=interactions") && !usual.contains("First contact</th>"));
    assert!(!usual.contains("table-cards dense"));
    // Only the first address names columns; the links of its page go on naming them.
    let named = server.get("/customers?columns=value,first_seen", &english).await.body;
    assert!(named.contains("First contact</th>") && !named.contains("sort=interactions"), "{named}");
    assert!(named.contains("columns=name%2Cvalue%2Cfirst_seen"));

    let form =
        format!("columns=stage&columns=interactions&density=compact&next={}", encoded("/customers?stage=support"));
    let chosen = server.post("/customers/view", &session, &form).await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER);
    assert_eq!(chosen.header("location"), "/customers?columns=name%2Cstage%2Cinteractions&stage=support");
    let cookies: Vec<&str> = chosen
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap())
        .collect();
    assert_eq!(cookies, ["customers_columns=name.stage.interactions", "customers_density=compact"]);
    let remembered = server.get("/customers", &format!("{english}; {}", cookies.join("; "))).await.body;
    assert!(remembered.contains("table-cards dense") && !remembered.contains("sort=value"));
    let foreign = server.post("/customers/view", &session, "next=https://evil.example").await;
    assert_eq!(foreign.header("location"), "/?columns=name");
}

#[tokio::test]
async fn selected_customers_are_shown_and_exported() {
    let (server, session) = with_story().await;
    let known = found(&server, &session, "u-10482").await[0];
    let all = server.get("/api/v1/customers", &session).await.json();
    assert_eq!((&all["count"], &all["sorted_by"]), (&2.into(), &"last_seen".into()));
    let one = server.get(&format!("/api/v1/customers?selected={known},x,999&q=nobody"), &session).await.json();
    assert_eq!((&one["count"], &one["customers"][0]["customer_id"]), (&1.into(), &known.into()));
    let page =
        server.get(&format!("/customers?of=selection&selected={known}"), &format!("{session}; language=fa")).await;
    assert!(page.body.contains("۱ مشتری برگزیده"), "{}", page.body);
    let csv = |query: String| async move { format!("/customers.csv?of=selection&{query}") };
    let chosen = server.get(&csv(format!("selected={known}&selected={known}")).await, &session).await.body;
    assert_eq!(chosen.lines().count(), 2);
    let everyone = server.get(&csv(format!("selected={known}&all=1")).await, &session).await.body;
    assert_eq!(everyone.lines().count(), 3);
    assert_eq!(server.get(&csv("q=x".to_owned()).await, &session).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let many: Vec<String> = (0..1_001).map(|number| number.to_string()).collect();
    let many = server.get(&format!("/api/v1/customers?selected={}", many.join(",")), &session).await;
    assert_eq!(many.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_tile_leads_to_those_behind_it_and_a_trait_to_who_said_it() {
    let (server, session) = with_story().await;
    for (query, count) in
        [("seen=today", 2), ("seen=7d", 2), ("seen=today&standing=known", 1), ("seen=today&stage=lost", 0)]
    {
        let answer = server.get(&format!("/api/v1/customers?{query}"), &session).await.json();
        assert_eq!((&answer["count"], &answer["count_is_exact"]), (&count.into(), &true.into()), "{query}");
    }
    let searched = server.get(&format!("/api/v1/customers?seen=7d&q={}", encoded("کریمی")), &session).await.json();
    assert_eq!(searched["count"], 1);
    let json = server.get("/api/v1/pulse", &session).await.json();
    assert_eq!(
        (&json["interactions_by_day"], &json["interactions_seven_days_before"]),
        (&serde_json::json!([0, 0, 0, 0, 0, 0, 3]), &1.into())
    );
    assert_eq!(json["interactions_by_hour_today"].as_array().unwrap().len(), 17);
    assert_eq!((&json["seven_days_beyond_chance"], &json["sources_by_day"][6]), (&serde_json::Value::Null, &1.into()));
    let page = server.get("/", &format!("{session}; language=en")).await.body;
    assert_eq!(page.matches("<svg class=\"spark\"").count(), 3);
    assert!(page.contains("href=\"/customers?seen=today\"") && page.contains("3 more weeks are needed"), "{page}");

    let id = found(&server, &session, "u-10482").await[0];
    let profile = server.get(&format!("/customers/{id}"), &format!("{session}; language=en")).await.body;
    let said = profile.split("<dt><bdi>City</bdi></dt>").nth(1).unwrap().split("</dd>").next().unwrap();
    assert!(said.contains("from <bdi>shop</bdi>, 14 November 2026") && said.contains("Was identified"), "{said}");
    let href = said.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
    let there = server.get(href, &format!("{session}; language=en")).await.body;
    assert!(there.contains("Was identified") && !there.contains("Placed an order"));
    // A page of the story that does not hold the interaction still finds it.
    let json = server.get(&format!("/api/v1/customers/{id}"), &session).await.json();
    assert_eq!(
        (&json["traits"]["city"]["source"], &json["traits"]["city"]["kind"]),
        (&"shop".into(), &"identify".into())
    );
}

#[tokio::test]
async fn pulse_counts_and_compares() {
    let (server, session) = with_story().await;
    let json = server.get("/api/v1/pulse", &session).await.json();
    assert_eq!(json["interactions_today"], 3);
    assert_eq!(json["interactions_week_ago_by_this_hour"], 1);
    assert_eq!(json["interactions_seven_days"], 3);
    assert_eq!((&json["known_customers"], &json["anonymous_customers"]), (&1.into(), &1.into()));
    assert_eq!(json["waiting"], 0);
    let page = server.get("/?period=30d", &format!("{session}; language=fa")).await.body;
    assert!(page.contains("<strong>۳</strong>") && page.contains("بیش از") && page.contains("\"stacked-bar\""));
    let days = server.get("/api/v1/pulse/days?period=12m", &session).await.json();
    let total: i64 = days["days"].as_array().unwrap().iter().map(|day| day["interactions"].as_i64().unwrap()).sum();
    assert_eq!(total, 4);
    for period in ["7d", "90d", "12m", "nonsense"] {
        assert_eq!(server.get(&format!("/?period={period}"), &session).await.status, StatusCode::OK);
    }
    assert!(server.get("/pulse/live", &session).await.body.trim_start().starts_with("<div id=\"live\""));
}

#[tokio::test]
async fn a_source_is_made_its_key_seen_once_and_its_rejects_kept() {
    let mut server = Server::start().await;
    let session = server.administrator().await;
    let made = server.post("/settings/sources", &session, &format!("name={}", encoded("فروشگاه"))).await;
    assert_eq!(made.status, StatusCode::OK);
    let key = made.body.split("id=\"write-key\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(key.starts_with("wk_"));
    assert_eq!(server.call("track", &key, r#"{"userId":"u1"}"#, &[]).await.status, StatusCode::BAD_REQUEST);
    server.project().await;
    let page = server.get("/settings/sources/1", &format!("{session}; language=fa")).await.body;
    assert!(!page.contains(&key) && page.contains("بدون نام رویداد"), "{page}");
    let lines = server.get("/settings/sources/1/rejected.jsonl", &session).await.body;
    let line: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!((&line["reason"], &line["payload"]), (&"no_event_name".into(), &r#"{"userId":"u1"}"#.into()));

    let again = server.post("/settings/sources", &session, &format!("name={}", encoded("فروشگاه"))).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert_eq!(server.post("/settings/sources", &session, "name=").await.status, StatusCode::UNPROCESSABLE_ENTITY);

    let rotated = server.post("/api/v1/sources/1/key", &session, "").await.json();
    let fresh = rotated["write_key"].as_str().unwrap().to_owned();
    server.clock.advance(6_000_000);
    let event = r#"{"userId":"u1","event":"x"}"#;
    assert_eq!(server.call("track", &key, event, &[]).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(server.call("track", &fresh, event, &[]).await.status, StatusCode::OK);
    assert_eq!(server.post("/settings/sources/1/retire", &session, "").await.status, StatusCode::SEE_OTHER);
    server.clock.advance(6_000_000);
    assert_eq!(server.call("track", &fresh, event, &[]).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(server.post("/settings/sources/9/retire", &session, "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn assets_are_cached_for_good_under_their_hash() {
    let server = Server::start().await;
    let page = server.get("/sign-in", "").await.body;
    let address = page
        .split("href=\"")
        .find(|part| part.contains("hamdel.css?v="))
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let answer = server.get(&address, "").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.header("cache-control").contains("immutable"));
    assert!(answer.header("content-type").starts_with("text/css"));
    let plain = server.get("/assets/css/hamdel.css", "").await;
    assert_eq!(plain.header("cache-control"), "no-cache");
    assert_eq!(server.get("/assets/../Cargo.toml", "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.get("/healthz", "").await.body, "ok\n");
}

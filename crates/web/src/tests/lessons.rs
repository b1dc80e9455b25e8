//! What is learned of cases, over HTTP: problems, actions, reports and quiet risk.

use axum::http::{Method, StatusCode};
use hamdel_domain::lake::Cell;
use hamdel_domain::rights::Role;
use hamdel_domain::{CustomerId, Instant};

use super::cases::take;
use super::server::Server;

#[tokio::test]
async fn a_problem_and_an_action_are_written_down_and_changed() {
    let server = Server::start().await;
    let cookie = server.administrator().await;
    let made = server.post("/care/problems", &cookie, "title=ون+خراب+است&why=کهنه+است&why=&state=open").await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    let page = server.get(made.header("location").split('#').next().unwrap(), &cookie).await;
    assert!(page.body.contains("ون خراب است") && page.body.contains("کهنه است"), "{}", page.body);
    let form = "title=پیک+تازه&cause=delivery&kind=corrective&state=planned&due=۱۴۰۵/۰۹/۱۰&problem=1";
    assert_eq!(server.post("/care/actions", &cookie, form).await.status, StatusCode::SEE_OTHER);
    let held = server.get("/api/v1/actions", &cookie).await.json();
    let action = &held["actions"][0];
    assert_eq!((&action["cause"], &action["problem"], &action["late"]), (&"delivery".into(), &1.into(), &false.into()));
    // The end of that day in Tehran.
    assert_eq!(action["due_at"], "2026-12-01T20:29:59.999999Z");
    let wrong = server.post("/care/actions", &cookie, "title=x&due=someday").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("due-wrong"), "{}", wrong.body);
    let hung = server.post("/care/problems/1/cases", &cookie, "reference=12").await;
    assert_eq!(hung.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_action_keeps_a_unit_that_was_archived_and_a_new_one_is_not_offered_it() {
    let server = Server::start().await;
    let cookie = server.administrator().await;
    for (path, form) in [
        ("/settings/units", "title_en=Shop&name=shop"),
        ("/care/actions", "title=x&unit=shop"),
        ("/settings/units/shop/archive", "archived=1"),
    ] {
        assert_eq!(server.post(path, &cookie, form).await.status, StatusCode::SEE_OTHER, "{path}");
    }
    let held = server.get("/care/actions?action=1", &cookie).await;
    assert!(held.body.contains(r#"<option value="shop" selected>"#), "{}", held.body);
    let new = server.get("/care/actions", &cookie).await;
    assert!(!new.body.contains(r#"<option value="shop""#), "{}", new.body);
}

#[tokio::test]
async fn alike_cases_and_what_recurs_become_problems_by_one_click() {
    let server = Server::start().await;
    let cookie = server.administrator().await;
    let viewer = server.signed_in_as(Role::Viewer).await;
    for number in 0..8 {
        take(&server, &format!("case {number}")).await;
    }
    server.app.case_memory.take_in(&server.app).await.unwrap();
    let page = server.get("/care/cases/1/similar", &cookie).await;
    assert!(page.body.contains("id=\"similar\"") && page.body.contains("name=\"other\""), "{}", page.body);
    let alike = server.get("/api/v1/cases/1/similar", &cookie).await.json();
    assert_eq!((alike["cases"].as_array().unwrap().len(), &alike["among"]), (6, &8.into()));
    let hung = server.post("/care/cases/1/similar", &cookie, "other=2").await;
    assert_eq!(hung.header("location"), "/care/problems?problem=1#problem", "{}", hung.body);
    let other = serde_json::json!({ "case": 4 });
    let made = server.send(Method::POST, "/api/v1/cases/3/similar", &cookie, &other).await.json();
    assert_eq!(made["problem"], 2);
    let torn = server.post("/care/cases/1/similar", &cookie, "other=3").await;
    assert_eq!(torn.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(torn.body.contains("مشکل جداگانه"), "{}", torn.body);

    // «بسته» and its neighbours are in all eight, so nothing comes together more often than chance.
    let none = server.get("/api/v1/problems/recurring", &cookie).await.json();
    assert_eq!((none["recurring"].as_array().unwrap().len(), &none["cases"]), (0, &8.into()));
    assert_eq!(server.get("/care/problems/recurring?until=1405/08/30", &cookie).await.status, StatusCode::OK);
    let news = server.get("/care/problems/recurring/news", &cookie).await;
    assert!(news.status == StatusCode::OK && news.body.trim().is_empty(), "{}", news.body);
    let wrong = server.get("/care/problems/recurring?until=someday", &cookie).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let gone = server.post("/care/problems/recurring", &cookie, "key=0").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    for path in ["/care/cases/1/similar", "/care/problems/recurring", "/api/v1/problems/recurring"] {
        assert_eq!(server.get(path, &viewer).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_month_without_cases_says_so_and_leaves_as_a_file() {
    let server = Server::start().await;
    let cookie = server.administrator().await;
    let page = server.get("/care/reports?month=1405-08", &cookie).await;
    assert!(page.body.contains("پرونده‌ای دریافت نشد"), "{}", page.body);
    let file = server.get("/care/reports.csv?month=2026-11", &cookie).await;
    assert!(file.body.starts_with("figure,value,low,high,n\nreceived,0"), "{}", file.body);
    let book = server.get("/care/reports.xlsx", &cookie).await;
    assert_eq!(book.status, StatusCode::OK);
    let told = server.get("/api/v1/reports?month=2026-11", &cookie).await.json();
    assert_eq!((&told["month"], &told["received"]), (&"2026-11".into(), &0.into()));
    assert_eq!(server.get("/care/reports/nowhere", &cookie).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn somebody_about_to_leave_is_named_and_a_click_begins_a_recovery() {
    let server = Server::start().await;
    let cookie = server.administrator().await;
    let today = server.app.clock.now();
    let day = |back: i64| today.micros() / 86_400_000_000 - back;
    let at = |back: i64| Cell::Instant(Instant::from_micros(day(back) * 86_400_000_000));
    let days = |from: i64, until: i64| {
        (from..until).step_by(7).map(|back| day(400 - back).to_string()).collect::<Vec<_>>().join(" ")
    };
    // Forty who come every week, and one who complained forty days ago and was not heard of since.
    let mut rows: Vec<Vec<Cell>> =
        (1..=40).map(|number| vec![Cell::Integer(number), Cell::Text(days(number % 7, 399))]).collect();
    rows.push(vec![Cell::Integer(99), Cell::Text(days(0, 361))]);
    server.lake.answer("string_agg", rows);
    server.lake.answer(
        "case_rejected",
        vec![vec![
            Cell::Integer(CustomerId(99).0),
            at(40),
            Cell::Text("complaint_made".to_owned()),
            Cell::Null,
            Cell::Text("{}".to_owned()),
        ]],
    );
    for empty in ["metric, score, text", "count(*) AS n FROM interactions WHERE customer_id", "AS latest"] {
        server.lake.answer(empty, Vec::new());
    }
    let told = server.get("/api/v1/quiet-risk", &cookie).await.json();
    assert_eq!((&told["count"], &told["at_risk"][0]["customer_id"]), (&1.into(), &99.into()), "{told}");
    let signs: Vec<&str> =
        told["at_risk"][0]["signs"].as_array().unwrap().iter().map(|sign| sign["sign"].as_str().unwrap()).collect();
    assert_eq!(signs, ["unanswered", "silence"]);
    let page = server.get("/care/quiet", &cookie).await;
    assert!(page.body.contains("شکایت کرده و پاسخی نگرفته است"), "{}", page.body);
    let begun = server.post("/care/quiet/99/recover", &cookie, "").await;
    assert!(begun.header("location").starts_with("/care/cases/"), "{}", begun.body);
    let again = server.post("/care/quiet/99/recover", &cookie, "").await;
    assert_eq!(again.header("location"), begun.header("location"), "one silence is one case");
    assert_eq!(server.post("/care/quiet/1/recover", &cookie, "").await.status, StatusCode::NOT_FOUND);
}

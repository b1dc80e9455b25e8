//! Calendars and rules over HTTP: changed, refused at the field, explained, and told when somebody was faster.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::server::Server;
use crate::params::encoded;

fn week(version: i64, saturday: &str) -> String {
    let days = ["sunday", "monday", "tuesday", "wednesday"].map(|day| format!("&day_{day}=8-17")).concat();
    let saturday = encoded(saturday);
    format!(
        "version={version}&name=office&title_fa=a&title_en=Office&zone=Asia/Tehran&day_saturday={saturday}{days}&day_thursday=8-13"
    )
}

#[tokio::test]
async fn a_week_of_split_shifts_is_kept_and_explained() {
    let server = Server::start().await;
    let session = format!("{}; language=en", server.administrator().await);
    let saved = server.post("/settings/clocks/calendars", &session, &week(0, "۸–۱۲، ۱۳–۱۷")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let kept = server.get("/api/v1/clocks", &session).await.json();
    assert_eq!(kept["version"], 1);
    let shifts = json!([{ "from": 480, "to": 720 }, { "from": 780, "to": 1020 }]);
    assert_eq!(kept["policy"]["calendars"]["office"]["plan"]["week"][0], shifts);
    // Thursday 26 November 2026 at 10:00 in Tehran: three hours are left of the day, the fourth is on Saturday.
    let page = server.get("/settings/clocks?at=2026-11-26+10:00", &session).await.body;
    assert!(page.contains("Saturday 28 November 2026") && page.contains("Thursday 26 November 2026"), "{page}");
    let due = server.get("/api/v1/clocks/due?at=2026-11-26T06:30:00Z", &session).await.json();
    assert_eq!(due["clocks"][0]["due_at"], "2026-11-28T05:30:00Z");
    let jalali = server.get("/settings/clocks?at=1405/09/05+10:00", &session).await.body;
    assert!(jalali.contains("Saturday 28 November 2026"));
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost() {
    let server = Server::start().await;
    let session = format!("{}; language=en", server.administrator().await);
    for (shifts, words) in [
        ("8-12, 11-17", "overlap"),
        ("17-8", "begin before it ends"),
        ("morning", "is no shift"),
        ("8-25", "is no shift"),
    ] {
        let answer = server.post("/settings/clocks/calendars", &session, &week(0, shifts)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{shifts}");
        assert!(answer.body.contains(words) && answer.body.contains("day_saturday-wrong"), "{shifts}: {}", answer.body);
        assert!(answer.body.contains(&format!("value=\"{shifts}\"")), "{shifts}");
    }
    let zone = week(0, "8-17").replace("Asia/Tehran", "Tehran");
    let answer = server.post("/settings/clocks/calendars", &session, &zone).await;
    assert!(answer.body.contains("is no time zone"), "{}", answer.body);
    let used = server.post("/settings/clocks/calendars/office/remove", &session, "version=0").await;
    assert!(used.body.contains("A rule uses the calendar"), "{}", used.body);
    let last = server.post("/settings/clocks/rules/2/remove", &session, "version=0").await;
    assert!(last.body.contains("for all cases"), "{}", last.body);
}

#[tokio::test]
async fn whoever_comes_second_is_told_so() {
    let server = Server::start().await;
    let session = format!("{}; language=en", server.administrator().await);
    server.post("/settings/clocks/calendars", &session, &week(0, "8-17")).await;
    let second = server.post("/settings/clocks/calendars", &session, &week(0, "9-17")).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.body.contains("Somebody else changed this"), "{}", second.body);
    let kept = server.get("/api/v1/clocks", &session).await.json();
    let put =
        server.send(Method::PUT, "/api/v1/clocks", &session, &json!({ "version": 0, "policy": kept["policy"] })).await;
    assert_eq!((put.status, &put.json()["error"]["code"]), (StatusCode::CONFLICT, &json!("changed-meanwhile")));
}

#[tokio::test]
async fn holidays_come_from_the_list_from_a_file_and_move_with_the_moon() {
    let server = Server::start().await;
    let session = format!("{}; language=en", server.administrator().await);
    let to = "/settings/clocks/calendars/office/holidays";
    let made = server.post(to, &session, "version=0&do=official&year=1405").await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let page = server.get("/settings/clocks/calendars/office", &session).await.body;
    assert!(page.contains("Nature Day") && page.contains("Announced late"), "{page}");
    let days = async || {
        server.get("/api/v1/clocks", &session).await.json()["policy"]["calendars"]["office"]["plan"]["holidays"].clone()
    };
    let late = days().await.as_array().unwrap().iter().find(|day| day["certain"] == false).unwrap()["date"].clone();
    let moved = server.post(to, &session, &format!("version=1&do=later&date={}", late.as_str().unwrap())).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.body);
    assert!(days().await.as_array().unwrap().iter().all(|day| day["date"] != late));
    let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261224\nSUMMARY:Yalda\nEND:VEVENT\nEND:VCALENDAR";
    let file = server.post(to, &session, &format!("version=2&do=file&text={}", encoded(text))).await;
    assert_eq!(file.status, StatusCode::SEE_OTHER, "{}", file.body);
    assert!(days().await.as_array().unwrap().iter().any(|day| day["name_en"] == "Yalda"));
    let wrong = server.post(to, &session, "version=3&do=file&text=hello").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_rule_is_added_before_the_last_one() {
    let server = Server::start().await;
    let session = format!("{}; language=en", server.administrator().await);
    let rule = "version=0&name=Shops&severities=high&severities=critical&solution_on=1&solution_hours=9&solution_minutes=30\
        &solution_calendar=office&solution_warnings=50,+75&solution_again_after=9&solution_warned=owner\
        &solution_breached=unit_manager&solution_ways=page&solution_ways=email";
    let made = server.post("/settings/clocks/rules", &session, rule).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let rules = server.get("/api/v1/clocks", &session).await.json()["policy"]["rules"].clone();
    assert_eq!((rules[2]["name"].as_str(), rules[3]["name"].as_str()), (Some("Shops"), Some("usual")));
    assert_eq!(rules[2]["clocks"][0]["plan"], json!({ "target": 570, "warnings": [50, 75], "again": [540] }));
    let raised = server.post("/settings/clocks/rules/2/raise", &session, "version=1").await;
    assert_eq!(raised.status, StatusCode::SEE_OTHER);
    let wrong = server
        .post("/settings/clocks/rules", &session, &rule.replace("version=0", "version=2").replace("50", "150"))
        .await;
    assert!(wrong.body.contains("between 1 and 99"), "{}", wrong.body);
}

use chrono::NaiveDate;

use hamdel_domain::clocks::{CalendarPlan, ClockKind, ClockPolicy, Facts, Shift};

use super::*;
use crate::feedback::tests::app;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn fixed_holidays_are_where_they_are_and_lunar_ones_within_a_day() {
    let days = holidays::official(1403..=1404);
    let named =
        |name: &str| days.iter().filter(|held| held.name_en.contains(name)).map(|held| held.date).collect::<Vec<_>>();
    assert_eq!(named("Nature Day"), [day("2024-04-01"), day("2025-04-02")]);
    assert_eq!(named("Victory"), [day("2025-02-10"), day("2026-02-11")]);
    // As they were announced in Iran.
    for (name, announced) in [
        ("Eid al-Fitr", "2024-04-10"),
        ("Eid al-Ghadir", "2024-06-25"),
        ("Ashura", "2024-07-16"),
        ("Arbaeen", "2024-08-25"),
        ("Eid al-Fitr", "2025-03-31"),
        ("Eid al-Adha", "2025-06-07"),
        ("Ashura", "2025-07-06"),
    ] {
        let near = named(name).into_iter().any(|held| (held - day(announced)).num_days().abs() <= 1);
        assert!(near, "{name} {announced}: {:?}", named(name));
    }
    assert!(days.windows(2).all(|pair| pair[0].date < pair[1].date));
    assert!(days.iter().filter(|held| held.name_en == "Ashura").all(|held| !held.certain));
    assert_eq!(holidays::official(1403..=1403).len() + holidays::official(1404..=1404).len(), days.len());
}

const FILE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260321\r\n\
    DTEND;VALUE=DATE:20260325\r\nSUMMARY:Nowruz\\, the \r\n new year\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n\
    DTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:New Year\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#[test]
fn days_of_a_calendar_file_once_and_every_year() {
    let found = icalendar::holidays(FILE, 2026..=2027).unwrap();
    let dates: Vec<String> = found.iter().map(|held| held.date.to_string()).collect();
    assert_eq!(dates, ["2026-01-01", "2026-03-21", "2026-03-22", "2026-03-23", "2026-03-24", "2027-01-01"]);
    assert_eq!(found[1].name_en, "Nowruz, the new year");
}

#[test]
fn calendar_files_that_say_something_else_are_refused_by_line() {
    let refused =
        |from: &str, to: &str| icalendar::holidays(&FILE.replace(from, to), 2026..=2027).unwrap_err().to_string();
    assert!(refused("BEGIN:VCALENDAR", "<html>").contains("BEGIN:VCALENDAR"));
    assert!(refused("DTSTART;VALUE=DATE:20260321", "DTSTART:20260321T080000").contains("line 4"));
    assert!(refused("FREQ=YEARLY", "FREQ=WEEKLY").contains("line 11"));
    assert!(refused("20260321", "2026-03-21").contains("line 4"));
    assert!(refused("END:VEVENT\r\nEND:VCALENDAR", "END:VCALENDAR").contains("line 9"));
    assert!(refused("DTEND;VALUE=DATE:20260325", "DTEND;VALUE=DATE:20270325").contains("60 days"));
}

#[tokio::test]
async fn a_policy_is_kept_by_version_and_who_comes_second_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (app, _) = app(folder.path()).await;
    let held = clocks(&app).await.unwrap();
    assert_eq!((held.version, &held.policy), (0, &ClockPolicy::default()));
    let (rule, targets) = held.targets(Facts { kind: "complaint", severity: Some("critical"), unit: "x" });
    assert_eq!((rule, targets.len()), ("critical", ClockKind::ALL.len()));
    let mut policy = held.policy.clone();
    policy.rules[0].name = "urgent".to_owned();
    assert_eq!(change(&app, policy.clone(), 0, "user:1").await.unwrap(), 1);
    assert_eq!(clocks(&app).await.unwrap().policy.rules[0].name, "urgent");
    assert!(change(&app, policy.clone(), 0, "user:2").await.is_err(), "the version that was read is gone");
    let log = app.store.audit_log(Some("clock-policy"), None, 9).await.unwrap();
    assert_eq!(log.len(), 1);
    assert!(log[0].entry.detail.contains("urgent") && log[0].entry.detail.contains("critical"), "{:?}", log[0]);
    let office = policy.calendars.get_mut("office").unwrap();
    office.plan.week[1].push(Shift { from: 600, to: 720 });
    let problem = change(&app, policy.clone(), 1, "user:1").await.unwrap_err().to_string();
    assert!(problem.contains("day_sunday") && problem.contains("08:00-17:00"), "{problem}");
    policy.calendars.get_mut("office").unwrap().plan.zone = "Asia/Nowhere".to_owned();
    assert!(change(&app, policy, 1, "user:1").await.unwrap_err().to_string().contains("Asia/Nowhere"));
}

#[test]
fn a_reckoning_shows_the_work_it_counts() {
    let calendar = business_calendar(&CalendarPlan::iranian_office()).unwrap();
    let at = |text: &str| Instant::parse_iso(text).unwrap();
    let reckoning = reckon(&calendar, at("2026-11-26T08:30:00Z"), 120);
    assert_eq!(reckoning.due_at, Some(at("2026-11-28T05:30:00Z")));
    let stretches = [
        (at("2026-11-26T08:30:00Z"), at("2026-11-26T09:30:00Z")),
        (at("2026-11-28T04:30:00Z"), at("2026-11-28T05:30:00Z")),
    ];
    assert_eq!((reckoning.stretches.as_slice(), reckoning.more), (stretches.as_slice(), false));
    let long = reckon(&calendar, at("2026-11-26T08:30:00Z"), 60 * 200);
    assert!(long.more && long.stretches.len() == MOST_SHOWN);
}

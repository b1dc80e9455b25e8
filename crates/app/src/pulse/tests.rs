use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn one_span_where_clocks_do_not_change_and_more_where_they_do() {
    let now = Instant::parse_iso("2026-11-21T12:00:00Z").unwrap();
    let tehran = spans(Zone::TEHRAN, day("2026-10-23"), now);
    assert_eq!(tehran.len(), 1);
    assert_eq!(tehran[0].offset_minutes, 210);
    assert_eq!(tehran[0].to, hour_of(now) + 1);
    let london: Zone = "Europe/London".parse().unwrap();
    let offsets: Vec<i64> = spans(london, day("2026-10-20"), now).iter().map(|span| span.offset_minutes).collect();
    assert_eq!(offsets, [60, 0]);
}

#[test]
fn usual_needs_four_weeks_and_compares_the_same_hours() {
    let now = Instant::parse_iso("2026-11-21T12:00:00Z").unwrap();
    let today = day("2026-11-21");
    let week = 7 * 24;
    let hours: Vec<(i64, i64)> = (0..=4)
        .rev()
        .flat_map(|ago| [(hour_of(now) - ago * week, 10 + ago), (hour_of(now) - ago * week + 2, 1_000)])
        .collect();
    assert_eq!(so_far(&hours, Zone::UTC, today, now, 0), 10);
    assert_eq!(so_far(&hours, Zone::UTC, today, now, 1), 11);
    let weeks = |hours: &[(i64, i64)]| -> Vec<i64> {
        (1..=WEEKS_COMPARED).map(|ago| so_far(hours, Zone::UTC, today, now, ago)).collect()
    };
    assert_eq!(usual(&weeks(&hours)), Some((11, 14, 4)));
    assert_eq!(usual(&weeks(&hours[2..])), None);
}

#[test]
fn seven_days_end_at_the_same_hour() {
    let now = Instant::parse_iso("2026-11-21T12:00:00Z").unwrap();
    let today = day("2026-11-21");
    let hours = [
        (hour_of(now) - 14 * 24 + 1, 1_000),
        (hour_of(now) - 7 * 24, 7),
        (hour_of(now) - 7 * 24 + 1, 5),
        (hour_of(now) - 24, 3),
        (hour_of(now), 2),
    ];
    // What came in a week ago after this hour belongs to neither week.
    assert_eq!(seven_days(&hours, Zone::UTC, today, now, 0), 5);
    assert_eq!(seven_days(&hours, Zone::UTC, today, now, 1), 7);
    assert_eq!(by_day(&hours, Zone::UTC, today), [0, 0, 0, 0, 0, 3, 2]);
    let today_hours = by_hour(&hours, Zone::UTC, today, now);
    assert_eq!((today_hours.len(), today_hours.last()), (13, Some(&2)));
}

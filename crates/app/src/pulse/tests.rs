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
    assert_eq!(usual(&hours, Zone::UTC, today, now), Some((11, 14, 4)));
    assert_eq!(usual(&hours[2..], Zone::UTC, today, now), None);
}

//! From the shifts of a day to stretches of time, wherever the wall clock jumps.

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};

use super::calendar::Shift;
use crate::clock::{DAY, Instant, SECOND};
use crate::contact::WallClock;

/// How finely a day is looked through for a jump of the wall clock; no zone has ever had two within an hour.
const PROBE: i64 = 3_600 * SECOND;
/// The farthest that a zone is from UTC, with room: local midnight is within a day of UTC's.
const FARTHEST: i64 = DAY;

/// The stretches of time in which the wall clock shows a minute of a shift on that day.
pub(super) fn open_stretches(zone: &dyn WallClock, day: NaiveDate, shifts: &[Shift]) -> Vec<(Instant, Instant)> {
    if shifts.is_empty() {
        return Vec::new();
    }
    let Some(next) = day.succ_opt() else { return Vec::new() };
    let (midnight, midnight_after) = (day.and_time(NaiveTime::MIN), next.and_time(NaiveTime::MIN));
    let (start, end) = (zone.instant(midnight), zone.instant(midnight_after));
    let steady = end.micros_since(start) == DAY && east(zone, start) == east(zone, end);
    if steady && zone.local(start) == midnight {
        return shifts.iter().map(|shift| (minute(start, shift.from), minute(start, shift.to))).collect();
    }
    let mut stretches = Vec::new();
    for (from, until) in steady_stretches(zone, start.plus_micros(-FARTHEST), end.plus_micros(FARTHEST)) {
        let east = east(zone, from);
        let at = |minutes: u16| moment(midnight + Duration::minutes(i64::from(minutes)), east);
        for shift in shifts {
            let (open, close) = (at(shift.from).max(from), at(shift.to).min(until));
            if open < close {
                stretches.push((open, close));
            }
        }
    }
    stretches
}

fn minute(start: Instant, minutes: u16) -> Instant {
    start.plus_micros(i64::from(minutes) * 60 * SECOND)
}

/// Microseconds by which the wall clock is ahead of UTC.
fn east(zone: &dyn WallClock, at: Instant) -> i64 {
    zone.local(at).and_utc().timestamp_micros() - at.micros()
}

fn moment(local: NaiveDateTime, east: i64) -> Instant {
    Instant::from_micros(local.and_utc().timestamp_micros() - east)
}

/// The time from `from` to `until`, cut wherever the wall clock jumps.
fn steady_stretches(zone: &dyn WallClock, from: Instant, until: Instant) -> Vec<(Instant, Instant)> {
    let mut stretches = Vec::new();
    let mut began = from;
    let mut probe = from;
    while probe < until {
        let next = probe.plus_micros(PROBE).min(until);
        if east(zone, probe) != east(zone, next) {
            let jump = jump_between(zone, probe, next);
            stretches.push((began, jump));
            began = jump;
        }
        probe = next;
    }
    stretches.push((began, until));
    stretches
}

/// The first moment after a jump that lies between the two, by halving.
fn jump_between(zone: &dyn WallClock, before: Instant, after: Instant) -> Instant {
    let (mut low, mut high) = (before.micros(), after.micros());
    let of_before = east(zone, before);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if east(zone, Instant::from_micros(middle)) == of_before { low = middle } else { high = middle }
    }
    Instant::from_micros(high)
}

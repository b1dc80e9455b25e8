//! Working time against an oracle that looks at every minute, and clocks against every pattern of looking.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, Timelike};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::calendar::{DayName, ShiftName, minutes};
use super::*;
use crate::clock::{DAY, Instant};
use crate::contact::WallClock;

/// A zone of the IANA database, read as `hamdel_text::Zone` reads it.
struct Iana(Tz);

impl WallClock for Iana {
    fn local(&self, moment: Instant) -> NaiveDateTime {
        moment.to_utc().with_timezone(&self.0).naive_local()
    }

    fn instant(&self, local: NaiveDateTime) -> Instant {
        use chrono::{LocalResult, Offset, TimeZone};
        let east = match self.0.offset_from_local_datetime(&local) {
            LocalResult::Single(offset) | LocalResult::Ambiguous(offset, _) => offset.fix().local_minus_utc(),
            LocalResult::None => {
                let before = local - chrono::Duration::days(1);
                self.0.offset_from_utc_datetime(&before).fix().local_minus_utc()
            }
        };
        Instant::from_micros(local.and_utc().timestamp_micros() - i64::from(east) * 1_000_000)
    }

    fn jalali_month(&self, _: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        None
    }
}

fn zone(name: &str) -> Arc<dyn WallClock> {
    Arc::new(Iana(name.parse().unwrap()))
}

fn calendar(plan: &CalendarPlan) -> BusinessCalendar {
    BusinessCalendar::new(plan, zone(&plan.zone)).unwrap()
}

fn at(text: &str) -> Instant {
    Instant::parse_iso(text).unwrap()
}

fn office() -> BusinessCalendar {
    calendar(&CalendarPlan::iranian_office())
}

/// Whether the wall clock shows a minute of a shift then.
fn works(calendar: &BusinessCalendar, moment: Instant) -> bool {
    let local = calendar.zone().local(moment);
    let minute = (local.hour() * 60 + local.minute()) as u16;
    calendar.shifts(local.date()).iter().any(|shift| (shift.from..shift.to).contains(&minute))
}

/// Working minutes between two moments that are whole minutes, looked at one by one.
fn slow_between(calendar: &BusinessCalendar, from: Instant, until: Instant) -> i64 {
    let count = until.micros_since(from) / minutes(1);
    (0..count).filter(|minute| works(calendar, from.plus_micros(minutes(*minute)))).count() as i64
}

/// The end of the working minute that is the last of so many.
fn slow_after(calendar: &BusinessCalendar, from: Instant, working: i64) -> Instant {
    let (mut left, mut moment) = (working, from);
    while left > 0 {
        left -= i64::from(works(calendar, moment));
        moment = moment.plus_micros(minutes(1));
    }
    moment
}

/// Shifts that do not overlap, from rising borders.
fn shifts() -> impl Strategy<Value = Vec<Shift>> {
    prop::collection::btree_set(0_u16..=1440, 0..7).prop_map(|borders| {
        let borders: Vec<u16> = borders.into_iter().collect();
        borders.chunks_exact(2).map(|pair| Shift { from: pair[0], to: pair[1] }).collect()
    })
}

/// A calendar, and a moment within days of something that its zone does to clocks.
fn around_a_jump() -> impl Strategy<Value = (CalendarPlan, Instant)> {
    let places = prop::sample::select(vec![
        // Forward and back in Germany; at midnight in Iran, until 2022; by half an hour in Australia; a day that Samoa
        // left out.
        ("Europe/Berlin", "2026-03-29T01:00:00Z"),
        ("Europe/Berlin", "2026-10-25T01:00:00Z"),
        ("Asia/Tehran", "2022-03-21T20:30:00Z"),
        ("Asia/Tehran", "2021-09-21T19:30:00Z"),
        ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
        ("Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
        ("Pacific/Apia", "2011-12-30T10:00:00Z"),
        ("Asia/Tehran", "2026-11-24T00:00:00Z"),
    ]);
    let holiday = (0_i64..5, shifts());
    (places, prop::array::uniform7(shifts()), prop::collection::vec(holiday, 0..2), -3_000_i64..3_000).prop_map(
        |((name, jump), mut week, holidays, apart)| {
            if week.iter().all(Vec::is_empty) {
                week[0] = vec![Shift { from: 540, to: 1020 }];
            }
            let jump = at(jump);
            let first = jump.to_utc().date_naive();
            let mut kept: Vec<Holiday> = Vec::new();
            for (days, shifts) in holidays {
                let date = first + chrono::Duration::days(days - 2);
                if kept.iter().all(|held| held.date != date) {
                    let name = String::new();
                    kept.push(Holiday { date, name_fa: name.clone(), name_en: name, shifts, certain: true });
                }
            }
            let plan = CalendarPlan { zone: name.to_owned(), week, holidays: kept };
            (plan, jump.plus_micros(minutes(apart)))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn working_time_is_what_looking_at_every_minute_finds((plan, from) in around_a_jump(), length in 0_i64..9_000) {
        let calendar = calendar(&plan);
        let until = from.plus_micros(minutes(length));
        let found = calendar.between(from, until);
        prop_assert_eq!(found, minutes(slow_between(&calendar, from, until)));
        prop_assert_eq!(calendar.between(until, from), -found);
    }

    #[test]
    fn the_end_of_working_time_is_what_looking_at_every_minute_finds((plan, from) in around_a_jump(), working in 0_i64..2_000) {
        let calendar = calendar(&plan);
        let end = calendar.after(from, minutes(working)).unwrap();
        prop_assert_eq!(end, slow_after(&calendar, from, working));
        prop_assert_eq!(calendar.between(from, end), minutes(working));
    }
}

#[test]
fn a_day_of_an_office() {
    let office = office();
    // Wednesday 2026-11-25, 16:00 in Tehran, is 12:30 UTC. Two hours of work end on Thursday at 9.
    assert_eq!(office.after(at("2026-11-25T12:30:00Z"), minutes(120)), Some(at("2026-11-26T05:30:00Z")));
    // What fills a shift to its end is due at its end, not at the beginning of the next.
    assert_eq!(office.after(at("2026-11-25T12:30:00Z"), minutes(60)), Some(at("2026-11-25T13:30:00Z")));
    // Thursday 13:00 to Saturday 8:00: Friday is free.
    assert_eq!(office.after(at("2026-11-26T09:30:00Z"), minutes(1)), Some(at("2026-11-28T04:31:00Z")));
    assert_eq!(office.between(at("2026-11-26T09:30:00Z"), at("2026-11-28T04:30:00Z")), 0);
}

#[test]
fn always_open_is_open_at_midnight() {
    let always = calendar(&CalendarPlan::always("Asia/Tehran"));
    let start = at("2026-11-24T20:29:30Z");
    for count in [1, 60, 1440, 60 * 24 * 90] {
        assert_eq!(always.after(start, minutes(count)), Some(start.plus_micros(minutes(count))));
        assert_eq!(always.between(start, start.plus_micros(minutes(count))), minutes(count));
    }
    let mut plan = CalendarPlan::always("Europe/Berlin");
    plan.week[6].clear();
    let six_days = calendar(&plan);
    // Saturday 23:30 to Sunday 0:30 is one hour, with no minute lost between the days.
    assert_eq!(six_days.between(at("2026-11-28T22:30:00Z"), at("2026-11-28T23:30:00Z")), minutes(60));
}

#[test]
fn holidays_and_lunch_breaks() {
    let mut plan = CalendarPlan::iranian_office();
    plan.week[0] = vec![Shift { from: 13 * 60, to: 17 * 60 }, Shift { from: 8 * 60, to: 12 * 60 }];
    let date = NaiveDate::from_ymd_opt(2026, 11, 29).unwrap();
    plan.holidays.push(Holiday {
        date,
        name_fa: "تعطیل".into(),
        name_en: "Off".into(),
        shifts: vec![],
        certain: false,
    });
    let office = calendar(&plan);
    // Saturday 11:30 plus an hour: half before lunch, half after.
    assert_eq!(office.after(at("2026-11-28T08:00:00Z"), minutes(60)), Some(at("2026-11-28T10:00:00Z")));
    // Saturday 16:30 plus an hour: half an hour left, Sunday off, Monday 8:30.
    assert_eq!(office.after(at("2026-11-28T13:00:00Z"), minutes(60)), Some(at("2026-11-30T05:00:00Z")));
}

#[test]
fn calendars_that_make_no_sense_are_refused_by_day_and_shift() {
    let refused = |change: fn(&mut CalendarPlan)| {
        let mut plan = CalendarPlan::iranian_office();
        change(&mut plan);
        BusinessCalendar::new(&plan, zone(&plan.zone)).unwrap_err()
    };
    let shift = |from: u16, to: u16| Shift { from: from * 60, to: to * 60 };
    let overlap = refused(|plan| plan.week[2] = vec![Shift { from: 720, to: 900 }, Shift { from: 480, to: 780 }]);
    let (day, first, second) = (DayName::Weekly(WEEK[2]), ShiftName(shift(8, 13)), ShiftName(shift(12, 15)));
    assert_eq!(overlap, CalendarError::Overlap { day, first, second });
    assert_eq!(overlap.to_string(), "Mon: the shifts 08:00-13:00 and 12:00-15:00 overlap");
    for (from, to) in [(540, 540), (600, 540), (0, 1441)] {
        let plan =
            CalendarPlan { week: std::array::from_fn(|_| vec![Shift { from, to }]), ..CalendarPlan::always("UTC") };
        assert!(matches!(BusinessCalendar::new(&plan, zone("UTC")), Err(CalendarError::Backwards { .. })));
    }
    assert_eq!(refused(|plan| plan.week = Default::default()), CalendarError::NeverOpen);
    let twice = refused(|plan| {
        let date = NaiveDate::from_ymd_opt(2026, 3, 21).unwrap();
        let day = Holiday { date, name_fa: String::new(), name_en: String::new(), shifts: vec![], certain: true };
        plan.holidays = vec![day.clone(), day];
    });
    assert!(matches!(twice, CalendarError::Twice(_)));
}

fn plan(target: u32) -> ClockPlan {
    ClockPlan::new(target, vec![75, 50], vec![60, 480]).unwrap()
}

fn names(steps: &[Step]) -> Vec<String> {
    steps.iter().map(|step| step.rung.name()).collect()
}

#[test]
fn a_clock_warns_runs_out_and_escalates_once_each() {
    let calendar = office();
    let start = at("2026-11-28T04:30:00Z");
    let mut clock = ClockState::start(plan(240), start, &calendar);
    assert_eq!(clock.due_at(), Some(at("2026-11-28T08:30:00Z")));
    assert_eq!(clock.next_at(), Some(at("2026-11-28T06:30:00Z")));
    assert_eq!(clock.step(at("2026-11-28T06:30:00Z"), &calendar), []);
    assert_eq!(names(&clock.step(at("2026-11-28T06:30:01Z"), &calendar)), ["warning-50"]);
    assert!(clock.has_warned() && !clock.is_breached());
    let late = clock.step(at("2026-12-05T00:00:00Z"), &calendar);
    assert_eq!(names(&late), ["warning-75", "breach", "again-1", "again-2"]);
    assert_eq!(late[1].at, at("2026-11-28T08:30:00Z"));
    // Eight hours after running out: four and a half left on Saturday, the rest on Sunday.
    assert_eq!(late[3].at, at("2026-11-29T07:30:00Z"));
    assert!(clock.is_breached() && clock.next_at().is_none());
    assert_eq!(clock.step(at("2030-01-01T00:00:00Z"), &calendar), []);
}

#[test]
fn an_answer_in_time_never_escalates_however_late_it_is_looked_at() {
    let calendar = office();
    let mut clock = ClockState::start(plan(240), at("2026-11-28T04:30:00Z"), &calendar);
    let steps = clock.meet(at("2026-11-28T08:30:00Z"), &calendar);
    assert_eq!(names(&steps), ["warning-50", "warning-75"]);
    assert!(!clock.is_breached());
    assert_eq!(clock.step(at("2027-01-01T00:00:00Z"), &calendar), []);
    assert_eq!(clock.spent(at("2027-01-01T00:00:00Z"), &calendar), minutes(240));
    // A second too late is late, whether somebody looked in between or not.
    let mut late = ClockState::start(plan(240), at("2026-11-28T04:30:00Z"), &calendar);
    assert_eq!(names(&late.meet(at("2026-11-28T08:30:01Z"), &calendar)), ["warning-50", "warning-75", "breach"]);
    assert!(late.is_breached());
}

#[test]
fn waiting_for_the_customer_moves_what_is_due() {
    let calendar = office();
    let mut clock = ClockState::start(plan(240), at("2026-11-28T04:30:00Z"), &calendar);
    clock.pause(at("2026-11-28T05:30:00Z"), &calendar);
    assert_eq!((clock.due_at(), clock.next_at()), (None, None));
    assert_eq!(clock.step(at("2026-11-29T12:00:00Z"), &calendar), []);
    clock.resume(at("2026-11-29T12:00:00Z"), &calendar);
    // Three hours are left: an hour and a half on Sunday, the rest on Monday.
    assert_eq!(clock.due_at(), Some(at("2026-11-30T06:00:00Z")));
    // One that ran out stays out while it stands.
    clock.step(at("2026-11-30T06:30:00Z"), &calendar);
    clock.pause(at("2026-11-30T06:30:00Z"), &calendar);
    assert_eq!(clock.due_at(), Some(at("2026-11-30T06:00:00Z")));
    clock.resume(at("2026-12-01T06:30:00Z"), &calendar);
    assert_eq!(clock.due_at(), Some(at("2026-11-30T06:00:00Z")));
    assert_eq!(clock.next_at(), Some(at("2026-12-01T07:00:00Z")));
}

#[test]
fn a_longer_target_is_not_warned_of_after_it_ran_out() {
    let calendar = office();
    let mut clock = ClockState::start(plan(60), at("2026-11-28T04:30:00Z"), &calendar);
    clock.step(at("2026-11-28T05:31:00Z"), &calendar);
    clock.replan(plan(600), &calendar);
    assert_eq!(names(&clock.step(at("2026-12-31T00:00:00Z"), &calendar)), ["again-1", "again-2"]);
    // A shorter one that has passed already says so at once.
    let mut shorter = ClockState::start(plan(600), at("2026-11-28T04:30:00Z"), &calendar);
    shorter.replan(plan(30), &calendar);
    assert_eq!(shorter.due_at(), Some(at("2026-11-28T05:00:00Z")));
}

#[test]
fn plans_out_of_range_are_refused() {
    assert_eq!(ClockPlan::new(0, vec![], vec![]), Err(PlanError::Target));
    assert_eq!(ClockPlan::new(9, vec![100], vec![]), Err(PlanError::Warnings));
    assert_eq!(ClockPlan::new(9, vec![50, 50], vec![]), Err(PlanError::Warnings));
    assert_eq!(ClockPlan::new(9, vec![], vec![0]), Err(PlanError::Again));
}

#[test]
fn on_another_calendar_nothing_that_was_done_is_done_again() {
    let (calendar, always) = (office(), calendar(&CalendarPlan::always("Asia/Tehran")));
    let mut clock = ClockState::start(plan(240), at("2026-11-28T04:30:00Z"), &calendar);
    assert_eq!(names(&clock.step(at("2026-11-28T06:45:00Z"), &calendar)), ["warning-50"]);
    clock.move_to(plan(240), at("2026-11-28T06:45:00Z"), &always);
    assert_eq!(clock.due_at(), Some(at("2026-11-28T08:30:00Z")));
    assert_eq!(names(&clock.step(at("2027-01-01T00:00:00Z"), &always)), ["warning-75", "breach", "again-1", "again-2"]);
    let mut paused = ClockState::start(plan(240), at("2026-11-28T04:30:00Z"), &calendar);
    paused.pause(at("2026-11-28T05:30:00Z"), &calendar);
    paused.move_to(plan(240), at("2026-11-28T06:30:00Z"), &always);
    assert_eq!((paused.due_at(), paused.next_at()), (None, None));
    paused.resume(at("2026-11-28T10:00:00Z"), &always);
    assert_eq!(paused.due_at(), Some(at("2026-11-28T12:00:00Z")));
}

#[test]
fn a_holiday_that_is_announced_late_moves_what_is_due() {
    let mut days = CalendarPlan::iranian_office();
    let before = calendar(&days);
    let holiday = |date: &str| Holiday {
        date: date.parse().unwrap(),
        name_fa: String::new(),
        name_en: String::new(),
        shifts: Vec::new(),
        certain: false,
    };
    days.holidays.push(holiday("2026-11-29"));
    let after = calendar(&days);
    // Nine hours: until noon of Sunday, or with Sunday off until noon of Monday.
    let mut clock = ClockState::start(plan(540), at("2026-11-28T08:30:00Z"), &before);
    assert_eq!(clock.due_at(), Some(at("2026-11-29T08:30:00Z")));
    assert!(!clock.recalculate(&before), "on the same calendar nothing changes");
    assert!(clock.recalculate(&after));
    assert_eq!(clock.due_at(), Some(at("2026-11-30T08:30:00Z")));
    // What ran out by the calendar of its time stays so.
    let mut late = ClockState::start(plan(540), at("2026-11-28T08:30:00Z"), &before);
    late.step(at("2026-11-29T08:30:01Z"), &before);
    late.recalculate(&after);
    assert_eq!(late.due_at(), Some(at("2026-11-29T08:30:00Z")));
    assert!(late.is_breached());
}

#[test]
fn rungs_are_read_back_by_their_names() {
    for rung in [Rung::Warning(75), Rung::Breach, Rung::Again(2)] {
        assert_eq!(Rung::parse(&rung.name()), Some(rung));
    }
    assert_eq!((Rung::parse("again-"), Rung::parse("warning"), Rung::parse("breach-1")), (None, None, None));
}

#[derive(Clone, Debug)]
enum Happening {
    Pause,
    Resume,
    Meet,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn however_often_it_is_looked_at_a_clock_does_the_same(
        (calendar_plan, start) in around_a_jump(),
        target in 1_u32..3_000,
        happenings in prop::collection::vec((1_i64..2_000, prop::sample::select(vec![Happening::Pause, Happening::Resume, Happening::Meet])), 0..6),
        looks in prop::collection::vec(1_i64..4_000, 0..30),
    ) {
        let calendar = calendar(&calendar_plan);
        let end = start.plus_micros(400 * DAY);
        let run = |looks: &[i64]| {
            let mut clock = ClockState::start(plan(target), start, &calendar);
            let mut steps = Vec::new();
            let mut looks = looks.iter().scan(start, |at, apart| {
                *at = at.plus_micros(minutes(*apart));
                Some(*at)
            }).peekable();
            let mut now = start;
            for (apart, happening) in &happenings {
                now = now.plus_micros(minutes(*apart));
                while let Some(look) = looks.next_if(|look| *look <= now) {
                    steps.extend(clock.step(look, &calendar));
                }
                match happening {
                    Happening::Pause => steps.extend(clock.pause(now, &calendar)),
                    Happening::Resume => clock.resume(now, &calendar),
                    Happening::Meet => steps.extend(clock.meet(now, &calendar)),
                }
            }
            for look in looks {
                steps.extend(clock.step(look, &calendar));
            }
            steps.extend(clock.step(end, &calendar));
            (clock, steps)
        };
        let (seldom, often) = (run(&[]), run(&looks));
        prop_assert_eq!(&seldom, &often);
        let (clock, steps) = seldom;
        prop_assert!(steps.windows(2).all(|pair| pair[0].at <= pair[1].at));
        let mut once: Vec<String> = names(&steps);
        once.sort();
        once.dedup();
        prop_assert_eq!(once.len(), steps.len());
        if let Phase::Met(at) = clock.phase() {
            prop_assert!(steps.iter().all(|step| step.at < at));
            prop_assert_eq!(clock.is_breached(), steps.iter().any(|step| step.rung == Rung::Breach));
        }
        let kept: ClockState = serde_json::from_str(&serde_json::to_string(&clock).unwrap()).unwrap();
        prop_assert_eq!(kept, clock);
    }

    #[test]
    fn a_clock_runs_out_after_its_own_working_time(
        (calendar_plan, start) in around_a_jump(), target in 1_u32..2_000, pause in 0_i64..3_000, length in 0_i64..3_000,
    ) {
        let calendar = calendar(&calendar_plan);
        let mut clock = ClockState::start(plan(target), start, &calendar);
        let (stood, ran) = (start.plus_micros(minutes(pause)), start.plus_micros(minutes(pause + length)));
        clock.pause(stood, &calendar);
        clock.resume(ran, &calendar);
        let due = clock.due_at().unwrap();
        let working = slow_between(&calendar, start, stood.min(due)) + slow_between(&calendar, ran.min(due), due);
        prop_assert_eq!(working, i64::from(target));
    }
}

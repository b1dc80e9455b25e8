use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike};
use proptest::prelude::*;

use super::*;
use crate::channel::Channel;
use crate::clock::{DAY, Instant, SECOND};

const MINUTE: i64 = 60 * SECOND;

/// So many minutes ahead of UTC, all year.
struct Ahead(i64);

impl WallClock for Ahead {
    fn local(&self, moment: Instant) -> NaiveDateTime {
        moment.plus_micros(self.0 * MINUTE).to_utc().naive_utc()
    }

    fn instant(&self, local: NaiveDateTime) -> Instant {
        Instant::from_micros(local.and_utc().timestamp_micros()).plus_micros(-self.0 * MINUTE)
    }

    fn jalali_month(&self, _day: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        None
    }
}

const TEHRAN: Ahead = Ahead(210);
const ZONES: Zones<'static> = Zones { company: &TEHRAN, customer: None };

fn moment(text: &str) -> Instant {
    Instant::parse_iso(text).unwrap()
}

fn wish() -> Wish {
    Wish {
        channel: Channel::Email,
        category: Category::Survey,
        topic: "survey:1".to_owned(),
        subject: "invitation:1".to_owned(),
        good_until: None,
    }
}

fn contact(at: Instant) -> Contact {
    Contact { channel: Channel::Email, category: Category::Survey, topic: "survey:1".to_owned(), at }
}

fn said(channel: Option<Channel>, category: Category, given: bool, at: i64) -> Consent {
    Consent { channel, category, given, source: "profile".to_owned(), at: Instant::from_micros(at) }
}

#[test]
fn quiet_hours_belong_to_the_day_they_start_in() {
    let quiet = QuietHours {
        name: "night".to_owned(),
        from: 22 * 60,
        until: 8 * 60,
        days: vec![Day::Thursday],
        scope: Scope::of(&[Category::Survey]),
    };
    // 2026-03-26 is a Thursday; 18:30 in UTC is 22:00 in Tehran.
    for (at, over) in [
        ("2026-03-26T18:29:59Z", None),
        ("2026-03-26T18:30:00Z", Some("2026-03-27T04:30:00Z")),
        ("2026-03-27T04:29:59Z", Some("2026-03-27T04:30:00Z")),
        ("2026-03-27T04:30:00Z", None),
        // Friday's night is not quiet, though Friday's morning was.
        ("2026-03-27T19:00:00Z", None),
        ("2026-03-26T02:00:00Z", None),
    ] {
        assert_eq!(quiet.over_at(moment(at), &TEHRAN), over.map(moment), "{at}");
    }
}

#[test]
fn the_companys_zone_serves_where_the_customers_is_unknown() {
    let policy = Policy { caps: vec![], rests: vec![], consent_needed: vec![], ..Policy::default() };
    let now = moment("2026-03-26T19:00:00Z");
    let Decision::WaitUntil(at, Reason::QuietHours { customers_zone: false, .. }) =
        decide(&policy, &Book::default(), &wish(), &ZONES, now)
    else {
        panic!()
    };
    assert_eq!(at, moment("2026-03-27T04:30:00Z"));
    let berlin = Ahead(60);
    let known = Zones { customer: Some(&berlin), ..ZONES };
    assert_eq!(decide(&policy, &Book::default(), &wish(), &known, now), Decision::Allowed);
}

#[test]
fn weeks_start_on_saturday_and_months_have_their_own_length() {
    let around = |period: Period, at| period.around(moment(at), &TEHRAN);
    // Friday 2026-03-27, 23:59 in Tehran, and a minute later.
    assert_eq!(around(Period::Week, "2026-03-27T20:29:00Z").1, moment("2026-03-27T20:30:00Z"));
    assert_eq!(around(Period::Week, "2026-03-27T20:30:00Z").0, moment("2026-03-27T20:30:00Z"));
    let february = around(Period::Month, "2026-02-10T00:00:00Z");
    assert_eq!(february, (moment("2026-01-31T20:30:00Z"), moment("2026-02-28T20:30:00Z")));
}

#[test]
fn an_objection_to_marketing_is_absolute() {
    let wish = Wish { category: Category::Marketing, ..wish() };
    let objected = |consents: Vec<Consent>| {
        let book = Book { consents, ..Book::default() };
        matches!(decide(&Policy::empty(), &book, &wish, &ZONES, Instant::default()), Decision::Withheld(reasons)
            if matches!(reasons[0], Reason::Objected { .. }))
    };
    let all = said(None, Category::Marketing, false, 5);
    assert!(objected(vec![all.clone()]));
    assert!(objected(vec![all.clone(), said(Some(Channel::Email), Category::Marketing, true, 9)]));
    assert!(!objected(vec![all.clone(), said(None, Category::Marketing, true, 9)]));
    assert!(objected(vec![all, said(None, Category::Marketing, true, 5)]), "of one moment the objection");
    assert!(!objected(vec![said(Some(Channel::Sms), Category::Marketing, false, 5)]));
    assert!(!objected(vec![said(None, Category::Survey, false, 5)]));
}

#[test]
fn a_consent_that_is_needed_must_have_been_given() {
    let policy = Policy {
        consent_needed: vec![ConsentRule { category: Category::Survey, channels: vec![Channel::Email] }],
        ..Policy::empty()
    };
    let decide = |consents: Vec<Consent>, channel| {
        let book = Book { consents, ..Book::default() };
        decide(&policy, &book, &Wish { channel, ..wish() }, &ZONES, Instant::default())
    };
    let missing = Reason::NoConsent { channel: Channel::Email, category: Category::Survey };
    assert_eq!(decide(vec![], Channel::Email), Decision::Withheld(vec![missing]));
    assert_eq!(decide(vec![], Channel::Sms), Decision::Allowed);
    assert_eq!(decide(vec![said(None, Category::Survey, true, 1)], Channel::Email), Decision::Allowed);
}

#[test]
fn complaints_and_suppressions_withhold() {
    let hold = Hold { subject: "case:17".to_owned(), since: Instant::from_micros(3) };
    let gone = Suppression { category: None, reason: SuppressedFor::Bounced, at: Instant::from_micros(4) };
    let book = Book { holds: vec![hold], suppressions: vec![gone], ..Book::default() };
    let Decision::Withheld(reasons) = decide(&Policy::default(), &book, &wish(), &ZONES, Instant::default()) else {
        panic!()
    };
    assert_eq!(reasons.iter().map(Reason::code).collect::<Vec<_>>(), ["suppressed", "recovery"]);
    let service = Wish { category: Category::Recovery, ..wish() };
    let book = Book { suppressions: vec![], ..book };
    assert_eq!(decide(&Policy::default(), &book, &service, &ZONES, Instant::default()), Decision::Allowed);
}

#[test]
fn what_counts_need_not_obey() {
    let mut scope = Scope::of(&[Category::Survey]);
    scope.categories.insert(Category::Service, Part { counts: true, obeys: false });
    let cap = Cap { name: "a-day".to_owned(), window: Window::Rolling { micros: DAY }, scope, at_most: 1 };
    let policy = Policy { caps: vec![cap], ..Policy::empty() };
    let now = Instant::from_micros(10 * DAY);
    let book = Book { contacts: vec![Contact { category: Category::Service, ..contact(now) }], ..Book::default() };
    let service = Wish { category: Category::Service, ..wish() };
    assert_eq!(decide(&policy, &book, &service, &ZONES, now), Decision::Allowed);
    let Decision::WaitUntil(at, Reason::Cap { counted: 1, at_most: 1, again, .. }) =
        decide(&policy, &book, &wish(), &ZONES, now)
    else {
        panic!()
    };
    assert_eq!((at, again), (now.plus_micros(DAY), Some(now.plus_micros(DAY))));
    let hurried = Wish { good_until: Some(at), ..wish() };
    assert!(matches!(decide(&policy, &book, &hurried, &ZONES, now), Decision::Withheld(_)));
}

#[test]
fn a_rest_of_one_topic_blocks_no_other() {
    let rest =
        Rest { name: "same".to_owned(), micros: 90 * DAY, of_one_topic: true, scope: Scope::of(&[Category::Survey]) };
    let policy = Policy { rests: vec![rest], ..Policy::empty() };
    let book = Book { contacts: vec![contact(Instant::from_micros(0))], ..Book::default() };
    let now = Instant::from_micros(DAY);
    assert!(matches!(decide(&policy, &book, &wish(), &ZONES, now), Decision::WaitUntil(..)));
    let other = Wish { topic: "survey:2".to_owned(), ..wish() };
    assert_eq!(decide(&policy, &book, &other, &ZONES, now), Decision::Allowed);
}

#[test]
fn never_is_said_at_once() {
    let never = Cap {
        name: "none".to_owned(),
        window: Window::Rolling { micros: DAY },
        scope: Scope::of(&[Category::Survey]),
        at_most: 0,
    };
    let policy = Policy { caps: vec![never], ..Policy::empty() };
    let decision = decide(&policy, &Book::default(), &wish(), &ZONES, Instant::default());
    assert!(matches!(decision, Decision::Withheld(reasons) if reasons[0].code() == "cap"));
    let always =
        QuietHours { name: "all".to_owned(), from: 0, until: 0, days: vec![], scope: Scope::of(&[Category::Survey]) };
    let policy = Policy { quiet_hours: vec![always], ..Policy::empty() };
    let decision = decide(&policy, &Book::default(), &wish(), &ZONES, Instant::default());
    assert_eq!(decision, Decision::Withheld(vec![Reason::NeverFree]));
}

#[test]
fn faults_of_a_policy_name_their_field() {
    assert_eq!(Policy::default().check(), Ok(()));
    let mut policy = Policy::default();
    policy.quiet_hours[0].from = 1_440;
    assert_eq!(policy.check().unwrap_err().field, "quiet_hours[0].from");
    policy.caps[0].window = Window::Rolling { micros: 0 };
    assert_eq!(policy.check().unwrap_err().field, "caps[0].window.micros");
    let text = serde_json::to_string(&Policy::default()).unwrap();
    assert_eq!(serde_json::from_str::<Policy>(&text).unwrap(), Policy::default());
}

// The oracle: no arithmetic of waits, only the question whether one minute is free, asked minute by minute.

fn local(at: Instant) -> NaiveDateTime {
    TEHRAN.local(at)
}

fn bucket(period: Period, at: Instant) -> i64 {
    let day = local(at).date();
    match period {
        Period::Day => i64::from(day.num_days_from_ce()),
        // 0001-01-06, the sixth day, was a Saturday.
        Period::Week => (i64::from(day.num_days_from_ce()) - 6).div_euclid(7),
        Period::Month | Period::JalaliMonth => i64::from(day.year() * 12) + i64::from(day.month0()),
    }
}

fn free(policy: &Policy, book: &Book, wish: &Wish, at: Instant) -> bool {
    let caps = policy.caps.iter().filter(|cap| cap.scope.binds(wish.channel, wish.category)).all(|cap| {
        let counted = book.contacts.iter().filter(|held| cap.scope.counts(held.channel, held.category));
        let inside = counted.filter(|held| match cap.window {
            Window::Rolling { micros } => held.at.micros() > at.micros() - micros,
            Window::Calendar { period, .. } => bucket(period, held.at) == bucket(period, at),
        });
        (inside.count() as u32) < cap.at_most
    });
    let rests = policy.rests.iter().filter(|rest| rest.scope.binds(wish.channel, wish.category)).all(|rest| {
        let after = book.contacts.iter().filter(|held| {
            rest.scope.counts(held.channel, held.category) && (!rest.of_one_topic || held.topic == wish.topic)
        });
        after.map(|held| held.at.micros() + rest.micros).all(|over| over <= at.micros())
    });
    let quiet = policy.quiet_hours.iter().filter(|quiet| quiet.scope.binds(wish.channel, wish.category)).any(|quiet| {
        let minute = (local(at).hour() * 60 + local(at).minute()) as u16;
        let starts = |back: i64| {
            let day = (local(at).date() - TimeDelta::days(back)).weekday().days_since(chrono::Weekday::Sat);
            quiet.days.is_empty() || quiet.days.iter().any(|named| *named as u32 == day)
        };
        if quiet.from < quiet.until {
            starts(0) && (quiet.from..quiet.until).contains(&minute)
        } else {
            (starts(0) && minute >= quiet.from) || (starts(1) && minute < quiet.until)
        }
    });
    caps && rests && !quiet
}

fn any_scope() -> impl Strategy<Value = Scope> {
    let part = (any::<bool>(), any::<bool>()).prop_map(|(counts, obeys)| Part { counts, obeys });
    (
        prop::collection::vec(prop::sample::select(vec![Channel::Email, Channel::Sms]), 0..2),
        prop::collection::btree_map(prop::sample::select(vec![Category::Survey, Category::Service]), part, 0..3),
    )
        .prop_map(|(channels, categories)| Scope { channels, categories })
}

fn any_policy() -> impl Strategy<Value = Policy> {
    let window = prop_oneof![
        (1..2_000_i64).prop_map(|minutes| Window::Rolling { micros: minutes * MINUTE }),
        prop::sample::select(vec![Period::Day, Period::Week, Period::Month])
            .prop_map(|period| Window::Calendar { period, zone: ZoneOf::Company }),
    ];
    let cap = (window, any_scope(), 1..4_u32).prop_map(|(window, scope, at_most)| Cap {
        name: "cap".to_owned(),
        window,
        scope,
        at_most,
    });
    let rest = (1..600_i64, any::<bool>(), any_scope()).prop_map(|(minutes, of_one_topic, scope)| Rest {
        name: "rest".to_owned(),
        micros: minutes * MINUTE,
        of_one_topic,
        scope,
    });
    let days = prop::collection::vec(prop::sample::select(vec![Day::Saturday, Day::Thursday, Day::Friday]), 0..3);
    let quiet = (0..1_440_u16, 0..=1_440_u16, days, any_scope()).prop_map(|(from, until, days, scope)| QuietHours {
        name: "quiet".to_owned(),
        from,
        until,
        days,
        scope,
    });
    let caps = prop::collection::vec(cap, 0..3);
    let rests = prop::collection::vec(rest, 0..2);
    (caps, rests, prop::collection::vec(quiet, 0..2)).prop_map(|(caps, rests, quiet_hours)| Policy {
        caps,
        rests,
        quiet_hours,
        ..Policy::empty()
    })
}

fn any_contact(start: Instant) -> impl Strategy<Value = Contact> {
    let channel = prop::sample::select(vec![Channel::Email, Channel::Sms]);
    let category = prop::sample::select(vec![Category::Survey, Category::Service]);
    (channel, category, 1..3_u8, -4_000..30_i64).prop_map(move |(channel, category, topic, minutes)| Contact {
        channel,
        category,
        topic: format!("survey:{topic}"),
        at: start.plus_micros(minutes * MINUTE),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_first_free_moment_is_the_one_the_oracle_finds(
        policy in any_policy(),
        contacts in prop::collection::vec(any_contact(moment("2026-03-26T12:00:00Z")), 0..8),
        start in 0..1_440_i64,
    ) {
        let now = moment("2026-03-26T12:00:00Z").plus_micros(start * MINUTE);
        let book = Book { contacts, ..Book::default() };
        let first = (0..8 * 1_440).map(|minutes| now.plus_micros(minutes * MINUTE)).find(|at| free(&policy, &book, &wish(), *at));
        match decide(&policy, &book, &wish(), &ZONES, now) {
            Decision::Allowed => prop_assert_eq!(first, Some(now)),
            Decision::WaitUntil(at, reason) => {
                prop_assert!(at > now);
                prop_assert_eq!(reason.again(), Some(at));
                if let Some(first) = first {
                    prop_assert_eq!(at, first);
                } else {
                    prop_assert!(at >= now.plus_micros(8 * DAY));
                    prop_assert!(free(&policy, &book, &wish(), at));
                }
            }
            Decision::Withheld(reasons) => {
                prop_assert_eq!(reasons, vec![Reason::NeverFree]);
                prop_assert_eq!(first, None);
            }
        }
    }

    #[test]
    fn sending_only_what_is_allowed_never_fills_a_rolling_window_over(
        at_most in 1..4_u32,
        minutes in 1..500_i64,
        steps in prop::collection::vec(-3..60_i64, 1..60),
    ) {
        let cap = Cap { name: "cap".to_owned(), window: Window::Rolling { micros: minutes * MINUTE }, scope: Scope::of(&[Category::Survey]), at_most };
        let policy = Policy { caps: vec![cap], ..Policy::empty() };
        let (mut book, mut now) = (Book::default(), moment("2026-03-26T12:00:00Z"));
        for step in steps {
            // Clocks of two processes: one may be a little behind.
            now = now.plus_micros(step * MINUTE);
            if decide(&policy, &book, &wish(), &ZONES, now) == Decision::Allowed {
                book.contacts.push(contact(now));
            }
        }
        for first in &book.contacts {
            let inside = book.contacts.iter().filter(|held| (0..minutes * MINUTE).contains(&held.at.micros_since(first.at)));
            prop_assert!(inside.count() as u32 <= at_most);
        }
    }
}

fn past_wish(at: Instant, topic: u8) -> PastWish {
    PastWish {
        channel: Channel::Email,
        category: Category::Survey,
        topic: format!("survey:{topic}"),
        subject: format!("invitation:{}", at.micros()),
        at,
        reaches: true,
        otherwise: None,
    }
}

#[test]
fn a_replay_sees_words_and_complaints_of_their_time_only() {
    let start = moment("2026-03-26T08:00:00Z");
    let hours = |hours: i64| start.plus_micros(hours * 60 * MINUTE);
    let policy = Policy { held_in_recovery: vec![Category::Survey], ..Policy::empty() };
    let closed = Reason::Outdated { what: "survey".to_owned() };
    let past = Past {
        wishes: vec![
            past_wish(hours(0), 1),
            past_wish(hours(2), 1),
            past_wish(hours(4), 1),
            PastWish { otherwise: Some(closed.clone()), ..past_wish(hours(5), 1) },
            past_wish(hours(6), 1),
        ],
        consents: vec![said(None, Category::Survey, false, hours(6).micros())],
        holds: vec![PastHold { hold: Hold { subject: "case:1".to_owned(), since: hours(1) }, ended: Some(hours(3)) }],
        before: Vec::new(),
    };
    let outcomes = replay(&policy, &past, &ZONES);
    let code = |place: usize| match &outcomes[place] {
        Replayed::AtOnce => "at once",
        Replayed::Later(..) => "later",
        Replayed::Withheld(reason) | Replayed::Otherwise(reason) => reason.code(),
    };
    assert_eq!([0, 1, 2, 3, 4].map(code), ["at once", "recovery", "at once", "outdated", "objected"]);
    assert_eq!(outcomes[3], Replayed::Otherwise(closed));
    // With nothing that holds back, only the word of the customer and what no policy changes are left.
    let free = replay(&Policy::empty(), &past, &ZONES);
    assert_eq!(free.iter().filter(|outcome| **outcome == Replayed::AtOnce).count(), 3);
}

#[test]
fn what_waits_in_a_replay_is_sent_in_its_turn_and_counts_then() {
    let start = moment("2026-03-26T08:00:00Z");
    let cap = Cap {
        name: "cap".to_owned(),
        window: Window::Rolling { micros: DAY },
        scope: Scope::of(&[Category::Survey]),
        at_most: 1,
    };
    let policy = Policy { caps: vec![cap], ..Policy::empty() };
    let after = |minutes: i64| start.plus_micros(minutes * MINUTE);
    let past = Past { wishes: (0..17).map(|n| past_wish(after(n), 1)).collect(), ..Past::default() };
    let outcomes = replay(&policy, &past, &ZONES);
    assert_eq!(outcomes[0], Replayed::AtOnce);
    let days = |place: usize| match &outcomes[place] {
        Replayed::Later(at, Reason::Cap { .. }) => at.micros_since(start) / DAY,
        other => panic!("{place}: {other:?}"),
    };
    assert_eq!((1..15).map(days).collect::<Vec<_>>(), (1..15).collect::<Vec<_>>());
    // Beyond the longest wait nothing is sent any more.
    assert!(matches!(&outcomes[15], Replayed::Withheld(Reason::Cap { .. })), "{:?}", outcomes[15]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// What a policy let through while it was in force it lets through again, and what it kept back it keeps back.
    #[test]
    fn a_replay_under_the_policy_of_the_time_repeats_what_was(
        policy in any_policy(),
        steps in prop::collection::vec((0..900_i64, 1..3_u8), 1..25),
    ) {
        let (mut book, mut past, mut now) = (Book::default(), Past::default(), moment("2026-03-26T12:00:00Z"));
        let mut let_through = Vec::new();
        for (minutes, topic) in steps {
            now = now.plus_micros(minutes * MINUTE + 1);
            let wished = past_wish(now, topic);
            let wish = Wish { topic: wished.topic.clone(), good_until: Some(now), ..wish() };
            // Whoever does not want to wait is either sent at once or never.
            if decide(&policy, &book, &wish, &ZONES, now) == Decision::Allowed {
                book.contacts.push(Contact { topic: wished.topic.clone(), ..contact(now) });
                let_through.push(past.wishes.len());
            }
            past.wishes.push(wished);
        }
        let sent = Past { wishes: let_through.iter().map(|place| past.wishes[*place].clone()).collect(), ..past };
        prop_assert!(replay(&policy, &sent, &ZONES).iter().all(|outcome| *outcome == Replayed::AtOnce));
    }
}

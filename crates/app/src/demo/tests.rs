use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use hamdel_domain::Instant;
use hamdel_domain::clock::DAY;
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use super::calendar::{bustle, hour_of, iso, jalali, moment, weekday};
use super::phrases::PHRASES;
use super::truths::{LateDeliveries, LongWaits, SampleCampaign};
use super::{DemoBatch, DemoOptions, DemoSource, DemoTruths, simulate, touchpoints, truths};

fn until() -> Instant {
    Instant::parse_iso("2026-11-21T00:00:00Z").unwrap()
}

fn options(customers: u32) -> DemoOptions {
    DemoOptions { customers, ..DemoOptions::until(until()) }
}

struct Told {
    source: DemoSource,
    at: i64,
    item: Value,
}

impl Told {
    fn text<'a>(&'a self, pointer: &str) -> &'a str {
        self.item.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    fn property(&self, name: &str) -> &str {
        self.text(&format!("/properties/{name}"))
    }

    fn number(&self, name: &str) -> i64 {
        self.item.pointer(&format!("/properties/{name}")).and_then(Value::as_i64).unwrap_or_default()
    }

    fn event(&self) -> &str {
        self.text("/event")
    }
}

fn history(options: &DemoOptions) -> Vec<Told> {
    read(&mut simulate(options))
}

fn read(batches: impl Iterator<Item = DemoBatch>) -> Vec<Told> {
    let mut told = Vec::new();
    for batch in batches {
        let body: Value = serde_json::from_slice(&batch.body).unwrap();
        for item in body["batch"].as_array().unwrap() {
            let at = Instant::parse_iso(item["timestamp"].as_str().unwrap()).unwrap().micros();
            told.push(Told { source: batch.source, at, item: item.clone() });
        }
    }
    told
}

fn history_with_truths(options: &DemoOptions) -> (Vec<Told>, DemoTruths) {
    let mut simulation = simulate(options);
    let told = read(&mut simulation);
    (told, simulation.truths())
}

fn digest(options: &DemoOptions) -> u64 {
    let mut bytes = Vec::new();
    for batch in simulate(options) {
        bytes.extend_from_slice(batch.source.name().as_bytes());
        bytes.extend_from_slice(&batch.body);
    }
    xxh3_64(&bytes)
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let small = DemoOptions { months: 4, ..options(150) };
    assert_eq!(digest(&small), digest(&small));
    assert_ne!(digest(&small), digest(&DemoOptions { seed: 1404, ..small }));
    // A change of the story changes this number, and the figures in docs/reference/demo.md with it.
    assert_eq!(digest(&small), 13_056_757_037_251_397_007);
}

#[test]
fn batches_keep_the_limits_of_the_api_and_the_order_of_time() {
    let mut begun = 0;
    let mut last: HashMap<DemoSource, i64> = HashMap::new();
    let mut progress = 0.0;
    for batch in simulate(&options(600)) {
        assert!(batch.body.len() <= 500 * 1024 && batch.events <= 2500 && batch.events > 0);
        let body: Value = serde_json::from_slice(&batch.body).unwrap();
        let items = body["batch"].as_array().unwrap();
        assert_eq!(items.len(), batch.events as usize);
        let times: Vec<i64> = items
            .iter()
            .map(|item| Instant::parse_iso(item["timestamp"].as_str().unwrap()).unwrap().micros())
            .collect();
        assert!(times[0] >= begun && times.is_sorted());
        assert!(*last.get(&batch.source).unwrap_or(&0) <= times[0]);
        assert!(batch.progress >= progress && batch.progress <= 1.0);
        begun = times[0];
        progress = batch.progress;
        last.insert(batch.source, times[times.len() - 1]);
    }
    assert_eq!(last.len(), DemoSource::ALL.len());
    assert!((progress - 1.0).abs() < 1e-9);
}

#[test]
fn every_item_has_what_the_api_and_the_touchpoints_ask_for() {
    const CHANNELS: [&str; 10] = ["web", "app", "branch", "phone", "email", "sms", "chat", "social", "post", "sensor"];
    let known: HashMap<&str, _> = touchpoints().into_iter().map(|touchpoint| (touchpoint.name, touchpoint)).collect();
    let mut ids = HashSet::new();
    let mut kinds = BTreeSet::new();
    let told = history(&options(300));
    for told in &told {
        let kind = told.text("/type");
        let id = told.text("/messageId");
        assert!(!id.is_empty() && id.len() < 100 && ids.insert(id.to_owned()), "{}", told.item);
        assert!(told.text("/userId").len() + told.text("/anonymousId").len() + told.text("/previousId").len() > 0);
        assert!(serde_json::to_vec(&told.item).unwrap().len() < 32 * 1024);
        assert!(told.at < until().micros() && told.at >= until().micros() - 367 * DAY);
        kinds.insert(kind.to_owned());
        let happened = match kind {
            "track" => told.event(),
            "page" | "screen" => kind,
            "identify" | "group" => {
                assert!(told.item["traits"].is_object());
                assert!(kind == "identify" || told.text("/groupId").starts_with("company-"));
                continue;
            }
            _ => {
                assert!(kind == "alias" && !told.text("/previousId").is_empty() && !told.text("/userId").is_empty());
                continue;
            }
        };
        let touchpoint = &known[told.property("touchpoint")];
        assert!(touchpoint.kinds.contains(&happened), "{happened} at {}", touchpoint.name);
        assert!(CHANNELS.contains(&told.property("channel")));
        assert!(kind != "track" || told.property("stage") == touchpoint.stage);
        let value = told.number("value");
        assert_eq!(value > 0, happened == "order_completed");
        assert_eq!(value < 0, happened == "order_returned");
        let range = match told.property("metric") {
            "nps" => 0..=10,
            "csat" => 1..=5,
            "ces" => 1..=7,
            _ => continue,
        };
        assert!(range.contains(&told.number("score")));
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["alias", "group", "identify", "page", "screen", "track"]);
    let happened: HashSet<&str> = told.iter().map(Told::event).collect();
    for touchpoint in known.values() {
        assert!(touchpoint.kinds.iter().any(|kind| happened.contains(kind) || matches!(*kind, "page" | "screen")));
    }
}

fn is_mobile(number: &str) -> bool {
    let national = number.strip_prefix("+98").map_or(number.to_owned(), |rest| format!("0{rest}"));
    national.len() == 11 && national.starts_with("09") && national.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_national_code(code: &str) -> bool {
    let digits: Vec<u32> = code.chars().filter_map(|digit| digit.to_digit(10)).collect();
    let sum: u32 = digits.iter().take(9).zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    let rest = sum % 11;
    digits.len() == 10 && digits[9] == if rest < 2 { rest } else { 11 - rest }
}

#[test]
fn identifiers_are_valid_and_belong_to_one_person_each() {
    let mut owners: HashMap<String, String> = HashMap::new();
    let mut codes = 0;
    for told in history(&options(400)) {
        let phone = told.text("/context/traits/phone");
        assert!(phone.is_empty() || is_mobile(phone), "{phone}");
        if told.text("/type") != "identify" {
            continue;
        }
        assert!(is_mobile(told.text("/traits/phone")));
        let code = told.text("/traits/national_code");
        codes += usize::from(!code.is_empty());
        assert!(code.is_empty() || is_national_code(code), "{code}");
        for kind in ["phone", "email", "national_code", "loyalty_card"] {
            let value = told.text(&format!("/traits/{kind}"));
            if !value.is_empty() {
                let owner = owners.entry(value.to_owned()).or_insert_with(|| told.text("/userId").to_owned());
                assert_eq!(owner, told.text("/userId"));
            }
        }
    }
    assert!(codes > 30);
}

#[test]
fn people_begin_anonymous_use_two_devices_and_share_tablets() {
    let mut users_of: HashMap<String, BTreeSet<String>> = HashMap::new();
    let mut devices_of: HashMap<String, BTreeSet<String>> = HashMap::new();
    let mut anonymous = BTreeSet::new();
    let mut by_phone_or_card = 0;
    for told in history(&options(400)) {
        let (user, device) = (told.text("/userId").to_owned(), told.text("/anonymousId").to_owned());
        by_phone_or_card += usize::from(told.item.pointer("/context/traits").is_some());
        if matches!(told.source, DemoSource::Website | DemoSource::MobileApp) && !device.is_empty() {
            anonymous.insert(device.clone());
            if !user.is_empty() {
                users_of.entry(device.clone()).or_default().insert(user.clone());
                devices_of.entry(user).or_default().insert(device);
            }
        }
    }
    let never = anonymous.iter().filter(|device| !users_of.contains_key(*device)).count();
    assert!(never > 25, "{never} devices stay anonymous");
    assert!(users_of.values().filter(|users| users.len() > 1).count() >= 1);
    assert!(devices_of.values().filter(|devices| devices.len() > 1).count() > 35);
    assert!(by_phone_or_card > 100);
}

#[test]
fn the_planted_truths_are_found_in_the_events_of_the_default_size() {
    let (told, truths) = history_with_truths(&DemoOptions::until(until()));
    assert_eq!(told.len() as u64, truths.interactions);
    assert!((60_000..=100_000).contains(&truths.interactions), "{}", truths.interactions);
    find_late_deliveries(&told, &truths.late_deliveries);
    find_long_waits(&told, &truths.long_waits);
    find_silent_complainers(&told, &truths.silent_complainers);
    find_samples(&told, &truths.missed_sample, &truths.aimed_sample);
}

fn find_late_deliveries(told: &[Told], truth: &LateDeliveries) {
    assert_eq!(truth.to.micros() - truth.from.micros(), 42 * DAY);
    let (mut planted, mut same_city, mut others) = ((0, 0), (0, 0), (0, 0));
    for told in told.iter().filter(|told| told.event() == "delivery_arrived") {
        let promised = Instant::parse_iso(told.property("promised_at")).unwrap();
        let counted = match (told.property("city") == truth.city, (truth.from..truth.to).contains(&promised)) {
            (true, true) => &mut planted,
            (true, false) => &mut same_city,
            (false, _) => &mut others,
        };
        counted.0 += 1;
        counted.1 += u32::from(told.number("days_late") > 0);
        assert_eq!(told.number("days_late") > 0, told.at > promised.micros());
    }
    assert_eq!((truth.planted.all, truth.planted.marked), planted);
    assert_eq!((truth.same_city_otherwise.all, truth.same_city_otherwise.marked), same_city);
    assert_eq!((truth.other_cities.all, truth.other_cities.marked), others);
    assert!(truth.planted.all >= 60 && truth.planted.share() > 0.75, "{truth:?}");
    assert!(truth.same_city_otherwise.share() < 0.12 && truth.other_cities.share() < 0.12, "{truth:?}");
}

fn find_long_waits(told: &[Told], truth: &LongWaits) {
    let (mut slow, mut others) = (Vec::new(), Vec::new());
    for told in told.iter().filter(|told| told.event().starts_with("call_")) {
        // 1970-01-01 was a Thursday; Wednesday, Thursday and Friday are days 6, 0 and 1 after it.
        let day = (told.at + 12_600_000_000).div_euclid(DAY).rem_euclid(7);
        let inside = (truth.from.micros()..truth.to.micros()).contains(&told.at) && [6, 0, 1].contains(&day);
        let planted = inside && told.property("unit") == truth.unit && told.property("shift") == truth.shift;
        if planted { &mut slow } else { &mut others }.push(told.number("waiting_seconds") as u32);
    }
    slow.sort_unstable();
    others.sort_unstable();
    assert_eq!((truth.calls, truth.other_calls), (slow.len() as u32, others.len() as u32));
    assert_eq!(truth.median_seconds, slow[slow.len() / 2]);
    assert_eq!(truth.other_median_seconds, others[others.len() / 2]);
    assert!(truth.calls >= 50 && truth.median_seconds > 600 && truth.other_median_seconds < 90, "{truth:?}");
}

fn find_silent_complainers(told: &[Told], truth: &[String]) {
    #[derive(Default)]
    struct Story {
        complaints: u32,
        answers: u32,
        last: i64,
        last_complaint: i64,
    }
    let mut stories: BTreeMap<String, Story> = BTreeMap::new();
    for told in told.iter().filter(|told| told.item.get("userId").is_some()) {
        let story = stories.entry(told.text("/userId").to_owned()).or_default();
        story.last = story.last.max(told.at);
        match told.event() {
            "complaint_made" => {
                story.complaints += 1;
                story.last_complaint = story.last_complaint.max(told.at);
            }
            "complaint_answered" => story.answers += 1,
            _ => {}
        }
    }
    let found: Vec<String> = stories
        .into_iter()
        .filter(|(_, story)| {
            let silent = story.last == story.last_complaint && story.last < until().micros() - 30 * DAY;
            story.complaints >= 2 && story.answers == 0 && silent
        })
        .map(|(user, _)| user)
        .collect();
    assert_eq!(truth, found);
    assert_eq!(found.len(), 40);
}

fn find_samples(told: &[Told], missed: &SampleCampaign, aimed: &SampleCampaign) {
    for truth in [missed, aimed] {
        let count = |event: &str| {
            told.iter().filter(|told| told.event() == event && told.property("campaign") == truth.campaign).count()
                as u32
        };
        let scores: Vec<i64> = told
            .iter()
            .filter(|told| told.event() == "comment_left" && told.property("campaign") == truth.campaign)
            .map(|told| told.number("score"))
            .collect();
        assert_eq!(truth.opened.all, count("campaign_sent"));
        assert_eq!(truth.opened.marked, count("campaign_opened"));
        assert_eq!(truth.ordered.marked, count("order_completed"));
        assert_eq!(truth.unsubscribed.marked, count("unsubscribed"));
        assert_eq!(truth.commented.all as usize, scores.len());
        assert_eq!(truth.commented.marked as usize, scores.iter().filter(|score| **score <= 2).count());
        let sampled = told.iter().filter(|told| told.event() == "sample_delivered");
        assert!(sampled.into_iter().all(|told| told.property("taste") == "unscented"));
    }
    assert!(missed.opened.all >= 100 && aimed.opened.all >= 100);
    assert!(missed.opened.share() < 0.25 && aimed.opened.share() > 0.4, "{missed:?} {aimed:?}");
    assert!(missed.ordered.share() < 0.04 && aimed.ordered.share() > 0.09, "{missed:?} {aimed:?}");
    assert!(missed.commented.share() > 0.8 && aimed.commented.share() < 0.1, "{missed:?} {aimed:?}");
}

#[test]
fn tiny_and_short_histories_are_told_as_well() {
    for (customers, months) in [(0, 0), (1, 1), (30, 1), (200, 2), (250, 3)] {
        let small = DemoOptions { customers, months, ..options(1) };
        let items: u64 = simulate(&small).map(|batch| u64::from(batch.events)).sum();
        assert_eq!(items, truths(&small).interactions);
        assert!(items > 0 || customers < 2);
    }
}

#[test]
fn the_calendar_is_irans() {
    let day = |date: &str| (Instant::parse_iso(date).unwrap().micros()).div_euclid(DAY);
    assert_eq!(jalali(day("2025-03-21")), (1404, 1, 1));
    assert_eq!(jalali(day("2025-03-20")), (1403, 12, 30));
    assert_eq!(jalali(day("2026-11-21")), (1405, 8, 30));
    assert_eq!(jalali(day("2025-12-21")), (1404, 9, 30));
    assert_eq!(weekday(day("2026-11-21")), 0);
    assert!(bustle(day("2026-03-12")) > 1.5 && bustle(day("2026-03-25")) < 0.8);
    let noon = moment(day("2026-11-20"), 12 * 3600);
    assert_eq!((iso(noon).as_str(), hour_of(noon)), ("2026-11-20T08:30:00.000Z", 12));
    assert_eq!(iso(Instant::parse_iso("1999-12-31T23:59:58.070Z").unwrap().micros()), "1999-12-31T23:59:58.070Z");
}

#[test]
fn comments_are_written_by_hand_in_both_languages() {
    let all = |which: fn(&super::phrases::Phrases) -> &'static [&'static str]| -> Vec<&str> {
        PHRASES.iter().flat_map(|phrases| which(phrases).iter().copied()).collect()
    };
    let (persian, finglish, english) = (all(|p| p.persian), all(|p| p.finglish), all(|p| p.english));
    assert!(persian.len() >= 100 && english.len() >= 50 && finglish.len() >= 30);
    assert!(PHRASES.iter().all(|p| !p.persian.is_empty() && !p.finglish.is_empty() && !p.english.is_empty()));
    assert!(persian.iter().all(|part| !part.contains(['ي', 'ك'])));
    let distinct: HashSet<_> = persian.iter().chain(&finglish).chain(&english).collect();
    assert_eq!(distinct.len(), persian.len() + finglish.len() + english.len());
}

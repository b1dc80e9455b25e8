//! The projector and the look-ups of customers, timed without the query engine.
//!
//! ```sh
//! cargo run --release -p hamdel-app --example speed -- stream /tmp/speed-stream 5000000 100000
//! cargo run --release -p hamdel-app --example speed -- reading /tmp/speed-reading 1000000 200
//! ```
//!
//! The first prints events a second for each million and the most memory held; filing is left out, what waits for
//! it is deleted. The second prints the median and the 99th percentile of each sort of look-up; a folder it filled
//! before is taken again.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a measurement reads the clock and stops at the first problem"
)]

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use base64::Engine;

use hamdel_app::App;
use hamdel_app::customers::{CustomerQuestion, find_customers};
use hamdel_app::intake::segment::Endpoint;
use hamdel_app::intake::{IntakeCall, IntakeRefusal};
use hamdel_app::projector::{PROJECTOR, Projector};
use hamdel_app::sources::add_source;
use hamdel_domain::{Clock, Entropy, Identifier, IdentifierKind};
use hamdel_store::{Store, StoreLocation};
use hamdel_testkit::lake::FakeLake;

const KINDS: [&str; 4] = ["product_viewed", "cart_updated", "order_completed", "delivery_arrived"];
const FIRST: [&str; 40] = [
    "زهرا",
    "فاطمه",
    "مریم",
    "سارا",
    "نازنین",
    "الهه",
    "شیرین",
    "مهناز",
    "پریسا",
    "نیلوفر",
    "سمیه",
    "لیلا",
    "آزاده",
    "بهاره",
    "ریحانه",
    "هانیه",
    "ستاره",
    "مهسا",
    "فرشته",
    "آیدا",
    "محمد",
    "علی",
    "حسین",
    "رضا",
    "امیرحسین",
    "مهدی",
    "حامد",
    "سعید",
    "بهرام",
    "کاوه",
    "آرش",
    "سیاوش",
    "پویا",
    "نیما",
    "فرهاد",
    "کامران",
    "داریوش",
    "یاسر",
    "میلاد",
    "احسان",
];
const STEMS: [&str; 30] = [
    "احمد",
    "رضا",
    "کریم",
    "موسو",
    "جعفر",
    "صادق",
    "نور",
    "عباس",
    "هاشم",
    "یوسف",
    "ابراهیم",
    "اکبر",
    "اصغر",
    "بهرام",
    "تقی",
    "حسن",
    "حیدر",
    "خلیل",
    "داود",
    "رستم",
    "زمان",
    "سلیمان",
    "شریف",
    "صالح",
    "طاهر",
    "علو",
    "فرهاد",
    "قاسم",
    "کاظم",
    "مراد",
];
const ENDINGS: [&str; 8] = ["ی", "یان", "زاده", "پور", "نژاد", "فر", "نیا", "وند"];

struct Machine;

impl Clock for Machine {
    fn now(&self) -> hamdel_domain::Instant {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        hamdel_domain::Instant::from_micros(since.as_micros() as i64)
    }
}

impl Entropy for Machine {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(7);
    }
}

async fn open(folder: &str) -> App {
    let store = Store::open(&StoreLocation::Folder(folder.into())).await.unwrap();
    let (clock, entropy) = (Arc::new(Machine), Arc::new(Machine));
    App::new(store, Arc::new(FakeLake::default()), clock, entropy)
}

/// Puts so many events into the journal, as `write` writes the one of a number.
async fn fill(app: &App, events: u64, write: impl Fn(u64, &mut String)) {
    let source = add_source(&app.store, &*app.clock, &*app.entropy, "speed").await.unwrap();
    let key = base64::engine::general_purpose::STANDARD.encode(format!("{}:", source.write_key));
    let authorization = format!("Basic {key}");
    let mut body = String::new();
    for begin in (0..events).step_by(500) {
        body.clear();
        body.push_str(r#"{"batch":["#);
        for number in begin..(begin + 500).min(events) {
            body.push_str(if number == begin { "" } else { "," });
            write(number, &mut body);
        }
        body.push_str("]}");
        let authorization = Some(authorization.as_str());
        loop {
            let body = body.as_bytes();
            let call = IntakeCall { endpoint: Endpoint::Batch, authorization, gzipped: false, body };
            match app.intake.receive(call).await {
                Ok(_) => break,
                Err(IntakeRefusal::Behind { .. }) => tokio::time::sleep(std::time::Duration::from_millis(5)).await,
                Err(other) => unreachable!("the journal was not filled: {other:?}"),
            }
        }
    }
}

/// Projects what the journal holds, and says how fast each million went.
async fn project(app: &App) {
    let mut projector = Projector::new(app.store.clone(), app.clock.clone(), "speed".to_owned());
    let (begun, mut million, mut done, mut told) = (Instant::now(), Instant::now(), 0, 0);
    loop {
        let step = projector.step().await.unwrap().unwrap();
        if step.batches == 0 {
            break;
        }
        done += step.interactions;
        app.store.delete_pending(app.store.cursor_position(PROJECTOR).await.unwrap()).await.unwrap();
        if done / 1_000_000 > told {
            told = done / 1_000_000;
            println!("million {told}: {:.0} a second, peak {} MiB", 1e6 / million.elapsed().as_secs_f64(), peak());
            million = Instant::now();
        }
    }
    println!("{done} in all: {:.0} a second, peak {} MiB", done as f64 / begun.elapsed().as_secs_f64(), peak());
}

/// The most memory this process ever held, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok()).map_or(0, |kib| kib / 1024)
}

/// A step that visits numbers in no visible order (Knuth, volume 3, 6.4).
fn scattered(number: u64) -> u64 {
    number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20
}

fn event(number: u64, customers: u64, into: &mut String) {
    let customer = scattered(number) % customers;
    let _ = write!(
        into,
        r#"{{"type":"track","event":"{kind}","messageId":"speed-{number}","userId":"u{customer}","anonymousId":"b{customer}","timestamp":"2026-03-{day:02}T{hour:02}:15:30.{milli:03}Z","properties":{{"channel":"web","touchpoint":"shop","value":{value}.5,"currency":"IRT","order_id":"o{number}","category":"home","items":{items}}},"context":{{"library":{{"name":"speed","version":"1"}}}}}}"#,
        kind = KINDS[(number % 4) as usize],
        day = number % 28 + 1,
        hour = number % 24,
        milli = number % 1000,
        value = number % 900,
        items = number % 7,
    );
}

fn name(customer: u64) -> (&'static str, String) {
    let at = scattered(customer + 1);
    let pick = |list: &[&'static str], by: u64| list[(at / by) as usize % list.len()];
    (pick(&FIRST, 1), format!("{}{}", pick(&STEMS, 64), pick(&ENDINGS, 4_096)))
}

fn identify(customer: u64, into: &mut String) {
    let (first, family) = name(customer);
    let _ = write!(
        into,
        r#"{{"type":"identify","messageId":"reading-{customer}","userId":"u{customer}","timestamp":"2026-03-{day:02}T{hour:02}:15:30Z","traits":{{"name":"{first} {family}","phone":"0912{customer:07}","city":"تهران"}}}}"#,
        day = customer % 28 + 1,
        hour = customer % 24,
    );
}

/// What an agent's screen does with a calling number.
async fn look_up(app: &App, phone: &str) {
    let identifier = Identifier::new(IdentifierKind::Phone, phone).unwrap();
    let found = app.store.customers_with_identifier_exactly(identifier.value()).await.unwrap();
    app.store.profile_record(found[0]).await.unwrap();
}

async fn read(app: &App, customers: u64, times: u64) {
    for sort in ["profile by identifier", "phone", "whole name", "first name", "first name and start"] {
        let mut took = Vec::new();
        for time in 0..times {
            let customer = scattered(time + 77) % customers;
            let (first, family) = name(customer);
            let words = match sort {
                "whole name" => format!("{first} {family}"),
                "first name" => first.to_owned(),
                "first name and start" => format!("{first} {}", family.chars().take(3).collect::<String>()),
                _ => format!("0912{customer:07}"),
            };
            let begun = Instant::now();
            if sort == "profile by identifier" {
                look_up(app, &words).await;
            } else {
                let question = CustomerQuestion { words, page: 1, ..CustomerQuestion::default() };
                assert!(!find_customers(app, &question).await.unwrap().customers.is_empty());
            }
            took.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        took.sort_unstable_by(f64::total_cmp);
        println!("{sort}: p50 {:.2} ms, p99 {:.2} ms", took[took.len() / 2], took[took.len() * 99 / 100]);
    }
}

#[tokio::main]
async fn main() {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [what, folder, many, other] = &given[..] else {
        eprintln!("speed stream|reading FOLDER MANY OTHER");
        return;
    };
    let (many, other): (u64, u64) = (many.parse().unwrap(), other.parse().unwrap());
    let filled = Path::new(folder).exists();
    let app = open(folder).await;
    match what.as_str() {
        "stream" => {
            fill(&app, many, |number, into| event(number, other, into)).await;
            project(&app).await;
        }
        _ => {
            if !filled {
                fill(&app, many, identify).await;
                project(&app).await;
            }
            read(&app, many, other).await;
        }
    }
    app.store.close().await;
}

//! Profiles and searches among many customers, timed from within the program.

use std::fmt::Write;
use std::time::{Duration, Instant};

use hamdel_app::App;
use hamdel_app::customers::{CustomerQuestion, find_customers};
use hamdel_app::projector::wait_until_projected;
use hamdel_domain::{Identifier, IdentifierKind};

use super::ReadingArguments;
use super::stream::send;
use crate::cli::{Failure, Output};
use crate::wiring::{FILE_AFTER, Location, Node};

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

/// A step that visits numbers in no visible order (Knuth, volume 3, 6.4).
fn scattered(number: u64) -> u64 {
    number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20
}

fn name(customer: u64) -> (&'static str, String) {
    let at = scattered(customer + 1);
    let pick = |list: &[&'static str], by: u64| list[(at / by) as usize % list.len()];
    (pick(&FIRST, 1), format!("{}{}", pick(&STEMS, 64), pick(&ENDINGS, 4_096)))
}

/// Fills a new folder, or takes one it filled before, and prints how long each sort of look-up took.
pub async fn run(output: &Output, arguments: ReadingArguments) -> Result<(), Failure> {
    let filled = arguments.folder.exists();
    let mut node = Node::open(&Location { folder: arguments.folder.clone(), database: None }).await?;
    if !filled {
        fill(&node.app, arguments.customers).await?;
        node.start_workers(FILE_AFTER).await;
        wait_until_projected(&node.app.store).await?;
    }
    let app = &node.app;
    let mut measured = Vec::new();
    for sort in [Sort::Profile, Sort::Phone, Sort::WholeName, Sort::FirstName, Sort::Start] {
        measured.push((sort, measure(app, sort, &arguments).await?));
    }
    node.close().await;
    let mut words = String::new();
    let mut json = serde_json::Map::new();
    for (sort, took) in &measured {
        let at = |share: f64| {
            let index = (took.len() as f64 * share) as usize;
            took.get(index.min(took.len() - 1)).map_or(0.0, |took| took.as_secs_f64() * 1000.0)
        };
        // Writing into a String cannot fail.
        let _ = writeln!(words, "{}: p50 {:.2} ms, p99 {:.2} ms", sort.name(), at(0.5), at(0.99));
        json.insert(sort.name().to_owned(), serde_json::json!({ "p50_ms": at(0.5), "p99_ms": at(0.99) }));
    }
    output.answer(&serde_json::Value::from(json), words.trim_end());
    Ok(())
}

#[derive(Clone, Copy)]
enum Sort {
    Profile,
    Phone,
    WholeName,
    FirstName,
    Start,
}

impl Sort {
    fn name(self) -> &'static str {
        match self {
            Self::Profile => "profile by identifier",
            Self::Phone => "search for a phone number",
            Self::WholeName => "search for a whole name",
            Self::FirstName => "search for a first name many have",
            Self::Start => "search for the start of a name",
        }
    }
}

async fn measure(app: &App, sort: Sort, arguments: &ReadingArguments) -> Result<Vec<Duration>, Failure> {
    let mut took = Vec::with_capacity(arguments.times as usize);
    for time in 0..arguments.times {
        let customer = scattered(time + 77) % arguments.customers;
        let (first, family) = name(customer);
        let words = match sort {
            Sort::Profile | Sort::Phone => phone(customer),
            Sort::WholeName => format!("{first} {family}"),
            Sort::FirstName => first.to_owned(),
            Sort::Start => format!("{first} {}", family.chars().take(3).collect::<String>()),
        };
        let begun = Instant::now();
        let found = match sort {
            Sort::Profile => by_identifier(app, &words).await?,
            _ => {
                let question = CustomerQuestion { words, page: 1, ..CustomerQuestion::default() };
                !find_customers(app, &question).await?.customers.is_empty()
            }
        };
        took.push(begun.elapsed());
        if !found {
            return Err(Failure::Other(format!("{}: nobody was found; the folder holds other customers", sort.name())));
        }
    }
    took.sort_unstable();
    Ok(took)
}

/// What an agent's screen does with a calling number.
async fn by_identifier(app: &App, phone: &str) -> Result<bool, Failure> {
    let failed = |problem: hamdel_store::StoreError| Failure::from(hamdel_app::AppError::from(problem));
    let Ok(identifier) = Identifier::new(IdentifierKind::Phone, phone) else { return Ok(false) };
    let found = app.store.customers_with_identifier_exactly(identifier.value()).await.map_err(failed)?;
    match found.first() {
        Some(customer) => Ok(app.store.profile_record(*customer).await.map_err(failed)?.name.is_some()),
        None => Ok(false),
    }
}

fn phone(customer: u64) -> String {
    format!("0912{customer:07}")
}

async fn fill(app: &App, customers: u64) -> Result<(), Failure> {
    let mut customer = 0;
    send(app, customers, |body| {
        let (first, family) = name(customer);
        let _ = write!(
            body,
            r#"{{"type":"identify","messageId":"reading-{customer}","userId":"u{customer}","timestamp":"2026-03-{day:02}T{hour:02}:15:30Z","traits":{{"name":"{first} {family}","phone":"{phone}","city":"تهران"}}}}"#,
            day = customer % 28 + 1,
            hour = customer % 24,
            phone = phone(customer),
        );
        customer += 1;
    })
    .await
}

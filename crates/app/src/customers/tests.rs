//! Searches that match few customers, and searches that match a whole city.

use std::sync::Arc;

use hamdel_domain::{CustomerId, Entropy, Instant, ProfileState, Standing};
use hamdel_store::customers::CustomerOrder;
use hamdel_store::projection::{CustomerRow, Summary, put_customers, replace_terms};
use hamdel_store::{Store, StoreLocation};
use hamdel_testkit::clock::FixedClock;
use hamdel_testkit::lake::FakeLake;
use hamdel_text::{Zone, search_key, search_terms};

use super::{Count, CustomerPage, CustomerQuestion, Export, MOST_RANKED, PER_PAGE, find_customers};
use crate::App;
use crate::intake::Intake;
use crate::intake::queue::JournalQueue;
use crate::sources::SourceKeys;

struct Zeros;

impl Entropy for Zeros {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(0);
    }
}

async fn app(folder: &std::path::Path) -> App {
    let store = Store::open(&StoreLocation::Folder(folder.to_owned())).await.unwrap();
    let (clock, entropy) = (Arc::new(FixedClock::default()), Arc::new(Zeros));
    let keys = Arc::new(SourceKeys::new(store.clone()));
    let intake = Intake::new(keys, JournalQueue::start(store.clone()), clock.clone(), entropy.clone());
    App { store, lake: Arc::new(FakeLake::default()), clock, entropy, intake, zone: Zone::TEHRAN }
}

/// Customers numbered from 1, seen in the order of their numbers.
async fn fill(app: &App, names: &[String]) {
    let row = |(place, name): (usize, &String)| CustomerRow {
        customer: CustomerId(place as i64 + 1),
        today: CustomerId(place as i64 + 1),
        state: serde_json::to_string(&ProfileState::default()).unwrap(),
        summary: Summary {
            standing: Standing::Known,
            name: Some(name.clone()),
            sort_name: Some(search_key(name)),
            first_seen: None,
            last_seen: Some(Instant::from_micros(place as i64)),
            interactions: 1,
            value: 0,
            stage: (place % 2 == 0).then(|| "use".to_owned()),
        },
    };
    let rows: Vec<CustomerRow> = names.iter().enumerate().map(row).collect();
    let terms: Vec<_> =
        names.iter().enumerate().map(|(place, name)| (CustomerId(place as i64 + 1), search_terms(name))).collect();
    let mut tx = app.store.state().begin().await.unwrap();
    put_customers(&mut tx, &rows).await.unwrap();
    replace_terms(&mut tx, &[], &terms).await.unwrap();
    tx.commit().await.unwrap();
}

fn numbers(page: &CustomerPage) -> Vec<i64> {
    page.customers.iter().map(|found| found.line.customer.0).collect()
}

fn asking(words: &str) -> CustomerQuestion {
    CustomerQuestion { words: words.to_owned(), page: 1, ..CustomerQuestion::default() }
}

#[tokio::test]
async fn a_name_half_the_city_has_is_walked_and_not_gathered() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let many = MOST_RANKED + 10;
    let mut names: Vec<String> = (0..many).map(|number| format!("محمد شماره{number}")).collect();
    names[7] = "محمد کریمی".to_owned();
    fill(&app, &names).await;

    let page = find_customers(&app, &asking("محمد")).await.unwrap();
    assert_eq!(page.count, Count::MoreThan(MOST_RANKED));
    assert_eq!(numbers(&page), (many - PER_PAGE + 1..=many).rev().collect::<Vec<_>>());
    let second = find_customers(&app, &CustomerQuestion { page: 2, ..asking("محمد") }).await.unwrap();
    assert_eq!(numbers(&second)[0], many - PER_PAGE);

    for words in ["محمد كریمی", "کریمی محمد", "محمدکریمی", "محم کریم"] {
        let page = find_customers(&app, &asking(words)).await.unwrap();
        let expected = if words == "محم کریم" { vec![] } else { vec![8] };
        assert_eq!((numbers(&page), page.count), (expected.clone(), Count::Exactly(expected.len() as i64)), "{words}");
    }

    let used =
        CustomerQuestion { stage: Some("use".to_owned()), order: Some(CustomerOrder::Name), ..asking("محمد") };
    let page = find_customers(&app, &CustomerQuestion { ascending: true, ..used }).await.unwrap();
    assert!(page.customers.iter().all(|found| found.line.stage.as_deref() == Some("use")));
    let sorted: Vec<_> = page.customers.iter().map(|found| search_key(found.line.name.as_deref().unwrap())).collect();
    assert!(sorted.is_sorted());

    let mut export = Export::begin(&app, &asking("محمد"), "user:1").await.unwrap();
    let mut lines = 0;
    while let Some(chunk) = export.next_chunk().await.unwrap() {
        lines += chunk.iter().filter(|byte| **byte == b'\n').count() as i64;
    }
    assert_eq!(lines, many + 1);
}

#[tokio::test]
async fn the_whole_name_comes_first_then_who_was_seen_last() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let names = ["سارا", "سارا احمدی", "سارا محمدی", "ساره", "=سارا()"].map(str::to_owned);
    fill(&app, &names).await;
    let page = find_customers(&app, &asking("سارا")).await.unwrap();
    assert_eq!(numbers(&page), [5, 1, 3, 2]);
    assert_eq!(numbers(&find_customers(&app, &asking("سار")).await.unwrap()).len(), 5);
    // A customer's own number is an exact answer.
    assert_eq!(numbers(&find_customers(&app, &asking("۴")).await.unwrap()), [4]);
    let all = find_customers(&app, &asking("  ")).await.unwrap();
    assert_eq!((all.count, numbers(&all)), (Count::Exactly(5), vec![5, 4, 3, 2, 1]));

    let mut export = Export::begin(&app, &asking("سارا"), "user:1").await.unwrap();
    let text = String::from_utf8(export.next_chunk().await.unwrap().unwrap()).unwrap();
    assert!(text.contains(",'=سارا(),"), "{text}");
}

//! Searches that match few customers, and searches that match a whole city.

use std::sync::Arc;

use hamdel_domain::{CustomerId, Entropy, Instant, ProfileState, Standing};
use hamdel_store::customers::CustomerOrder;
use hamdel_store::projection::{CustomerRow, Listed, Summary, put_customers, replace_terms};
use hamdel_store::{Store, StoreLocation, encode_state};
use hamdel_testkit::clock::FixedClock;
use hamdel_testkit::lake::FakeLake;
use hamdel_text::{search_key, search_terms};

use super::{
    Count, CsvExport, CustomerPage, CustomerQuestion, Export, MOST_RANKED, MOST_SORTED, PER_PAGE, WorkbookWords,
    find_customers, workbook,
};
use crate::App;

struct Zeros;

impl Entropy for Zeros {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(0);
    }
}

async fn app(folder: &std::path::Path) -> App {
    let store = Store::open(&StoreLocation::Folder(folder.to_owned())).await.unwrap();
    let (clock, entropy) = (Arc::new(FixedClock::default()), Arc::new(Zeros));
    App::new(store, Arc::new(FakeLake::default()), clock, entropy)
}

/// Customers numbered from 1, seen in the order of their numbers.
async fn fill(app: &App, names: &[String]) {
    let row = |(place, name): (usize, &String)| CustomerRow {
        customer: CustomerId(place as i64 + 1),
        today: CustomerId(place as i64 + 1),
        state: encode_state(&ProfileState::default()).unwrap(),
        summary: Summary {
            listed: Listed {
                standing: Standing::Known,
                name: Some(name.clone()),
                stage: (place % 2 == 0).then(|| "use".to_owned()),
            },
            sort_name: Some(search_key(name)),
            first_seen: None,
            last_seen: Some(Instant::from_micros(place as i64)),
            interactions: 1,
            value: 0,
        },
        only_counts: false,
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

    let mut export = CsvExport::new(Export::begin(&app, &asking("محمد"), "user:1").await.unwrap());
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

    let mut export = CsvExport::new(Export::begin(&app, &asking("سارا"), "user:1").await.unwrap());
    let text = String::from_utf8(export.next_chunk().await.unwrap().unwrap()).unwrap();
    assert!(text.contains(",'=سارا(),"), "{text}");
}

#[tokio::test]
async fn among_half_the_city_the_best_come_first() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let many = MOST_RANKED as usize + 200;
    // Every name begins with the words; few have them whole, and two are no more than them.
    let mut names: Vec<String> = (0..many).map(|number| format!("محمدرضا شماره{number}")).collect();
    names[3] = "محمد".to_owned();
    names[5] = "محمد".to_owned();
    names[7] = "کریم محمد".to_owned();
    names[9] = "محمد شماره".to_owned();
    fill(&app, &names).await;
    let page = find_customers(&app, &asking("محمد")).await.unwrap();
    assert_eq!(page.count, Count::MoreThan(MOST_RANKED));
    assert_eq!(&numbers(&page)[..5], [6, 4, 10, 8, many as i64]);
    assert_eq!(numbers(&page).len() as i64, PER_PAGE);
    // No customer comes twice, and none is passed over.
    let mut seen = std::collections::BTreeSet::new();
    for number in [1, 2, 3, MOST_RANKED / PER_PAGE] {
        let page = find_customers(&app, &CustomerQuestion { page: number, ..asking("محمد") }).await.unwrap();
        assert!(numbers(&page).into_iter().all(|customer| seen.insert(customer)), "page {number}");
    }
    assert_eq!(seen.len() as i64, 4 * PER_PAGE);
    let last = find_customers(&app, &CustomerQuestion { page: 9_999, ..asking("محمد") }).await.unwrap();
    assert_eq!(last.page, MOST_RANKED / PER_PAGE);

    // Now most have the word whole.
    names = (0..many).map(|number| format!("محمد شماره{number}")).collect();
    names[3] = "محمد".to_owned();
    names[5] = "محمدرضا".to_owned();
    let other = tempfile::tempdir().unwrap();
    let app = self::app(other.path()).await;
    fill(&app, &names).await;
    let page = find_customers(&app, &asking("محمد")).await.unwrap();
    assert_eq!(&numbers(&page)[..2], [4, many as i64]);
    let used = CustomerQuestion { stage: Some("use".to_owned()), ..asking("محمد") };
    let page = find_customers(&app, &used).await.unwrap();
    assert_eq!(page.count, Count::Exactly(many as i64 / 2));
    // Those with the word whole, and only after them the one who has but its start.
    let last = find_customers(&app, &CustomerQuestion { page: (many as i64 / 2) / PER_PAGE, ..used }).await.unwrap();
    assert!(numbers(&last).iter().all(|customer| customer % 2 == 1));
}

#[tokio::test]
async fn namesakes_by_the_thousand_come_before_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let many = MOST_RANKED as usize + 60;
    let mut names: Vec<String> = (0..many).map(|number| format!("سارا شماره{number}")).collect();
    names[..1_010].fill("سارا".to_owned());
    fill(&app, &names).await;
    let page = async |number| find_customers(&app, &CustomerQuestion { page: number, ..asking("سارا") }).await;
    assert_eq!(numbers(&page(1).await.unwrap())[..2], [1_010, 1_009]);
    let mixed = numbers(&page(21).await.unwrap());
    assert_eq!(mixed[..11], [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, many as i64]);
    let others = numbers(&page(22).await.unwrap());
    assert_eq!(others[0], mixed[49] - 1);
}

#[tokio::test]
async fn identifiers_then_whole_names_then_words_then_starts() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let names = ["سارا احمدی", "سارا", "ساراناز", "احمدی سارا", "علی رضا", "علیرضا کریمی"].map(str::to_owned);
    fill(&app, &names).await;
    assert_eq!(numbers(&find_customers(&app, &asking("سارا")).await.unwrap()), [2, 4, 1, 3]);
    // A compound is the same name with its space and without it.
    assert_eq!(numbers(&find_customers(&app, &asking("علیرضا")).await.unwrap()), [5, 6]);
    assert_eq!(numbers(&find_customers(&app, &asking("احمدی سارا")).await.unwrap()), [4, 1]);
}

#[tokio::test]
async fn interactions_sort_lists_that_are_not_too_long() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    fill(&app, &["سارا", "علی"].map(str::to_owned)).await;
    let asked = CustomerQuestion { order: Some(CustomerOrder::Interactions), ..asking("") };
    let page = find_customers(&app, &asked).await.unwrap();
    assert_eq!((page.order, page.sorts_interactions), (Some(CustomerOrder::Interactions), true));
    fill(&app, &(0..=MOST_SORTED).map(|number| format!("مشتری {number}")).collect::<Vec<_>>()).await;
    let page = find_customers(&app, &asked).await.unwrap();
    assert_eq!((page.order, page.sorts_interactions), (Some(CustomerOrder::LastSeen), false));
    assert_eq!((page.count, numbers(&page)[0]), (Count::Exactly(MOST_SORTED + 1), MOST_SORTED + 1));
    let used = CustomerQuestion { stage: Some("use".to_owned()), ..asked };
    let page = find_customers(&app, &used).await.unwrap();
    assert_eq!((page.order, page.count), (Some(CustomerOrder::Interactions), Count::Exactly(MOST_SORTED / 2 + 1)));
}

#[tokio::test]
async fn a_workbook_is_packed() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    fill(&app, &["=سارا()".to_owned(), "x".repeat(40_000)]).await;
    let words = WorkbookWords {
        sheet: "مشتریان",
        columns: ["1", "2", "3", "4", "5", "6", "7", "8"].map(str::to_owned),
        standing: &|standing| standing.as_str().to_owned(),
        stage: &|stage| stage.to_uppercase(),
        persian: true,
    };
    let export = Export::begin(&app, &asking(""), "user:1").await.unwrap();
    let packed = workbook(export, &words).await.unwrap();
    assert!(packed.starts_with(b"PK"));
    let empty = CustomerQuestion { stage: Some("lost".to_owned()), ..asking("") };
    let export = Export::begin(&app, &empty, "user:1").await.unwrap();
    assert!(workbook(export, &words).await.unwrap().starts_with(b"PK"));
}

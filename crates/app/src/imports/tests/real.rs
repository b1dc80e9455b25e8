//! The real files, where they are there: their counts and sums are known.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use hamdel_domain::lake::Cell;

use super::*;

/// A file of the shared data, or of the folder `HAMDEL_SHARED_DATA` names.
fn shared(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("HAMDEL_SHARED_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let path = folder.join(name);
    if path.is_file() {
        return Some(path);
    }
    println!("skipped: {} is not here", path.display());
    None
}

fn kinds(converted: &Converted) -> BTreeSet<&str> {
    converted.good.iter().map(|(interaction, _)| interaction.kind.as_str()).collect()
}

#[test]
fn a_help_desk() {
    let Some(path) = shared("event_logs/helpdesk.xes.gz") else { return };
    let converted = convert(&path, &proposed(&path).map).unwrap();
    assert_eq!((converted.good.len(), converted.bad.len()), (21_348, 0));
    assert_eq!(converted.customers().iter().collect::<HashSet<_>>().len(), 4_580);
    assert_eq!(kinds(&converted).len(), 14);
    assert_eq!(converted.broken, None);
}

#[test]
fn other_event_logs() {
    for (name, cases, events) in [
        ("event_logs/02_teleclaims.xes.gz", 3_512, 46_138),
        ("event_logs/07_bpic2013_incidents.xes.gz", 7_554, 65_533),
        ("event_logs/08_receipt.xes.gz", 1_434, 8_577),
        ("event_logs/running-example.xes", 6, 42),
        ("event_logs/running-example.csv", 6, 42),
    ] {
        let Some(path) = shared(name) else { return };
        let converted = convert(&path, &proposed(&path).map).unwrap();
        assert_eq!((converted.good.len(), converted.bad.len()), (events, 0), "{name}");
        assert_eq!(converted.customers().iter().collect::<HashSet<_>>().len(), cases, "{name}");
    }
}

#[test]
fn the_running_example_is_understood() {
    let Some(path) = shared("event_logs/running-example.csv") else { return };
    let converted = convert(&path, &proposed(&path).map).unwrap();
    assert_eq!(kinds(&converted).len(), 8);
    let first = converted.interactions()[0].clone();
    assert_eq!((first.kind.as_str(), first.employee.as_deref()), ("register request", Some("Pete")));
    assert_eq!(first.occurred_at.to_string(), "2010-12-30T13:32:00Z");
}

#[test]
fn tables_of_all_sorts_get_a_map_that_works() {
    for (name, column, bad) in [
        ("clickstream_retentioneering/ecom.csv.gz", "user_id", 0),
        ("cfpb/cfpb_2019_with_narrative.csv.gz", "Date received", 0),
        ("telco_churn/Telco-Customer-Churn.csv", "customerID", 0),
        ("splink/fake_1000.csv", "unique_id", 0),
        ("febrl/dataset1.csv", "rec_id", 0),
        ("baltimore_311/311_sample.csv", "CreatedDate", 0),
        ("persian_text/snappfood_dev.csv", "comment", 0),
        ("persian_text/hotel_reviews_sentifars.csv", "review", 0),
    ] {
        let Some(path) = shared(name) else { return };
        let proposal = proposed(&path);
        println!("{name}\n{}", proposal.toml);
        assert!(proposal.toml.contains(&format!("\"{column}\"")), "{name}: {}", proposal.toml);
        let converted = convert(&path, &proposal.map).unwrap();
        assert_eq!(converted.bad.len(), bad, "{name}: {:?}", &converted.reasons()[..converted.bad.len().min(5)]);
    }
}

/// Online Retail is a Parquet file, which only the whole program opens. Here its rows come from a CSV that
/// `HAMDEL_ONLINE_RETAIL_CSV` names, with the columns of the original.
#[test]
fn online_retail_to_the_penny() {
    let Some(path) = std::env::var_os("HAMDEL_ONLINE_RETAIL_CSV").map(PathBuf::from) else {
        println!("skipped: HAMDEL_ONLINE_RETAIL_CSV names no file");
        return;
    };
    let proposal = proposed(&path);
    println!("{}", proposal.toml);
    let began = std::time::Instant::now();
    let converted = convert(&path, &proposal.map).unwrap();
    println!("{:.0} rows a second", 541_909.0 / began.elapsed().as_secs_f64());
    assert_eq!((converted.good.len(), converted.bad.len()), (541_909, 0));
    let named: HashSet<u64> = converted
        .good
        .iter()
        .filter_map(|(_, naming)| if let Naming::Named(hash) = naming { Some(*hash) } else { None })
        .collect();
    assert_eq!(named.len(), 4_372);
    assert_eq!(converted.good.iter().filter(|(_, naming)| *naming == Naming::Anonymous).count(), 135_080);
    assert_eq!(converted.good.iter().filter(|(interaction, _)| interaction.kind == "return").count(), 10_624);
    let sum: i64 = converted
        .good
        .iter()
        .filter_map(|(interaction, _)| interaction.value)
        .map(|value| value.ten_thousandths())
        .sum();
    println!("net revenue {}.{:04}", sum / 10_000, sum % 10_000);
    assert_eq!((sum + 50) / 100, 974_774_793);
    let ids: HashSet<u128> = converted.good.iter().map(|(interaction, _)| interaction.id.0).collect();
    assert_eq!(ids.len(), 541_909);
}

#[test]
fn the_maps_of_the_guide_fit_their_files() {
    for (name, map_name, events, cases) in [
        ("event_logs/helpdesk.xes.gz", "help-desk", 21_348, 4_580),
        ("event_logs/running-example.csv", "running-example", 42, 6),
        ("event_logs/running-example.xes", "running-example", 42, 6),
    ] {
        let Some(path) = shared(name) else { return };
        let text = std::fs::read_to_string(guide().join(format!("{map_name}.toml"))).unwrap();
        let converted = convert(&path, &map(&text)).unwrap();
        assert_eq!((converted.good.len(), converted.bad.len()), (events, 0), "{name}: {:?}", converted.reasons());
        assert_eq!(converted.customers().iter().collect::<HashSet<_>>().len(), cases, "{name}");
    }
}

fn guide() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/maps")
}

#[tokio::test]
async fn online_retail_into_the_journal() {
    let Some(path) = std::env::var_os("HAMDEL_ONLINE_RETAIL_CSV").map(PathBuf::from) else {
        println!("skipped: HAMDEL_ONLINE_RETAIL_CSV names no file");
        return;
    };
    let folder = hamdel_testkit::folder::temporary().unwrap();
    let app = journal::app(folder.path()).await;
    let text = std::fs::read_to_string(guide().join("online-retail.toml")).unwrap();
    let began = std::time::Instant::now();
    let summary = journal::run(&app, &crate::imports::ImportRequest::new(&path, map(&text))).await;
    println!("{:.1} seconds into the journal", began.elapsed().as_secs_f64());
    assert_eq!((summary.rows_good, summary.customers_named, summary.rows_anonymous), (541_909, 4_372, 135_080));
}

#[test]
fn a_parquet_file_through_its_port() {
    let columns = ["CustomerID", "InvoiceDate", "Quantity", "UnitPrice"].map(str::to_owned).to_vec();
    let open: Arc<crate::imports::OpenParquet> = Arc::new(move |_| {
        let at = Instant::from_micros(1_291_192_000_000_000);
        let row = |customer: Cell| {
            Ok(vec![customer, Cell::Instant(at), Cell::Integer(-2), Cell::Decimal("2.105".to_owned())])
        };
        let rows = vec![
            row(Cell::Float(17850.0)),
            row(Cell::Integer(17850)),
            row(Cell::Null),
            Err("page 3 is damaged".to_owned()),
        ];
        Ok(crate::imports::ParquetFile {
            columns: columns.clone(),
            local_times: vec![false, true],
            total_rows: 4,
            rows: Box::new(rows.into_iter()),
        })
    });
    let folder = hamdel_testkit::folder::temporary().unwrap();
    let path = folder.path().join("retail.parquet");
    std::fs::write(&path, b"PAR1 and the rest").unwrap();
    let request = OpenRequest { path: path.clone(), header: true, parquet: Some(open), ..OpenRequest::default() };
    let sample = Sample::take(&request).unwrap();
    let propose_request =
        ProposeRequest { path, rows_as: None, zone: Zone::TEHRAN, now: NOW, open_parquet: None, scratch: None };
    let proposal = propose(&propose_request, &sample).unwrap();
    let stamp = Stamp {
        source: SourceId(7),
        source_name: "retail".to_owned(),
        begun_at: NOW,
        received_at: NOW,
        zone: Zone::TEHRAN,
    };
    let mut converter = Converter::new(&proposal.map, sample.seen(), stamp).unwrap();
    let mut file = open_rows(&request);
    let mut row = Row::default();
    let mut customers = Vec::new();
    let broken = loop {
        match file.reader.next(&mut row) {
            Ok(true) => {
                let (interaction, _) = converter.convert(&row).unwrap();
                assert_eq!(interaction.value, Some("-4.21".parse().unwrap()));
                assert_eq!(interaction.occurred_at.to_string(), "2010-12-01T04:56:40Z");
                customers.push(interaction.identifiers[0].value().to_owned());
            }
            Ok(false) => panic!("the fault was not met"),
            Err(broken) => break broken,
        }
    };
    assert_eq!(broken.problem, "page 3 is damaged");
    assert_eq!(customers[..2], ["17850", "17850"]);
    assert!(customers[2].starts_with("import:"));
}

fn open_rows(request: &OpenRequest) -> crate::imports::rows::OpenRows {
    open(request).unwrap()
}

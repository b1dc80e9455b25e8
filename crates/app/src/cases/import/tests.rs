//! Past cases come in once, with their times, and bad rows aside.

use hamdel_domain::cases::{CaseId, CaseState};

use super::*;
use crate::invitations::tests_bench::Bench;

const MAP: &str = "as = \"cases\"\nsource = \"old\"\ntime_zone = \"UTC\"\nid = \"no\"\ntext = [\"said\", \"about\"]\nreceived_at = \"came\"\nclosed_at = \"closed\"\ndue_at = \"due\"\nkind = \"about\"\nunit = \"team\"\n";

const FILE: &str = "no,said,about,came,due,closed,team\n\
    1,It was late,Late parcel,2026-01-02T10:00:00Z,2026-01-03T10:00:30Z,2026-01-03T10:00:30Z,Delivery\n\
    2,,Late parcel,2026-01-02T10:00:00Z,2026-01-03T10:00:00Z,2026-01-03T10:00:01Z,Delivery\n\
    3,Still open,Rude staff,2026-01-02T10:00:00Z,2026-01-03T10:00:00Z,,Shop\n\
    4,Bad,Rude staff,yesterday,,,Shop\n\
    ,Nameless,Rude staff,2026-01-02T10:00:00Z,,,Shop\n\
    1,Twice,Late parcel,2026-01-02T10:00:00Z,,,Delivery\n";

#[tokio::test]
async fn a_second_run_changes_nothing_and_bad_rows_are_kept_aside() {
    let bench = Bench::new().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.csv");
    std::fs::write(&path, FILE).unwrap();
    let request = CaseImportRequest { path, map: MAP.to_owned(), dry_run: false, open_parquet: None, scratch: None };
    let first = import_cases(&bench.app, &request).await.unwrap();
    assert_eq!((first.rows_read, first.rows_bad, first.cases, first.known_before), (6, 2, 3, 1));
    assert_eq!((first.closed, first.with_clock, first.in_time), (2, 2, 1), "a second late is late");
    assert_eq!(first.first_bad[0], (4, "came".to_owned(), "\"yesterday\": not a date in a known form".to_owned()));
    let second = import_cases(&bench.app, &request).await.unwrap();
    assert_eq!((second.cases, second.known_before, &second.import_id), (0, 4, &first.import_id));
    let one = bench.app.store.case(CaseId(1)).await.unwrap().unwrap();
    assert_eq!((one.state, one.facts.kind.as_deref()), (CaseState::Closed, Some("late_parcel")));
    assert_eq!((one.facts.unit.as_deref(), one.is_breached()), (Some("Delivery"), false));
    let open = bench.app.store.case(CaseId(3)).await.unwrap().unwrap();
    assert!(open.is_open() && open.due_at().is_some());
    assert!(bench.app.store.case_kinds().await.unwrap().iter().any(|kind| kind.title_en == "Rude staff"));
    let mut bad = Vec::new();
    crate::imports::export_bad_rows(&bench.app.store, &first.import_id, &mut bad).await.unwrap();
    assert!(String::from_utf8(bad).unwrap().contains("yesterday"));
}

#[test]
fn a_map_that_is_wrong_says_where() {
    let wrong = |from: &str, to: &str| CaseMap::parse(&MAP.replace(from, to)).unwrap_err().to_string();
    assert!(wrong("\"UTC\"", "\"Atlantis\"").contains("time_zone"));
    assert!(wrong("id = \"no\"\n", "").contains("id"));
    assert!(wrong("kind =", "knid =").contains("knid"));
    assert!(wrong("unit = \"team\"", "timely = \"x\"").contains("promise_days"));
}

/// What a dry run of a map of the guide says of a file of the shared data; none where it is not here.
async fn known(file: &str, map: &str) -> Option<CaseImportSummary> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("HAMDEL_SHARED_DATA").map_or_else(|| here.join("../shared/data"), PathBuf::from);
    let path = data.join(file);
    if !path.is_file() {
        println!("skipped: {} is not here", path.display());
        return None;
    }
    let map = std::fs::read_to_string(here.join("docs/guide/maps").join(map)).unwrap();
    let request = CaseImportRequest { path, map, dry_run: true, open_parquet: None, scratch: None };
    Some(import_cases(&Bench::new().await.app, &request).await.unwrap())
}

#[tokio::test]
async fn complaints_about_banks_have_their_known_truth() {
    let Some(found) = known("cfpb/cfpb_2019_with_narrative.csv.gz", "cases-cfpb.toml").await else { return };
    assert_eq!((found.cases, found.rows_bad), (6_623, 0), "{found:?}");
    assert_eq!(found.with_clock - found.in_time, 94);
}

#[tokio::test]
async fn requests_to_a_city_have_their_known_truth() {
    let Some(found) = known("baltimore_311/311_sample.csv", "cases-baltimore-311.toml").await else { return };
    assert_eq!(found.with_clock, 9_555, "{found:?}");
    let share = found.in_time as f64 / 9_555.0;
    assert!((share - 0.836).abs() < 0.000_5, "{share}");
}

//! Real complaints taken in as cases fill causes, kinds, units, clocks and reports. The figures were counted in the
//! files themselves; without the shared data these tests say so and pass.

use std::path::{Path, PathBuf};

use hamdel_domain::Instant;
use hamdel_domain::rights::Role;

use super::*;
use crate::cases::tests::somebody;
use crate::causes::{ParetoQuestion, pareto};
use crate::invitations::tests_bench::Bench;
use crate::pulse::Period;
use crate::reports::{Month, Report, report};

/// Takes a file of the shared data in by a map of the guide; none where it is not here.
async fn taken_in(bench: &Bench, file: &str, map: &str) -> Option<CaseImportSummary> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("HAMDEL_SHARED_DATA").map_or_else(|| here.join("../shared/data"), PathBuf::from);
    let path = data.join(file);
    if !path.is_file() {
        println!("skipped: {} is not here", path.display());
        return None;
    }
    let map = std::fs::read_to_string(here.join("docs/guide/maps").join(map)).unwrap();
    let request = CaseImportRequest { path, map, dry_run: false, open_parquet: None, scratch: None };
    Some(import_cases(&bench.app, &request).await.unwrap())
}

async fn of_month(bench: &Bench, month: &str, unit: Option<&str>) -> Report {
    let manager = somebody(1, Role::ExperienceManager, &[]);
    report(&bench.app, Month::parse(month).unwrap(), unit, &manager).await.unwrap()
}

/// Of how many it is known whether they were in time, and how many were.
fn in_time(found: &Report) -> (u64, u64) {
    let share = found.on_time.as_ref().unwrap();
    (share.n, (share.value * share.n as f64).round() as u64)
}

#[tokio::test]
async fn complaints_about_banks_fill_causes_kinds_and_reports() {
    let bench = Bench::new().await;
    let Some(summary) = taken_in(&bench, "cfpb/cfpb_2019_with_narrative.csv.gz", "cases-cfpb.toml").await else {
        return;
    };
    assert_eq!((summary.cases, summary.rows_bad, summary.with_clock - summary.in_time), (6_623, 0, 94));
    let all = bench.app.store.count_cases(&hamdel_store::cases::CasesAsked::default()).await.unwrap();
    assert_eq!(all, 6_623);
    for (month, received, late) in [("2019-04", 2_130, 12), ("2019-03", 1_175, 22)] {
        let found = of_month(&bench, month, None).await;
        assert_eq!((found.received, found.answered, found.open), (received, received, 0), "{month}");
        assert_eq!(in_time(&found), (received, received - late), "{month}");
        assert_eq!(found.causes[0].cause.as_deref(), Some("incorrect_information_on_your_report"), "{month}");
        assert!(!found.decisions.is_empty());
    }
    // The Pareto chart of 365 days, from 6 April 2019 on.
    bench.clock.set(Instant::parse_iso("2020-04-04T12:00:00Z").unwrap());
    let year = ParetoQuestion { period: Period::Year, ..ParetoQuestion::default() };
    let found = pareto(&bench.app, &year).await.unwrap();
    assert_eq!((found.named, found.unnamed), (3_687, 0));
    assert_eq!(found.bars.iter().map(|bar| bar.cases).sum::<u64>(), 3_687);
    assert_eq!((found.bars[0].cause.as_str(), found.bars[0].cases), ("incorrect_information_on_your_report", 1_444));
    assert!(found.few < found.bars.len() / 2, "few causes make most of it: {} of {}", found.few, found.bars.len());
    let kinds = bench.app.store.case_kinds().await.unwrap();
    assert!(kinds.iter().any(|kind| kind.title_en == "Mortgage"), "{kinds:?}");
}

#[tokio::test]
async fn requests_to_a_city_fill_units_clocks_and_reports() {
    let bench = Bench::new().await;
    let Some(summary) = taken_in(&bench, "baltimore_311/311_sample.csv", "cases-baltimore-311.toml").await else {
        return;
    };
    assert_eq!(summary.with_clock, 9_555, "{summary:?}");
    let share = summary.in_time as f64 / 9_555.0;
    assert!((share - 0.836).abs() < 0.000_5, "{share}");
    let mut units = bench.app.store.units().await.unwrap();
    units.retain(|unit| unit.archived_at.is_none());
    let names: Vec<&str> = units.iter().map(|unit| unit.name.as_str()).collect();
    for unit in ["Solid Waste", "Transportation", "Housing", "Fire Department"] {
        assert!(names.contains(&unit), "{names:?}");
    }
    // Known: closed with a due moment, or open past it; of every unit and of the whole city.
    for (month, unit, received, known, met) in [
        ("2018-05", Some("Solid Waste"), 115, 113 + 2, 107),
        ("2018-05", Some("Transportation"), 34, 31 + 1, 28),
        ("2018-05", None, 238, 224 + 7, 202),
        ("2018-01", None, 234, 225 + 4, 167),
    ] {
        let found = of_month(&bench, month, unit).await;
        assert_eq!((found.received, in_time(&found)), (received, (known, met)), "{month} {unit:?}");
    }
    let open = bench.app.store.case_outlines(&hamdel_store::cases::CasesAsked::default(), 20_000, 0).await.unwrap();
    let running = open.iter().flat_map(|case| &case.clocks).filter(|clock| clock.state.is_open()).count();
    let late = open.iter().filter(|case| case.clocks.iter().any(|clock| clock.state.is_breached())).count() as u64;
    assert_eq!(late, summary.with_clock - summary.in_time + 159, "those still open ran out long ago");
    assert!(running <= 159, "{running}");
}

//! Imports of real data whose truth is known, by the maps of the guide.

use std::path::{Path, PathBuf};

use hamdel_testkit::program::Program;
use serde_json::Value;

use crate::support::{cell, count, program, rows, shared};

fn map(name: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/maps").join(name);
    path.to_str().unwrap().to_owned()
}

/// Imports a file that must enter whole; gives the summary.
fn import(program: &Program, file: &Path, more: &[&str]) -> Value {
    let arguments: Vec<&str> =
        ["--json", "import", file.to_str().unwrap()].into_iter().chain(more.iter().copied()).collect();
    let summary: Value = serde_json::from_str(&program.done(&arguments).unwrap()).unwrap();
    assert_eq!(summary["finished"], true, "{summary}");
    summary
}

#[test]
fn online_retail_gives_its_known_numbers_once() {
    let Some(file) = shared("online_retail/online_retail_full.parquet") else { return };
    let program = program();
    let summary = import(&program, &file, &["--map", &map("online-retail.toml")]);
    eprintln!("Online Retail: {} s", summary["seconds"]);
    assert_eq!((&summary["rows_read"], &summary["rows_bad"]), (&541_909.into(), &0.into()), "{summary}");
    assert_eq!(summary["customers_named"], 4_372);
    assert_eq!(summary["rows_anonymous"], 135_080);
    online_retail_is_as_known(&program);

    let again = import(&program, &file, &["--map", &map("online-retail.toml")]);
    assert_eq!(again["rows_sent_before"], 541_909, "{again}");
    online_retail_is_as_known(&program);
}

fn online_retail_is_as_known(program: &Program) {
    assert_eq!(count(program, "SELECT count(*) FROM interactions"), 541_909);
    assert_eq!(count(program, "SELECT count(*) FROM customers WHERE standing = 'known'"), 4_372);
    assert_eq!(count(program, "SELECT count(*) FROM customers WHERE standing = 'anonymous'"), 135_080);
    assert_eq!(count(program, "SELECT sum(interactions) FROM customers"), 541_909);
    assert_eq!(cell(program, "SELECT CAST(round(sum(value), 2) AS DECIMAL(18, 2)) FROM interactions"), "9747747.93");
    assert_eq!(count(program, "SELECT count(*) FROM interactions WHERE kind = 'return'"), 10_624);
    assert_eq!(count(program, "SELECT count(*) FROM interactions WHERE kind = 'return' AND value > 0"), 0);
    assert!(count(program, "SELECT count(*) FROM interactions WHERE value < 0") > 9_000);
}

#[test]
fn a_help_desk_s_log_makes_each_case_a_customer() {
    let Some(file) = shared("event_logs/helpdesk.xes.gz") else { return };
    for more in [vec!["--map".to_owned(), map("help-desk.toml")], vec!["--yes".to_owned()]] {
        let program = program();
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        let summary = import(&program, &file, &more);
        assert_eq!((&summary["rows_read"], &summary["rows_bad"]), (&21_348.into(), &0.into()), "{summary}");
        assert_eq!(count(&program, "SELECT count(*) FROM interactions"), 21_348, "{more:?}");
        assert_eq!(count(&program, "SELECT count(*) FROM customers"), 4_580, "{more:?}");
        assert_eq!(count(&program, "SELECT count(DISTINCT kind) FROM interactions"), 14, "{more:?}");
        import(&program, &file, &more);
        assert_eq!(count(&program, "SELECT count(*) FROM interactions"), 21_348, "a second time, {more:?}");
    }
}

#[test]
fn the_running_example_enters_as_csv_and_as_xes() {
    for (name, more) in [
        ("event_logs/running-example.csv", vec!["--map".to_owned(), map("running-example.toml")]),
        ("event_logs/running-example.csv", vec!["--yes".to_owned()]),
        ("event_logs/running-example.xes", vec!["--yes".to_owned()]),
    ] {
        let Some(file) = shared(name) else { return };
        let program = program();
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        import(&program, &file, &more);
        let found = rows(
            &program,
            "SELECT count(*) AS n, count(DISTINCT customer_id) AS cases, count(DISTINCT kind) AS kinds, min(occurred_at) AS first FROM interactions",
        );
        assert_eq!(
            (&found[0]["n"], &found[0]["cases"], &found[0]["kinds"]),
            (&42.into(), &6.into(), &8.into()),
            "{name} {more:?}"
        );
        assert_eq!(found[0]["first"], "2010-12-30T10:02:00Z", "{name} {more:?}");
    }
}

#[test]
fn a_dry_run_writes_nothing() {
    let Some(file) = shared("event_logs/running-example.csv") else { return };
    let program = program();
    let summary = import(&program, &file, &["--map", &map("running-example.toml"), "--dry-run"]);
    assert_eq!((&summary["dry_run"], &summary["rows_good"]), (&true.into(), &42.into()), "{summary}");
    assert_eq!(count(&program, "SELECT count(*) FROM interactions"), 0);
}

/// Imports cases; gives the summary.
fn cases(program: &Program, file: &Path, map_name: &str) -> Value {
    let map = map(map_name);
    let arguments = ["--json", "import", file.to_str().unwrap(), "--as", "cases", "--map", &map];
    serde_json::from_str(&program.done(&arguments).unwrap()).unwrap()
}

#[test]
fn complaints_about_banks_enter_once_with_what_was_late() {
    let Some(file) = shared("cfpb/cfpb_2019_with_narrative.csv.gz") else { return };
    let program = program();
    let first = cases(&program, &file, "cases-cfpb.toml");
    assert_eq!((&first["cases"], &first["rows_bad"]), (&6_623.into(), &0.into()), "{first}");
    let late = first["with_clock"].as_u64().unwrap() - first["in_time"].as_u64().unwrap();
    assert_eq!(late, 94, "{first}");
    let again = cases(&program, &file, "cases-cfpb.toml");
    assert_eq!((&again["cases"], &again["known_before"]), (&0.into(), &6_623.into()), "{again}");
}

#[test]
fn requests_to_a_city_are_on_time_as_often_as_is_known() {
    let Some(file) = shared("baltimore_311/311_sample.csv") else { return };
    let program = program();
    let summary = cases(&program, &file, "cases-baltimore-311.toml");
    assert_eq!(summary["with_clock"], 9_555, "{summary}");
    let share = summary["in_time"].as_f64().unwrap() / 9_555.0;
    assert!((share - 0.836).abs() < 0.000_5, "{share}");
}

//! Bad files: a clear error each time, the good rows in, the bad ones aside.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use hamdel_testkit::folder;
use hamdel_testkit::program::{Ended, Program};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{cell, count, program};

const MAP: &str = r#"
as = "interactions"
[customer]
user_id = "who"
[fields]
kind = "what"
occurred_at = "when"
value = "worth"
"#;

/// What the bomb grows to.
const BOMB_MIB: usize = 1_024;

/// A folder with a map, and the program on data of its own.
struct Desk {
    program: Program,
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { program: program(), folder: folder::temporary().unwrap() };
        desk.write("map.toml", MAP.as_bytes());
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    /// Imports by the map; standard output is the summary.
    fn import(&self, name: &str) -> Ended {
        self.run(&["--json", "import", text(&self.path(name)), "--map", text(&self.path("map.toml"))])
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        self.program.run(arguments).unwrap()
    }

    fn entered(&self) -> u64 {
        count(&self.program, "SELECT count(*) FROM interactions")
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn summary(ended: &Ended) -> Value {
    serde_json::from_str(&ended.stdout).unwrap_or_else(|problem| panic!("{problem}: {ended:?}"))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::default());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

/// A table of so many good rows.
fn table(rows: usize) -> String {
    let mut table = "who,what,when,worth\n".to_owned();
    for row in 0..rows {
        // Digits that do not compress away.
        let noise = (row as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) % 1_000_000;
        table.push_str(&format!("c-{noise},order,2026-03-{:02}T10:00:00Z,{noise}.5\n", row % 28 + 1));
    }
    table
}

#[test]
fn an_empty_file_is_said_to_be_empty() {
    let desk = Desk::new();
    desk.write("nothing.csv", b"");
    let ended = desk.import("nothing.csv");
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    assert!(ended.stderr.contains("empty"), "{}", ended.stderr);
    desk.write("heading.csv", b"who,what,when,worth\n");
    let ended = desk.import("heading.csv");
    assert!(ended.status.code().is_some_and(|code| code < 2), "{ended:?}");
    assert_eq!(desk.entered(), 0);
}

#[test]
fn a_truncated_gzip_gives_what_was_good_and_says_so() {
    let desk = Desk::new();
    let whole = gzip(table(50_000).as_bytes());
    desk.write("cut.csv.gz", &whole[..whole.len() / 2]);
    let ended = desk.import("cut.csv.gz");
    assert_eq!(ended.status.code(), Some(3), "{ended:?}");
    let told = summary(&ended);
    assert_eq!(told["finished"], false, "{told}");
    assert!(told["incomplete"].as_str().is_some_and(|words| words.len() > 10), "{told}");
    let good = told["rows_good"].as_u64().unwrap();
    assert!((10_000..50_000).contains(&good), "{told}");
    assert_eq!(desk.entered(), good);

    // The whole file goes on from there; nothing enters twice.
    desk.write("cut.csv.gz", &whole);
    let ended = desk.import("cut.csv.gz");
    assert!(ended.status.success(), "{ended:?}");
    assert_eq!(desk.entered(), 50_000);
}

#[test]
fn a_bomb_is_not_unpacked_into_memory() {
    let desk = Desk::new();
    let mut writer = GzEncoder::new(Vec::new(), Compression::fast());
    writer.write_all(table(3).as_bytes()).unwrap();
    let zeros = vec![b'0'; 1 << 20];
    for _ in 0..BOMB_MIB {
        writer.write_all(&zeros).unwrap();
    }
    desk.write("bomb.csv.gz", &writer.finish().unwrap());
    let (bomb, map) = (desk.path("bomb.csv.gz"), desk.path("map.toml"));
    let arguments = ["--json", "import", text(&bomb), "--map", text(&map)];
    let (ended, most_memory) = desk.program.run_measured(&arguments).unwrap();
    assert!(ended.status.code().is_some(), "it was killed: {ended:?}");
    assert!((1..512 << 10).contains(&most_memory), "it held {most_memory} KiB");
    assert!(!ended.status.success() || summary(&ended)["rows_bad"].as_u64().is_some_and(|bad| bad > 0), "{ended:?}");
    assert!(desk.entered() <= 3);
}

#[test]
fn a_row_with_a_field_too_many_goes_aside_with_its_number() {
    let desk = Desk::new();
    let rows = "who,what,when,worth\na,order,2026-03-01,1\nb,order,2026-03-02,2,extra\nc,order,no day,3\nd,order,2026-03-04,four\ne,order,2026-03-05,5\n";
    desk.write("rows.csv", rows.as_bytes());
    let ended = desk.import("rows.csv");
    assert!(ended.status.success(), "{ended:?}");
    let told = summary(&ended);
    assert_eq!(
        (&told["rows_read"], &told["rows_good"], &told["rows_bad"]),
        (&5.into(), &2.into(), &3.into()),
        "{told}"
    );
    let bad: Vec<u64> = told["first_bad"].as_array().unwrap().iter().map(|row| row["row"].as_u64().unwrap()).collect();
    assert_eq!(bad, [2, 3, 4], "{told}");
    let fields: Vec<&str> =
        told["first_bad"].as_array().unwrap().iter().map(|row| row["field"].as_str().unwrap()).collect();
    assert_eq!(fields[1..], ["occurred_at", "value"], "{told}");
    assert_eq!(desk.entered(), 2);
}

#[test]
fn a_map_that_names_an_unknown_column_is_refused_before_anything_enters() {
    let desk = Desk::new();
    desk.write("map.toml", MAP.replace("\"worth\"", "\"wroth\"").as_bytes());
    desk.write("rows.csv", table(3).as_bytes());
    let ended = desk.import("rows.csv");
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    assert!(
        ended.stderr.contains("wroth") && ended.stderr.contains("worth") && ended.stderr.contains("value"),
        "{}",
        ended.stderr
    );
    assert_eq!(desk.entered(), 0);
}

#[test]
fn nul_and_invalid_bytes_neither_stop_the_import_nor_get_lost_in_silence() {
    let desk = Desk::new();
    desk.write(
        "nul.csv",
        b"who,what,when,worth\na,ord\0er,2026-03-01,1\nb,order,2026-03-02,2\n\0\0,order,2026-03-03,3\n",
    );
    let ended = desk.import("nul.csv");
    assert!(ended.status.success(), "{ended:?}");
    let told = summary(&ended);
    assert_eq!(told["rows_read"], 3, "{told}");
    assert_eq!(desk.entered(), told["rows_good"].as_u64().unwrap());
    assert!(desk.entered() >= 1, "{told}");
    assert_eq!(cell(&desk.program, "SELECT count(*) FROM interactions WHERE kind = 'order' AND value = 2"), "1");
}

#[test]
fn what_is_no_table_is_said_to_be_none() {
    let desk = Desk::new();
    desk.write("cut.parquet", b"PAR1 and then nothing of the kind");
    desk.write("cut.xes", b"<?xml version=\"1.0\"?><log><trace><event>");
    for name in ["cut.parquet", "cut.xes", "not-there.csv"] {
        let ended = desk.import(name);
        assert!(matches!(ended.status.code(), Some(1 | 3)), "{name}: {ended:?}");
        assert!(ended.stderr.len() + ended.stdout.len() > 20, "{name}: {ended:?}");
    }
    assert_eq!(desk.entered(), 0);
}

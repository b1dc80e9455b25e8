//! Published values, files of every format, and what is left out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use super::*;

fn file(path: &Path) -> TableFile {
    TableFile { path: path.to_owned(), missing: Vec::new(), parquet: Arc::new(|_| Err("no Parquet here".to_owned())) }
}

fn written(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn asking(path: &Path, score: Score, by: Option<&str>) -> ScoreRequest {
    let by = by.map(str::to_owned);
    ScoreRequest { file: file(path), score, column: "score".to_owned(), by, confidence: 0.95, minimum: 10 }
}

fn close(value: &Value, wanted: f64) {
    let value = value.as_f64().unwrap();
    assert!((value - wanted).abs() < 0.005, "{value} is not {wanted}");
}

#[test]
fn nps_of_the_reference_with_its_interval() {
    let folder = tempfile::tempdir().unwrap();
    let rows = ["10\n"; 50].concat() + &["7\n"; 30].concat() + &["3\n"; 20].concat();
    let path = written(&folder, "a.csv", &format!("score\n{rows}"));
    let result = scores(&asking(&path, Score::Nps, None)).unwrap();
    let score = &result["score"];
    close(&score["value"], 30.0);
    close(&score["low"], 14.05);
    close(&score["high"], 44.20);
    assert_eq!((&score["n"], &score["method"]), (&json!(100), &json!("adjusted_wald")));
}

#[test]
fn a_workbook_and_a_csv_answer_alike_and_say_what_they_leave_out() {
    let folder = tempfile::tempdir().unwrap();
    let answers = ["5", "4", "۳", "x", "", "9", "5", "4", "5", "2", "1", "4", "5"];
    let text: String = answers.iter().enumerate().map(|(row, answer)| format!("{answer};{}\n", row % 2)).collect();
    let csv = written(&folder, "a.csv", &format!("score;branch\n{text}"));
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "score").unwrap().write(0, 1, "branch").unwrap();
    for (row, answer) in (1..).zip(answers) {
        match answer.parse::<f64>() {
            Ok(number) => sheet.write(row, 0, number).unwrap(),
            Err(_) if answer.is_empty() => sheet,
            Err(_) => sheet.write(row, 0, answer).unwrap(),
        };
        sheet.write(row, 1, (row - 1) % 2).unwrap();
    }
    let xlsx = folder.path().join("a.xlsx");
    book.save(&xlsx).unwrap();
    let from_csv = scores(&asking(&csv, Score::Csat, Some("branch"))).unwrap();
    assert_eq!(from_csv, scores(&asking(&xlsx, Score::Csat, Some("branch"))).unwrap());
    assert_eq!(from_csv["left_out"], json!({ "missing": 1, "not a number": 1, "not on the scale": 1 }));
    close(&from_csv["score"]["value"], 0.7);
    assert_eq!(from_csv["groups"][0]["score"], json!({ "too_few_answers": { "have": 6, "need": 10 } }));
}

#[test]
fn a_column_that_is_not_there_is_named_with_those_that_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(&folder, "a.csv", "rating,branch\n1,2\n");
    let problem = scores(&asking(&path, Score::Nps, None)).unwrap_err().to_string();
    assert!(problem.contains("no column score") && problem.contains("rating, branch"), "{problem}");
}

#[test]
fn gaps_of_the_published_instrument() {
    let folder = tempfile::tempdir().unwrap();
    let names = |letter: char| (1..=22).map(|item| format!("{letter}{item}")).collect::<Vec<_>>().join(",");
    let points = "t,r,s,a,e";
    let row = |expected: &str, found: &str, points: &str| {
        format!("{},{},{points}\n", [expected; 22].join(","), [found; 22].join(","))
    };
    let text = format!(
        "{},{},{points}\n{}{}",
        names('e'),
        names('p'),
        row("6", "5", "20,20,20,20,20"),
        row("7", "5", "50,50,0,0,1")
    );
    let path = written(&folder, "a.csv", &text);
    let request = ServqualRequest {
        file: file(&path),
        expectation: "e1..e22".to_owned(),
        perception: "p1..p22".to_owned(),
        importance: Some(points.to_owned()),
        confidence: 0.95,
    };
    let result = servqual(&request).unwrap();
    close(&result["gaps"]["overall"]["value"], -1.5);
    close(&result["perceptions"]["dimensions"][4]["score"]["value"], 5.0);
    assert_eq!(result["gaps"]["dimensions"][0]["dimension"], "tangibles");
    assert_eq!(result["left_out"], json!({ "importance that does not sum to 100": 1 }));
}

#[test]
fn the_satisfaction_index_of_the_mobile_phone_provider() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/ecsi_mobi/mobi.csv");
    if !path.exists() {
        hamdel_testkit::skip("the shared data is not there");
        return;
    }
    let request = IndexRequest {
        file: file(&path),
        items: "CUSA1,CUSA2,CUSA3".to_owned(),
        scale: (1.0, 10.0),
        weights: Vec::new(),
        confidence: 0.95,
    };
    let result = index(&request).unwrap();
    close(&result["score"]["value"], 71.97);
    assert_eq!(result["score"]["n"], 250);
    let request = ReliabilityRequest { file: file(&path), items: "CUSA1..CUSA3".to_owned(), confidence: 0.95 };
    let alpha = reliability(&request).unwrap();
    assert_eq!((&alpha["alpha"]["n"], alpha["items"].as_array().unwrap().len()), (&json!(250), 3));
}

#[test]
fn labels_of_any_names_are_learned_and_tested() {
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = (["عالی بود", "خیلی خوب و تازه", "راضی هستم"], ["افتضاح بود", "خیلی بد و سرد", "ناراضی هستم"]);
    let row = |place: usize, words: &str, label: &str| format!("{words} {}\t{label}\n", place + 1000);
    let part = |from: usize, to: usize| -> String {
        let rows = (from..to).map(|place| row(place, good[place % 3], "0") + &row(place, bad[place % 3], "1"));
        format!("comment\tlabel\n{}", rows.collect::<String>())
    };
    let train = written(&folder, "train.csv", &part(0, 300));
    let test = written(&folder, "test.csv", &part(300, 330));
    let out = folder.path().join("out.csv");
    let request = SentimentRequest {
        file: file(&train),
        text: "comment".to_owned(),
        label: Some("label".to_owned()),
        test: Some(file(&test)),
        predictions: Some(out.clone()),
        confidence: 0.95,
    };
    let result = sentiment(&request).unwrap();
    assert_eq!(result["test"]["n"], 60);
    assert!(result["test"]["accuracy"]["value"].as_f64().unwrap() > 0.95, "{result}");
    // The lexicon tells that 1 is the bad one here.
    assert_eq!(result["classes"], json!(["1", "0"]));
    assert_eq!(std::fs::read_to_string(out).unwrap().lines().count(), 61);
}

#[test]
fn comments_without_labels_are_scored_from_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(&folder, "a.csv", "comment\nغذا عالی بود\nterrible service\nkheili bad bood\n");
    let request = SentimentRequest {
        file: file(&path),
        text: "comment".to_owned(),
        label: None,
        test: None,
        predictions: None,
        confidence: 0.95,
    };
    let result = sentiment(&request).unwrap();
    let labels: Vec<&str> =
        result["rows"].as_array().unwrap().iter().map(|row| row["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["positive", "negative", "negative"]);
}

#[test]
fn learned_from_a_part_of_snappfood_it_reads_the_rest() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/persian_text/snappfood_dev.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        hamdel_testkit::skip("the shared data is not there");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (head, rows) = text.split_once('\n').unwrap();
    let part = |name: &str, of: fn(usize) -> bool| {
        let rows = rows.lines().enumerate().filter(|(place, _)| of(*place)).map(|(_, row)| format!("{row}\n"));
        written(&folder, name, &format!("{head}\n{}", rows.collect::<String>()))
    };
    let request = SentimentRequest {
        file: file(&part("train.csv", |place| place % 5 != 0)),
        text: "comment".to_owned(),
        label: Some("label".to_owned()),
        test: Some(file(&part("test.csv", |place| place % 5 == 0))),
        predictions: None,
        confidence: 0.95,
    };
    let result = sentiment(&request).unwrap();
    assert_eq!(result["classes"], json!(["SAD", "HAPPY"]));
    let test =
        if result["test"]["not_in_training"].is_null() { &result["test"] } else { &result["test"]["not_in_training"] };
    assert!(test["accuracy"]["value"].as_f64().unwrap() >= 0.85, "{test}");
}

#[test]
fn the_kind_of_a_complaint_is_proposed_from_its_narrative() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/cfpb/cfpb_2019_with_narrative.csv.gz");
    if !path.exists() {
        hamdel_testkit::skip("the shared data is not there");
        return;
    }
    let asked = |label: &str| {
        let text = "Consumer complaint narrative".to_owned();
        kinds(&KindsRequest { file: file(&path), text, label: label.to_owned(), confidence: 0.95 }).unwrap()
    };
    let accuracy = |of: &Value| of["accuracy"]["value"].as_f64().unwrap();
    for (label, of_regression) in [("Product", 0.712), ("Issue", 0.355)] {
        let result = asked(label);
        let test = &result["test"];
        assert_eq!(test["n"], 510);
        // TF-IDF with logistic regression of scikit-learn 1.9.1, with its defaults, on the same rows.
        assert!(accuracy(test) > of_regression, "{label}: {result}");
        assert!(accuracy(test) > accuracy(&test["most_frequent_kind"]) + 0.15, "{label}: {result}");
    }
}

#[test]
fn a_file_with_one_kind_teaches_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(&folder, "a.csv", &format!("text,kind\n{}", "late,delivery\n".repeat(60)));
    let request =
        KindsRequest { file: file(&path), text: "text".to_owned(), label: "kind".to_owned(), confidence: 0.95 };
    assert!(kinds(&request).unwrap_err().to_string().contains("label"));
}

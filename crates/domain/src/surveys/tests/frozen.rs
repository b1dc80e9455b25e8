//! What is kept in databases is read by every later version, and written as it was.

use super::*;

const ANSWERS: &str = include_str!("../../../testdata/answers.1.json");
const SURVEY: &str = include_str!("../../../testdata/survey.1.json");

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn published_surveys_stay_readable() {
    let survey = everything();
    let kinds: std::collections::BTreeSet<&str> =
        survey.questions().map(|(_, question)| question.kind.as_str()).collect();
    assert_eq!(kinds.len(), 17, "a new kind belongs into a new sample, beside this one");
    assert_eq!(check(&survey, &Simple), []);
    assert_eq!(serde_json::to_value(&survey).unwrap(), json(SURVEY));
}

#[test]
fn answers_stay_readable() {
    let answers: Answers = serde_json::from_str(ANSWERS).unwrap();
    assert_eq!(serde_json::to_value(&answers).unwrap(), json(ANSWERS));
    let survey = everything();
    assert_eq!(answers.0.len(), survey.questions().filter(|(_, question)| question.kind.is_answered()).count());
    let plain = |name: &str| answers.get(&key(name)).unwrap().plain();
    assert_eq!(plain("nps"), 6);
    assert_eq!(plain("one"), json(r#"{"other": "چیز دیگر"}"#));
    assert_eq!(plain("many"), json(r#"["a", {"other": "دیگر"}]"#));
    assert_eq!(plain("facets"), json(r#"{"staff": 5, "smell": null}"#));
    assert_eq!(plain("day"), "2026-04-01");
}

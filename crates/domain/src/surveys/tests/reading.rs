//! Forms as browsers post them.

use super::*;
use crate::surveys::reading::read_answer;

fn read(name: &str, fields: &[(&str, &str)]) -> Result<serde_json::Value, (String, AnswerProblem)> {
    read_answer(&question(name), &form(fields), &days)
        .map(|answer| answer.map_or(serde_json::Value::Null, |answer| answer.plain()))
        .map_err(|problem| (problem.field, problem.code))
}

fn good(name: &str, fields: &[(&str, &str)], plain: &str) {
    assert_eq!(read(name, fields), Ok(serde_json::from_str(plain).unwrap()), "{fields:?}");
}

fn bad(name: &str, fields: &[(&str, &str)], field: &str, code: AnswerProblem) {
    assert_eq!(read(name, fields), Err((field.to_owned(), code)), "{fields:?}");
}

#[test]
fn scales_and_numbers() {
    good("nps", &[("nps", "۱۰")], "10");
    good("nps", &[("nps", " ")], "null");
    good("nps", &[("csat", "1")], "null");
    bad("nps", &[("nps", "11")], "nps", AnswerProblem::TooHigh);
    bad("csat", &[("csat", "0")], "csat", AnswerProblem::TooLow);
    bad("nps", &[("nps", "7.5")], "nps", AnswerProblem::NotWhole);
    bad("nps", &[("nps", "خوب")], "nps", AnswerProblem::NotANumber);
    good("line", &[("line", "۳۷٫۵")], "37.5");
    bad("line", &[("line", "101")], "line", AnswerProblem::TooHigh);
    bad("count", &[("count", "1.5")], "count", AnswerProblem::NotWhole);
}

#[test]
fn choices() {
    good("one", &[("one", "a")], r#""a""#);
    good("one", &[("one", "_other"), ("one.other", " چیز \u{202e}دیگر ")], r#"{"other": "چیز دیگر"}"#);
    good("one", &[("one.other", "بی دکمه")], r#"{"other": "بی دکمه"}"#);
    good("one", &[("one", "a"), ("one.other", "ماند")], r#""a""#);
    bad("one", &[("one", "_other")], "one.other", AnswerProblem::OtherEmpty);
    bad("one", &[("one", "c")], "one", AnswerProblem::NotAChoice);
    good("many", &[("many", "b"), ("many", "a"), ("many", "b")], r#"["a", "b"]"#);
    bad("many", &[("many", "b"), ("many", "a"), ("many.other", "x")], "many", AnswerProblem::TooMany);
    good("grid", &[("grid.r1", "c2")], r#"{"r1": "c2"}"#);
    bad("grid", &[("grid.r1", "c9")], "grid.r1", AnswerProblem::NotAChoice);
    good("rank", &[("rank", "b"), ("rank", "a")], r#"["b", "a"]"#);
    good("rank", &[("rank.a", "۲"), ("rank.b", "۱")], r#"["b", "a"]"#);
    bad("rank", &[("rank.a", "1"), ("rank.b", "1")], "rank", AnswerProblem::NotAllRanked);
    bad("rank", &[("rank", "a")], "rank", AnswerProblem::NotAllRanked);
}

#[test]
fn days_words_and_people() {
    good("day", &[("day", "2026-04-01")], r#""2026-04-01""#);
    good("day", &[("day.year", "2026"), ("day.month", "04"), ("day.day", "01")], r#""2026-04-01""#);
    bad("day", &[("day.year", "2026")], "day", AnswerProblem::NotADay);
    bad("day", &[("day", "2026-03-20")], "day", AnswerProblem::TooEarly);
    bad("day", &[("day", "2027-03-21")], "day", AnswerProblem::TooLate);
    good("words", &[("words", "می\u{200c}شود\r\nو <b>\u{7}")], "\"می\u{200c}شود\\nو <b>\"");
    good("words", &[("words", "\u{202a}\u{2069}\u{0}")], "null");
    bad("words", &[("words", &"و".repeat(501))], "words", AnswerProblem::TooLong);
    good(
        "you",
        &[("you.email", "Sara@Example.ir"), ("you.phone", "۰۹۱۲۱۲۳۴۵۶۷")],
        r#"{"email": "sara@example.ir", "phone": "+989121234567"}"#,
    );
    bad("you", &[("you.email", "sara")], "you.email", AnswerProblem::NotAnEmail);
    bad("you", &[("you.phone", "12")], "you.phone", AnswerProblem::NotAPhone);
    good("read", &[("read", "x")], "null");
}

#[test]
fn blocks() {
    good(
        "quality",
        &[("quality.q1.expectation", "۷"), ("quality.q1.perception", "5"), ("quality.importance.empathy", "100")],
        r#"{"expectations": {"q1": 7}, "perceptions": {"q1": 5}, "importance": {"empathy": 100}}"#,
    );
    bad("quality", &[("quality.q1.expectation", "8")], "quality.q1.expectation", AnswerProblem::TooHigh);
    good(
        "facets",
        &[("facets.staff", "5"), ("facets.smell", "na"), ("facets.signs", "")],
        r#"{"staff": 5, "smell": null}"#,
    );
    bad("facets", &[("facets.price", "6")], "facets.price", AnswerProblem::TooHigh);
}

#[test]
fn json_says_the_same_as_a_form() {
    let json = r#"{"nps": 9, "one": {"other": "x"}, "many": ["a", {"other": "y"}], "rank": ["b", "a"], "grid": {"r1": "c1"},
        "quality": {"q1": {"expectation": 6, "perception": 7}}, "facets": {"staff": 4, "smell": "na"}, "words": null}"#;
    let form = Form::from_json(&serde_json::from_str(json).unwrap()).unwrap();
    let survey = everything();
    let reading = read_form(survey.questions().map(|(_, question)| question), &form, &days);
    assert_eq!(reading.problems, []);
    let given: Vec<&str> =
        reading.answers.iter().filter(|(_, answer)| answer.is_some()).map(|(key, _)| key.as_str()).collect();
    assert_eq!(given, ["nps", "one", "many", "grid", "rank", "quality", "facets"]);
    assert!(form.mentions(&key("words")) && !form.mentions(&key("day")));
}

#[test]
fn a_form_has_a_size() {
    let much = vec![("a".to_owned(), "b".repeat(600 * 1024))];
    assert_eq!(Form::new(much), Err(FormTooLarge::Bytes));
    assert_eq!(Form::new(vec![(String::new(), String::new()); 2_001]), Err(FormTooLarge::Fields));
}

//! Who is asked what, what is missing, and what it scores.

use std::collections::BTreeMap;

use super::*;
use crate::surveys::scores::gaps;

fn answers(json: &str) -> Answers {
    serde_json::from_str(json).unwrap()
}

fn asked(survey: &SurveyDefinition, given: &str) -> (Vec<String>, Answers) {
    let settled = settle(survey, &answers(given), &BTreeMap::new(), 7, &Simple);
    let mut keys: Vec<String> = settled
        .sections
        .iter()
        .flat_map(|page| page.questions.iter().map(|question| question.key.to_string()))
        .collect();
    keys.sort();
    (keys, settled.answers)
}

#[test]
fn hidden_questions_lose_their_answers_in_one_pass() {
    let mut survey = everything();
    survey.sections[2].questions[0].condition = Some("one == 'a'".to_owned());
    survey.sections[2].questions[1].condition = Some("line > 10".to_owned());
    let given =
        r#"{"nps": {"step": 5}, "one": {"choice": {"listed": "a"}}, "line": {"number": 50}, "count": {"number": 2}}"#;
    let (keys, kept) = asked(&survey, given);
    assert!(keys.contains(&"count".to_owned()) && kept.0.len() == 4);
    // A high score hides the page of `one`; with its answer go those that followed from it.
    let (keys, kept) = asked(&survey, &given.replace("\"step\": 5", "\"step\": 9"));
    assert!(!keys.contains(&"line".to_owned()) && !keys.contains(&"count".to_owned()));
    assert_eq!(kept.0.len(), 1);
}

#[test]
fn pages_follow_each_other() {
    let survey = everything();
    let given = answers(r#"{"nps": {"step": 9}, "csat": {"step": 3}}"#);
    let settled = settle(&survey, &given, &BTreeMap::new(), 7, &Simple);
    let [scales, choices, values] = [0, 1, 2].map(|place| survey.sections[place].key.clone());
    let page = |shown: Option<&ShownSection<'_>>| shown.map(|shown| shown.section.key.to_string());
    assert_eq!(page(settled.after(None)).as_deref(), Some("scales"));
    assert_eq!(page(settled.after(Some(&scales))).as_deref(), Some("values"));
    assert_eq!(page(settled.after(Some(&choices))).as_deref(), Some("values"), "a page that is hidden by now");
    assert_eq!(page(settled.before(&values)).as_deref(), Some("scales"));
    assert_eq!(settled.progress(&values), Progress { page: 2, of: 3 });
    assert_eq!(settled.progress(&values).percent(), 33);
    assert_eq!(settled.values.get("total"), &Value::Number(12.0));
    assert_eq!(settled.closing(&Simple).map(|closing| closing.key.as_str()), Some("thanks"));
    assert_eq!(settled.closing_of_quota("critics").map(|closing| closing.key.as_str()), Some("full"));
    assert!(settled.quotas(&Simple).is_empty());
}

#[test]
fn what_is_missing_is_named_by_its_field() {
    let mut survey = everything();
    for (_, place) in [(0, 0), (0, 1)] {
        survey.sections[3].questions[place].required = true;
    }
    let fields = |given: &str| {
        let settled = settle(&survey, &answers(given), &BTreeMap::new(), 7, &Simple);
        settled.missing().into_iter().map(|problem| (problem.field, problem.code)).collect::<Vec<_>>()
    };
    let required = |field: &str| (field.to_owned(), AnswerProblem::Required);
    assert_eq!(fields("{}"), [required("nps"), required("quality"), required("facets")]);
    let given = r#"{"nps": {"step": 9}, "you": {"contact": {"city": "قم"}},
        "quality": {"servqual": {"expectations": {"q1": 1, "q2": 1, "q3": 1, "q4": 1, "q5": 1},
            "perceptions": {"q1": 1, "q2": 1, "q3": 1, "q4": 1}, "importance": {"empathy": 90}}},
        "facets": {"facets": {"staff": {"rated": 1}, "price": "not_applicable", "product": {"rated": 1}, "waiting": {"rated": 1},
            "surroundings": {"rated": 1}, "signs": {"rated": 1}, "smell": {"rated": 1}}}}"#;
    let expected = [
        required("you.email"),
        required("quality.q5.perception"),
        ("quality.importance.tangibles".to_owned(), AnswerProblem::PointsSum),
        required("facets.cleanliness"),
    ];
    assert_eq!(fields(given), expected);
}

#[test]
fn a_response_says_its_scores_and_words() {
    let survey = everything();
    let given = answers(include_str!("../../../testdata/answers.1.json"));
    let scored = scores(&survey, &given);
    let main = scored.main.unwrap();
    assert_eq!((main.metric.as_deref(), main.score, main.text.as_deref()), (Some("nps"), Some(6.0), Some("کند بود")));
    assert_eq!((main.scale, main.response_kind), (Some((0.0, 10.0)), Some(ResponseKind::Doing)));
    let others: Vec<_> =
        scored.others.iter().map(|given| (given.metric.clone().unwrap(), given.score.unwrap())).collect();
    let named = |name: &str, score: f64| (name.to_owned(), score);
    // Gaps of -2 and 0, weighted by 60 and 40 points.
    let expected = [
        named("csat", 4.0),
        named("ces", 5.0),
        named("enps", 10.0),
        named("facet:staff", 3.0),
        named("servqual", -1.2),
        named("servqual:tangibles", -2.0),
        named("servqual:reliability", 0.0),
        named("facet:staff", 5.0),
    ];
    assert_eq!(others, expected);
}

#[test]
fn gaps_are_means_of_perception_minus_expectation() {
    let item = |key: &str, dimension: &str| ServqualItem {
        key: ChoiceKey::new(key).unwrap(),
        dimension: dimension.to_owned(),
        expectation: Words::default(),
        perception: Words::default(),
    };
    let items = [item("a", "tangibles"), item("b", "tangibles"), item("c", "empathy"), item("d", "empathy")];
    let answer: ServqualAnswer = serde_json::from_str(
        r#"{"expectations": {"a": 7, "b": 6, "c": 5, "d": 7}, "perceptions": {"a": 4, "b": 6, "c": 6}}"#,
    )
    .unwrap();
    let gaps: Vec<_> = gaps(&items, &answer).into_iter().collect();
    assert_eq!(gaps, [(Dimension::Tangibles, -1.5), (Dimension::Empathy, 1.0)]);
}

#[test]
fn texts_are_filled_in_with_what_was_chosen() {
    let survey = everything();
    let given = answers(include_str!("../../../testdata/answers.1.json"));
    let customer = BTreeMap::from([("name".to_owned(), Value::Text("سارا".to_owned()))]);
    let settled = settle(&survey, &given, &customer, 7, &Simple);
    let piping =
        |language| Piping { definition: &survey, answers: &settled.answers, values: &settled.values, language };
    let text = "{customer.name|x}: {many} / {rank} / {total} / {customer.city|—} / {one}";
    assert_eq!(piping(SurveyLanguage::Fa).fill(text), "سارا: الف، دیگر / ب، الف / 10 / — / چیز دیگر");
    assert_eq!(piping(SurveyLanguage::En).fill("{many}"), "A, دیگر");
}

//! Every problem by its place and code.

use super::*;

fn changed(change: impl FnOnce(&mut SurveyDefinition)) -> Vec<(String, CheckCode)> {
    let mut survey = everything();
    change(&mut survey);
    check(&survey, &Simple).into_iter().map(|problem| (problem.place, problem.code)).collect()
}

fn one(change: impl FnOnce(&mut SurveyDefinition)) -> (String, CheckCode) {
    let found = changed(change);
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].clone()
}

fn at(place: &str, code: CheckCode) -> (String, CheckCode) {
    (place.to_owned(), code)
}

fn kind(survey: &mut SurveyDefinition, section: usize, question: usize, json: &str) {
    survey.sections[section].questions[question].kind = serde_json::from_str(json).unwrap();
}

#[test]
fn an_empty_survey_says_what_it_lacks() {
    let found: Vec<_> =
        check(&SurveyDefinition::default(), &Simple).into_iter().map(|problem| (problem.place, problem.code)).collect();
    assert_eq!(found, [at("/languages", CheckCode::NoLanguage), at("/sections", CheckCode::NoQuestions)]);
}

#[test]
fn texts_are_there_in_every_language_that_is_offered() {
    let place = "/sections/0/questions/1/text/en";
    assert_eq!(one(|survey| survey.sections[0].questions[1].text.en.clear()), at(place, CheckCode::MissingText));
    assert_eq!(
        changed(|survey| {
            survey.languages = vec![SurveyLanguage::Fa];
            survey.sections[0].questions[1].text.en.clear();
        }),
        []
    );
    assert_eq!(one(|survey| survey.sections[0].title.fa.clear()), at("/sections/0/title/fa", CheckCode::MissingText));
    assert_eq!(one(|survey| survey.languages.push(SurveyLanguage::Fa)), at("/languages", CheckCode::LanguageTwice));
}

#[test]
fn conditions_look_back_only() {
    let condition = |section: usize, question: usize, text: &'static str| {
        one(move |survey| survey.sections[section].questions[question].condition = Some(text.to_owned()))
    };
    let place = "/sections/0/questions/1/condition";
    assert_eq!(condition(0, 1, "ces > 3"), at(place, CheckCode::LooksForward));
    assert_eq!(condition(0, 1, "csat > 3"), at(place, CheckCode::LooksAtItself));
    assert_eq!(condition(0, 1, "gone > 3"), at(place, CheckCode::UnknownQuestion));
    assert_eq!(condition(0, 1, "total > 3"), at(place, CheckCode::LooksForward), "through a calculated value");
    assert_eq!(condition(0, 1, "nps >"), at(place, CheckCode::BadCondition));
    // In an order of their own, no question of a page comes before another.
    assert_eq!(condition(1, 3, "one == 'a'"), at("/sections/1/questions/3/condition", CheckCode::LooksForward));
    assert_eq!(condition(3, 0, "read > 1"), at("/sections/3/questions/0/condition", CheckCode::NoValue));
    assert_eq!(
        one(|survey| survey.sections[1].condition = Some("rank > 1".to_owned())),
        at("/sections/1/condition", CheckCode::LooksForward)
    );
    assert_eq!(changed(|survey| survey.sections[2].condition = Some("one_worth > 1".to_owned())), []);
    assert_eq!(
        one(|survey| survey.sections[0].questions[1].text.fa = "به {words}؟".to_owned()),
        at("/sections/0/questions/1/text/fa", CheckCode::LooksForward)
    );
}

#[test]
fn a_question_that_is_gone_is_missed_everywhere() {
    let found = changed(|survey| drop(survey.sections[0].questions.remove(0)));
    let expected = [
        at("/main", CheckCode::UnknownQuestion),
        at("/sections/1/condition", CheckCode::UnknownQuestion),
        at("/sections/2/questions/3/text/fa", CheckCode::UnknownQuestion),
        at("/sections/2/questions/3/text/en", CheckCode::UnknownQuestion),
        at("/sections/2/questions/3/kind/about", CheckCode::UnknownQuestion),
        at("/calculated/0/formula", CheckCode::UnknownQuestion),
        at("/quotas/0/condition", CheckCode::UnknownQuestion),
    ];
    assert_eq!(found, expected);
}

#[test]
fn kinds_are_checked() {
    let kind_problem = |section: usize, question: usize, json: &'static str| {
        let (place, code) = one(move |survey| kind(survey, section, question, json));
        let start = format!("/sections/{section}/questions/{question}/kind");
        (place.strip_prefix(&start).unwrap_or(&place).to_owned(), code)
    };
    let texts = r#""text": {"fa": "ا", "en": "A"}"#;
    assert_eq!(kind_problem(0, 4, r#"{"type": "rating", "steps": 11}"#), at("/steps", CheckCode::BadSteps));
    let same = format!(r#"{{"type": "ranking", "choices": [{{"key": "a", {texts}}}, {{"key": "a", {texts}}}]}}"#);
    assert_eq!(kind_problem(1, 3, Box::leak(same.into_boxed_str())), at("/choices/1/key", CheckCode::DuplicateKey));
    assert_eq!(
        kind_problem(1, 0, r#"{"type": "single_choice", "choices": []}"#),
        at("/choices", CheckCode::TooFewChoices)
    );
    let two = format!(
        r#"{{"type": "multiple_choice", "least": 2, "most": 1, "choices": [{{"key": "a", {texts}}}, {{"key": "b", {texts}}}]}}"#
    );
    assert_eq!(kind_problem(1, 1, Box::leak(two.into_boxed_str())), at("/least", CheckCode::LeastAboveMost));
    assert_eq!(
        kind_problem(2, 0, r#"{"type": "slider", "low": 0, "high": 10, "step": 20}"#),
        at("/step", CheckCode::BadStep)
    );
    assert_eq!(kind_problem(2, 1, r#"{"type": "number", "low": 5, "high": 1}"#), at("/low", CheckCode::LeastAboveMost));
    assert_eq!(kind_problem(2, 2, r#"{"type": "date", "earliest": "1405-13-01"}"#), at("/earliest", CheckCode::BadDay));
    assert_eq!(kind_problem(2, 3, r#"{"type": "text", "about": "you"}"#), at("/about", CheckCode::NoScore));
    assert_eq!(kind_problem(2, 3, r#"{"type": "text", "limit": 50000}"#), at("/limit", CheckCode::BadLimit));
    assert_eq!(kind_problem(2, 4, r#"{"type": "contact", "fields": []}"#), at("/fields", CheckCode::TooFewChoices));
    assert_eq!(
        kind_problem(3, 1, r#"{"type": "facets", "facets": ["staff", "staff"]}"#),
        at("/facets", CheckCode::Twice)
    );
    let (place, code) = one(|survey| {
        if let QuestionKind::Servqual { items, importance } = &mut survey.sections[3].questions[0].kind {
            items[1].dimension = "speed".to_owned();
            *importance = false;
        }
    });
    assert_eq!((place.as_str(), code), ("/sections/3/questions/0/kind/items/1/dimension", CheckCode::UnknownDimension));
}

#[test]
fn ends_are_checked() {
    assert_eq!(
        one(|survey| survey.quotas[0].closing = ClosingKey::new("gone").ok()),
        at("/quotas/0/closing", CheckCode::UnknownClosing)
    );
    assert_eq!(one(|survey| survey.quotas[0].limit = 0), at("/quotas/0/limit", CheckCode::BadLimit));
    for address in ["javascript:alert(1)", "//evil.example", "data:text/html,x", "https://", "a b", ""] {
        let found = one(|survey| {
            if let Some(next) = &mut survey.closings[1].next_step {
                next.address = address.to_owned();
            }
        });
        assert_eq!(found, at("/closings/1/next_step/address", CheckCode::BadAddress), "{address}");
    }
    assert_eq!(one(|survey| survey.look.colour = "red".to_owned()), at("/look/colour", CheckCode::BadColour));
    assert_eq!(
        one(|survey| survey.sections[1].questions.clear()),
        at("/sections/1/questions", CheckCode::EmptySection)
    );
    assert_eq!(
        one(|survey| survey.sections[2].key = survey.sections[0].key.clone()),
        at("/sections/2/key", CheckCode::DuplicateKey)
    );
}

#[test]
fn keys_are_named_by_their_place_before_anything_else_is_read() {
    let text = r#"{"sections": [{"questions": [{"key": "Q 1"}, {"key": "in", "kind": {"choices": [{"text": {}}]}}]}]}"#;
    let found: Vec<_> =
        read_definition(text).unwrap_err().into_iter().map(|problem| (problem.place, problem.code)).collect();
    let expected = [
        at("/sections/0/key", CheckCode::NoKey),
        at("/sections/0/questions/0/key", CheckCode::BadKey),
        at("/sections/0/questions/1/key", CheckCode::BadKey),
        at("/sections/0/questions/1/kind/choices/0/key", CheckCode::NoKey),
    ];
    assert_eq!(found, expected);
    assert_eq!(read_definition("{").unwrap_err()[0].code, CheckCode::Malformed);
    assert_eq!(read_definition(r#"{"sections": 1}"#).unwrap_err()[0].code, CheckCode::Malformed);
    assert_eq!(read_definition(&" ".repeat(2_000_000)).unwrap_err()[0].code, CheckCode::TooLarge);
}

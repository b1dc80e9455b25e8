use std::collections::BTreeSet;

use hamdel_domain::surveys::conditions::ConditionReader;
use hamdel_domain::surveys::library::LIBRARY;
use hamdel_domain::surveys::piping::variables;
use hamdel_domain::surveys::texts::texts;
use hamdel_domain::surveys::{CheckCode, QuestionKey, rename};

use super::*;
use crate::ErrorCode;

#[tokio::test]
async fn two_who_change_a_draft_do_not_overwrite_each_other() {
    let world = World::new().await;
    let made = create_survey(&world.app, " رضایت ", SurveyOrigin::Blank, "user:1").await.unwrap();
    assert_eq!((made.name.as_str(), made.state, made.public_token.len()), ("رضایت", SurveyState::Draft, 16));
    let work = open_survey(&world.app, made.id).await.unwrap();
    assert_eq!(work.problems[0].code, CheckCode::NoQuestions);
    assert!(matches!(
        publish_survey(&world.app, made.id, work.edition, "user:1").await.unwrap(),
        Publication::Refused(problems) if problems == work.problems
    ));
    let edition = save_draft(&world.app, made.id, work.edition, &small(), "user:1").await.unwrap();
    let late = save_draft(&world.app, made.id, work.edition, &work.definition, "user:2").await.unwrap_err();
    assert_eq!(late.code(), ErrorCode::Conflict);
    let late = publish_survey(&world.app, made.id, work.edition, "user:2").await.unwrap_err();
    assert_eq!(late.code(), ErrorCode::Conflict);
    assert_eq!(publish_survey(&world.app, made.id, edition, "user:1").await.unwrap(), Publication::Published(1));
    assert_eq!(create_survey(&world.app, " ", SurveyOrigin::Blank, "u").await.unwrap_err().code(), ErrorCode::Invalid);
    let unknown = create_survey(&world.app, "x", SurveyOrigin::Library("x"), "u").await.unwrap_err();
    assert_eq!(unknown.code(), ErrorCode::NotFound);
}

#[tokio::test]
async fn a_published_version_does_not_change_under_its_answers() {
    let world = World::new().await;
    let survey = world.published(small()).await;
    let early = world.start(&survey).await.token;
    let work = open_survey(&world.app, survey.id).await.unwrap();
    assert!(!work.is_changed);
    let mut changed = work.definition.clone();
    changed.sections[0].questions[0].text.fa = "پرسش تازه".to_owned();
    changed.sections.truncate(1);
    save_draft(&world.app, survey.id, work.edition, &changed, "user:1").await.unwrap();
    assert!(open_survey(&world.app, survey.id).await.unwrap().is_changed);
    assert_eq!(world.publish(survey.id).await, 2);
    assert_eq!(published_definition(&world.app, survey.id, 1).await.unwrap(), small());
    let page_of = |step| page(step).questions[0].text.clone();
    assert_eq!(page_of(response_page(&world.app, &early, None, None).await.unwrap()), "ما را پیشنهاد می‌کنید؟");
    assert_eq!(page_of(world.start(&survey).await.step), "پرسش تازه");
    assert_eq!(open_survey(&world.app, survey.id).await.unwrap().versions.len(), 2);
}

#[tokio::test]
async fn surveys_are_copied_and_put_away() {
    let world = World::new().await;
    let survey = world.published(small()).await;
    let copy = create_survey(&world.app, "رونوشت", SurveyOrigin::CopyOf(survey.id), "user:1").await.unwrap();
    assert_ne!(copy.public_token, survey.public_token);
    assert_eq!(open_survey(&world.app, copy.id).await.unwrap().definition, small());
    archive_survey(&world.app, survey.id, "user:1").await.unwrap();
    archive_survey(&world.app, copy.id, "user:1").await.unwrap();
    restore_survey(&world.app, survey.id, "user:1").await.unwrap();
    restore_survey(&world.app, copy.id, "user:1").await.unwrap();
    rename_survey(&world.app, copy.id, "دیگر", "user:1").await.unwrap();
    let mut states: Vec<_> =
        surveys(&world.app).await.unwrap().into_iter().map(|held| (held.name, held.state)).collect();
    states.sort();
    assert_eq!(states, [("آزمون".to_owned(), SurveyState::Published), ("دیگر".to_owned(), SurveyState::Draft)]);
}

#[test]
fn every_ready_made_survey_can_be_published() {
    for ready in LIBRARY {
        let definition = ready.definition();
        assert_eq!(check_definition(&definition), [], "{}", ready.name);
        assert!(!definition.closings.is_empty(), "{}", ready.name);
        let json = serde_json::to_string(&definition).unwrap();
        assert_eq!(read_definition(&json).unwrap(), definition, "{}", ready.name);
    }
}

/// Everything that conditions, formulas and texts of a survey refer to.
fn referred(definition: &SurveyDefinition) -> BTreeSet<String> {
    let reader = CelConditions::default();
    let whole = serde_json::to_value(definition).unwrap();
    let mut found = BTreeSet::new();
    let mut walk = vec![&whole];
    while let Some(value) = walk.pop() {
        match value {
            serde_json::Value::Object(members) => {
                for (name, held) in members {
                    match held {
                        serde_json::Value::String(text) if name == "condition" || name == "formula" => {
                            found.extend(reader.references(text).unwrap());
                        }
                        serde_json::Value::String(text) if name == "about" || name == "main" => {
                            found.insert(text.clone());
                        }
                        other => walk.push(other),
                    }
                }
            }
            serde_json::Value::Array(list) => walk.extend(list),
            _ => {}
        }
    }
    for text in texts(definition) {
        found.extend([&text.words.fa, &text.words.en].into_iter().flat_map(|side| variables(side)).map(str::to_owned));
    }
    found
}

#[test]
fn a_renamed_question_is_referred_to_by_its_new_name_and_back_again() {
    let new = QuestionKey::new("called_otherwise").unwrap();
    let mut referred_to = 0;
    for ready in LIBRARY {
        let definition = ready.definition();
        for (_, question) in definition.questions() {
            let mut changed = definition.clone();
            rename(&mut changed, &question.key, &new);
            assert_eq!(check_definition(&changed), Vec::new(), "{} {}", ready.name, question.key);
            let before = referred(&definition);
            referred_to += usize::from(before.contains(question.key.as_str()));
            let expected: BTreeSet<String> = before
                .into_iter()
                .map(|name| if name == question.key.as_str() { new.to_string() } else { name })
                .collect();
            assert_eq!(referred(&changed), expected, "{} {}", ready.name, question.key);
            rename(&mut changed, &new, &question.key);
            assert_eq!(changed, definition);
        }
    }
    assert!(referred_to > 10, "{referred_to}");
}

#[tokio::test]
async fn a_name_changes_in_the_draft_and_never_in_what_is_published() {
    let world = World::new().await;
    let survey = world.published(small()).await;
    let work = open_survey(&world.app, survey.id).await.unwrap();
    let key = work.definition.questions().next().unwrap().1.key.to_string();
    let rename_to =
        async |edition, new: &str| rename_in_draft(&world.app, survey.id, edition, (&key, new), "user:1").await;
    assert_eq!(rename_to(work.edition, "Not a key").await.unwrap_err().code(), ErrorCode::Invalid);
    let taken = work.definition.questions().nth(1).unwrap().1.key.to_string();
    assert_eq!(rename_to(work.edition, &taken).await.unwrap_err().code(), ErrorCode::Invalid);
    rename_to(work.edition, "called_otherwise").await.unwrap();
    let again = open_survey(&world.app, survey.id).await.unwrap();
    assert!(again.is_changed && again.definition.question("called_otherwise").is_some());
    let published = published_definition(&world.app, survey.id, 1).await.unwrap();
    assert!(published.question(&key).is_some() && published.question("called_otherwise").is_none());
}

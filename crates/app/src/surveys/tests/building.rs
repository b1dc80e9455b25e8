use hamdel_domain::surveys::CheckCode;
use hamdel_domain::surveys::library::LIBRARY;

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

use hamdel_domain::CustomerId;
use hamdel_domain::invitations::VersionPolicy;
use hamdel_domain::surveys::{AnswerProblem, QuestionKind};

use super::*;
use crate::AppError;

#[tokio::test]
async fn a_critic_answers_and_the_journal_has_the_score_with_its_reason() {
    let world = World::new().await;
    let survey = world.published(small()).await;
    let opened = open_entrance(&world.app, &Entrance::Public(survey.public_token.clone()), None).await.unwrap();
    let first = page(opened.step.clone());
    assert_eq!((keys(&first), first.heading.as_str(), first.progress.of), (vec!["nps"], "سلام دوست ما", 2));

    let request = StartRequest { token: Some(opened.token.clone()), ..StartRequest::public(&survey.public_token) };
    let started = start_response(&world.app, &request).await.unwrap();
    let token = started.token;
    assert_eq!(token, opened.token);
    assert_eq!(started.step, opened.step, "the first page looks the same before and after");

    // The reason comes up with the score, and is shown before it is passed over.
    let again = page(world.next(&token, "first", &[("nps", "۴")]).await);
    assert_eq!((again.page.as_str(), keys(&again), again.problems.len()), ("first", vec!["nps", "why"], 0));
    assert_eq!(again.questions[1].text, "چرا 4؟");
    let second = page(world.next(&token, "first", &[("nps", "4"), ("why", " کند بود\u{202e} ")]).await);
    assert_eq!((keys(&second), second.can_go_back, second.is_last), (vec!["cause", "words"], true, true));
    assert_eq!(second.questions[0].text, "به 4 نمره دادید؛ علت چه بود؟");

    let wrong = page(world.next(&token, "second", &[("cause", "food"), ("words", "ممنون")]).await);
    assert_eq!(wrong.problems[0].code, AnswerProblem::NotAChoice);
    assert!(wrong.questions[1].answer.is_some(), "what reads well is kept");
    world.clock.advance(30_000_000);
    let end = world.next(&token, "second", &[("cause", "_other"), ("cause.other", "صف"), ("words", "ممنون")]).await;
    let end = closing(end);
    assert_eq!((end.title.as_str(), end.over_quota), ("متأسفیم (4)", false));
    assert_eq!(end.next_step, Some(("با ما حرف بزنید".to_owned(), "/contact".to_owned())));

    assert_eq!(tell_responses(&world.app).await.unwrap(), 1);
    assert_eq!(tell_responses(&world.app).await.unwrap(), 0);
    let told = world.journal().await;
    let main = &told[0];
    assert_eq!((main.kind.as_str(), main.metric.as_deref(), main.score), ("survey_response", Some("nps"), Some(4.0)));
    assert_eq!((main.text.as_deref(), main.touchpoint.as_deref()), (Some("کند بود"), Some("store_visit")));
    assert!(main.message_id.starts_with("response:1:") && main.message_id.ends_with(":nps"), "{}", main.message_id);
    let properties: serde_json::Value = serde_json::from_str(&main.properties).unwrap();
    assert_eq!(properties["answers"]["cause"]["other"], "صف");
    assert_eq!((&properties["survey"], &properties["seconds"]), (&survey.id.0.into(), &30.into()));
    assert_eq!(told.len(), 2);
    assert_eq!((told[1].kind.as_str(), told[1].text.as_deref(), told[1].score), ("survey_answer", Some("ممنون"), None));
    let funnel = survey_funnel(&world.app, survey.id, None).await.unwrap();
    assert_eq!((funnel.opened, funnel.started, funnel.submitted, funnel.left.len()), (1, 1, 1, 0));
}

#[tokio::test]
async fn an_answer_that_became_irrelevant_is_cleared() {
    let world = World::new().await;
    let survey = world.published(small()).await;
    let token = world.start(&survey).await.token;
    world.next(&token, "first", &[("nps", "3"), ("why", "بد بود")]).await;
    let back = page(world.save(&token, "second", &[("cause", "price")], Towards::Back).await);
    assert_eq!((back.page.as_str(), keys(&back)), ("first", vec!["nps", "why"]));
    let second = page(world.next(&token, "first", &[("nps", "9"), ("why", "بد بود")]).await);
    assert_eq!(keys(&second), ["words"]);
    let end = closing(world.next(&token, "second", &[]).await);
    assert_eq!(end.title, "سپاس");
    tell_responses(&world.app).await.unwrap();
    let told = world.journal().await;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].score, told[0].text.as_deref()), (Some(9.0), None));
    assert!(!told[0].properties.contains("price") && !told[0].properties.contains("بد"), "{}", told[0].properties);
}

#[tokio::test]
async fn nothing_typed_is_lost_on_the_way() {
    let world = World::new().await;
    let survey = world.published(small()).await;
    let token = world.start(&survey).await.token;
    world.next(&token, "first", &[("nps", "8")]).await;
    // A draft of the page, as a script sends it while one types.
    let stay = page(world.save(&token, "second", &[("words", "نیمه")], Towards::Stay).await);
    assert_eq!(stay.page, "second");
    let resumed = page(response_page(&world.app, &token, None, None).await.unwrap());
    assert_eq!(resumed.questions[0].answer.as_ref().unwrap().plain(), "نیمه");
    let first = page(response_page(&world.app, &token, Some("first"), Some("en".parse_language())).await.unwrap());
    assert_eq!((first.heading.as_str(), first.page.as_str()), ("Hello friend", "first"));
    // Typed too much: refused with the limit, and what was there before stays.
    let much = "و".repeat(500_000 / 2);
    let refused = page(world.next(&token, "second", &[("words", &much)]).await);
    let problem = &refused.problems[0];
    assert_eq!(
        (problem.code, problem.bound.as_deref(), problem.found.as_deref()),
        (AnswerProblem::TooLong, Some("5000"), Some("250000"))
    );
    assert_eq!(refused.questions[0].answer.as_ref().unwrap().plain(), "نیمه");
}

trait ParseLanguage {
    fn parse_language(&self) -> hamdel_domain::surveys::SurveyLanguage;
}

impl ParseLanguage for str {
    fn parse_language(&self) -> hamdel_domain::surveys::SurveyLanguage {
        hamdel_domain::surveys::SurveyLanguage::parse(self).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn double_clicks_make_one_response() {
    let world = World::new().await;
    let survey = world.published(small()).await;
    let opened = open_entrance(&world.app, &Entrance::Public(survey.public_token.clone()), None).await.unwrap();
    let request = StartRequest { token: Some(opened.token.clone()), ..StartRequest::public(&survey.public_token) };
    let starts = (0..8).map(|_| {
        let (app, request) = (world.app.clone(), request.clone());
        tokio::spawn(async move { start_response(&app, &request).await.unwrap() })
    });
    for started in starts.collect::<Vec<_>>() {
        started.await.unwrap();
    }
    world.next(&opened.token, "first", &[("nps", "10")]).await;
    let submits = (0..8).map(|_| {
        let (app, token) = (world.app.clone(), opened.token.clone());
        tokio::spawn(async move {
            let form = form(&[("words", "عالی")]);
            let save = PageSave { token: &token, page: "second", form: &form, towards: Towards::Next, language: None };
            save_page(&app, save).await.unwrap()
        })
    });
    let mut ends = Vec::new();
    for submit in submits.collect::<Vec<_>>() {
        ends.push(closing(submit.await.unwrap()));
    }
    assert!(ends.iter().all(|end| *end == ends[0]));
    // Posting any page after the end, and opening it again, show the end.
    assert_eq!(closing(world.next(&opened.token, "first", &[("nps", "0")]).await), ends[0]);
    assert_eq!(closing(submit_response(&world.app, &opened.token).await.unwrap()), ends[0]);
    assert_eq!(closing(start_response(&world.app, &request).await.unwrap().step), ends[0]);
    tell_responses(&world.app).await.unwrap();
    assert_eq!(world.journal().await.len(), 2);
    let funnel = survey_funnel(&world.app, survey.id, None).await.unwrap();
    assert_eq!((funnel.started, funnel.submitted), (1, 1));
}

#[tokio::test]
async fn an_invitation_has_one_response_whichever_link_opens_it() {
    let world = World::new().await;
    let survey = world.published(small()).await;
    let invited = |token: &str| {
        Entrance::Invited(Invited {
            invitation: 7,
            survey: survey.id,
            version: VersionPolicy::Latest,
            customer: Some(CustomerId(1)),
            token: token.to_owned(),
        })
    };
    let start = |token: &'static str| {
        let request = StartRequest { entrance: invited(token), ..StartRequest::public("") };
        let app = world.app.clone();
        async move { start_response(&app, &request).await.unwrap() }
    };
    assert_eq!(start("signed-1").await.token, "signed-1");
    world.next("signed-1", "first", &[("nps", "9")]).await;
    assert_eq!(page(start("reminder-2").await.step).page, "second");
    assert_eq!(page(open_entrance(&world.app, &invited("reminder-2"), None).await.unwrap().step).page, "second");
    let end = closing(world.next("reminder-2", "second", &[]).await);
    // A survey that was put away still shows its end to those who answered.
    archive_survey(&world.app, survey.id, "user:1").await.unwrap();
    assert_eq!(closing(start("signed-1").await.step), end);
    assert_eq!(closing(start("reminder-3").await.step), end);
    assert_eq!(survey_funnel(&world.app, survey.id, None).await.unwrap().started, 1);
    let refused = open_entrance(&world.app, &Entrance::Public(survey.public_token.clone()), None).await;
    assert!(matches!(refused, Err(AppError::NotFound("survey"))));
    let short = StartRequest { token: Some("short".into()), ..StartRequest::public(&survey.public_token) };
    let refused = start_response(&world.app, &short);
    assert!(refused.await.is_err());
}

#[tokio::test]
async fn a_full_quota_shows_its_own_end() {
    let mut definition = small();
    let quotas =
        r#"[{"key": "critics", "condition": "nps <= 6", "limit": 1, "closing": "sorry"}, {"key": "all", "limit": 2}]"#;
    definition.quotas = serde_json::from_str(quotas).unwrap();
    definition.closings[0].condition = None;
    let world = World::new().await;
    let survey = world.published(definition).await;
    let critic = world.start(&survey).await.token;
    world.next(&critic, "first", &[("nps", "1"), ("why", "…")]).await;
    assert_eq!(closing(world.next(&critic, "second", &[("cause", "price")]).await).title, "سپاس");
    let late = world.start(&survey).await.token;
    let told = closing(world.next(&late, "first", &[("nps", "2"), ("why", "صف")]).await);
    assert_eq!((told.title.as_str(), told.over_quota), ("متأسفیم (2)", true));
    let happy = world.start(&survey).await.token;
    world.next(&happy, "first", &[("nps", "10")]).await;
    assert!(!closing(world.next(&happy, "second", &[]).await).over_quota);
    // Now the quota of all is full: nobody begins any more.
    assert!(closing(world.start(&survey).await.step).over_quota);
    tell_responses(&world.app).await.unwrap();
    let scores: Vec<_> =
        world.journal().await.iter().filter(|told| told.kind == "survey_response").map(|told| told.score).collect();
    assert_eq!(scores, [Some(1.0), None, Some(10.0)], "over the quota counts in no score");
    assert!(world.journal().await[1].properties.contains("صف"));
}

#[tokio::test]
async fn who_answers_is_found_by_what_they_tell() {
    let mut definition = small();
    let contact = r#"{"key": "you", "kind": {"type": "contact", "fields": [{"what": "email"}, {"what": "phone"}]}, "text": {"fa": "شما", "en": "You"}}"#;
    definition.sections[1].questions.push(serde_json::from_str(contact).unwrap());
    let world = World::new().await;
    let survey = world.published(definition.clone()).await;
    let fields = [("you.email", "Sara@Example.ir"), ("you.phone", "۰۹۱۲۱۲۳۴۵۶۷")];
    let token = world.start(&survey).await.token;
    world.next(&token, "first", &[("nps", "10")]).await;
    closing(world.next(&token, "second", &fields).await);
    definition.audience = hamdel_domain::surveys::Audience::Employees;
    let pulse = world.published(definition).await;
    let token = world.start(&pulse).await.token;
    world.next(&token, "first", &[("nps", "10")]).await;
    closing(world.next(&token, "second", &fields).await);
    tell_responses(&world.app).await.unwrap();
    let journal = world.journal().await;
    let values: Vec<&str> = journal[0].identifiers.iter().map(hamdel_domain::Identifier::value).collect();
    assert_eq!(values, ["sara@example.ir", "+989121234567"]);
    assert!(journal[1].identifiers.is_empty(), "employees are nobody's customers");
}

#[tokio::test]
async fn left_responses_are_partial_and_can_still_be_submitted() {
    let world = World::new().await;
    let survey = world.published(small()).await;
    let token = world.start(&survey).await.token;
    let empty = world.start(&survey).await.token;
    world.next(&token, "first", &[("nps", "7")]).await;
    assert_eq!(leave_responses(&world.app).await.unwrap(), 0);
    world.clock.advance(tell::LEFT_AFTER + 1);
    assert_eq!(leave_responses(&world.app).await.unwrap(), 1, "one without answers says nothing");
    assert_eq!(leave_responses(&world.app).await.unwrap(), 0);
    tell_responses(&world.app).await.unwrap();
    let funnel = survey_funnel(&world.app, survey.id, None).await.unwrap();
    assert_eq!(funnel.left, [(String::new(), 1), ("second".to_owned(), 1)]);
    closing(world.next(&token, "second", &[]).await);
    assert_eq!(page(response_page(&world.app, &empty, None, None).await.unwrap()).page, "first");
    tell_responses(&world.app).await.unwrap();
    let kinds: Vec<_> = world.journal().await.into_iter().map(|told| (told.kind, told.score)).collect();
    assert_eq!(kinds, [("survey_partial".to_owned(), None), ("survey_response".to_owned(), Some(7.0))]);
}

#[test]
fn a_preview_keeps_nothing() {
    let definition = small();
    let (step, faults) = preview(&definition, None, &Form::default(), &Default::default(), "en".parse_language());
    let first = page(step);
    assert_eq!((first.title.as_str(), first.questions.len(), faults.len()), ("Your opinion", 1, 0));
    assert!(matches!(first.questions[0].kind, QuestionKind::Nps));
    let (step, _) =
        preview(&definition, Some("second"), &form(&[("nps", "2")]), &Default::default(), "fa".parse_language());
    assert_eq!(keys(&page(step)), ["cause", "words"]);
    let (step, _) =
        preview(&definition, Some("end"), &form(&[("nps", "10")]), &Default::default(), "en".parse_language());
    assert_eq!(closing(step).title, "Thanks");
}
